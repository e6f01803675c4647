//! Which methods of the project a call can mean.

use crate::fact::ExprId;
use crate::fact::ExprKind;
use crate::language::Modules;
use crate::link::modules::Exported;
use crate::link::types::Ty;
use crate::link::{self, FileId, MethodId, Project};

impl Project<'_> {
    /// The project's methods a call can mean, and whether its receiver was
    /// resolved (else they only share the name).
    pub fn callees(&self, file: FileId, id: ExprId) -> (Vec<MethodId>, bool) {
        let (methods, resolved) = self.callees_named(file, id);
        let mut methods: Vec<MethodId> = methods.into_iter().map(|m| self.overload(m, file, id)).collect();
        methods.dedup();
        (methods, resolved)
    }

    /// The same by names alone: of overloads the first.
    fn callees_named(&self, file: FileId, id: ExprId) -> (Vec<MethodId>, bool) {
        let facts = self.facts(file);
        let scope = facts.expr(id).scope;
        match facts.kind(id) {
            ExprKind::Call { target, .. } => match facts.kind(*target) {
                ExprKind::Name(name) => {
                    if let Some(method) = self.called_function(file, scope, name) {
                        return (vec![method], true);
                    }
                    if let Ty::Class(t) = self.name_type(file, scope, name, facts.expr(id).span) {
                        return (self.find_method(t, "new").into_iter().collect(), true);
                    }
                    // A mixin's method, defined by whoever includes it.
                    let here = self.type_around(file, scope).is_some();
                    (if here { self.same_named(file, name) } else { vec![] }, false)
                }
                ExprKind::Member { base, name, .. } => {
                    let own = match facts.kind(*base) {
                        ExprKind::This => self.type_around(file, scope),
                        _ => None,
                    };
                    let owner = own.or_else(|| match self.type_of(file, *base) {
                        Ty::Project(t) | Ty::Class(t) => Some(t),
                        _ => None,
                    });
                    match owner {
                        Some(t) => {
                            // A method of an abstract type is implemented below it.
                            let below =
                                || self.descendants(t).iter().find_map(|t| self.find_method(*t, name));
                            let method = self.find_method_around(t, name).or_else(below);
                            match method {
                                Some(m) => (vec![m], true),
                                None => (self.same_named(file, name), false),
                            }
                        }
                        None => match self.type_of(file, *base) {
                            Ty::Unknown if self.is_foreign_type(file, *base) => (vec![], true),
                            Ty::Unknown => match self.module_function(file, *base, name) {
                                Some(m) => (vec![m], true),
                                None => {
                                    // A function of the same file is no member of anything.
                                    let mut all = self.same_named(file, name);
                                    all.retain(|m| m.file != file || self.owner(*m).is_some());
                                    (all, false)
                                }
                            },
                            Ty::Foreign(_) => {
                                (self.module_function(file, *base, name).into_iter().collect(), true)
                            }
                            _ => (vec![], true),
                        },
                    }
                }
                ExprKind::Super => (vec![], true),
                _ => (vec![], false),
            },
            ExprKind::New { ty, .. } => {
                let owner = self.project_type(file, &ty.name);
                (owner.and_then(|t| self.find_method(t, "new")).into_iter().collect(), true)
            }
            _ => (vec![], false),
        }
    }

    /// `System.Security.Cryptography.MD5`: the path of a type that is not the project's.
    fn is_foreign_type(&self, file: FileId, base: ExprId) -> bool {
        let facts = self.facts(file);
        match facts.kind(base) {
            ExprKind::Member { base, name, .. } if name.starts_with(char::is_uppercase) => {
                self.is_foreign_type(file, *base)
                    || matches!(facts.kind(*base), ExprKind::Name(root) if root.starts_with(char::is_uppercase)
                        && matches!(self.type_of(file, *base), Ty::Foreign(_)))
            }
            _ => false,
        }
    }

    /// `helpers.send(…)` where `helpers` is an imported module of the project.
    pub(in crate::link) fn module_function(
        &self,
        file: FileId,
        base: ExprId,
        name: &str,
    ) -> Option<MethodId> {
        let facts = self.facts(file);
        let ExprKind::Name(module) = facts.kind(base) else { return None };
        if let Some(Exported::Method(method)) = self.imported_member(file, base, name) {
            return Some(method);
        }
        let modules = self.files[file].language.modules;
        let import = facts.imports.iter().find(|i| {
            let unnamed =
                if modules == Modules::Folders { modules.bound(&i.path) } else { link::simple(&i.path) };
            let bound = i.alias.as_deref().or(i.symbol.as_deref()).unwrap_or(unnamed);
            bound == module
        })?;
        let wanted = import.symbol.as_deref().unwrap_or(link::last_segment(&import.path));
        self.methods_named(file, name).find(|m| {
            let path = link::module_of(&self.files[m.file].source.path);
            let place =
                if modules == Modules::Folders { path.rsplit_once('/').map_or("", |p| p.0) } else { path };
            place.rsplit('/').next() == Some(wanted)
        })
    }

    /// Methods that share the name, in related languages; none if there are
    /// too many to mean anything.
    fn same_named(&self, file: FileId, name: &str) -> Vec<MethodId> {
        let language = self.files[file].language.id;
        let all = self.methods_named(file, name);
        let all: Vec<MethodId> =
            all.filter(|m| link::related(self.files[m.file].language.id, language)).collect();
        if all.len() > 4 { vec![] } else { all }
    }

    /// The parameter of `method` an expression's value comes from.
    pub fn param_behind(&self, file: FileId, id: ExprId, method: MethodId) -> Option<usize> {
        let params = &self.method(method).params;
        let mut queue = vec![(id, 0)];
        let mut seen = vec![];
        while let Some((id, depth)) = queue.pop() {
            if depth > 6 || seen.contains(&id) {
                continue;
            }
            seen.push(id);
            let facts = self.facts(file);
            match facts.kind(id) {
                ExprKind::Name(name) => {
                    if let Some(index) = params.iter().position(|p| p.name == *name)
                        && self.method_around(file, facts.expr(id).scope) == Some(method)
                    {
                        return Some(index);
                    }
                    queue.extend(
                        self.sources(file, id)
                            .into_iter()
                            .filter(|(f, _)| *f == file)
                            .map(|(_, e)| (e, depth + 1)),
                    );
                }
                ExprKind::Concat(list) | ExprKind::Choice(list) => {
                    queue.extend(list.iter().map(|e| (*e, depth + 1)))
                }
                ExprKind::Cast { value, .. } => queue.push((*value, depth + 1)),
                ExprKind::Other(list) if list.len() == 1 => queue.push((list[0], depth + 1)),
                ExprKind::Call { target, args, .. } => {
                    if let ExprKind::Member { base, .. } = facts.kind(*target) {
                        queue.push((*base, depth + 1));
                    }
                    queue.extend(args.iter().map(|a| (a.value, depth + 1)));
                }
                _ => {}
            }
        }
        None
    }
}
