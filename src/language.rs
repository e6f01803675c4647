//! The languages: one row each.
//!
//! A row is a grammar, a query that says what the code's *structure* is
//! (`language/<id>.scm`, vocabulary in [`crate::extract::tree`]) and a table
//! that says what its *expressions* are ([`Build`]). The extractor knows no
//! language.

use std::sync::OnceLock;

use crate::extract::tree::Compiled;

mod apex;
mod build;
mod ecmascript;
mod csharp;
mod go;
mod java;
mod php;
mod python;
mod ruby;

pub use build::{Build, Part};

/// One language.
#[derive(Debug)]
pub struct Language {
    /// Short name, as rule packs and reports spell it.
    pub id: &'static str,
    /// Name for people.
    pub name: &'static str,
    /// Id of the language whose libraries it shares: TypeScript code uses JavaScript packages.
    pub family: &'static str,
    /// File extensions in lower case, without the first dot; `php.dist` is one.
    pub extensions: &'static [&'static str],
    /// Whole file names.
    pub names: &'static [&'static str],
    /// What lies at the top of a project: whole file names, or `.` and an ending.
    pub manifests: &'static [&'static str],
    /// Interpreters that a first line `#!…` may name.
    pub interpreters: &'static [&'static str],
    /// The grammar.
    pub grammar: fn() -> tree_sitter::Language,
    /// The query.
    pub query: &'static str,
    /// Kinds it has in common with a sibling, to be read before `nodes`.
    pub shared: &'static [(&'static str, Build)],
    /// Kinds of syntax nodes that are expressions; all others are structure.
    pub nodes: &'static [(&'static str, Build)],
    /// Kinds of nodes that have the value of what stands last in them, with the
    /// parts it stands in: an `if` of Ruby has the value of either arm.
    pub tails: &'static [(&'static str, &'static [Part])],
    /// Kinds of nodes that begin a literal and that hold its text, when these
    /// are apart. The first text belongs to the first beginning.
    pub heredoc: Option<(&'static str, &'static str)>,
    /// Names that mean the object itself: Python's `self`.
    pub this: &'static [&'static str],
    /// Names that mean the object as its superclass sees it.
    pub superclass: &'static [&'static str],
    /// Names of the enclosing type where a type is expected: PHP's `new static`.
    pub own_type: &'static [&'static str],
    /// Whether a bare name may call a method that takes nothing.
    pub bare_calls: bool,
    /// Whether a method's name without a call is a value: C#'s method groups, Java's `port::send`.
    pub method_values: bool,
    /// Types of values that come later, and their members that give the value; waiting for one gives it as well.
    pub later: (&'static [&'static str], &'static [&'static str]),
    /// Whether a class is called to make an object of it: Python's `LeadKey(…)`.
    pub class_calls: bool,
    /// How imports name the files of the project.
    pub modules: Modules,
    /// Functions of the language whose result is the name of their argument, as a text: `nameof`.
    pub name_givers: &'static [&'static str],
    /// The grammar's table and query, compiled when first needed.
    pub compiled: OnceLock<Compiled>,
}

/// How imports name the files of the project.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Modules {
    /// They do not: they name packages, namespaces and types.
    None,
    /// By the words of their path: `from app.settings import wsdl`.
    Dotted,
    /// By the way to them, with these endings or none: `require('./settings')`.
    Relative(&'static [&'static str]),
    /// By the path of a folder, whose last word is the name they have: `import "example.com/app/mail"`.
    Folders,
    /// By the way from this folder of a package, with this ending or none: `require 'acme/client'`.
    Loaded(&'static str, &'static str),
}

impl Modules {
    /// The name that an import without an alias gives to a path.
    pub fn bound(self, path: &str) -> &str {
        match self {
            Modules::Folders => path.rsplit('/').next().unwrap_or(path),
            _ => path.split('.').next().unwrap_or(path),
        }
    }
}

/// Sorted by id.
pub static LANGUAGES: &[&Language] = &[
    &apex::LANGUAGE,
    &csharp::LANGUAGE,
    &go::LANGUAGE,
    &java::LANGUAGE,
    &ecmascript::JAVASCRIPT,
    &php::LANGUAGE,
    &python::LANGUAGE,
    &ruby::LANGUAGE,
    &ecmascript::TSX,
    &ecmascript::TYPESCRIPT,
];

impl Language {
    /// The language of a file, by its name, or by the interpreter its first line names.
    pub fn of(path: &str, head: &str) -> Option<&'static Language> {
        let file = path.rsplit(['/', '\\']).next().unwrap_or(path);
        let lower = file.to_ascii_lowercase();
        let by_name = LANGUAGES.iter().copied().find(|l| {
            l.names.contains(&file)
                || l.extensions.iter().any(|e| lower.strip_suffix(e).is_some_and(|stem| stem.ends_with('.')))
        });
        by_name.or_else(|| {
            // A file with an extension of its own has said what it is.
            let line = head.lines().next()?.strip_prefix("#!").filter(|_| !file.contains('.'))?;
            let program = line
                .split_whitespace()
                .map(|word| word.rsplit('/').next().unwrap_or(word))
                .find(|word| !word.is_empty() && *word != "env" && !word.starts_with('-'))?;
            let program = program.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
            LANGUAGES.iter().copied().find(|l| l.interpreters.contains(&program))
        })
    }

    /// The language with this id.
    pub fn by_id(id: &str) -> Option<&'static Language> {
        LANGUAGES.iter().copied().find(|l| l.id == id)
    }

    /// Grammar, query and table, checked against each other.
    pub fn compiled(&self) -> &Compiled {
        self.compiled.get_or_init(|| {
            Compiled::new(self).unwrap_or_else(|problem| {
                // Embedded data: tests/extract.rs compiles every row.
                panic!("language `{}`: {problem}", self.id)
            })
        })
    }
}
