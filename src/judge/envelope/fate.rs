//! Whether a text that holds a request is sent, or only kept and compared.

use crate::fact::{ExprId, ExprKind};
use crate::link::{FileId, Project};

/// What becomes of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// It leaves: an argument, a returned or stored value somebody uses.
    Sent,
    /// It is given back by a method nobody in the scan calls.
    Returned,
    /// Compared, asserted, or never used.
    Kept,
}

/// Follows a text to where it ends.
pub(super) fn fate(project: &Project<'_>, file: FileId, id: ExprId, depth: u8) -> Fate {
    let facts = project.facts(file);
    let mut child = id;
    while let Some(parent) = project.parent(file, child) {
        match facts.kind(parent) {
            ExprKind::Compare(..) => return Fate::Kept,
            ExprKind::Call { target, args, .. } if args.iter().any(|a| a.value == child) => {
                let name = match facts.kind(*target) {
                    ExprKind::Name(name) | ExprKind::Member { name, .. } => name.as_str(),
                    _ => "",
                };
                // `expect(body).to eq(…)`, `assertEquals(expected, …)`.
                return if is_assertion(name) || is_question(name) || inside_assertion(project, file, parent) {
                    Fate::Kept
                } else {
                    Fate::Sent
                };
            }
            // `"<ns1:…>".equals(xml)`
            ExprKind::Call { target, .. } if *target == child => {
                if matches!(facts.kind(*target), ExprKind::Member { name, .. } if is_question(name)) {
                    return Fate::Kept;
                }
            }
            ExprKind::New { .. } => return Fate::Sent,
            _ => {}
        }
        child = parent;
    }
    let at = facts.expr(child).span;
    if let Some(returned) = facts.returns.iter().find(|r| r.value == child || facts.expr(r.value).span == at)
    {
        let Some(method) = project.method_around(file, returned.scope) else { return Fate::Sent };
        // A lambda's value goes to whoever takes the lambda.
        if facts
            .ancestors(returned.scope)
            .take_while(|s| *s != facts.methods[method.index].scope)
            .any(|s| facts.scope(s).kind == crate::fact::ScopeKind::Lambda)
        {
            return Fate::Sent;
        }
        let name = &project.method(method).name;
        let called = project
            .calls_named(file, name)
            .any(|(f, c)| project.method_around(f, project.facts(f).expr(c).scope) != Some(method));
        return if called || name == "new" { Fate::Sent } else { Fate::Returned };
    }
    let binding = facts.bindings.iter().find(|b| b.value == Some(child));
    let assignment = facts.assignments.iter().find(|a| a.value == child);
    let name = match (binding, assignment) {
        (Some(b), _) => Some((b.name.as_str(), b.scope)),
        (None, Some(a)) => match facts.kind(a.target) {
            ExprKind::Name(n) => Some((n.as_str(), a.scope)),
            ExprKind::Member { .. } | ExprKind::Index { .. } => return Fate::Sent,
            _ => None,
        },
        (None, None) => None,
    };
    let Some((name, _)) = name else { return Fate::Kept };
    if depth > 2 {
        return Fate::Sent;
    }
    // Uses of the variable; a constant may be used in other files.
    let mut best = Fate::Kept;
    for (use_id, expr) in facts.iter() {
        let used = match &expr.kind {
            ExprKind::Name(n) => n == name,
            ExprKind::Member { name: n, .. } => n == name,
            _ => false,
        };
        let target = facts.assignments.iter().any(|a| a.target == use_id);
        if used && !target && !facts.expr(child).span.contains(expr.span) {
            match fate(project, file, use_id, depth + 1) {
                Fate::Sent => return Fate::Sent,
                Fate::Returned => best = Fate::Returned,
                Fate::Kept => {}
            }
        }
    }
    if best == Fate::Kept
        && binding.is_some_and(|b| {
            b.scope == crate::fact::ScopeId::FILE || b.kind != crate::fact::BindingKind::Local
        })
    {
        let elsewhere = project.files.iter().enumerate().any(|(f, other)| {
            f != file
                && project.knows(file, f)
                && other.facts.exprs.iter().any(
                    |e| matches!(&e.kind, ExprKind::Name(n) | ExprKind::Member { name: n, .. } if n == name),
                )
        });
        if elsewhere {
            return Fate::Sent;
        }
    }
    best
}

/// Whether a call is itself an argument of an assertion: `expect_request(matching({…}))`.
fn inside_assertion(project: &Project<'_>, file: FileId, call: ExprId) -> bool {
    let facts = project.facts(file);
    let outer = std::iter::successors(project.parent(file, call), |p| project.parent(file, *p));
    outer.take(16).any(|p| match facts.kind(p) {
        ExprKind::Call { target, .. } => match facts.kind(*target) {
            ExprKind::Name(name) | ExprKind::Member { name, .. } => is_assertion(name),
            _ => false,
        },
        _ => false,
    })
}

/// Names of methods that look for a text in another, or compare two.
fn is_question(name: &str) -> bool {
    matches!(
        name.to_lowercase().replace('_', "").as_str(),
        "contain"
            | "contains"
            | "containsstring"
            | "compareto"
            | "endswith"
            | "equals"
            | "equalsignorecase"
            | "eql?"
            | "includes"
            | "indexof"
            | "ismatch"
            | "lastindexof"
            | "matches"
            | "pregmatch"
            | "search"
            | "startswith"
            | "strcontains"
            | "stripos"
            | "strpos"
            | "strstr"
    )
}

/// Names of assertions in the test libraries of all languages.
fn is_assertion(name: &str) -> bool {
    let lower = name.to_lowercase();
    lower.starts_with("assert")
        || lower.starts_with("expect")
        || lower.starts_with("should")
        || lower.starts_with("verify")
        || matches!(
            lower.as_str(),
            "eq" | "eql"
                | "equal"
                | "equals"
                | "toequal"
                | "tobe"
                | "tostrictequal"
                | "is"
                | "same"
                | "deepequal"
                | "areequal"
                | "include"
                | "match"
                | "contains"
                | "with"
                | "ok"
                | "class_exists"
        )
}
