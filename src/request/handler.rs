//! What the code does with a fault of a call: the handlers around it and around the
//! calls of its method, and the fault codes they tell apart.

use std::collections::{BTreeSet, HashSet};

use super::sight::{Seen, Sights, literals, mentions_name};
use crate::fact::{ExprId, ExprKind, ScopeId, ScopeKind};
use crate::link::{FileId, Project};
use crate::source::Span;

/// How many calls lead from a handler down to the SOAP call.
const LEVELS: u8 = 3;

/// Who is called from more places than these has no caller of its own.
const MOST_CALLERS: usize = 16;

/// Methods that ask whether a text is, or holds, another.
const ASKS: &[&str] = &[
    "contains",
    "equals",
    "equalsIgnoreCase",
    "startsWith",
    "endsWith",
    "indexOf",
    "matches",
    "match",
    "match?",
    "search",
    "test",
    "includes",
    "include?",
    "start_with?",
    "startswith",
    "find",
    "eql?",
    "Contains",
    "Equals",
    "StartsWith",
    "IndexOf",
    "IsMatch",
    "strpos",
    "stripos",
    "strstr",
    "stristr",
    "strcmp",
    "preg_match",
    "in_array",
    "str_contains",
    "str_starts_with",
    "substr_count",
    "get",
];

/// Code that runs when a call fails.
pub(super) struct Handler {
    pub(super) file: FileId,
    pub(super) span: Span,
    /// The call stands in the same method.
    pub(super) own: bool,
    /// What holds the fault, where the code runs for answers as well.
    about: Option<String>,
}

/// The handlers of what a call throws, nearest first.
pub(super) fn around(project: &Project<'_>, file: FileId, call: ExprId) -> Vec<Handler> {
    let mut found = vec![];
    let mut seen = BTreeSet::new();
    let mut level = vec![(file, call)];
    for depth in 0..LEVELS {
        let mut above = vec![];
        for (file, call) in level {
            let own = depth == 0;
            found.extend(blocks(project, file, call).into_iter().map(|span| Handler {
                file,
                span,
                own,
                about: None,
            }));
            found.extend(callbacks(project, file, call).into_iter().map(|(span, about)| Handler {
                file,
                span,
                own,
                about,
            }));
            let Some(method) = project.method_around(file, project.facts(file).expr(call).scope) else {
                continue;
            };
            let calls: Vec<_> = project.calls_named(method.file, project.called_as(method)).collect();
            if seen.insert(method) && calls.len() <= MOST_CALLERS {
                above.extend(
                    calls.iter().copied().filter(|(f, c)| project.callees(*f, *c).0.contains(&method)),
                );
            }
        }
        level = above;
    }
    found
}

/// The fault codes, and other texts, that handlers of a call compare with.
pub(super) fn faults(project: &Project<'_>, file: FileId, call: ExprId) -> Sights {
    let mut sights = Sights { complete: true, ..Sights::default() };
    for handler in around(project, file, call) {
        let facts = project.facts(handler.file);
        let labels = Labels::of(project, handler.file);
        let is_about = |id: ExprId| handler.about.as_ref().is_none_or(|name| mentions_name(facts, id, name));
        for (id, expr) in facts.iter().filter(|(_, e)| handler.span.contains(e.span)) {
            let asked: Vec<ExprId> = match &expr.kind {
                ExprKind::Compare(left, right) if is_about(id) => vec![*left, *right],
                ExprKind::Call { target, args, .. } if is_about(id) => match facts.kind(*target) {
                    ExprKind::Member { base, name, .. } if ASKS.contains(&name.as_str()) => {
                        args.iter().map(|a| a.value).chain([*base]).collect()
                    }
                    ExprKind::Name(name) if ASKS.contains(&name.as_str()) => {
                        args.iter().map(|a| a.value).collect()
                    }
                    _ => continue,
                },
                _ if labels.contains(id) => vec![id],
                _ => continue,
            };
            for (text, at) in asked.into_iter().flat_map(|id| literals(project, handler.file, id)) {
                let span = facts.expr(at).span;
                sights.seen.extend(codes(&text).into_iter().map(|text| Seen {
                    text,
                    file: handler.file,
                    span,
                }));
            }
        }
    }
    sights
}

/// Literals that nothing is done with: `case "20103":`.
pub(super) struct Labels<'p, 'a> {
    project: &'p Project<'a>,
    file: FileId,
    /// What is kept or given back.
    used: HashSet<ExprId>,
}

impl<'p, 'a> Labels<'p, 'a> {
    pub(super) fn of(project: &'p Project<'a>, file: FileId) -> Self {
        let facts = project.facts(file);
        let kept = facts.bindings.iter().filter_map(|b| b.value);
        let given = facts.assignments.iter().map(|a| a.value).chain(facts.returns.iter().map(|r| r.value));
        Labels { project, file, used: kept.chain(given).collect() }
    }

    pub(super) fn contains(&self, id: ExprId) -> bool {
        let facts = self.project.facts(self.file);
        let expr = facts.expr(id);
        matches!(expr.kind, ExprKind::Text(_) | ExprKind::Atom(_) | ExprKind::Symbol(_))
            && !self.used.contains(&id)
            && self.project.parent(self.file, id).is_none()
            && facts.ancestors(expr.scope).any(|s| facts.scope(s).kind == ScopeKind::Branch)
    }
}

/// The numbers in a text, or the text where it has none: `20103 - Lead not found`.
fn codes(text: &str) -> Vec<String> {
    let numbers: Vec<String> = text
        .split(|c: char| !c.is_ascii_digit())
        .filter(|digits| digits.len() > 2)
        .map(str::to_owned)
        .collect();
    if numbers.is_empty() { vec![text.to_owned()] } else { numbers }
}

/// `catch`, `except` and `rescue` of blocks that hold the call.
fn blocks(project: &Project<'_>, file: FileId, call: ExprId) -> Vec<Span> {
    let facts = project.facts(file);
    let call = facts.expr(call);
    let runs_here = |scope: ScopeId| facts.ancestors(call.scope).any(|s| s == scope);
    facts
        .scopes
        .iter()
        .filter(|s| s.guards.is_some_and(|g| g.contains(call.span)) && s.parent.is_none_or(runs_here))
        .map(|s| s.span)
        .collect()
}

/// `client.getLead(…).catch(…)`, `.rescue`, and the first parameter of a callback.
fn callbacks(project: &Project<'_>, file: FileId, call: ExprId) -> Vec<(Span, Option<String>)> {
    let facts = project.facts(file);
    let lambdas = |id: ExprId| match facts.kind(id) {
        ExprKind::Call { args, .. } => args
            .iter()
            .filter_map(|a| match facts.kind(a.value) {
                ExprKind::Lambda(scope) => Some(*scope),
                _ => None,
            })
            .collect::<Vec<_>>(),
        _ => vec![],
    };
    let mut found = vec![];
    for id in std::iter::successors(Some(call), |id| project.parent(file, *id)).take(12) {
        if let ExprKind::Member { name, .. } = facts.kind(id)
            && matches!(name.as_str(), "catch" | "rescue" | "onFailure")
        {
            let handed = project.parent(file, id).map(lambdas).unwrap_or_default();
            found.extend(handed.into_iter().map(|scope| (facts.scope(scope).span, None)));
            if found.is_empty() {
                found.push((facts.expr(id).span, None));
            }
        }
    }
    for scope in lambdas(call) {
        let lambda = facts.lambdas.iter().find(|l| l.scope == scope);
        if let Some([fault, _, ..]) = lambda.map(|l| l.params.as_slice()) {
            found.push((facts.scope(scope).span, Some(fault.name.clone())));
        }
    }
    found
}

impl Handler {
    /// Whether it does nothing but handle failures: a callback gets answers too.
    pub(super) fn is_dedicated(&self) -> bool {
        self.about.is_none()
    }
}
