//! GitLab Code Quality: findings in the widget of a merge request.

use std::collections::HashMap;

use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::severity::{Severity, by_importance};
use super::text::line;
use super::words::message;
use super::{Report, Style};

#[derive(Serialize)]
struct Issue<'r> {
    description: String,
    check_name: &'r str,
    fingerprint: String,
    severity: &'static str,
    location: Location<'r>,
}

#[derive(Serialize)]
struct Location<'r> {
    path: &'r str,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: u32,
}

pub(super) fn render(report: &Report, style: &Style) -> String {
    let mut seen: HashMap<&str, u32> = HashMap::new();
    let issues: Vec<_> = by_importance(report)
        .into_iter()
        .filter(|(finding, _)| finding.confidence >= style.min_confidence)
        .map(|(finding, severity)| {
            let occurrence = seen.entry(&finding.fingerprint).or_insert(0);
            *occurrence += 1;
            Issue {
                // The widget hides the name of the check.
                description: line(&format!("{}: {}", finding.rule, message(finding))),
                check_name: &finding.rule,
                fingerprint: fingerprint(&finding.fingerprint, *occurrence),
                severity: match severity {
                    Severity::Error => "critical",
                    Severity::Warning => "minor",
                    Severity::Note => "info",
                },
                location: Location { path: &finding.place.path, lines: Lines { begin: finding.place.line } },
            }
        })
        .collect();
    let mut text = serde_json::to_string_pretty(&issues).expect("issues are plain data");
    text.push('\n');
    text
}

/// GitLab takes equal ones for one issue, so the occurrence counts.
fn fingerprint(ours: &str, occurrence: u32) -> String {
    let digest = Sha256::digest(format!("unsoap/v1 {ours} {occurrence}"));
    digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}
