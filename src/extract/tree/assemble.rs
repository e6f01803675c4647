//! Turns marks into facts, now that every expression has its number.

use std::collections::{HashMap, HashSet};

use tree_sitter::Node;

use super::arena::Builder;
use super::marks::{Given, Mark, Marks, Piece, Whole};
use super::walk::Walked;
use super::{names, span};
use crate::fact::{
    Annotation, Assignment, Binding, BindingKind, ExprId, ExprKind, Facts, Import, Lambda, Method, Param,
    Return, ScopeId, ScopeKind, Type, TypeKind, TypeName,
};
use crate::source::Span;

struct Assembler<'t, 'a> {
    builder: Builder<'t, 'a>,
    within: HashMap<usize, ScopeId>,
    declared: HashSet<usize>,
    /// Names that imports give.
    imported: HashSet<usize>,
    /// Method or lambda by scope.
    functions: HashMap<ScopeId, Function>,
}

#[derive(Clone, Copy)]
enum Function {
    Method(usize),
    Lambda(usize),
}

/// Turns marks into facts.
pub(super) fn assemble<'t>(walked: Walked<'t, '_>, marks: &Marks<'t>) -> Facts {
    let Walked { builder, within, declared } = walked;
    let imports = marks.marks.iter().filter(|m| m.whole == Whole::Import);
    let given = imports.flat_map(|m| [m.piece(Piece::Symbol), m.piece(Piece::Alias)]);
    let imported = given.flatten().map(|n| n.id()).collect();
    let mut this = Assembler { builder, within, declared, imported, functions: HashMap::new() };
    for mark in &marks.marks {
        this.add(mark);
    }
    // Parameters come second: their functions must all be there.
    for mark in marks.marks.iter().filter(|m| m.whole == Whole::Parameter) {
        this.parameter(mark);
    }
    this.own_types();
    this.builder.facts
}

impl<'t> Assembler<'t, '_> {
    /// `new static` makes one of the type it stands in.
    fn own_types(&mut self) {
        let own = self.builder.language.own_type;
        if own.is_empty() {
            return;
        }
        for i in 0..self.builder.facts.exprs.len() {
            let facts = &mut self.builder.facts;
            let scope = facts.exprs[i].scope;
            let ExprKind::New { ty, .. } = &facts.exprs[i].kind else { continue };
            if own.contains(&ty.name.as_str())
                && let Some(at) = facts.enclosing_type(scope)
            {
                let name = facts.types[at].name.clone();
                if let ExprKind::New { ty, .. } = &mut facts.exprs[i].kind {
                    ty.name = name;
                }
            }
        }
    }

    fn scope(&self, node: Node<'t>) -> ScopeId {
        self.within.get(&node.id()).copied().unwrap_or(ScopeId::FILE)
    }

    fn opened(&self, node: Node<'t>) -> ScopeId {
        self.builder.opened.get(&node.id()).copied().unwrap_or(ScopeId::FILE)
    }

    fn name(&self, mark: &Mark<'t>) -> (String, Span) {
        match mark.given(Piece::Name) {
            Some(given @ Given::Node(node)) => {
                (names::bare(given.text(self.builder.file)).to_owned(), span(*node))
            }
            Some(Given::Words(words)) => (words.clone(), span(mark.node)),
            None => (String::new(), span(mark.node)),
        }
    }

    fn ty(&self, mark: &Mark<'t>, piece: Piece) -> Option<TypeName> {
        let mut ty = match mark.given(piece)? {
            Given::Node(node) => self.builder.type_of(*node),
            Given::Words(words) => {
                TypeName { name: words.clone(), span: span(mark.node), ..TypeName::default() }
            }
        };
        ty.array |= mark.has(Piece::Array);
        // `var` says nothing, and so does a type that has no name.
        (!ty.name.is_empty() && !matches!(ty.name.as_str(), "var" | "let" | "val" | "def")).then_some(ty)
    }

    fn value(&mut self, mark: &Mark<'t>) -> Option<ExprId> {
        let scope = self.scope(mark.node);
        if let Some(value) = mark.piece(Piece::Value) {
            return Some(self.builder.expr(value, scope));
        }
        if let Some(from) = mark.piece(Piece::From) {
            let at = mark.piece(Piece::Symbol).or(mark.piece(Piece::Name)).unwrap_or(mark.node);
            let name = names::bare(self.builder.text(at)).to_owned();
            let base = self.builder.expr(from, scope);
            let member = ExprKind::Member { base, name, name_span: span(at) };
            return Some(self.builder.push(member, span(at), scope));
        }
        let each = mark.piece(Piece::Each)?;
        let base = self.builder.expr(each, scope);
        Some(self.builder.element(base, span(each), scope))
    }

    /// A module's path: what a literal holds, or a name with dots.
    fn path(&self, given: &Given<'t>) -> String {
        if let Given::Node(node) = given
            && let Some(id) = self.builder.known(*node)
        {
            let facts = &self.builder.facts;
            match facts.kind(id) {
                ExprKind::Text(text) | ExprKind::Symbol(text) => return text.clone(),
                // `dirname(__FILE__) . '/client.php'` imports a file beside this one.
                ExprKind::Concat(pieces) => {
                    let tail = pieces.iter().rev().find_map(|p| match facts.kind(*p) {
                        ExprKind::Text(text) => Some(text.trim_start_matches(['/', '\\']).to_owned()),
                        _ => None,
                    });
                    return tail.unwrap_or_default();
                }
                _ => {}
            }
        }
        let text = given.text(self.builder.file).trim();
        match text.chars().next() {
            Some('"' | '\'' | '`' | '<') => text.trim_matches(['"', '\'', '`', '<', '>']).to_owned(),
            _ => names::dotted(text),
        }
    }

    fn add(&mut self, mark: &Mark<'t>) {
        match mark.whole {
            Whole::Package => {
                let path = self.path(&Given::Node(mark.node));
                let facts = &mut self.builder.facts;
                // A C# file may declare several; the first is the file's.
                facts.package.get_or_insert(path);
            }
            Whole::Import => self.import(mark),
            Whole::Class | Whole::Part => self.type_(mark, TypeKind::Class),
            Whole::Interface => self.type_(mark, TypeKind::Interface),
            Whole::Enum => self.type_(mark, TypeKind::Enum),
            Whole::Module => self.type_(mark, TypeKind::Module),
            Whole::Method | Whole::Constructor => self.method(mark),
            Whole::Lambda => {
                let scope = self.opened(mark.node);
                self.functions.insert(scope, Function::Lambda(self.builder.facts.lambdas.len()));
                self.builder.facts.lambdas.push(Lambda { params: Vec::new(), scope });
            }
            Whole::Field => self.binding(mark, BindingKind::Field),
            Whole::Local => self.binding(mark, BindingKind::Local),
            Whole::Constant => self.binding(mark, BindingKind::Constant),
            Whole::Enumerator => self.binding(mark, BindingKind::EnumMember),
            Whole::Assignment if self.builder.entries.contains(&mark.node.id()) => {}
            Whole::Assignment => {
                let (Some(target), Some(value)) = (mark.piece(Piece::Target), mark.piece(Piece::Value))
                else {
                    return;
                };
                if self.declared.contains(&target.id()) {
                    return;
                }
                let scope = self.scope(mark.node);
                let target = self.builder.expr(target, scope);
                let mut value = self.builder.expr(value, scope);
                if mark.has(Piece::Default) {
                    value = self.builder.push(ExprKind::Choice(vec![target, value]), span(mark.node), scope);
                }
                let append = mark.has(Piece::Append);
                self.builder.facts.assignments.push(Assignment {
                    target,
                    value,
                    append,
                    scope,
                    span: span(mark.node),
                });
            }
            Whole::Return => {
                let scope = self.scope(mark.node);
                let value = self.builder.expr(mark.node, scope);
                self.builder.facts.returns.push(Return { value, scope });
            }
            Whole::Tail => {
                for value in self.builder.tails(mark.node) {
                    let scope = self.builder.facts.expr(value).scope;
                    self.builder.facts.returns.push(Return { value, scope });
                }
            }
            Whole::Annotation => {
                let here = self.scope(mark.node);
                let scope = mark.piece(Piece::Of).map_or(here, |of| {
                    self.builder.types.get(&of.id()).copied().unwrap_or_else(|| self.opened(of))
                });
                let expr = self.builder.expr(mark.node, here);
                self.builder.facts.annotations.push(Annotation { expr, scope });
            }
            Whole::Parameter | Whole::Branch | Whole::Loop | Whole::Handler | Whole::Dead => {}
        }
    }

    fn import(&mut self, mark: &Mark<'t>) {
        let text = |piece| mark.given(piece).map(|g| names::bare(g.text(self.builder.file)).to_owned());
        let symbol = text(Piece::Symbol).map(|s| s.split('<').next().unwrap_or_default().to_owned());
        let alias = text(Piece::Alias);
        let path = mark.given(Piece::Path).map(|g| self.path(g)).unwrap_or_default();
        let wildcard = mark.has(Piece::Wildcard);
        let span = span(mark.node);
        self.builder.facts.imports.push(Import { path, symbol, alias, wildcard, span });
    }

    fn type_(&mut self, mark: &Mark<'t>, kind: TypeKind) {
        let (name, span) = self.name(mark);
        let supertypes = mark
            .all(Piece::Super)
            .chain(mark.all(Piece::Mixin))
            .map(|s| self.builder.type_of(s))
            .filter(|t| !t.name.is_empty())
            .collect();
        // `class Acme::Client` is told apart by its scope, like a nested class.
        let name = name.rsplit([':', '.']).next().unwrap_or_default().to_owned();
        let scope = self.builder.types.get(&mark.node.id()).copied().unwrap_or(ScopeId::FILE);
        let types = &mut self.builder.facts.types;
        match types.iter_mut().find(|t| t.scope == scope && scope != ScopeId::FILE) {
            Some(first) => {
                first.supertypes.extend(supertypes);
                // The class itself says where it is, not its parts and not an interface merged with it.
                if mark.whole == Whole::Class {
                    (first.span, first.kind) = (span, kind);
                }
            }
            None => types.push(Type { name, span, kind, supertypes, scope }),
        }
    }

    fn method(&mut self, mark: &Mark<'t>) {
        let (mut name, span) = self.name(mark);
        if mark.whole == Whole::Constructor {
            "new".clone_into(&mut name);
        }
        let scope = self.opened(mark.node);
        self.functions.insert(scope, Function::Method(self.builder.facts.methods.len()));
        let returns = self.ty(mark, Piece::Returns);
        self.builder.facts.methods.push(Method {
            name,
            span,
            params: Vec::new(),
            returns,
            is_static: mark.has(Piece::Static),
            has_body: mark.has(Piece::Body),
            scope,
        });
    }

    fn parameter(&mut self, mark: &Mark<'t>) {
        let at = self.scope(mark.node);
        let kind = |s: &ScopeId| self.builder.facts.scope(*s).kind;
        let function = self
            .builder
            .facts
            .ancestors(at)
            .find(|s| matches!(kind(s), ScopeKind::Method | ScopeKind::Lambda))
            .and_then(|s| self.functions.get(&s).copied());
        let (name, span) = self.name(mark);
        let param = Param {
            name,
            ty: self.ty(mark, Piece::Type),
            default: self.value(mark),
            variadic: mark.has(Piece::Variadic),
            keywords: mark.has(Piece::Keywords),
            span,
        };
        match function {
            Some(Function::Method(i)) => self.builder.facts.methods[i].params.push(param),
            Some(Function::Lambda(i)) => self.builder.facts.lambdas[i].params.push(param),
            None => {}
        }
    }

    fn binding(&mut self, mark: &Mark<'t>, kind: BindingKind) {
        if mark.piece(Piece::Name).is_some_and(|n| self.imported.contains(&n.id())) {
            return;
        }
        let (name, span) = self.name(mark);
        let at = self.scope(mark.node);
        let member = matches!(kind, BindingKind::Field | BindingKind::EnumMember);
        let facts = &self.builder.facts;
        let body = facts.ancestors(at).find(|s| facts.scope(*s).kind == ScopeKind::Type);
        let scope = body.filter(|_| member).unwrap_or(at);
        let ty = self.ty(mark, Piece::Type);
        let value = self.value(mark);
        let facts = &mut self.builder.facts;
        // The value of an enum's member is constructed, and the code does not repeat of what type.
        if let (BindingKind::EnumMember, Some(ExprId(id))) = (kind, value)
            && let ExprKind::New { ty, .. } = &mut facts.exprs[id as usize].kind
            && ty.name.is_empty()
            && let Some(of) = facts.types.iter().rev().find(|t| t.scope == scope)
        {
            ty.name.clone_from(&of.name);
        }
        facts.bindings.push(Binding { name, kind, ty, value, scope, span });
    }
}

impl Builder<'_, '_> {
    /// Some element of a collection.
    fn element(&mut self, base: ExprId, at: Span, scope: ScopeId) -> ExprId {
        let index = self.push(ExprKind::Other(Vec::new()), at, scope);
        self.push(ExprKind::Index { base, index }, at, scope)
    }
}
