//! What a migration costs: the checked numbers of `rules/effort.toml`, each with its reason.

use serde::Deserialize;

use super::mistake::{Mistake, PackFile};
use super::reading;

/// The 90th percentile of the standard normal distribution.
pub const Z90: f64 = 1.281_551_565_544_600_4;

/// Hours and their reasons.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EffortTable {
    /// What holds for all items.
    pub model: Model,
    /// How often a finding is right, by confidence.
    pub probability: Probability,
    /// The first use of an operation in one of its cases.
    pub first_use: Classes,
    /// Every further place of the same change.
    pub call_site: Classes,
    /// The REST client.
    pub foundation: Span,
    /// Token and secrets.
    pub authentication: Span,
    /// Methods of the project that stand for an operation.
    pub wrapper: Curve,
    /// Differences in behaviour.
    pub hazard: Curve,
    /// Finding out whether a possible use is one.
    pub investigation: Curve,
    /// Tests.
    pub tests: Tests,
    /// Parameters with a rule of their own.
    pub parameter: Curve,
    /// Addresses and namespaces.
    pub endpoint: Curve,
    /// Places that sign or log in.
    pub auth_site: Curve,
    /// Generated code, imports and libraries.
    pub cleanup: Curve,
    /// What could not be understood.
    pub unknown: Unknowns,
}

/// What holds for all items.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Model {
    /// What each doubling of the places multiplies the hours of one by.
    pub learning: Number,
    /// Share of the variance that all items have in common.
    pub correlation: Number,
}

/// How often a finding is right.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Probability {
    /// Proven.
    pub certain: Number,
    /// Nine of ten.
    pub likely: Number,
    /// Something speaks for it.
    pub possible: Number,
}

/// Hours by class of the decision row.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(non_snake_case, reason = "the classes are written so everywhere")]
pub struct Classes {
    /// One call for one.
    pub S: Span,
    /// A lookup, cutting or stored state besides.
    pub M: Span,
    /// Several calls or a job.
    pub L: Span,
    /// No equivalent.
    pub X: Span,
}

impl Classes {
    /// The hours of a class; a row that is not decided costs like the middle.
    pub fn of(&self, class: &str) -> &Span {
        match class {
            "S" => &self.S,
            "L" => &self.L,
            "X" => &self.X,
            _ => &self.M,
        }
    }
}

/// The first place of a change, and the second; further ones follow the learning curve.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Curve {
    /// Hours of the first place.
    pub first: Span,
    /// Hours of the second.
    pub further: Span,
}

/// Tests, beside the code and as findings of their own.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tests {
    /// Part of the hours of the code.
    pub fraction: Number,
    /// 90th percentile over median.
    pub spread: Number,
    /// The first call in a test.
    pub first: Span,
    /// The second.
    pub further: Span,
}

/// What could not be understood.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unknowns {
    /// A dispatch that may reach the API.
    pub unresolved: Span,
    /// A file that was not understood.
    pub file: Span,
    /// How often there is work in it.
    pub probability: Number,
}

/// A number with its reason.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Number {
    /// The number.
    pub value: f64,
    /// Where it comes from.
    pub because: String,
}

/// Hours as a log-normal distribution.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Span {
    /// Median.
    pub p50: f64,
    /// One of ten is above.
    pub p90: f64,
    /// Where the numbers come from.
    pub because: String,
}

impl Span {
    /// Standard deviation of the logarithm.
    pub fn sigma(&self) -> f64 {
        (self.p90 / self.p50).ln() / Z90
    }
}

/// Reads the table, with the numbers of `changes` over those of `base`.
pub(super) fn read(
    base: &PackFile,
    changes: Option<&PackFile>,
    mistakes: &mut Vec<Mistake>,
) -> Option<EffortTable> {
    let mut table = reading::read_table(base, mistakes)?;
    let at = changes.unwrap_or(base);
    if let Some(file) = changes {
        lay_over(&mut table, reading::read_table(file, mistakes)?);
    }
    let mut wrong = |says: String| {
        let help = "every value has the keys of the embedded rules/effort.toml: `p50` and `p90`, or `value`, and `because`";
        mistakes.push(Mistake::without_place(at.path.clone(), says, help));
    };
    let says = complaints("", &toml::Value::Table(table.clone()));
    let is_right = says.is_empty();
    says.into_iter().for_each(&mut wrong);
    match table.try_into() {
        Ok(effort) => is_right.then_some(effort),
        Err(error) => {
            wrong(error.message().to_owned());
            None
        }
    }
}

fn lay_over(base: &mut toml::Table, changes: toml::Table) {
    for (key, value) in changes {
        match (base.get_mut(&key), value) {
            (Some(toml::Value::Table(base)), toml::Value::Table(changes)) => lay_over(base, changes),
            (_, value) => {
                base.insert(key, value);
            }
        }
    }
}

/// What no type says: medians below the 90th percentile, parts of one, reasons.
fn complaints(name: &str, value: &toml::Value) -> Vec<String> {
    let Some(table) = value.as_table() else { return Vec::new() };
    let number = |key: &str| {
        let value = table.get(key)?;
        value.as_float().or(value.as_integer().map(|n| n as f64))
    };
    let mut says = Vec::new();
    if let (Some(p50), Some(p90)) = (number("p50"), number("p90"))
        && !(p50 > 0.0 && p90 > p50 && p90.is_finite())
    {
        says.push(format!("`{name}`: p50 must be above 0 and below p90"));
    }
    if let Some(value) = number("value") {
        let is_spread = name.ends_with("spread");
        if is_spread && !(value > 1.0 && value.is_finite()) {
            says.push(format!("`{name}`: write a value above 1"));
        } else if !(is_spread || (value > 0.0 && value <= 1.0)) {
            says.push(format!("`{name}`: write a value above 0 and not above 1"));
        }
    }
    if table.get("because").and_then(toml::Value::as_str).is_some_and(|reason| reason.trim().is_empty()) {
        says.push(format!("`{name}`: write the reason of the number after `because`"));
    }
    for (key, value) in table {
        let name = if name.is_empty() { key.clone() } else { format!("{name}.{key}") };
        says.extend(complaints(&name, value));
    }
    says
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(changes: &str, expected: &str) {
        let base = PackFile {
            path: "rules/effort.toml".into(),
            text: include_str!("../../rules/effort.toml").into(),
        };
        let changes = PackFile { path: "effort.toml".into(), text: changes.into() };
        let mut mistakes = Vec::new();
        let table = read(&base, Some(&changes), &mut mistakes);
        let said: Vec<_> = mistakes.iter().map(|m| m.message.as_str()).collect();
        assert_eq!(table.is_some(), expected.is_empty(), "{said:?}");
        assert_eq!(said.is_empty(), expected.is_empty(), "{said:?}");
        assert!(said.join("; ").contains(expected), "{said:?}");
    }

    #[test]
    fn a_project_changes_the_numbers_it_knows_better() {
        check("", "");
        check("[first_use.S]\np50 = 1\n", "");
        check("[first_use.S]\np50 = 100.0\n", "`first_use.S`: p50 must be above 0 and below p90");
        check("[model]\nlearning = { value = 1.5 }\n", "`model.learning`: write a value above 0");
        check("[foundation]\nbecause = ' '\n", "write the reason");
        check("[foundaton]\np50 = 1\n", "unknown field `foundaton`");
    }
}
