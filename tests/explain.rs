//! Rules as documentation.

use std::collections::BTreeSet;
use std::path::Path;

use unsoap::explain::{explain, list};
use unsoap::finding::Confidence;
use unsoap::report::Style;
use unsoap::rule::Rules;

fn style(width: usize) -> Style {
    Style { color: false, unicode: true, width, min_confidence: Confidence::Possible }
}

fn shown(id: &str) -> String {
    explain(Rules::embedded(), id, &style(80)).expect("a known rule")
}

#[test]
fn a_rule_is_found_by_all_its_names() {
    let whole = shown("marketo/sync-lead");
    assert!(whole.starts_with("marketo/sync-lead  syncLead: "), "{whole}");
    for name in ["syncLead", "sync_lead", "sync-lead", "paramsSyncLead", "marketo/syncLead"] {
        assert_eq!(shown(name), whole, "{name}");
    }
}

#[test]
fn an_unknown_rule_names_the_nearest() {
    let check = |id: &str, help: &str| {
        let mistake = explain(Rules::embedded(), id, &style(80)).expect_err("no such rule");
        assert_eq!((mistake.message, mistake.help), (format!("no rule is called `{id}`"), help.to_owned()));
    };
    check("syncLeed", "write `marketo/sync-lead`");
    check("marketo/synk-lead", "write `marketo/sync-lead`");
    check("market", "write `marketo`");
    check("zzz", "see `unsoap rules list` for all of them");
}

/// Every rule that can be listed can be shown, and says all of its table.
#[test]
fn every_rule_is_shown_whole() {
    let rules = Rules::embedded();
    let listed = list(rules);
    let ids: BTreeSet<&str> =
        listed.lines().filter_map(|l| l.split_whitespace().next()).filter(|id| id.contains('/')).collect();
    for id in &ids {
        assert!(shown(id).starts_with(&format!("{id}  ")), "{id}");
    }
    for api in &rules.apis {
        assert!(shown(&api.id).contains(&api.name));
        for rule in &api.operations {
            let id = format!("{}/{}", api.id, rule.id);
            assert!(ids.contains(id.as_str()), "{id} is not listed");
            let flat = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
            let page = flat(&shown(&id));
            for row in &rule.rows {
                assert!(page.contains(&format!("[{}]", row.id)), "{id} {}", row.id);
                assert!(page.contains(&flat(&row.says)), "{id} {}", row.id);
                for condition in &row.when {
                    assert!(page.contains(&flat(&condition.to_string())), "{id} {condition}");
                }
                for step in &row.steps {
                    let endpoint = api.endpoint(&step.call).expect("steps name endpoints");
                    assert!(page.contains(&endpoint.path), "{id} {}", endpoint.path);
                }
            }
            for hazard in &rule.hazards {
                assert!(page.contains(&flat(&hazard.says)), "{id} {}", hazard.id);
            }
        }
    }
}

#[test]
fn pages_keep_to_the_width_and_colour_adds_no_text() {
    let rules = Rules::embedded();
    for width in [60, 80, 200] {
        let page = explain(rules, "getLead", &style(width)).expect("a known rule");
        // Links and single words stay whole, whatever the width.
        let long = |line: &&str| {
            let words = line.split_whitespace().count();
            line.chars().count() > width && words > 2 && !line.contains("://")
        };
        assert_eq!(page.lines().find(long), None, "{width}");
        let coloured =
            explain(rules, "getLead", &Style { color: true, ..style(width) }).expect("a known rule");
        assert_ne!(coloured, page);
        assert_eq!(anstream::adapter::strip_str(&coloured).to_string(), page);
    }
}

#[test]
fn a_rule_looks_like_this() {
    let pack = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/packs/acme");
    let rules = Rules::load(&[pack]).expect("a right pack");
    let shown = |id: &str| explain(&rules, id, &style(80)).expect("a known rule");
    insta::assert_snapshot!("operation", shown("acme/get-order"));
    insta::assert_snapshot!("sign", shown("acme/acme-key"));
    insta::assert_snapshot!("pack", shown("acme"));
}
