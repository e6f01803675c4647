//! What happens to the names of a file, in the order of its text.

use std::collections::BTreeMap;

use crate::fact::{ExprId, ExprKind, Facts, ScopeId, ScopeKind};
use crate::source::Span;

/// Steps of a chain like `x.getList().items`.
const LONGEST: usize = 12;

/// Something that happens to a name or to what it holds.
#[derive(Debug, Clone)]
pub struct Event {
    /// Members on the way: `getLeadList().getLeadKeys().add(…)` has two.
    pub path: Vec<String>,
    /// What happens.
    pub what: What,
    /// Innermost scope.
    pub scope: ScopeId,
    /// The whole expression.
    pub span: Span,
}

/// What happens to a name.
#[derive(Debug, Clone)]
pub enum What {
    /// Declared without value.
    Declared,
    /// Set, or replaced.
    Set(ExprId),
    /// An item is added.
    Push(ExprId),
    /// `+=`: a text or a list grows.
    Append(ExprId),
    /// All items, or members, of another are added.
    Merge(ExprId),
    /// Handed to a call as argument.
    Handed(ExprId, usize),
}

/// Events of a file by the name they begin at; `this` for the object's own members.
#[derive(Debug, Default)]
pub struct Events(BTreeMap<String, Vec<Event>>);

impl Events {
    /// Reads them off the facts.
    pub fn of(facts: &Facts) -> Self {
        let mut events = Events::default();
        for binding in &facts.bindings {
            let what = binding.value.map_or(What::Declared, What::Set);
            let end = binding.value.map_or(binding.span.end, |v| facts.expr(v).span.end);
            let span = Span { start: binding.span.start, end: end.max(binding.span.end) };
            events.add(&binding.name, Event { path: vec![], what, scope: binding.scope, span });
        }
        for a in &facts.assignments {
            let Some((root, path)) = chain(facts, a.target) else { continue };
            let what = if a.append { What::Append(a.value) } else { What::Set(a.value) };
            events.add(&root, Event { path, what, scope: a.scope, span: a.span });
        }
        for (id, expr) in facts.iter() {
            let ExprKind::Call { target, args, .. } = &expr.kind else { continue };
            events.handed(facts, id, args);
            let ExprKind::Member { base, name, .. } = facts.kind(*target) else { continue };
            let Some((root, mut path)) = chain(facts, *base) else { continue };
            let values: Vec<ExprId> = args.iter().map(|a| a.value).collect();
            let key = |id: ExprId| match facts.kind(id) {
                ExprKind::Text(t) | ExprKind::Symbol(t) => Some(t.clone()),
                _ => None,
            };
            let what = match (name.as_str(), values.as_slice()) {
                (
                    "add" | "Add" | "append" | "Append" | "AppendLine" | "push" | "unshift" | "addItem"
                    | "addElement" | "<<" | "offer" | "array_push",
                    [one],
                ) if !args[0].spread => What::Push(*one),
                ("add" | "Add", [k, v]) if key(*k).is_some() => {
                    path.extend(key(*k));
                    What::Set(*v)
                }
                ("addAll" | "AddRange" | "extend" | "concat" | "push" | "append", [one]) => What::Merge(*one),
                ("update" | "merge!" | "merge" | "putAll" | "deep_merge!", [one]) if name != "merge" => {
                    What::Merge(*one)
                }
                ("put" | "set" | "store" | "[]=" | "__setitem__" | "offsetSet" | "Set", [k, v]) => {
                    match key(*k) {
                        Some(k) => path.push(k),
                        None => continue,
                    }
                    What::Set(*v)
                }
                (_, [one]) => match accessor(name, &["set", "put"]) {
                    Some(member) => {
                        path.push(member);
                        What::Set(*one)
                    }
                    None => match accessor(name, &["add"]) {
                        Some(member) => {
                            path.push(member);
                            What::Push(*one)
                        }
                        None => continue,
                    },
                },
                _ => continue,
            };
            events.add(&root, Event { path, what, scope: expr.scope, span: expr.span });
        }
        events.alias(facts);
        for list in events.0.values_mut() {
            list.sort_by_key(|e| (e.span.start, e.span.end));
        }
        events
    }

    /// What happens to a name, in the order of the text.
    pub fn of_name(&self, name: &str) -> &[Event] {
        self.0.get(name).map_or(&[], Vec::as_slice)
    }

    /// All names with what happens to them, in their order.
    pub fn each(&self) -> impl Iterator<Item = (&str, &[Event])> {
        self.0.iter().map(|(name, list)| (name.as_str(), list.as_slice()))
    }

    fn add(&mut self, root: &str, event: Event) {
        self.0.entry(root.to_owned()).or_default().push(event);
    }

    fn handed(&mut self, facts: &Facts, id: ExprId, args: &[crate::fact::Arg]) {
        for (index, arg) in args.iter().enumerate() {
            if let ExprKind::Name(name) = facts.kind(arg.value) {
                let expr = facts.expr(id);
                let what = What::Handed(id, index);
                self.add(name, Event { path: vec![], what, scope: expr.scope, span: expr.span });
            }
        }
    }

    /// `keys = request.getList().getKeys(); keys.add(k)` happens to the request.
    fn alias(&mut self, facts: &Facts) {
        let declared = facts.bindings.iter().filter_map(|b| Some((b.name.clone(), b.value?, b.scope)));
        let assigned = facts.assignments.iter().filter_map(|a| match facts.kind(a.target) {
            ExprKind::Name(n) if !a.append => Some((n.clone(), a.value, a.scope)),
            _ => None,
        });
        let all: Vec<_> = declared.chain(assigned).collect();
        for (name, value, scope) in all {
            let is_part = matches!(facts.kind(value), ExprKind::Call { .. } | ExprKind::Member { .. });
            let Some((root, path)) =
                chain(facts, value).filter(|(r, p)| is_part && *r != name && !p.is_empty())
            else {
                continue;
            };
            let at = facts.expr(value).span.start;
            let Some(home) = facts.ancestors(scope).find(|s| {
                matches!(facts.scope(*s).kind, ScopeKind::Method | ScopeKind::Lambda | ScopeKind::File)
            }) else {
                continue;
            };
            let mut copies: Vec<Event> = self
                .0
                .get(&name)
                .into_iter()
                .flatten()
                .filter(|e| e.span.start > at && facts.ancestors(e.scope).any(|s| s == home))
                .filter(|e| {
                    matches!(e.what, What::Push(_) | What::Append(_) | What::Merge(_))
                        || matches!(e.what, What::Set(_)) && !e.path.is_empty()
                })
                .cloned()
                .collect();
            // `addNewLeadKey()` makes one more.
            for copy in &mut copies {
                copy.path = path.iter().cloned().chain(std::mem::take(&mut copy.path)).collect();
            }
            self.0.entry(root).or_default().extend(copies);
        }
    }
}

/// `setLeadKey`, `set_lead_key` → `LeadKey`.
fn accessor(name: &str, prefixes: &[&str]) -> Option<String> {
    prefixes.iter().find_map(|prefix| {
        let upper = name.get(..prefix.len()).filter(|p| p.eq_ignore_ascii_case(prefix))?;
        let rest = &name[upper.len()..];
        let rest = rest
            .strip_prefix('_')
            .filter(|r| !r.is_empty())
            .or_else(|| rest.starts_with(|c: char| c.is_uppercase()).then_some(rest))?;
        Some(rest.to_owned())
    })
}

/// The name a chain of members begins at, and the members.
pub fn chain(facts: &Facts, id: ExprId) -> Option<(String, Vec<String>)> {
    let mut path = vec![];
    let mut at = id;
    while path.len() < LONGEST {
        match facts.kind(at) {
            ExprKind::Name(name) => {
                path.reverse();
                return Some((name.clone(), path));
            }
            ExprKind::This => {
                path.reverse();
                return Some(("this".to_owned(), path));
            }
            ExprKind::Member { base, name, .. } => {
                path.push(name.clone());
                at = *base;
            }
            ExprKind::Index { base, index } => {
                match facts.kind(*index) {
                    ExprKind::Text(t) | ExprKind::Symbol(t) => path.push(t.clone()),
                    // An item by number is the list.
                    ExprKind::Atom(_) | ExprKind::Name(_) => path.push("[]".to_owned()),
                    _ => return None,
                }
                at = *base;
            }
            ExprKind::Call { target, args, .. } if args.is_empty() => match facts.kind(*target) {
                ExprKind::Member { base, name, .. } => {
                    let member = name.strip_prefix("addNew").map(str::to_owned);
                    path.push(member.or_else(|| accessor(name, &["get"]))?);
                    at = *base;
                }
                _ => return None,
            },
            ExprKind::Cast { value, .. } => at = *value,
            _ => return None,
        }
    }
    None
}
