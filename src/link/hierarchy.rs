//! Types above and below each other, and the members they have together.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::{FileId, MethodId, Project, TypeId};
use crate::fact::{ExprId, TypeName};

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
                && a.language.id == b.language.id
                && a.facts.package == b.facts.package
                && own.kind == self.declaration(*other).kind
                && !self.is_nested(*other)
        };
        self.types_named(&own.name).iter().filter(|t| same(t)).copied().collect()
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

    /// Whether a type or its supertypes declare a field.
    pub fn has_field(&self, owner: TypeId, name: &str) -> bool {
        !self.field_types(owner, name).is_empty() || !self.field_values(owner, name).is_empty()
    }
}
