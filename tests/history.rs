//! How a migration went, read from a repository and from reports.

#[path = "support/command.rs"]
mod program;
#[path = "support/history.rs"]
mod repository;

use program::run;

use repository::{commit, write};
use serde_json::Value;
use tempfile::TempDir;

fn code(calls: &[&str]) -> String {
    let calls: Vec<String> =
        calls.iter().map(|call| format!("  void {call}() {{ port.{call}(k, h); }}\n")).collect();
    format!("import com.marketo.mktows.MktowsPort;\nclass A {{\n  MktowsPort port;\n{}}}\n", calls.concat())
}

/// A repository whose calls came and went.
fn repository() -> TempDir {
    let dir = tempfile::tempdir().expect("a temporary directory");
    write(dir.path(), "src/A.java", &code(&["getLead", "syncLead", "mergeLeads"]));
    commit(dir.path(), "ann", "2025-01-10", "three calls");
    write(dir.path(), "src/A.java", &code(&["getLead", "syncLead"]));
    commit(dir.path(), "ben", "2025-03-02", "one less");
    write(dir.path(), "src/A.java", "class A {}\n");
    commit(dir.path(), "ann", "2025-04-20", "none");
    // What lies in the work tree is not looked at.
    write(dir.path(), "src/A.java", &code(&["getTags"]));
    dir
}

fn points(history: &str) -> Vec<(String, u64, u64, u64)> {
    let history: Value = serde_json::from_str(history).expect("is JSON");
    let points = history["points"].as_array().expect("a list");
    let number = |v: &Value| v.as_u64().unwrap_or(0);
    points
        .iter()
        .map(|p| {
            let label = p["label"].as_str().expect("a label").to_owned();
            (label, number(&p["kinds"]["call"]), number(&p["new"]), number(&p["fixed"]))
        })
        .collect()
}

fn check(args: &[&str], expected: &[(&str, u64, u64, u64)]) {
    let dir = repository();
    let before = std::fs::read_to_string(dir.path().join("src/A.java")).expect("a file");
    let (status, out, err) = run(dir.path(), &[&["history", "--format", "json"], args].concat());
    assert_eq!(status, 0, "{err}");
    let points = points(&out);
    let points: Vec<_> = points.iter().map(|(label, a, b, c)| (label.as_str(), *a, *b, *c)).collect();
    assert_eq!(points, expected);
    assert_eq!(std::fs::read_to_string(dir.path().join("src/A.java")).expect("a file"), before);
}

#[test]
fn a_repository_tells_what_was_left() {
    check(
        &["--since", "2025-01"],
        &[("2025-01-31", 3, 0, 0), ("2025-02-28", 3, 0, 0), ("2025-03-31", 2, 0, 1), ("2025-04-20", 0, 0, 3)],
    );
    check(&["--since", "2024-10", "--every", "quarter", "--until", "2025-03-31"], &[("2025-03-31", 2, 0, 0)]);
    check(
        &["--since", "2025-01", "--every", "month", "--at", "HEAD~1"],
        &[("2025-01-31", 3, 0, 0), ("2025-02-28", 3, 0, 0), ("2025-03-02", 2, 0, 1)],
    );
    check(&["--since", "2026-01"], &[]);
}

#[test]
fn reports_tell_the_same() {
    let dir = repository();
    for (name, revision) in [("a", "HEAD~2"), ("b", "HEAD~1"), ("c", "HEAD")] {
        let output = format!("{name}.json");
        run(dir.path(), &["scan", ".", "--at", revision, "--format", "json", "--output", &output]);
    }
    let (status, out, err) = run(dir.path(), &["history", "a.json", "b.json", "c.json", "--format", "json"]);
    assert_eq!(status, 0, "{err}");
    let counts: Vec<_> = points(&out).into_iter().map(|(label, calls, _, _)| (label, calls)).collect();
    assert_eq!(counts, [("a".to_owned(), 3), ("b".to_owned(), 2), ("c".to_owned(), 0)]);
}

#[test]
fn every_format_shows_every_point() {
    let dir = repository();
    for (format, expected) in
        [("table", "2025-03-31"), ("csv", "2025-03-31"), ("svg", "2025-03-31: 2 certain")]
    {
        let (status, out, err) = run(dir.path(), &["history", "--since", "2025-01", "--format", format]);
        assert_eq!(status, 0, "{err}");
        assert!(out.contains(expected), "{format}: {out}");
    }
}

#[test]
fn the_page_shows_the_history_it_is_given() {
    let dir = repository();
    run(dir.path(), &["history", "--since", "2025-01", "--format", "json", "--output", "history.json"]);
    let args = ["scan", "src", "--format", "html", "--burndown", "history.json"];
    let (status, out, err) = run(dir.path(), &args);
    assert_eq!(status, 1, "{err}");
    assert!(out.contains("Burn-down") && out.contains("2025-03-31: 2 certain"));
    std::fs::write(dir.path().join("other.json"), "[]").expect("a file");
    let (status, _, err) = run(dir.path(), &["scan", "src", "--burndown", "other.json"]);
    assert_eq!(status, 2);
    assert!(err.contains("is no history of unsoap"), "{err}");
}

#[test]
fn what_has_no_history_is_said_politely() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    for (args, expected) in [
        (&["history", "--since", "2025-01"][..], "no history for"),
        (&["history"][..], "--since 2025-01"),
        (&["history", "--since", "soon"][..], "2025-01-31"),
    ] {
        let (status, _, err) = run(dir.path(), args);
        assert_eq!(status, 2);
        assert!(err.contains(expected), "{err}");
    }
}
