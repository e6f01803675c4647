//! What changed between two reports: which findings are gone, new, elsewhere, or told differently.
//!
//! A finding is known by its fingerprint. One whose line was edited, or whose
//! file was moved, has another; it is looked for again by what it calls and the
//! method it stands in, so that tidying up does not look like new SOAP.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::finding::{Decision, Finding, Hours, Kind, Place};
use crate::report::{Report, call, replacement};

pub mod show;

/// What changed between two reports.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Diff {
    /// Version of this format: 1.
    pub version: u32,
    /// Findings and hours before.
    pub old: Side,
    /// Findings and hours now.
    pub new: Side,
    /// How many findings changed in which way; `unchanged` too.
    pub counts: BTreeMap<String, usize>,
    /// The changes: new ones first, then what is told differently, moved, fixed; each by place.
    pub changes: Vec<Change>,
}

/// A report in a few numbers.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Side {
    /// Findings.
    pub findings: usize,
    /// Calls by confidence: `certain`.
    pub calls: BTreeMap<String, usize>,
    /// Decisions that the code does not make: each has a question.
    pub open: usize,
    /// Hours for all of it.
    pub hours: Hours,
}

/// What became of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum What {
    /// It was not there before.
    New,
    /// It is told differently: confidence, decision or remedy.
    Changed,
    /// Its line was edited, and still calls the API.
    Edited,
    /// It is somewhere else.
    Moved,
    /// It is gone.
    Fixed,
}

impl What {
    /// All, in the order they are shown.
    pub const ALL: [What; 5] = [What::New, What::Changed, What::Edited, What::Moved, What::Fixed];

    /// The word reports use: `new`.
    pub fn id(self) -> &'static str {
        match self {
            What::New => "new",
            What::Changed => "changed",
            What::Edited => "edited",
            What::Moved => "moved",
            What::Fixed => "fixed",
        }
    }
}

/// One finding that is not as it was.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Change {
    /// What became of it.
    pub change: What,
    /// Rule: `marketo/get-lead`.
    pub rule: String,
    /// What the finding is.
    pub kind: Kind,
    /// Confidence: now, or before when it is fixed.
    pub confidence: crate::finding::Confidence,
    /// One line for people.
    pub title: String,
    /// Where it is, or was when it is fixed.
    #[serde(flatten)]
    pub place: Place,
    /// Where it was, when that is somewhere else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub was: Option<Place>,
    /// Fingerprint: now, or before when it is fixed.
    pub fingerprint: String,
    /// What is told differently.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub differs: Vec<Difference>,
}

/// One thing that is told differently.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Difference {
    /// `confidence`, `decision`, `remedy`.
    pub of: String,
    /// Before.
    pub old: String,
    /// Now.
    pub new: String,
}

/// What changed from one report to the other.
pub fn diff(old: &Report, new: &Report) -> Diff {
    let pairs = pairs(&old.findings, &new.findings);
    let gone: BTreeSet<usize> = pairs.values().map(|(old, _)| *old).collect();
    let mut changes = Vec::new();
    let mut unchanged = 0;
    for (at, finding) in new.findings.iter().enumerate() {
        let Some((was, how)) = pairs.get(&at) else {
            changes.push(change(What::New, finding));
            continue;
        };
        let was = &old.findings[*was];
        let differs = differences(was, finding);
        let what = match how {
            _ if !differs.is_empty() => What::Changed,
            _ if was.place.path != finding.place.path => What::Moved,
            How::Edited => What::Edited,
            _ if (was.place.line, was.place.column) != (finding.place.line, finding.place.column) => {
                What::Moved
            }
            _ => {
                unchanged += 1;
                continue;
            }
        };
        let elsewhere = was.place != finding.place;
        changes.push(Change { was: elsewhere.then(|| was.place.clone()), differs, ..change(what, finding) });
    }
    let fixed = old.findings.iter().enumerate().filter(|(at, _)| !gone.contains(at));
    changes.extend(fixed.map(|(_, finding)| change(What::Fixed, finding)));
    changes.sort_by(|a, b| {
        (a.change, &a.place, &a.rule, &a.fingerprint).cmp(&(b.change, &b.place, &b.rule, &b.fingerprint))
    });
    let mut counts: BTreeMap<String, usize> =
        What::ALL.iter().map(|what| (what.id().to_owned(), 0)).collect();
    changes.iter().for_each(|c| *counts.entry(c.change.id().to_owned()).or_default() += 1);
    counts.insert("unchanged".to_owned(), unchanged);
    Diff { version: 1, old: side(old), new: side(new), counts, changes }
}

/// For each finding whether it was there before, in the words of SARIF: `new`,
/// `unchanged`, or `updated` when it is told differently.
pub fn baseline(old: &[Finding], new: &[Finding]) -> BTreeMap<String, String> {
    let pairs = pairs(old, new);
    let state = |(at, finding): (usize, &Finding)| match pairs.get(&at) {
        None => "new",
        Some((was, How::Same)) if differences(&old[*was], finding).is_empty() => "unchanged",
        Some(_) => "updated",
    };
    new.iter().enumerate().map(|(at, f)| (f.fingerprint.clone(), state((at, f)).to_owned())).collect()
}

fn side(report: &Report) -> Side {
    let mut calls: BTreeMap<String, usize> =
        ["certain", "likely", "possible"].iter().map(|id| ((*id).to_owned(), 0)).collect();
    for finding in report.findings.iter().filter(|f| f.kind == Kind::Call) {
        *calls.entry(finding.confidence.id().to_owned()).or_default() += 1;
    }
    let is_open = |f: &&Finding| f.decision.as_ref().is_some_and(|d| d.question.is_some());
    Side {
        findings: report.findings.len(),
        calls,
        open: report.findings.iter().filter(is_open).count(),
        hours: report.estimate.total,
    }
}

fn change(change: What, finding: &Finding) -> Change {
    Change {
        change,
        rule: finding.rule.clone(),
        kind: finding.kind,
        confidence: finding.confidence,
        title: finding.title.clone(),
        place: finding.place.clone(),
        was: None,
        fingerprint: finding.fingerprint.clone(),
        differs: Vec::new(),
    }
}

/// How a finding was known again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum How {
    /// By its fingerprint.
    Same,
    /// In its file and method, with another line.
    Edited,
    /// In another file.
    Elsewhere,
}

/// For each finding that was there before: which it was.
fn pairs(old: &[Finding], new: &[Finding]) -> BTreeMap<usize, (usize, How)> {
    let mut pairs = BTreeMap::new();
    let mut left: BTreeSet<usize> = (0..old.len()).collect();
    let name = |f: &Finding| f.place.path.rsplit('/').next().unwrap_or_default().to_owned();
    let within = |f: &Finding| f.within.clone().unwrap_or_default();
    let request = |f: &Finding| f.decision.as_ref().map(|d| d.request.clone());
    type Key = Box<dyn Fn(&Finding) -> Option<String>>;
    // From the surest to the least sure.
    let ways: [(How, Key); 4] = [
        (How::Same, Box::new(|f| Some(f.fingerprint.clone()))),
        (How::Edited, Box::new(move |f| Some(format!("{}\0{}\0{}", what(f), f.place.path, within(f))))),
        (
            How::Elsewhere,
            Box::new(move |f| {
                let column = f.place.column;
                Some(format!("{}\0{}\0{}\0{column}\0{:?}", what(f), name(f), within(f), request(f)))
            }),
        ),
        // A method that went to another file; top-level code has no name to know it by.
        (
            How::Elsewhere,
            Box::new(move |f| f.within.as_ref().map(|w| format!("{}\0{w}\0{:?}", what(f), request(f)))),
        ),
    ];
    for (how, key) in ways {
        let mut waiting: HashMap<String, Vec<usize>> = HashMap::new();
        // Backwards, so that the first is taken first.
        for &at in left.iter().rev() {
            if let Some(key) = key(&old[at]) {
                waiting.entry(key).or_default().push(at);
            }
        }
        for (at, finding) in new.iter().enumerate() {
            if pairs.contains_key(&at) {
                continue;
            }
            let was = key(finding).and_then(|key| waiting.get_mut(&key)?.pop());
            if let Some(was) = was {
                left.remove(&was);
                pairs.insert(at, (was, how));
            }
        }
    }
    pairs
}

/// What a finding is, wherever it stands.
fn what(finding: &Finding) -> String {
    format!("{}\0{}\0{}", finding.rule, finding.kind.id(), finding.object.as_deref().unwrap_or_default())
}

fn differences(old: &Finding, new: &Finding) -> Vec<Difference> {
    let mut differs = Vec::new();
    let mut compare = |of: &str, old: String, new: String| {
        if old != new {
            differs.push(Difference { of: of.to_owned(), old, new });
        }
    };
    compare("confidence", old.confidence.id().to_owned(), new.confidence.id().to_owned());
    compare("decision", decided(old.decision.as_ref()), decided(new.decision.as_ref()));
    compare("remedy", remedy(old), remedy(new));
    differs
}

/// `email`, or `open: email, id`.
fn decided(decision: Option<&Decision>) -> String {
    let Some(decision) = decision else { return String::new() };
    match (decision.rows.join(", "), decision.open.join(", ")) {
        (rows, open) if open.is_empty() => rows,
        (rows, open) if rows.is_empty() => format!("open: {open}"),
        (rows, open) => format!("{rows}; open: {open}"),
    }
}

fn remedy(finding: &Finding) -> String {
    let steps: Vec<String> =
        finding.remedy.steps.iter().filter(|s| s.role != "alternative").map(call).collect();
    if steps.is_empty() { replacement(finding) } else { steps.join(", ") }
}
