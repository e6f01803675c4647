//! Where a client of an API is made: a generated port or proxy obtained, a SOAP
//! client bound to the API, a class that extends one of them. Clients of the
//! published libraries are found with their calls.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::{Judgement, Verdict, stubs};
use crate::fact::{ExprId, ExprKind, TypeName};
use crate::finding::{Confidence, Kind};
use crate::link::callers::{is_test, is_test_path};
use crate::link::types::{Binding, Lib, PortRole, SoapClient, Ty};
use crate::link::{Because, FileId, Project, TypeId, simple};
use crate::rule::Strength;
use crate::source::Span;

/// Ids of the rules in every pack.
const CLIENT: &str = "client";
const OBJECT: &str = "object";

/// Marks each place, after the calls: what they rest on tells whose client it is.
pub(super) fn find(project: &Project<'_>, out: &mut Judgement) {
    let seeker = Seeker { project, names: names(project), relied: relied(out) };
    let mut found = vec![];
    for file in 0..project.files.len() {
        seeker.expressions(file, &mut found);
        seeker.subclasses(file, &mut found);
    }
    out.verdicts.extend(found);
}

/// Whose client, or object of a library, something is; how sure that is, and why.
pub(super) struct Whose {
    pub(super) kind: Kind,
    api: usize,
    rule: String,
    confidence: Confidence,
    pub(super) because: Vec<Rc<Because>>,
}

struct Seeker<'p, 'a> {
    project: &'p Project<'a>,
    /// What constructions, factories and getters of clients are called: only these are looked at.
    names: BTreeSet<String>,
    /// Where clients are made or declared that calls were believed for, with the best call of each.
    relied: BTreeMap<(FileId, Span), (usize, Confidence, Rc<Because>)>,
}

/// The names that can make a client.
fn names(project: &Project<'_>) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for api in &project.rules.apis {
        let detect = &api.detect;
        names.extend(detect.ports.iter().chain(&detect.services).chain(&detect.generic_ports).cloned());
        names.extend(detect.port_names.iter().map(|port| format!("get{port}")));
    }
    for client in &project.rules.clients {
        // `Savon.Client.new` is read as `new` of `Client`.
        let made = client.constructs.iter().map(|path| path.strip_suffix(".new").unwrap_or(path));
        names.extend(made.map(|path| simple(path).to_owned()));
    }
    for file in 0..project.files.len() {
        let facts = project.facts(file);
        for (index, declared) in facts.types.iter().enumerate() {
            let ty = TypeId { file, index };
            let role = project.role(ty);
            if let Some(PortRole::Service(api)) = role {
                let own =
                    facts.methods.iter().filter(|m| facts.scope(m.scope).parent == Some(declared.scope));
                let is_getter = |name: &str| project.rules.apis[api].operation_named(name).is_none();
                names.extend(own.map(|m| m.name.clone()).filter(|name| is_getter(name)));
            }
            let is_client = matches!(role, Some(PortRole::Port(_) | PortRole::Service(_)))
                || !declared.supertypes.is_empty()
                    && (project.inherited_client(ty).is_some() || project.inherited_library(ty).is_some());
            if is_client {
                names.insert(declared.name.clone());
            }
        }
    }
    names
}

/// The clients that calls were believed for: the API, and how sure the best of these calls is.
fn relied(out: &Judgement) -> BTreeMap<(FileId, Span), (usize, Confidence, Rc<Because>)> {
    let mut relied: BTreeMap<_, (usize, Confidence, Rc<Because>)> = BTreeMap::new();
    for verdict in out.verdicts.iter().filter(|v| v.kind == Kind::Call) {
        let Some(why) = verdict.because.iter().find(|b| b.reason == "operation-name") else { continue };
        for because in verdict.because.iter().filter(|b| matches!(b.reason, "client" | "inherits")) {
            let best = relied.entry((because.file, because.span));
            let best = best.or_insert_with(|| (verdict.api, verdict.confidence, why.clone()));
            if verdict.confidence > best.1 {
                *best = (verdict.api, verdict.confidence, why.clone());
            }
        }
    }
    relied
}

impl Seeker<'_, '_> {
    fn expressions(&self, file: FileId, found: &mut Vec<Verdict>) {
        let project = self.project;
        if stubs::is_wholly_generated(project, file) {
            return;
        }
        let facts = project.facts(file);
        for (id, expr) in facts.iter() {
            let Some((made, span)) = self.maker(file, id) else { continue };
            if stubs::in_generated(project, file, expr.scope) {
                continue;
            }
            let Some(whose) = self.whose(file, &project.type_of(file, made)) else { continue };
            found.push(Verdict {
                expr: Some(id),
                scope: expr.scope,
                test: is_test(project, file, id),
                ..whose.verdict(file, span)
            });
        }
    }

    /// A construction, a factory or the getter of a port, by its name: the expression that is the
    /// client, or hands it out, and what is marked.
    fn maker(&self, file: FileId, id: ExprId) -> Option<(ExprId, Span)> {
        let project = self.project;
        let facts = project.facts(file);
        // `import SoapClient as Acme`
        let named = |name: &str| {
            self.names.contains(simple(name)) || self.names.contains(simple(&project.qualify(file, name)))
        };
        match facts.kind(id) {
            ExprKind::New { ty, .. } => named(&ty.name).then_some((id, ty.span)),
            ExprKind::Call { target, args, .. } => match facts.kind(*target) {
                ExprKind::Member { base, name, name_span } => {
                    let is_class = |id: ExprId| matches!(facts.kind(id), ExprKind::TypeRef(_));
                    let constructs = name == "new" && self.is_named(facts.kind(*base))
                        || args.iter().any(|a| is_class(a.value)) && self.takes_class(file, name);
                    let made = if constructs || named(name) && self.makes(file, *target) {
                        id
                    } else if named(name)
                        && matches!(project.type_of(file, *base), Ty::Service(_) | Ty::Port(_))
                    {
                        *base
                    } else {
                        return None;
                    };
                    Some((made, *name_span))
                }
                ExprKind::Name(name) => {
                    (named(name) && self.makes(file, *target)).then(|| (id, facts.expr(*target).span))
                }
                _ => None,
            },
            _ => None,
        }
    }

    fn is_named(&self, kind: &ExprKind) -> bool {
        matches!(kind, ExprKind::Name(name) | ExprKind::Member { name, .. } if self.names.contains(name))
    }

    /// Whether a method makes a port of the class it is told: `getPort(Acme.class)`.
    fn takes_class(&self, file: FileId, name: &str) -> bool {
        let language = self.project.files[file].language.id;
        let clients = self.project.rules.clients.iter();
        clients
            .filter(|c| c.languages.iter().any(|l| l == language))
            .any(|c| c.gives.iter().any(|g| g == name))
    }

    /// Whether what is called is a class, or a function of a library that makes clients: what
    /// only hands on a client that exists makes none.
    fn makes(&self, file: FileId, target: ExprId) -> bool {
        self.constructs(file, target) || matches!(self.project.type_of(file, target), Ty::Class(_))
    }

    fn constructs(&self, file: FileId, target: ExprId) -> bool {
        let qualified = self.project.qualified(file, target);
        qualified.is_some_and(|qualified| self.project.client_made_by(file, &qualified).is_some())
    }

    /// Whose client a value is; none if it is no client, or that of another service.
    fn whose(&self, file: FileId, ty: &Ty) -> Option<Whose> {
        match ty {
            Ty::Port(port) | Ty::Service(port) => {
                Some(Whose::client(port.api, Confidence::Certain, vec![port.because.clone()]))
            }
            Ty::Client(client) => self.bound(file, client),
            Ty::Project(own) => {
                let client = self.project.inherited_client(*own);
                let bound = client.and_then(|client| self.bound(file, &client));
                bound.or_else(|| Whose::of_library(self.project, &self.project.inherited_library(*own)?))
            }
            _ => None,
        }
    }

    /// Whose a client of a SOAP library is: by its address, by the calls that were believed for
    /// it, or by what else the file says.
    fn bound(&self, file: FileId, client: &SoapClient) -> Option<Whose> {
        let project = self.project;
        let made = client.because.clone();
        match &client.binding {
            Binding::Api(api, why) => Some(Whose::client(*api, Confidence::Certain, vec![why.clone(), made])),
            Binding::Elsewhere(_) => None,
            Binding::Open => {
                if let Some((api, confidence, call)) = self.relied.get(&(made.file, made.span)) {
                    return Some(Whose::client(*api, *confidence, vec![made, call.clone()]));
                }
                let apis = 0..project.rules.apis.len();
                let (api, near) = apis
                    .into_iter()
                    .find_map(|a| Some((a, project.presence.because(file, a, project.rules)?)))?;
                Some(Whose::client(api, Confidence::Likely, vec![made, Rc::new(near)]))
            }
        }
    }

    /// Classes of the project that extend a client, implement a port, or are the hand-written
    /// part of a generated one.
    fn subclasses(&self, file: FileId, found: &mut Vec<Verdict>) {
        let project = self.project;
        let facts = project.facts(file);
        if stubs::is_wholly_generated(project, file) {
            return;
        }
        for (index, declared) in facts.types.iter().enumerate() {
            let ty = TypeId { file, index };
            if stubs::is_stub(project, ty) {
                continue;
            }
            let parents = declared.supertypes.iter();
            let parent = parents.filter_map(|p| Some((p.span, self.extended(ty, p)?))).next();
            let part = || match project.role(ty) {
                Some(PortRole::Port(_)) => Some((declared.span, self.whose(file, &project.instance(ty))?)),
                _ => None,
            };
            let Some((span, whose)) = parent.or_else(part) else { continue };
            found.push(Verdict {
                scope: declared.scope,
                test: is_test_path(&project.files[file].source.path),
                ..whose.verdict(file, span)
            });
        }
    }

    /// Whose client a class is by one of its supertypes.
    fn extended(&self, ty: TypeId, parent: &TypeName) -> Option<Whose> {
        let project = self.project;
        match project.resolve_type(ty.file, parent) {
            known @ (Ty::Port(_) | Ty::Service(_)) => self.whose(ty.file, &known),
            Ty::Client(_) => self.bound(ty.file, &project.inherited_client(ty)?),
            Ty::Library(lib) => Whose::of_library(project, &lib),
            _ => None,
        }
    }
}

impl Whose {
    fn client(api: usize, confidence: Confidence, because: Vec<Rc<Because>>) -> Self {
        Whose { kind: Kind::Client, api, rule: CLIENT.to_owned(), confidence, because }
    }

    /// What an instance of a library's class is; none where nothing of it talks to the API.
    pub(super) fn of_library(project: &Project<'_>, lib: &Lib) -> Option<Self> {
        let api = &project.rules.apis[lib.api];
        let library = &api.libraries[lib.of];
        let ty = &library.types[lib.ty];
        let sure = !lib.by_name && library.strength == Strength::Strong;
        let confidence = if sure { Confidence::Certain } else { Confidence::Likely };
        let mut whose = Whose::client(lib.api, confidence, vec![lib.because.clone()]);
        if let Some(sign) = ty.sign.as_ref().and_then(|sign| api.sign(sign)) {
            whose.kind = sign.kind.into();
            whose.rule.clone_from(&sign.id);
        } else if library.is_object(ty) {
            whose.kind = Kind::Object;
            OBJECT.clone_into(&mut whose.rule);
        } else if !library.is_client(ty) {
            return None;
        }
        Some(whose)
    }

    pub(super) fn verdict(self, file: FileId, span: Span) -> Verdict {
        Verdict::on(self.kind, self.api, self.rule, file, span, self.confidence, self.because)
    }
}
