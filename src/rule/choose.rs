//! Which rows of a decision table count for a request.

use std::collections::BTreeMap;

use super::decision::{Condition, OBJECT};
use super::truth::{RequestView, Truth, Value, WithObject, all};
use super::{Choice, OperationRule, Row, RowKind};

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
