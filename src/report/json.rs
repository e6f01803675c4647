//! The report as JSON, for programs. The structs are the format; the schema
//! published in `schemas/report.schema.json` is made from them.

use schemars::generate::SchemaSettings;
use serde_json::{Map, Value};

use super::{Report, Style};

/// Indented: diffs of two reports are read by people.
pub(super) fn render(report: &Report, _: &Style) -> String {
    let mut text = serde_json::to_string_pretty(report).expect("a report is plain data");
    text.push('\n');
    text
}

/// The JSON Schema of the report.
pub(super) fn schema() -> Value {
    let schema = SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<Report>();
    let mut members = Map::new();
    members.insert("$schema".to_owned(), "https://json-schema.org/draft/2020-12/schema".into());
    members.insert("$id".to_owned(), SCHEMA_ID.into());
    members.insert("title".to_owned(), "unsoap report".into());
    // What a reader needs to know first stands first.
    for key in ["description", "type"] {
        members.extend(schema.get(key).map(|value| (key.to_owned(), value.clone())));
    }
    for (key, value) in schema.as_object().into_iter().flatten() {
        members.entry(key.clone()).or_insert_with(|| value.clone());
    }
    Value::Object(members)
}

const SCHEMA_ID: &str = "https://raw.githubusercontent.com/unsoap/unsoap/main/schemas/report.schema.json";
