//! Rules as documentation for the terminal: an operation with its decision
//! table, a sign, a use case, or a whole pack.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::finding::Finding;
use crate::report::{Style, hours};
use crate::rule::mistake::nearest;
use crate::rule::{
    Api, Choice, Effort, Equivalent, Hazard, Near, OperationRule, Parameter, Recipe, Row, RowKind, Rules,
    Sign, Step, Unknown,
};

mod common;
mod finding;
mod page;

pub use finding::finding;

use common::{COMMON, Common};
use page::Page;

/// A rule as documentation: `marketo/sync-lead`, or a pack, `marketo`.
///
/// An operation's name in any spelling, and a rule's id without its pack, will
/// do as long as one rule alone is meant.
pub fn explain(rules: &Rules, id: &str, style: &Style) -> Result<String, Unknown> {
    let mut page = Page::new(style);
    if let Some(api) = rules.api(id) {
        pack(api, &mut page);
        return Ok(page.text());
    }
    let topics: Vec<Topic<'_>> = topics(rules).collect();
    let exact: Vec<&Topic<'_>> = topics.iter().filter(|t| t.id() == id).collect();
    let meant = match exact.is_empty() {
        true => topics.iter().filter(|t| t.is_called(id)).collect(),
        false => exact,
    };
    match meant.as_slice() {
        [topic] => {
            topic.explain(&mut page);
            Ok(page.text())
        }
        [] => {
            // People remember the operation, not the pack.
            let names = topics.iter().flat_map(|t| t.names().into_iter().map(|n| (n, t.id())));
            let packs = rules.apis.iter().map(|api| (api.id.clone(), api.id.clone()));
            let known: BTreeMap<String, String> = names.chain(packs).collect();
            let near = nearest(id, known.keys().map(String::as_str)).and_then(|near| known.get(near));
            let help = match near {
                Some(near) => format!("write `{near}`"),
                None => "see `unsoap rules list` for all of them".to_owned(),
            };
            Err(Unknown { message: format!("no rule is called `{id}`"), help })
        }
        several => {
            let ids: Vec<String> = several.iter().map(|t| format!("`{}`", t.id())).collect();
            let help = format!("write one of {}", ids.join(", "));
            Err(Unknown { message: format!("`{id}` is the name of several rules"), help })
        }
    }
}

/// Every pack with its rules, one a line.
pub fn list(rules: &Rules) -> String {
    let mut text = String::new();
    for api in &rules.apis {
        text.push_str(&format!("{}  {} ({})\n", api.id, api.name, state(api)));
        for topic in topics_of(api) {
            text.push_str(&format!("  {:<48} {}\n", topic.id(), topic.title()));
        }
    }
    text
}

/// Something that can be explained.
enum Topic<'r> {
    Operation(&'r Api, &'r OperationRule),
    Sign(&'r Api, &'r Sign),
    Recipe(&'r Api, &'r Recipe),
    Common(&'r Api, &'static Common),
}

fn topics(rules: &Rules) -> impl Iterator<Item = Topic<'_>> {
    rules.apis.iter().flat_map(topics_of)
}

fn topics_of(api: &Api) -> impl Iterator<Item = Topic<'_>> {
    let operations = api.operations.iter().map(move |o| Topic::Operation(api, o));
    let signs = api.signs.iter().map(move |s| Topic::Sign(api, s));
    let recipes = api.recipes.iter().map(move |r| Topic::Recipe(api, r));
    // Where the pack has words of its own, they count.
    let common = COMMON.iter().filter(|c| api.sign(c.id).is_none()).map(move |c| Topic::Common(api, c));
    operations.chain(signs).chain(recipes).chain(common)
}

impl Topic<'_> {
    fn id(&self) -> String {
        match self {
            Topic::Operation(api, rule) => format!("{}/{}", api.id, rule.id),
            Topic::Sign(api, sign) => format!("{}/{}", api.id, sign.id),
            Topic::Recipe(api, recipe) => format!("{}/{}", api.id, recipe.id),
            Topic::Common(api, rule) => format!("{}/{}", api.id, rule.id),
        }
    }

    fn title(&self) -> &str {
        match self {
            Topic::Operation(_, rule) => &rule.title,
            Topic::Sign(_, sign) => &sign.title,
            Topic::Recipe(_, recipe) => &recipe.title,
            Topic::Common(_, rule) => rule.title,
        }
    }

    /// What people may call it.
    fn names(&self) -> Vec<String> {
        let id = self.id();
        let short = id.rsplit('/').next().unwrap_or_default().to_owned();
        match self {
            Topic::Operation(_, rule) => vec![rule.operation.to_string(), short, id],
            _ => vec![short, id],
        }
    }

    fn is_called(&self, name: &str) -> bool {
        let full = self.id();
        let short = full.split_once('/').map(|(_, short)| short);
        let (pack, rest) = name.split_once('/').map_or((None, name), |(pack, rest)| (Some(pack), rest));
        match self {
            Topic::Operation(api, rule) => {
                let is = api.operation_named(rest).is_some_and(|named| named.id == rule.id);
                pack.is_none_or(|pack| pack == api.id) && is
            }
            _ => short == Some(name),
        }
    }

    fn explain(&self, page: &mut Page<'_>) {
        match self {
            Topic::Operation(api, rule) => operation(api, rule, page),
            Topic::Sign(api, sign) => explain_sign(api, sign, page),
            Topic::Recipe(api, recipe) => explain_recipe(api, recipe, page),
            Topic::Common(api, rule) => common::explain(api, rule, page),
        }
    }
}

/// The word of a rule file for an enum's value.
fn word(value: impl Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
}

/// Hours and class of a finding.
fn effort_words(finding: &Finding) -> String {
    let mut words = vec![];
    if finding.effort.high > 0.0 {
        words.push(hours(&finding.effort, "-"));
    }
    if !finding.remedy.class.is_empty() {
        words.push(format!("class {}", finding.remedy.class));
    }
    words.join(", ")
}

fn state(api: &Api) -> String {
    match &api.status.date {
        Some(date) => format!("{} {date}", word(api.status.state)),
        None => word(api.status.state),
    }
}

fn effort(effort: Effort) -> String {
    format!("{}, {}", word(effort), effort.about())
}

fn operation(api: &Api, rule: &OperationRule, page: &mut Page<'_>) {
    page.title(&format!("{}/{}", api.id, rule.id), &format!("{}: {}", rule.operation, rule.title));
    page.text_block(&rule.summary, 0);
    page.gap();
    page.field("API", &format!("{} ({})", api.name, state(api)));
    page.field("section", &rule.section);
    page.field("since", rule.since.as_deref().unwrap_or_default());
    page.field("returns", &rule.returns);
    page.field("paging", &rule.paging);
    page.list("limits", &rule.limits);
    page.link("docs", &rule.docs);

    if !rule.parameters.is_empty() {
        page.heading("Parameters");
        let about = |parameter: &Parameter| {
            let mut about: Vec<&str> = parameter.ty.as_deref().into_iter().collect();
            about.extend(parameter.required.then_some("required"));
            let mut about = about.join(", ");
            if let Some(of) = &parameter.of {
                about = format!("view of {of}");
            }
            if let Some(note) = &parameter.note {
                about = if about.is_empty() { note.clone() } else { format!("{about}; {note}") };
            }
            about
        };
        page.entries(rule.parameters.iter().map(|p| (p.name.clone(), about(p))));
    }
    let choice = match api.choice {
        Choice::Exclusive => "What replaces it: the row that holds",
        Choice::First => "What replaces it: the first row that holds",
    };
    page.heading(choice);
    let mut object = None;
    for row in rule.rows.iter().filter(|r| r.kind == RowKind::Base) {
        if row.object.is_some() && row.object != object {
            object.clone_from(&row.object);
            page.subheading(match row.object.as_deref() {
                Some("*") | None => "other objects",
                Some(object) => object,
            });
        }
        table_row(api, row, page);
    }
    for (kind, heading) in [
        (RowKind::Modifier, "Added to it, each when it holds"),
        (RowKind::Alternative, "Other ways for the same case"),
    ] {
        let rows: Vec<&Row> = rule.rows.iter().filter(|r| r.kind == kind).collect();
        if !rows.is_empty() {
            page.heading(heading);
            rows.into_iter().for_each(|row| table_row(api, row, page));
        }
    }
    hazards(&rule.hazards, page);
    let sources = rule.source.iter().chain(rule.rows.iter().flat_map(|r| &r.source));
    page.sources(sources);
}

fn table_row(api: &Api, row: &Row, page: &mut Page<'_>) {
    let when: Vec<String> = row.when.iter().map(ToString::to_string).collect();
    page.condition(&when.join(" and "), &row.id);
    page.text_block(&row.says, 4);
    steps(api, &row.steps, page);
    page.field_at(4, "way out", row.way_out.as_deref().unwrap_or_default());
    let equivalent = match row.equivalent {
        Equivalent::Full => "full equivalent",
        Equivalent::Partial => "partial equivalent",
        Equivalent::None => "no equivalent",
    };
    // The words are about calls, and there are none.
    let effort = if row.steps.is_empty() { word(row.effort) } else { effort(row.effort) };
    let mut how = vec![equivalent.to_owned(), format!("effort {effort}"), word(row.basis)];
    if row.certainty != crate::rule::Certainty::Documented {
        how.push(format!("replacement {}", word(row.certainty).replace('-', " ")));
    }
    page.remark(4, &how);
    page.gap();
}

fn steps(api: &Api, steps: &[Step], page: &mut Page<'_>) {
    for step in steps {
        // Checked when the pack was loaded; an endpoint that is gone loses only its address.
        let call = match api.endpoint(&step.call) {
            Some(endpoint) => format!("{} {}", endpoint.method, endpoint.path),
            None => step.call.clone(),
        };
        page.step(&word(step.role), &call);
        for (name, value) in &step.args {
            page.argument(name, value);
        }
    }
}

fn hazards(hazards: &[Hazard], page: &mut Page<'_>) {
    if hazards.is_empty() {
        return;
    }
    page.heading("What behaves differently, what bites most often first");
    let mut sorted: Vec<&Hazard> = hazards.iter().collect();
    sorted.sort_by_key(|h| h.bites);
    for hazard in sorted {
        let when: Vec<String> = hazard.when.iter().map(ToString::to_string).collect();
        let when = if when.is_empty() { String::new() } else { format!(" (when {})", when.join(" and ")) };
        page.item(&format!("{}{when}", hazard.says));
    }
    page.gap();
}

fn explain_sign(api: &Api, sign: &Sign, page: &mut Page<'_>) {
    page.title(&format!("{}/{}", api.id, sign.id), &sign.title);
    page.text_block(&sign.replaces, 0);
    page.gap();
    page.field("API", &format!("{} ({})", api.name, state(api)));
    page.field("kind", &format!("{}, {} evidence", word(sign.kind), word(sign.strength)));
    page.field("names", &sign.names.join(", "));
    page.field("members", &sign.members.join(", "));
    page.list("patterns", &sign.patterns.iter().map(|p| p.as_str().to_owned()).collect::<Vec<_>>());
    let operations: Vec<&str> = sign.operations.iter().map(crate::rule::Operation::as_str).collect();
    page.field("operations", &operations.join(", "));
    page.field("effort", &effort(sign.effort));
    if let Some(common) = COMMON.iter().find(|c| c.id == sign.id) {
        common.recognised(page);
    }
    if !sign.steps.is_empty() {
        page.heading("What replaces it");
        steps(api, &sign.steps, page);
        page.gap();
    }
    page.heading("What behaves differently, or why it matters");
    sign.hazards.iter().for_each(|h| page.item(h));
    page.gap();
    page.sources(&sign.docs);
}

fn explain_recipe(api: &Api, recipe: &Recipe, page: &mut Page<'_>) {
    page.title(&format!("{}/{}", api.id, recipe.id), &recipe.title);
    page.text_block(&recipe.says, 0);
    page.gap();
    page.field("API", &format!("{} ({})", api.name, state(api)));
    let operations: Vec<&str> = recipe.calls.iter().map(|c| c.operation.as_str()).collect();
    let (between, where_) = match recipe.near {
        Near::Flow => (", then ", "one after the other in one method, or in methods it calls"),
        Near::File => (" and ", "in one file"),
    };
    page.field("operations", &operations.join(between));
    if operations.len() > 1 {
        page.field("called", where_);
    }
    for call in recipe.calls.iter().filter(|c| !c.when.is_empty()) {
        let when: Vec<String> = call.when.iter().map(ToString::to_string).collect();
        page.field("when", &format!("{}: {}", call.operation, when.join(" and ")));
    }
    page.field("effort", &effort(recipe.effort));
    page.heading("What replaces it");
    steps(api, &recipe.steps, page);
    page.gap();
    if !recipe.hazards.is_empty() {
        page.heading("What behaves differently");
        recipe.hazards.iter().for_each(|h| page.item(h));
        page.gap();
    }
    page.sources(&recipe.docs);
}

fn pack(api: &Api, page: &mut Page<'_>) {
    page.title(&api.id, &api.name);
    page.text_block(&api.status.says, 0);
    page.gap();
    page.field("vendor", &api.vendor);
    page.field("state", &state(api));
    page.field("replaced by", &api.replacement);
    page.list("doubts", &api.status.doubts);
    page.link("docs", &api.docs);
    for (heading, topics) in [
        ("Operations", topics_of(api).filter(|t| matches!(t, Topic::Operation(..))).collect::<Vec<_>>()),
        ("Signs besides operations", topics_of(api).filter(|t| matches!(t, Topic::Sign(..))).collect()),
        (
            "Use cases made of several operations",
            topics_of(api).filter(|t| matches!(t, Topic::Recipe(..))).collect(),
        ),
    ] {
        if !topics.is_empty() {
            page.heading(heading);
            page.entries(topics.iter().map(|t| (t.id(), t.title().to_owned())));
        }
    }
    let (rest, soap): (Vec<_>, Vec<_>) = api.libraries.iter().partition(|l| l.rest);
    for (heading, libraries) in
        [("Client libraries whose calls are found", soap), ("REST libraries that stay silent", rest)]
    {
        if !libraries.is_empty() {
            page.heading(heading);
            page.entries(libraries.iter().map(|l| (l.name.clone(), l.languages.join(", "))));
        }
    }
    for translation in &api.translations {
        page.heading(&format!("Names that change: {}", translation.title));
        page.text_block(&translation.says, 2);
        page.gap();
        page.entries(translation.words.iter().map(|(soap, rest)| (soap.clone(), rest.clone())));
    }
    if !api.limits.is_empty() {
        page.heading("Limits of the replacement");
        api.limits.iter().for_each(|l| page.item(&l.says));
    }
    if !api.deprecations.is_empty() {
        page.heading("Traps in the replacement");
        for deprecation in &api.deprecations {
            page.item(&format!("{} {}", deprecation.says, deprecation.instead));
        }
    }
    if !api.errata.is_empty() {
        page.heading("Where the vendor's guide is wrong");
        for erratum in &api.errata {
            page.item(&format!("{}: it says {}; right is {}", erratum.place, erratum.guide, erratum.right));
        }
    }
    if !api.status.history.is_empty() {
        page.heading("How the end was announced");
        page.entries(api.status.history.iter().map(|said| {
            let end = said.date.as_ref().map(|d| format!(" (end {d})")).unwrap_or_default();
            (said.announced.clone(), format!("{}{end}", said.says))
        }));
    }
    page.gap();
    page.sources(&api.status.source);
}
