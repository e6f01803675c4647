//! What a project says of itself in its `unsoap.toml`: its team, its owners,
//! numbers it knows better, and what finished work has shown.
//!
//! A new section is a field of [`Raw`] and one of [`Config`].

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use miette::Diagnostic;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::rule::effort::{Adjustment, Calibration};
use crate::rule::mistake::{Mistake, PackFile, instead};
use crate::rule::{Rules, reading};

/// The file's name, at the scanned root.
pub const FILE: &str = "unsoap.toml";

/// Settings of a project.
#[derive(Debug, Clone, Default)]
pub struct Config {
    /// People who work on the migration.
    pub people: Option<u32>,
    /// Hours each has for it in a week.
    pub hours_per_week: Option<f64>,
    /// What an hour costs.
    pub rate: Option<Rate>,
    /// Patterns and owners, beside those of CODEOWNERS; the last that fits counts.
    pub owners: Vec<(String, String)>,
}

/// `95EUR/h`
#[derive(Debug, Clone, PartialEq)]
pub struct Rate {
    /// Amount.
    pub an_hour: f64,
    /// Currency, as written.
    pub currency: String,
}

impl FromStr for Rate {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || "write an amount, a currency and /h, such as 95EUR/h".to_owned();
        let rate = text.trim().strip_suffix("/h").unwrap_or(text).trim();
        let end = rate.find(|c: char| !c.is_ascii_digit() && c != '.').ok_or_else(wrong)?;
        let an_hour: f64 = rate[..end].parse().map_err(|_| wrong())?;
        let currency = rate[end..].trim().to_owned();
        let is_money = an_hour > 0.0 && an_hour.is_finite();
        if !is_money || currency.chars().any(|c| c.is_control() || c == '/') || currency.len() > 8 {
            return Err(wrong());
        }
        Ok(Rate { an_hour, currency })
    }
}

/// The settings of a project.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(rename = "Config")]
struct Raw {
    /// Who does it, and what it costs.
    team: RawTeam,
    /// Path pattern, as in CODEOWNERS → owners, separated by blanks.
    owners: RawOwners,
    /// Numbers of rules/effort.toml that this project knows better.
    effort: RawEffort,
    /// What `unsoap calibrate` has printed.
    calibration: Option<Calibration>,
}

/// Who does it, and what it costs.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(rename = "Team")]
struct RawTeam {
    /// People who work on it at the same time.
    people: Option<u32>,
    /// Hours each has for it in a week.
    hours_per_week: Option<f64>,
    /// What an hour costs, such as `95EUR/h`.
    rate: Option<String>,
    /// Name of a factor in rules/effort.toml → one of its words.
    factors: BTreeMap<String, String>,
}

#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(transparent)]
#[schemars(rename = "Owners")]
struct RawOwners(#[schemars(with = "BTreeMap<String, String>")] toml::Table);

#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(transparent)]
#[schemars(rename = "EffortChanges")]
struct RawEffort(#[schemars(with = "BTreeMap<String, serde_json::Value>")] toml::Table);

/// Everything wrong with a project's settings.
#[derive(Debug)]
pub struct ConfigErrors {
    /// Each with its place.
    pub mistakes: Vec<Mistake>,
}

impl fmt::Display for ConfigErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let errors = self.mistakes.len();
        write!(f, "{errors} {} in the project's settings", if errors == 1 { "mistake" } else { "mistakes" })
    }
}

impl std::error::Error for ConfigErrors {}

impl Diagnostic for ConfigErrors {
    fn related<'a>(&'a self) -> Option<Box<dyn Iterator<Item = &'a dyn Diagnostic> + 'a>> {
        Some(Box::new(self.mistakes.iter().map(|m| m as &dyn Diagnostic)))
    }
}

/// The settings at a root that is scanned, if there are any.
pub fn at(roots: &[PathBuf]) -> Option<PathBuf> {
    let [root] = roots else { return None };
    Some(root.join(FILE)).filter(|file| file.is_file())
}

/// Reads settings and lays the numbers among them over those of `rules`.
pub fn load(file: &Path, rules: &mut Rules) -> Result<Config, ConfigErrors> {
    let path = file.display().to_string();
    let text = std::fs::read_to_string(file).map_err(|error| {
        let says = format!("cannot read `{path}`: {}", error.kind());
        ConfigErrors { mistakes: vec![Mistake::without_place(&path, says, "name a TOML file that exists")] }
    })?;
    parse(&PackFile { path, text: text.into() }, rules)
}

fn parse(file: &PackFile, rules: &mut Rules) -> Result<Config, ConfigErrors> {
    let mut mistakes = Vec::new();
    let raw = reading::read::<Raw>(file, &mut mistakes);
    let raw = raw.filter(|_| mistakes.is_empty()).ok_or(ConfigErrors { mistakes })?;
    let mut mistakes = Vec::new();
    let mut wrong = |path: &[&str], message: String, help: String| {
        let at = reading::place(file, path).unwrap_or(0..0);
        mistakes.push(Mistake::new(file, at, message, "here", help));
    };
    let mut config =
        Config { people: raw.team.people, hours_per_week: raw.team.hours_per_week, ..Config::default() };
    if config.people == Some(0) {
        wrong(&["team", "people"], "nobody works on it".into(), "write 1 or more".into());
    }
    if config.hours_per_week.is_some_and(|hours| !(hours > 0.0 && hours <= 168.0)) {
        let help = "write a number of hours above 0 and not above 168";
        wrong(&["team", "hours_per_week"], "no week is like this".into(), help.into());
    }
    match raw.team.rate.as_deref().map(Rate::from_str).transpose() {
        Ok(rate) => config.rate = rate,
        Err(help) => wrong(&["team", "rate"], "this is no rate".into(), help),
    }
    for (pattern, owners) in &raw.owners.0 {
        match owners.as_str().filter(|text| !text.trim().is_empty()) {
            Some(text) => config.owners.push((pattern.clone(), text.to_owned())),
            None => {
                let help = "write names, separated by blanks, as CODEOWNERS does";
                wrong(&["owners", pattern], format!("`{pattern}` has no owners"), help.into());
            }
        }
    }
    let mut team = Vec::new();
    for (name, word) in &raw.team.factors {
        let place = ["team", "factors", name.as_str()];
        let Some(factor) = rules.effort.team.get(name) else {
            let known = rules.effort.team.keys().map(String::as_str);
            wrong(&place, format!("unknown factor `{name}`"), instead(name, known));
            continue;
        };
        match factor.levels.get(word) {
            Some(level) => team.push((name.clone(), word.clone(), *level)),
            None => {
                let known = factor.levels.keys().map(String::as_str);
                wrong(&place, format!("unknown word `{word}` for `{name}`"), instead(word, known));
            }
        }
    }
    if let Some(calibration) = &raw.calibration
        && !(calibration.factor > 0.0
            && calibration.factor.is_finite()
            && (0.0..=1.0).contains(&calibration.common))
    {
        let help = "write what `unsoap calibrate` prints: `factor` above 0, `common` from 0 to 1";
        wrong(&["calibration"], "these numbers cannot be".into(), help.into());
    }
    let known: Vec<String> = rules
        .apis
        .iter()
        .flat_map(|api| api.operations.iter().map(move |o| format!("{}/{}", api.id, o.id)))
        .collect();
    let operations = raw.effort.0.get("operation").and_then(toml::Value::as_table);
    for name in operations.into_iter().flat_map(toml::Table::keys) {
        let rule = name.split_once(' ').map_or(name.as_str(), |(rule, _)| rule);
        if !known.iter().any(|k| k == rule) {
            let help = instead(rule, known.iter().map(String::as_str));
            wrong(&["effort", "operation", name], format!("no rule is called `{rule}`"), help);
        }
    }
    if !raw.effort.0.is_empty()
        && let Some(effort) = rules.effort.changed(raw.effort.0, file, &mut mistakes)
    {
        rules.effort = effort;
    }
    if !mistakes.is_empty() {
        mistakes.sort_by_key(|m| m.at.start);
        return Err(ConfigErrors { mistakes });
    }
    rules.effort.adjustment = Adjustment { team, calibration: raw.calibration };
    Ok(config)
}

/// The JSON Schema of the file, for editors.
pub fn schema() -> serde_json::Value {
    schemars::schema_for!(Raw).to_value()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The mistakes of a text as `line: message, help`.
    fn mistakes(text: &str) -> Vec<String> {
        let file = PackFile { path: FILE.into(), text: text.into() };
        let mut rules = Rules::embedded().clone();
        let errors = parse(&file, &mut rules).err().map_or_else(Vec::new, |errors| errors.mistakes);
        let told = |m: &Mistake| format!("{}: {}, {}", m.line().unwrap_or(0), m.message, m.help);
        errors.iter().map(told).collect()
    }

    #[test]
    fn mistakes_point_into_the_file_and_say_what_to_write() {
        let check = |text: &str, expected: &[&str]| assert_eq!(mistakes(text), expected, "{text}");
        check("", &[]);
        check("[team]\npeople = 2\nrate = '95EUR/h'\nhours_per_week = 30.0\n", &[]);
        check(
            "[team]\n\nrate = 'cheap'\n",
            &["3: this is no rate, write an amount, a currency and /h, such as 95EUR/h"],
        );
        check(
            "[team.factors]\nrest_experience = 'nonne'\n",
            &["2: unknown word `nonne` for `rest_experience`, write `none`"],
        );
        check(
            "[team.factors]\nrest_exprience = 'none'\n",
            &["2: unknown factor `rest_exprience`, write `rest_experience`"],
        );
        check("[tem]\n", &["1: unknown key `tem` in this file, write `team`"]);
        check(
            "[effort.operation.'marketo/get-laed'.first]\np50 = 1\np90 = 2\nbecause = 'x'\n",
            &["1: no rule is called `marketo/get-laed`, write `marketo/get-lead`"],
        );
        check(
            "[owners]\n'/src/' = ''\n",
            &["2: `/src/` has no owners, write names, separated by blanks, as CODEOWNERS does"],
        );
        let wrong = mistakes("[team]\npeople = 1\n[effort.first_use.S]\np50 = 100\n");
        assert!(
            wrong.len() == 1 && wrong[0].starts_with("3: `first_use.S`: p50 must be above 0"),
            "{wrong:?}"
        );
        let wrong = mistakes("[calibration]\noperations = 1\nfactor = 0.0\ncommon = 0.5\n");
        assert!(wrong.len() == 1 && wrong[0].starts_with("1: these numbers cannot be"), "{wrong:?}");
    }

    #[test]
    fn numbers_are_laid_over_those_of_the_rules() {
        let text = "[team.factors]\nrest_experience = 'none'\n[effort.foundation.new]\np50 = 3\n[calibration]\noperations = 4\nfactor = 1.5\ncommon = 0.6\n";
        let file = PackFile { path: FILE.into(), text: text.into() };
        let mut rules = Rules::embedded().clone();
        let before = rules.effort.clone();
        parse(&file, &mut rules).expect("it is right");
        assert_eq!(rules.effort.foundation.new.p50, 3.0);
        assert_eq!(rules.effort.foundation.new.p90, before.foundation.new.p90);
        let factor = before.team["rest_experience"].levels["none"] * 1.5;
        assert!((rules.effort.adjustment.factor() - factor).abs() < 1e-9);
        assert!(rules.effort.adjustment.says()[0].starts_with("calibrated on n = 4 completed operations"));
    }

    #[test]
    fn rates_are_an_amount_and_a_currency() {
        let check = |text: &str, expected: Option<(f64, &str)>| {
            let rate = text.parse::<Rate>().ok().map(|r| (r.an_hour, r.currency));
            assert_eq!(rate, expected.map(|(amount, currency)| (amount, currency.to_owned())), "{text}");
        };
        check("95EUR/h", Some((95.0, "EUR")));
        check("95.5 CHF", Some((95.5, "CHF")));
        check("0EUR/h", None);
        check("EUR", None);
        check("95", None);
    }
}
