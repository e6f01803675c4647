//! `unsoap calibrate`: what finished parts of a migration say about the rest.

use std::path::Path;

use miette::{NamedSource, Result, SourceSpan, miette};

use super::args::{CalibrateArgs, Source};
use super::{CLEAN, output, settings, stored};
use crate::estimate::calibrate::{Finished, Known, calibrate, finished, gone, no_ledger};
use crate::estimate::{Entry, Found, Part};
use crate::git::{Repository, author_days};
use crate::report::{Report, hours, line};
use crate::rule::Rules;
use crate::rule::mistake::instead;

pub(super) fn run(args: &CalibrateArgs) -> Result<u8> {
    let (rules, _) = settings::of(&args.numbers, &args.source.paths)?;
    let mut parts = Vec::new();
    if let Some(span) = &args.from_git {
        parts.push(of_history(span, args, &rules)?);
    }
    if let Some(file) = &args.done {
        let report = stored::read_or_scan(&args.source, None, &rules)?;
        parts.extend(of_hand(file, &report, &rules)?);
    }
    let Some(calibration) = calibrate(&parts) else {
        return Err(miette!(
            help = "name finished work: --from-git A..B, or --done FILE with the hours of operations",
            "there is nothing to compare"
        ));
    };
    let mut text = String::from("# finished part: predicted hours (low-likely-high), hours taken\n");
    for part in &parts {
        text.push_str(&format!(
            "#   {}: {}, {} h\n",
            line(&part.what),
            hours(&part.predicted, "-"),
            (part.observed * 100.0).round() / 100.0
        ));
    }
    text.push_str("# paste this into unsoap.toml at the root of the project\n\n[calibration]\n");
    text.push_str(&toml::to_string(&calibration).expect("numbers and a text are TOML"));
    output::print(&text)?;
    Ok(CLEAN)
}

/// What is gone between two revisions, and the days on which people committed.
fn of_history(span: &str, args: &CalibrateArgs, rules: &Rules) -> Result<Finished> {
    let Some((from, to)) = span.split_once("..").filter(|(a, b)| !a.is_empty() && !b.is_empty()) else {
        return Err(miette!(
            help = "write the revision before the work and the one after it, such as v1.4..main",
            "`{span}` names no two revisions"
        ));
    };
    let [path] = args.source.paths.as_slice() else {
        return Err(miette!(
            help = "name one directory of a git repository",
            "history is read at one path, and here are {}",
            args.source.paths.len()
        ));
    };
    let report = |revision: &str| {
        let source = Source { paths: vec![path.clone()], at: Some(revision.to_owned()), from: None };
        stored::read_or_scan(&source, None, rules)
    };
    let (before, after) = (report(from)?, report(to)?);
    let findings = gone(&before.findings, &after.findings);
    let commits = Repository::open(path)?.between(from, to)?;
    let days = author_days(&commits);
    let found = Found { findings: &findings, ledger: no_ledger(), ..Found::of(&before) };
    let what = format!("{span}, {days} author-days");
    let observed = days as f64 * args.hours_per_day;
    finished(&what, found, &rules.effort, &|_, _| true, observed, Known::AuthorDays).ok_or_else(|| {
        miette!(
            help = "choose a revision before the first change and one after it",
            "nothing that was found at `{from}` is gone at `{to}`"
        )
    })
}

/// Hours that somebody wrote down, for parts of what a report holds.
fn of_hand(file: &Path, report: &Report, rules: &Rules) -> Result<Vec<Finished>> {
    let text = std::fs::read_to_string(file)
        .map_err(|error| miette!("cannot read `{}`: {}", file.display(), error.kind()))?;
    let rows = if file.extension().is_some_and(|e| e == "toml") {
        in_toml(file, &text)?
    } else {
        in_csv(file, &text)?
    };
    let mut parts = Vec::new();
    for Row { what, hours, at } in rows {
        let is_part = |entry: &Entry, part: &Part| is_of(&what, report, entry, part);
        let part = finished(&what, Found::of(report), &rules.effort, &is_part, hours, Known::Hours);
        let known = || {
            let operations = report.findings.iter().map(|f| f.rule.as_str());
            operations.chain(["foundation", "authentication"]).collect::<std::collections::BTreeSet<_>>()
        };
        parts.push(part.ok_or_else(|| {
            miette!(
                labels = vec![miette::LabeledSpan::at(at, "nothing of this was found")],
                help = instead(&what, known()),
                "`{what}` is no operation, item or finding of the report"
            )
            .with_source_code(NamedSource::new(file.display().to_string(), text.clone()))
        })?);
    }
    Ok(parts)
}

/// What is paid once belongs to nobody's operation.
fn is_of(what: &str, report: &Report, entry: &Entry, part: &Part) -> bool {
    let item = entry.item.item.as_str();
    if matches!(item, "foundation" | "authentication") || what == item {
        return what == item;
    }
    part.finding.map(|index| &report.findings[index]).is_some_and(|finding| {
        let with_object = finding.object.as_ref().map(|object| format!("{} {object}", finding.rule));
        what == finding.rule || Some(what) == with_object.as_deref() || what == finding.fingerprint
    })
}

/// Hours of something, and where they are written.
struct Row {
    what: String,
    hours: f64,
    at: SourceSpan,
}

fn in_toml(file: &Path, text: &str) -> Result<Vec<Row>> {
    let wrong = |message: String, at: SourceSpan| {
        miette!(
            labels = vec![miette::LabeledSpan::at(at, "here")],
            help = "write `\"marketo/get-lead\" = 6.5`, a line for each finished operation",
            "{message}"
        )
        .with_source_code(NamedSource::new(file.display().to_string(), text.to_owned()))
    };
    let table: std::collections::BTreeMap<toml::Spanned<String>, toml::Spanned<toml::Value>> =
        toml::from_str(text)
            .map_err(|error| wrong(error.message().to_owned(), error.span().unwrap_or(0..0).into()))?;
    let row = |(what, hours): (toml::Spanned<String>, toml::Spanned<toml::Value>)| {
        let value = hours.get_ref();
        let number =
            value.as_float().or(value.as_integer().map(|n| n as f64)).filter(|h| *h > 0.0 && h.is_finite());
        let at = what.span().into();
        match number {
            Some(hours) => Ok(Row { what: what.into_inner(), hours, at }),
            None => Err(wrong("these are no hours".into(), hours.span().into())),
        }
    };
    table.into_iter().map(row).collect()
}

fn in_csv(file: &Path, text: &str) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    for record in
        csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(text.as_bytes()).records()
    {
        let record = record.map_err(|error| miette!("cannot read `{}`: {error}", file.display()))?;
        let (begin, length) = record.position().map_or((0, 0), |p| {
            let begin = p.byte() as usize;
            (begin, text[begin..].find('\n').unwrap_or(text.len() - begin))
        });
        let hours = record.get(1).and_then(|h| h.parse::<f64>().ok()).filter(|h| *h > 0.0 && h.is_finite());
        match (record.get(0), hours) {
            (Some(what), Some(hours)) => {
                rows.push(Row { what: what.to_owned(), hours, at: (begin, length).into() });
            }
            _ => {
                return Err(miette!(
                    labels = vec![miette::LabeledSpan::at((begin, length), "here")],
                    help = "the first line is `operation,hours`, and each further one like `marketo/get-lead,6.5`",
                    "these are no hours"
                )
                .with_source_code(NamedSource::new(file.display().to_string(), text.to_owned())));
            }
        }
    }
    Ok(rows)
}
