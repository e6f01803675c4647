//! What a package is called, and what it says.

use std::collections::BTreeMap;

use super::{Draft, Job, Package, cut};
use crate::finding::{Finding, Kind, UseCase};
use crate::report::Ledger;
use crate::rule::Rules;

/// What a package is called and what it says.
pub(super) fn named(
    draft: &Draft,
    findings: &[Finding],
    recipes: &[UseCase],
    ledger: &Ledger,
    rules: &Rules,
) -> Package {
    let of = || draft.findings.iter().map(|f| &findings[*f]);
    let api = |id: &str| rules.apis.iter().find(|api| api.id == id);
    let replacement = |id: &str| api(id).map_or(id.to_owned(), |api| api.replacement.clone());
    let paths: Vec<String> = cut::names(of().map(|f| f.place.path.as_str()));
    let (kind, title, says, paths) = match &draft.job {
        Job::Clarify => {
            let lost = ledger.files.iter().filter(|f| !matches!(f.state.as_str(), "understood" | "generated" | "prose"));
            let paths = ledger.unresolved.iter().map(|u| u.path.as_str()).chain(lost.map(|f| f.path.as_str()));
            (
                "clarify",
                "Look at what could not be understood".to_owned(),
                "Calls that may reach the API and files that could not be read make the range wide: find out what they do before anything is promised.".to_owned(),
                cut::names(paths),
            )
        }
        Job::Foundation(what) => (
            "foundation",
            format!("Foundation: {what}"),
            "One client for all calls: base address, errors, retries, limits, logging, and a way to test against it.".to_owned(),
            Vec::new(),
        ),
        Job::Authentication(what) => (
            "authentication",
            match draft.findings.first() {
                _ if api(what).is_none() => format!("Authentication: {what}"),
                _ => format!("Addresses of {}", api(what).map_or(what.as_str(), |api| &api.name)),
            },
            "Credentials, headers, signatures and addresses of SOAP give way to those of REST; secrets stay out of the code.".to_owned(),
            paths,
        ),
        Job::UseCase(id, _) => {
            let case = recipes.iter().find(|case| case.recipe == *id);
            let title = case.map_or(id.as_str(), |case| &case.title);
            let says = case.map_or(String::new(), |case| case.remedy.says.clone());
            ("use-case", format!("{}: {title}", joined(&short(&paths), 3)), says, paths)
        }
        Job::Module(id, _) => (
            "module",
            format!("{}: {}", joined(&short(&paths), 3), joined(&operations(of()), 4)),
            format!("Move these calls to the {}.", replacement(id)),
            paths,
        ),
        Job::Tests(id) => (
            "tests",
            format!("Tests that call {}", api(id).map_or(id.as_str(), |api| &api.name)),
            "Tests and their recorded answers speak SOAP; they have to speak REST before they prove anything.".to_owned(),
            paths,
        ),
        Job::CleanUp => (
            "clean-up",
            "Remove what nothing uses any more".to_owned(),
            "Generated code, WSDLs, imports and dependencies go when the last call is gone.".to_owned(),
            paths,
        ),
    };
    Package { kind: kind.to_owned(), title, says, paths, ..Package::default() }
}

/// What is called, the most frequent first; where nothing is, what else is found.
fn operations<'f>(findings: impl Iterator<Item = &'f Finding>) -> Vec<String> {
    let mut counts: BTreeMap<(bool, String), usize> = BTreeMap::new();
    for finding in findings {
        let called = matches!(finding.kind, Kind::Call | Kind::Wrapper);
        let name = match (&finding.operation, &finding.object) {
            (Some(operation), Some(object)) if called => format!("{operation} {object}"),
            (Some(operation), None) if called => operation.clone(),
            _ => finding.title.clone(),
        };
        *counts.entry((!called, name)).or_default() += 1;
    }
    let calls = counts.keys().any(|(other, _)| !other);
    let mut names: Vec<_> = counts.into_iter().filter(|((other, _), _)| !(calls && *other)).collect();
    names.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    names.into_iter().map(|((_, name), _)| name).collect()
}

/// Files by their names alone; the package lists where they are.
fn short(paths: &[String]) -> Vec<String> {
    let name = |path: &String| path.rsplit('/').next().unwrap_or(path).to_owned();
    paths.iter().map(|path| if name(path).contains('.') { name(path) } else { path.clone() }).collect()
}

/// `a, b and 3 more`
fn joined(names: &[String], most: usize) -> String {
    if names.len() <= most {
        return names.join(", ");
    }
    format!("{} and {} more", names[..most].join(", "), names.len() - most)
}
