//! What calls leave of a request: helpers of the project, builders, and what the
//! languages' libraries do to records and lists.

use std::collections::HashMap;
use std::rc::Rc;

use super::{At, DEEPEST, Env, Reader, piece, type_of_name};
use crate::fact::{Arg, ExprId, ExprKind, ScopeId};
use crate::link::types::call_args;
use crate::link::{FileId, MethodId};
use crate::request::{Part, library};

impl<'p, 'a> Reader<'p, 'a> {
    pub(super) fn call(
        &self,
        id: ExprId,
        target: ExprId,
        args: &[Arg],
        block: Option<ScopeId>,
        at: &At,
    ) -> Part {
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
                // `leads.each_slice(300)`, `Lists.partition(leads, 300)`
                let whole = self.part(base.filter(|_| self.number(one, at).is_some()).unwrap_or(one), at);
                let size = args.iter().find_map(|a| self.number(a.value, at));
                if let Some(piece) = piece(whole, size) {
                    return Part::list(vec![piece], false);
                }
            }
            // A piece from a place on: `leads.subList(i, i + 300)`, `array_slice($leads, $i, 300)`.
            (
                _,
                "array_slice" | "array_splice" | "slice" | "splice" | "subList" | "GetRange" | "Take"
                | "take" | "islice" | "copyOfRange",
                Some(one),
            ) => {
                let (whole, bounds) = match (base, name) {
                    (_, "array_slice" | "array_splice" | "islice" | "copyOfRange") | (None, _) => {
                        (one, &args[1..])
                    }
                    (Some(base), _) => (base, args),
                };
                let size = match bounds {
                    [size] if matches!(name, "Take" | "take" | "islice") => self.number(size.value, at),
                    [from, to, ..] => self.length(from.value, to.value, at),
                    _ => None,
                };
                if let Some(piece) = size.and_then(|size| piece(self.part(whole, at), Some(size))) {
                    return piece;
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
        if let Some(part) = library::made(self, id, args, at) {
            return part;
        }
        if let Some(base) = base
            && let Some(part) = self.chained(base, name, args, at)
        {
            return part;
        }
        self.texts(id, at)
    }

    /// A number that is written in the code, or in one of its constants.
    fn number(&self, id: ExprId, at: &At) -> Option<usize> {
        self.part(id, at).texts.first()?.trim_end_matches(['l', 'L']).replace('_', "").parse().ok()
    }

    /// How long a piece is: the second bound is its length, or lies that far behind the first,
    /// where `Math.min` may keep it inside of the list.
    pub(super) fn length(&self, from: ExprId, to: ExprId, at: &At) -> Option<usize> {
        let facts = self.project.facts(at.file);
        match facts.kind(to) {
            ExprKind::Call { target, args, .. } => match facts.kind(*target) {
                ExprKind::Name(name) | ExprKind::Member { name, .. } if name.eq_ignore_ascii_case("min") => {
                    args.iter().find_map(|a| self.length(from, a.value, at))
                }
                _ => None,
            },
            ExprKind::Concat(parts) | ExprKind::Other(parts) => {
                let is_first = |id: &ExprId| facts.kind(*id) == facts.kind(from);
                let rest: Vec<&ExprId> = parts.iter().filter(|p| !is_first(p)).collect();
                match rest.as_slice() {
                    [one] if rest.len() < parts.len() => self.number(**one, at),
                    _ => None,
                }
            }
            _ => self.number(to, at),
        }
    }

    /// `base.merge(other, return_lead: true)`, `dict(base, returnLead=True)`
    pub(in crate::request) fn merged(&self, mut part: Part, args: &[Arg], at: &At) -> Part {
        for arg in args {
            match &arg.name {
                Some(name) => self.put(&mut part, name, self.part(arg.value, at)),
                None => part.merge(self.part(arg.value, at), true),
            }
        }
        part
    }

    /// `LeadKey.builder().keyType(EMAIL).keyValue(v)`: a setter that gives its object back.
    pub(super) fn chained(&self, base: ExprId, name: &str, args: &[Arg], at: &At) -> Option<Part> {
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

    pub(super) fn is_builder(&self, id: ExprId, file: FileId, depth: u8) -> bool {
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
    pub(super) fn mapped(&self, base: ExprId, scope: ScopeId, at: &At) -> Part {
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
    pub(in crate::request) fn returned(&self, method: MethodId, args: &[Arg], at: &At) -> Part {
        let parts = self.results(method, args, at, |result, at| self.part(result, at));
        parts.into_iter().reduce(Part::or).unwrap_or_else(Part::unknown)
    }

    /// What is read of each value that a method of the project can give back.
    pub(in crate::request) fn results<T>(
        &self,
        method: MethodId,
        args: &[Arg],
        at: &At,
        read: impl Fn(ExprId, &At) -> T,
    ) -> Vec<T> {
        let facts = self.project.facts(method.file);
        let declared = self.project.method(method);
        let env = self.bound(method, args, at);
        let span = facts.scope(declared.scope).span;
        let key = (method.file, declared.name.clone(), span.start, span.end);
        if !self.busy.borrow_mut().insert(key.clone()) {
            return vec![];
        }
        let inside = At { file: method.file, until: u32::MAX, env, depth: at.depth };
        let of_method = facts
            .returns
            .iter()
            .filter(|r| self.project.method_around(method.file, r.scope) == Some(method))
            .filter(|r| {
                facts
                    .ancestors(r.scope)
                    .take_while(|s| *s != declared.scope)
                    .all(|s| facts.scope(s).kind != crate::fact::ScopeKind::Lambda)
            })
            .map(|r| r.value);
        let results = of_method
            .map(|r| read(r, &At { until: facts.expr(r).span.start.max(1), ..inside.clone() }))
            .collect();
        self.busy.borrow_mut().remove(&key);
        results
    }

    /// A constructor of the project: what it assigns to its members.
    pub(super) fn constructed(&self, ctor: MethodId, args: &[Arg], at: &At) -> Part {
        let env = self.bound(ctor, args, at);
        let inside = At { file: ctor.file, until: u32::MAX, env, depth: at.depth };
        self.own_members(ctor, &inside)
    }

    /// The parameters of a method, with the arguments of a call.
    pub(in crate::request) fn bound(&self, method: MethodId, args: &[Arg], at: &At) -> Env {
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

    /// Arguments of a call, for those who ask by expression.
    pub(in crate::request) fn args_of(&self, file: FileId, id: ExprId) -> &'a [Arg] {
        call_args(self.project.facts(file).kind(id))
    }
}
