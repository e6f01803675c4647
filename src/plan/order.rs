//! What has to come first, and what better comes first.

use std::collections::{BTreeMap, BTreeSet};

use super::home::stack;
use super::{Draft, Job};
use crate::estimate::Entry;
use crate::finding::{Confidence, Finding, Kind};
use crate::report::{EditPoint, count};

/// How likely a package is to go wrong.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Risk {
    /// The more, the later.
    pub(super) points: usize,
    /// What the points are for.
    pub(super) because: Vec<String>,
}

impl Risk {
    pub(super) fn level(&self) -> &'static str {
        match self.points {
            0 | 1 => "low",
            2..=4 => "medium",
            _ => "high",
        }
    }

    fn add(&mut self, points: usize, because: String) {
        self.points += points;
        self.because.push(because);
    }
}

/// The risk of a package, from what the report says about its findings.
pub(super) fn risk(job: &Job, of: &[usize], findings: &[Finding], frontier: &[EditPoint]) -> Risk {
    let mut risk = Risk::default();
    match job {
        Job::Clarify => risk.add(5, "nobody knows yet what it does".into()),
        Job::Foundation(_) => risk.add(2, "everything else stands on it".into()),
        Job::Authentication(_) | Job::Tests(_) | Job::CleanUp => {}
        Job::UseCase(..) | Job::Module(..) => {
            let of: Vec<&Finding> = of.iter().map(|f| &findings[*f]).collect();
            code(&mut risk, &of, frontier);
        }
    }
    risk
}

fn code(risk: &mut Risk, of: &[&Finding], frontier: &[EditPoint]) {
    let those = |is: &dyn Fn(&Finding) -> bool| of.iter().filter(|f| is(f)).count();
    let places = |n| count(n, "place");
    let is = |n| if n == 1 { "is" } else { "are" };
    let has = |n| if n == 1 { "has" } else { "have" };
    let none = those(&|f| f.remedy.equivalent == "none");
    if none > 0 {
        risk.add(5, format!("{} {} no REST equivalent", places(none), has(none)));
    }
    let hard = those(&|f| f.remedy.equivalent != "none" && matches!(f.remedy.class.as_str(), "L" | "X"));
    if hard > 0 {
        let needs = if hard == 1 { "needs" } else { "need" };
        risk.add(2, format!("{} {needs} more than a replaced call", places(hard)));
    }
    let open = those(&|f| f.decision.as_ref().is_some_and(|d| d.question.is_some()));
    if open > 0 {
        risk.add(2, format!("{} {} not decided", places(open), is(open)));
    }
    let possible = those(&|f| f.confidence == Confidence::Possible);
    if possible > 0 {
        risk.add(1, format!("{} {} only possible", places(possible), is(possible)));
    }
    let paths: BTreeSet<&str> = of.iter().map(|f| f.place.path.as_str()).collect();
    let reached = frontier.iter().filter(|p| paths.contains(p.path.as_str())).map(|p| p.reached_by).max();
    match reached {
        Some(n) if n > 50 => risk.add(2, format!("{} reach it", count(n, "method"))),
        Some(n) if n > 10 => risk.add(1, format!("{} reach it", count(n, "method"))),
        _ => {}
    }
}

/// For each package, those that have to be done before it.
pub(super) fn needs(drafts: &[Draft], findings: &[Finding], entries: &[Entry]) -> Vec<BTreeSet<usize>> {
    let mut needs = vec![BTreeSet::new(); drafts.len()];
    let of_job: BTreeMap<&Job, usize> = drafts.iter().enumerate().map(|(at, d)| (&d.job, at)).collect();
    let mut home = vec![0; findings.len()];
    for (at, draft) in drafts.iter().enumerate() {
        draft.findings.iter().for_each(|f| home[*f] = at);
    }
    let works = |at: usize| matches!(drafts[at].job, Job::UseCase(..) | Job::Module(..) | Job::Tests(_));

    // A client, then access, then what uses them.
    let mut clients: Vec<Option<usize>> = vec![None; findings.len()];
    for kind in ["foundation", "authentication"] {
        for entry in entries.iter().filter(|e| e.item.item == kind) {
            let what = stack(&entry.item.what).to_owned();
            let job = if kind == "foundation" { Job::Foundation(what) } else { Job::Authentication(what) };
            let at = of_job[&job];
            for finding in entry.parts.iter().filter_map(|p| p.finding) {
                if works(home[finding]) {
                    needs[home[finding]].insert(at);
                }
                if kind == "foundation" {
                    clients[finding] = Some(at);
                } else {
                    needs[at].extend(clients[finding]);
                }
            }
        }
    }

    // Who calls a wrapper waits for it: for the very call, or for one of its file.
    let mut calls: BTreeMap<(&str, &str, Option<u32>), usize> = BTreeMap::new();
    for (finding, at) in findings.iter().zip(&home).filter(|(f, at)| f.kind == Kind::Call && works(**at)) {
        let (api, place) = (&finding.api, &finding.place);
        calls.entry((api, &place.path, Some(place.line))).or_insert(*at);
        calls.entry((api, &place.path, None)).or_insert(*at);
    }
    for (finding, at) in findings.iter().zip(&home).filter(|(_, at)| works(**at)) {
        let Some(end) = finding.chain.last() else { continue };
        let call = |line| calls.get(&(finding.api.as_str(), end.path.as_str(), line)).copied();
        needs[*at].extend(call(Some(end.line)).or_else(|| call(None)).filter(|wrapped| wrapped != at));
    }

    for (at, draft) in drafts.iter().enumerate() {
        let others = drafts.iter().enumerate().filter(|(other, _)| *other != at);
        match &draft.job {
            Job::Tests(_) => {
                let rules: BTreeSet<&str> =
                    draft.findings.iter().map(|f| findings[*f].rule.as_str()).collect();
                let tested = |d: &Draft| {
                    matches!(d.job, Job::UseCase(..) | Job::Module(..))
                        && d.findings.iter().any(|f| rules.contains(findings[*f].rule.as_str()))
                };
                needs[at].extend(others.filter(|(_, d)| tested(d)).map(|(other, _)| other));
            }
            Job::CleanUp => needs[at].extend(others.map(|(other, _)| other)),
            _ => {}
        }
    }
    needs
}

/// The packages in order, the least risky of those that can be done next; and
/// what each waits for, without what that waits for itself.
pub(super) fn order(drafts: &[Draft], mut needs: Vec<BTreeSet<usize>>) -> (Vec<usize>, Vec<BTreeSet<usize>>) {
    let rank = |at: usize| {
        let kind = match drafts[at].job {
            Job::Clarify => 0,
            Job::Foundation(_) => 1,
            Job::Authentication(_) => 2,
            Job::UseCase(..) | Job::Module(..) => 3,
            Job::Tests(_) => 4,
            Job::CleanUp => 5,
        };
        (kind, drafts[at].risk.points, &drafts[at].job)
    };
    let mut order: Vec<usize> = Vec::new();
    let mut left: BTreeSet<usize> = (0..drafts.len()).collect();
    while !left.is_empty() {
        let unmet = |at: usize| needs[at].intersection(&left).count();
        // Modules may call each other in circles: then the least entangled begins.
        let next = left.iter().copied().min_by_key(|at| (unmet(*at), rank(*at)));
        let next = next.expect("the loop ends when nothing is left");
        left.remove(&next);
        order.push(next);
        needs[next].retain(|need| !left.contains(need));
    }
    // In order, so that what a package waits for is complete before it is asked.
    let mut behind: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); drafts.len()];
    for &at in &order {
        let covered: BTreeSet<usize> =
            needs[at].iter().flat_map(|need| behind[*need].iter().copied()).collect();
        behind[at] = covered.union(&needs[at]).copied().collect();
        needs[at].retain(|need| !covered.contains(need));
    }
    (order, needs)
}
