//! Values of arguments, and what is said of wrong ones.

use std::path::PathBuf;
use std::str::FromStr;

use clap::ValueEnum;
use clap::builder::{PossibleValue, PossibleValuesParser};

use crate::finding::Confidence;
use crate::report::{REPORTERS, Reporter};
use crate::rule::rule_schemas;
use crate::{diff, history, plan};

/// `LeadSync.java:41`, also with a column behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::cli) struct Spot {
    pub(in crate::cli) file: PathBuf,
    pub(in crate::cli) line: u32,
}

impl FromStr for Spot {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || "write FILE:LINE, such as src/LeadSync.java:41".to_owned();
        let (rest, last) = text.rsplit_once(':').ok_or_else(wrong)?;
        let number = |text: &str| text.parse::<u32>().ok().filter(|n| *n > 0);
        let last = number(last).ok_or_else(wrong)?;
        // Compilers and editors put the column behind the line.
        let (file, line) = match rest.rsplit_once(':').and_then(|(file, line)| Some((file, number(line)?))) {
            Some((file, line)) => (file, line),
            None => (rest, last),
        };
        if file.is_empty() {
            return Err(wrong());
        }
        Ok(Spot { file: file.into(), line })
    }
}

/// What makes a comparison fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum FailOnChange {
    /// A finding that was not there before
    New,
    /// A finding that is there now
    Any,
    /// Nothing
    Never,
}

/// What to sum hours by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum By {
    /// Everything together
    Project,
    /// Directory
    Module,
    /// Rule, and object where the API is decided by object
    Operation,
    /// Owner, as CODEOWNERS and the settings say
    Owner,
}

impl By {
    /// As the argument is written.
    pub(in crate::cli) fn word(self) -> &'static str {
        match self {
            By::Project => "project",
            By::Module => "module",
            By::Operation => "operation",
            By::Owner => "owner",
        }
    }
}

/// How to show an estimate.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(in crate::cli) enum EstimateFormat {
    /// For people
    Table,
    /// For spreadsheets
    Csv,
    /// For programs
    Json,
}

/// A directory as reports write it: relative, with `/`.
pub(super) fn prefix(text: &str) -> Result<String, String> {
    let is_plain = !text.starts_with('/')
        && !text.contains(['\\', ':'])
        && text.trim_end_matches('/').split('/').all(|part| !matches!(part, "" | "." | ".."));
    if text.is_empty() || is_plain {
        return Ok(text.trim_end_matches('/').to_owned());
    }
    Err("write a directory relative to the repository, such as services/crm".into())
}

pub(super) fn category(text: &str) -> Result<String, String> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '/');
    match text.trim_matches('/') {
        "" => Err("write a name, such as backend".into()),
        name if name.chars().all(is_name) => Ok(name.to_owned()),
        _ => Err("write letters, digits, `-`, `_`, `.` and `/`".into()),
    }
}

pub(super) fn hours_per_day(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(hours) if hours > 0.0 && hours <= 24.0 => Ok(hours),
        _ => Err("write a number of hours above 0 and not above 24".into()),
    }
}

pub(super) fn hours_per_week(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(hours) if hours > 0.0 && hours <= 168.0 => Ok(hours),
        _ => Err("write a number of hours above 0 and not above 168".into()),
    }
}

/// Ids of a table, each with what it is.
fn ids(rows: impl Iterator<Item = (&'static str, &'static str)>) -> PossibleValuesParser {
    PossibleValuesParser::new(rows.map(|(id, about)| PossibleValue::new(id).help(about)))
}

pub(super) fn formats() -> PossibleValuesParser {
    ids(REPORTERS.iter().map(|r| (r.id, r.about)))
}

pub(super) fn plan_formats() -> PossibleValuesParser {
    ids(plan::show::FORMATS.iter().map(|f| (f.id, f.about)))
}

pub(super) fn diff_formats() -> PossibleValuesParser {
    ids(diff::show::FORMATS.iter().map(|f| (f.id, f.about)))
}

pub(super) fn history_formats() -> PossibleValuesParser {
    ids(history::show::FORMATS.iter().map(|f| (f.id, f.about)))
}

pub(super) fn schemas() -> PossibleValuesParser {
    let rules = rule_schemas().into_iter().map(|(name, _)| name);
    std::iter::once("report").chain(rules).collect::<Vec<_>>().into()
}

/// People come first, if there is a report for them.
pub(super) fn default_format() -> &'static str {
    REPORTERS.iter().find(|r| r.id == "human").or(REPORTERS.first()).map_or("json", |r| r.id)
}

/// The reporter with this id.
pub(in crate::cli) fn reporter(id: &str) -> Option<&'static Reporter> {
    REPORTERS.iter().find(|r| r.id == id)
}

/// `FORMAT=FILE`
#[derive(Debug, Clone)]
pub(in crate::cli) struct Target {
    pub(in crate::cli) reporter: &'static str,
    pub(in crate::cli) file: PathBuf,
}

impl FromStr for Target {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let ids = || REPORTERS.iter().map(|r| r.id).collect::<Vec<_>>().join(", ");
        let Some((id, file)) = text.split_once('=').filter(|(_, file)| !file.is_empty()) else {
            return Err(format!("write FORMAT=FILE, with FORMAT one of {}", ids()));
        };
        match reporter(id) {
            Some(reporter) => Ok(Target { reporter: reporter.id, file: file.into() }),
            None => Err(format!("no format `{id}`, expected one of {}", ids())),
        }
    }
}

/// A confidence, as an argument.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(in crate::cli) enum Level {
    /// Everything
    Possible,
    /// Nine of ten are right
    Likely,
    /// Proven to be the API
    Certain,
}

impl From<Level> for Confidence {
    fn from(level: Level) -> Self {
        match level {
            Level::Possible => Confidence::Possible,
            Level::Likely => Confidence::Likely,
            Level::Certain => Confidence::Certain,
        }
    }
}

/// What makes a run fail.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(in crate::cli) enum FailOn {
    /// Any finding
    #[value(alias = "possible", alias = "confidence=possible")]
    Any,
    /// Findings that are likely or certain
    #[value(alias = "confidence=likely")]
    Likely,
    /// Findings that are certain
    #[value(alias = "confidence=certain")]
    Certain,
    /// Nothing
    Never,
}

impl FailOn {
    /// The least confidence that counts.
    pub(in crate::cli) fn threshold(self) -> Option<Confidence> {
        match self {
            FailOn::Any => Some(Confidence::Possible),
            FailOn::Likely => Some(Confidence::Likely),
            FailOn::Certain => Some(Confidence::Certain),
            FailOn::Never => None,
        }
    }
}

/// When to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Color {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// `95%` or `95`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::cli) struct Percent(pub(crate) f64);

impl FromStr for Percent {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let number = text.strip_suffix('%').unwrap_or(text);
        match number.trim().parse::<f64>() {
            Ok(n) if (0.0..=100.0).contains(&n) => Ok(Percent(n)),
            _ => Err("write a number from 0 to 100, such as 95%".into()),
        }
    }
}
