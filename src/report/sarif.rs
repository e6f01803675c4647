//! SARIF 2.1.0, as GitHub code scanning takes it and the validators of the
//! standard's authors do.

mod rules;

use std::collections::BTreeMap;

use serde_json::{Value, json};
use serde_sarif::sarif::{
    ArtifactContent, ArtifactLocation, Invocation, Location, LogicalLocation, Message, Notification,
    PhysicalLocation, PropertyBag, Region, ReportingDescriptorReference, Result as SarifResult, ResultKind,
    ResultLevel, Run, RunAutomationDetails, Sarif, Tool, ToolComponent, VersionControlDetails,
};

use self::rules::Rules;
use super::severity::{Severity, by_importance};
use super::text::line;
use super::words::{count, sentence, thousands};
use super::{Problem, Provenance, Report, Style, Unresolved};
use crate::finding::{Evidence, Finding, Place};

/// GitHub rejects a file with more results; the most important come first.
const RESULTS: usize = 25_000;
/// GitHub keeps this many locations of a result.
const LOCATIONS: usize = 100;
/// Longer lines help nobody, and a file may be ten megabytes.
const SNIPPET: usize = 1_000;

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
const HOME: &str = env!("CARGO_PKG_REPOSITORY");

/// What every path is relative to. It has no address of its own, so that no
/// path of a machine leaks and the bytes are the same on each.
const ROOT: &str = "SRCROOT";

pub(super) fn render(report: &Report, _: &Style) -> String {
    let ranked = by_importance(report);
    let shown = &ranked[..ranked.len().min(RESULTS)];
    let rules = Rules::of(shown, report);
    let results: Vec<_> = shown
        .iter()
        .map(|(finding, severity)| result(finding, *severity, &rules, report.baseline.as_ref()))
        .collect();
    let kinds = notification_kinds(report, ranked.len());
    let notifications = notifications(report, ranked.len(), &kinds);
    let driver = ToolComponent::builder()
        .name(report.tool.name.clone())
        .full_name(format!("{} {}", report.tool.name, report.tool.version))
        .version(report.tool.version.clone())
        .semantic_version(report.tool.version.clone())
        .information_uri(HOME)
        .organization("unsoap")
        .short_description(rules::plain(env!("CARGO_PKG_DESCRIPTION")))
        .rules(rules.descriptors)
        .notifications(kinds.iter().map(|kind| rules::notification(kind)).collect::<Vec<_>>())
        .build();
    let mut invocation = Invocation::builder().execution_successful(true).build();
    if !notifications.is_empty() {
        invocation.tool_execution_notifications = Some(notifications);
    }
    let root = ArtifactLocation::builder().description(message("The directory that was scanned.")).build();
    let of = report.provenance.as_ref();
    // What stands before the last slash is GitHub's category.
    let category = of.and_then(|of| of.category.as_ref()).map_or(String::new(), |part| format!("{part}/"));
    let mut run = Run::builder()
        .tool(Tool::builder().driver(driver).build())
        .automation_details(RunAutomationDetails::builder().id(format!("unsoap/{category}")).build())
        .column_kind(json!("utf16CodeUnits"))
        .original_uri_base_ids(BTreeMap::from([(ROOT.to_owned(), root)]))
        .invocations(vec![invocation])
        .results(results)
        .build();
    run.version_control_provenance = of.and_then(provenance).map(|details| vec![details]);
    let log = Sarif::builder().schema(SCHEMA).version(json!("2.1.0")).runs(vec![run]).build();
    let mut text = serde_json::to_string_pretty(&log).expect("a log is plain data");
    text.push('\n');
    text
}

fn result(
    finding: &Finding,
    severity: Severity,
    rules: &Rules,
    baseline: Option<&BTreeMap<String, String>>,
) -> SarifResult {
    let (index, said) = rules.said(finding);
    let mut fingerprints = BTreeMap::from([("unsoap/v1".to_owned(), finding.fingerprint.clone())]);
    if let Some(hash) = &finding.snippet.line_hash {
        fingerprints.insert("primaryLocationLineHash".to_owned(), hash.clone());
    }
    let mut result = SarifResult::builder()
        .rule_id(finding.rule.clone())
        .rule_index(index)
        .kind(ResultKind::Fail)
        .level(level(severity))
        .message(said)
        .locations(vec![place_of(finding)])
        .partial_fingerprints(fingerprints)
        .properties(properties(finding))
        .build();
    let known = baseline.and_then(|states| states.get(&finding.fingerprint));
    result.baseline_state = known.map(|state| json!(state));
    let related = related(finding);
    if !related.is_empty() {
        result.related_locations = Some(related);
    }
    result
}

/// Only what was told: the bytes may not depend on the checkout.
fn provenance(of: &Provenance) -> Option<VersionControlDetails> {
    let repository = of.repository.clone()?;
    let mut details = VersionControlDetails::builder().repository_uri(repository).build();
    details.revision_id = of.revision.clone();
    details.branch = of.branch.clone();
    details.mapped_to = Some(ArtifactLocation::builder().uri_base_id(ROOT).build());
    Some(details)
}

fn level(severity: Severity) -> ResultLevel {
    match severity {
        Severity::Error => ResultLevel::Error,
        Severity::Warning => ResultLevel::Warning,
        Severity::Note => ResultLevel::Note,
    }
}

fn place_of(finding: &Finding) -> Location {
    let (place, units, snippet) = (&finding.place, &finding.units, &finding.snippet);
    let index = place.line.saturating_sub(snippet.first_line) as usize;
    let source = snippet.lines.get(index).map_or("", String::as_str);
    let mut region = Region::builder()
        .start_line(i64::from(place.line))
        .start_column(i64::from(units.utf16_column.max(1)))
        .end_line(i64::from(place.end_line.max(place.line)))
        .end_column(i64::from(units.utf16_end_column.max(1)))
        .build();
    if place.line == place.end_line {
        let length = place.end_column.saturating_sub(place.column) as usize;
        let meant = source.chars().skip(place.column.saturating_sub(1) as usize).take(length.min(SNIPPET));
        region.snippet = Some(content(meant.collect()));
    }
    let mut physical =
        PhysicalLocation::builder().artifact_location(artifact(&place.path)).region(region).build();
    physical.context_region = context(finding, source);
    let mut location = Location::builder().physical_location(physical).build();
    if let Some(within) = &finding.within {
        let member = LogicalLocation::builder().fully_qualified_name(line(within)).kind("member").build();
        location.logical_locations = Some(vec![member]);
    }
    location
}

/// The lines around a finding; of a long line a part. It must hold more than
/// the region, or it is no context.
fn context(finding: &Finding, source: &str) -> Option<Region> {
    let (place, snippet) = (&finding.place, &finding.snippet);
    let lines = u32::try_from(snippet.lines.len()).ok()?;
    let around = snippet.first_line..snippet.first_line + lines;
    if !around.contains(&place.line) || !around.contains(&place.end_line) {
        return None;
    }
    if snippet.lines.iter().any(|l| l.len() > SNIPPET) {
        return part_of_line(finding, source);
    }
    let whole_line = place.column == 1 && place.end_column as usize > source.chars().count();
    if lines == 1 && whole_line {
        return None;
    }
    let region = Region::builder()
        .start_line(i64::from(around.start))
        .end_line(i64::from(around.end - 1))
        .snippet(content(snippet.lines.join("\n")));
    Some(region.build())
}

fn part_of_line(finding: &Finding, source: &str) -> Option<Region> {
    let (place, units) = (&finding.place, &finding.units);
    if place.line != place.end_line {
        return None;
    }
    let room = SNIPPET / 10;
    let start = place.column.saturating_sub(1) as usize;
    let end = place.end_column.saturating_sub(1) as usize;
    let before: String = source.chars().take(start).skip(start.saturating_sub(room)).collect();
    let rest: String = source.chars().skip(start).take(end - start + room).collect();
    let width = |text: &str| i64::try_from(text.encode_utf16().count()).unwrap_or(0);
    let first = i64::from(units.utf16_column) - width(&before);
    let region = Region::builder()
        .start_line(i64::from(place.line))
        .start_column(first)
        .end_line(i64::from(place.line))
        .end_column(i64::from(units.utf16_column) + width(&rest))
        .snippet(content(before + &rest));
    Some(region.build())
}

/// The reasons, the way down to the SOAP call, and further files of a stub set.
fn related(finding: &Finding) -> Vec<Location> {
    let reasons = finding.evidence.iter().chain(&finding.chain).map(reason);
    let places = finding.related.iter().map(further);
    let mut locations: Vec<Location> = reasons.chain(places).take(LOCATIONS).collect();
    for (id, location) in (1..).zip(&mut locations) {
        location.id = Some(id);
    }
    locations
}

fn reason(evidence: &Evidence) -> Location {
    at(&evidence.path, Some(evidence.line), &evidence.says)
}

fn further(place: &Place) -> Location {
    at(&place.path, Some(place.line), "belongs to the same set")
}

fn at(path: &str, line_number: Option<u32>, says: &str) -> Location {
    let mut physical = PhysicalLocation::builder().artifact_location(artifact(path)).build();
    // A line of 0 would make the file invalid; without a region it means the file.
    if let Some(number) = line_number.filter(|n| *n > 0) {
        physical.region = Some(Region::builder().start_line(i64::from(number)).build());
    }
    Location::builder().physical_location(physical).message(message(&says_of(says))).build()
}

fn artifact(path: &str) -> ArtifactLocation {
    ArtifactLocation::builder().uri(uri(path)).uri_base_id(ROOT).build()
}

/// Only letters, digits and `-._~` mean the same to every reader of an address.
const ENCODED: &percent_encoding::AsciiSet =
    &percent_encoding::NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'.').remove(b'_').remove(b'~');

fn uri(path: &str) -> String {
    percent_encoding::utf8_percent_encode(path, ENCODED).to_string()
}

fn content(text: String) -> ArtifactContent {
    ArtifactContent::builder().text(text).build()
}

fn message(text: &str) -> Message {
    Message::builder().text(text.to_owned()).build()
}

/// A sentence with its full stop; `[a](b)` would be a link.
fn says_of(text: &str) -> String {
    let text = line(&sentence(text)).replace("](", "] (");
    format!("{text}.")
}

/// What has no place in the standard, under one roof.
fn properties(finding: &Finding) -> PropertyBag {
    let mut all = match serde_json::to_value(finding) {
        Ok(Value::Object(all)) => all,
        _ => serde_json::Map::new(),
    };
    let kept = ["kind", "confidence", "api", "operation", "object", "test", "remedy", "effort", "decision"];
    all.retain(|key, _| kept.contains(&key.as_str()));
    PropertyBag::builder().additional_properties(all.into_iter().collect::<BTreeMap<_, _>>()).build()
}

/// A call that could not be resolved; not a kind of [`Problem`].
const UNRESOLVED: &str = "unresolved";
/// There are more results than consumers take.
const TRUNCATED: &str = "truncated";

fn notification_kinds(report: &Report, total: usize) -> Vec<&str> {
    let mut kinds: Vec<&str> = report.problems.iter().map(|p| p.kind.as_str()).collect();
    kinds.extend(report.ledger.unresolved.first().map(|_| UNRESOLVED));
    kinds.extend((total > RESULTS).then_some(TRUNCATED));
    kinds.sort_unstable();
    kinds.dedup();
    kinds
}

fn notifications(report: &Report, total: usize, kinds: &[&str]) -> Vec<Notification> {
    let mut list: Vec<Notification> = Vec::new();
    if total > RESULTS {
        let says = format!(
            "{} left out of {}: consumers take no more than {}. Scan parts of the project, or read another format.",
            count(total - RESULTS, "finding"),
            thousands(total),
            thousands(RESULTS)
        );
        list.push(notification(TRUNCATED, message(&says), None, kinds));
    }
    let problem = |p: &Problem| {
        let text = says_of(&p.says);
        notification(&p.kind, message(&text), Some(at(&p.path, p.line, &p.says)), kinds)
    };
    let unresolved = |u: &Unresolved| {
        let says = format!("This may reach the API, but could not be resolved: {}", says_of(&u.says));
        notification(UNRESOLVED, message(&says), Some(at(&u.path, Some(u.line), &u.says)), kinds)
    };
    list.extend(report.problems.iter().map(problem));
    list.extend(report.ledger.unresolved.iter().map(unresolved));
    list
}

/// `error` would say that the run as a whole failed.
fn notification(kind: &str, message: Message, place: Option<Location>, kinds: &[&str]) -> Notification {
    let index = kinds.iter().position(|k| *k == kind).and_then(|i| i64::try_from(i).ok());
    let mut descriptor = ReportingDescriptorReference::builder().id(rules::notification_id(kind)).build();
    descriptor.index = index;
    let mut notification =
        Notification::builder().level(json!("warning")).message(message).descriptor(descriptor).build();
    notification.locations = place.map(|place| vec![place]);
    notification
}
