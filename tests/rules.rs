//! Walks the rule table, and shows bad packs to the checks.

use unsoap::rule::{Form, Rules};

#[test]
fn the_embedded_packs_have_no_mistakes() {
    let mistakes: Vec<String> = Rules::check(&[])
        .iter()
        .map(|m| format!("{}:{}: {}: {}", m.path, m.line().unwrap_or(0), m.message, m.label))
        .collect();
    assert!(mistakes.is_empty(), "{}", mistakes.join("\n"));
}

#[test]
fn an_operation_is_known_in_all_its_spellings_and_nothing_else_is() {
    for api in &Rules::embedded().apis {
        for rule in &api.operations {
            let name = rule.operation.as_str();
            let check = |spelled: String, form| {
                let found = api.operation_form(&spelled).map(|(r, f)| (r.operation.as_str(), f));
                assert_eq!(found, Some((name, form)), "{spelled}");
            };
            check(name.to_owned(), Form::Plain);
            check(format!(":{name}"), Form::Plain);
            check(format!("ns1:{name}"), Form::Plain);
            check(format!("{name}Async"), Form::Async);
            check(format!("Begin{name}"), Form::Begin);
            check(format!("End{name}"), Form::End);
            check(format!("start{name}"), Form::Async);
            assert!(api.operation_named(&format!("{name}ById")).is_none());
            assert!(api.operation_named(&format!("http://example.com/{name}")).is_none());
        }
    }
}
