//! Reads one TOML file and tells all that is wrong with its shape.
//!
//! Usually serde says yes and that is all. It stops at the first mistake,
//! though, and whoever writes a pack wants all of them: so a file that does not
//! fit is compared with its JSON Schema, what has been told is put aside, and
//! serde reads the rest again.

use std::ops::Range;

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_json::Value as Json;
use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue};

use super::decision::ConditionError;
use super::mistake::{Mistake, PackFile, instead};
use super::raw::Text;

/// The file as `T`, without the entries that are told as mistakes.
pub(crate) fn read<T: DeserializeOwned + JsonSchema>(
    file: &PackFile,
    mistakes: &mut Vec<Mistake>,
) -> Option<T> {
    if let Ok(value) = toml::from_str(&file.text) {
        return Some(value);
    }
    let (mut document, broken) = DeTable::parse_recoverable(&file.text);
    if !broken.is_empty() {
        mistakes.extend(broken.iter().map(|error| serde_mistake(file, error)));
        return None;
    }
    let schema = schemars::schema_for!(T).to_value();
    let mut shape = Shape { file, root: &schema, found: Vec::new() };
    let first_line = 0..file.text.find('\n').unwrap_or(file.text.len());
    shape.table(&schema, document.get_mut(), first_line, "file");
    let found = shape.found;
    let mut left = entries(document.get_ref());
    let read = loop {
        let error = match T::deserialize(toml::Deserializer::from(document.clone())) {
            Ok(value) => break Some(value),
            Err(error) => error,
        };
        let at = error.span().unwrap_or(0..0);
        if !found.iter().any(|m| overlap(&m.at, &at)) {
            mistakes.push(serde_mistake(file, &error));
        }
        let fewer = if put_aside(document.get_mut(), at.start) { entries(document.get_ref()) } else { left };
        if fewer >= left {
            break None;
        }
        left = fewer;
    };
    mistakes.extend(found);
    read
}

/// A file of which only the syntax is known.
pub(super) fn read_table(file: &PackFile, mistakes: &mut Vec<Mistake>) -> Option<toml::Table> {
    match toml::from_str(&file.text) {
        Ok(table) => Some(table),
        Err(error) => {
            mistakes.push(serde_mistake(file, &error));
            None
        }
    }
}

/// The place of a key, by the keys that lead to it; of the nearest that is there.
pub(crate) fn place(file: &PackFile, path: &[&str]) -> Option<Range<usize>> {
    let (document, _) = DeTable::parse_recoverable(&file.text);
    let mut table = document.get_ref();
    let mut found = None;
    for key in path {
        let Some((name, value)) = table.iter().find(|(name, _)| name.get_ref() == key) else { break };
        found = Some(name.span());
        match value.get_ref() {
            DeValue::Table(inner) => table = inner,
            _ => break,
        }
    }
    found
}

/// The first place where a key of this name stands, however deep.
pub(super) fn place_of_key(file: &PackFile, key: &str) -> Option<Range<usize>> {
    fn inside(table: &DeTable<'_>, key: &str) -> Option<Range<usize>> {
        table.iter().find_map(|(name, value)| match value.get_ref() {
            _ if name.get_ref() == key => Some(name.span()),
            DeValue::Table(inner) => inside(inner, key),
            _ => None,
        })
    }
    inside(DeTable::parse_recoverable(&file.text).0.get_ref(), key)
}

fn serde_mistake(file: &PackFile, error: &toml::de::Error) -> Mistake {
    let says = error.message();
    let (message, label) = says.split_once(", expected ").unwrap_or((says, ""));
    let help = match label {
        "" => "see rules/README.md for the format".to_owned(),
        expected => format!("write {expected}"),
    };
    Mistake::new(file, error.span().unwrap_or(0..0), message, "here", help)
}

fn overlap(a: &Range<usize>, b: &Range<usize>) -> bool {
    a == b || (a.start < b.end && b.start < a.end)
}

/// Compares a document with a schema: unknown and missing keys, unknown words.
struct Shape<'a> {
    file: &'a PackFile,
    root: &'a Json,
    found: Vec<Mistake>,
}

impl<'a> Shape<'a> {
    fn resolve(&self, mut schema: &'a Json) -> &'a Json {
        while let Some(path) = schema["$ref"].as_str() {
            schema = self.root.pointer(path.trim_start_matches('#')).unwrap_or(&Json::Null);
        }
        schema
    }

    /// The part of a schema that speaks about this kind of value.
    fn part(&self, schema: &'a Json, kind: &str) -> &'a Json {
        let schema = self.resolve(schema);
        let Some(choices) = schema["anyOf"].as_array() else { return schema };
        let fits = |s: &&'a Json| {
            s["type"] == kind || s["type"].as_array().is_some_and(|t| t.iter().any(|t| t == kind))
        };
        choices.iter().map(|s| self.resolve(s)).find(fits).unwrap_or(&Json::Null)
    }

    fn value(&mut self, schema: &'a Json, value: &mut Spanned<DeValue<'_>>, name: &str) {
        let span = value.span();
        match value.get_mut() {
            DeValue::Table(table) => self.table(schema, table, span, name),
            DeValue::Array(items) => {
                let schema = &self.part(schema, "array")["items"];
                for item in items.iter_mut() {
                    self.value(schema, item, name);
                }
            }
            DeValue::String(text) => self.word(schema, text, span, name),
            _ => {}
        }
    }

    fn table(&mut self, schema: &'a Json, table: &mut DeTable<'_>, span: Range<usize>, name: &str) {
        let schema = self.part(schema, "object");
        let Some(known) = schema["properties"].as_object() else {
            for (_, value) in table.iter_mut() {
                self.value(&schema["additionalProperties"], value, name);
            }
            return;
        };
        if schema["additionalProperties"] == false {
            let keys = table.keys().map(|key| (key.get_ref().to_string(), key.span()));
            let unknown: Vec<_> = keys.filter(|(key, _)| !known.contains_key(key)).collect();
            for (key, span) in unknown {
                let message = format!("unknown key `{key}` in {}", with_article(name));
                let help = instead(&key, known.keys().map(String::as_str));
                self.found.push(Mistake::new(self.file, span, message, "not known here", help));
                table.remove(key.as_str());
            }
        }
        for key in schema["required"].as_array().into_iter().flatten().filter_map(Json::as_str) {
            if !table.contains_key(key) {
                let about = known[key]["description"]
                    .as_str()
                    .or_else(|| self.resolve(&known[key])["description"].as_str());
                let message = format!("{} has no `{key}`", with_article(name));
                let help = match about {
                    Some(about) => format!("add `{key}`: {}", about.trim_end_matches('.').to_lowercase()),
                    None => format!("add `{key}`"),
                };
                self.found.push(Mistake::new(
                    self.file,
                    span.clone(),
                    message,
                    format!("`{key}` is missing"),
                    help,
                ));
            }
        }
        for (key, value) in table.iter_mut() {
            if let Some(schema) = known.get(key.get_ref().as_ref()) {
                self.value(schema, value, key.get_ref());
            }
        }
    }

    fn word(&mut self, schema: &'a Json, text: &str, span: Range<usize>, name: &str) {
        let schema = self.part(schema, "string");
        let listed = schema["enum"].as_array().into_iter().flatten();
        let described = schema["oneOf"]
            .as_array()
            .into_iter()
            .flatten()
            .flat_map(|s| s["enum"].as_array().into_iter().flatten().chain(s.get("const")));
        let known: Vec<&str> = listed.chain(described).filter_map(Json::as_str).collect();
        if !known.is_empty() && !known.contains(&text) {
            let message = format!("unknown {name} `{text}`");
            self.found.push(Mistake::new(self.file, span, message, "not known", instead(text, known)));
        }
    }
}

fn with_article(name: &str) -> String {
    match name {
        "file" => "this file".to_owned(),
        name if name.starts_with(['a', 'e', 'i', 'o', 'u']) => format!("an {name}"),
        name => format!("a {name}"),
    }
}

/// Takes the innermost table of a list that holds the place `at` out of the document.
fn put_aside(table: &mut DeTable<'_>, at: usize) -> bool {
    table.iter_mut().any(|(_, value)| match value.get_mut() {
        DeValue::Table(inner) => put_aside(inner, at),
        DeValue::Array(items) => {
            let holds = |item: &Spanned<DeValue<'_>>| {
                matches!(item.get_ref(), DeValue::Table(_)) && extent(item).contains(&at)
            };
            let Some(index) = items.iter().position(holds) else { return false };
            let inside = match items.get_mut(index).map(Spanned::get_mut) {
                Some(DeValue::Table(inner)) => put_aside(inner, at),
                _ => false,
            };
            if !inside {
                let mut kept = DeArray::new();
                let all = std::mem::replace(items, DeArray::new());
                for (_, item) in all.into_iter().enumerate().filter(|(i, _)| *i != index) {
                    kept.push(item);
                }
                *items = kept;
            }
            true
        }
        _ => false,
    })
}

/// From the first to the last byte of a value; a table's own span is only its header.
fn extent(value: &Spanned<DeValue<'_>>) -> Range<usize> {
    let around = |a: Range<usize>, b: Range<usize>| a.start.min(b.start)..a.end.max(b.end);
    match value.get_ref() {
        DeValue::Table(table) => {
            table.iter().map(|(key, inner)| around(key.span(), extent(inner))).fold(value.span(), around)
        }
        DeValue::Array(items) => items.iter().map(extent).fold(value.span(), around),
        _ => value.span(),
    }
}

/// How many tables there are in lists, at any depth.
fn entries(table: &DeTable<'_>) -> usize {
    let count = |value: &Spanned<DeValue<'_>>| match value.get_ref() {
        DeValue::Table(inner) => 1 + entries(inner),
        _ => 0,
    };
    table
        .iter()
        .map(|(_, value)| match value.get_ref() {
            DeValue::Array(items) => items.iter().map(count).sum(),
            _ => count(value),
        })
        .sum()
}

/// A regular expression that does not compile.
pub(super) fn regex_mistake(file: &PackFile, written: &Text, error: &regex::Error) -> Mistake {
    let says = error.to_string();
    let reason = says.rsplit("error: ").next().unwrap_or(&says).trim().to_owned();
    Mistake::new(
        file,
        written.span(),
        "this is no regular expression",
        reason,
        "write it in the syntax of Rust's regex crate, in single quotes so that TOML leaves backslashes alone",
    )
}

/// A condition that does not parse; points inside the text where it can.
pub(super) fn condition_mistake(file: &PackFile, written: &Text, error: &ConditionError) -> Mistake {
    let at = inside(file, written, error.at.clone());
    Mistake::new(file, at, &error.message, "in this condition", &error.help)
}

/// The place of a part of a text. A text with escapes has no such place; then all of it.
pub(super) fn inside(file: &PackFile, written: &Text, part: Range<usize>) -> Range<usize> {
    let span = written.span();
    for quotes in [3, 1] {
        let start = span.start + quotes;
        if file.text.get(start..start + written.get().len()) == Some(written.get()) {
            return start + part.start..start + part.end;
        }
    }
    span
}
