//! Who calls whom: from a method up to the entry points of the project.

use std::collections::{BTreeMap, BTreeSet};

use super::{FileId, MethodId, Project};
use crate::fact::{ExprId, ExprKind};

/// Calls between methods of the project.
#[derive(Debug, Default)]
pub struct CallGraph {
    /// Method → places that call it, with whether the receiver was resolved.
    callers: BTreeMap<MethodId, Vec<CallOf>>,
}

/// A call of a method of the project.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct CallOf {
    /// File of the call.
    pub file: FileId,
    /// The call.
    pub call: ExprId,
    /// The receiver was resolved to the method's type.
    pub resolved: bool,
}

impl CallGraph {
    /// All calls of the given methods and, transitively, of the methods that
    /// hold those calls.
    pub fn above(project: &Project<'_>, methods: &BTreeSet<MethodId>) -> Self {
        let mut graph = CallGraph::default();
        let aliases = project.aliases();
        let mut queue: Vec<MethodId> = methods.iter().copied().collect();
        while let Some(method) = queue.pop() {
            if graph.callers.contains_key(&method) {
                continue;
            }
            let mut calls = vec![];
            let own = std::iter::once(project.called_as(method));
            let names = own.chain(aliases.get(&method).into_iter().flatten().copied());
            for (file, call) in names.flat_map(|name| project.calls_named(method.file, name)) {
                let (callees, resolved) = project.callees(file, call);
                if callees.contains(&method) {
                    calls.push(CallOf { file, call, resolved });
                    let scope = project.facts(file).expr(call).scope;
                    queue.extend(project.method_around(file, scope).filter(|m| *m != method));
                }
            }
            calls.sort();
            calls.dedup();
            graph.callers.insert(method, calls);
        }
        graph
    }

    /// Calls of a method.
    pub fn of(&self, method: MethodId) -> &[CallOf] {
        self.callers.get(&method).map_or(&[], Vec::as_slice)
    }

    /// Methods that reach `method`, itself left out.
    pub fn transitive(&self, project: &Project<'_>, method: MethodId) -> BTreeSet<MethodId> {
        let mut seen = BTreeSet::new();
        let mut queue = vec![method];
        while let Some(current) = queue.pop() {
            for call in self.of(current) {
                let scope = project.facts(call.file).expr(call.call).scope;
                if let Some(caller) = project.method_around(call.file, scope)
                    && caller != method
                    && seen.insert(caller)
                {
                    queue.push(caller);
                }
            }
        }
        seen
    }

    /// Of these methods, those nobody in the project calls: entry points.
    pub fn entry_points(&self, methods: &BTreeSet<MethodId>) -> Vec<MethodId> {
        methods.iter().copied().filter(|m| self.of(*m).is_empty()).collect()
    }
}

impl<'a> Project<'a> {
    /// The name calls of a method have: a constructor is called by its type.
    pub fn called_as(&self, method: MethodId) -> &'a str {
        let name = self.method(method).name.as_str();
        match self.owner(method) {
            Some(owner) if name == "new" => &self.declaration(owner).name,
            _ => name,
        }
    }
}

/// Whether a file is test code, by the places and names tests have in every language.
pub fn is_test(project: &Project<'_>, file: FileId, id: ExprId) -> bool {
    let parsed = &project.files[file];
    is_test_path(&parsed.source.path) || {
        let facts = &parsed.facts;
        let scope = facts.expr(id).scope;
        project.type_around(file, scope).is_some_and(|t| {
            let declared = project.declaration(t);
            declared.name.ends_with("Test")
                || declared.name.ends_with("Tests")
                || declared
                    .supertypes
                    .iter()
                    .any(|s| s.name.ends_with("TestCase") || s.name.ends_with("TestCase.TestCase"))
        }) || matches!(facts.kind(id), ExprKind::Call { .. })
            && project.method_around(file, scope).is_some_and(|m| {
                let at = facts.methods[m.index].scope;
                facts.annotations.iter().any(|a| {
                    a.scope == at
                        && project.qualified(file, a.expr).is_some_and(|n| {
                            matches!(super::simple(&n), "Test" | "Fact" | "Theory" | "TestMethod")
                        })
                })
            })
    }
}

/// Whether a path is where tests live.
pub fn is_test_path(path: &str) -> bool {
    let lower = path.to_lowercase();
    let mut parts = lower.split('/').rev();
    let name = parts.next().unwrap_or_default();
    let stem = name.split('.').next().unwrap_or(name);
    parts.any(|dir| {
        matches!(
            dir,
            "test" | "tests" | "spec" | "specs" | "__tests__" | "unittest" | "unittests" | "testing"
        ) || dir.ends_with(".tests")
            || dir.ends_with(".test")
    }) || stem == "test"
        || stem == "tests"
        || stem.starts_with("test_")
        || stem.ends_with("_test")
        || stem.ends_with("_spec")
        || path.ends_with("Test.java")
        || path.ends_with("Tests.java")
        || path.ends_with("Test.php")
        || path.ends_with("Tests.cs")
        || path.ends_with("Test.cs")
        || [".test.", ".spec."].iter().any(|mark| name.contains(mark))
}
