//! `unsoap rules` and `schema`: what is known, and whether a pack is right.

use std::io::Write as _;
use std::path::PathBuf;

use miette::Result;

use super::{CLEAN, FAILED, output};
use crate::read::Weight;
use crate::report::report_schema;
use crate::rule::{Rules, rule_schemas};

/// `unsoap rules check`: tells every mistake, warnings too.
pub(super) fn check(dirs: &[PathBuf]) -> Result<u8> {
    let mistakes = Rules::check(dirs);
    let is_wrong = mistakes.iter().any(|m| !m.warning);
    let count = mistakes.len();
    for mistake in mistakes {
        // Standard error that is closed leaves nobody to tell.
        let _ = writeln!(std::io::stderr().lock(), "{:?}", miette::Report::new(mistake));
    }
    if is_wrong {
        return Ok(FAILED);
    }
    let rules = Rules::load(dirs)?;
    let packs: Vec<_> = rules.apis.iter().map(|api| api.id.as_str()).collect();
    let warnings = match count {
        0 => "no mistakes".to_owned(),
        1 => "1 warning".to_owned(),
        n => format!("{n} warnings"),
    };
    output::print(&format!("{}: {warnings}\n", packs.join(", ")))?;
    Ok(CLEAN)
}

/// `unsoap rules list`: every pack with its rules.
pub(super) fn list(dirs: &[PathBuf]) -> Result<u8> {
    output::print(&crate::explain::list(&Rules::load(dirs)?))?;
    Ok(CLEAN)
}

/// `unsoap schema`: for editors and programs.
pub(super) fn schema(what: &str) -> Result<u8> {
    let schema = rule_schemas().into_iter().find(|(name, _)| *name == what).map(|(_, schema)| schema);
    let schema = schema.unwrap_or_else(report_schema);
    let text = serde_json::to_string_pretty(&schema).expect("a schema has only strings for keys");
    output::print(&(text + "\n"))?;
    Ok(CLEAN)
}

/// `unsoap rules words`: the vocabulary, as `rg -F -i -f` takes it.
pub(super) fn words(weight: Option<Weight>, dirs: &[PathBuf]) -> Result<u8> {
    let words = Rules::load(dirs)?.vocabulary();
    let shown = words.into_iter().filter(|word| weight.is_none_or(|w| w == word.weight));
    output::print(&shown.map(|word| word.text + "\n").collect::<String>())?;
    Ok(CLEAN)
}
