//! Compares what the model says of public migrations with what their history shows.
//!
//! `cargo run --release --example backtest -- DIR`, where `DIR/<owner>/<name>` are
//! clones of the repositories that `examples/backtest.toml` names. Prints the
//! tables of `docs/effort-model.md`.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use git2::{DiffFindOptions, Oid};
use regex::Regex;
use serde::Deserialize;
use unsoap::estimate::calibrate::{Finished, Known, finished, gone, no_ledger};
use unsoap::estimate::{Found, estimate};
use unsoap::finding::{Confidence, Evidence, Finding, Hours, Kind, Place, Remedy, Snippet, Units};
use unsoap::git::{Repository, Tree, author_days};
use unsoap::language::Language;
use unsoap::link::callers::is_test_path;
use unsoap::report::Existing;
use unsoap::rule::Rules;
use unsoap::scan::{Options, scan};
use unsoap::walk::WalkOptions;

type Error = Box<dyn std::error::Error>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    migration: Vec<Migration>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Migration {
    repository: String,
    before: String,
    after: String,
    language: String,
    api: Option<String>,
    calls: Option<String>,
    files: Option<String>,
    client: Option<String>,
    touched: Option<String>,
    note: Option<String>,
}

/// A migration, predicted and observed.
struct Row {
    name: String,
    operations: usize,
    calls: usize,
    hours: Hours,
    part: Finished,
    files: usize,
    lines: usize,
    days: usize,
    /// The table of the four, with a window of days that squashing has not hidden.
    is_dated: bool,
}

fn main() -> Result<(), Error> {
    let dir = PathBuf::from(std::env::args().nth(1).ok_or("name the directory of the clones")?);
    let table: Table = toml::from_str(include_str!("backtest.toml"))?;
    let mut rows = Vec::new();
    let mut out = std::io::stdout().lock();
    for migration in &table.migration {
        match row(&dir, migration) {
            Ok(row) => rows.push(row),
            Err(error) => writeln!(out, "left out: {}: {error}", migration.repository)?,
        }
    }
    sizes(&mut out, &rows)?;
    days(&mut out, &rows)
}

fn row(dir: &Path, migration: &Migration) -> Result<Row, Error> {
    let at = dir.join(&migration.repository);
    let repository = Repository::open(&at)?;
    let tree =
        |revision: &str| -> Result<Tree, Error> { Ok(repository.tree(&repository.commit(revision)?)?) };
    let (before, after) = (tree(&migration.before)?, tree(&migration.after)?);
    let rules = Rules::embedded();
    let (findings, mut existing) = match (&migration.api, &migration.calls) {
        (Some(api), _) => {
            let rules = rules.only(std::slice::from_ref(api))?;
            let of = |tree| {
                let walk = WalkOptions { tree: Some(tree), ..WalkOptions::default() };
                scan(&Options { walk, ..Options::default() }, &rules)
            };
            let (before, after) = (of(before), of(after));
            (gone(&before.findings, &after.findings), before.existing)
        }
        (None, Some(calls)) => (counted(&before, migration, calls)?, Vec::new()),
        (None, None) => return Err("neither `api` nor `calls`".into()),
    };
    if migration.client.as_deref() == Some("there") {
        existing.extend(["client", "token"].map(|part| there(&findings, part)).into_iter().flatten());
    }
    let found = Found { findings: &findings, apis: &[], ledger: no_ledger(), existing: &existing };
    let commits = repository.between(&migration.before, &migration.after)?;
    let (files, lines) = changed(&at, migration)?;
    let days = author_days(&commits);
    let all = |_: &_, _: &_| true;
    let part =
        finished(&migration.repository, found, &rules.effort, &all, days as f64 * 6.0, Known::AuthorDays);
    let calls: Vec<&Finding> = findings.iter().filter(|f| f.kind == Kind::Call).collect();
    let name = match &migration.note {
        Some(note) => format!("{} ({note})", migration.repository),
        None => migration.repository.clone(),
    };
    Ok(Row {
        name,
        operations: calls.iter().map(|f| &f.rule).collect::<BTreeSet<_>>().len(),
        calls: calls.len(),
        hours: estimate(found, &rules.effort).total,
        part: part.ok_or("nothing to predict")?,
        files,
        lines,
        days,
        // One day of commits may hold the work of weeks.
        is_dated: days > 1,
    })
}

fn there(findings: &[Finding], part: &str) -> Option<Existing> {
    let finding = findings.first()?;
    let evidence = Evidence {
        reason: "existing".into(),
        says: "by hand".into(),
        path: String::new(),
        line: 1,
        text: String::new(),
    };
    let language = Language::by_id(&finding.language)?.family.to_owned();
    Some(Existing { api: finding.api.clone(), language, part: part.into(), evidence })
}

/// The calls of an API without a pack, as findings whose case is not decided.
fn counted(tree: &Tree, migration: &Migration, calls: &str) -> Result<Vec<Finding>, Error> {
    let calls = Regex::new(calls)?;
    let files = Regex::new(migration.files.as_deref().unwrap_or_default())?;
    let mut open = None;
    let mut findings = Vec::new();
    for (path, blob) in tree.files.iter().filter(|(path, _)| files.is_match(path)) {
        if Language::of(path, "").is_none_or(|l| l.id != migration.language) {
            continue;
        }
        let mut bytes = Vec::new();
        blob.read(&mut open, &mut bytes)?;
        let text = String::from_utf8_lossy(&bytes).into_owned();
        for call in calls.captures_iter(&text) {
            let operation = call.get(1).map_or("", |m| m.as_str());
            let line = text[..call.get(0).map_or(0, |m| m.end())].matches('\n').count() as u32 + 1;
            findings.push(call_of(operation, path, line, migration));
        }
    }
    Ok(findings)
}

fn call_of(operation: &str, path: &str, line: u32, migration: &Migration) -> Finding {
    Finding {
        rule: format!("counted/{operation}"),
        api: "counted".into(),
        operation: Some(operation.into()),
        object: None,
        kind: Kind::Call,
        confidence: Confidence::Certain,
        evidence: Vec::new(),
        place: Place { path: path.into(), line, ..Place::default() },
        units: Units::default(),
        language: migration.language.clone(),
        within: None,
        test: is_test_path(path),
        generated: None,
        title: String::new(),
        remedy: Remedy { class: "M".into(), ..Remedy::default() },
        effort: Hours::default(),
        fingerprint: format!("{operation} {path}:{line}"),
        snippet: Snippet::default(),
        decision: None,
        chain: Vec::new(),
        related: Vec::new(),
    }
}

/// Files of known languages that differ, and their changed lines, as `git diff` counts them.
fn changed(at: &Path, migration: &Migration) -> Result<(usize, usize), Error> {
    let git = git2::Repository::open(at)?;
    let touched = Regex::new(migration.touched.as_deref().unwrap_or_default())?;
    let tree = |id: &str| -> Result<git2::Tree<'_>, Error> {
        let object = git.revparse_single(id)?;
        Ok(git.find_commit(Oid::from_str(&object.id().to_string())?)?.tree()?)
    };
    let mut diff =
        git.diff_tree_to_tree(Some(&tree(&migration.before)?), Some(&tree(&migration.after)?), None)?;
    diff.find_similar(Some(DiffFindOptions::new().renames(true)))?;
    let (mut files, mut lines) = (0, 0);
    for index in 0..diff.deltas().len() {
        let Some(patch) = git2::Patch::from_diff(&diff, index)? else { continue };
        let path = patch.delta().new_file().path().unwrap_or(Path::new("")).to_string_lossy().into_owned();
        if Language::of(&path, "").is_some() && touched.is_match(&path) {
            let (_, added, removed) = patch.line_stats()?;
            files += 1;
            lines += added + removed;
        }
    }
    Ok((files, lines))
}

/// Mean and standard deviation of what the others say about a row, on the logarithm.
fn others(rows: &[Row], without: usize, value: &dyn Fn(&Row) -> f64) -> (f64, f64) {
    let logs: Vec<f64> =
        rows.iter().enumerate().filter(|(i, _)| *i != without).map(|(_, r)| value(r).ln()).collect();
    normal_of(&logs)
}

fn normal_of(logs: &[f64]) -> (f64, f64) {
    let n = logs.len() as f64;
    let mean = logs.iter().sum::<f64>() / n;
    let variance = logs.iter().map(|l| (l - mean).powi(2)).sum::<f64>() / (n - 1.0);
    // The mean of a few is not known exactly either.
    (mean, (variance * (1.0 + 1.0 / n)).sqrt())
}

/// The 90th percentile of the standard normal distribution.
const Z90: f64 = unsoap::rule::effort::Z90;

/// How good predictions with an interval are.
#[derive(Default)]
struct Score {
    within: usize,
    errors: Vec<f64>,
    winkler: f64,
}

impl Score {
    /// `low` and `high` are the ends of an 80 % interval on the logarithm.
    fn add(&mut self, low: f64, middle: f64, high: f64, observed: f64) {
        let seen = observed.ln();
        self.within += usize::from((low..=high).contains(&seen));
        self.errors.push((seen - middle).abs());
        self.winkler += (high - low) + 10.0 * ((low - seen).max(0.0) + (seen - high).max(0.0));
    }

    fn line(&mut self, out: &mut dyn std::io::Write, name: &str) -> Result<(), Error> {
        let n = self.errors.len();
        self.errors.sort_by(f64::total_cmp);
        let median = (self.errors[(n - 1) / 2] + self.errors[n / 2]) / 2.0;
        writeln!(
            out,
            "| {name} | {} of {n} ({:.0} %) | × {:.2} | {:.2} |",
            self.within,
            100.0 * self.within as f64 / n as f64,
            median.exp(),
            self.winkler / n as f64
        )?;
        Ok(())
    }
}

/// Size: lines changed, each predicted with what the others took for an hour, or for a call.
fn sizes(out: &mut dyn std::io::Write, rows: &[Row]) -> Result<(), Error> {
    writeln!(out, "| migration | operations | calls | hours | lines predicted | lines changed | files |")?;
    writeln!(out, "|---|---:|---:|---|---|---:|---:|")?;
    let (mut own, mut seen, mut constant) = (Score::default(), Score::default(), Score::default());
    for (i, row) in rows.iter().enumerate() {
        let lines = |r: &Row| r.lines.max(1) as f64;
        let (rate, spread) = others(rows, i, &|r| lines(r) / r.hours.likely);
        let (low, middle, high) =
            (row.hours.low.ln() + rate, row.hours.likely.ln() + rate, row.hours.high.ln() + rate);
        own.add(low, middle, high, lines(row));
        seen.add(middle - Z90 * spread, middle, middle + Z90 * spread, lines(row));
        let (a_call, spread) = others(rows, i, &|r| lines(r) / r.calls as f64);
        let by_count = (row.calls as f64).ln() + a_call;
        constant.add(by_count - Z90 * spread, by_count, by_count + Z90 * spread, lines(row));
        writeln!(
            out,
            "| {} | {} | {} | {:.0}–{:.0}–{:.0} | {:.0}–{:.0}–{:.0} | {} | {} |",
            row.name,
            row.operations,
            row.calls,
            row.hours.low,
            row.hours.likely,
            row.hours.high,
            low.exp(),
            middle.exp(),
            high.exp(),
            row.lines,
            row.files
        )?;
    }
    writeln!(
        out,
        "\n| lines, each from the other {} | within the 80 % interval | median error | interval score |",
        rows.len() - 1
    )?;
    writeln!(out, "|---|---:|---:|---:|")?;
    own.line(out, "the model, its own range")?;
    seen.line(out, "the model, the spread of the others")?;
    constant.line(out, "a constant a call, the spread of the others")
}

/// Author-days, where commits show them: each from a model that the others have calibrated.
/// They are other teams and other code, so they say where the middle is, and
/// nothing about what the items of this one share.
fn days(out: &mut dyn std::io::Write, rows: &[Row]) -> Result<(), Error> {
    writeln!(
        out,
        "\n| migration | author-days | as hours | uncalibrated | calibrated on the others | with their spread | five minutes a call |"
    )?;
    writeln!(out, "|---|---:|---:|---|---|---|---:|")?;
    let hours = |r: &Row| 6.0 * r.days as f64;
    let dated: Vec<&Row> = rows.iter().filter(|r| r.is_dated).collect();
    let (mut own, mut seen) = (Score::default(), Score::default());
    for row in &dated {
        let ratios: Vec<f64> = dated
            .iter()
            .filter(|r| !std::ptr::eq(**r, *row))
            .map(|r| (hours(r) / r.part.predicted.likely).ln())
            .collect();
        let (bias, spread) = normal_of(&ratios);
        let middle = row.part.predicted.likely.ln() + bias;
        let of_model = row.part.own.hypot(row.part.common);
        own.add(middle - Z90 * of_model, middle, middle + Z90 * of_model, hours(row));
        seen.add(middle - Z90 * spread, middle, middle + Z90 * spread, hours(row));
        let range = |spread: f64| {
            let (low, high) = ((middle - Z90 * spread).exp(), (middle + Z90 * spread).exp());
            let mark = if (low..=high).contains(&hours(row)) { "" } else { " (outside)" };
            format!("{low:.0}–{:.0}–{high:.0}{mark}", middle.exp())
        };
        writeln!(
            out,
            "| {} | {} | {:.0}–{:.0} | {:.0}–{:.0}–{:.0} | {} | {} | {:.1} |",
            row.name,
            row.days,
            4.0 * row.days as f64,
            8.0 * row.days as f64,
            row.hours.low,
            row.hours.likely,
            row.hours.high,
            range(of_model),
            range(spread),
            row.calls as f64 / 12.0
        )?;
    }
    writeln!(
        out,
        "\n| author-days of six hours, each from the other {} | within the 80 % interval | median error | interval score |",
        dated.len() - 1
    )?;
    writeln!(out, "|---|---:|---:|---:|")?;
    own.line(out, "the model, its own range")?;
    seen.line(out, "the model, the spread of the others")
}
