//! `unsoap estimate`: hours by what one asks for, and what makes them uncertain.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use miette::{Result, miette};
use serde::Serialize;

use super::args::{By, EstimateArgs, EstimateFormat};
use super::{CLEAN, settings, stored};
use crate::config::{Config, Rate};
use crate::estimate::owners::Owners;
use crate::estimate::{Entry, Found, Part, entries, mean, quantiles, sum, widest};
use crate::finding::{Finding, Hours};
use crate::report::{EstimateItem, Report, Style, count, cut, hours, line, spreadsheet, thousands};
use crate::rule::EffortTable;
use crate::rule::mistake::instead;

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
    /// Hours on average; they add up to those of the whole.
    average: f64,
    #[serde(flatten)]
    priced: Priced,
    /// What it is made of.
    items: Vec<Share>,
}

/// The part of an item that belongs to a group.
#[derive(Serialize)]
struct Share {
    item: String,
    what: String,
    share: f64,
    average: f64,
}

/// What hours are turned into.
struct Prices {
    rate: Option<Rate>,
    people: Option<u32>,
    hours_per_week: f64,
}

impl Prices {
    /// What was asked goes before what the project says of itself.
    fn new(args: &EstimateArgs, config: &Config) -> Self {
        Prices {
            rate: args.rate.clone().or_else(|| config.rate.clone()),
            people: args.team.or(config.people),
            hours_per_week: args.hours_per_week.or(config.hours_per_week).unwrap_or(30.0),
        }
    }
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
    args.to.check()?;
    let (rules, config) = settings::of(&args.numbers, &args.source.paths)?;
    let report = stored::read_or_scan(&args.source, args.to.output.as_ref(), &rules)?;
    let mut owners = match args.source.paths.as_slice() {
        [root] if args.by == By::Owner => Owners::at(root),
        _ => Owners::default(),
    };
    config.owners.iter().for_each(|(pattern, who)| owners.add(pattern, who.clone()));
    let answer = answer(&report, &rules.effort, args, &Prices::new(args, &config), &owners);
    if let Some(group) = args.why.as_ref().filter(|g| !g.is_empty())
        && !answer.groups.iter().any(|g| g.name == *group)
    {
        return Err(miette!(
            help = instead(group, answer.groups.iter().map(|g| g.name.as_str())),
            "no {} is called `{group}`",
            answer.by
        ));
    }
    let style = args.to.style(crate::finding::Confidence::Possible);
    let text = match args.format {
        EstimateFormat::Table => table(&answer, args.why.as_deref(), &style),
        EstimateFormat::Csv => csv(&answer),
        EstimateFormat::Json => {
            serde_json::to_string_pretty(&answer).expect("an estimate is plain data") + "\n"
        }
    };
    args.to.write(&text)?;
    Ok(CLEAN)
}

fn answer(
    report: &Report,
    effort: &EffortTable,
    args: &EstimateArgs,
    prices: &Prices,
    owners: &Owners,
) -> Answer {
    let items = entries(Found::of(report), effort);
    let total = sum(items.iter().map(|e| (e, 1.0)), effort);
    let parts = |name: &dyn Fn(&Entry, &Part) -> String| groups(&items, effort, prices, name);
    let categories = parts(&|entry, _| entry.item.category.clone());
    let mut groups = match args.by {
        By::Project => parts(&|_, _| "everything".to_owned()),
        By::Module => parts(&|_, part| module(&part.path).to_owned()),
        By::Operation => parts(&|_, part| operation(part, &report.findings)),
        By::Owner => parts(&|_, part| owners.of(&part.path).to_owned()),
    };
    groups.sort_by(|a, b| b.priced.hours.likely.total_cmp(&a.priced.hours.likely));
    let widest = widest(&items, effort).into_iter().map(|(entry, share)| Wide {
        item: entry.item.item.clone(),
        what: entry.item.what.clone(),
        share_of_variance: (share * 1000.0).round() / 1000.0,
    });
    Answer {
        total: price(quantiles(&total), prices),
        average: cents(mean(&total)),
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
    prices: &Prices,
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
    let group = |(name, (of, findings)): (String, (BTreeMap<usize, f64>, BTreeSet<usize>))| {
        let draws = sum(of.iter().map(|(i, share)| (&items[*i], *share)), effort);
        let mut items: Vec<_> = of.iter().map(|(i, share)| shared(&items[*i].item, *share)).collect();
        items.sort_by(|a, b| b.average.total_cmp(&a.average));
        let priced = price(quantiles(&draws), prices);
        Group { name, findings: findings.len(), average: cents(mean(&draws)), priced, items }
    };
    shares.into_iter().map(group).collect()
}

fn shared(item: &EstimateItem, share: f64) -> Share {
    Share {
        item: item.item.clone(),
        what: item.what.clone(),
        share: (share * 10_000.0).round() / 10_000.0,
        average: cents(item.average * share),
    }
}

fn cents(hours: f64) -> f64 {
    (hours * 100.0).round() / 100.0
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

fn price(hours: Hours, prices: &Prices) -> Priced {
    let cents = |h: f64, rate: f64| (h * rate * 100.0).round() / 100.0;
    let money = prices.rate.as_ref().map(|rate| Amount {
        currency: rate.currency.clone(),
        low: cents(hours.low, rate.an_hour),
        likely: cents(hours.likely, rate.an_hour),
        high: cents(hours.high, rate.an_hour),
    });
    let weeks = prices.people.map(|team| {
        let week = |h: f64| (h / f64::from(team) / prices.hours_per_week * 100.0).round() / 100.0;
        Hours { low: week(hours.low), likely: week(hours.likely), high: week(hours.high) }
    });
    Priced { hours, money, weeks }
}

fn table(answer: &Answer, why: Option<&str>, style: &Style) -> String {
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
        let _ = writeln!(
            text,
            "  {:<10} {}, on average {} h",
            group.name,
            told(&group.priced, dash),
            group.average
        );
    }
    if answer.by != By::Project.word() || why.is_some() {
        let _ = writeln!(text, "\nby {}", answer.by);
        let width = answer.groups.iter().map(|g| g.name.chars().count()).max().unwrap_or(0).min(48);
        for group in &answer.groups {
            let places = count(group.findings, "finding");
            let _ =
                writeln!(text, "  {:<width$}  {:<22} {places}", line(&group.name), told(&group.priced, dash));
            if why.is_some_and(|why| why.is_empty() || why == group.name) {
                unfolded(&mut text, group);
            }
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

/// Why a group costs what it costs: averages, since they add up.
fn unfolded(text: &mut String, group: &Group) {
    for item in &group.items {
        let part =
            if item.share < 1.0 { format!(" ({:.0}% of it)", item.share * 100.0) } else { String::new() };
        let _ = writeln!(text, "    {:>8.2} h  {}: {}{part}", item.average, item.item, line(&item.what));
    }
    let _ = writeln!(text, "    {:>8.2} h  on average", group.average);
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
            "average_hours",
            "low_money",
            "likely_money",
            "high_money",
            "because",
        ]
        .map(str::to_owned),
    ];
    let mut row = |kind: &str, name: &str, count: String, average: f64, priced: &Priced| {
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
            average.to_string(),
            money(|m| m.low),
            money(|m| m.likely),
            money(|m| m.high),
            String::new(),
        ]);
    };
    row("total", "everything", String::new(), answer.average, &answer.total);
    for group in &answer.categories {
        row("category", &group.name, group.findings.to_string(), group.average, &group.priced);
    }
    for group in &answer.groups {
        row(answer.by, &group.name, group.findings.to_string(), group.average, &group.priced);
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
            item.average.to_string(),
            String::new(),
            String::new(),
            String::new(),
            item.because.clone(),
        ]);
    }
    spreadsheet(rows)
}
