//! Which arguments of a call are the request, and how they make one record.

use super::read::{At, Env, Reader};
use super::{Part, element, library, spelled};
use crate::fact::{Arg, ExprId, ExprKind, ScopeId};
use crate::judge::Verdict;
use crate::judge::wrappers::Through;
use crate::link::Project;
use crate::rule::{Api, OperationRule};

/// Words that SOAP clients put around the request.
const AROUND: &[&str] = &["message", "body", "parameters", "params", "request", "soapbody", "xml"];

/// Words for what is not the request: options and headers.
const BESIDE: &[&str] = &[
    "soapheaders",
    "soapheader",
    "headers",
    "header",
    "options",
    "attributes",
    "messagetag",
    "soapaction",
    "cookies",
    "callback",
];

/// The whole request of a call.
pub(super) fn root(project: &Project<'_>, api: &Api, rule: &OperationRule, verdict: &Verdict) -> Part {
    let reader = Reader::new(project, api, rule);
    match &verdict.through {
        Some(through) => {
            let handed = handed(&reader, verdict, through);
            sent(&reader, &through.call, handed)
        }
        None => sent(&reader, verdict, Env::default()),
    }
}

/// What a call of a wrapper hands to its parameters.
fn handed(reader: &Reader<'_, '_>, outer: &Verdict, through: &Through) -> Env {
    let Some(id) = outer.expr else { return Env::default() };
    let facts = reader.project.facts(outer.file);
    let args = match &facts.kind(id) {
        ExprKind::Call { args, .. } | ExprKind::New { args, .. } => args,
        _ => return Env::default(),
    };
    let until = facts.expr(id).span.start;
    reader.bound(through.method, args, &At { file: outer.file, until, env: Env::default(), depth: 0 })
}

/// The request of a SOAP call, in a method whose parameters are `env`.
fn sent(reader: &Reader<'_, '_>, verdict: &Verdict, env: Env) -> Part {
    let (project, api, rule) = (reader.project, reader.api, reader.rule);
    let Some(id) = verdict.expr else { return Part::unknown() };
    let facts = project.facts(verdict.file);
    let expr = facts.expr(id);
    let at = At { file: verdict.file, until: expr.span.start, env, depth: 0 };
    let mut into = Part::default();
    // An envelope whose text is a name is an element: the text itself holds no request.
    let is_name = verdict.because.iter().any(|b| b.reason == "envelope")
        && !matches!(expr.kind, ExprKind::Text(ref text) if text.contains('<'));
    if is_name && let Some(part) = element::built(reader, id, &at) {
        return part;
    }
    match &expr.kind {
        ExprKind::Call { args, block, .. } => {
            if !library::sent(reader, id, &at, &mut into) {
                call(reader, args, *block, &at, &mut into);
            }
        }
        ExprKind::New { ty, args, .. } => {
            if library::sent(reader, id, &at, &mut into) {
                return into;
            }
            into.open = true;
            if let Some((rule_of, form)) = api.operation_form(crate::link::simple(&ty.name))
                && rule_of.id == rule.id
                && !form.is_call()
            {
                into.open = false;
                let made = reader.part(id, &at);
                into.merge(made, true);
            } else {
                call(reader, args, None, &at, &mut into);
            }
        }
        // An envelope, or an element made from its name.
        ExprKind::Text(text) | ExprKind::Symbol(text) if !text.contains('<') => into.open = true,
        _ => match reader.envelope(id, &At { until: u32::MAX, ..at }) {
            Some(part) => into.merge(part, true),
            None => into.open = true,
        },
    }
    into
}

fn call(reader: &Reader<'_, '_>, args: &[Arg], block: Option<ScopeId>, at: &At, into: &mut Part) {
    let facts = reader.project.facts(at.file);
    // A dispatch names the operation first: what stands before it is no request.
    let named = args.iter().position(|a| {
        a.name.is_none()
            && reader.project.texts(at.file, a.value).iter().any(|t| reader.is_request(t))
            && !matches!(facts.kind(a.value), ExprKind::Pairs(_))
            && !reader.project.texts(at.file, a.value).iter().any(|t| t.contains('<'))
    });
    let rest = &args[named.map_or(0, |n| n + 1)..];
    let mut header = Part { open: true, ..Part::default() };
    let mut parts: Vec<Part> = vec![];
    let mut spread = false;
    for (index, arg) in rest.iter().enumerate() {
        match &arg.name {
            Some(name) => keyword(reader, name, arg.value, at, into, &mut header),
            None if arg.spread => {
                let part = reader.part(arg.value, at);
                spread = true;
                match &part.items {
                    Some(items) => parts.extend(items.list.iter().map(|(p, _)| p.clone())),
                    None => whole(reader, part, into),
                }
            }
            None => {
                if is_callback(reader, arg.value, at) {
                    continue;
                }
                // `__soapCall(name, arguments, options, headers)`: one array of arguments.
                let listed = named.is_some() && index == 0 && matches!(at_language(reader, at), "php");
                let part = reader.part(arg.value, at);
                if listed
                    && part.members.is_empty()
                    && let Some(items) = &part.items
                {
                    parts.extend(items.list.iter().map(|(p, _)| p.clone()));
                    break;
                }
                parts.push(part);
                if listed {
                    break;
                }
            }
        }
    }
    if let Some(scope) = block {
        in_block(reader, scope, at, into, &mut header);
    }
    let mut requests = vec![];
    for part in parts {
        match header_name(reader, &part) {
            Some(name) => {
                header.open = false;
                header.set(&name, bare(&name, part), true, None);
            }
            None => requests.push(part),
        }
    }
    // Beside the request itself, what is not readable is a header or an option.
    if requests.iter().any(|p| is_whole(reader, p)) {
        requests.retain(|p| !p.unknown || !p.is_scalar() || !p.texts.is_empty());
    }
    let alone = requests.len() == 1;
    let top = reader.top_level();
    let mut position = 0;
    for part in requests {
        if let [only] = part.members.as_slice()
            && reader.is_request(&only.name)
        {
            whole(reader, only.part.clone(), into);
        } else if is_whole(reader, &part) {
            whole(reader, part, into);
        } else if let Some(name) = parameter_of_type(reader, &part) {
            into.set(name, part, true, None);
            position += 1;
        } else if alone
            && (part.unknown || part.open)
            && part.is_scalar()
            && (top.len() > 1 || part.texts.is_empty())
        {
            into.open = true;
            if into.place.is_none() {
                into.place = part.place;
            }
        } else if let Some(name) = top.get(position) {
            if !part.is_nothing() {
                into.set(name, part, true, None);
            }
            position += 1;
        }
    }
    into.open |= spread && into.members.is_empty();
    into.members.retain(|m| m.name != "header");
    into.set("header", header, true, None);
}

fn at_language(reader: &Reader<'_, '_>, at: &At) -> &'static str {
    reader.project.files[at.file].language.id
}

fn is_callback(reader: &Reader<'_, '_>, id: ExprId, at: &At) -> bool {
    matches!(reader.project.facts(at.file).kind(id), ExprKind::Lambda(_) | ExprKind::TypeRef(_))
}

fn keyword(reader: &Reader<'_, '_>, name: &str, value: ExprId, at: &At, into: &mut Part, header: &mut Part) {
    let plain = spelled(name);
    let top = reader.top_level();
    if top.iter().any(|t| spelled(t) == plain) && !(AROUND.contains(&plain.as_str()) && top.len() == 1) {
        let part = reader.part(value, at);
        if !part.is_nothing() {
            into.set(name, part, true, None);
        }
    } else if reader.is_request(name) || AROUND.contains(&plain.as_str()) {
        whole(reader, reader.part(value, at), into);
    } else if reader.api.detect.headers.iter().any(|h| spelled(h) == plain) {
        header.set(name, reader.part(value, at), true, None);
    } else if BESIDE.contains(&plain.as_str()) && plain.contains("head") {
        headers(reader, reader.part(value, at), header);
    } else if !BESIDE.contains(&plain.as_str()) {
        into.set(name, reader.part(value, at), true, None);
    }
}

/// Headers come as a hash by name, as a list, or as one.
fn headers(reader: &Reader<'_, '_>, part: Part, header: &mut Part) {
    if let Some(name) = header_name(reader, &part) {
        header.set(&name, bare(&name, part), true, None);
        return;
    }
    for member in part.members {
        header.set(&member.name, member.part, true, None);
    }
    for (item, _) in part.items.into_iter().flat_map(|i| i.list) {
        headers(reader, item, header);
    }
}

/// `do |soap| soap.body = { … } end`
fn in_block(reader: &Reader<'_, '_>, scope: ScopeId, at: &At, into: &mut Part, header: &mut Part) {
    let facts = reader.project.facts(at.file);
    let inside = At { until: u32::MAX, ..at.clone() };
    let mut found = false;
    for a in facts.assignments.iter().filter(|a| facts.ancestors(a.scope).any(|s| s == scope)) {
        let ExprKind::Member { name, .. } = facts.kind(a.target) else { continue };
        let plain = spelled(name);
        if plain == "header" {
            headers(reader, reader.part(a.value, &inside), header);
        } else if AROUND.contains(&plain.as_str()) {
            found = true;
            whole(reader, reader.part(a.value, &inside), into);
        }
    }
    for (_, expr) in facts.iter().filter(|(_, e)| facts.ancestors(e.scope).any(|s| s == scope)) {
        // `message(lead_key: …)`
        let ExprKind::Call { target, args, .. } = &expr.kind else { continue };
        let (ExprKind::Name(name) | ExprKind::Member { name, .. }) = facts.kind(*target) else { continue };
        if AROUND.contains(&spelled(name).as_str()) && !args.is_empty() {
            found = true;
            for arg in args {
                match &arg.name {
                    Some(name) => keyword(reader, name, arg.value, &inside, into, header),
                    None => whole(reader, reader.part(arg.value, &inside), into),
                }
            }
        }
    }
    if !found && into.members.is_empty() {
        into.open = true;
    }
}

/// Takes a part over as the request itself.
fn whole(reader: &Reader<'_, '_>, mut part: Part, into: &mut Part) {
    if let [only] = part.members.as_slice()
        && (reader.is_request(&only.name) || AROUND.contains(&spelled(&only.name).as_str()))
        && !reader.top_level().iter().any(|t| spelled(t) == spelled(&only.name))
    {
        return whole(reader, only.part.clone(), into);
    }
    if let Some(items) = &part.items
        && part.members.is_empty()
        && let [(only, _)] = items.list.as_slice()
    {
        return whole(reader, only.clone(), into);
    }
    if part.is_scalar() {
        into.open = true;
    }
    if into.place.is_none() {
        into.place = part.place;
    }
    // What belongs to the client, not to the request, unless it is a parameter.
    let top = reader.top_level();
    part.members.retain(|m| {
        let name = spelled(&m.name);
        top.iter().any(|t| spelled(t) == name) || !BESIDE.contains(&name.as_str())
    });
    into.merge(part, true);
}

/// A header without the hash that only names it: `{ 'MktowsContextHeader' => { … } }`.
fn bare(name: &str, mut part: Part) -> Part {
    match part.members.as_mut_slice() {
        [only] if spelled(&only.name) == spelled(name) => std::mem::take(&mut only.part),
        _ => part,
    }
}

/// The header a part is, by its type or by what it holds.
fn header_name(reader: &Reader<'_, '_>, part: &Part) -> Option<String> {
    let headers = &reader.api.detect.headers;
    let by_type = part.ty.as_deref().and_then(|t| headers.iter().find(|h| spelled(h) == spelled(t)));
    if let Some(name) = by_type {
        return Some(name.clone());
    }
    let [only] = part.members.as_slice() else { return None };
    headers.iter().find(|h| spelled(h) == spelled(&only.name)).cloned()
}

/// Whether a part is the request, not one of its parameters.
fn is_whole(reader: &Reader<'_, '_>, part: &Part) -> bool {
    if part.ty.as_deref().is_some_and(|t| reader.is_request(t)) {
        return true;
    }
    let top = reader.top_level();
    let by_type = parameter_of_type(reader, part).is_some();
    !by_type
        && !part.is_nothing()
        && (part.members.iter().any(|m| top.iter().any(|t| spelled(t) == spelled(&m.name)))
            || part.members.is_empty() && part.items.is_none() && !part.is_scalar() && part.ty.is_none())
}

/// The top-level parameter whose type a part has.
fn parameter_of_type<'r>(reader: &Reader<'r, '_>, part: &Part) -> Option<&'r str> {
    let ty = spelled(part.ty.as_deref()?);
    let fitting = |p: &&crate::rule::Parameter| {
        !p.name.contains('.')
            && p.of.is_none()
            && p.ty.as_deref().is_some_and(|t| spelled(t.trim_end_matches("[]")) == ty)
    };
    reader.rule.parameters.iter().find(fitting).map(|p| p.name.as_str())
}
