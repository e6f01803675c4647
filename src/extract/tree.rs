//! From a syntax tree to facts, for every language alike.
//!
//! A language brings two things. Its **node table** says which syntax nodes
//! are expressions; the walk builds each of them exactly once, children first,
//! so every literal and every call of a file is in the arena, whatever
//! statement it stands in. Its **query** says what the structure is, in this
//! vocabulary and no other:
//!
//! | one fact each | what it is | parts it may have |
//! |---|---|---|
//! | `@package` | the package, namespace or module of the file | |
//! | `@import` | an import | `@path @symbol @alias @wildcard` |
//! | `@class @interface @enum @module` | a type; the node is its scope | `@name @super @mixin` |
//! | `@part` | more of the type of that name beside it, whose scope the node shares | `@name @super @mixin` |
//! | `@method` | a function; the node is its scope | `@name @returns @static @body` |
//! | `@constructor` | the same, named `new` | |
//! | `@lambda` | a function without a name; the node is its scope | |
//! | `@parameter` | of the innermost method or lambda around it | `@name @type @value @array @variadic @keywords` |
//! | `@field @local @constant @enumerator` | a declared name | `@name @type @value @each @from @symbol @array` |
//! | `@assignment` | of a value to what is no declared name | `@target @value @append @default` |
//! | `@return` | the value itself, not the statement | |
//! | `@tail` | a body whose last expression is returned | |
//! | `@annotation` | the expression | `@of` |
//! | `@dead` | never compiled: the expressions in it are not read | |
//! | `@branch @loop @handler` | runs perhaps, often, when something failed; the node is a scope | |
//!
//! `@mixin` is a supertype that is an expression too (`include Logging`),
//! `@default` says that the value is taken if the target has none,
//! `@array` says that the declared type is an array of what `@type` says,
//! `@each` is a collection whose elements are the value, `@from` an object whose
//! member of the name (or of the `@symbol`) is the value, `@of` is what an
//! annotation outside of it decorates. Patterns on one node (or one name, for
//! declared names) are one fact: parts add up, and where two disagree the
//! pattern that stands first in the query counts; so a node is a method or a
//! lambda, never both. It may be a type and a method (a constructor function):
//! then the method's scope lies in the type's. A name that an import gives is
//! not declared once more. `(#set! part "text")` gives a
//! part without a node. Names that start with `_` serve predicates. A name
//! that is not in this table is refused with the list.
//!
//! Nodes captured as a name, a type or the path of an import are no
//! expressions, and the walk leaves them out.

mod arena;
mod assemble;
mod build;
mod entries;
mod literals;
mod marks;
mod names;
mod operators;
mod regions;
mod text;
mod walk;

pub use marks::Compiled;

use crate::fact::Facts;
use crate::language::Language;
use crate::source::{SourceFile, Span};

/// Expressions nest at most this deep; the rest is cut off into
/// `ExprKind::Other` and told in `Facts::errors`, so that whoever reads them
/// may recurse.
pub const MAX_DEPTH: u16 = 500;

/// Syntax nests at most this deep; below it there are still expressions, but
/// no structure, which `Facts::errors` tells.
const MAX_NESTING: u32 = 2000;

/// What `file` says.
pub(super) fn facts(parser: &mut tree_sitter::Parser, file: &SourceFile, language: &Language) -> Facts {
    let compiled = language.compiled();
    let unread =
        || Facts { scopes: vec![walk::file_scope(file)], errors: vec![whole(file)], ..Facts::default() };
    if parser.set_language(&compiled.grammar).is_err() {
        return unread();
    }
    let Some(tree) = parser.parse(&file.text, None) else {
        return unread();
    };
    let marks = marks::collect(compiled, tree.root_node(), &file.text);
    let walked = walk::walk(language, compiled, &marks, tree.root_node(), file);
    assemble::assemble(walked, &marks)
}

fn whole(file: &SourceFile) -> Span {
    Span::new(0..file.text.len())
}

fn span(node: tree_sitter::Node<'_>) -> Span {
    Span::new(node.byte_range())
}
