//! The account of a scan: counts, the ledger, where the APIs stand in their lives.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::{Opinion, Options, Parsed, Scan};
use crate::document::Form;
use crate::estimate::{Found, estimate, places};
use crate::finding::{Confidence, Finding, Kind};
use crate::plan::plan;
use crate::report::{ApiStatus, Ledger, LedgerFile, OperationCount, Report, Summary, Tool};
use crate::rule::{Api, Rules, State};

/// Puts everything into one report, sorted.
pub(super) fn report(scan: &Scan<'_>, opinion: Opinion, options: &Options, rules: &Rules) -> Report {
    let Opinion { mut findings, unresolved, frontier, existing, mut recipes, problems } = opinion;
    recipes.sort_by(|a, b| (&a.calls, &a.recipe).cmp(&(&b.calls, &b.recipe)));
    findings.sort_by(|a, b| (&a.place, &a.rule).cmp(&(&b.place, &b.rule)));
    let mut problems = [scan.problems.clone(), problems].concat();
    problems.sort();
    problems.dedup();
    let summary = summary(scan, &findings);
    let ledger = Ledger { unresolved, ..ledger(scan) };
    let apis: Vec<_> = rules.apis.iter().map(|api| status(api, options.as_of)).collect();
    let found = Found { findings: &findings, apis: &apis, ledger: &ledger, existing: &existing };
    let estimate = estimate(found, &rules.effort);
    let hours = places(found, &rules.effort);
    let plan = plan(found, &frontier, &recipes, rules);
    for (finding, hours) in findings.iter_mut().zip(hours) {
        finding.effort = hours;
    }
    let cleanup = crate::cleanup::list(&findings);
    let clients = crate::snippet::clients(&findings, rules);
    Report {
        version: 1,
        tool: Tool { name: env!("CARGO_PKG_NAME").into(), version: env!("CARGO_PKG_VERSION").into() },
        apis,
        findings,
        problems,
        summary,
        estimate,
        ledger,
        existing,
        frontier,
        cleanup,
        plan,
        baseline: None,
        provenance: None,
        history: None,
        recipes,
        clients,
    }
}

fn summary(scan: &Scan<'_>, findings: &[Finding]) -> Summary {
    Summary { files: scan.walked, parsed: scan.files.len(), ..counted(findings) }
}

/// Findings by kind and by operation.
pub(crate) fn counted(findings: &[Finding]) -> Summary {
    let mut kinds = BTreeMap::new();
    let mut operations: BTreeMap<(&str, &str), OperationCount> = BTreeMap::new();
    let mut remedies: BTreeMap<(&str, &str), BTreeSet<String>> = BTreeMap::new();
    for finding in findings {
        *kinds.entry(finding.kind.id().to_owned()).or_default() += 1;
        let Some(operation) = finding.operation.as_deref().filter(|_| finding.kind == Kind::Call) else {
            continue;
        };
        let key = (finding.rule.as_str(), finding.object.as_deref().unwrap_or_default());
        let count = operations.entry(key).or_insert_with(|| OperationCount {
            rule: finding.rule.clone(),
            operation: match &finding.object {
                Some(object) => format!("{operation} {object}"),
                None => operation.to_owned(),
            },
            ..OperationCount::default()
        });
        count.calls += 1;
        count.tests += usize::from(finding.test);
        match finding.confidence {
            Confidence::Certain => count.certain += 1,
            Confidence::Likely => count.likely += 1,
            Confidence::Possible => count.possible += 1,
        }
        let main = finding.remedy.steps.iter().find(|s| s.role == "main");
        let remedy = match (main, finding.remedy.equivalent.as_str()) {
            (Some(step), _) => format!("{} {}", step.method, step.path),
            (None, "none") => "no equivalent".to_owned(),
            (None, "open") => "depends on what is sent".to_owned(),
            (None, _) => "no call of its own".to_owned(),
        };
        remedies.entry(key).or_default().insert(remedy);
    }
    for (key, count) in &mut operations {
        let known = &remedies[key];
        count.remedy = match known.len() {
            1 => known.first().cloned().unwrap_or_default(),
            n => format!("{n} different replacements"),
        };
    }
    Summary { kinds, operations: operations.into_values().collect(), ..Summary::default() }
}

/// Every relevant file accounted for, by the bytes that were understood.
fn ledger(scan: &Scan<'_>) -> Ledger {
    let mut ledger = Ledger { files: scan.lost.clone(), ..Ledger::default() };
    ledger.relevant_bytes = scan.lost.iter().map(|f| f.bytes).sum();
    for parsed in &scan.files {
        let bytes = parsed.source.text.len() as u64;
        let (lost, lost_lines) = lost(parsed);
        ledger.relevant_bytes += bytes;
        ledger.understood_bytes += bytes - lost;
        ledger.files.push(LedgerFile {
            path: parsed.source.path.clone(),
            state: if lost_lines == 0 { "understood" } else { "partly" }.into(),
            bytes,
            lost_lines,
        });
    }
    for document in scan.documents.iter().filter(|d| d.is_proven) {
        let bytes = document.source.text.len() as u64;
        // Prose has nothing to migrate: it is listed, but weighs nothing.
        if document.form != Form::Prose {
            ledger.relevant_bytes += bytes;
            ledger.understood_bytes += if document.form == Form::Code { 0 } else { bytes };
        }
        ledger.files.push(LedgerFile {
            path: document.source.path.clone(),
            state: match document.form {
                Form::Code => "no-parser",
                Form::Prose => "prose",
                _ => "understood",
            }
            .into(),
            bytes,
            lost_lines: 0,
        });
    }
    ledger.files.sort();
    ledger
}

/// Bytes and lines that the parser could not understand; overlapping errors count once.
fn lost(parsed: &Parsed) -> (u64, u32) {
    let mut errors = parsed.facts.errors.clone();
    errors.sort();
    let (mut bytes, mut lines, mut end, mut last_line) = (0, 0, 0, 0);
    for error in errors {
        bytes += u64::from(error.end.saturating_sub(error.start.max(end)));
        end = end.max(error.end);
        let first = parsed.source.line_of(error.start).max(last_line + 1);
        let last = parsed.source.line_of(error.end.saturating_sub(1).max(error.start));
        lines += (last + 1).saturating_sub(first);
        last_line = last_line.max(last);
    }
    (bytes, lines)
}

fn status(api: &Api, as_of: Option<Date>) -> ApiStatus {
    let date = api.status.date.clone();
    ApiStatus {
        id: api.id.clone(),
        name: api.name.clone(),
        replacement: api.replacement.clone(),
        state: match api.status.state {
            State::Removed => "removed",
            State::Announced => "announced",
            State::Discouraged => "discouraged",
        }
        .into(),
        as_of: as_of.zip(date.as_deref().and_then(|d| d.parse().ok())).map(|(day, end)| distance(day, end)),
        date,
        says: api.status.says.clone(),
        source: api.status.source.clone(),
    }
}

/// `removed 114 days ago`, seen from `day`.
fn distance(day: Date, end: Date) -> String {
    let days = day.duration_until(end).as_hours() / 24;
    let count = match days.abs() {
        1 => "1 day".to_owned(),
        n => format!("{n} days"),
    };
    match days.signum() {
        0 => "removed today".into(),
        1 => format!("removed in {count}"),
        _ => format!("removed {count} ago"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_counted_in_days() {
        let check = |day: &str, expected: &str| {
            let day = day.parse().expect("a date");
            assert_eq!(distance(day, "2026-07-31".parse().expect("a date")), expected);
        };
        check("2026-11-22", "removed 114 days ago");
        check("2026-08-01", "removed 1 day ago");
        check("2026-07-31", "removed today");
        check("2026-07-30", "removed in 1 day");
        check("2026-03-01", "removed in 152 days");
    }
}
