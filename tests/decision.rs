//! Properties of conditions and of choosing rows, over the embedded packs.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use unsoap::rule::{Api, Chosen, Condition, OperationRule, RequestView, Rules, Test, Truth, Value, choose};

fn path() -> impl Strategy<Value = String> {
    "[A-Za-z_][A-Za-z0-9_]{0,6}(\\.[A-Za-z_][A-Za-z0-9_-]{0,6}){0,2}"
        .prop_filter("a word of the grammar", |p| p != "or" && p != "always" && !is_fact(p))
}

fn is_fact(subject: &str) -> bool {
    ["call_site", "instance", "records", "result"].contains(&subject)
}

fn value() -> impl Strategy<Value = String> {
    prop_oneof!["[^'\\p{C}]{0,8}", "[^\"\\p{C}]{0,8}", "[A-Z]{1,6}"]
}

fn condition() -> impl Strategy<Value = Condition> {
    let values = || prop::collection::vec(value(), 1..4);
    let test = prop_oneof![
        values().prop_map(Test::In),
        values().prop_map(Test::NotIn),
        values().prop_map(Test::Has),
        values().prop_map(Test::HasOther),
        values().prop_map(Test::Only),
        Just(Test::Given),
        Just(Test::Absent),
        Just(Test::NotReadable),
        any::<i64>().prop_map(Test::Greater),
        any::<i64>().prop_map(Test::AtMost),
    ];
    let asked =
        (prop::collection::vec(path(), 1..3), test).prop_map(|(subjects, test)| Condition { subjects, test });
    let fact = "(not )?[a-z]{4,8}( [a-z,]{1,8}){0,3}"
        .prop_map(|words| Condition { subjects: vec!["call_site".to_owned()], test: Test::Is(words) });
    prop_oneof![asked, fact, Just(Condition { subjects: Vec::new(), test: Test::Always })]
}

proptest! {
    #[test]
    fn a_condition_is_read_as_it_is_written(condition in condition()) {
        let text = condition.to_string();
        prop_assert_eq!(text.parse::<Condition>(), Ok(condition), "{}", text);
    }

    #[test]
    fn any_text_is_read_or_refused_at_a_place(text in "\\PC{0,30}|[a-c]( (is|not|or|=|,|has|'|given|>|3)){0,5}") {
        if let Err(error) = text.parse::<Condition>() {
            prop_assert!(error.at.start <= error.at.end && error.at.end <= text.len(), "{:?}", error);
            prop_assert!(text.is_char_boundary(error.at.start) && text.is_char_boundary(error.at.end));
            prop_assert!(!error.help.is_empty());
        }
    }
}

/// A request as a test knows it.
#[derive(Debug, Clone, Default)]
struct Request {
    values: BTreeMap<String, Value>,
    facts: BTreeMap<(String, String), Truth>,
}

impl RequestView for Request {
    fn value(&self, path: &str) -> Value {
        self.values.get(path).cloned().unwrap_or(Value::CannotTell)
    }

    fn fact(&self, subject: &str, words: &str) -> Truth {
        self.facts.get(&(subject.to_owned(), words.to_owned())).copied().unwrap_or(Truth::CannotTell)
    }
}

/// Random bytes as decisions; the same again when they are used up.
struct Dice<'a>(std::iter::Cycle<std::slice::Iter<'a, u8>>);

impl Dice<'_> {
    fn below(&mut self, n: usize) -> usize {
        usize::from(*self.0.next().expect("a cycle does not end")) % n
    }

    fn coin(&mut self) -> bool {
        self.below(2) == 0
    }
}

/// The conditions of the rows that count for an object.
fn conditions(rule: &OperationRule, object: Option<&str>) -> Vec<Condition> {
    let counts = |o: &str| o == "*" || Some(o) == object;
    let rows = rule.rows.iter().filter(|r| r.object.as_deref().is_none_or(counts));
    rows.flat_map(|row| row.when.clone()).collect()
}

/// A request of which everything is known.
fn known(rule: &OperationRule, object: Option<&str>, dice: &mut Dice<'_>) -> Request {
    let mut request = Request::default();
    let conditions = conditions(rule, object);
    let subjects: BTreeSet<&str> = conditions
        .iter()
        .flat_map(|c| &c.subjects)
        .map(|s| s.strip_suffix(".count").unwrap_or(s))
        .filter(|s| !is_fact(s) && *s != "object")
        .collect();
    // In this order a parent comes before its members.
    for subject in &subjects {
        let under = |parent: &&&str| subject.strip_prefix(**parent).is_some_and(|r| r.starts_with('.'));
        let parent_absent = subjects.iter().filter(under).any(|p| request.values[*p] == Value::Absent);
        // `a or b` are two names of one thing, and a request has one of them.
        let twin_given = conditions
            .iter()
            .filter(|c| c.subjects.len() > 1 && c.subjects.iter().any(|s| s == subject))
            .flat_map(|c| &c.subjects)
            .any(|twin| request.values.get(twin).is_some_and(|v| *v != Value::Absent));
        let mut possible: Vec<String> = conditions
            .iter()
            .filter(|c| c.subjects.iter().any(|s| s == subject))
            .flat_map(|c| match &c.test {
                Test::In(v) | Test::NotIn(v) | Test::Has(v) | Test::HasOther(v) | Test::Only(v) => v.clone(),
                _ => Vec::new(),
            })
            .collect();
        possible.push("something else".to_owned());
        let value = match dice.below(3) {
            _ if parent_absent || twin_given => Value::Absent,
            0 => Value::Absent,
            _ => Value::Known(vec![possible.swap_remove(dice.below(possible.len()))]),
        };
        request.values.insert((*subject).to_owned(), value);
    }
    for condition in &conditions {
        if let Test::Is(words) = &condition.test {
            let words = words.strip_prefix("not ").unwrap_or(words);
            for subject in &condition.subjects {
                request.facts.insert((subject.clone(), words.to_owned()), Truth::from(dice.coin()));
            }
        }
    }
    request
}

/// The same request, less well read.
fn blurred(request: &Request, dice: &mut Dice<'_>) -> Request {
    let mut blurred = request.clone();
    for value in blurred.values.values_mut() {
        *value = match (dice.below(6), &*value) {
            (0, _) => Value::CannotTell,
            (1, _) => Value::MayBePresent,
            (2, Value::Known(_)) => Value::Present,
            (3, Value::Known(texts)) => {
                Value::Known(texts.iter().cloned().chain(["another".to_owned()]).collect())
            }
            (4, Value::Known(_)) => Value::List { items: vec![value.clone()], complete: true },
            _ => value.clone(),
        };
    }
    for truth in blurred.facts.values_mut() {
        if dice.coin() {
            *truth = Truth::CannotTell;
        }
    }
    blurred
}

fn ids(chosen: &Chosen<'_>) -> Vec<String> {
    chosen.rows.iter().map(|r| format!("{}/{}", r.object.as_deref().unwrap_or(""), r.id)).collect()
}

/// Every operation of every embedded pack, with every object it speaks of, and none.
fn each(mut body: impl FnMut(&Api, &OperationRule, Option<&str>)) {
    for api in &Rules::embedded().apis {
        for rule in &api.operations {
            let objects: BTreeSet<Option<&str>> = rule.rows.iter().map(|r| r.object.as_deref()).collect();
            for object in objects {
                body(api, rule, object);
            }
        }
    }
}

fn dice() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(any::<u8>(), 97)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn of_a_request_that_is_known_one_row_holds(bytes in dice()) {
        each(|api, rule, object| {
            let request = known(rule, object, &mut Dice(bytes.iter().cycle()));
            let chosen = choose(rule, api.choice, object, &request);
            assert_eq!(chosen.rows.len(), 1, "{} {object:?}: {:?} {request:?}", rule.id, ids(&chosen));
            let unread = object.is_none() && rule.rows.iter().any(|r| r.object.is_some());
            assert!(chosen.open.is_empty(), "{} {object:?}: {:?} {request:?}", rule.id, chosen.open);
            // What decides may be missing in the request: then no row fits, and that is asked.
            let strays =
                chosen.rows[0].when.iter().any(|c| c.is_fallback() && c.truth(&request) == Truth::No);
            let asked = if unread { chosen.question.as_deref() == Some("object") } else { strays };
            assert_eq!(chosen.question.is_some(), asked, "{} {object:?}: {:?} {request:?}", rule.id, chosen.question);
            assert!(unread || chosen.perhaps.is_empty(), "{} {object:?}: {:?}", rule.id, chosen.perhaps);
        });
    }

    #[test]
    fn what_is_decided_stays_when_more_is_known(bytes in dice()) {
        each(|api, rule, object| {
            let mut dice = Dice(bytes.iter().cycle());
            let request = known(rule, object, &mut dice);
            let less = blurred(&request, &mut dice);
            let (after, before) = (choose(rule, api.choice, object, &request), choose(rule, api.choice, object, &less));
            if !before.cases.is_empty() {
                // Of the rows of several values those of the one it is.
                let rows = ids(&before);
                assert!(ids(&after).iter().all(|r| rows.contains(r)), "{} {object:?}\n{request:?}\n{less:?}", rule.id);
            } else if before.is_decided() {
                assert_eq!(ids(&before), ids(&after), "{} {object:?}\n{request:?}\n{less:?}", rule.id);
            } else {
                let rows = before.rows.iter().chain(&before.open);
                let possible: Vec<&str> = rows.map(|r| r.id.as_str()).collect();
                let held = &after.rows[0].id;
                let fallback = after.rows[0].when.iter().any(Condition::is_fallback);
                assert!(fallback || possible.contains(&held.as_str()), "{}: {held} {possible:?}\n{request:?}\n{less:?}", rule.id);
                assert!(before.question.is_some(), "{}", rule.id);
            }
            let holding: Vec<&str> = after.modifiers.iter().map(|r| r.id.as_str()).collect();
            assert!(before.modifiers.iter().all(|r| holding.contains(&r.id.as_str())), "{}", rule.id);
        });
    }
}

#[test]
fn of_a_request_nobody_can_read_something_is_said() {
    each(|api, rule, object| {
        let chosen = choose(rule, api.choice, object, &Request::default());
        assert_eq!(chosen.rows.len(), 1, "{} {object:?}", rule.id);
        assert_eq!(chosen.is_decided(), chosen.question.is_none(), "{} {object:?}", rule.id);
    });
}
