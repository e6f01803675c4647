//! What can be deleted once the calls are gone, in an order that keeps the
//! build green: nothing goes before what still needs it.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::document::Form;
use crate::document::manifest::is_manifest;
use crate::finding::{Confidence, Finding, Kind, Lines};

/// What a step of the clean-up takes away; in the order in which it can go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// Code that prepared the calls: clients, imports, addresses, signatures and headers.
    Code,
    /// Steps of the build that generate code from the WSDL.
    Generator,
    /// Generated code.
    Stub,
    /// WSDL and schema files.
    Wsdl,
    /// Clients and SOAP libraries in manifests.
    Dependency,
    /// Addresses in configuration.
    Setting,
    /// Credentials in configuration; at the vendor and in vaults they go as well.
    Credential,
}

impl Stage {
    /// The word reports use: `generator`.
    pub fn id(self) -> &'static str {
        match self {
            Stage::Code => "code",
            Stage::Generator => "generator",
            Stage::Stub => "stub",
            Stage::Wsdl => "wsdl",
            Stage::Dependency => "dependency",
            Stage::Setting => "setting",
            Stage::Credential => "credential",
        }
    }

    /// For people: what is deleted.
    pub fn says(self) -> &'static str {
        match self {
            Stage::Code => "clients, imports, addresses and signatures in code",
            Stage::Generator => "generators in the build",
            Stage::Stub => "generated code",
            Stage::Wsdl => "WSDL and schema files",
            Stage::Dependency => "dependencies",
            Stage::Setting => "addresses in configuration",
            Stage::Credential => "credentials in configuration; revoke them as well",
        }
    }

    /// What must be gone before, besides the calls.
    fn needs(self) -> &'static [Stage] {
        match self {
            Stage::Code => &[],
            // Code that still imports what is generated would not compile.
            Stage::Generator => &[Stage::Code],
            // A generator that still runs would write it again.
            Stage::Stub => &[Stage::Code, Stage::Generator],
            // Clients read it when they start, generators when they run.
            Stage::Wsdl => &[Stage::Code, Stage::Generator],
            Stage::Dependency => &[Stage::Code, Stage::Generator, Stage::Stub],
            Stage::Setting | Stage::Credential => &[Stage::Code],
        }
    }

    fn of(finding: &Finding) -> Option<Stage> {
        // Files that no grammar reads have no language of their own.
        let is_code = finding.language != "text";
        match finding.kind {
            Kind::Call | Kind::Parameter | Kind::Wrapper => None,
            Kind::Client | Kind::Object => Some(Stage::Code),
            Kind::Stub => Some(Stage::Stub),
            Kind::Wsdl => Some(Stage::Wsdl),
            Kind::Dependency if finding.rule.ends_with("/generator") => Some(Stage::Generator),
            Kind::Dependency => Some(Stage::Dependency),
            Kind::Import | Kind::Endpoint | Kind::Auth if is_code => Some(Stage::Code),
            // A build names the package it generates, other configuration the classes it uses.
            Kind::Import if is_manifest(&finding.place.path) => Some(Stage::Generator),
            Kind::Import => Some(Stage::Code),
            Kind::Endpoint => Some(Stage::Setting),
            Kind::Auth => Some(Stage::Credential),
        }
    }
}

/// One thing to delete.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct CleanUp {
    /// When it can go.
    pub stage: Stage,
    /// File, relative to the scanned root, with `/`.
    pub path: String,
    /// The lines to look at, in order; empty: the whole file goes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<Lines>,
    /// For people: `dependency on suds`.
    pub what: String,
    /// Packs of the APIs that need it.
    pub apis: Vec<String>,
    /// What must be gone before: `calls`, or stages; empty: it can go today.
    pub waits_for: Vec<String>,
}

/// Lines of one file, and the APIs that need them.
type Places<'f> = (BTreeSet<Lines>, BTreeSet<&'f str>);

/// What there is to delete, sorted by stage and path.
pub fn list(findings: &[Finding]) -> Vec<CleanUp> {
    let believed = || findings.iter().filter(|f| f.confidence >= Confidence::Likely);
    let called: BTreeSet<&str> =
        believed().filter(|f| matches!(f.kind, Kind::Call | Kind::Wrapper)).map(|f| f.api.as_str()).collect();
    let present: BTreeSet<(&str, Stage)> =
        believed().filter_map(|f| Some((f.api.as_str(), Stage::of(f)?))).collect();
    let whole: BTreeSet<&str> = believed().flat_map(deleted_files).collect();

    let mut entries: BTreeMap<(Stage, &str, &str), Places<'_>> = BTreeMap::new();
    for finding in believed() {
        let Some(stage) = Stage::of(finding) else { continue };
        let mut add = |path, lines: &[Lines]| {
            // One place may be needed by several APIs, and goes with the last of them.
            let entry = entries.entry((stage, path, finding.title.as_str())).or_default();
            entry.0.extend(lines);
            entry.1.insert(finding.api.as_str());
        };
        match (&finding.generated, stage) {
            (Some(set), _) => set.files.iter().for_each(|file| add(&file.path, &file.lines)),
            (None, Stage::Wsdl) => add(&finding.place.path, &[]),
            _ if Form::of(&finding.place.path) == Form::Archive => add(&finding.place.path, &[]),
            // What stands in a file that goes as a whole goes with it.
            _ if whole.contains(finding.place.path.as_str()) => {}
            _ => {
                add(&finding.place.path, &[Lines { first: finding.place.line, last: finding.place.end_line }])
            }
        }
    }
    let waits = |stage: Stage, apis: &BTreeSet<&str>| {
        let calls = apis.iter().any(|api| called.contains(api)).then(|| "calls".to_owned());
        let is_present = |before: &&Stage| apis.iter().any(|api| present.contains(&(*api, **before)));
        calls.into_iter().chain(stage.needs().iter().filter(is_present).map(|s| s.id().to_owned())).collect()
    };
    let entry = |((stage, path, what), (lines, apis)): ((Stage, &str, &str), Places<'_>)| CleanUp {
        stage,
        path: path.to_owned(),
        lines: lines.into_iter().collect(),
        what: what.to_owned(),
        waits_for: waits(stage, &apis),
        apis: apis.into_iter().map(str::to_owned).collect(),
    };
    let mut list: Vec<CleanUp> = entries.into_iter().map(entry).collect();
    list.sort();
    list
}

/// The stages there are, in order: how many places, in how many files.
pub fn steps(list: &[CleanUp]) -> Vec<(Stage, usize, usize)> {
    let of_stage = |entries: &[CleanUp]| {
        let files: BTreeSet<&str> = entries.iter().map(|e| e.path.as_str()).collect();
        (entries[0].stage, entries.iter().map(|e| e.lines.len().max(1)).sum(), files.len())
    };
    list.chunk_by(|a, b| a.stage == b.stage).map(of_stage).collect()
}

impl CleanUp {
    /// `src/A.java:3, 12-14`, or the file alone when all of it goes.
    pub fn place(&self) -> String {
        let lines = self.lines.iter().map(|l| match l.first == l.last {
            true => l.first.to_string(),
            false => format!("{}-{}", l.first, l.last),
        });
        let lines: Vec<String> = lines.collect();
        if lines.is_empty() { self.path.clone() } else { format!("{}:{}", self.path, lines.join(", ")) }
    }
}

/// Files that go as a whole.
fn deleted_files(finding: &Finding) -> Vec<&str> {
    match (&finding.generated, finding.kind) {
        (Some(set), _) => set.files.iter().filter(|f| f.lines.is_empty()).map(|f| f.path.as_str()).collect(),
        (None, Kind::Wsdl) => vec![finding.place.path.as_str()],
        _ => vec![],
    }
}
