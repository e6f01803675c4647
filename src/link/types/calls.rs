//! What a call gives back: an object, a client, what a method of the project returns.

use std::rc::Rc;

use super::{
    Api, Binding, CANDIDATES, Lib, SoapClient, Ty, accessor_field, decapitalize, is_any, simple_path,
};
use crate::fact::{Arg, ExprId, ExprKind, ScopeId, ScopeKind, TypeName};
use crate::language::Modules;
use crate::link::modules::Exported;
use crate::link::{Because, FileId, MethodId, Project, simple};

impl<'a> Project<'a> {
    pub(super) fn call_type(&self, file: FileId, id: ExprId, target: ExprId, args: &[Arg]) -> Ty {
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
                    Ty::Class(t) => self.instance(t),
                    Ty::LibraryClass(lib) => Ty::Library(lib),
                    // A class held in a variable, a callable client.
                    known @ (Ty::Port(_) | Ty::Client(_) | Ty::Proxy(_)) => known,
                    _ => self.by_type_argument(file, args),
                }
            }
            ExprKind::Member { base, name, .. } => match self.type_of(file, target) {
                // `module.Class()`: a class taken out of its module.
                Ty::LibraryClass(lib) => Ty::Library(lib),
                _ => self.method_call_type(file, *base, name, args),
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
    pub(super) fn class_by_name(&self, file: FileId, function: &str, args: &[Arg]) -> Option<Ty> {
        let (_, rule) = self.clients(file).find(|(_, c)| c.reflects.iter().any(|r| r.call == function))?;
        let reflect = rule.reflects.iter().find(|r| r.call == function)?;
        let module = self.qualified(file, args.get(reflect.object?)?.value)?;
        let name = args.get(reflect.name?)?.value;
        let readable = self.texts(file, name).into_iter().find(|t| !t.contains(crate::link::constants::HOLE));
        if let Some(name) = readable {
            return self.type_of_library(file, &format!("{module}.{name}"));
        }
        let language = self.files[file].language.id;
        for (api, rule) in self.rules.apis.iter().enumerate() {
            for (library, known) in rule.libraries.iter().enumerate() {
                let named = known.imports.contains(&module);
                if !named || known.rest || !known.languages.iter().any(|l| crate::link::related(l, language))
                {
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
                return Some(Ty::Library(Lib {
                    api,
                    of: library,
                    ty,
                    name,
                    any: true,
                    by_name: false,
                    because,
                }));
            }
        }
        None
    }

    pub(super) fn method_call_type(&self, file: FileId, base: ExprId, name: &str, args: &[Arg]) -> Ty {
        let base_type = self.type_of(file, base);
        if self.is_what_comes(file, &base_type, name) {
            return base_type;
        }
        match base_type {
            Ty::Class(t) if name == "new" => self.instance(t),
            Ty::LibraryClass(lib) if name == "new" => Ty::Library(lib),
            // Ruby's `OrderDesk.new`: the name of a generated class is read as one.
            known @ (Ty::Port(_) | Ty::Service(_)) if name == "new" => known,
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
            Ty::Library(lib) | Ty::LibraryClass(lib) => {
                self.given_by_library(&lib, name).unwrap_or(Ty::Unknown)
            }
            Ty::Holder(inner) => *inner,
            Ty::Proxy(_) => Ty::Unknown,
            Ty::Foreign(_) | Ty::Unknown => {
                // `orders.open()`: a function of a module of the project.
                if let Some(method) = self.module_function(file, base, name) {
                    return self.rebound(file, method, args);
                }
                let by_argument = self.by_type_argument(file, args);
                if !matches!(by_argument, Ty::Unknown) {
                    return by_argument;
                }
                // A factory we cannot see the way to, but whose name only one
                // method of the project has.
                let mut named = self.methods_named(file, name);
                if let (Some(one), None) = (named.next(), named.next())
                    && crate::link::related(self.files[one.file].language.id, self.files[file].language.id)
                    && matches!(base_type, Ty::Unknown)
                {
                    return self.return_type(one);
                }
                Ty::Unknown
            }
        }
    }

    /// `factory.create(MktowsPort.class)`, `getBean("x", X.class)`, `getPort(Q, X.class)`:
    /// an unknown call with a class literal gives that class.
    pub(super) fn by_type_argument(&self, file: FileId, args: &[Arg]) -> Ty {
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
    pub(super) fn rebound(&self, file: FileId, method: MethodId, args: &[Arg]) -> Ty {
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
            let all = self.index[method.file].returns.get(&method.index).into_iter().flatten();
            let returns = all.map(|i| &facts.returns[*i]).filter(|r| {
                facts
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
        let all: Vec<MethodId> = self.methods_named(file, name).collect();
        if let Some(here) = all.iter().find(|m| m.file == file && self.owner(**m).is_none()) {
            return Some(*here);
        }
        if let Some(Exported::Method(method)) = self.imported(file, name) {
            return Some(method);
        }
        let imported = self.index[file].imports.get(name).into_iter().flatten().find_map(|i| {
            let import = &self.facts(file).imports[*i];
            let symbol = import.symbol.as_deref().unwrap_or(name);
            self.methods_named(file, symbol).find(|m| {
                let module = crate::link::module_of(&self.files[m.file].source.path);
                simple_path(module) == crate::link::last_segment(&import.path)
            })
        });
        if imported.is_some() {
            return imported;
        }
        // What a module does not import it cannot call; the name is a global's.
        let is_module = matches!(self.files[file].language.modules, Modules::Relative(_))
            && !self.facts(file).imports.is_empty();
        if is_module && !self.index[file].bindings.contains_key(name) {
            return None;
        }
        let language = self.files[file].language.id;
        let mut functions = all.iter().filter(|m| {
            self.owner(**m).is_none() && crate::link::related(self.files[m.file].language.id, language)
        });
        match (functions.next(), functions.next()) {
            (Some(one), None) => Some(*one),
            _ => None,
        }
    }

    /// The method a name calls that is no variable, in languages where no
    /// parentheses are needed for that.
    pub fn bare_call(&self, file: FileId, scope: ScopeId, name: &str) -> Option<MethodId> {
        let method = self.files[file].language.bare_calls.then(|| self.called_function(file, scope, name));
        method.flatten().filter(|m| self.method(*m).name == name)
    }

    pub(super) fn construct_named(&self, file: FileId, id: ExprId, ty: &TypeName, args: &[Arg]) -> Ty {
        let qualified = self.qualify(file, &ty.name);
        if let Some(made) = self.construct_qualified(file, id, &qualified, args) {
            return made;
        }
        let resolved = self.resolve_type(file, ty);
        if let Ty::Foreign(name) = &resolved
            && let Some(port) = self.bound_port(file, name, args)
        {
            return Ty::Port(port);
        }
        match resolved {
            Ty::Project(t) => self.instance(t),
            // `new constructor(…)` where a class is held in a variable.
            Ty::Foreign(name) if !name.contains('.') => {
                let scope = self.facts(file).expr(id).scope;
                match self.name_type(file, scope, &ty.name, self.facts(file).expr(id).span) {
                    Ty::Class(t) => self.instance(t),
                    Ty::LibraryClass(lib) => Ty::Library(lib),
                    Ty::Unknown => Ty::Foreign(name),
                    other => other,
                }
            }
            other => other,
        }
    }

    /// A port whose name many APIs have, by the address it is made with.
    fn bound_port(&self, file: FileId, name: &str, args: &[Arg]) -> Option<Api> {
        let short = simple(name);
        if !self.rules.apis.iter().any(|api| api.detect.is_generic_port(short)) {
            return None;
        }
        match self.binding_of_texts(file, args.iter().map(|a| a.value).collect()) {
            Binding::Api(api, because) if self.rules.apis[api].detect.is_generic_port(short) => {
                Some(Api { api, name: short.to_owned(), because })
            }
            _ => None,
        }
    }

    pub(super) fn super_type(&self, file: FileId, scope: ScopeId) -> Ty {
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
}
