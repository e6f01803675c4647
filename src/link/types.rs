//! What an expression is: followed through names, fields, getters, factories,
//! inheritance, parameters and callbacks until it meets the API, a SOAP client
//! library, a type of the project or something foreign.

use std::rc::Rc;

use super::callers::is_test_path;
use super::memo::Node;
use super::modules::Exported;
use super::{Because, FileId, MethodId, Project, TypeId, simple};
use crate::fact::{Arg, BindingKind, ExprId, ExprKind, ScopeId, ScopeKind, TypeKind, TypeName};
use crate::language::Modules;
use crate::rule::Client;
use crate::source::Span;

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
    pub library: usize,
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
                if (one.api, one.library) == (other.api, other.library) && one.ty != other.ty =>
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
                known => known,
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

    /// The SOAP client a project type extends (`class X extends SoapClient`).
    pub fn inherited_client(&self, id: TypeId) -> Option<SoapClient> {
        if let Some(known) = self.inherited.borrow().get(&id) {
            return known.clone();
        }
        self.inherited.borrow_mut().insert(id, None);
        let client = self.compute_inherited(id);
        self.inherited.borrow_mut().insert(id, client.clone());
        client
    }

    fn compute_inherited(&self, id: TypeId) -> Option<SoapClient> {
        for ty in self.lineage(id).iter().copied() {
            for parent in &self.declaration(ty).supertypes {
                let qualified = self.qualify(ty.file, &parent.name);
                let Some(client) = self.client_made_by(ty.file, &qualified) else { continue };
                let because = Rc::new(Because {
                    reason: "inherits",
                    says: format!("`{}` extends `{}`", self.declaration(ty).name, parent.name),
                    file: ty.file,
                    span: parent.span,
                });
                return Some(SoapClient { client, binding: self.inherited_binding(id), because });
            }
        }
        None
    }

    /// The published client library's type that a project type extends.
    pub fn inherited_library(&self, id: TypeId) -> Option<Lib> {
        self.lineage(id).iter().find_map(|ty| {
            self.declaration(*ty).supertypes.iter().find_map(|parent| {
                match self.resolve_type(ty.file, parent) {
                    Ty::Library(lib) => Some(lib),
                    _ => None,
                }
            })
        })
    }

    /// Binding by what is handed to the inherited constructor, or by any
    /// address the class itself holds.
    fn inherited_binding(&self, id: TypeId) -> Binding {
        for ty in self.lineage(id).iter().copied() {
            let facts = self.facts(ty.file);
            let body = facts.scope(self.declaration(ty).scope).span;
            let texts = facts.iter().filter(|(_, e)| body.contains(e.span));
            let bound = self.binding_of_texts(ty.file, texts.map(|(id, _)| id).collect());
            if let Binding::Api(..) = bound {
                return bound;
            }
        }
        Binding::Open
    }

    fn super_type(&self, file: FileId, scope: ScopeId) -> Ty {
        let Some(own) = self.type_around(file, scope) else { return Ty::Unknown };
        if let Some(client) = self.inherited_client(own) {
            return Ty::Client(client);
        }
        let mut best = Ty::Unknown;
        for name in &self.declaration(own).supertypes {
            best = best.better(self.resolve_type(file, name));
        }
        best
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
            for binding in index.bindings.get(name).into_iter().flatten().map(|i| &facts.bindings[*i]) {
                if binding.scope != around || binding.kind == BindingKind::EnumMember {
                    continue;
                }
                let ty = binding.ty.as_ref().map_or(Ty::Unknown, |t| self.resolve_type(file, t));
                best = Some(best.unwrap_or(Ty::Unknown).better(ty));
                values.extend(binding.value.map(|v| (binding.scope, v)));
            }
            if matches!(kind, ScopeKind::Method | ScopeKind::Lambda | ScopeKind::File) {
                let inside = |s: ScopeId| facts.ancestors(s).any(|a| a == around);
                let all = index.assigned.get(name).into_iter().flatten();
                values.extend(all.filter(|(s, _, append)| !append && inside(*s)).map(|(s, v, _)| (*s, *v)));
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

    /// The method a name calls that is no variable, in languages where no
    /// parentheses are needed for that.
    pub fn bare_call(&self, file: FileId, scope: ScopeId, name: &str) -> Option<MethodId> {
        let method = self.files[file].language.bare_calls.then(|| self.called_function(file, scope, name));
        method.flatten().filter(|m| self.method(*m).name == name)
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
        let facts = self.facts(file);
        let inside = |s: ScopeId| facts.ancestors(s).any(|a| a == scope);
        let all = self.index[file].assigned.get(name).into_iter().flatten();
        all.filter(|(s, _, append)| !append && inside(*s)).map(|(_, v, _)| *v).collect()
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

    /// The parameter `name` of the method or lambda with this scope, if it has one.
    fn param_named(&self, file: FileId, scope: ScopeId, name: &str) -> Option<Ty> {
        let receivers = self.index[file].params.get(&scope)?;
        let position = receivers.names.iter().position(|n| n == name)?;
        Some(self.param_type(file, scope, position))
    }

    /// What arrives at a parameter: its declared type, else what callers hand over.
    fn param_type(&self, file: FileId, scope: ScopeId, position: usize) -> Ty {
        let node = Node::Param(file, scope, position);
        let known = self.memo.borrow_mut().ask(node);
        known.unwrap_or_else(|| {
            let ty = self.compute_param(file, scope, position);
            self.memo.borrow_mut().answer(node, ty)
        })
    }

    fn compute_param(&self, file: FileId, scope: ScopeId, position: usize) -> Ty {
        let facts = self.facts(file);
        let receivers = &self.index[file].params[&scope];
        let declared = match receivers.method {
            Some(m) => facts.methods[m].params.get(position),
            None => facts.lambdas.iter().find(|l| l.scope == scope).and_then(|l| l.params.get(position)),
        };
        let Some(param) = declared else { return Ty::Unknown };
        if let Some(ty) = &param.ty {
            let resolved = self.resolve_type(file, ty);
            if !matches!(resolved, Ty::Unknown) && !is_any(&ty.name) {
                return resolved;
            }
        }
        let default = param.default.map_or(Ty::Unknown, |d| self.type_of(file, d));
        let handed = match receivers.method {
            Some(m) => self.handed_to_method(MethodId { file, index: m }, position),
            None => self.handed_to_lambda(file, scope, position),
        };
        handed.better(default)
    }

    fn handed_to_method(&self, method: MethodId, position: usize) -> Ty {
        let mut best = Ty::Unknown;
        for (file, arg) in self.arguments_for(method, position).into_iter().take(CANDIDATES) {
            match self.type_of(file, arg) {
                // A mock says nothing about what is handed over in earnest.
                Ty::Foreign(_) if is_test_path(&self.files[file].source.path) => {}
                ty => best = best.better(ty),
            }
        }
        best
    }

    /// The expressions that call sites hand to a parameter of a method; those in
    /// tests only where there are no others.
    pub fn arguments_for(&self, method: MethodId, position: usize) -> Vec<(FileId, ExprId)> {
        let declared = self.method(method);
        let owner = self.owner(method);
        let mut names = vec![declared.name.as_str()];
        if declared.name == "new" {
            names.clear();
            for ty in owner.into_iter().flat_map(|o| std::iter::once(o).chain(self.descendants(o).to_vec())) {
                names.push(&self.declaration(ty).name);
            }
            names.extend(["new", "super", "__construct", "__init__"]);
        }
        let param = declared.params.get(position);
        let mut found = vec![];
        for name in names {
            for (file, call) in self.calls_named(name) {
                if !self.may_call(*file, *call, method, owner) {
                    continue;
                }
                let args = call_args(self.facts(*file).kind(*call));
                let named = args
                    .iter()
                    .find(|a| a.name.is_some() && a.name.as_deref() == param.map(|p| p.name.as_str()));
                let arg = named.or_else(|| args.get(position).filter(|a| a.name.is_none() && !a.spread));
                found.extend(arg.map(|a| (*file, a.value)));
            }
        }
        let in_earnest = |(file, _): &(FileId, ExprId)| !is_test_path(&self.files[*file].source.path);
        if found.iter().any(in_earnest) {
            found.retain(in_earnest);
        }
        found
    }

    /// Whether a call with the right name can reach a method, judged without
    /// resolving types (that would run in circles).
    fn may_call(&self, file: FileId, call: ExprId, method: MethodId, owner: Option<TypeId>) -> bool {
        let facts = self.facts(file);
        let same_language = super::related(self.files[file].language.id, self.files[method.file].language.id);
        let declared = self.method(method);
        match facts.kind(call) {
            ExprKind::New { ty, .. } => {
                same_language
                    && owner.is_some_and(|o| {
                        self.declaration(o).name == simple(&ty.name)
                            || self.is_descendant_named(o, simple(&ty.name))
                    })
            }
            ExprKind::Call { target, .. } => match facts.kind(*target) {
                ExprKind::Member { base, name, .. }
                    if name == "new" || name == "__construct" || name == "__init__" =>
                {
                    let of = match facts.kind(*base) {
                        ExprKind::Name(n) => Some(n.as_str()),
                        ExprKind::Member { name, .. } => Some(name.as_str()),
                        ExprKind::Super => {
                            return self.type_around(file, facts.expr(call).scope).is_some_and(|t| {
                                owner.is_some_and(|o| t != o && self.lineage(t).contains(&o))
                            });
                        }
                        _ => None,
                    };
                    same_language
                        && of.is_some_and(|n| {
                            owner.is_some_and(|o| {
                                self.declaration(o).name == n || self.is_descendant_named(o, n)
                            })
                        })
                }
                ExprKind::Super => {
                    let here = self.type_around(file, facts.expr(call).scope);
                    same_language
                        && here.is_some_and(|t| owner.is_some_and(|o| t != o && self.lineage(t).contains(&o)))
                }
                ExprKind::Name(n) if declared.name == "new" => {
                    owner.is_some_and(|o| self.declaration(o).name == *n || self.is_descendant_named(o, n))
                }
                ExprKind::Name(_) => {
                    // A bare call reaches functions of the file, imported ones, or methods of its own family.
                    let here = self.type_around(file, facts.expr(call).scope);
                    same_language
                        && match (here, owner) {
                            (_, None) => true,
                            (Some(here), Some(owner)) => here == owner || self.family(here, owner),
                            (None, Some(_)) => false,
                        }
                }
                ExprKind::Member { .. } => same_language,
                _ => false,
            },
            _ => false,
        }
    }

    fn is_descendant_named(&self, owner: TypeId, name: &str) -> bool {
        self.descendants(owner).iter().any(|t| self.declaration(*t).name == name)
    }

    /// Whether two types share a line of inheritance.
    pub fn family(&self, a: TypeId, b: TypeId) -> bool {
        let (la, lb) = (self.lineage(a), self.lineage(b));
        la.contains(&b)
            || lb.contains(&a)
            || self.descendants(a).contains(&b)
            || self.descendants(b).iter().any(|d| la.contains(d) || self.lineage(*d).contains(&a))
    }

    fn handed_to_lambda(&self, file: FileId, scope: ScopeId, position: usize) -> Ty {
        let facts = self.facts(file);
        let Some(call) = self.call_of_block(file, scope) else { return Ty::Unknown };
        let ExprKind::Call { target, args, .. } = facts.kind(call) else { return Ty::Unknown };
        if let Some((client, at)) = self.callback_client(file, *target) {
            if position == at {
                return Ty::Client(self.bind_client(file, call, client, args));
            }
            return Ty::Unknown;
        }
        let handed = self.handed_by_own(file, call, scope, position, 0);
        if !matches!(handed, Ty::Unknown) {
            return handed;
        }
        let ExprKind::Member { base, .. } = facts.kind(*target) else { return Ty::Unknown };
        // `promise.then(client => …)`, `clients.each { |c| … }`, `tap`, `with`.
        if position == 0 {
            match self.type_of(file, *base) {
                Ty::Holder(inner) => *inner,
                known @ (Ty::Client(_) | Ty::Port(_) | Ty::Proxy(_) | Ty::Library(_) | Ty::Project(_)) => {
                    known
                }
                _ => Ty::Unknown,
            }
        } else {
            Ty::Unknown
        }
    }

    /// What a function of the project hands to a callback that it is given:
    /// `function connect(done) { done(null, client); }`.
    fn handed_by_own(&self, file: FileId, call: ExprId, callback: ScopeId, position: usize, hops: u8) -> Ty {
        let facts = self.facts(file);
        let at = call_args(facts.kind(call))
            .iter()
            .position(|a| matches!(facts.kind(a.value), ExprKind::Lambda(s) if *s == callback));
        let (Some(at), (callees, true)) = (at, self.callees(file, call)) else { return Ty::Unknown };
        callees
            .into_iter()
            .fold(Ty::Unknown, |best, callee| best.better(self.handed_to_param(callee, at, position, hops)))
    }

    /// What the callback in a parameter of a method is handed.
    fn handed_to_param(&self, method: MethodId, at: usize, position: usize, hops: u8) -> Ty {
        let facts = self.facts(method.file);
        let declared = self.method(method);
        let Some(param) = declared.params.get(at).filter(|p| !p.name.is_empty() && hops < 3) else {
            return Ty::Unknown;
        };
        let body = facts.scope(declared.scope).span;
        let is_param = |id: ExprId| matches!(facts.kind(id), ExprKind::Name(n) if *n == param.name);
        let mut best = Ty::Unknown;
        for (id, expr) in facts.iter().filter(|(_, e)| body.contains(e.span)) {
            let ExprKind::Call { target, args, .. } = &expr.kind else { continue };
            if is_param(*target) {
                if let Some(arg) = args.get(position) {
                    best = best.better(self.type_of(method.file, arg.value));
                }
                continue;
            }
            let Some(handed) = args.iter().position(|a| is_param(a.value)) else { continue };
            if let Some((client, given)) = self.callback_client(method.file, *target) {
                if given == position {
                    best = best.better(Ty::Client(self.bind_client(method.file, id, client, args)));
                }
            } else if let (callees, true) = self.callees(method.file, id) {
                for callee in callees.into_iter().filter(|c| *c != method) {
                    best = best.better(self.handed_to_param(callee, handed, position, hops + 1));
                }
            }
        }
        best
    }

    /// The client a callback of this function receives, and at which position.
    fn callback_client(&self, file: FileId, target: ExprId) -> Option<(usize, usize)> {
        let qualified = self.qualified(file, target)?;
        let (client, rule) = self.clients(file).find(|(_, c)| {
            c.callbacks
                .keys()
                .any(|k| c.constructs.iter().any(|q| q.ends_with(k) && path_ends(&qualified, q)))
        })?;
        let (_, at) = rule.callbacks.iter().find(|(k, _)| qualified.ends_with(k.as_str()))?;
        Some((client, *at))
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

    fn member_type(&self, file: FileId, id: ExprId, base: ExprId, name: &str) -> Ty {
        let facts = self.facts(file);
        match self.type_of(file, base) {
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
                    .types_named(name)
                    .iter()
                    .find(|n| n.file == t.file || self.facts(n.file).package == self.facts(t.file).package)
                    && self.declaration(t).kind == TypeKind::Module
                {
                    return Ty::Class(*nested);
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
            Ty::Library(lib) => self.library_gives(&lib, name).unwrap_or(Ty::Unknown),
            Ty::LibraryClass(lib) => {
                // `DataExtension::Row`: a class inside another.
                let nested = || match self.library_type(file, &self.qualified(file, id)?)? {
                    Ty::Library(lib) => Some(Ty::LibraryClass(lib)),
                    other => Some(other),
                };
                self.library_gives(&lib, name).or_else(nested).unwrap_or(Ty::Unknown)
            }
            Ty::Service(api) => Ty::Port(api),
            // node-soap: `client.MyService.MyPort.operation`.
            Ty::Proxy(client) => Ty::Proxy(client),
            Ty::Holder(inner) => *inner,
            Ty::Port(api) => {
                // `base.Channel`, `client.InnerChannel` of a WCF proxy.
                if name.ends_with("Channel") { Ty::Port(api) } else { Ty::Unknown }
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

    fn member_of_client(&self, client: SoapClient, name: &str) -> Ty {
        let rule = &self.rules.clients[client.client];
        if rule.proxies.iter().any(|p| p == name) {
            return Ty::Proxy(client);
        }
        if rule.gives.iter().any(|g| g == name) {
            return Ty::Client(client);
        }
        // Magic clients nest service and port: `client.Service.Port`.
        if rule.magic && name.starts_with(char::is_uppercase) { Ty::Proxy(client) } else { Ty::Unknown }
    }

    fn call_type(&self, file: FileId, id: ExprId, target: ExprId, args: &[Arg]) -> Ty {
        let facts = self.facts(file);
        let scope = facts.expr(id).scope;
        if let Some(qualified) = self.qualified(file, target)
            && let Some(made) = self.construct_qualified(file, id, &qualified, args)
        {
            return made;
        }
        match facts.kind(target) {
            ExprKind::Name(name) => {
                if let Some(method) = self.called_function(file, scope, name) {
                    return self.rebound(file, method, args);
                }
                match self.name_type(file, scope, name, facts.expr(id).span) {
                    Ty::Class(t) => self.constructed(file, id, t, args),
                    Ty::LibraryClass(lib) => Ty::Library(lib),
                    // A class held in a variable, a callable client.
                    known @ (Ty::Port(_) | Ty::Client(_) | Ty::Proxy(_)) => known,
                    _ => self.by_type_argument(file, args),
                }
            }
            ExprKind::Member { base, name, .. } => match self.type_of(file, target) {
                // `module.Class()`: a class taken out of its module.
                Ty::LibraryClass(lib) => Ty::Library(lib),
                _ => self.method_call_type(file, id, *base, name, args),
            },
            ExprKind::Super => self.super_type(file, scope),
            // `getattr(module, name)()`: a class chosen by its name.
            ExprKind::Call { target: inner, args: inner_args, .. } => match facts.kind(*inner) {
                ExprKind::Name(name) => self.class_by_name(file, name, inner_args).unwrap_or(Ty::Unknown),
                _ => Ty::Unknown,
            },
            _ => self.by_type_argument(file, args),
        }
    }

    /// An instance of a library's class whose name is a value.
    fn class_by_name(&self, file: FileId, function: &str, args: &[Arg]) -> Option<Ty> {
        let (_, rule) = self.clients(file).find(|(_, c)| c.reflects.iter().any(|r| r.call == function))?;
        let reflect = rule.reflects.iter().find(|r| r.call == function)?;
        let module = self.qualified(file, args.get(reflect.object?)?.value)?;
        let name = args.get(reflect.name?)?.value;
        let readable = self.texts(file, name).into_iter().find(|t| !t.contains(super::constants::HOLE));
        if let Some(name) = readable {
            return self.library_type(file, &format!("{module}.{name}"));
        }
        let language = self.files[file].language.id;
        for (api, rule) in self.rules.apis.iter().enumerate() {
            for (library, known) in rule.libraries.iter().enumerate() {
                let named = known.imports.contains(&module);
                if !named || known.rest || !known.languages.iter().any(|l| super::related(l, language)) {
                    continue;
                }
                let ty =
                    known.types.iter().position(|t| !t.rest && t.object.is_some() && t.methods.len() > 2)?;
                let because = Rc::new(Because {
                    reason: "library",
                    says: format!(
                        "a class of {}, a published client of this API, chosen at run time",
                        known.name
                    ),
                    file,
                    span: self.facts(file).expr(name).span,
                });
                let name = "a class chosen at run time".to_owned();
                return Some(Ty::Library(Lib { api, library, ty, name, any: true, by_name: false, because }));
            }
        }
        None
    }

    fn method_call_type(&self, file: FileId, id: ExprId, base: ExprId, name: &str, args: &[Arg]) -> Ty {
        let base_type = self.type_of(file, base);
        match base_type {
            Ty::Class(t) if name == "new" => self.constructed(file, id, t, args),
            Ty::LibraryClass(lib) if name == "new" => Ty::Library(lib),
            Ty::Project(t) | Ty::Class(t) => {
                if let Some(method) = self.find_method_around(t, name) {
                    return self.rebound(file, method, args);
                }
                if let Some(field) = accessor_field(name)
                    && args.is_empty()
                {
                    for candidate in [
                        field.clone(),
                        decapitalize(&field),
                        name.to_owned(),
                        format!("_{}", decapitalize(&field)),
                    ] {
                        let found = self.field_type(t, &candidate);
                        if !matches!(found, Ty::Unknown) {
                            return found;
                        }
                    }
                }
                if let Some(client) = self.inherited_client(t) {
                    return self.call_on_client(client, name);
                }
                self.by_type_argument(file, args)
            }
            Ty::Client(client) => self.call_on_client(client, name),
            Ty::Service(api) => {
                if self.rules.apis[api.api].operation_named(name).is_some() {
                    Ty::Data(api.api)
                } else {
                    Ty::Port(api)
                }
            }
            Ty::Port(api) => Ty::Data(api.api),
            Ty::Data(api) => Ty::Data(api),
            Ty::Library(lib) | Ty::LibraryClass(lib) => self.library_gives(&lib, name).unwrap_or(Ty::Unknown),
            Ty::Holder(inner) => *inner,
            Ty::Proxy(_) => Ty::Unknown,
            Ty::Foreign(_) | Ty::Unknown => {
                let by_argument = self.by_type_argument(file, args);
                if !matches!(by_argument, Ty::Unknown) {
                    return by_argument;
                }
                // A factory we cannot see the way to, but whose name only one
                // method of the project has.
                if let [one] = self.methods_named(name)
                    && super::related(self.files[one.file].language.id, self.files[file].language.id)
                    && matches!(base_type, Ty::Unknown)
                {
                    return self.return_type(*one);
                }
                Ty::Unknown
            }
        }
    }

    fn call_on_client(&self, client: SoapClient, name: &str) -> Ty {
        let rule = &self.rules.clients[client.client];
        if rule.gives.iter().any(|g| g == name) {
            Ty::Client(client)
        } else if rule.proxies.iter().any(|p| p == name) {
            Ty::Proxy(client)
        } else {
            Ty::Unknown
        }
    }

    /// `factory.create(MktowsPort.class)`, `getBean("x", X.class)`, `getPort(Q, X.class)`:
    /// an unknown call with a class literal gives that class.
    fn by_type_argument(&self, file: FileId, args: &[Arg]) -> Ty {
        let facts = self.facts(file);
        for arg in args {
            if let ExprKind::TypeRef(ty) = facts.kind(arg.value) {
                let found = self.resolve_type(file, ty);
                if matches!(found, Ty::Port(_) | Ty::Service(_) | Ty::Project(_) | Ty::Library(_)) {
                    return found;
                }
            }
        }
        Ty::Unknown
    }

    /// What a method gives back to this call: a client that it makes is bound to the
    /// address it is handed here, not to that of another caller.
    fn rebound(&self, file: FileId, method: MethodId, args: &[Arg]) -> Ty {
        match self.return_type(method) {
            Ty::Client(client) if !self.method(method).params.is_empty() && !args.is_empty() => {
                let handed = self.binding_of_texts(file, args.iter().map(|a| a.value).collect());
                let binding = if handed == Binding::Open { client.binding } else { handed };
                Ty::Client(SoapClient { binding, ..client })
            }
            other => other,
        }
    }

    /// What a method gives back.
    pub fn return_type(&self, method: MethodId) -> Ty {
        let declared = self.method(method);
        let facts = self.facts(method.file);
        let mut best = Ty::Unknown;
        if let Some(ty) = &declared.returns
            && !is_any(&ty.name)
        {
            best = self.resolve_type(method.file, ty);
        }
        if best.weight() < 4 {
            let returns = facts.returns.iter().filter(|r| {
                self.method_around(method.file, r.scope) == Some(method)
                    && facts
                        .ancestors(r.scope)
                        .take_while(|s| *s != declared.scope)
                        .all(|s| facts.scope(s).kind != ScopeKind::Lambda)
            });
            for r in returns.take(CANDIDATES) {
                best = best.better(self.type_of(method.file, r.value));
            }
        }
        best
    }

    /// The function or own method a bare call means.
    pub fn called_function(&self, file: FileId, scope: ScopeId, name: &str) -> Option<MethodId> {
        if let Some(own) = self.type_around(file, scope)
            && let Some(found) = self.find_method_around(own, name)
        {
            return Some(found);
        }
        let all = self.methods_named(name);
        if let Some(here) = all.iter().find(|m| m.file == file && self.owner(**m).is_none()) {
            return Some(*here);
        }
        if let Some(Exported::Method(method)) = self.imported(file, name) {
            return Some(method);
        }
        let imported = self.index[file].imports.get(name).into_iter().flatten().find_map(|i| {
            let import = &self.facts(file).imports[*i];
            let symbol = import.symbol.as_deref().unwrap_or(name);
            self.methods_named(symbol).iter().find(|m| {
                let module = super::module_of(&self.files[m.file].source.path);
                simple_path(module) == super::last_segment(&import.path)
            })
        });
        if imported.is_some() {
            return imported.copied();
        }
        // What a module does not import it cannot call; the name is a global's.
        let is_module = matches!(self.files[file].language.modules, Modules::Relative(_))
            && !self.facts(file).imports.is_empty();
        if is_module && !self.index[file].bindings.contains_key(name) {
            return None;
        }
        let language = self.files[file].language.id;
        let mut functions = all.iter().filter(|m| {
            self.owner(**m).is_none() && super::related(self.files[m.file].language.id, language)
        });
        match (functions.next(), functions.next()) {
            (Some(one), None) => Some(*one),
            _ => None,
        }
    }

    fn construct_named(&self, file: FileId, id: ExprId, ty: &TypeName, args: &[Arg]) -> Ty {
        let qualified = self.qualify(file, &ty.name);
        if let Some(made) = self.construct_qualified(file, id, &qualified, args) {
            return made;
        }
        match self.resolve_type(file, ty) {
            Ty::Project(t) => self.constructed(file, id, t, args),
            // `new constructor(…)` where a class is held in a variable.
            Ty::Foreign(name) if !name.contains('.') => {
                let scope = self.facts(file).expr(id).scope;
                match self.name_type(file, scope, &ty.name, self.facts(file).expr(id).span) {
                    Ty::Class(t) => self.constructed(file, id, t, args),
                    Ty::LibraryClass(lib) => Ty::Library(lib),
                    Ty::Unknown => Ty::Foreign(name),
                    other => other,
                }
            }
            other => other,
        }
    }

    fn constructed(&self, file: FileId, id: ExprId, ty: TypeId, args: &[Arg]) -> Ty {
        let _ = (file, id, args);
        self.instance(ty)
    }

    /// A client of a SOAP library made by calling or constructing `qualified`.
    fn construct_qualified(&self, file: FileId, id: ExprId, qualified: &str, args: &[Arg]) -> Option<Ty> {
        // A class of the project with the same simple name comes first, unless
        // the import says otherwise.
        let client = self.client_made_by(file, qualified)?;
        // A class of the project with the same bare name comes first; a path
        // or an import says which one is meant.
        if !qualified.contains('.')
            && let Some(own) = self.project_type(file, qualified)
            && self.inherited_client(own).is_none()
        {
            return None;
        }
        Some(Ty::Client(self.bind_client(file, id, client, args)))
    }

    fn is_imported(&self, file: FileId, name: &str) -> bool {
        self.index[file].imports.contains_key(name)
    }

    fn clients(&self, file: FileId) -> impl Iterator<Item = (usize, &'a Client)> + use<'a> {
        let language = self.files[file].language.id;
        self.rules.clients.iter().enumerate().filter(move |(_, c)| c.languages.iter().any(|l| l == language))
    }

    fn client_made_by(&self, file: FileId, qualified: &str) -> Option<usize> {
        let found = self.clients(file).find(|(_, c)| c.constructs.iter().any(|q| path_ends(qualified, q)));
        found.map(|(index, _)| index)
    }

    fn bind_client(&self, file: FileId, call: ExprId, client: usize, args: &[Arg]) -> SoapClient {
        let facts = self.facts(file);
        let mut parts: Vec<ExprId> = args.iter().map(|a| a.value).collect();
        // Savon: `Savon.client do wsdl "…"; endpoint "…" end`.
        if let ExprKind::Call { block: Some(scope), .. } = facts.kind(call) {
            let body = facts.scope(*scope).span;
            parts.extend(facts.iter().filter(|(_, e)| body.contains(e.span)).map(|(id, _)| id));
        }
        let because = Rc::new(Because {
            reason: "client",
            says: format!("a {} client is made here", self.rules.clients[client].id),
            file,
            span: facts.expr(call).span,
        });
        SoapClient { client, binding: self.binding_of_texts(file, parts), because }
    }

    /// What the texts handed to a client say about the service it talks to.
    fn binding_of_texts(&self, file: FileId, parts: Vec<ExprId>) -> Binding {
        let mut elsewhere = None;
        let mut seen = std::collections::HashSet::new();
        let mut queue: Vec<(FileId, ExprId, u8)> = parts.into_iter().map(|p| (file, p, 0)).collect();
        let mut steps = 0;
        while let Some((file, id, depth)) = queue.pop() {
            steps += 1;
            if steps > 4000 || !seen.insert((file, id)) {
                continue;
            }
            let facts = self.facts(file);
            for text in self.texts(file, id) {
                if let Some(api) = self.rules.apis.iter().position(|a| a.detect.is_address(&text)) {
                    let says = format!("it is bound to {}", shorten(&text));
                    let because = Because { reason: "client-bound", says, file, span: facts.expr(id).span };
                    return Binding::Api(api, Rc::new(because));
                }
                if let Some(host) = address_elsewhere(&text) {
                    elsewhere.get_or_insert(host);
                }
            }
            facts.kind(id).each_child(|child| queue.push((file, child, depth)));
            // Names and members lead to where their value was built.
            if depth < 4 {
                for (f, value) in self.sources(file, id) {
                    queue.push((f, value, depth + 1));
                }
            }
        }
        elsewhere.map_or(Binding::Open, Binding::Elsewhere)
    }

    fn library_gives(&self, lib: &Lib, name: &str) -> Option<Ty> {
        let library = &self.rules.apis[lib.api].libraries[lib.library];
        let gives = library.types[lib.ty].gives.get(name)?;
        if let Some(ty) = library.types.iter().position(|t| t.names.iter().any(|n| n == gives)) {
            return Some(Ty::Library(Lib { ty, name: gives.clone(), ..lib.clone() }));
        }
        let api = &self.rules.apis[lib.api];
        api.detect
            .is_port(gives)
            .then(|| Ty::Port(Api { api: lib.api, name: gives.clone(), because: lib.because.clone() }))
    }

    /// A dotted name for an expression that is a path of names: `suds.client.Client`.
    pub fn qualified(&self, file: FileId, id: ExprId) -> Option<String> {
        let facts = self.facts(file);
        match facts.kind(id) {
            ExprKind::Name(name) => {
                let local = facts.ancestors(facts.expr(id).scope).any(|s| {
                    self.index[file].params.get(&s).is_some_and(|r| r.names.iter().any(|n| n == name))
                });
                (!local).then(|| self.qualify(file, name))
            }
            ExprKind::Member { base, name, .. } => Some(format!("{}.{name}", self.qualified(file, *base)?)),
            // `require('soap').createClient`
            ExprKind::Call { target, args, .. } => match (facts.kind(*target), args.as_slice()) {
                (ExprKind::Name(f), [path]) if f == "require" => match facts.kind(path.value) {
                    ExprKind::Text(path) => Some(path.clone()),
                    _ => None,
                },
                _ => None,
            },
            _ => None,
        }
    }

    /// The dotted name an import gives to `name`, else the name itself.
    pub fn qualify(&self, file: FileId, name: &str) -> String {
        let (head, rest) = name.split_once('.').map_or((name, None), |(h, r)| (h, Some(r)));
        let full = self.index[file].imports.get(head).into_iter().flatten().find_map(|i| {
            let import = &self.facts(file).imports[*i];
            if import.wildcard {
                return None;
            }
            let alias = import.alias.as_deref().or(import.symbol.as_deref());
            Some(match (&import.symbol, alias) {
                (Some(symbol), _) if import.path.is_empty() => symbol.clone(),
                (Some(symbol), _) => format!("{}.{symbol}", import.path),
                // `import a.b` binds `a`; `import a.b as c` binds the module.
                (None, Some(_)) => import.path.clone(),
                (None, None) => head.to_owned(),
            })
        });
        match (full, rest) {
            (Some(full), Some(rest)) => format!("{full}.{rest}"),
            (Some(full), None) => full,
            (None, _) => name.to_owned(),
        }
    }

    /// What a type written in `file` is.
    pub fn resolve_type(&self, file: FileId, ty: &TypeName) -> Ty {
        if is_any(&ty.name) || ty.name.is_empty() {
            return Ty::Unknown;
        }
        let own = self.resolve_name(file, &ty.name);
        match own {
            Ty::Foreign(_) | Ty::Unknown => {
                for arg in &ty.args {
                    let inner = self.resolve_type(file, arg);
                    if matches!(inner, Ty::Port(_) | Ty::Service(_) | Ty::Client(_) | Ty::Library(_)) {
                        return Ty::Holder(Box::new(inner));
                    }
                    if ty.args.len() == 1 && matches!(inner, Ty::Project(_)) {
                        return Ty::Holder(Box::new(inner));
                    }
                }
                own
            }
            known => known,
        }
    }

    /// What a possibly dotted name means as a type.
    fn resolve_name(&self, file: FileId, name: &str) -> Ty {
        let qualified = self.qualify(file, name);
        let short = simple(&qualified);
        if let Some(client) = self.client_made_by(file, &qualified)
            && (qualified.contains('.') || self.project_type(file, short).is_none())
        {
            let because = Because {
                reason: "client",
                says: format!("declared as {qualified}"),
                file,
                span: self.files[file].source.first(simple(name)),
            };
            return Ty::Client(SoapClient { client, binding: Binding::Open, because: Rc::new(because) });
        }
        if let Some(lib) = self.library_type(file, &qualified) {
            return lib;
        }
        if let Some(own) = self.project_type(file, name) {
            return self.instance(own);
        }
        for (index, api) in self.rules.apis.iter().enumerate() {
            let package = qualified.rsplit_once('.').map_or("", |(p, _)| p);
            let by_package = api.detect.is_package(package)
                || self.facts(file).imports.iter().any(|i| i.wildcard && api.detect.is_package(&i.path))
                || self.facts(file).package.as_deref().is_some_and(|p| api.detect.is_package(p));
            let span = self.import_span(file, short);
            let because = |says: String| Rc::new(Because { reason: "receiver-type", says, file, span });
            // `using Acme.ExactTargetApi;`: a service reference is named by the project.
            let by_reference = || {
                let wildcards = self.facts(file).imports.iter().filter(|i| i.wildcard);
                api.is_reported_import(package)
                    || wildcards.map(|i| &i.path).any(|p| api.is_reported_import(p))
            };
            let generic = api.detect.is_generic_port(short);
            let port = api.detect.is_port(short) || generic && (by_package || by_reference());
            if port && !self.imported_from_elsewhere(file, short, index) {
                let says = format!("receiver is {short}, a port of this API");
                return Ty::Port(Api { api: index, name: short.to_owned(), because: because(says) });
            }
            if api.detect.is_service(short) && !self.imported_from_elsewhere(file, short, index) {
                let says = format!("{short} is the generated service of this API");
                return Ty::Service(Api { api: index, name: short.to_owned(), because: because(says) });
            }
            if by_package && (api.detect.is_package(package) || api.detect.is_message(short, api)) {
                return Ty::Data(index);
            }
        }
        if qualified.is_empty() { Ty::Unknown } else { Ty::Foreign(qualified) }
    }

    /// Imported by name from a package that is not the API's: generic names
    /// prove nothing then. Names only a generator gives survive a move.
    fn imported_from_elsewhere(&self, file: FileId, name: &str, api: usize) -> bool {
        let detect = &self.rules.apis[api].detect;
        detect.is_generic_port(name) && self.is_imported(file, name) && {
            let qualified = self.qualify(file, name);
            !detect.is_package(qualified.rsplit_once('.').map_or("", |(p, _)| p))
        }
    }

    fn import_span(&self, file: FileId, name: &str) -> Span {
        let import = self.index[file].imports.get(name).and_then(|list| list.first());
        // Without an import of its own: the place where the file first names it.
        import.map_or_else(
            || self.files[file].source.first(simple(name)),
            |i| self.facts(file).imports[*i].span,
        )
    }

    /// A type of a published client library, by its qualified name.
    fn library_type(&self, file: FileId, qualified: &str) -> Option<Ty> {
        let language = self.files[file].language.id;
        let facts = self.facts(file);
        for (a, api) in self.rules.apis.iter().enumerate() {
            for (l, library) in api.libraries.iter().enumerate() {
                if !library.languages.iter().any(|x| super::related(x, language)) {
                    continue;
                }
                let import = library.imports.iter().find_map(|path| {
                    let rest = qualified.strip_prefix(path.as_str())?;
                    (rest.is_empty() || rest.starts_with('.'))
                        .then(|| rest.trim_start_matches('.').to_owned())
                });
                // Required or wildcard-imported as a whole; the type then stands under its own name.
                let whole = || {
                    let file_imports = facts.imports.iter().any(|i| {
                        (i.wildcard || i.symbol.is_none())
                            && library.imports.iter().any(|p| path_ends(&i.path, p))
                    });
                    file_imports.then(|| qualified.to_owned())
                };
                // Loaded by its name: believed where the API is used at all.
                let by_name = || {
                    let present = library.autoloaded && self.presence.anywhere(a);
                    (present && !qualified.contains('.')).then(|| qualified.to_owned())
                };
                let imported = import.or_else(whole);
                let is_by_name = imported.is_none();
                let Some(rest) = imported.or_else(by_name) else { continue };
                // The library's own source in this very project: there the
                // calls inside it are what counts.
                if self.project_type(file, simple(qualified)).is_some() {
                    continue;
                }
                let ty = library.types.iter().position(|t| {
                    t.names.iter().any(|n| (n == "*" && rest.is_empty()) || path_ends(&rest, n))
                });
                let span = facts.imports.iter().find(|i| {
                    library.imports.iter().any(|p| i.path.starts_with(p.as_str()) || path_ends(&i.path, p))
                });
                let because = Rc::new(Because {
                    reason: "library",
                    says: format!("{} is a published client of this API", library.name),
                    file,
                    span: span.map_or_else(|| self.files[file].source.first(simple(qualified)), |i| i.span),
                });
                if library.rest {
                    return Some(Ty::Foreign(format!("{} (REST)", library.name)));
                }
                if let Some(ty) = ty {
                    let name = simple(qualified).to_owned();
                    let by_name = is_by_name;
                    return Some(Ty::Library(Lib {
                        api: a,
                        library: l,
                        ty,
                        name,
                        any: false,
                        by_name,
                        because,
                    }));
                }
            }
        }
        None
    }

    /// What a declared type is to an API: generated port, service, data or nothing.
    pub fn role(&self, id: TypeId) -> Option<PortRole> {
        if let Some(known) = self.ports.borrow().get(&id) {
            return *known;
        }
        self.ports.borrow_mut().insert(id, None);
        let role = self.compute_role(id);
        self.ports.borrow_mut().insert(id, role);
        role
    }

    fn compute_role(&self, id: TypeId) -> Option<PortRole> {
        let facts = self.facts(id.file);
        let declared = self.declaration(id);
        for (index, api) in self.rules.apis.iter().enumerate() {
            let detect = &api.detect;
            if detect.not_types.contains(&declared.name) {
                return None;
            }
            let namespaced = facts
                .annotations
                .iter()
                .filter(|a| a.scope == declared.scope)
                .any(|a| self.annotation_texts(id.file, a.expr).iter().any(|t| detect.is_namespace(t)));
            let packaged = facts.package.as_deref().is_some_and(|p| detect.is_package(p));
            let operations = facts.methods.iter().filter(|m| {
                facts.scope(m.scope).parent == Some(declared.scope) && api.operation_named(&m.name).is_some()
            });
            let operations = operations.take(2).count();
            if detect.is_port(&declared.name)
                || ((namespaced || packaged) && detect.is_generic_port(&declared.name))
            {
                return Some(PortRole::Port(index));
            }
            if namespaced && operations > 0 {
                return Some(PortRole::Port(index));
            }
            if detect.is_service(&declared.name) {
                // wsdl.exe's service class is the port itself.
                return Some(if operations > 0 { PortRole::Port(index) } else { PortRole::Service(index) });
            }
            if packaged && detect.is_message(&declared.name, api) {
                return Some(PortRole::Data(index));
            }
        }
        // A hand-written part of a generated partial class.
        let twin = self.twins(id).into_iter().find_map(|t| self.role(t));
        if twin.is_some() {
            return twin;
        }
        // `MktowsPortClient : ClientBase<MktowsPort>`, `FakePort implements MktowsPort`.
        for parent in &declared.supertypes {
            for name in std::iter::once(parent).chain(&parent.args) {
                let resolved = if let Some(t) = self.project_type(id.file, &name.name) {
                    if t == id { None } else { self.role(t) }
                } else {
                    match self.resolve_name(id.file, &name.name) {
                        Ty::Port(api) => Some(PortRole::Port(api.api)),
                        _ => None,
                    }
                };
                if let Some(PortRole::Port(api)) = resolved {
                    return Some(PortRole::Port(api));
                }
            }
        }
        None
    }

    fn annotation_texts(&self, file: FileId, id: ExprId) -> Vec<String> {
        let mut texts = vec![];
        let mut queue = vec![id];
        while let Some(id) = queue.pop() {
            if let ExprKind::Text(text) = self.facts(file).kind(id) {
                texts.push(text.clone());
            }
            self.facts(file).kind(id).each_child(|c| queue.push(c));
        }
        texts
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
fn is_any(name: &str) -> bool {
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
    format!("`{line}`")
}

/// The host of a complete address that is not an XML vocabulary.
fn address_elsewhere(text: &str) -> Option<String> {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"))?;
    let host = rest.split(['/', '?', ':']).next().unwrap_or(rest);
    let vocabulary = ["w3.org", "xmlsoap.org", "oasis-open.org", "tempuri.org"];
    let readable = host.contains('.') && !host.contains(super::constants::HOLE);
    (readable && !vocabulary.iter().any(|v| host.ends_with(v))).then(|| host.to_owned())
}
