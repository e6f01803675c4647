//! The semantic differences of a call, with what its code shows of them.

use crate::assemble::evidence_at;
use crate::fact::ExprId;
use crate::finding::Evidence;
use crate::link::FileId;
use crate::request::{Request, Seen, site};
use crate::rule::truth::{self, WithObject};
use crate::rule::{Condition, Hazard, RequestView as _, Test, Translation, Truth, Value};
use crate::source::Span;

/// More pieces of code than these are not repeated.
const MOST_SHOWN: usize = 12;

/// More places than these convince nobody more.
const MOST_PLACES: usize = 3;

/// First those the code runs into, then those that always apply, then those that may.
pub(super) fn of<'p>(request: &Request<'p, '_>, object: Option<&str>) -> Vec<(Truth, &'p Hazard)> {
    let view = WithObject { object, view: request };
    let mut list: Vec<(Truth, &Hazard)> = request
        .rule
        .hazards
        .iter()
        .map(|h| (truth::all(&h.when, &view).and(meets_words(request, h)), h))
        .filter(|(truth, h)| *truth == Truth::Yes || *truth == Truth::CannotTell && !h.sure)
        .collect();
    list.sort_by_key(|(truth, h)| (std::cmp::Reverse(*truth), !h.is_conditional(), h.bites));
    list
}

/// Whether the code uses a word that the hazard is about, where it has no other condition.
fn meets_words(request: &Request<'_, '_>, hazard: &Hazard) -> Truth {
    let asks = hazard.when.is_empty();
    let Some(shows) = hazard.shows.as_ref().filter(|s| asks && s.words.is_some()) else { return Truth::Yes };
    let tables = tables(request, hazard);
    let is_word = |text: &str| word(&tables, text).is_some();
    shows.of.iter().fold(Truth::No, |truth, subject| truth.or(truth::some(&request.value(subject), &is_word)))
}

fn tables<'p>(request: &Request<'p, '_>, hazard: &Hazard) -> Vec<&'p Translation> {
    let ids = hazard.shows.iter().filter_map(|s| s.words.as_deref()).flat_map(str::split_whitespace);
    ids.filter_map(|id| request.api.translations.iter().find(|t| t.id == id)).collect()
}

/// A word and what it becomes, where that is another.
fn word<'t>(tables: &[&'t Translation], text: &str) -> Option<(&'t str, &'t str)> {
    let mut words = tables.iter().filter_map(|t| t.words.get_key_value(text));
    words.find(|(soap, rest)| soap != rest).map(|(soap, rest)| (soap.as_str(), rest.as_str()))
}

/// The hazard in words, with what the code shows of it.
pub(super) fn told(request: &Request<'_, '_>, hazard: &Hazard) -> String {
    let mut shown: Vec<String> = vec![];
    let tables = tables(request, hazard);
    for subject in hazard.shows.iter().flat_map(|s| &s.of) {
        if let Some(list) = subject.strip_suffix(".count") {
            shown.extend(request.count(list).map(|(n, _)| n.to_string()));
            continue;
        }
        for seen in seen(request, subject) {
            let text = match tables.is_empty() {
                false => match word(&tables, &seen.text) {
                    Some((soap, rest)) => format!("{soap} → {rest}"),
                    None => continue,
                },
                true if passes(hazard, subject, &seen.text) => seen.text,
                true => continue,
            };
            if !shown.contains(&text) {
                shown.push(text);
            }
        }
    }
    if shown.is_empty() {
        return hazard.says.clone();
    }
    if shown.len() > MOST_SHOWN {
        shown.truncate(MOST_SHOWN);
        shown.push("…".to_owned());
    }
    format!("{} Here: {}.", hazard.says, shown.join(", "))
}

/// Whether a text is one that the hazard's conditions on its subject ask for.
fn passes(hazard: &Hazard, subject: &str, text: &str) -> bool {
    let plain = text.replace('_', "");
    let asked = hazard.when.iter().filter(|c| c.subjects.iter().any(|s| s == subject));
    asked.into_iter().all(|c| match &c.test {
        Test::Has(wanted) | Test::In(wanted) | Test::Only(wanted) => {
            wanted.iter().any(|w| w.eq_ignore_ascii_case(text) || w.eq_ignore_ascii_case(&plain))
        }
        _ => true,
    })
}

/// What was read at a subject, each text with its place.
fn seen(request: &Request<'_, '_>, subject: &str) -> Vec<Seen> {
    if let Some(sights) = request.sights(subject) {
        return sights.into_owned().seen;
    }
    let found = request.find(subject);
    let mut all = vec![];
    for part in found.parts.iter().map(|(part, _)| *part) {
        let items = part.items.iter().flat_map(|i| i.list.iter().map(|(item, _)| item));
        for part in items.chain([part]) {
            let Some((file, id)) = part.place else { continue };
            let span = span_of(request, file, id);
            all.extend(part.texts.iter().map(|text| Seen { text: text.clone(), file, span }));
        }
    }
    all
}

fn span_of(request: &Request<'_, '_>, file: FileId, id: ExprId) -> Span {
    request.project.facts(file).expr(id).span
}

/// Where the code shows that a hazard applies.
pub(super) fn triggers(request: &Request<'_, '_>, hazard: &Hazard) -> Vec<Evidence> {
    let tables = tables(request, hazard);
    let mut places: Vec<(FileId, Span)> = vec![];
    for subject in hazard.shows.iter().filter(|s| s.words.is_some()).flat_map(|s| &s.of) {
        let words = seen(request, subject).into_iter().filter(|s| word(&tables, &s.text).is_some());
        places.extend(words.map(|s| (s.file, s.span)));
    }
    for condition in &hazard.when {
        places.extend(of_condition(request, hazard, condition));
    }
    let mut triggers: Vec<Evidence> = vec![];
    for (file, span) in places {
        let source = &request.project.files[file].source;
        let line = source.slice(span).lines().next().map_or(0, str::len);
        let end = span.start + u32::try_from(line).unwrap_or_default();
        let trigger = evidence_at(source, "hazard", &hazard.id, Span { end, ..span });
        let is_new = |t: &Evidence| t.path != trigger.path || t.line != trigger.line;
        if triggers.len() < MOST_PLACES && triggers.iter().all(is_new) {
            triggers.push(trigger);
        }
    }
    triggers
}

fn of_condition(request: &Request<'_, '_>, hazard: &Hazard, condition: &Condition) -> Vec<(FileId, Span)> {
    let mut places = vec![];
    for subject in &condition.subjects {
        match &condition.test {
            Test::Is(words) => places.extend(site::place(request, subject, words)),
            Test::Absent | Test::Always | Test::NotIn(_) | Test::AtMost(_) => {}
            _ if request.sights(subject).is_some() => {
                let asked = seen(request, subject).into_iter().filter(|s| passes(hazard, subject, &s.text));
                places.extend(asked.map(|s| (s.file, s.span)));
            }
            _ if subject.ends_with(".count") => {
                let counted = request.count(subject.trim_end_matches(".count"));
                let place = counted.and_then(|(_, place)| place);
                places.extend(place.map(|(file, id)| (file, span_of(request, file, id))));
            }
            _ if request.value(subject) == Value::Absent => {}
            _ => {
                let found = request.find(subject);
                let read = found.parts.iter().filter_map(|(part, _)| part.place);
                places.extend(read.map(|(file, id)| (file, span_of(request, file, id))));
            }
        }
    }
    places
}
