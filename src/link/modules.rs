//! What a module gives to those that import it, where modules are files:
//! `module.exports = …`, `exports.x = …`, `export default …`, and what it only
//! passes on from another module.

use std::collections::{BTreeMap, BTreeSet};

use super::{FileId, MethodId, Project, TypeId};
use crate::fact::{ExprId, ExprKind, Import, ScopeId};
use crate::language::Modules;

/// Something a module exports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exported {
    /// A value, as the module builds it.
    Value(FileId, ExprId),
    /// A type.
    Type(TypeId),
    /// A function.
    Method(MethodId),
}

/// How often a name is passed on before it is declared.
const HOPS: u8 = 6;

impl<'a> Project<'a> {
    /// What `name` is, if `file` imports it from a module of the project.
    pub fn imported(&self, file: FileId, name: &str) -> Option<Exported> {
        let imports = self.index[file].imports.get(name)?;
        imports.iter().find_map(|i| self.given_by(file, &self.facts(file).imports[*i]))
    }

    /// What `module.name` is, if `module` is an imported module of the project.
    pub fn imported_member(&self, file: FileId, module: ExprId, name: &str) -> Option<Exported> {
        let ExprKind::Name(alias) = self.facts(file).kind(module) else { return None };
        self.index[file].imports.get(alias.as_str())?.iter().find_map(|i| {
            let import = &self.facts(file).imports[*i];
            if import.symbol.is_none()
                && let Some(found) = self.exported(self.module(file, &import.path)?, Some(name), 0)
            {
                return Some(found);
            }
            // `from app import settings`: the symbol is a module.
            if let Some(symbol) = &import.symbol
                && let Some(module) = self.dotted_module(file, &format!("{}.{symbol}", import.path))
            {
                return self.exported(module, Some(name), 0);
            }
            let Exported::Value(at, value) = self.given_by(file, import)? else { return None };
            self.entry(at, value, name, 0)
        })
    }

    /// The names that functions have where they are imported, other than their own.
    pub fn aliases(&self) -> BTreeMap<MethodId, BTreeSet<&'a str>> {
        let mut names: BTreeMap<MethodId, BTreeSet<&'a str>> = BTreeMap::new();
        for (file, parsed) in self.files.iter().enumerate() {
            for import in &parsed.facts.imports {
                let Some(alias) = import.alias.as_deref() else { continue };
                if let Some(Exported::Method(method)) = self.given_by(file, import)
                    && self.method(method).name != alias
                {
                    names.entry(method).or_default().insert(alias);
                }
            }
        }
        names
    }

    fn given_by(&self, file: FileId, import: &Import) -> Option<Exported> {
        if import.wildcard {
            return None;
        }
        self.exported(self.module(file, &import.path)?, import.symbol.as_deref(), 0)
    }

    /// The file that a path of dotted words means, where it can be one file only.
    fn dotted_module(&self, file: FileId, path: &str) -> Option<FileId> {
        if self.files[file].language.modules != Modules::Dotted {
            return None;
        }
        let path = path.trim_start_matches('.').replace('.', "/");
        let last = path.rsplit('/').next().unwrap_or(&path);
        let named = self.modules.get(last)?.iter().copied();
        let mut fitting = named.filter(|m| {
            let module = super::module_of(&self.files[*m].source.path);
            let before = module.strip_suffix(path.as_str());
            before.is_some_and(|b| b.is_empty() || b.ends_with('/'))
                && self.files[*m].language.modules == Modules::Dotted
                && *m != file
                && self.knows(file, *m)
        });
        fitting.next().filter(|_| fitting.next().is_none())
    }

    /// The file that a path of an import means.
    fn module(&self, file: FileId, path: &str) -> Option<FileId> {
        match self.files[file].language.modules {
            Modules::None | Modules::Folders | Modules::Loaded(..) => None,
            Modules::Dotted => self.dotted_module(file, path),
            Modules::Relative(endings) => self.relative_module(file, path, endings),
        }
    }

    /// The file at the end of a way, or the `index` of a directory there.
    fn relative_module(&self, file: FileId, path: &str, endings: &[&str]) -> Option<FileId> {
        if !path.starts_with('.') {
            return None;
        }
        let here = &self.files[file].source.path;
        let mut parts: Vec<&str> = here.rsplit_once('/').map_or(vec![], |(dir, _)| dir.split('/').collect());
        for part in path.split('/') {
            match part {
                "" | "." => {}
                ".." => {
                    parts.pop()?;
                }
                part => parts.push(part),
            }
        }
        let wanted = parts.join("/");
        let wanted = endings.iter().find_map(|e| wanted.strip_suffix(e)).unwrap_or(&wanted);
        let first = self.files.partition_point(|f| f.source.path.as_str() < wanted);
        let beside = self.files[first..].iter().take_while(|f| f.source.path.starts_with(wanted));
        let is_it = |path: &str| {
            let rest = path[wanted.len()..].trim_start_matches('/');
            let ending = rest.strip_prefix("index").filter(|_| rest.len() + wanted.len() < path.len());
            let ending = if wanted.is_empty() { rest.strip_prefix("index") } else { ending };
            ending.unwrap_or(rest).starts_with('.') && !rest.contains('/')
        };
        let at = beside.enumerate().find(|(_, f)| is_it(&f.source.path)).map(|(i, _)| i)?;
        Some(first + at).filter(|m| *m != file)
    }

    /// What a module exports under a name, or by default.
    fn exported(&self, module: FileId, name: Option<&str>, hops: u8) -> Option<Exported> {
        if hops > HOPS {
            return None;
        }
        let facts = self.facts(module);
        let is_module = |id: ExprId| matches!(facts.kind(id), ExprKind::Name(n) if n == "module");
        let is_exports = |id: ExprId| match facts.kind(id) {
            ExprKind::Name(n) => n == "exports",
            ExprKind::Member { base, name, .. } => name == "exports" && is_module(*base),
            _ => false,
        };
        let wanted = name.unwrap_or("default");
        for assignment in &facts.assignments {
            if is_exports(assignment.target) {
                let found = match name {
                    None => Some(self.named_or_value(module, assignment.value, hops)),
                    Some(name) => self.entry(module, assignment.value, name, hops),
                };
                if found.is_some() {
                    return found;
                }
            } else if let ExprKind::Member { base, name, .. } = facts.kind(assignment.target)
                && name == wanted
                && is_exports(*base)
            {
                return Some(self.named_or_value(module, assignment.value, hops));
            }
        }
        match name {
            Some(name) => self.declared(module, name, hops).or_else(|| {
                let passed_on = facts.imports.iter().filter(|i| i.wildcard);
                passed_on
                    .filter_map(|i| self.module(module, &i.path))
                    .find_map(|m| self.exported(m, Some(name), hops + 1))
            }),
            None => self.declared(module, wanted, hops).or_else(|| {
                // `export default class Client`: of one class there is no doubt.
                let mut types = facts.types.iter().enumerate().filter(|(_, t)| {
                    let around = facts.scope(t.scope).parent;
                    around == Some(ScopeId::FILE)
                });
                match (types.next(), types.next()) {
                    (Some((index, _)), None) => Some(Exported::Type(TypeId { file: module, index })),
                    _ => None,
                }
            }),
        }
    }

    /// What a name means at the top of a module.
    fn declared(&self, module: FileId, name: &str, hops: u8) -> Option<Exported> {
        let facts = self.facts(module);
        if let Some(ty) = self.types_named(module, name).find(|t| t.file == module) {
            return Some(Exported::Type(ty));
        }
        let method = self.methods_named(module, name).find(|m| m.file == module && self.owner(*m).is_none());
        if let Some(method) = method {
            return Some(Exported::Method(method));
        }
        let bindings = self.index[module].bindings.get(name).into_iter().flatten();
        let values = bindings.map(|i| &facts.bindings[*i]).filter(|b| b.scope == ScopeId::FILE);
        if let Some(value) = values.filter_map(|b| b.value).next() {
            return Some(self.named_or_value(module, value, hops));
        }
        let mut assigned = self.index[module].assigned.get(name).into_iter().flatten();
        if let Some((_, value, _)) = assigned.find(|(scope, _, append)| *scope == ScopeId::FILE && !append) {
            return Some(self.named_or_value(module, *value, hops));
        }
        let imports = self.index[module].imports.get(name).into_iter().flatten();
        imports.map(|i| &facts.imports[*i]).filter(|i| !i.wildcard).find_map(|import| {
            self.exported(self.module(module, &import.path)?, import.symbol.as_deref(), hops + 1)
        })
    }

    fn named_or_value(&self, file: FileId, value: ExprId, hops: u8) -> Exported {
        let facts = self.facts(file);
        let found = match facts.kind(value) {
            ExprKind::Name(name) if hops < HOPS => self.declared(file, name, hops + 1),
            ExprKind::Lambda(scope) => {
                let index = self.index[file].params.get(scope).and_then(|r| r.method);
                index.map(|index| Exported::Method(MethodId { file, index }))
            }
            _ => None,
        };
        found.unwrap_or(Exported::Value(file, value))
    }

    fn entry(&self, file: FileId, object: ExprId, name: &str, hops: u8) -> Option<Exported> {
        let facts = self.facts(file);
        let ExprKind::Pairs(pairs) = facts.kind(object) else { return None };
        let named = |key: ExprId| match facts.kind(key) {
            ExprKind::Text(key) | ExprKind::Symbol(key) => key == name,
            _ => false,
        };
        let (_, value) = pairs.iter().find(|(key, _)| named(*key))?;
        Some(self.named_or_value(file, *value, hops))
    }
}
