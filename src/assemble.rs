//! Turns verdicts into findings: positions in every unit, the source lines,
//! the remedy, hours and a fingerprint that survives shifted lines.

use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use sha2::{Digest, Sha256};

use crate::advise;
use crate::finding::{Confidence, Evidence, Finding, Kind, Place, Snippet, Units};
use crate::judge::{Judgement, Verdict};
use crate::link::{Because, FileId, Project};
use crate::report::{EditPoint, Problem, Unresolved};
use crate::request;
use crate::secret;
use crate::source::{SourceFile, Span};

/// The findings of a judgement, in its order.
pub fn findings(project: &Project<'_>, judgement: &Judgement) -> Vec<Finding> {
    let mut seen: HashMap<String, u32> = HashMap::new();
    let mut hashes: HashMap<FileId, Vec<String>> = HashMap::new();
    let are_read = request::are_read(project, &judgement.verdicts);
    let verdicts = judgement.verdicts.iter().zip(are_read);
    verdicts.map(|(v, is_read)| finding(project, v, is_read, &mut seen, &mut hashes)).collect()
}

/// Files with so many calls that not every request was read.
pub fn unread(project: &Project<'_>, judgement: &Judgement) -> Vec<Problem> {
    let mut left: BTreeMap<FileId, usize> = BTreeMap::new();
    let are_read = request::are_read(project, &judgement.verdicts);
    for (verdict, _) in judgement.verdicts.iter().zip(are_read).filter(|(_, is_read)| !is_read) {
        *left.entry(verdict.file).or_default() += usize::from(request::has_request(verdict));
    }
    let problem = |(file, left): (FileId, usize)| Problem {
        path: project.files[file].source.path.clone(),
        line: None,
        kind: "too-many-calls".into(),
        says: format!(
            "of its calls the last {left} are told without what they send: the file is too large to read each; scan the code it was made of"
        ),
    };
    left.into_iter().map(problem).collect()
}

/// The dispatches that could not be resolved, for the ledger.
pub fn unresolved(project: &Project<'_>, judgement: &Judgement) -> Vec<Unresolved> {
    let mut list: Vec<Unresolved> = judgement
        .unread
        .iter()
        .map(|u| {
            let source = &project.files[u.file].source;
            let operations = u.api.map_or(vec![], |a| {
                project.rules.apis[a]
                    .operations
                    .iter()
                    .map(|o| format!("{}/{}", project.rules.apis[a].id, o.id))
                    .collect()
            });
            Unresolved {
                path: source.path.clone(),
                line: source.line_of(u.span.start),
                says: secret::code([u.says.as_str()], false).swap_remove(0),
                operations,
            }
        })
        .collect();
    list.sort();
    list.dedup();
    list
}

/// The places to edit, with their reach.
pub fn frontier(project: &Project<'_>, judgement: &Judgement) -> Vec<EditPoint> {
    let named = |m: crate::link::MethodId| {
        let scope = project.method(m).scope;
        project.within(m.file, scope).unwrap_or_default()
    };
    let point = |edit: &crate::judge::wrappers::Edit| {
        let source = &project.files[edit.method.file].source;
        let mut entry_points: Vec<String> = edit.entry_points.iter().map(|m| named(*m)).collect();
        entry_points.sort();
        let rules = edit.operations.iter().map(|(api, operation)| {
            let api = &project.rules.apis[*api];
            format!("{}/{}", api.id, api.operations[*operation].id)
        });
        EditPoint {
            path: source.path.clone(),
            line: source.line_of(project.method(edit.method).span.start),
            method: Some(named(edit.method)),
            operations: rules.collect(),
            callers: edit.callers,
            reached_by: edit.reached_by,
            entry_points,
        }
    };
    let mut points: Vec<EditPoint> = judgement.frontier.iter().map(point).collect();
    points.extend(top_levels(project, judgement));
    points.sort();
    points
}

/// Calls outside of any method: scripts are edited where they stand.
fn top_levels(project: &Project<'_>, judgement: &Judgement) -> Vec<EditPoint> {
    let mut files: BTreeMap<FileId, std::collections::BTreeSet<String>> = Default::default();
    for verdict in &judgement.verdicts {
        let call = verdict.kind == Kind::Call && verdict.confidence >= Confidence::Likely && !verdict.test;
        if call && project.method_around(verdict.file, verdict.scope).is_none() {
            let rule = format!("{}/{}", project.rules.apis[verdict.api].id, verdict.rule);
            files.entry(verdict.file).or_default().insert(rule);
        }
    }
    let point = |(file, rules): (FileId, std::collections::BTreeSet<String>)| EditPoint {
        path: project.files[file].source.path.clone(),
        line: 1,
        operations: rules.into_iter().collect(),
        ..EditPoint::default()
    };
    files.into_iter().map(point).collect()
}

fn finding(
    project: &Project<'_>,
    verdict: &Verdict,
    is_read: bool,
    seen: &mut HashMap<String, u32>,
    hashes: &mut HashMap<FileId, Vec<String>>,
) -> Finding {
    let parsed = &project.files[verdict.file];
    let api = &project.rules.apis[verdict.api];
    let operation = verdict.operation.map(|o| api.operations[o].operation.to_string());
    let within = project.within(verdict.file, verdict.scope);
    let (place, units) = place(&parsed.source, verdict.span);
    let rule = format!("{}/{}", api.id, verdict.rule);
    let mut evidence: Vec<Evidence> = vec![];
    for because in &verdict.because {
        let one = evidence_of(project, because);
        if !evidence.contains(&one) {
            evidence.push(one);
        }
    }
    if verdict.by_project {
        evidence.extend(project.use_of(verdict.file, verdict.api));
    }
    let advice = if is_read { advise::advise(project, verdict) } else { advise::unread(project, verdict) };
    let line = parsed.source.line_text(place.line).trim();
    // A bundle has everything on one line.
    let text = if line.len() > secret::LONGEST { parsed.source.slice(verdict.span) } else { line };
    let fingerprint = fingerprint(&rule, verdict.kind, &place.path, within.as_deref(), text, seen);
    let hash_of = |line: u32, hashes: &mut HashMap<FileId, Vec<String>>| {
        if parsed.source.encoding != crate::source::Encoding::Utf8 {
            return None;
        }
        let all = hashes.entry(verdict.file).or_insert_with(|| crate::linehash::of_file(&parsed.source));
        all.get(line as usize - 1).cloned()
    };
    let line_hash = hash_of(place.line, hashes);
    Finding {
        title: title(verdict, api, operation.as_deref()),
        rule,
        api: api.id.clone(),
        operation,
        object: advice.object.or_else(|| verdict.object.clone()),
        kind: verdict.kind,
        confidence: verdict.confidence,
        evidence,
        units,
        language: parsed.language.id.to_owned(),
        within,
        test: verdict.test,
        remedy: advice.remedy,
        effort: advice.hours,
        fingerprint,
        snippet: snippet(&parsed.source, place.line, verdict.kind == Kind::Auth, line_hash),
        decision: advice.decision.map(without_secrets),
        chain: verdict.chain.iter().map(|b| evidence_of(project, b)).collect(),
        related: verdict.related.iter().map(|(f, s)| self::place(&project.files[*f].source, *s).0).collect(),
        generated: verdict.generated.clone(),
        place,
    }
}

/// What a request hands over as a user or password is nobody's business.
fn without_secrets(mut decision: crate::finding::Decision) -> crate::finding::Decision {
    for (name, value) in &mut decision.request {
        *value =
            if secret::is_secret_parameter(name) { "(not shown)".to_owned() } else { secret::piece(value) };
    }
    decision.question = decision.question.map(|question| secret::sentence(&question));
    decision
}

fn title(verdict: &Verdict, api: &crate::rule::Api, operation: Option<&str>) -> String {
    let name = operation.unwrap_or_default();
    match verdict.kind {
        Kind::Call if verdict.confidence == Confidence::Possible => format!("perhaps a {name} call"),
        Kind::Call => format!("{name} call"),
        Kind::Wrapper => format!("call of a wrapper of {name}"),
        Kind::Stub => format!("code generated from the WSDL of {}", api.name),
        _ => match (api.sign(&verdict.rule), verdict.kind) {
            (Some(sign), _) => sign.title.clone(),
            (None, Kind::Client) => format!("a client of {} is made", api.name),
            (None, Kind::Object) => format!("an object of a client library of {} is made", api.name),
            (None, _) => verdict.rule.clone(),
        },
    }
}

/// A reason with the place it was read, literally.
pub fn evidence_of(project: &Project<'_>, because: &Rc<Because>) -> Evidence {
    let source = &project.files[because.file].source;
    evidence_at(source, because.reason, &because.says, because.span)
}

/// A reason, read at a span of code.
pub fn evidence_at(source: &SourceFile, reason: &str, says: &str, span: Span) -> Evidence {
    Evidence {
        reason: reason.to_owned(),
        says: secret::address(says),
        path: source.path.clone(),
        line: source.line_of(span.start),
        text: secret::piece(source.slice(span)),
    }
}

/// Lines of code without their secrets.
fn shown(source: &SourceFile, first: u32, last: u32, all: bool) -> Vec<String> {
    // The line before may say what stands on the first one.
    let from = first.saturating_sub(1).max(1);
    let mut lines = secret::code((from..=last).map(|l| source.line_text(l)), all);
    lines.split_off((first - from) as usize)
}

/// A span as people and programs count.
pub fn place(source: &SourceFile, span: Span) -> (Place, Units) {
    let start = source.position(span.start);
    let end = source.position(span.end.max(span.start));
    let place = Place {
        path: source.path.clone(),
        line: start.line,
        column: start.column,
        end_line: end.line,
        end_column: end.column,
    };
    let units = Units {
        utf16_column: start.utf16,
        utf16_end_column: end.utf16,
        byte_column: start.byte,
        byte_end_column: end.byte,
    };
    (place, units)
}

/// The lines around a place; of those about authentication no text is shown.
pub fn snippet(source: &SourceFile, line: u32, all: bool, line_hash: Option<String>) -> Snippet {
    let first_line = line.saturating_sub(1).max(1);
    let last = (line + 1).min(source.line_count());
    Snippet { first_line, lines: shown(source, first_line, last, all), line_hash }
}

/// `unsoap/v1`: rule, kind, path, method and the line's text without blanks at
/// its ends; equal ones are counted from the top. Lines may shift freely.
pub fn fingerprint(
    rule: &str,
    kind: Kind,
    path: &str,
    within: Option<&str>,
    line: &str,
    seen: &mut HashMap<String, u32>,
) -> String {
    let mut hash = Sha256::new();
    for part in [rule, &format!("{kind:?}"), path, within.unwrap_or_default(), line] {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    let digest: String = hash.finalize().iter().take(12).map(|b| format!("{b:02x}")).collect();
    let count = seen.entry(digest.clone()).or_insert(0);
    *count += 1;
    if *count == 1 { digest } else { format!("{digest}-{count}") }
}
