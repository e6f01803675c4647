//! Whatever the code is, the extractor gives facts and returns.

use proptest::prelude::*;

use crate::{facts, shown};
use unsoap::fact::ExprKind;
use unsoap::language::LANGUAGES;

/// A file of each language that uses most of what the language has.
fn sample(language: &str) -> &'static str {
    match language {
        "csharp" => include_str!("samples/sample.cs"),
        "java" => include_str!("samples/sample.java"),
        "python" => include_str!("samples/sample.py"),
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

#[test]
fn nesting_without_end_is_cut_off_and_told() {
    for language in LANGUAGES {
        let open = if language.id == "php" { "<?php " } else { "" };
        let n = 100_000;
        let parens = format!("{open}x = {}\"getLead\"{};", "(".repeat(n), ")".repeat(n));
        let found = facts(language.id, &parens);
        assert!(
            found.exprs.iter().any(|e| e.kind == ExprKind::Text("getLead".to_owned())),
            "{}",
            language.id
        );
        let calls = format!("{open}{}g(){};", "f(".repeat(n), ")".repeat(n));
        let found = facts(language.id, &calls);
        let count = found.exprs.iter().filter(|e| matches!(e.kind, ExprKind::Call { .. })).count();
        assert!(count > n - 1000, "{}: {count}", language.id);
        assert!(!found.errors.is_empty(), "{}", language.id);
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
