//! What a written name means: a type of the project, of an API, of a library, or
//! somebody else's.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::rc::Rc;

use super::{Api, Binding, PortRole, SoapClient, Ty, is_any};
use crate::fact::{ExprId, ExprKind, Method, ScopeId, TypeKind, TypeName};
use crate::language::Modules;
use crate::link::generated::is_generated_of;
use crate::link::{Because, FileId, Project, TypeId, simple};
use crate::source::Span;

impl<'a> Project<'a> {
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

    /// Whether a plain name is a variable or parameter at a place.
    pub fn is_variable(&self, file: FileId, scope: ScopeId, name: &str) -> bool {
        let index = &self.index[file];
        let is_param = |s| index.params.get(&s).is_some_and(|row| row.names.iter().any(|n| n == name));
        index.bindings.contains_key(name) || self.facts(file).ancestors(scope).any(is_param)
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
                (None, None) if self.files[file].language.modules == Modules::Folders => import.path.clone(),
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
        let (later, _) = self.files[file].language.later;
        match own {
            Ty::Foreign(_) | Ty::Unknown => {
                for arg in &ty.args {
                    let inner = self.resolve_type(file, arg);
                    let known =
                        matches!(inner, Ty::Port(_) | Ty::Service(_) | Ty::Client(_) | Ty::Library(_));
                    // Facts know no `await`: what comes later is taken for what comes.
                    if later.contains(&simple(&ty.name)) && (known || matches!(inner, Ty::Project(_))) {
                        return inner;
                    }
                    if known {
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
    pub(super) fn resolve_name(&self, file: FileId, name: &str) -> Ty {
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
        if let Some(lib) = self.type_of_library(file, &qualified) {
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
            // Or by the folder that its WSDL is kept in.
            let by_folder = || {
                let wildcards =
                    self.facts(file).imports.iter().filter(|i| i.wildcard).map(|i| i.path.as_str());
                wildcards.chain([package]).any(|p| self.presence.of_reference(simple(p)) == Some(index))
            };
            let generic = api.detect.is_generic_port(short);
            let port = api.detect.is_port(short) || generic && (by_package || by_reference() || by_folder());
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
    pub(super) fn imported_from_elsewhere(&self, file: FileId, name: &str, api: usize) -> bool {
        let detect = &self.rules.apis[api].detect;
        detect.is_generic_port(name) && self.is_imported(file, name) && {
            let qualified = self.qualify(file, name);
            !detect.is_package(qualified.rsplit_once('.').map_or("", |(p, _)| p))
        }
    }

    pub(super) fn import_span(&self, file: FileId, name: &str) -> Span {
        let import = self.index[file].imports.get(name).and_then(|list| list.first());
        // Without an import of its own: the place where the file first names it.
        import.map_or_else(
            || self.files[file].source.first(simple(name)),
            |i| self.facts(file).imports[*i].span,
        )
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

    pub(super) fn compute_role(&self, id: TypeId) -> Option<PortRole> {
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
            // Generated data has properties named like operations; what is sent something takes it.
            let takes = |m: &Method| !m.params.is_empty();
            let operations = facts.methods.iter().filter(|m| {
                facts.scope(m.scope).parent == Some(declared.scope)
                    && api.operation_named(&m.name).is_some_and(|o| takes(m) || o.parameters.is_empty())
            });
            let operations = operations.take(2).count();
            let is_of_api = || namespaced || packaged || is_generated_of(self, id.file, index);
            if detect.is_port(&declared.name) || detect.is_generic_port(&declared.name) && is_of_api() {
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
        if let Some(role) = self.generated_client(id) {
            return Some(role);
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

    /// Generated code that extends the client of a SOAP library, where its name says too little.
    fn generated_client(&self, id: TypeId) -> Option<PortRole> {
        let facts = self.facts(id.file);
        let declared = self.declaration(id);
        let is_client =
            |parent: &TypeName| self.client_made_by(id.file, &self.qualify(id.file, &parent.name)).is_some();
        if !declared.supertypes.iter().any(is_client) {
            return None;
        }
        // Nobody but a generator declares the operations of a client that has them already.
        if declared.kind == TypeKind::Interface {
            let own = facts.methods.iter().filter(|m| facts.scope(m.scope).parent == Some(declared.scope));
            let own: Vec<&str> = own.map(|m| m.name.as_str()).collect();
            let counts = self.rules.apis.iter().enumerate().map(|(index, api)| {
                let named = own.iter().filter_map(|name| Some(&api.operation_named(name)?.id));
                (named.collect::<BTreeSet<_>>().len(), index)
            });
            let (count, api) = counts.max_by_key(|(count, index)| (*count, Reverse(*index)))?;
            return (count > 1 && 2 * count > own.len()).then_some(PortRole::Port(api));
        }
        match self.inherited_client(id)?.binding {
            Binding::Api(api, _) if self.rules.apis[api].detect.is_generic_port(&declared.name) => {
                Some(PortRole::Port(api))
            }
            _ => None,
        }
    }

    pub(super) fn annotation_texts(&self, file: FileId, id: ExprId) -> Vec<String> {
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
