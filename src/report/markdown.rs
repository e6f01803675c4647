//! A comment on a pull request: the most important first, and no longer than GitHub takes.

use std::fmt::Write as _;

use super::severity::{Severity, by_importance};
use super::text::{cut, line};
use super::words::{count, hours, replacement, sentence, thousands};
use super::{Report, Style};
use crate::finding::Finding;

/// Characters that GitHub takes; bytes are never fewer.
const LIMIT: usize = 65_536;

/// Room for the sentence about what was left out.
const TAIL: usize = 400;

/// Rows of the table of operations.
const OPERATIONS: usize = 30;

/// Use cases that are told.
const RECIPES: usize = 20;

/// Longer texts are cut.
const TEXT: usize = 400;

pub(super) fn render(report: &Report, style: &Style) -> String {
    let shown: Vec<_> =
        by_importance(report).into_iter().filter(|(f, _)| f.confidence >= style.min_confidence).collect();
    let mut out = String::new();
    head(&mut out, report, shown.len());
    operations(&mut out, report);
    cleanup(&mut out, report);
    recipes(&mut out, report, style);
    if !shown.is_empty() {
        out.push_str("### Findings\n\n");
    }
    let mut listed = 0;
    for (finding, severity) in &shown {
        let text = told(finding, *severity);
        if out.len() + text.len() + TAIL > LIMIT {
            break;
        }
        out.push_str(&text);
        listed += 1;
    }
    // Writing to a string cannot fail.
    if listed < shown.len() {
        let more = count(shown.len() - listed, "more finding");
        let _ = writeln!(out, "\n{more} did not fit; the JSON and HTML reports hold all.");
    }
    let hidden = report.findings.len() - shown.len();
    if hidden > 0 {
        let least = style.min_confidence.id();
        let _ = writeln!(out, "\n{} below {least} not shown.", count(hidden, "finding"));
    }
    out
}

/// What goes after the last call.
fn cleanup(out: &mut String, report: &Report) {
    let steps = crate::cleanup::steps(&report.cleanup);
    if steps.is_empty() {
        return;
    }
    out.push_str("### To delete after the last call\n\n");
    for (stage, _, files) in steps {
        let _ = writeln!(out, "1. {}: {}", stage.says(), count(files, "file"));
    }
    out.push('\n');
}

fn head(out: &mut String, report: &Report, shown: usize) {
    let _ = writeln!(out, "## unsoap: {}\n", count(shown, "finding"));
    for api in report.apis.iter().filter(|api| report.findings.iter().any(|f| f.api == api.id)) {
        let when = api.as_of.as_ref().map_or(String::new(), |when| format!(" ({when})"));
        let _ = writeln!(out, "- **{}**: {}", escaped(&api.name), escaped(&format!("{}{when}", api.says)));
    }
    let total = &report.estimate.total;
    if total.high > 0.0 {
        let _ = writeln!(
            out,
            "- **Estimate**: {} (of ten projects like this, one takes less than the first, one more than the last)",
            hours(total, "–")
        );
    }
    let mut files = format!("{} walked", count(report.summary.files, "file"));
    if !report.problems.is_empty() {
        let _ = write!(files, ", {}", count(report.problems.len(), "problem"));
    }
    if !report.ledger.unresolved.is_empty() {
        let _ = write!(files, ", {}", count(report.ledger.unresolved.len(), "unresolved call"));
    }
    let _ = writeln!(out, "- **Scan**: {files}\n");
}

fn operations(out: &mut String, report: &Report) {
    let rows = &report.summary.operations;
    if rows.is_empty() {
        return;
    }
    out.push_str("| operation | calls | certain | likely | possible | in tests | replaced by |\n");
    out.push_str("|---|---:|---:|---:|---:|---:|---|\n");
    for row in rows.iter().take(OPERATIONS) {
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} | {} | {} | {} |",
            escaped(&row.operation),
            thousands(row.calls),
            row.certain,
            row.likely,
            row.possible,
            row.tests,
            escaped(&row.remedy)
        );
    }
    out.push('\n');
    if rows.len() > OPERATIONS {
        let _ = writeln!(out, "and {}\n", count(rows.len() - OPERATIONS, "more operation"));
    }
}

/// Calls to be replaced together.
fn recipes(out: &mut String, report: &Report, style: &Style) {
    let shown: Vec<_> = report.recipes.iter().filter(|r| r.confidence >= style.min_confidence).collect();
    if shown.is_empty() {
        return;
    }
    out.push_str("### Use cases\n\n");
    for case in shown.iter().take(RECIPES) {
        let calls: Vec<_> = case.calls.iter().map(|c| code(&format!("{}:{}", c.path, c.line))).collect();
        let _ = writeln!(
            out,
            "- **{}** {} ({}): {}",
            escaped(&case.title),
            calls.join(", "),
            escaped(&case.recipe),
            escaped(&cut(&case.remedy.says, TEXT, "…"))
        );
        if let Some(question) = &case.question {
            let _ = writeln!(out, "  - decide: {}", escaped(question));
        }
    }
    out.push('\n');
    if shown.len() > RECIPES {
        let _ = writeln!(out, "and {}\n", count(shown.len() - RECIPES, "more use case"));
    }
}

fn told(finding: &Finding, severity: Severity) -> String {
    let place = format!("{}:{}", finding.place.path, finding.place.line);
    let mut text = format!(
        "- **{}** {} {}: {} ({}",
        severity.word(),
        code(&place),
        escaped(&finding.title),
        escaped(&replacement(finding)),
        finding.confidence.id(),
    );
    if finding.effort.high > 0.0 {
        let _ = write!(text, ", {}", hours(&finding.effort, "–"));
    }
    text.push_str(")\n");
    if let Some(hazard) = finding.remedy.hazards.first() {
        let _ = writeln!(text, "  - beware: {}", escaped(&sentence(hazard)));
    }
    if let Some(question) = finding.decision.as_ref().and_then(|d| d.question.as_ref()) {
        let _ = writeln!(text, "  - decide: {}", escaped(question));
    }
    text
}

/// A text of one line in which nothing is markup, a mention or a reference.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in cut(&line(text), TEXT, "…").chars() {
        match c {
            // GitHub looks for mentions and references after the markup is gone.
            '@' | '#' => {
                out.push('\\');
                out.push(c);
                out.push('\u{2060}');
            }
            '<' => out.push_str("&lt;"),
            '&' => out.push_str("&amp;"),
            _ if c.is_ascii_punctuation()
                && !matches!(c, '.' | ',' | ';' | '/' | '?' | '\'' | '"' | '%' | '=') =>
            {
                out.push('\\');
                out.push(c);
            }
            _ => out.push(c),
        }
    }
    // A bare address would become a link.
    out.replace("www.", "www\u{2060}.")
        .replace("http\\:", "http\u{2060}\\:")
        .replace("https\\:", "https\u{2060}\\:")
}

/// A text as code, whatever backticks are in it.
pub(crate) fn code(text: &str) -> String {
    let text = cut(&line(text), TEXT, "…");
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scanned_text_is_no_markup() {
        let check = |text: &str, expected: &str| assert_eq!(escaped(text), expected);
        check("a *b* _c_ [d](e)", "a \\*b\\* \\_c\\_ \\[d\\]\\(e\\)");
        check("<img src=x>", "&lt;img src=x\\>");
        check("@team #12", "\\@\u{2060}team \\#\u{2060}12");
        check("a | b", "a \\| b");
        assert_eq!(code("a`b"), "``a`b``");
        assert_eq!(code("`"), "`` ` ``");
    }
}
