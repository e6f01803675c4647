//! The ways to show what changed.

use std::fmt::Write as _;

use super::{Change, Diff, Side, What};
use crate::finding::Place;
use crate::report::{Style, count, cut, hours, line, markdown, spreadsheet, thousands};

/// Changes of one sort that people are shown; JSON and CSV hold all.
const LISTED: usize = 40;

/// Characters that GitHub takes in a comment, with room for the closing line.
const LIMIT: usize = 65_000;

/// A way to show what changed.
pub struct Format {
    /// Name on the command line.
    pub id: &'static str,
    /// One line of help.
    pub about: &'static str,
    /// Renders it.
    pub render: fn(&Diff, &Style) -> String,
}

/// The ways to show what changed.
pub static FORMATS: &[Format] = &[
    Format { id: "csv", about: "a row a change, for spreadsheets", render: csv },
    Format { id: "json", about: "everything, for programs", render: json },
    Format { id: "markdown", about: "a comment on a pull request", render: page },
    Format { id: "table", about: "for the terminal", render: table },
];

fn json(diff: &Diff, _: &Style) -> String {
    serde_json::to_string_pretty(diff).expect("a diff is plain data") + "\n"
}

/// The changes of a sort that are worth a line, and how many only shifted in their file.
fn of(diff: &Diff, what: What) -> (Vec<&Change>, usize) {
    let shifted =
        |c: &&Change| c.change == What::Moved && c.was.as_ref().is_some_and(|was| was.path == c.place.path);
    let (shifted, listed): (Vec<_>, Vec<_>) =
        diff.changes.iter().filter(|c| c.change == what).partition(shifted);
    (listed, shifted.len())
}

/// `2 new, 1 fixed, 40 unchanged`
fn counted(diff: &Diff) -> String {
    let n = |id: &str| diff.counts.get(id).copied().unwrap_or_default();
    let ids = What::ALL.iter().map(|what| what.id()).chain(["unchanged"]);
    let told: Vec<String> =
        ids.filter(|id| n(id) > 0).map(|id| format!("{} {id}", thousands(n(id)))).collect();
    if told.is_empty() { "nothing found before, nothing now".into() } else { told.join(", ") }
}

/// What is counted on both sides: `calls`, `32 (30 certain, 2 likely)`, and the same now.
fn sides(diff: &Diff) -> Vec<(&'static str, String, String)> {
    let calls = |side: &Side| {
        let told =
            side.calls.iter().filter(|(_, n)| **n > 0).map(|(id, n)| format!("{} {id}", thousands(*n)));
        let told: Vec<_> = told.collect();
        let all = thousands(side.calls.values().sum());
        if told.is_empty() { all } else { format!("{all} ({})", told.join(", ")) }
    };
    vec![
        ("calls", calls(&diff.old), calls(&diff.new)),
        ("open", count(diff.old.open, "question"), count(diff.new.open, "question")),
    ]
}

/// ` (was src/a.java:12)`, or nothing.
fn was(change: &Change) -> String {
    let Some(Place { path, line, .. }) = &change.was else { return String::new() };
    if *path == change.place.path { format!(" (was line {line})") } else { format!(" (was {path}:{line})") }
}

fn differs(change: &Change) -> Vec<String> {
    let word = |text: &str| if text.is_empty() { "nothing".to_owned() } else { text.to_owned() };
    change.differs.iter().map(|d| format!("{}: {} → {}", d.of, word(&d.old), word(&d.new))).collect()
}

fn table(diff: &Diff, style: &Style) -> String {
    let (dash, arrow, ellipsis) = if style.unicode { ("–", "→", "…") } else { ("-", "->", "...") };
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = writeln!(text, "diff   {}", counted(diff));
    for (name, old, new) in sides(diff) {
        let _ = writeln!(text, "{name:<6} {old} {arrow} {new}");
    }
    let _ =
        writeln!(text, "hours  {} {arrow} {}", hours(&diff.old.hours, dash), hours(&diff.new.hours, dash));
    for what in What::ALL {
        let (changes, shifted) = of(diff, what);
        if changes.is_empty() && shifted == 0 {
            continue;
        }
        let _ = writeln!(text, "\n{}", what.id());
        if shifted > 0 {
            let _ = writeln!(text, "  {} to another line of the same file", thousands(shifted));
        }
        for change in changes.iter().take(LISTED) {
            let place = format!("{}:{}", change.place.path, change.place.line);
            let told = format!("  {place}  {} ({}){}", change.title, change.confidence.id(), was(change));
            let _ = writeln!(text, "{}", cut(&line(&told), style.width.max(60), ellipsis));
            for difference in differs(change) {
                let difference = difference.replace('→', arrow);
                let _ = writeln!(
                    text,
                    "{}",
                    cut(&line(&format!("      {difference}")), style.width.max(60), ellipsis)
                );
            }
        }
        if changes.len() > LISTED {
            let _ = writeln!(
                text,
                "  and {}; `--format csv` lists all",
                count(changes.len() - LISTED, "more finding")
            );
        }
    }
    text
}

fn page(diff: &Diff, _: &Style) -> String {
    let mut text = format!("## unsoap: {}\n\n", counted(diff));
    for (name, old, new) in sides(diff) {
        let _ = writeln!(text, "- {name}: {old} → {new}");
    }
    let _ = writeln!(text, "- hours: {} → {}", hours(&diff.old.hours, "–"), hours(&diff.new.hours, "–"));
    for what in What::ALL {
        let (changes, shifted) = of(diff, what);
        if changes.is_empty() && shifted == 0 {
            continue;
        }
        let _ = write!(text, "\n### {} {}\n\n", thousands(changes.len() + shifted), what.id());
        if shifted > 0 {
            let _ = writeln!(text, "- {} to another line of the same file", thousands(shifted));
        }
        for (told, change) in changes.iter().enumerate() {
            let place = format!("{}:{}", change.place.path, change.place.line);
            let mut entry = format!(
                "- {} {} ({}){}\n",
                markdown::code(&place),
                markdown::escaped(&change.title),
                change.confidence.id(),
                markdown::escaped(&was(change))
            );
            for difference in differs(change) {
                let _ = writeln!(entry, "  - {}", markdown::escaped(&difference));
            }
            // What is new is read one by one, what is fixed is counted.
            let room = if matches!(what, What::New | What::Changed) { usize::MAX } else { LISTED };
            if told == room || text.len() + entry.len() > LIMIT {
                let _ = writeln!(text, "- and {}", count(changes.len() - told, "more finding"));
                break;
            }
            text.push_str(&entry);
        }
    }
    text
}

fn csv(diff: &Diff, _: &Style) -> String {
    let head = [
        "change",
        "rule",
        "kind",
        "confidence",
        "title",
        "path",
        "line",
        "old_path",
        "old_line",
        "differs",
        "fingerprint",
    ];
    let row = |change: &Change| {
        let was = change.was.as_ref();
        [
            change.change.id().to_owned(),
            change.rule.clone(),
            change.kind.id().to_owned(),
            change.confidence.id().to_owned(),
            change.title.clone(),
            change.place.path.clone(),
            change.place.line.to_string(),
            was.map_or(String::new(), |was| was.path.clone()),
            was.map_or(String::new(), |was| was.line.to_string()),
            differs(change).join("; "),
            change.fingerprint.clone(),
        ]
    };
    spreadsheet(std::iter::once(head.map(str::to_owned)).chain(diff.changes.iter().map(row)))
}
