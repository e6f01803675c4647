//! Go.

use std::sync::OnceLock;

use super::{Build, Language};

pub(super) static LANGUAGE: Language = Language {
    id: "go",
    name: "Go",
    family: "go",
    extensions: &["go"],
    names: &[],
    interpreters: &[],
    grammar: || tree_sitter_go::LANGUAGE.into(),
    query: include_str!("go.scm"),
    shared: &[],
    nodes: &[
        ("binary_expression", Build::Binary { left: "left", right: "right", formats: false }),
        ("call_expression", Build::Call { target: "function", args: "arguments" }),
        ("composite_literal", Build::New { ty: "type", args: "", init: "body" }),
        ("false", Build::Atom),
        ("float_literal", Build::Atom),
        ("func_literal", Build::Lambda),
        ("identifier", Build::Name),
        ("imaginary_literal", Build::Atom),
        ("index_expression", Build::Index { base: "operand", index: "index" }),
        ("int_literal", Build::Atom),
        ("interpreted_string_literal", Build::Text),
        ("iota", Build::Atom),
        ("keyed_element", Build::Pair { key: "key", value: "value" }),
        ("literal_element", Build::Inner("*")),
        ("literal_value", Build::Collection),
        ("nil", Build::Atom),
        ("parenthesized_expression", Build::Inner("*")),
        ("raw_string_literal", Build::Text),
        ("rune_literal", Build::Atom),
        ("selector_expression", Build::Member { base: "operand", name: "field" }),
        ("slice_expression", Build::Inner("operand")),
        ("true", Build::Atom),
        ("type_assertion_expression", Build::Cast { ty: "type", value: "operand" }),
        ("type_conversion_expression", Build::Cast { ty: "type", value: "operand" }),
        // `&Client{…}` and `*client` are what they point to.
        ("unary_expression", Build::Inner("operand")),
        ("variadic_argument", Build::Spread("*")),
    ],
    tails: &[],
    heredoc: None,
    this: &[],
    superclass: &[],
    own_type: &[],
    bare_calls: false,
    name_givers: &[],
    compiled: OnceLock::new(),
};
