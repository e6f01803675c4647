//! The end of the page: how much there is, of what, and what it costs.

use textwrap::core::display_width;

use super::super::text::{cut, line};
use super::super::words::{count, hours, sentence, thousands};
use super::super::{ApiStatus, OperationCount, Report};
use super::paint::Page;
use super::{Kind, kinds};
use crate::finding::Finding;

/// Problems and unresolved calls beyond this many are only counted.
const LISTED: usize = 10;

pub(super) fn summary(page: &mut Page, shown: &[&Finding], report: &Report) {
    let heading = page.bold("Summary");
    page.line(&heading);
    page.line("");
    operations(page, report);
    findings(page, shown, report);
    files(page, shown, report);
    problems(page, report);
    unresolved(page, report);
    estimate(page, report);
    cleanup(page, report);
    statuses(page, report);
}

fn operations(page: &mut Page, report: &Report) {
    if report.summary.operations.is_empty() {
        return;
    }
    let mut table = vec![
        ["operation", "calls", "certain", "likely", "possible", "tests", "replaced by"].map(str::to_owned),
    ];
    for row in &report.summary.operations {
        let number = |n: usize| if n == 0 { page.signs.dash.to_owned() } else { thousands(n) };
        table.push([
            line(&row.operation),
            thousands(row.calls),
            number(row.certain),
            number(row.likely),
            number(row.possible),
            number(row.tests),
            line(&row.remedy),
        ]);
    }
    let widths: [usize; 7] = std::array::from_fn(|i| {
        let cells = || table.iter().map(move |row| row[i].as_str());
        // A column in which nobody has anything says nothing.
        let empty = (2..6).contains(&i) && cells().skip(1).all(|cell| cell == page.signs.dash);
        if empty { 0 } else { cells().map(display_width).max().unwrap_or(0) }
    });
    let name = widths[0].min(page.room(0) / 3);
    let numbers: usize = widths[1..6].iter().filter(|w| **w > 0).map(|w| w + 2).sum();
    let last = page.room(2 + name + numbers + 2);
    let rows = &report.summary.operations;
    let api_of = |row: &OperationCount| row.rule.split('/').next().unwrap_or_default().to_owned();
    let several = rows.iter().any(|row| api_of(row) != api_of(&rows[0]));
    let mut chapter = None;
    for (n, row) in table.iter().enumerate() {
        // Of several APIs each is a chapter.
        let of = n.checked_sub(1).map(|n| api_of(&rows[n]));
        if several && of.is_some() && of != chapter {
            let named = report.apis.iter().find(|api| Some(&api.id) == of.as_ref());
            let name = named.map_or_else(String::new, |api| line(&api.name));
            let heading = page.bold(&format!("  {}", cut(&name, page.room(2), page.signs.ellipsis)));
            page.line(&heading);
            chapter = of;
        }
        let first = cut(&row[0], name, page.signs.ellipsis);
        let mut text = format!("  {first}{}", " ".repeat(name.saturating_sub(display_width(&first))));
        for (cell, width) in row[1..6].iter().zip(&widths[1..6]).filter(|(_, width)| **width > 0) {
            text.push_str(&" ".repeat(2 + width - display_width(cell)));
            text.push_str(cell);
        }
        text.push_str("  ");
        text.push_str(&cut(&row[6], last, page.signs.ellipsis));
        let text = if n == 0 { page.dim(&text) } else { text };
        page.line(&text);
    }
    page.line("");
}

/// "Nothing found" and "could not look" never look alike: the file counts and
/// the problems follow at once.
fn findings(page: &mut Page, shown: &[&Finding], report: &Report) {
    let mut text = match shown.len() {
        0 => "none".to_owned(),
        _ => {
            let of_kind = |kind: Kind| shown.iter().filter(|f| f.kind == kind).count();
            let counts: Vec<_> = kinds(shown).into_iter().map(|k| count(of_kind(k), k.id())).collect();
            counts.join(", ")
        }
    };
    let hidden = report.findings.len() - shown.len();
    if hidden > 0 {
        let least = page.style.min_confidence.id();
        text.push_str(&format!("; {} below {least} not shown", count(hidden, "finding")));
    }
    page.fact("findings", &text);
}

fn files(page: &mut Page, shown: &[&Finding], report: &Report) {
    let with = shown.chunk_by(|a, b| a.place.path == b.place.path).count();
    let mut text = format!(
        "{} walked, {} parsed, {} with findings",
        thousands(report.summary.files),
        thousands(report.summary.parsed),
        thousands(with),
    );
    let ledger = &report.ledger;
    if ledger.relevant_bytes > 0 {
        let share = ledger.understood_bytes as f64 / ledger.relevant_bytes as f64 * 100.0;
        text.push_str(&format!("; {share:.1}% of the relevant bytes understood"));
    }
    page.fact("files", &text);
}

fn problems(page: &mut Page, report: &Report) {
    for (i, problem) in report.problems.iter().take(LISTED).enumerate() {
        let place = match problem.line {
            Some(line) => format!("{}:{line}", problem.path),
            None => problem.path.clone(),
        };
        let text = format!("{place}: {} ({})", sentence(&problem.says), problem.kind);
        page.fact(if i == 0 { "problems" } else { "" }, &line(&text));
    }
    rest(page, report.problems.len());
}

fn unresolved(page: &mut Page, report: &Report) {
    let calls = &report.ledger.unresolved;
    for (i, call) in calls.iter().take(LISTED).enumerate() {
        let may = match call.operations.len() {
            0 => "any operation".to_owned(),
            1..=3 => call.operations.join(", "),
            n => format!("{n} operations"),
        };
        let text = format!("{}:{}: {} (may be {may})", call.path, call.line, sentence(&call.says));
        page.fact(if i == 0 { "unresolved" } else { "" }, &line(&text));
    }
    rest(page, calls.len());
}

fn rest(page: &mut Page, total: usize) {
    if total > LISTED {
        page.fact(
            "",
            &format!("and {} more; `--ledger` and the JSON report list all", thousands(total - LISTED)),
        );
    }
}

fn estimate(page: &mut Page, report: &Report) {
    let total = &report.estimate.total;
    if total.high <= 0.0 {
        return;
    }
    let range = page.bold(&hours(total, page.signs.dash));
    page.fact(
        "estimate",
        &format!(
            "{range} (of ten migrations like this, one takes less than the first, one more than the last)"
        ),
    );
    for basis in &report.estimate.basis {
        page.fact("", &line(basis));
    }
}

/// The steps after the last call; the ledger lists every place.
fn cleanup(page: &mut Page, report: &Report) {
    for (i, (stage, places, files)) in crate::cleanup::steps(&report.cleanup).into_iter().enumerate() {
        let at = if places > files { format!("{} in ", count(places, "place")) } else { String::new() };
        let text = format!("{}. {}: {at}{}", i + 1, stage.says(), count(files, "file"));
        page.fact(if i == 0 { "clean-up" } else { "" }, &text);
    }
}

/// Where the APIs stand that were found; of the others the name is enough.
fn statuses(page: &mut Page, report: &Report) {
    let is_found = |api: &&ApiStatus| report.findings.iter().any(|f| f.api == api.id);
    let (mut found, others): (Vec<_>, Vec<_>) = report.apis.iter().partition(is_found);
    found.sort_by_key(|api| api.source.is_empty());
    if !others.is_empty() {
        let names: Vec<_> = others.iter().map(|api| line(&api.name)).collect();
        page.fact("not found", &names.join(", "));
    }
    page.line("");
    // What is made of WSDLs has nothing of its own to say.
    for of_words in found.chunk_by(|a, b| (&a.says, &a.as_of, &a.source) == (&b.says, &b.as_of, &b.source)) {
        status(page, of_words);
    }
}

fn status(page: &mut Page, apis: &[&ApiStatus]) {
    let Some(api) = apis.first() else { return };
    let as_of = api.as_of.as_ref().map_or(String::new(), |when| format!(" ({when})"));
    let says = format!("{}{as_of}", api.says);
    match apis {
        [_] if page.fits(&api.id) => page.fact(&line(&api.id), &line(&says)),
        _ => {
            let names: Vec<_> = apis.iter().map(|api| api.id.as_str()).collect();
            page.fact("API", &line(&format!("{}: {says}", names.join(", "))));
        }
    }
    if let Some(source) = api.source.first() {
        page.fact("", &line(source));
    }
}
