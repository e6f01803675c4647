//! Builds expressions from syntax nodes by the language's node table.

use std::collections::{HashMap, HashSet};

use tree_sitter::Node;

use super::marks::Compiled;
use super::{MAX_DEPTH, names, span, text};
use crate::fact::{Arg, Expr, ExprId, ExprKind, Facts, Scope, ScopeId, ScopeKind, TypeName};
use crate::language::{Build, Language, Part};
use crate::source::{SourceFile, Span};

/// The arena under construction.
pub(super) struct Builder<'t, 'a> {
    pub language: &'a Language,
    compiled: &'a Compiled,
    pub file: &'a SourceFile,
    pub facts: Facts,
    /// Scopes of types, methods and lambdas by their node.
    pub opened: HashMap<usize, ScopeId>,
    /// Expressions by their node.
    built: HashMap<usize, ExprId>,
    /// Nodes that became pairs, though they look like assignments.
    pub entries: HashSet<usize>,
    /// How deep each expression nests.
    depths: Vec<u16>,
    tree: std::marker::PhantomData<Node<'t>>,
}

/// Operators that join texts.
const JOINS: &[&str] = &["+", "."];
const CHOOSES: &[&str] = &["||", "??", "or", "?:"];
const COMPARES: &[&str] = &[
    "==",
    "!=",
    "===",
    "!==",
    "<",
    ">",
    "<=",
    ">=",
    "<=>",
    "=~",
    "!~",
    "instanceof",
    "is",
    "in",
    "not in",
    "is not",
    "eq",
    "ne",
    "<>",
];

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
            built: HashMap::new(),
            entries: HashSet::new(),
            depths: Vec::new(),
            tree: std::marker::PhantomData,
        }
    }

    /// Opens a scope.
    pub(super) fn open(&mut self, kind: ScopeKind, parent: ScopeId, node: Node<'t>) -> ScopeId {
        let id = ScopeId(u32::try_from(self.facts.scopes.len()).unwrap_or(u32::MAX));
        self.facts.scopes.push(Scope { kind, parent: Some(parent), span: span(node) });
        id
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
            Build::NewArray { ty, .. } | Build::Cast { ty, .. } => self.part(node, ty),
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
        let kind = if let Some(build @ Build::Initializer) = self.compiled.build(node)
            && let Made::Kind(kind) = self.kind(node, build, scope)
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
    fn topmost(&self, node: Node<'t>) -> Vec<ExprId> {
        let mut found = Vec::new();
        let mut cursor = node.walk();
        loop {
            let here = self.known(cursor.node());
            found.extend(here);
            // What has a scope of its own is not part of this expression.
            let closed = here.is_some() || self.opened.contains_key(&cursor.node().id());
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

    /// Called for every node after its children.
    pub(super) fn leave(&mut self, node: Node<'t>, parent: Option<Node<'t>>, scope: ScopeId) {
        let Some(build) = self.compiled.build(node) else { return };
        if let Build::Binary { left, .. } = build
            && self.joins(node, build)
            && let Some(parent) = parent
            && let Some(above @ Build::Binary { .. }) = self.compiled.build(parent)
            && self.joins(parent, above)
            && self.part(parent, left).is_some_and(|l| l.id() == node.id())
        {
            // `a + b + c` is one text of three pieces, made at the outermost `+`.
            return;
        }
        if build == Build::Initializer
            && parent.is_some_and(|p| self.compiled.build(p) == Some(build))
            && self.pair(node).is_some()
        {
            // `{ "a", 1 }` inside of another: a pair, unless the other one says no.
            return;
        }
        if let Build::Invoke { base, name, args, .. } = build
            && self.part(node, args).is_none()
            && let (Some(base), Some(name)) = (self.part(node, base), self.part(node, name))
            && let Some(parent) = parent
            && let Some(Build::Assigned { left, .. }) = self.compiled.build(parent)
            && self.part(parent, left).is_some_and(|l| l.id() == node.id())
        {
            // `client.url = x`: what looks like a call is the member.
            let base = self.expr(base, scope);
            let kind = self.member(node, build, base, name, scope);
            let id = self.push(kind, span(node), scope);
            self.built.insert(node.id(), id);
            return;
        }
        let id = match self.kind(node, build, scope) {
            Made::Kind(kind) => self.push(kind, span(node), scope),
            Made::Same(id) => id,
            Made::Nothing => return,
        };
        self.built.insert(node.id(), id);
    }

    fn kind(&mut self, node: Node<'t>, build: Build, scope: ScopeId) -> Made {
        Made::Kind(match build {
            Build::Skip => return Made::Nothing,
            Build::Text | Build::Braced => self.literal(node, build, scope),
            Build::Verbatim => {
                let inside = text::inside(self.text(node));
                ExprKind::Text(inside.replace("\"\"", "\""))
            }
            Build::Atom => ExprKind::Atom(self.text(node).to_lowercase()),
            Build::Symbol => ExprKind::Symbol(names::bare(self.text(node)).to_owned()),
            Build::Name | Build::Variable => match names::bare(self.text(node)) {
                name if self.language.this.contains(&name) => ExprKind::This,
                name if self.language.superclass.contains(&name) => ExprKind::Super,
                name => ExprKind::Name(name.to_owned()),
            },
            Build::Plain => match self.text(node) {
                text if text.trim().is_empty() => return Made::Nothing,
                text => ExprKind::Text(text.to_owned()),
            },
            Build::Qualified => ExprKind::Name(names::dotted(self.text(node))),
            Build::Relative if self.text(node).eq_ignore_ascii_case("parent") => ExprKind::Super,
            Build::Relative => ExprKind::This,
            Build::Generic => ExprKind::Name(self.name(node)),
            Build::This => ExprKind::This,
            Build::Super => ExprKind::Super,
            Build::Own => {
                let at = span(node);
                let name = names::bare(self.text(node)).to_owned();
                let sigil = Span {
                    start: at.start,
                    end: at.end - u32::try_from(name.len()).unwrap_or(0).min(at.end),
                };
                let base = self.push(ExprKind::This, sigil, scope);
                ExprKind::Member { base, name, name_span: Span { start: sigil.end, end: at.end } }
            }
            Build::Inner(part) => match self.part(node, part) {
                Some(inner) => return Made::Same(self.expr(inner, scope)),
                None => ExprKind::Other(self.inside(node)),
            },
            Build::Member { base, name } | Build::StaticMember { base, name } => {
                match (self.part(node, base), self.part(node, name)) {
                    (Some(base), Some(name)) if base.id() != name.id() => {
                        if self.compiled.build(name) == Some(Build::This) {
                            return Made::Same(self.expr(name, scope));
                        }
                        if matches!(build, Build::StaticMember { .. }) && self.text(name) == "class" {
                            return Made::Kind(ExprKind::TypeRef(self.type_of(base)));
                        }
                        let base = self.expr(base, scope);
                        self.member(node, build, base, name, scope)
                    }
                    (None, Some(name)) => ExprKind::Name(self.name(name)),
                    _ => ExprKind::Other(self.inside(node)),
                }
            }
            Build::Index { base, index } => match (self.part(node, base), self.part(node, index)) {
                (Some(base), Some(index)) => {
                    ExprKind::Index { base: self.expr(base, scope), index: self.expr(index, scope) }
                }
                (Some(base), None) => {
                    let base = self.expr(base, scope);
                    ExprKind::Index { base, index: self.push(ExprKind::Other(Vec::new()), span(node), scope) }
                }
                _ => ExprKind::Other(self.inside(node)),
            },
            Build::Call { target, args } => match self.part(node, target) {
                Some(at) => {
                    let target = self.expr(at, scope);
                    // An attribute without arguments has only its name as a child.
                    let args = self.part(node, args).filter(|a| a.id() != at.id());
                    let args = self.args(args, scope);
                    match self.given_name(target, &args) {
                        Some(name) => ExprKind::Text(name),
                        None => ExprKind::Call { target, args, block: None },
                    }
                }
                None => ExprKind::Other(self.inside(node)),
            },
            Build::Invoke { base, name, args, block } => match self.part(node, name) {
                Some(name) => {
                    let target = self.callee(node, build, base, name, scope);
                    let block = self.part(node, block).and_then(|b| self.opened.get(&b.id()).copied());
                    let args = self.part(node, args);
                    ExprKind::Call { target, args: self.args(args, scope), block }
                }
                None => match self.part(node, base) {
                    // `callback.(x)`
                    Some(base) => {
                        let target = self.expr(base, scope);
                        let args = self.part(node, args);
                        ExprKind::Call { target, args: self.args(args, scope), block: None }
                    }
                    None => ExprKind::Other(self.inside(node)),
                },
            },
            Build::New { ty, args, init } => {
                if ty.is_empty() && self.part(node, args).is_none() && self.part(node, init).is_none() {
                    return Made::Nothing;
                }
                let class = self.part(node, ty);
                let args = self.part(node, args).filter(|a| class.is_none_or(|c| c.id() != a.id()));
                let args = self.args(args, scope);
                if let Some(class) = class.filter(|_| self.type_part(node, build).is_none())
                    && let Some(base) = self.known(class)
                {
                    let member = ExprKind::Member { base, name: "new".to_owned(), name_span: span(class) };
                    let target = self.push(member, span(class), scope);
                    return Made::Kind(ExprKind::Call { target, args, block: None });
                }
                let ty = self.type_part(node, build).map(|t| self.type_of(t)).unwrap_or_default();
                let init = self.part(node, init).map(|i| self.expr(i, scope));
                ExprKind::New { ty, args, init }
            }
            Build::NewArray { ty, values } => match self.part(node, values) {
                Some(values) if self.part(node, ty).is_none_or(|t| t.id() != values.id()) => {
                    return Made::Same(self.expr(values, scope));
                }
                _ => {
                    let mut ty = self.part(node, ty).map(|t| self.type_of(t)).unwrap_or_default();
                    ty.array = true;
                    ExprKind::New { ty, args: Vec::new(), init: None }
                }
            },
            Build::Binary { left, right, formats } => self.binary(node, build, left, right, formats, scope),
            Build::Assigned { right, .. } => match self.part(node, right) {
                Some(right) => return Made::Same(self.expr(right, scope)),
                None => return Made::Nothing,
            },
            Build::Initializer => {
                let entries = self.children(node);
                if !entries.is_empty() && entries.iter().all(|e| self.pair(*e).is_some()) {
                    ExprKind::Pairs(self.pairs(&entries, scope))
                } else {
                    ExprKind::List(self.parts(node, scope))
                }
            }
            Build::Record => ExprKind::Pairs(self.record(node, scope)),
            Build::Heredoc => ExprKind::Text(String::new()),
            Build::Concat => ExprKind::Concat(self.parts(node, scope)),
            Build::Pair { .. } => return Made::Nothing,
            Build::Entry => match self.children(node).as_slice() {
                [only] => return Made::Same(self.expr(*only, scope)),
                _ => return Made::Nothing,
            },
            Build::Pairs => ExprKind::Pairs(self.pairs(&self.children(node), scope)),
            Build::List => ExprKind::List(self.parts(node, scope)),
            Build::Elements(part) => match self.part(node, part) {
                Some(each) => ExprKind::List(vec![self.expr(each, scope)]),
                None => ExprKind::List(Vec::new()),
            },
            Build::Collection => {
                let entries = self.children(node);
                if entries.iter().any(|e| self.pair(*e).is_some()) {
                    ExprKind::Pairs(self.pairs(&entries, scope))
                } else {
                    ExprKind::List(self.parts(node, scope))
                }
            }
            Build::Named { value, .. } | Build::Spread(value) => match self.part(node, value) {
                Some(value) => return Made::Same(self.expr(value, scope)),
                None => return Made::Nothing,
            },
            Build::Choice(parts) => {
                let parts: Vec<_> = parts.iter().filter_map(|p| self.part(node, p)).collect();
                ExprKind::Choice(parts.into_iter().map(|p| self.expr(p, scope)).collect())
            }
            Build::Cast { ty, value } => match (self.part(node, ty), self.part(node, value)) {
                (Some(ty), Some(value)) => {
                    ExprKind::Cast { ty: self.type_of(ty), value: self.expr(value, scope) }
                }
                _ => ExprKind::Other(self.inside(node)),
            },
            Build::TypeTest { value, ty } => match (self.part(node, value), self.part(node, ty)) {
                (Some(value), Some(ty)) => {
                    let value = self.expr(value, scope);
                    let ty = self.push(ExprKind::TypeRef(self.type_of(ty)), span(ty), scope);
                    ExprKind::Compare(value, ty)
                }
                _ => ExprKind::Other(self.inside(node)),
            },
            Build::TypeRef(part) => match self.part(node, part) {
                Some(ty) => ExprKind::TypeRef(self.type_of(ty)),
                None => ExprKind::Other(self.inside(node)),
            },
            Build::Lambda => match self.opened.get(&node.id()) {
                Some(scope) => ExprKind::Lambda(*scope),
                None => ExprKind::Other(self.inside(node)),
            },
            Build::Other => ExprKind::Other(self.inside(node)),
        })
    }

    /// The name that `nameof(a.b)` stands for.
    fn given_name(&self, target: ExprId, args: &[Arg]) -> Option<String> {
        let ExprKind::Name(function) = self.facts.kind(target) else { return None };
        if !self.language.name_givers.contains(&function.as_str()) {
            return None;
        }
        match self.facts.kind(args.first()?.value) {
            ExprKind::Name(name) | ExprKind::Member { name, .. } => Some(name.clone()),
            _ => None,
        }
    }

    /// The children that say something: no comments, and of the tokens only
    /// those that are expressions, like `this`.
    fn children(&self, node: Node<'t>) -> Vec<Node<'t>> {
        let mut cursor = node.walk();
        let says = |c: &Node<'t>| {
            if c.is_named() { !c.is_extra() || c.is_error() } else { self.compiled.build(*c).is_some() }
        };
        node.children(&mut cursor).filter(says).collect()
    }

    /// What is inside a node that is an expression itself.
    fn inside(&self, node: Node<'t>) -> Vec<ExprId> {
        self.topmost(node)
    }

    fn parts(&mut self, node: Node<'t>, scope: ScopeId) -> Vec<ExprId> {
        self.children(node).into_iter().map(|c| self.expr(c, scope)).collect()
    }

    /// Where a name stands, without type arguments.
    fn name_node(&self, mut node: Node<'t>) -> Node<'t> {
        while self.compiled.build(node) == Some(Build::Generic)
            && let Some(inner) = self.children(node).into_iter().next()
        {
            node = inner;
        }
        node
    }

    /// A name, without type arguments and sigils.
    fn name(&self, node: Node<'t>) -> String {
        names::bare(self.text(self.name_node(node))).to_owned()
    }

    fn member(
        &mut self,
        node: Node<'t>,
        build: Build,
        base: ExprId,
        name: Node<'t>,
        scope: ScopeId,
    ) -> ExprKind {
        match self.plain_name(node, build) {
            Some(_) => {
                let at = span(self.name_node(name));
                ExprKind::Member { base, name: self.name(name), name_span: at }
            }
            None => ExprKind::Index { base, index: self.expr(name, scope) },
        }
    }

    fn callee(&mut self, node: Node<'t>, build: Build, base: Part, name: Node<'t>, scope: ScopeId) -> ExprId {
        let Some(base) = self.part(node, base) else {
            if let Some(id) = self.known(name) {
                return id;
            }
            return self.push(ExprKind::Name(self.name(name)), span(self.name_node(name)), scope);
        };
        let at = Span { start: span(base).start, end: span(name).end };
        let base = self.expr(base, scope);
        let kind = self.member(node, build, base, name, scope);
        self.push(kind, at, scope)
    }

    /// The arguments in a node; a node that is an expression is the only one.
    fn args(&mut self, node: Option<Node<'t>>, scope: ScopeId) -> Vec<Arg> {
        let Some(node) = node else { return Vec::new() };
        if let Some(value) = self.known(node) {
            return vec![Arg { name: None, value, spread: false }];
        }
        let mut args = Vec::new();
        let mut hash: Vec<Node<'t>> = Vec::new();
        for child in self.children(node) {
            let arg = match self.compiled.build(child) {
                Some(Build::Named { name, value }) => {
                    let name = self.part(child, name);
                    let value = self.part(child, value).map(|v| self.expr(v, scope));
                    let inner = self.part(child, "-1").and_then(|v| self.compiled.build(v));
                    let spread = matches!(inner, Some(Build::Spread(_)));
                    value.map(|value| Arg { name: name.map(|n| self.name(n)), value, spread })
                }
                Some(Build::Spread(_)) => {
                    Some(Arg { name: None, value: self.expr(child, scope), spread: true })
                }
                Some(Build::Pair { .. } | Build::Entry) if self.pair(child).is_some() => {
                    let pair = self.pairs(&[child], scope);
                    match pair.first().map(|(key, value)| (self.facts.kind(*key), *value)) {
                        Some((ExprKind::Symbol(name), value)) => {
                            Some(Arg { name: Some(name.clone()), value, spread: false })
                        }
                        _ => {
                            hash.push(child);
                            None
                        }
                    }
                }
                _ => Some(Arg { name: None, value: self.expr(child, scope), spread: false }),
            };
            args.extend(arg);
        }
        // `call("a" => 1)` passes one hash.
        if let (Some(first), Some(last)) = (hash.first(), hash.last()) {
            let at = Span { start: span(*first).start, end: span(*last).end };
            let pairs = self.pairs(&hash, scope);
            let value = self.push(ExprKind::Pairs(pairs), at, scope);
            args.push(Arg { name: None, value, spread: false });
        }
        args
    }

    /// Key and value of an entry that is a pair.
    fn pair(&self, node: Node<'t>) -> Option<(Node<'t>, Option<Node<'t>>)> {
        match self.compiled.build(node)? {
            Build::Pair { key, value } => {
                let key = self.part(node, key)?;
                Some((key, self.part(node, value)))
            }
            Build::Assigned { left, right } => Some((self.part(node, left)?, Some(self.part(node, right)?))),
            Build::Entry | Build::Initializer => match self.children(node).as_slice() {
                [key, value] => Some((*key, Some(*value))),
                _ => None,
            },
            _ => None,
        }
    }

    fn record(&mut self, node: Node<'t>, scope: ScopeId) -> Vec<(ExprId, ExprId)> {
        let mut cursor = node.walk();
        let all: Vec<_> = node.children(&mut cursor).collect();
        let mut pairs = Vec::new();
        for entry in all.split(|c| c.kind() == ",") {
            let equals = entry.iter().position(|c| c.kind() == "=");
            let named = |nodes: &[Node<'t>]| nodes.iter().rev().find(|c| c.is_named()).copied();
            let (before, after) = entry.split_at(equals.unwrap_or(0));
            let Some(value) = named(after) else { continue };
            let value_id = self.expr(value, scope);
            let key_id = match (named(before), self.facts.kind(value_id)) {
                (Some(key), _) => self.expr(key, scope),
                // `new { lead.Id }` names the member like what it is taken from.
                (None, ExprKind::Name(name) | ExprKind::Member { name, .. }) => {
                    let name = name.clone();
                    self.push(ExprKind::Name(name), span(value), scope)
                }
                _ => self.push(ExprKind::Other(Vec::new()), span(value), scope),
            };
            pairs.push((key_id, value_id));
        }
        pairs
    }

    fn pairs(&mut self, entries: &[Node<'t>], scope: ScopeId) -> Vec<(ExprId, ExprId)> {
        let mut pairs = Vec::new();
        for entry in entries {
            match self.pair(*entry) {
                Some((key, Some(value))) => {
                    self.entries.insert(entry.id());
                    pairs.push((self.expr(key, scope), self.expr(value, scope)));
                }
                Some((key, None)) => {
                    // `{ client }`: the key names the value.
                    let id = self.expr(key, scope);
                    let name = names::bare(self.text(key)).to_owned();
                    let value = self.push(ExprKind::Name(name), span(key), scope);
                    pairs.push((id, value));
                }
                None if self.opened.contains_key(&entry.id()) => {
                    // `{ get(id) { … } }`
                    let name = entry.child_by_field_name("name").unwrap_or(*entry);
                    let key = ExprKind::Symbol(names::bare(self.text(name)).to_owned());
                    let key = self.push(key, span(name), scope);
                    let value = ExprKind::Lambda(self.opened[&entry.id()]);
                    pairs.push((key, self.push(value, span(*entry), scope)));
                }
                None => {
                    let value = self.expr(*entry, scope);
                    let spread = matches!(self.compiled.build(*entry), Some(Build::Spread(_)));
                    let key = match self.facts.kind(value) {
                        // `{ client }` where the grammar has one node for both.
                        ExprKind::Name(name) if !spread => {
                            let name = name.clone();
                            self.push(ExprKind::Symbol(name), span(*entry), scope)
                        }
                        _ => self.push(ExprKind::Other(Vec::new()), span(*entry), scope),
                    };
                    pairs.push((key, value));
                }
            }
        }
        pairs
    }

    fn operator(&self, node: Node<'t>, left: Part) -> &'a str {
        if let Some(operator) = node.child_by_field_name("operator").or(node.child_by_field_name("operators"))
        {
            return self.text(operator);
        }
        // Grammars without the field have the operator as the only token after the left side.
        let end = self.part(node, left).map_or(0, |l| l.end_byte());
        let mut cursor = node.walk();
        let token = node.children(&mut cursor).find(|c| !c.is_named() && c.start_byte() >= end);
        token.map_or("", |t| self.text(t))
    }

    /// Whether a node joins two texts.
    fn joins(&self, node: Node<'t>, build: Build) -> bool {
        matches!(build, Build::Binary { left, .. } if JOINS.contains(&self.operator(node, left)))
    }

    fn binary(
        &mut self,
        node: Node<'t>,
        build: Build,
        left: Part,
        right: Part,
        formats: bool,
        scope: ScopeId,
    ) -> ExprKind {
        let (Some(mut from), Some(to)) = (self.part(node, left), self.part(node, right)) else {
            return ExprKind::Other(self.inside(node));
        };
        let operator = self.operator(node, left);
        if JOINS.contains(&operator) {
            let mut pieces = vec![self.expr(to, scope)];
            while self.known(from).is_none()
                && let Some(inner) = self.compiled.build(from)
                && inner == build
                && self.joins(from, inner)
                && let (Some(l), Some(r)) = (self.part(from, left), self.part(from, right))
            {
                pieces.push(self.expr(r, scope));
                from = l;
            }
            pieces.push(self.expr(from, scope));
            pieces.reverse();
            return ExprKind::Concat(pieces);
        }
        let (l, r) = (self.expr(from, scope), self.expr(to, scope));
        if CHOOSES.contains(&operator) {
            ExprKind::Choice(vec![l, r])
        } else if COMPARES.contains(&operator) {
            ExprKind::Compare(l, r)
        } else if formats && matches!(operator, "%" | "<<") {
            let name_span = Span { start: span(from).end, end: span(to).start };
            let member = ExprKind::Member { base: l, name: operator.to_owned(), name_span };
            let target = self.push(member, Span { start: span(from).start, end: span(to).start }, scope);
            ExprKind::Call { target, args: vec![Arg { name: None, value: r, spread: false }], block: None }
        } else {
            ExprKind::Other(vec![l, r])
        }
    }

    /// A literal: one text, or the pieces of an interpolated one.
    fn literal(&mut self, node: Node<'t>, build: Build, scope: ScopeId) -> ExprKind {
        let mut pieces: Vec<ExprId> = Vec::new();
        let mut held = String::new();
        let mut from = node.start_byte();
        let mut to = from;
        let mut plain = true;
        let mut block = false;
        let mut interpolated = false;
        let mut escaped = false;
        let mut cursor = node.walk();
        let flush = |this: &mut Self, held: &mut String, from: usize, to: usize, pieces: &mut Vec<ExprId>| {
            if !held.is_empty() {
                let kind = ExprKind::Text(std::mem::take(held));
                pieces.push(this.push(kind, Span::new(from..to), scope));
            }
        };
        for child in node.children(&mut cursor) {
            if let Some(value) = self.known(child) {
                flush(self, &mut held, from, to, &mut pieces);
                pieces.push(value);
                (plain, interpolated) = (false, true);
                from = child.end_byte();
                to = from;
                continue;
            }
            let kind = child.kind();
            if !child.is_named()
                || ["_start", "_end", "_encoding", "_quote", "_brace"].iter().any(|e| kind.ends_with(e))
            {
                continue;
            }
            if held.is_empty() {
                from = child.start_byte();
            }
            to = child.end_byte();
            plain = false;
            block |= matches!(kind, "multiline_string_fragment" | "raw_string_content" | "heredoc_content");
            let before = held.len();
            escaped |= self.content(child, &mut held);
            if build == Build::Braced {
                let mut text = held.split_off(before).replace("{{", "{").replace("}}", "}");
                if self.text(node).chars().take(3).any(|c| c == '@') {
                    text = text.replace("\"\"", "\"");
                }
                held.push_str(&text);
            }
        }
        if plain {
            return ExprKind::Text(text::inside(self.text(node)).to_owned());
        }
        if !escaped && held.contains('\\') && self.text(node).starts_with('\'') {
            // A grammar that sees no escapes between single quotes: there are only these two.
            held = held.replace("\\'", "'").replace("\\\\", "\\");
        }
        if !interpolated {
            return ExprKind::Text(if block { text::outdented(&held) } else { held });
        }
        flush(self, &mut held, from, to, &mut pieces);
        ExprKind::Concat(pieces)
    }

    /// The text of a piece of a literal, its escapes resolved; whether it had any.
    fn content(&self, node: Node<'t>, into: &mut String) -> bool {
        if node.kind().contains("escape") {
            text::unescape(self.text(node), into);
            return true;
        }
        let mut at = node.start_byte();
        let mut cursor = node.walk();
        for child in node.children(&mut cursor).filter(|c| c.kind().contains("escape")) {
            into.push_str(self.file.slice(Span::new(at..child.start_byte())));
            text::unescape(self.text(child), into);
            at = child.end_byte();
        }
        into.push_str(self.file.slice(Span::new(at..node.end_byte())));
        at > node.start_byte()
    }
}

/// What building a node gave.
enum Made {
    /// A new expression.
    Kind(ExprKind),
    /// The node is only a wrapper of one.
    Same(ExprId),
    /// The node is a part of what is above it.
    Nothing,
}
