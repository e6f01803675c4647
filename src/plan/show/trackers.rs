//! Plans as the importers of trackers read them, and for spreadsheets.

use std::fmt::Write as _;

use super::{LISTED, Shown, average, body, title};
use crate::report::{count, hours, line, replacement, table_of_texts};

/// A row a package.
pub(super) fn csv(shown: &Shown<'_>) -> String {
    let head = [
        "id",
        "kind",
        "title",
        "low_hours",
        "likely_hours",
        "high_hours",
        "average_hours",
        "risk",
        "because",
        "depends_on",
        "begins",
        "ends",
        "findings",
        "paths",
        "acceptance",
    ];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    for (package, days) in shown.packages() {
        rows.push(vec![
            package.id.clone(),
            package.kind.clone(),
            package.title.clone(),
            package.hours.low.to_string(),
            package.hours.likely.to_string(),
            package.hours.high.to_string(),
            package.average.to_string(),
            package.risk.clone(),
            package.because.join("; "),
            package.depends_on.join(" "),
            days.map_or(String::new(), |(first, _)| first.to_string()),
            days.map_or(String::new(), |(_, last)| last.to_string()),
            package.findings.len().to_string(),
            package.paths.join("\n"),
            package.acceptance.join("\n"),
        ]);
    }
    table_of_texts(rows)
}

/// The columns of GitLab's importer; descriptions are Markdown, and their last
/// lines are quick actions, which set what has no column.
pub(super) fn gitlab(shown: &Shown<'_>) -> String {
    let mut rows = vec![["title", "description", "due_date", "milestone"].map(str::to_owned).to_vec()];
    for (package, days) in shown.packages() {
        // Everything of the scanned code stands behind text of ours, so no line of it begins with a slash.
        let mut description = body(shown, package, LISTED);
        let minutes = (package.average * 60.0).round();
        let _ = write!(description, "\n/label ~unsoap ~\"unsoap::{}\"\n/estimate {minutes}m\n", package.kind);
        rows.push(vec![
            title(package),
            description,
            days.map_or(String::new(), |(_, last)| last.to_string()),
            String::new(),
        ]);
    }
    table_of_texts(rows)
}

/// The columns of Jira's importer: its identifiers tie the links, estimates are
/// seconds, and a column may stand several times.
pub(super) fn jira(shown: &Shown<'_>) -> String {
    let blocks = |id: &str| -> Vec<usize> {
        let waits =
            shown.plan.packages.iter().enumerate().filter(|(_, p)| p.depends_on.iter().any(|d| d == id));
        waits.map(|(at, _)| at + 1).collect()
    };
    let links = shown.plan.packages.iter().map(|p| blocks(&p.id).len()).max().unwrap_or(0);
    let priority = |risk: &str| match risk {
        "high" => "High",
        "medium" => "Medium",
        _ => "Low",
    };
    let head = [
        "Issue Id",
        "Issue Type",
        "Summary",
        "Description",
        "Priority",
        "Labels",
        "Labels",
        "Original Estimate",
        "Due Date",
    ];
    let mut head = head.map(str::to_owned).to_vec();
    head.extend(std::iter::repeat_n("Link Blocks".to_owned(), links));
    let mut rows = vec![head];
    for (at, (package, days)) in shown.packages().enumerate() {
        let mut row = vec![
            (at + 1).to_string(),
            "Task".to_owned(),
            title(package),
            wiki(shown, package),
            priority(&package.risk).to_owned(),
            "unsoap".to_owned(),
            format!("unsoap-{}", package.kind),
            format!("{}", (package.average * 3600.0).round()),
            days.map_or(String::new(), |(_, last)| last.to_string()),
        ];
        row.extend(blocks(&package.id).iter().map(usize::to_string));
        row.resize(9 + links, String::new());
        rows.push(row);
    }
    table_of_texts(rows)
}

/// The text of an issue in the markup of Jira's importer.
fn wiki(shown: &Shown<'_>, package: &super::Package) -> String {
    let plain = |text: &str| {
        let mut out = String::new();
        for c in line(text).chars() {
            // Macros, links and mentions, images, tables, emphasis.
            if matches!(c, '{' | '}' | '[' | ']' | '!' | '|' | '*' | '~' | '^') {
                out.push('\\');
            }
            out.push(c);
        }
        out
    };
    let mut text = format!("{}\n\n", plain(&package.says));
    let _ = writeln!(text, "Hours: {}, {} on average", hours(&package.hours, "–"), average(package.average));
    let risk = std::iter::once(package.risk.clone()).chain(package.because.iter().map(|b| plain(b)));
    let _ = writeln!(text, "Risk: {}\n\nDone when", risk.collect::<Vec<_>>().join("; "));
    for check in &package.acceptance {
        let _ = writeln!(text, "* {}", plain(&check.replace('`', "\"")));
    }
    let findings = shown.findings(package);
    if !findings.is_empty() {
        let _ = writeln!(text, "\n{}", count(findings.len(), "finding"));
    }
    for finding in findings.iter().take(LISTED) {
        let place = format!("{}:{}", finding.place.path, finding.place.line);
        let _ =
            writeln!(text, "* {} {}: {}", plain(&place), plain(&finding.title), plain(&replacement(finding)));
    }
    if findings.len() > LISTED {
        let _ = writeln!(text, "* and {}", count(findings.len() - LISTED, "more finding"));
    }
    text
}

/// A script for a clone of the repository; arguments go to each `gh issue create`.
pub(super) fn github(shown: &Shown<'_>) -> String {
    let mut text = "\
#!/bin/sh
# Creates an issue for each work package with GitHub's command line program, in
# the order of the plan; each names those it waits for. Run it in a clone:
#   sh issues.sh --label soap --milestone 'Off SOAP'
# What stands behind the script's name goes to each `gh issue create`.
set -eu
"
    .to_owned();
    for (package, days) in shown.packages() {
        let mut body = body(shown, package, LISTED);
        if let Some((first, last)) = days {
            let _ = write!(body, "\nPlanned from {first} to {last}.\n");
        }
        let before: Vec<String> = package.depends_on.iter().map(|id| format!("${{{id}}}")).collect();
        let waits = match before.is_empty() {
            true => String::new(),
            false => format!(" \"Waits for {}\"", before.join(" ")),
        };
        let _ = write!(
            text,
            "\n{id}=$(printf '%s\\n' {body}{waits} |\n  gh issue create --title {title} --body-file - \"$@\")\necho \"{id} ${id}\"\n",
            id = package.id,
            body = quoted(&body),
            title = quoted(&title(package)),
        );
    }
    text
}

/// A text as one word of a shell, whatever is in it.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn no_text_is_a_command() {
        let check = |text: &str, expected: &str| assert_eq!(quoted(text), expected);
        check("a b", "'a b'");
        check("$(id) `id` \\", "'$(id) `id` \\'");
        check("it's'; rm -rf /", "'it'\\''s'\\''; rm -rf /'");
    }
}
