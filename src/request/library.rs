//! Requests that the objects of published client libraries hold.
//!
//! Such a call takes no request: the object it is made on does, or its arguments do, in members of
//! the library's own. What they are called and where they belong is data of the pack.

use super::read::{At, Reader};
use super::{Items, Part, spelled};
use crate::fact::{Arg, ExprId, ExprKind};
use crate::link::constants::HOLE;
use crate::link::types::{Lib, call_args};
use crate::link::{FileId, Project, Ty};
use crate::rule::{Held, Holding, Library, LibraryType, Made, fold};

/// Puts what a library call sends into the request. Not for calls of others, nor of classes whose
/// methods take the WSDL's requests.
pub(super) fn sent(reader: &Reader<'_, '_>, id: ExprId, at: &At, into: &mut Part) -> bool {
    let Some((lib, receiver, method)) = called(reader.project, at.file, id) else { return false };
    let (library, ty) = declared(reader.project, &lib);
    if ty.port {
        return false;
    }
    let holding = match lib.any {
        // Which class it is, is known at run time.
        true => library.request.get(reader.rule.operation.as_str()),
        false => library.holding(ty, method, reader.rule),
    };
    into.open = holding.is_none();
    if let Some(holding) = holding {
        let args = call_args(reader.project.facts(at.file).kind(id));
        Call { reader, declared: library, receiver, args, at }.fill(holding, into);
    }
    for (path, value) in ty.implies.get(method).into_iter().flatten() {
        put(into, path, Part::text(value), true);
    }
    true
}

/// The class whose method is called, or which is constructed, the object, and the method.
fn called<'p>(project: &Project<'p>, file: FileId, id: ExprId) -> Option<(Lib, Option<ExprId>, &'p str)> {
    let facts = project.facts(file);
    let target = match facts.kind(id) {
        ExprKind::New { ty, .. } => {
            return match project.resolve_type(file, ty) {
                Ty::Library(lib) => Some((lib, None, "new")),
                _ => None,
            };
        }
        ExprKind::Call { target, .. } => *target,
        _ => return None,
    };
    if let ExprKind::Member { base, name, .. } = facts.kind(target)
        && let Ty::Library(lib) | Ty::LibraryClass(lib) = project.type_of(file, *base)
    {
        return Some((lib, Some(*base), name));
    }
    match project.type_of(file, target) {
        Ty::LibraryClass(lib) => Some((lib, None, "new")),
        _ => None,
    }
}

fn declared<'r>(project: &Project<'r>, lib: &Lib) -> (&'r Library, &'r LibraryType) {
    let library = &project.rules.apis[lib.api].libraries[lib.of];
    (library, &library.types[lib.ty])
}

/// `client.subscriber({ props, filter })`: an object that a library makes of a record.
pub(super) fn made(reader: &Reader<'_, '_>, id: ExprId, args: &[Arg], at: &At) -> Option<Part> {
    let Ty::Library(lib) = reader.project.type_of(at.file, id) else { return None };
    let (library, ty) = declared(reader.project, &lib);
    library.holds(ty).then(|| reader.merged(Part::default(), args, at))
}

/// A library call whose request is read.
struct Call<'c, 'p, 'a> {
    reader: &'c Reader<'p, 'a>,
    declared: &'p Library,
    receiver: Option<ExprId>,
    args: &'p [Arg],
    at: &'c At,
}

impl Call<'_, '_, '_> {
    fn fill(&self, holding: &Holding, into: &mut Part) {
        let is_place = |name: &str| name.starts_with(|c: char| c.is_ascii_digit());
        let object = match holding.keys().all(|name| is_place(name)) {
            true => None,
            false => self.receiver.map(|id| self.reader.part(id, self.at)),
        };
        into.place = object.as_ref().and_then(|o| o.place);
        let hidden = object.as_ref().is_some_and(|o| o.open || o.unknown);
        // A list makes as many objects as it has items, what is said once belongs to each, and
        // what stands outside comes before what stands in it.
        let mut ordered: Vec<(&String, &Held)> = holding.iter().collect();
        ordered.sort_by_key(|(_, held)| {
            (!matches!(held, Held::Made(Made { pairs: Some(_), .. })), held.to().len())
        });
        let mut missing = vec![];
        for (name, held) in ordered {
            let mut found = false;
            if is_place(name) {
                let parts = self.placed(name).iter().map(|arg| self.reader.part(arg.value, self.at));
                let mut parts: Vec<Part> = parts.collect();
                if parts.len() > 1 && matches!(held, Held::As(_)) {
                    parts = vec![Part::list(parts, true)];
                }
                parts.into_iter().for_each(|part| self.hold(held, part, true, into));
            } else if let Some(arg) = self.args.iter().find(|a| a.name.as_ref() == Some(name)) {
                found = true;
                self.hold(held, self.reader.part(arg.value, self.at), true, into);
            } else if let Some(object) = object.as_ref().filter(|_| name.is_empty()) {
                found = true;
                self.hold(held, object.clone(), true, into);
            } else if let Some(member) = object.as_ref().and_then(|o| o.member(name)) {
                found = true;
                self.hold(held, member.part.clone(), member.sure, into);
            }
            if !found && hidden && !is_place(name) {
                missing.push(held.to());
            }
        }
        // What is not seen may be set where the object comes from.
        for path in missing {
            if !is_set(into, path) {
                put(into, path, Part { null: true, ..Part::unknown() }, true);
            }
        }
    }

    fn placed(&self, name: &str) -> &[Arg] {
        let (from, all) = match name.strip_suffix("..") {
            Some(from) => (from, true),
            None => (name, false),
        };
        let from: usize = from.parse().unwrap_or(usize::MAX);
        let to = if all { self.args.len() } else { from.saturating_add(1).min(self.args.len()) };
        self.args.get(from..to).unwrap_or_default()
    }

    fn hold(&self, held: &Held, part: Part, sure: bool, into: &mut Part) {
        // Of several names for one thing the first counts.
        if part.is_nothing() || is_set(into, held.to()) {
            return;
        }
        match held {
            Held::As(to) => put(into, to, self.renamed(part), sure),
            Held::Made(made) => match (&part.items, made.to.split_once('.')) {
                // Several records are several objects.
                (Some(items), Some((list, rest))) if made.pairs.is_some() => {
                    let each = |(item, there): &(Part, bool)| {
                        let mut record = Part::default();
                        if let Some(part) = self.formed(made, item.clone()) {
                            put(&mut record, rest, part, true);
                        }
                        (record, *there)
                    };
                    let list_of = items.list.iter().map(each).collect();
                    let items = Items { list: list_of, ..items.clone() };
                    put(into, list, Part { items: Some(items), ..Part::default() }, sure);
                }
                _ => {
                    if let Some(part) = self.formed(made, part) {
                        put(into, &made.to, part, sure);
                    }
                }
            },
        }
    }

    fn formed(&self, made: &Made, part: Part) -> Option<Part> {
        if let Some(names) = &made.pairs {
            return Some(pairs(part, names));
        }
        if let Some(names) = &made.comparison {
            return self.comparison(part, names);
        }
        let part = match made.compared {
            true => self.written(&part)?.2,
            false => part,
        };
        if made.names && part.items.is_none() && !part.members.is_empty() {
            let texts = part.members.iter().map(|m| Part::text(m.name.clone())).collect();
            return Some(Part::list(texts, !part.open));
        }
        let Some(around) = &made.within else { return Some(part) };
        let texts = part.texts.iter().map(|t| around.replace("{}", t)).collect();
        Some(Part { texts, ..part })
    }

    /// A comparison as a text (`"key=" + key`) or as an object; a text without an operator is none.
    fn comparison(&self, part: Part, [left, operator, right]: &[String; 3]) -> Option<Part> {
        if let Some((property, word, value)) = self.written(&part) {
            let mut record = Part { place: part.place, ..Part::default() };
            record.set(left, Part::text(self.word(&property)), true, None);
            record.set(operator, Part::text(self.word(&word)), true, None);
            record.set(right, value, true, None);
            return Some(record);
        }
        if !part.texts.is_empty() && part.members.is_empty() {
            return None;
        }
        let mut part = self.renamed(part);
        self.translate(&mut part, left);
        Some(part)
    }

    /// The sides of a comparison that is a text, and what stands between them.
    fn written(&self, part: &Part) -> Option<(String, String, Part)> {
        let project = self.reader.project;
        let (file, id) = part.place?;
        let text = match part.texts.as_slice() {
            [one] => one.clone(),
            [] => project.texts(file, id).into_iter().next()?,
            _ => return None,
        };
        let operators = self.declared.words.keys().filter(|w| !w.contains(|c: char| c.is_alphanumeric()));
        // The longest at the first place: `>=` is no `>`.
        let (at, operator) = operators
            .filter_map(|o| Some((text.find(o.as_str())?, o)))
            .min_by_key(|(at, o)| (*at, std::cmp::Reverse(o.len())))?;
        let (left, right) = (text[..at].trim(), text[at + operator.len()..].trim());
        if left.is_empty() || left.contains(HOLE) {
            return None;
        }
        let right = match right.contains(HOLE) {
            false => Part::text(right.trim_matches(['\'', '"'])),
            true => match project.facts(file).kind(id) {
                ExprKind::Concat(pieces) if pieces.len() == 2 => {
                    self.reader.part(pieces[1], &At { file, ..self.at.clone() })
                }
                _ => Part { place: part.place, ..Part::unknown() },
            },
        };
        Some((left.to_owned(), operator.clone(), right))
    }

    /// The WSDL's word for one of the library.
    fn word(&self, own: &str) -> String {
        let found = self.declared.words.iter().find(|(word, _)| fold(word) == fold(own) || *word == own);
        found.map_or(own, |(_, word)| word).to_owned()
    }

    /// The library's words for members become the WSDL's.
    fn renamed(&self, mut part: Part) -> Part {
        if self.declared.words.is_empty() {
            return part;
        }
        for member in &mut part.members {
            member.name = self.word(&member.name);
            member.part = self.renamed(std::mem::take(&mut member.part));
        }
        for (item, _) in part.items.iter_mut().flat_map(|i| &mut i.list) {
            *item = self.renamed(std::mem::take(item));
        }
        part
    }

    /// The library's words become the WSDL's where a member of this name says them.
    fn translate(&self, part: &mut Part, name: &str) {
        for member in &mut part.members {
            if spelled(&member.name) == spelled(name) {
                member.part.texts.iter_mut().for_each(|t| *t = self.word(t));
            }
            self.translate(&mut member.part, name);
        }
        for (item, _) in part.items.iter_mut().flat_map(|i| &mut i.list) {
            self.translate(item, name);
        }
    }
}

/// One record of name and value for each member.
fn pairs(part: Part, [name, value]: &[String; 2]) -> Part {
    if part.members.is_empty() {
        return part;
    }
    let list = part
        .members
        .into_iter()
        .map(|member| {
            let mut record = Part::default();
            record.set(name, Part::text(member.name), true, None);
            record.set(value, member.part, true, None);
            (record, member.sure)
        })
        .collect();
    Part { items: Some(Items { list, ..Items::new(!part.open) }), place: part.place, ..Part::default() }
}

/// Whether something stands at a path.
fn is_set(part: &Part, path: &str) -> bool {
    let mut here = part;
    path.split('.').all(|step| match here.member(step) {
        Some(member) => {
            here = &member.part;
            true
        }
        None => false,
    })
}

/// Sets what stands at a path, in each item of a list on the way.
fn put(into: &mut Part, path: &str, part: Part, sure: bool) {
    let Some((step, rest)) = path.split_once('.') else { return into.set(path, part, sure, None) };
    if into.member(step).is_none() {
        into.set(step, Part::default(), true, None);
    }
    let wanted = spelled(step);
    let Some(member) = into.members.iter_mut().find(|m| spelled(&m.name) == wanted) else { return };
    match &mut member.part.items {
        Some(items) => items.list.iter_mut().for_each(|(item, _)| put(item, rest, part.clone(), sure)),
        None => put(&mut member.part, rest, part, sure),
    }
}
