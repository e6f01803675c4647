//! Calls of published client libraries: their methods, and some of their
//! constructions, are calls of the API. What such a call works on is said by
//! the class, the method or an argument; classes of REST among them are silent.

use super::{Court, Near, Verdict, clients};
use crate::fact::{ExprId, ExprKind, ScopeId, TypeName};
use crate::finding::{Confidence, Kind};
use crate::link::callers::is_test;
use crate::link::types::{Lib, Ty, call_args};
use crate::link::{FileId, Project, related, simple};
use crate::request::Reader;
use crate::request::read::At;
use crate::rule::{Api, Operation, OperationRule, Strength};
use crate::source::Span;

/// What a call of a library works on.
enum Subject {
    /// An object of the API, where it can be told.
    Object(Option<String>),
    /// A class of the library that speaks REST.
    Rest,
}

impl Court<'_, '_> {
    /// A construction that performs an operation (`new ET_Get(…)`), or makes a client or an
    /// object; of a class that is known, or held by a variable.
    pub(super) fn construction(&mut self, file: FileId, id: ExprId, ty: &TypeName) {
        let scope = self.project.facts(file).expr(id).scope;
        if (self.names_something(simple(&ty.name)) || self.project.is_variable(file, scope, &ty.name))
            && let Ty::Library(lib) = self.project.type_of(file, id)
        {
            self.construction_of_library(file, id, &lib, ty.span);
        }
    }

    pub(super) fn construction_of_library(&mut self, file: FileId, id: ExprId, lib: &Lib, span: Span) {
        let rule = &self.project.rules.apis[lib.api];
        let ty = &rule.libraries[lib.of].types[lib.ty];
        let Some(constructs) = &ty.constructs else {
            return self.made(file, id, lib, span);
        };
        let Some(operation) = rule.operations.iter().position(|o| o.operation == *constructs) else { return };
        let Subject::Object(object) = self.subject(file, id, lib, "new", &rule.operations[operation]) else {
            return;
        };
        let says = format!("constructing `{}` performs `{constructs}`", lib.name);
        let because = vec![lib.because.clone(), self.reason("library", says, file, span)];
        let confidence = if lib.by_name { Confidence::Likely } else { Confidence::Certain };
        self.push_call(file, id, span, lib.api, operation, object, confidence, because, Near::File);
    }

    /// A client of a library is made, where its settings are and the way to its objects begins;
    /// or one of its objects, which hold what a call sends.
    fn made(&mut self, file: FileId, id: ExprId, lib: &Lib, span: Span) {
        let project = self.project;
        let rule = &project.rules.apis[lib.api];
        let library = &rule.libraries[lib.of];
        let ty = &library.types[lib.ty];
        let Some(mut whose) = clients::Whose::of_library(project, lib) else { return };
        let what = match whose.kind {
            Kind::Client => "the client",
            Kind::Object => "an object",
            _ => "a class",
        };
        let says = format!("`{}` is {what} of {}", lib.name, library.name);
        whose.because.push(self.reason("library", says, file, span));
        self.out.verdicts.push(Verdict {
            expr: Some(id),
            scope: project.facts(file).expr(id).scope,
            object: ty.object.clone(),
            by_project: lib.by_name,
            test: is_test(project, file, id),
            ..whose.verdict(file, span)
        });
    }

    /// A function of a library's module, or a method of a class: it may make the client.
    pub(super) fn call_of_class(&mut self, file: FileId, id: ExprId, lib: &Lib, name: &str, span: Span) {
        let library = &self.project.rules.apis[lib.api].libraries[lib.of];
        match self.project.type_of(file, id) {
            Ty::Library(given)
                if library.types[lib.ty].gives.contains_key(name)
                    && library.is_client(&library.types[given.ty]) =>
            {
                self.made(file, id, &given, span);
            }
            _ => self.call_of_library(file, id, lib, name, span),
        }
    }

    /// A method of a published client library.
    pub(super) fn call_of_library(&mut self, file: FileId, id: ExprId, lib: &Lib, name: &str, span: Span) {
        let rule = &self.project.rules.apis[lib.api];
        let library = &rule.libraries[lib.of];
        if name == "new" && !library.types[lib.ty].gives.contains_key(name) {
            return self.construction_of_library(file, id, lib, span);
        }
        // A class chosen at run time has the verbs of any.
        let own = library.types[lib.ty].methods.get(name);
        let any = || lib.any.then(|| library.types.iter().find_map(|t| t.methods.get(name))).flatten();
        let Some(operation) = own.or_else(any) else { return };
        let Some(index) = rule.operations.iter().position(|o| o.operation == *operation) else { return };
        let Subject::Object(object) = self.subject(file, id, lib, name, &rule.operations[index]) else {
            return;
        };
        let says = format!("`{}.{name}` of {} performs `{operation}`", lib.name, library.name);
        let because = vec![self.reason("library", says, file, span), lib.because.clone()];
        let confidence = match library.strength {
            Strength::Strong if !lib.by_name => Confidence::Certain,
            _ => Confidence::Likely,
        };
        self.push_call(file, id, span, lib.api, index, object, confidence, because, Near::File);
    }

    /// What a call of a library works on: what its rule says of the method or the
    /// class, else the argument that says it.
    fn subject(&self, file: FileId, id: ExprId, lib: &Lib, method: &str, rule: &OperationRule) -> Subject {
        let project = self.project;
        let api = &project.rules.apis[lib.api];
        let library = &api.libraries[lib.of];
        let ty = &library.types[lib.ty];
        if lib.any {
            return Subject::Object(None);
        }
        if let Some(object) = ty.objects.get(method).or(ty.object.as_ref()) {
            return Subject::Object(Some(object.clone()));
        }
        let args = call_args(project.facts(file).kind(id));
        let Some(arg) = ty.object_argument.and_then(|at| args.get(at)).filter(|a| !a.spread) else {
            return Subject::Object(None);
        };
        let at =
            At { file, until: project.facts(file).expr(id).span.start, env: Default::default(), depth: 0 };
        let reader = Reader::new(project, api, rule);
        let names = names_of(&reader, arg.value, &at);
        let is_rest = |name: &String| library.types.iter().any(|t| t.rest && t.names.contains(name));
        if names.iter().any(is_rest) {
            return Subject::Rest;
        }
        let mut objects: Vec<String> = names.iter().filter_map(|n| api.object_named(n)).collect();
        objects.sort();
        objects.dedup();
        match objects.as_slice() {
            [one] => Subject::Object(Some(one.clone())),
            _ => Subject::Object(None),
        }
    }
}

/// The operation that a published client of an API performs under a member: what
/// `gives = { soap = "Soap" }` and that type's methods say of `x.soap.retrieve(…)`.
pub(super) fn verb_of_member<'r>(
    api: &'r Api,
    language: &str,
    member: &str,
    method: &str,
) -> Option<&'r Operation> {
    let mut libraries = api.libraries.iter().filter(|l| l.languages.iter().any(|x| related(x, language)));
    libraries.find_map(|library| {
        let given = library.types.iter().find_map(|t| t.gives.get(member))?;
        let ty = library.types.iter().find(|t| !t.rest && t.names.contains(given))?;
        ty.methods.get(method)
    })
}

/// The names an argument says: the text, the class, or the classes of a value and of its items.
fn names_of(reader: &Reader<'_, '_>, value: ExprId, at: &At) -> Vec<String> {
    let project = reader.project;
    let facts = project.facts(at.file);
    let mut names: Vec<String> = vec![];
    let mut types: Vec<&TypeName> = vec![];
    match facts.kind(value) {
        ExprKind::TypeRef(ty) | ExprKind::Cast { ty, .. } => types.push(ty),
        // `List<ETSubscriber> subscribers`
        ExprKind::Name(name) => types.extend(declared(project, at.file, facts.expr(value).scope, name)),
        _ => {}
    }
    while let Some(ty) = types.pop() {
        names.push(simple(&ty.name).to_owned());
        types.extend(&ty.args);
        // A class of the project stands for the one it extends.
        let lineage = project.project_type(at.file, &ty.name).map(|t| project.lineage(t).to_vec());
        for own in lineage.into_iter().flatten() {
            let parents = &project.declaration(own).supertypes;
            names.extend(parents.iter().map(|p| simple(&p.name).to_owned()));
        }
    }
    let part = reader.part(value, at);
    let items = part.items.iter().flat_map(|i| &i.list).map(|(item, _)| item);
    for part in std::iter::once(&part).chain(items) {
        names.extend(part.ty.clone());
        names.extend(part.texts.iter().cloned());
    }
    names
}

/// The type a name is declared with, nearest first.
fn declared<'p>(project: &Project<'p>, file: FileId, scope: ScopeId, name: &str) -> Option<&'p TypeName> {
    let facts = project.facts(file);
    facts.ancestors(scope).find_map(|around| {
        let params = facts.methods.iter().filter(|m| m.scope == around).flat_map(|m| &m.params);
        let param = params.filter(|p| p.name == name).find_map(|p| p.ty.as_ref());
        let bindings = facts.bindings.iter().filter(|b| b.scope == around && b.name == name);
        param.or_else(|| bindings.filter_map(|b| b.ty.as_ref()).next())
    })
}
