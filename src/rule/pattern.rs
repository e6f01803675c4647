//! A regular expression of a pack, compiled when first used.

use std::ops::Deref;
use std::sync::OnceLock;

use regex::Regex;

/// A regular expression. Its syntax is checked when it is made; compiling it
/// costs a hundred times more, and most scans meet no file that asks for it.
#[derive(Debug, Clone)]
pub struct Pattern {
    text: String,
    compiled: OnceLock<Regex>,
}

impl Pattern {
    /// Checks the syntax, and that it can be compiled.
    pub fn new(text: &str) -> Result<Pattern, regex::Error> {
        if let Err(error) = regex_syntax::parse(text) {
            return Err(regex::Error::Syntax(error.to_string()));
        }
        let compiled = OnceLock::new();
        // Only counted repetitions grow beyond what is written.
        if text.contains('{') {
            let _ = compiled.set(Regex::new(text)?);
        }
        Ok(Pattern { text: text.to_owned(), compiled })
    }

    /// As the pack has it.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether the text without a letter matches.
    pub(super) fn is_empty_match(text: &str) -> bool {
        regex_syntax::parse(text).is_ok_and(|hir| hir.properties().minimum_len() == Some(0))
    }
}

impl Deref for Pattern {
    type Target = Regex;

    fn deref(&self) -> &Regex {
        self.compiled.get_or_init(|| {
            Regex::new(&self.text).expect("`new` checked the syntax, and what is not counted is small")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_that_cannot_be_used_is_refused_at_once() {
        let check = |text: &str, expected: bool| assert_eq!(Pattern::new(text).is_ok(), expected, "{text}");
        check(r"(?i)soap\\?/mktows(?:\\?/|\b)", true);
        check(r"(", false);
        check(r"(?=x)", false);
        check(r"(?:\w{1000}){1000}", false);
        assert!(Pattern::new("a+").expect("a pattern").is_match("caat"));
    }

    #[test]
    fn patterns_that_match_nothing_at_all_are_told_apart() {
        let check = |text: &str, expected| assert_eq!(Pattern::is_empty_match(text), expected, "{text}");
        check("a*", true);
        check("", true);
        check("a|", true);
        check("a+b?", false);
    }
}
