//! Calls that are told by a value which operation to perform.

use std::collections::BTreeSet;

use super::{Court, Near, Unread, named};
use crate::fact::{ExprId, ExprKind};
use crate::finding::Confidence;
use crate::link::forwarders::Dispatch;
use crate::link::presence::is_distinctive;
use crate::link::types::Binding;
use crate::link::{FileId, Project};
use crate::rule::Form;
use crate::source::Span;

impl Court<'_, '_> {
    /// A call that is told by a value what to do.
    pub(super) fn dispatched(&mut self, file: FileId, id: ExprId, dispatch: &Dispatch) {
        let project = self.project;
        let facts = project.facts(file);
        if matches!(dispatch.binding, Binding::Elsewhere(_)) {
            return;
        }
        let texts = project.texts(file, dispatch.operation);
        let readable: BTreeSet<&String> =
            texts.iter().filter(|t| !t.contains(crate::link::constants::HOLE) && !t.is_empty()).collect();
        if readable.is_empty() {
            let scope = facts.expr(id).scope;
            let handed_on = project
                .method_around(file, scope)
                .is_some_and(|m| project.param_behind(file, dispatch.operation, m).is_some());
            if dispatch.proven && !handed_on {
                self.unread(file, id, dispatch);
            }
            return;
        }
        for text in readable {
            for (api, rule) in project.rules.apis.iter().enumerate() {
                let bound = matches!(&dispatch.binding, Binding::Api(bound, _) if *bound == api);
                // A SOAP action may be an address that ends in the operation.
                let action = || {
                    let last = text.contains("://").then(|| text.rsplit(['/', '#']).next())??;
                    (bound || rule.detect.is_namespace(text)).then_some(last)
                };
                let Some(named) = named(rule, text).or_else(|| named(rule, action()?)) else { continue };
                if matches!(named.form, Form::Response | Form::End) {
                    continue;
                }
                if let Binding::Api(bound, _) = &dispatch.binding
                    && *bound != api
                {
                    continue;
                }
                // A parameter's own word is no request: `request :wsdl, :get`.
                let operation =
                    rule.operations.iter().position(|o| o.id == named.rule.id).unwrap_or_default();
                let distinctive = is_distinctive(named.rule.operation.as_str());
                let mut because = dispatch.chain.clone();
                let near = self.near(file, api);
                let confidence = match (&dispatch.binding, dispatch.proven) {
                    (Binding::Api(_, why), true) => {
                        because.push(why.clone());
                        Some(Confidence::Certain)
                    }
                    (Binding::Api(_, why), false) => {
                        because.push(why.clone());
                        Some(Confidence::Likely)
                    }
                    (_, true) => match near {
                        Near::File => {
                            Some(if distinctive { Confidence::Certain } else { Confidence::Likely })
                        }
                        // A SOAP client in code that uses the API: even `Create` is more than a name.
                        Near::Project => Some(Confidence::Likely),
                        Near::Fingerprint => Some(Confidence::Possible),
                        Near::Nowhere => None,
                    },
                    (_, false) => match near {
                        Near::File => Some(Confidence::Likely),
                        Near::Project if distinctive => Some(Confidence::Likely),
                        Near::Project | Near::Fingerprint if distinctive => Some(Confidence::Possible),
                        _ => None,
                    },
                };
                let Some(confidence) = confidence else { continue };
                let span = name_place(project, file, id, dispatch.operation);
                because.insert(
                    0,
                    self.reason(
                        "operation-name",
                        format!("`{}` is named as the operation", named.rule.operation),
                        file,
                        span,
                    ),
                );
                self.push_call(file, id, span, api, operation, None, confidence, because, near);
            }
        }
    }

    fn unread(&mut self, file: FileId, id: ExprId, dispatch: &Dispatch) {
        let project = self.project;
        let source = &project.files[file].source;
        let api = match &dispatch.binding {
            Binding::Api(api, _) => Some(*api),
            _ => (0..project.rules.apis.len()).find(|a| self.near(file, *a) >= Near::Project),
        };
        if api.is_none() {
            return;
        }
        let code: String = source
            .slice(project.facts(file).expr(id).span)
            .chars()
            .take_while(|c| !c.is_control())
            .take(80)
            .collect();
        self.out.unread.push(Unread {
            file,
            span: project.facts(file).expr(dispatch.operation).span,
            says: code,
            api,
        });
    }
}

/// Where the operation's name stands in a dispatch: the literal itself if it is
/// written in the call, else the callee's name.
fn name_place(project: &Project<'_>, file: FileId, call: ExprId, operation: ExprId) -> Span {
    let facts = project.facts(file);
    let span = facts.expr(operation).span;
    match facts.kind(operation) {
        ExprKind::Text(_) | ExprKind::Symbol(_) | ExprKind::Concat(_) => span,
        ExprKind::Member { name_span, .. } => *name_span,
        ExprKind::Name(_) => span,
        _ => match facts.kind(call) {
            ExprKind::Call { target, .. } => match facts.kind(*target) {
                ExprKind::Member { name_span, .. } => *name_span,
                _ => facts.expr(*target).span,
            },
            _ => span,
        },
    }
}
