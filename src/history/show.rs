//! The ways to show a history.

use std::fmt::Write as _;

use super::{History, Point, chart};
use crate::report::{Style, hours, line, spreadsheet, thousands};

/// A way to show a history.
pub struct Format {
    /// Name on the command line.
    pub id: &'static str,
    /// One line of help.
    pub about: &'static str,
    /// Renders it.
    pub render: fn(&History, &Style) -> String,
}

/// The ways to show a history.
pub static FORMATS: &[Format] = &[
    Format { id: "csv", about: "a row a point, for spreadsheets", render: csv },
    Format { id: "json", about: "for programs, and for `scan --burndown`", render: json },
    Format { id: "svg", about: "a chart", render: |history, _| chart::standalone(history) },
    Format { id: "table", about: "for the terminal", render: table },
];

fn json(history: &History, _: &Style) -> String {
    serde_json::to_string_pretty(history).expect("a history is plain data") + "\n"
}

/// Calls, and what else has to be changed.
fn counts(point: &Point) -> (usize, usize) {
    let calls = point.kinds.get("call").copied().unwrap_or_default();
    (calls, point.findings - calls)
}

fn table(history: &History, style: &Style) -> String {
    let dash = if style.unicode { "–" } else { "-" };
    if history.points.is_empty() {
        return "no history: nothing was committed up to the days asked for\n".into();
    }
    let width = history.points.iter().map(|p| p.label.chars().count()).max().unwrap_or(0).clamp(5, 30);
    let mut text = format!(
        "{:<width$}  {:>7}  {:>7}  {:>7}  {:>7}  {:<18} commit\n",
        "", "calls", "others", "new", "fixed", "hours left"
    );
    for (at, point) in history.points.iter().enumerate() {
        let (calls, others) = counts(point);
        let change = |n: usize| if at == 0 { String::new() } else { thousands(n) };
        let commit = point.commit.as_deref().unwrap_or_default();
        let row = format!(
            "{:<width$}  {:>7}  {:>7}  {:>7}  {:>7}  {:<18} {}",
            line(&point.label),
            thousands(calls),
            thousands(others),
            change(point.new),
            change(point.fixed),
            hours(&point.hours, dash),
            commit.get(..10).unwrap_or(commit)
        );
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{}", row.trim_end());
    }
    text
}

fn csv(history: &History, _: &Style) -> String {
    let head = [
        "label",
        "commit",
        "findings",
        "calls",
        "certain_calls",
        "likely_calls",
        "possible_calls",
        "new",
        "fixed",
        "low_hours",
        "likely_hours",
        "high_hours",
    ];
    let row = |point: &Point| {
        let calls = |confidence: &str| point.calls.get(confidence).copied().unwrap_or_default().to_string();
        [
            point.label.clone(),
            point.commit.clone().unwrap_or_default(),
            point.findings.to_string(),
            counts(point).0.to_string(),
            calls("certain"),
            calls("likely"),
            calls("possible"),
            point.new.to_string(),
            point.fixed.to_string(),
            point.hours.low.to_string(),
            point.hours.likely.to_string(),
            point.hours.high.to_string(),
        ]
    };
    spreadsheet(std::iter::once(head.map(str::to_owned)).chain(history.points.iter().map(row)))
}
