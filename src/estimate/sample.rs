//! The sum of correlated log-normal items, read off a fixed sample.
//!
//! Every item has a sequence of its own, shuffled by its name. So the same
//! items give the same bytes, in any order and on any machine, and an item
//! that grows makes every draw larger.

use std::sync::OnceLock;

use super::Entry;
use super::items::key;
use crate::finding::Hours;
use crate::rule::EffortTable;
use crate::rule::effort::{Span, Z90};

/// Draws. A prime, so that no stride of a sequence divides it.
const DRAWS: usize = 2003;

/// A log-normal distribution of hours.
#[derive(Debug, Clone, Copy)]
pub struct Spread {
    /// Median.
    pub median: f64,
    /// Standard deviation of the logarithm.
    pub sigma: f64,
}

impl Spread {
    /// With a median, and the 90th percentile that many times as large.
    pub fn new(median: f64, ratio: f64) -> Self {
        Spread { median, sigma: ratio.ln() / Z90 }
    }

    /// As the table has it.
    pub fn of(span: &Span) -> Self {
        Spread { median: span.p50, sigma: span.sigma() }
    }

    /// Quantiles of `units` of it.
    pub fn hours(&self, units: f64) -> Hours {
        let likely = self.median * units;
        let factor = (self.sigma * Z90).exp();
        Hours { low: likely / factor, likely, high: likely * factor }
    }
}

/// The draws of the sum of items, each taken by a factor.
pub fn sum<'e>(entries: impl Iterator<Item = (&'e Entry, f64)>, table: &EffortTable) -> Vec<f64> {
    // Addition is not associative, so its order is fixed.
    let mut entries: Vec<_> = entries.collect();
    entries.sort_by(|a, b| key(a.0).cmp(&key(b.0)));
    let mut total = vec![0.0; DRAWS];
    for (entry, factor) in entries {
        for (total, x) in total.iter_mut().zip(draws(entry, table)) {
            *total += factor * x;
        }
    }
    total
}

/// The draws of one item: nothing where it is not needed.
pub fn draws(entry: &Entry, table: &EffortTable) -> Vec<f64> {
    let normal = normal();
    let rho = table.model.correlation.value;
    // Finished work tells about what all items share, and about nothing else.
    let (common, own) = (rho.sqrt() * table.adjustment.common(), (1.0 - rho).sqrt());
    let name = format!("{}\0{}", entry.item.item, entry.item.what);
    let noise = shuffled(&format!("hours\0{name}"));
    let needed = shuffled(&format!("need\0{name}"));
    let Spread { median, sigma } = entry.spread;
    (0..DRAWS)
        .map(|s| {
            if needed[s] as f64 + 0.5 > entry.need * DRAWS as f64 {
                return 0.0;
            }
            let z = common * normal[s] + own * normal[noise[s]];
            entry.units * median * (sigma * z).exp()
        })
        .collect()
}

/// The sum of items, each taken by a factor, with nothing but what they share.
pub(super) fn draws_of_common(shares: &[(&Entry, f64)], table: &EffortTable) -> Vec<f64> {
    let rho = table.model.correlation.value;
    let one = |z: f64| {
        let item = |(entry, factor): &(&Entry, f64)| {
            factor
                * entry.need
                * entry.units
                * entry.spread.median
                * (entry.spread.sigma * rho.sqrt() * z).exp()
        };
        shares.iter().map(item).sum()
    };
    normal().iter().map(|z| one(*z)).collect()
}

/// Low, likely and high of a sample.
pub fn quantiles(draws: &[f64]) -> Hours {
    let mut sorted = draws.to_vec();
    sorted.sort_by(f64::total_cmp);
    let at = |p: f64| sorted.get((p * sorted.len() as f64) as usize).copied().unwrap_or_default();
    rounded(Hours { low: at(0.1), likely: at(0.5), high: at(0.9) })
}

/// The average of a sample.
pub fn mean(draws: &[f64]) -> f64 {
    draws.iter().sum::<f64>() / draws.len().max(1) as f64
}

/// To half a minute: digits beyond are the machine's, not the model's.
pub(super) fn rounded(hours: Hours) -> Hours {
    Hours { low: cents(hours.low), likely: cents(hours.likely), high: cents(hours.high) }
}

/// To half a minute.
pub(super) fn cents(hours: f64) -> f64 {
    (hours * 100.0).round() / 100.0
}

/// The standard normal distribution at the middles of equal parts.
fn normal() -> &'static [f64] {
    static NORMAL: OnceLock<Vec<f64>> = OnceLock::new();
    NORMAL.get_or_init(|| (0..DRAWS).map(|s| inverse_normal((s as f64 + 0.5) / DRAWS as f64)).collect())
}

/// The numbers below [`DRAWS`] in an order that belongs to a name.
fn shuffled(name: &str) -> Vec<usize> {
    // FNV-1a for the seed, SplitMix64 for the sequence: both fixed for ever,
    // which a crate's generator is not.
    let mut state = name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    let mut order: Vec<usize> = (0..DRAWS).collect();
    for i in (1..DRAWS).rev() {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^= z >> 31;
        order.swap(i, (z % (i as u64 + 1)) as usize);
    }
    order
}

/// Where the standard normal distribution reaches `p`, by bisection of its
/// distribution function: used once for each draw, so simple wins over fast.
fn inverse_normal(p: f64) -> f64 {
    let (mut low, mut high) = (-8.0, 8.0);
    for _ in 0..60 {
        let middle = (low + high) / 2.0;
        if distribution(middle) < p { low = middle } else { high = middle }
    }
    (low + high) / 2.0
}

/// The standard normal distribution function: its power series around 0.
fn distribution(x: f64) -> f64 {
    let density = (-x * x / 2.0).exp() / (2.0 * std::f64::consts::PI).sqrt();
    let (mut term, mut sum, mut n) = (x, x, 1.0);
    while term.abs() > 1e-17 * sum.abs() && n < 400.0 {
        n += 2.0;
        term *= x * x / n;
        sum += term;
    }
    0.5 + density * sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_normal_distribution_is_the_textbooks() {
        for (p, z) in [(0.5, 0.0), (0.9, Z90), (0.1, -Z90), (0.975, 1.959_964), (0.001, -3.090_232)] {
            assert!((inverse_normal(p) - z).abs() < 1e-6, "{p}");
        }
    }

    #[test]
    fn an_order_holds_every_number_once() {
        let mut order = shuffled("a name");
        assert_ne!(order, shuffled("another name"));
        order.sort_unstable();
        assert!(order.into_iter().eq(0..DRAWS));
    }
}
