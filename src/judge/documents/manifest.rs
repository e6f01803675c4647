//! Dependencies on published clients of an API, and on SOAP libraries where an
//! API is used.

use super::Note;
use crate::assemble::evidence_at;
use crate::document::manifest::{Syntax, same, syntax};
use crate::finding::{Confidence, Kind};
use crate::link::Project;
use crate::link::presence::Seen;
use crate::rule::Strength;
use crate::source::{SourceFile, Span};

/// The notes of every manifest, with its language.
pub(super) fn find<'a>(project: &Project<'a>) -> Vec<(&'a SourceFile, &'static str, Vec<Note>)> {
    let parsed = project.files.iter().map(|f| (&f.source, f.language.id));
    let documents = project.documents.iter().map(|d| (&d.source, "text"));
    // What a manifest says its lock file repeats.
    let mut said: Vec<(String, usize, String)> = vec![];
    let mut out = vec![];
    let mut all: Vec<_> = parsed
        .chain(documents)
        .filter_map(|(source, id)| Some((source, id, syntax(&source.path)?)))
        .collect();
    all.sort_by_key(|(source, _, syntax)| (syntax.lock, &source.path));
    for (source, id, syntax) in all {
        let folder = source.path.rsplit_once('/').map_or("", |(dir, _)| dir);
        let mut notes = vec![];
        for (name, span) in syntax.names(source) {
            for (api, of, note) in notes_of(project, source, syntax, &name, span) {
                // A library comes in many files, which go together.
                let name = if syntax.is_archive() { of } else { same(&name) };
                let key = (folder.to_owned(), api, name);
                if (syntax.lock || syntax.is_archive()) && said.contains(&key) {
                    continue;
                }
                said.push(key);
                notes.push(note);
            }
        }
        if !notes.is_empty() {
            out.push((source, id, notes));
        }
    }
    out.sort_by(|a, b| a.0.path.cmp(&b.0.path));
    out
}

/// The notes about a name: the API, the id of the library it means, and the note.
fn notes_of(
    project: &Project<'_>,
    source: &SourceFile,
    syntax: &Syntax,
    name: &str,
    span: Span,
) -> Vec<(usize, String, Note)> {
    let mut out = vec![];
    let artifact = name.rsplit(':').next().unwrap_or(name);
    for (api, rule) in project.rules.apis.iter().enumerate() {
        let note = |title: String, says: String, confidence| Note {
            kind: Kind::Dependency,
            api,
            operation: None,
            rule: "dependency".into(),
            title,
            span,
            confidence,
            because: vec![evidence_at(source, "dependency", &says, span)],
            related: vec![],
        };
        let library = rule
            .libraries
            .iter()
            .enumerate()
            .find(|(_, l)| syntax.speaks(&l.languages) && syntax.means(name, &l.packages, &l.files));
        if let Some((index, library)) = library {
            if !library.rest {
                let used = project
                    .presence
                    .files
                    .iter()
                    .flatten()
                    .any(|s| s.api == api && s.what == Seen::Library(index));
                let says = format!("{} is a client of {}", library.name, rule.name);
                let says = if used { says } else { says + ", and no code that was read imports it" };
                let sure = library.strength == Strength::Strong;
                let confidence = if sure { Confidence::Certain } else { Confidence::Likely };
                let title = format!("dependency on {}", library.name);
                out.push((api, library.id.clone(), note(title, says, confidence)));
            }
            continue;
        }
        let client = project
            .rules
            .clients
            .iter()
            .find(|c| syntax.speaks(&c.languages) && syntax.means(name, &c.packages, &c.files));
        if let Some(client) = client
            && project.uses_at(&source.path, api)
        {
            if let Some(generator) = super::generator::of_name(artifact) {
                let says = format!("{generator} generates code, and the code uses {}", rule.name);
                let title = format!("{generator} generates code in the build");
                let rule = "generator".into();
                out.push((api, client.id.clone(), Note { rule, ..note(title, says, Confidence::Likely) }));
                continue;
            }
            let says =
                format!("`{artifact}` is a SOAP library ({}), and the code uses {}", client.id, rule.name);
            let title = format!("dependency on the SOAP library {artifact}");
            out.push((api, client.id.clone(), note(title, says, Confidence::Likely)));
        }
    }
    out
}
