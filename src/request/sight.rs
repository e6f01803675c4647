//! Texts that the code around a call was seen to use, each with its place.

use crate::fact::{ExprId, ExprKind, Facts};
use crate::link::constants::HOLE;
use crate::link::{FileId, Project};
use crate::rule::Value;
use crate::source::Span;

/// A text with the place it stands at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// As written; a member without the prefix of an accessor.
    pub text: String,
    /// File.
    pub file: FileId,
    /// Where it stands.
    pub span: Span,
}

/// All that was seen of one kind.
#[derive(Debug, Clone, Default)]
pub struct Sights {
    /// In the order of the code.
    pub seen: Vec<Seen>,
    /// There is nothing else out of sight.
    pub complete: bool,
}

impl Sights {
    /// Them as the items of a list; names compare in any spelling.
    pub(super) fn value(&self) -> Value {
        let spellings = |seen: &Seen| [seen.text.clone(), seen.text.replace('_', "")];
        let texts = self.seen.iter().flat_map(spellings);
        Value::List { items: texts.map(|text| Value::Known(vec![text])).collect(), complete: self.complete }
    }
}

/// The literals an expression is, or is a list of, each with the expression at hand.
pub(super) fn literals(project: &Project<'_>, file: FileId, id: ExprId) -> Vec<(String, ExprId)> {
    let facts = project.facts(file);
    match facts.kind(id) {
        ExprKind::Text(text) | ExprKind::Symbol(text) | ExprKind::Atom(text) => vec![(text.clone(), id)],
        ExprKind::List(items) => items.iter().flat_map(|i| literals(project, file, *i)).collect(),
        // A regular expression stands as it is written.
        ExprKind::Other(parts) if parts.is_empty() => {
            vec![(project.files[file].source.slice(facts.expr(id).span).to_owned(), id)]
        }
        ExprKind::Other(parts) if parts.len() == 1 => literals(project, file, parts[0]),
        ExprKind::Cast { value, .. } => literals(project, file, *value),
        ExprKind::Name(_) | ExprKind::Member { .. } => project
            .texts(file, id)
            .into_iter()
            .filter(|text| !text.contains(HOLE))
            .map(|text| (text, id))
            .collect(),
        _ => vec![],
    }
}

/// Whether a name stands in an expression.
pub(super) fn mentions_name(facts: &Facts, id: ExprId, name: &str) -> bool {
    if matches!(facts.kind(id), ExprKind::Name(n) if n == name) {
        return true;
    }
    let mut found = false;
    facts.kind(id).each_child(|child| found |= mentions_name(facts, child, name));
    found
}

/// How many names are followed to where their value comes from.
const FOLLOWED: u8 = 3;

/// The functions, methods and types that an expression names; a call with a text also
/// with that text: `date`, `date c`.
pub(super) fn calls(project: &Project<'_>, file: FileId, id: ExprId, seen: &mut Vec<Seen>, depth: u8) {
    let facts = project.facts(file);
    let span = facts.expr(id).span;
    let mut add = |text: String| seen.push(Seen { text, file, span });
    match facts.kind(id) {
        ExprKind::Name(name) | ExprKind::Member { name, .. } => {
            add(name.clone());
            if depth < FOLLOWED {
                for (file, value) in project.sources(file, id) {
                    calls(project, file, value, seen, depth + 1);
                }
            }
        }
        ExprKind::New { ty, .. } => add(crate::link::simple(&ty.name).to_owned()),
        ExprKind::Call { target, args, .. } => {
            if let ExprKind::Name(name) | ExprKind::Member { name, .. } = facts.kind(*target) {
                let texts = args.iter().filter_map(|a| match facts.kind(a.value) {
                    ExprKind::Text(text) => Some(text),
                    _ => None,
                });
                texts.for_each(|text| add(format!("{name} {text}")));
            }
        }
        _ => {}
    }
    facts.kind(id).each_child(|child| calls(project, file, child, seen, depth));
}
