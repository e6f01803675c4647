//! Walks a syntax tree once: opens scopes, builds expressions children first,
//! notes what the parser could not read. It recurses nowhere, because scanned
//! code may nest without end.

use std::collections::{HashMap, HashSet};

use tree_sitter::Node;

use super::build::Builder;
use super::marks::{Compiled, Given, Marks, Piece, Whole};
use super::{MAX_NESTING, span, whole};
use crate::fact::{Facts, Scope, ScopeId, ScopeKind};
use crate::language::{Build, Language};
use crate::source::SourceFile;

/// The scope that is the file.
pub(super) fn file_scope(file: &SourceFile) -> Scope {
    Scope { kind: ScopeKind::File, parent: None, span: whole(file) }
}

/// What the walk leaves for the assembly of facts.
pub(super) struct Walked<'t, 'a> {
    pub builder: Builder<'t, 'a>,
    /// The scope each marked node lies in.
    pub within: HashMap<usize, ScopeId>,
    /// Nodes that declare a name, and so are not assigned to once more.
    pub declared: HashSet<usize>,
}

struct Frame<'t> {
    node: Node<'t>,
    /// Scope an expression at the node itself belongs to: inside of a branch,
    /// but outside of a lambda.
    at: ScopeId,
    /// Scope of its children.
    inner: ScopeId,
    /// Inside something already reported as an error.
    broken: bool,
}

pub(super) fn walk<'t, 'a>(
    language: &'a Language,
    compiled: &'a Compiled,
    marks: &Marks<'t>,
    root: Node<'t>,
    file: &'a SourceFile,
) -> Walked<'t, 'a> {
    let mut facts = Facts { scopes: vec![file_scope(file)], ..Facts::default() };
    if marks.incomplete {
        facts.errors.push(whole(file));
    }
    let mut scopes: HashMap<usize, Vec<ScopeKind>> = HashMap::new();
    let mut marked: HashSet<usize> = HashSet::new();
    let mut skipped: HashSet<usize> = HashSet::new();
    let mut declared: HashSet<usize> = HashSet::new();
    for mark in &marks.marks {
        marked.insert(mark.node.id());
        if matches!(mark.whole, Whole::Field | Whole::Local | Whole::Constant | Whole::Enumerator) {
            declared.extend(mark.piece(Piece::Name).map(|n| n.id()));
        }
        let kind = match mark.whole {
            Whole::Branch => Some(ScopeKind::Branch),
            Whole::Loop => Some(ScopeKind::Loop),
            Whole::Handler => Some(ScopeKind::Handler),
            Whole::Class | Whole::Interface | Whole::Enum | Whole::Module => Some(ScopeKind::Type),
            Whole::Method | Whole::Constructor => Some(ScopeKind::Method),
            Whole::Lambda => Some(ScopeKind::Lambda),
            _ => None,
        };
        let kinds = scopes.entry(mark.node.id()).or_default();
        kinds.extend(kind);
        let literal = |node: Node<'_>| {
            matches!(
                compiled.build(node),
                Some(
                    Build::Text
                        | Build::Braced
                        | Build::Plain
                        | Build::Verbatim
                        | Build::Symbol
                        | Build::Inner(_)
                )
            )
        };
        for piece in [Piece::Name, Piece::Type, Piece::Returns, Piece::Super, Piece::Symbol, Piece::Alias] {
            skipped.extend(mark.all(piece).filter(|n| !literal(*n)).map(|n| n.id()));
        }
        let statement = matches!(mark.whole, Whole::Package)
            || (mark.whole == Whole::Import && compiled.build(mark.node).is_none());
        if statement {
            skipped.insert(mark.node.id());
        }
    }
    // A node that is both runs perhaps *as* a lambda: the condition is outside.
    for kinds in scopes.values_mut() {
        kinds.sort_by_key(|kind| match kind {
            ScopeKind::Branch | ScopeKind::Loop | ScopeKind::Handler | ScopeKind::File => 0,
            ScopeKind::Type => 1,
            ScopeKind::Method => 2,
            ScopeKind::Lambda => 3,
        });
        kinds.dedup();
    }

    let mut builder = Builder::new(language, compiled, file, facts);
    let mut within = HashMap::new();
    let mut cursor = root.walk();
    let mut stack: Vec<Frame<'t>> = Vec::new();
    loop {
        let node = cursor.node();
        let (around, mut broken) = stack.last().map_or((ScopeId::FILE, false), |f| (f.inner, f.broken));
        let too_deep = stack.len() > MAX_NESTING as usize;
        if !broken && (node.is_error() || node.is_missing() || too_deep) {
            builder.facts.errors.push(span(node));
            broken = true;
        }
        let (mut at, mut inner) = (around, around);
        for kind in scopes.get(&node.id()).into_iter().flatten() {
            inner = builder.open(*kind, inner, node);
            match kind {
                ScopeKind::Branch | ScopeKind::Loop | ScopeKind::Handler => at = inner,
                _ => {
                    builder.opened.insert(node.id(), inner);
                }
            }
        }
        stack.push(Frame { node, at, inner, broken });
        let build = compiled.build(node);
        let leaf = matches!(
            build,
            Some(
                Build::Name
                    | Build::Variable
                    | Build::Qualified
                    | Build::Relative
                    | Build::Generic
                    | Build::Own
                    | Build::Atom
                    | Build::Symbol
                    | Build::Verbatim
                    | Build::Skip
            )
        );
        let skip = leaf || skipped.contains(&node.id());
        if let Some(name) = build.and_then(|b| builder.plain_name(node, b)) {
            skipped.insert(name.id());
        }
        if let Some(ty) = build.and_then(|b| builder.type_part(node, b)) {
            skipped.insert(ty.id());
        }
        if (!skip || node.is_error()) && cursor.goto_first_child() {
            continue;
        }
        while let Some(frame) = stack.pop() {
            let id = frame.node.id();
            if marked.contains(&id) {
                within.insert(id, frame.at);
            }
            if !skipped.contains(&id) {
                let parent = stack.last().map(|f| f.node);
                builder.leave(frame.node, parent, frame.at);
            }
            if cursor.goto_next_sibling() {
                break;
            }
            if !cursor.goto_parent() {
                return Walked { builder, within, declared };
            }
        }
        if stack.is_empty() && cursor.node().id() == root.id() {
            return Walked { builder, within, declared };
        }
    }
}

impl Given<'_> {
    /// The text of a part, as written in the code or in the query.
    pub(super) fn text<'a>(&'a self, file: &'a SourceFile) -> &'a str {
        match self {
            Given::Node(node) => file.slice(span(*node)),
            Given::Words(words) => words,
        }
    }
}
