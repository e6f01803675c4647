//! What replaces this very call: the decision table read against the request
//! the code builds.

use std::rc::Rc;

use crate::finding::{Decision, DecisionCase, Hours, Kind, Remedy, RemedyStep};
use crate::judge::Verdict;
use crate::link::Project;
use crate::request::Request;
use crate::rule::decision::FACTS;
use crate::rule::{
    Api, Case, Chosen, Condition, Effort, Equivalent, Hazard, OperationRule, Recipe, Row, RowKind, Step,
    Truth, choose, truth,
};
use crate::snippet;

mod hazards;
mod http;
mod object;
mod values;
mod words;

pub use http::requests;

/// Advice for one finding.
#[derive(Debug, Default)]
pub struct Advice {
    /// What replaces it.
    pub remedy: Remedy,
    /// How the table was read.
    pub decision: Option<Decision>,
    /// The object the request works on.
    pub object: Option<String>,
    /// Hours to change this one place.
    pub hours: Hours,
}

/// Advises on a verdict.
pub fn advise(project: &Project<'_>, verdict: &Verdict) -> Advice {
    let api = &project.rules.apis[verdict.api];
    match verdict.operation {
        Some(index) if matches!(verdict.kind, Kind::Call | Kind::Wrapper) => {
            operation_advice(project, api, &api.operations[index], verdict)
        }
        _ => unread(project, verdict),
    }
}

/// What replaces a call whose request is not read.
pub fn unread(project: &Project<'_>, verdict: &Verdict) -> Advice {
    let api = &project.rules.apis[verdict.api];
    match verdict.operation {
        Some(index) => {
            Advice { object: verdict.object.clone(), ..without_request(api, &api.operations[index]) }
        }
        None => for_sign(api, &verdict.rule, verdict.kind),
    }
}

/// What is said of an operation where no request is in sight.
pub fn without_request(api: &Api, rule: &OperationRule) -> Advice {
    let bases: Vec<&Row> = rule.rows.iter().filter(|r| r.kind == RowKind::Base).collect();
    let row = bases.iter().find(|r| r.when.iter().any(|c| c.is_fallback())).or(bases.last());
    let Some(row) = row else { return Advice::default() };
    let mut hazards: Vec<&Hazard> = rule.hazards.iter().filter(|h| !h.is_conditional()).collect();
    hazards.sort_by_key(|h| h.bites);
    let remedy = Remedy {
        says: row.says.clone(),
        steps: row.steps.iter().filter_map(|s| step(api, s)).collect(),
        requests: vec![],
        snippet: None,
        hazards: hazards.into_iter().map(|h| h.says.clone()).collect(),
        docs: docs(api, &[row], rule),
        equivalent: equivalent(row.equivalent).to_owned(),
        class: class(row.effort).to_owned(),
    };
    Advice { remedy, ..Advice::default() }
}

fn operation_advice(project: &Project<'_>, api: &Api, rule: &OperationRule, verdict: &Verdict) -> Advice {
    let request = Request::read(project, api, rule, verdict);
    let object = verdict.object.clone().or_else(|| object::of(&request));
    let chosen = choose(rule, api.choice, object.as_deref(), &request);
    let hazards = hazards::of(&request, object.as_deref());
    let met: Vec<&Hazard> = hazards
        .iter()
        .filter(|(truth, h)| *truth == Truth::Yes && h.is_conditional())
        .map(|(_, h)| *h)
        .collect();
    let decision = Decision {
        rows: chosen.rows.iter().chain(&chosen.modifiers).map(|r| r.id.clone()).collect(),
        open: chosen.open.iter().map(|r| r.id.clone()).collect(),
        alternatives: chosen
            .alternatives
            .iter()
            .filter(|r| truth::all(&r.when, &request) == Truth::Yes)
            .map(|r| r.id.clone())
            .collect(),
        cases: cases(&chosen),
        perhaps: perhaps(&request, &chosen).into_iter().map(|r| r.id.clone()).collect(),
        question: chosen.question.as_deref().map(|q| words::question(&request, &chosen, q)),
        hazards: met.iter().map(|h| h.id.clone()).collect(),
        triggers: met.iter().flat_map(|h| hazards::triggers(&request, h)).collect(),
        request: words::printed(&request),
    };
    let rows = counted(&chosen);
    let mut remedy = remedy(&request, &hazards, &chosen);
    if let Some(client) = &api.client {
        remedy.requests = http::requests(&request, object.as_deref(), &rows);
        let language = project.files[verdict.file].language.id;
        remedy.snippet = snippet::of_language(language, &remedy.requests, client);
    }
    Advice { remedy, decision: Some(decision), object, hours: Hours::default() }
}

/// Which rows hold for which value, where a parameter has several.
fn cases(chosen: &Chosen<'_>) -> Vec<DecisionCase> {
    let ids = |rows: &[&Row]| rows.iter().map(|r| r.id.clone()).collect();
    let case = |c: &Case<'_>| DecisionCase {
        subject: c.subject.clone(),
        value: c.value.clone(),
        rows: ids(&c.rows),
    };
    chosen.cases.iter().map(case).collect()
}

/// The modifiers that may hold because the code gives what they ask for in some cases, or
/// gives what cannot be read. What may be set out of sight is no reason to name one.
fn perhaps<'r>(request: &Request<'_, '_>, chosen: &Chosen<'r>) -> Vec<&'r Row> {
    let is_seen = |c: &Condition| {
        c.truth(request) == Truth::Yes
            || c.subjects.iter().any(|s| !FACTS.contains(&s.as_str()) && request.is_seen(s))
    };
    chosen.perhaps.iter().filter(|r| r.when.iter().all(is_seen)).copied().collect()
}

/// The rows that count for a remedy: those that hold, else the first that may.
fn counted<'r>(chosen: &Chosen<'r>) -> Vec<&'r Row> {
    let base = match chosen.rows.is_empty() {
        true => chosen.open.iter().take(1).copied().collect(),
        false => chosen.rows.clone(),
    };
    base.into_iter().chain(chosen.modifiers.iter().copied()).collect()
}

fn remedy(request: &Request<'_, '_>, hazards: &[(Truth, &Hazard)], chosen: &Chosen<'_>) -> Remedy {
    let (api, rule) = (request.api, request.rule);
    let rows = counted(chosen);
    let mut says: Vec<String> = vec![];
    for row in &rows {
        says.push(format!("{}{}", words::case(chosen, row), row.says));
        says.extend(row.way_out.clone());
    }
    for row in perhaps(request, chosen) {
        let mut subjects: Vec<String> =
            row.when.iter().flat_map(|c| &c.subjects).map(|s| format!("`{s}`")).collect();
        subjects.dedup();
        says.push(format!("Perhaps, by what {} is: {}", subjects.join(" and "), row.says));
    }
    let steps = rows
        .iter()
        .flat_map(|r| &r.steps)
        .filter_map(|s| {
            let mut step = step(api, s)?;
            for value in step.args.values_mut() {
                *value = words::concrete(request, value);
            }
            Some(step)
        })
        .collect();
    let base = rows.iter().filter(|r| r.kind == RowKind::Base);
    let worst = base.clone().map(|r| rank(r.equivalent)).max().unwrap_or_default();
    let effort = rows.iter().map(|r| r.effort).max().unwrap_or(Effort::X);
    Remedy {
        says: says.join(" "),
        steps,
        requests: vec![],
        snippet: None,
        hazards: hazards.iter().map(|(_, h)| hazards::told(request, h)).collect(),
        docs: docs(api, &rows, rule),
        equivalent: match chosen.is_decided() {
            true => ["full", "partial", "none"][worst].to_owned(),
            false => "open".to_owned(),
        },
        class: class(effort).to_owned(),
    }
}

fn rank(value: Equivalent) -> usize {
    match value {
        Equivalent::Full => 0,
        Equivalent::Partial => 1,
        Equivalent::None => 2,
    }
}

/// Advice for what is no operation.
pub fn for_sign(api: &Api, rule: &str, kind: Kind) -> Advice {
    let Some(sign) = api.signs.iter().find(|s| s.id == rule) else {
        let says = match kind {
            Kind::Dependency if rule == "generator" => {
                "take it out of the build before the WSDL and the generated code".to_owned()
            }
            Kind::Dependency => "not needed without SOAP; remove it when the last call is gone".to_owned(),
            Kind::Wsdl => {
                format!("the contract of {}; delete it when nothing is generated from it", api.name)
            }
            Kind::Client => "one REST client of your own, that asks for its token and keeps it".to_owned(),
            Kind::Object => {
                "goes with its calls; what it holds is the body or the query of the REST call".to_owned()
            }
            _ => format!("generated from the WSDL of {}; delete it when the last call is gone", api.name),
        };
        let remedy = Remedy {
            says,
            docs: [&api.docs].into_iter().filter(|docs| !docs.is_empty()).cloned().collect(),
            equivalent: equivalent(Equivalent::Full).to_owned(),
            class: class(Effort::S).to_owned(),
            ..Remedy::default()
        };
        return Advice { remedy, ..Advice::default() };
    };
    let remedy = Remedy {
        says: sign.replaces.clone(),
        steps: sign.steps.iter().filter_map(|s| step(api, s)).collect(),
        requests: vec![],
        snippet: None,
        hazards: sign.hazards.clone(),
        docs: sign.docs.clone(),
        equivalent: equivalent(Equivalent::Full).to_owned(),
        class: class(sign.effort).to_owned(),
    };
    Advice { remedy, ..Advice::default() }
}

/// What replaces the calls of a recipe together; what their requests say is put into its steps.
pub fn for_recipe(api: &Api, recipe: &Recipe, requests: &[Rc<Request<'_, '_>>]) -> Remedy {
    let concrete = |s: &Step| {
        let mut step = step(api, s)?;
        for value in step.args.values_mut() {
            *value = requests.iter().fold(value.clone(), |value, r| words::concrete(r, &value));
        }
        Some(step)
    };
    Remedy {
        requests: vec![],
        snippet: None,
        says: recipe.says.clone(),
        steps: recipe.steps.iter().filter_map(concrete).collect(),
        hazards: recipe.hazards.clone(),
        docs: recipe.docs.clone(),
        equivalent: equivalent(if recipe.effort == Effort::X { Equivalent::None } else { Equivalent::Full })
            .to_owned(),
        class: class(recipe.effort).to_owned(),
    }
}

/// What must be known to say whether a condition holds for a request.
pub fn question(request: &Request<'_, '_>, condition: &Condition) -> String {
    words::asked(request, condition.subjects.first().map_or("", String::as_str), Some(condition))
}

/// A step with its endpoint filled in.
pub fn step(api: &Api, step: &Step) -> Option<RemedyStep> {
    let endpoint = api.endpoints.get(&step.call)?;
    Some(RemedyStep {
        role: serde_json::to_value(step.role).ok()?.as_str()?.to_owned(),
        name: endpoint.name.clone(),
        method: endpoint.method.clone(),
        path: endpoint.path.clone(),
        args: step.args.clone(),
        docs: endpoint.docs.clone(),
    })
}

fn docs(api: &Api, rows: &[&Row], rule: &OperationRule) -> Vec<String> {
    let mut docs: Vec<String> = vec![];
    let steps = rows.iter().flat_map(|r| &r.steps).filter_map(|s| api.endpoints.get(&s.call));
    for page in steps.map(|e| &e.docs).chain(std::iter::once(&rule.docs)) {
        if !page.is_empty() && !docs.contains(page) {
            docs.push(page.clone());
        }
    }
    docs
}

fn equivalent(value: Equivalent) -> &'static str {
    match value {
        Equivalent::Full => "full",
        Equivalent::Partial => "partial",
        Equivalent::None => "none",
    }
}

fn class(value: Effort) -> &'static str {
    match value {
        Effort::S => "S",
        Effort::M => "M",
        Effort::L => "L",
        Effort::X => "X",
    }
}
