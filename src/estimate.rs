//! What the migration costs: findings become items, items a sum with a range.
//!
//! Each item is log-normal and counted once ([`items`]). Sites of the same
//! change share an item and get cheaper along a learning curve. The sum is read
//! off a fixed sample ([`sample`]): all numbers of an item are only ever scaled
//! up by more findings, so a further finding never makes anything cheaper. The
//! usual moment-matched log-normal of a sum does not have that property.

use crate::finding::{Finding, Hours};
use crate::report::{ApiStatus, Estimate, EstimateItem, Existing, Ledger, Report};
use crate::rule::EffortTable;

pub mod calibrate;
mod items;
pub mod owners;
mod sample;

pub use sample::{Spread, draws, mean, quantiles, sum};

/// What an estimate is made from.
#[derive(Debug, Clone, Copy)]
pub struct Found<'a> {
    /// The findings.
    pub findings: &'a [Finding],
    /// The APIs, with where they stand.
    pub apis: &'a [ApiStatus],
    /// What was not understood.
    pub ledger: &'a Ledger,
    /// What of the replacement is there.
    pub existing: &'a [Existing],
}

impl<'a> Found<'a> {
    /// What a report holds.
    pub fn of(report: &'a Report) -> Self {
        Found {
            findings: &report.findings,
            apis: &report.apis,
            ledger: &report.ledger,
            existing: &report.existing,
        }
    }
}

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
    /// Units, were every place certain.
    full: f64,
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
pub fn estimate(found: Found<'_>, table: &EffortTable) -> Estimate {
    let entries = entries(found, table);
    let total = sum(entries.iter().map(|e| (e, 1.0)), table);
    Estimate {
        total: quantiles(&total),
        average: sample::cents(mean(&total)),
        basis: if entries.is_empty() { Vec::new() } else { table.adjustment.says() },
        items: entries.into_iter().map(|e| e.item).collect(),
    }
}

/// All items, sorted by what they are; independent of the order of the findings.
pub fn entries(found: Found<'_>, table: &EffortTable) -> Vec<Entry> {
    let mut entries = items::entries(found, table);
    for entry in &mut entries {
        entry.spread.median *= table.adjustment.factor();
        entry.item.hours = sample::rounded(entry.spread.hours(entry.full));
        entry.item.average = sample::cents(mean(&draws(entry, table)));
    }
    entries
}

/// Hours of each finding's own place, in the order of the findings: the first
/// of a kind carries what has to be learnt.
pub fn places(found: Found<'_>, table: &EffortTable) -> Vec<Hours> {
    let mut hours = vec![Hours::default(); found.findings.len()];
    for entry in entries(Found { ledger: &Ledger::default(), ..found }, table) {
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
    let mean = mean(&total);
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
