//! JavaScript and TypeScript: one language with two spellings, three grammars.

use std::sync::OnceLock;

use super::{Build, Language, Modules};

/// Endings that an import may leave out, or name although the file has another.
const MODULES: Modules = Modules::Relative(&[".js", ".mjs", ".cjs", ".jsx", ".ts", ".mts", ".cts", ".tsx"]);

pub(super) static JAVASCRIPT: Language = Language {
    id: "javascript",
    name: "JavaScript",
    family: "javascript",
    // Scripts that run in application servers have endings of their own.
    extensions: &["cjs", "es", "es6", "js", "jsm", "jsx", "mjs", "sjs", "ssjs"],
    names: &["Jakefile"],
    manifests: MANIFESTS,
    interpreters: &["node", "nodejs"],
    grammar: || tree_sitter_javascript::LANGUAGE.into(),
    query: concat!(include_str!("ecmascript.scm"), include_str!("javascript.scm")),
    shared: NODES,
    nodes: &[],
    tails: &[],
    heredoc: None,
    this: THIS,
    superclass: &[],
    own_type: &[],
    bare_calls: false,
    method_values: true,
    later: (&["Promise", "PromiseLike"], &[]),
    class_calls: true,
    modules: MODULES,
    name_givers: &[],
    compiled: OnceLock::new(),
};

pub(super) static TYPESCRIPT: Language = Language {
    id: "typescript",
    name: "TypeScript",
    family: "javascript",
    extensions: &["cts", "mts", "ts"],
    names: &[],
    manifests: MANIFESTS,
    interpreters: &["deno", "ts-node"],
    grammar: || tree_sitter_typescript::LANGUAGE_TYPESCRIPT.into(),
    query: TYPESCRIPT_QUERY,
    shared: NODES,
    nodes: &[
        ("as_expression", Build::Cast { ty: "-1", value: "0" }),
        ("instantiation_expression", Build::Inner("*")),
        ("non_null_expression", Build::Inner("*")),
        ("satisfies_expression", Build::Inner("*")),
        ("type_annotation", Build::Skip),
        ("type_arguments", Build::Skip),
        ("type_assertion", Build::Cast { ty: "0", value: "-1" }),
        ("type_parameters", Build::Skip),
    ],
    tails: &[],
    heredoc: None,
    this: THIS,
    superclass: &[],
    own_type: &[],
    bare_calls: false,
    method_values: true,
    later: (&["Promise", "PromiseLike"], &[]),
    class_calls: true,
    modules: MODULES,
    name_givers: &[],
    compiled: OnceLock::new(),
};

/// A grammar of its own, because `<T>x` is a cast in one and an element in the other.
pub(super) static TSX: Language = Language {
    id: "tsx",
    name: "TypeScript with JSX",
    family: "javascript",
    extensions: &["tsx"],
    names: &[],
    manifests: MANIFESTS,
    interpreters: &[],
    grammar: || tree_sitter_typescript::LANGUAGE_TSX.into(),
    query: TYPESCRIPT_QUERY,
    shared: NODES,
    nodes: &[
        ("as_expression", Build::Cast { ty: "-1", value: "0" }),
        ("instantiation_expression", Build::Inner("*")),
        ("non_null_expression", Build::Inner("*")),
        ("satisfies_expression", Build::Inner("*")),
        ("type_annotation", Build::Skip),
        ("type_arguments", Build::Skip),
        ("type_parameters", Build::Skip),
    ],
    tails: &[],
    heredoc: None,
    this: THIS,
    superclass: &[],
    own_type: &[],
    bare_calls: false,
    method_values: true,
    later: (&["Promise", "PromiseLike"], &[]),
    class_calls: true,
    modules: MODULES,
    name_givers: &[],
    compiled: OnceLock::new(),
};

const TYPESCRIPT_QUERY: &str = concat!(include_str!("ecmascript.scm"), include_str!("typescript.scm"));

/// What people and compilers call the object, because a function inside of a
/// method has another `this`.
const MANIFESTS: &[&str] = &["package.json"];

const THIS: &[&str] = &["_self", "_this", "self", "that"];

static NODES: &[(&str, Build)] = &[
    ("array", Build::List),
    ("array_pattern", Build::List),
    ("arrow_function", Build::Lambda),
    ("assignment_expression", Build::Assigned { left: "left", right: "right" }),
    ("augmented_assignment_expression", Build::Assigned { left: "left", right: "right" }),
    ("await_expression", Build::Inner("*")),
    ("binary_expression", Build::Binary { left: "left", right: "right", formats: false }),
    ("call_expression", Build::Call { target: "function", args: "arguments" }),
    ("class", Build::Other),
    ("computed_property_name", Build::Inner("*")),
    ("false", Build::Atom),
    ("function_expression", Build::Lambda),
    ("generator_function", Build::Lambda),
    ("identifier", Build::Name),
    ("import", Build::Name),
    ("member_expression", Build::Member { base: "object", name: "property" }),
    ("meta_property", Build::Atom),
    ("new_expression", Build::New { ty: "constructor", args: "arguments", init: "" }),
    ("null", Build::Atom),
    ("number", Build::Atom),
    ("object", Build::Pairs),
    ("object_pattern", Build::Other),
    ("pair", Build::Pair { key: "key", value: "value" }),
    ("parenthesized_expression", Build::Inner("*")),
    ("regex", Build::Other),
    ("rest_pattern", Build::Inner("*")),
    ("sequence_expression", Build::Inner("-1")),
    ("shorthand_property_identifier", Build::Name),
    ("spread_element", Build::Spread("*")),
    ("string", Build::Text),
    ("subscript_expression", Build::Index { base: "object", index: "index" }),
    ("super", Build::Super),
    ("template_string", Build::Text),
    ("template_substitution", Build::Inner("*")),
    ("ternary_expression", Build::Choice(&["consequence", "alternative"])),
    ("this", Build::This),
    ("true", Build::Atom),
    ("unary_expression", Build::Other),
    ("undefined", Build::Atom),
    ("update_expression", Build::Other),
    ("yield_expression", Build::Inner("*")),
];
