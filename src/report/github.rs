//! Workflow commands of GitHub Actions: findings as annotations on the lines,
//! where no SARIF may be uploaded.

use std::collections::HashMap;
use std::fmt::Write as _;

use super::severity::{Severity, by_importance};
use super::text::{line, printable};
use super::words::{count, message, sentence};
use super::{Report, Style};
use crate::finding::Finding;

/// GitHub shows this many of each level for a step.
const SHOWN: usize = 10;

pub(super) fn render(report: &Report, style: &Style) -> String {
    let mut out = String::new();
    let mut used: HashMap<Severity, usize> = HashMap::new();
    let mut rest = Vec::new();
    let mut total = 0;
    for (finding, severity) in by_importance(report) {
        if finding.confidence < style.min_confidence {
            continue;
        }
        total += 1;
        // One notice is kept for the summary.
        let limit = if severity == Severity::Note { SHOWN - 1 } else { SHOWN };
        let used = used.entry(severity).or_default();
        if *used < limit {
            *used += 1;
            command(&mut out, finding, severity);
        } else {
            rest.push((finding, severity));
        }
    }
    // What is no annotation is still in the log. The dash keeps a path from
    // being the beginning of a line, and so of a command.
    for (finding, severity) in &rest {
        let place = &finding.place;
        let word = severity.word();
        let path = printable(&place.path);
        // Writing to a string cannot fail.
        let _ = writeln!(
            out,
            "- {path}:{}:{}: {word}[{}] {}",
            place.line,
            place.column,
            line(&finding.rule),
            line(&message(finding))
        );
    }
    summary(&mut out, report, total, rest.len());
    out
}

fn command(out: &mut String, finding: &Finding, severity: Severity) {
    let word = match severity {
        Severity::Note => "notice",
        other => other.word(),
    };
    let place = &finding.place;
    let mut properties = vec![
        ("file", printable(&place.path)),
        ("line", place.line.to_string()),
        ("endLine", place.end_line.to_string()),
        ("col", place.column.to_string()),
    ];
    // Columns of two lines mean nothing to the annotation.
    if place.line == place.end_line {
        properties.push(("endColumn", place.end_column.to_string()));
    }
    properties.push(("title", line(&format!("{} [{}]", finding.title, finding.rule))));
    let properties: Vec<_> =
        properties.iter().map(|(name, value)| format!("{name}={}", property(value))).collect();
    let _ = writeln!(out, "::{word} {}::{}", properties.join(","), data(&told(finding)));
}

/// What replaces it, what bites and where it is written down, a line each.
fn told(finding: &Finding) -> String {
    let mut lines = vec![line(&message(finding))];
    lines.extend(finding.remedy.hazards.first().map(|hazard| format!("beware: {}", line(&sentence(hazard)))));
    lines.extend(
        finding.decision.iter().filter_map(|d| d.question.as_ref()).map(|q| format!("decide: {}", line(q))),
    );
    lines.extend(finding.remedy.docs.first().map(|docs| format!("see: {}", line(docs))));
    lines.join("\n")
}

fn summary(out: &mut String, report: &Report, total: usize, rest: usize) {
    let mut text = count(total, "finding");
    if rest > 0 {
        let _ = write!(text, ", {rest} of them only in the log");
    }
    if !report.problems.is_empty() {
        let _ =
            write!(text, "; {} (files not understood as a whole)", count(report.problems.len(), "problem"));
    }
    for api in report.apis.iter().filter(|api| report.findings.iter().any(|f| f.api == api.id)) {
        let _ = write!(text, "\n{}", line(&api.says));
    }
    let _ = writeln!(out, "::notice title=unsoap::{}", data(&text));
}

/// The text of a command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The value of a property of a command.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
