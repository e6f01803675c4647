//! Which calls together are one use case.
//!
//! One by one the calls of a nightly import each have a replacement, and none of them
//! is what the job becomes. A recipe of a pack names the calls and asks about their
//! requests; here the calls of a project are tried against it.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::rc::Rc;

use sha2::{Digest, Sha256};

use crate::advise;
use crate::fact::ScopeId;
use crate::finding::{Confidence, Finding, Kind, UseCase, UseCaseCall};
use crate::judge::{Judgement, Verdict};
use crate::link::{FileId, Project};
use crate::request::{self, Request};
use crate::rule::decision::OBJECT;
use crate::rule::truth::WithObject;
use crate::rule::{Api, Condition, Near, Recipe, Truth, truth};
use crate::secret;

mod near;

use near::{Bodies, Body};

/// How many calls lead from the method where a use case comes together to the
/// method that makes a SOAP call.
const DISTANCE: u8 = 4;

/// The use of_api of a project; `findings` are those of the verdicts, in their order.
pub fn use_cases<'p>(
    project: &'p Project<'_>,
    judgement: &'p Judgement,
    findings: &'p [Finding],
) -> Vec<UseCase> {
    let mut all = vec![];
    let are_read = request::are_read(project, &judgement.verdicts);
    for (index, api) in project.rules.apis.iter().enumerate() {
        let calls: Vec<usize> = (0..judgement.verdicts.len())
            .filter(|v| {
                let verdict = &judgement.verdicts[*v];
                let is_call = verdict.kind == Kind::Call && verdict.confidence >= Confidence::Likely;
                is_call && verdict.api == index && are_read[*v]
            })
            .collect();
        let verdicts = &judgement.verdicts;
        let of_api = ApiCalls {
            project,
            api,
            verdicts,
            findings,
            calls,
            read: RefCell::default(),
            named: RefCell::default(),
        };
        let wanted: Vec<&Recipe> = api.recipes.iter().filter(|r| of_api.calls_all(r)).collect();
        if wanted.is_empty() {
            continue;
        }
        let bodies = Bodies::of(project, &judgement.verdicts, &of_api.calls, DISTANCE);
        for recipe in wanted {
            for followed in of_api.followed(recipe, &bodies) {
                all.push(of_api.use_case(recipe, followed));
            }
        }
    }
    all.sort_by(|a, b| (&a.calls, &a.recipe).cmp(&(&b.calls, &b.recipe)));
    all
}

/// A recipe that the code follows.
struct Followed {
    /// Indices of the verdicts, in the order of the recipe.
    calls: Vec<usize>,
    /// Where they come together.
    bodies: BTreeSet<Body>,
    truth: Truth,
}

/// The calls of one API, and what they send.
struct ApiCalls<'p, 'a> {
    project: &'p Project<'a>,
    api: &'p Api,
    verdicts: &'p [Verdict],
    /// In the order of the verdicts.
    findings: &'p [Finding],
    /// Indices of the calls of this API.
    calls: Vec<usize>,
    /// Requests that were read, by verdict: several recipes ask for the same.
    read: RefCell<HashMap<usize, Rc<Request<'p, 'a>>>>,
    /// Functions that have names of their own, by file.
    named: RefCell<HashMap<FileId, Rc<HashSet<ScopeId>>>>,
}

impl<'p, 'a> ApiCalls<'p, 'a> {
    fn is_of(&self, verdict: usize, operation: &crate::rule::Operation) -> bool {
        self.verdicts[verdict].operation.is_some_and(|o| self.api.operations[o].operation == *operation)
    }

    /// Whether all operations of a recipe are called at all.
    fn calls_all(&self, recipe: &Recipe) -> bool {
        recipe.calls.iter().all(|c| self.calls.iter().any(|v| self.is_of(*v, &c.operation)))
    }

    /// Where a recipe is followed. Calls that come together in one method are not
    /// looked for in the methods that call it.
    fn followed(&self, recipe: &Recipe, bodies: &Bodies) -> Vec<Followed> {
        let mut followed: Vec<Followed> = vec![];
        let mut used: BTreeSet<usize> = BTreeSet::new();
        // Where every call of a file belongs together, no method has a part of its own.
        let by_body = !recipe.calls.iter().any(|c| c.every);
        let farthest = if recipe.calls.len() > 1 { DISTANCE } else { 0 };
        for distance in (0..=farthest).filter(|_| by_body) {
            let mut now: Vec<Followed> = vec![];
            for body in bodies.all() {
                let mut here: BTreeSet<usize> = BTreeSet::new();
                while let Some(mut found) =
                    self.chain(recipe, bodies, body, distance, &|v| used.contains(&v) || here.contains(&v))
                {
                    here.extend(found.calls.iter().copied());
                    match now.iter_mut().find(|s| s.calls == found.calls) {
                        Some(same) => same.bodies.append(&mut found.bodies),
                        None => now.push(found),
                    }
                }
            }
            used.extend(now.iter().flat_map(|s| s.calls.iter().copied()));
            followed.extend(now);
        }
        if recipe.near == Near::File {
            followed.extend(self.by_file(recipe, &used));
        }
        followed
    }

    /// The first calls of a body that follow each other as the recipe says.
    fn chain(
        &self,
        recipe: &Recipe,
        bodies: &Bodies,
        body: Body,
        distance: u8,
        is_used: &dyn Fn(usize) -> bool,
    ) -> Option<Followed> {
        let sites = bodies.sites(body);
        let facts = self.project.facts(body.file);
        let source = &self.project.files[body.file].source;
        let named = self.named_functions(body.file);
        let mut followed = Followed { calls: vec![], bodies: BTreeSet::from([body]), truth: Truth::Yes };
        let mut taken: Vec<&near::Site> = vec![];
        for wanted in &recipe.calls {
            let (site, truth) = sites
                .iter()
                .filter(|s| s.distance <= distance && !is_used(s.verdict))
                .filter(|s| self.is_of(s.verdict, &wanted.operation) && !followed.calls.contains(&s.verdict))
                .filter(|s| taken.last().is_none_or(|last| last.at <= s.at))
                .filter(|s| {
                    !taken.iter().any(|t| near::exclude_each_other(facts, source, &named, t.scope, s.scope))
                })
                .map(|s| (s, self.truth(s.verdict, &wanted.when)))
                .find(|(_, truth)| *truth != Truth::No)?;
            taken.push(site);
            followed.calls.push(site.verdict);
            followed.truth = followed.truth.and(truth);
        }
        // What a single call may be is what the rows of its operation ask already.
        (followed.truth == Truth::Yes || recipe.calls.len() > 1).then_some(followed)
    }

    /// One call for each, or every one that fits, wherever it stands in a file.
    fn by_file(&self, recipe: &Recipe, used: &BTreeSet<usize>) -> Vec<Followed> {
        let files: BTreeSet<usize> = self.calls.iter().map(|v| self.verdicts[*v].file).collect();
        let in_file = |file: usize| {
            let mut followed = Followed { calls: vec![], bodies: BTreeSet::new(), truth: Truth::Yes };
            for wanted in &recipe.calls {
                let fits = |v: &&usize| {
                    self.verdicts[**v].file == file
                        && !used.contains(*v)
                        && !followed.calls.contains(*v)
                        && self.is_of(**v, &wanted.operation)
                };
                let most = if wanted.every { usize::MAX } else { 1 };
                let fitting: Vec<(usize, Truth)> = self
                    .calls
                    .iter()
                    .filter(fits)
                    .map(|v| (*v, self.truth(*v, &wanted.when)))
                    .filter(|(_, truth)| {
                        *truth == Truth::Yes || (*truth == Truth::CannotTell && !wanted.every)
                    })
                    .take(most)
                    .collect();
                if fitting.is_empty() {
                    return None;
                }
                for (call, truth) in fitting {
                    followed.calls.push(call);
                    followed.truth = followed.truth.and(truth);
                }
            }
            Some(followed)
        };
        files.into_iter().filter_map(in_file).collect()
    }

    fn request(&self, index: usize) -> Option<Rc<Request<'p, 'a>>> {
        if let Some(known) = self.read.borrow().get(&index) {
            return Some(known.clone());
        }
        let verdict = &self.verdicts[index];
        let rule = &self.api.operations[verdict.operation?];
        let request = Rc::new(Request::read(self.project, self.api, rule, verdict));
        self.read.borrow_mut().insert(index, request.clone());
        Some(request)
    }

    fn named_functions(&self, file: FileId) -> Rc<HashSet<ScopeId>> {
        let mut all = self.named.borrow_mut();
        let named =
            all.entry(file).or_insert_with(|| Rc::new(near::named_functions(self.project.facts(file))));
        named.clone()
    }

    fn truth(&self, verdict: usize, when: &[Condition]) -> Truth {
        match when {
            [] => Truth::Yes,
            // Calls of objects that cannot be read would be part of everything.
            _ if self.findings[verdict].object.is_none() && asks_for_object(when) => Truth::No,
            when => self.request(verdict).map_or(Truth::CannotTell, |r| {
                let object = self.findings[verdict].object.as_deref();
                truth::all(when, &WithObject { object, view: &*r })
            }),
        }
    }

    fn use_case(&self, recipe: &Recipe, followed: Followed) -> UseCase {
        let findings = self.findings;
        let requests: Vec<Rc<Request<'_, '_>>> =
            followed.calls.iter().filter_map(|v| self.request(*v)).collect();
        let asked = requests.iter().zip(&followed.calls).zip(&recipe.calls);
        let open = asked.filter(|(_, call)| !call.every).find_map(|((request, verdict), call)| {
            let view = WithObject { object: findings[*verdict].object.as_deref(), view: &**request };
            let condition = call.when.iter().find(|c| c.truth(&view) == Truth::CannotTell)?;
            Some(secret::address(&advise::question(request, condition)))
        });
        let calls: Vec<UseCaseCall> = followed
            .calls
            .iter()
            .map(|v| UseCaseCall {
                path: findings[*v].place.path.clone(),
                line: findings[*v].place.line,
                column: findings[*v].place.column,
                rule: findings[*v].rule.clone(),
                fingerprint: findings[*v].fingerprint.clone(),
            })
            .collect();
        let within: BTreeSet<String> = followed
            .bodies
            .iter()
            .filter_map(|b| match b.method {
                Some(m) => self.project.within(m.file, self.project.method(m).scope),
                None => Some(self.project.files[b.file].source.path.clone()),
            })
            .collect();
        let rule = format!("{}/{}", self.api.id, recipe.id);
        UseCase {
            fingerprint: fingerprint(&rule, &calls),
            recipe: rule,
            api: self.api.id.clone(),
            title: recipe.title.clone(),
            confidence: followed
                .calls
                .iter()
                .map(|v| findings[*v].confidence)
                .min()
                .unwrap_or(Confidence::Possible),
            within: within.into_iter().collect(),
            test: followed.calls.iter().any(|v| findings[*v].test),
            question: open,
            remedy: advise::for_recipe(self.api, recipe, &requests),
            calls,
        }
    }
}

fn asks_for_object(when: &[Condition]) -> bool {
    when.iter().any(|c| c.subjects.iter().any(|s| s == OBJECT))
}

/// Like those of findings: it survives what its calls survive.
fn fingerprint(recipe: &str, calls: &[UseCaseCall]) -> String {
    let mut hash = Sha256::new();
    for part in std::iter::once(recipe).chain(calls.iter().map(|c| c.fingerprint.as_str())) {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    hash.finalize().iter().take(12).map(|b| format!("{b:02x}")).collect()
}
