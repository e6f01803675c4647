//! Signs of an API in files that no grammar reads, and in manifests.

use std::collections::HashMap;

use super::{Seen, Sighting, text_sightings};
use crate::document::manifest::syntax;
use crate::rule::{Rules, Strength};
use crate::scan::Document;
use crate::source::{SourceFile, Span};

/// The folders with WSDLs: some generators name the package of what they write after the folder
/// they keep its WSDL in.
pub(super) fn references(documents: &[Document], rules: &Rules) -> HashMap<String, Option<usize>> {
    let mut folders = HashMap::new();
    for source in documents.iter().map(|d| &d.source) {
        let Some((dir, name)) = source.path.rsplit_once('/') else { continue };
        if !name.to_ascii_lowercase().ends_with(".wsdl") {
            continue;
        }
        let api = rules.apis.iter().position(|api| api.detect.is_namespace(&source.text));
        let folder = dir.rsplit('/').next().unwrap_or(dir);
        let known = folders.entry(folder.to_owned()).or_insert(api);
        if *known != api {
            *known = None;
        }
    }
    folders
}

/// A list of classes says no more by its hundredth line.
const PACKAGES: usize = 20;

pub(super) fn document_sightings(document: &Document, rules: &Rules) -> Vec<Sighting> {
    let mut found = vec![];
    let text = &document.source.text;
    text_sightings(text, Span::new(0..text.len()), text, rules, &mut found);
    for (api, rule) in rules.apis.iter().enumerate() {
        for package in &rule.detect.packages {
            // Spring files name its classes, builds the package to generate.
            let is_whole = |at: usize| {
                let after = text[at + package.len()..].chars().next();
                let before = text[..at].chars().next_back();
                let joins = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
                !joins(before) && before != Some('.') && !joins(after)
            };
            for (at, _) in text.match_indices(package.as_str()).filter(|(at, _)| is_whole(*at)).take(PACKAGES)
            {
                let span = Span::new(at..at + package.len());
                found.push(Sighting { api, what: Seen::Package(package.clone()), span, strong: true });
            }
        }
    }
    found.extend(dependencies(&document.source, rules));
    found.sort_by_key(|s| (s.span, s.api));
    found
}

/// Published clients of APIs that a manifest depends on.
pub(super) fn dependencies(source: &SourceFile, rules: &Rules) -> Vec<Sighting> {
    let Some(syntax) = syntax(&source.path) else { return vec![] };
    let mut found = vec![];
    for (name, span) in syntax.names(source) {
        for (api, rule) in rules.apis.iter().enumerate() {
            for (index, library) in rule.libraries.iter().enumerate().filter(|(_, l)| !l.rest) {
                if syntax.speaks(&library.languages) && syntax.means(&name, &library.packages, &library.files)
                {
                    let strong = library.strength == Strength::Strong;
                    found.push(Sighting { api, what: Seen::Library(index), span, strong });
                }
            }
        }
    }
    found
}
