//! Texts that code builds in pieces: concatenations, templates that are filled, variables
//! that grow, helpers that give a piece back. What cannot be read is a hole.

use super::Part;
use super::read::{At, Reader};
use crate::fact::{Arg, ExprId, ExprKind, ScopeId, ScopeKind};
use crate::link::FileId;
use crate::link::constants::HOLE;
use crate::link::events::{Event, What};
use crate::link::template::{Arguments, placeholder};

/// Begins what a loop writes any number of times.
pub(super) const LOOP: char = '\u{fff9}';

/// Begins what is written in some cases only.
pub(super) const MAYBE: char = '\u{fffa}';

/// Ends what [`LOOP`] or [`MAYBE`] began.
pub(super) const END: char = '\u{fffb}';

/// Longer texts are no requests.
const LONGEST: usize = 200_000;

/// A text with holes.
#[derive(Debug, Default)]
pub struct Pieces {
    /// The text, with [`HOLE`] for what is not readable, and [`LOOP`], [`MAYBE`] and [`END`]
    /// around what does not come exactly once.
    pub text: String,
    /// What fills the holes, in order.
    pub holes: Vec<Part>,
}

impl Pieces {
    fn push(&mut self, text: &str) {
        self.holes.extend(text.matches(HOLE).map(|_| Part::unknown()));
        self.text.push_str(text);
    }

    fn hole(&mut self, part: Part) {
        self.text.push(HOLE);
        self.holes.push(part);
    }

    /// Takes another text over at a place of its own.
    fn join(&mut self, other: Pieces) {
        self.text.push_str(&other.text);
        self.holes.extend(other.holes);
    }

    fn within(&mut self, mark: char, write: impl FnOnce(&mut Self)) {
        self.text.push(mark);
        write(self);
        self.text.push(END);
    }
}

impl Reader<'_, '_> {
    /// The text of an expression.
    pub(super) fn pieces(&self, id: ExprId, at: &At, into: &mut Pieces) {
        let facts = self.project.facts(at.file);
        if into.text.len() > LONGEST || !self.may_look(at) {
            return into.hole(Part { place: Some((at.file, id)), ..Part::unknown() });
        }
        let at = &at.deeper();
        match facts.kind(id) {
            ExprKind::Text(text) => into.push(text),
            ExprKind::Concat(parts) => parts.iter().for_each(|p| self.pieces(*p, at, into)),
            ExprKind::Cast { value, .. } => self.pieces(*value, at, into),
            ExprKind::Other(parts) if parts.len() == 1 => self.pieces(parts[0], at, into),
            ExprKind::Name(name) => self.named(id, name, at, into),
            ExprKind::Choice(list) => {
                let all: Vec<Pieces> = list.iter().map(|one| self.text_of(*one, at)).collect();
                self.alternatives(all, || self.part(id, at), into);
            }
            ExprKind::Call { target, args, block } => self.called(id, *target, args, *block, at, into),
            _ => self.leaf(id, at, into),
        }
    }

    pub(super) fn text_of(&self, id: ExprId, at: &At) -> Pieces {
        let mut pieces = Pieces::default();
        self.pieces(id, at, &mut pieces);
        pieces
    }

    /// Texts of which one is written; values without markup are one value that is not known.
    fn alternatives(&self, all: Vec<Pieces>, whole: impl FnOnce() -> Part, into: &mut Pieces) {
        if all.iter().any(|p| p.text.contains('<')) {
            for one in all {
                into.within(MAYBE, |into| into.join(one));
            }
        } else {
            into.hole(whole());
        }
    }

    /// What is no text of several pieces: a constant, else a value.
    fn leaf(&self, id: ExprId, at: &At, into: &mut Pieces) {
        let texts = self.project.texts(at.file, id);
        match texts.as_slice() {
            [one] if !one.contains(HOLE) || one.contains('<') => into.push(one),
            _ => into.hole(self.part(id, at)),
        }
    }

    /// A variable with all that was written to it so far, a parameter, or a constant.
    fn named(&self, id: ExprId, name: &str, at: &At, into: &mut Pieces) {
        let facts = self.project.facts(at.file);
        let expr = facts.expr(id);
        let events = self.project.events(at.file);
        let home = self.home_of(at.file, expr.scope, name);
        let list: Vec<&Event> = events
            .of_name(name)
            .iter()
            .filter(|e| e.path.is_empty() && e.span.start < at.until && !e.span.contains(expr.span))
            .filter(|e| home.is_some_and(|home| facts.ancestors(e.scope).any(|s| s == home)))
            .collect();
        let sure = |e: &Event| facts.ancestors(expr.scope).any(|s| s == e.scope);
        let first = list.iter().rposition(|e| matches!(e.what, What::Set(_)) && sure(e));
        let list = &list[first.unwrap_or(0)..];
        let written = list.iter().any(|e| matches!(e.what, What::Set(_) | What::Append(_) | What::Push(_)));
        // What a parameter held before it grows is in the hands of the callers.
        let begun = first.is_some() || self.is_local(at.file, expr.scope, name);
        let key = (at.file, format!("{name}\""), expr.span.start, at.until);
        if written && begun && self.busy.borrow_mut().insert(key.clone()) {
            let grown = self.grown(list, expr.scope, name, at);
            self.busy.borrow_mut().remove(&key);
            if let Some(grown) = grown {
                return into.join(grown);
            }
        }
        match self.project.texts(at.file, id).as_slice() {
            // A parameter's default is one value of many.
            [one] if home.is_none() && !one.contains(HOLE) => into.push(one),
            _ => {
                let part = self.part(id, at);
                match part.texts.as_slice() {
                    [one] if !part.unknown && (!part.open || one.contains('<')) => into.push(one),
                    _ => into.hole(part),
                }
            }
        }
    }

    /// What the events of a variable leave in it, seen from a scope; nothing where it is one
    /// of several values instead of a text that grows.
    fn grown(&self, list: &[&Event], from: ScopeId, name: &str, at: &At) -> Option<Pieces> {
        let facts = self.project.facts(at.file);
        let mut into = Pieces::default();
        for event in list {
            let then = At { until: event.span.start, ..at.clone() };
            match event.what {
                What::Set(value) if facts.ancestors(from).any(|s| s == event.scope) => {
                    self.pieces(value, &then, &mut into);
                }
                What::Set(value) => match facts.kind(value) {
                    // `xml = xml + more` in a branch or a loop.
                    ExprKind::Concat(parts) if self.is_named(at.file, parts.first(), name) => {
                        self.marked(event.scope, from, at.file, &mut into, |into| {
                            parts[1..].iter().for_each(|p| self.pieces(*p, &then, into));
                        });
                    }
                    _ => {
                        let other = self.text_of(value, &then);
                        let markup = |text: &str| text.trim().is_empty() || text.contains('<');
                        if !markup(&other.text) || !markup(&into.text) {
                            return None;
                        }
                        self.marked(event.scope, from, at.file, &mut into, |into| into.join(other));
                    }
                },
                What::Append(value) | What::Push(value) => {
                    self.marked(event.scope, from, at.file, &mut into, |into| {
                        self.pieces(value, &then, into);
                    });
                }
                _ => {}
            }
        }
        Some(into)
    }

    fn is_named(&self, file: FileId, id: Option<&ExprId>, name: &str) -> bool {
        id.is_some_and(|id| matches!(self.project.facts(file).kind(*id), ExprKind::Name(n) if n == name))
    }

    /// Writes within the marks of the loops and branches between two scopes.
    fn marked(
        &self,
        inner: ScopeId,
        outer: ScopeId,
        file: FileId,
        into: &mut Pieces,
        write: impl FnOnce(&mut Pieces),
    ) {
        let facts = self.project.facts(file);
        let between = facts.ancestors(inner).take_while(|s| !facts.ancestors(outer).any(|o| o == *s));
        let marks: Vec<char> = between
            .filter_map(|s| match facts.scope(s).kind {
                ScopeKind::Loop | ScopeKind::Lambda => Some(LOOP),
                ScopeKind::Branch | ScopeKind::Handler => Some(MAYBE),
                _ => None,
            })
            .collect();
        into.text.extend(&marks);
        write(into);
        into.text.extend(marks.iter().map(|_| END));
    }

    fn called(
        &self,
        id: ExprId,
        target: ExprId,
        args: &[Arg],
        block: Option<ScopeId>,
        at: &At,
        into: &mut Pieces,
    ) {
        let facts = self.project.facts(at.file);
        let (base, name) = match facts.kind(target) {
            ExprKind::Name(name) => (None, name.as_str()),
            ExprKind::Member { base, name, .. } => (Some(*base), name.as_str()),
            _ => return self.leaf(id, at, into),
        };
        match (base, name, args) {
            (Some(base), "toString" | "ToString" | "to_s" | "strip" | "trim" | "Trim" | "dedent", []) => {
                return self.pieces(base, at, into);
            }
            (Some(base), "encode" | "decode" | "getBytes" | "freeze" | "html_safe", _) => {
                return self.pieces(base, at, into);
            }
            (Some(base), "format" | "%", _) if self.is_text(base, at) => {
                return self.filled(base, args, at, into);
            }
            (_, "format" | "Format" | "sprintf" | "formatted", [template, rest @ ..])
                if !rest.is_empty() && self.is_text(template.value, at) =>
            {
                return self.filled(template.value, rest, at, into);
            }
            // `"".join(pieces)`, `implode('', $pieces)`, `pieces.join('')`
            (Some(base), "join" | "Join", [list]) if self.is_text(base, at) => {
                return self.listed(list.value, at, into);
            }
            (_, "implode" | "join" | "Join", [_, list]) => return self.listed(list.value, at, into),
            (Some(base), "join", [] | [_]) => return self.listed(base, at, into),
            _ => {}
        }
        let (callees, _) = self.project.callees(at.file, id);
        if let ([method], None) = (callees.as_slice(), block)
            && self.project.method(*method).has_body
        {
            let texts = self.results(*method, args, at, |result, at| self.text_of(result, at));
            if texts.iter().any(|p| p.text.contains('<')) {
                return match <[Pieces; 1]>::try_from(texts) {
                    Ok([one]) => into.join(one),
                    Err(texts) => self.alternatives(texts, Part::unknown, into),
                };
            }
        }
        self.leaf(id, at, into);
    }

    /// Whether an expression is a text, or a variable that holds one.
    fn is_text(&self, id: ExprId, at: &At) -> bool {
        let facts = self.project.facts(at.file);
        matches!(facts.kind(id), ExprKind::Text(_) | ExprKind::Concat(_))
            || !self.project.texts(at.file, id).is_empty()
    }

    /// A template with its placeholders replaced.
    fn filled(&self, template: ExprId, args: &[Arg], at: &At, into: &mut Pieces) {
        let facts = self.project.facts(at.file);
        let template = self.text_of(template, at);
        let mut given = Arguments::of(facts, args);
        let mut holes = template.holes.into_iter();
        let mut rest = template.text.as_str();
        while let Some(found) = rest.find(['%', '{', HOLE]) {
            into.text.push_str(&rest[..found]);
            let tail = &rest[found..];
            if tail.starts_with(HOLE) {
                into.hole(holes.next().unwrap_or_else(Part::unknown));
                rest = &tail[HOLE.len_utf8()..];
                continue;
            }
            let Some((key, len)) = placeholder(tail) else {
                into.text.push_str(&tail[..1]);
                rest = &tail[1..];
                continue;
            };
            match given.take(key) {
                Some(value) => self.pieces(value, at, into),
                None => into.hole(Part::unknown()),
            }
            rest = &tail[len..];
        }
        into.text.push_str(rest);
    }

    /// A list of texts, joined.
    fn listed(&self, id: ExprId, at: &At, into: &mut Pieces) {
        let facts = self.project.facts(at.file);
        match facts.kind(id) {
            ExprKind::List(items) if self.is_comprehension(at.file, id) => {
                into.within(LOOP, |into| items.iter().for_each(|i| self.pieces(*i, at, into)));
            }
            ExprKind::List(items) => items.iter().for_each(|i| self.pieces(*i, at, into)),
            ExprKind::Call { target, args, block } => {
                let mapped = args.iter().find_map(|a| match facts.kind(a.value) {
                    ExprKind::Lambda(scope) => Some(*scope),
                    _ => None,
                });
                match (facts.kind(*target), block.or(mapped)) {
                    (ExprKind::Member { name, .. }, Some(scope))
                        if matches!(name.as_str(), "map" | "collect" | "Select") =>
                    {
                        let results = facts.returns.iter().filter(|r| r.scope == scope);
                        into.within(LOOP, |into| results.for_each(|r| self.pieces(r.value, at, into)));
                    }
                    _ => into.hole(self.part(id, at)),
                }
            }
            // A list that is filled before it is joined.
            ExprKind::Name(name) => self.named(id, name, at, into),
            _ => into.hole(self.part(id, at)),
        }
    }

    /// The text that a text is a piece or the template of.
    fn whole_text(&self, file: FileId, id: ExprId) -> Option<ExprId> {
        let facts = self.project.facts(file);
        let up = self.project.parent(file, id)?;
        match facts.kind(up) {
            ExprKind::Concat(_) | ExprKind::Other(_) | ExprKind::Cast { .. } => Some(up),
            ExprKind::Member { name, .. } if matches!(name.as_str(), "format" | "%" | "formatted") => {
                let call = self.project.parent(file, up)?;
                matches!(facts.kind(call), ExprKind::Call { target, .. } if *target == up).then_some(call)
            }
            ExprKind::Call { target, args, .. } if args.first().is_some_and(|a| a.value == id) => {
                let name = match facts.kind(*target) {
                    ExprKind::Name(name) | ExprKind::Member { name, .. } => name.as_str(),
                    _ => return None,
                };
                matches!(name, "format" | "Format" | "sprintf").then_some(up)
            }
            _ => None,
        }
    }

    /// The variable that a text is written to, as it is in the end; without one the text itself.
    pub(super) fn in_the_end(&self, id: ExprId, at: &At) -> Pieces {
        let facts = self.project.facts(at.file);
        let mut top = id;
        while let Some(up) = self.whole_text(at.file, top) {
            top = up;
        }
        let events = self.project.events(at.file);
        let written = events.each().find_map(|(name, list)| {
            let event = list.iter().find(|e| {
                e.path.is_empty()
                    && matches!(e.what, What::Set(v) | What::Append(v) | What::Push(v) if v == top)
            })?;
            Some((name, event.scope))
        });
        let grows = |name: &str| {
            let mut later = events.of_name(name).iter().filter(|e| e.span.start > facts.expr(top).span.start);
            later.any(|e| e.path.is_empty() && matches!(e.what, What::Append(_) | What::Push(_)))
        };
        let Some((name, scope)) = written.filter(|(name, _)| grows(name)) else {
            return self.text_of(top, at);
        };
        let uses = facts.iter().filter(|(_, e)| matches!(&e.kind, ExprKind::Name(n) if n == name));
        let home = self.home_of(at.file, scope, name);
        let here = |e: &crate::fact::Expr| self.home_of(at.file, e.scope, name) == home;
        let last = uses.filter(|(_, e)| here(e)).max_by_key(|(_, e)| e.span.start);
        match last {
            Some((last, _)) => self.text_of(last, &At { until: facts.expr(last).span.start, ..at.clone() }),
            None => self.text_of(top, at),
        }
    }
}
