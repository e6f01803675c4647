//! Text literals: one text, or the pieces of an interpolated one.

use tree_sitter::Node;

use super::arena::Builder;
use super::text;
use crate::fact::{ExprId, ExprKind, ScopeId};
use crate::language::Build;
use crate::source::Span;

impl<'t> Builder<'t, '_> {
    /// A literal: one text, or the pieces of an interpolated one.
    pub(super) fn literal(&mut self, node: Node<'t>, build: Build, scope: ScopeId) -> ExprKind {
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
            return ExprKind::Text(text::unescaped(text::inside(self.text(node))));
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
