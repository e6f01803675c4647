//! The migration as work packages, in the order they are best done.
//!
//! What is not understood is looked at first, because it makes the range wide.
//! Then what everybody needs: a REST client, access to it. Then the code, along
//! the call graph and the least risky first; tests; and last what nothing uses
//! any more. Each item of the estimate is in the packages exactly once, by
//! shares, so the packages cost what the estimate says.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::estimate::{Entry, Found, draws, entries, quantiles};
use crate::finding::{Finding, Hours, UseCase};
use crate::report::EditPoint;
use crate::rule::Rules;

mod accept;
mod cut;
mod home;
mod name;
mod order;
pub mod schedule;
pub mod show;

/// Work packages in the order they are best done.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Plan {
    /// Hours for everything, as the estimate has them.
    pub total: Hours,
    /// The average, in hours: unlike medians, those of the packages add up to it.
    pub average: f64,
    /// The packages.
    pub packages: Vec<Package>,
}

/// One piece of work that can be given to somebody and accepted.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Package {
    /// `WP1`, in the order of the plan.
    pub id: String,
    /// `clarify`, `foundation`, `authentication`, `use-case`, `module`, `tests`, `clean-up`.
    pub kind: String,
    /// One line for people.
    pub title: String,
    /// What is to be done, in a sentence.
    pub says: String,
    /// Directories or files it is about.
    pub paths: Vec<String>,
    /// Hours: of ten packages like this, one takes less than `low`, one more than `high`.
    pub hours: Hours,
    /// Average hours; averages add up.
    pub average: f64,
    /// `low`, `medium`, `high`: how likely it is to go wrong.
    pub risk: String,
    /// Why.
    pub because: Vec<String>,
    /// Packages that come before it; those behind them are left out.
    pub depends_on: Vec<String>,
    /// What must hold when it is done.
    pub acceptance: Vec<String>,
    /// Fingerprints of its findings; each finding of the report is in one package.
    pub findings: Vec<String>,
    /// Its shares of the items of the estimate.
    pub items: Vec<Share>,
}

/// The share of an item of the estimate that a package pays for.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Share {
    /// As in the estimate: `operation`.
    pub item: String,
    /// As in the estimate.
    pub what: String,
    /// As in the estimate.
    pub category: String,
    /// Above 0, at most 1; over all packages they add up to 1.
    pub share: f64,
}

/// What a package is for; they are planned in this order.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Job {
    /// What could not be understood.
    Clarify,
    /// An item that everybody needs.
    Foundation(String),
    /// Access of an API's callers: by its item, or by the API where nothing calls.
    Authentication(String),
    /// Calls that are replaced together: recipe, number of the part.
    UseCase(String, usize),
    /// Calls of an API in a part of the code: API, number of the part.
    Module(String, usize),
    /// Calls of an API in tests.
    Tests(String),
    /// What nothing uses any more.
    CleanUp,
}

/// A package that is being put together.
struct Draft {
    job: Job,
    findings: Vec<usize>,
    /// Share of each item, by its index.
    shares: BTreeMap<usize, f64>,
    risk: order::Risk,
}

/// The plan for what was found. The order of the findings does not matter.
pub fn plan(found: Found<'_>, frontier: &[EditPoint], recipes: &[UseCase], rules: &Rules) -> Plan {
    let entries = entries(found, &rules.effort);
    let Found { findings, ledger, .. } = found;
    let homes = home::homes(findings, &entries, recipes);
    let mut drafts = drafts(findings, &entries, &homes, frontier);
    let needs = order::needs(&drafts, findings, &entries);
    let (order, needs) = order::order(&drafts, needs);
    let place: BTreeMap<usize, usize> = order.iter().enumerate().map(|(at, draft)| (*draft, at)).collect();
    first_use_first(&mut drafts, &entries, &homes, &place);
    let sums = sums(&drafts, &entries, rules);
    let ids: Vec<String> = (0..drafts.len()).map(|draft| format!("WP{}", place[&draft] + 1)).collect();
    let packages = order.iter().map(|&at| {
        let draft = &drafts[at];
        let mut before: Vec<usize> = needs[at].iter().copied().collect();
        before.sort_by_key(|draft| place[draft]);
        let (hours, average) = sums[at];
        Package {
            id: ids[at].clone(),
            depends_on: before.into_iter().map(|draft| ids[draft].clone()).collect(),
            hours,
            average,
            risk: draft.risk.level().to_owned(),
            because: draft.risk.because.clone(),
            acceptance: accept::acceptance(draft, findings, rules),
            findings: draft.findings.iter().map(|f| findings[*f].fingerprint.clone()).collect(),
            items: draft.shares.iter().map(|(entry, share)| shared(&entries[*entry], *share)).collect(),
            ..name::named(draft, findings, recipes, ledger, rules)
        }
    });
    let packages: Vec<Package> = packages.collect();
    let all: Vec<f64> = crate::estimate::sum(entries.iter().map(|e| (e, 1.0)), &rules.effort);
    Plan { total: quantiles(&all), average: average(&all), packages }
}

fn shared(entry: &Entry, share: f64) -> Share {
    Share {
        item: entry.item.item.clone(),
        what: entry.item.what.clone(),
        category: entry.item.category.clone(),
        share: (share * 1e6).round() / 1e6,
    }
}

fn drafts(findings: &[Finding], entries: &[Entry], homes: &[Job], frontier: &[EditPoint]) -> Vec<Draft> {
    let mut jobs: BTreeMap<Job, (Vec<usize>, BTreeMap<usize, f64>)> = BTreeMap::new();
    for (finding, home) in homes.iter().enumerate() {
        jobs.entry(home.clone()).or_default().0.push(finding);
    }
    for (index, entry) in entries.iter().enumerate() {
        for part in &entry.parts {
            let (_, shares) = jobs.entry(home::job(entry, part.finding, homes)).or_default();
            *shares.entry(index).or_default() += part.share;
        }
    }
    jobs.into_iter()
        .map(|(job, (of, shares))| Draft {
            risk: order::risk(&job, &of, findings, frontier),
            job,
            findings: of,
            shares,
        })
        .collect()
}

/// Whoever comes first learns how a change is made; the estimate only says
/// that somebody does. The two trade places, so the item costs the same.
fn first_use_first(drafts: &mut [Draft], entries: &[Entry], homes: &[Job], place: &BTreeMap<usize, usize>) {
    let of_job: BTreeMap<Job, usize> = drafts.iter().enumerate().map(|(at, d)| (d.job.clone(), at)).collect();
    for (index, first) in entries.iter().enumerate() {
        let [only] = first.parts.as_slice() else { continue };
        let Some(learner) = only.finding else { continue };
        // The first call of an operation and its further ones are items of different names.
        let name = if first.item.item == "operation" { "call-site" } else { &first.item.item };
        let is_further = |e: &Entry| {
            (e.item.item.as_str(), &e.item.category) == (name, &first.item.category)
                && e.item.what.strip_prefix(first.item.what.as_str()) == Some(", further places")
        };
        let Some((further, rest)) = entries.iter().enumerate().find(|(_, e)| is_further(e)) else { continue };
        let from = of_job[&homes[learner]];
        let others = rest.parts.iter().filter_map(|p| Some((of_job[&homes[p.finding?]], p.share)));
        let Some((to, share)) = others.min_by_key(|(draft, _)| place[draft]) else { continue };
        if place[&to] < place[&from] {
            drafts[from].shares.remove(&index);
            *drafts[to].shares.entry(index).or_default() += 1.0;
            let given = drafts[to].shares.get_mut(&further).expect("it has a part of the further places");
            *given -= share;
            if *given < 1e-9 {
                drafts[to].shares.remove(&further);
            }
            *drafts[from].shares.entry(further).or_default() += share;
        }
    }
}

/// Hours of each package, and their average.
fn sums(drafts: &[Draft], entries: &[Entry], rules: &Rules) -> Vec<(Hours, f64)> {
    let mut sums: Vec<Vec<f64>> = vec![Vec::new(); drafts.len()];
    for (index, entry) in entries.iter().enumerate() {
        let hours = draws(entry, &rules.effort);
        for (draft, sum) in drafts.iter().zip(&mut sums) {
            let Some(share) = draft.shares.get(&index) else { continue };
            sum.resize(hours.len(), 0.0);
            sum.iter_mut().zip(&hours).for_each(|(sum, hours)| *sum += share * hours);
        }
    }
    sums.iter().map(|draws| (quantiles(draws), average(draws))).collect()
}

fn average(draws: &[f64]) -> f64 {
    let mean = draws.iter().sum::<f64>() / draws.len().max(1) as f64;
    (mean * 100.0).round() / 100.0
}
