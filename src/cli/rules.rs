//! `unsoap rules` and `unsoap explain`: what is known, and whether a pack is right.

use std::io::Write as _;
use std::path::PathBuf;

use miette::Result;

use super::args::Color;
use super::{CLEAN, FAILED, output};
use crate::finding::Confidence;
use crate::report::Style;
use crate::rule::Rules;

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
    let rules = Rules::load(dirs)?;
    output::print(&crate::explain::list(&rules))?;
    Ok(CLEAN)
}

/// `unsoap rules words`: the vocabulary, as `rg -F -i -f` takes it.
pub(super) fn words(dirs: &[PathBuf]) -> Result<u8> {
    let rules = Rules::load(dirs)?;
    let words: Vec<_> = rules.vocabulary().into_iter().map(|word| word.text + "\n").collect();
    output::print(&words.concat())?;
    Ok(CLEAN)
}

/// `unsoap explain`: a rule as documentation.
pub(super) fn explain(rule: &str, dirs: &[PathBuf], color: Color) -> Result<u8> {
    let rules = Rules::load(dirs)?;
    let style = Style {
        color: output::colors(color),
        unicode: output::unicode(),
        width: output::width(),
        min_confidence: Confidence::Possible,
    };
    output::print(&crate::explain::explain(&rules, rule, &style)?)?;
    Ok(CLEAN)
}
