//! Operations taken as values: a method group, `port::getLead`, a bound method that is
//! handed on. What becomes of the value is not followed; taking it is the use.

use std::collections::BTreeSet;

use super::{Court, stubs};
use crate::fact::{ExprId, ExprKind, Facts};
use crate::link::FileId;
use crate::link::callers::is_test;
use crate::link::types::{Binding, Ty};
use crate::source::Span;

impl Court<'_, '_> {
    pub(super) fn values(&mut self, file: FileId) {
        let project = self.project;
        if !project.files[file].language.method_values {
            return;
        }
        let facts = project.facts(file);
        let members = facts.iter().filter_map(|(id, expr)| match &expr.kind {
            ExprKind::Member { base, name, name_span } => Some((id, expr, *base, name, *name_span)),
            _ => None,
        });
        let named: Vec<_> = members.filter(|(_, _, _, name, _)| self.names_something(name)).collect();
        if named.is_empty() {
            return;
        }
        let others = no_values(facts);
        let texts = Texts::of(facts);
        for (id, expr, base, name, span) in named {
            if others.contains(&id)
                || stubs::in_generated(project, file, expr.scope)
                // `nameof(port.send)` is a text.
                || texts.contain(expr.span)
                // Tests name operations to say what a double does.
                || is_test(project, file, id)
            {
                continue;
            }
            match project.type_of(file, base) {
                Ty::Port(api) | Ty::Service(api) => {
                    self.port_call(file, id, api.api, name, span, vec![api.because]);
                }
                // Any member of such a client may be a method, so it must be known what it is bound to.
                ref ty @ (Ty::Proxy(ref client) | Ty::Client(ref client))
                    if matches!(client.binding, Binding::Api(..))
                        && self.is_operation_of_client(client.client, name, &matches!(ty, Ty::Proxy(_))) =>
                {
                    let client = client.clone();
                    self.client_call(file, id, &client.binding, name, span, vec![client.because], true);
                }
                _ => {}
            }
        }
    }
}

/// Where texts stand, the first to begin first, each with the farthest end of those up to it.
struct Texts(Vec<(u32, u32)>);

impl Texts {
    fn of(facts: &Facts) -> Self {
        let texts = facts.iter().filter(|(_, e)| matches!(e.kind, ExprKind::Text(_)));
        let mut spans: Vec<(u32, u32)> = texts.map(|(_, e)| (e.span.start, e.span.end)).collect();
        spans.sort_unstable();
        let mut farthest = 0;
        for (_, end) in &mut spans {
            farthest = farthest.max(*end);
            *end = farthest;
        }
        Texts(spans)
    }

    /// Whether one of them holds all of this.
    fn contain(&self, span: Span) -> bool {
        let begun = self.0.partition_point(|(start, _)| *start <= span.start);
        self.0[..begun].last().is_some_and(|(_, end)| *end >= span.end)
    }
}

/// Members that are called, which is judged elsewhere; that are only asked for, as in
/// `typeof port.send`; that are set, with what they are set on.
fn no_values(facts: &Facts) -> BTreeSet<ExprId> {
    let mut found = BTreeSet::new();
    for (_, expr) in facts.iter() {
        match &expr.kind {
            ExprKind::Call { target, .. } => {
                found.insert(*target);
            }
            ExprKind::Compare(..) | ExprKind::Other(_) => expr.kind.each_child(|child| {
                found.insert(child);
            }),
            _ => {}
        }
    }
    for assignment in &facts.assignments {
        let mut at = assignment.target;
        found.insert(at);
        while let ExprKind::Member { base, .. } = facts.kind(at) {
            at = *base;
            found.insert(at);
        }
    }
    found
}
