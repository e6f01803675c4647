//! Calls of the project's own methods that perform an operation.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::{Judgement, Verdict, method_of};
use crate::fact::ExprKind;
use crate::finding::{Confidence, Kind};
use crate::link::callers::{CallGraph, is_test};
use crate::link::presence::is_distinctive;
use crate::link::{Because, MethodId, Project};

/// A wrapper that performs more operations than this is a job, not a wrapper.
const OPERATIONS: usize = 4;

/// A method that holds SOAP calls, and who reaches it.
#[derive(Debug, Clone)]
pub struct Edit {
    /// The method.
    pub method: MethodId,
    /// Indices of API and operation.
    pub operations: Vec<(usize, usize)>,
    /// Places that call it.
    pub callers: usize,
    /// Methods that reach it.
    pub reached_by: usize,
    /// Of these, those nothing in the scan calls.
    pub entry_points: Vec<MethodId>,
}

/// What a call of a wrapper ends in.
#[derive(Debug)]
pub struct Through {
    /// The wrapper.
    pub method: MethodId,
    /// The SOAP call in it.
    pub call: Verdict,
}

/// For each method that holds a call, its direct callers.
pub(super) fn find(project: &Project<'_>, out: &mut Judgement) {
    let mut performs: BTreeMap<MethodId, BTreeMap<(usize, usize), &Verdict>> = BTreeMap::new();
    for verdict in &out.verdicts {
        if let (Some(method), Some(operation), false) =
            (method_of(project, verdict), verdict.operation, verdict.test)
            && verdict.confidence >= Confidence::Likely
        {
            performs.entry(method).or_default().entry((verdict.api, operation)).or_insert(verdict);
        }
    }
    let methods: BTreeSet<MethodId> = performs.keys().copied().collect();
    let graph = CallGraph::above(project, &methods);
    out.frontier = performs
        .iter()
        .map(|(method, operations)| {
            let above = graph.transitive(project, *method);
            Edit {
                method: *method,
                operations: operations.keys().copied().collect(),
                callers: graph.of(*method).len(),
                reached_by: above.len(),
                entry_points: graph.entry_points(&above),
            }
        })
        .collect();
    let taken: BTreeSet<_> = out.verdicts.iter().filter_map(|v| v.expr.map(|e| (v.file, e))).collect();
    let mut found = vec![];
    for (method, operations) in &performs {
        if operations.len() > OPERATIONS {
            continue;
        }
        for call in graph.of(*method) {
            if taken.contains(&(call.file, call.call)) {
                continue;
            }
            let facts = project.facts(call.file);
            let expr = facts.expr(call.call);
            let span = match &expr.kind {
                ExprKind::Call { target, .. } => match facts.kind(*target) {
                    ExprKind::Member { name_span, .. } => *name_span,
                    _ => facts.expr(*target).span,
                },
                ExprKind::New { ty, .. } => ty.span,
                _ => expr.span,
            };
            for ((api, operation), inner) in operations {
                let rule = &project.rules.apis[*api].operations[*operation];
                let name = &project.method(*method).name;
                let says = format!("`{name}` performs `{}`", rule.operation);
                let span_of = project.method(*method).span;
                let here = Rc::new(Because { reason: "wrapper", says, file: method.file, span: span_of });
                let says = format!("`{}` is called here", rule.operation);
                let there = Because { reason: "operation-name", says, file: inner.file, span: inner.span };
                let confidence = if call.resolved { inner.confidence } else { Confidence::Possible };
                // A method that merely shares its name with a wrapper is no finding; one word
                // is everybody's name.
                let shared =
                    project.methods_named(method.file, name).nth(1).is_some() || !is_distinctive(name);
                if !call.resolved && shared {
                    continue;
                }
                found.push(Verdict {
                    operation: Some(*operation),
                    object: inner.object.clone(),
                    expr: Some(call.call),
                    scope: expr.scope,
                    test: is_test(project, call.file, call.call),
                    chain: vec![here.clone(), Rc::new(there)],
                    through: Some(Rc::new(Through { method: *method, call: (*inner).clone() })),
                    ..Verdict::on(
                        Kind::Wrapper,
                        *api,
                        rule.id.clone(),
                        call.file,
                        span,
                        confidence,
                        vec![here],
                    )
                });
            }
        }
    }
    out.verdicts.extend(found);
}
