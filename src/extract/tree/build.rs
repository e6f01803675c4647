//! Builds expressions from syntax nodes by the language's node table.

use tree_sitter::Node;

use super::arena::Builder;
use super::{names, span, text};
use crate::fact::{Arg, ExprId, ExprKind, ScopeId, TypeName};
use crate::language::{Build, Part};
use crate::source::Span;

/// What building a node gave.
pub(super) enum Made {
    /// A new expression.
    Kind(ExprKind),
    /// The node is only a wrapper of one.
    Same(ExprId),
    /// The node is a part of what is above it.
    Nothing,
}

impl<'t> Builder<'t, '_> {
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
        let id = match self.make(node, build, scope) {
            Made::Kind(kind) => self.push(kind, span(node), scope),
            Made::Same(id) => id,
            Made::Nothing => return,
        };
        self.built.insert(node.id(), id);
    }

    /// What a node becomes; what the table says but the node has no parts for
    /// is `Other`, with what is inside.
    pub(super) fn make(&mut self, node: Node<'t>, build: Build, scope: ScopeId) -> Made {
        self.leaf(node, build, scope)
            .or_else(|| self.reference(node, build, scope))
            .or_else(|| self.operation(node, build, scope))
            .or_else(|| self.collection(node, build, scope))
            .unwrap_or_else(|| Made::Kind(ExprKind::Other(self.topmost(node))))
    }

    /// Literals, names and what else has no parts.
    fn leaf(&mut self, node: Node<'t>, build: Build, scope: ScopeId) -> Option<Made> {
        let written = self.text(node);
        Some(Made::Kind(match build {
            Build::Skip => return Some(Made::Nothing),
            Build::Text | Build::Braced => self.literal(node, build, scope),
            Build::Verbatim => ExprKind::Text(text::inside(written).replace("\"\"", "\"")),
            Build::Plain if written.trim().is_empty() => return Some(Made::Nothing),
            Build::Plain => ExprKind::Text(written.to_owned()),
            Build::Heredoc => ExprKind::Text(String::new()),
            Build::Atom => ExprKind::Atom(written.to_lowercase()),
            Build::Symbol => ExprKind::Symbol(names::bare(written).to_owned()),
            Build::Name | Build::Variable => match names::bare(written) {
                name if self.language.this.contains(&name) => ExprKind::This,
                name if self.language.superclass.contains(&name) => ExprKind::Super,
                name => ExprKind::Name(name.to_owned()),
            },
            Build::Qualified => ExprKind::Name(names::dotted(written)),
            Build::Relative if written.eq_ignore_ascii_case("parent") => ExprKind::Super,
            Build::Relative | Build::This => ExprKind::This,
            Build::Generic => ExprKind::Name(self.name(node)),
            Build::Super => ExprKind::Super,
            Build::Own => {
                let (at, name) = (span(node), names::bare(written).to_owned());
                let start = at.end.saturating_sub(Span::new(0..name.len()).end);
                let base = self.push(ExprKind::This, Span { start: at.start, end: start }, scope);
                ExprKind::Member { base, name, name_span: Span { start, end: at.end } }
            }
            Build::Lambda => ExprKind::Lambda(*self.opened.get(&node.id())?),
            _ => return None,
        }))
    }

    /// Members, elements, types.
    fn reference(&mut self, node: Node<'t>, build: Build, scope: ScopeId) -> Option<Made> {
        Some(Made::Kind(match build {
            Build::Member { base, name } | Build::StaticMember { base, name } => {
                let name = self.part(node, name)?;
                let Some(base) = self.part(node, base) else {
                    return Some(Made::Kind(ExprKind::Name(self.name(name))));
                };
                if base.id() == name.id() {
                    return None;
                }
                if self.compiled.build(name) == Some(Build::This) {
                    // `Outer.this`
                    return Some(Made::Same(self.expr(name, scope)));
                }
                if matches!(build, Build::StaticMember { .. }) && self.text(name) == "class" {
                    return Some(Made::Kind(ExprKind::TypeRef(self.type_of(base))));
                }
                let base = self.expr(base, scope);
                self.member(node, build, base, name, scope)
            }
            Build::Index { base, index } => {
                let base = self.part(node, base)?;
                let base = self.expr(base, scope);
                let index = match self.part(node, index) {
                    Some(index) => self.expr(index, scope),
                    None => self.push(ExprKind::Other(Vec::new()), span(node), scope),
                };
                ExprKind::Index { base, index }
            }
            Build::Cast { value, .. } => {
                let ty = self.type_part(node, build);
                let value = self.part(node, value)?;
                let value = self.expr(value, scope);
                match ty {
                    Some(ty) => ExprKind::Cast { ty: self.type_of(ty), value },
                    None => return Some(Made::Same(value)),
                }
            }
            Build::TypeTest { value, ty } => {
                let (value, ty) = (self.part(node, value)?, self.part(node, ty)?);
                let value = self.expr(value, scope);
                let ty = self.push(ExprKind::TypeRef(self.type_of(ty)), span(ty), scope);
                ExprKind::Compare(value, ty)
            }
            Build::TypeRef(part) => ExprKind::TypeRef(self.type_of(self.part(node, part)?)),
            _ => return None,
        }))
    }

    /// Calls, constructions, operators, and wrappers of them.
    fn operation(&mut self, node: Node<'t>, build: Build, scope: ScopeId) -> Option<Made> {
        Some(Made::Kind(match build {
            Build::Inner(part) => {
                let inner = self.part(node, part)?;
                return Some(Made::Same(self.expr(inner, scope)));
            }
            Build::Assigned { right: value, .. } | Build::Named { value, .. } | Build::Spread(value) => {
                return Some(match self.part(node, value) {
                    Some(value) => Made::Same(self.expr(value, scope)),
                    None => Made::Nothing,
                });
            }
            Build::Call { target, args } => {
                let at = self.part(node, target)?;
                let target = self.expr(at, scope);
                // An attribute without arguments has only its name as a child.
                let args = self.part(node, args).filter(|a| a.id() != at.id());
                let args = self.args(args, scope);
                match self.given_name(target, &args) {
                    Some(name) => ExprKind::Text(name),
                    None => ExprKind::Call { target, args, block: None },
                }
            }
            Build::Invoke { base, name, args, block } => {
                let target = match self.part(node, name) {
                    Some(name) => self.callee(node, build, base, name, scope),
                    // `callback.(x)`
                    None => {
                        let base = self.part(node, base)?;
                        self.expr(base, scope)
                    }
                };
                let block = self.part(node, block).and_then(|b| self.opened.get(&b.id()).copied());
                let args = self.part(node, args);
                ExprKind::Call { target, args: self.args(args, scope), block }
            }
            Build::New { ty, args, init } => {
                return Some(self.construction(node, build, [ty, args, init], scope));
            }
            Build::NewArray { ty, values } => {
                let ty = self.part(node, ty);
                if let Some(values) = self.part(node, values)
                    && ty.is_none_or(|t| t.id() != values.id())
                {
                    return Some(Made::Same(self.expr(values, scope)));
                }
                let ty = ty.map(|t| self.type_of(t)).unwrap_or_default();
                ExprKind::New { ty: TypeName { array: true, ..ty }, args: Vec::new(), init: None }
            }
            Build::Binary { left, right, formats } => self.binary(node, build, left, right, formats, scope),
            Build::Choice(parts) => {
                let parts: Vec<_> = parts.iter().filter_map(|p| self.part(node, p)).collect();
                ExprKind::Choice(parts.into_iter().map(|p| self.expr(p, scope)).collect())
            }
            _ => return None,
        }))
    }

    fn construction(
        &mut self,
        node: Node<'t>,
        build: Build,
        [ty, args, init]: [Part; 3],
        scope: ScopeId,
    ) -> Made {
        let class = self.part(node, ty);
        let args = self.part(node, args).filter(|a| class.is_none_or(|c| c.id() != a.id()));
        let init = self.part(node, init);
        if ty.is_empty() && args.is_none() && init.is_none() {
            // A member of an enum that constructs nothing.
            return Made::Nothing;
        }
        let args = self.args(args, scope);
        let named = self.type_part(node, build);
        if named.is_none()
            && let Some(class) = class
            && let Some(base) = self.known(class)
        {
            let member = ExprKind::Member { base, name: "new".to_owned(), name_span: span(class) };
            let target = self.push(member, span(class), scope);
            return Made::Kind(ExprKind::Call { target, args, block: None });
        }
        let ty = named.map(|t| self.type_of(t)).unwrap_or_default();
        let init = init.map(|i| self.expr(i, scope));
        Made::Kind(ExprKind::New { ty, args, init })
    }

    /// Lists and pairs.
    fn collection(&mut self, node: Node<'t>, build: Build, scope: ScopeId) -> Option<Made> {
        Some(Made::Kind(match build {
            Build::Pair { .. } => return Some(Made::Nothing),
            Build::Entry => {
                return Some(match self.children(node).as_slice() {
                    [only] => Made::Same(self.expr(*only, scope)),
                    _ => Made::Nothing,
                });
            }
            Build::Concat => ExprKind::Concat(self.parts(node, scope)),
            Build::List => ExprKind::List(self.parts(node, scope)),
            Build::Pairs => ExprKind::Pairs(self.pairs(&self.children(node), scope)),
            Build::Record => ExprKind::Pairs(self.record(node, scope)),
            Build::Elements(part) => {
                let each = self.part(node, part);
                ExprKind::List(each.into_iter().map(|e| self.expr(e, scope)).collect())
            }
            Build::Collection | Build::Initializer => {
                let entries = self.children(node);
                let pairs = entries.iter().filter(|e| self.pair(**e).is_some()).count();
                let enough = if build == Build::Collection { 1 } else { entries.len().max(1) };
                if pairs >= enough {
                    ExprKind::Pairs(self.pairs(&entries, scope))
                } else {
                    ExprKind::List(self.parts(node, scope))
                }
            }
            _ => return None,
        }))
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

    fn parts(&mut self, node: Node<'t>, scope: ScopeId) -> Vec<ExprId> {
        self.children(node).into_iter().map(|c| self.expr(c, scope)).collect()
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
}
