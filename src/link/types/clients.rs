//! SOAP clients and published client libraries: how they are made, what they are
//! bound to, and what their members are.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::{Api, Binding, Lib, SoapClient, Ty, address_elsewhere, path_ends, shorten};
use crate::fact::{Arg, ExprId, ExprKind};
use crate::link::presence::Seen;
use crate::link::{Because, FileId, Project, TypeId, simple};
use crate::rule::{Client, Library};

impl<'a> Project<'a> {
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

    pub(super) fn compute_inherited(&self, id: TypeId) -> Option<SoapClient> {
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
    pub(super) fn inherited_binding(&self, id: TypeId) -> Binding {
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

    pub(super) fn member_of_client(&self, client: SoapClient, name: &str) -> Ty {
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

    pub(super) fn call_on_client(&self, client: SoapClient, name: &str) -> Ty {
        let rule = &self.rules.clients[client.client];
        if rule.gives.iter().any(|g| g == name) {
            Ty::Client(client)
        } else if rule.proxies.iter().any(|p| p == name) {
            Ty::Proxy(client)
        } else {
            Ty::Unknown
        }
    }

    /// A client of a SOAP library made by calling or constructing `qualified`.
    pub(super) fn construct_qualified(
        &self,
        file: FileId,
        id: ExprId,
        qualified: &str,
        args: &[Arg],
    ) -> Option<Ty> {
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

    pub(super) fn is_imported(&self, file: FileId, name: &str) -> bool {
        self.index[file].imports.contains_key(name)
    }

    pub(super) fn clients(&self, file: FileId) -> impl Iterator<Item = (usize, &'a Client)> + use<'a> {
        let language = self.files[file].language.id;
        self.rules.clients.iter().enumerate().filter(move |(_, c)| c.languages.iter().any(|l| l == language))
    }

    /// The SOAP client library that `qualified` makes a client of, by its place in the rules.
    pub fn client_made_by(&self, file: FileId, qualified: &str) -> Option<usize> {
        let found = self.clients(file).find(|(_, c)| c.constructs.iter().any(|q| path_ends(qualified, q)));
        found.map(|(index, _)| index)
    }

    pub(super) fn bind_client(&self, file: FileId, call: ExprId, client: usize, args: &[Arg]) -> SoapClient {
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
    pub(super) fn binding_of_texts(&self, file: FileId, parts: Vec<ExprId>) -> Binding {
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

    pub(super) fn given_by_library(&self, lib: &Lib, name: &str) -> Option<Ty> {
        let library = &self.rules.apis[lib.api].libraries[lib.of];
        let gives = library.types[lib.ty].gives.get(name)?;
        if let Some(ty) = library.types.iter().position(|t| t.names.iter().any(|n| n == gives)) {
            return Some(Ty::Library(Lib { ty, name: gives.clone(), ..lib.clone() }));
        }
        let api = &self.rules.apis[lib.api];
        api.detect
            .is_port(gives)
            .then(|| Ty::Port(Api { api: lib.api, name: gives.clone(), because: lib.because.clone() }))
    }

    /// A type of a published client library, by its qualified name.
    pub(super) fn type_of_library(&self, file: FileId, qualified: &str) -> Option<Ty> {
        let language = self.files[file].language.id;
        let facts = self.facts(file);
        for (a, api) in self.rules.apis.iter().enumerate() {
            for (l, library) in api.libraries.iter().enumerate() {
                if !library.languages.iter().any(|x| crate::link::related(x, language)) {
                    continue;
                }
                // A file that is named like its class is no module.
                let is_module =
                    library.rest || library.types.iter().any(|t| t.names.iter().any(|n| n == "*"));
                let import = library.imports.iter().find_map(|path| {
                    let rest = qualified.strip_prefix(path.as_str())?;
                    (rest.is_empty() && is_module || rest.starts_with('.'))
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
                let own = || self.project_type(file, simple(qualified));
                // Loaded by its name: believed where the API is used at all, or a copy lies in the project.
                let by_name = || {
                    let is_bare = !qualified.contains('.');
                    let is_class = || library.types.iter().any(|t| t.names.iter().any(|n| n == qualified));
                    let is_copied = || {
                        is_class() && own().is_some_and(|own| self.is_copy_elsewhere(file, own, a, library))
                    };
                    (is_bare && (library.autoloaded && self.uses(file, a) || is_copied()))
                        .then(|| qualified.to_owned())
                };
                let imported = import.or_else(whole);
                let is_by_name = imported.is_none();
                let Some(rest) = imported.or_else(by_name) else { continue };
                // The project's own class, or the library's source: there the
                // calls inside it are what counts, but who uses it calls the library.
                if let Some(own) = own()
                    && !self.is_copy_elsewhere(file, own, a, library)
                {
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
                    return Some(Ty::Library(Lib { api: a, of: l, ty, name, any: false, by_name, because }));
                }
            }
        }
        None
    }

    /// Whether a type is declared in a copy of a library, and the file is no part of it.
    fn is_copy_elsewhere(&self, file: FileId, own: TypeId, api: usize, library: &Library) -> bool {
        let folder = |file: FileId| self.files[file].source.path.rsplit_once('/').map_or("", |(dir, _)| dir);
        let copy = folder(own.file);
        let names = library.types.iter().flat_map(|t| &t.names).map(|n| simple(n));
        let (mut classes, mut files) = (BTreeSet::new(), BTreeSet::new());
        for name in names {
            for ty in self.types_named(file, name).filter(|t| folder(t.file) == copy) {
                classes.insert(name);
                files.insert(ty.file);
            }
        }
        // A project's own models may have the names of several classes, but say nothing of how the API is reached.
        let speaks = |file: &FileId| {
            let signs = &self.presence.files[*file];
            signs
                .iter()
                .any(|s| s.api == api && matches!(s.what, Seen::Namespace | Seen::Endpoint | Seen::Wsdl))
        };
        if classes.len() < COPIED || files.contains(&file) || !files.iter().any(speaks) {
            return false;
        }
        let is_inside = is_below(folder(file), copy);
        // A library in a single file often lies among those that use it; several have a folder of their own.
        (files.len() == 1 || !copy.is_empty() && !is_inside) && !is_sample(folder(file), copy)
    }
}

/// So many classes of a library at one place are a copy of it.
const COPIED: usize = 3;

/// Whether a folder is another or lies below it.
fn is_below(folder: &str, other: &str) -> bool {
    folder.strip_prefix(other).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Whether a folder holds the samples that a library in another folder comes with.
fn is_sample(folder: &str, library: &str) -> bool {
    let shared = folder.split('/').zip(library.split('/')).take_while(|(a, b)| a == b).count();
    folder.split('/').skip(shared).any(|part| {
        let part = part.to_ascii_lowercase();
        ["sample", "example"].iter().any(|word| part.contains(word))
    })
}
