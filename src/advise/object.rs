//! Which object a request works on, for APIs whose tables are by object.

use crate::fact::{ExprId, ExprKind, ScopeKind};
use crate::judge::Verdict;
use crate::link::constants::HOLE;
use crate::link::types::call_args;
use crate::link::{FileId, Project};
use crate::request::{Part, Request};

/// The object, by the parameter the rules name: its value or its type. Where the
/// request does not hold it, by a text that names one, or by the call it continues.
pub(super) fn of(request: &Request<'_, '_>) -> Option<String> {
    let path = request.rule.object.as_deref()?;
    let found = request.find(path);
    let mut names: Vec<String> = vec![];
    for (part, _) in &found.parts {
        names.extend(written(request, part));
    }
    names.sort();
    names.dedup();
    match names.as_slice() {
        [one] => Some(one.clone()),
        [] => by_argument(request).or_else(|| continued(request)),
        _ => None,
    }
}

/// The objects a part names.
fn written(request: &Request<'_, '_>, part: &Part) -> Vec<String> {
    let named = |text: &String| request.api.object_named(text);
    let texts = part.texts.iter().filter(|_| !part.unknown);
    let mut names: Vec<String> = texts.filter_map(named).collect();
    names.extend(part.ty.iter().filter_map(named));
    if !names.is_empty() {
        return names;
    }
    // An element around each item: `<Definitions><Definition xsi:type="…">`.
    if let [only] = part.members.as_slice() {
        let items = only.part.items.iter().flat_map(|i| &i.list).map(|(item, _)| item);
        return std::iter::once(&only.part).chain(items).flat_map(|p| written(request, p)).collect();
    }
    // `'DataExtensionObject[' + key + ']'`: only the key cannot be read.
    if names.is_empty()
        && let Some((file, place)) = part.place
    {
        let texts = request.project.texts(file, place);
        let keyed = texts.iter().filter(|t| t.find('[').is_some_and(|at| !t[..at].contains(HOLE)));
        names.extend(keyed.filter_map(named));
        // Beside it may stand what other callers say.
        names.extend(part.texts.iter().filter_map(named));
        if part.unknown && names.is_empty() {
            names.extend(by_factory(request, file, place));
        }
    }
    names
}

/// `parse('EmailSendDefinition', {…})`: a factory out of sight that is told the object.
fn by_factory(request: &Request<'_, '_>, file: FileId, place: ExprId) -> Option<String> {
    let facts = request.project.facts(file);
    let told = |id: ExprId| match facts.kind(id) {
        ExprKind::Text(text) => request.api.object_named(text).filter(|o| o == text),
        _ => None,
    };
    let mut names = call_args(facts.kind(place)).iter().filter_map(|a| told(a.value));
    names.next().filter(|_| names.next().is_none())
}

/// `soap.retrieve('Subscriber', …)`: clients that are no port take the object first.
fn by_argument(request: &Request<'_, '_>) -> Option<String> {
    let (project, verdict) = (request.project, request.verdict);
    let facts = project.facts(verdict.file);
    let args = call_args(facts.kind(verdict.expr?));
    let first = args.first().filter(|a| a.name.is_none() && !a.spread)?;
    match project.texts(verdict.file, first.value).as_slice() {
        [one] if !one.contains(HOLE) => request.api.object_named(one).filter(|o| o == one),
        _ => None,
    }
}

/// A request that asks for the next page works on what the page before was of.
fn continued(request: &Request<'_, '_>) -> Option<String> {
    let path = request.rule.continues.as_deref()?;
    let found = request.find(path);
    let (part, _) = found.parts.first()?;
    let (file, place) = part.place?;
    let answer = root(request.project, file, place)?;
    let earlier = given(request.project, request.verdict, answer)?;
    let verdict = Verdict { expr: Some(earlier), ..request.verdict.clone() };
    let before = Request::read(request.project, request.api, request.rule, &verdict);
    // Only a request that says it itself: pages do not lead in circles.
    let found = before.find(request.rule.object.as_deref()?);
    let mut names = found.parts.iter().flat_map(|(part, _)| written(&before, part));
    let first = names.next()?;
    names.all(|n| n == first).then_some(first)
}

/// The variable a chain of members begins at: `results` of `results.RequestID`.
fn root<'p>(project: &Project<'p>, file: FileId, mut id: ExprId) -> Option<&'p str> {
    let facts = project.facts(file);
    loop {
        match facts.kind(id) {
            ExprKind::Name(name) => return Some(name),
            ExprKind::Member { base, .. } | ExprKind::Index { base, .. } => id = *base,
            ExprKind::Call { target, .. } => id = *target,
            ExprKind::Cast { value, .. } => id = *value,
            _ => return None,
        }
    }
}

/// The first other call in the same method whose answer is kept in a variable.
fn given(project: &Project<'_>, verdict: &Verdict, variable: &str) -> Option<ExprId> {
    let facts = project.facts(verdict.file);
    let call = verdict.expr?;
    let body = |scope| {
        facts.ancestors(scope).find(|s| matches!(facts.scope(*s).kind, ScopeKind::Method | ScopeKind::File))
    };
    let home = body(facts.expr(call).scope);
    let of_variable = |id: ExprId| matches!(facts.kind(id), ExprKind::Name(n) if n == variable);
    let declared = facts.bindings.iter().filter(|b| b.name == variable).filter_map(|b| b.value);
    let assigned = facts.assignments.iter().filter(|a| of_variable(a.target)).map(|a| a.value);
    declared
        .chain(assigned)
        .filter(|value| body(facts.expr(*value).scope) == home)
        .flat_map(|value| calls_in(project, verdict.file, value))
        .find(|id| *id != call)
}

/// The calls inside an expression, the expression itself first.
fn calls_in(project: &Project<'_>, file: FileId, id: ExprId) -> Vec<ExprId> {
    let facts = project.facts(file);
    let mut found = vec![];
    let mut queue = vec![id];
    while let Some(id) = queue.pop() {
        if matches!(facts.kind(id), ExprKind::Call { .. }) {
            found.push(id);
        }
        facts.kind(id).each_child(|c| queue.push(c));
    }
    found
}
