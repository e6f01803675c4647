//! What code scanning demands of a SARIF file.

use std::collections::BTreeSet;

use super::*;

fn log_of(report: &Report) -> Value {
    serde_json::from_str(&shown_as("sarif", report, &PLAIN)).expect("is JSON")
}

fn log() -> Value {
    log_of(&sample::report())
}

fn list(value: &Value) -> &[Value] {
    value.as_array().expect("a list")
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("a text: {value}"))
}

/// The results, and the first location of each.
fn results(log: &Value) -> Vec<(&Value, &Value)> {
    let results = list(&log["runs"][0]["results"]);
    results.iter().map(|r| (r, &r["locations"][0]["physicalLocation"])).collect()
}

fn rules(log: &Value) -> &[Value] {
    list(&log["runs"][0]["tool"]["driver"]["rules"])
}

#[test]
fn everything() {
    insta::assert_snapshot!(shown("sarif"));
}

/// `.ci/run` gives these to the validators.
#[test]
fn files_for_the_validators() {
    let Some(directory) = std::env::var_os("UNSOAP_SARIF") else { return };
    for (name, report) in [("sample", sample::report()), ("clean", sample::clean())] {
        let file = Path::new(&directory).join(name).with_extension("sarif");
        std::fs::write(&file, shown_as("sarif", &report, &PLAIN)).expect("can be written");
    }
}

#[test]
fn the_file_says_what_it_is() {
    assert!(shown("sarif").starts_with('{'));
    let log = log();
    assert_eq!(log["version"], "2.1.0");
    assert!(text(&log["$schema"]).contains("sarif-schema-2.1.0.json"));
    assert_eq!(list(&log["runs"]).len(), 1);
    let run = &log["runs"][0];
    for key in ["name", "fullName", "version", "semanticVersion", "organization"] {
        assert!(!text(&run["tool"]["driver"][key]).is_empty(), "{key}");
    }
    assert!(text(&run["tool"]["driver"]["informationUri"]).starts_with("https://"));
    assert_eq!(run["automationDetails"]["id"], "unsoap/");
    assert_eq!(run["columnKind"], "utf16CodeUnits");
}

#[test]
fn nothing_of_the_machine_leaks() {
    let log = log();
    let root = &log["runs"][0]["originalUriBaseIds"]["SRCROOT"];
    assert!(root["uri"].is_null() && root["description"]["text"].is_string());
    assert!(!shown("sarif").contains("file:"));
    assert!(!shown("sarif").contains("security-severity"));
}

#[test]
fn nothing_found_is_an_empty_list() {
    let log = log_of(&sample::clean());
    assert_eq!(log["runs"][0]["results"], serde_json::json!([]));
    assert_eq!(log["runs"][0]["invocations"][0]["executionSuccessful"], true);
}

#[test]
fn problems_are_warnings_of_the_run() {
    let log = log();
    let invocation = &log["runs"][0]["invocations"][0];
    let notifications = list(&invocation["toolExecutionNotifications"]);
    let report = sample::report();
    assert_eq!(notifications.len(), report.problems.len() + report.ledger.unresolved.len());
    for notification in notifications {
        assert_eq!(notification["level"], "warning");
        let known = list(&log["runs"][0]["tool"]["driver"]["notifications"]);
        let index = notification["descriptor"]["index"].as_u64().expect("an index") as usize;
        assert_eq!(notification["descriptor"]["id"], known[index]["id"]);
    }
}

#[test]
fn rules_explain_themselves() {
    let log = log();
    let ids: BTreeSet<_> = rules(&log).iter().map(|r| text(&r["id"])).collect();
    assert_eq!(ids.len(), rules(&log).len());
    for rule in rules(&log) {
        let id = text(&rule["id"]);
        let name = text(&rule["name"]);
        assert!(name.starts_with(char::is_uppercase) && name.chars().all(char::is_alphanumeric), "{name}");
        assert_ne!(id, name);
        for key in ["shortDescription", "fullDescription"] {
            let said = text(&rule[key]["text"]);
            assert!((1..=1024).contains(&said.chars().count()) && said.ends_with('.'), "{id}: {said}");
        }
        assert!(!text(&rule["help"]["text"]).is_empty() && !text(&rule["help"]["markdown"]).is_empty());
        assert!(text(&rule["helpUri"]).starts_with("https://"), "{id}");
        assert!(rule["messageStrings"]["default"]["text"].is_string(), "{id}");
        let level = text(&rule["defaultConfiguration"]["level"]);
        assert!(["error", "warning", "note"].contains(&level), "{id}");
        let precision = text(&rule["properties"]["precision"]);
        assert!(["very-high", "high", "medium", "low"].contains(&precision), "{id}");
        let problem = text(&rule["properties"]["problem.severity"]);
        assert!(["error", "warning", "recommendation"].contains(&problem), "{id}");
        assert!((1..=10).contains(&list(&rule["properties"]["tags"]).len()), "{id}");
    }
}

#[test]
fn results_name_their_rule_and_end_in_a_full_stop() {
    let log = log();
    for (result, _) in results(&log) {
        let index = result["ruleIndex"].as_u64().expect("an index") as usize;
        let rule = &rules(&log)[index];
        assert_eq!(result["ruleId"], rule["id"]);
        assert_eq!(result["kind"], "fail");
        let said = text(&result["message"]["text"]);
        let mut from_template = text(&rule["messageStrings"]["default"]["text"]).to_owned();
        for (i, argument) in list(&result["message"]["arguments"]).iter().enumerate() {
            from_template = from_template.replace(&format!("{{{i}}}"), text(argument));
        }
        assert_eq!(said, from_template);
        assert!(said.ends_with('.') && !said.contains(['{', '}']), "{said}");
    }
}

#[test]
fn the_loudest_come_first() {
    let log = log();
    let level = |r: &Value| match text(&r["level"]) {
        "error" => 0,
        "warning" => 1,
        _ => 2,
    };
    let levels: Vec<_> = results(&log).iter().map(|(r, _)| level(r)).collect();
    assert!(levels.is_sorted(), "{levels:?}");
    assert_eq!(BTreeSet::from_iter(levels).len(), 3);
}

#[test]
fn addresses_are_relative_and_encoded() {
    let log = log();
    let mut addresses = BTreeSet::new();
    for (_, place) in results(&log) {
        let address = text(&place["artifactLocation"]["uri"]);
        assert_eq!(place["artifactLocation"]["uriBaseId"], "SRCROOT");
        assert!(address.is_ascii() && !address.contains([':', '\\', ' ', '#']), "{address}");
        assert!(!address.starts_with(['/', '.']) && !address.contains("/../"), "{address}");
        addresses.insert(address);
    }
    assert!(addresses.contains("src/sp%20ace%23%25%C3%A9.java"), "{addresses:?}");
}

#[test]
fn regions_are_the_operation_and_columns_are_utf16() {
    let log = log();
    for (_, place) in results(&log) {
        let region = &place["region"];
        for key in ["startLine", "startColumn", "endLine", "endColumn"] {
            assert!(region[key].as_u64().is_some_and(|n| n >= 1), "{key}: {region}");
        }
        assert_eq!(region["startLine"], region["endLine"]);
        let meant = text(&region["snippet"]["text"]);
        let around = text(&place["contextRegion"]["snippet"]["text"]);
        assert!(around.contains(meant) && around != meant, "{meant}");
        assert!(around.len() < 5_000);
    }
    let odd = results(&log).into_iter().find(|(_, p)| text(&p["artifactLocation"]["uri"]).contains("sp%20"));
    let region = &odd.expect("is there").1["region"];
    assert_eq!((&region["startLine"], &region["startColumn"]), (&2.into(), &11.into()));
    assert_eq!(region["endColumn"], 18);
    assert_eq!(region["snippet"]["text"], "getLead");
}

#[test]
fn fingerprints_are_ours_and_the_one_github_reads() {
    let log = log();
    let mut report = sample::report();
    for (result, _) in results(&log) {
        let hash = text(&result["partialFingerprints"]["primaryLocationLineHash"]);
        assert!(hash.contains(':'), "{hash}");
        assert!(result["partialFingerprints"]["unsoap/v1"].is_string());
    }
    // Where the file is not UTF-8, GitHub's hash is unknown: no value is better than a wrong one.
    report.findings.iter_mut().for_each(|f| f.snippet.line_hash = None);
    let without = log_of(&report);
    assert!(
        results(&without)
            .iter()
            .all(|(r, _)| r["partialFingerprints"].get("primaryLocationLineHash").is_none())
    );
}

#[test]
fn evidence_is_related_and_remedies_are_properties() {
    let log = log();
    let (result, _) = results(&log)
        .into_iter()
        .find(|(r, _)| r["ruleId"] == "marketo/sync-lead")
        .expect("the sample has one");
    let related = list(&result["relatedLocations"]);
    let ids: BTreeSet<_> = related.iter().map(|l| l["id"].as_u64()).collect();
    assert_eq!(ids.len(), related.len());
    assert!(text(&related[0]["message"]["text"]).starts_with("receiver is MktowsPort"));
    assert_eq!(result["properties"]["remedy"]["steps"][0]["method"], "POST");
    assert_eq!(result["properties"]["effort"]["likely"], 3.0);
}

#[test]
fn more_than_a_file_may_hold_is_left_out_aloud() {
    let mut report = sample::report();
    let mut one = report.findings[0].clone();
    one.remedy = Default::default();
    let loud = report.findings.iter().find(|f| f.rule == "marketo/sync-lead").cloned().expect("is there");
    report.findings = vec![one; 25_000];
    report.findings.push(loud);
    let log = log_of(&report);
    assert_eq!(results(&log).len(), 25_000);
    assert_eq!(results(&log)[0].0["ruleId"], "marketo/sync-lead");
    let notifications = list(&log["runs"][0]["invocations"][0]["toolExecutionNotifications"]);
    assert!(text(&notifications[0]["message"]["text"]).starts_with("1 finding left out of 25,001"));
}
