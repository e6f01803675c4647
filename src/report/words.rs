//! The phrases that several formats share.

use crate::finding::{Finding, Hours, RemedyStep};

/// One sentence without a full stop: `getLead call: use GET /rest/v1/leads.json`.
pub(super) fn message(finding: &Finding) -> String {
    format!("{}: {}", finding.title, replacement(finding))
}

/// What replaces a finding, in a few words.
pub(crate) fn replacement(finding: &Finding) -> String {
    let remedy = &finding.remedy;
    let needed: Vec<_> = remedy.steps.iter().filter(|s| s.role != "alternative").collect();
    let main = needed.iter().find(|s| s.role == "main").or(needed.first());
    match (main, needed.len()) {
        (Some(main), 1) => format!("use {}", call(main)),
        (Some(main), n) => format!("use {} and {}", call(main), count(n - 1, "more call")),
        (None, _) if remedy.equivalent == "none" => "no REST call does this".to_owned(),
        (None, _) => sentence(&remedy.says),
    }
}

/// `GET /rest/v1/leads.json`
pub(crate) fn call(step: &RemedyStep) -> String {
    format!("{} {}", step.method, step.path)
}

/// A text without the full stop at its end.
pub(super) fn sentence(text: &str) -> String {
    text.trim().trim_end_matches('.').to_owned()
}

/// `1 call`, `2 calls`, `2 dependencies`, `2 auth`.
pub(crate) fn count(n: usize, what: &str) -> String {
    let n_text = thousands(n);
    match (n, what.strip_suffix('y')) {
        _ if what == "auth" => format!("{n_text} {what}"),
        (1, _) => format!("{n_text} {what}"),
        (_, Some(stem)) => format!("{n_text} {stem}ies"),
        (_, None) => format!("{n_text} {what}s"),
    }
}

/// `12,345`
pub(crate) fn thousands(n: usize) -> String {
    let digits = n.to_string();
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `1–2.5–8 h`: low, likely, high.
pub(crate) fn hours(hours: &Hours, dash: &str) -> String {
    format!("{}{dash}{}{dash}{} h", number(hours.low), number(hours.likely), number(hours.high))
}

/// More digits than the model is good for would be a lie.
fn number(hours: f64) -> String {
    let digits = if hours >= 9.95 { 0 } else { 1 };
    let text = format!("{hours:.digits$}");
    text.strip_suffix(".0").unwrap_or(&text).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_well() {
        let check = |low, likely, high, expected: &str| {
            assert_eq!(hours(&Hours { low, likely, high }, "–"), expected);
        };
        check(0.25, 1.0, 2.5, "0.2–1–2.5 h");
        check(9.96, 50.4, 239.0, "10–50–239 h");
        assert_eq!(thousands(1_234_567), "1,234,567");
        assert_eq!(thousands(123), "123");
        assert_eq!(count(1, "call"), "1 call");
        assert_eq!(count(1_200, "call"), "1,200 calls");
        assert_eq!(count(0, "dependency"), "0 dependencies");
    }
}
