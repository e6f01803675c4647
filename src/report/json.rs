//! Everything, for programs: the report as it is.

use super::{Report, Style};

pub(super) fn render(report: &Report, _style: &Style) -> String {
    let text = serde_json::to_string_pretty(report).expect("a report has only strings for keys");
    text + "\n"
}
