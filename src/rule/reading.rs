//! Reads one TOML file and tells all that is wrong with its shape.

use std::ops::Range;

use serde::de::DeserializeOwned;

use super::decision::ConditionError;
use super::mistake::{Mistake, PackFile};
use super::raw::Text;

/// The file as `T`.
pub(super) fn read<T: DeserializeOwned>(file: &PackFile, mistakes: &mut Vec<Mistake>) -> Option<T> {
    match toml::from_str(&file.text) {
        Ok(value) => Some(value),
        Err(error) => {
            mistakes.push(Mistake::new(file, error.span().unwrap_or(0..0), error.message(), "here", ""));
            None
        }
    }
}

/// A regular expression that does not compile.
pub(super) fn regex_mistake(file: &PackFile, written: &Text, error: &regex::Error) -> Mistake {
    let says = error.to_string();
    let reason = says.rsplit("error: ").next().unwrap_or(&says).trim().to_owned();
    Mistake::new(
        file,
        written.span(),
        "this is no regular expression",
        reason,
        "write it in the syntax of Rust's regex crate, in single quotes so that TOML leaves backslashes alone",
    )
}

/// A condition that does not parse; points inside the text where it can.
pub(super) fn condition_mistake(file: &PackFile, written: &Text, error: &ConditionError) -> Mistake {
    Mistake::new(
        file,
        inside(file, written, error.at.clone()),
        "this condition cannot be read",
        &error.message,
        &error.help,
    )
}

/// The place of a part of a text. A text with escapes has no such place; then all of it.
fn inside(file: &PackFile, written: &Text, part: Range<usize>) -> Range<usize> {
    let span = written.span();
    for quotes in [3, 1] {
        let start = span.start + quotes;
        if file.text.get(start..start + written.get().len()) == Some(written.get()) {
            return start + part.start..start + part.end;
        }
    }
    span
}
