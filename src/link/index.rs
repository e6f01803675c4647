//! Per-file lookups, so that a question about a name need not go through the whole file.

use std::collections::{HashMap, HashSet};

use super::simple;
use crate::fact::{Binding, ExprId, ExprKind, Facts, ScopeId, ScopeKind};
use crate::language::Modules;

/// Per-file lookups derived from the facts once.
pub(super) struct FileIndex {
    /// Scope → index of the innermost method around it.
    pub(super) method_of: Vec<Option<usize>>,
    /// Scope → index of the innermost type around it.
    pub(super) type_of: Vec<Option<usize>>,
    /// Expression → the expression it is part of.
    pub(super) parent: Vec<Option<ExprId>>,
    /// Name → bindings.
    pub(super) bindings: HashMap<String, Vec<usize>>,
    /// Name → values assigned to it, with the assignment's scope.
    pub(super) assigned: HashMap<String, Vec<(ScopeId, ExprId, bool)>>,
    /// Names whose declarations or values do not stand in the order of the text.
    pub(super) disordered: HashSet<String>,
    /// Parameters by scope of their method or lambda.
    pub(super) params: HashMap<ScopeId, Receivers>,
    /// Alias → import.
    pub(super) imports: HashMap<String, Vec<usize>>,
    /// Method → what it returns.
    pub(super) returns: HashMap<usize, Vec<usize>>,
    /// Block or lambda scope → the call it is handed to.
    pub(super) blocks: HashMap<ScopeId, ExprId>,
}

pub(super) struct Receivers {
    pub(super) names: Vec<String>,
    pub(super) method: Option<usize>,
    pub(super) lambda: Option<usize>,
}

impl FileIndex {
    pub(super) fn new(facts: &Facts, modules: Modules) -> Self {
        let mut method_at = HashMap::new();
        for (index, method) in facts.methods.iter().enumerate() {
            method_at.insert(method.scope, index);
        }
        let mut type_at = HashMap::new();
        for (index, ty) in facts.types.iter().enumerate() {
            type_at.insert(ty.scope, index);
        }
        let mut method_of: Vec<Option<usize>> = vec![None; facts.scopes.len()];
        let mut type_of: Vec<Option<usize>> = vec![None; facts.scopes.len()];
        for index in 0..facts.scopes.len() {
            let id = scope_id(index);
            let up = facts.scopes[index].parent.map(|p| p.0 as usize);
            method_of[index] = method_at.get(&id).copied().or_else(|| {
                // A type inside a method starts afresh.
                if type_at.contains_key(&id) { None } else { up.and_then(|u| method_of[u]) }
            });
            type_of[index] = type_at.get(&id).copied().or_else(|| up.and_then(|u| type_of[u]));
        }
        let mut parent = vec![None; facts.exprs.len()];
        let mut blocks = HashMap::new();
        for (id, expr) in facts.iter() {
            expr.kind.each_child(|child| parent[child.0 as usize] = Some(id));
            if let ExprKind::Call { args, block, .. } = &expr.kind {
                if let Some(scope) = block {
                    blocks.insert(*scope, id);
                }
                for arg in args {
                    if let ExprKind::Lambda(scope) = facts.kind(arg.value) {
                        blocks.insert(*scope, id);
                    }
                }
            }
        }
        let mut bindings: HashMap<String, Vec<usize>> = HashMap::new();
        for (i, binding) in facts.bindings.iter().enumerate() {
            bindings.entry(binding.name.clone()).or_default().push(i);
        }
        let mut assigned: HashMap<String, Vec<(ScopeId, ExprId, bool)>> = HashMap::new();
        for a in &facts.assignments {
            if let ExprKind::Name(name) = facts.kind(a.target) {
                assigned.entry(name.clone()).or_default().push((a.scope, a.value, a.append));
            }
        }
        let mut params = HashMap::new();
        for (index, m) in facts.methods.iter().enumerate() {
            let names = m.params.iter().map(|p| p.name.clone()).collect();
            params.insert(m.scope, Receivers { names, method: Some(index), lambda: None });
        }
        for (index, lambda) in facts.lambdas.iter().enumerate() {
            let names = lambda.params.iter().map(|p| p.name.clone()).collect();
            params.entry(lambda.scope).or_insert(Receivers { names, method: None, lambda: Some(index) });
        }
        let mut imports: HashMap<String, Vec<usize>> = HashMap::new();
        for (i, import) in facts.imports.iter().enumerate() {
            let name = import.alias.as_deref().or(import.symbol.as_deref());
            let name = name.unwrap_or_else(|| modules.bound(&import.path));
            imports.entry(simple(name).to_owned()).or_default().push(i);
        }
        let mut returns: HashMap<usize, Vec<usize>> = HashMap::new();
        for (i, returned) in facts.returns.iter().enumerate() {
            if let Some(method) = method_of[returned.scope.0 as usize] {
                returns.entry(method).or_default().push(i);
            }
        }
        let start = |value: &ExprId| facts.expr(*value).span.start;
        let values = assigned.iter().filter(|(_, all)| !all.is_sorted_by_key(|(_, v, _)| start(v)));
        let declared =
            bindings.iter().filter(|(_, all)| !all.is_sorted_by_key(|b| facts.bindings[*b].span.start));
        let disordered =
            values.map(|(name, _)| name).chain(declared.map(|(name, _)| name)).cloned().collect();
        FileIndex {
            method_of,
            type_of,
            parent,
            bindings,
            assigned,
            disordered,
            params,
            imports,
            returns,
            blocks,
        }
    }
}

/// So few uses of a name are gone through one by one.
const FEW: usize = 256;

impl FileIndex {
    /// Values assigned to a plain name inside a scope. A bundle assigns to `e` a hundred
    /// thousand times: of many only those are looked at that stand where the scope stands.
    pub(super) fn assigned_in<'f>(
        &'f self,
        facts: &'f Facts,
        scope: ScopeId,
        name: &str,
    ) -> impl Iterator<Item = (ScopeId, ExprId)> + use<'f> {
        let mut all = self.assigned.get(name).map_or(&[][..], Vec::as_slice);
        let start = |value: ExprId| facts.expr(value).span.start;
        if all.len() > FEW && !self.disordered.contains(name) {
            let span = facts.scope(scope).span;
            let first = all.partition_point(|(_, v, _)| start(*v) < span.start);
            let end = all.partition_point(|(_, v, _)| start(*v) < span.end);
            all = &all[first..end.max(first)];
        }
        let inside = move |s: ScopeId| facts.ancestors(s).any(|a| a == scope);
        all.iter().filter(move |(s, _, append)| !append && inside(*s)).map(|(s, v, _)| (*s, *v))
    }

    /// Indices of the declarations of a name in a scope itself.
    pub(super) fn declared_in<'s, 'f>(
        &'s self,
        facts: &'f Facts,
        scope: ScopeId,
        name: &str,
    ) -> impl Iterator<Item = &'f Binding> + use<'s, 'f> {
        let mut all = self.bindings.get(name).map_or(&[][..], Vec::as_slice);
        let start = |binding: usize| facts.bindings[binding].span.start;
        // The parts of a type share the scope of the first one.
        let is_whole = facts.scope(scope).kind != ScopeKind::Type;
        if all.len() > FEW && is_whole && !self.disordered.contains(name) {
            let span = facts.scope(scope).span;
            let first = all.partition_point(|b| start(*b) < span.start);
            let end = all.partition_point(|b| start(*b) < span.end);
            all = &all[first..end.max(first)];
        }
        all.iter().map(|b| &facts.bindings[*b]).filter(move |b| b.scope == scope)
    }
}

fn scope_id(index: usize) -> ScopeId {
    ScopeId(u32::try_from(index).unwrap_or(u32::MAX))
}
