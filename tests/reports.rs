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
    for id in ["concise", "github", "gitlab", "html", "human", "markdown", "rdjson", "rdjsonl"] {
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

mod csv {
    use super::*;

    #[test]
    fn a_row_each() {
        insta::assert_snapshot!(shown("csv"));
    }

    #[test]
    fn no_cell_is_a_formula() {
        let mut report = sample::report();
        report.findings[0].title = "=HYPERLINK(\"http://x\")".into();
        let text = shown_as("csv", &report, &PLAIN);
        assert!(text.contains("\"'=HYPERLINK"), "{text}");
        let mut rows = ::csv::Reader::from_reader(text.as_bytes());
        let rows: Vec<_> = rows.records().map(|r| r.expect("is CSV")).collect();
        assert_eq!(rows.len(), report.findings.len());
        assert!(rows.iter().flatten().all(|cell| !cell.starts_with(['=', '+', '@'])));
    }
}

mod markdown {
    use super::*;

    #[test]
    fn a_comment() {
        insta::assert_snapshot!(shown("markdown"));
    }

    #[test]
    fn fits_into_a_comment_with_the_most_important_first() {
        let mut report = sample::report();
        let loud = report.findings.iter().find(|f| f.rule == "marketo/sync-lead").expect("is there").clone();
        let quiet = report.findings.iter().find(|f| f.kind.id() == "stub").expect("is there").clone();
        report.findings =
            (0..20_000).map(|n| if n < 10_000 { quiet.clone() } else { loud.clone() }).collect();
        let text = shown_as("markdown", &report, &PLAIN);
        assert!(text.len() <= 65_536 && text.len() > 50_000, "{}", text.len());
        assert!(text.contains("more findings did not fit"));
        assert!(!text.contains("**warning**"), "errors come first");
    }

    #[test]
    fn scanned_text_is_no_markup() {
        let mut report = sample::report();
        report.findings[0].title = "<script>alert(1)</script> @team #1 ![x](http://y)".into();
        report.findings[0].place.path = "a`b`|.java".into();
        let text = shown_as("markdown", &report, &PLAIN);
        assert!(!text.contains("<script") && !text.contains("@team") && !text.contains("![x]"), "{text}");
        assert!(text.contains("``a`b`|.java:"), "{text}");
    }
}

mod html {
    use super::*;

    /// The text between two markers.
    fn between<'t>(text: &'t str, start: &str, end: &str) -> &'t str {
        let rest = text.split_once(start).expect("the start is there").1;
        rest.split_once(end).expect("the end is there").0
    }

    fn data(page: &str) -> Value {
        let data = between(page, "<script type=\"application/json\" id=\"data\">", "</script>");
        serde_json::from_str(data).expect("the data is JSON")
    }

    #[test]
    fn a_page() {
        // The script and the style are files of their own and need no second copy.
        let page = shown("html");
        let script = page.rsplit_once("<script>").expect("a script").1;
        let style = between(&page, "<style>", "</style>");
        let mut page = page.replace(script, "…").replace(style, "…");
        let policy = between(&page, "script-src ", "; base-uri").to_owned();
        page = page.replace(&policy, "…");
        insta::assert_snapshot!(page);
    }

    /// The JSON report that a page holds, with the remedies put back.
    fn embedded(page: &str) -> Value {
        let mut data = data(page);
        let remedies = data["remedies"].take();
        for finding in data["report"]["findings"].as_array_mut().expect("a list") {
            finding["remedy"] = remedies[finding["remedy"].as_u64().expect("an index") as usize].clone();
            let own = finding.as_object_mut().expect("a finding");
            let own = ["requests", "snippet"].map(|key| (key, own.shift_remove(key)));
            for (key, value) in own.into_iter().filter_map(|(key, value)| Some((key, value?))) {
                finding["remedy"][key] = value;
            }
        }
        data["report"].take()
    }

    /// Findings have an order of their own on a page.
    fn sorted(mut report: Value) -> Value {
        let findings = report["findings"].as_array_mut().expect("a list");
        findings.sort_by_key(|f| {
            (f["path"].to_string(), f["line"].as_u64(), f["column"].as_u64(), f["rule"].to_string())
        });
        report
    }

    #[test]
    fn holds_the_json_report() {
        for report in [sample::report(), sample::clean(), with_plan_and_history()] {
            let json: Value = serde_json::from_str(&shown_as("json", &report, &PLAIN)).expect("is JSON");
            assert_eq!(sorted(embedded(&shown_as("html", &report, &PLAIN))), sorted(json));
        }
    }

    fn with_plan_and_history() -> Report {
        let mut report = sample::report();
        report.plan = unsoap::plan::plan(
            unsoap::estimate::Found::of(&report),
            &report.frontier,
            &report.recipes,
            unsoap::rule::Rules::embedded(),
        );
        let before = sample::report();
        report.history = Some(unsoap::history::of_reports([
            ("2026-10".to_owned(), &before),
            ("2026-11".to_owned(), &report),
        ]));
        report
    }

    #[test]
    fn what_it_shows_is_in_the_report() {
        let report = with_plan_and_history();
        let page = shown_as("html", &report, &PLAIN);
        for item in &report.estimate.items {
            assert!(page.contains(&format!("<td>{}</td>", item.item)), "{item:?}");
        }
        assert!(!report.plan.packages.is_empty());
        for package in &report.plan.packages {
            let id = &package.id;
            assert!(page.contains(&format!("<details class=\"package\" id=\"{id}\">")), "{id}");
            assert!(
                page.contains(&format!("<p class=\"quiet\">{:.1} h on average", package.average)),
                "{id}"
            );
        }
        assert!(
            page.contains("<svg xmlns=\"http://www.w3.org/2000/svg\"") && page.contains(">2026-10</text>")
        );
    }

    #[test]
    fn nothing_leaves_the_page_and_nothing_scanned_is_markup() {
        let mut report = sample::report();
        let attack = "</script><img src=x onerror=alert(1)><!--\"'>";
        for finding in &mut report.findings {
            finding.title = attack.into();
            finding.within = Some(attack.into());
            finding.snippet.lines = vec![attack.into()];
        }
        report.problems[0].says = attack.into();
        report.problems[0].path = attack.into();
        report.summary.operations[0].operation = attack.into();
        report.estimate.items[0].what = attack.into();
        report.plan = with_plan_and_history().plan;
        report.plan.packages[0].title = attack.into();
        report.history = with_plan_and_history().history;
        report.history.as_mut().expect("it was made").points[0].label = attack.into();
        let page = shown_as("html", &report, &PLAIN);
        assert!(page.contains("default-src 'none'"));
        assert!(!page.contains("<img") && !page.contains("<!--"), "scanned text is markup");
        assert_eq!(page.matches("</script>").count(), 2);
        for loads in [" src=", "@import", "url(", "<link", "<iframe", "fetch(", "XMLHttpRequest"] {
            assert!(!shown("html").contains(loads), "{loads}");
        }
        assert_eq!(embedded(&page)["findings"][0]["title"], attack);
    }

    #[test]
    fn when_nothing_was_found() {
        let page = shown_as("html", &sample::clean(), &PLAIN);
        assert!(page.contains("<h1>0 findings</h1>"));
        assert_eq!(embedded(&page)["findings"], serde_json::json!([]));
    }
}
