//! What code hosts and review tools demand of their formats.

use std::collections::BTreeSet;

use super::*;

mod github {
    use super::*;

    #[test]
    fn everything() {
        insta::assert_snapshot!(shown("github"));
    }

    /// The commands, as the runner reads them: name, properties, message.
    /// Command, properties, message.
    type Command = (String, Vec<(String, String)>, String);

    fn commands(text: &str) -> Vec<Command> {
        let decoded = |t: &str| {
            t.replace("%2C", ",")
                .replace("%3A", ":")
                .replace("%0A", "\n")
                .replace("%0D", "\r")
                .replace("%25", "%")
        };
        text.lines()
            .filter_map(|line| line.strip_prefix("::")?.split_once("::"))
            .map(|(head, message)| {
                let (name, properties) = head.split_once(' ').unwrap_or((head, ""));
                let properties = properties.split(',').filter_map(|p| p.split_once('='));
                let properties = properties.map(|(k, v)| (k.to_owned(), decoded(v))).collect();
                (name.to_owned(), properties, decoded(message))
            })
            .collect()
    }

    fn value<'a>(properties: &'a [(String, String)], key: &str) -> Option<&'a str> {
        properties.iter().find(|(k, _)| k == key).map(|(_, v)| v.as_str())
    }

    #[test]
    fn every_command_is_ours() {
        let text = shown("github");
        let commands = commands(&text);
        assert_eq!(commands.len(), text.lines().count(), "each line is a command");
        assert_eq!(commands.len(), sample::report().findings.len() + 1);
        for (name, properties, _) in &commands {
            assert!(["error", "warning", "notice"].contains(&name.as_str()), "{name}");
            let known = ["file", "line", "endLine", "col", "endColumn", "title"];
            assert!(properties.iter().all(|(key, _)| known.contains(&key.as_str())), "{properties:?}");
        }
        assert!(!text.contains("##["));
    }

    #[test]
    fn paths_arrive_as_they_are_and_columns_are_characters() {
        let text = shown("github");
        let commands = commands(&text);
        let find =
            |path: &str| commands.iter().find(|(_, p, _)| value(p, "file") == Some(path)).expect("is there");
        let (_, odd, _) = find(sample::ODD_PATH);
        assert_eq!((value(odd, "line"), value(odd, "col")), (Some("2"), Some("10")));
        assert_eq!(value(odd, "endColumn"), Some("17"));
        find("web/::error file=é%,:.rb");
    }

    #[test]
    fn a_region_of_two_lines_has_no_end_column() {
        let mut report = sample::report();
        report.findings.iter_mut().for_each(|f| f.place.end_line += 1);
        assert!(!shown_as("github", &report, &PLAIN).contains("endColumn"));
    }

    #[test]
    fn the_loudest_are_annotations_and_the_rest_is_in_the_log() {
        let mut report = sample::report();
        let note = report.findings.iter().find(|f| f.api == "other").cloned().expect("is there");
        let error =
            report.findings.iter().find(|f| f.rule == "marketo/merge-leads").cloned().expect("is there");
        report.findings = vec![note; 12];
        report.findings.extend(vec![error; 12]);
        let text = shown_as("github", &report, &PLAIN);
        let names: Vec<_> = commands(&text).into_iter().map(|(name, ..)| name).collect();
        assert_eq!(names.iter().filter(|n| *n == "error").count(), 10);
        assert_eq!(names.iter().filter(|n| *n == "notice").count(), 10, "nine findings and the summary");
        assert_eq!(names[..10], ["error"; 10]);
        assert_eq!(text.lines().filter(|l| l.starts_with("- ")).count(), 2 + 3);
        let (_, _, last) = commands(&text).pop().expect("there is a summary");
        assert!(last.starts_with("24 findings, 5 of them only in the log"), "{last}");
        assert!(text.lines().all(|l| l.starts_with("- ") || l.starts_with("::")));
    }
}

mod gitlab {
    use super::*;

    #[test]
    fn everything() {
        insta::assert_snapshot!(shown("gitlab"));
    }

    #[test]
    fn nothing_found_is_an_empty_list() {
        assert_eq!(shown_as("gitlab", &sample::clean(), &PLAIN), "[]\n");
    }

    #[test]
    fn issues_are_what_the_widget_reads() {
        let mut report = sample::report();
        // Two of the same fingerprint are two issues all the same.
        report.findings.push(report.findings[0].clone());
        let issues: Value = serde_json::from_str(&shown_as("gitlab", &report, &PLAIN)).expect("is JSON");
        let issues = issues.as_array().expect("a list");
        let mut fingerprints = BTreeSet::new();
        for issue in issues {
            let text = |value: &Value| value.as_str().expect("a text").to_owned();
            assert!(text(&issue["description"]).starts_with(&text(&issue["check_name"])));
            let severity = text(&issue["severity"]);
            assert!(["info", "minor", "major", "critical", "blocker"].contains(&severity.as_str()));
            let fingerprint = text(&issue["fingerprint"]);
            assert!(fingerprint.len() == 32 && fingerprint.chars().all(|c| c.is_ascii_hexdigit()));
            fingerprints.insert(fingerprint);
            let path = text(&issue["location"]["path"]);
            assert!(!path.starts_with(['/', '.']) && !path.contains('\\'), "{path}");
            assert!(issue["location"]["lines"]["begin"].as_u64().is_some_and(|line| line >= 1));
        }
        assert_eq!(fingerprints.len(), report.findings.len());
    }

    #[test]
    fn a_shifted_line_keeps_its_fingerprint() {
        let fingerprints = |report: &Report| -> Vec<Value> {
            let issues: Value = serde_json::from_str(&shown_as("gitlab", report, &PLAIN)).expect("is JSON");
            issues.as_array().expect("a list").iter().map(|i| i["fingerprint"].clone()).collect()
        };
        let before = fingerprints(&sample::report());
        let mut report = sample::report();
        report.findings.iter_mut().for_each(|f| f.place.line += 7);
        assert_eq!(fingerprints(&report), before);
    }
}

mod reviewdog {
    use super::*;

    /// Which members a message of the format has, and whether each is needed.
    const MEMBERS: &[(&str, &[(&str, bool)])] = &[
        ("result", &[("source", false), ("severity", false), ("diagnostics", true)]),
        (
            "diagnostic",
            &[
                ("message", true),
                ("location", true),
                ("severity", false),
                ("source", false),
                ("code", false),
                ("suggestions", false),
                ("original_output", false),
                ("related_locations", false),
            ],
        ),
        ("source", &[("name", true), ("url", false)]),
        ("code", &[("value", true), ("url", false)]),
        ("location", &[("path", true), ("range", false)]),
        ("range", &[("start", true), ("end", false)]),
        ("position", &[("line", true), ("column", false)]),
        ("related", &[("message", false), ("location", true)]),
    ];

    /// Checks a message of this name and what is in it.
    fn check(name: &str, value: &Value) {
        let members = MEMBERS.iter().find(|(n, _)| *n == name).expect("the message is known").1;
        let object = value.as_object().unwrap_or_else(|| panic!("{name}: {value}"));
        for (member, needed) in members {
            assert!(!needed || object.contains_key(*member), "{name} has no {member}");
        }
        for (member, value) in object {
            assert!(members.iter().any(|(m, _)| m == member), "{name} has {member}");
            let each = |name: &str| value.as_array().expect("a list").iter().for_each(|v| check(name, v));
            match member.as_str() {
                "source" | "code" | "location" | "range" => check(member, value),
                "start" | "end" => check("position", value),
                "diagnostics" => each("diagnostic"),
                "related_locations" => each("related"),
                "line" | "column" => assert!(value.as_u64().is_some_and(|n| n >= 1), "{member}: {value}"),
                "severity" => {
                    let known = ["UNKNOWN_SEVERITY", "ERROR", "WARNING", "INFO"];
                    assert!(known.contains(&value.as_str().expect("a text")), "{value}");
                }
                "path" => {
                    let path = value.as_str().expect("a text");
                    assert!(!path.starts_with(['/', '.']) && !path.contains('\\'), "{path}");
                }
                _ => assert!(value.is_string(), "{member}: {value}"),
            }
        }
    }

    #[test]
    fn everything() {
        insta::assert_snapshot!(shown("rdjson"));
        insta::assert_snapshot!(shown("rdjsonl"));
    }

    #[test]
    fn documents_and_lines_have_the_shape_of_the_format() {
        for report in [sample::report(), sample::clean()] {
            let document: Value =
                serde_json::from_str(&shown_as("rdjson", &report, &PLAIN)).expect("is JSON");
            check("result", &document);
            let lines = shown_as("rdjsonl", &report, &PLAIN);
            assert_eq!(lines.lines().count(), report.findings.len());
            for line in lines.lines() {
                check("diagnostic", &serde_json::from_str(line).expect("is JSON"));
            }
        }
    }

    #[test]
    fn columns_are_bytes() {
        let text = shown("rdjsonl");
        let odd: Value = serde_json::from_str(odd_line(&text)).expect("is JSON");
        let range = &odd["location"]["range"];
        assert_eq!((&range["start"]["line"], &range["start"]["column"]), (&2.into(), &14.into()));
        assert_eq!((&range["end"]["line"], &range["end"]["column"]), (&2.into(), &21.into()));
        assert_eq!(odd["severity"], "ERROR");
        assert_eq!(odd["code"]["value"], "marketo/get-lead");
        assert_eq!(odd["source"]["name"], "unsoap");
    }
}
