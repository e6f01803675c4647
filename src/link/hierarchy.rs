//! Types above and below each other, and the members they have together.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::types::call_args;
use super::{FileId, MethodId, Project, TypeId, simple};
use crate::fact::{ExprId, ExprKind, TypeName};

impl<'a> Project<'a> {
    /// Looks a method up in a type and its project supertypes.
    pub fn find_method(&self, owner: TypeId, name: &str) -> Option<MethodId> {
        self.lineage(owner).iter().find_map(|t| self.type_methods.get(t)?.get(name)?.first().copied())
    }

    /// Looks a method up in a type, its supertypes, then the types that extend
    /// or include it: a mixin's `send_request` lives in the class that includes it.
    pub fn find_method_around(&self, owner: TypeId, name: &str) -> Option<MethodId> {
        self.find_method(owner, name)
            .or_else(|| self.descendants(owner).iter().find_map(|t| self.find_method(*t, name)))
    }

    /// The one of several methods of this name that a call means: by the number of its
    /// arguments, and where that leaves several, by the types that are plainly written.
    /// The method itself where nothing tells them apart.
    pub fn overload(&self, method: MethodId, file: FileId, call: ExprId) -> MethodId {
        let Some(owner) = self.owner(method) else { return method };
        let name = self.method(method).name.as_str();
        let of = |t: &TypeId| self.type_methods.get(t).and_then(|m| m.get(name)).into_iter().flatten();
        let all: Vec<MethodId> = self.lineage(owner).iter().flat_map(of).copied().collect();
        if all.len() < 2 {
            return method;
        }
        let fitting: Vec<(MethodId, usize)> =
            all.into_iter().filter_map(|m| Some((m, self.alike(m, file, call)?))).collect();
        let Some(best) = fitting.iter().map(|(_, alike)| *alike).max() else { return method };
        let mut best = fitting.into_iter().filter(|(_, alike)| *alike == best).map(|(m, _)| m).peekable();
        let first = best.peek().copied().unwrap_or(method);
        if best.any(|m| m == method) { method } else { first }
    }

    /// How many arguments of a call are plainly of the type that the method declares
    /// for them; `None` where their number does not fit.
    fn alike(&self, method: MethodId, file: FileId, call: ExprId) -> Option<usize> {
        let params = &self.method(method).params;
        let args = call_args(self.facts(file).kind(call));
        let needed = params.iter().filter(|p| p.default.is_none() && !p.variadic && !p.keywords).count();
        let takes_more = params.last().is_some_and(|p| p.variadic || p.keywords);
        let spread = args.iter().any(|a| a.spread);
        if !spread && (args.len() < needed || args.len() > params.len() && !takes_more) {
            return None;
        }
        let same = args.iter().zip(params).filter(|(arg, param)| {
            let Some(ty) = &param.ty else { return false };
            match self.facts(file).kind(arg.value) {
                ExprKind::Text(_) | ExprKind::Concat(_) => simple(&ty.name).eq_ignore_ascii_case("string"),
                ExprKind::New { ty: made, .. } => simple(&made.name) == simple(&ty.name),
                _ => self
                    .declared_type(file, arg.value)
                    .is_some_and(|(_, own)| simple(&own.name) == simple(&ty.name)),
            }
        });
        Some(same.count())
    }

    /// A type and its project supertypes, nearest first.
    pub fn lineage(&self, id: TypeId) -> Rc<[TypeId]> {
        if let Some(known) = self.lineages.borrow().get(&id) {
            return known.clone();
        }
        let mut seen = vec![id];
        let mut next = 0;
        while let Some(current) = seen.get(next).copied() {
            next += 1;
            for name in &self.declaration(current).supertypes {
                if let Some(parent) = self.project_type(current.file, &name.name)
                    && !seen.contains(&parent)
                {
                    seen.push(parent);
                }
            }
            for twin in self.twins(current) {
                if !seen.contains(&twin) {
                    seen.push(twin);
                }
            }
        }
        let lineage: Rc<[TypeId]> = seen.into();
        self.lineages.borrow_mut().insert(id, lineage.clone());
        lineage
    }

    /// The other parts of a type: partial classes and reopened modules share
    /// their members.
    pub fn twins(&self, id: TypeId) -> Vec<TypeId> {
        let own = self.declaration(id);
        if own.name.is_empty() || self.facts(id.file).package.is_none() || self.is_nested(id) {
            return vec![];
        }
        let same = |other: &TypeId| {
            let (a, b) = (&self.files[id.file], &self.files[other.file]);
            id.file != other.file
                // Each project has its own copy of what a generator wrote.
                && self.together(id.file, other.file)
                && a.language.id == b.language.id
                && a.facts.package == b.facts.package
                && own.kind == self.declaration(*other).kind
                && !self.is_nested(*other)
        };
        self.types_named(id.file, &own.name).filter(same).collect()
    }

    pub(super) fn is_nested(&self, id: TypeId) -> bool {
        let facts = self.facts(id.file);
        let parent = facts.scope(self.declaration(id).scope).parent;
        parent.is_some_and(|p| self.index[id.file].type_of[p.0 as usize].is_some())
    }

    /// All project types below a type.
    pub fn descendants(&self, id: TypeId) -> Rc<[TypeId]> {
        if let Some(known) = self.descents.borrow().get(&id) {
            return known.clone();
        }
        let mut seen = BTreeSet::new();
        let mut queue = vec![id];
        while let Some(current) = queue.pop() {
            for child in self.subtypes.get(&current).into_iter().flatten() {
                if seen.insert(*child) {
                    queue.push(*child);
                }
            }
        }
        let descendants: Rc<[TypeId]> = seen.into_iter().collect();
        self.descents.borrow_mut().insert(id, descendants.clone());
        descendants
    }

    /// Values given to a field of a type or of its relatives.
    pub(super) fn field_values(&self, owner: TypeId, name: &str) -> Vec<(FileId, ExprId)> {
        let mut values = vec![];
        for ty in self.lineage(owner).iter().chain(self.descendants(owner).iter()) {
            values.extend(self.fields.get(&(*ty, name.to_owned())).into_iter().flatten().copied());
        }
        values
    }

    /// Declared types of a field in a type or its supertypes.
    pub(super) fn field_types(&self, owner: TypeId, name: &str) -> Vec<(FileId, &'a TypeName)> {
        let mut found = vec![];
        for ty in self.lineage(owner).iter().copied() {
            let facts = self.facts(ty.file);
            let scope = self.declaration(ty).scope;
            for index in self.index[ty.file].bindings.get(name).into_iter().flatten() {
                let binding = &facts.bindings[*index];
                if binding.scope == scope
                    && let Some(ty_name) = &binding.ty
                {
                    found.push((ty.file, ty_name));
                }
            }
        }
        found
    }

    /// The type that a name or a field of one's own is declared with, and the file that
    /// says so.
    pub fn declared_type(&self, file: FileId, id: ExprId) -> Option<(FileId, &'a TypeName)> {
        let facts = self.facts(file);
        let scope = facts.expr(id).scope;
        let name = match facts.kind(id) {
            ExprKind::Name(name) => name,
            ExprKind::Member { base, name, .. } if matches!(facts.kind(*base), ExprKind::This) => {
                return self.field_types(self.type_around(file, scope)?, name).first().copied();
            }
            _ => return None,
        };
        for around in facts.ancestors(scope) {
            let receivers = self.index[file].params.get(&around);
            let params = receivers.and_then(|r| match (r.method, r.lambda) {
                (Some(method), _) => Some(&facts.methods[method].params),
                (None, lambda) => lambda.map(|lambda| &facts.lambdas[lambda].params),
            });
            if let Some(param) = params.into_iter().flatten().find(|p| p.name == *name) {
                return Some((file, param.ty.as_ref()?));
            }
            let mut here = self.index[file].declared_in(facts, around, name).peekable();
            if here.peek().is_some() {
                return here.find_map(|b| b.ty.as_ref()).map(|ty| (file, ty));
            }
        }
        self.field_types(self.type_around(file, scope)?, name).first().copied()
    }

    /// Whether something declared with this type can be an object of a type of the project.
    pub(super) fn may_be(&self, file: FileId, declared: &TypeName, owner: TypeId) -> bool {
        if super::types::is_any(&declared.name) {
            return true;
        }
        let name = simple(&declared.name);
        match self.project_type(file, &declared.name) {
            Some(ty) => ty == owner || self.family(ty, owner) || self.declaration(owner).name == name,
            None => {
                // A supertype out of sight can have any supertypes.
                let above = self.lineage(owner);
                let mut parents =
                    above.iter().flat_map(|t| self.declaration(*t).supertypes.iter().map(|s| (t.file, s)));
                self.declaration(owner).name == name
                    || parents.any(|(file, parent)| self.project_type(file, &parent.name).is_none())
            }
        }
    }

    /// Whether a type or its supertypes declare a field.
    pub fn has_field(&self, owner: TypeId, name: &str) -> bool {
        !self.field_types(owner, name).is_empty() || !self.field_values(owner, name).is_empty()
    }
}
