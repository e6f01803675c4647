//! The rules of a SARIF file. A report must explain itself without the rule
//! packs, so each rule is described from the findings it has.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::json;
use serde_sarif::sarif::{
    Message, MultiformatMessageString, PropertyBag, ReportingConfiguration, ReportingDescriptor,
};

use super::super::Report;
use super::super::severity::Severity;
use super::super::text::{cut, line};
use super::super::words::{call, replacement, sentence};
use crate::finding::{Confidence, Finding, Kind, Remedy};

/// GitHub rejects longer descriptions.
const DESCRIPTION: usize = 1_000;

/// The rules of a file.
pub(super) struct Rules {
    pub(super) descriptors: Vec<ReportingDescriptor>,
    /// Where each stands, and the name of its API.
    known: BTreeMap<String, (i64, String)>,
}

impl Rules {
    /// The rules of these findings, by id.
    pub(super) fn of(findings: &[(&Finding, Severity)], report: &Report) -> Self {
        let mut groups: BTreeMap<&str, Vec<(&Finding, Severity)>> = BTreeMap::new();
        for (finding, severity) in findings {
            groups.entry(&finding.rule).or_default().push((finding, *severity));
        }
        let mut rules = Rules { descriptors: Vec::new(), known: BTreeMap::new() };
        for (index, (id, group)) in (0..).zip(&groups) {
            let api = api(report, group[0].0);
            rules.descriptors.push(descriptor(id, group, &api));
            rules.known.insert((*id).to_owned(), (index, api));
        }
        rules
    }

    /// The index of a finding's rule, and what the finding says.
    pub(super) fn said(&self, finding: &Finding) -> (i64, Message) {
        let (index, api) = self.known.get(&finding.rule).cloned().unwrap_or_default();
        let arguments =
            vec![told(&finding.title), told(&replacement(finding)), finding.confidence.id().to_owned()];
        let mut text = template(&api);
        for (i, argument) in arguments.iter().enumerate() {
            text = text.replace(&format!("{{{i}}}"), argument);
        }
        (index, Message::builder().text(text).id("default").arguments(arguments).build())
    }
}

/// What is said of each result; arguments stand in quotes, as the standard's authors ask.
fn template(api: &str) -> String {
    format!("Found '{{0}}', which belongs to the {api}. Instead: '{{1}}'. Confidence: '{{2}}'.")
}

/// Braces are placeholders to readers of SARIF and `[a](b)` is a link, so
/// `/lead/{id}.json` becomes `/lead/:id.json`.
fn told(text: &str) -> String {
    line(text).replace('{', ":").replace('}', "").replace("](", "] (")
}

fn api(report: &Report, finding: &Finding) -> String {
    report
        .apis
        .iter()
        .find(|api| api.id == finding.api)
        .map_or_else(|| finding.api.clone(), |a| told(&a.name))
}

fn descriptor(id: &str, group: &[(&Finding, Severity)], api: &str) -> ReportingDescriptor {
    // What a rule is about is told best by a call, and best by a proven one.
    let (first, _) =
        group.iter().min_by_key(|(f, _)| (f.kind, std::cmp::Reverse(f.confidence))).unwrap_or(&group[0]);
    let severity = group.iter().map(|(_, severity)| *severity).max().unwrap_or(Severity::Note);
    let short = match &first.operation {
        Some(operation) => format!("Use of '{operation}' of the {api}."),
        None => format!("Use of the {api}: {}.", sentence(&first.title)),
    };
    let full = format!("{} {}.", told(&short), told(&sentence(&first.remedy.says)));
    let remedies = remedies(group);
    let mut descriptor = ReportingDescriptor::builder()
        .id(id)
        .name(pascal(id))
        .short_description(plain(&cut(&told(&short), DESCRIPTION, "…")))
        .full_description(plain(&cut(&full, DESCRIPTION, "…")))
        .help(
            MultiformatMessageString::builder()
                .text(help(&short, &remedies, false))
                .markdown(help(&short, &remedies, true))
                .build(),
        )
        .message_strings(BTreeMap::from([("default".to_owned(), plain(&template(api)))]))
        .default_configuration(ReportingConfiguration::builder().level(json!(severity.word())).build())
        .properties(properties(first, group, severity))
        .build();
    let docs = remedies.iter().flat_map(|r| &r.docs).find(|docs| docs.starts_with("https://"));
    descriptor.help_uri = Some(docs.cloned().unwrap_or_else(|| super::HOME.to_owned()));
    descriptor
}

/// The different remedies among the findings, in their order.
fn remedies<'f>(group: &[(&'f Finding, Severity)]) -> Vec<&'f Remedy> {
    let mut list: Vec<&Remedy> = Vec::new();
    for (finding, _) in group.iter().filter(|(f, _)| f.kind != Kind::Wrapper) {
        if !list.iter().any(|r| r.says == finding.remedy.says && names(r) == names(&finding.remedy)) {
            list.push(&finding.remedy);
        }
    }
    if list.is_empty() {
        list.extend(group.first().map(|(finding, _)| &finding.remedy));
    }
    list
}

fn names(remedy: &Remedy) -> Vec<&str> {
    remedy.steps.iter().map(|s| s.path.as_str()).collect()
}

/// What replaces it, what differs, where it is written down.
fn help(short: &str, remedies: &[&Remedy], markdown: bool) -> String {
    let code = |text: String| if markdown { format!("`{text}`") } else { text };
    let heading = |text: &str| if markdown { format!("## {text}") } else { format!("{text}:") };
    let mut text = format!("{short}\n\n{}\n", heading("Instead"));
    // Writing to a string cannot fail.
    for remedy in remedies {
        let _ = write!(text, "\n- {}", line(&remedy.says));
        for step in &remedy.steps {
            let _ = write!(text, "\n  - {}: {} ({})", step.role, code(call(step)), step.name);
        }
    }
    let list = |items: fn(&Remedy) -> &Vec<String>| {
        let mut list: Vec<&String> = Vec::new();
        for item in remedies.iter().flat_map(|r| items(r)) {
            if !list.contains(&item) {
                list.push(item);
            }
        }
        list
    };
    let hazards = list(|r| &r.hazards);
    if !hazards.is_empty() {
        let _ = write!(text, "\n\n{}\n", heading("What differs"));
        for hazard in hazards {
            let _ = write!(text, "\n- {}", line(hazard));
        }
    }
    let docs = list(|r| &r.docs);
    if !docs.is_empty() {
        let _ = write!(text, "\n\n{}\n", heading("Written down"));
        for docs in docs {
            let _ = write!(text, "\n- {}", if markdown { format!("<{docs}>") } else { docs.clone() });
        }
    }
    text.push('\n');
    text
}

/// No `security-severity`: that would turn a migration into a security alert.
fn properties(first: &Finding, group: &[(&Finding, Severity)], severity: Severity) -> PropertyBag {
    // What is said of a rule must hold for each of its results.
    let precision = match group.iter().map(|(f, _)| f.confidence).min() {
        Some(Confidence::Certain) => "very-high",
        Some(Confidence::Likely) => "high",
        _ => "medium",
    };
    let problem = match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "recommendation",
    };
    let tags = ["migration", "soap", first.api.as_str(), first.kind.id()].map(str::to_owned).to_vec();
    PropertyBag::builder()
        .tags(tags)
        .additional_properties(BTreeMap::from([
            ("precision".to_owned(), json!(precision)),
            ("problem.severity".to_owned(), json!(problem)),
        ]))
        .build()
}

pub(super) fn notification(kind: &str) -> ReportingDescriptor {
    let says = match kind {
        super::UNRESOLVED => "A call may reach the API, but could not be resolved.",
        super::TRUNCATED => "There are more findings than a file may hold.",
        _ => "A file could not be understood as a whole.",
    };
    ReportingDescriptor::builder()
        .id(notification_id(kind))
        .name(pascal(kind))
        .short_description(plain(says))
        .full_description(plain(says))
        .help(
            MultiformatMessageString::builder()
                .text("Look at the place by hand, or scan again when the reason is gone.")
                .markdown("Look at the place by hand, or scan again when the reason is gone.")
                .build(),
        )
        .help_uri(super::HOME)
        .build()
}

pub(super) fn notification_id(kind: &str) -> String {
    format!("problem/{kind}")
}

pub(super) fn plain(text: &str) -> MultiformatMessageString {
    MultiformatMessageString::builder().text(text.to_owned()).build()
}

/// `marketo/get-lead` → `MarketoGetLead`. Two capitals in a row are no Pascal
/// case to the validators, so `get-m-objects` is `GetMobjects`.
fn pascal(id: &str) -> String {
    let mut name = String::new();
    let mut after_letter = false;
    for word in id.split(|c: char| !c.is_alphanumeric()) {
        let mut chars = word.chars();
        match chars.next() {
            Some(first) if after_letter => name.extend(first.to_lowercase()),
            Some(first) => name.extend(first.to_uppercase()),
            None => {}
        }
        name.push_str(chars.as_str());
        after_letter = word.chars().count() == 1;
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_pascal_case() {
        let check = |id: &str, expected: &str| assert_eq!(pascal(id), expected);
        check("marketo/get-lead", "MarketoGetLead");
        check("marketo/get-m-objects", "MarketoGetMobjects");
        check("syntax", "Syntax");
    }
}
