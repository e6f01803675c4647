//! The ways to show a plan: for people, for programs, and for the trackers that issues live in.

use std::collections::HashMap;
use std::fmt::Write as _;

use jiff::civil::Date;
use serde::Serialize;

use super::schedule::{Team, schedule};
use super::{Package, Plan};
use crate::finding::Finding;
use crate::report::{Style, count, cut, hours, line, markdown};

mod trackers;

/// Findings that an issue lists; the JSON plan lists all.
const LISTED: usize = 60;

/// A plan with what is needed to show it.
pub struct Shown<'p> {
    plan: &'p Plan,
    findings: HashMap<&'p str, &'p Finding>,
    /// First and last day of each package, when somebody said who and when.
    days: Option<Vec<(Date, Date)>>,
    style: &'p Style,
}

/// A way to show a plan.
pub struct Format {
    /// Name on the command line.
    pub id: &'static str,
    /// One line of help.
    pub about: &'static str,
    /// Renders the whole plan.
    pub render: fn(&Shown<'_>) -> String,
}

/// The ways to show a plan.
pub static FORMATS: &[Format] = &[
    Format { id: "csv", about: "a row a package, for spreadsheets", render: trackers::csv },
    Format { id: "github", about: "a shell script that creates issues with gh", render: trackers::github },
    Format { id: "gitlab", about: "CSV that GitLab imports as issues", render: trackers::gitlab },
    Format { id: "jira", about: "CSV that Jira imports as issues, with links", render: trackers::jira },
    Format { id: "json", about: "everything, for programs", render: json },
    Format { id: "markdown", about: "a page with a checklist for each package", render: page },
    Format { id: "table", about: "for the terminal", render: table },
];

impl<'p> Shown<'p> {
    /// A plan of these findings, on the calendar of a team if there is one.
    pub fn new(plan: &'p Plan, findings: &'p [Finding], team: Option<&Team>, style: &'p Style) -> Self {
        let findings = findings.iter().map(|f| (f.fingerprint.as_str(), f)).collect();
        Shown { plan, findings, days: team.map(|team| schedule(plan, team)), style }
    }

    /// The packages, each with its days.
    fn packages(&self) -> impl Iterator<Item = (&'p Package, Option<(Date, Date)>)> {
        let days = |at: usize| self.days.as_ref().and_then(|days| days.get(at)).copied();
        self.plan.packages.iter().enumerate().map(move |(at, package)| (package, days(at)))
    }

    fn findings(&self, package: &Package) -> Vec<&'p Finding> {
        package.findings.iter().filter_map(|f| self.findings.get(f.as_str()).copied()).collect()
    }
}

fn json(shown: &Shown<'_>) -> String {
    #[derive(Serialize)]
    struct Dated<'p> {
        #[serde(flatten)]
        package: &'p Package,
        #[serde(skip_serializing_if = "Option::is_none")]
        begins: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        ends: Option<String>,
    }
    let dated = |(package, days): (_, Option<(Date, Date)>)| Dated {
        package,
        begins: days.map(|(first, _)| first.to_string()),
        ends: days.map(|(_, last)| last.to_string()),
    };
    let packages: Vec<_> = shown.packages().map(dated).collect();
    let Plan { total, average, .. } = shown.plan;
    let value = serde_json::json!({ "version": 1, "total": total, "average": average, "packages": packages });
    serde_json::to_string_pretty(&value).expect("a plan is plain data") + "\n"
}

fn table(shown: &Shown<'_>) -> String {
    let style = shown.style;
    let dash = if style.unicode { "–" } else { "-" };
    let plan = shown.plan;
    if plan.packages.is_empty() {
        return "nothing to plan: nothing was found, and nothing was left unread\n".into();
    }
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = writeln!(
        text,
        "plan  {} in {}, {} on average",
        hours(&plan.total, dash),
        count(plan.packages.len(), "package"),
        average(plan.average)
    );
    text.push_str(
        "      in this order; medians of packages do not add up to the median of the whole, averages do\n\n",
    );
    for (package, days) in shown.packages() {
        let head = format!("  {:<5} {:>14}  {:<6}  ", package.id, hours(&package.hours, dash), package.risk);
        let indent = " ".repeat(31);
        let options =
            textwrap::Options::new(style.width.max(60)).initial_indent(&head).subsequent_indent(&indent);
        let _ = writeln!(text, "{}", textwrap::fill(&line(&package.title), options));
        let mut notes = Vec::new();
        if !package.findings.is_empty() {
            notes.push(count(package.findings.len(), "finding"));
        }
        if let Some((first, last)) = days {
            notes.push(format!("{first} to {last}"));
        }
        if !package.depends_on.is_empty() {
            notes.push(format!("after {}", package.depends_on.join(", ")));
        }
        notes.extend(package.because.iter().cloned());
        let options =
            textwrap::Options::new(style.width.max(60)).initial_indent(&indent).subsequent_indent(&indent);
        if !notes.is_empty() {
            let _ = writeln!(text, "{}", textwrap::fill(&line(&notes.join("; ")), options));
        }
    }
    text.push_str("\n`--format markdown` lists findings and acceptance checks of each\n");
    text
}

fn page(shown: &Shown<'_>) -> String {
    let plan = shown.plan;
    let mut text = format!("# Migration plan: {}\n\n", count(plan.packages.len(), "package"));
    let _ = writeln!(
        text,
        "{}, {} on average. Of ten projects like this, one takes less than the first number and one more than the last. \
         Medians of packages do not add up to the median of the whole; averages do.\n",
        hours(&plan.total, "–"),
        average(plan.average)
    );
    let dated = shown.days.is_some();
    text.push_str("| | package | hours | average | risk | after |");
    text.push_str(if dated { " from | to |\n" } else { "\n" });
    text.push_str("|---|---|---:|---:|---|---|");
    text.push_str(if dated { "---|---|\n" } else { "\n" });
    for (package, days) in shown.packages() {
        let _ = write!(
            text,
            "| {} | {} | {} | {} | {} | {} |",
            package.id,
            markdown::escaped(&package.title),
            hours(&package.hours, "–"),
            average(package.average),
            package.risk,
            package.depends_on.join(", ")
        );
        text.push_str(&days.map_or("\n".to_owned(), |(first, last)| format!(" {first} | {last} |\n")));
    }
    for (package, _) in shown.packages() {
        let _ = write!(text, "\n## {}: {}\n\n", package.id, markdown::escaped(&package.title));
        text.push_str(&body(shown, package, usize::MAX));
    }
    text
}

/// A package as the text of an issue, in Markdown; dependencies are named by `after`.
fn body(shown: &Shown<'_>, package: &Package, most: usize) -> String {
    let mut text = format!("{}\n\n", markdown::escaped(&package.says));
    let _ = writeln!(
        text,
        "- **Hours**: {}, {} on average",
        hours(&package.hours, "–"),
        average(package.average)
    );
    let risk =
        std::iter::once(package.risk.clone()).chain(package.because.iter().map(|b| markdown::escaped(b)));
    let _ = writeln!(text, "- **Risk**: {}", risk.collect::<Vec<_>>().join("; "));
    if !package.depends_on.is_empty() {
        let _ = writeln!(text, "- **After**: {}", package.depends_on.join(", "));
    }
    if !package.paths.is_empty() {
        let paths: Vec<_> = package.paths.iter().take(most.min(20)).map(|p| markdown::code(p)).collect();
        let _ = writeln!(text, "- **Where**: {}", paths.join(", "));
    }
    text.push_str("\n**Done when**\n\n");
    for check in &package.acceptance {
        let _ = writeln!(text, "- [ ] {}", checked(check));
    }
    let findings = shown.findings(package);
    if !findings.is_empty() {
        let _ = writeln!(text, "\n**{}**\n", count(findings.len(), "finding"));
    }
    for finding in findings.iter().take(most) {
        let place = format!("{}:{}", finding.place.path, finding.place.line);
        let _ = writeln!(
            text,
            "- {} {}: {} ({})",
            markdown::code(&place),
            markdown::escaped(&finding.title),
            markdown::escaped(&crate::report::replacement(finding)),
            finding.confidence.id()
        );
    }
    if findings.len() > most {
        let _ = writeln!(
            text,
            "- and {}; `unsoap plan --format json` lists all",
            count(findings.len() - most, "more finding")
        );
    }
    text
}

/// An acceptance check: what stands in backticks is a command of ours.
fn checked(check: &str) -> String {
    match check.strip_prefix('`').and_then(|rest| rest.split_once('`')) {
        Some((command, rest)) if command.starts_with("unsoap ") => {
            format!("`{command}`{}", markdown::escaped(rest))
        }
        _ => markdown::escaped(check),
    }
}

fn average(hours: f64) -> String {
    let digits = if hours >= 9.95 { 0 } else { 1 };
    format!("{hours:.digits$} h")
}

/// A title that a tracker takes; Jira refuses more than 255 characters.
fn title(package: &Package) -> String {
    cut(&line(&format!("{}: {}", package.id, package.title)), 200, "…")
}
