//! The HTTP requests of the rows that count, filled with what the code gives.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;

use super::values::Values;
use super::words;
use crate::http::{Body, Field, HttpRequest, Member, Taken, Value};
use crate::request::Request;
use crate::rule::{Api, Endpoint, EndpointParam, Mapping, Row, StepRole};

/// The requests in the order they are made; alternatives are no part of the way.
pub fn requests(request: &Request<'_, '_>, object: Option<&str>, rows: &[&Row]) -> Vec<HttpRequest> {
    let mut given: Vec<&Taken> = vec![];
    let mut all = vec![];
    for planned in plan(request.api, rows) {
        let filled = Filler { request, object, values: Values::new(request, &given) }.fill(&planned);
        given.extend(&planned.endpoint.gives);
        all.push(filled);
    }
    name_apart(&mut all);
    // What nobody takes need not be taken.
    let mut used: BTreeSet<String> = BTreeSet::new();
    for one in all.iter_mut().rev() {
        one.gives.retain(|g| used.contains(&g.name));
        one.each_value(&mut |value| {
            if let Value::Answer(name) = value {
                used.insert(name.clone());
            }
        });
    }
    all
}

/// Different code gets different variables: `row`, `row2`.
fn name_apart(requests: &mut [HttpRequest]) {
    let mut named: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
    for request in requests {
        request.each_code(&mut |code| {
            let all = named.entry(code.name.clone()).or_default();
            let own = (code.code.clone(), code.at.clone());
            let at = all.iter().position(|one| *one == own || one.0 == own.0 && code.usable);
            let at = at.unwrap_or_else(|| {
                all.push(own);
                all.len() - 1
            });
            if at > 0 {
                code.name.push_str(&(at + 1).to_string());
            }
        });
    }
}

/// An endpoint that will be called.
struct Planned<'r> {
    endpoint: &'r Endpoint,
    role: StepRole,
    args: BTreeMap<&'r str, &'r str>,
}

/// Steps of several rows that are one call become one.
fn plan<'r>(api: &'r Api, rows: &[&'r Row]) -> Vec<Planned<'r>> {
    let mut plan: Vec<Planned<'r>> = vec![];
    let steps = rows.iter().flat_map(|r| &r.steps).filter(|s| s.role != StepRole::Alternative);
    for step in steps {
        let Some(endpoint) = api.endpoint(&step.call) else { continue };
        // The token is got before all of this.
        if api.client.as_ref().is_some_and(|c| c.token.path == endpoint.path) {
            continue;
        }
        let args: BTreeMap<&str, &str> = step.args.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
        let fits = |p: &Planned<'_>| {
            p.endpoint.id == endpoint.id && args.iter().all(|(k, v)| p.args.get(k).is_none_or(|old| old == v))
        };
        match plan.iter().position(fits) {
            Some(index) => {
                let mut old = plan.remove(index);
                old.args.extend(args);
                // What a modifier makes the last call needs what comes before it.
                let later = step.role == StepRole::FollowUp && old.role == StepRole::Main;
                let at = if later { plan.len() } else { index };
                plan.insert(at, old);
            }
            None => plan.push(Planned { endpoint, role: step.role, args }),
        }
    }
    plan.sort_by_key(|p| match p.role {
        StepRole::Setup | StepRole::Lookup => 0,
        _ => 1,
    });
    plan
}

/// Where a field goes.
#[derive(PartialEq)]
enum Home {
    Path,
    Query,
    Body,
    Header,
}

struct Filler<'r, 'p, 'a> {
    request: &'r Request<'p, 'a>,
    object: Option<&'r str>,
    values: Values<'r, 'p, 'a>,
}

impl<'r> Filler<'r, '_, '_> {
    fn mapping(&self, endpoint: &Endpoint) -> Option<&'r Mapping> {
        let operation = self.request.rule.operation.as_str();
        self.request.api.mappings.iter().find(|m| {
            m.endpoints.contains(&endpoint.id)
                && m.operations.iter().any(|o| o == operation)
                && (m.objects.is_empty() || m.objects.iter().any(|o| Some(o.as_str()) == self.object))
        })
    }

    fn fill(&mut self, planned: &Planned<'_>) -> HttpRequest {
        let endpoint = planned.endpoint;
        let mapping = self.mapping(endpoint);
        let (path, fixed) = endpoint.path.split_once('?').unwrap_or((&endpoint.path, ""));
        let mut pages = endpoint.pages.as_ref().filter(|_| mapping.is_some_and(|m| m.paged));
        let mut fields: IndexMap<String, Value> = IndexMap::new();
        for pair in fixed.split('&').filter_map(|p| p.split_once('=')) {
            fields.insert(pair.0.to_owned(), Value::Text(pair.1.to_owned()));
        }
        for (name, arg) in &planned.args {
            let word = is_word(arg) && !self.request.rule.parameters.iter().any(|p| p.name == *arg);
            if !word && mapping.is_some_and(|m| covers(&m.args, name)) {
                continue;
            }
            // A row that names the parameter of paging asks for all pages.
            if let Some(own) = endpoint.pages.as_ref().filter(|p| p.send == *name) {
                pages = Some(own);
                if own.token.is_none() {
                    continue;
                }
            }
            if let Some(value) = self.arg(arg) {
                fields.insert((*name).to_owned(), value);
            } else if !mapping.is_some_and(|m| m.without.iter().any(|w| w == name)) {
                let says = words::concrete(self.request, arg);
                fields.insert((*name).to_owned(), Value::Unknown(says));
            }
        }
        for (name, filling) in mapping.iter().flat_map(|m| &m.args) {
            if fields.contains_key(name) || (filling.named && !planned.args.contains_key(name.as_str())) {
                continue;
            }
            if let Some(value) = self.values.value(filling, None) {
                fields.insert(name.clone(), value);
            }
        }
        if let Some((size, _)) = pages.and_then(|p| p.size.as_ref()) {
            fields.shift_remove(size);
        }
        // A GET that takes a body has everything there.
        let in_body = endpoint.method == "GET" && fields.keys().any(|f| home(endpoint, f) == Home::Body);
        let is_asked =
            |p: &&EndpointParam| p.required && p.place != "header" && !(in_body && p.place == "query");
        for param in endpoint.params.iter().filter(is_asked) {
            if !covers(&fields, &param.name) && pages.is_none_or(|p| p.send != param.name) {
                fields.insert(param.name.clone(), Value::Unknown(missing(param)));
            }
        }
        // As the endpoint lists them, or else as the pack writes them.
        let written = |name: &str| mapping.and_then(|m| m.args.get_index_of(name)).unwrap_or(usize::MAX);
        let listed = |name: &str| endpoint.params.iter().position(|p| p.name == name).unwrap_or(usize::MAX);
        fields.sort_by_cached_key(|name, _| (listed(name), written(name), name.clone()));
        let mut notes: Vec<String> = mapping.iter().flat_map(|m| m.notes.iter().cloned()).collect();
        notes.append(&mut self.values.notes);
        for remark in mapping.iter().flat_map(|m| &m.remarks) {
            if remark.unless.as_ref().is_none_or(|field| !covers(&fields, field)) {
                notes.extend(self.values.remark(remark));
            }
        }
        if let Some(batch) = endpoint.batch.filter(|b| *b > 1 && fields.values().any(is_open_list)) {
            notes.push(format!("at most {batch} a call"));
        }
        for param in &endpoint.params {
            let given = fields.get(&param.name).is_some_and(is_open_list);
            if let Some(most) = param.most.filter(|_| given) {
                let note = format!("at most {most} {} a call", param.name);
                // A parameter stands in the query and in the body that takes its place.
                if !notes.contains(&note) {
                    notes.push(note);
                }
            }
        }
        let mut filled = self.homed(endpoint, path, fields);
        filled.role = serde_json::to_value(planned.role)
            .ok()
            .and_then(|role| role.as_str().map(str::to_owned))
            .unwrap_or_default();
        filled.pages = pages.cloned();
        filled.until = endpoint.until.clone().filter(|_| planned.role == StepRole::Poll);
        filled.notes = notes;
        filled
    }

    /// What an argument of a row says without more words: an answer, a parameter, or itself.
    fn arg(&mut self, arg: &str) -> Option<Value> {
        if let Some(answer) = self.values.answer_said(arg) {
            return Some(answer);
        }
        if self.request.rule.parameters.iter().any(|p| p.name == arg) {
            return self.values.given(arg);
        }
        is_word(arg).then(|| Value::Text(arg.to_owned()))
    }

    /// The request with each field at its place.
    fn homed(&self, endpoint: &Endpoint, path: &str, fields: IndexMap<String, Value>) -> HttpRequest {
        let mut filled = HttpRequest {
            name: endpoint.name.clone(),
            method: endpoint.method.clone(),
            path: path.to_owned(),
            answer: answer_name(&endpoint.id),
            gives: endpoint.gives.clone(),
            download: endpoint.download,
            ..HttpRequest::default()
        };
        let file = endpoint.params.iter().find(|p| p.place == "form");
        let reads = endpoint.method == "GET";
        let in_body = reads && fields.keys().any(|f| home(endpoint, f) == Home::Body);
        let takes = |name: &String| endpoint.params.iter().any(|p| p.place == "body" && p.name == *name);
        let mut json: Option<Value> = None;
        let mut form = vec![];
        for (name, value) in fields {
            match home(endpoint, &name) {
                Home::Path => filled.path_values.push(Field { name, value }),
                Home::Query if in_body && takes(&name) => {
                    put(json.get_or_insert(Value::Record(vec![])), &name, value);
                }
                Home::Query => filled.query.push(Field { name, value }),
                Home::Header => {}
                Home::Body if file.is_some_and(|f| f.name == name) => {
                    let lines = match value {
                        Value::List(lines) => lines,
                        one => vec![one],
                    };
                    filled.body = Some(Body::File { field: name, lines });
                }
                Home::Body if endpoint.form => form.push(Field { name, value: in_form(value) }),
                Home::Body => put(json.get_or_insert(Value::Record(vec![])), &name, value),
            }
        }
        if let Some(json) = json {
            filled.body = Some(Body::Json(json));
        }
        if !form.is_empty() {
            filled.body = Some(Body::Form(form));
        }
        let tunnel = self.request.api.client.as_ref().and_then(|c| c.tunnel.clone());
        if let Some(name) = tunnel.filter(|_| filled.method == "GET" && filled.body.is_some()) {
            let value = Value::Text(std::mem::replace(&mut filled.method, "POST".to_owned()));
            filled.query.push(Field { name, value });
        }
        filled.headers.insert("Authorization".to_owned(), "Bearer <access token>".to_owned());
        let content = match &filled.body {
            Some(Body::Json(_)) => "application/json",
            Some(Body::Form(_)) => "application/x-www-form-urlencoded",
            Some(Body::File { .. }) => "multipart/form-data",
            None => return filled,
        };
        filled.headers.insert("Content-Type".to_owned(), content.to_owned());
        filled
    }
}

/// A value itself, not words about one.
fn is_word(arg: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | ':' | '/' | '.');
    !arg.is_empty() && arg.chars().all(plain)
}

fn missing(param: &EndpointParam) -> String {
    match &param.note {
        Some(note) => format!("{}: {note}", param.name),
        None => param.name.clone(),
    }
}

/// Whether a field, or a part of it, is there.
fn covers<T>(fields: &IndexMap<String, T>, name: &str) -> bool {
    fields.keys().any(|f| {
        f.is_empty() || f == name || f.strip_prefix(name).is_some_and(|rest| rest.starts_with(['.', '[']))
    })
}

/// A list that may be longer than what is shown of it.
fn is_open_list(value: &Value) -> bool {
    match value {
        Value::Code(code) => code.list,
        Value::Answer(_) | Value::List(_) => true,
        _ => false,
    }
}

fn home(endpoint: &Endpoint, name: &str) -> Home {
    if endpoint.path.contains(&format!("{{{name}}}")) {
        return Home::Path;
    }
    let first = name.split(['.', '[']).next().unwrap_or(name);
    let declared = |p: &&EndpointParam| p.name == name || p.name.split(['.', '[']).next() == Some(first);
    let places: Vec<&str> =
        endpoint.params.iter().filter(declared).map(|p| p.place.as_str()).filter(|p| *p != "path").collect();
    let reads = endpoint.method == "GET";
    match places.as_slice() {
        [] if reads || (endpoint.method == "DELETE" && !name.is_empty()) => Home::Query,
        [] => Home::Body,
        ["header", ..] => Home::Header,
        places if reads && places.contains(&"query") => Home::Query,
        // A member is in a body, whatever else has its name.
        places if places.contains(&"query") && !places.contains(&"body") => Home::Query,
        places if places[0] == "query" && name == first => Home::Query,
        _ => Home::Body,
    }
}

/// A field of a form is one text: what has members is JSON in it.
fn in_form(value: Value) -> Value {
    let mut has_members = false;
    value.each(&mut |v| has_members |= matches!(v, Value::Record(_)));
    match has_members {
        true => match json(&value) {
            (text, true) => Value::Text(text),
            (text, false) => Value::Unknown(format!("as JSON: {text}")),
        },
        false => value,
    }
}

/// A value as JSON, and whether all of it is known.
fn json(value: &Value) -> (String, bool) {
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    let all = |items: Vec<(String, bool)>, open: char, close: char| {
        let known = items.iter().all(|(_, known)| *known);
        let items: Vec<String> = items.into_iter().map(|(text, _)| text).collect();
        (format!("{open}{}{close}", items.join(", ")), known)
    };
    match value {
        Value::Text(text) => (quoted(text), true),
        Value::Atom(atom) => (atom.clone(), true),
        Value::Code(code) => (code.code.clone(), false),
        Value::Answer(says) | Value::Unknown(says) => (says.clone(), false),
        Value::List(items) => all(items.iter().map(json).collect(), '[', ']'),
        Value::Record(members) => {
            let member = |m: &Member| {
                let ((key, known), (value, too)) = (json(&m.key), json(&m.value));
                (format!("{key}: {value}"), known && too)
            };
            all(members.iter().map(member).collect(), '{', '}')
        }
    }
}

/// Sets what a path names: `To.Address`, `input[].id`; the empty path is all of it.
fn put(into: &mut Value, path: &str, value: Value) {
    let (first, rest) = path.split_once('.').unwrap_or((path, ""));
    let (name, in_list) = match first.split_once('[') {
        Some((name, _)) => (name, true),
        None => (first, false),
    };
    let here = if name.is_empty() { into } else { member(into, name) };
    if rest.is_empty() && !in_list {
        *here = value;
        return;
    }
    if !in_list {
        return put(here, rest, value);
    }
    if !matches!(here, Value::List(items) if !items.is_empty()) {
        *here = Value::List(vec![Value::Record(vec![])]);
    }
    let Value::List(items) = here else { return };
    for item in items {
        match rest {
            "" => *item = value.clone(),
            rest => put(item, rest, value.clone()),
        }
    }
}

/// The member of a record, made if it is not there.
fn member<'v>(into: &'v mut Value, name: &str) -> &'v mut Value {
    if !matches!(into, Value::Record(_)) {
        *into = Value::Record(vec![]);
    }
    let Value::Record(members) = into else { return into };
    let key = Value::Text(name.to_owned());
    let index = members.iter().position(|m| m.key == key).unwrap_or(members.len());
    if index == members.len() {
        members.push(Member { key, value: Value::Record(vec![]) });
    }
    &mut members[index].value
}

/// `get-lists` → `listsAnswer`.
fn answer_name(endpoint: &str) -> String {
    let noun = endpoint.strip_prefix("get-").or_else(|| endpoint.strip_prefix("list-")).unwrap_or(endpoint);
    let mut name = String::new();
    for (index, word) in noun.split('-').enumerate() {
        let mut letters = word.chars();
        match letters.next() {
            Some(first) if index > 0 => name.extend(first.to_uppercase()),
            Some(first) => name.push(first),
            None => {}
        }
        name.push_str(letters.as_str());
    }
    name + "Answer"
}
