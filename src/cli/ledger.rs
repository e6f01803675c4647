//! `--ledger`: what became of every relevant file, for people.

use std::fmt::Write as _;

use crate::report::Report;

/// One line a file, and one a dispatch that could not be resolved.
pub(super) fn render(report: &Report) -> String {
    let ledger = &report.ledger;
    let share = if ledger.relevant_bytes == 0 {
        100.0
    } else {
        ledger.understood_bytes as f64 / ledger.relevant_bytes as f64 * 100.0
    };
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = writeln!(
        text,
        "\nledger: {} relevant files, {share:.1}% of {} bytes understood",
        ledger.files.len(),
        ledger.relevant_bytes
    );
    for file in &ledger.files {
        let lost =
            if file.lost_lines > 0 { format!(", {} lines lost", file.lost_lines) } else { String::new() };
        let _ = writeln!(text, "  {:<12} {} ({} bytes{lost})", file.state, printable(&file.path), file.bytes);
    }
    if !ledger.unresolved.is_empty() {
        let _ = writeln!(text, "\nunresolved: {} calls that may reach the API", ledger.unresolved.len());
    }
    for call in &ledger.unresolved {
        let may =
            if call.operations.is_empty() { "any operation".into() } else { call.operations.join(", ") };
        let _ = writeln!(
            text,
            "  {}:{} {} (may be {may})",
            printable(&call.path),
            call.line,
            printable(&call.says)
        );
    }
    frontier(report, &mut text);
    cleanup(report, &mut text);
    text
}

/// The places to edit; who calls them can stay.
fn frontier(report: &Report, text: &mut String) {
    if report.frontier.is_empty() {
        return;
    }
    let _ = writeln!(text, "\nfrontier: {} places to edit cover all calls", report.frontier.len());
    for point in &report.frontier {
        let method = point.method.as_deref().unwrap_or("(top level)");
        let entries = match point.entry_points.len() {
            0 => String::new(),
            _ => format!(", from {}", point.entry_points.join(", ")),
        };
        let _ = writeln!(
            text,
            "  {}:{} {}: {} (called in {} places, reached by {} methods{})",
            printable(&point.path),
            point.line,
            printable(method),
            point.operations.join(", "),
            point.callers,
            point.reached_by,
            printable(&entries)
        );
    }
}

/// What goes after the last call, and what it waits for.
fn cleanup(report: &Report, text: &mut String) {
    if report.cleanup.is_empty() {
        return;
    }
    let _ = writeln!(text, "\nclean-up: {} things to delete, in this order", report.cleanup.len());
    for entry in &report.cleanup {
        let waits = match entry.waits_for.as_slice() {
            [] => "can go today".to_owned(),
            waits => format!("after {}", waits.join(", ")),
        };
        let _ = writeln!(
            text,
            "  {:<12} {} {} ({waits})",
            entry.stage.id(),
            printable(&entry.place()),
            printable(&entry.what)
        );
    }
}

/// Scanned text may not steer the terminal.
fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c }).collect()
}
