//! Walks from an expression back to what it is made of.

use std::cell::{Cell, RefCell};
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use super::text::Pieces;
use super::{Items, Part, spelled, xml};
use crate::fact::{Arg, ExprId, ExprKind};
use crate::link::constants::{HOLE, is_nothing};
use crate::link::{FileId, Project, Ty, simple};
use crate::rule::{Api, OperationRule};

mod calls;

/// How many steps lead back from a call: code may lead in circles.
const DEEPEST: u8 = 24;

/// How many expressions are looked at for one call.
const BUDGET: u32 = 20_000;

/// How many items of a piece are kept: more than any limit that a pack asks about.
const LONGEST_PIECE: usize = 512;

/// Values of the parameters of the helper method that is being read.
pub type Env = Rc<HashMap<String, Part>>;

/// From where something is looked at.
#[derive(Debug, Clone)]
pub struct At {
    /// File.
    pub file: FileId,
    /// What happens behind this byte comes too late.
    pub until: u32,
    /// Parameters of the helper we are in.
    pub env: Env,
    /// Steps so far.
    pub depth: u8,
}

impl At {
    /// One step further.
    pub fn deeper(&self) -> At {
        At { depth: self.depth + 1, ..self.clone() }
    }
}

/// Reads parts of requests of one operation.
pub struct Reader<'p, 'a> {
    /// The project.
    pub project: &'p Project<'a>,
    /// The API.
    pub api: &'p Api,
    /// The operation.
    pub rule: &'p OperationRule,
    pub(super) busy: RefCell<HashSet<(FileId, String, u32, u32)>>,
    spent: Cell<u32>,
}

impl<'p, 'a> Reader<'p, 'a> {
    /// A reader for one operation.
    pub fn new(project: &'p Project<'a>, api: &'p Api, rule: &'p OperationRule) -> Self {
        Reader { project, api, rule, busy: RefCell::default(), spent: Cell::new(0) }
    }

    /// What an expression is made of.
    pub fn part(&self, id: ExprId, at: &At) -> Part {
        if !self.may_look(at) {
            return Part { place: Some((at.file, id)), ..Part::unknown() };
        }
        let mut part = self.read(id, &at.deeper());
        if part.place.is_none() {
            part.place = Some((at.file, id));
        }
        part
    }

    /// Counts a look at an expression, and says when it has been enough.
    pub(super) fn may_look(&self, at: &At) -> bool {
        self.spent.set(self.spent.get() + 1);
        at.depth <= DEEPEST && self.spent.get() <= BUDGET
    }

    fn read(&self, id: ExprId, at: &At) -> Part {
        let file = at.file;
        let facts = self.project.facts(file);
        match facts.kind(id) {
            ExprKind::Atom(text) if is_nothing(text) => Part::nothing(),
            ExprKind::Text(text) => self.xml(id, at).unwrap_or_else(|| Part::text(text.clone())),
            ExprKind::Symbol(text) | ExprKind::Atom(text) => Part::text(text.clone()),
            ExprKind::Concat(pieces) => self.xml(id, at).unwrap_or_else(|| self.joined(id, pieces, at)),
            ExprKind::Cast { ty, value } => {
                let part = self.part(*value, at);
                let named = self.api.object_named(simple(&ty.name)).is_some();
                let ty = named.then(|| simple(&ty.name).to_owned());
                Part {
                    ty: part.ty.clone().filter(|t| self.api.object_named(t).is_some()).or(ty).or(part.ty),
                    ..part
                }
            }
            ExprKind::Other(parts) => match parts.as_slice() {
                [one] => self.part(*one, at),
                _ => Part::unknown(),
            },
            ExprKind::Choice(list) => {
                let one = list.iter().map(|c| self.part(*c, at)).reduce(Part::or);
                Part { place: Some((file, id)), ..one.unwrap_or_else(Part::unknown) }
            }
            ExprKind::List(items) => {
                let more = self.is_comprehension(file, id);
                let mut part = Part::list(vec![], true);
                for item in items {
                    part.push(self.part(*item, at), true, !more);
                }
                part
            }
            ExprKind::Pairs(pairs) => self.pairs(pairs, at),
            ExprKind::New { ty, args, init } => {
                let mut part = self.made(&ty.name, args, at);
                if ty.array && part.items.is_none() {
                    part.items = Some(Items::new(args.is_empty()));
                }
                if let Some(init) = init {
                    part.merge(self.part(*init, at), true);
                }
                part
            }
            ExprKind::Name(name) => self.name(id, name, at),
            ExprKind::Member { base, name, .. } => self.member(id, *base, name, at),
            ExprKind::Index { base, index } => {
                let whole = self.part(*base, at);
                // What a loop takes from a list.
                if let (ExprKind::Other(none), Some(items)) = (facts.kind(*index), &whole.items)
                    && none.is_empty()
                    && !items.list.is_empty()
                {
                    let each = items.list.iter().map(|(item, _)| item.clone()).reduce(Part::or);
                    return Part { place: None, ..each.unwrap_or_else(Part::unknown) };
                }
                // `leads[i:i + 300]`
                if let ExprKind::Other(bounds) = facts.kind(*index)
                    && let [from, to] = bounds.as_slice()
                    && let Some(size) = self.length(*from, *to, at)
                    && let Some(piece) = piece(whole.clone(), Some(size))
                {
                    return piece;
                }
                match self.picked(&whole, *index, file) {
                    Some(part) => part,
                    None => self.texts(id, at),
                }
            }
            ExprKind::Call { target, args, block } => self.call(id, *target, args, *block, at),
            _ => Part::unknown(),
        }
    }

    /// The member or item that an index names: one of several where the index can be several, and
    /// one of a table of texts where it cannot be read.
    fn picked(&self, whole: &Part, index: ExprId, file: FileId) -> Option<Part> {
        let keys = self.project.texts(file, index);
        let at_key = |key: &String| match (whole.member(key), &whole.items, key.parse::<usize>()) {
            (Some(m), ..) => Some(m.part.clone()),
            (None, Some(items), Ok(n)) => items.list.get(n).map(|(item, _)| item.clone()),
            _ => None,
        };
        let readable = !keys.is_empty() && keys.iter().all(|k| !k.contains(HOLE));
        if readable {
            return keys.iter().map(at_key).collect::<Option<Vec<Part>>>()?.into_iter().reduce(Part::or);
        }
        let is_table = whole.members.len() > 1 && !whole.open;
        let values = whole.members.iter().map(|m| &m.part);
        let plain = |p: &Part| p.is_scalar() && !p.unknown;
        let one = (is_table && values.clone().all(plain)).then(|| values.cloned().reduce(Part::or))??;
        Some(Part { place: None, ..one })
    }

    /// What the texts of an expression say, with holes as unreadable.
    fn texts(&self, id: ExprId, at: &At) -> Part {
        let texts = self.project.texts(at.file, id);
        // What begins as an empty text is filled out of sight.
        if texts.iter().all(String::is_empty) {
            return Part::unknown();
        }
        let unknown = texts.iter().any(|t| t.contains(HOLE));
        let texts = texts.into_iter().filter(|t| !t.contains(HOLE)).collect();
        Part { texts, unknown, open: unknown, ..Part::default() }
    }

    /// A text of pieces, read where the request is: parameters of helpers have their values.
    fn joined(&self, id: ExprId, pieces: &[ExprId], at: &At) -> Part {
        let whole = self.texts(id, at);
        if !whole.unknown {
            return whole;
        }
        let mut text = String::new();
        for piece in pieces {
            match self.part(*piece, at) {
                Part { texts, unknown: false, .. } if texts.len() == 1 => text.push_str(&texts[0]),
                _ => return whole,
            }
        }
        Part::text(text)
    }

    pub(super) fn is_comprehension(&self, file: FileId, id: ExprId) -> bool {
        let facts = self.project.facts(file);
        let ExprKind::List(items) = facts.kind(id) else { return false };
        let [only] = items.as_slice() else { return false };
        let source = &self.project.files[file].source;
        let (whole, item) = (facts.expr(id).span, facts.expr(*only).span);
        let rest = crate::source::Span { start: item.end.min(whole.end), end: whole.end };
        source.slice(rest).trim_start().starts_with("for ")
    }

    pub(super) fn pairs(&self, pairs: &[(ExprId, ExprId)], at: &At) -> Part {
        let facts = self.project.facts(at.file);
        let mut part = Part::default();
        for (key, value) in pairs {
            let name = match facts.kind(*key) {
                ExprKind::Text(t) | ExprKind::Symbol(t) | ExprKind::Name(t) => t.clone(),
                ExprKind::Member { name, .. } => name.clone(),
                // `**other`, `...other`
                ExprKind::Other(parts) if parts.is_empty() => {
                    part.merge(self.part(*value, at), true);
                    continue;
                }
                _ => match self.project.texts(at.file, *key).as_slice() {
                    [one] if !one.contains(HOLE) => one.clone(),
                    _ => {
                        part.open = true;
                        continue;
                    }
                },
            };
            self.put(&mut part, &name, self.part(*value, at));
        }
        part
    }

    /// A key of a hash becomes a member, unless it is an instruction to the serializer.
    pub(super) fn put(&self, part: &mut Part, name: &str, value: Part) {
        let plain = spelled(name);
        match plain.as_str() {
            "order" if name.ends_with('!') => {}
            // `:attributes! => { :lead_selector => { "xsi:type" => … } }`
            "attributes" if name.ends_with('!') => {
                for about in value.members {
                    let wanted = spelled(&about.name);
                    if let Some(member) = part.members.iter_mut().find(|m| spelled(&m.name) == wanted) {
                        member.part.ty = about.part.ty.or(member.part.ty.take());
                    }
                }
            }
            "attributes" => {
                part.ty = value.ty.clone().or(part.ty.take());
                for member in &value.members {
                    self.put(part, &format!("@{}", member.name), member.part.clone());
                }
            }
            "type" if name.starts_with('@') || name.contains(':') => {
                part.ty = value
                    .texts
                    .first()
                    .map(|t| t.rsplit(':').next().unwrap_or(t).to_owned())
                    .or(part.ty.take());
            }
            // A hash holds each key once: `:lead_key! =>` is how a second `:lead_key` is written.
            _ => match part.members.iter_mut().find(|m| name.ends_with('!') && spelled(&m.name) == plain) {
                Some(first) => {
                    if first.part.items.is_none() {
                        first.part = Part::list(vec![std::mem::take(&mut first.part)], true);
                    }
                    first.part.push(value, true, true);
                }
                None => part.set(name, value, true, None),
            },
        }
    }

    /// A construction.
    pub(super) fn made(&self, ty: &str, args: &[Arg], at: &At) -> Part {
        let name = simple(ty);
        let facts = self.project.facts(at.file);
        // A number or a truth in a box.
        if let ("Boolean" | "Integer" | "Long" | "Short" | "Double" | "String" | "BigInteger", [one]) =
            (name, args)
        {
            return self.part(one.value, at);
        }
        // PHP's SoapVar and SoapParam, JAXBElement: a value in a coat that names its type.
        if matches!(name, "SoapVar" | "SoapParam") {
            let mut part = args.first().map_or_else(Part::unknown, |a| self.part(a.value, at));
            if name == "SoapVar"
                && let Some(third) = args.get(2)
            {
                let given = self.project.texts(at.file, third.value).into_iter().next();
                let known = |t: &String| self.api.object_named(t).is_some();
                // A misspelt name leaves what is in the coat.
                let inner = part.ty.take().filter(known);
                part.ty = given.clone().filter(known).or(inner).or(given);
            }
            return part;
        }
        if name == "JAXBElement" {
            return args.last().map_or_else(Part::unknown, |a| self.part(a.value, at));
        }
        let mut part = Part { ty: Some(name.to_owned()), ..Part::default() };
        if args.is_empty() {
            return part;
        }
        if let Some(t) = self.project.project_type(at.file, ty)
            && let Some(ctor) = self.project.find_method(t, "new")
        {
            let mut built = self.constructed(ctor, args, at);
            built.ty = part.ty;
            return built;
        }
        let positional: Vec<&Arg> = args.iter().filter(|a| a.name.is_none()).collect();
        for arg in args {
            if let Some(name) = &arg.name {
                self.put(&mut part, name, self.part(arg.value, at));
            }
        }
        match positional.as_slice() {
            [] => {}
            // A collection made of another, a record made of a hash.
            [one]
                if matches!(
                    facts.kind(one.value),
                    ExprKind::Pairs(_) | ExprKind::List(_) | ExprKind::Name(_) | ExprKind::Call { .. }
                ) =>
            {
                let inner = self.part(one.value, at);
                if inner.members.is_empty() && inner.items.is_none() {
                    self.by_order(&mut part, name, &positional, at);
                } else {
                    let ty = part.ty.take();
                    part.merge(inner, true);
                    part.ty = ty;
                }
            }
            _ => self.by_order(&mut part, name, &positional, at),
        }
        part
    }

    /// Arguments of a generated constructor are the members in the order of the schema.
    fn by_order(&self, part: &mut Part, ty: &str, args: &[&Arg], at: &At) {
        let of_type = self
            .rule
            .parameters
            .iter()
            .find(|p| p.ty.as_deref().is_some_and(|t| spelled(t.trim_end_matches("[]")) == spelled(ty)));
        let Some(parent) = of_type else {
            part.open = !ty.ends_with("List") && !ty.starts_with("Array");
            return;
        };
        let children = self
            .rule
            .parameters
            .iter()
            .filter_map(|p| p.name.strip_prefix(&format!("{}.", parent.name)))
            .filter(|c| !c.contains('.'));
        for (child, arg) in children.zip(args) {
            part.set(child, self.part(arg.value, at), true, None);
        }
    }

    /// `LeadKeyRef.EMAIL`, `params.leadKey`, `$this->key`.
    fn member(&self, id: ExprId, base: ExprId, name: &str, at: &At) -> Part {
        let facts = self.project.facts(at.file);
        // `_value_1` of zeep, `value` of a JAXB element.
        if let Some(known) = self.tracked(id, at) {
            return known;
        }
        let part = self.texts(id, at);
        if !part.texts.is_empty() {
            return part;
        }
        let owner = match facts.kind(base) {
            ExprKind::Name(n) | ExprKind::Member { name: n, .. } => n.as_str(),
            _ => return part,
        };
        let is_type = owner.starts_with(char::is_uppercase)
            && (self.api.detect.types.iter().any(|t| t == owner)
                || matches!(
                    self.project.type_of(at.file, base),
                    Ty::Data(_) | Ty::Class(_) | Ty::Unknown | Ty::Foreign(_)
                ));
        let is_constant = name.starts_with(char::is_uppercase);
        if is_type && is_constant {
            return Part { ty: Some(owner.to_owned()), ..Part::text(name) };
        }
        part
    }

    /// A text that is the request as XML.
    pub(super) fn xml(&self, id: ExprId, at: &At) -> Option<Part> {
        self.element(&self.text_of(id, at))
    }

    /// The request that an envelope sends which is begun in this text.
    pub(super) fn envelope(&self, id: ExprId, at: &At) -> Option<Part> {
        self.element(&self.in_the_end(id, at)).or_else(|| self.xml(id, at))
    }

    fn element(&self, pieces: &Pieces) -> Option<Part> {
        if !pieces.text.contains('<') || !pieces.text.contains('>') {
            return None;
        }
        xml::element(pieces, &|name| self.is_request(name))
    }

    /// Whether a name is the request element of the operation.
    pub(super) fn is_request(&self, name: &str) -> bool {
        self.api.operation_form(name).is_some_and(|(rule, form)| {
            rule.id == self.rule.id && matches!(form, crate::rule::Form::Request | crate::rule::Form::Plain)
        })
    }

    /// First-level parameters in order.
    pub(super) fn top_level(&self) -> Vec<&'p str> {
        let mut names: Vec<&str> = vec![];
        for parameter in self.rule.parameters.iter().filter(|p| p.of.is_none()) {
            let first = parameter.name.split('.').next().unwrap_or(&parameter.name);
            if first != "header" && !names.contains(&first) {
                names.push(first);
            }
        }
        names
    }
}

/// A piece of a list, as long as its limit: what a loop in front of it made, or what cannot
/// be read, may be more.
fn piece(mut whole: Part, size: Option<usize>) -> Option<Part> {
    if let (None, true, Some(_)) = (&whole.items, whole.unknown, size) {
        let item = Part { ty: whole.ty.take(), ..Part::unknown() };
        whole.items = Some(Items { list: vec![(item, true)], repeated: true, ..Items::new(false) });
    }
    let items = whole.items.as_mut()?;
    if let ([(item, _)], true, Some(size)) = (items.list.as_slice(), items.repeated, size) {
        (whole.unknown, whole.place) = (false, None);
        items.list = vec![(item.clone(), true); size.min(LONGEST_PIECE)];
        items.complete = false;
        items.cut = Some(size);
    }
    Some(whole)
}

/// `ns0:LeadKey`, `{http://…}LeadKey`, `ns0.LeadKey`: the local name.
fn type_of_name(name: &str) -> &str {
    name.rsplit([':', '}', '.']).next().unwrap_or(name)
}
