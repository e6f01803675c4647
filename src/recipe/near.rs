//! Where calls come together: the method that makes them, or the methods that call it.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use crate::fact::{ExprKind, Facts, ScopeId, ScopeKind};
use crate::judge::Verdict;
use crate::link::callers::CallGraph;
use crate::link::{FileId, MethodId, Project};
use crate::source::{SourceFile, Span};

/// A method, or the top level of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Body {
    pub(super) file: FileId,
    pub(super) method: Option<MethodId>,
}

/// Where a body makes a call, itself or through a method it calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Site {
    /// Byte in the body's file.
    pub(super) at: u32,
    /// Index of the verdict.
    pub(super) verdict: usize,
    /// Innermost scope, in the body's file.
    pub(super) scope: ScopeId,
    /// Methods between the body and the call.
    pub(super) distance: u8,
}

/// The bodies from which calls are reached.
#[derive(Debug, Default)]
pub(super) struct Bodies(BTreeMap<Body, Vec<Site>>);

impl Bodies {
    /// The bodies that make the calls, and up to `farthest` methods above them.
    pub(super) fn of(project: &Project<'_>, verdicts: &[Verdict], calls: &[usize], farthest: u8) -> Self {
        let home = |v: usize| project.method_around(verdicts[v].file, verdicts[v].scope);
        let methods: BTreeSet<MethodId> = calls.iter().filter_map(|v| home(*v)).collect();
        let graph = CallGraph::above(project, &methods);
        let mut bodies = Bodies::default();
        for verdict in calls {
            let Verdict { file, span, scope, .. } = &verdicts[*verdict];
            let method = home(*verdict);
            let site = Site { at: span.start, verdict: *verdict, scope: *scope, distance: 0 };
            bodies.add(Body { file: *file, method }, site);
            let mut seen: BTreeSet<MethodId> = method.into_iter().collect();
            let mut below: Vec<MethodId> = method.into_iter().collect();
            for distance in 1..=farthest {
                let mut above = vec![];
                for call in below.iter().flat_map(|m| graph.of(*m)).filter(|c| c.resolved) {
                    let expr = project.facts(call.file).expr(call.call);
                    let caller = project.method_around(call.file, expr.scope);
                    if caller.is_some_and(|c| !seen.insert(c) && !above.contains(&c)) {
                        continue;
                    }
                    let site = Site { at: expr.span.start, verdict: *verdict, scope: expr.scope, distance };
                    bodies.add(Body { file: call.file, method: caller }, site);
                    above.extend(caller);
                }
                below = above;
            }
        }
        bodies.0.values_mut().for_each(|sites| sites.sort());
        bodies
    }

    fn add(&mut self, body: Body, site: Site) {
        self.0.entry(body).or_default().push(site);
    }

    /// All of them, in a fixed order.
    pub(super) fn all(&self) -> impl Iterator<Item = Body> {
        self.0.keys().copied()
    }

    /// The calls of a body as they follow each other in its text.
    pub(super) fn sites(&self, body: Body) -> &[Site] {
        self.0.get(&body).map_or(&[], Vec::as_slice)
    }
}

/// `exports.save = function (…) { … }`, `{ save: (…) => … }`: made here, called elsewhere.
pub(super) fn named_functions(facts: &Facts) -> HashSet<ScopeId> {
    let assigned = facts.assignments.iter().map(|a| a.value);
    let declared = facts.bindings.iter().filter_map(|b| b.value);
    let listed = facts.iter().flat_map(|(_, e)| match &e.kind {
        ExprKind::Pairs(pairs) => pairs.as_slice(),
        _ => &[],
    });
    let values = assigned.chain(declared).chain(listed.map(|(_, value)| *value));
    values
        .filter_map(|value| match facts.kind(value) {
            ExprKind::Lambda(scope) if facts.scope(*scope).kind == ScopeKind::Lambda => Some(*scope),
            _ => None,
        })
        .collect()
}

/// Whether no run passes both places on its way through one body: they stand in arms of
/// the same `if` or `switch`, or in functions that have names of their own.
pub(super) fn exclude_each_other(
    facts: &Facts,
    source: &SourceFile,
    named: &HashSet<ScopeId>,
    a: ScopeId,
    b: ScopeId,
) -> bool {
    let below = |of: ScopeId, other: ScopeId| -> Vec<ScopeId> {
        facts.ancestors(of).take_while(|s| !facts.ancestors(other).any(|o| o == *s)).collect()
    };
    let (a, b) = (below(a, b), below(b, a));
    if a.iter().chain(&b).any(|s| named.contains(s)) {
        return true;
    }
    let (Some(a), Some(b)) = (a.last().copied(), b.last().copied()) else { return false };
    let (first, second) =
        if facts.scope(a).span.start <= facts.scope(b).span.start { (a, b) } else { (b, a) };
    let arm = |s: ScopeId| facts.scope(s).kind == ScopeKind::Branch;
    if !arm(first) || !arm(second) {
        return false;
    }
    // Each arm must go on from the one before it: `} else {`, `case 2:`, `when :b`.
    let (from, to) = (facts.scope(first).span, facts.scope(second).span);
    let parent = facts.scope(first).parent;
    let mut arms: Vec<Span> = facts
        .scopes
        .iter()
        .filter(|s| s.kind == ScopeKind::Branch && s.parent == parent)
        .map(|s| s.span)
        .filter(|s| s.start >= from.start && s.start <= to.start)
        .collect();
    arms.sort();
    arms.windows(2).all(|pair| {
        let between = source.slice(Span { start: pair[0].end, end: pair[1].start.max(pair[0].end) });
        let opening: String = source.slice(pair[1]).chars().take(12).collect();
        let text = between.trim_matches(|c: char| c.is_whitespace() || matches!(c, '{' | '}' | ';' | ':'));
        let goes_on = |t: &str| {
            ["else", "elif", "elsif", "case", "when", "default", "in "].iter().any(|w| t.starts_with(w))
        };
        goes_on(text) || text.is_empty() && (goes_on(opening.trim_start()) || between.trim() == ":")
    })
}
