//! The report: everything a scan found, as plain data, and the ways to show it.

mod concise;
mod csv;
mod github;
mod gitlab;
mod html;
mod human;
mod json;
pub(crate) mod markdown;
mod rdjson;
mod sarif;
mod severity;
mod text;
mod words;

pub(crate) use csv::{spreadsheet, table_of_texts};
pub(crate) use human::with_snippets;
pub(crate) use text::{cut, line, printable};
pub(crate) use words::{call, count, hours, replacement, thousands};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::cleanup::CleanUp;
use crate::finding::{Evidence, Finding, Hours, UseCase};
use crate::history::History;
use crate::plan::Plan;

/// Everything a scan found. Two scans of the same input are equal byte for byte.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Report {
    /// Version of this format: 1.
    pub version: u32,
    /// Who wrote it.
    pub tool: Tool,
    /// The APIs that were looked for, with their dates.
    pub apis: Vec<ApiStatus>,
    /// Findings, sorted by path, line, column, rule.
    pub findings: Vec<Finding>,
    /// What could not be understood.
    pub problems: Vec<Problem>,
    /// Counts.
    pub summary: Summary,
    /// Hours for everything together.
    pub estimate: Estimate,
    /// Every relevant file accounted for.
    pub ledger: Ledger,
    /// What of the replacements the scanned code has already.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub existing: Vec<Existing>,
    /// The places to edit: each holds SOAP calls; who calls them can stay as it is.
    #[serde(default)]
    pub frontier: Vec<EditPoint>,
    /// What can be deleted once the calls are gone, in an order that keeps the build green.
    #[serde(default)]
    pub cleanup: Vec<CleanUp>,
    /// Work packages, in the order they are best done.
    #[serde(default)]
    pub plan: Plan,
    /// Whether each finding was there before, by fingerprint: `new`, `unchanged`, `updated`;
    /// when a baseline was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub baseline: Option<std::collections::BTreeMap<String, String>>,
    /// Which code this is about, as far as it was told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provenance: Option<Provenance>,
    /// How the migration went until now, when it was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub history: Option<History>,
    /// Findings that together are one use case, in the order of their first calls.
    #[serde(default)]
    pub recipes: Vec<UseCase>,
    /// What the snippets of the findings call: needed once, in each language.
    #[serde(default)]
    pub clients: Vec<ClientPaste>,
}

/// A part of an API's replacement that the scanned code has already.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct Existing {
    /// Pack id.
    pub api: String,
    /// Id of the language it is written in; TypeScript counts as JavaScript.
    pub language: String,
    /// `client`: calls of the replacement; `token`: access tokens are fetched.
    pub part: String,
    /// Where.
    pub evidence: Evidence,
}

/// What the snippets for an API call: how a token is got, and how a request is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ClientPaste {
    /// Pack id.
    pub api: String,
    /// The template of the snippets: `java`.
    pub snippet: String,
    /// For people: `Java 11, java.net.http`.
    pub name: String,
    /// The text, ready to paste.
    pub text: String,
}

/// A method (or the top level of a file) that holds SOAP calls, and how far a
/// change of it reaches.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct EditPoint {
    /// File.
    pub path: String,
    /// 1-based line of the method's name; 1 for the top level.
    pub line: u32,
    /// `LeadSync.push`; absent for the top level of a file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// Rules of the operations called in it: `marketo/get-lead`.
    pub operations: Vec<String>,
    /// Places that call it.
    pub callers: usize,
    /// Methods that reach it, directly or not.
    pub reached_by: usize,
    /// Of these, those nothing in the scanned code calls.
    pub entry_points: Vec<String>,
}

/// Which code a report is about, as the caller told it: nothing is read from the machine.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Provenance {
    /// The part of a repository with several reports.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// Address of the repository.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repository: Option<String>,
    /// The commit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revision: Option<String>,
    /// The branch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub branch: Option<String>,
}

/// The tool that wrote a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Tool {
    /// `unsoap`.
    pub name: String,
    /// Its version.
    pub version: String,
}

/// An API and where it stands in its life.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ApiStatus {
    /// Pack id.
    pub id: String,
    /// Name.
    pub name: String,
    /// What replaces it.
    pub replacement: String,
    /// `removed`, `announced`, `discouraged`.
    pub state: String,
    /// The date that counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// One sentence.
    pub says: String,
    /// Where it is written down.
    pub source: Vec<String>,
    /// Relative to `--as-of`: `removed 114 days ago`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_of: Option<String>,
}

/// Trouble with a scanned file; never an error of the run.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct Problem {
    /// File, relative to the scanned root, with `/`.
    pub path: String,
    /// 1-based line, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// Kebab case: `unreadable`, `binary`, `too-large`, `empty`, `syntax`, `vanished`, `loop`, `encoding`, `too-deep`, `xml`, `link`,
    /// `no-parser`, `too-many-calls`, `crash`.
    pub kind: String,
    /// For people.
    pub says: String,
}

/// Counts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Summary {
    /// Files walked.
    pub files: usize,
    /// Files that could matter and were parsed.
    pub parsed: usize,
    /// Findings by kind.
    pub kinds: std::collections::BTreeMap<String, usize>,
    /// Calls (test code apart) by operation and confidence.
    pub operations: Vec<OperationCount>,
}

/// One row of the summary.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OperationCount {
    /// Rule: `marketo/get-lead`.
    pub rule: String,
    /// Operation, with its object where the API is decided by object.
    pub operation: String,
    /// Calls.
    pub calls: usize,
    /// Of these, in test code.
    pub tests: usize,
    /// Certain, likely, possible.
    pub certain: usize,
    /// Likely.
    pub likely: usize,
    /// Possible.
    pub possible: usize,
    /// The usual replacement: `GET /rest/v1/lead/{leadId}.json` or a count of them.
    pub remedy: String,
}

/// Hours for a whole migration.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Estimate {
    /// The sum, as quantiles; subtotals do not add up by quantile.
    pub total: Hours,
    /// The sum on average: that of the items' averages.
    #[serde(default)]
    pub average: f64,
    /// Whether finished work has entered the numbers, and what was said of the team.
    #[serde(default)]
    pub basis: Vec<String>,
    /// What it is made of.
    pub items: Vec<EstimateItem>,
}

/// One item of an estimate.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct EstimateItem {
    /// `foundation`, `authentication`, `operation`, `call-site`, `wrapper`, `parameter`, `hazard`, `endpoint`,
    /// `auth-site`, `investigation`, `tests`, `clean-up`, `unknown`.
    pub item: String,
    /// What is counted: `marketo/get-lead (email)`.
    pub what: String,
    /// `mandatory`, `potential`, `optional`.
    pub category: String,
    /// How many places.
    pub count: usize,
    /// Probability that it is needed.
    pub probability: f64,
    /// Hours.
    pub hours: Hours,
    /// Hours it adds on average, with its probability; averages add up.
    #[serde(default)]
    pub average: f64,
    /// Why this number.
    pub because: String,
    /// What was read in the code that makes it this number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<Evidence>,
}

/// Every relevant file accounted for, and what could not be resolved.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Ledger {
    /// Bytes of relevant files.
    pub relevant_bytes: u64,
    /// Of these, understood.
    pub understood_bytes: u64,
    /// Relevant files.
    pub files: Vec<LedgerFile>,
    /// Dispatches that may reach the API but could not be resolved.
    pub unresolved: Vec<Unresolved>,
}

/// One relevant file.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct LedgerFile {
    /// Path.
    pub path: String,
    /// `understood`, `partly`, `generated`, `undecodable`, `binary`, `too-large`, `unreadable`, `no-parser`, `prose`.
    pub state: String,
    /// Bytes.
    pub bytes: u64,
    /// Lines the parser could not understand.
    pub lost_lines: u32,
}

/// A dispatch that may reach the API.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct Unresolved {
    /// Path.
    pub path: String,
    /// 1-based line.
    pub line: u32,
    /// What is called.
    pub says: String,
    /// Operations it may reach; empty: any.
    pub operations: Vec<String>,
}

/// A way to show a report.
pub struct Reporter {
    /// Name on the command line.
    pub id: &'static str,
    /// One line of help.
    pub about: &'static str,
    /// For programs that compare or filter themselves: holds every finding, whatever people want to see.
    pub holds_all: bool,
    /// Renders the whole report.
    pub render: fn(&Report, &Style) -> String,
}

/// How a reporter may present itself; decided at the edge.
#[derive(Debug, Clone)]
pub struct Style {
    /// ANSI colours.
    pub color: bool,
    /// Unicode drawing characters.
    pub unicode: bool,
    /// Terminal width in columns.
    pub width: usize,
    /// Findings below this confidence are left out by reporters for people.
    pub min_confidence: crate::finding::Confidence,
}

/// The ways to show a report.
pub static REPORTERS: &[Reporter] = &[
    Reporter {
        id: "concise",
        about: "one line a finding, for editors and grep",
        holds_all: false,
        render: concise::render,
    },
    Reporter { id: "csv", about: "a row a finding, for spreadsheets", holds_all: true, render: csv::render },
    Reporter {
        id: "github",
        about: "annotations for GitHub Actions",
        holds_all: false,
        render: github::render,
    },
    Reporter { id: "gitlab", about: "GitLab Code Quality", holds_all: true, render: gitlab::render },
    Reporter {
        id: "html",
        about: "one page to search, print and hand on",
        holds_all: false,
        render: html::render,
    },
    Reporter {
        id: "human",
        about: "what is found and what to do, for the terminal",
        holds_all: false,
        render: human::render,
    },
    Reporter { id: "json", about: "everything, for programs", holds_all: true, render: json::render },
    Reporter {
        id: "markdown",
        about: "a comment on a pull request",
        holds_all: false,
        render: markdown::render,
    },
    Reporter { id: "rdjson", about: "reviewdog, one document", holds_all: false, render: rdjson::document },
    Reporter { id: "rdjsonl", about: "reviewdog, a line a finding", holds_all: false, render: rdjson::lines },
    Reporter { id: "sarif", about: "SARIF 2.1.0, for code scanning", holds_all: true, render: sarif::render },
];

/// The JSON Schema of the JSON report.
pub fn report_schema() -> serde_json::Value {
    json::schema()
}
