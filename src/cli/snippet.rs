//! `--snippet`: which template writes the requests.

use std::str::FromStr;

use crate::snippet;

/// What `--snippet` asks for.
#[derive(Debug, Clone, Copy)]
pub(super) enum Wanted {
    /// Each call in its own language.
    Own,
    /// All by the template with this id.
    One(&'static str),
}

impl FromStr for Wanted {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == "own" {
            return Ok(Wanted::Own);
        }
        snippet::snippet(text).map(|snippet| Wanted::One(&snippet.id)).ok_or_else(|| {
            let ids: Vec<&str> = snippet::snippets().iter().map(|s| s.id.as_str()).collect();
            format!("write own for the language of each call, or one of {}", ids.join(", "))
        })
    }
}
