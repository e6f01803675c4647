//! How loud a finding is, in every format alike.

use super::Report;
use crate::finding::{Confidence, Finding, Kind};

/// How loud a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Severity {
    /// Worth knowing.
    Note,
    /// To be changed, or to be looked at.
    Warning,
    /// Broken.
    Error,
}

impl Severity {
    /// The word of compilers.
    pub(super) fn word(self) -> &'static str {
        match self {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

/// A call of an API that is gone is an error; of one that still answers, a
/// warning. Doubt is a step less, and so is code that only declares, or that
/// reaches the API through a method of the project.
pub(super) fn severity(finding: &Finding, report: &Report) -> Severity {
    let removed = report.apis.iter().any(|api| api.id == finding.api && api.state == "removed");
    let indirect = matches!(
        finding.kind,
        Kind::Wrapper | Kind::Object | Kind::Stub | Kind::Import | Kind::Dependency | Kind::Wsdl
    );
    match (removed, finding.confidence == Confidence::Possible || indirect) {
        (true, false) => Severity::Error,
        (true, true) | (false, false) => Severity::Warning,
        (false, true) => Severity::Note,
    }
}
/// All findings, the most important first: consumers with a limit keep the first ones.
pub(super) fn by_importance(report: &Report) -> Vec<(&Finding, Severity)> {
    let mut list: Vec<_> = report.findings.iter().map(|f| (f, severity(f, report))).collect();
    // The sort is stable, so equals stay in the order of the report.
    list.sort_by_key(|(f, s)| (std::cmp::Reverse(*s), std::cmp::Reverse(f.confidence), f.kind, f.test));
    list
}
