//! Generated code: recognised by what it declares, grouped, never a call site.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::{Judgement, Verdict};
use crate::fact::{ScopeId, ScopeKind};
use crate::finding::{Confidence, Kind};
use crate::link::callers::is_test_path;
use crate::link::types::PortRole;
use crate::link::{Because, FileId, Project, TypeId};
use crate::source::Span;

mod generated;

pub use crate::link::generated::is_generated_file;

/// Whether nothing in a file is written by hand: its head says so, or it declares types and
/// each is generated from the API's WSDL.
pub(super) fn is_wholly_generated(project: &Project<'_>, file: FileId) -> bool {
    let types = 0..project.facts(file).types.len();
    let mut tops = types.filter(|index| is_top(project, file, *index)).peekable();
    is_generated_file(project, file)
        || tops.peek().is_some() && tops.all(|index| is_stub(project, TypeId { file, index }))
}

/// Whether a type stands in no other type.
fn is_top(project: &Project<'_>, file: FileId, index: usize) -> bool {
    let facts = project.facts(file);
    let mut around = facts.ancestors(facts.types[index].scope).skip(1);
    !around.any(|s| facts.scope(s).kind == ScopeKind::Type)
}

/// Whether a declared type is generated from the API's WSDL.
pub fn is_stub(project: &Project<'_>, ty: TypeId) -> bool {
    if project.role(ty).is_none() {
        return false;
    }
    if is_generated_file(project, ty.file) {
        return true;
    }
    // A hand-written part stands beside the generated one.
    let declared = project.declaration(ty);
    if project.twins(ty).into_iter().any(|t| is_generated_file(project, t.file)) {
        return false;
    }
    let api = |a: usize| &project.rules.apis[a].detect;
    match project.role(ty) {
        Some(PortRole::Port(a)) => {
            api(a).is_port(&declared.name)
                || api(a).is_service(&declared.name)
                || api(a).is_generic_port(&declared.name)
                || declares_contract(project, ty)
        }
        Some(PortRole::Service(_)) => true,
        Some(PortRole::Data(_)) => is_generated_package(project, ty),
        None => false,
    }
}

/// Whether a generator wrote into the package of a type: exceptions and helpers of hand-written
/// clients have packages with the same beginning.
fn is_generated_package(project: &Project<'_>, ty: TypeId) -> bool {
    let package = &project.facts(ty.file).package;
    let all = (0..project.files.len()).filter(|f| project.facts(*f).package == *package);
    let mut files = all.filter(|f| project.together(*f, ty.file));
    files.any(|file| {
        let mut types = (0..project.facts(file).types.len()).map(|index| TypeId { file, index });
        types.any(|t| matches!(project.role(t), Some(PortRole::Port(_) | PortRole::Service(_))))
            || is_generated_file(project, file)
    })
}

/// A web-service annotation stands on the type itself.
fn declares_contract(project: &Project<'_>, ty: TypeId) -> bool {
    let facts = project.facts(ty.file);
    let scope = project.declaration(ty).scope;
    facts.annotations.iter().any(|a| {
        a.scope == scope && {
            let text = project.files[ty.file].source.slice(facts.expr(a.expr).span);
            ["WebService", "ServiceContract", "WebServiceBinding", "WebServiceClient"]
                .iter()
                .any(|n| text.contains(n))
        }
    })
}

/// Whether a type's own methods are the API's operations.
pub fn is_port(project: &Project<'_>, ty: TypeId) -> bool {
    matches!(project.role(ty), Some(PortRole::Port(_)))
}

/// Whether a scope lies in generated code.
pub fn in_generated(project: &Project<'_>, file: FileId, scope: ScopeId) -> bool {
    let facts = project.facts(file);
    facts.ancestors(scope).any(|s| {
        let here = project.type_around(file, s);
        here.is_some_and(|t| is_stub(project, t))
    })
}

/// The bodies of the generated types a file declares.
pub(super) fn bodies(project: &Project<'_>, file: FileId) -> Vec<Span> {
    let facts = project.facts(file);
    let types = (0..facts.types.len()).filter(|index| is_stub(project, TypeId { file, index: *index }));
    types.map(|index| facts.scope(facts.types[index].scope).span).collect()
}

/// One finding per set: the generated types of an API in one folder. It stands
/// at the port (else the service, else the first type); the operations are related places.
pub(super) fn find(project: &Project<'_>, out: &mut Judgement) {
    let mut sets: BTreeMap<(usize, &str), Vec<TypeId>> = BTreeMap::new();
    for (file, parsed) in project.files.iter().enumerate() {
        let folder = parsed.source.path.rsplit_once('/').map_or("", |(dir, _)| dir);
        for index in 0..parsed.facts.types.len() {
            let ty = TypeId { file, index };
            if is_stub(project, ty)
                && let Some(role) = project.role(ty)
            {
                let (PortRole::Port(api) | PortRole::Service(api) | PortRole::Data(api)) = role;
                sets.entry((api, folder)).or_default().push(ty);
            }
        }
    }
    for (api, types) in merged(sets) {
        out.verdicts.extend(verdict(project, api, &types));
    }
}

/// Some generators put ports, services and types into folders below that of the client.
fn merged(sets: BTreeMap<(usize, &str), Vec<TypeId>>) -> Vec<(usize, Vec<TypeId>)> {
    let mut merged: Vec<(usize, &str, Vec<TypeId>)> = vec![];
    for ((api, folder), types) in sets {
        let is_below = |above: &str| {
            !above.is_empty() && folder.strip_prefix(above).is_some_and(|rest| rest.starts_with('/'))
        };
        match merged.iter_mut().find(|(a, above, _)| *a == api && is_below(above)) {
            Some((_, _, all)) => all.extend(types),
            None => merged.push((api, folder, types)),
        }
    }
    merged.into_iter().map(|(api, _, types)| (api, types)).collect()
}

fn verdict(project: &Project<'_>, api: usize, types: &[TypeId]) -> Option<Verdict> {
    let rule = &project.rules.apis[api];
    let operations: Vec<_> = types.iter().map(|t| operations(project, *t, api)).collect();
    let rank = |i: &usize| match project.role(types[*i]) {
        Some(PortRole::Port(_)) => operations[*i].len() + 2,
        Some(PortRole::Service(_)) => 1,
        _ => 0,
    };
    // Of equals the first one counts.
    let main = (0..types.len()).rev().max_by_key(rank)?;
    // Some generators write several methods for each.
    let distinct: BTreeSet<&str> = operations[main].iter().map(|(id, ..)| *id).collect();
    let generated = generated::of(project, api, types, distinct.len());
    let declared = project.declaration(types[main]);
    let counted = |n: usize, one: &str| if n == 1 { format!("1 {one}") } else { format!("{n} {one}s") };
    let mut says = match distinct.len() {
        0 => format!("`{}` belongs to the generated code of {}", declared.name, rule.name),
        n => format!("`{}` declares {} of {}", declared.name, counted(n, "operation"), rule.name),
    };
    let by = generated.generator.as_ref().map_or_else(String::new, |by| format!(" written by {by}"));
    says.push_str(&format!(
        "; the set has {} in {}{by}",
        counted(types.len(), "type"),
        counted(generated.files.len(), "file")
    ));
    let file = types[main].file;
    let mut related: Vec<(FileId, Span)> =
        operations.into_iter().flatten().map(|(_, file, span)| (file, span)).collect();
    let others =
        types.iter().filter(|t| **t != types[main] && !matches!(project.role(**t), Some(PortRole::Data(_))));
    related.extend(others.map(|t| (t.file, project.declaration(*t).span)));
    related.sort();
    Some(Verdict {
        test: is_test_path(&project.files[file].source.path),
        related,
        generated: Some(generated),
        ..Verdict::on(
            Kind::Stub,
            api,
            "stub".into(),
            file,
            declared.span,
            Confidence::Certain,
            vec![Rc::new(Because { reason: "generated", says, file, span: declared.span })],
        )
    })
}

/// The operations a generated type declares: each with the place of its name.
fn operations<'p>(project: &'p Project<'_>, ty: TypeId, api: usize) -> Vec<(&'p str, FileId, Span)> {
    let facts = project.facts(ty.file);
    let scope = project.declaration(ty).scope;
    let declared = facts.methods.iter().filter(|m| facts.scope(m.scope).parent == Some(scope));
    declared
        .filter_map(|m| Some((&*project.rules.apis[api].operation_named(&m.name)?.id, ty.file, m.span)))
        .collect()
}
