//! Whatever the code is, the extractor gives facts and returns.

use proptest::prelude::*;

use crate::{facts, shown};
use unsoap::fact::ExprKind;
use unsoap::language::LANGUAGES;

/// A file of each language that uses most of what the language has.
fn sample(language: &str) -> &'static str {
    match language {
        "apex" => include_str!("samples/sample.cls"),
        "csharp" => include_str!("samples/sample.cs"),
        "go" => include_str!("samples/sample.go"),
        "java" => include_str!("samples/sample.java"),
        "javascript" => include_str!("samples/sample.js"),
        "php" => include_str!("samples/sample.php"),
        "python" => include_str!("samples/sample.py"),
        "ruby" => include_str!("samples/sample.rb"),
        "tsx" => include_str!("samples/sample.tsx"),
        "typescript" => include_str!("samples/sample.ts"),
        other => panic!("add a sample for {other}"),
    }
}

#[test]
fn samples_are_understood() {
    for language in LANGUAGES {
        let facts = facts(language.id, sample(language.id));
        assert!(facts.errors.is_empty(), "{}: {:?}", language.id, facts.errors);
        assert!(
            facts.exprs.iter().any(|e| e.kind == ExprKind::Text("getLead".to_owned())),
            "{}",
            language.id
        );
    }
}

#[test]
fn every_beginning_of_a_file_gives_facts() {
    for language in LANGUAGES {
        let text = sample(language.id);
        for end in (0..text.len()).step_by(37).filter(|i| text.is_char_boundary(*i)) {
            shown(&facts(language.id, &text[..end]));
            shown(&facts(language.id, &text[end..]));
        }
    }
}

#[test]
fn an_empty_file_says_nothing() {
    for language in LANGUAGES {
        let facts = facts(language.id, "");
        assert_eq!(shown(&facts), Vec::<String>::new());
        assert_eq!(facts.scopes.len(), 1);
    }
}

/// Code that nests `n` deep in this language.
fn nested(language: &str, open: &str, inside: &str, close: &str, n: usize) -> String {
    let before = if language == "php" { "<?php $" } else { "" };
    format!("{before}x = {}{inside}{};", open.repeat(n), close.repeat(n))
}

const DEEP: usize = 100_000;

#[test]
fn parentheses_without_end_are_transparent() {
    for language in LANGUAGES {
        let literal = if language.id == "apex" { "'getLead'" } else { "\"getLead\"" };
        let found = facts(language.id, &nested(language.id, "(", literal, ")", DEEP));
        assert!(
            found.exprs.iter().any(|e| e.kind == ExprKind::Text("getLead".to_owned())),
            "{}",
            language.id
        );
    }
}

#[test]
fn calls_without_end_are_all_there_but_cut_off_and_told() {
    for language in LANGUAGES {
        let found = facts(language.id, &nested(language.id, "f(", "g()", ")", DEEP));
        let count = found.exprs.iter().filter(|e| matches!(e.kind, ExprKind::Call { .. })).count();
        assert!(count > DEEP * 99 / 100, "{}: {count}", language.id);
        assert!(!found.errors.is_empty(), "{}", language.id);
    }
}

#[test]
fn what_nobody_closes_is_told() {
    for language in LANGUAGES {
        for open in ["(", "f(", "{", "[", "if (x) {", "\"", "<"] {
            let found = facts(language.id, &nested(language.id, open, "g()", "", 20_000));
            assert!(!found.errors.is_empty() || open == "\"", "{}: {open}", language.id);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_gives_facts(text in "\\PC{0,200}") {
        for language in LANGUAGES {
            shown(&facts(language.id, &text));
        }
    }

    #[test]
    fn any_soup_of_tokens_gives_facts(tokens in prop::collection::vec(prop::sample::select(TOKENS), 0..60)) {
        let text = tokens.concat();
        for language in LANGUAGES {
            shown(&facts(language.id, &text));
        }
    }
}

const TOKENS: &[&str] = &[
    "(",
    ")",
    "{",
    "}",
    "[",
    "]",
    "<",
    ">",
    "\"",
    "'",
    "`",
    "$",
    "@",
    "#",
    "#{",
    "${",
    "<?php ",
    "?>",
    "<<EOS\n",
    "EOS\n",
    "\n",
    " ",
    ";",
    ",",
    ".",
    ":",
    "::",
    "->",
    "=>",
    "=",
    "+",
    "%",
    "|",
    "||=",
    "class ",
    "def ",
    "end\n",
    "if ",
    "else ",
    "return ",
    "new ",
    "import ",
    "using ",
    "use ",
    "function ",
    "x",
    "getLead",
    "self",
    "this",
    "1",
    "//",
    "/*",
    "*/",
    "\\",
    "f\"",
    "@\"",
    "$\"",
    "async ",
    "await ",
    "do ",
    "é",
    "\u{1F600}",
];
