//! What of a call's answer is read by name: members, keys, and texts that what is in it
//! is compared with, in the method of the call, in those its answer is handed to, and in
//! those it is given back to.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::handler::Labels;
use super::sight::{Seen, Sights, literals};
use crate::fact::{BindingKind, ExprId, ExprKind, Facts, ScopeId};
use crate::link::{FileId, MethodId, Project};

/// How many methods an answer is followed through, one after the other.
const DEEPEST: u8 = 4;

/// How many methods an answer is followed through in all.
const MOST: usize = 32;

/// Methods that put what they are given into their object.
const FILLS: &[&str] = &[
    "add", "addAll", "Add", "AddRange", "append", "extend", "push", "put", "putAll", "set", "store",
    "update", "<<", "merge!", "concat",
];

/// The names by which the answer of a call is read; `caller` is the only call of the
/// method around it that counts, if one is known.
pub(super) fn names(
    project: &Project<'_>,
    file: FileId,
    call: ExprId,
    caller: Option<(FileId, ExprId)>,
) -> Sights {
    let mut walk = Walk {
        project,
        caller,
        sights: Sights { complete: true, ..Sights::default() },
        done: BTreeSet::new(),
    };
    walk.follow(file, Start::Answer(call), 0);
    walk.sights
}

/// Where an answer comes into a method.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Start {
    /// The call gives it.
    Answer(ExprId),
    /// A parameter holds it.
    Parameter(MethodId, usize),
}

struct Walk<'p, 'a> {
    project: &'p Project<'a>,
    caller: Option<(FileId, ExprId)>,
    sights: Sights,
    done: BTreeSet<(FileId, Start)>,
}

impl Walk<'_, '_> {
    fn follow(&mut self, file: FileId, start: Start, depth: u8) {
        if depth > DEEPEST || self.done.len() >= MOST {
            self.sights.complete = false;
            return;
        }
        if !self.done.insert((file, start)) {
            return;
        }
        let project = self.project;
        let body = Body::of(project, file, start);
        self.reads(&body);
        for (id, expr) in body.exprs() {
            let ExprKind::Call { args, .. } = &expr.kind else { continue };
            if Start::Answer(id) == start {
                continue;
            }
            for (index, arg) in args.iter().enumerate().filter(|(_, a)| body.holds(a.value)) {
                let (callees, _) = project.callees(file, id);
                let [method] = callees.as_slice() else { continue };
                let declared = project.method(*method);
                let at = match &arg.name {
                    Some(name) => declared.params.iter().position(|p| p.name == *name),
                    None => Some(index),
                };
                if let Some(at) = at.filter(|at| *at < declared.params.len() && declared.has_body) {
                    self.follow(method.file, Start::Parameter(*method, at), depth + 1);
                }
            }
        }
        let is_given_back =
            body.facts.returns.iter().any(|r| body.facts.body(r.scope) == body.scope && body.holds(r.value));
        if is_given_back {
            self.given_back(&body, depth);
        }
    }

    /// What the callers of a method do with what it gives back.
    fn given_back(&mut self, body: &Body<'_, '_>, depth: u8) {
        let project = self.project;
        let Some(method) = project.method_around(body.file, body.scope) else {
            self.sights.complete = false;
            return;
        };
        let named = project.calls_named(method.file, project.called_as(method));
        let mut calls: Vec<(FileId, ExprId)> =
            named.filter(|(f, c)| project.callees(*f, *c).0.contains(&method)).collect();
        if let Some(only) = self.caller.filter(|c| calls.contains(c)) {
            calls = vec![only];
        }
        // Who is not called here is called by somebody else.
        self.sights.complete &= !calls.is_empty();
        for (file, call) in calls {
            self.follow(file, Start::Answer(call), depth + 1);
        }
    }

    fn reads(&mut self, body: &Body<'_, '_>) {
        let (project, file, facts) = (self.project, body.file, body.facts);
        let mut read: Vec<(String, ExprId)> = vec![];
        let labels = Labels::of(project, file);
        let targets: HashSet<ExprId> =
            facts.assignments.iter().filter(|a| !a.append).map(|a| a.target).collect();
        for (id, expr) in body.exprs() {
            match &expr.kind {
                ExprKind::Member { base, name, .. } if body.holds(*base) => {
                    let plain = name.strip_prefix("get").or_else(|| name.strip_prefix("Get"));
                    let plain = plain.filter(|n| n.starts_with(char::is_uppercase)).unwrap_or(name);
                    read.push((plain.to_owned(), id));
                }
                ExprKind::Index { base, index } if body.holds(*base) && !targets.contains(&id) => {
                    read.extend(literals(project, file, *index));
                }
                ExprKind::Compare(left, right) if body.holds(*left) || body.holds(*right) => {
                    read.extend([left, right].into_iter().flat_map(|side| literals(project, file, *side)));
                }
                ExprKind::Call { target, args, .. } if Start::Answer(id) != body.start => {
                    let base = match facts.kind(*target) {
                        ExprKind::Member { base, .. } => Some(*base),
                        _ => None,
                    };
                    let parts: Vec<ExprId> = args.iter().map(|a| a.value).chain(base).collect();
                    if parts.iter().any(|p| body.holds(*p)) {
                        read.extend(parts.into_iter().flat_map(|p| literals(project, file, p)));
                    }
                }
                _ if labels.contains(id) => read.extend(literals(project, file, id)),
                _ => {}
            }
        }
        let seen = read.into_iter().map(|(text, id)| Seen { text, file, span: facts.expr(id).span });
        self.sights.seen.extend(seen);
    }
}

/// A method as far as an answer runs through it.
struct Body<'p, 'a> {
    file: FileId,
    facts: &'p Facts,
    scope: ScopeId,
    start: Start,
    /// The first byte at which the answer is there.
    from: u32,
    holds: Vec<bool>,
    of_body: Vec<bool>,
    project: &'p Project<'a>,
}

impl<'p, 'a> Body<'p, 'a> {
    fn of(project: &'p Project<'a>, file: FileId, start: Start) -> Self {
        let facts = project.facts(file);
        let (scope, from) = match start {
            Start::Answer(call) => (facts.body(facts.expr(call).scope), facts.expr(call).span.start),
            Start::Parameter(method, _) => {
                let scope = project.method(method).scope;
                (scope, facts.scope(scope).span.start)
            }
        };
        let of_scope: Vec<bool> =
            (0u32..).zip(&facts.scopes).map(|(s, _)| facts.body(ScopeId(s)) == scope).collect();
        let of_body = facts.exprs.iter().map(|e| of_scope[e.scope.0 as usize] && e.span.end > from).collect();
        let mut body = Body { file, facts, scope, start, from, holds: vec![], of_body, project };
        body.spread();
        body
    }

    /// Expressions of the method from where the answer is there.
    fn exprs(&self) -> impl Iterator<Item = (ExprId, &'p crate::fact::Expr)> + '_ {
        self.facts.iter().filter(|(id, _)| self.of_body[id.0 as usize])
    }

    /// Whether an expression has the answer, or something of it, in it.
    fn holds(&self, id: ExprId) -> bool {
        self.holds[id.0 as usize]
    }

    /// Finds what the answer is kept in, until nothing is added.
    fn spread(&mut self) {
        let mut names: BTreeMap<&'p str, u32> = BTreeMap::new();
        if let Start::Parameter(method, index) = self.start {
            names.insert(&self.project.method(method).params[index].name, self.from);
        }
        loop {
            self.mark(&names);
            let known = names.len();
            self.kept(&mut names);
            if names.len() == known {
                return;
            }
        }
    }

    /// Marks what holds one of the names, or the call itself; parts stand before wholes.
    fn mark(&mut self, names: &BTreeMap<&'p str, u32>) {
        let mut holds = vec![false; self.facts.exprs.len()];
        for (id, expr) in self.facts.iter() {
            let index = id.0 as usize;
            holds[index] = match &expr.kind {
                _ if self.start == Start::Answer(id) => true,
                _ if !self.of_body[index] => false,
                ExprKind::Name(name) => names.get(name.as_str()).is_some_and(|from| expr.span.end > *from),
                kind => {
                    let mut any = false;
                    kind.each_child(|child| any |= holds[child.0 as usize]);
                    any
                }
            };
        }
        self.holds = holds;
    }

    fn kept(&self, names: &mut BTreeMap<&'p str, u32>) {
        let facts = self.facts;
        let mut keep = |name: &'p str, from: u32| {
            names.entry(name).or_insert(from);
        };
        for binding in facts.bindings.iter().filter(|b| b.kind != BindingKind::Field) {
            if let Some(value) = binding.value.filter(|v| self.of_body[v.0 as usize] && self.holds(*v)) {
                // What a comprehension makes of its variable stands before it.
                let is_item = matches!(facts.kind(value), ExprKind::Index { .. });
                let from = facts.expr(value).span.start.min(binding.span.start);
                keep(&binding.name, if is_item { self.from } else { from });
            }
        }
        for assignment in
            facts.assignments.iter().filter(|a| self.of_body[a.value.0 as usize] && self.holds(a.value))
        {
            if let Some(name) = root(facts, assignment.target) {
                keep(name, assignment.span.start);
            }
        }
        for (id, expr) in self.exprs() {
            let ExprKind::Call { target, args, block } = &expr.kind else { continue };
            let base = match facts.kind(*target) {
                ExprKind::Member { base, name, .. } => Some((*base, name.as_str())),
                _ => None,
            };
            let is_answer = self.start == Start::Answer(id);
            let given = args.iter().any(|a| self.holds(a.value));
            if let Some((base, name)) = base
                && given
                && FILLS.contains(&name)
                && let Some(name) = root(facts, base)
            {
                keep(name, expr.span.start);
            }
            // What a call does with the answer it hands to its block, or its callback.
            if is_answer || given || base.is_some_and(|(base, _)| self.holds(base)) {
                let lambdas = args.iter().filter_map(|a| match facts.kind(a.value) {
                    ExprKind::Lambda(scope) => Some(*scope),
                    _ => None,
                });
                for scope in lambdas.chain(*block) {
                    let of = facts.lambdas.iter().filter(|l| l.scope == scope);
                    of.flat_map(|l| &l.params).for_each(|p| keep(&p.name, p.span.start));
                }
            }
        }
    }
}

/// The name that a chain of members and indices begins with.
fn root(facts: &Facts, id: ExprId) -> Option<&str> {
    match facts.kind(id) {
        ExprKind::Name(name) => Some(name),
        ExprKind::Member { base, name, .. } if matches!(facts.kind(*base), ExprKind::This) => Some(name),
        ExprKind::Member { base, .. } | ExprKind::Index { base, .. } => root(facts, *base),
        _ => None,
    }
}
