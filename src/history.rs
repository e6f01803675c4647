//! How a migration went: what there was to do at points in time, from reports
//! or from the revisions of a repository.

use std::collections::BTreeMap;

use jiff::ToSpan as _;
use jiff::civil::Date;
use miette::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::diff::diff;
use crate::finding::{Hours, Kind};
use crate::git::Repository;
use crate::progress::Progress;
use crate::report::Report;
use crate::rule::Rules;
use crate::scan::{Options, scan};
use crate::walk::WalkOptions;

pub mod chart;
pub mod show;

/// What there was to do at points in time, the earliest first.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct History {
    /// Version of this format: 1.
    pub version: u32,
    /// The points.
    pub points: Vec<Point>,
}

/// What there was to do at one time.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Point {
    /// The day, or the name of the report.
    pub label: String,
    /// The commit, where it was read from a repository.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commit: Option<String>,
    /// All findings.
    pub findings: usize,
    /// Findings by kind: `call`.
    pub kinds: BTreeMap<String, usize>,
    /// Calls by confidence: `certain`.
    pub calls: BTreeMap<String, usize>,
    /// Findings that were not there at the point before.
    pub new: usize,
    /// Findings that have gone since the point before.
    pub fixed: usize,
    /// Hours for what is left.
    pub hours: Hours,
}

/// How far the points are from each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Every {
    /// Sundays
    Week,
    /// The last day of each month
    Month,
    /// The last day of each third month
    Quarter,
    /// The last day of each year
    Year,
}

/// The history that reports tell, each with a label, the earliest first.
pub fn of_reports<'r>(reports: impl IntoIterator<Item = (String, &'r Report)>) -> History {
    let mut points = Vec::new();
    let mut last: Option<&Report> = None;
    for (label, report) in reports {
        points.push(point(label, None, report, last));
        last = Some(report);
    }
    History { version: 1, points }
}

/// The history of a branch: its files at the end of days from `since` on, up
/// to its last commit or the day `until`. A revision is scanned once, however
/// many days it lasted.
pub fn of_repository(
    repository: &Repository,
    tip: &str,
    since: Date,
    until: Option<Date>,
    every: Every,
    rules: &Rules,
) -> Result<History> {
    let tip = repository.commit(tip)?;
    let until = until.unwrap_or(tip.day);
    let mut commits = Vec::new();
    // Backwards, so that each day's commit is looked for from the next day's.
    let mut from = Some(tip);
    for day in days(since, until, every).into_iter().rev() {
        from = match &from {
            Some(commit) => repository.at_end_of(commit, day)?,
            None => None,
        };
        commits.extend(from.clone().map(|commit| (day, commit)));
    }
    commits.reverse();
    let mut points = Vec::new();
    let mut last: Option<(String, Report)> = None;
    for (day, commit) in commits {
        let report = match &last {
            Some((id, report)) if *id == commit.id => report.clone(),
            _ => {
                let walk = WalkOptions { tree: Some(repository.tree(&commit)?), ..WalkOptions::default() };
                scan(&Options { walk, progress: Progress::on_terminal(), ..Options::default() }, rules)
            }
        };
        points.push(point(day.to_string(), Some(commit.id.clone()), &report, last.as_ref().map(|(_, r)| r)));
        last = Some((commit.id, report));
    }
    Ok(History { version: 1, points })
}

fn point(label: String, commit: Option<String>, report: &Report, last: Option<&Report>) -> Point {
    let changes = last.map(|last| diff(last, report).counts).unwrap_or_default();
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    let mut calls: BTreeMap<String, usize> = BTreeMap::new();
    for finding in &report.findings {
        *kinds.entry(finding.kind.id().to_owned()).or_default() += 1;
        if finding.kind == Kind::Call {
            *calls.entry(finding.confidence.id().to_owned()).or_default() += 1;
        }
    }
    Point {
        label,
        commit,
        findings: report.findings.len(),
        kinds,
        calls,
        new: changes.get("new").copied().unwrap_or_default(),
        fixed: changes.get("fixed").copied().unwrap_or_default(),
        hours: report.estimate.total,
    }
}

/// The days to look at: the ends of the periods that begin with the one of
/// `since`, and `until` itself.
fn days(since: Date, until: Date, every: Every) -> Vec<Date> {
    let mut days = Vec::new();
    let mut day = since;
    while day <= until {
        let end = match every {
            Every::Week => day.checked_add((7 - i64::from(day.weekday().to_monday_one_offset())).days()),
            Every::Month => Ok(day.last_of_month()),
            Every::Quarter => day
                .first_of_month()
                .checked_add((2 - (i64::from(day.month()) - 1) % 3).months())
                .map(Date::last_of_month),
            Every::Year => Ok(day.last_of_year()),
        };
        // The calendar ends in the year 9999.
        let end = end.unwrap_or(until).min(until);
        days.push(end);
        let Ok(next) = end.tomorrow() else { break };
        day = next;
    }
    days
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_the_ends_of_periods_and_the_last() {
        let check = |since: &str, until: &str, every, expected: &[&str]| {
            let day = |text: &str| text.parse().expect("a date");
            let days: Vec<String> = days(day(since), day(until), every).iter().map(Date::to_string).collect();
            assert_eq!(days, expected);
        };
        check("2025-01-01", "2025-03-10", Every::Month, &["2025-01-31", "2025-02-28", "2025-03-10"]);
        check("2025-01-15", "2025-01-31", Every::Month, &["2025-01-31"]);
        check("2025-02-01", "2025-08-01", Every::Quarter, &["2025-03-31", "2025-06-30", "2025-08-01"]);
        check("2026-11-23", "2026-12-01", Every::Week, &["2026-11-29", "2026-12-01"]);
        check("2024-05-01", "2025-12-31", Every::Year, &["2024-12-31", "2025-12-31"]);
        check("2025-02-01", "2025-01-01", Every::Month, &[]);
    }
}
