//! What finished parts of a migration say about the rest of it.
//!
//! Each part was predicted, and its hours were observed. The logarithm of their
//! ratio is a measurement of what all items share (the `Z` of the sum); the
//! normal prior of it and these measurements make a normal posterior.

use std::collections::BTreeSet;

use super::sample::draws_of_common;
use super::{Entry, Found, Part, entries, quantiles, sum};
use crate::finding::{Finding, Hours, Kind};
use crate::report::Ledger;
use crate::rule::EffortTable;
use crate::rule::effort::{Calibration, Z90};

/// A finished part.
#[derive(Debug, Clone, PartialEq)]
pub struct Finished {
    /// What was finished: a rule, an item, a span of history.
    pub what: String,
    /// How many operations that were.
    pub operations: u32,
    /// What was predicted for it, uncalibrated.
    pub predicted: Hours,
    /// What it took.
    pub observed: f64,
    /// Standard deviation of the logarithm of the prediction: what all items share, and the rest.
    pub common: f64,
    /// The rest of it, with how well the hours are known.
    pub own: f64,
}

/// How well the observed hours are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    /// Somebody wrote them down.
    Hours,
    /// Days on which an author committed, times hours a day.
    AuthorDays,
}

/// The prediction for the items of `found` that `is_part` names, beside what was observed.
pub fn finished(
    what: &str,
    found: Found<'_>,
    table: &EffortTable,
    is_part: &dyn Fn(&Entry, &Part) -> bool,
    observed: f64,
    known: Known,
) -> Option<Finished> {
    let mut table = table.clone();
    // What calibrated before is measured again, not twice.
    table.adjustment.calibration = None;
    let all = entries(found, &table);
    let mut operations = BTreeSet::new();
    let mut shares = Vec::new();
    for entry in &all {
        let parts: Vec<&Part> = entry.parts.iter().filter(|part| is_part(entry, part)).collect();
        let share: f64 = parts.iter().map(|part| part.share).sum();
        if share > 0.0 {
            shares.push((entry, share));
        }
        let findings = parts.iter().filter_map(|part| part.finding.map(|f| &found.findings[f]));
        operations.extend(findings.filter_map(operation));
    }
    let total = sum(shares.iter().copied(), &table);
    let predicted = quantiles(&total);
    if predicted.likely <= 0.0 || observed <= 0.0 {
        return None;
    }
    let common = deviation(&draws_of_common(&shares, &table));
    let spread = match known {
        Known::Hours => table.model.hours_spread.value,
        Known::AuthorDays => table.model.days_spread.value,
    };
    let measured = spread.ln() / Z90;
    let rest = (deviation(&total).powi(2) - common.powi(2)).max(0.0);
    Some(Finished {
        what: what.to_owned(),
        operations: operations.len() as u32,
        predicted,
        observed,
        common,
        own: (rest + measured.powi(2)).sqrt(),
    })
}

/// The operation, with its object, that a call is one of.
fn operation(finding: &Finding) -> Option<(String, Option<String>)> {
    (finding.kind == Kind::Call).then(|| (finding.rule.clone(), finding.object.clone()))
}

/// The findings of `before` that are gone, with an empty ledger: they alone were worked on.
pub fn gone(before: &[Finding], after: &[Finding]) -> Vec<Finding> {
    let left: BTreeSet<&str> = after.iter().map(|f| f.fingerprint.as_str()).collect();
    before.iter().filter(|f| !left.contains(f.fingerprint.as_str())).cloned().collect()
}

/// An empty ledger, for what is about findings alone.
pub fn no_ledger() -> &'static Ledger {
    static NONE: std::sync::OnceLock<Ledger> = std::sync::OnceLock::new();
    NONE.get_or_init(Ledger::default)
}

/// What the finished parts show together; nothing without any.
pub fn calibrate(finished: &[Finished]) -> Option<Calibration> {
    let prior = finished.iter().map(|f| f.common).sum::<f64>() / finished.len().max(1) as f64;
    if finished.is_empty() || prior <= 0.0 {
        return None;
    }
    let (mut precision, mut pull) = (1.0, 0.0);
    for part in finished {
        let ratio = (part.observed / part.predicted.likely).ln();
        precision += (part.common / part.own).powi(2);
        pull += part.common * ratio / part.own.powi(2);
    }
    let says = finished
        .iter()
        .map(|f| format!("{}: {} h predicted, {} h taken", f.what, f.predicted.likely, f.observed));
    let digits = |x: f64| (x * 1000.0).round() / 1000.0;
    Some(Calibration {
        operations: finished.iter().map(|f| f.operations).sum::<u32>().max(1),
        factor: digits((prior * pull / precision).exp()),
        common: digits(precision.sqrt().recip()),
        because: says.collect::<Vec<_>>().join("; "),
    })
}

/// Standard deviation of the logarithm, of the draws that cost anything.
fn deviation(draws: &[f64]) -> f64 {
    let logs: Vec<f64> = draws.iter().filter(|d| **d > 0.0).map(|d| d.ln()).collect();
    let mean = super::mean(&logs);
    (logs.iter().map(|l| (l - mean).powi(2)).sum::<f64>() / logs.len().max(1) as f64).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(predicted: f64, observed: f64) -> Finished {
        Finished {
            what: "x".into(),
            operations: 1,
            predicted: Hours { low: predicted / 2.0, likely: predicted, high: predicted * 2.0 },
            observed,
            common: 0.5,
            own: 0.5,
        }
    }

    #[test]
    fn the_posterior_is_between_what_was_thought_and_what_was_seen() {
        let check = |parts: &[Finished], factor: f64, common: f64| {
            let found = calibrate(parts).expect("there are parts");
            assert!(
                (found.factor - factor).abs() < 0.001 && (found.common - common).abs() < 0.001,
                "{found:?}"
            );
        };
        check(&[part(10.0, 10.0)], 1.0, 0.5_f64.sqrt());
        // One measurement as exact as the prior counts half: √4.
        check(&[part(10.0, 40.0)], 2.0, 0.5_f64.sqrt());
        check(&[part(10.0, 40.0), part(10.0, 40.0), part(5.0, 20.0)], 4.0_f64.powf(0.75), 0.5);
        check(&[part(10.0, 2.5)], 0.5, 0.5_f64.sqrt());
        assert_eq!(calibrate(&[]), None);
    }
}
