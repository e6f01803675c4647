//! One line a finding, as compilers write them: for editors, problem matchers and `grep`.

use std::fmt::Write as _;

use anstyle::AnsiColor;

use super::severity::{Severity, severity};
use super::{Report, Style, text, words};
use crate::finding::Finding;

pub(super) fn render(report: &Report, style: &Style) -> String {
    let shown: Vec<_> = report.findings.iter().filter(|f| f.confidence >= style.min_confidence).collect();
    let mut out = String::new();
    // Editors keep one problem for a place, so findings of the same place share a line.
    for here in shown.chunk_by(|a, b| start(a) == start(b)) {
        let loudest = here.iter().max_by_key(|f| severity(f, report)).unwrap_or(&here[0]);
        let others: String = here
            .iter()
            .filter(|f| !std::ptr::eq(**f, *loudest))
            .map(|f| format!("; also [{}] {}", f.rule, words::message(f)))
            .collect();
        // Writing to a string cannot fail.
        let _ = writeln!(
            out,
            "{}:{}:{}: {}[{}] {}",
            path(&loudest.place.path),
            loudest.place.line,
            loudest.place.column,
            colored(severity(loudest, report), style),
            text::line(&loudest.rule),
            text::line(&(words::message(loudest) + &others)),
        );
    }
    let _ = write!(out, "unsoap: scan finished, {}", words::count(shown.len(), "finding"));
    if shown.len() < report.findings.len() {
        let _ = write!(out, " ({} below {})", report.findings.len() - shown.len(), style.min_confidence.id());
    }
    if !report.problems.is_empty() {
        let _ = write!(out, ", {}", words::count(report.problems.len(), "problem"));
    }
    out.push('\n');
    out
}

fn start(finding: &Finding) -> (&str, u32, u32) {
    (&finding.place.path, finding.place.line, finding.place.column)
}

/// A line that begins with `::` would be a command to GitHub's runner, whatever blanks stand before it.
fn path(path: &str) -> String {
    let path = text::printable(path);
    if path.trim_start().starts_with("::") { format!("./{path}") } else { path }
}

fn colored(severity: Severity, style: &Style) -> String {
    let color = match severity {
        Severity::Error => AnsiColor::Red,
        Severity::Warning => AnsiColor::Yellow,
        Severity::Note => AnsiColor::Cyan,
    };
    let word = severity.word();
    if style.color {
        let ansi = color.on_default().bold();
        format!("{ansi}{word}{ansi:#}")
    } else {
        word.to_owned()
    }
}
