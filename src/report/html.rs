//! One page to search, print and hand on: no network, no file beside it.
//!
//! The page holds the JSON report, and every number in it comes from there.
//! What was scanned reaches the page twice only: through the template engine,
//! which escapes it, and as JSON that a script puts in as text. Nothing but our
//! own script and style may run; their digests stand in the page's policy.

use std::collections::{BTreeMap, HashMap};

use data_encoding::BASE64;
use minijinja::{Environment, context};
use serde::Serialize;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::severity::{by_importance, severity};
use super::text::{cut, excerpt, line};
use super::words::{call, count, hours, replacement, thousands};
use super::{Report, Style};
use crate::finding::{Finding, Hours, Kind, UseCase};
use crate::history::chart;
use crate::plan::{Package, Plan};

const PAGE: &str = include_str!("../../templates/report.html");
const SCRIPT: &str = include_str!("../../templates/report.js");
const STYLE: &str = include_str!("../../templates/report.css");

/// Columns and rows of the charts; what does not fit is summed in a last one.
const MODULES: usize = 16;
const OPERATIONS: usize = 40;

/// Columns of a line of code.
const CODE: usize = 200;

pub(super) fn render(report: &Report, style: &Style) -> String {
    let shown: Vec<&Finding> = by_importance(report)
        .into_iter()
        .map(|(finding, _)| finding)
        .filter(|f| f.confidence >= style.min_confidence)
        .collect();
    let (modules, rows) = heat(&shown);
    let confidences = ["certain", "likely", "possible"].map(|id| Bar {
        name: id.into(),
        count: shown.iter().filter(|f| f.confidence.id() == id).count(),
        all: shown.len(),
    });
    let kinds: BTreeMap<Kind, usize> = shown.iter().fold(BTreeMap::new(), |mut kinds, f| {
        *kinds.entry(f.kind).or_default() += 1;
        kinds
    });
    let statuses: Vec<_> =
        report.apis.iter().filter(|api| report.findings.iter().any(|f| f.api == api.id)).collect();
    let ledger = &report.ledger;
    let understood = match ledger.relevant_bytes {
        0 => 100.0,
        bytes => ledger.understood_bytes as f64 / bytes as f64 * 100.0,
    };
    let items: Vec<_> = report
        .estimate
        .items
        .iter()
        .map(|item| context! { item => plain(item), hours => hours(&item.hours, "–"), percent => (item.probability * 100.0).round() })
        .collect();
    let cleanup: Vec<_> = report
        .cleanup
        .iter()
        .map(|entry| context! { stage => entry.stage.id(), place => entry.place(), entry => plain(entry) })
        .collect();
    let cases: Vec<&UseCase> =
        report.recipes.iter().filter(|r| r.confidence >= style.min_confidence).collect();
    let recipes: Vec<_> = cases
        .iter()
        .map(|r| {
            let steps: Vec<_> = r
                .remedy
                .steps
                .iter()
                .map(|s| context! { role => s.role.as_str(), call => call(s) })
                .collect();
            context! { case => plain(r), steps, confidence => r.confidence.id() }
        })
        .collect();
    let page = context! {
        tool => plain(&report.tool),
        problems => plain(&report.problems),
        unresolved => plain(&ledger.unresolved),
        title => count(shown.len(), "finding"),
        hidden => report.findings.len() - shown.len(),
        statuses => plain(&statuses),
        total => (report.estimate.total.high > 0.0).then(|| hours(&report.estimate.total, "–")),
        items,
        cleanup,
        recipes,
        files => thousands(report.summary.files),
        parsed => thousands(report.summary.parsed),
        understood => format!("{understood:.1}"),
        kinds => kinds.iter().map(|(kind, n)| count(*n, kind.id())).collect::<Vec<_>>().join(", "),
        confidences => plain(&confidences),
        efforts => plain(&efforts(&shown)),
        packages => packages(&report.plan),
        average => average(report.plan.average),
        burndown => report.history.as_ref().map(|history| minijinja::Value::from_safe_string(chart::inline(history))),
        modules => plain(&modules),
        rows => plain(&rows),
        data => minijinja::Value::from_safe_string(data(&shown, &cases, report)),
        script => minijinja::Value::from_safe_string(SCRIPT.to_owned()),
        style => minijinja::Value::from_safe_string(STYLE.to_owned()),
        script_digest => minijinja::Value::from_safe_string(digest(SCRIPT)),
        style_digest => minijinja::Value::from_safe_string(digest(STYLE)),
    };
    let mut engine = Environment::new();
    // What is printed must not steer a terminal either, should somebody `cat` it.
    engine.set_formatter(|out, state, value| match value.as_str() {
        Some(text) if !value.is_safe() => {
            minijinja::escape_formatter(out, state, &minijinja::Value::from(line(text)))
        }
        _ => minijinja::escape_formatter(out, state, value),
    });
    // The name tells the engine to escape as HTML.
    let html = engine.render_named_str("report.html", PAGE, page);
    html.expect("the template is part of the program; tests/reports.rs renders it") + "\n"
}

fn plain<T: Serialize>(value: &T) -> minijinja::Value {
    minijinja::Value::from(minijinja::value::Serde(value))
}

#[derive(Serialize)]
struct Bar {
    name: String,
    count: usize,
    all: usize,
}

/// One operation of the heat map.
#[derive(Serialize)]
struct Row {
    name: String,
    total: usize,
    cells: Vec<Cell>,
}

#[derive(Serialize)]
struct Cell {
    count: usize,
    /// 0 to 5, by the logarithm of the count.
    heat: u32,
}

/// Calls by operation and module, the most frequent first.
fn heat(shown: &[&Finding]) -> (Vec<String>, Vec<Row>) {
    let mut counts: BTreeMap<(String, &str), usize> = BTreeMap::new();
    for finding in shown.iter().filter(|f| f.kind == Kind::Call) {
        *counts.entry((operation(finding), module(&finding.place.path))).or_default() += 1;
    }
    let modules = ranked(counts.iter().map(|((_, module), n)| (*module, *n)), MODULES);
    let operations = ranked(counts.iter().map(|((operation, _), n)| (operation.as_str(), *n)), OPERATIONS);
    let others = |list: &[String], name: &str| list.iter().position(|n| n == name).unwrap_or(list.len());
    let mut table = vec![vec![0; modules.len() + 1]; operations.len() + 1];
    for ((operation, module), n) in &counts {
        table[others(&operations, operation)][others(&modules, module)] += n;
    }
    let named = |mut list: Vec<String>, is_used: bool| {
        if is_used {
            list.push("others".into());
        }
        list
    };
    let columns_used = table.iter().any(|row| row[modules.len()] > 0);
    let rows_used = table[operations.len()].iter().any(|n| *n > 0);
    let most = table.iter().flatten().copied().max().unwrap_or(0).max(1);
    let columns = modules.len() + usize::from(columns_used);
    let rows = named(operations, rows_used)
        .into_iter()
        .zip(table)
        .map(|(name, row)| Row {
            name,
            total: row.iter().sum(),
            cells: row[..columns].iter().map(|n| Cell { count: *n, heat: warmth(*n, most) }).collect(),
        })
        .collect();
    (named(modules, columns_used), rows)
}

fn warmth(n: usize, most: usize) -> u32 {
    if n == 0 { 0 } else { 1 + (4.0 * (n as f64).ln_1p() / (most as f64).ln_1p()).round().min(4.0) as u32 }
}

fn ranked<'n>(counts: impl Iterator<Item = (&'n str, usize)>, most: usize) -> Vec<String> {
    let mut sums: BTreeMap<&str, usize> = BTreeMap::new();
    for (name, n) in counts {
        *sums.entry(name).or_default() += n;
    }
    let mut names: Vec<_> = sums.into_iter().collect();
    names.sort_by_key(|(name, n)| (std::cmp::Reverse(*n), *name));
    names.into_iter().take(most).map(|(name, _)| name.to_owned()).collect()
}

fn operation(finding: &Finding) -> String {
    let name = finding.operation.as_deref().unwrap_or(&finding.rule);
    finding.object.as_ref().map_or_else(|| name.to_owned(), |object| format!("{name} {object}"))
}

fn module(path: &str) -> &str {
    path.rsplit_once('/').map_or(".", |(directory, _)| directory)
}

/// Hours at the places of a module.
#[derive(Serialize)]
struct Effort {
    module: String,
    places: usize,
    hours: String,
    /// In hundredths of the largest.
    width: f64,
}

/// The likely hours of the places, by module; the last row is for the modules that do not fit.
fn efforts(shown: &[&Finding]) -> Vec<Effort> {
    let mut sums: BTreeMap<&str, (f64, usize)> = BTreeMap::new();
    for finding in shown.iter().filter(|f| f.effort.likely > 0.0) {
        let (hours, places) = sums.entry(module(&finding.place.path)).or_default();
        *hours += finding.effort.likely;
        *places += 1;
    }
    let mut modules: Vec<_> = sums.into_iter().collect();
    modules.sort_by(|a, b| b.1.0.total_cmp(&a.1.0).then(a.0.cmp(b.0)));
    if modules.len() > MODULES + 1 {
        let rest = modules.split_off(MODULES);
        let sum = rest.iter().fold((0.0, 0), |sum, (_, (hours, places))| (sum.0 + hours, sum.1 + places));
        modules.push(("others", sum));
    }
    let most = modules.iter().map(|(_, (hours, _))| *hours).fold(0.1, f64::max);
    let effort = |(module, (hours, places)): (&str, (f64, usize))| Effort {
        module: module.to_owned(),
        places,
        hours: format!("{hours:.1}"),
        width: (hours / most * 1000.0).round() / 10.0,
    };
    modules.into_iter().map(effort).collect()
}

/// The packages of the plan, each with its range as a mark on a common scale.
fn packages(plan: &Plan) -> Vec<minijinja::Value> {
    let most = plan.packages.iter().map(|p| p.hours.high).fold(0.1, f64::max);
    let at = |hours: f64| (hours / most * 1000.0).round() / 10.0;
    let package = |package: &Package| {
        let Hours { low, likely, high } = package.hours;
        context! {
            package => plain(package),
            hours => hours(&package.hours, "–"),
            average => average(package.average),
            low => at(low),
            width => at(high - low).max(0.5),
            likely => at(likely),
        }
    };
    plan.packages.iter().map(package).collect()
}

fn average(hours: f64) -> String {
    format!("{hours:.1}")
}

/// The JSON report of what is shown, and beside each finding what reports for
/// people say about it. Remedies repeat, so they are told once.
fn data(shown: &[&Finding], cases: &[&UseCase], report: &Report) -> String {
    let mut value = serde_json::to_value(report).expect("a report is plain data");
    let mut remedies: Vec<Value> = Vec::new();
    let mut known: HashMap<String, usize> = HashMap::new();
    let mut findings = Vec::new();
    let mut people = Vec::new();
    for finding in shown {
        let mut told = serde_json::to_value(finding).expect("a finding is plain data");
        let mut remedy = told["remedy"].take();
        // What the code of the call gives is this finding's own.
        for own in ["requests", "snippet"] {
            if let Some(value) = remedy.as_object_mut().and_then(|r| r.shift_remove(own)) {
                told[own] = value;
            }
        }
        let index = *known.entry(remedy.to_string()).or_insert_with(|| {
            remedies.push(remedy);
            remedies.len() - 1
        });
        told["remedy"] = index.into();
        findings.push(told);
        people.push(json!({
            "severity": severity(finding, report).word(),
            "what": operation(finding),
            "short": cut(&line(&replacement(finding)), 160, "…"),
            "hours": if finding.effort.high > 0.0 { hours(&finding.effort, "–") } else { String::new() },
            "code": code(finding),
        }));
    }
    value["findings"] = findings.into();
    value["recipes"] = serde_json::to_value(cases).expect("a use case is plain data");
    inert(&json!({ "remedies": remedies, "people": people, "report": value }).to_string())
}

/// The lines around a finding, cut: number, text, whether it is the one.
fn code(finding: &Finding) -> Vec<Value> {
    let snippet = &finding.snippet;
    let lines = (snippet.first_line..).zip(&snippet.lines);
    lines
        .map(|(number, text)| {
            let is_it = number == finding.place.line;
            let start = if is_it { finding.place.column.saturating_sub(1) as usize } else { 0 };
            let room = excerpt(text, start, start + 1, CODE, "…").text;
            json!([number, if text.chars().count() > CODE { room } else { text.clone() }, is_it])
        })
        .collect()
}

/// JSON that cannot end the element it stands in.
fn inert(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        match c {
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => out.push_str(&format!("\\u{:04x}", c as u32)),
            _ if c.is_control() => out.push_str(&format!("\\u{:04x}", c as u32)),
            _ => out.push(c),
        }
    }
    out
}

fn digest(text: &str) -> String {
    format!("sha256-{}", BASE64.encode(&Sha256::digest(text)))
}
