//! Which texts an expression can be: literals, constants, enum members,
//! concatenations, branches, entries of arrays and maps, loop variables.

use super::modules::Exported;
use super::template::{Arguments, placeholder};
use super::{FileId, Project, TypeId, types::call_args};
use crate::fact::{Arg, BindingKind, ExprId, ExprKind, ScopeId, ScopeKind};

/// Stands for a part of a text that could not be read.
pub const HOLE: char = '\u{fffc}';

/// How many alternatives are kept; a table of all operations must fit.
const ALTERNATIVES: usize = 64;

/// How many entries of lists and maps are followed.
const ENTRIES: usize = 256;

/// How many steps from one expression to where it came from: code may lead in circles.
const DEEPEST: u8 = 8;

impl<'a> Project<'a> {
    /// The texts an expression can be, unreadable parts as [`HOLE`].
    pub fn texts(&self, file: FileId, id: ExprId) -> Vec<String> {
        let mut texts = self.texts_at(file, id, 0);
        texts.dedup();
        texts
    }

    fn texts_at(&self, file: FileId, id: ExprId, depth: u8) -> Vec<String> {
        if depth > DEEPEST {
            return vec![];
        }
        let facts = self.facts(file);
        match facts.kind(id) {
            ExprKind::Atom(text) if is_nothing(text) => vec![],
            ExprKind::Text(text) | ExprKind::Symbol(text) | ExprKind::Atom(text) => vec![text.clone()],
            ExprKind::Concat(parts) => {
                let mut all = vec![String::new()];
                for part in parts {
                    let mut texts = self.texts_at(file, *part, depth + 1);
                    if texts.is_empty() {
                        texts.push(HOLE.to_string());
                    }
                    all = all
                        .iter()
                        .flat_map(|a| texts.iter().map(move |t| format!("{a}{t}")))
                        .take(ALTERNATIVES)
                        .collect();
                }
                all
            }
            ExprKind::Choice(list) => {
                list.iter().flat_map(|p| self.texts_at(file, *p, depth + 1)).take(ALTERNATIVES).collect()
            }
            ExprKind::Cast { value, .. } => self.texts_at(file, *value, depth + 1),
            ExprKind::Other(parts) if parts.len() == 1 => self.texts_at(file, parts[0], depth + 1),
            ExprKind::Name(_) | ExprKind::Member { .. } | ExprKind::Index { .. } => {
                let sources = self.sources_at(file, id, depth);
                sources
                    .into_iter()
                    .flat_map(|(f, e)| self.texts_at(f, e, depth + 1))
                    .take(ALTERNATIVES)
                    .collect()
            }
            ExprKind::Call { target, args, .. } => match facts.kind(*target) {
                // Conversions that keep the text or only its case.
                ExprKind::Member { base, name, .. } if keeps_text(name) => {
                    self.texts_at(file, *base, depth + 1)
                }
                ExprKind::Name(name) if keeps_text(name) && !args.is_empty() => {
                    self.texts_at(file, args[0].value, depth + 1)
                }
                // `"ns1:params%s" % op`, `String.format`, `sprintf`: arguments fill the holes.
                ExprKind::Member { base, name, .. } if name == "%" => {
                    self.formatted(file, *base, args, depth)
                }
                ExprKind::Member { base, name, .. }
                    if name == "format"
                        && matches!(facts.kind(*base), ExprKind::Text(_) | ExprKind::Concat(_)) =>
                {
                    self.formatted(file, *base, args, depth)
                }
                ExprKind::Member { name, .. } | ExprKind::Name(name)
                    if matches!(name.as_str(), "format" | "Format" | "sprintf" | "vsprintf")
                        && args.len() > 1 =>
                {
                    self.formatted(file, args[0].value, &args[1..], depth)
                }
                _ => vec![],
            },
            _ => vec![],
        }
    }

    /// Fills the placeholders of a template with readable arguments.
    fn formatted(&self, file: FileId, template: ExprId, args: &[Arg], depth: u8) -> Vec<String> {
        let fill = |template: String| {
            let mut given = Arguments::of(self.facts(file), args);
            let mut out = String::new();
            let mut rest = template.as_str();
            while let Some(at) = rest.find(['%', '{']) {
                out.push_str(&rest[..at]);
                let tail = &rest[at..];
                let Some((key, len)) = placeholder(tail) else {
                    out.push_str(&tail[..1]);
                    rest = &tail[1..];
                    continue;
                };
                let texts = given.take(key).map(|value| self.texts_at(file, value, depth + 1));
                match texts.iter().flatten().next() {
                    Some(text) => out.push_str(text),
                    None => out.push(HOLE),
                }
                rest = &tail[len..];
            }
            out + rest
        };
        self.texts_at(file, template, depth + 1).into_iter().map(fill).collect()
    }

    /// The expressions a name, member or index got its value from.
    pub fn sources(&self, file: FileId, id: ExprId) -> Vec<(FileId, ExprId)> {
        self.sources_at(file, id, 0)
    }

    /// `depth` counts the steps so far: `node = node.parent` leads to itself.
    fn sources_at(&self, file: FileId, id: ExprId, depth: u8) -> Vec<(FileId, ExprId)> {
        let facts = self.facts(file);
        let scope = facts.expr(id).scope;
        match facts.kind(id) {
            ExprKind::Name(name) => self.name_sources(file, scope, name, id, depth),
            ExprKind::Member { base, name, .. } => match self.type_of(file, *base) {
                super::Ty::Project(t) | super::Ty::Class(t) => self.member_sources(t, name),
                _ => match facts.kind(*base) {
                    ExprKind::Name(ty) | ExprKind::Member { name: ty, .. } => {
                        match self.project_type(file, ty) {
                            Some(t) => self.member_sources(t, name),
                            // `config.wsdl` where `config = { wsdl: … }`
                            None => match self.imported_member(file, *base, name) {
                                Some(Exported::Value(at, value)) => vec![(at, value)],
                                _ => self.entries(file, *base, Some(name), depth),
                            },
                        }
                    }
                    _ => vec![],
                },
            },
            ExprKind::Index { base, index } => {
                let key = self.texts_at(file, *index, depth.max(4) + 1);
                self.entries(file, *base, key.first().map(String::as_str), depth)
            }
            _ => vec![],
        }
    }

    fn member_sources(&self, owner: TypeId, name: &str) -> Vec<(FileId, ExprId)> {
        let mut found = self.field_values(owner, name);
        // An enum member with a value: `GET_LEAD("getLead")` or just its name.
        for ty in self.lineage(owner).iter().copied() {
            let facts = self.facts(ty.file);
            let scope = self.declaration(ty).scope;
            for binding in facts
                .bindings
                .iter()
                .filter(|b| b.scope == scope && b.name == name && b.kind == BindingKind::EnumMember)
            {
                if let Some(value) = binding.value {
                    match facts.kind(value) {
                        ExprKind::New { args, .. } | ExprKind::Call { args, .. } => {
                            found.extend(args.iter().map(|a| (ty.file, a.value)))
                        }
                        _ => found.push((ty.file, value)),
                    }
                }
            }
            for method in self.methods_named(ty.file, name) {
                if self.owner(method) == Some(ty) && self.method(method).params.is_empty() {
                    found.extend(
                        facts
                            .returns
                            .iter()
                            .filter(|r| self.method_around(ty.file, r.scope) == Some(method))
                            .map(|r| (ty.file, r.value)),
                    );
                }
            }
        }
        found
    }

    fn name_sources(
        &self,
        file: FileId,
        scope: ScopeId,
        name: &str,
        at: ExprId,
        depth: u8,
    ) -> Vec<(FileId, ExprId)> {
        let facts = self.facts(file);
        let span = facts.expr(at).span;
        for around in facts.ancestors(scope) {
            let mut found = vec![];
            if let Some(receivers) = self.index[file].params.get(&around)
                && let Some(position) = receivers.names.iter().position(|n| n == name)
            {
                match receivers.method {
                    Some(m) => {
                        let method = &facts.methods[m];
                        found.extend(method.params.get(position).and_then(|p| p.default).map(|d| (file, d)));
                    }
                    None => found.extend(self.loop_items(file, around, depth)),
                }
                found.extend(self.assigned_in_scope(file, around, name).into_iter().map(|v| (file, v)));
                return found;
            }
            let kind = facts.scope(around).kind;
            if kind == ScopeKind::Type
                && let Some(own) = self.type_around(file, around)
            {
                let fields = self.member_sources(own, name);
                if !fields.is_empty() {
                    return fields;
                }
            }
            for binding in self.index[file].declared_in(facts, around, name) {
                found
                    .extend(binding.value.filter(|v| !facts.expr(*v).span.contains(span)).map(|v| (file, v)));
            }
            if matches!(kind, ScopeKind::Method | ScopeKind::Lambda | ScopeKind::File) {
                found.extend(self.assigned_in_scope(file, around, name).into_iter().map(|v| (file, v)));
            }
            found.sort();
            found.dedup();
            if !found.is_empty() {
                return found;
            }
        }
        // A constant of another file: PHP `define`, Ruby and Python module constants.
        self.imported_constant(file, name)
    }

    fn assigned_in_scope(&self, file: FileId, scope: ScopeId, name: &str) -> Vec<ExprId> {
        self.index[file].assigned_in(self.facts(file), scope, name).map(|(_, v)| v).collect()
    }

    /// What a block's first parameter runs over: `%w(a b).each do |x|`.
    fn loop_items(&self, file: FileId, scope: ScopeId, depth: u8) -> Vec<(FileId, ExprId)> {
        let facts = self.facts(file);
        let Some(call) = self.call_of_block(file, scope) else { return vec![] };
        let ExprKind::Call { target, .. } = facts.kind(call) else { return vec![] };
        match facts.kind(*target) {
            ExprKind::Member { base, .. } => self.entries(file, *base, None, depth),
            _ => vec![],
        }
    }

    /// Entries of a list or map: the one under `key`, else all of them.
    fn entries(&self, file: FileId, base: ExprId, key: Option<&str>, from: u8) -> Vec<(FileId, ExprId)> {
        let mut found = vec![];
        let mut queue = vec![(file, base, from)];
        while let Some((file, id, depth)) = queue.pop() {
            if depth > DEEPEST || depth > from + 4 || found.len() > ENTRIES {
                continue;
            }
            let facts = self.facts(file);
            match facts.kind(id) {
                ExprKind::List(items) => match key.and_then(|k| k.parse::<usize>().ok()) {
                    Some(index) => found.extend(items.get(index).map(|i| (file, *i))),
                    None => found.extend(items.iter().map(|i| (file, *i))),
                },
                ExprKind::Pairs(pairs) => {
                    let named = |id: ExprId| match facts.kind(id) {
                        ExprKind::Text(t) | ExprKind::Symbol(t) | ExprKind::Name(t) => Some(t.as_str()),
                        _ => None,
                    };
                    let chosen: Vec<_> =
                        pairs.iter().filter(|(k, _)| key.is_some() && named(*k) == key).collect();
                    if chosen.is_empty() && key.is_none_or(|k| k.contains(HOLE)) {
                        found.extend(pairs.iter().map(|(_, v)| (file, *v)));
                    } else {
                        found.extend(chosen.into_iter().map(|(_, v)| (file, *v)));
                    }
                }
                ExprKind::Choice(list) => queue.extend(list.iter().map(|i| (file, *i, depth + 1))),
                ExprKind::Name(_) | ExprKind::Member { .. } => {
                    let sources = self.sources_at(file, id, depth + 1);
                    queue.extend(sources.into_iter().map(|(f, e)| (f, e, depth + 1)));
                }
                ExprKind::Call { target, .. } => {
                    // `Arrays.asList(…)`, `%w().freeze`, `Map.of(…)`.
                    let args = call_args(facts.kind(id));
                    match facts.kind(*target) {
                        ExprKind::Member { base, name, .. } if args.is_empty() && name != "new" => {
                            queue.push((file, *base, depth + 1))
                        }
                        _ if key.is_none() => found.extend(args.iter().map(|a| (file, a.value))),
                        _ => {}
                    }
                }
                _ => {}
            }
        }
        found
    }

    fn imported_constant(&self, file: FileId, name: &str) -> Vec<(FileId, ExprId)> {
        if let Some(Exported::Value(at, value)) = self.imported(file, name) {
            return vec![(at, value)];
        }
        if name.len() < 3 {
            return vec![];
        }
        let language = self.files[file].language.id;
        let is_constant = |n: &str| n.chars().any(char::is_uppercase) && !n.chars().any(char::is_lowercase);
        let imported = self.index[file].imports.contains_key(name);
        if !imported && !is_constant(name) {
            return vec![];
        }
        let mut found = vec![];
        for (other, parsed) in self.files.iter().enumerate() {
            let related = super::related(parsed.language.id, language);
            if other == file || !related || !self.knows(file, other) {
                continue;
            }
            for index in self.index[other].bindings.get(name).into_iter().flatten() {
                let binding = &parsed.facts.bindings[*index];
                if binding.scope == ScopeId::FILE || binding.kind == BindingKind::Constant {
                    found.extend(binding.value.map(|v| (other, v)));
                }
            }
            if let Some(list) = self.index[other].assigned.get(name) {
                found
                    .extend(list.iter().filter(|(s, _, _)| *s == ScopeId::FILE).map(|(_, v, _)| (other, *v)));
            }
        }
        found
    }
}

/// Whether an atom is the word for nothing, in the languages' lower case.
pub fn is_nothing(atom: &str) -> bool {
    matches!(atom, "null" | "nil" | "none" | "undefined" | "nothing")
}

/// Methods and functions that give their text back, perhaps in another case.
fn keeps_text(name: &str) -> bool {
    matches!(
        name,
        "to_s"
            | "to_sym"
            | "to_str"
            | "strip"
            | "trim"
            | "freeze"
            | "toString"
            | "ToString"
            | "intern"
            | "str"
            | "unicode"
            | "String"
            | "valueOf"
            | "value"
            | "getValue"
            | "name"
            | "encode"
            | "decode"
            | "dup"
            | "camelize"
            | "underscore"
            | "camelcase"
            | "ucfirst"
            | "lcfirst"
            | "strval"
            | "dedent"
            | "html_safe"
            | "getOperationName"
            | "lower"
            | "upper"
    )
}
