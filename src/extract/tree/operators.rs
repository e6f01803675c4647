//! Operators: what joins texts, chooses, compares.

use tree_sitter::Node;

use super::arena::Builder;
use super::span;
use crate::fact::{Arg, ExprKind, ScopeId};
use crate::language::{Build, Part};
use crate::source::Span;

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
    pub(super) fn joins(&self, node: Node<'t>, build: Build) -> bool {
        matches!(build, Build::Binary { left, .. } if JOINS.contains(&self.operator(node, left)))
    }

    pub(super) fn binary(
        &mut self,
        node: Node<'t>,
        build: Build,
        left: Part,
        right: Part,
        formats: bool,
        scope: ScopeId,
    ) -> ExprKind {
        let (Some(mut from), Some(to)) = (self.part(node, left), self.part(node, right)) else {
            return ExprKind::Other(self.topmost(node));
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
}
