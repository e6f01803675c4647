//! Reads a request that code builds element by element: `ET.SubElement(body, "ns:Request")`.

use super::Part;
use super::read::{At, Reader};
use crate::fact::{Arg, ExprId, ExprKind, Facts, ScopeId, ScopeKind};
use crate::link::constants::HOLE;
use crate::link::{local_name, simple};
use crate::source::Span;

/// How deep elements lie in each other.
const DEEPEST: u8 = 8;

/// Members that hold the text of an element, in the XML libraries of all languages.
const TEXTS: &[&str] = &["text", "innertext", "nodevalue", "textcontent", "value"];

/// The request whose element gets its name from this expression.
pub(super) fn built(reader: &Reader<'_, '_>, name: ExprId, at: &At) -> Option<Part> {
    let tree = Tree { reader, at, facts: reader.project.facts(at.file) };
    Some(tree.part(tree.around(name)?, 0))
}

struct Tree<'t, 'p, 'a> {
    reader: &'t Reader<'p, 'a>,
    at: &'t At,
    facts: &'t Facts,
}

impl<'t> Tree<'t, '_, '_> {
    /// The outermost call that makes an element of a name: `SubElement(body, QName(NS, "Request"))`.
    fn around(&self, name: ExprId) -> Option<ExprId> {
        let parents = |id: ExprId| self.reader.project.parent(self.at.file, id);
        let up = std::iter::successors(parents(name), |id| parents(*id));
        up.take_while(|id| self.maker(*id).is_some()).last()
    }

    /// What a call that makes an element is called on, and what it is given.
    fn maker(&self, id: ExprId) -> Option<(Option<ExprId>, &'t [Arg])> {
        let (base, name, args) = match self.facts.kind(id) {
            ExprKind::Call { target, args, .. } => match self.facts.kind(*target) {
                ExprKind::Name(name) => (None, name.as_str(), args),
                ExprKind::Member { base, name, .. } => (Some(*base), name.as_str(), args),
                _ => return None,
            },
            ExprKind::New { ty, args, .. } => (None, simple(&ty.name), args),
            _ => return None,
        };
        let project = self.reader.project;
        let makes = project.rules.makes_elements(project.files[self.at.file].language.id, name);
        makes.then_some((base, args.as_slice()))
    }

    fn part(&self, element: ExprId, depth: u8) -> Part {
        let mut part = Part { open: true, place: Some((self.at.file, element)), ..Part::default() };
        if depth > DEEPEST || !self.reader.may_look(self.at) {
            return part;
        }
        let held = self.variable(element);
        let is_it = |id: ExprId| {
            let by_name = |(name, during): &(&str, Span)| {
                matches!(self.facts.kind(id), ExprKind::Name(n) if n == name)
                    && during.contains(self.facts.expr(id).span)
            };
            id == element || held.as_ref().is_some_and(by_name)
        };
        let text = self.facts.assignments.iter().find(|a| match self.facts.kind(a.target) {
            ExprKind::Member { base, name, .. } => {
                TEXTS.contains(&name.to_lowercase().as_str()) && is_it(*base)
            }
            _ => false,
        });
        if let Some(text) = text {
            let at = At { until: text.span.start, ..self.at.clone() };
            return self.reader.part(text.value, &at);
        }
        let scope = self.facts.expr(element).scope;
        for (child, expr) in self.facts.iter() {
            let Some((base, args)) = self.maker(child) else { continue };
            let first = args.first().map(|a| a.value);
            let (inside, names) = match base.filter(|b| is_it(*b)) {
                Some(_) => (true, args),
                None => (first.is_some_and(is_it), args.get(1..).unwrap_or_default()),
            };
            if child == element || !inside {
                continue;
            }
            let Some(name) = names.first().and_then(|a| self.name(a.value)) else { continue };
            let value = self.part(child, depth + 1);
            self.add(&mut part, &name, value, scope, expr.scope);
        }
        part
    }

    /// An element that a loop makes, or that comes again, makes a list of itself.
    fn add(&self, part: &mut Part, name: &str, value: Part, outer: ScopeId, scope: ScopeId) {
        let mut between = self.facts.ancestors(scope).take_while(|s| *s != outer);
        let repeated = between.any(|s| self.facts.scope(s).kind == ScopeKind::Loop);
        let sure = scope == outer;
        part.add(name, value, sure, repeated, false);
    }

    /// The variable that holds an element, and from where to where it does.
    fn variable(&self, element: ExprId) -> Option<(&'t str, Span)> {
        let of = |id: ExprId| match self.facts.kind(id) {
            ExprKind::Name(name) => Some(name.as_str()),
            _ => None,
        };
        let bound = self.facts.bindings.iter().map(|b| (Some(b.name.as_str()), b.value));
        let assigned = self.facts.assignments.iter().map(|a| (of(a.target), Some(a.value)));
        let given: Vec<(&str, ExprId)> =
            bound.chain(assigned).filter_map(|(name, value)| Some((name?, value?))).collect();
        let (name, _) = given.iter().find(|(_, value)| *value == element)?;
        let here = self.facts.expr(element);
        let body = self.facts.scope(self.facts.body(here.scope)).span;
        // The next element in the same variable is another one.
        let starts = given.iter().filter(|(n, v)| n == name && *v != element);
        let next = starts.map(|(_, v)| self.facts.expr(*v).span.start).filter(|s| *s > here.span.start).min();
        let end = next.map_or(body.end, |next| next.min(body.end));
        Some((name, Span { start: here.span.end, end: end.max(here.span.end) }))
    }

    /// The local name an argument gives to an element.
    fn name(&self, id: ExprId) -> Option<String> {
        if let Some((_, args)) = self.maker(id) {
            return self.name(args.last()?.value);
        }
        let texts = self.reader.project.texts(self.at.file, id);
        let name = local_name(texts.first()?);
        (!name.is_empty() && !name.contains(HOLE)).then(|| name.to_owned())
    }
}
