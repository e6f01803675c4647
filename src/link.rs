//! What the files say together: the project's symbols.
//!
//! A [`Project`] indexes the facts of all parsed files. On top of it,
//! [`types`] answers "what is this expression?", [`constants`] "which texts can
//! it be?", [`forwarders`] "which method only passes an operation on?" and
//! [`callers`] "who calls whom?", and [`modules`] "what does a file export?". Linking each file alone (`--no-link`) is the
//! same code over a project of one file.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use crate::fact::{ExprId, ExprKind, Facts, ScopeId, ScopeKind};
use crate::language::Language;
use crate::realm::{Realm, Realms};
use crate::rule::Rules;
use crate::scan::{Document, Parsed};
use crate::source::Span;

pub mod callers;
pub mod constants;
pub mod events;
pub mod forwarders;
pub mod generated;
mod hierarchy;
mod index;
mod memo;
pub mod modules;
pub mod presence;
mod reach;
pub mod template;
pub mod types;

pub use presence::Presence;
pub use types::Ty;

use index::FileIndex;
use memo::Memo;
use reach::Reach;

/// Index of a file in [`Project::files`].
pub type FileId = usize;

/// A type declared in the project.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TypeId {
    /// Its file.
    pub file: FileId,
    /// Index into [`Facts::types`].
    pub index: usize,
}

/// A method or function of the project.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MethodId {
    /// Its file.
    pub file: FileId,
    /// Index into [`Facts::methods`].
    pub index: usize,
}

/// A place something was read, kept until it becomes evidence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Because {
    /// Kind of reason, kebab case.
    pub reason: &'static str,
    /// For people.
    pub says: String,
    /// Where.
    pub file: FileId,
    /// What was read.
    pub span: Span,
}

/// Who receives a value: parameter of a method or of a lambda.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Receiver {
    /// `index`th parameter of a method.
    Method(MethodId, usize),
    /// `index`th parameter of the lambda with this scope.
    Lambda(FileId, ScopeId, usize),
}

/// All files of a scan, indexed.
pub struct Project<'a> {
    /// Parsed files, sorted by path.
    pub files: &'a [Parsed],
    /// Relevant files without a grammar, sorted by path.
    pub documents: &'a [Document],
    /// The rules.
    pub rules: &'a Rules,
    reach: Reach,
    index: Vec<FileIndex>,
    types: HashMap<&'a str, Vec<TypeId>>,
    methods: HashMap<&'a str, Vec<MethodId>>,
    type_methods: HashMap<TypeId, HashMap<&'a str, Vec<MethodId>>>,
    fields: HashMap<(TypeId, String), Vec<(FileId, ExprId)>>,
    member_values: HashMap<String, Vec<(FileId, ExprId)>>,
    subtypes: HashMap<TypeId, Vec<TypeId>>,
    /// Files by the last word of their module's path.
    modules: HashMap<&'a str, Vec<FileId>>,
    calls: HashMap<&'a str, Vec<(FileId, ExprId)>>,
    /// Signs of the APIs, per file and together.
    pub presence: Presence,
    /// The first strong sign of an API that a project knows.
    used: RefCell<HashMap<(Realm, usize), Option<presence::Strong>>>,
    memo: RefCell<Memo>,
    names: RefCell<HashMap<(FileId, String), Ty>>,
    ports: RefCell<HashMap<TypeId, Option<types::PortRole>>>,
    lineages: RefCell<HashMap<TypeId, Rc<[TypeId]>>>,
    descents: RefCell<HashMap<TypeId, Rc<[TypeId]>>>,
    inherited: RefCell<HashMap<TypeId, Option<types::SoapClient>>>,
    events: RefCell<HashMap<FileId, Rc<events::Events>>>,
}

impl<'a> Project<'a> {
    /// Indexes the files.
    pub fn new(
        files: &'a [Parsed],
        documents: &'a [Document],
        rules: &'a Rules,
        realms: &Realms,
        presence: Presence,
    ) -> Self {
        let index = files.iter().map(|f| FileIndex::new(&f.facts, f.language.modules)).collect();
        let mut project = Project {
            files,
            documents,
            rules,
            reach: Reach::new(files, documents, realms),
            index,
            types: HashMap::new(),
            methods: HashMap::new(),
            type_methods: HashMap::new(),
            fields: HashMap::new(),
            member_values: HashMap::new(),
            subtypes: HashMap::new(),
            modules: HashMap::new(),
            calls: HashMap::new(),
            presence,
            used: RefCell::default(),
            memo: RefCell::default(),
            names: RefCell::default(),
            ports: RefCell::default(),
            lineages: RefCell::default(),
            descents: RefCell::default(),
            inherited: RefCell::default(),
            events: RefCell::default(),
        };
        project.index_declarations();
        project.index_values();
        project.index_subtypes();
        project
    }

    fn index_declarations(&mut self) {
        for (file, parsed) in self.files.iter().enumerate() {
            let facts = &parsed.facts;
            let module = module_of(&parsed.source.path);
            self.modules.entry(module.rsplit('/').next().unwrap_or(module)).or_default().push(file);
            for (index, ty) in facts.types.iter().enumerate() {
                self.types.entry(&ty.name).or_default().push(TypeId { file, index });
            }
            for (index, method) in facts.methods.iter().enumerate() {
                let id = MethodId { file, index };
                self.methods.entry(&method.name).or_default().push(id);
                let parent = facts.scope(method.scope).parent.unwrap_or(ScopeId::FILE);
                if let Some(owner) = self.index[file].type_of[parent.0 as usize] {
                    let owner = TypeId { file, index: owner };
                    self.type_methods.entry(owner).or_default().entry(&method.name).or_default().push(id);
                }
            }
        }
    }

    fn index_values(&mut self) {
        for (file, parsed) in self.files.iter().enumerate() {
            let facts = &parsed.facts;
            for assignment in &facts.assignments {
                let ExprKind::Member { base, name, .. } = facts.kind(assignment.target) else { continue };
                self.member_values.entry(name.clone()).or_default().push((file, assignment.value));
                if matches!(facts.kind(*base), ExprKind::This)
                    && let Some(owner) = self.index[file].type_of[assignment.scope.0 as usize]
                {
                    let key = (TypeId { file, index: owner }, name.clone());
                    self.fields.entry(key).or_default().push((file, assignment.value));
                }
            }
            for binding in &facts.bindings {
                let Some(value) = binding.value else { continue };
                if facts.scope(binding.scope).kind == ScopeKind::Type
                    && let Some(owner) = self.index[file].type_of[binding.scope.0 as usize]
                {
                    let key = (TypeId { file, index: owner }, binding.name.clone());
                    self.fields.entry(key).or_default().push((file, value));
                }
            }
            for (id, expr) in facts.iter() {
                let name = match &expr.kind {
                    ExprKind::Call { target, .. } => match facts.kind(*target) {
                        ExprKind::Name(name) => Some(name.as_str()),
                        ExprKind::Member { name, .. } => Some(name.as_str()),
                        ExprKind::Super => Some("super"),
                        _ => None,
                    },
                    ExprKind::New { ty, .. } => Some(simple(&ty.name)),
                    _ => None,
                };
                if let Some(name) = name {
                    self.calls.entry(name).or_default().push((file, id));
                }
            }
        }
    }

    fn index_subtypes(&mut self) {
        let mut subtypes: BTreeMap<TypeId, Vec<TypeId>> = BTreeMap::new();
        for (file, parsed) in self.files.iter().enumerate() {
            for (index, ty) in parsed.facts.types.iter().enumerate() {
                for name in &ty.supertypes {
                    if let Some(parent) = self.project_type(file, &name.name) {
                        subtypes.entry(parent).or_default().push(TypeId { file, index });
                    }
                }
            }
        }
        self.subtypes = subtypes.into_iter().collect();
    }

    /// The facts of a file.
    pub fn facts(&self, file: FileId) -> &'a Facts {
        &self.files[file].facts
    }

    /// What happens to the names of a file.
    pub fn events(&self, file: FileId) -> Rc<events::Events> {
        self.events
            .borrow_mut()
            .entry(file)
            .or_insert_with(|| Rc::new(events::Events::of(self.facts(file))))
            .clone()
    }

    /// The innermost type around a scope.
    pub fn type_around(&self, file: FileId, scope: ScopeId) -> Option<TypeId> {
        self.index[file].type_of[scope.0 as usize].map(|index| TypeId { file, index })
    }

    /// The innermost method around a scope.
    pub fn method_around(&self, file: FileId, scope: ScopeId) -> Option<MethodId> {
        self.index[file].method_of[scope.0 as usize].map(|index| MethodId { file, index })
    }

    /// The type a method belongs to.
    pub fn owner(&self, method: MethodId) -> Option<TypeId> {
        let facts = self.facts(method.file);
        let scope = facts.methods[method.index].scope;
        self.type_around(method.file, facts.scope(scope).parent.unwrap_or(ScopeId::FILE))
    }

    /// The expression an expression is part of.
    pub fn parent(&self, file: FileId, id: ExprId) -> Option<ExprId> {
        self.index[file].parent[id.0 as usize]
    }

    /// The call a block or lambda is handed to.
    pub fn call_of_block(&self, file: FileId, scope: ScopeId) -> Option<ExprId> {
        self.index[file].blocks.get(&scope).copied()
    }

    /// The declaration of a type.
    pub fn declaration(&self, id: TypeId) -> &'a crate::fact::Type {
        &self.facts(id.file).types[id.index]
    }

    /// The declaration of a method.
    pub fn method(&self, id: MethodId) -> &'a crate::fact::Method {
        &self.facts(id.file).methods[id.index]
    }

    /// The project's type that `name` means in `file`: by import, package,
    /// same file, or because only one type has the name.
    pub fn project_type(&self, file: FileId, name: &str) -> Option<TypeId> {
        let short = simple(name);
        if let Some(modules::Exported::Type(ty)) = self.imported(file, name) {
            return Some(ty);
        }
        let known: Vec<TypeId> = self.types_named(file, short).collect();
        if known.is_empty() {
            return None;
        }
        let language = self.files[file].language.id;
        let mut candidates = known.iter().filter(|t| related(self.files[t.file].language.id, language));
        if let Some(same) = known.iter().find(|t| t.file == file) {
            return Some(*same);
        }
        let package = self.facts(file).package.as_deref();
        let imported = self.index[file].imports.get(short).into_iter().flatten().find_map(|i| {
            let import = &self.facts(file).imports[*i];
            let symbol = import.symbol.as_deref()?;
            // `using X = N.Y` and `from m import C as D`: the type has its own name.
            self.types_named(file, simple(symbol)).find(|t| {
                let declared = self.facts(t.file).package.as_deref();
                declared.is_some_and(|p| import.path == p || import.path.starts_with(&format!("{p}.")))
                    || module_of(&self.files[t.file].source.path).ends_with(last_segment(&import.path))
            })
        });
        if imported.is_some() {
            return imported;
        }
        let mut all: Vec<TypeId> = candidates.by_ref().copied().collect();
        // Of projects side by side each means its own.
        all.sort_by_cached_key(|t| std::cmp::Reverse(self.nearness(file, t.file)));
        let same_package =
            all.iter().find(|t| package.is_some() && self.facts(t.file).package.as_deref() == package);
        if let Some(found) = same_package {
            return Some(*found);
        }
        let qualified = name.contains('.').then(|| &name[..name.len() - short.len() - 1]);
        let by_package = all.iter().find(|t| {
            let declared = self.facts(t.file).package.as_deref();
            let wild = |p: &str| self.facts(file).imports.iter().any(|i| i.wildcard && i.path == p);
            declared.is_some_and(|p| {
                wild(p) || qualified.is_some_and(|q| p == q || p.ends_with(&format!(".{q}")))
            })
        });
        // An explicit import of something outside the project wins over a
        // type that merely has the same simple name.
        let foreign = self.index[file].imports.get(short).is_some_and(|list| {
            list.iter().any(|i| {
                let import = &self.facts(file).imports[*i];
                !import.wildcard && import.symbol.is_some() && import.path.contains('.')
            })
        });
        by_package.copied().or_else(|| (!foreign && !all.is_empty()).then(|| all[0]))
    }

    /// How many folders two files have in common.
    fn nearness(&self, a: FileId, b: FileId) -> usize {
        let folders = |file: FileId| self.files[file].source.path.split('/');
        folders(a).zip(folders(b)).take_while(|(a, b)| a == b).count()
    }

    /// The name of the method around a scope, with its type: `LeadSync.push`.
    pub fn within(&self, file: FileId, scope: ScopeId) -> Option<String> {
        let facts = self.facts(file);
        let ty = self.type_around(file, scope).map(|t| self.declaration(t).name.as_str());
        let method = self.method_around(file, scope).map(|m| facts.methods[m.index].name.as_str());
        match (ty, method) {
            (Some(t), Some(m)) => Some(format!("{t}.{m}")),
            (Some(one), None) | (None, Some(one)) => Some(one.to_owned()),
            (None, None) => None,
        }
    }
}

/// The last segment of a dotted name.
pub fn simple(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name)
}

/// The name of an element without its prefix or namespace: `ns1:Lead`, `{http://…}Lead`.
pub fn local_name(name: &str) -> &str {
    name.rsplit([':', '}']).next().unwrap_or(name)
}

/// The last segment of an import path, dotted or with slashes, without file ending.
fn last_segment(path: &str) -> &str {
    let last = path.rsplit('/').next().unwrap_or(path);
    let last = last.strip_suffix(".js").or_else(|| last.strip_suffix(".ts")).unwrap_or(last);
    let last = last.strip_suffix(".php").or_else(|| last.strip_suffix(".rb")).unwrap_or(last);
    last.rsplit('.').next().unwrap_or(last)
}

/// A file's path without its ending; `pkg/__init__.py` is `pkg`.
fn module_of(path: &str) -> &str {
    let path = path.strip_suffix("/__init__.py").unwrap_or(path);
    let path = path.strip_suffix("/index.js").or_else(|| path.strip_suffix("/index.ts")).unwrap_or(path);
    let name_at = path.rfind('/').map_or(0, |i| i + 1);
    path[name_at..].find('.').map_or(path, |dot| &path[..name_at + dot])
}

/// Languages that can use each other's types.
pub(crate) fn related(a: &str, b: &str) -> bool {
    let family = |id| Language::by_id(id).map(|l| l.family);
    a == b || family(a).is_some_and(|f| family(b) == Some(f))
}
