//! What changed between two reports, as findings are fixed, moved and edited.

#[path = "support/command.rs"]
mod program;
#[path = "support/found.rs"]
mod found;
#[path = "support/sample.rs"]
mod sample;

use found::call;
use unsoap::diff::show::FORMATS;
use unsoap::diff::{Diff, What, diff};
use unsoap::finding::{Confidence, Decision, Finding};
use unsoap::report::{Report, Style};

const STYLE: Style = Style { color: false, unicode: true, width: 100, min_confidence: Confidence::Possible };

fn report(findings: &[Finding]) -> Report {
    Report { findings: findings.to_vec(), ..sample::clean() }
}

fn one() -> Finding {
    Finding { within: Some("Sync.push".into()), ..call(1, 1, "S", Confidence::Certain) }
}

fn changed(old: &[Finding], new: &[Finding]) -> Diff {
    diff(&report(old), &report(new))
}

fn check(old: &[Finding], new: &[Finding], expected: &[(What, &str)]) {
    let diff = changed(old, new);
    let told: Vec<_> = diff.changes.iter().map(|c| (c.change, c.fingerprint.as_str())).collect();
    assert_eq!(told, expected);
    let counted: usize = diff.counts.values().sum();
    let fixed = diff.counts["fixed"];
    assert_eq!(counted - fixed, new.len(), "each finding of now is counted once");
    assert_eq!(counted - diff.counts["new"], old.len(), "each finding of before is counted once");
}

#[test]
fn equal_reports_differ_in_nothing() {
    check(&[], &[], &[]);
    check(&[one()], &[one()], &[]);
    let report = sample::report();
    assert!(diff(&report, &report).changes.is_empty());
}

#[test]
fn findings_come_and_go() {
    check(&[], &[one()], &[(What::New, "1-1")]);
    check(&[one()], &[], &[(What::Fixed, "1-1")]);
    let other = call(2, 2, "S", Confidence::Certain);
    check(&[one()], &[other], &[(What::New, "2-2"), (What::Fixed, "1-1")]);
}

#[test]
fn a_shifted_line_is_the_same_finding() {
    let mut moved = one();
    moved.place.line = 40;
    check(&[one()], std::slice::from_ref(&moved), &[(What::Moved, "1-1")]);
    let diff = changed(&[one()], &[moved]);
    assert_eq!(diff.changes[0].was.as_ref().map(|was| was.line), Some(1));
}

#[test]
fn code_in_another_file_is_known_again() {
    let mut moved = one();
    moved.place.path = "src/other/Push.java".into();
    moved.place.line = 7;
    moved.fingerprint = "other".into();
    check(&[one()], std::slice::from_ref(&moved), &[(What::Moved, "other")]);
    // Copied, not moved: one of the two is new.
    check(&[one()], &[one(), moved.clone()], &[(What::New, "other")]);
    // Another method that calls the same is another use.
    moved.within = Some("Sync.pull".into());
    check(&[one()], &[moved], &[(What::New, "other"), (What::Fixed, "1-1")]);
}

#[test]
fn an_edited_line_is_neither_new_nor_fixed() {
    let edited = Finding { fingerprint: "edited".into(), ..one() };
    check(&[one()], std::slice::from_ref(&edited), &[(What::Edited, "edited")]);
    let another = Finding { fingerprint: "another".into(), ..one() };
    check(&[one()], &[edited, another], &[(What::New, "another"), (What::Edited, "edited")]);
}

#[test]
fn what_is_told_differently_is_named() {
    let mut now = one();
    now.confidence = Confidence::Likely;
    now.remedy.says = "Use this one.".into();
    now.decision = Some(Decision { rows: vec!["email".into()], ..Decision::default() });
    let mut before = one();
    before.decision = Some(Decision { open: vec!["email".into(), "id".into()], ..Decision::default() });
    let diff = changed(&[before], &[now]);
    let [change] = diff.changes.as_slice() else { panic!("{:?}", diff.changes) };
    assert_eq!(change.change, What::Changed);
    let told: Vec<_> = change.differs.iter().map(|d| format!("{}: {} -> {}", d.of, d.old, d.new)).collect();
    assert_eq!(
        told,
        [
            "confidence: certain -> likely",
            "decision: open: email, id -> email",
            "remedy: Use the other one -> Use this one"
        ]
    );
}

#[test]
fn formats_are_sorted_and_hold_the_changes() {
    assert!(FORMATS.is_sorted_by_key(|f| f.id));
    let attack = "=1+1 <img src=x> @team \u{1b}[31m";
    let new: Vec<Finding> = (0..9000)
        .map(|n| Finding {
            title: attack.into(),
            fingerprint: n.to_string(),
            ..call(n, n, "S", Confidence::Certain)
        })
        .collect();
    let diff = changed(&[one()], &new);
    for format in FORMATS {
        let text = (format.render)(&diff, &STYLE);
        assert!(text.contains("f0.java"), "{}", format.id);
        assert!(!text.contains('\u{1b}'), "{}", format.id);
    }
    let page = (FORMATS.iter().find(|f| f.id == "markdown").expect("it exists").render)(&diff, &STYLE);
    assert!(page.len() <= 65_536 && page.contains("more findings"), "{}", page.len());
    assert!(page.starts_with("## unsoap: 9,000 new, 1 fixed"));
    assert!(!page.contains("<img") && !page.contains(" @team"));
    let csv = (FORMATS.iter().find(|f| f.id == "csv").expect("it exists").render)(&diff, &STYLE);
    assert_eq!(csv.lines().count(), 9002);
    assert!(csv.contains("'=1+1"));
    let table = (FORMATS.iter().find(|f| f.id == "table").expect("it exists").render)(&diff, &STYLE);
    assert!(
        table.contains("calls  1 (1 certain) → 9,000 (9,000 certain)\nopen   0 questions → 0 questions\n"),
        "{table}"
    );
}

mod command {
    use super::program::run;
    use serde_json::Value;

    /// Two reports: a file was moved, a call was fixed, another came.
    fn reports() -> tempfile::TempDir {
        let dir = tempfile::tempdir().expect("a temporary directory");
        let code = |calls: &str| {
            format!("import com.marketo.mktows.MktowsPort;\nclass A {{\n  MktowsPort port;\n  {calls}\n}}\n")
        };
        for (name, path, calls) in [
            ("old", "src/A.java", "void f() { port.getLead(k, h); } void g() { port.syncLead(p, h); }"),
            ("new", "src/crm/A.java", "void f() { port.getLead(k, h); } void h() { port.mergeLeads(p, h); }"),
        ] {
            let file = dir.path().join(name).join(path);
            std::fs::create_dir_all(file.parent().expect("a parent")).expect("a directory");
            std::fs::write(file, code(calls)).expect("a file");
            run(&dir, &["scan", name, "--format", "json", "--output", &format!("{name}.json")]);
        }
        dir
    }

    #[test]
    fn says_what_became_of_each_call_and_fails_when_asked() {
        let dir = reports();
        let (code, out, err) = run(&dir, &["diff", "old.json", "new.json", "--format", "json"]);
        assert_eq!(code, 0, "{err}");
        let diff: Value = serde_json::from_str(&out).expect("is JSON");
        let calls: Vec<_> = diff["changes"]
            .as_array()
            .expect("a list")
            .iter()
            .filter(|c| c["kind"] == "call")
            .map(|c| format!("{} {}", c["change"].as_str().unwrap_or(""), c["rule"].as_str().unwrap_or("")))
            .collect();
        assert_eq!(calls, ["new marketo/merge-leads", "moved marketo/get-lead", "fixed marketo/sync-lead"]);
        for (fail_on, expected) in [("never", 0), ("new", 1), ("any", 1)] {
            assert_eq!(run(&dir, &["diff", "old.json", "new.json", "--fail-on", fail_on]).0, expected);
        }
        assert_eq!(run(&dir, &["diff", "new.json", "new.json", "--fail-on", "new"]).0, 0);
        assert_eq!(run(&dir, &["diff", "new.json", "absent.json"]).0, 2);
    }

    #[test]
    fn a_baseline_leaves_only_what_is_new() {
        let dir = reports();
        let scan = |args: &[&str]| run(&dir, &[&["scan", "new", "--baseline", "old.json"], args].concat());
        let (code, text, err) = scan(&["--format", "concise"]);
        assert_eq!(code, 1, "{err}");
        assert!(text.contains("mergeLeads") && !text.contains("getLead "), "{text}");
        let (_, text, _) = scan(&["--format", "sarif"]);
        let log: Value = serde_json::from_str(&text).expect("is JSON");
        let states: Vec<_> = log["runs"][0]["results"]
            .as_array()
            .expect("a list")
            .iter()
            .map(|r| (r["ruleId"].as_str().unwrap_or(""), r["baselineState"].as_str().unwrap_or("")))
            .filter(|(rule, _)| rule.ends_with("-lead") || rule.ends_with("-leads"))
            .collect();
        assert_eq!(states, [("marketo/get-lead", "updated"), ("marketo/merge-leads", "new")]);
        // Against itself nothing is new, and nothing fails.
        let args = ["scan", "new", "--baseline", "new.json", "--format", "markdown"];
        let (code, text, err) = run(&dir, &args);
        assert_eq!(code, 0, "{err}");
        assert!(text.starts_with("## unsoap: 0 findings"), "{text}");
    }
}
