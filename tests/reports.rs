//! How the report looks in each format, and what the consumers of each demand.

#[path = "support/sample.rs"]
mod sample;
#[path = "reports/ci.rs"]
mod ci;
#[path = "reports/matchers.rs"]
mod matchers;
#[path = "reports/sarif.rs"]
mod sarif;

use std::path::Path;

use serde_json::Value;
use unsoap::finding::Confidence;
use unsoap::report::{REPORTERS, Report, Style, report_schema};

const PLAIN: Style = Style { color: false, unicode: true, width: 100, min_confidence: Confidence::Possible };

fn shown_as(id: &str, report: &Report, style: &Style) -> String {
    let reporter = REPORTERS.iter().find(|r| r.id == id).expect("the format exists");
    (reporter.render)(report, style)
}

fn shown(id: &str) -> String {
    shown_as(id, &sample::report(), &PLAIN)
}

/// The line of a format that shows the place where columns are difficult.
fn odd_line(text: &str) -> &str {
    text.lines().find(|l| l.contains(sample::ODD_PATH)).expect("the path is shown")
}

#[test]
fn formats_are_sorted_and_described() {
    assert!(REPORTERS.is_sorted_by_key(|r| r.id));
    for reporter in REPORTERS {
        assert!(!reporter.about.is_empty(), "{}", reporter.id);
        assert!(!reporter.about.ends_with('.') && reporter.about.len() < 80, "{}", reporter.id);
    }
}

#[test]
fn nothing_but_our_own_colours_steers_a_terminal() {
    for reporter in REPORTERS {
        let text = (reporter.render)(&sample::report(), &PLAIN);
        assert!(text.ends_with('\n'), "{}", reporter.id);
        let steering = text.chars().find(|c| c.is_control() && !matches!(c, '\n' | '\t' | '\r'));
        assert_eq!(steering, None, "{}", reporter.id);
    }
}

#[test]
fn scanned_text_starts_no_command_of_a_runner() {
    // For these formats the text goes to the log; in the others it is data of a file.
    for id in ["concise", "human"] {
        for line in shown(id).lines() {
            assert!(!line.trim_start().starts_with("::"), "{id}: {line}");
            assert!(!line.contains("##["), "{id}: {line}");
        }
    }
}

#[test]
fn findings_below_the_threshold_are_left_out_for_people_but_counted() {
    let certain = Style { min_confidence: Confidence::Certain, ..PLAIN };
    for id in ["concise", "github", "gitlab", "human", "rdjson", "rdjsonl"] {
        let text = shown_as(id, &sample::report(), &certain);
        assert!(!text.contains("Nightly"), "{id}");
    }
    for id in ["concise", "human"] {
        let text = shown_as(id, &sample::report(), &certain);
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(text.contains("below certain"), "{id}: {text}");
    }
}

mod human {
    use super::*;

    #[test]
    fn for_a_wide_terminal() {
        insta::assert_snapshot!(shown("human"));
    }

    #[test]
    fn for_a_narrow_terminal_without_unicode() {
        let narrow = Style { unicode: false, width: 60, ..PLAIN };
        insta::assert_snapshot!(shown_as("human", &sample::report(), &narrow));
    }

    #[test]
    fn when_nothing_was_found() {
        insta::assert_snapshot!(shown_as("human", &sample::clean(), &PLAIN));
    }

    #[test]
    fn colours_change_nothing_but_the_colour() {
        let colored = shown_as("human", &sample::report(), &Style { color: true, ..PLAIN });
        assert_ne!(colored, shown("human"));
        assert_eq!(anstream::adapter::strip_str(&colored).to_string(), shown("human"));
    }

    #[test]
    fn columns_are_characters() {
        assert!(shown("human").contains("[src/sp ace#%é.java:2:10]"));
    }

    #[test]
    fn long_lines_are_cut() {
        for line in shown("human").lines() {
            assert!(line.chars().count() <= 110, "{line}");
        }
    }
}

mod concise {
    use super::*;

    #[test]
    fn a_line_each() {
        insta::assert_snapshot!(shown("concise"));
    }

    #[test]
    fn when_nothing_was_found() {
        let text = shown_as("concise", &sample::clean(), &PLAIN);
        assert_eq!(text, "unsoap: scan finished, 0 findings\n");
    }

    #[test]
    fn columns_are_characters() {
        let text = shown("concise");
        assert!(odd_line(&text).starts_with("src/sp ace#%é.java:2:10: error[marketo/get-lead] "));
    }

    #[test]
    fn findings_at_one_place_share_a_line() {
        let mut report = sample::report();
        let call = report.findings.iter().position(|f| f.rule == "marketo/sync-lead").expect("is there");
        let mut twin = report.findings[call].clone();
        twin.rule = "marketo/other".into();
        twin.title = "something else".into();
        report.findings.insert(call, twin);
        let text = shown_as("concise", &report, &PLAIN);
        assert_eq!(text.matches("src/LeadSync.java:14:14: ").count(), 1);
        assert!(text.contains("; also [marketo/"), "{text}");
    }
}

mod json {
    use super::*;

    #[test]
    fn everything() {
        insta::assert_snapshot!(shown("json"));
    }

    #[test]
    fn is_what_the_schema_says() {
        let validator = jsonschema::validator_for(&report_schema()).expect("the schema is a schema");
        for report in [sample::report(), sample::clean()] {
            let value: Value = serde_json::from_str(&shown_as("json", &report, &PLAIN)).expect("is JSON");
            let errors: Vec<_> = validator.iter_errors(&value).map(|e| e.to_string()).collect();
            assert!(errors.is_empty(), "{errors:#?}");
        }
    }

    #[test]
    fn the_published_schema_is_current() {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas/report.schema.json");
        let current = serde_json::to_string_pretty(&report_schema()).expect("a schema is JSON") + "\n";
        if std::env::var_os("UPDATE_SCHEMAS").is_some() {
            std::fs::write(&file, &current).expect("the schema can be written");
        }
        let published = std::fs::read_to_string(&file).unwrap_or_default();
        assert!(published == current, "run `UPDATE_SCHEMAS=1 cargo test --test reports schema`");
    }

    #[test]
    fn columns_are_characters() {
        let value: Value = serde_json::from_str(&shown("json")).expect("is JSON");
        let findings = value["findings"].as_array().expect("a list");
        let odd = findings.iter().find(|f| f["path"] == sample::ODD_PATH).expect("is there");
        assert_eq!((&odd["line"], &odd["column"], &odd["end_column"]), (&2.into(), &10.into(), &17.into()));
    }
}
