//! The request a call sends, as far as the code that builds it can be read.
//!
//! [`Reader`] walks back from the call through the code that builds its
//! arguments and leaves a tree of [`Part`]s; [`Request`] answers questions about
//! it by the paths of the WSDL, in the three-valued terms of the decision tables.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::HashMap;

use crate::fact::ExprId;
use crate::finding::Kind;
use crate::judge::Verdict;
use crate::link::{FileId, Project};
use crate::rule::decision::{CODE, FAULTS, NAMES};
use crate::rule::{Api, OperationRule, RequestView, Truth, Value};

mod answer;
pub mod arguments;
mod element;
mod handler;
pub mod library;
pub mod part;
pub mod read;
pub mod sight;
pub mod site;
pub mod text;
pub mod variable;
pub mod xml;

pub use part::{Items, Member, Part, spelled};
pub use read::Reader;
pub use sight::{Seen, Sights};

/// The request of one call, with what is known of its surroundings.
pub struct Request<'p, 'a> {
    /// The project.
    pub project: &'p Project<'a>,
    /// The API.
    pub api: &'p Api,
    /// The operation.
    pub rule: &'p OperationRule,
    /// The SOAP call.
    pub verdict: &'p Verdict,
    /// What it sends.
    pub root: Part,
    /// The call of a wrapper that ends in it.
    caller: Option<(FileId, ExprId)>,
    faults: OnceCell<Sights>,
    names: OnceCell<Sights>,
}

/// How many expressions are gone through, once a call, for the requests of one file. Code
/// written by people stays far below: a bundle with tens of thousands of calls does not.
const PATIENCE: usize = 1 << 27;

/// However large a file is, of this many calls the requests are read.
const FEWEST: usize = 16;

/// Of which verdicts the requests are read, in their order: each goes through its file from end
/// to end, so of very many calls in a very large file only the first are.
pub fn are_read(project: &Project<'_>, verdicts: &[Verdict]) -> Vec<bool> {
    let mut counts: HashMap<FileId, usize> = HashMap::new();
    let is_read = |verdict: &Verdict| {
        let count = counts.entry(verdict.file).or_default();
        *count += usize::from(has_request(verdict));
        *count <= FEWEST.max(PATIENCE / project.facts(verdict.file).exprs.len().max(1))
    };
    verdicts.iter().map(is_read).collect()
}

/// Whether a verdict is about something that sends a request.
pub fn has_request(verdict: &Verdict) -> bool {
    verdict.operation.is_some() && matches!(verdict.kind, Kind::Call | Kind::Wrapper)
}

/// What stands at a path: the parts, and whether there may be more.
#[derive(Debug, Default)]
pub struct Found<'r> {
    /// Parts, each with whether it is there for sure.
    pub parts: Vec<(&'r Part, bool)>,
    /// A list was on the way.
    pub list: bool,
    /// Nothing else can stand there.
    pub complete: bool,
    /// The list that the code cuts to a size.
    pub cut: Option<&'r Part>,
}

impl<'p, 'a> Request<'p, 'a> {
    /// Reads the request of a call.
    pub fn read(
        project: &'p Project<'a>,
        api: &'p Api,
        rule: &'p OperationRule,
        verdict: &'p Verdict,
    ) -> Self {
        let root = arguments::root(project, api, rule, verdict);
        let caller = verdict.through.as_ref().and(verdict.expr).map(|expr| (verdict.file, expr));
        // What surrounds the SOAP call counts, not what surrounds the call of a wrapper.
        let verdict = verdict.through.as_deref().map_or(verdict, |through| &through.call);
        Request { caller, ..Request::new(project, api, rule, verdict, root) }
    }

    /// A request that sends `root`, whatever the code of the call says.
    pub fn new(
        project: &'p Project<'a>,
        api: &'p Api,
        rule: &'p OperationRule,
        verdict: &'p Verdict,
        root: Part,
    ) -> Self {
        let (faults, names) = (OnceCell::new(), OnceCell::new());
        Request { project, api, rule, verdict, root, caller: None, faults, names }
    }

    /// What the code around the call was seen to use, for the subjects that ask for it.
    pub fn sights(&self, subject: &str) -> Option<Cow<'_, Sights>> {
        let read = |how: &dyn Fn(ExprId) -> Sights| self.verdict.expr.map(how).unwrap_or_default();
        let file = self.verdict.file;
        match subject {
            FAULTS => Some(Cow::Borrowed(
                self.faults.get_or_init(|| read(&|call| handler::faults(self.project, file, call))),
            )),
            NAMES => Some(Cow::Borrowed(
                self.names.get_or_init(|| read(&|call| answer::names(self.project, file, call, self.caller))),
            )),
            _ => subject.strip_suffix(CODE).map(|path| Cow::Owned(self.code(path))),
        }
    }

    /// How many items a list has for certain, as far as the code says, and the code that says so.
    pub fn count(&self, path: &str) -> Option<(usize, Option<(FileId, ExprId)>)> {
        let inner = self.element(path).map(|element| format!("{path}.{element}"));
        let found = self.find(inner.as_deref().unwrap_or(path));
        let cut = found.cut.and_then(|part| Some((part.items.as_ref()?.cut?, part.place)));
        cut.or_else(|| {
            found.list.then(|| (found.parts.len(), found.parts.first().and_then(|(p, _)| p.place)))
        })
    }

    /// What the code that gives a parameter calls and names; a call with a text also with it.
    fn code(&self, path: &str) -> Sights {
        let found = self.find(path);
        let mut sights = Sights { complete: found.complete, ..Sights::default() };
        for (file, id) in found.parts.iter().filter_map(|(part, _)| part.place) {
            sight::calls(self.project, file, id, &mut sights.seen, 0);
        }
        sights
    }

    /// All parts at a path.
    pub fn find<'s>(&'s self, path: &str) -> Found<'s> {
        let segments: Vec<&str> = path.split('.').collect();
        let mut found = Found { complete: true, ..Found::default() };
        self.walk(&self.root, Some(""), &segments, true, &mut found);
        found
    }

    /// Whether the code gives something to a parameter, in all cases or in some.
    pub fn is_seen(&self, path: &str) -> bool {
        let path = path.strip_suffix(".count").unwrap_or(path);
        let view = self.rule.parameters.iter().find(|p| p.name == path).and_then(|p| p.of.as_deref());
        !self.find(view.unwrap_or(path)).parts.is_empty()
    }

    /// All parts at a path below a part.
    pub fn find_in<'s>(&self, part: &'s Part, path: &str) -> Found<'s> {
        let segments: Vec<&str> = path.split('.').collect();
        let mut found = Found { complete: true, ..Found::default() };
        self.walk(part, None, &segments, true, &mut found);
        found
    }

    /// `parent` is the element we are in: empty for the request itself, nothing where it is not known.
    fn walk<'s>(
        &self,
        part: &'s Part,
        parent: Option<&str>,
        path: &[&str],
        sure: bool,
        found: &mut Found<'s>,
    ) {
        if let Some(items) = &part.items {
            found.list = true;
            found.cut = found.cut.or(items.cut.and(Some(part)));
            // All that a loop adds is alike; how many there are is what nobody knows.
            found.complete &= items.complete && !(items.repeated && path.is_empty());
            for (item, there) in &items.list {
                self.walk(item, parent, path, sure && *there, found);
            }
            if part.members.is_empty() {
                return;
            }
        }
        let [name, rest @ ..] = path else {
            found.parts.push((part, sure));
            return;
        };
        if let Some(member) = part.member(name) {
            return self.walk(&member.part, Some(name), rest, sure && member.sure, found);
        }
        // Elements around others, and nothing else, the code leaves out.
        let mut around = parent;
        for (at, element) in rest.iter().enumerate() {
            if !self.is_lone_element(around, path[at]) {
                break;
            }
            around = Some(path[at]);
            if let Some(member) = part.member(element) {
                return self.walk(&member.part, Some(element), &rest[at + 1..], sure && member.sure, found);
            }
        }
        // Wrappers the code puts in.
        if let [only] = part.members.as_slice()
            && part.texts.is_empty()
            && only.name != "header"
            && !self.is_parameter(&only.name)
        {
            return self.walk(&only.part, parent, path, sure && only.sure, found);
        }
        // An item is what its element is: `stringItem` of a list of texts.
        if found.list && rest.is_empty() && part.is_scalar() && self.is_lone_element(parent, name) {
            found.parts.push((part, sure));
            return;
        }
        if found.list && self.is_element_of_list(path, part) {
            found.parts.push((part, sure));
            return;
        }
        if part.unknown || part.open || !part.texts.is_empty() {
            found.complete = false;
        }
    }

    /// Whether an element stands alone in another, as the items of a list do, or the request itself.
    fn is_lone_element(&self, parent: Option<&str>, name: &str) -> bool {
        self.rule.parameters.iter().filter(|p| p.of.is_none()).any(|p| {
            let mut start = 0;
            let mut up = "";
            p.name.split('.').any(|element| {
                let inside = parent.is_none_or(|parent| up.rsplit('.').next() == Some(parent));
                let alone = element == name && inside && self.element(up) == Some(name);
                start += element.len() + 1;
                up = &p.name[..start - 1];
                alone
            })
        })
    }

    /// Whether the rest of a path names the items of the list we are in: a record that
    /// has members of what stands below the path.
    fn is_element_of_list(&self, path: &[&str], part: &Part) -> bool {
        let [element] = path else { return false };
        let marker = format!("{element}.");
        let below: Vec<&str> = self
            .rule
            .parameters
            .iter()
            .filter_map(|p| {
                let at = p.name.find(&marker)?;
                (at == 0 || p.name.as_bytes().get(at - 1) == Some(&b'.'))
                    .then(|| &p.name[at + marker.len()..])
            })
            .collect();
        below.iter().any(|b| part.member(b.split('.').next().unwrap_or(b)).is_some())
    }

    fn is_required(&self, path: &str) -> bool {
        self.rule.parameters.iter().any(|p| p.name == path && p.required)
    }

    /// Whether some parameter has this name on its way.
    pub(crate) fn is_parameter(&self, name: &str) -> bool {
        let name = spelled(name);
        self.rule.parameters.iter().any(|p| p.name.split('.').any(|s| spelled(s) == name))
    }

    /// The only parameter directly below a path, if it is one: the element of a list.
    fn element(&self, path: &str) -> Option<&str> {
        let below = |p: &'p str| -> Option<&'p str> {
            let rest = match path {
                "" => p,
                _ => p.strip_prefix(path)?.strip_prefix('.')?,
            };
            Some(rest.split('.').next().unwrap_or(rest))
        };
        let mut names = self.rule.parameters.iter().filter(|p| p.of.is_none()).filter_map(|p| below(&p.name));
        let first = names.next()?;
        names.all(|n| n == first).then_some(first)
    }

    fn plain(&self, path: &str) -> Value {
        let found = self.find(path);
        if found.list {
            let items = found.parts.iter().map(|(p, sure)| value_of(p, *sure)).collect();
            return Value::List { items, complete: found.complete };
        }
        match found.parts.as_slice() {
            [] => match self.type_at(path).or_else(|| self.type_by_members(path)) {
                Some(types) => Value::Known(types),
                None if found.complete => Value::Absent,
                None => Value::CannotTell,
            },
            [(part, _)] if self.is_blank(path, part) => Value::Absent,
            // What the schema demands is given by one of the branches that set it.
            [(part, _)] if part.is_scalar() && !part.unknown && self.is_required(path) => {
                value_of(&Part { null: false, ..(*part).clone() }, true)
            }
            [(part, sure)] => match self.element(path) {
                // A wrapper counts what is in it.
                Some(element) if !part.members.is_empty() => match part.member(element) {
                    Some(m) => self.plain(&format!("{path}.{element}")).into_list(m.sure && *sure),
                    None => value_of(part, *sure),
                },
                _ => value_of(part, *sure),
            },
            many => Value::List {
                items: many.iter().map(|(p, s)| value_of(p, *s)).collect(),
                complete: found.complete,
            },
        }
    }

    /// A record without members says nothing, except where its type is what it says.
    fn is_blank(&self, path: &str, part: &Part) -> bool {
        let empty = part.members.is_empty() && part.items.is_none() && part.texts.is_empty();
        let below = format!("{path}.");
        let mut declared = self.rule.parameters.iter().filter(|p| p.of.is_none());
        let says = part.ty.as_deref().is_some_and(|ty| {
            let own = self.rule.parameters.iter().find(|p| p.name == path).and_then(|p| p.ty.as_deref());
            self.api.detect.types.iter().any(|t| t == ty) && own != Some(ty)
        });
        empty && !part.unknown && !part.open && !says && declared.any(|p| p.name.starts_with(&below))
    }

    /// `xsi:type` is the member `type`, and what a record was made of is its type.
    fn type_at(&self, path: &str) -> Option<Vec<String>> {
        let path = path.strip_suffix(".type")?;
        let declared = self.rule.parameters.iter().find(|p| p.name == path)?.ty.as_deref()?;
        let found = self.find(path);
        let types: Vec<String> = found.parts.iter().filter_map(|(p, _)| p.ty.clone()).collect();
        // The declared type itself says nothing, nor does one of the language's library.
        let named = |t: &String| {
            t.starts_with(char::is_uppercase) && t != declared && t.ends_with(declared_end(declared))
        };
        (!types.is_empty() && types.iter().all(named)).then_some(types)
    }

    /// The type that a record without one shows by the members it surely has.
    fn type_by_members(&self, path: &str) -> Option<Vec<String>> {
        let rule = self.rule.parameters.iter().find(|p| p.name == path && !p.members.is_empty())?;
        let found = self.find(path.rsplit_once('.')?.0);
        let of = |part: &Part| {
            let mut known = rule.members.iter().filter(|(name, _)| part.member(name).is_some_and(|m| m.sure));
            known.next().map(|(_, ty)| ty.clone())
        };
        let mut types: Vec<String> = found.parts.iter().map(|(p, _)| of(p)).collect::<Option<_>>()?;
        types.sort();
        types.dedup();
        (!types.is_empty()).then_some(types)
    }

    /// A view: some items of a list, or the text if it matches.
    fn view(&self, view: &crate::rule::Parameter, of: &str) -> Value {
        let found = self.find(of);
        if let Some(pattern) = &view.matching {
            let Ok(pattern) = regex::Regex::new(pattern) else { return Value::CannotTell };
            let mut seen = vec![];
            let mut doubt = !found.complete;
            for (part, sure) in &found.parts {
                doubt |= part.unknown || part.open || !sure;
                seen.extend(part.texts.iter().filter(|t| pattern.is_match(t)).cloned());
            }
            return match (seen.is_empty(), doubt) {
                (false, _) => Value::Known(seen),
                (true, true) => Value::CannotTell,
                (true, false) => Value::Absent,
            };
        }
        if view.distinct {
            return distinct(&found);
        }
        let mut fitting = vec![];
        let mut doubt = !found.complete;
        for (part, sure) in &found.parts {
            let fits = view.item.iter().fold(Truth::Yes, |truth, (name, wanted)| {
                truth.and(match part.member(name) {
                    None if part.open || part.unknown => Truth::CannotTell,
                    None => Truth::No,
                    Some(m) if m.part.texts.is_empty() || m.part.unknown => Truth::CannotTell,
                    Some(m) => {
                        let hits = m.part.texts.iter().filter(|t| spelled(t) == spelled(wanted)).count();
                        match hits {
                            0 => Truth::No,
                            n if n == m.part.texts.len() => Truth::Yes,
                            _ => Truth::CannotTell,
                        }
                    }
                })
            });
            match fits {
                Truth::Yes if *sure => {
                    let value = view.value.as_deref().and_then(|v| part.member(v));
                    fitting.push(value.map_or(Value::Present, |m| value_of(&m.part, m.sure)));
                }
                Truth::No => {}
                _ => doubt = true,
            }
        }
        match (fitting.pop(), doubt) {
            (Some(one), _) if fitting.is_empty() => one,
            (Some(one), _) => {
                fitting.push(one);
                Value::List { items: fitting, complete: true }
            }
            (None, true) => Value::CannotTell,
            (None, false) => Value::Absent,
        }
    }
}

impl RequestView for Request<'_, '_> {
    fn value(&self, path: &str) -> Value {
        if let Some(sights) = self.sights(path) {
            return sights.value();
        }
        let view = self.rule.parameters.iter().find(|p| p.name == path);
        match view.and_then(|v| Some((v, v.of.as_deref()?))) {
            Some((view, of)) => self.view(view, of),
            None => self.plain(path),
        }
    }

    fn fact(&self, subject: &str, words: &str) -> Truth {
        site::fact(self, subject, words)
    }
}

impl Value {
    /// One thing where a list is meant is a list of one.
    fn into_list(self, sure: bool) -> Value {
        match self {
            list @ Value::List { .. } => list,
            Value::Absent => Value::Absent,
            Value::CannotTell => Value::CannotTell,
            one if sure => Value::List { items: vec![one], complete: true },
            _ => Value::MayBePresent,
        }
    }
}

/// Each text once; what cannot be read may be one of the others.
fn distinct(found: &Found<'_>) -> Value {
    let mut items: Vec<Value> = vec![];
    let mut complete = found.complete;
    for (part, sure) in &found.parts {
        match value_of(part, *sure) {
            Value::Absent => {}
            known @ Value::Known(_) if items.contains(&known) => {}
            known @ Value::Known(_) => items.push(known),
            other => {
                complete = false;
                items.push(if items.is_empty() { other } else { Value::MayBePresent });
            }
        }
    }
    Value::List { items, complete }
}

/// The last word of a type's name; kinds of it end alike: `LeadKeySelector`.
fn declared_end(ty: &str) -> &str {
    ty.rfind(char::is_uppercase).map_or(ty, |at| &ty[at..])
}

/// What a part says as a value.
fn value_of(part: &Part, sure: bool) -> Value {
    if part.is_nothing() {
        return Value::Absent;
    }
    if let Some(items) = &part.items {
        let list = items.list.iter().map(|(p, s)| value_of(p, *s && sure)).collect();
        return Value::List { items: list, complete: items.complete && !items.repeated };
    }
    match (sure && !part.null, part.texts.is_empty() || part.unknown) {
        (false, _) => Value::MayBePresent,
        (true, true) => Value::Present,
        (true, false) => Value::Known(part.texts.clone()),
    }
}
