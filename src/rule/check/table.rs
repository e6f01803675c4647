//! What must be right within an operation's decision table.

use std::collections::{BTreeMap, BTreeSet};

use super::Told;
use crate::rule::Pattern;
use crate::rule::decision::{CODE, Condition, FACTS, FAULTS, NAMES, OBJECT, Test};
use crate::rule::mistake::nearest;
use crate::rule::raw::{RawOperation, RawRow, Text};
use crate::rule::reading::inside;
use crate::rule::{Choice, Equivalent, RowKind};

/// Checks one operation; whether its table is complete only of a pack that is `whole`.
pub(super) fn check(operation: &RawOperation, choice: Choice, whole: bool, told: &mut Told<'_>) {
    told.links(std::slice::from_ref(operation.docs.get()), operation.docs.span(), "the operation");
    views(operation, told);
    object(operation, told);
    rows(operation, told);
    hazards(operation, told);
    for row in &operation.row {
        subjects(&row.when, operation, told);
    }
    for hazard in &operation.hazard {
        subjects(&hazard.when, operation, told);
    }
    shows(operation, told);
    let Some(table) = parsed(operation) else { return };
    for (row, when) in &table {
        impossible(row, when, told);
    }
    if !whole {
        return;
    }
    if table.iter().all(|(row, _)| row.kind != RowKind::Base) {
        let message = format!("nothing is said about `{}`", operation.operation.get());
        let help = "add a [[row]] of kind \"base\" that says what replaces it";
        told.tell(operation.operation.span(), message, "no base row", help);
    }
    match choice {
        Choice::Exclusive => exclusive(operation, &table, told),
        Choice::First => first(operation, &table, told),
    }
}

/// The rows with their conditions; nothing when one of them cannot be read,
/// which is told elsewhere and would make the rest look wrong.
fn parsed(operation: &RawOperation) -> Option<Vec<(&RawRow, Vec<Condition>)>> {
    let conditions = |row: &RawRow| row.when.iter().map(|w| w.get().parse().ok()).collect::<Option<Vec<_>>>();
    operation.row.iter().map(|row| Some((row, conditions(row)?))).collect()
}

fn views(operation: &RawOperation, told: &mut Told<'_>) {
    let names: BTreeSet<&str> = operation.parameter.iter().map(|p| p.get().name.as_str()).collect();
    let mut seen = BTreeSet::new();
    for written in &operation.parameter {
        let parameter = written.get();
        if !seen.insert(&parameter.name) {
            let message = format!("the parameter `{}` is declared twice", parameter.name);
            told.tell(written.span(), message, "declared before", "keep one of the two");
        }
        if let Some(of) = &parameter.of
            && !names.contains(of.as_str())
        {
            let message = format!("`{}` is a view of an unknown parameter `{of}`", parameter.name);
            let help = super::instead(of, names.iter().copied());
            told.tell(written.span(), message, "in this parameter", help);
        }
        if let Some(Err(error)) = parameter.matching.as_deref().map(Pattern::new) {
            let message = format!("`matching` of `{}` is no regular expression", parameter.name);
            told.tell(written.span(), message, "in this parameter", error.to_string());
        }
    }
}

fn rows(operation: &RawOperation, told: &mut Told<'_>) {
    let mut by_object: BTreeMap<Option<&str>, Vec<&RawRow>> = BTreeMap::new();
    for row in &operation.row {
        by_object.entry(row.object.as_ref().map(|o| o.get().as_str())).or_default().push(row);
    }
    for rows in by_object.values() {
        told.ids(rows.iter().map(|row| (row.id.get().as_str(), row.id.span())));
    }
    for row in &operation.row {
        if row.says.get().trim().is_empty() {
            told.tell(row.says.span(), "the row gives no reason", "empty", "say what to do and what differs");
        }
        if row.when.is_empty() {
            let help = "write `when = [\"always\"]` for a row that always holds";
            told.tell(
                row.id.span(),
                format!("the row `{}` has no condition", row.id.get()),
                "`when` is empty",
                help,
            );
        }
        let no_way_out = row.way_out.as_ref().is_none_or(|w| w.trim().is_empty());
        if row.equivalent == Equivalent::None && row.kind == RowKind::Base && no_way_out {
            let message = format!("the row `{}` leaves its reader alone", row.id.get());
            told.tell(
                row.id.span(),
                message,
                "nothing is equivalent",
                "add `way_out`: what to do all the same",
            );
        }
    }
}

fn hazards(operation: &RawOperation, told: &mut Told<'_>) {
    told.ids(operation.hazard.iter().map(|h| (h.id.get().as_str(), h.id.span())));
    for hazard in &operation.hazard {
        if hazard.says.get().trim().is_empty() {
            told.tell(hazard.says.span(), "the hazard says nothing", "empty", "say what behaves differently");
        }
        if !(1..=5).contains(hazard.bites.get()) {
            let help = "write 1 for what bites most often to 5 for what rarely does";
            told.tell(
                hazard.bites.span(),
                format!("`bites` is {}", hazard.bites.get()),
                "not between 1 and 5",
                help,
            );
        }
    }
}

/// The parameters and what they are part of.
fn paths(operation: &RawOperation) -> BTreeSet<&str> {
    let names = operation.parameter.iter().map(|p| p.get().name.as_str());
    names.flat_map(|n| n.match_indices('.').map(|(dot, _)| &n[..dot]).chain([n])).collect()
}

/// What names the object, or the call it continues, is part of the request.
fn object(operation: &RawOperation, told: &mut Told<'_>) {
    let known = paths(operation);
    for written in operation.object.iter().chain(&operation.continues) {
        if known.contains(written.get().as_str()) {
            continue;
        }
        let message = format!("`{}` has no parameter `{}`", operation.operation.get(), written.get());
        let help = match nearest(written.get(), known.iter().copied()) {
            Some(near) => format!("write `{near}`, or declare it as [[parameter]]"),
            None => "declare it as [[parameter]]".to_owned(),
        };
        told.tell(written.span(), message, "not declared", help);
    }
}

/// What a condition can ask about.
fn known_subjects(operation: &RawOperation) -> BTreeSet<&str> {
    let mut known = paths(operation);
    known.extend(FACTS.into_iter().chain([OBJECT, FAULTS, NAMES]));
    known
}

/// The parameter that a subject is about: `leadList` of `leadList.count`.
fn path_of(subject: &str) -> &str {
    subject.strip_suffix(".count").or_else(|| subject.strip_suffix(CODE)).unwrap_or(subject)
}

/// What a hazard shows is a subject, too.
fn shows(operation: &RawOperation, told: &mut Told<'_>) {
    let known = known_subjects(operation);
    for written in operation.hazard.iter().filter_map(|h| h.shows.as_ref()) {
        let unknown = written.get().of.iter().filter(|s| !known.contains(path_of(s)));
        for subject in unknown {
            let path = path_of(subject);
            let message = format!("`{}` has no parameter `{path}`", operation.operation.get());
            let help = match nearest(path, known.iter().copied()) {
                Some(near) => format!("write `{near}`, or declare it as [[parameter]]"),
                None => "declare it as [[parameter]]".to_owned(),
            };
            told.tell(written.span(), message, "in its `of`", help);
        }
    }
}

/// Every subject of a condition is a parameter, or a part or a fact of the request.
pub(super) fn subjects(when: &[Text], operation: &RawOperation, told: &mut Told<'_>) {
    let known = known_subjects(operation);
    for written in when {
        let Ok(condition) = written.get().parse::<Condition>() else { continue };
        for subject in &condition.subjects {
            let path = path_of(subject);
            if known.contains(path) {
                continue;
            }
            let message = format!("`{}` has no parameter `{path}`", operation.operation.get());
            let help = match nearest(path, known.iter().copied()) {
                Some(near) => format!("write `{near}`, or declare it as [[parameter]]"),
                None => "declare it as [[parameter]]".to_owned(),
            };
            let start = written.get().find(subject.as_str()).unwrap_or(0);
            let at = inside(told.file, written, start..start + path.len());
            told.tell(at, message, "not declared", help);
        }
    }
}

/// A row whose own conditions contradict each other.
fn impossible(row: &RawRow, when: &[Condition], told: &mut Told<'_>) {
    if let Some((a, b)) = contradiction(when) {
        let message = format!("the row `{}` can never hold", row.id.get());
        let at = row.when.get(b).map_or(row.id.span(), Text::span);
        told.tell(at, message, &format!("contradicts `{}`", when[a]), "take one of the two conditions away");
    }
}

fn is_fallback(when: &[Condition]) -> bool {
    when.iter().any(|c| c.is_fallback() || c.is_always())
}

fn exclusive(operation: &RawOperation, table: &[(&RawRow, Vec<Condition>)], told: &mut Told<'_>) {
    let base: Vec<_> = table.iter().filter(|(row, _)| row.kind == RowKind::Base).collect();
    if !base.is_empty() && !base.iter().any(|(_, when)| is_fallback(when)) {
        let message = format!("`{}` has no fallback", operation.operation.get());
        let help = "add a base row for what cannot be read: `when = [\"… not readable\"]`, or `always`";
        told.tell(operation.operation.span(), message, "every row may fail to hold", help);
    }
    for (i, (row, when)) in base.iter().enumerate() {
        for (other, others) in &base[..i] {
            if same(when, others) {
                let message = format!("the rows `{}` and `{}` hold together", other.id.get(), row.id.get());
                told.tell(
                    row.id.span(),
                    message,
                    "the same conditions",
                    "merge them, or tell them apart by a condition",
                );
            } else if !is_fallback(when) && !is_fallback(others) && !exclude(when, others) {
                let message =
                    format!("the rows `{}` and `{}` can hold together", other.id.get(), row.id.get());
                told.warn(
                    row.id.span(),
                    message,
                    "no condition excludes the other row",
                    "add the opposite of one of its conditions",
                );
            }
        }
    }
}

fn first(operation: &RawOperation, table: &[(&RawRow, Vec<Condition>)], told: &mut Told<'_>) {
    let mut objects: BTreeMap<Option<&str>, Vec<(&RawRow, &[Condition])>> = BTreeMap::new();
    for (row, when) in table.iter().filter(|(row, _)| row.kind == RowKind::Base) {
        objects.entry(row.object.as_ref().map(|o| o.get().as_str())).or_default().push((row, when));
    }
    let always = |when: &[Condition]| when.iter().all(Condition::is_always);
    for rows in objects.values() {
        for (i, (row, when)) in rows.iter().enumerate() {
            let earlier = rows[..i].iter().find(|(_, others)| always(others) || same(others, when));
            if let Some((other, _)) = earlier {
                let message = format!("the row `{}` is never reached", row.id.get());
                let help = format!("put it before `{}`, or take it away", other.id.get());
                told.tell(
                    row.id.span(),
                    message,
                    &format!("`{}` holds whenever this does", other.id.get()),
                    help,
                );
            }
        }
        if let Some((row, when)) = rows.last()
            && !always(when)
        {
            let message = format!("the row `{}` is the last and may fail to hold", row.id.get());
            told.tell(
                row.id.span(),
                message,
                "not `always`",
                "add a base row with `when = [\"always\"]` behind it",
            );
        }
    }
    let any = objects.get(&Some("*")).map_or(&[][..], Vec::as_slice);
    let unread = |(_, when): &(&RawRow, &[Condition])| {
        when.iter().any(|c| c.is_fallback() && c.subjects.iter().any(|s| s == OBJECT))
    };
    if objects.keys().any(Option::is_some) && !(any.iter().any(unread) && any.iter().any(|(_, w)| always(w)))
    {
        let message = format!("`{}` has no rows for other objects", operation.operation.get());
        let help = "add base rows with `object = \"*\"`: one `when = [\"object not readable\"]`, one `when = [\"always\"]`";
        told.tell(operation.operation.span(), message, "an object may be unknown or not readable", help);
    }
}

fn same(a: &[Condition], b: &[Condition]) -> bool {
    a.len() == b.len() && a.iter().all(|c| b.contains(c))
}

/// Whether a request fulfils at most one of two rows.
fn exclude(a: &[Condition], b: &[Condition]) -> bool {
    let both: Vec<Condition> = a.iter().chain(b).cloned().collect();
    let pairs =
        || a.iter().flat_map(|c| b.iter().map(move |d| (c, d))).filter(|(c, d)| c.subjects == d.subjects);
    // One row asks for some items and the other for others: a list may need both, and that is right.
    let some = |c: &Condition| matches!(c.test, Test::Has(_) | Test::HasOther(_));
    // `x or y only A` and `x or y has other than A`: two names of one thing, of which a request has one.
    let opposite = |c: &Condition, d: &Condition| clash(&c.test, &d.test) || clash(&d.test, &c.test);
    contradiction(&both).is_some() || pairs().any(|(c, d)| opposite(c, d) || (some(c) && some(d)))
}

/// Places of two conditions that cannot both hold.
pub(super) fn contradiction(when: &[Condition]) -> Option<(usize, usize)> {
    for (b, condition) in when.iter().enumerate() {
        // One subject suffices to fulfil a condition, so each needs its refutation.
        let refutes = |subject: &String| {
            when.iter().position(|other| match other.subjects.as_slice() {
                [only] => contradict((only, &other.test), (subject, &condition.test)),
                _ => false,
            })
        };
        let refuted: Option<Vec<usize>> = condition.subjects.iter().map(refutes).collect();
        if let Some(a) = refuted.and_then(|all| all.first().copied()) {
            return Some((a.min(b), a.max(b)));
        }
    }
    None
}

/// Whether two tests of one subject exclude each other, or one of a member
/// and the absence of what it is a member of.
fn contradict(a: (&str, &Test), b: (&str, &Test)) -> bool {
    let below =
        |child: &str, parent: &str| child.strip_prefix(parent).is_some_and(|rest| rest.starts_with('.'));
    match (a.1, b.1) {
        (Test::Absent, test) if below(b.0, a.0) => demands(test),
        (test, Test::Absent) if below(a.0, b.0) => demands(test),
        _ => a.0 == b.0 && (clash(a.1, b.1) || clash(b.1, a.1)),
    }
}

/// Whether the test only holds for something given.
fn demands(test: &Test) -> bool {
    !matches!(test, Test::Always | Test::Absent | Test::NotIn(_) | Test::Is(_) | Test::AtMost(_))
}

fn clash(a: &Test, b: &Test) -> bool {
    let one_of = |value: &String, set: &[String]| set.iter().any(|s| s.eq_ignore_ascii_case(value));
    let disjoint = |a: &[String], b: &[String]| !a.iter().any(|v| one_of(v, b));
    let within = |a: &[String], b: &[String]| a.iter().all(|v| one_of(v, b));
    let numbers =
        |values: &[String], test: &dyn Fn(i64) -> bool| values.iter().all(|v| v.parse().is_ok_and(test));
    match (a, b) {
        (Test::Absent, test) => demands(test),
        (Test::NotReadable, test) => {
            matches!(test, Test::In(_) | Test::NotIn(_) | Test::Only(_) | Test::Greater(_) | Test::AtMost(_))
        }
        (Test::In(a), Test::In(b)) => disjoint(a, b),
        (Test::In(a), Test::NotIn(b)) => within(a, b),
        (Test::Only(a), Test::Has(b) | Test::In(b) | Test::Only(b)) => disjoint(a, b),
        (Test::Only(a), Test::HasOther(b)) => within(a, b),
        (Test::Greater(n), Test::AtMost(m)) => m <= n,
        (Test::Greater(n), Test::In(values)) => numbers(values, &|v| v <= *n),
        (Test::AtMost(n), Test::In(values)) => numbers(values, &|v| v > *n),
        (Test::Is(words), Test::Is(others)) => words.strip_prefix("not ") == Some(others.as_str()),
        _ => false,
    }
}
