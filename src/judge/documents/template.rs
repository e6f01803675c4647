//! Requests that wait in files of their own: templates with holes, bodies that
//! code reads and sends, collections of requests.

use std::collections::HashSet;

use regex::Regex;

use super::Note;
use super::signs::is_comment;
use crate::assemble::evidence_at;
use crate::document::{Form, json};
use crate::fact::ExprKind;
use crate::finding::{Confidence, Kind};
use crate::link::Project;
use crate::link::callers::is_test_path;
use crate::link::presence::is_distinctive;
use crate::scan::Document;
use crate::source::{SourceFile, Span};

/// Texts of the parsed files that may name a file.
pub(super) struct Mentions<'a> {
    texts: HashSet<&'a str>,
}

impl<'a> Mentions<'a> {
    /// Collects short texts that look like a path or a name.
    pub(super) fn new(project: &Project<'a>) -> Self {
        let mut texts = HashSet::new();
        if project.documents.is_empty() {
            return Mentions { texts };
        }
        for parsed in project.files.iter().filter(|f| !is_test_path(&f.source.path)) {
            for (_, expr) in parsed.facts.iter() {
                if let ExprKind::Text(text) | ExprKind::Symbol(text) = &expr.kind
                    && (3..200).contains(&text.len())
                    && !text.contains(['\n', '<'])
                {
                    texts.insert(text.rsplit(['/', '\\']).next().unwrap_or(text));
                }
            }
        }
        Mentions { texts }
    }

    /// Whether code names the file: whole, without its endings, or the name and
    /// the endings apart (`"#{name}.xml.erb"`).
    fn file(&self, path: &str) -> Option<String> {
        let name = path.rsplit('/').next().unwrap_or(path);
        if self.texts.contains(name) {
            return Some(name.to_owned());
        }
        let (stem, _) = name.split_once('.')?;
        let bare = stem.trim_start_matches('_');
        let endings = &name[stem.len()..];
        let without_last = name.rsplit_once('.').map_or(name, |(rest, _)| rest);
        let parts = self.texts.contains(bare) && self.texts.iter().any(|t| t.ends_with(endings));
        if self.texts.contains(without_last) && without_last != stem {
            return Some(without_last.to_owned());
        }
        parts.then(|| bare.to_owned())
    }
}

/// Folders for people to read or for tests to compare with.
pub(super) fn is_sample(path: &str) -> bool {
    let lower = path.to_lowercase();
    is_test_path(path)
        || lower.split('/').any(|part| {
            ["example", "sample", "doc", "fixture", "cassette", "mock", "test", "spec", "log", "demo"]
                .iter()
                .any(|word| {
                    part.starts_with(word) || part.ends_with(word) || part.ends_with(&format!("{word}s"))
                })
        })
}

/// Placeholders of the usual template languages and of SoapUI and Postman.
fn has_holes(text: &str) -> bool {
    ["<%", "{{", "${", "{%", "<?php", "<?=", "%s", "#{", "$!{", "<xsl:", ">?<", "@@", "[["]
        .iter()
        .any(|mark| text.contains(mark))
}

/// Files that send what they hold: what their names end in, and what must be said in them.
const SENDERS: &[(&str, &str)] = &[
    ("", "Invoke-RestMethod"),
    ("", "Invoke-WebRequest"),
    ("", "curl "),
    ("", "wget "),
    (".bru", ""),
    (".dtsx", ""),
    (".http", ""),
    (".ipynb", ""),
    (".jmx", ""),
    (".json", "getpostman.com"),
    (".json", "_postman_"),
    (".rest", ""),
    (".xml", "soapui-project"),
];

fn sends(source: &SourceFile) -> bool {
    SENDERS.iter().any(|(end, says)| source.path.ends_with(end) && source.text.contains(says))
}

/// Keys under which collections of requests keep what was answered once.
const ANSWERED: &[&str] = &["originalRequest", "response", "responses"];

/// The texts of a collection that are no request of it.
fn answered(source: &SourceFile) -> Vec<Span> {
    let mut spans = vec![];
    if source.path.ends_with(".json") {
        json::texts(&source.text, |t| {
            spans.extend(t.path.iter().any(|key| ANSWERED.contains(key)).then_some(t.span));
        });
    }
    spans
}

pub(super) fn find(
    project: &Project<'_>,
    document: &Document,
    tags: &[Option<Regex>],
    mentions: &Mentions<'_>,
    notes: &mut Vec<Note>,
) {
    if !matches!(document.form, Form::Template | Form::Xml | Form::Other | Form::Config) {
        return;
    }
    let source = &document.source;
    let text = &source.text;
    for (api, rule) in project.rules.apis.iter().enumerate() {
        let Some(tags) = tags.get(api).and_then(Option::as_ref) else { continue };
        if !project.uses_at(&source.path, api) || !tags.is_match(text) {
            continue;
        }
        let is_bound =
            rule.detect.is_namespace(text) || rule.detect.endpoints.iter().any(|r| r.is_match(text));
        let mentioned = mentions.file(&source.path);
        let is_template = document.form == Form::Template;
        let holes = is_template || has_holes(text);
        let sends = sends(source);
        if mentioned.is_none() && !sends && (!holes || is_sample(&source.path)) {
            continue;
        }
        let answered = answered(source);
        for found in tags.captures_iter(text) {
            let Some(name) = found.get(1) else { continue };
            let element = name.as_str();
            let operation =
                rule.operations.iter().position(|o| rule.detect.requests_of(o).any(|r| r == element));
            let Some(operation) = operation else { continue };
            let known = rule.operations[operation].operation.as_str();
            let span = Span::new(name.range());
            let is_common = !is_bound && !is_distinctive(known);
            let is_silent = is_comment(source.line_text(source.line_of(span.start)));
            if is_common || is_silent || answered.iter().any(|a| a.contains(span)) {
                continue;
            }
            let says = format!("`{element}` is the request element of {known}");
            let mut because = vec![evidence_at(source, "envelope", &says, span)];
            if let Some(mention) = &mentioned {
                let says = format!("code names this file: `{mention}`");
                because.push(evidence_at(source, "mentioned", &says, span));
            }
            let is_sent = sends || is_template && !is_sample(&source.path);
            let likely = mentioned.is_some() && (is_bound || holes) || is_sent && is_bound;
            notes.push(Note {
                kind: Kind::Call,
                api,
                operation: Some(operation),
                rule: rule.operations[operation].id.clone(),
                title: if likely { format!("{known} call") } else { format!("perhaps a {known} call") },
                span,
                confidence: if likely { Confidence::Likely } else { Confidence::Possible },
                because,
                related: vec![],
            });
        }
    }
}
