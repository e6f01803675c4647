//! Arguments of calls, and pairs of keys and values.

use tree_sitter::Node;

use super::arena::Builder;
use super::{names, span};
use crate::fact::{Arg, ExprId, ExprKind, ScopeId};
use crate::language::Build;
use crate::source::Span;

impl<'t> Builder<'t, '_> {
    /// The arguments in a node; a node that is an expression is the only one.
    pub(super) fn args(&mut self, node: Option<Node<'t>>, scope: ScopeId) -> Vec<Arg> {
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
    pub(super) fn pair(&self, node: Node<'t>) -> Option<(Node<'t>, Option<Node<'t>>)> {
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

    pub(super) fn record(&mut self, node: Node<'t>, scope: ScopeId) -> Vec<(ExprId, ExprId)> {
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

    pub(super) fn pairs(&mut self, entries: &[Node<'t>], scope: ScopeId) -> Vec<(ExprId, ExprId)> {
        let mut pairs = Vec::new();
        for entry in entries {
            match self.pair(*entry) {
                Some((key, Some(value))) => {
                    self.entries.insert(entry.id());
                    pairs.push((self.key(key, scope), self.expr(value, scope)));
                }
                Some((key, None)) => {
                    // `{ client }`: the key names the value.
                    let id = self.key(key, scope);
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

    /// A key; what is a name and no expression is a symbol.
    fn key(&mut self, node: Node<'t>, scope: ScopeId) -> ExprId {
        if self.compiled.build(node).is_some() || node.child_count() > 0 {
            return self.expr(node, scope);
        }
        let name = names::bare(self.text(node)).to_owned();
        self.push(ExprKind::Symbol(name), span(node), scope)
    }
}
