//! The report for the engineer at a terminal: each call with the line it
//! stands on, what replaces it and what will bite; a summary at the end, where
//! the eye is when a command has run.

mod paint;
mod recipes;
mod summary;

use std::collections::HashMap;

use miette::{
    GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteDiagnostic, MietteError, MietteSpanContents,
    SourceCode, SourceSpan, SpanContents, ThemeCharacters, ThemeStyles,
};

use self::paint::Page;
use super::severity::{Severity, severity};
use super::text::{cut, excerpt, line};
use super::words::{call, count, hours, sentence};
use super::{Report, Style};
use crate::finding::{Evidence, Finding, Kind, Remedy, RemedyStep};

pub(super) fn render(report: &Report, style: &Style) -> String {
    page(report, style, false)
}

/// The same with the snippet of each call below it, and at the end what the snippets need once.
pub(crate) fn with_snippets(report: &Report, style: &Style) -> String {
    page(report, style, true)
}

fn page(report: &Report, style: &Style, snippets: bool) -> String {
    let mut page = Page::new(style);
    let shown: Vec<&Finding> =
        report.findings.iter().filter(|f| f.confidence >= style.min_confidence).collect();
    for of_file in shown.chunk_by(|a, b| a.place.path == b.place.path) {
        file(&mut page, of_file, report, snippets);
    }
    for client in report.clients.iter().filter(|_| snippets) {
        let heading = page.bold(&format!("Needed once for {}: {}", line(&client.api), line(&client.name)));
        page.line(&heading);
        page.line("");
        page.verbatim(&client.text);
    }
    recipes::recipes(&mut page, report);
    summary::summary(&mut page, &shown, report);
    page.text
}

/// Kinds that are read one by one; of the others a line is enough.
fn is_block(finding: &Finding) -> bool {
    matches!(finding.kind, Kind::Call | Kind::Parameter)
}

fn file(page: &mut Page, findings: &[&Finding], report: &Report, snippets: bool) {
    let Some(first) = findings.first() else { return };
    let path = page.bold(&line(&first.place.path));
    let mut counts = Vec::new();
    for kind in kinds(findings) {
        counts.push(count(findings.iter().filter(|f| f.kind == kind).count(), kind.id()));
    }
    let counts = page.dim(&counts.join(", "));
    page.line(&format!("{path}  {counts}"));
    brief(page, findings, report);
    page.line("");

    let mut told = HashMap::new();
    for finding in findings.iter().filter(|f| is_block(f)) {
        block(page, finding, report, &mut told);
        if let Some(snippet) = finding.remedy.snippet.as_ref().filter(|_| snippets) {
            page.verbatim(&snippet.text);
        }
    }
}

fn kinds(findings: &[&Finding]) -> Vec<Kind> {
    let mut kinds: Vec<_> = findings.iter().map(|f| f.kind).collect();
    kinds.sort();
    kinds.dedup();
    kinds
}

/// One line for all findings of a file that say the same.
fn brief(page: &mut Page, findings: &[&Finding], report: &Report) {
    let mut groups: Vec<(&Finding, Vec<&Finding>)> = Vec::new();
    for finding in findings.iter().filter(|f| !is_block(f)) {
        let same = |other: &Finding| {
            (&other.rule, other.kind, &other.title, &other.remedy.says)
                == (&finding.rule, finding.kind, &finding.title, &finding.remedy.says)
        };
        match groups.iter_mut().find(|(first, _)| same(first)) {
            Some((_, all)) => all.push(finding),
            None => groups.push((finding, vec![finding])),
        }
    }
    let places = |all: &[&Finding]| {
        let more = all.len().saturating_sub(3);
        let mut lines: Vec<_> = all.iter().take(3).map(|f| f.place.line.to_string()).collect();
        if more > 0 {
            lines.push(format!("+{more}"));
        }
        lines.join(",")
    };
    let widest = groups.iter().map(|(_, all)| places(all).len()).max().unwrap_or(0);
    for (first, all) in groups {
        let files = first.related.iter().filter(|p| p.path != first.place.path).count();
        let more = if files > 0 { format!(" (with {})", count(files, "more file")) } else { String::new() };
        let kind = page.severity(&format!("{:<12}", first.kind.id()), severity(first, report));
        let says = sentence(&first.remedy.says);
        let text = format!("{}{more}{}{}", first.title, page.signs.dash_wide, says);
        let text = cut(&line(&text), page.room(widest + 16), page.signs.ellipsis);
        page.line(&format!("  {:>widest$}  {kind}{text}", places(&all)));
    }
}

/// A finding with its line, and what to know about it.
fn block<'r>(
    page: &mut Page,
    finding: &'r Finding,
    report: &Report,
    told: &mut HashMap<(&'r str, &'r str), u32>,
) {
    page.text.push_str(&picture(page, finding, severity(finding, report)));
    let remedy = &finding.remedy;
    steps(page, remedy);

    // What was said about a call a few lines above need not be said again.
    let before = told.get(&(finding.rule.as_str(), remedy.says.as_str())).copied();
    match before {
        Some(line) => page.field("as above", &format!("line {line} says what differs")),
        None => {
            told.insert((&finding.rule, &remedy.says), finding.place.line);
            advice(page, remedy);
        }
    }
    if let Some(question) = finding.decision.as_ref().and_then(|d| d.question.as_ref()) {
        page.field("decide", &line(question));
    }
    let reasons: Vec<_> = finding.evidence.iter().take(2).map(|e| reason(e, finding)).collect();
    if !reasons.is_empty() {
        page.field("because", &line(&reasons.join("; ")));
    }
    let mut effort = String::new();
    if finding.effort.high > 0.0 {
        effort.push_str(&hours(&finding.effort, page.signs.dash));
    }
    if !remedy.class.is_empty() {
        effort.push_str(&format!(", class {}", remedy.class));
    }
    page.field("effort", effort.trim_start_matches(", "));
    if before.is_none()
        && let Some(link) = remedy.docs.first()
    {
        page.link("see", &line(link));
    }
    page.line("");
}

/// Whether the remedy has steps to show, or says that there are none.
fn has_steps(remedy: &Remedy) -> bool {
    !remedy.steps.is_empty() || remedy.equivalent == "none"
}

/// The REST calls, the first word of each telling when it is made.
fn steps(page: &mut Page, remedy: &Remedy) {
    if remedy.steps.is_empty() && remedy.equivalent == "none" {
        page.field("instead", "no REST call does this");
    }
    for (i, step) in remedy.steps.iter().enumerate() {
        let when = match step.role.as_str() {
            "setup" => "once: ",
            "lookup" => "first: ",
            "follow-up" => "then: ",
            "poll" => "until done: ",
            "alternative" => "or: ",
            _ => "",
        };
        let text = line(&format!("{when}{}{}", call(step), arguments(step)));
        page.field(if i == 0 { "instead" } else { "" }, &text);
    }
}

/// What is told of a remedy besides its steps: how, and what bites first.
fn advice(page: &mut Page, remedy: &Remedy) {
    if !remedy.says.is_empty() {
        let name = if has_steps(remedy) { "how" } else { "instead" };
        page.field(name, &line(&remedy.says));
    }
    if let Some(hazard) = remedy.hazards.first() {
        let more = match remedy.hazards.len() - 1 {
            0 => String::new(),
            n => format!(" (and {})", count(n, "more difference")),
        };
        page.field("beware", &(line(&sentence(hazard)) + &more));
    }
}

fn arguments(step: &RemedyStep) -> String {
    let list: Vec<_> = step.args.iter().map(|(name, value)| format!("{name} = {value}")).collect();
    if list.is_empty() { String::new() } else { format!(" with {}", list.join(", ")) }
}

fn reason(evidence: &Evidence, finding: &Finding) -> String {
    let says = sentence(&evidence.says);
    match (evidence.path == finding.place.path, evidence.line == finding.place.line) {
        (true, true) => says,
        (true, false) => format!("{says} (line {})", evidence.line),
        (false, _) => format!("{says} ({}:{})", evidence.path, evidence.line),
    }
}

/// The source line with the operation underlined.
fn picture(page: &Page, finding: &Finding, severity: Severity) -> String {
    let place = &finding.place;
    let index = place.line.saturating_sub(finding.snippet.first_line) as usize;
    let source = finding.snippet.lines.get(index).map_or("", String::as_str);
    let start = place.column.saturating_sub(1) as usize;
    let end =
        if place.end_line == place.line { place.end_column.saturating_sub(1) as usize } else { usize::MAX };
    let room = page.room(place.line.to_string().len() + 4);
    let shown = excerpt(source, start, end.min(start + room), room, page.signs.ellipsis);

    let within = finding.within.as_ref().map_or(String::new(), |w| format!(" in {w}"));
    let test = if finding.test { ", test code" } else { "" };
    let confidence = finding.confidence.id();
    let head = format!("{}{within} ({confidence}{test}) [{}]", finding.title, finding.rule);
    // The label says the one call that replaces this one; the rest stands below.
    let main = finding.remedy.steps.iter().find(|s| s.role == "main");
    let label = main.filter(|_| shown.text.len() > shown.start).map(|step| line(&call(step)));
    let diagnostic = MietteDiagnostic::new(line(&head))
        .with_severity(match severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
            Severity::Note => miette::Severity::Advice,
        })
        .with_label(LabeledSpan::new(label, shown.start, shown.length));
    let source = SourceLine {
        name: format!("{}:{}:{}", line(&place.path), place.line, place.column),
        text: shown.text,
        line: place.line.saturating_sub(1) as usize,
    };
    let mut text = String::new();
    let report = miette::Report::new(diagnostic).with_source_code(source);
    handler(page.style).render_report(&mut text, report.as_ref()).expect("a string takes everything");
    text
}

/// One line of a file that is no longer at hand; miette sees it with its real number.
struct SourceLine {
    /// `path:line:column`, which terminals make clickable.
    name: String,
    text: String,
    /// Counted from 0.
    line: usize,
}

impl SourceCode for SourceLine {
    fn read_span<'a>(
        &'a self,
        _: &SourceSpan,
        _: usize,
        _: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let data = self.text.as_bytes();
        let all = SourceSpan::from((0, data.len()));
        Ok(Box::new(MietteSpanContents::new_named(self.name.clone(), data, all, self.line, 0, 1)))
    }
}

fn handler(style: &Style) -> GraphicalReportHandler {
    let theme = GraphicalTheme {
        characters: if style.unicode { ThemeCharacters::unicode() } else { ThemeCharacters::ascii() },
        styles: if style.color { ThemeStyles::ansi() } else { ThemeStyles::none() },
    };
    GraphicalReportHandler::new_themed(theme)
        .with_width(style.width)
        .without_primary_span_start()
        .with_context_lines(0)
        .without_syntax_highlighting()
        .with_word_splitter(textwrap::WordSplitter::NoHyphenation)
        .with_word_separator(textwrap::WordSeparator::AsciiSpace)
}
