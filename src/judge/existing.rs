//! What of an API's replacement is in the code already: then its client and its
//! access token need not be written again.

use std::collections::BTreeSet;

use super::stubs;
use crate::fact::ExprKind;
use crate::finding::Evidence;
use crate::link::Project;
use crate::link::callers::is_test_path;
use crate::report::Existing;
use crate::rule::{Api, Library};
use crate::source::Span;

/// The first sign of each part, for each API and language; test code has no say.
pub fn find(project: &Project<'_>) -> Vec<Existing> {
    let mut found = Vec::new();
    for file in 0..project.files.len() {
        let source = &project.files[file].source;
        if is_test_path(&source.path) || stubs::is_generated_file(project, file) {
            continue;
        }
        let language = project.files[file].language;
        for api in &project.rules.apis {
            for (part, says, span) in signs(project, file, api) {
                let evidence = Evidence {
                    reason: "existing".into(),
                    says,
                    path: source.path.clone(),
                    line: source.line_of(span.start),
                    text: source.slice(span).lines().next().unwrap_or_default().to_owned(),
                };
                let (api, language, part) = (api.id.clone(), language.family.into(), part.into());
                found.push(Existing { api, language, part, evidence });
            }
        }
    }
    one_each(&mut found);
    found
}

/// Leaves the first in the order of the files.
pub fn one_each(found: &mut Vec<Existing>) {
    let key = |e: &Existing| (e.api.clone(), e.language.clone(), e.part.clone());
    found.sort_by(|a, b| {
        let place = |e: &Existing| (e.evidence.path.clone(), e.evidence.line);
        (key(a), place(a)).cmp(&(key(b), place(b)))
    });
    let mut known = BTreeSet::new();
    found.retain(|e| known.insert(key(e)));
}

const CLIENT: &str = "client";
const TOKEN: &str = "token";

/// What a file has: the part, what to say, and where.
fn signs(project: &Project<'_>, file: usize, api: &Api) -> Vec<(&'static str, String, Span)> {
    let facts = project.facts(file);
    let (to, detect) = (&api.replacement, &api.detect);
    let mut signs = Vec::new();
    for import in &facts.imports {
        let is_library = |l: &&Library| {
            l.rest
                && l.languages.iter().any(|id| id == project.files[file].language.family)
                && l.imports.iter().any(|path| is_below(&import.path, path))
        };
        // A published client fetches its tokens itself.
        for library in api.libraries.iter().filter(is_library).take(1) {
            let says = format!("{} is a client of the {to}", library.name);
            signs.push((CLIENT, says.clone(), import.span));
            signs.push((TOKEN, says, import.span));
        }
    }
    for (_, expr) in facts.iter() {
        match &expr.kind {
            ExprKind::Text(text) if detect.is_rest(text) => {
                signs.push((CLIENT, format!("the {to} is called here"), expr.span));
            }
            ExprKind::New { ty, .. } if detect.not_types.contains(&ty.name) => {
                signs.push((CLIENT, format!("`{}` is a client of the {to}", ty.name), ty.span));
            }
            _ => {}
        }
        if let ExprKind::Text(text) = &expr.kind
            && detect.is_token(text)
        {
            signs.push((TOKEN, format!("an access token for the {to} is fetched here"), expr.span));
        }
    }
    signs
}

/// Import paths are written with the separators of their language.
fn is_below(path: &str, library: &str) -> bool {
    let path = path.replace(['\\', '/'], ".").replace("::", ".");
    let library = library.replace('/', ".");
    path.strip_prefix(library.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}
