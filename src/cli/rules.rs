//! `unsoap rules`: what is known, and whether a pack is right.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::PathBuf;

use miette::Result;

use super::{CLEAN, FAILED, output};
use crate::rule::{Rules, State};

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
    let mut text = String::new();
    // Writing to a string cannot fail.
    for api in &rules.apis {
        let state = match api.status.state {
            State::Removed => "removed",
            State::Announced => "end announced",
            State::Discouraged => "discouraged",
        };
        let date = api.status.date.as_deref().map(|d| format!(" {d}")).unwrap_or_default();
        let _ = writeln!(text, "{}  {} ({state}{date})", api.id, api.name);
        let operations = api.operations.iter().map(|o| (&o.id, &o.title));
        let signs = api.signs.iter().map(|s| (&s.id, &s.title));
        for (id, title) in operations.chain(signs) {
            let _ = writeln!(text, "  {:<48} {title}", format!("{}/{id}", api.id));
        }
    }
    output::print(&text)?;
    Ok(CLEAN)
}

/// `unsoap rules words`: the vocabulary, as `rg -F -i -f` takes it.
pub(super) fn words(dirs: &[PathBuf]) -> Result<u8> {
    let rules = Rules::load(dirs)?;
    let words: Vec<_> = rules.vocabulary().into_iter().map(|word| word.text + "\n").collect();
    output::print(&words.concat())?;
    Ok(CLEAN)
}
