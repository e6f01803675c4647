//! What the estimate promises, whatever was found.

use proptest::prelude::*;
use unsoap::estimate::{Found, entries, estimate, mean, quantiles, sum, widest};
use unsoap::finding::{Confidence, Finding, Hours, Kind};
use unsoap::report::{ApiStatus, Estimate, Ledger};
use unsoap::rule::effort::Calibration;
use unsoap::rule::{EffortTable, Rules};

#[path = "support/found.rs"]
mod found;
#[path = "support/history.rs"]
mod history;

use found::{call, ledger};

fn table() -> &'static EffortTable {
    &Rules::embedded().effort
}

fn calls(n: usize, of: impl Fn(usize) -> usize, confidence: Confidence) -> Vec<Finding> {
    (0..n).map(|at| call(of(at), at, "S", confidence)).collect()
}

fn found<'a>(findings: &'a [Finding], ledger: &'a Ledger) -> Found<'a> {
    Found { findings, apis: &[], ledger, existing: &[] }
}

fn cost(findings: &[Finding]) -> Estimate {
    estimate(found(findings, &Ledger::default()), table())
}

fn cost_with(findings: &[Finding], ledger: &Ledger) -> Hours {
    estimate(found(findings, ledger), table()).total
}

fn places(findings: &[Finding]) -> Vec<Hours> {
    unsoap::estimate::places(found(findings, &Ledger::default()), table())
}

fn any_finding() -> impl Strategy<Value = Finding> {
    let confidence =
        prop_oneof![Just(Confidence::Certain), Just(Confidence::Likely), Just(Confidence::Possible)];
    let kind = prop_oneof![
        6 => Just(Kind::Call), 1 => Just(Kind::Parameter), 1 => Just(Kind::Wrapper), 1 => Just(Kind::Stub),
        1 => Just(Kind::Endpoint), 1 => Just(Kind::Auth), 1 => Just(Kind::Import)
    ];
    (0..5_usize, 0..40_usize, confidence, kind, any::<bool>()).prop_map(|(n, at, confidence, kind, test)| {
        // An operation has one class, as a decided row has.
        let class = ["S", "M", "L", "X", "S"][n];
        Finding { kind, test: test && at % 4 == 0, ..call(n, at, class, confidence) }
    })
}

fn assert_ordered(hours: &Hours) {
    assert!(hours.low >= 0.0 && hours.low <= hours.likely && hours.likely <= hours.high, "{hours:?}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_finding_more_never_makes_it_cheaper(
        findings in prop::collection::vec(any_finding(), 0..25), more in any_finding()
    ) {
        let before = cost(&findings).total;
        let mut findings = findings;
        findings.push(more);
        let after = cost(&findings).total;
        prop_assert!(after.low >= before.low, "{before:?} {after:?}");
        prop_assert!(after.likely >= before.likely, "{before:?} {after:?}");
        prop_assert!(after.high >= before.high, "{before:?} {after:?}");
    }

    #[test]
    fn the_order_of_findings_does_not_matter(
        (findings, shuffled) in prop::collection::vec(any_finding(), 0..25)
            .prop_flat_map(|f| (Just(f.clone()), Just(f).prop_shuffle()))
    ) {
        prop_assert_eq!(cost(&findings), cost(&shuffled));
    }

    #[test]
    fn sums_are_of_their_items(
        findings in prop::collection::vec(any_finding(), 1..25), unresolved in 0..3_usize, lost in 0..3_usize
    ) {
        let ledger = ledger(unresolved, lost);
        let of = entries(found(&findings, &ledger), table());
        let estimate = estimate(found(&findings, &ledger), table());
        assert_ordered(&estimate.total);
        prop_assert_eq!(of.len(), estimate.items.len());
        for (entry, item) in of.iter().zip(&estimate.items) {
            prop_assert_eq!(&entry.item, item);
            assert_ordered(&item.hours);
            prop_assert!(item.probability > 0.0 && item.probability <= 1.0 && item.count > 0, "{item:?}");
            prop_assert!(!item.because.is_empty());
            let shares: f64 = entry.parts.iter().map(|p| p.share).sum();
            prop_assert!((shares - 1.0).abs() < 1e-9, "{item:?} {shares}");
        }
        // Averages add up, whatever the parts; quantiles do not.
        let whole = sum(of.iter().map(|e| (e, 1.0)), table());
        prop_assert_eq!(quantiles(&whole), estimate.total);
        let parts: f64 = of.iter().map(|e| mean(&sum([(e, 1.0)].into_iter(), table()))).sum();
        prop_assert!((mean(&whole) - parts).abs() < 1e-6 * parts.max(1.0));
        let shown: f64 = estimate.items.iter().map(|i| i.average).sum();
        prop_assert!((estimate.average - shown).abs() <= 0.005 * (estimate.items.len() + 1) as f64);
    }

    #[test]
    fn the_range_widens_when_confidence_falls(n in 1..30_usize, kinds in 1..6_usize) {
        let ratio = |confidence| {
            let total = cost(&calls(n, |at| at % kinds, confidence)).total;
            total.high / total.low.max(0.01)
        };
        let (certain, likely, possible) =
            (ratio(Confidence::Certain), ratio(Confidence::Likely), ratio(Confidence::Possible));
        prop_assert!(certain <= likely && likely < possible, "{certain} {likely} {possible}");
    }

    #[test]
    fn the_range_widens_when_the_ledger_grows(n in 0..20_usize, unresolved in 0..5_usize, lost in 0..5_usize) {
        let findings = calls(n, |at| at % 4, Confidence::Certain);
        let range = |ledger: &Ledger| {
            let total = cost_with(&findings, ledger);
            total.high - total.low
        };
        let before = range(&ledger(unresolved, lost));
        prop_assert!(range(&ledger(unresolved + 1, lost)) > before);
        prop_assert!(range(&ledger(unresolved, lost + 1)) > before);
    }
}

#[test]
fn the_range_narrows_after_calibration() {
    let findings = calls(12, |at| at % 4, Confidence::Certain);
    let total = |common: Option<f64>| {
        let mut table = table().clone();
        table.adjustment.calibration =
            common.map(|common| Calibration { operations: 4, factor: 1.0, common, because: String::new() });
        let found = estimate(found(&findings, &Ledger::default()), &table);
        assert_eq!(found.basis[0].contains("n = 4"), common.is_some(), "{:?}", found.basis);
        found.total
    };
    let ratio = |hours: Hours| hours.high / hours.low;
    let (before, half, exact) = (total(None), total(Some(0.5)), total(Some(0.0)));
    assert!(ratio(half) < 0.9 * ratio(before) && ratio(exact) < ratio(half), "{before:?} {half:?} {exact:?}");
    assert_eq!(total(Some(1.0)), before);
}

#[test]
fn the_team_shifts_all_hours_alike() {
    let findings = calls(12, |at| at % 4, Confidence::Certain);
    let mut of_team = table().clone();
    of_team.adjustment.team = vec![("rest_experience".into(), "none".into(), 1.25)];
    let (before, after) = (cost(&findings), estimate(found(&findings, &Ledger::default()), &of_team));
    assert!(
        (after.total.likely - 1.25 * before.total.likely).abs() < 0.02,
        "{:?} {:?}",
        before.total,
        after.total
    );
    assert!((after.average - 1.25 * before.average).abs() < 0.02);
    assert_eq!(after.basis, ["uncalibrated", "rest_experience = none: hours × 1.25"]);
}

#[test]
fn an_operation_has_hours_of_its_own() {
    let text = "[operation.'marketo/operation-1'.first]\np50 = 100.0\np90 = 200.0\nbecause = 'measured'\n";
    let dir = tempfile::tempdir().expect("a temporary directory");
    let pack = dir.path().join("acme");
    std::fs::create_dir(&pack).expect("a directory");
    for entry in walkdir::WalkDir::new("tests/packs/acme").into_iter().filter_map(Result::ok) {
        let target = pack.join(entry.path().strip_prefix("tests/packs/acme").expect("below it"));
        match entry.file_type().is_dir() {
            true => std::fs::create_dir_all(target).expect("a directory"),
            false => drop(std::fs::copy(entry.path(), target).expect("a file")),
        }
    }
    std::fs::write(dir.path().join("effort.toml"), text).expect("a file");
    let rules = Rules::load(&[dir.path().into()]).expect("they are right");
    let findings = calls(2, |at| at, Confidence::Certain);
    let ledger = Ledger::default();
    let items = estimate(found(&findings, &ledger), &rules.effort).items;
    let of = |what: &str| {
        items.iter().find(|i| i.item == "operation" && i.what.starts_with(what)).expect("an item")
    };
    assert_eq!(of("marketo/operation-1").hours.likely, 100.0);
    assert_eq!(of("marketo/operation-0").hours.likely, table().first_use.S.p50);
}

#[test]
fn nothing_costs_nothing() {
    assert_eq!(cost(&[]), Estimate::default());
}

#[test]
fn the_same_call_again_is_cheaper() {
    let one = cost(&calls(1, |_| 0, Confidence::Certain)).total;
    let hundred = cost(&calls(100, |_| 0, Confidence::Certain)).total;
    let different = cost(&calls(100, |at| at, Confidence::Certain)).total;
    for (one, hundred, different) in [
        (one.low, hundred.low, different.low),
        (one.likely, hundred.likely, different.likely),
        (one.high, hundred.high, different.high),
    ] {
        assert!(hundred < 25.0 * one, "{one} {hundred}");
        assert!(different > 3.0 * hundred, "{hundred} {different}");
    }
    // Without what the project pays once, as well.
    let mut findings = calls(100, |_| 0, Confidence::Certain);
    for (finding, hours) in findings.iter_mut().zip(places(&calls(100, |_| 0, Confidence::Certain))) {
        finding.effort = hours;
    }
    let all: f64 = findings.iter().map(|f| f.effort.likely).sum();
    assert!(all < 25.0 * findings[0].effort.likely, "{all}");
}

#[test]
fn the_first_place_is_dearer_than_the_next() {
    let hours = places(&calls(3, |_| 0, Confidence::Certain));
    assert!(hours.windows(2).all(|w| w[0].likely > w[1].likely), "{hours:?}");
    assert!(hours[0].likely > 3.0 * hours[1].likely, "{hours:?}");
    hours.iter().for_each(assert_ordered);
}

#[test]
fn copying_a_module_does_not_double_the_hours() {
    let once = cost(&calls(20, |at| at % 10, Confidence::Certain)).total;
    let twice = cost(&calls(40, |at| at % 10, Confidence::Certain)).total;
    assert!(twice.likely < 1.4 * once.likely, "{once:?} {twice:?}");
}

#[test]
fn tests_generated_code_and_doubt_stand_apart() {
    let mut findings = vec![
        call(1, 1, "S", Confidence::Certain),
        Finding { test: true, ..call(1, 2, "S", Confidence::Certain) },
        Finding { kind: Kind::Stub, rule: "marketo/stub".into(), ..call(1, 3, "S", Confidence::Certain) },
        call(2, 4, "L", Confidence::Possible),
    ];
    let has = |findings: &[Finding], apis: &[ApiStatus], item: &str, category: &str| {
        let estimate = estimate(Found { apis, ..found(findings, &Ledger::default()) }, table());
        assert!(estimate.items.iter().any(|i| i.item == item && i.category == category), "{item} {category}");
    };
    has(&findings, &[], "operation", "mandatory");
    has(&findings, &[], "tests", "mandatory");
    has(&findings, &[], "clean-up", "optional");
    has(&findings, &[], "operation", "potential");
    has(&findings, &[], "investigation", "potential");
    // Without a date nobody has to move.
    let apis = [ApiStatus {
        id: "marketo".into(),
        name: String::new(),
        replacement: String::new(),
        state: "discouraged".into(),
        date: None,
        says: String::new(),
        source: vec![],
        as_of: None,
    }];
    findings.truncate(1);
    has(&findings, &apis, "operation", "optional");
}

#[test]
fn a_hazard_counts_once_in_a_function() {
    let mut findings = calls(3, |_| 0, Confidence::Certain);
    for finding in &mut findings {
        finding.place.path = "src/one.java".into();
    }
    let hazards = |findings: &[Finding]| {
        cost(findings).items.into_iter().filter(|i| i.item == "hazard").map(|i| i.count).sum::<usize>()
    };
    assert_eq!(hazards(&findings), 1);
    findings[2].within = Some("A.other".into());
    assert_eq!(hazards(&findings), 2);
}

#[test]
fn what_widens_the_range_is_named() {
    let mut findings = calls(3, |at| at, Confidence::Certain);
    findings.push(call(9, 9, "X", Confidence::Likely));
    let of = entries(found(&findings, &ledger(0, 1)), table());
    let most = widest(&of, table());
    assert_eq!(most.len(), 3);
    assert!(most.windows(2).all(|w| w[0].1 >= w[1].1));
    assert!(most[0].0.item.what.contains("operation-9"), "{:?}", most[0].0.item);
}

/// What scans of real files say, not findings made for a test.
mod scanned {
    use unsoap::report::{EstimateItem, Report};
    use unsoap::rule::Rules;
    use unsoap::scan::{Options, scan};
    use unsoap::walk::WalkOptions;

    const HEAD: &str = "package a;\nimport com.marketo.mktows.*;\n";

    /// Scans files of these names and texts.
    fn report(files: &[(String, String)]) -> Report {
        let dir = tempfile::tempdir().expect("a temporary directory");
        for (name, text) in files {
            let path = dir.path().join(name);
            std::fs::create_dir_all(path.parent().expect("a parent")).expect("a directory");
            std::fs::write(path, text).expect("a file");
        }
        let walk = WalkOptions { roots: vec![dir.path().into()], ..WalkOptions::default() };
        scan(&Options { walk, ..Options::default() }, Rules::embedded())
    }

    fn file(name: &str, text: &str) -> (String, String) {
        (name.to_owned(), text.to_owned())
    }

    /// A class in which each of `calls` stands in a method of its own.
    fn class(name: &str, calls: &[String]) -> (String, String) {
        let methods = calls.iter().enumerate().map(|(n, call)| format!("  void m{n}() {{ port.{call}; }}\n"));
        let body: String = methods.collect();
        file(&format!("src/{name}.java"), &format!("{HEAD}class {name} {{\n  MktowsPort port;\n{body}}}\n"))
    }

    /// Calls of as many operations as Marketo has.
    fn different() -> Vec<String> {
        let marketo = Rules::embedded().api("marketo").expect("a pack");
        marketo.operations.iter().map(|o| format!("{}(request, header)", o.operation)).collect()
    }

    fn item<'r>(report: &'r Report, item: &str) -> &'r EstimateItem {
        report.estimate.items.iter().find(|i| i.item == item).expect("the item is there")
    }

    #[test]
    fn equal_counts_of_different_shape_cost_differently() {
        let different = different();
        let same = vec!["getLead(request, header)".to_owned(); different.len()];
        let (many, one) = (report(&[class("Many", &different)]), report(&[class("One", &same)]));
        assert_eq!(many.findings.len(), one.findings.len());
        let (many, one) = (many.estimate.total, one.estimate.total);
        assert!(many.low > one.high, "{many:?} {one:?}");
        assert!(many.likely > 3.0 * one.likely, "{many:?} {one:?}");
    }

    #[test]
    fn a_copied_module_does_not_double_the_hours() {
        let project = |copies: usize| {
            let copy = |n| {
                let (name, text) = class("Sync", &different());
                file(&format!("module{n}/{name}"), &text.replace("package a;", &format!("package a{n};")))
            };
            report(&(0..copies).map(copy).collect::<Vec<_>>())
        };
        let (once, twice) = (project(1), project(2));
        assert_eq!(2 * once.findings.len(), twice.findings.len());
        let (once, twice) = (once.estimate.total, twice.estimate.total);
        assert!(twice.likely > once.likely && twice.likely < 1.4 * once.likely, "{once:?} {twice:?}");
    }

    #[test]
    fn a_client_that_is_there_is_not_paid_again() {
        let soap = class("Sync", &["getLead(request, header)".to_owned()]);
        let rest = |path: &str, code: &str| vec![soap.clone(), file(path, code)];
        let without = report(std::slice::from_ref(&soap));
        assert_eq!(item(&without, "foundation").evidence, None);

        let java = "package a;\n\nclass Rest {\n  String url = base + \"/rest/v1/leads.json\";\n  String id = base + \"/identity/oauth/token\";\n}\n";
        let there = report(&rest("src/Rest.java", java));
        let told = |what: &str| {
            let evidence = item(&there, what).evidence.as_ref().expect("evidence");
            format!("{}:{} {}", evidence.path, evidence.line, evidence.text)
        };
        assert_eq!(told("foundation"), "src/Rest.java:4 \"/rest/v1/leads.json\"");
        assert_eq!(told("authentication"), "src/Rest.java:5 \"/identity/oauth/token\"");
        for what in ["foundation", "authentication"] {
            let (there, without) = (item(&there, what).hours.likely, item(&without, what).hours.likely);
            assert!(4.0 * there < without, "{what}: {there} {without}");
        }

        // Another language, a test and a comment are no client of this code.
        let python = "import marketo\nURL = '/rest/v1/leads.json'\n";
        for (path, code) in [
            ("tools/rest.py", python),
            ("src/test/Rest.java", java),
            ("src/Notes.java", "class Notes { /* marketo: /rest/v1/leads.json */ }"),
        ] {
            assert_eq!(item(&report(&rest(path, code)), "foundation").evidence, None, "{path}");
        }
        let library = report(&[
            file(
                "sync.rb",
                "require 'savon'\nc = Savon.client(wsdl: 'https://na-sj02.marketo.com/soap/mktows/2_3?WSDL')\nc.call(:get_lead, message: {})\n",
            ),
            file("other.rb", "require 'mrkt'\n# marketo\nMrkt::Client.new(host: h)\n"),
        ]);
        let evidence = item(&library, "foundation").evidence.as_ref().expect("evidence");
        assert_eq!((evidence.path.as_str(), evidence.line), ("other.rb", 1));
    }

    #[test]
    fn each_way_of_speaking_soap_is_taken_off_by_itself() {
        let stubs = class("Sync", &["getLead(request, header)".to_owned()]);
        let envelope = file(
            "src/Raw.java",
            "package a;\nclass Raw {\n  String f(String key) {\n    return post(\"<soapenv:Envelope xmlns:mkt=\\\"http://www.marketo.com/mktows/\\\"><soapenv:Body><mkt:paramsGetLead>\" + key + \"</mkt:paramsGetLead></soapenv:Body></soapenv:Envelope>\");\n  }\n}\n",
        );
        let tokens = |files: &[(String, String)]| {
            let items = report(files).estimate.items.into_iter();
            items.filter(|i| i.item == "authentication").map(|i| i.what).collect::<Vec<_>>()
        };
        assert_eq!(tokens(std::slice::from_ref(&stubs)), ["access token for marketo, java"]);
        let both = tokens(&[stubs, envelope]);
        assert_eq!(both.len(), 2, "{both:?}");
        assert!(both[1].ends_with(" as well"), "{both:?}");
    }
}

/// The same code costs the same after a release, or the changelog says why not.
mod frozen {
    use std::collections::BTreeMap;

    use unsoap::rule::Rules;
    use unsoap::scan::{Options, scan};
    use unsoap::walk::WalkOptions;

    /// What a line of the changelog begins with.
    const LINE: &str = "- Median hours of the projects in `fixtures/projects`: ";

    /// Project → median hours, from the newest such line: sections are newest
    /// first, and lines are added at the end of a section.
    fn told(changelog: &str) -> BTreeMap<String, f64> {
        let sections = changelog.split("\n## ");
        let mut newest = sections.filter_map(|section| section.lines().rfind(|line| line.starts_with(LINE)));
        let line = newest.next().expect("the changelog has a line of median hours");
        let list = line[LINE.len()..].trim_end_matches('.').split(", ");
        list.map(|one| {
            let (name, hours) = one.rsplit_once(' ').expect("a name and its hours");
            (name.to_owned(), hours.parse().expect("hours"))
        })
        .collect()
    }

    #[test]
    fn totals_change_by_more_than_a_tenth_only_with_a_line_in_the_changelog() {
        let told = told(include_str!("../CHANGELOG.md"));
        let mut now = BTreeMap::new();
        for project in std::fs::read_dir("fixtures/projects").expect("the projects").flatten() {
            let walk = WalkOptions { roots: vec![project.path()], no_ignore: true, ..WalkOptions::default() };
            let report = scan(&Options { walk, ..Options::default() }, Rules::embedded());
            now.insert(project.file_name().to_string_lossy().into_owned(), report.estimate.total.likely);
        }
        let moved = |(name, hours): (&String, &f64)| {
            // A project without a finding needs no line.
            let before = told.get(name).copied().unwrap_or_default();
            ((hours - before).abs() > 0.1 * before).then(|| name.clone())
        };
        let moved: Vec<String> = now.iter().filter_map(moved).collect();
        let costly = now.iter().filter(|(_, hours)| **hours > 0.0);
        let line: Vec<String> = costly.map(|(name, hours)| format!("{name} {hours:.0}")).collect();
        assert!(
            moved.is_empty(),
            "the totals of {} moved by more than a tenth: people who wrote offers with the old numbers need to know. \
             Add to CHANGELOG.md why they moved, and at the end of the newest section\n{LINE}{}.",
            moved.join(", "),
            line.join(", ")
        );
    }

    #[test]
    fn the_newest_line_counts() {
        let text = format!(
            "# C\n\n## Unreleased\n\n{LINE}a 1, b 2.\n- x\n{LINE}a 3, b 2.\n\n## 0.1\n\n{LINE}a 9.\n"
        );
        assert_eq!(told(&text), BTreeMap::from([("a".to_owned(), 3.0), ("b".to_owned(), 2.0)]));
    }
}

mod command {
    use assert_cmd::Command;
    use serde_json::Value;

    /// A report of the same findings, as the scanner writes it, and a directory for it.
    fn report() -> (tempfile::TempDir, Value) {
        let dir = tempfile::tempdir().expect("a temporary directory");
        let code = "import com.marketo.mktows.MktowsPort;\nclass A {\n  MktowsPort port;\n  void f() { port.getLead(k, h); }\n  void g() { port.syncLead(p, h); }\n}\n";
        std::fs::create_dir(dir.path().join("src")).expect("a directory");
        std::fs::write(dir.path().join("src/A.java"), code).expect("a file");
        let text = run(&dir, &["scan", "src", "--format", "json", "--exit-zero"]);
        std::fs::write(dir.path().join("report.json"), &text).expect("a file");
        (dir, serde_json::from_str(&text).expect("is JSON"))
    }

    fn run(dir: &tempfile::TempDir, args: &[&str]) -> String {
        let mut command = Command::cargo_bin("unsoap").expect("the program is built");
        let output = command.current_dir(dir).args(args).output().expect("it runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("is text")
    }

    #[test]
    fn says_what_the_report_says_in_every_format() {
        let (dir, report) = report();
        let total = &report["estimate"]["total"];
        assert!(total["likely"].as_f64() > Some(10.0), "{total}");
        for by in ["project", "module", "operation"] {
            let args = ["estimate", "--from", "report.json", "--by", by, "--format"];
            let json: Value =
                serde_json::from_str(&run(&dir, &[&args[..], &["json"]].concat())).expect("is JSON");
            assert_eq!(&json["total"]["hours"], total);
            assert_eq!(json["items"], report["estimate"]["items"]);
            assert_eq!(json["widest"].as_array().map(Vec::len), Some(3));
            let csv = run(&dir, &[&args[..], &["csv"]].concat());
            assert!(csv.contains(&format!(
                "total,everything,,,,{},{},{},{}",
                total["low"], total["likely"], total["high"], json["average"]
            )));
            sums_are_those_of_the_items(&json, &csv);
            sums_of_the_table(&run(&dir, &["estimate", "--from", "report.json", "--by", by, "--why"]));
            assert!(run(&dir, &[&args[..], &["table"]].concat()).contains("what makes the range wide"));
        }
        let scanned: Value =
            serde_json::from_str(&run(&dir, &["estimate", "src", "--format", "json"])).expect("is JSON");
        assert_eq!(&scanned["total"]["hours"], total);
    }

    fn close(a: f64, b: f64, terms: usize) {
        assert!((a - b).abs() <= 0.01 * (terms + 1) as f64, "{a} {b}");
    }

    /// Averages add up: of items, of groups, and of the parts of groups.
    fn sums_are_those_of_the_items(json: &Value, csv: &str) {
        let list = |of: &Value, key: &str| of[key].as_array().expect("a list").clone();
        let add = |all: &[Value]| all.iter().map(|v| v["average"].as_f64().expect("a number")).sum::<f64>();
        let total = json["average"].as_f64().expect("a number");
        for key in ["items", "groups", "categories"] {
            let all = list(json, key);
            close(add(&all), total, all.len());
        }
        for group in list(json, "groups") {
            let items = list(&group, "items");
            close(add(&items), group["average"].as_f64().expect("a number"), items.len());
        }
        let mut reader = csv::Reader::from_reader(csv.as_bytes());
        let rows: Vec<csv::StringRecord> = reader.records().map(|r| r.expect("a row")).collect();
        let of = |kind: &str| {
            rows.iter()
                .filter(|r| &r[0] == kind)
                .map(|r| r[8].parse::<f64>().expect("hours"))
                .collect::<Vec<_>>()
        };
        let items = of("item");
        close(items.iter().sum(), of("total")[0], items.len());
    }

    /// The lines below each group add up to its last.
    fn sums_of_the_table(table: &str) {
        let (mut sum, mut lines, mut groups) = (0.0, 0, 0);
        for line in table.lines() {
            let Some((hours, what)) = line.trim().split_once(" h  ") else { continue };
            let Ok(hours) = hours.trim().parse::<f64>() else { continue };
            if what == "on average" {
                close(sum, hours, lines);
                (sum, lines, groups) = (0.0, 0, groups + 1);
            } else {
                sum += hours;
                lines += 1;
            }
        }
        assert!(groups > 0, "{table}");
    }

    #[test]
    fn the_settings_of_a_project_count() {
        let (dir, _) = report();
        let total = |args: &[&str]| {
            let text = run(&dir, &[&["estimate", ".", "--format", "json"], args].concat());
            serde_json::from_str::<Value>(&text).expect("is JSON")
        };
        let before = total(&[]);
        let text = "[team]\npeople = 2\nrate = '100EUR/h'\n[team.factors]\nrest_experience = 'none'\n[owners]\n'/src/' = '@crm'\n";
        std::fs::write(dir.path().join("unsoap.toml"), text).expect("a file");
        let after = total(&["--by", "owner"]);
        let likely = |v: &Value| v["total"]["hours"]["likely"].as_f64().expect("a number");
        assert!(likely(&after) > 1.1 * likely(&before));
        assert_eq!(after["total"]["money"]["currency"], "EUR");
        assert!(after["total"]["weeks"]["likely"].as_f64() > Some(0.1));
        assert_eq!(after["groups"][0]["name"], "@crm");
        assert_eq!(after["basis"][1], "rest_experience = none: hours × 1.20");
        let scanned: Value =
            serde_json::from_str(&run(&dir, &["scan", ".", "--format", "json", "--exit-zero"]))
                .expect("is JSON");
        assert_eq!(scanned["estimate"]["total"], after["total"]["hours"]);

        std::fs::write(dir.path().join("unsoap.toml"), "[team]\npeple = 2\n").expect("a file");
        let mut command = Command::cargo_bin("unsoap").expect("the program is built");
        let output = command.current_dir(&dir).args(["estimate", "."]).output().expect("it runs");
        assert_eq!(output.status.code(), Some(2));
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(said.contains("unknown key `peple`") && said.contains("unsoap.toml:2"), "{said}");
    }

    #[test]
    fn codeowners_say_who_pays() {
        let (dir, _) = report();
        std::fs::create_dir(dir.path().join(".github")).expect("a directory");
        std::fs::write(dir.path().join(".github/CODEOWNERS"), "* @all\n/src/ @java @crm\n").expect("a file");
        let text = run(&dir, &["estimate", ".", "--by", "owner", "--why", "@java @crm"]);
        assert!(text.contains("by owner\n  @java @crm"), "{text}");
        assert!(text.contains("h  operation: marketo/get-lead"), "{text}");
    }

    #[test]
    fn finished_work_calibrates_the_rest() {
        let dir = tempfile::tempdir().expect("a temporary directory");
        let code = |calls: &str| {
            format!("import com.marketo.mktows.MktowsPort;\nclass A {{\n  MktowsPort port;\n{calls}}}\n")
        };
        let (get, sync) = ("  void f() { port.getLead(k, h); }\n", "  void g() { port.syncLead(p, h); }\n");
        crate::history::write(dir.path(), "src/A.java", &code(&format!("{get}{sync}")));
        let before = crate::history::commit(dir.path(), "ann", "2025-01-10", "begin");
        for day in ["2025-01-13", "2025-01-14", "2025-01-15", "2025-01-16"] {
            crate::history::write(dir.path(), "src/Rest.java", &format!("// {day}"));
            crate::history::commit(dir.path(), "ann", day, "a day's work");
        }
        crate::history::write(dir.path(), "src/A.java", &code(get));
        crate::history::commit(dir.path(), "bob", "2025-01-16", "move syncLead");
        let span = format!("{before}..HEAD");
        let text = run(&dir, &["calibrate", ".", "--from-git", &span]);
        assert!(text.contains("5 author-days") && text.contains(", 30 h"), "{text}");
        let pasted: toml::Table = toml::from_str(&text).expect("can be pasted");
        assert_eq!(pasted["calibration"]["operations"].as_integer(), Some(1));
        let common = pasted["calibration"]["common"].as_float().expect("a number");
        assert!(common > 0.0 && common < 1.0, "{text}");
        std::fs::write(dir.path().join("unsoap.toml"), &text).expect("a file");
        assert!(run(&dir, &["estimate", "."]).contains("calibrated on n = 1 completed operation:"));
        assert_eq!(run(&dir, &["calibrate", ".", "--from-git", &span]), text, "it does not count twice");

        crate::history::write(dir.path(), "done.csv", "operation,hours\nmarketo/sync-lead,40\n");
        let by_hand = run(&dir, &["calibrate", ".", "--at", &before, "--done", "done.csv"]);
        assert!(by_hand.contains("marketo/sync-lead: ") && by_hand.contains(", 40 h"), "{by_hand}");
        crate::history::write(dir.path(), "done.toml", "\"marketo/sync-lead\" = 40\n");
        assert_eq!(run(&dir, &["calibrate", ".", "--at", &before, "--done", "done.toml"]), by_hand);

        for (name, text, expected) in [
            ("done.csv", "operation,hours\nmarketo/sink-lead,40\n", "`marketo/sink-lead` is no operation"),
            ("done.csv", "operation,hours\nmarketo/sync-lead,long\n", "these are no hours"),
            ("done.toml", "\"marketo/sync-lead\" = \"long\"\n", "these are no hours"),
        ] {
            crate::history::write(dir.path(), name, text);
            let mut command = Command::cargo_bin("unsoap").expect("the program is built");
            let args = ["calibrate", ".", "--at", &before, "--done", name];
            let output = command.current_dir(&dir).args(args).output().expect("it runs");
            let said = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.code() == Some(2) && said.contains(expected), "{said}");
        }
    }

    #[test]
    fn turns_hours_into_money_and_weeks() {
        let (dir, _) = report();
        let args = ["--rate", "100EUR/h", "--team", "2", "--hours-per-week", "25", "--format", "json"];
        let text = run(&dir, &[&["estimate", "--from", "report.json"], &args[..]].concat());
        let total = &serde_json::from_str::<Value>(&text).expect("is JSON")["total"];
        let number = |of: &str| total[of]["likely"].as_f64().expect("a number");
        assert!((number("money") - 100.0 * number("hours")).abs() < 0.01, "{total}");
        assert!((number("weeks") - number("hours") / 50.0).abs() < 0.01, "{total}");
        assert_eq!(total["money"]["currency"], "EUR");
    }
}
