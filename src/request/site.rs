//! Facts about the place of a call: what is around it, and what becomes of its answer.

use super::{Request, handler, spelled};
use crate::fact::{ExprId, ExprKind, ScopeId, ScopeKind};
use crate::link::FileId;
use crate::rule::{RequestView, Truth, Value};
use crate::source::Span;

/// Whether code can say such a thing; other words are questions for a person.
pub fn is_of_code(subject: &str, words: &str) -> bool {
    let words = words.strip_prefix("not ").unwrap_or(words);
    match subject {
        "call_site" => {
            matches!(words, "catches a fault" | "called in a loop")
                || ["loops over ", "followed by ", "follows "].iter().any(|w| words.starts_with(w))
        }
        "result" => words == "read" || words.starts_with("read for "),
        _ => false,
    }
}

/// A fact in the words of the packs.
pub(super) fn fact(request: &Request<'_, '_>, subject: &str, words: &str) -> Truth {
    let Some(call) = request.verdict.expr else { return Truth::CannotTell };
    let site = Site { request, call };
    match subject {
        "call_site" => {
            if words == "catches a fault" {
                return Truth::from(site.handler().is_some());
            }
            if words == "called in a loop" {
                return site.in_loop();
            }
            if let Some(parameter) = words.strip_prefix("loops over ") {
                return site.loops_over(parameter);
            }
            if let Some(operation) = words.strip_prefix("followed by ") {
                return site.beside(operation, true);
            }
            if let Some(operation) = words.strip_prefix("follows ") {
                return site.beside(operation, false);
            }
            Truth::CannotTell
        }
        "result" => match words.strip_prefix("read") {
            Some("") => site.is_read(),
            Some(rest) => match rest.strip_prefix(" for ") {
                Some(members) => site.reads(members),
                None => Truth::CannotTell,
            },
            None => Truth::CannotTell,
        },
        _ => Truth::CannotTell,
    }
}

/// Where the code says so, for facts that stand in one place.
pub fn place(request: &Request<'_, '_>, subject: &str, words: &str) -> Option<(FileId, Span)> {
    let site = Site { request, call: request.verdict.expr? };
    let file = site.file();
    match (subject, words) {
        ("call_site", "catches a fault") => site.handler(),
        ("call_site", "called in a loop") => {
            let mut loops = site.loops().into_iter().filter(|around| !site.is_left_after(*around));
            loops.next().map(|around| (file, site.facts().scope(around).span))
        }
        ("call_site", words) => {
            if let Some(parameter) = words.strip_prefix("loops over ") {
                return site.written_anew(parameter).map(|span| (file, span));
            }
            let (operation, after) = match words.strip_prefix("followed by ") {
                Some(operation) => (operation, true),
                None => (words.strip_prefix("follows ")?, false),
            };
            site.named_beside(operation, after).map(|span| (file, span))
        }
        ("result", words) => site.member_read(words.strip_prefix("read for ")?).map(|span| (file, span)),
        _ => None,
    }
}

struct Site<'r, 'p, 'a> {
    request: &'r Request<'p, 'a>,
    call: ExprId,
}

impl Site<'_, '_, '_> {
    fn file(&self) -> usize {
        self.request.verdict.file
    }

    fn facts(&self) -> &crate::fact::Facts {
        self.request.project.facts(self.file())
    }

    fn scope(&self) -> ScopeId {
        self.facts().expr(self.call).scope
    }

    fn span(&self) -> Span {
        self.facts().expr(self.call).span
    }

    /// The method or file around the call.
    fn body(&self) -> ScopeId {
        self.facts().body(self.scope())
    }

    /// Whether a handler around the call waits for faults: any in its own method, and in
    /// those that call it one that names a fault of a SOAP client.
    fn handler(&self) -> Option<(FileId, Span)> {
        let project = self.request.project;
        let faults: Vec<&str> =
            project.rules.clients.iter().flat_map(|c| &c.faults).map(String::as_str).collect();
        let handlers = handler::around(project, self.file(), self.call);
        let found = handlers.iter().filter(|h| h.is_dedicated()).find(|h| {
            let head = project.files[h.file].source.slice(h.span).lines().next().unwrap_or_default();
            let head = head.replace("::", ".").replace('\\', ".");
            let names = head.split(|c: char| !c.is_alphanumeric() && c != '.' && c != '_');
            h.own
                || names.into_iter().any(|n| faults.iter().any(|f| n == *f || n.ends_with(&format!(".{f}"))))
        });
        found.map(|h| (h.file, h.span))
    }

    /// Loops around the call within its method, blocks of iterators among them.
    fn loops(&self) -> Vec<ScopeId> {
        let facts = self.facts();
        let file = self.file();
        facts
            .ancestors(self.scope())
            .take_while(|s| facts.scope(*s).kind != ScopeKind::Method)
            .filter(|s| match facts.scope(*s).kind {
                ScopeKind::Loop => true,
                ScopeKind::Lambda => self.request.project.call_of_block(file, *s).is_some_and(|call| {
                    let ExprKind::Call { target, .. } = facts.kind(call) else { return false };
                    let (ExprKind::Member { name, .. } | ExprKind::Name(name)) = facts.kind(*target) else {
                        return false;
                    };
                    matches!(
                        spelled(name).as_str(),
                        "each"
                            | "map"
                            | "collect"
                            | "foreach"
                            | "eachwithindex"
                            | "eachslice"
                            | "ingroupsof"
                            | "findeach"
                            | "times"
                            | "loop"
                            | "select"
                            | "arraymap"
                            | "flatmap"
                            | "eachpair"
                            | "findinbatches"
                            | "upto"
                            | "step"
                            | "mapseries"
                            | "eachseries"
                    )
                }),
                _ => false,
            })
            .collect()
    }

    fn in_loop(&self) -> Truth {
        if self.loops().into_iter().any(|around| !self.is_left_after(around)) {
            return Truth::Yes;
        }
        // Who calls the method may do so in a loop.
        let project = self.request.project;
        match project.method_around(self.file(), self.scope()) {
            Some(_) => Truth::CannotTell,
            None => Truth::No,
        }
    }

    /// Whether a loop always ends once the call was made: it only tries again after an error.
    fn is_left_after(&self, around: ScopeId) -> bool {
        let facts = self.facts();
        let source = &self.request.project.files[self.file()].source;
        let (span, call) = (facts.scope(around).span, self.span());
        // A `break` of a `switch` leaves no loop.
        if source.slice(Span { start: span.start, end: call.start }).contains("switch") {
            return false;
        }
        let rest = source.slice(Span { start: call.end, end: span.end.max(call.end) });
        let mut at = call.end;
        rest.split_inclusive('\n').any(|line| {
            let start = at + (line.len() - line.trim_start().len()) as u32;
            at += line.len() as u32;
            let word = line.trim().trim_end_matches(';');
            let leaves = word == "break" || word == "return" || word.starts_with("return ");
            // In the block of the call or around it: nothing decides whether it is reached.
            let inner =
                facts.scopes.iter().enumerate().filter(|(_, s)| s.span.start <= start && start < s.span.end);
            let inner = inner.min_by_key(|(_, s)| s.span.end - s.span.start).map(|(i, _)| i);
            leaves && facts.ancestors(self.scope()).any(|s| Some(s.0 as usize) == inner)
        })
    }

    /// Whether a parameter is written anew in a loop around the call.
    fn loops_over(&self, parameter: &str) -> Truth {
        match (self.written_anew(parameter), self.request.value(parameter)) {
            (Some(_), _) => Truth::Yes,
            (None, Value::Absent) => Truth::No,
            (None, _) => Truth::CannotTell,
        }
    }

    /// Where a loop around the call writes a parameter anew.
    fn written_anew(&self, parameter: &str) -> Option<Span> {
        let last = spelled(parameter.rsplit('.').next().unwrap_or(parameter));
        let facts = self.facts();
        let ends = |name: &str| {
            let name = spelled(name);
            name == last || name.ends_with(&last)
        };
        self.loops().into_iter().find_map(|around| {
            let span = facts.scope(around).span;
            let written = facts.assignments.iter().find(|a| {
                span.contains(a.span)
                    && match facts.kind(a.target) {
                        ExprKind::Name(name) | ExprKind::Member { name, .. } => ends(name),
                        ExprKind::Index { index, .. } => {
                            matches!(facts.kind(*index), ExprKind::Text(t) | ExprKind::Symbol(t) if ends(t))
                        }
                        _ => false,
                    }
            });
            let set = || {
                facts.iter().find(|(_, e)| {
                    span.contains(e.span)
                        && match &e.kind {
                            ExprKind::Call { target, args, .. } if args.len() == 1 => {
                                matches!(facts.kind(*target), ExprKind::Member { name, .. } if name.starts_with("set") && ends(name))
                            }
                            _ => false,
                        }
                })
            };
            written.map(|a| a.span).or_else(|| set().map(|(_, e)| e.span))
        })
    }

    /// Whether another operation is named before or after the call, in the same method.
    fn beside(&self, operation: &str, after: bool) -> Truth {
        if self.named_beside(operation, after).is_some() {
            return Truth::Yes;
        }
        let project = self.request.project;
        let elsewhere = (0..project.files.len())
            .filter(|f| project.knows(self.file(), *f))
            .any(|f| project.facts(f).iter().any(|(_, e)| is_named(&e.kind, &spelled(operation))));
        if elsewhere { Truth::CannotTell } else { Truth::No }
    }

    fn named_beside(&self, operation: &str, after: bool) -> Option<Span> {
        let facts = self.facts();
        let body = facts.scope(self.body()).span;
        let (wanted, call) = (spelled(operation), self.span());
        let named = facts.iter().filter(|(_, e)| is_named(&e.kind, &wanted)).map(|(_, e)| e.span);
        let right_side = |span: &Span| if after { span.start >= call.end } else { span.end <= call.start };
        named.filter(|span| body.contains(*span)).find(right_side)
    }

    /// The variable the answer is kept in.
    fn kept(&self) -> Option<&str> {
        let facts = self.facts();
        let holds = |v: ExprId| {
            v == self.call
                || std::iter::successors(Some(self.call), |id| self.request.project.parent(self.file(), *id))
                    .take(6)
                    .any(|id| id == v)
        };
        let bound = facts.bindings.iter().find(|b| b.value.is_some_and(holds)).map(|b| b.name.as_str());
        bound.or_else(|| {
            facts.assignments.iter().find(|a| holds(a.value)).and_then(|a| match facts.kind(a.target) {
                ExprKind::Name(name) | ExprKind::Member { name, .. } => Some(name.as_str()),
                _ => None,
            })
        })
    }

    /// Whether the answer goes to the caller, from the call or from the variable that keeps it.
    fn is_returned(&self) -> bool {
        let facts = self.facts();
        let (body, call) = (facts.scope(self.body()).span, self.span());
        let kept = self.kept();
        let is_kept = |id: ExprId| {
            let after = facts.expr(id).span.start >= call.end && body.contains(facts.expr(id).span);
            after && matches!(facts.kind(id), ExprKind::Name(name) if kept == Some(name))
        };
        facts.returns.iter().any(|r| facts.expr(r.value).span.contains(call) || is_kept(r.value))
    }

    fn is_read(&self) -> Truth {
        let facts = self.facts();
        if !matches!(facts.kind(self.call), ExprKind::Call { .. }) {
            return Truth::CannotTell;
        }
        if let Some(name) = self.kept() {
            let after = self.span().end;
            let used = facts.iter().any(|(_, e)| {
                e.span.start >= after
                    && matches!(&e.kind, ExprKind::Name(n) | ExprKind::Member { name: n, .. } if n == name)
            });
            return Truth::from(used);
        }
        if self.is_returned() {
            return Truth::CannotTell;
        }
        match self.request.project.parent(self.file(), self.call) {
            Some(_) => Truth::Yes,
            None if self.is_callback_given() => Truth::CannotTell,
            None => Truth::No,
        }
    }

    fn is_callback_given(&self) -> bool {
        let facts = self.facts();
        match facts.kind(self.call) {
            ExprKind::Call { args, block, .. } => {
                block.is_some() || args.iter().any(|a| matches!(facts.kind(a.value), ExprKind::Lambda(_)))
            }
            _ => false,
        }
    }

    /// `result is read for rowsFailed or importSummary`
    fn reads(&self, members: &str) -> Truth {
        match (self.member_read(members), self.is_read()) {
            (Some(_), _) => Truth::Yes,
            (None, Truth::No) => Truth::No,
            (None, _) if self.is_returned() => Truth::CannotTell,
            (None, _) => Truth::No,
        }
    }

    fn member_read(&self, members: &str) -> Option<Span> {
        let facts = self.facts();
        let body = facts.scope(self.body()).span;
        let wanted: Vec<String> = members.split(" or ").map(|m| spelled(m.trim())).collect();
        let is = |name: &str| {
            let name = spelled(name);
            wanted.iter().any(|w| name == *w || name == format!("get{w}"))
        };
        let mut read = facts.iter().filter(|(_, e)| {
            body.contains(e.span)
                && match &e.kind {
                    ExprKind::Member { name, .. } => is(name),
                    // A key, or a status that is compared.
                    ExprKind::Text(t) | ExprKind::Symbol(t) => is(t),
                    _ => false,
                }
        });
        read.next().map(|(_, e)| e.span)
    }
}

fn is_named(kind: &ExprKind, wanted: &str) -> bool {
    match kind {
        ExprKind::Text(t) | ExprKind::Symbol(t) => spelled(t) == wanted,
        ExprKind::Member { name, .. } | ExprKind::Name(name) => spelled(name) == wanted,
        _ => false,
    }
}
