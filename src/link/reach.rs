//! Which projects of a scan know each other: those inside one another, and those
//! of which one uses what the other declares.
//!
//! A name alone means nothing outside its project: two services side by side both
//! have a `SoapClient`. What a file imports and its own project does not declare
//! is the way to another one, if it can be one only.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::{FileId, MethodId, Project, TypeId, module_of, related, simple};
use crate::fact::{ExprId, ExprKind, Facts, Import, TypeName};
use crate::language::Modules;
use crate::realm::{Realm, Realms};
use crate::scan::{Document, Parsed};

/// Projects of a scan and who knows whom.
#[derive(Debug, Default)]
pub(super) struct Reach {
    realms: Realms,
    files: Vec<Realm>,
    documents: Vec<Realm>,
    known: HashSet<(Realm, Realm)>,
}

impl Reach {
    /// Finds out who knows whom.
    pub(super) fn new(files: &[Parsed], documents: &[Document], realms: &Realms) -> Self {
        let of = |path: &str| realms.of(path);
        let mut reach = Reach {
            realms: realms.clone(),
            files: files.iter().map(|f| of(&f.source.path)).collect(),
            documents: documents.iter().map(|d| of(&d.source.path)).collect(),
            known: HashSet::new(),
        };
        if realms.count() > 1 {
            reach.learn(Ways::new(files, realms, &reach.files).find());
        }
        reach
    }

    /// The project of a file.
    pub(super) fn of(&self, file: FileId) -> Realm {
        self.files.get(file).copied().unwrap_or_default()
    }

    /// The project of a document.
    pub(super) fn of_document(&self, document: usize) -> Realm {
        self.documents.get(document).copied().unwrap_or_default()
    }

    /// The project of a path.
    pub(super) fn of_path(&self, path: &str) -> Realm {
        self.realms.of(path)
    }

    /// Whether two projects know each other.
    pub(super) fn knows(&self, a: Realm, b: Realm) -> bool {
        a == b || self.realms.nested(a, b) || self.known.contains(&(a, b))
    }

    /// Who uses a project that uses another knows that as well.
    fn learn(&mut self, uses: BTreeMap<Realm, BTreeSet<Realm>>) {
        for from in uses.keys() {
            let mut seen = BTreeSet::new();
            let mut queue = vec![*from];
            while let Some(realm) = queue.pop() {
                let next = uses.get(&realm).into_iter().flatten();
                queue.extend(next.filter(|to| seen.insert(**to)));
            }
            for to in seen {
                self.known.insert((*from, to));
                self.known.insert((to, *from));
            }
        }
    }
}

impl<'a> Project<'a> {
    /// Whether the projects of two files know each other.
    pub fn knows(&self, a: FileId, b: FileId) -> bool {
        self.reach.knows(self.reach.of(a), self.reach.of(b))
    }

    /// Whether two files belong to one project.
    pub fn together(&self, a: FileId, b: FileId) -> bool {
        self.reach.of(a) == self.reach.of(b)
    }

    /// What is known at a file: of its own project first, in file order.
    fn known_at<'s, T: Copy, F: Fn(T) -> FileId + Copy>(
        &'s self,
        from: FileId,
        all: Option<&'s Vec<T>>,
        file: F,
    ) -> impl Iterator<Item = T> + use<'a, 's, T, F> {
        let all = all.map_or(&[][..], Vec::as_slice);
        let own = all.iter().copied().filter(move |t| self.together(from, file(*t)));
        let others = all.iter().copied().filter(move |t| !self.together(from, file(*t)));
        own.chain(others.filter(move |t| self.knows(from, file(*t))))
    }

    /// Methods and functions with this exact name that are known at a file.
    pub fn methods_named<'s>(
        &'s self,
        from: FileId,
        name: &str,
    ) -> impl Iterator<Item = MethodId> + use<'a, 's> {
        self.known_at(from, self.methods.get(name), |m: MethodId| m.file)
    }

    /// Calls whose callee has this name; constructions by the type's simple name. Known at a file.
    pub fn calls_named<'s>(
        &'s self,
        from: FileId,
        name: &str,
    ) -> impl Iterator<Item = (FileId, ExprId)> + use<'a, 's> {
        self.known_at(from, self.calls.get(name), |(f, _): (FileId, ExprId)| f)
    }

    /// Types with this simple name that are known at a file.
    pub fn types_named<'s>(&'s self, from: FileId, name: &str) -> impl Iterator<Item = TypeId> + use<'a, 's> {
        self.known_at(from, self.types.get(name), |t: TypeId| t.file)
    }
}

/// What is declared where.
struct Ways<'a> {
    files: &'a [Parsed],
    realms: &'a Realms,
    of: &'a [Realm],
    /// Package → the projects that have it.
    packages: HashMap<&'a str, BTreeSet<Realm>>,
    /// Simple name of a type → the files that declare it.
    types: HashMap<&'a str, Vec<FileId>>,
    /// Last word of a module's path → files.
    modules: HashMap<&'a str, Vec<FileId>>,
    /// Family of languages and name of a project's top folder → projects.
    folders: HashMap<(&'a str, &'a str), BTreeSet<Realm>>,
}

impl<'a> Ways<'a> {
    fn new(files: &'a [Parsed], realms: &'a Realms, of: &'a [Realm]) -> Self {
        let mut ways = Ways {
            files,
            realms,
            of,
            packages: HashMap::new(),
            types: HashMap::new(),
            modules: HashMap::new(),
            folders: HashMap::new(),
        };
        for (file, parsed) in files.iter().enumerate() {
            if let Some(package) = &parsed.facts.package {
                ways.packages.entry(package).or_default().insert(of[file]);
            }
            for ty in &parsed.facts.types {
                ways.types.entry(&ty.name).or_default().push(file);
            }
            let folder = simple_path(realms.dir(of[file]));
            if !folder.is_empty() {
                ways.folders.entry((parsed.language.family, folder)).or_default().insert(of[file]);
            }
            let module = module_of(&parsed.source.path);
            ways.modules.entry(simple_path(module)).or_default().push(file);
        }
        ways
    }

    fn find(&self) -> BTreeMap<Realm, BTreeSet<Realm>> {
        let mut uses: BTreeMap<Realm, BTreeSet<Realm>> = BTreeMap::new();
        for (file, parsed) in self.files.iter().enumerate() {
            let mut found = BTreeSet::new();
            for import in &parsed.facts.imports {
                found.extend(self.by_package(file, import));
                found.extend(self.by_module(file, &import.path));
                if let Some(symbol) = &import.symbol {
                    found.extend(self.by_module(file, &format!("{}.{symbol}", import.path)));
                }
            }
            for name in types_of(&parsed.facts) {
                found.extend(self.by_type(file, name));
            }
            if !found.is_empty() {
                uses.entry(self.of[file]).or_default().extend(found);
            }
        }
        uses
    }

    /// The one project among those that declare something, unless one that is known
    /// anyway does. Of several the nearest; of several as near it could be any.
    fn meant(&self, from: Realm, declare: impl Iterator<Item = Realm>) -> Option<Realm> {
        let declare: BTreeSet<Realm> = declare.collect();
        if declare.iter().any(|r| self.is_known_anyway(from, *r)) {
            return None;
        }
        let near = |r: &Realm| self.realms.nearness(from, *r);
        let nearest = declare.iter().map(near).max()?;
        let mut meant = declare.into_iter().filter(|r| near(r) == nearest);
        meant.next().filter(|_| meant.next().is_none())
    }

    fn is_known_anyway(&self, from: Realm, other: Realm) -> bool {
        other == from || self.realms.nested(other, from)
    }

    /// `import com.acme.soap.Client`, `use Acme\Soap\Client`, `using Acme.Soap`.
    fn by_package(&self, file: FileId, import: &Import) -> Option<Realm> {
        let from = self.of[file];
        if let Some(symbol) = import.symbol.as_ref().filter(|s| !self.realms.has(from, simple(s))) {
            let types = self.types.get(simple(symbol)).into_iter().flatten().copied();
            let declare = types.filter(|t| {
                self.files[*t].facts.package.as_deref() == Some(import.path.as_str())
                    && related(self.files[*t].language.id, self.files[file].language.id)
            });
            if let Some(meant) = self.meant(from, declare.map(|t| self.of[t])) {
                return Some(meant);
            }
        }
        if import.symbol.is_some() && !import.wildcard {
            return None;
        }
        let declare = self.packages.get(import.path.as_str())?;
        self.meant(from, declare.iter().copied())
    }

    /// A type without an import of its own: of the same package, or of one imported whole.
    fn by_type(&self, file: FileId, name: &str) -> Option<Realm> {
        let facts = &self.files[file].facts;
        let visible = |package: &str| {
            facts.package.as_deref().is_some_and(|own| {
                own.strip_prefix(package).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
            }) || facts.imports.iter().any(|i| i.wildcard && i.path == package)
        };
        let all = self.types.get(simple(name))?;
        let from = self.of[file];
        // Its own file may not have been parsed.
        if all.iter().any(|t| self.of[*t] == from) || self.realms.has(from, simple(name)) {
            return None;
        }
        let language = self.files[file].language.id;
        let declare = all.iter().filter(|t| {
            related(self.files[**t].language.id, language)
                && self.files[**t].facts.package.as_deref().is_some_and(visible)
        });
        self.meant(from, declare.map(|t| self.of[*t]))
    }

    /// `require '../shared/soap'`, `from shared.soap import call`, `import "acme.com/mono/soap"`.
    fn by_module(&self, file: FileId, path: &str) -> Option<Realm> {
        let parsed = &self.files[file];
        let from = self.of[file];
        let language = parsed.language;
        let is_way = path.contains('/') || language.modules != Modules::Dotted;
        let path = if is_way { path.to_owned() } else { path.trim_start_matches('.').replace('.', "/") };
        let path = strip_ending(&path, language.extensions);
        if path.is_empty() {
            return None;
        }
        let spoken = |f: &FileId| related(self.files[*f].language.id, language.id);
        let folder = parsed.source.path.rsplit_once('/').map_or("", |(dir, _)| dir);
        let last = simple_path(path);
        let named = self.modules.get(last).into_iter().flatten().copied().filter(spoken);
        let module = |f: &FileId| module_of(&self.files[*f].source.path);
        if path.starts_with('.') || path.contains("/../") {
            let way = joined(folder, path)?;
            return self.meant(from, named.filter(|f| module(f) == way).map(|f| self.of[f]));
        }
        if self.realms.has(from, path) {
            return None;
        }
        // Below a folder above the file, or at the top of the other project's code.
        let is_way = |f: &FileId| {
            let Some(before) = module(f).strip_suffix(path) else { return false };
            let before = before.strip_suffix('/').or_else(|| before.is_empty().then_some(""));
            before.is_some_and(|before| {
                let inner = before.strip_prefix(self.realms.dir(self.of[*f]));
                is_above(before, folder)
                    || inner.is_some_and(|i| matches!(i.trim_start_matches('/'), "" | "lib" | "src"))
            })
        };
        // What is not relative where files are named by the way to them is a package.
        let are_ways = !matches!(language.modules, Modules::Relative(_));
        let by_file = self.meant(from, named.filter(|f| are_ways && is_way(f)).map(|f| self.of[f]));
        by_file.or_else(|| {
            let named = package_words(path).filter_map(|word| self.folders.get(&(language.family, word)));
            self.meant(from, named.flatten().copied())
        })
    }
}

/// The words of a package's path that can be the name of its folder: of
/// `@acme/soap` the second, of `acme.com/mono/soap` each but the host, of `soap/lib/client` the first.
fn package_words(path: &str) -> impl Iterator<Item = &str> {
    let first = path.split('/').next().unwrap_or(path);
    let (skip, take) = match first {
        _ if first.starts_with('@') => (1, 1),
        _ if first.contains('.') => (1, usize::MAX),
        _ => (0, 1),
    };
    path.split('/').skip(skip).take(take)
}

fn simple_path(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

fn strip_ending<'p>(path: &'p str, endings: &[&str]) -> &'p str {
    let strip = |e: &&str| path.strip_suffix(e).and_then(|rest| rest.strip_suffix('.'));
    endings.iter().find_map(strip).unwrap_or(path)
}

fn is_above(outer: &str, folder: &str) -> bool {
    folder
        .strip_prefix(outer)
        .is_some_and(|rest| outer.is_empty() || rest.is_empty() || rest.starts_with('/'))
}

/// The path that a way from a folder leads to.
fn joined(folder: &str, way: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|p| !p.is_empty()).collect();
    for part in way.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// The types that a file names.
fn types_of(facts: &Facts) -> BTreeSet<&str> {
    let mut names = BTreeSet::new();
    fn note<'f>(ty: &'f TypeName, names: &mut BTreeSet<&'f str>) {
        names.insert(ty.name.as_str());
        ty.args.iter().for_each(|arg| note(arg, names));
    }
    for expr in &facts.exprs {
        match &expr.kind {
            ExprKind::New { ty, .. } | ExprKind::Cast { ty, .. } | ExprKind::TypeRef(ty) => {
                note(ty, &mut names)
            }
            // `Gateway.Send(…)`
            ExprKind::Name(name) if name.starts_with(char::is_uppercase) => drop(names.insert(name)),
            _ => {}
        }
    }
    facts.bindings.iter().filter_map(|b| b.ty.as_ref()).for_each(|ty| note(ty, &mut names));
    facts.types.iter().flat_map(|t| &t.supertypes).for_each(|ty| note(ty, &mut names));
    for method in &facts.methods {
        method.returns.iter().for_each(|ty| note(ty, &mut names));
        method.params.iter().filter_map(|p| p.ty.as_ref()).for_each(|ty| note(ty, &mut names));
    }
    names
}
