//! What must be right across the tables of a pack.
//!
//! The types say what a table may hold; here names must name something, ids be
//! unique and decision tables be complete ([`table`]). Every mistake is told,
//! not only the first.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::SignKind;
use super::mistake::{Mistake, PackFile, instead};
use super::pack::id_of;
use super::pattern::Pattern;
use super::raw::{
    RawApi, RawClients, RawHolding, RawOperation, RawRecipes, RawRequests, RawRest, RawStep, Text,
};
use super::vocabulary::required;

mod requests;
pub(super) mod table;

/// A pack as it is written.
pub(super) struct Pack<'a> {
    pub(super) folder: &'a str,
    pub(super) file: &'a PackFile,
    pub(super) api: &'a RawApi,
    pub(super) rest: Option<(&'a PackFile, &'a RawRest)>,
    pub(super) operations: &'a [(&'a PackFile, RawOperation)],
    pub(super) recipes: Option<(&'a PackFile, &'a RawRecipes)>,
    pub(super) requests: Option<(&'a PackFile, &'a RawRequests)>,
    /// Nothing was put aside when it was read; else what is not there may only not be readable.
    pub(super) whole: bool,
}

/// Collects what is wrong in one file.
pub(super) struct Told<'a> {
    pub(super) file: &'a PackFile,
    pub(super) mistakes: &'a mut Vec<Mistake>,
}

impl Told<'_> {
    fn tell(&mut self, at: Range<usize>, message: impl Into<String>, label: &str, help: impl Into<String>) {
        self.mistakes.push(Mistake::new(self.file, at, message, label, help));
    }

    fn warn(&mut self, at: Range<usize>, message: impl Into<String>, label: &str, help: impl Into<String>) {
        self.mistakes.push(Mistake::new(self.file, at, message, label, help).warning());
    }

    fn kebab(&mut self, id: &str, at: Range<usize>) {
        let part = |p: &str| !p.is_empty() && p.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
        if !id.split('-').all(part) {
            let message = format!("`{id}` is no id");
            self.tell(at, message, "not in kebab case", format!("write `{}`", kebab(id)));
        }
    }

    /// Kebab case, and nobody has it twice.
    fn ids<'i>(&mut self, ids: impl IntoIterator<Item = (&'i str, Range<usize>)>) {
        let mut seen = BTreeSet::new();
        for (id, at) in ids {
            self.kebab(id, at.clone());
            if !seen.insert(id) {
                self.tell(
                    at,
                    format!("the id `{id}` is taken"),
                    "used before",
                    "choose another id, or merge the two",
                );
            }
        }
    }

    fn links(&mut self, links: &[String], at: Range<usize>, of: &str) {
        if links.is_empty() {
            self.tell(
                at.clone(),
                format!("{of} has no documentation"),
                "`docs` is empty",
                "link the page that documents it",
            );
        }
        for link in links.iter().filter(|l| !l.starts_with("https://") && !l.starts_with("http://")) {
            self.tell(
                at.clone(),
                format!("`{link}` is no link"),
                "in its `docs`",
                "write an address that starts with https://",
            );
        }
    }

    fn date(&mut self, date: &str, at: Range<usize>) {
        let digits = |part: &str, n: usize| part.len() == n && part.chars().all(|c| c.is_ascii_digit());
        let parts: Vec<&str> = date.split('-').collect();
        let right = match parts.as_slice() {
            [year] => digits(year, 4),
            [year, month] => digits(year, 4) && digits(month, 2),
            [_, _, _] => date.parse::<jiff::civil::Date>().is_ok(),
            _ => false,
        };
        if !right {
            self.tell(
                at,
                format!("`{date}` is no date"),
                "here",
                "write YYYY-MM-DD, or YYYY-MM or YYYY when no more is known",
            );
        }
    }

    fn steps(&mut self, steps: &[RawStep], known: &BTreeSet<&str>) {
        for step in steps.iter().filter(|s| !known.contains(s.call.get().as_str())) {
            let call = step.call.get();
            let help = match known.is_empty() {
                true => "describe it as [[endpoint]] in rest.toml".to_owned(),
                false => instead(call, known.iter().copied()),
            };
            self.tell(step.call.span(), format!("unknown endpoint `{call}`"), "not in rest.toml", help);
        }
    }

    fn operation(&mut self, written: &Text, known: &BTreeSet<&str>) {
        let name = written.get();
        if !known.contains(name.as_str()) {
            let message = format!("unknown operation `{name}`");
            let help = instead(name, known.iter().copied());
            self.tell(written.span(), message, "no file under operations/ is about it", help);
        }
    }
}

/// The nearest id in kebab case: `SyncLead` → `sync-lead`.
fn kebab(text: &str) -> String {
    let mut id = String::new();
    for c in text.chars() {
        if c.is_ascii_uppercase() && id.ends_with(|p: char| p.is_ascii_lowercase() || p.is_ascii_digit()) {
            id.push('-');
        }
        match c {
            c if c.is_ascii_alphanumeric() => id.push(c.to_ascii_lowercase()),
            _ if !id.is_empty() && !id.ends_with('-') => id.push('-'),
            _ => {}
        }
    }
    match id.trim_end_matches('-') {
        "" => "a-name-like-this".to_owned(),
        id => id.to_owned(),
    }
}

impl Pack<'_> {
    pub(super) fn check(&self, mistakes: &mut Vec<Mistake>) {
        let mut told = Told { file: self.file, mistakes };
        self.identity(&mut told);
        self.detect(&mut told);
        self.signs(&mut told);
        self.libraries(&mut told);
        self.endpoints(told.mistakes);
        for (file, operation) in self.operations {
            let mut told = Told { file, mistakes: told.mistakes };
            table::check(operation, self.api.choice, self.whole, &mut told);
            for row in &operation.row {
                told.steps(&row.steps, &self.endpoint_ids());
            }
            for shows in operation.hazard.iter().filter_map(|h| h.shows.as_ref()) {
                let words = shows.get().words.iter().flat_map(|w| w.split_whitespace());
                let known = self.translation_ids();
                for id in words.filter(|id| !known.contains(id)) {
                    let help = instead(id, known.iter().copied());
                    told.tell(shows.span(), format!("unknown translation `{id}`"), "in its `words`", help);
                }
            }
        }
        self.operation_ids(told.mistakes);
        self.recipes(told.mistakes);
        requests::check(self, told.mistakes);
    }

    fn translation_ids(&self) -> BTreeSet<&str> {
        self.rest.iter().flat_map(|(_, rest)| &rest.translation).map(|t| t.get().id.as_str()).collect()
    }

    fn endpoint_ids(&self) -> BTreeSet<&str> {
        self.rest.iter().flat_map(|(_, rest)| &rest.endpoint).map(|e| e.get().id.as_str()).collect()
    }

    fn operation_names(&self) -> BTreeSet<&str> {
        self.operations.iter().map(|(_, o)| o.operation.get().as_str()).collect()
    }

    fn identity(&self, told: &mut Told<'_>) {
        let id = &self.api.id;
        told.kebab(id.get(), id.span());
        if id.get() != self.folder {
            let message = format!("the pack `{}` is in a folder called `{}`", id.get(), self.folder);
            told.tell(
                id.span(),
                message,
                "not the folder's name",
                format!("write `{}`, or rename the folder", self.folder),
            );
        }
        let status = &self.api.status;
        let history = status.get().history.iter().flat_map(|h| h.date.iter().chain([&h.announced]));
        for date in status.get().date.iter().chain(history) {
            told.date(date, status.span());
        }
        for deprecation in &self.api.deprecation {
            if let Some(date) = &deprecation.get().date {
                told.date(date, deprecation.span());
            }
        }
        told.ids(self.api.deprecation.iter().map(|d| (d.get().id.as_str(), d.span())));
        told.ids(self.api.erratum.iter().map(|e| (e.get().id.as_str(), e.span())));
        told.ids(self.api.libraries.iter().map(|l| (l.id.get().as_str(), l.id.span())));
        let operations: BTreeSet<String> = self.operations.iter().map(|(file, _)| id_of(file)).collect();
        told.ids(self.api.sign.iter().map(|s| (s.id.get().as_str(), s.id.span())));
        for sign in self.api.sign.iter().filter(|s| operations.contains(s.id.get())) {
            let message = format!("the id `{}` is taken", sign.id.get());
            told.tell(sign.id.span(), message, "an operation's file has this name", "choose another id");
        }
    }

    fn detect(&self, told: &mut Told<'_>) {
        let detect = &self.api.detect;
        let patterns = detect.endpoints.iter().chain(&detect.wsdl);
        let signs = self.api.sign.iter().flat_map(|s| &s.patterns);
        for written in patterns.clone().chain(&detect.rest).chain(&detect.token).chain(signs) {
            if Pattern::is_empty_match(written.get()) {
                told.tell(
                    written.span(),
                    "this regular expression matches everything",
                    "matches the empty text",
                    "name a piece of text that must be there",
                );
            }
        }
        for written in patterns.filter(|p| required(p.get()).is_empty()) {
            let known =
                detect.vocabulary.iter().any(|w| written.get().to_lowercase().contains(&w.to_lowercase()));
            if !known && Pattern::new(written.get()).is_ok() {
                told.warn(
                    written.span(),
                    "files that only match this are never read",
                    "has no piece of text that every match holds",
                    "add such a piece to `vocabulary` in [detect], four letters or more",
                );
            }
        }
    }

    fn signs(&self, told: &mut Told<'_>) {
        let (endpoints, operations) = (self.endpoint_ids(), self.operation_names());
        for sign in &self.api.sign {
            let at = sign.id.span();
            let name = format!("the sign `{}`", sign.id.get());
            let types = self.api.libraries.iter().flat_map(|l| &l.types);
            let made = types.filter_map(|t| t.sign.as_ref()).any(|s| s.get() == sign.id.get());
            // What every API has needs no names: the pack says what replaces it.
            let common = match sign.kind {
                SignKind::Client => sign.id.get() == "client",
                SignKind::Object => sign.id.get() == "object",
                _ => false,
            };
            if sign.names.is_empty()
                && sign.members.is_empty()
                && sign.patterns.is_empty()
                && !made
                && !common
            {
                told.tell(
                    at.clone(),
                    format!("{name} can never be found"),
                    "no names, no members, no patterns",
                    "add `names`, `members` or `patterns`",
                );
            }
            if sign.hazards.iter().all(|h| h.trim().is_empty()) {
                told.tell(
                    at.clone(),
                    format!("{name} has no hazard and no reason"),
                    "`hazards` is empty",
                    "say what behaves differently, or why it matters",
                );
            }
            told.links(&sign.docs, at, &name);
            told.steps(&sign.steps, &endpoints);
            // While a pack is begun it has no operations; the signs come first.
            if !operations.is_empty() {
                sign.operations.iter().for_each(|o| told.operation(o, &operations));
            }
        }
        let objects: BTreeSet<&str> = self
            .operations
            .iter()
            .flat_map(|(_, o)| &o.row)
            .filter_map(|row| row.object.as_ref())
            .map(|o| o.get().as_str())
            .collect();
        for alias in self.api.object_alias.iter().filter(|_| !objects.is_empty()) {
            let object = alias.object.get();
            if !objects.contains(object.as_str()) {
                let message = format!("no row is about the object `{object}`");
                told.warn(
                    alias.object.span(),
                    message,
                    "not in any operation",
                    instead(object, objects.iter().copied()),
                );
            }
        }
    }

    fn libraries(&self, told: &mut Told<'_>) {
        let operations = self.operation_names();
        let detect = &self.api.detect;
        let generated = || detect.ports.iter().chain(&detect.generic_ports).chain(&detect.services);
        for library in &self.api.libraries {
            let own = library.types.iter().flat_map(|t| &t.names);
            let types: BTreeSet<&str> = own.chain(generated()).map(String::as_str).collect();
            library.request.iter().for_each(|(operation, h)| self.holding(told, operation, h));
            for ty in &library.types {
                let signs = || self.api.sign.iter().map(|s| s.id.get().as_str());
                for given in ty.sign.iter().filter(|g| !signs().any(|s| s == g.get())) {
                    let message = format!("the pack has no sign `{}`", given.get());
                    told.tell(
                        given.span(),
                        message,
                        "no [[sign]] has this id",
                        instead(given.get(), signs()),
                    );
                }
                if !operations.is_empty() {
                    ty.methods.values().chain(&ty.constructs).for_each(|o| told.operation(o, &operations));
                }
                for (performs, holding) in &ty.request {
                    let performed = match performs.as_str() {
                        "new" => ty.constructs.as_ref(),
                        method => ty.methods.get(method),
                    };
                    self.holding(told, performed.map_or(performs, |o| o.get()), holding);
                }
                for given in ty.gives.values().filter(|g| !types.contains(g.get().as_str())) {
                    let message = format!("the library has no type `{}`", given.get());
                    let help = instead(given.get(), types.iter().copied());
                    told.warn(given.span(), message, "no [[library.type]] and no port has this name", help);
                }
            }
        }
    }

    /// What a library's objects hold belongs to parameters of the operation.
    fn holding(&self, told: &mut Told<'_>, operation: &str, holding: &RawHolding) {
        let of_operation = self.operations.iter().find(|(_, o)| o.operation.get() == operation);
        let Some((_, operation)) = of_operation else { return };
        let paths = || operation.parameter.iter().map(|p| p.get().name.as_str());
        for held in holding.values().filter(|h| !paths().any(|p| p == h.get().to())) {
            let message = format!("unknown parameter `{}`", held.get().to());
            let label = format!("`{}` has no such parameter", operation.operation.get());
            told.tell(held.span(), message, &label, instead(held.get().to(), paths()));
        }
    }

    fn endpoints(&self, mistakes: &mut Vec<Mistake>) {
        let Some((file, rest)) = self.rest else { return };
        let mut told = Told { file, mistakes };
        told.ids(rest.endpoint.iter().map(|e| (e.get().id.as_str(), e.span())));
        told.ids(rest.limits.item.iter().map(|l| (l.get().id.as_str(), l.span())));
        told.ids(rest.translation.iter().map(|t| (t.get().id.as_str(), t.span())));
        let rows = self.operations.iter().flat_map(|(_, o)| &o.row).flat_map(|r| &r.steps);
        let signs = self.api.sign.iter().flat_map(|s| &s.steps);
        let recipes = self.recipes.iter().flat_map(|(_, r)| &r.recipe).flat_map(|r| &r.steps);
        let used: BTreeSet<&str> = rows.chain(signs).chain(recipes).map(|s| s.call.get().as_str()).collect();
        for endpoint in &rest.endpoint {
            let (id, at) = (endpoint.get().id.as_str(), endpoint.span());
            told.links(
                std::slice::from_ref(&endpoint.get().docs),
                at.clone(),
                &format!("the endpoint `{id}`"),
            );
            if self.whole && !self.operations.is_empty() && !used.contains(id) {
                let help = "name it in a step, or take it away";
                told.warn(at, format!("no step uses the endpoint `{id}`"), "never used", help);
            }
        }
    }

    /// Two files about one operation would both be right.
    fn operation_ids(&self, mistakes: &mut Vec<Mistake>) {
        let mut seen: BTreeMap<&str, &PackFile> = BTreeMap::new();
        for (file, operation) in self.operations {
            let mut told = Told { file, mistakes };
            told.kebab(&id_of(file), 0..0);
            let name = &operation.operation;
            if let Some(other) = seen.insert(name.get(), file) {
                let message = format!("`{}` describes the operation `{}` already", other.path, name.get());
                told.tell(name.span(), message, "described twice", "keep one of the two files");
            }
        }
    }

    fn recipes(&self, mistakes: &mut Vec<Mistake>) {
        let Some((file, recipes)) = self.recipes else { return };
        let mut told = Told { file, mistakes };
        told.ids(recipes.recipe.iter().map(|r| (r.id.get().as_str(), r.id.span())));
        let (endpoints, operations) = (self.endpoint_ids(), self.operation_names());
        for recipe in &recipes.recipe {
            let name = format!("the recipe `{}`", recipe.id.get());
            told.links(&recipe.docs, recipe.id.span(), &name);
            told.steps(&recipe.steps, &endpoints);
            for call in &recipe.calls {
                told.operation(&call.operation, &operations);
                let rule = self.operations.iter().find(|(_, o)| o.operation.get() == call.operation.get());
                if let Some((_, rule)) = rule {
                    table::subjects(&call.when, rule, &mut told);
                }
            }
            match recipe.calls.as_slice() {
                [] => told.tell(
                    recipe.id.span(),
                    format!("{name} has no calls"),
                    "nothing can be this use case",
                    "name them: calls = [ { operation = \"…\" } ]",
                ),
                [only] if only.when.is_empty() => told.tell(
                    only.operation.span(),
                    format!("{name} is every call of `{}`", only.operation.get()),
                    "one call without conditions",
                    "say with `when` which calls are this use case, or say it in the rows of the operation",
                ),
                _ => {}
            }
        }
    }
}

/// Checks the client libraries.
pub(super) fn clients(file: &PackFile, raw: &RawClients, mistakes: &mut Vec<Mistake>) {
    let mut told = Told { file, mistakes };
    told.ids(raw.client.iter().map(|c| (c.get().id.as_str(), c.span())));
}
