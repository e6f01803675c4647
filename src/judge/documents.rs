//! Findings in files that no grammar reads: configuration, build files,
//! manifests, WSDL, templates.
//!
//! They have no facts, so they are read line by line. Every value may be a
//! secret: evidence quotes keys and addresses only, and what is shown of the
//! lines around is masked.

use std::collections::{BTreeSet, HashMap};

use crate::advise;
use crate::assemble;
use crate::document::Form;
use crate::finding::{Confidence, Evidence, Finding, Kind, Snippet};
use crate::link::Project;
use crate::link::callers::is_test_path;
use crate::secret;
use crate::source::{SourceFile, Span};

mod contract;
mod generator;
pub(crate) mod keys;
pub mod manifest;
mod signs;
mod template;

/// Of a rule that holds on more lines of one file the others are counted, not listed.
const LINES: usize = 40;

/// What was decided about one place of a document.
struct Note {
    kind: Kind,
    api: usize,
    operation: Option<usize>,
    rule: String,
    title: String,
    span: Span,
    confidence: Confidence,
    because: Vec<Evidence>,
    related: Vec<Span>,
}

/// The findings of all documents, and of manifests that are code as well.
pub fn findings(project: &Project<'_>) -> Vec<Finding> {
    let mut out = vec![];
    let mut seen = HashMap::new();
    let mentions = template::Mentions::new(project);
    let templates: Vec<_> = project.rules.apis.iter().map(super::envelope::opening_tags_quoted).collect();
    for (index, document) in project.documents.iter().enumerate() {
        if matches!(document.form, Form::Archive | Form::Prose) || is_made(&document.source) {
            continue;
        }
        let mut notes = vec![];
        contract::find(project, document, &mut notes);
        if notes.is_empty() {
            template::find(project, document, &templates, &mentions, &mut notes);
            signs::find(project, index, &mut notes);
            generator::find(project, index, &mut notes);
        }
        push(project, &document.source, "text", notes, &mut seen, &mut out);
    }
    for (source, language, notes) in manifest::find(project) {
        push(project, source, language, notes, &mut seen, &mut out);
    }
    out
}

/// Bundles and maps repeat what their sources say; a `Reference.map` of .NET is XML.
fn is_made(source: &SourceFile) -> bool {
    let name = source.path.rsplit('/').next().unwrap_or(&source.path);
    name.ends_with(".map") && !source.text.starts_with('<')
        || name.contains(".min.")
        || name.ends_with(".svg")
}

fn push(
    project: &Project<'_>,
    source: &SourceFile,
    language: &str,
    mut notes: Vec<Note>,
    seen: &mut HashMap<String, u32>,
    out: &mut Vec<Finding>,
) {
    notes.sort_by(|a, b| (a.span, a.kind, &a.rule).cmp(&(b.span, b.kind, &b.rule)));
    let mut lines = BTreeSet::new();
    let mut counts: HashMap<(usize, String), usize> = HashMap::new();
    notes.retain(|n| {
        let count = counts.entry((n.api, n.rule.clone())).or_default();
        let is_new = lines.insert((source.line_of(n.span.start), n.api, n.rule.clone()));
        *count += usize::from(is_new);
        is_new && *count <= LINES
    });
    let hashes = notes.first().and_then(|_| {
        let is_utf8 = source.encoding == crate::source::Encoding::Utf8;
        is_utf8.then(|| crate::linehash::of_file(source))
    });
    for note in notes {
        let api = &project.rules.apis[note.api];
        let (place, units) = assemble::place(source, note.span);
        let rule = format!("{}/{}", api.id, note.rule);
        let text = shown(source, place.line);
        let advice = match note.operation {
            Some(index) => advise::without_request(api, &api.operations[index]),
            None => advise::for_sign(api, &note.rule, note.kind),
        };
        let hash = hashes.as_ref().and_then(|h| h.get(place.line as usize - 1).cloned());
        out.push(Finding {
            fingerprint: assemble::fingerprint(&rule, note.kind, &place.path, None, text.trim(), seen),
            rule,
            api: api.id.clone(),
            operation: note.operation.map(|o| api.operations[o].operation.to_string()),
            object: None,
            kind: note.kind,
            confidence: note.confidence,
            evidence: note.because,
            units,
            language: language.to_owned(),
            within: None,
            test: is_test_path(&source.path),
            title: note.title,
            remedy: advice.remedy,
            effort: advice.hours,
            snippet: snippet(source, place.line, hash),
            decision: advice.decision,
            chain: vec![],
            related: note.related.iter().map(|s| assemble::place(source, *s).0).collect(),
            generated: None,
            place,
        });
    }
}

/// The lines around.
fn snippet(source: &SourceFile, line: u32, line_hash: Option<String>) -> Snippet {
    let snippet = assemble::snippet(source, line, false, line_hash);
    let last = snippet.first_line + snippet.lines.len() as u32;
    Snippet { lines: (snippet.first_line..last).map(|l| shown(source, l)).collect(), ..snippet }
}

/// How many lines apart the name and the value of a setting may stand.
const APART: u32 = 3;

/// A line without its secrets.
fn shown(source: &SourceFile, line: u32) -> String {
    let first = line.saturating_sub(APART).max(1);
    let last = (line + APART).min(source.line_count());
    let lines = (first..=last).map(|l| source.line_text(l));
    let mut lines = match Form::of(&source.path) {
        Form::Code => secret::code(lines, false),
        _ => secret::text(lines),
    };
    lines.swap_remove((line - first) as usize)
}
