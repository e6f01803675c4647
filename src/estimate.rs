//! What the migration costs: findings become items, items a sum with a range.
//!
//! Each item is log-normal and counted once. Sites of the same change share an
//! item and get cheaper along a learning curve. The sum is read off a fixed
//! sample ([`sample`]): all numbers of an item are only ever scaled up by more
//! findings, so a further finding never makes anything cheaper. The usual
//! moment-matched log-normal of a sum does not have that property.

use std::collections::BTreeMap;

use crate::finding::{Confidence, Finding, Hours, Kind};
use crate::report::{ApiStatus, Estimate, EstimateItem, Ledger};
use crate::rule::EffortTable;
use crate::rule::effort::{Curve, Span};

mod sample;

pub use sample::{Spread, draws, quantiles, sum};

/// An item of the estimate, and what its hours are for.
#[derive(Debug, Clone)]
pub struct Entry {
    /// As reports show it.
    pub item: EstimateItem,
    /// Hours of one unit.
    pub spread: Spread,
    /// How many units, as far as they are believed; hours are `units × spread`.
    pub units: f64,
    /// How likely it is that the item is needed at all.
    pub need: f64,
    /// The places it is for; shares add up to 1.
    pub parts: Vec<Part>,
}

/// The share of an item that a place is responsible for.
#[derive(Debug, Clone)]
pub struct Part {
    /// Index of the finding; none for what was not understood.
    pub finding: Option<usize>,
    /// File.
    pub path: String,
    /// Share of the item's hours.
    pub share: f64,
    /// Units of this place alone, were the finding certain.
    pub own: f64,
}

/// The hours for everything that was found and everything that was not understood.
pub fn estimate(findings: &[Finding], apis: &[ApiStatus], ledger: &Ledger, table: &EffortTable) -> Estimate {
    let entries = entries(findings, apis, ledger, table);
    let total = quantiles(&sum(entries.iter().map(|e| (e, 1.0)), table));
    Estimate { total, items: entries.into_iter().map(|e| e.item).collect() }
}

/// Hours of each finding's own place, in the order of the findings: the first
/// of a kind carries what has to be learnt.
pub fn places(findings: &[Finding], apis: &[ApiStatus], table: &EffortTable) -> Vec<Hours> {
    let mut hours = vec![Hours::default(); findings.len()];
    for entry in entries(findings, apis, &Ledger::default(), table) {
        let is_of_a_place = matches!(
            entry.item.item.as_str(),
            "operation" | "call-site" | "wrapper" | "parameter" | "endpoint" | "auth-site" | "clean-up"
        ) || entry.item.item == "tests" && entry.item.what.contains("calls");
        for part in entry.parts.iter().filter(|_| is_of_a_place) {
            let Some(index) = part.finding else { continue };
            let own = entry.spread.hours(part.own);
            let place = &mut hours[index];
            place.low += own.low;
            place.likely += own.likely;
            place.high += own.high;
        }
    }
    hours.into_iter().map(sample::rounded).collect()
}

/// The three items, or fewer, that contribute most to the spread, each with its share of the variance.
pub fn widest<'e>(entries: &'e [Entry], table: &EffortTable) -> Vec<(&'e Entry, f64)> {
    let total = sum(entries.iter().map(|e| (e, 1.0)), table);
    let mean = total.iter().sum::<f64>() / total.len() as f64;
    let variance: f64 = total.iter().map(|t| (t - mean).powi(2)).sum();
    let mut shares: Vec<_> = entries
        .iter()
        .map(|entry| {
            let common: f64 = draws(entry, table).iter().zip(&total).map(|(x, t)| x * (t - mean)).sum();
            (entry, if variance > 0.0 { common / variance } else { 0.0 })
        })
        .collect();
    // The sort is stable, so equals stay in the order of the items.
    shares.sort_by(|a, b| b.1.total_cmp(&a.1));
    shares.truncate(3);
    shares
}

/// All items, sorted by what they are; independent of the order of the findings.
pub fn entries(findings: &[Finding], apis: &[ApiStatus], ledger: &Ledger, table: &EffortTable) -> Vec<Entry> {
    let mut order: Vec<usize> = (0..findings.len()).collect();
    order.sort_by(|a, b| rank(&findings[*a]).cmp(&rank(&findings[*b])));
    let mut items = Items { findings, apis, table, groups: BTreeMap::new() };
    for &index in &order {
        items.finding(index);
    }
    let mut entries = items.entries();
    entries.extend(tests_beside(&entries, table));
    entries.extend(unknowns(ledger, table));
    entries.sort_by(|a, b| key(a).cmp(&key(b)));
    entries
}

fn key(entry: &Entry) -> (&str, &str, &str) {
    (&entry.item.item, &entry.item.what, &entry.item.category)
}

/// The most certain first: it pays for what has to be learnt.
fn rank(finding: &Finding) -> impl Ord + use<'_> {
    (std::cmp::Reverse(finding.confidence), &finding.place, &finding.rule, &finding.fingerprint)
}

/// What one item is for: a change, and the places where it is made.
struct Group<'t> {
    item: &'static str,
    first: &'t Span,
    further: Option<(&'static str, &'t Span)>,
    category: &'static str,
    places: Vec<(usize, f64)>,
}

/// Collects places by what has to be changed there.
struct Items<'a> {
    findings: &'a [Finding],
    apis: &'a [ApiStatus],
    table: &'a EffortTable,
    groups: BTreeMap<(&'static str, String), Group<'a>>,
}

impl<'a> Items<'a> {
    fn finding(&mut self, index: usize) {
        let (findings, table) = (self.findings, self.table);
        let finding = &findings[index];
        let stack = format!("{}, {}", finding.api, finding.language);
        if finding.test {
            let what = format!("calls in tests of {stack}");
            self.add(index, "tests", what, &table.tests.first, Some(("tests", &table.tests.further)));
            return;
        }
        let curve = |item, curve: &'a Curve| (item, &curve.first, Some((item, &curve.further)));
        let (item, first, further) = match finding.kind {
            Kind::Call => {
                let class = &finding.remedy.class;
                ("operation", table.first_use.of(class), Some(("call-site", table.call_site.of(class))))
            }
            Kind::Wrapper => curve("wrapper", &table.wrapper),
            Kind::Parameter => curve("parameter", &table.parameter),
            Kind::Endpoint => curve("endpoint", &table.endpoint),
            Kind::Auth => curve("auth-site", &table.auth_site),
            Kind::Stub | Kind::Import | Kind::Dependency | Kind::Wsdl => curve("clean-up", &table.cleanup),
        };
        self.add(index, item, what(finding), first, further);
        let is_use = matches!(finding.kind, Kind::Call | Kind::Parameter | Kind::Wrapper | Kind::Auth);
        if is_use {
            self.add(index, "foundation", format!("REST client for {stack}"), &table.foundation, None);
            let token = format!("access token for {stack}");
            self.add(index, "authentication", token, &table.authentication, None);
            if finding.confidence == Confidence::Possible {
                let (item, first, further) = curve("investigation", &table.investigation);
                self.add(index, item, what(finding), first, further);
            }
        }
        if matches!(finding.kind, Kind::Call | Kind::Parameter) {
            for hazard in &finding.remedy.hazards {
                let (item, first, further) = curve("hazard", &table.hazard);
                self.add(index, item, format!("{}: {hazard}", finding.api), first, further);
            }
        }
    }

    fn add(
        &mut self,
        index: usize,
        item: &'static str,
        what: String,
        first: &'a Span,
        further: Option<(&'static str, &'a Span)>,
    ) {
        let finding = &self.findings[index];
        let category = self.category(item, finding);
        // Once somebody has to look, they look at each.
        let believed = if item == "investigation" { 1.0 } else { probability(finding, self.table) };
        let findings = self.findings;
        let group = self.groups.entry((item, what)).or_insert_with(|| Group {
            item,
            first,
            further,
            category,
            places: Vec::new(),
        });
        // A difference in behaviour is a matter of the function, however many calls are in it.
        let is_known = item == "hazard"
            && group.places.iter().rev().any(|(other, _)| {
                let other = &findings[*other];
                finding.within.is_some()
                    && (&other.place.path, &other.within) == (&finding.place.path, &finding.within)
            });
        if !is_known {
            group.places.push((index, believed));
        }
    }

    fn category(&self, item: &str, finding: &Finding) -> &'static str {
        let ends = self.apis.iter().find(|a| a.id == finding.api).is_none_or(|a| a.state != "discouraged");
        match finding.confidence {
            _ if item == "clean-up" || !ends => "optional",
            Confidence::Possible => "potential",
            _ => "mandatory",
        }
    }

    fn entries(self) -> Vec<Entry> {
        let learning = self.table.model.learning.value.log2();
        let mut entries = Vec::new();
        for ((_, what), group) in &self.groups {
            let places = &group.places;
            let Some((first, believed)) = places.first() else { continue };
            let part = |index: usize, share: f64, own: f64| Part {
                finding: Some(index),
                path: self.findings[index].place.path.clone(),
                share,
                own,
            };
            let once = group.further.is_none();
            let parts = if once {
                // Everybody needs it, so everybody shares it.
                places.iter().map(|(i, _)| part(*i, 1.0 / places.len() as f64, 0.0)).collect()
            } else {
                vec![part(*first, 1.0, 1.0)]
            };
            entries.push(Entry {
                item: item(group.item, what, group.category, if once { places.len() } else { 1 }),
                spread: Spread::of(group.first),
                units: 1.0,
                need: *believed,
                parts,
            });
            entries.last_mut().into_iter().for_each(|e| e.show(*believed, 1.0, &group.first.because));
            let Some((name, span)) = group.further.filter(|_| places.len() > 1) else { continue };
            // Places are sorted by belief, and the curve falls: a further place,
            // wherever it is put in, makes the sum larger.
            let costs: Vec<_> = places
                .iter()
                .enumerate()
                .skip(1)
                .map(|(k, (index, believed))| (*index, *believed, (k as f64).powf(learning)))
                .collect();
            let all: f64 = costs.iter().map(|(_, _, own)| own).sum();
            let units: f64 = costs.iter().map(|(_, believed, own)| believed * own).sum();
            let mut entry = Entry {
                item: item(name, &format!("{what}, further places"), group.category, costs.len()),
                spread: Spread::of(span),
                units,
                need: 1.0,
                parts: costs
                    .iter()
                    .map(|(i, believed, own)| part(*i, believed * own / units, *own))
                    .collect(),
            };
            entry.show(units / all, all, &span.because);
            entries.push(entry);
        }
        entries
    }
}

impl Entry {
    fn show(&mut self, probability: f64, units: f64, because: &str) {
        self.item.probability = (probability * 1000.0).round() / 1000.0;
        self.item.hours = sample::rounded(self.spread.hours(units));
        self.item.because = because.to_owned();
    }
}

fn item(item: &str, what: &str, category: &str, count: usize) -> EstimateItem {
    EstimateItem {
        item: item.to_owned(),
        what: what.to_owned(),
        category: category.to_owned(),
        count,
        ..EstimateItem::default()
    }
}

/// The change a finding asks for: rule, object, and the rows of the decision.
fn what(finding: &Finding) -> String {
    let mut what = finding.rule.clone();
    if let Some(object) = &finding.object {
        what.push_str(&format!(" {object}"));
    }
    if finding.kind == Kind::Wrapper
        && let Some(method) = finding.chain.first()
    {
        return format!("{what} through {}", method.says);
    }
    match &finding.decision {
        Some(decision) if !decision.rows.is_empty() => {
            what.push_str(&format!(" ({})", decision.rows.join(", ")))
        }
        Some(decision) if !decision.open.is_empty() => what.push_str(" (not decided)"),
        _ => {}
    }
    what
}

fn probability(finding: &Finding, table: &EffortTable) -> f64 {
    match finding.confidence {
        Confidence::Certain => table.probability.certain.value,
        Confidence::Likely => table.probability.likely.value,
        Confidence::Possible => table.probability.possible.value,
    }
}

/// Tests cost a part of the code they are for, change by change.
fn tests_beside(entries: &[Entry], table: &EffortTable) -> Vec<Entry> {
    let fraction = table.tests.fraction.value;
    let mut groups: BTreeMap<&str, Vec<&Entry>> = BTreeMap::new();
    for entry in entries {
        if matches!(entry.item.item.as_str(), "operation" | "call-site" | "wrapper" | "parameter") {
            groups.entry(&entry.item.category).or_default().push(entry);
        }
    }
    let mut tests = Vec::new();
    for (category, of) in groups {
        let weight = |e: &Entry| e.need * e.units * e.spread.median * fraction;
        let units: f64 = of.iter().map(|e| weight(e)).sum();
        let parts = of.iter().flat_map(|e| {
            e.parts.iter().map(|p| Part { share: p.share * weight(e) / units, own: 0.0, ..p.clone() })
        });
        let mut entry = Entry {
            item: item("tests", "beside the changed code", category, of.len()),
            spread: Spread::new(1.0, table.tests.spread.value),
            units,
            need: 1.0,
            parts: parts.collect(),
        };
        entry.show(1.0, units, &table.tests.fraction.because);
        tests.push(entry);
    }
    tests
}

/// What the ledger could not account for.
fn unknowns(ledger: &Ledger, table: &EffortTable) -> Vec<Entry> {
    let mut dispatches: Vec<String> = ledger.unresolved.iter().map(|u| u.path.clone()).collect();
    let lost = |state: &str| !matches!(state, "understood" | "generated" | "prose");
    let mut files: Vec<String> =
        ledger.files.iter().filter(|f| lost(&f.state)).map(|f| f.path.clone()).collect();
    dispatches.sort();
    files.sort();
    let kinds = [
        ("dispatches that may reach the API", dispatches, &table.unknown.unresolved),
        ("relevant files not understood", files, &table.unknown.file),
    ];
    let mut entries = Vec::new();
    for (what, paths, span) in kinds.into_iter().filter(|(_, paths, _)| !paths.is_empty()) {
        let count = paths.len();
        let probability = table.unknown.probability.value;
        let part = |path| Part { finding: None, path, share: 1.0 / count as f64, own: 1.0 };
        let mut entry = Entry {
            item: item("unknown", what, "potential", count),
            spread: Spread::of(span),
            units: count as f64 * probability,
            need: 1.0,
            parts: paths.into_iter().map(part).collect(),
        };
        entry.show(probability, count as f64, &span.because);
        entries.push(entry);
    }
    entries
}
