//! What happens to a variable between its declaration and the call.

use super::read::{At, Reader};
use super::{Part, spelled};
use crate::fact::{ExprId, ExprKind, ScopeId, ScopeKind};
use crate::link::callers::is_test_path;
use crate::link::events::{Event, What, chain};
use crate::link::{FileId, MethodId};
use crate::source::Span;

/// What a name is to begin with.
enum Origin {
    /// A parameter of a method, by its position.
    Parameter(MethodId, usize),
    /// A parameter of a block or lambda, by its position.
    Block(usize),
    /// A variable.
    Local,
}

impl Reader<'_, '_> {
    /// A name: a parameter, a variable with all that happens to it, or a constant.
    pub(super) fn name(&self, id: ExprId, name: &str, at: &At) -> Part {
        let facts = self.project.facts(at.file);
        let expr = facts.expr(id);
        match self.variable(at.file, expr.scope, name, expr.span, at) {
            // What a loop takes from a list is known by the loop's name for it.
            Some(part) if self.is_taken(&part) => {
                Part { place: Some((at.file, id)), name: Some((at.file, id)), ..part }
            }
            Some(part) => Part { name: Some((at.file, id)), ..part },
            None => {
                let texts = self.project.texts(at.file, id);
                match texts.as_slice() {
                    [] => match self.project.bare_call(at.file, expr.scope, name) {
                        Some(method) => self.returned(method, &[], at),
                        None => {
                            let declared = self.project.declared_type(at.file, id);
                            let ty = declared.map(|(_, t)| crate::link::simple(&t.name).to_owned());
                            Part { ty, ..Part::unknown() }
                        }
                    },
                    _ => {
                        let unknown = texts.iter().any(|t| t.contains(crate::link::constants::HOLE));
                        Part { unknown, open: unknown, texts, ..Part::default() }
                    }
                }
            }
        }
    }

    /// Whether a part is what a loop takes from something that cannot be read.
    fn is_taken(&self, part: &Part) -> bool {
        part.place.is_some_and(|(file, id)| match self.project.facts(file).kind(id) {
            ExprKind::Index { index, .. } => {
                part.unknown
                    && matches!(self.project.facts(file).kind(*index), ExprKind::Other(parts) if parts.is_empty())
            }
            _ => false,
        })
    }

    /// A member of something whose making we see: `params.leadKey` of a local `params`.
    pub(super) fn tracked(&self, id: ExprId, at: &At) -> Option<Part> {
        let facts = self.project.facts(at.file);
        let (root, path) = chain(facts, id)?;
        let expr = facts.expr(id);
        let mut part = match root.as_str() {
            "this" => {
                let method = self.project.method_around(at.file, expr.scope)?;
                let mut own = self.own_members(method, at);
                if own.member(path.first()?).is_none() {
                    let owner = self.project.owner(method)?;
                    let ctor = self.project.find_method(owner, "new")?;
                    own = self.own_members(ctor, &At { file: ctor.file, until: u32::MAX, ..at.deeper() });
                }
                own
            }
            _ => self.variable(at.file, expr.scope, &root, expr.span, at)?,
        };
        for step in &path {
            let member = part.member(step)?;
            let sure = member.sure;
            let mut next = member.part.clone();
            if !sure {
                next.null = true;
            }
            part = next;
        }
        Some(part)
    }

    /// What a method sets on its own object.
    pub(super) fn own_members(&self, method: MethodId, at: &At) -> Part {
        let facts = self.project.facts(method.file);
        let scope = self.project.method(method).scope;
        let span = facts.scope(scope).span;
        let key = (method.file, "this".to_owned(), span.start, span.end);
        let mut part = Part::default();
        if !self.busy.borrow_mut().insert(key.clone()) {
            return Part::unknown();
        }
        let events = self.project.events(method.file);
        for event in events.of_name("this").iter() {
            if span.contains(event.span) && event.span.start < at.until && !event.path.is_empty() {
                self.apply(&mut part, event, scope, &At { file: method.file, ..at.clone() });
            }
        }
        self.busy.borrow_mut().remove(&key);
        part
    }

    fn variable(&self, file: FileId, from: ScopeId, name: &str, used: Span, at: &At) -> Option<Part> {
        let facts = self.project.facts(file);
        let events = self.project.events(file);
        let (home, start) = self.home(file, from, name, at)?;
        let key = (file, name.to_owned(), home.0, used.start);
        if !self.busy.borrow_mut().insert(key.clone()) {
            return Some(Part::unknown());
        }
        let span = facts.scope(home).span;
        let mut part = start;
        let mut seen = part.is_some();
        let list: Vec<&Event> = events
            .of_name(name)
            .iter()
            .filter(|e| facts.ancestors(e.scope).any(|s| s == home) || span.contains(e.span))
            .collect();
        // What it is replaced by before the loop comes around.
        let mut next: Option<Part> = None;
        for event in list {
            // The use itself, and what encloses it: `x = f(x)`.
            if event.span.contains(used) {
                continue;
            }
            let again = self.comes_around(file, event.scope, from);
            if event.span.start >= at.until && !again {
                break;
            }
            let replaces = event.path.is_empty() && matches!(event.what, What::Set(_) | What::Declared);
            if replaces && event.span.start > used.start && !again {
                break;
            }
            seen |= !matches!(event.what, What::Handed(..));
            let part = part.get_or_insert_with(Part::default);
            let late = event.span.start >= at.until || event.span.start > used.start && again;
            if late && (replaces || next.is_some()) {
                let inside = At { until: event.span.end.max(at.until), ..at.clone() };
                self.apply_at(next.get_or_insert_default(), event, event.scope, &inside, None);
            } else if late && !event.path.is_empty() {
                self.apply_at(part, event, from, at, Some(false));
            } else if !late {
                self.apply_at(part, event, from, at, None);
            }
        }
        self.busy.borrow_mut().remove(&key);
        if let Some(next) = next.filter(|n| !n.members.is_empty()) {
            part = part.map(|first| first.or(next));
        }
        if seen { part } else { None }
    }

    /// Where a name lives, and what it is there to begin with.
    fn home(&self, file: FileId, from: ScopeId, name: &str, at: &At) -> Option<(ScopeId, Option<Part>)> {
        let (home, origin) = self.origin(file, from, name)?;
        let start = match origin {
            Origin::Parameter(method, position) => Some(match at.env.get(name) {
                Some(known) => known.clone(),
                None => self.handed_by_callers(method, position, at),
            }),
            Origin::Block(position) => {
                let item = if position == 0 { self.item_of_block(file, home, at) } else { None };
                Some(item.unwrap_or_else(Part::unknown))
            }
            Origin::Local => None,
        };
        Some((home, start))
    }

    /// The scope a name of a file lives in: of a method, a lambda or the file.
    pub(super) fn home_of(&self, file: FileId, from: ScopeId, name: &str) -> Option<ScopeId> {
        self.origin(file, from, name).map(|(home, _)| home)
    }

    /// Whether a name is a variable, and neither a parameter nor a field.
    pub(super) fn is_local(&self, file: FileId, from: ScopeId, name: &str) -> bool {
        matches!(self.origin(file, from, name), Some((_, Origin::Local)))
    }

    fn origin(&self, file: FileId, from: ScopeId, name: &str) -> Option<(ScopeId, Origin)> {
        let facts = self.project.facts(file);
        let events = self.project.events(file);
        let mine = events.of_name(name);
        let is_body = |s: ScopeId| {
            matches!(facts.scope(s).kind, ScopeKind::Method | ScopeKind::Lambda | ScopeKind::File)
        };
        for around in facts.ancestors(from) {
            if let Some(index) = facts.methods.iter().position(|m| m.scope == around)
                && let Some(position) = facts.methods[index].params.iter().position(|p| p.name == name)
            {
                return Some((around, Origin::Parameter(MethodId { file, index }, position)));
            }
            let lambda = facts.lambdas.iter().find(|l| l.scope == around);
            if let Some(position) = lambda.and_then(|l| l.params.iter().position(|p| p.name == name)) {
                return Some((around, Origin::Block(position)));
            }
            if facts.bindings.iter().any(|b| b.name == name && b.scope == around) {
                let is_field = facts.scope(around).kind == ScopeKind::Type;
                return (!is_field).then_some((around, Origin::Local));
            }
            let assigned = is_body(around)
                && mine.iter().any(|e| {
                    facts.ancestors(e.scope).find(|s| is_body(*s)) == Some(around)
                        && (e.path.is_empty() || facts.scope(around).kind != ScopeKind::Lambda)
                        && !matches!(e.what, What::Handed(..))
                });
            if assigned {
                return Some((around, Origin::Local));
            }
        }
        None
    }

    /// What a call hands to its block, one after the other: `leads.each_slice(300) { |some| … }`.
    fn item_of_block(&self, file: FileId, block: ScopeId, at: &At) -> Option<Part> {
        let facts = self.project.facts(file);
        let call = self.project.call_of_block(file, block)?;
        let ExprKind::Call { target, .. } = facts.kind(call) else { return None };
        let ExprKind::Member { base, name, .. } = facts.kind(*target) else { return None };
        let list = match name.as_str() {
            "each" | "forEach" | "map" | "each_with_index" => self.part(*base, &at.deeper()),
            "each_slice" | "in_groups_of" => self.part(call, &at.deeper()),
            _ => return None,
        };
        let items = list.items?.list.into_iter().map(|(item, _)| item);
        items.reduce(Part::or)
    }

    /// What the callers of a method hand to a parameter.
    fn handed_by_callers(&self, method: MethodId, position: usize, at: &At) -> Part {
        let declared = self.project.method(method);
        let ty = declared.params.get(position).and_then(|p| p.ty.as_ref()).map(|t| t.name.clone());
        let key = (method.file, format!("{}#{position}", declared.name), declared.span.start, u32::MAX);
        let mut part = None;
        if self.busy.borrow_mut().insert(key.clone()) {
            let mut args = self.project.arguments_for(method, position);
            // What tests hand to a library decides nothing for its users.
            let in_test = |file: FileId| is_test_path(&self.project.files[file].source.path);
            args.retain(|(file, _)| !in_test(*file) || in_test(method.file));
            // Who is called from everywhere says nothing.
            if args.len() <= 8 {
                let handed: Vec<Part> = args
                    .into_iter()
                    .map(|(file, arg)| {
                        let until = self.project.facts(file).expr(arg).span.end;
                        let there = At { file, until, env: Default::default(), depth: at.depth + 4 };
                        self.part(arg, &there)
                    })
                    .collect();
                // What one caller hands says nothing where another's cannot be read.
                let all_typed = handed.iter().all(|p| p.ty.is_some() || p.items.is_some() || p.is_nothing());
                part = handed.into_iter().reduce(Part::or);
                if let Some(part) = part.as_mut().filter(|_| !all_typed) {
                    part.ty = None;
                }
            }
            self.busy.borrow_mut().remove(&key);
        }
        let mut part = part.unwrap_or_else(Part::unknown);
        // Other callers may be out of sight.
        part.open = true;
        part.unknown |= part.members.is_empty() && part.items.is_none() && part.texts.is_empty();
        part.ty = part.ty.or(ty.map(|t| crate::link::simple(&t).to_owned()));
        part
    }

    /// Whether what happens in `event` can happen before `from` is reached the next time.
    fn comes_around(&self, file: FileId, event: ScopeId, from: ScopeId) -> bool {
        let facts = self.project.facts(file);
        let common = facts.ancestors(event).find(|s| facts.ancestors(from).any(|f| f == *s));
        common.is_some_and(|c| {
            facts
                .ancestors(c)
                .take_while(|s| facts.scope(*s).kind != ScopeKind::Method)
                .any(|s| facts.scope(s).kind == ScopeKind::Loop)
        })
    }

    fn apply(&self, part: &mut Part, event: &Event, from: ScopeId, at: &At) {
        self.apply_at(part, event, from, at, None);
    }

    /// Lets an event happen to a part, seen from the scope `from`.
    fn apply_at(&self, part: &mut Part, event: &Event, from: ScopeId, at: &At, force: Option<bool>) {
        let facts = self.project.facts(at.file);
        let mut sure = force.unwrap_or(true);
        let mut once = true;
        let mut branch = None;
        for scope in facts.ancestors(event.scope) {
            if facts.ancestors(from).any(|f| f == scope) {
                break;
            }
            match facts.scope(scope).kind {
                ScopeKind::Branch | ScopeKind::Handler => {
                    sure = false;
                    branch = Some(scope);
                }
                ScopeKind::Loop => once = false,
                ScopeKind::Lambda => once = false,
                _ => {}
            }
        }
        let value = |id: ExprId| self.part(id, at);
        let mut here = part;
        match (&event.what, event.path.as_slice()) {
            (What::Declared, _) => {}
            (What::Set(id), []) => {
                let new = value(*id);
                let has =
                    !here.members.is_empty() || !here.texts.is_empty() || here.items.is_some() || here.null;
                if !sure && has {
                    let old = std::mem::take(here);
                    let full = branch.is_some_and(|b| self.is_else(at.file, b));
                    *here = if full && old.null { Part { null: false, ..old }.or(new) } else { old.or(new) };
                } else {
                    *here = new;
                }
            }
            (What::Handed(call, index), _) => self.handed(here, *call, *index, at),
            (What::Set(id), [way @ .., last]) => {
                here = descend(here, way);
                let new = value(*id);
                if last == "[]" {
                    here.push(new, sure, false);
                } else if last.contains(['@', ':', '!']) {
                    self.put(here, last, new);
                } else {
                    let before = here.member(last).and_then(|m| m.branch);
                    let sure = sure && (once || force.is_none());
                    here.set(last, new, sure, branch);
                    // `if … else …`: one of them always happens.
                    if let (Some(first), Some(second)) = (before, branch)
                        && self.are_exhaustive(at.file, first, second)
                        && let Some(member) =
                            here.members.iter_mut().find(|m| spelled(&m.name) == spelled(last))
                    {
                        member.sure = true;
                    }
                }
            }
            (What::Push(id), way) => {
                here = descend(here, way);
                let new = value(*id);
                if here.is_scalar() && new.is_scalar() {
                    here.unknown = true;
                } else {
                    here.push(new, sure, once);
                }
            }
            (What::Append(id), way) => {
                here = descend(here, way);
                let new = value(*id);
                if new.items.is_some() {
                    here.merge(new, sure);
                } else if new.is_scalar() && here.is_scalar() {
                    here.grow(new, sure && once);
                } else {
                    here.push(new, sure, once);
                }
            }
            (What::Merge(id), way) => {
                here = descend(here, way);
                here.merge(value(*id), sure);
            }
        }
    }

    /// Whether a branch is the last arm of its `if`.
    fn is_else(&self, file: FileId, branch: ScopeId) -> bool {
        let facts = self.project.facts(file);
        let parent = facts.scope(branch).parent;
        let span = facts.scope(branch).span;
        let before = facts
            .scopes
            .iter()
            .filter(|s| s.parent == parent && s.kind == ScopeKind::Branch && s.span.end <= span.start)
            .max_by_key(|s| s.span.end);
        before.is_some_and(|b| self.is_plain_else(file, b.span.end, span))
    }

    fn is_plain_else(&self, file: FileId, from: u32, branch: Span) -> bool {
        let source = &self.project.files[file].source;
        let between = source.slice(Span { start: from, end: branch.start });
        let opening: String = source.slice(branch).chars().take(8).collect();
        let text = format!("{between}{opening}").to_lowercase();
        text.len() < 200 && text.contains("else") && !text.contains("elseif") && !text.contains("else if")
    }

    fn are_exhaustive(&self, file: FileId, first: ScopeId, second: ScopeId) -> bool {
        let facts = self.project.facts(file);
        let (a, b) = (facts.scope(first), facts.scope(second));
        a.parent == b.parent && a.span.end <= b.span.start && self.is_plain_else(file, a.span.end, b.span)
    }

    /// A record handed to somebody before the call: a method of the project is read, others
    /// are trusted unless they are called for nothing but what they do to it.
    fn handed(&self, part: &mut Part, call: ExprId, index: usize, at: &At) {
        let facts = self.project.facts(at.file);
        if self.project.parent(at.file, call).is_some() || facts.returns.iter().any(|r| r.value == call) {
            return;
        }
        if facts.bindings.iter().any(|b| b.value == Some(call))
            || facts.assignments.iter().any(|a| a.value == call)
        {
            return;
        }
        let (callees, _) = self.project.callees(at.file, call);
        let [method] = callees.as_slice() else {
            // Who is handed nothing yet may be there to fill it.
            part.open |= part.members.is_empty() && part.items.is_none() && part.texts.is_empty();
            return;
        };
        let declared = self.project.method(*method);
        let Some(param) = declared.params.get(index) else { return };
        if declared.name == "new" || !declared.has_body {
            return;
        }
        let args = self.args_of(at.file, call);
        let there = self.project.facts(method.file);
        let span = there.scope(declared.scope).span;
        let key = (method.file, format!("{}>{}", declared.name, param.name), span.start, span.end);
        if !self.busy.borrow_mut().insert(key.clone()) {
            return;
        }
        let mut env = (*self.bound_except(*method, args, index, at)).clone();
        env.insert(param.name.clone(), Part::unknown());
        let inside = At { file: method.file, until: u32::MAX, env: env.into(), depth: at.depth + 2 };
        let events = self.project.events(method.file);
        for event in events.of_name(&param.name).iter() {
            if span.contains(event.span)
                && !(event.path.is_empty() && matches!(event.what, What::Set(_) | What::Declared))
            {
                self.apply(part, event, declared.scope, &inside);
            }
        }
        self.busy.borrow_mut().remove(&key);
    }

    fn bound_except(
        &self,
        method: MethodId,
        args: &[crate::fact::Arg],
        index: usize,
        at: &At,
    ) -> super::read::Env {
        let others: Vec<crate::fact::Arg> = args
            .iter()
            .enumerate()
            .map(|(i, a)| if i == index { crate::fact::Arg { spread: true, ..a.clone() } } else { a.clone() })
            .collect();
        self.bound(method, &others, at)
    }
}

/// The part at the end of a way, made when it is not there yet.
fn descend<'x>(part: &'x mut Part, way: &[String]) -> &'x mut Part {
    let mut here = part;
    for step in way {
        if step == "[]" {
            let items = here.items.get_or_insert_with(|| super::Items::new(true));
            if items.list.is_empty() {
                items.list.push((Part::default(), true));
            }
            let last = items.list.len() - 1;
            here = &mut items.list[last].0;
            continue;
        }
        let wanted = spelled(step);
        let plain: &str = step;
        let found = here.members.iter().position(|m| spelled(&m.name) == wanted);
        let index = match found {
            Some(index) => index,
            None => {
                let name = plain.to_owned();
                here.members.push(super::Member { name, part: Part::default(), sure: true, branch: None });
                here.members.len() - 1
            }
        };
        here = &mut here.members[index].part;
    }
    here
}
