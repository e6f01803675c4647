//! Addresses and credentials in configuration, build files and scripts.

use super::{Note, keys};
use crate::assemble::evidence_at;
use crate::document::Form;
use crate::finding::{Confidence, Kind};
use crate::judge::signs::rule_of;
use crate::link::Project;
use crate::link::presence::{Seen, is_distinctive};
use crate::rule::{Api, SignKind, Strength, fold};
use crate::scan::Document;
use crate::source::Span;

pub(super) fn find(project: &Project<'_>, index: usize, notes: &mut Vec<Note>) {
    let document = &project.documents[index];
    for (api, rule) in project.rules.apis.iter().enumerate() {
        let before = notes.len();
        addresses(project, index, api, notes);
        let lines: Vec<u32> = notes[before..].iter().map(|n| document.source.line_of(n.span.start)).collect();
        let here = project.presence.documents[index].iter().any(|s| s.api == api && s.strong);
        if matches!(document.form, Form::Config | Form::Xml | Form::Other)
            && (here || project.uses_at(&document.source.path, api))
        {
            credentials(document, api, rule, here, &lines, notes);
        }
    }
}

/// One finding per address, by the sign that knows most of it.
fn addresses(project: &Project<'_>, index: usize, api: usize, notes: &mut Vec<Note>) {
    let document = &project.documents[index];
    let source = &document.source;
    let rule = &project.rules.apis[api];
    let mut found: Vec<(Span, Span, Kind, String, String)> = vec![];
    let mut add = |span: Span, what: &Seen| {
        let Some((kind, id)) = rule_of(rule, what) else { return };
        // What an envelope holds belongs to its call.
        let is_package = matches!(what, Seen::Package(_)) && document.form != Form::Template;
        if kind == Kind::Parameter || kind == Kind::Import && !is_package {
            return;
        }
        let token = token(&source.text, span);
        let is_pattern = matches!(what, Seen::Sign(_));
        match found.iter_mut().find(|f| f.0 == token && kind == Kind::Endpoint && f.2 == kind) {
            // A sign knows more than what all addresses have in common.
            Some(old) if is_pattern && span.end - span.start > old.1.end - old.1.start => {
                *old = (token, span, kind, id, what.says(api, project.rules));
            }
            Some(_) => {}
            None => found.push((token, span, kind, id, what.says(api, project.rules))),
        }
    };
    let sights = project.presence.documents[index].iter().filter(|s| s.api == api);
    let has_strong = sights.clone().any(|s| s.strong);
    for sight in sights.filter(|s| s.strong || has_strong) {
        add(sight.span, &sight.what);
    }
    for span in wsdl_names(rule, &source.text) {
        add(span, &Seen::Wsdl);
    }
    // Where comments are is not known in a language that is not read.
    let sure = if matches!(document.form, Form::Code | Form::Other | Form::Template) {
        Confidence::Likely
    } else {
        Confidence::Certain
    };
    for (_, span, kind, id, says) in found {
        // A pattern may take the quote or slash before a name with it.
        let text = source.slice(span);
        let quotes = text.len() - text.trim_start_matches(['"', '\'', '/', ' ', '=', '>']).len();
        let span = Span::new(span.start as usize + quotes..span.end as usize);
        let title = rule.sign(&id).map_or_else(|| id.clone(), |s| s.title.clone());
        // Headers of a sample message sign nothing.
        let is_sample = kind == Kind::Auth && super::template::is_sample(&source.path);
        let confidence = if is_sample || is_comment(source.line_text(source.line_of(span.start))) {
            Confidence::Possible
        } else {
            sure
        };
        notes.push(Note {
            kind,
            api,
            operation: None,
            rule: id,
            title,
            span,
            confidence,
            because: vec![evidence_at(source, "sign", &says, span)],
            related: vec![],
        });
    }
}

/// Whole words of the text that name a WSDL file of the API.
fn wsdl_names(api: &Api, text: &str) -> Vec<Span> {
    let mut found = vec![];
    for (at, _) in text.match_indices(".wsdl").chain(text.match_indices(".WSDL")) {
        let span = token(text, Span::new(at..at + 5));
        if api.detect.is_wsdl(&text[span.range()]) {
            found.push(span);
        }
    }
    found
}

/// The piece of text around a span that has no blanks, quotes or brackets.
fn token(text: &str, span: Span) -> Span {
    let ends = |c: char| {
        c.is_whitespace() || matches!(c, '"' | '\'' | '<' | '>' | '`' | ',' | ';' | '|' | '(' | ')')
    };
    let range = span.range();
    // Addresses are short; a bundle may be one line of megabytes.
    let mut from = range.start.saturating_sub(300);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let mut to = (range.end + 300).min(text.len());
    while !text.is_char_boundary(to) {
        to -= 1;
    }
    let start = text[from..range.start]
        .rfind(ends)
        .map_or(from, |i| from + i + text[from + i..].chars().next().map_or(1, char::len_utf8));
    let end = text[range.end..to].find(ends).map_or(to, |i| range.end + i);
    // A password may stand before the host.
    let start = text[start..end].find('@').map_or(start, |i| (start + i + 1).min(range.start));
    Span::new(start..end)
}

pub(super) fn is_comment(line: &str) -> bool {
    let line = line.trim_start();
    ["#", "//", "<!--", ";", "--", "REM ", "rem "].iter().any(|mark| line.starts_with(mark))
}

/// Keys of configuration that hold credentials.
fn credentials(
    document: &Document,
    api: usize,
    rule: &Api,
    here: bool,
    taken: &[u32],
    notes: &mut Vec<Note>,
) {
    let signs: Vec<_> = rule.signs.iter().filter(|s| s.kind == SignKind::Auth).collect();
    let words: Vec<String> = rule.detect.vocabulary.iter().map(|w| fold(w)).collect();
    for key in keys::keys(&document.source) {
        if taken.contains(&document.source.line_of(key.span.start)) {
            continue;
        }
        let speaks = key.path.iter().any(|segment| words.iter().any(|w| segment.contains(w.as_str())));
        let spellings = key.spellings(&words);
        let sign = signs.iter().find_map(|sign| {
            let name = sign.names.iter().find(|n| {
                // `password` alone is the database's; `exacttarget.password` is not.
                let common = !is_distinctive(n) || n.to_uppercase() == **n;
                spellings.contains(&fold(n)) && if common { speaks } else { here || speaks }
            })?;
            Some((sign, name))
        });
        let Some((sign, name)) = sign else { continue };
        let strong = sign.strength == Strength::Strong || speaks;
        notes.push(Note {
            kind: Kind::Auth,
            api,
            operation: None,
            rule: sign.id.clone(),
            title: sign.title.clone(),
            span: key.span,
            confidence: if strong && here { Confidence::Certain } else { Confidence::Likely },
            because: vec![evidence_at(
                &document.source,
                "key",
                &format!("the key is a spelling of `{name}`; its value is not shown"),
                key.span,
            )],
            related: vec![],
        });
    }
}
