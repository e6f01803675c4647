//! What a plan promises: everything is in it once, in an order that can be worked in.

#[path = "support/command.rs"]
mod program;
#[path = "support/found.rs"]
mod found;

use std::collections::{BTreeMap, BTreeSet};

use found::{any_findings, call, ledger};
use proptest::prelude::*;
use unsoap::estimate::{Found, entries};
use unsoap::finding::{Confidence, Evidence, Finding, Kind, Remedy, UseCase, UseCaseCall};
use unsoap::plan::schedule::Team;
use unsoap::plan::show::{FORMATS, Shown};
use unsoap::plan::{Package, Plan, plan};
use unsoap::report::{Ledger, Style};
use unsoap::rule::Rules;

const STYLE: Style = Style { color: false, unicode: true, width: 100, min_confidence: Confidence::Possible };

fn found<'a>(findings: &'a [Finding], ledger: &'a Ledger) -> Found<'a> {
    Found { findings, apis: &[], ledger, existing: &[] }
}

fn planned(findings: &[Finding], ledger: &Ledger) -> Plan {
    plan(found(findings, ledger), &[], &[], Rules::embedded())
}

/// Place of each package in the plan.
fn places(plan: &Plan) -> BTreeMap<&str, usize> {
    plan.packages.iter().enumerate().map(|(at, p)| (p.id.as_str(), at)).collect()
}

fn kinds(plan: &Plan) -> Vec<&str> {
    plan.packages.iter().map(|p| p.kind.as_str()).collect()
}

fn of_kind<'p>(plan: &'p Plan, kind: &str) -> Vec<&'p Package> {
    plan.packages.iter().filter(|p| p.kind == kind).collect()
}

fn shown(format: &str, plan: &Plan, findings: &[Finding], team: Option<&Team>) -> String {
    let format = FORMATS.iter().find(|f| f.id == format).expect("the format exists");
    (format.render)(&Shown::new(plan, findings, team, &STYLE))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn packages_hold_each_item_and_each_finding_once(
        findings in any_findings(1..40), unresolved in 0..3_usize, lost in 0..3_usize
    ) {
        let ledger = ledger(unresolved, lost);
        let plan = planned(&findings, &ledger);
        let mut left: BTreeMap<(String, String, String), f64> =
            entries(found(&findings, &ledger), &Rules::embedded().effort)
                .into_iter()
                .map(|e| ((e.item.item, e.item.what, e.item.category), 1.0))
                .collect();
        for share in plan.packages.iter().flat_map(|p| &p.items) {
            prop_assert!(share.share > 0.0 && share.share <= 1.0, "{share:?}");
            let key = (share.item.clone(), share.what.clone(), share.category.clone());
            *left.get_mut(&key).expect("the item is the estimate's") -= share.share;
        }
        for (item, left) in left {
            prop_assert!(left.abs() < 1e-4, "{item:?} {left}");
        }
        let all: f64 = plan.packages.iter().map(|p| p.average).sum();
        prop_assert!((all - plan.average).abs() < 0.01 * plan.packages.len() as f64, "{all} {}", plan.average);
        let mut planned: Vec<&str> =
            plan.packages.iter().flat_map(|p| p.findings.iter().map(String::as_str)).collect();
        let mut found: Vec<&str> = findings.iter().map(|f| f.fingerprint.as_str()).collect();
        planned.sort_unstable();
        found.sort_unstable();
        prop_assert_eq!(planned, found);
    }

    #[test]
    fn nothing_is_planned_before_what_it_waits_for(findings in any_findings(1..40)) {
        let plan = planned(&findings, &ledger(1, 1));
        let places = places(&plan);
        for (at, package) in plan.packages.iter().enumerate() {
            prop_assert_eq!(&package.id, &format!("WP{}", at + 1));
            prop_assert!(package.depends_on.iter().all(|d| places[d.as_str()] < at), "{package:?}");
            prop_assert!(package.hours.low <= package.hours.likely && package.hours.likely <= package.hours.high);
            prop_assert!(!package.acceptance.is_empty() && !package.title.is_empty());
        }
    }

    #[test]
    fn the_order_of_findings_does_not_matter(
        (findings, shuffled) in any_findings(0..30).prop_flat_map(|f| (Just(f.clone()), Just(f).prop_shuffle()))
    ) {
        let sorted = |findings: &[Finding]| {
            let mut plan = planned(findings, &Ledger::default());
            plan.packages.iter_mut().for_each(|p| p.findings.sort());
            plan
        };
        prop_assert_eq!(sorted(&findings), sorted(&shuffled));
    }
}

#[test]
fn nothing_found_is_nothing_to_plan() {
    let plan = planned(&[], &Ledger::default());
    assert!(plan.packages.is_empty());
    assert_eq!(plan.average, 0.0);
}

#[test]
fn a_plan_begins_with_doubt_and_ends_with_removal() {
    let findings = [
        Finding { kind: Kind::Stub, rule: "marketo/stub".into(), ..call(0, 9, "S", Confidence::Certain) },
        Finding { test: true, ..call(1, 2, "S", Confidence::Certain) },
        call(1, 1, "S", Confidence::Certain),
        Finding { kind: Kind::Auth, rule: "marketo/auth".into(), ..call(0, 3, "S", Confidence::Certain) },
    ];
    let plan = planned(&findings, &ledger(1, 0));
    assert_eq!(kinds(&plan), ["clarify", "foundation", "authentication", "module", "tests", "clean-up"]);
    // What is behind another need not be told again.
    assert_eq!(plan.packages[3].depends_on, ["WP3"]);
    assert_eq!(plan.packages[4].depends_on, ["WP4"]);
    assert_eq!(plan.packages[5].depends_on, ["WP1", "WP5"]);
}

#[test]
fn the_least_risky_code_comes_first_unless_it_waits_for_other() {
    let at = |path: &str, n, class: &str| {
        let mut finding = call(n, 0, class, Confidence::Certain);
        finding.place.path = path.into();
        finding.fingerprint = format!("{path} {n}");
        // Enough of them that a directory is a package of its own.
        finding
    };
    let many = |path: &str, class: &str, from: usize| -> Vec<Finding> {
        (from..from + 12).map(|n| at(&format!("{path}/{n}.java"), n, class)).collect()
    };
    let mut findings = many("a", "L", 0);
    findings.extend(many("b", "S", 100));
    let order = |findings: &[Finding]| -> Vec<String> {
        let plan = planned(findings, &Ledger::default());
        let modules = of_kind(&plan, "module");
        modules.iter().map(|p| p.paths[0].clone()).collect()
    };
    let order_of = |findings: &[Finding], name: &str| {
        order(findings).iter().position(|path| path.starts_with(name)).expect("it is planned")
    };
    assert!(order_of(&findings, "b") < order_of(&findings, "a"));
    // Everything in b calls a wrapper in a: b waits, whatever its risk.
    for finding in findings.iter_mut().filter(|f| f.place.path.starts_with("b/")) {
        finding.kind = Kind::Wrapper;
        finding.chain = vec![Evidence {
            reason: "wrapper".into(),
            says: "it performs it".into(),
            path: "a/3.java".into(),
            line: 1,
            text: "x".into(),
        }];
    }
    let plan = planned(&findings, &Ledger::default());
    let waits =
        of_kind(&plan, "module").into_iter().find(|p| p.paths[0].starts_with('b')).expect("it is planned");
    let on = of_kind(&plan, "module").into_iter().find(|p| p.findings.contains(&"a/3.java 3".to_owned()));
    assert!(waits.depends_on.contains(&on.expect("it is planned").id), "{waits:?}");
}

#[test]
fn calls_of_a_use_case_are_one_package_wherever_they_stand() {
    let mut findings = [
        call(1, 0, "S", Confidence::Certain),
        call(2, 1, "S", Confidence::Certain),
        call(1, 2, "S", Confidence::Certain),
        Finding { kind: Kind::Parameter, ..call(3, 1, "S", Confidence::Certain) },
    ];
    findings[3].fingerprint = "parameter".into();
    let case = |findings: &[Finding], question: Option<&str>| UseCase {
        recipe: "marketo/both".into(),
        api: "marketo".into(),
        title: "one, then the other".into(),
        calls: findings[..2]
            .iter()
            .map(|f| UseCaseCall {
                path: f.place.path.clone(),
                line: 1,
                column: 1,
                rule: f.rule.clone(),
                fingerprint: f.fingerprint.clone(),
            })
            .collect(),
        within: vec![],
        confidence: Confidence::Certain,
        test: false,
        question: question.map(str::to_owned),
        remedy: Remedy { says: "Do both at once.".into(), ..Remedy::default() },
        fingerprint: "case".into(),
    };
    let planned = |case: UseCase| plan(found(&findings, &Ledger::default()), &[], &[case], Rules::embedded());
    let sure = planned(case(&findings, None));
    assert_eq!(kinds(&sure), ["foundation", "authentication", "use-case", "module"]);
    let [package] = of_kind(&sure, "use-case")[..] else { panic!("{:?}", kinds(&sure)) };
    // The parameter stands in the method of the second call.
    assert_eq!(package.findings, ["1-0", "2-1", "parameter"]);
    assert!(package.title.ends_with("one, then the other"), "{}", package.title);
    assert_eq!(package.says, "Do both at once.");
    // As long as it is a question, the calls are planned as code.
    assert_eq!(of_kind(&planned(case(&findings, Some("is it?"))), "use-case").len(), 0);
}

#[test]
fn whoever_comes_first_pays_for_learning() {
    // The certain call stands in risky code, which comes later.
    let mut findings: Vec<Finding> = (0..12).map(|n| call(n, 0, "L", Confidence::Certain)).collect();
    for (n, finding) in findings.iter_mut().enumerate() {
        finding.place.path = format!("a/{n}.java");
    }
    let mut first = call(0, 0, "L", Confidence::Likely);
    first.place.path = "z/0.java".into();
    first.fingerprint = "z".into();
    first.rule = findings[0].rule.clone();
    findings.push(first);
    let plan = planned(&findings, &Ledger::default());
    let places = places(&plan);
    for share in plan.packages.iter().flat_map(|p| &p.items).filter(|s| s.item == "operation") {
        let learns = |p: &&Package| p.items.iter().any(|s| (&s.item, &s.what) == (&share.item, &share.what));
        let learner = plan.packages.iter().find(learns).expect("somebody learns");
        let further = format!("{}, further places", share.what);
        for other in plan.packages.iter().filter(|p| p.items.iter().any(|s| s.what == further)) {
            assert!(places[learner.id.as_str()] <= places[other.id.as_str()], "{share:?}");
        }
    }
}

#[test]
fn formats_are_sorted_and_described() {
    assert!(FORMATS.is_sorted_by_key(|f| f.id));
    for format in FORMATS {
        assert!(!format.about.is_empty() && !format.about.ends_with('.'), "{}", format.id);
    }
}

/// Findings whose every text would like to be something else.
fn hostile() -> Vec<Finding> {
    let attack = "=HYPERLINK(\"http://x\")\n/close\n'; touch pwned; $(touch pwned) `touch pwned` <img src=x> @team {code} !x.png! [~admin]";
    let mut findings = vec![call(1, 1, "S", Confidence::Certain), call(2, 2, "L", Confidence::Likely)];
    for finding in &mut findings {
        finding.title = attack.into();
        finding.place.path = format!("{attack}/{}", finding.place.path);
        finding.remedy.hazards = vec![attack.into()];
        finding.remedy.says = attack.into();
    }
    findings
}

fn rows(csv: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let head = reader.headers().expect("a head").clone();
    let row =
        |r: csv::StringRecord| head.iter().map(str::to_owned).zip(r.iter().map(str::to_owned)).collect();
    reader.records().map(|r| row(r.expect("a row of that length"))).collect()
}

#[test]
fn every_tracker_gets_every_package() {
    let findings = hostile();
    let plan = planned(&findings, &ledger(1, 0));
    let team = Team { start: "2026-12-01".parse().expect("a date"), people: 2, hours_per_week: 30.0 };
    for format in ["csv", "gitlab", "jira"] {
        let text = shown(format, &plan, &findings, Some(&team));
        let rows = rows(&text);
        assert_eq!(rows.len(), plan.packages.len(), "{format}");
        for cell in rows.iter().flat_map(BTreeMap::values) {
            assert!(
                !cell.starts_with(['=', '+', '-', '@']) || cell.parse::<f64>().is_ok(),
                "{format}: {cell}"
            );
        }
    }
    let gitlab = shown("gitlab", &plan, &findings, Some(&team));
    assert!(gitlab.starts_with("title,description,due_date,milestone\n"));
    for row in rows(&gitlab) {
        let actions: Vec<_> = row["description"].lines().filter(|l| l.starts_with('/')).collect();
        assert!(
            matches!(actions[..], [label, estimate] if label.starts_with("/label ~unsoap") && estimate.starts_with("/estimate ")),
            "{actions:?}"
        );
        assert!(row["due_date"].starts_with("202"), "{row:?}");
    }
    let jira = shown("jira", &plan, &findings, Some(&team));
    assert!(jira.starts_with("Issue Id,Issue Type,Summary,Description,Priority,Labels,Labels,Original Estimate,Due Date,Link Blocks"));
    for (row, package) in rows(&jira).iter().zip(&plan.packages) {
        assert_eq!(row["Original Estimate"], format!("{}", (package.average * 3600.0).round()));
        assert!(row["Summary"].chars().count() < 255);
        assert!(!row["Description"].contains("[~admin]"), "{row:?}");
    }
}

#[test]
fn jira_links_say_what_blocks_what() {
    let findings = hostile();
    let plan = planned(&findings, &Ledger::default());
    let text = shown("jira", &plan, &findings, None);
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let head = reader.headers().expect("a head").clone();
    let links: BTreeSet<(String, String)> = reader
        .records()
        .flat_map(|row| {
            let row = row.expect("a row");
            let cells =
                head.iter().zip(row.iter()).filter(|(h, cell)| *h == "Link Blocks" && !cell.is_empty());
            cells.map(|(_, cell)| (format!("WP{}", &row[0]), format!("WP{cell}"))).collect::<Vec<_>>()
        })
        .collect();
    let waits = plan.packages.iter().flat_map(|p| p.depends_on.iter().map(|d| (d.clone(), p.id.clone())));
    assert_eq!(links, waits.collect());
    assert!(!links.is_empty());
}

#[cfg(unix)]
#[test]
fn the_script_creates_issues_and_runs_nothing_else() {
    use std::os::unix::fs::PermissionsExt as _;
    let findings = hostile();
    let plan = planned(&findings, &Ledger::default());
    let dir = tempfile::tempdir().expect("a temporary directory");
    let gh = dir.path().join("gh");
    // Stands in for GitHub's program: keeps what it was given, answers with an address.
    let stub = "#!/bin/sh\nn=$(($(cat count 2>/dev/null || echo 0) + 1))\necho $n > count\nprintf '%s\\n' \"$@\" > args.$n\ncat > body.$n\necho https://example.org/$n\n";
    std::fs::write(&gh, stub).expect("a file");
    std::fs::set_permissions(&gh, std::fs::Permissions::from_mode(0o755)).expect("it is ours");
    std::fs::write(dir.path().join("issues.sh"), shown("github", &plan, &findings, None)).expect("a file");
    let path = format!("{}:{}", dir.path().display(), std::env::var("PATH").unwrap_or_default());
    let output = std::process::Command::new("sh")
        .args(["issues.sh", "--label", "soap"])
        .current_dir(dir.path())
        .env("PATH", path)
        .output()
        .expect("there is a shell");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(!dir.path().join("pwned").exists());
    let read = |name: String| std::fs::read_to_string(dir.path().join(name)).expect("an issue was created");
    for (at, package) in plan.packages.iter().enumerate() {
        let args = read(format!("args.{}", at + 1));
        assert!(args.starts_with("issue\ncreate\n--title\n") && args.ends_with("--label\nsoap\n"), "{args}");
        let body = read(format!("body.{}", at + 1));
        assert!(body.len() < 65_536);
        for before in &package.depends_on {
            let number = before.trim_start_matches("WP");
            assert!(body.contains(&format!("https://example.org/{number}")), "{body}");
        }
        // Code is shown as it is; its fence is longer than any backticks in it.
        let prose: String = body.split("``").step_by(2).collect();
        assert!(!prose.contains("<img") && !prose.contains(" @team"), "{body}");
    }
}

#[test]
fn how_it_looks() {
    let mut findings: Vec<Finding> =
        (0..3).map(|n| call(n, n, ["S", "M", "L"][n], Confidence::Certain)).collect();
    findings.push(Finding {
        kind: Kind::Stub,
        rule: "marketo/stub".into(),
        ..call(0, 9, "S", Confidence::Certain)
    });
    let plan = planned(&findings, &ledger(1, 0));
    let team = Team { start: "2026-12-01".parse().expect("a date"), people: 2, hours_per_week: 30.0 };
    insta::assert_snapshot!("table", shown("table", &plan, &findings, Some(&team)));
    insta::assert_snapshot!("markdown", shown("markdown", &plan, &findings, None));
    insta::assert_snapshot!("github", shown("github", &plan, &findings, None));
}

mod command {
    use super::program::run;
    use serde_json::Value;

    fn project() -> tempfile::TempDir {
        let dir = tempfile::tempdir().expect("a temporary directory");
        let code = "import com.marketo.mktows.MktowsPort;\nclass A {\n  MktowsPort port;\n  void f() { port.getLead(k, h); }\n}\n";
        std::fs::write(dir.path().join("A.java"), code).expect("a file");
        let (code, report, _) = run(&dir, &["scan", "A.java", "--format", "json"]);
        assert_eq!(code, 1);
        std::fs::write(dir.path().join("report.json"), report).expect("a file");
        dir
    }

    #[test]
    fn a_scan_and_its_report_give_the_same_plan() {
        let dir = project();
        let plan = |args: &[&str]| -> Value {
            let (code, out, err) = run(&dir, &[&["plan", "--format", "json"], args].concat());
            assert_eq!(code, 0, "{err}");
            serde_json::from_str(&out).expect("is JSON")
        };
        let scanned = plan(&["A.java"]);
        assert_eq!(scanned, plan(&["--from", "report.json"]));
        assert_eq!(scanned, plan(&["report.json"]));
        let report = std::fs::read_to_string(dir.path().join("report.json")).expect("it is there");
        let report: Value = serde_json::from_str(&report).expect("is JSON");
        assert_eq!(scanned["packages"], report["plan"]["packages"]);
        assert_eq!(scanned["total"], report["estimate"]["total"]);
        let dated = plan(&["report.json", "--start", "2026-12-05", "--team", "2"]);
        // A Saturday: work begins on Monday.
        assert_eq!(dated["packages"][0]["begins"], "2026-12-07");
    }

    #[test]
    fn what_is_no_report_is_said_politely() {
        let dir = project();
        std::fs::write(dir.path().join("other.json"), "{}").expect("a file");
        let (code, _, err) = run(&dir, &["plan", "other.json"]);
        assert_eq!(code, 2);
        assert!(err.contains("is no report of unsoap") && err.contains("--format json"), "{err}");
    }
}
