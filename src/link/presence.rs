//! Where the scanned files name an API at all: namespaces, addresses, generated
//! names, packages, published clients. A call whose receiver cannot be resolved
//! is believed only where the API is present.

use std::collections::{BTreeSet, HashMap};

use super::constants::HOLE;
use super::{Because, Project};
use crate::fact::{ExprId, ExprKind, Facts, TypeName};
use crate::finding::Evidence;
use crate::language::Modules;
use crate::realm::Realm;
use crate::rule::{Rules, Strength, fold};
use crate::scan::{Document, Parsed};
use crate::source::{SourceFile, Span};

mod documents;

use documents::{dependencies, document_sightings, references};

/// One sign of an API in a file.
#[derive(Debug, Clone)]
pub struct Sighting {
    /// Index into the rules' APIs.
    pub api: usize,
    /// What was seen.
    pub what: Seen,
    /// Where.
    pub span: Span,
    /// Proves that the file is about this API.
    pub strong: bool,
}

/// What was seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seen {
    /// A sign of the pack, by index.
    Sign(usize),
    /// An XML namespace.
    Namespace,
    /// An endpoint.
    Endpoint,
    /// A WSDL file or address.
    Wsdl,
    /// A package of generated code is imported or declared.
    Package(String),
    /// A published client library is imported, by index.
    Library(usize),
    /// A name only a generator gives: port, service, request, response.
    Generated(String),
    /// A data type of the API.
    Type(String),
}

/// Signs of all APIs in all files.
#[derive(Debug, Default)]
pub struct Presence {
    /// Per file, sorted by span.
    pub files: Vec<Vec<Sighting>>,
    /// Per document, sorted by span.
    pub documents: Vec<Vec<Sighting>>,
    /// Per API the first strong sign of each file and document that has one.
    strong: Vec<Vec<Strong>>,
    /// Folders that hold a WSDL of one API and of no other, by their own names.
    references: HashMap<String, Option<usize>>,
}

/// A strong sign.
pub(super) type Strong = (Place, Span);

#[derive(Debug, Clone, Copy)]
pub(super) enum Place {
    File(usize),
    Document(usize),
}

impl Presence {
    /// The API whose WSDL, and no other's, lies in folders of this name.
    pub fn of_reference(&self, folder: &str) -> Option<usize> {
        self.references.get(folder).copied().flatten()
    }

    /// Reads the signs out of facts and documents.
    pub fn new(parsed: &[Parsed], documents: &[Document], rules: &Rules) -> Self {
        let vocabulary = Vocabulary::new(rules);
        let paths: BTreeSet<_> = parsed.iter().map(|f| f.source.path.as_str()).collect();
        let files: Vec<_> = parsed.iter().map(|f| sightings(f, rules, &vocabulary, &paths)).collect();
        // A manifest that is code imports nothing of what it depends on.
        let manifests: Vec<_> = parsed.iter().map(|f| dependencies(&f.source, rules)).collect();
        let references = references(documents, rules);
        let documents: Vec<_> = documents.iter().map(|d| document_sightings(d, rules)).collect();
        let mut strong = vec![vec![]; rules.apis.len()];
        for (place, list) in files
            .iter()
            .enumerate()
            .chain(manifests.iter().enumerate())
            .map(|(i, l)| (Place::File(i), l))
            .chain(documents.iter().enumerate().map(|(i, l)| (Place::Document(i), l)))
        {
            for (api, signs) in strong.iter_mut().enumerate() {
                let first = list.iter().find(|s| s.strong && s.api == api);
                signs.extend(first.map(|s| (place, s.span)));
            }
        }
        Presence { files, documents, strong, references }
    }

    /// The most telling strong sign of an API in a file.
    pub fn in_file(&self, file: usize, api: usize) -> Option<&Sighting> {
        self.files.get(file)?.iter().find(|s| s.api == api && s.strong)
    }

    /// A strong sign as a reason.
    pub fn because(&self, file: usize, api: usize, rules: &Rules) -> Option<Because> {
        let sign = self.in_file(file, api)?;
        Some(Because { reason: "file", says: sign.what.says(api, rules), file, span: sign.span })
    }
}

impl Project<'_> {
    /// A strong sign of an API in what a file knows, as evidence.
    pub fn use_of(&self, file: usize, api: usize) -> Option<Evidence> {
        let (place, span) = self.strong_sign(self.reach.of(file), api)?;
        let source = match place {
            Place::File(i) => &self.files[i].source,
            Place::Document(i) => &self.documents[i].source,
        };
        let says = format!("the scanned code uses {}", self.rules.apis[api].name);
        Some(crate::assemble::evidence_at(source, "project", &says, span))
    }

    /// Whether an API is used in the project of a file, or in one it knows.
    pub fn uses(&self, file: usize, api: usize) -> bool {
        self.strong_sign(self.reach.of(file), api).is_some()
    }

    /// The same for the project of a path.
    pub fn uses_at(&self, path: &str, api: usize) -> bool {
        self.strong_sign(self.reach.of_path(path), api).is_some()
    }

    fn strong_sign(&self, realm: Realm, api: usize) -> Option<Strong> {
        if let Some(known) = self.used.borrow().get(&(realm, api)) {
            return *known;
        }
        let of = |place: &Place| match place {
            Place::File(i) => self.reach.of(*i),
            Place::Document(i) => self.reach.of_document(*i),
        };
        let mut signs = self.presence.strong.get(api).into_iter().flatten();
        let found = signs.find(|(place, _)| self.reach.knows(realm, of(place))).copied();
        self.used.borrow_mut().insert((realm, api), found);
        found
    }
}

impl Seen {
    /// For people.
    pub fn says(&self, api: usize, rules: &Rules) -> String {
        let api = &rules.apis[api];
        match self {
            Seen::Sign(i) => format!("the file has {}", api.signs[*i].title),
            Seen::Namespace => format!("the file has the namespace of {}", api.name),
            Seen::Endpoint => format!("the file has an endpoint of {}", api.name),
            Seen::Wsdl => format!("the file names the WSDL of {}", api.name),
            Seen::Package(p) => format!("the file is about `{p}`, a package of {}", api.name),
            Seen::Library(l) => {
                format!("the file imports {}, a client of {}", api.libraries[*l].name, api.name)
            }
            Seen::Generated(n) => format!("`{n}` is generated from the WSDL of {}", api.name),
            Seen::Type(n) => format!("`{n}` is a type of {}", api.name),
        }
    }
}

/// Folded names → what they are, per API.
struct Vocabulary {
    names: HashMap<String, Vec<(usize, Seen, bool)>>,
    /// The same for names that are read as they are spelled.
    members: HashMap<String, Vec<(usize, Seen, bool)>>,
}

impl Vocabulary {
    fn new(rules: &Rules) -> Self {
        let mut names: HashMap<String, Vec<(usize, Seen, bool)>> = HashMap::new();
        let mut members: HashMap<String, Vec<(usize, Seen, bool)>> = HashMap::new();
        for (index, api) in rules.apis.iter().enumerate() {
            for (i, sign) in api.signs.iter().enumerate() {
                for name in &sign.members {
                    let strong = sign.strength == Strength::Strong;
                    members.entry(name.clone()).or_default().push((index, Seen::Sign(i), strong));
                }
            }
            let mut add = |name: &str, seen: Seen, strong: bool| {
                names.entry(fold(name)).or_default().push((index, seen, strong));
            };
            for (i, sign) in api.signs.iter().enumerate() {
                for name in &sign.names {
                    add(name, Seen::Sign(i), sign.strength == Strength::Strong);
                }
            }
            for name in api.detect.ports.iter().chain(&api.detect.services).chain(&api.detect.port_names) {
                add(name, Seen::Generated(name.clone()), true);
            }
            for name in &api.detect.types {
                add(name, Seen::Type(name.clone()), false);
            }
            for operation in &api.operations {
                let strong = is_distinctive(operation.operation.as_str());
                for name in api.detect.requests_of(operation).chain(api.detect.responses_of(operation)) {
                    add(&name, Seen::Generated(name.clone()), strong);
                }
            }
        }
        Vocabulary { names, members }
    }
}

/// An operation whose name has several words; `Create` and `Query` are in every program.
pub fn is_distinctive(operation: &str) -> bool {
    operation.chars().skip(1).any(|c| c.is_uppercase() || c == '_')
}

fn sightings(
    parsed: &Parsed,
    rules: &Rules,
    vocabulary: &Vocabulary,
    paths: &BTreeSet<&str>,
) -> Vec<Sighting> {
    let facts = &parsed.facts;
    let mut found = vec![];
    if let Some(package) = &facts.package {
        for (api, rule) in rules.apis.iter().enumerate() {
            if rule.detect.is_package(package) {
                found.push(Sighting {
                    api,
                    what: Seen::Package(package.clone()),
                    span: parsed.source.first(package),
                    strong: true,
                });
            }
        }
    }
    for import in facts.imports.iter().filter(|i| !is_own_file(parsed, &i.path, paths)) {
        let full = match &import.symbol {
            Some(symbol) if !import.path.is_empty() => format!("{}.{symbol}", import.path),
            Some(symbol) => symbol.clone(),
            None => import.path.clone(),
        };
        for (api, rule) in rules.apis.iter().enumerate() {
            if rule.detect.is_package(&full) {
                found.push(Sighting {
                    api,
                    what: Seen::Package(import.path.clone()),
                    span: import.span,
                    strong: true,
                });
            }
            for (l, library) in rule.libraries.iter().enumerate() {
                let language = library.languages.iter().any(|x| super::related(x, parsed.language.id));
                let named = library.imports.iter().any(|p| {
                    full == *p || full.starts_with(&format!("{p}.")) || full.starts_with(&format!("{p}/"))
                });
                if language && named && !library.rest {
                    found.push(Sighting {
                        api,
                        what: Seen::Library(l),
                        span: import.span,
                        strong: library.strength == Strength::Strong,
                    });
                }
            }
            for (i, sign) in rule.signs.iter().enumerate() {
                if sign.kind == crate::rule::SignKind::Import
                    && sign.patterns.iter().any(|r| r.is_match(&full))
                {
                    found.push(Sighting {
                        api,
                        what: Seen::Sign(i),
                        span: import.span,
                        strong: sign.strength == Strength::Strong,
                    });
                }
            }
        }
    }
    let mut name_seen = |name: &str, span: Span, found: &mut Vec<Sighting>| {
        for candidate in spellings(name) {
            if let Some(list) = vocabulary.names.get(&candidate) {
                found.extend(list.iter().map(|(api, what, strong)| Sighting {
                    api: *api,
                    what: what.clone(),
                    span,
                    strong: *strong,
                }));
                return;
            }
        }
    };
    for (_, expr) in facts.iter() {
        if let ExprKind::Name(name) | ExprKind::Member { name, .. } = &expr.kind {
            let span = if let ExprKind::Member { name_span, .. } = expr.kind { name_span } else { expr.span };
            let list = vocabulary.members.get(name).into_iter().flatten();
            found.extend(list.map(|(api, what, strong)| Sighting {
                api: *api,
                what: what.clone(),
                span,
                strong: *strong,
            }));
        }
        match &expr.kind {
            ExprKind::Text(text) => {
                text_sightings(text, expr.span, parsed.source.slice(expr.span), rules, &mut found);
                if text.len() < 80
                    && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | ':' | '-' | '.' | '@'))
                {
                    name_seen(text.rsplit([':', '.', '@']).next().unwrap_or(text), expr.span, &mut found);
                }
            }
            ExprKind::Concat(parts) => concatenated(facts, parts, rules, &mut found),
            ExprKind::Symbol(name) | ExprKind::Name(name) => name_seen(name, expr.span, &mut found),
            ExprKind::Member { name, name_span, .. } => name_seen(name, *name_span, &mut found),
            ExprKind::New { ty, .. } | ExprKind::Cast { ty, .. } | ExprKind::TypeRef(ty) => {
                type_seen(ty, &mut found, &mut name_seen)
            }
            ExprKind::Call { args, .. } => {
                for (name, value) in args.iter().filter_map(|a| Some((a.name.as_ref()?, a.value))) {
                    let value = facts.expr(value).span;
                    name_seen(name, keyword(&parsed.source, name, value), &mut found);
                }
            }
            _ => {}
        }
    }
    for binding in &facts.bindings {
        name_seen(&binding.name, binding.span, &mut found);
        binding.ty.iter().for_each(|t| type_seen(t, &mut found, &mut name_seen));
    }
    for method in &facts.methods {
        for param in &method.params {
            name_seen(&param.name, param.span, &mut found);
            param.ty.iter().for_each(|t| type_seen(t, &mut found, &mut name_seen));
        }
        method.returns.iter().for_each(|t| type_seen(t, &mut found, &mut name_seen));
    }
    for ty in &facts.types {
        name_seen(&ty.name, ty.span, &mut found);
        ty.supertypes.iter().for_each(|t| type_seen(t, &mut found, &mut name_seen));
    }
    // The vendor's REST classes share words with its SOAP types; a class of
    // that name is no sign of SOAP.
    found.sort_by_key(|s| (s.span, s.api));
    found.dedup_by(|a, b| a.span == b.span && a.api == b.api && a.what == b.what);
    found
}

/// Whether an import means a file of the package that the file itself belongs to, by a way that
/// is also that of a published one.
fn is_own_file(parsed: &Parsed, path: &str, paths: &BTreeSet<&str>) -> bool {
    let Modules::Loaded(folder, ending) = parsed.language.modules else { return false };
    let here = parsed.source.path.as_str();
    let mut roots = here.match_indices('/').map(|(at, _)| &here[..=at]).chain([""]);
    !path.is_empty()
        && roots.any(|root| {
            let file = format!("{root}{folder}/{path}");
            paths.contains(file.as_str()) || paths.contains(format!("{file}{ending}").as_str())
        })
}

/// Addresses that no piece of a text holds whole: `'/soap/' + 'mktows/' + version`.
fn concatenated(facts: &Facts, parts: &[ExprId], rules: &Rules, found: &mut Vec<Sighting>) {
    let mut joined = String::new();
    let mut pieces: Vec<(usize, Span)> = vec![];
    let mut left: Vec<ExprId> = parts.iter().rev().copied().collect();
    while let Some(part) = left.pop() {
        match facts.kind(part) {
            ExprKind::Concat(inner) => left.extend(inner.iter().rev()),
            ExprKind::Text(text) => {
                pieces.push((joined.len(), facts.expr(part).span));
                joined.push_str(text);
            }
            _ => joined.push(HOLE),
        }
    }
    for (api, rule) in rules.apis.iter().enumerate() {
        for m in rule.detect.endpoints.iter().flat_map(|r| r.find_iter(&joined)) {
            let of = |at: usize| pieces.iter().rposition(|(start, _)| *start <= at);
            let (Some(first), Some(last)) = (of(m.start()), of(m.end() - 1)) else { continue };
            if first != last {
                found.push(Sighting { api, what: Seen::Endpoint, span: pieces[first].1, strong: true });
            }
        }
    }
}

/// The place of an argument's name, before its value: the value may be a secret.
fn keyword(source: &SourceFile, name: &str, value: Span) -> Span {
    let end = value.start as usize;
    let mut start = end.saturating_sub(name.len() + KEYWORD);
    while !source.text.is_char_boundary(start) {
        start += 1;
    }
    match source.text[start..end].rfind(name) {
        Some(at) => Span::new(start + at..start + at + name.len()),
        None => Span::new(end..end),
    }
}

/// Between the name of an argument and its value there are blanks and a sign.
const KEYWORD: usize = 80;

fn type_seen(
    ty: &TypeName,
    found: &mut Vec<Sighting>,
    name_seen: &mut impl FnMut(&str, Span, &mut Vec<Sighting>),
) {
    name_seen(super::simple(&ty.name), ty.span, found);
    for arg in &ty.args {
        type_seen(arg, found, name_seen);
    }
}

/// A name as it is, and without the prefixes accessors and factories put before it.
fn spellings(name: &str) -> impl Iterator<Item = String> {
    let folded = fold(name);
    let bare = ["set", "get", "create", "with", "add", "new", "is"]
        .iter()
        .find_map(|p| folded.strip_prefix(p).filter(|rest| rest.len() > 3).map(str::to_owned));
    std::iter::once(folded).chain(bare)
}

/// Signs inside a text; `raw` is its source, to point at the place itself.
fn text_sightings(text: &str, span: Span, raw: &str, rules: &Rules, found: &mut Vec<Sighting>) {
    for (api, rule) in rules.apis.iter().enumerate() {
        let detect = &rule.detect;
        for namespace in &detect.namespaces {
            let bare = namespace.trim_end_matches('/');
            for (at, _) in raw.match_indices(bare) {
                if detect.is_namespace(&raw[at..]) {
                    let start = span.start as usize + at;
                    found.push(Sighting {
                        api,
                        what: Seen::Namespace,
                        span: Span::new(start..start + bare.len()),
                        strong: true,
                    });
                }
            }
        }
        for regex in &detect.endpoints {
            for m in regex.find_iter(raw) {
                let start = span.start as usize;
                found.push(Sighting {
                    api,
                    what: Seen::Endpoint,
                    span: Span::new(start + m.start()..start + m.end()),
                    strong: true,
                });
            }
        }
        if text.len() < 400 && detect.is_wsdl(text) && !detect.endpoints.iter().any(|r| r.is_match(text)) {
            found.push(Sighting { api, what: Seen::Wsdl, span, strong: true });
        }
        for (i, sign) in rule.signs.iter().enumerate() {
            if sign.kind == crate::rule::SignKind::Import {
                continue;
            }
            for regex in &sign.patterns {
                for m in regex.find_iter(raw) {
                    let start = span.start as usize;
                    let strong = sign.strength == Strength::Strong;
                    found.push(Sighting {
                        api,
                        what: Seen::Sign(i),
                        span: Span::new(start + m.start()..start + m.end()),
                        strong,
                    });
                }
            }
        }
    }
}
