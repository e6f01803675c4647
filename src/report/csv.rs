//! A row a finding, for spreadsheets.

use super::text::line;
use super::words::replacement;
use super::{Report, Style};
use crate::finding::Finding;

pub(super) fn render(report: &Report, _style: &Style) -> String {
    let head = [
        "rule",
        "operation",
        "object",
        "kind",
        "confidence",
        "path",
        "line",
        "column",
        "language",
        "within",
        "test",
        "title",
        "replacement",
        "equivalent",
        "class",
        "low_hours",
        "likely_hours",
        "high_hours",
        "question",
        "docs",
        "fingerprint",
    ];
    let rows = report.findings.iter().map(row);
    spreadsheet(std::iter::once(head.map(str::to_owned)).chain(rows))
}

fn row(finding: &Finding) -> [String; 21] {
    let or_empty = |text: &Option<String>| text.clone().unwrap_or_default();
    let decision = finding.decision.as_ref();
    [
        finding.rule.clone(),
        or_empty(&finding.operation),
        or_empty(&finding.object),
        finding.kind.id().into(),
        finding.confidence.id().into(),
        finding.place.path.clone(),
        finding.place.line.to_string(),
        finding.place.column.to_string(),
        finding.language.clone(),
        or_empty(&finding.within),
        finding.test.to_string(),
        finding.title.clone(),
        replacement(finding),
        finding.remedy.equivalent.clone(),
        finding.remedy.class.clone(),
        finding.effort.low.to_string(),
        finding.effort.likely.to_string(),
        finding.effort.high.to_string(),
        decision.and_then(|d| d.question.clone()).unwrap_or_default(),
        finding.remedy.docs.first().cloned().unwrap_or_default(),
        finding.fingerprint.clone(),
    ]
}

/// Rows as CSV in which no cell is a formula, and each is one line.
pub(crate) fn spreadsheet<const N: usize>(rows: impl IntoIterator<Item = [String; N]>) -> String {
    written(rows.into_iter().map(|row| row.map(|cell| inert(&line(&cell))).to_vec()))
}

/// Rows of one length as CSV in which no cell is a formula; a cell may have lines.
pub(crate) fn table_of_texts(rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let lines = |cell: &String| cell.split('\n').map(line).collect::<Vec<_>>().join("\n");
    written(rows.into_iter().map(|row| row.iter().map(|cell| inert(&lines(cell))).collect()))
}

fn written(rows: impl Iterator<Item = Vec<String>>) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        writer.write_record(&row).expect("rows of one length, written to memory");
    }
    let bytes = writer.into_inner().expect("memory can be written to");
    String::from_utf8(bytes).expect("what went in was text")
}

/// A spreadsheet runs what begins like this; an apostrophe makes it text.
fn inert(cell: &str) -> String {
    let runs = cell.trim_start().starts_with(['=', '+', '-', '@', '|', '%', '＝', '＋', '－', '＠']);
    if runs && cell.parse::<f64>().is_err() { format!("'{cell}") } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        let check = |cell: &str, expected: &str| assert_eq!(inert(cell), expected);
        check("=HYPERLINK(\"http://x\")", "'=HYPERLINK(\"http://x\")");
        check(" @SUM(A1)", "' @SUM(A1)");
        check("-1+cmd|' /C calc'!A0", "'-1+cmd|' /C calc'!A0");
        check("-1.5", "-1.5");
        check("a=b", "a=b");
    }
}
