//! Calls whose receiver nobody can name: believed by what stands around them, or by
//! how they are written.

use std::collections::{BTreeMap, BTreeSet};

use super::{Court, Near, library, named, stubs};
use crate::fact::{ExprId, ExprKind};
use crate::finding::Confidence;
use crate::link::FileId;
use crate::link::presence::is_distinctive;
use crate::link::types::{Binding, Ty, call_args};
use crate::rule::Form;
use crate::source::Span;

impl<'a> Court<'_, 'a> {
    /// A method of something unknown.
    pub(super) fn untyped_call(&mut self, file: FileId, id: ExprId, base: ExprId, name: &str, span: Span) {
        let project = self.project;
        // `module.get_lead(…)` of the project, or a method some class of the project has: a wrapper or a stranger, not the API.
        let (callees, resolved) = project.callees(file, id);
        if resolved && !callees.is_empty() {
            return;
        }
        if !self.declared_by_soapish(file, name) && self.soapish_call(file, id, base, name, span) {
            return;
        }
        if !callees.is_empty() || self.declared_somewhere(file, name) {
            return;
        }
        self.guess(file, id, name, span, "the receiver's type is not known", false);
    }

    /// `anything.service.Retrieve(…)` is how suds and zeep call, and a receiver
    /// that is called a SOAP client tells which of a vendor's clients it is.
    /// Both count only where the API is used.
    pub(super) fn soapish_call(
        &mut self,
        file: FileId,
        id: ExprId,
        base: ExprId,
        name: &str,
        span: Span,
    ) -> bool {
        let project = self.project;
        let facts = project.facts(file);
        let language = project.files[file].language.id;
        let clients = || project.rules.clients.iter().filter(|c| c.languages.iter().any(|l| l == language));
        let (receiver, is_member) = match facts.kind(base) {
            ExprKind::Member { name, .. } => (name.as_str(), true),
            ExprKind::Name(name) => (name.as_str(), false),
            _ => return false,
        };
        let by_proxy = is_member && clients().any(|c| c.proxies.iter().any(|p| p == receiver));
        let by_name = crate::rule::fold(receiver).contains("soap")
            && !clients().any(|c| c.own.iter().any(|o| o == name));
        let before = self.out.verdicts.len();
        for (api, rule) in project.rules.apis.iter().enumerate() {
            // `sdk.soap.retrieveBulk(…)`: what a published client has under this member.
            let by_library =
                is_member.then(|| library::verb_of_member(rule, language, receiver, name)).flatten();
            let plain =
                (by_proxy || by_name).then(|| named(rule, name).filter(|n| n.form.is_call())).flatten();
            let Some(operation) = plain.map(|n| &n.rule.operation).or(by_library) else { continue };
            let near = self.near(file, api);
            let confidence = match near {
                Near::File | Near::Project => Confidence::Likely,
                Near::Fingerprint => Confidence::Possible,
                Near::Nowhere => continue,
            };
            let says = if by_proxy {
                format!(
                    "`{name}` is an operation, called where a SOAP client has its operations, on `{receiver}`"
                )
            } else {
                format!("`{name}` is an operation, called on `{receiver}`")
            };
            let because = vec![self.reason("operation-name", says, file, span)];
            let operation =
                rule.operations.iter().position(|o| o.operation == *operation).unwrap_or_default();
            self.push_call(file, id, span, api, operation, None, confidence, because, near);
        }
        self.out.verdicts.len() > before
    }

    /// Whether the project has a SOAP client of its own with such a method: its
    /// callers are wrapper calls, whatever the receiver is called.
    pub(super) fn declared_by_soapish(&self, file: FileId, name: &str) -> bool {
        let project = self.project;
        let language = project.files[file].language.id;
        project.methods_named(file, name).any(|m| {
            let owner = project.owner(m).filter(|t| !stubs::is_port(project, *t));
            let home =
                owner.map_or(project.files[m.file].source.path.as_str(), |t| &project.declaration(t).name);
            project.files[m.file].language.id == language
                && (owner.is_some() || m.file != file)
                && crate::rule::fold(home).contains("soap")
        })
    }

    pub(super) fn declared_somewhere(&self, file: FileId, name: &str) -> bool {
        let language = self.project.files[file].language.id;
        self.project.methods_named(file, name).any(|m| {
            // A function of the same file is no member of anything.
            let reachable = self.project.owner(m).is_some() || m.file != file;
            reachable
                && self.project.files[m.file].language.id == language
                && self.project.owner(m).is_none_or(|t| !stubs::is_port(self.project, t))
        })
    }

    /// A bare call: `getLead(…)`, `get_lead(…)`.
    pub(super) fn plain_call(&mut self, file: FileId, id: ExprId, name: &str, span: Span) {
        let project = self.project;
        if !self.names_something(name) {
            return;
        }
        let scope = project.facts(file).expr(id).scope;
        if project.called_function(file, scope, name).is_some() {
            return;
        }
        if let Ty::LibraryClass(lib) = project.name_type(file, scope, name, span) {
            self.construction_of_library(file, id, &lib, span);
            return;
        }
        if let Some(own) = project.type_around(file, scope) {
            if stubs::is_port(project, own)
                && let Ty::Port(api) = project.instance(own)
            {
                self.port_call(file, id, api.api, name, span, vec![api.because]);
                return;
            }
            self.project_call(file, id, own, name, span);
        }
    }

    /// A call we cannot prove, believed because of where it stands.
    pub(super) fn guess(
        &mut self,
        file: FileId,
        id: ExprId,
        name: &str,
        span: Span,
        says: &str,
        inherited: bool,
    ) {
        let project = self.project;
        let facts = project.facts(file);
        let args = call_args(facts.kind(id)).len();
        for (api, rule) in project.rules.apis.iter().enumerate() {
            let Some(named) = named(rule, name) else { continue };
            if !matches!(named.form, Form::Plain | Form::Async | Form::Begin)
                || !is_distinctive(named.rule.operation.as_str())
            {
                continue;
            }
            // Generated data has getters named like operations: `getMObjects()`.
            if args == 0 && !named.rule.parameters.is_empty() {
                continue;
            }
            let near = self.near(file, api);
            let confidence = match near {
                Near::File => Confidence::Likely,
                Near::Project if inherited => Confidence::Likely,
                Near::Project => Confidence::Possible,
                _ => continue,
            };
            let operation = rule.operations.iter().position(|o| o.id == named.rule.id).unwrap_or_default();
            let because =
                vec![self.reason("operation-name", format!("`{name}` is an operation; {says}"), file, span)];
            self.push_call(file, id, span, api, operation, None, confidence, because, near);
        }
    }

    /// The distinctive operations of each API that are named at SOAP clients:
    /// three different ones tell the service although its address is nowhere.
    pub(super) fn count_named_operations(&self) -> BTreeMap<(FileId, usize), BTreeSet<String>> {
        let project = self.project;
        let mut sets: BTreeMap<(FileId, usize), BTreeSet<String>> = BTreeMap::new();
        for file in 0..project.files.len() {
            if (0..project.rules.apis.len()).all(|api| project.uses(file, api)) {
                continue;
            }
            let facts = project.facts(file);
            for (id, expr) in facts.iter() {
                let ExprKind::Call { target, .. } = &expr.kind else { continue };
                let mut names: Vec<String> = vec![];
                if let ExprKind::Member { base, name, .. } = facts.kind(*target)
                    && project.rules.apis.iter().any(|a| a.operation_named(name).is_some())
                    && let Some((Binding::Open, _)) = project.operations_of(file, *base)
                {
                    names.push(name.clone());
                }
                for dispatch in project.dispatches(&self.forwarders, file, id) {
                    if dispatch.proven && matches!(dispatch.binding, Binding::Open) {
                        names.extend(project.texts(file, dispatch.operation));
                    }
                }
                for name in names {
                    for (api, rule) in project.rules.apis.iter().enumerate() {
                        if let Some(named) = named(rule, &name)
                            && is_distinctive(named.rule.operation.as_str())
                        {
                            sets.entry((file, api)).or_default().insert(named.rule.id.clone());
                        }
                    }
                }
            }
        }
        sets
    }

    /// How many of them the project of a file has, with those it knows.
    pub(super) fn named_at(&self, file: FileId, api: usize) -> usize {
        let known = self.fingerprint.iter().filter(|((f, a), _)| *a == api && self.project.knows(file, *f));
        known.flat_map(|(_, names)| names).collect::<BTreeSet<_>>().len()
    }
}
