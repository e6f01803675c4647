//! When conditions hold.
//!
//! Reading a request back from code often ends in "cannot tell". Truth is
//! therefore three-valued in Kleene's sense: an answer is `Yes` or `No` only
//! when nothing that may still come to light could change it.

use super::decision::{Condition, OBJECT, Test};

/// Whether a condition holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Truth {
    /// It does not.
    No,
    /// The code does not say.
    CannotTell,
    /// It does.
    Yes,
}

impl Truth {
    /// Both hold.
    pub fn and(self, other: Truth) -> Truth {
        self.min(other)
    }

    /// One of them holds.
    pub fn or(self, other: Truth) -> Truth {
        self.max(other)
    }

    /// The opposite, as far as it is known.
    fn not(self) -> Truth {
        match self {
            Truth::Yes => Truth::No,
            Truth::No => Truth::Yes,
            Truth::CannotTell => Truth::CannotTell,
        }
    }
}

impl From<bool> for Truth {
    fn from(holds: bool) -> Self {
        if holds { Truth::Yes } else { Truth::No }
    }
}

/// What the code says about a parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// It is not given.
    Absent,
    /// It is one of these texts; branches give alternatives.
    Known(Vec<String>),
    /// It is given, but what it is cannot be read.
    Present,
    /// Perhaps it is given, and what it is cannot be read.
    MayBePresent,
    /// A list.
    List {
        /// Items that were read.
        items: Vec<Value>,
        /// There are no others.
        complete: bool,
    },
    /// Nothing is known.
    CannotTell,
}

/// A request as far as it was read back from the code.
pub trait RequestView {
    /// The parameter at a dotted path. A path through a list gives the list of
    /// what its items have there.
    fn value(&self, path: &str) -> Value;

    /// A fact outside the parameters, in the words of the pack:
    /// `call_site`, `loops over streamPosition`.
    fn fact(&self, subject: &str, words: &str) -> Truth;
}

/// Whether all conditions hold.
pub fn all(conditions: &[Condition], view: &dyn RequestView) -> Truth {
    conditions.iter().fold(Truth::Yes, |truth, c| truth.and(c.truth(view)))
}

impl Condition {
    /// Whether it holds for a request.
    pub fn truth(&self, view: &dyn RequestView) -> Truth {
        match &self.test {
            Test::Always => Truth::Yes,
            Test::Is(words) => {
                self.subjects.iter().fold(Truth::No, |truth, s| truth.or(fact(s, words, view)))
            }
            test => self.subjects.iter().fold(Truth::No, |truth, s| truth.or(holds(test, s, view))),
        }
    }
}

/// `result is not read` is the opposite of `result is read`, so a view knows the latter only.
fn fact(subject: &str, words: &str, view: &dyn RequestView) -> Truth {
    match words.strip_prefix("not ") {
        Some(words) => view.fact(subject, words).not(),
        None => view.fact(subject, words),
    }
}

/// Whether a test holds for one subject.
fn holds(test: &Test, subject: &str, view: &dyn RequestView) -> Truth {
    if let Some(list) = subject.strip_suffix(".count") {
        return counts(test, &view.value(list));
    }
    let value = view.value(subject);
    match test {
        Test::Always => Truth::Yes,
        Test::Is(words) => fact(subject, words, view),
        Test::Given => given(&value),
        Test::Absent => absent(&value),
        Test::NotReadable => unreadable(&value),
        Test::In(wanted) | Test::Has(wanted) => some(&value, &|text| is_one(text, wanted)),
        Test::NotIn(refused) => absent(&value).or(some(&value, &|text| !is_one(text, refused))),
        Test::HasOther(wanted) => some(&value, &|text| !is_one(text, wanted)),
        Test::Only(wanted) => given(&value).and(every(&value, &|text| is_one(text, wanted))),
        Test::Greater(n) => some(&value, &|text| number(text).is_some_and(|m| m > *n)),
        Test::AtMost(n) => some(&value, &|text| number(text).is_some_and(|m| m <= *n)),
    }
}

/// Whether a test holds for the number of items of a list.
fn counts(test: &Test, list: &Value) -> Truth {
    let (least, most) = size(list);
    let known = (Some(least) == most).then_some(least);
    let is = |wanted: &[String]| {
        let possible =
            wanted.iter().filter_map(|w| number(w)).any(|n| n >= least && most.is_none_or(|m| n <= m));
        match known {
            Some(n) => Truth::from(is_one(&n.to_string(), wanted)),
            None if possible => Truth::CannotTell,
            None => Truth::No,
        }
    };
    let more_than = |n: i64| match most {
        _ if least > n => Truth::Yes,
        Some(most) if most <= n => Truth::No,
        _ => Truth::CannotTell,
    };
    match test {
        Test::Always => Truth::Yes,
        Test::Greater(n) => more_than(*n),
        Test::AtMost(n) => more_than(*n).not(),
        Test::In(wanted) | Test::Has(wanted) | Test::Only(wanted) => is(wanted),
        Test::NotIn(refused) | Test::HasOther(refused) => is(refused).not(),
        Test::Given => given(list),
        Test::Absent => given(list).not(),
        // The items may be unreadable and still be counted.
        Test::NotReadable if known.is_some() => Truth::No,
        Test::NotReadable => match list {
            Value::CannotTell => Truth::CannotTell,
            _ => Truth::Yes,
        },
        Test::Is(_) => Truth::CannotTell,
    }
}

/// The least and the greatest number of items.
fn size(list: &Value) -> (i64, Option<i64>) {
    match list {
        Value::Absent => (0, Some(0)),
        Value::Known(_) => (1, Some(1)),
        Value::Present => (1, None),
        Value::MayBePresent | Value::CannotTell => (0, None),
        Value::List { items, complete } => {
            let whole = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
            let least = items.iter().filter(|i| given(i) == Truth::Yes).count();
            let most = items.iter().filter(|i| given(i) != Truth::No).count();
            (whole(least), complete.then_some(whole(most)))
        }
    }
}

/// Constants keep their spelling across languages except for case: `True`, `:email`.
fn is_one(text: &str, of: &[String]) -> bool {
    of.iter().any(|o| o.eq_ignore_ascii_case(text))
}

fn number(text: &str) -> Option<i64> {
    text.trim().parse().ok()
}

fn given(value: &Value) -> Truth {
    match value {
        Value::Absent => Truth::No,
        // An empty element says no more than none.
        Value::Known(texts) if !texts.is_empty() && texts.iter().all(String::is_empty) => Truth::No,
        Value::Known(_) | Value::Present => Truth::Yes,
        Value::MayBePresent | Value::CannotTell => Truth::CannotTell,
        Value::List { items, complete } => {
            let rest = if *complete { Truth::No } else { Truth::CannotTell };
            items.iter().map(given).fold(rest, Truth::or)
        }
    }
}

/// The opposite of given, but asked of each item of a list: one call may hold
/// an item with the member and one without.
fn absent(value: &Value) -> Truth {
    match value {
        Value::List { items, complete } => {
            let rest = match (items.is_empty(), complete) {
                (true, true) => Truth::Yes,
                (false, true) => Truth::No,
                (_, false) => Truth::CannotTell,
            };
            items.iter().map(absent).fold(rest, Truth::or)
        }
        value => given(value).not(),
    }
}

/// Set by the code, or perhaps set out of sight, and not readable.
fn unreadable(value: &Value) -> Truth {
    match value {
        Value::Absent => Truth::No,
        Value::Known(alternatives) if alternatives.len() == 1 => Truth::No,
        Value::Present | Value::MayBePresent => Truth::Yes,
        Value::Known(_) | Value::CannotTell => Truth::CannotTell,
        Value::List { items, complete } => {
            let rest = if *complete { Truth::No } else { Truth::CannotTell };
            items.iter().map(unreadable).fold(rest, Truth::or)
        }
    }
}

/// Whether one item, or the value itself, passes.
pub(crate) fn some(value: &Value, pass: &dyn Fn(&str) -> bool) -> Truth {
    match value {
        Value::Absent => Truth::No,
        Value::Known(alternatives) => alternative(alternatives, pass),
        Value::Present | Value::MayBePresent | Value::CannotTell => Truth::CannotTell,
        Value::List { items, complete } => {
            let rest = if *complete { Truth::No } else { Truth::CannotTell };
            items.iter().map(|i| some(i, pass)).fold(rest, Truth::or)
        }
    }
}

/// Whether every item, or the value itself, passes; nothing passes vacuously.
fn every(value: &Value, pass: &dyn Fn(&str) -> bool) -> Truth {
    match value {
        Value::Absent => Truth::Yes,
        Value::List { items, complete } => {
            let rest = if *complete { Truth::Yes } else { Truth::CannotTell };
            items.iter().map(|i| every(i, pass)).fold(rest, Truth::and)
        }
        value => some(value, pass),
    }
}

fn alternative(alternatives: &[String], pass: &dyn Fn(&str) -> bool) -> Truth {
    let passing = alternatives.iter().filter(|a| pass(a)).count();
    match passing {
        _ if alternatives.is_empty() => Truth::CannotTell,
        0 => Truth::No,
        n if n == alternatives.len() => Truth::Yes,
        _ => Truth::CannotTell,
    }
}

/// A view that also answers what object the operation works on.
pub struct WithObject<'a> {
    /// The object, if it is known.
    pub object: Option<&'a str>,
    /// What answers everything else.
    pub view: &'a dyn RequestView,
}

impl RequestView for WithObject<'_> {
    fn value(&self, path: &str) -> Value {
        match (path, self.object) {
            (OBJECT, Some(object)) => Value::Known(vec![object.to_owned()]),
            (OBJECT, None) => Value::Present,
            _ => self.view.value(path),
        }
    }

    fn fact(&self, subject: &str, words: &str) -> Truth {
        self.view.fact(subject, words)
    }
}
