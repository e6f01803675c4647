//! Which package a finding and a part of an item belong to.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{Job, cut};
use crate::estimate::Entry;
use crate::finding::{Finding, Kind, UseCase};

/// The package of each finding: with the use case it is part of, else with the code around it.
pub(super) fn homes(findings: &[Finding], entries: &[Entry], recipes: &[UseCase]) -> Vec<Job> {
    let mut uses: Vec<usize> = (0..findings.len())
        .filter(|f| matches!(findings[*f].kind, Kind::Call | Kind::Parameter | Kind::Wrapper | Kind::Object))
        .filter(|f| !findings[*f].test)
        .collect();
    let mut weights = vec![0.0; findings.len()];
    for entry in entries {
        for part in &entry.parts {
            if let Some(finding) = part.finding {
                weights[finding] += part.share * mean(entry);
            }
        }
    }
    let together = together(findings, recipes, &uses);
    let mut homes: BTreeMap<usize, Job> = BTreeMap::new();
    for (recipe, cases) in &together {
        for (number, part) in cut::packed(cases, &weights).into_iter().enumerate() {
            homes.extend(part.into_iter().map(|f| (f, Job::UseCase((*recipe).to_owned(), number))));
        }
    }
    uses.retain(|f| !homes.contains_key(f));
    let apis: BTreeSet<&str> = uses.iter().map(|f| findings[*f].api.as_str()).collect();
    for api in apis {
        let of: Vec<usize> = uses.iter().copied().filter(|f| findings[*f].api == api).collect();
        for (number, part) in cut::parts(&of, findings, &weights).into_iter().enumerate() {
            homes.extend(part.into_iter().map(|f| (f, Job::Module(api.to_owned(), number))));
        }
    }
    let access = Access::new(findings, entries);
    let home = |at: usize| {
        let finding = &findings[at];
        match finding.kind {
            _ if finding.test => Job::Tests(finding.api.clone()),
            Kind::Auth | Kind::Endpoint | Kind::Client => Job::Authentication(access.of(at, finding)),
            Kind::Stub | Kind::Import | Kind::Dependency | Kind::Wsdl => Job::CleanUp,
            Kind::Call | Kind::Parameter | Kind::Wrapper | Kind::Object => homes[&at].clone(),
        }
    };
    (0..findings.len()).map(home).collect()
}

/// Findings that are replaced together, by recipe: those of each use case that
/// the code itself shows, with the parameters and objects in the methods of its calls.
fn together<'r>(
    findings: &[Finding],
    recipes: &'r [UseCase],
    uses: &[usize],
) -> BTreeMap<&'r str, Vec<Vec<usize>>> {
    let at: HashMap<&str, usize> = uses.iter().map(|f| (findings[*f].fingerprint.as_str(), *f)).collect();
    let method = |f: usize| findings[f].within.as_ref().map(|within| (&findings[f].place.path, within));
    let mut parameters: HashMap<_, Vec<usize>> = HashMap::new();
    for &f in uses.iter().filter(|f| matches!(findings[**f].kind, Kind::Parameter | Kind::Object)) {
        if let Some(method) = method(f) {
            parameters.entry(method).or_default().push(f);
        }
    }
    let mut taken = BTreeSet::new();
    let mut together: BTreeMap<&str, Vec<Vec<usize>>> = BTreeMap::new();
    for case in recipes.iter().filter(|case| !case.test && case.question.is_none()) {
        let calls: Vec<usize> =
            case.calls.iter().filter_map(|call| at.get(call.fingerprint.as_str()).copied()).collect();
        let beside = calls.iter().filter_map(|call| parameters.get(&method(*call)?)).flatten();
        let all: BTreeSet<usize> = calls.iter().chain(beside).copied().collect();
        // A call that two use cases share is done with the first.
        let own: Vec<usize> = all.into_iter().filter(|f| taken.insert(*f)).collect();
        if !own.is_empty() {
            together.entry(&case.recipe).or_default().push(own);
        }
    }
    together
}

/// Hours on average, were the whole item this place's.
fn mean(entry: &Entry) -> f64 {
    entry.need * entry.units * entry.spread.median * (entry.spread.sigma.powi(2) / 2.0).exp()
}

/// Which item the access of a finding belongs to: its own, or the nearest of its API.
struct Access<'e> {
    own: HashMap<usize, &'e str>,
    /// By API and directory, with all directories above; the dearest counts.
    near: HashMap<(&'e str, &'e str), (f64, &'e str)>,
}

impl<'e> Access<'e> {
    fn new(findings: &'e [Finding], entries: &'e [Entry]) -> Self {
        let mut access = Access { own: HashMap::new(), near: HashMap::new() };
        for entry in entries.iter().filter(|e| e.item.item == "authentication") {
            let (hours, what) = (mean(entry), stack(&entry.item.what));
            for finding in entry.parts.iter().filter_map(|part| part.finding) {
                access.own.insert(finding, what);
                let Finding { api, place, .. } = &findings[finding];
                for directory in directories(&place.path) {
                    let known = access.near.entry((api, directory)).or_insert((hours, what));
                    if hours > known.0 {
                        *known = (hours, what);
                    }
                }
            }
        }
        access
    }

    fn of(&self, at: usize, finding: &Finding) -> String {
        let near =
            || directories(&finding.place.path).find_map(|d| self.near.get(&(finding.api.as_str(), d)));
        let what = self.own.get(&at).copied().or_else(|| near().map(|(_, what)| *what));
        what.unwrap_or(&finding.api).to_owned()
    }
}

/// The directory of a file, and those above, the nearest first; the root is empty.
fn directories(path: &str) -> impl Iterator<Item = &str> {
    let parent = |path: &str| path.rfind('/').map_or(0, |end| end);
    let first = Some(&path[..parent(path)]);
    std::iter::successors(first, move |path| (!path.is_empty()).then(|| &path[..parent(path)]))
}

/// What an item is for, without the way in which one stack speaks SOAP too: that is one piece of work.
pub(super) fn stack(what: &str) -> &str {
    what.split(": ").next().unwrap_or(what)
}

/// Where a part of an item is done.
pub(super) fn job(entry: &Entry, finding: Option<usize>, homes: &[Job]) -> Job {
    match (entry.item.item.as_str(), finding) {
        ("foundation", _) => Job::Foundation(stack(&entry.item.what).to_owned()),
        ("authentication", _) => Job::Authentication(stack(&entry.item.what).to_owned()),
        (_, Some(finding)) => homes[finding].clone(),
        (_, None) => Job::Clarify,
    }
}
