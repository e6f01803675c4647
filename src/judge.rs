//! Decides what the facts mean.
//!
//! A fact is only what the code says. Here it meets the rules and the project's
//! symbols and becomes a finding, with the evidence that made us believe it and
//! a confidence computed from that evidence. A name alone is never a finding.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::fact::{ExprId, ExprKind};
use crate::finding::{Confidence, Kind};
use crate::link::callers::is_test;
use crate::link::forwarders::Forwarders;
use crate::link::presence::is_distinctive;
use crate::link::types::{Binding, Ty};
use crate::link::{Because, FileId, MethodId, Project, TypeId};
use crate::rule::Form;
use crate::rule::{Api, OperationRule};
use crate::source::Span;

mod clients;
mod dispatch;
pub mod documents;
pub mod envelope;
pub mod existing;
mod library;
pub mod signs;
pub mod stubs;
mod untyped;
mod values;
mod verdict;
mod wanted;
pub mod wrappers;

pub use verdict::{Judgement, Unread, Verdict};

/// Reads all facts against the rules.
pub fn judge(project: &Project<'_>) -> Judgement {
    let forwarders = Forwarders::find(project);
    let tags = project.rules.apis.iter().map(envelope::opening_tags).collect();
    let mut court = Court {
        project,
        forwarders,
        out: Judgement::default(),
        tags,
        verbs: verbs(project),
        fingerprint: BTreeMap::new(),
    };
    court.fingerprint = court.count_named_operations();
    for file in 0..project.files.len() {
        court.calls(file);
        court.values(file);
        court.envelopes(file);
    }
    court.settle();
    wrappers::find(project, &mut court.out);
    clients::find(project, &mut court.out);
    stubs::find(project, &mut court.out);
    signs::find(project, &mut court.out);
    let mut out = court.out;
    out.verdicts.sort_by_key(|v| (v.file, v.span, v.kind, v.rule.clone()));
    out.verdicts.dedup_by(|later, first| {
        later.file == first.file
            && later.span == first.span
            && later.rule == first.rule
            && later.kind == first.kind
    });
    out
}

/// What calls of the published client libraries are named.
fn verbs(project: &Project<'_>) -> BTreeSet<String> {
    let libraries = project.rules.apis.iter().flat_map(|a| &a.libraries);
    let types = libraries.flat_map(|l| &l.types);
    let words = types.flat_map(|t| {
        // A factory of the module gives the client: `Acme.new_client(…)`.
        let factories = t.gives.keys().filter(|_| t.methods.is_empty());
        t.methods.keys().chain(&t.names).chain(factories)
    });
    words.cloned().chain(["new".to_owned()]).collect()
}

pub(crate) struct Court<'p, 'a> {
    pub(crate) project: &'p Project<'a>,
    forwarders: Forwarders,
    pub(crate) out: Judgement,
    /// Per API the opening tags of its request elements.
    tags: Vec<Option<regex::Regex>>,
    /// Methods and class names of the published client libraries.
    verbs: BTreeSet<String>,
    /// Per file and API: the operations that are named at SOAP clients whose service is unknown.
    fingerprint: BTreeMap<(FileId, usize), BTreeSet<String>>,
}

/// How much the surroundings say for an API where the client itself does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Near {
    /// Nothing.
    Nowhere,
    /// Several of its operations are called on the same kind of client.
    Fingerprint,
    /// The API is used elsewhere in the scanned code.
    Project,
    /// The API is named in this file.
    File,
}

impl<'a> Court<'_, 'a> {
    fn calls(&mut self, file: FileId) {
        let project = self.project;
        let facts = project.facts(file);
        // What implements a generated port calls its client as well.
        if stubs::is_generated_file(project, file) && !stubs::bodies(project, file).is_empty() {
            return;
        }
        for (id, expr) in facts.iter() {
            let dispatches = match &expr.kind {
                ExprKind::Call { .. } | ExprKind::New { .. }
                    if stubs::in_generated(project, file, expr.scope) =>
                {
                    continue;
                }
                ExprKind::Call { .. } | ExprKind::New { .. } => {
                    project.dispatches(&self.forwarders, file, id)
                }
                _ => continue,
            };
            let before = self.out.verdicts.len();
            for dispatch in dispatches {
                self.dispatched(file, id, &dispatch);
            }
            if self.out.verdicts.len() > before {
                continue;
            }
            match &expr.kind {
                ExprKind::Call { target, .. } => {
                    if let ExprKind::Member { base, name, name_span } = facts.kind(*target) {
                        self.method_call(file, id, *base, name, *name_span);
                    } else if let ExprKind::Name(name) = facts.kind(*target) {
                        self.plain_call(file, id, name, facts.expr(*target).span);
                    }
                }
                ExprKind::New { ty, .. } => self.construction(file, id, ty),
                _ => {}
            }
        }
    }

    /// `receiver.name(…)`.
    fn method_call(&mut self, file: FileId, id: ExprId, base: ExprId, name: &str, span: Span) {
        let project = self.project;
        let suffixed = self.without_suffix(file, name).filter(|_| !self.names_something(name));
        if suffixed.is_none() && !self.names_something(name) {
            return;
        }
        let facts = project.facts(file);
        let receiver = match facts.kind(base) {
            // `this.getLead()` inside a hand-written part of a proxy class.
            ExprKind::This | ExprKind::Super => {
                let own = project.type_around(file, facts.expr(id).scope);
                match own {
                    Some(t) if matches!(facts.kind(base), ExprKind::This) && !stubs::is_port(project, t) => {
                        Ty::Project(t)
                    }
                    _ => project.type_of(file, base),
                }
            }
            _ => project.type_of(file, base),
        };
        // Only a generated port is known to have such methods.
        if let Some(plain) = suffixed {
            if let Ty::Port(api) = receiver {
                self.port_call(file, id, api.api, plain, span, vec![api.because]);
            }
            return;
        }
        if let ExprKind::Call { target, .. } = facts.kind(id)
            && let Ty::LibraryClass(lib) = project.type_of(file, *target)
        {
            return self.construction_of_library(file, id, &lib, span);
        }
        match receiver {
            Ty::Library(lib) => self.call_of_library(file, id, &lib, name, span),
            Ty::LibraryClass(lib) => self.call_of_class(file, id, &lib, name, span),
            Ty::Port(api) => self.port_call(file, id, api.api, name, span, vec![api.because]),
            Ty::Service(api) => self.port_call(file, id, api.api, name, span, vec![api.because]),
            Ty::Proxy(client) | Ty::Client(client)
                if self.is_operation_of_client(
                    client.client,
                    name,
                    &receiver_is_proxy(project, file, base),
                ) =>
            {
                self.client_call(file, id, &client.binding, name, span, vec![client.because], true);
            }
            Ty::Project(t) | Ty::Class(t) => self.project_call(file, id, t, name, span),
            Ty::Unknown => self.untyped_call(file, id, base, name, span),
            Ty::Proxy(_) | Ty::Client(_) | Ty::Data(_) | Ty::Holder(_) | Ty::Foreign(_) => {}
        }
    }

    /// Whether a call of this name can be an operation, or a verb or class of
    /// a library; for all others the receiver need not be known.
    fn names_something(&self, name: &str) -> bool {
        self.verbs.contains(name)
            || self.project.rules.apis.iter().any(|api| api.operation_form(name).is_some())
    }

    /// The operation's name in that of a method to which generators of the language add something.
    fn without_suffix<'n>(&self, file: FileId, name: &'n str) -> Option<&'n str> {
        let language = self.project.files[file].language.id;
        let clients = self.project.rules.clients.iter().filter(|c| c.languages.iter().any(|l| l == language));
        let mut plain = clients.flat_map(|c| &c.suffixes).filter_map(|s| name.strip_suffix(s.as_str()));
        plain.find(|plain| self.names_something(plain))
    }

    fn is_operation_of_client(&self, client: usize, name: &str, proxy: &bool) -> bool {
        let rule = &self.project.rules.clients[client];
        (*proxy || rule.magic) && !rule.own.iter().any(|o| o == name)
    }

    /// A method of a generated port.
    #[allow(clippy::too_many_arguments)]
    fn port_call(
        &mut self,
        file: FileId,
        id: ExprId,
        api: usize,
        name: &str,
        span: Span,
        mut because: Vec<Rc<Because>>,
    ) {
        let rule = &self.project.rules.apis[api];
        let Some(named) = named(rule, name) else { return };
        if !matches!(named.form, Form::Plain | Form::Async | Form::Begin) {
            return;
        }
        let operation = rule.operations.iter().position(|o| o.id == named.rule.id).unwrap_or_default();
        because.push(self.reason("operation-name", format!("`{name}` is its operation"), file, span));
        self.push_call(file, id, span, api, operation, None, Confidence::Certain, because, Near::File);
    }

    /// A method of a SOAP client that turns every method into an operation.
    #[allow(clippy::too_many_arguments)]
    fn client_call(
        &mut self,
        file: FileId,
        id: ExprId,
        binding: &Binding,
        name: &str,
        span: Span,
        because: Vec<Rc<Because>>,
        proven: bool,
    ) {
        let project = self.project;
        for (api, rule) in project.rules.apis.iter().enumerate() {
            let Some(named) = named(rule, name) else { continue };
            if !matches!(named.form, Form::Plain | Form::Async) {
                continue;
            }
            let mut because = because.clone();
            let near = self.near(file, api);
            let distinctive = is_distinctive(named.rule.operation.as_str());
            let confidence = match binding {
                Binding::Api(bound, why) if *bound == api => {
                    because.push(why.clone());
                    Confidence::Certain
                }
                Binding::Api(..) | Binding::Elsewhere(_) => continue,
                Binding::Open => match near {
                    Near::File if proven => Confidence::Certain,
                    Near::File => Confidence::Likely,
                    Near::Project if distinctive || proven => Confidence::Likely,
                    Near::Project => Confidence::Possible,
                    Near::Fingerprint if distinctive => Confidence::Possible,
                    _ => continue,
                },
            };
            because.push(self.reason("operation-name", format!("`{name}` is an operation"), file, span));
            let operation = rule.operations.iter().position(|o| o.id == named.rule.id).unwrap_or_default();
            self.push_call(file, id, span, api, operation, None, confidence, because, near);
        }
    }

    /// A method of a type of the project: its own methods are wrappers (found
    /// elsewhere); what it does not declare may fall through to the client it
    /// extends or forwards to.
    fn project_call(&mut self, file: FileId, id: ExprId, ty: TypeId, name: &str, span: Span) {
        let project = self.project;
        if project.find_method(ty, name).is_some()
            || project.descendants(ty).iter().any(|d| project.find_method(*d, name).is_some())
        {
            return;
        }
        if let Some(client) = project.inherited_client(ty)
            && self.is_operation_of_client(client.client, name, &false)
        {
            self.client_call(file, id, &client.binding, name, span, vec![client.because], true);
            return;
        }
        // `class Mailer(ET_Client)`: what it does not declare is the library's.
        if let Some(lib) = project.inherited_library(ty) {
            return self.call_of_library(file, id, &lib, name, span);
        }
        for magic in ["__call", "__callStatic", "method_missing", "__getattr__", "__getattribute__"] {
            if let Some(method) = project.find_method(ty, magic)
                && let Some(forwarded) = self.forwarders.get(method).cloned()
                && forwarded.param == 0
            {
                self.client_call(file, id, &forwarded.binding, name, span, forwarded.chain, forwarded.proven);
                return;
            }
        }
        // Inherits from something outside the scan: the client may be up there.
        let outside = project.lineage(ty).iter().any(|t| {
            project.declaration(*t).supertypes.iter().any(|s| {
                project.project_type(t.file, &s.name).is_none()
                    && !crate::link::simple(&s.name).starts_with("Object")
            })
        });
        if outside && matches!(project.facts(file).kind(id), ExprKind::Call { .. }) {
            self.guess(file, id, name, span, "the class inherits from code that was not scanned", true);
        }
    }

    #[allow(clippy::too_many_arguments)]
    fn push_call(
        &mut self,
        file: FileId,
        id: ExprId,
        span: Span,
        api: usize,
        operation: usize,
        object: Option<String>,
        confidence: Confidence,
        mut because: Vec<Rc<Because>>,
        near: Near,
    ) {
        let project = self.project;
        let rule = &project.rules.apis[api].operations[operation];
        if near >= Near::File || confidence < Confidence::Certain {
            because.extend(project.presence.because(file, api, project.rules).map(Rc::new));
        }
        because.dedup();
        self.out.verdicts.push(Verdict {
            operation: Some(operation),
            object,
            expr: Some(id),
            scope: project.facts(file).expr(id).scope,
            by_project: near == Near::Project && confidence < Confidence::Certain,
            test: is_test(project, file, id),
            ..Verdict::on(Kind::Call, api, rule.id.clone(), file, span, confidence, because)
        });
    }

    pub(crate) fn reason(&self, reason: &'static str, says: String, file: FileId, span: Span) -> Rc<Because> {
        Rc::new(Because { reason, says, file, span })
    }

    /// What the surroundings say for an API.
    pub(crate) fn near(&self, file: FileId, api: usize) -> Near {
        let project = self.project;
        if project.presence.in_file(file, api).is_some() {
            Near::File
        } else if project.uses(file, api) {
            Near::Project
        } else if self.named_at(file, api) >= 3 {
            Near::Fingerprint
        } else {
            Near::Nowhere
        }
    }

    /// Removes what another, better verdict already says about the same place.
    fn settle(&mut self) {
        let verdicts = &mut self.out.verdicts;
        verdicts.sort_by_key(|v| (v.file, v.span, std::cmp::Reverse(v.confidence)));
        // Two APIs may both have the operation; the better proven one stays.
        let best: std::collections::HashMap<(FileId, Span), Confidence> =
            verdicts.iter().rev().map(|v| ((v.file, v.span), v.confidence)).collect();
        verdicts.retain(|v| best.get(&(v.file, v.span)).is_none_or(|b| v.confidence == *b));
    }
}

fn receiver_is_proxy(project: &Project<'_>, file: FileId, base: ExprId) -> bool {
    matches!(project.type_of(file, base), Ty::Proxy(_))
}

/// An operation as it is spelled somewhere.
pub(crate) struct Named<'r> {
    pub(crate) rule: &'r OperationRule,
    pub(crate) form: Form,
}

pub(crate) fn named<'r>(api: &'r Api, spelled: &str) -> Option<Named<'r>> {
    api.operation_form(spelled).map(|(rule, form)| Named { rule, form })
}

/// The method a verdict stands in.
pub fn method_of(project: &Project<'_>, verdict: &Verdict) -> Option<MethodId> {
    project.method_around(verdict.file, verdict.scope)
}
