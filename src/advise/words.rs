//! The request and its open questions in words.

use std::collections::BTreeMap;

use crate::request::{Found, Member, Part, Request};
use crate::rule::decision::{FACTS, OBJECT};
use crate::rule::{Case, Chosen, Condition, RequestView, Row, Test, Truth, Value};
use crate::secret;

/// The longest piece of code that is shown as a value.
const LONGEST: usize = 60;

/// Parameters as the code sets them.
pub(super) fn printed(request: &Request<'_, '_>) -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    let names: Vec<&str> = request.rule.parameters.iter().map(|p| p.name.as_str()).collect();
    for name in &names {
        // What has members is shown by them.
        let has_members = names.iter().any(|n| n.strip_prefix(name).is_some_and(|r| r.starts_with('.')));
        let value = request.value(name);
        let text = match (&value, has_members) {
            (Value::Absent | Value::CannotTell, _) => continue,
            (Value::List { items, .. }, _) if items.is_empty() => continue,
            (Value::Known(_), true) => continue,
            (_, true) if has_shown_members(request, name, &names) => continue,
            _ => print(request, name, &value),
        };
        all.insert((*name).to_owned(), text);
    }
    all
}

fn has_shown_members(request: &Request<'_, '_>, name: &str, names: &[&str]) -> bool {
    names
        .iter()
        .filter(|n| n.strip_prefix(name).is_some_and(|r| r.starts_with('.')))
        .any(|n| !matches!(request.value(n), Value::Absent | Value::CannotTell))
}

fn print(request: &Request<'_, '_>, path: &str, value: &Value) -> String {
    let found = request.find(path);
    let plain = shown(request, &found);
    match value {
        Value::Known(texts) if plain.is_empty() => texts.join(" | "),
        Value::MayBePresent => format!("perhaps {}", plain.join(", ")),
        Value::List { items, complete } => {
            let mut list = if plain.is_empty() { vec![format!("{} items", items.len())] } else { plain };
            list.truncate(5);
            if !complete || items.len() > 5 {
                list.push("…".to_owned());
            }
            format!("[{}]", list.join(", "))
        }
        _ => plain.join(" | "),
    }
}

/// Each part as a value, or as the code that gives it.
fn shown(request: &Request<'_, '_>, found: &Found<'_>) -> Vec<String> {
    found.parts.iter().filter_map(|(part, _)| one(request, part)).collect()
}

fn one(request: &Request<'_, '_>, part: &Part) -> Option<String> {
    if let Some(items) = &part.items {
        let all: Vec<String> = items.list.iter().filter_map(|(p, _)| one(request, p)).take(5).collect();
        return (!all.is_empty()).then(|| all.join(", "));
    }
    if !part.texts.is_empty() && !part.unknown {
        return Some(part.texts.join(" | "));
    }
    code(request, part)
}

/// What was put into a record, where it has few members and all are the operation's own:
/// `new ArrayOfString()` is its texts, `new LeadKey()` its type and its value.
fn within(request: &Request<'_, '_>, part: &Part) -> Option<String> {
    if let Some(items) = &part.items {
        let all: Vec<String> = items
            .list
            .iter()
            .filter_map(|(p, _)| within(request, p).or_else(|| one(request, p)))
            .take(5)
            .collect();
        return (!all.is_empty()).then(|| all.join(", "));
    }
    let own = part
        .members
        .iter()
        .all(|m| (m.part.items.is_some() || request.is_parameter(&m.name)) && !secret::is_password(&m.name));
    if part.members.is_empty() || part.members.len() > 3 || !own {
        return None;
    }
    let value = |m: &Member| within(request, &m.part).or_else(|| one(request, &m.part));
    let inner: Vec<String> = part.members.iter().filter_map(value).collect();
    (!inner.is_empty()).then(|| cut(&inner.join(" ")))
}

/// The code a part was read from.
fn code(request: &Request<'_, '_>, part: &Part) -> Option<String> {
    let (file, id) = part.place?;
    let source = &request.project.files[file].source;
    let text = source.slice(request.project.facts(file).expr(id).span);
    Some(cut(&text.split_whitespace().collect::<Vec<_>>().join(" ")))
}

/// At most [`LONGEST`] characters of a line.
pub(super) fn cut(line: &str) -> String {
    match line.char_indices().nth(LONGEST) {
        Some((cut, _)) => format!("{}…", &line[..cut]),
        None => line.to_owned(),
    }
}

/// An argument of a step with the parameters it names replaced by what the code gives them.
pub(super) fn concrete(request: &Request<'_, '_>, arg: &str) -> String {
    let known = |word: &str| request.rule.parameters.iter().any(|p| p.name == word);
    if known(arg) {
        return given(request, arg).unwrap_or_else(|| arg.to_owned());
    }
    let mut out = String::new();
    let mut translate = arg.starts_with("REST name of ");
    for word in arg.split_inclusive([' ', ',']) {
        let name = word.trim_end_matches([' ', ',']);
        let end = &word[name.len()..];
        let is_path = known(name) && (name.contains('.') || name.chars().any(char::is_uppercase));
        match is_path.then(|| given(request, name)).flatten() {
            Some(value) => {
                if translate && let Some(rest) = translated(request, value.trim_end_matches(", …")) {
                    out = out.trim_end_matches("REST name of ").to_owned();
                    out.push_str(&rest);
                } else {
                    out.push_str(&value);
                }
                translate = false;
            }
            None => out.push_str(name),
        }
        out.push_str(end);
    }
    out
}

/// The REST word for a SOAP word.
fn translated(request: &Request<'_, '_>, value: &str) -> Option<String> {
    request.api.translations.iter().find_map(|t| {
        t.words.iter().find(|(soap, _)| soap.eq_ignore_ascii_case(value)).map(|(_, rest)| rest.clone())
    })
}

/// What the code gives a parameter, as far as it is one readable thing.
fn given(request: &Request<'_, '_>, path: &str) -> Option<String> {
    let view = request.rule.parameters.iter().find(|p| p.name == path && p.of.is_some());
    match request.value(path) {
        Value::Absent | Value::CannotTell => None,
        Value::Known(texts) => Some(texts.join(" | ")),
        _ if view.is_some() => None,
        _ => {
            let found = request.find(path);
            let value = |part: &Part| within(request, part).or_else(|| one(request, part));
            let mut all: Vec<String> = found.parts.iter().filter_map(|(part, _)| value(part)).collect();
            all.dedup();
            let more = all.len() > 5 || !found.complete;
            all.truncate(5);
            if more {
                all.push("…".to_owned());
            }
            (!all.is_empty()).then(|| all.join(", "))
        }
    }
}

/// For which values a row holds, where not for all: the beginning of a sentence.
pub(super) fn case(chosen: &Chosen<'_>, row: &Row) -> String {
    let of_row = |c: &&Case<'_>| c.rows.iter().any(|r| std::ptr::eq(*r, row));
    let word = |c: &Case<'_>| match c.value.as_str() {
        "given" | "not given" => c.value.clone(),
        value => format!("`{value}`"),
    };
    let values: Vec<String> = chosen.cases.iter().filter(of_row).map(word).collect();
    match chosen.cases.first() {
        Some(first) if !values.is_empty() && values.len() < chosen.cases.len() => {
            format!("Where `{}` is {}: ", first.subject, values.join(" or "))
        }
        _ => String::new(),
    }
}

/// The one question that decides between the open rows.
pub(super) fn question(request: &Request<'_, '_>, chosen: &Chosen<'_>, subject: &str) -> String {
    let condition = chosen
        .open
        .iter()
        .chain(&chosen.rows)
        .flat_map(|row: &&Row| &row.when)
        .filter(|c| c.subjects.iter().any(|s| s == subject))
        .min_by_key(|c| (c.is_fallback(), c.truth(request) != Truth::CannotTell));
    asked(request, subject, condition)
}

/// What a condition asks of a subject, and where the code must be read to answer.
pub(super) fn asked(request: &Request<'_, '_>, subject: &str, condition: Option<&Condition>) -> String {
    let text = match condition.map(|c| &c.test) {
        _ if subject == OBJECT => "which object does it work on?".to_owned(),
        Some(Test::In(values) | Test::Has(values) | Test::Only(values) | Test::NotIn(values)) => {
            format!("is `{subject}` ever `{}`?", values.join("`, `"))
        }
        Some(Test::HasOther(values)) => format!("is `{subject}` ever other than `{}`?", values.join("`, `")),
        Some(Test::Given | Test::Absent) => format!("is `{subject}` always given, sometimes or never?"),
        Some(Test::Greater(n) | Test::AtMost(n)) => match subject.strip_suffix(".count") {
            Some(list) => format!("does `{list}` ever have more than {n} items?"),
            None => format!("is `{subject}` ever greater than {n}?"),
        },
        Some(Test::Is(words)) => format!("is it true of the {} that it {words}?", subject.replace('_', " ")),
        _ => format!("what is `{subject}`?"),
    };
    let is_fact = FACTS.contains(&subject);
    match source(request, subject).filter(|_| !is_fact) {
        Some(place) => format!("{text} it comes from {place}"),
        None => text,
    }
}

/// Where a parameter comes from: the nearest part on its path that was read.
fn source(request: &Request<'_, '_>, subject: &str) -> Option<String> {
    let subject = subject.strip_suffix(".count").unwrap_or(subject);
    let subject = match (subject, request.rule.object.as_deref()) {
        (OBJECT, Some(path)) => path,
        _ => subject,
    };
    let view = request.rule.parameters.iter().find(|p| p.name == subject).and_then(|p| p.of.as_deref());
    let mut path = view.unwrap_or(subject);
    loop {
        let found = request.find(path);
        if let Some(part) = found.parts.iter().map(|(p, _)| *p).find(|p| p.place.is_some()) {
            return place(request, part);
        }
        match path.rsplit_once('.') {
            Some((up, _)) => path = up,
            // Nothing of the request was read: the call is where to look.
            None => {
                let call = || Some((request.verdict.file, request.verdict.expr?));
                let place_of = request.root.place.or_else(call);
                return place(request, &Part { place: place_of, ..Part::default() });
            }
        }
    }
}

fn place(request: &Request<'_, '_>, part: &Part) -> Option<String> {
    let (file, id) = part.place?;
    let source = &request.project.files[file].source;
    let line = source.line_of(request.project.facts(file).expr(id).span.start);
    let name = source.path.rsplit('/').next().unwrap_or(&source.path);
    Some(format!("`{}`, {name}:{line}", code(request, part)?))
}
