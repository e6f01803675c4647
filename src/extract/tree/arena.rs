//! The arena of a file's expressions, and where in the syntax they came from.

use std::collections::{HashMap, HashSet};

use tree_sitter::Node;

use super::build::Made;
use super::marks::Compiled;
use super::{MAX_DEPTH, names, span};
use crate::fact::{Expr, ExprId, ExprKind, Facts, Scope, ScopeId, ScopeKind, TypeName};
use crate::language::{Build, Language, Part};
use crate::source::{SourceFile, Span};

/// The arena under construction.
pub(super) struct Builder<'t, 'a> {
    pub language: &'a Language,
    pub compiled: &'a Compiled,
    pub file: &'a SourceFile,
    pub facts: Facts,
    /// Scopes of methods and lambdas by their node.
    pub opened: HashMap<usize, ScopeId>,
    /// Scopes of types by their node.
    pub types: HashMap<usize, ScopeId>,
    /// Expressions by their node.
    pub built: HashMap<usize, ExprId>,
    /// Nodes that became pairs, though they look like assignments.
    pub entries: HashSet<usize>,
    /// Where the first handler of a block begins, by the node that holds both.
    guarded: HashMap<usize, u32>,
    /// How deep each expression nests.
    depths: Vec<u16>,
    tree: std::marker::PhantomData<Node<'t>>,
}

impl<'t, 'a> Builder<'t, 'a> {
    pub(super) fn new(
        language: &'a Language,
        compiled: &'a Compiled,
        file: &'a SourceFile,
        facts: Facts,
    ) -> Self {
        Builder {
            language,
            compiled,
            file,
            facts,
            opened: HashMap::new(),
            guarded: HashMap::new(),
            types: HashMap::new(),
            built: HashMap::new(),
            entries: HashSet::new(),
            depths: Vec::new(),
            tree: std::marker::PhantomData,
        }
    }

    /// Opens a scope.
    pub(super) fn open(&mut self, kind: ScopeKind, parent: ScopeId, node: Node<'t>) -> ScopeId {
        let id = ScopeId(u32::try_from(self.facts.scopes.len()).unwrap_or(u32::MAX));
        let guards = (kind == ScopeKind::Handler).then(|| self.guards(node)).flatten();
        self.facts.scopes.push(Scope { kind, parent: Some(parent), span: span(node), guards });
        id
    }

    /// What a handler handles failures of: what stands before it, and before others of its block.
    fn guards(&mut self, handler: Node<'t>) -> Option<Span> {
        let block = handler.parent()?;
        let end = *self.guarded.entry(block.id()).or_insert(span(handler).start);
        Some(Span { start: span(block).start, end })
    }

    /// The expression at a node, if the table has one for it.
    pub(super) fn known(&self, node: Node<'t>) -> Option<ExprId> {
        self.built.get(&node.id()).copied()
    }

    /// The text of a node.
    pub(super) fn text(&self, node: Node<'_>) -> &'a str {
        self.file.slice(span(node))
    }

    pub(super) fn type_of(&self, node: Node<'_>) -> TypeName {
        names::type_name(self.text(node), span(node).start)
    }

    pub(super) fn push(&mut self, kind: ExprKind, at: Span, scope: ScopeId) -> ExprId {
        let mut depth = 0;
        kind.each_child(|child| depth = depth.max(self.depths.get(child.0 as usize).copied().unwrap_or(0)));
        let (kind, depth) = if depth >= MAX_DEPTH {
            self.facts.errors.push(at);
            (ExprKind::Other(Vec::new()), 0)
        } else {
            (kind, depth)
        };
        let id = ExprId(u32::try_from(self.facts.exprs.len()).unwrap_or(u32::MAX));
        self.facts.exprs.push(Expr { kind, span: at, scope });
        self.depths.push(depth + 1);
        id
    }

    /// The part of a node.
    pub(super) fn part(&self, node: Node<'t>, part: Part) -> Option<Node<'t>> {
        if part.is_empty() {
            return None;
        }
        if let Some((first, second)) = part.split_once('|') {
            return self.part(node, first).or_else(|| self.part(node, second));
        }
        if part == "*" {
            return self.children(node).into_iter().find(|c| self.known(*c).is_some());
        }
        if !part.starts_with(|c: char| c == '-' || c.is_ascii_digit()) {
            return node.child_by_field_name(part);
        }
        match part.parse::<usize>() {
            Ok(n) => self.children(node).into_iter().nth(n),
            Err(_) => self.children(node).into_iter().next_back(),
        }
    }

    /// The child that is a name and not an expression in its own right.
    pub(super) fn plain_name(&self, node: Node<'t>, build: Build) -> Option<Node<'t>> {
        let (name, variable) = match build {
            Build::Member { name, .. } | Build::Named { name, .. } => (name, false),
            Build::Invoke { name, .. } => (name, false),
            Build::StaticMember { name, .. } => (name, true),
            _ => return None,
        };
        let name = self.part(node, name)?;
        let plain = match self.compiled.build(name) {
            None => name.child_count() == 0,
            Some(Build::Name | Build::Symbol | Build::Generic | Build::Atom) => true,
            Some(Build::Variable) => variable,
            Some(_) => false,
        };
        plain.then_some(name)
    }

    /// The child that is a type.
    pub(super) fn type_part(&self, node: Node<'t>, build: Build) -> Option<Node<'t>> {
        match build {
            // A computed class and the body of a class without a name are no types.
            Build::New { ty, .. } => self.part(node, ty).filter(|t| {
                let named = matches!(
                    self.compiled.build(*t),
                    None | Some(
                        Build::Name
                            | Build::Qualified
                            | Build::Relative
                            | Build::Generic
                            | Build::Member { .. }
                    )
                );
                named && t.child_by_field_name("body").is_none()
            }),
            // `x as const` names no type.
            Build::Cast { ty, value } => {
                let value = self.part(node, value);
                self.part(node, ty).filter(|t| value.is_none_or(|v| v.id() != t.id()))
            }
            Build::NewArray { ty, .. } => self.part(node, ty),
            Build::TypeTest { ty, .. } | Build::TypeRef(ty) => self.part(node, ty),
            _ => None,
        }
    }

    /// The expression at a node; one is made of what is inside it when the
    /// table has none.
    pub(super) fn expr(&mut self, node: Node<'t>, scope: ScopeId) -> ExprId {
        if let Some(id) = self.known(node) {
            return id;
        }
        // The walk leaves names out that the query says are none of an expression.
        let kind = if let Some(build @ (Build::Initializer | Build::Name)) = self.compiled.build(node)
            && let Made::Kind(kind) = self.make(node, build, scope)
        {
            kind
        } else if self.language.tails.iter().any(|(kind, _)| *kind == node.kind()) {
            ExprKind::Choice(self.tails(node))
        } else {
            ExprKind::Other(self.topmost(node))
        };
        let id = self.push(kind, span(node), scope);
        self.built.insert(node.id(), id);
        id
    }

    /// The outermost expressions inside a node.
    pub(super) fn topmost(&self, node: Node<'t>) -> Vec<ExprId> {
        let mut found = Vec::new();
        let mut cursor = node.walk();
        loop {
            let here = self.known(cursor.node());
            found.extend(here);
            // What has a scope of its own is not part of this expression.
            let at = cursor.node().id();
            let closed = here.is_some() || self.opened.contains_key(&at) || self.types.contains_key(&at);
            if !closed && cursor.goto_first_child() {
                continue;
            }
            while !cursor.goto_next_sibling() {
                if !cursor.goto_parent() || cursor.node().id() == node.id() {
                    return found;
                }
            }
            if cursor.node().id() == node.id() {
                return found;
            }
        }
    }

    /// The expressions whose value a node has, by the language's tails.
    pub(super) fn tails(&self, node: Node<'t>) -> Vec<ExprId> {
        let mut found = Vec::new();
        let mut open = vec![node];
        while let Some(node) = open.pop() {
            if let Some(id) = self.known(node) {
                found.push(id);
                continue;
            }
            let Some((_, parts)) = self.language.tails.iter().find(|(kind, _)| *kind == node.kind()) else {
                continue;
            };
            for part in parts.iter().rev() {
                if let Some(kind) = part.strip_prefix('(').and_then(|p| p.strip_suffix(')')) {
                    open.extend(self.children(node).into_iter().filter(|c| c.kind() == kind).rev());
                } else if let Some((_, clauses)) = part.split_once(' ') {
                    let clause = |n: &Node<'_>| clauses.split(' ').any(|c| c == n.kind());
                    open.extend(self.children(node).into_iter().rfind(|c| !clause(c)));
                } else if let Some(from) = part.strip_suffix("..") {
                    let from = from.parse().unwrap_or(0);
                    open.extend(self.children(node).into_iter().skip(from).rev());
                } else if part.starts_with('-') || part.starts_with(|c: char| c.is_ascii_digit()) {
                    open.extend(self.part(node, part));
                } else {
                    let mut cursor = node.walk();
                    let all: Vec<_> = node.children_by_field_name(part, &mut cursor).collect();
                    open.extend(all.into_iter().rev());
                }
            }
        }
        found
    }

    /// A literal is the text that stands elsewhere.
    pub(super) fn stands_for(&mut self, node: Node<'t>, text: Node<'t>) {
        if let Some(id) = self.known(text) {
            self.built.insert(node.id(), id);
        }
    }

    /// The children that say something: no comments, and of the tokens only
    /// those that are expressions, like `this`.
    pub(super) fn children(&self, node: Node<'t>) -> Vec<Node<'t>> {
        let mut cursor = node.walk();
        let says = |c: &Node<'t>| {
            if c.is_named() { !c.is_extra() || c.is_error() } else { self.compiled.build(*c).is_some() }
        };
        node.children(&mut cursor).filter(says).collect()
    }

    /// Where a name stands, without type arguments.
    pub(super) fn name_node(&self, mut node: Node<'t>) -> Node<'t> {
        while self.compiled.build(node) == Some(Build::Generic)
            && let Some(inner) = self.children(node).into_iter().next()
        {
            node = inner;
        }
        node
    }

    /// A name, without type arguments and sigils.
    pub(super) fn name(&self, node: Node<'t>) -> String {
        names::bare(self.text(self.name_node(node))).to_owned()
    }
}
