//! Walks from an expression back to what it is made of.

use std::cell::{Cell, RefCell};
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use super::variable::Events;
use super::xml::{self, Pieces};
use super::{Part, spelled};
use crate::fact::{Arg, ExprId, ExprKind, ScopeId};
use crate::link::constants::HOLE;
use crate::link::types::call_args;
use crate::link::{FileId, MethodId, Project, Ty, simple};
use crate::rule::{Api, OperationRule};

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
    events: RefCell<HashMap<FileId, Rc<Events>>>,
    pub(super) busy: RefCell<HashSet<(FileId, String, u32, u32)>>,
    spent: Cell<u32>,
}

impl<'p, 'a> Reader<'p, 'a> {
    /// A reader for one operation.
    pub fn new(project: &'p Project<'a>, api: &'p Api, rule: &'p OperationRule) -> Self {
        Reader {
            project,
            api,
            rule,
            events: RefCell::default(),
            busy: RefCell::default(),
            spent: Cell::new(0),
        }
    }

    /// What happens to the names of a file.
    pub(super) fn events(&self, file: FileId) -> Rc<Events> {
        if let Some(known) = self.events.borrow().get(&file) {
            return known.clone();
        }
        let events = Rc::new(Events::of(self.project.facts(file)));
        self.events.borrow_mut().insert(file, events.clone());
        events
    }

    /// What an expression is made of.
    pub fn part(&self, id: ExprId, at: &At) -> Part {
        self.spent.set(self.spent.get() + 1);
        if at.depth > DEEPEST || self.spent.get() > BUDGET {
            return Part { place: Some((at.file, id)), ..Part::unknown() };
        }
        let mut part = self.read(id, &at.deeper());
        if part.place.is_none() {
            part.place = Some((at.file, id));
        }
        part
    }

    fn read(&self, id: ExprId, at: &At) -> Part {
        let file = at.file;
        let facts = self.project.facts(file);
        match facts.kind(id) {
            ExprKind::Atom(text)
                if matches!(text.as_str(), "null" | "nil" | "none" | "undefined" | "nothing") =>
            {
                Part::nothing()
            }
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
                    part.items = Some(super::Items::new(args.is_empty()));
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
                let key = self.project.texts(file, *index).into_iter().next().unwrap_or_default();
                match (whole.member(&key), &whole.items, key.parse::<usize>()) {
                    (Some(m), ..) => m.part.clone(),
                    (None, Some(items), Ok(n)) if n < items.list.len() => items.list[n].0.clone(),
                    _ => self.texts(id, at),
                }
            }
            ExprKind::Call { target, args, block } => self.call(id, *target, args, *block, at),
            _ => Part::unknown(),
        }
    }

    /// What the texts of an expression say, with holes as unreadable.
    fn texts(&self, id: ExprId, at: &At) -> Part {
        let texts = self.project.texts(at.file, id);
        if texts.is_empty() {
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

    fn is_comprehension(&self, file: FileId, id: ExprId) -> bool {
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
            _ => part.set(name, value, true, None),
        }
    }

    /// A construction.
    pub(super) fn made(&self, ty: &str, args: &[Arg], at: &At) -> Part {
        let name = simple(ty);
        let facts = self.project.facts(at.file);
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

    /// A constructor of the project: what it assigns to its members.
    fn constructed(&self, ctor: MethodId, args: &[Arg], at: &At) -> Part {
        let env = self.bound(ctor, args, at);
        let inside = At { file: ctor.file, until: u32::MAX, env, depth: at.depth };
        self.own_members(ctor, &inside)
    }

    /// The parameters of a method, with the arguments of a call.
    pub(super) fn bound(&self, method: MethodId, args: &[Arg], at: &At) -> Env {
        let mut env = HashMap::new();
        for (index, param) in self.project.method(method).params.iter().enumerate() {
            let named = args.iter().find(|a| a.name.as_deref() == Some(&param.name));
            let arg = named.or_else(|| args.get(index).filter(|a| a.name.is_none() && !a.spread));
            let part = match (arg, param.default) {
                (Some(arg), _) => self.part(arg.value, at),
                (None, Some(default)) => {
                    let there =
                        At { file: method.file, until: u32::MAX, env: Env::default(), depth: at.depth };
                    self.part(default, &there)
                }
                (None, None) => Part::unknown(),
            };
            env.insert(param.name.clone(), part);
        }
        Rc::new(env)
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

    fn call(&self, id: ExprId, target: ExprId, args: &[Arg], block: Option<ScopeId>, at: &At) -> Part {
        let facts = self.project.facts(at.file);
        let (base, name) = match facts.kind(target) {
            ExprKind::Name(name) => (None, name.as_str()),
            ExprKind::Member { base, name, .. } => (Some(*base), name.as_str()),
            // `factory.get_type('ns0:LeadKey')(…)`
            ExprKind::Call { args: inner, .. } => {
                let named = inner.first().map(|a| self.project.texts(at.file, a.value)).unwrap_or_default();
                return match named.as_slice() {
                    [one] => self.made(type_of_name(one), args, at),
                    _ => Part::unknown(),
                };
            }
            _ => return Part::unknown(),
        };
        let first = args.first().map(|a| a.value);
        match (base, name, first) {
            (Some(class), "new", _) => {
                return match facts.kind(class) {
                    ExprKind::Name(n) | ExprKind::Member { name: n, .. } => self.made(n, args, at),
                    _ => Part::unknown(),
                };
            }
            (_, "dict" | "Dictionary", _) if base.is_none() => {
                return self.merged(Part::default(), args, at);
            }
            (_, "stdClass" | "OpenStruct" | "Hash", None) => return Part::default(),
            (_, "list" | "tuple" | "set" | "array" | "Array", Some(one)) if args.len() == 1 => {
                return self.part(one, at);
            }
            (_, "list" | "array" | "Array", None) => return Part::list(vec![], true),
            // A list in pieces that a limit allows.
            (
                _,
                "chunk" | "chunks" | "chunked" | "array_chunk" | "each_slice" | "in_groups_of" | "batch"
                | "Batch" | "Chunk" | "batched" | "partition" | "Partition",
                Some(one),
            ) => {
                let on_receiver = base.map(|b| self.part(b, at)).filter(|p| p.items.is_some());
                let whole = on_receiver.unwrap_or_else(|| self.part(one, at));
                let size = args.iter().find_map(|a| self.part(a.value, at).texts.first()?.parse().ok());
                if let Some(piece) = piece(whole, size) {
                    return Part::list(vec![piece], false);
                }
            }
            (
                _,
                "asList" | "of" | "newArrayList" | "singletonList" | "listOf" | "newHashSet" | "singleton",
                _,
            ) => {
                let mut part = Part::list(vec![], !args.iter().any(|a| a.spread));
                for arg in args {
                    part.push(self.part(arg.value, at), true, true);
                }
                return part;
            }
            (_, "array_merge" | "assign" | "extend" | "array_replace", Some(_)) => {
                return self.merged(Part::default(), args, at);
            }
            (Some(base), "merge" | "deep_merge" | "reverse_merge", Some(_)) => {
                return self.merged(self.part(base, at), args, at);
            }
            (
                Some(base),
                "toArray"
                | "ToArray"
                | "ToList"
                | "to_a"
                | "freeze"
                | "dup"
                | "clone"
                | "compact"
                | "symbolize_keys"
                | "stringify_keys"
                | "with_indifferent_access"
                | "toString"
                | "ToString"
                | "to_s"
                | "strip"
                | "trim"
                | "Trim"
                | "value"
                | "getValue"
                | "name"
                | "build"
                | "Build"
                | "toList",
                None,
            ) => {
                let part = self.part(base, at);
                if !part.unknown || !part.texts.is_empty() {
                    return part;
                }
            }
            // `LeadKeyRef.fromValue("EMAIL")`
            (Some(_), "fromValue" | "fromString" | "valueOf" | "forString" | "Parse", Some(one)) => {
                return self.part(one, at);
            }
            // `factory.create('ns0:LeadKey')`
            (Some(_), "create" | "get_type" | "get_element" | "createObject", Some(one))
                if args.len() == 1 =>
            {
                if let [ty] = self.part(one, at).texts.as_slice() {
                    return Part { ty: Some(type_of_name(ty).to_owned()), ..Part::default() };
                }
            }
            (Some(base), "map" | "collect" | "Select" | "flat_map" | "stream", _) => {
                let scope = block.or_else(|| {
                    args.iter().find_map(|a| match facts.kind(a.value) {
                        ExprKind::Lambda(scope) => Some(*scope),
                        _ => None,
                    })
                });
                if let Some(scope) = scope {
                    return self.mapped(base, scope, at);
                }
            }
            _ => {}
        }
        let (callees, _) = self.project.callees(at.file, id);
        if let [method] = callees.as_slice()
            && self.project.method(*method).has_body
        {
            if self.project.method(*method).name == "new" {
                return self.made(name, args, at);
            }
            return self.returned(*method, args, at);
        }
        // `lead_key = client.get_type('ns0:LeadKey')`, then `lead_key(…)`
        if callees.is_empty() && !args.is_empty() {
            let class = self.part(target, at);
            if let (Some(ty), true) = (&class.ty, class.members.is_empty() && !class.unknown) {
                return self.made(ty, args, at);
            }
        }
        // `Factory.createLeadKey()`, `createParamsGetLeadBatchSize(10)`
        if let Some(ty) = name.strip_prefix("create").filter(|t| t.starts_with(char::is_uppercase)) {
            match args {
                [] => return Part { ty: Some(ty.to_owned()), ..Part::default() },
                [one] => return self.part(one.value, at),
                _ => {}
            }
        }
        // XMLBeans: `TriggeredSend.Factory.newInstance()`
        if name == "newInstance" && args.is_empty() {
            let made = base.and_then(|b| match facts.kind(b) {
                ExprKind::Member { base, name, .. } if name == "Factory" => Some(*base),
                _ => None,
            });
            let ty = made.and_then(|t| match facts.kind(t) {
                ExprKind::Name(n) | ExprKind::Member { name: n, .. } => Some(n.clone()),
                _ => None,
            });
            return Part { ty, ..Part::default() };
        }
        // A class of which only the name is known: `LeadKey(keyType=…)`, `types.LeadKey(…)`.
        if name.starts_with(char::is_uppercase)
            && self.project.files[at.file].language.class_calls
            && base.is_none_or(|b| !matches!(facts.kind(b), ExprKind::Call { .. }))
        {
            return self.made(name, args, at);
        }
        if let Some(base) = base
            && let Some(part) = self.chained(base, name, args, at)
        {
            return part;
        }
        self.texts(id, at)
    }

    /// `base.merge(other, return_lead: true)`, `dict(base, returnLead=True)`
    fn merged(&self, mut part: Part, args: &[Arg], at: &At) -> Part {
        for arg in args {
            match &arg.name {
                Some(name) => self.put(&mut part, name, self.part(arg.value, at)),
                None => part.merge(self.part(arg.value, at), true),
            }
        }
        part
    }

    /// `LeadKey.builder().keyType(EMAIL).keyValue(v)`: a setter that gives its object back.
    fn chained(&self, base: ExprId, name: &str, args: &[Arg], at: &At) -> Option<Part> {
        let facts = self.project.facts(at.file);
        let member = name
            .strip_prefix("set")
            .or_else(|| name.strip_prefix("with"))
            .or_else(|| name.strip_prefix("With"))
            .filter(|n| n.starts_with(|c: char| c.is_uppercase() || c == '_'))
            .unwrap_or(name);
        match (facts.kind(base), args) {
            (_, []) if matches!(name, "builder" | "newBuilder" | "Builder") => {
                let ty = match facts.kind(base) {
                    ExprKind::Name(n) | ExprKind::Member { name: n, .. } => Some(n.clone()),
                    _ => None,
                };
                Some(Part { ty, ..Part::default() })
            }
            (ExprKind::New { .. } | ExprKind::Call { .. }, [value]) if self.is_builder(base, at.file, 0) => {
                let mut part = self.part(base, at);
                part.set(member, self.part(value.value, at), true, None);
                Some(part)
            }
            _ => None,
        }
    }

    fn is_builder(&self, id: ExprId, file: FileId, depth: u8) -> bool {
        let facts = self.project.facts(file);
        match facts.kind(id) {
            ExprKind::New { .. } => true,
            ExprKind::Call { target, args, .. } => match facts.kind(*target) {
                ExprKind::Member { name, .. }
                    if matches!(name.as_str(), "builder" | "newBuilder" | "new") =>
                {
                    true
                }
                ExprKind::Member { base, .. } if args.len() == 1 && depth < DEEPEST => {
                    self.is_builder(*base, file, depth + 1)
                }
                _ => false,
            },
            _ => false,
        }
    }

    /// `emails.map { |e| { key_type: 'EMAIL', key_value: e } }`
    fn mapped(&self, base: ExprId, scope: ScopeId, at: &At) -> Part {
        let facts = self.project.facts(at.file);
        let results: Vec<ExprId> =
            facts.returns.iter().filter(|r| r.scope == scope).map(|r| r.value).collect();
        let over = self.part(base, at);
        let complete = over.items.as_ref().is_some_and(|i| i.complete);
        let count = over.items.as_ref().map_or(1, |i| i.list.len());
        let mut part = Part::list(vec![], true);
        let item = results.iter().map(|r| self.part(*r, at)).reduce(Part::or);
        let item = item.unwrap_or_else(Part::unknown);
        for _ in 0..count {
            part.push(item.clone(), true, complete && over.items.as_ref().is_some_and(|i| !i.repeated));
        }
        part
    }

    /// What a method of the project gives back.
    pub(super) fn returned(&self, method: MethodId, args: &[Arg], at: &At) -> Part {
        let facts = self.project.facts(method.file);
        let declared = self.project.method(method);
        let env = self.bound(method, args, at);
        let span = facts.scope(declared.scope).span;
        let key = (method.file, declared.name.clone(), span.start, span.end);
        if !self.busy.borrow_mut().insert(key.clone()) {
            return Part::unknown();
        }
        let inside = At { file: method.file, until: u32::MAX, env, depth: at.depth };
        let results: Vec<ExprId> = facts
            .returns
            .iter()
            .filter(|r| self.project.method_around(method.file, r.scope) == Some(method))
            .filter(|r| {
                facts
                    .ancestors(r.scope)
                    .take_while(|s| *s != declared.scope)
                    .all(|s| facts.scope(s).kind != crate::fact::ScopeKind::Lambda)
            })
            .map(|r| r.value)
            .collect();
        let part = results
            .into_iter()
            .map(|r| self.part(r, &At { until: facts.expr(r).span.start.max(1), ..inside.clone() }))
            .reduce(Part::or);
        self.busy.borrow_mut().remove(&key);
        part.unwrap_or_else(Part::unknown)
    }

    /// The text of an expression with its holes; pieces that are parts of
    /// the text built by this or another method are read as well.
    pub(super) fn pieces(&self, id: ExprId, at: &At, into: &mut Pieces) {
        let facts = self.project.facts(at.file);
        match facts.kind(id) {
            ExprKind::Text(text) => into.text.push_str(text),
            ExprKind::Concat(parts) => parts.iter().for_each(|p| self.pieces(*p, at, into)),
            _ => {
                let texts = self.project.texts(at.file, id);
                match texts.as_slice() {
                    [one] if !one.contains(HOLE) => into.text.push_str(one),
                    [one] if one.contains('<') => into.text.push_str(one),
                    _ => {
                        into.text.push(HOLE);
                        into.holes.push((at.file, id));
                    }
                }
            }
        }
    }

    /// A text that is the request as XML.
    pub(super) fn xml(&self, id: ExprId, at: &At) -> Option<Part> {
        let mut pieces = Pieces::default();
        self.pieces(id, at, &mut pieces);
        if !pieces.text.contains('<') || !pieces.text.contains('>') {
            return None;
        }
        xml::element(&pieces, &|name| self.is_request(name))
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

    /// Arguments of a call, for those who ask by expression.
    pub(super) fn args_of(&self, file: FileId, id: ExprId) -> &'a [Arg] {
        call_args(self.project.facts(file).kind(id))
    }
}

/// A piece of a list, as long as its limit: what a loop in front of it made may be more.
fn piece(mut whole: Part, size: Option<usize>) -> Option<Part> {
    let items = whole.items.as_mut()?;
    if let ([(item, _)], true, Some(size)) = (items.list.as_slice(), items.repeated, size) {
        items.list = vec![(item.clone(), true); size.min(LONGEST_PIECE)];
        items.complete = false;
    }
    Some(whole)
}

/// `ns0:LeadKey`, `{http://…}LeadKey`, `ns0.LeadKey`: the local name.
fn type_of_name(name: &str) -> &str {
    name.rsplit([':', '}', '.']).next().unwrap_or(name)
}
