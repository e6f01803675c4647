//! One finding from beginning to end: why it is one, what decided its replacement, what to paste.

use super::Page;
use crate::finding::{Decision, Evidence, Finding};
use crate::report::{Report, Style, line, printable};
use crate::rule::{Api, Condition, OperationRule, Row, Rules};

/// The page of a finding.
pub fn finding(rules: &Rules, report: &Report, finding: &Finding, style: &Style) -> String {
    let mut page = Page::new(style);
    head(finding, &mut page);
    if !finding.evidence.is_empty() {
        page.heading("Why it was found");
        finding.evidence.iter().for_each(|e| page.item(&reason(e)));
    }
    if !finding.chain.is_empty() {
        page.heading("How it gets to the API");
        finding.chain.iter().for_each(|e| page.item(&reason(e)));
    }
    let rule = rules.api(&finding.api).and_then(|api| {
        let id = finding.rule.split_once('/').map_or(finding.rule.as_str(), |(_, id)| id);
        Some((api, api.operation(id)?))
    });
    if let (Some(decision), Some((_, rule))) = (&finding.decision, rule) {
        decided(rule, finding, decision, &mut page);
    }
    replaced(rule.map(|(api, _)| api), finding, &mut page);
    if !finding.remedy.hazards.is_empty() {
        page.heading("What behaves differently here");
        let met = finding.decision.as_ref().map_or(&[][..], |d| &d.hazards);
        for (index, hazard) in finding.remedy.hazards.iter().enumerate() {
            // Those the code runs into come first.
            let triggers = finding.decision.iter().flat_map(|d| &d.triggers);
            let here: Vec<String> = triggers
                .filter(|t| met.get(index) == Some(&t.says))
                .map(|t| format!("{}:{}", t.path, t.line))
                .collect();
            let places = if here.is_empty() { String::new() } else { format!(" ({})", here.join(", ")) };
            page.item(&line(&format!("{hazard}{places}")));
        }
    }
    paste(report, finding, &mut page);
    page.text()
}

fn head(finding: &Finding, page: &mut Page<'_>) {
    let place = &finding.place;
    page.title(&line(&finding.rule), &line(&format!("{} ({})", finding.title, finding.confidence.id())));
    let within = finding.within.as_ref().map_or(String::new(), |w| format!(", in {w}"));
    let test = if finding.test { ", test code" } else { "" };
    page.field("at", &line(&format!("{}:{}:{}{within}{test}", place.path, place.line, place.column)));
    let index = place.line.saturating_sub(finding.snippet.first_line) as usize;
    if let Some(code) = finding.snippet.lines.get(index) {
        page.field("code", &line(code.trim()));
    }
    page.field("object", &line(finding.object.as_deref().unwrap_or_default()));
}

fn reason(evidence: &Evidence) -> String {
    line(&format!("{} ({}:{})", evidence.says, evidence.path, evidence.line))
}

/// The rows, each condition with the value that made it hold.
fn decided(rule: &OperationRule, finding: &Finding, decision: &Decision, page: &mut Page<'_>) {
    let row = |id: &String| {
        let fits =
            |r: &&Row| r.object.is_none() || r.object.as_deref() == Some("*") || r.object == finding.object;
        rule.rows.iter().filter(fits).find(|r| r.id == *id)
    };
    if !decision.rows.is_empty() {
        page.heading("What decided");
        for found in decision.rows.iter().filter_map(row) {
            condition(found, page);
            for test in &found.when {
                value(test, decision, page);
            }
        }
    }
    if !decision.open.is_empty() || decision.question.is_some() {
        page.heading("What is open");
        decision.open.iter().filter_map(row).for_each(|r| condition(r, page));
        page.field("decide", &line(decision.question.as_deref().unwrap_or_default()));
    }
    if !decision.request.is_empty() {
        page.heading("The request, as the code builds it");
        page.entries(decision.request.iter().map(|(name, value)| (line(name), line(value))));
    }
}

fn condition(row: &Row, page: &mut Page<'_>) {
    let when: Vec<String> = row.when.iter().map(ToString::to_string).collect();
    page.condition(&when.join(" and "), &row.id);
}

fn value(test: &Condition, decision: &Decision, page: &mut Page<'_>) {
    for subject in &test.subjects {
        let list = subject.strip_suffix(".count").unwrap_or(subject);
        if let Some(value) = decision.request.get(list) {
            page.argument(list, &line(value));
        }
    }
}

fn replaced(api: Option<&Api>, finding: &Finding, page: &mut Page<'_>) {
    let remedy = &finding.remedy;
    page.heading("What replaces it");
    page.text_block(&line(&remedy.says), 2);
    page.gap();
    if remedy.steps.is_empty() && remedy.equivalent == "none" {
        page.text_block("No REST call does this.", 2);
    }
    for step in &remedy.steps {
        page.step(&step.role, &line(&format!("{} {}", step.method, step.path)));
        for (name, value) in &step.args {
            page.argument(name, &line(value));
        }
    }
    page.gap();
    page.field("effort", &line(&super::effort_words(finding)));
    if let Some(api) = api {
        page.field("API", &line(&format!("{} ({})", api.name, super::state(api))));
    }
    for docs in &remedy.docs {
        page.link("see", &line(docs));
    }
}

/// The snippet and, once, what it calls.
fn paste(report: &Report, finding: &Finding, page: &mut Page<'_>) {
    let Some(snippet) = &finding.remedy.snippet else { return };
    let client = report.clients.iter().find(|c| c.api == finding.api && c.snippet == snippet.snippet);
    let name = client.map_or(snippet.snippet.as_str(), |c| c.name.as_str());
    page.heading(&format!("Ready to paste: {name}"));
    let open = finding.remedy.equivalent == "open";
    if open {
        page.text_block("As long as the question above is open this is only the most likely way.", 0);
        page.gap();
    }
    snippet.text.lines().for_each(|l| page.verbatim(&printable(l)));
    if let Some(client) = client {
        page.heading("Needed once");
        client.text.lines().for_each(|l| page.verbatim(&printable(l)));
    }
}
