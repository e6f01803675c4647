//! What a migration costs: the checked numbers of `rules/effort.toml`, each with its reason.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

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
    pub foundation: Once,
    /// Token and secrets.
    pub authentication: Authentication,
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
    /// What a project can say of its team: name → words with their factors.
    pub team: BTreeMap<String, Factor>,
    /// Operations with hours of their own, by rule (`marketo/get-lead`), or rule and object.
    #[serde(default)]
    pub operation: BTreeMap<String, OwnHours>,
    /// What is known of this project and this team.
    #[serde(skip)]
    pub adjustment: Adjustment,
    /// As it was written, to lay further changes over.
    #[serde(skip)]
    written: toml::Table,
}

impl EffortTable {
    /// The hours that were given for an operation, for one of its objects first.
    pub fn operation_of(&self, rule: &str, object: Option<&str>) -> Option<&OwnHours> {
        let of_object = object.and_then(|object| self.operation.get(&format!("{rule} {object}")));
        of_object.or_else(|| self.operation.get(rule))
    }

    /// The table with `changes` over it, which stand in `file` below the key `effort`.
    pub(crate) fn changed(
        &self,
        changes: toml::Table,
        file: &PackFile,
        mistakes: &mut Vec<Mistake>,
    ) -> Option<EffortTable> {
        checked(over(self.written.clone(), changes), file, &["effort"], mistakes)
    }
}

/// Paid once, and less where it is there already.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Once {
    /// Nothing of it exists.
    pub new: Span,
    /// The project has one.
    pub there: Span,
}

/// Token and secrets.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Authentication {
    /// Nothing of it exists.
    pub new: Span,
    /// The project has one.
    pub there: Span,
    /// Each further way in which the same language speaks SOAP.
    pub stack: Span,
}

/// Words a project can say of its team, and what they multiply all hours by.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Factor {
    /// Word → factor.
    pub levels: BTreeMap<String, f64>,
    /// Where the factors come from.
    pub because: String,
}

/// Hours of one operation instead of those of its class.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OwnHours {
    /// The first use.
    #[serde(default)]
    pub first: Option<Span>,
    /// The second.
    #[serde(default)]
    pub further: Option<Span>,
}

/// What is known of this project and this team; nothing, to begin with.
#[derive(Debug, Clone, Default)]
pub struct Adjustment {
    /// Name, word and factor of what was said of the team.
    pub team: Vec<(String, String, f64)>,
    /// What finished work has shown.
    pub calibration: Option<Calibration>,
}

/// What finished work has shown; `unsoap calibrate` writes it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Calibration")]
pub struct Calibration {
    /// How many completed operations it rests on.
    pub operations: u32,
    /// What all hours are multiplied by.
    pub factor: f64,
    /// How much of the uncertainty that all items share is left: 1 all, 0 none.
    pub common: f64,
    /// What was compared.
    #[serde(default)]
    pub because: String,
}

impl Adjustment {
    /// What all hours are multiplied by.
    pub fn factor(&self) -> f64 {
        let team: f64 = self.team.iter().map(|(_, _, factor)| factor).product();
        team * self.calibration.as_ref().map_or(1.0, |c| c.factor)
    }

    /// How much of the uncertainty that all items share is left.
    pub fn common(&self) -> f64 {
        self.calibration.as_ref().map_or(1.0, |c| c.common)
    }

    /// For people, a line each.
    pub fn says(&self) -> Vec<String> {
        let mut says = vec![match &self.calibration {
            Some(c) => {
                let plural = if c.operations == 1 { "" } else { "s" };
                format!(
                    "calibrated on n = {} completed operation{plural}: hours × {:.2}, {:.0}% of the common uncertainty left",
                    c.operations,
                    c.factor,
                    c.common * 100.0
                )
            }
            None => "uncalibrated".to_owned(),
        }];
        says.extend(
            self.team.iter().map(|(name, word, factor)| format!("{name} = {word}: hours × {factor:.2}")),
        );
        says
    }
}

/// What holds for all items.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Model {
    /// What each doubling of the places multiplies the hours of one by.
    pub learning: Number,
    /// Share of the variance that all items have in common.
    pub correlation: Number,
    /// How exactly hours are known that somebody wrote down: 90th percentile over median.
    pub hours_spread: Number,
    /// The same for days on which an author committed.
    pub days_spread: Number,
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
    let table = reading::read_table(base, mistakes)?;
    match changes {
        None => checked(table, base, &[], mistakes),
        Some(file) => {
            let changes = reading::read_table(file, mistakes)?;
            checked(over(table, changes), file, &[], mistakes)
        }
    }
}

fn checked(
    table: toml::Table,
    file: &PackFile,
    below: &[&str],
    mistakes: &mut Vec<Mistake>,
) -> Option<EffortTable> {
    let mut wrong = |name: Option<&str>, says: String| {
        let help = "every value has the keys of the embedded rules/effort.toml: `p50` and `p90`, or `value`, and `because`";
        let path: Vec<&str> =
            below.iter().copied().chain(name.into_iter().flat_map(|n| n.split(SEPARATOR))).collect();
        let at = name.and_then(|_| reading::place(file, &path)).or_else(|| {
            // serde names the key, not the place.
            let key = says.split('`').nth(1)?;
            reading::place_of_key(file, key)
        });
        let says = says.replace(SEPARATOR, ".");
        mistakes.push(match at {
            Some(at) => Mistake::new(file, at, says, "here", help),
            None => Mistake::without_place(file.path.clone(), says, help),
        });
    };
    let says = complaints("", &toml::Value::Table(table.clone()));
    let is_right = says.is_empty();
    says.into_iter().for_each(|(name, says)| wrong(Some(&name), says));
    match table.clone().try_into() {
        Ok(effort) => is_right.then_some(EffortTable { written: table, ..effort }),
        Err(error) => {
            let error: toml::de::Error = error;
            wrong(None, error.message().to_owned());
            None
        }
    }
}

/// Between the keys of a path; keys may hold dots.
const SEPARATOR: char = '\u{1f}';

fn over(mut base: toml::Table, changes: toml::Table) -> toml::Table {
    lay_over(&mut base, changes);
    base
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

/// What no type says: medians below the 90th percentile, parts of one, reasons; each with the path of its key.
fn complaints(name: &str, value: &toml::Value) -> Vec<(String, String)> {
    let Some(table) = value.as_table() else { return Vec::new() };
    let as_number = |value: &toml::Value| value.as_float().or(value.as_integer().map(|n| n as f64));
    let number = |key: &str| as_number(table.get(key)?);
    let mut wrong = Vec::new();
    if let (Some(p50), Some(p90)) = (number("p50"), number("p90"))
        && !(p50 > 0.0 && p90 > p50 && p90.is_finite())
    {
        wrong.push("p50 must be above 0 and below p90");
    }
    if let Some(value) = number("value") {
        let is_spread = name.ends_with("spread");
        if is_spread && !(value > 1.0 && value.is_finite()) {
            wrong.push("write a value above 1");
        } else if !(is_spread || (value > 0.0 && value <= 1.0)) {
            wrong.push("write a value above 0 and not above 1");
        }
    }
    if name.ends_with("levels")
        && table.values().any(|level| !as_number(level).is_some_and(|l| (0.1..=10.0).contains(&l)))
    {
        wrong.push("a factor is a number from 0.1 to 10");
    }
    if table.get("because").and_then(toml::Value::as_str).is_some_and(|reason| reason.trim().is_empty()) {
        wrong.push("write the reason of the number after `because`");
    }
    let mut says: Vec<_> =
        wrong.into_iter().map(|wrong| (name.to_owned(), format!("`{name}`: {wrong}"))).collect();
    for (key, value) in table {
        let name = if name.is_empty() { key.clone() } else { format!("{name}{SEPARATOR}{key}") };
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
    fn mistakes_point_into_the_file() {
        let base = PackFile {
            path: "rules/effort.toml".into(),
            text: include_str!("../../rules/effort.toml").into(),
        };
        let text = "[first_use.M]\np50 = 5\n\n[first_use.S]\np50 = 100.0\n[foundaton]\np50 = 3\n";
        let mut mistakes = Vec::new();
        read(&base, Some(&PackFile { path: "effort.toml".into(), text: text.into() }), &mut mistakes);
        let lines: Vec<_> = mistakes.iter().map(Mistake::line).collect();
        assert_eq!(lines, [Some(4), Some(6)], "{mistakes:?}");
    }

    #[test]
    fn a_project_changes_the_numbers_it_knows_better() {
        check("", "");
        check("[first_use.S]\np50 = 1\n", "");
        check("[first_use.S]\np50 = 100.0\n", "`first_use.S`: p50 must be above 0 and below p90");
        check("[model]\nlearning = { value = 1.5 }\n", "`model.learning`: write a value above 0");
        check("[foundation.new]\nbecause = ' '\n", "write the reason");
        check("[team.rest_experience]\nlevels = { none = 99 }\n", "a factor is a number from 0.1 to 10");
        check("[operation.'marketo/get-lead'.first]\np50 = 2\np90 = 3\nbecause = 'measured'\n", "");
        check("[foundaton]\np50 = 1\n", "unknown field `foundaton`");
    }
}
