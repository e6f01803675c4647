//! What an expression is: followed through names, fields, getters, factories,
//! inheritance, parameters and callbacks until it meets the API, a SOAP client
//! library, a type of the project or something foreign.

use std::rc::Rc;

use super::memo::Node;
use super::modules::Exported;
use super::{Because, FileId, Project, TypeId, simple};
use crate::fact::{Arg, BindingKind, ExprId, ExprKind, ScopeId, ScopeKind, TypeKind};
use crate::source::Span;

mod calls;
mod clients;
mod names;
mod parameters;

/// What an expression evaluates to, as far as migration is concerned.
#[derive(Debug, Clone, PartialEq)]
pub enum Ty {
    /// Nothing is known.
    Unknown,
    /// An instance of a type of the project.
    Project(TypeId),
    /// A type of the project itself.
    Class(TypeId),
    /// A generated port, stub or proxy: its methods are the operations.
    Port(Api),
    /// A generated service or locator: it hands out the port, and with some
    /// generators (wsdl.exe) it is the port.
    Service(Api),
    /// An object of a SOAP client library.
    Client(SoapClient),
    /// The operations of such a client (`client.service`).
    Proxy(SoapClient),
    /// An instance of a published client library's type.
    Library(Lib),
    /// A type of a published client library itself.
    LibraryClass(Lib),
    /// Data of the API: its methods are getters, never operations.
    Data(usize),
    /// A holder of something (`Provider<MktowsPort>`, `Optional<…>`).
    Holder(Box<Ty>),
    /// Something known that is none of the above, by its name.
    Foreign(String),
}

/// An API and why.
#[derive(Debug, Clone, PartialEq)]
pub struct Api {
    /// Index into the rules' APIs.
    pub api: usize,
    /// The type's name as read.
    pub name: String,
    /// Why.
    pub because: Rc<Because>,
}

/// A SOAP client and what it talks to.
#[derive(Debug, Clone, PartialEq)]
pub struct SoapClient {
    /// Index into the rules' clients.
    pub client: usize,
    /// What it is bound to.
    pub binding: Binding,
    /// Where it was made.
    pub because: Rc<Because>,
}

/// What a SOAP client talks to.
#[derive(Debug, Clone, PartialEq)]
pub enum Binding {
    /// An API, by WSDL, endpoint or namespace.
    Api(usize, Rc<Because>),
    /// Another service, by its address.
    Elsewhere(String),
    /// The address could not be read.
    Open,
}

/// A type of a published client library.
#[derive(Debug, Clone, PartialEq)]
pub struct Lib {
    /// Index into the rules' APIs.
    pub api: usize,
    /// Index into the API's libraries.
    pub of: usize,
    /// Index into the library's types.
    pub ty: usize,
    /// The class name as written.
    pub name: String,
    /// The class is chosen at run time; `ty` only stands for one that has the verbs.
    pub any: bool,
    /// No import names it: the class is loaded by its name alone.
    pub by_name: bool,
    /// Why.
    pub because: Rc<Because>,
}

/// What a declared type of the project is to an API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PortRole {
    /// Generated port, stub or proxy.
    Port(usize),
    /// Generated service or locator.
    Service(usize),
    /// Generated data type.
    Data(usize),
}

impl Ty {
    /// How much a type says; the most telling of several candidates wins.
    fn weight(&self) -> u8 {
        match self {
            Ty::Unknown => 0,
            Ty::Foreign(_) => 1,
            Ty::Data(_) => 2,
            Ty::Class(_) => 3,
            Ty::Project(_) => 4,
            Ty::LibraryClass(_) => 5,
            Ty::Holder(_) | Ty::Client(_) => 6,
            Ty::Library(_) | Ty::Proxy(_) => 7,
            Ty::Service(_) => 8,
            Ty::Port(_) => 9,
        }
    }

    fn better(self, other: Ty) -> Ty {
        match (self, other) {
            // One of several classes of a library: which one is decided at run time.
            (Ty::Library(one), Ty::Library(other))
                if (one.api, one.of) == (other.api, other.of) && one.ty != other.ty =>
            {
                Ty::Library(Lib { any: true, ..one })
            }
            (one, other) if other.weight() > one.weight() => other,
            (one, _) => one,
        }
    }
}

/// How many candidates of one kind are looked at; real code rarely has more
/// than a handful of callers that matter, and the bound keeps linking linear.
const CANDIDATES: usize = 24;

impl<'a> Project<'a> {
    /// What an expression is.
    pub fn type_of(&self, file: FileId, id: ExprId) -> Ty {
        let node = Node::Expr(file, id);
        let known = self.memo.borrow_mut().ask(node);
        known.unwrap_or_else(|| {
            let ty = self.compute(file, id);
            self.memo.borrow_mut().answer(node, ty)
        })
    }

    fn compute(&self, file: FileId, id: ExprId) -> Ty {
        let facts = self.facts(file);
        let expr = facts.expr(id);
        match &expr.kind {
            ExprKind::This => self.type_around(file, expr.scope).map_or(Ty::Unknown, |t| self.instance(t)),
            ExprKind::Super => self.super_type(file, expr.scope),
            ExprKind::Name(name) => self.name_type(file, expr.scope, name, expr.span),
            ExprKind::Member { base, name, .. } => self.member_type(file, id, *base, name),
            ExprKind::Call { target, args, .. } => self.call_type(file, id, *target, args),
            ExprKind::New { ty, args, .. } => self.construct_named(file, id, ty, args),
            ExprKind::Cast { ty, value } => match self.resolve_type(file, ty) {
                Ty::Unknown => self.type_of(file, *value),
                known => self.seen_through(known, || self.type_of(file, *value)),
            },
            ExprKind::Choice(list) => {
                list.iter().fold(Ty::Unknown, |best, one| best.better(self.type_of(file, *one)))
            }
            ExprKind::TypeRef(ty) => match self.resolve_type(file, ty) {
                Ty::Project(t) => Ty::Class(t),
                other => other,
            },
            ExprKind::Index { base, .. } => match self.type_of(file, *base) {
                Ty::Holder(inner) => *inner,
                // `ports[0]`: declared as an array of the port.
                known @ (Ty::Port(_) | Ty::Client(_)) => known,
                _ => Ty::Unknown,
            },
            ExprKind::Text(_) | ExprKind::Concat(_) | ExprKind::Symbol(_) => Ty::Foreign("text".into()),
            ExprKind::Atom(_) => Ty::Unknown,
            ExprKind::List(_) | ExprKind::Pairs(_) => Ty::Foreign("collection".into()),
            ExprKind::Lambda(_) | ExprKind::Compare(..) => Ty::Unknown,
            ExprKind::Other(parts) => match parts.as_slice() {
                [one] => self.type_of(file, *one),
                _ => Ty::Unknown,
            },
        }
    }

    /// An instance of a declared type: a generated port, a SOAP client subclass or itself.
    pub fn instance(&self, id: TypeId) -> Ty {
        let declared = self.declaration(id);
        let because = |says: String| {
            Rc::new(Because { reason: "receiver-type", says, file: id.file, span: declared.span })
        };
        match self.role(id) {
            Some(PortRole::Port(api)) => {
                let name = declared.name.clone();
                let says = format!("`{name}` is generated from the WSDL of this API");
                Ty::Port(Api { api, name, because: because(says) })
            }
            Some(PortRole::Service(api)) => {
                let name = declared.name.clone();
                let says = format!("`{name}` is the generated service of this API");
                Ty::Service(Api { api, name, because: because(says) })
            }
            Some(PortRole::Data(api)) => Ty::Data(api),
            None => Ty::Project(id),
        }
    }

    /// What a name means at a place.
    pub fn name_type(&self, file: FileId, scope: ScopeId, name: &str, at: Span) -> Ty {
        let facts = self.facts(file);
        let index = &self.index[file];
        for around in facts.ancestors(scope) {
            if let Some(ty) = self.param_named(file, around, name) {
                let reassigned = self.assigned_in(file, around, name);
                return reassigned.into_iter().fold(ty, |best, v| best.better(self.type_of(file, v)));
            }
            let kind = facts.scope(around).kind;
            if kind == ScopeKind::Type
                && let Some(own) = self.type_around(file, around)
                && self.has_field(own, name)
            {
                return self.field_type(own, name);
            }
            let mut best: Option<Ty> = None;
            let mut values = vec![];
            for binding in index.declared_in(facts, around, name) {
                if binding.kind == BindingKind::EnumMember {
                    continue;
                }
                let ty = binding.ty.as_ref().map_or(Ty::Unknown, |t| self.resolve_type(file, t));
                best = Some(best.unwrap_or(Ty::Unknown).better(ty));
                values.extend(binding.value.map(|v| (binding.scope, v)));
            }
            if matches!(kind, ScopeKind::Method | ScopeKind::Lambda | ScopeKind::File) {
                values.extend(index.assigned_in(facts, around, name));
            }
            values.retain(|(_, v)| !facts.expr(*v).span.contains(at));
            for value in self.reaching(file, values, scope, at) {
                best = Some(best.unwrap_or(Ty::Unknown).better(self.type_of(file, value)));
            }
            if let Some(found) = best {
                return found;
            }
        }
        match self.bare_call(file, scope, name) {
            Some(method) => self.return_type(method),
            None => self.global_type(file, name),
        }
    }

    /// The values a name can have at a place: the last one it was given for sure
    /// before, and those it is perhaps given after that.
    fn reaching(&self, file: FileId, values: Vec<(ScopeId, ExprId)>, from: ScopeId, at: Span) -> Vec<ExprId> {
        let facts = self.facts(file);
        let body = |scope: ScopeId| {
            let bodies = |s: &ScopeId| {
                matches!(facts.scope(*s).kind, ScopeKind::Method | ScopeKind::Lambda | ScopeKind::File)
            };
            facts.ancestors(scope).find(bodies)
        };
        let home = body(from);
        let is_before = |v: ExprId| facts.expr(v).span.end <= at.start;
        let is_sure = |s: ScopeId| body(s) == home && facts.ancestors(from).any(|a| a == s);
        let sure = values.iter().filter(|(s, v)| is_before(*v) && is_sure(*s));
        let last = sure.map(|(_, v)| facts.expr(*v).span.end).max();
        let in_loop = facts
            .ancestors(from)
            .take_while(|s| Some(*s) != home)
            .any(|s| facts.scope(s).kind == ScopeKind::Loop);
        let reaches = |s: ScopeId, v: ExprId| match last {
            Some(last) => {
                let after = facts.expr(v).span.end >= last;
                after && (is_before(v) || in_loop || body(s) != home)
            }
            None => true,
        };
        values.into_iter().filter(|(s, v)| reaches(*s, *v)).map(|(_, v)| v).collect()
    }

    /// Values assigned to a plain name inside a method, lambda or file.
    fn assigned_in(&self, file: FileId, scope: ScopeId, name: &str) -> Vec<ExprId> {
        self.index[file].assigned_in(self.facts(file), scope, name).map(|(_, v)| v).collect()
    }

    fn global_type(&self, file: FileId, name: &str) -> Ty {
        if let Some(found) = self.names.borrow().get(&(file, name.to_owned())) {
            return found.clone();
        }
        let ty = self.resolve_name(file, name);
        let ty = match ty {
            Ty::Project(t) => Ty::Class(t),
            Ty::Library(lib) => Ty::LibraryClass(lib),
            other => other,
        };
        let ty = match (ty, self.imported(file, name)) {
            (Ty::Foreign(_) | Ty::Unknown, Some(given)) => self.type_of_exported(given),
            (known, _) => known,
        };
        self.names.borrow_mut().insert((file, name.to_owned()), ty.clone());
        ty
    }

    /// What a value, type or function of another module is.
    fn type_of_exported(&self, exported: Exported) -> Ty {
        match exported {
            Exported::Value(file, value) => match self.type_of(file, value) {
                // The object itself is looked into by the name of its entry.
                Ty::Foreign(_) => Ty::Unknown,
                known => known,
            },
            Exported::Type(ty) => Ty::Class(ty),
            Exported::Method(_) => Ty::Unknown,
        }
    }

    /// What a field of a project type is.
    pub fn field_type(&self, owner: TypeId, name: &str) -> Ty {
        let mut best = Ty::Unknown;
        for (file, declared) in self.field_types(owner, name) {
            best = best.better(self.resolve_type(file, declared));
        }
        if best.weight() < 4 {
            for (file, value) in self.field_values(owner, name).into_iter().take(CANDIDATES) {
                best = best.better(self.type_of(file, value));
            }
        }
        best
    }

    /// `task.Result`, `task.GetAwaiter()`: what a value that comes later has besides what comes.
    fn is_what_comes(&self, file: FileId, base: &Ty, name: &str) -> bool {
        let (_, members) = self.files[file].language.later;
        members.contains(&name)
            && match base {
                Ty::Port(_) | Ty::Service(_) | Ty::Client(_) | Ty::Proxy(_) | Ty::Library(_) => true,
                Ty::Project(t) => !self.has_field(*t, name) && self.find_method_around(*t, name).is_none(),
                _ => false,
            }
    }

    fn member_type(&self, file: FileId, id: ExprId, base: ExprId, name: &str) -> Ty {
        let facts = self.facts(file);
        let base_type = self.type_of(file, base);
        if self.is_what_comes(file, &base_type, name) {
            return base_type;
        }
        match base_type {
            Ty::Project(t) => {
                let field = self.field_type(t, name);
                if !matches!(field, Ty::Unknown) {
                    return field;
                }
                if let Some(getter) = self.find_method_around(t, name)
                    && self.method(getter).params.is_empty()
                {
                    return self.return_type(getter);
                }
                match self.inherited_client(t) {
                    Some(client) => self.member_of_client(client, name),
                    None => Ty::Unknown,
                }
            }
            Ty::Class(t) => {
                if let Some(nested) = self
                    .types_named(t.file, name)
                    .find(|n| n.file == t.file || self.facts(n.file).package == self.facts(t.file).package)
                    && self.declaration(t).kind == TypeKind::Module
                {
                    return Ty::Class(nested);
                }
                let field = self.field_type(t, name);
                if matches!(field, Ty::Unknown)
                    && let Some(m) = self.find_method(t, name)
                {
                    return self.return_type(m);
                }
                field
            }
            Ty::Client(client) => self.member_of_client(client, name),
            Ty::Library(lib) => self.given_by_library(&lib, name).unwrap_or(Ty::Unknown),
            Ty::LibraryClass(lib) => {
                // `DataExtension::Row`: a class inside another.
                let nested = || match self.type_of_library(file, &self.qualified(file, id)?)? {
                    Ty::Library(lib) => Some(Ty::LibraryClass(lib)),
                    other => Some(other),
                };
                self.given_by_library(&lib, name).or_else(nested).unwrap_or(Ty::Unknown)
            }
            Ty::Service(api) => Ty::Port(api),
            // node-soap: `client.MyService.MyPort.operation`.
            Ty::Proxy(client) => Ty::Proxy(client),
            Ty::Holder(inner) => *inner,
            Ty::Port(api) => {
                // `base.Channel`, `client.InnerChannel` of a WCF proxy; `client.Service.Port` of node-soap.
                let detect = &self.rules.apis[api.api].detect;
                let is_way = name.ends_with("Channel") || detect.is_service(name) || detect.is_port(name);
                if is_way { Ty::Port(api) } else { Ty::Unknown }
            }
            Ty::Data(api) => Ty::Data(api),
            Ty::Foreign(_) | Ty::Unknown => {
                if let Some(qualified) = self.qualified(file, id) {
                    let found = self.resolve_name(file, &qualified);
                    if !matches!(found, Ty::Unknown | Ty::Foreign(_)) {
                        return match found {
                            Ty::Project(t) => Ty::Class(t),
                            Ty::Library(lib) => Ty::LibraryClass(lib),
                            other => other,
                        };
                    }
                }
                if let Some(given) = self.imported_member(file, base, name) {
                    return self.type_of_exported(given);
                }
                // `x.client = …` somewhere: members set from outside. Only
                // when every assignment to that member agrees.
                let values = self.member_values.get(name).map_or(&[][..], Vec::as_slice);
                let same_file: Vec<_> = values.iter().filter(|(f, _)| *f == file).collect();
                if same_file.is_empty() || matches!(facts.kind(base), ExprKind::Call { .. }) {
                    return Ty::Unknown;
                }
                same_file
                    .into_iter()
                    .take(CANDIDATES)
                    .fold(Ty::Unknown, |best, (f, v)| best.better(self.type_of(*f, *v)))
            }
        }
    }
}

/// The arguments of a call or construction.
pub fn call_args(kind: &ExprKind) -> &[Arg] {
    match kind {
        ExprKind::Call { args, .. } | ExprKind::New { args, .. } => args,
        _ => &[],
    }
}

/// Whether a dotted path ends in another, at a segment border.
pub fn path_ends(path: &str, end: &str) -> bool {
    path.strip_suffix(end).is_some_and(|rest| rest.is_empty() || rest.ends_with(['.', '/']))
}

/// Types that say nothing.
pub(super) fn is_any(name: &str) -> bool {
    matches!(
        simple(name),
        "var" | "dynamic" | "Object" | "object" | "any" | "unknown" | "mixed" | "auto" | "T" | "void" | "Any"
    )
}

/// The field a getter's name speaks of: `getPort` → `Port`.
fn accessor_field(name: &str) -> Option<String> {
    let rest = name.strip_prefix("get").or_else(|| name.strip_prefix("Get")).unwrap_or(name);
    let rest = rest.strip_prefix('_').unwrap_or(rest);
    (!rest.is_empty()).then(|| rest.to_owned())
}

fn decapitalize(name: &str) -> String {
    let mut chars = name.chars();
    chars.next().map_or(String::new(), |c| c.to_lowercase().chain(chars).collect())
}

fn simple_path(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// A text cut for people.
pub fn shorten(text: &str) -> String {
    let line: String = text.chars().take_while(|c| !c.is_control()).take(80).collect();
    format!("`{}`", line.replace(super::constants::HOLE, "…"))
}

/// The host of a complete address that is not an XML vocabulary.
fn address_elsewhere(text: &str) -> Option<String> {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"))?;
    let host = rest.split(['/', '?', ':']).next().unwrap_or(rest);
    let vocabulary = ["w3.org", "xmlsoap.org", "oasis-open.org", "tempuri.org"];
    let readable = host.contains('.') && !host.contains(super::constants::HOLE);
    (readable && !vocabulary.iter().any(|v| host.ends_with(v))).then(|| host.to_owned())
}
