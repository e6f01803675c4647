//! Reviewdog's diagnostics, as one document or a line each.

use serde::Serialize;

use super::severity::{Severity, by_importance};
use super::text::line;
use super::words::{message, sentence};
use super::{Report, Style};
use crate::finding::{Evidence, Finding};

#[derive(Serialize)]
struct Document<'r> {
    source: Source,
    diagnostics: Vec<Diagnostic<'r>>,
}

#[derive(Serialize)]
struct Diagnostic<'r> {
    message: String,
    location: Location<'r>,
    severity: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<Source>,
    code: Code<'r>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Related<'r>>,
}

#[derive(Serialize)]
struct Source {
    name: &'static str,
    url: &'static str,
}

#[derive(Serialize)]
struct Code<'r> {
    value: &'r str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'r str>,
}

#[derive(Serialize)]
struct Related<'r> {
    message: String,
    location: Location<'r>,
}

#[derive(Serialize)]
struct Location<'r> {
    path: &'r str,
    range: Range,
}

#[derive(Serialize)]
struct Range {
    start: Position,
    #[serde(skip_serializing_if = "Option::is_none")]
    end: Option<Position>,
}

/// Columns are bytes of UTF-8; without columns whole lines are meant.
#[derive(Serialize)]
struct Position {
    line: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<u32>,
}

const SOURCE: Source = Source { name: "unsoap", url: env!("CARGO_PKG_REPOSITORY") };

pub(super) fn document(report: &Report, style: &Style) -> String {
    let diagnostics = diagnostics(report, style, false);
    let document = Document { source: SOURCE, diagnostics };
    serde_json::to_string_pretty(&document).expect("diagnostics are plain data") + "\n"
}

pub(super) fn lines(report: &Report, style: &Style) -> String {
    let one = |d: &Diagnostic<'_>| serde_json::to_string(d).expect("diagnostics are plain data") + "\n";
    diagnostics(report, style, true).iter().map(one).collect()
}

fn diagnostics<'r>(report: &'r Report, style: &Style, alone: bool) -> Vec<Diagnostic<'r>> {
    by_importance(report)
        .into_iter()
        .filter(|(finding, _)| finding.confidence >= style.min_confidence)
        .map(|(finding, severity)| diagnostic(finding, severity, alone.then_some(SOURCE)))
        .collect()
}

fn diagnostic<'r>(finding: &'r Finding, severity: Severity, source: Option<Source>) -> Diagnostic<'r> {
    let mut text = line(&message(finding));
    if let Some(hazard) = finding.remedy.hazards.first() {
        text.push_str(&format!("\nbeware: {}", line(&sentence(hazard))));
    }
    Diagnostic {
        message: text,
        location: Location {
            path: &finding.place.path,
            range: Range {
                start: Position { line: finding.place.line, column: Some(finding.units.byte_column) },
                end: Some(Position {
                    line: finding.place.end_line,
                    column: Some(finding.units.byte_end_column),
                }),
            },
        },
        severity: match severity {
            Severity::Error => "ERROR",
            Severity::Warning => "WARNING",
            Severity::Note => "INFO",
        },
        source,
        code: Code { value: &finding.rule, url: finding.remedy.docs.first().map(String::as_str) },
        related_locations: finding.evidence.iter().map(related).collect(),
    }
}

fn related(evidence: &Evidence) -> Related<'_> {
    Related {
        message: line(&evidence.says),
        location: Location {
            path: &evidence.path,
            range: Range { start: Position { line: evidence.line, column: None }, end: None },
        },
    }
}
