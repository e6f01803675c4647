//! What must hold when a package is done, in words that somebody can check.

use std::collections::BTreeMap;

use super::{Draft, Job};
use crate::cleanup::{list, steps};
use crate::finding::Finding;
use crate::report::count;
use crate::rule::Rules;

/// Differences in behaviour and open questions that a package names; more would not be read.
const NAMED: usize = 5;

pub(super) fn acceptance(draft: &Draft, findings: &[Finding], rules: &Rules) -> Vec<String> {
    let of: Vec<&Finding> = draft.findings.iter().map(|f| &findings[*f]).collect();
    let mut checks = Vec::new();
    match &draft.job {
        Job::Clarify => checks.push(
            "`unsoap scan --ledger` lists none of these places any more, or a comment at each says what it calls"
                .into(),
        ),
        Job::Foundation(what) => {
            checks.push("a test shows that an error in the answer, a timeout and a full quota are noticed, each in its way".into());
            // Items name their API first in what they are counted for.
            let api = rules.apis.iter().find(|api| what.contains(&api.id));
            let limits = api.map(|api| api.limits.iter().take(NAMED)).into_iter().flatten();
            checks.extend(limits.map(|limit| format!("it keeps the limit: {}", sentence(&limit.says))));
        }
        Job::Authentication(_) => {
            checks.push("a call succeeds with access that was granted for this system, and again after it was renewed".into());
            checks.push("no credential stands in the code or in its history from now on".into());
        }
        Job::UseCase(..) | Job::Module(..) => {
            let questions = of.iter().filter_map(|f| f.decision.as_ref()?.question.as_ref());
            checks.extend(most(questions, "answered", "more open questions"));
            let hazards = of.iter().flat_map(|f| f.remedy.hazards.iter());
            checks.extend(most(hazards, "a test covers", "more differences in behaviour"));
        }
        Job::Tests(_) => checks.push("the tests pass against REST answers, and fail when a field of these is missing".into()),
        Job::CleanUp => {
            let of: Vec<Finding> = of.iter().map(|f| (*f).clone()).collect();
            for (stage, places, files) in steps(&list(&of)) {
                let (places, files) = (count(places, "place"), count(files, "file"));
                checks.push(format!("gone, in this order: {}, {places} in {files}", stage.says()));
            }
            checks.push("the project builds and its tests pass".into());
            checks.push("`unsoap scan --fail-on any` exits with 0".into());
        }
    }
    if !of.is_empty() && draft.job != Job::CleanUp {
        let places = match of.len() {
            1 => "this place".to_owned(),
            n => format!("these {}", count(n, "place")),
        };
        checks
            .push(format!("`unsoap diff BEFORE.json AFTER.json` lists {places} as fixed and nothing as new"));
    }
    checks
}

/// The most frequent texts, each once.
fn most<'f>(texts: impl Iterator<Item = &'f String>, lead: &str, rest: &str) -> Vec<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    texts.for_each(|text| *counts.entry(text).or_default() += 1);
    let mut texts: Vec<_> = counts.into_iter().collect();
    texts.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    let left = texts.len().saturating_sub(NAMED);
    let mut told: Vec<String> =
        texts.into_iter().take(NAMED).map(|(text, _)| format!("{lead}: {}", sentence(text))).collect();
    if left > 0 {
        told.push(format!("{left} {rest}: see the findings"));
    }
    told
}

fn sentence(text: &str) -> &str {
    text.trim().trim_end_matches('.')
}
