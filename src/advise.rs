//! What replaces this very call: the decision table read against the request
//! the code builds.

use std::collections::BTreeMap;

use crate::finding::{Decision, Hours, Kind, Remedy, RemedyStep};
use crate::judge::Verdict;
use crate::link::Project;
use crate::rule::{Api, Effort, Equivalent, OperationRule, Row, RowKind, Step};

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
        Some(index) => operation_advice(api, &api.operations[index], verdict),
        None => sign_advice(api, verdict),
    }
}

fn operation_advice(api: &Api, rule: &OperationRule, verdict: &Verdict) -> Advice {
    let bases: Vec<&Row> = rule.rows.iter().filter(|r| r.kind == RowKind::Base).collect();
    let row = bases.iter().find(|r| r.when.iter().any(|c| c.is_fallback())).or(bases.last());
    let Some(row) = row else { return Advice::default() };
    let mut hazards: Vec<&crate::rule::Hazard> = rule.hazards.iter().filter(|h| h.when.is_empty()).collect();
    hazards.sort_by_key(|h| h.bites);
    let remedy = Remedy {
        says: row.says.clone(),
        steps: row.steps.iter().filter_map(|s| step(api, s)).collect(),
        hazards: hazards.into_iter().map(|h| h.says.clone()).collect(),
        docs: docs(api, row, rule),
        equivalent: equivalent(row.equivalent).to_owned(),
        class: class(row.effort).to_owned(),
    };
    let decision = (verdict.kind == Kind::Call).then(|| Decision {
        rows: vec![],
        open: bases.iter().map(|r| r.id.clone()).collect(),
        question: None,
        request: BTreeMap::new(),
    });
    Advice { remedy, decision, object: None, hours: Hours::default() }
}

fn sign_advice(api: &Api, verdict: &Verdict) -> Advice {
    let Some(sign) = api.signs.iter().find(|s| s.id == verdict.rule) else {
        let remedy = Remedy {
            says: format!("generated from the WSDL of {}; delete it when the last call is gone", api.name),
            docs: vec![api.docs.clone()],
            equivalent: equivalent(Equivalent::Full).to_owned(),
            class: class(Effort::S).to_owned(),
            ..Remedy::default()
        };
        return Advice { remedy, ..Advice::default() };
    };
    let remedy = Remedy {
        says: sign.replaces.clone(),
        steps: sign.steps.iter().filter_map(|s| step(api, s)).collect(),
        hazards: sign.hazards.clone(),
        docs: sign.docs.clone(),
        equivalent: equivalent(Equivalent::Full).to_owned(),
        class: class(sign.effort).to_owned(),
    };
    Advice { remedy, ..Advice::default() }
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

fn docs(api: &Api, row: &Row, rule: &OperationRule) -> Vec<String> {
    let mut docs: Vec<String> =
        row.steps.iter().filter_map(|s| api.endpoints.get(&s.call)).map(|e| e.docs.clone()).collect();
    docs.push(rule.docs.clone());
    docs.dedup();
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
