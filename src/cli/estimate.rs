//! `unsoap estimate`: hours by what one asks for, and what makes them uncertain.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use miette::{Result, miette};
use serde::Serialize;

use super::args::{By, EstimateArgs, EstimateFormat};
use super::{CLEAN, output};
use crate::estimate::{Entry, Found, Part, entries, mean, quantiles, sum, widest};
use crate::finding::{Finding, Hours};
use crate::progress::Progress;
use crate::report::{EstimateItem, Report, Style, count, cut, hours, line, spreadsheet, thousands};
use crate::rule::{EffortTable, Rules};
use crate::scan::{Options, scan};
use crate::walk::WalkOptions;

/// Items of the table; people stop reading, spreadsheets do not.
const LISTED: usize = 25;

/// Everything the command says, as plain data.
#[derive(Serialize)]
struct Answer {
    total: Priced,
    average: f64,
    basis: Vec<String>,
    categories: Vec<Group>,
    by: &'static str,
    groups: Vec<Group>,
    items: Vec<EstimateItem>,
    widest: Vec<Wide>,
}

#[derive(Serialize)]
struct Group {
    name: String,
    findings: usize,
    #[serde(flatten)]
    priced: Priced,
}

/// Hours, and what they are in money and on the calendar.
#[derive(Serialize)]
struct Priced {
    hours: Hours,
    #[serde(skip_serializing_if = "Option::is_none")]
    money: Option<Amount>,
    #[serde(skip_serializing_if = "Option::is_none")]
    weeks: Option<Hours>,
}

#[derive(Serialize)]
struct Amount {
    currency: String,
    low: f64,
    likely: f64,
    high: f64,
}

#[derive(Serialize)]
struct Wide {
    item: String,
    what: String,
    share_of_variance: f64,
}

pub(super) fn run(args: &EstimateArgs) -> Result<u8> {
    if let Some(file) = &args.output {
        output::check(file)?;
    }
    let rules = Rules::load(&args.rules)?;
    let report = match &args.from {
        Some(file) => read(file)?,
        None => scanned(args, &rules)?,
    };
    let answer = answer(&report, &rules.effort, args);
    let style = match &args.output {
        Some(_) => output::file_style(args.color, crate::finding::Confidence::Possible),
        None => output::style(args.color, crate::finding::Confidence::Possible),
    };
    let text = match args.format {
        EstimateFormat::Table => table(&answer, &style),
        EstimateFormat::Csv => csv(&answer),
        EstimateFormat::Json => {
            serde_json::to_string_pretty(&answer).expect("an estimate is plain data") + "\n"
        }
    };
    match &args.output {
        Some(file) => output::write(file, &text)?,
        None => output::print(&text)?,
    }
    Ok(CLEAN)
}

fn read(file: &Path) -> Result<Report> {
    let text = std::fs::read_to_string(file)
        .map_err(|error| miette!("cannot read `{}`: {error}", file.display()))?;
    serde_json::from_str(&text).map_err(|error| {
        miette!(
            help = "write one with `unsoap scan --format json --output report.json`",
            "`{}` is no report of unsoap: {error}",
            file.display()
        )
    })
}

fn scanned(args: &EstimateArgs, rules: &Rules) -> Result<Report> {
    let walk = WalkOptions {
        tree: super::scan::tree(&args.paths, args.at.as_deref())?,
        roots: args.paths.clone(),
        exclude: args.output.iter().cloned().collect(),
        ..WalkOptions::default()
    };
    Ok(scan(&Options { walk, progress: Progress::on_terminal(), ..Options::default() }, rules))
}

fn answer(report: &Report, effort: &EffortTable, args: &EstimateArgs) -> Answer {
    let items = entries(Found::of(report), effort);
    let total = sum(items.iter().map(|e| (e, 1.0)), effort);
    let parts = |name: &dyn Fn(&Entry, &Part) -> String| groups(&items, effort, args, name);
    let categories = parts(&|entry, _| entry.item.category.clone());
    let mut groups = match args.by {
        By::Project => Vec::new(),
        By::Module => parts(&|_, part| module(&part.path).to_owned()),
        By::Operation => parts(&|_, part| operation(part, &report.findings)),
    };
    groups.sort_by(|a, b| b.priced.hours.likely.total_cmp(&a.priced.hours.likely));
    let widest = widest(&items, effort).into_iter().map(|(entry, share)| Wide {
        item: entry.item.item.clone(),
        what: entry.item.what.clone(),
        share_of_variance: (share * 1000.0).round() / 1000.0,
    });
    Answer {
        total: price(quantiles(&total), args),
        average: (mean(&total) * 100.0).round() / 100.0,
        basis: effort.adjustment.says(),
        categories,
        by: args.by.word(),
        groups,
        widest: widest.collect(),
        items: items.iter().map(|e| e.item.clone()).collect(),
    }
}

/// The items cut into groups by a name for each of their parts.
fn groups(
    items: &[Entry],
    effort: &EffortTable,
    args: &EstimateArgs,
    name: &dyn Fn(&Entry, &Part) -> String,
) -> Vec<Group> {
    let mut shares: BTreeMap<String, (BTreeMap<usize, f64>, BTreeSet<usize>)> = BTreeMap::new();
    for (index, entry) in items.iter().enumerate() {
        for part in &entry.parts {
            let (of, findings) = shares.entry(name(entry, part)).or_default();
            *of.entry(index).or_default() += part.share;
            findings.extend(part.finding);
        }
    }
    let group = |(name, (of, findings)): (String, (BTreeMap<usize, f64>, BTreeSet<usize>))| Group {
        name,
        findings: findings.len(),
        priced: price(quantiles(&sum(of.into_iter().map(|(i, share)| (&items[i], share)), effort)), args),
    };
    shares.into_iter().map(group).collect()
}

/// The directory of a file.
fn module(path: &str) -> &str {
    path.rsplit_once('/').map_or(".", |(directory, _)| directory)
}

fn operation(part: &Part, findings: &[Finding]) -> String {
    let Some(finding) = part.finding.and_then(|index| findings.get(index)) else {
        return "not understood".into();
    };
    match &finding.object {
        Some(object) => format!("{} {object}", finding.rule),
        None => finding.rule.clone(),
    }
}

fn price(hours: Hours, args: &EstimateArgs) -> Priced {
    let cents = |h: f64, rate: f64| (h * rate * 100.0).round() / 100.0;
    let money = args.rate.as_ref().map(|rate| Amount {
        currency: rate.currency.clone(),
        low: cents(hours.low, rate.an_hour),
        likely: cents(hours.likely, rate.an_hour),
        high: cents(hours.high, rate.an_hour),
    });
    let weeks = args.team.map(|team| {
        let week = |h: f64| (h / f64::from(team) / args.hours_per_week * 100.0).round() / 100.0;
        Hours { low: week(hours.low), likely: week(hours.likely), high: week(hours.high) }
    });
    Priced { hours, money, weeks }
}

fn table(answer: &Answer, style: &Style) -> String {
    let dash = if style.unicode { "–" } else { "-" };
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = writeln!(text, "estimate  {}", told(&answer.total, dash));
    if answer.items.is_empty() {
        text.push_str("\nnothing was found, and nothing was left unread\n");
        return text;
    }
    text.push_str(
        "          of ten projects like this, one takes less than the first number and one more than the last\n\n",
    );
    for group in &answer.categories {
        let _ = writeln!(text, "  {:<10} {}", group.name, told(&group.priced, dash));
    }
    if !answer.groups.is_empty() {
        let _ = writeln!(text, "\nby {}", answer.by);
        let width = answer.groups.iter().map(|g| g.name.chars().count()).max().unwrap_or(0).min(48);
        for group in &answer.groups {
            let places = count(group.findings, "finding");
            let _ =
                writeln!(text, "  {:<width$}  {:<22} {places}", line(&group.name), told(&group.priced, dash));
        }
        text.push_str("  medians of parts do not add up to the median of the whole; averages do\n");
    }
    items(&mut text, answer, style, dash);
    text.push_str("\nwhat makes the range wide\n");
    for wide in &answer.widest {
        let percent = wide.share_of_variance * 100.0;
        let _ = writeln!(text, "  {percent:>3.0}% of the variance  {}: {}", wide.item, line(&wide.what));
    }
    text.push('\n');
    for basis in &answer.basis {
        let _ = writeln!(text, "{}", line(basis));
    }
    text
}

/// The dearest items first, and the reason of a number where it is first used.
fn items(text: &mut String, answer: &Answer, style: &Style, dash: &str) {
    let mut items: Vec<_> = answer.items.iter().collect();
    let weight = |item: &EstimateItem| item.hours.likely * item.probability;
    items.sort_by(|a, b| weight(b).total_cmp(&weight(a)));
    text.push_str("\nitems\n");
    let mut told = BTreeSet::new();
    for item in items.iter().take(LISTED) {
        let head = format!(
            "  {:<14} {:<10} {:<14} {:>5}x {:>3.0}%  ",
            item.item,
            item.category,
            hours(&item.hours, dash),
            thousands(item.count),
            item.probability * 100.0
        );
        let room = style.width.saturating_sub(head.chars().count()).max(24);
        let ellipsis = if style.unicode { "…" } else { "..." };
        let _ = writeln!(text, "{head}{}", cut(&line(&item.what), room, ellipsis));
        if let Some(there) = &item.evidence {
            let _ = writeln!(text, "{:17}{}: {}:{}", "", line(&there.says), line(&there.path), there.line);
        }
        if told.insert(&item.because) {
            let indent = " ".repeat(17);
            let options = textwrap::Options::new(style.width.max(60))
                .initial_indent(&indent)
                .subsequent_indent(&indent);
            let _ = writeln!(text, "{}", textwrap::fill(&line(&item.because), options));
        }
    }
    if items.len() > LISTED {
        let _ = writeln!(
            text,
            "  and {}; `--format csv` and `--format json` list all",
            count(items.len() - LISTED, "smaller item")
        );
    }
}

fn told(priced: &Priced, dash: &str) -> String {
    let mut text = hours(&priced.hours, dash);
    if let Some(money) = &priced.money {
        let whole = |amount: f64| thousands(amount.round() as usize);
        let _ = write!(
            text,
            ", {}{dash}{}{dash}{} {}",
            whole(money.low),
            whole(money.likely),
            whole(money.high),
            money.currency
        );
    }
    if let Some(weeks) = &priced.weeks {
        let _ = write!(text, ", {:.1}{dash}{:.1}{dash}{:.1} weeks", weeks.low, weeks.likely, weeks.high);
    }
    text
}

/// A row for the total, each group and each item.
fn csv(answer: &Answer) -> String {
    let mut rows = vec![
        [
            "row",
            "name",
            "category",
            "count",
            "probability",
            "low_hours",
            "likely_hours",
            "high_hours",
            "low_money",
            "likely_money",
            "high_money",
            "because",
        ]
        .map(str::to_owned),
    ];
    let mut row = |kind: &str, name: &str, count: String, priced: &Priced| {
        let money =
            |of: fn(&Amount) -> f64| priced.money.as_ref().map_or(String::new(), |m| of(m).to_string());
        let Hours { low, likely, high } = priced.hours;
        rows.push([
            kind.to_owned(),
            name.to_owned(),
            String::new(),
            count,
            String::new(),
            low.to_string(),
            likely.to_string(),
            high.to_string(),
            money(|m| m.low),
            money(|m| m.likely),
            money(|m| m.high),
            String::new(),
        ]);
    };
    row("total", "everything", String::new(), &answer.total);
    for group in &answer.categories {
        row("category", &group.name, group.findings.to_string(), &group.priced);
    }
    for group in &answer.groups {
        row(answer.by, &group.name, group.findings.to_string(), &group.priced);
    }
    for item in &answer.items {
        rows.push([
            "item".to_owned(),
            format!("{}: {}", item.item, item.what),
            item.category.clone(),
            item.count.to_string(),
            item.probability.to_string(),
            item.hours.low.to_string(),
            item.hours.likely.to_string(),
            item.hours.high.to_string(),
            String::new(),
            String::new(),
            String::new(),
            item.because.clone(),
        ]);
    }
    spreadsheet(rows)
}
