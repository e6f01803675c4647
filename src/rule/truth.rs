//! When conditions hold, and which rows of a decision table do.
//!
//! Reading a request back from code often ends in "cannot tell". Truth is
//! therefore three-valued in Kleene's sense: an answer is `Yes` or `No` only
//! when nothing that may still come to light could change it.

use std::collections::BTreeMap;

use super::decision::{Condition, OBJECT, Test};
use super::{Choice, OperationRule, Row, RowKind};

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

/// The rows of a decision table for one request.
#[derive(Debug, Clone, Default)]
pub struct Chosen<'r> {
    /// Base rows that hold. Several when a list needs several, or when the
    /// pack's rows overlap; the fallback when no other holds.
    pub rows: Vec<&'r Row>,
    /// Modifiers that hold.
    pub modifiers: Vec<&'r Row>,
    /// Other ways for the same case.
    pub alternatives: Vec<&'r Row>,
    /// Base rows that may hold as well, or instead; empty when the code
    /// decides, or when not even the object is known.
    pub open: Vec<&'r Row>,
    /// Modifiers that may hold.
    pub perhaps: Vec<&'r Row>,
    /// The subject that decides between the open rows, most of them first.
    pub question: Option<String>,
    /// Where a parameter is one of several known values and each decides: which rows hold for
    /// which of them.
    pub cases: Vec<Case<'r>>,
}

/// The base rows that hold for one of the values a parameter can have.
#[derive(Debug, Clone)]
pub struct Case<'r> {
    /// Dotted path of the parameter.
    pub subject: String,
    /// One of its values, or whether it is `given`.
    pub value: String,
    /// The rows that hold then.
    pub rows: Vec<&'r Row>,
}

impl Chosen<'_> {
    /// Whether the code decides which base rows hold.
    pub fn is_decided(&self) -> bool {
        self.open.is_empty() && self.question.is_none()
    }
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

/// A view in which one parameter has one of its values.
struct WithValue<'a> {
    subject: &'a str,
    value: &'a Value,
    view: &'a dyn RequestView,
}

impl RequestView for WithValue<'_> {
    fn value(&self, path: &str) -> Value {
        match path == self.subject {
            true => self.value.clone(),
            false => self.view.value(path),
        }
    }

    fn fact(&self, subject: &str, words: &str) -> Truth {
        self.view.fact(subject, words)
    }
}

/// More values than these are no cases that somebody would tell apart.
const MOST_CASES: usize = 8;

/// The rows of an operation for a request.
///
/// What a parameter is that can be one of several known values, or is given in some cases
/// only, is no question: each case has its rows.
///
/// `object` is the object the operation works on, for APIs decided by object:
/// its own rows count, and for an object without rows, or one that cannot be
/// read (`None`), those of `*`.
pub fn choose<'r>(
    rule: &'r OperationRule,
    choice: Choice,
    object: Option<&str>,
    view: &dyn RequestView,
) -> Chosen<'r> {
    let chosen = choose_once(rule, choice, object, view);
    by_cases(rule, choice, object, view, &chosen).unwrap_or(chosen)
}

fn by_cases<'r>(
    rule: &'r OperationRule,
    choice: Choice,
    object: Option<&str>,
    view: &dyn RequestView,
    chosen: &Chosen<'r>,
) -> Option<Chosen<'r>> {
    let subject = chosen.question.as_deref()?;
    let values: Vec<(String, Value)> = match view.value(subject) {
        Value::Known(texts) => texts.into_iter().map(|t| (t.clone(), Value::Known(vec![t]))).collect(),
        // Set in some branches, or handed over by callers who may leave it out.
        Value::MayBePresent => {
            vec![("given".to_owned(), Value::Present), ("not given".to_owned(), Value::Absent)]
        }
        _ => return None,
    };
    if !(2..=MOST_CASES).contains(&values.len()) {
        return None;
    }
    let mut all = Chosen::default();
    for (value, fixed) in values {
        let case = choose(rule, choice, object, &WithValue { subject, value: &fixed, view });
        if !case.is_decided() {
            return None;
        }
        add_new(&mut all.rows, &case.rows);
        add_new(&mut all.alternatives, &case.alternatives);
        all.modifiers = match all.cases.is_empty() {
            true => case.modifiers.clone(),
            // What a modifier adds for some values only is no part of the way of the others.
            false => {
                let (both, some): (Vec<&Row>, Vec<&Row>) =
                    all.modifiers.iter().partition(|r| is_among(r, &case.modifiers));
                add_new(&mut all.perhaps, &some);
                let only: Vec<&Row> =
                    case.modifiers.iter().filter(|r| !is_among(r, &both)).copied().collect();
                add_new(&mut all.perhaps, &only);
                both
            }
        };
        add_new(&mut all.perhaps, &case.perhaps);
        match case.cases.is_empty() {
            true => all.cases.push(Case { subject: subject.to_owned(), value, rows: case.rows }),
            false => all.cases.extend(case.cases),
        }
    }
    // All values alike: there is nothing to tell apart.
    if all.rows.len() == 1 {
        all.cases.clear();
    }
    Some(all)
}

fn is_among(row: &Row, rows: &[&Row]) -> bool {
    rows.iter().any(|r| std::ptr::eq(*r, row))
}

fn add_new<'r>(into: &mut Vec<&'r Row>, rows: &[&'r Row]) {
    for row in rows {
        if !is_among(row, into) {
            into.push(row);
        }
    }
}

fn choose_once<'r>(
    rule: &'r OperationRule,
    choice: Choice,
    object: Option<&str>,
    view: &dyn RequestView,
) -> Chosen<'r> {
    // An operation without objects leaves nothing to ask.
    let object = object.or((rule.object.is_none()).then_some("*"));
    let own = |row: &Row| row.object.as_deref().is_some_and(|o| o != "*" && Some(o) == object);
    let has_own = rule.rows.iter().any(own);
    let rows: Vec<&Row> = rule
        .rows
        .iter()
        .filter(|row| match row.object.as_deref() {
            None => true,
            Some("*") => !has_own,
            Some(_) => own(row),
        })
        .collect();
    let view = WithObject { object, view };
    let judged = |kind| {
        let of_kind = rows.iter().filter(move |r| r.kind == kind);
        of_kind.map(|r| (*r, all(&r.when, &view))).collect::<Vec<_>>()
    };
    let base = judged(RowKind::Base);
    let mut chosen = match choice {
        Choice::Exclusive => exclusive(&base, &view),
        Choice::First => first(&base, &view),
    };
    let with = |rows: Vec<(&'r Row, Truth)>, wanted: &[Truth]| -> Vec<&'r Row> {
        rows.into_iter().filter(|(_, t)| wanted.contains(t)).map(|(r, _)| r).collect()
    };
    chosen.modifiers = with(judged(RowKind::Modifier), &[Truth::Yes]);
    chosen.perhaps = with(judged(RowKind::Modifier), &[Truth::CannotTell]);
    chosen.alternatives = with(judged(RowKind::Alternative), &[Truth::Yes, Truth::CannotTell]);
    chosen.question = question(&chosen, &view).or_else(|| fits_no_row(&chosen, &view));
    if object.is_none() && rule.rows.iter().any(|row| row.object.is_some()) {
        // The rows of every object are open; naming some of them would mislead.
        chosen.open.clear();
        chosen.question = Some(OBJECT.to_owned());
    }
    chosen
}

/// A row for what cannot be read, or for everything: it stands behind the
/// rows that say something about the request.
fn is_fallback(row: &Row) -> bool {
    row.when.iter().any(|c| c.is_fallback() || c.is_always())
}

/// All rows that hold; without one, the fallback.
fn exclusive<'r>(base: &[(&'r Row, Truth)], view: &dyn RequestView) -> Chosen<'r> {
    let (fallbacks, real): (Vec<_>, Vec<_>) = base.iter().copied().partition(|(row, _)| is_fallback(row));
    let with = |wanted: Truth| real.iter().filter(move |(_, t)| *t == wanted).map(|(row, _)| *row);
    let rows: Vec<&Row> = with(Truth::Yes).collect();
    let open: Vec<&Row> = with(Truth::CannotTell).collect();
    let mut chosen = Chosen { rows, open, ..Chosen::default() };
    if chosen.rows.is_empty() {
        fall_back(&fallbacks, view, &mut chosen);
    }
    chosen
}

fn fall_back<'r>(fallbacks: &[(&'r Row, Truth)], view: &dyn RequestView, chosen: &mut Chosen<'r>) {
    let always = |row: &Row| row.when.iter().all(Condition::is_always);
    // What a fallback asks besides readability decides between several.
    let rest = |row: &Row| {
        row.when.iter().filter(|c| !c.is_fallback()).fold(Truth::Yes, |t, c| t.and(c.truth(view)))
    };
    let ranked: Vec<(&Row, Truth, Truth)> =
        fallbacks.iter().map(|(row, truth)| (*row, *truth, rest(row))).collect();
    let best = ranked
        .iter()
        .find(|(row, truth, _)| *truth == Truth::Yes && !always(row))
        .or_else(|| ranked.iter().find(|(row, ..)| always(row)))
        .or_else(|| ranked.iter().find(|(.., rest)| *rest == Truth::Yes))
        // The one that asks least is the fallback of the whole operation.
        .or_else(|| ranked.iter().min_by_key(|(row, ..)| row.when.len()));
    let Some((best, ..)) = best else { return };
    chosen.rows.push(best);
    let others = ranked.iter().filter(|(row, ..)| !std::ptr::eq(*row, *best));
    // Once the value is known, `not readable` no longer holds and `always` does.
    chosen.open.extend(
        others
            .filter(|(row, _, rest)| *rest == Truth::CannotTell || (always(row) && !always(best)))
            .map(|r| r.0),
    );
}

/// The first row that holds. What cannot be decided does not hold, except
/// `not readable`, which then does.
fn first<'r>(base: &[(&'r Row, Truth)], view: &dyn RequestView) -> Chosen<'r> {
    let holds = |row: &Row| {
        row.when.iter().all(|c| match c.truth(view) {
            Truth::Yes => true,
            Truth::No => false,
            Truth::CannotTell => c.is_fallback(),
        })
    };
    let Some((taken, _)) = base.iter().find(|(row, _)| holds(row)) else { return Chosen::default() };
    let mut open = Vec::new();
    for (row, truth) in base {
        // A row for what cannot be read is no answer to the question what it is.
        if row.when.iter().any(Condition::is_fallback) {
            continue;
        }
        if *truth != Truth::No && !std::ptr::eq(*row, *taken) {
            open.push(*row);
        }
        if *truth == Truth::Yes {
            break;
        }
    }
    Chosen { rows: vec![taken], open, ..Chosen::default() }
}

/// What to ask of a request that was read and still fits no row: something that
/// decides is missing in it.
fn fits_no_row(chosen: &Chosen<'_>, view: &dyn RequestView) -> Option<String> {
    let [row] = chosen.rows.as_slice() else { return None };
    let fallback = row.when.iter().find(|c| c.is_fallback())?;
    (fallback.truth(view) == Truth::No).then(|| fallback.subjects.first().cloned())?
}

/// The subject on which most of the open rows hang; the first of equals.
fn question(chosen: &Chosen<'_>, view: &dyn RequestView) -> Option<String> {
    if chosen.open.is_empty() {
        return None;
    }
    let mut asked: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let conditions = chosen.open.iter().chain(&chosen.rows).flat_map(|row| &row.when);
    for (at, condition) in conditions.enumerate() {
        // `not readable` holds of what is not known, and that is the question.
        if condition.truth(view) == Truth::CannotTell || condition.is_fallback() {
            for subject in &condition.subjects {
                asked.entry(subject).or_insert((0, at)).0 += 1;
            }
        }
    }
    asked
        .into_iter()
        .max_by_key(|(_, (times, at))| (*times, std::cmp::Reverse(*at)))
        .map(|(subject, _)| subject.to_owned())
}
