//! The checked rule table: what the rest of the tool knows about an API.
//!
//! `rules/README.md` describes the files. They are read and checked in
//! [`pack`]; the types here cannot be wrong afterwards, so nobody checks again.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::http::RestClient;

mod check;
mod choose;
pub mod decision;
pub mod detect;
pub mod effort;
mod filling;
mod library;
pub(crate) mod mistake;
mod names;
mod operation;
pub mod pack;
mod pattern;
mod raw;
pub(crate) mod reading;
mod rest;
pub mod truth;
mod vocabulary;

pub use choose::{Case, Chosen, choose};
pub use decision::{Condition, ConditionError, Test};
pub use effort::EffortTable;
pub use filling::{Filling, Form as FieldForm, Mapping, Pairs, Remark};
pub use library::{Client, Dispatch, Held, Holding, Library, LibraryType, Made, Reflect};
pub use mistake::{Mistake, RuleErrors, Unknown};
pub use names::Form;
pub use operation::{
    Basis, Effort, Equivalent, Hazard, Near, OperationRule, Parameter, Recipe, RecipeCall, Row, RowKind,
    Shows,
};
pub use pattern::Pattern;
pub use raw::rule_schemas;
pub use rest::{Certainty, Endpoint, EndpointParam, Limit, Step, StepRole, Translation};
pub use truth::{RequestView, Truth, Value};

/// The canonical name of an operation, as the WSDL spells it, with the one
/// comparison that knows its other spellings.
///
/// `getLead`, `get_lead`, `:get_lead`, `GetLead`, `getLeadAsync`,
/// `ns1:paramsGetLead` are one operation; see [`Api::operation_form`].
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Operation(String);

impl Operation {
    /// The operation with this WSDL name.
    pub fn new(name: impl Into<String>) -> Self {
        Operation(name.into())
    }

    /// The WSDL's spelling.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for Operation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// A name without case, underscores and hyphens: `get_m_objects` and
/// `getMObjects` fold to the same text.
pub fn fold(name: &str) -> String {
    name.chars().filter(|c| !matches!(c, '_' | '-')).flat_map(char::to_lowercase).collect()
}

/// All packs that are on, and what they share.
#[derive(Debug, Clone)]
pub struct Rules {
    /// The APIs, sorted by id.
    pub apis: Vec<Api>,
    /// SOAP client libraries, whatever the API; `rules/clients.toml`.
    pub clients: Vec<Client>,
    /// Hours and their reasons; `rules/effort.toml`.
    pub effort: EffortTable,
}

/// One pack.
#[derive(Debug, Clone)]
pub struct Api {
    /// Folder name: `marketo`.
    pub id: String,
    /// For people.
    pub name: String,
    /// Who sells it.
    pub vendor: String,
    /// What replaces it.
    pub replacement: String,
    /// Whether decision rows exclude each other or the first counts.
    pub choice: Choice,
    /// The vendor's page on it.
    pub docs: String,
    /// Where it stands in its life.
    pub status: Status,
    /// Traps on the REST side.
    pub deprecations: Vec<Deprecation>,
    /// The vendor's mistakes, corrected.
    pub errata: Vec<Erratum>,
    /// How to recognise it.
    pub detect: Detect,
    /// Names that stand for an object.
    pub object_aliases: BTreeMap<String, String>,
    /// What is reported besides operations.
    pub signs: Vec<Sign>,
    /// Published client libraries.
    pub libraries: Vec<Library>,
    /// REST endpoints by id.
    pub endpoints: BTreeMap<String, Endpoint>,
    /// Limits of the REST API.
    pub limits: Vec<Limit>,
    /// How to reach the REST API; without it nobody can write a request.
    pub client: Option<RestClient>,
    /// What the fields of REST requests are filled with.
    pub mappings: Vec<Mapping>,
    /// SOAP words and what REST calls them.
    pub translations: Vec<Translation>,
    /// Operations, sorted by rule id.
    pub operations: Vec<OperationRule>,
    /// Operations that together are one use case.
    pub recipes: Vec<Recipe>,
    /// The spellings of the operations.
    names: names::Names,
}

impl Rules {
    /// The API with this id.
    pub fn api(&self, id: &str) -> Option<&Api> {
        self.apis.iter().find(|api| api.id == id)
    }

    /// Whether a method or type makes XML elements of names, in a language.
    pub fn makes_elements(&self, language: &str, callee: &str) -> bool {
        let mut clients = self.clients.iter().filter(|c| c.languages.iter().any(|l| l == language));
        clients.any(|c| c.elements.iter().any(|e| e == callee))
    }
}

impl Api {
    /// The rule with this id: `get-lead`.
    pub fn operation(&self, id: &str) -> Option<&OperationRule> {
        self.operations.iter().find(|rule| rule.id == id)
    }

    /// The rule of an operation.
    pub fn rule_of(&self, operation: &Operation) -> Option<&OperationRule> {
        self.operations.iter().find(|rule| rule.operation == *operation)
    }

    /// The sign with this id.
    pub fn sign(&self, id: &str) -> Option<&Sign> {
        self.signs.iter().find(|sign| sign.id == id)
    }

    /// Whether an import path is one of those the pack reports: generated code
    /// and SOAP clients under a name the project chose.
    pub fn is_reported_import(&self, path: &str) -> bool {
        let imports =
            self.signs.iter().filter(|s| s.kind == SignKind::Import && s.strength == Strength::Strong);
        imports.flat_map(|s| &s.patterns).any(|p| p.is_match(path))
    }

    /// The endpoint with this id.
    pub fn endpoint(&self, id: &str) -> Option<&Endpoint> {
        self.endpoints.get(id)
    }
}

/// How the rows of a decision table relate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Choice {
    /// Base rows exclude each other.
    Exclusive,
    /// The first base row that holds counts; the last always holds.
    First,
}

/// Where an API stands in its life.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Status {
    /// How urgent it is.
    pub state: State,
    /// The date that counts, `YYYY-MM-DD`.
    #[serde(default)]
    pub date: Option<String>,
    /// One sentence.
    pub says: String,
    /// Where it is written down.
    pub source: Vec<String>,
    /// What is not certain about it.
    #[serde(default)]
    pub doubts: Vec<String>,
    /// Earlier announcements.
    #[serde(default)]
    pub history: Vec<Announcement>,
}

/// How urgent the migration is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// Calls fail now.
    Removed,
    /// Calls will fail at a known date.
    Announced,
    /// The vendor advises against it; no date.
    Discouraged,
}

/// One announcement of an end.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Announcement {
    /// When it was said.
    pub announced: String,
    /// The end it gave.
    #[serde(default)]
    pub date: Option<String>,
    /// What was said.
    pub says: String,
    /// Where.
    pub source: Vec<String>,
}

/// Something on the REST side that is going away as well.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Deprecation {
    /// Kebab-case id.
    pub id: String,
    /// What goes away.
    pub says: String,
    /// What to use.
    pub instead: String,
    /// When, if known.
    #[serde(default)]
    pub date: Option<String>,
    /// Where it is written down.
    pub source: Vec<String>,
}

/// A mistake in the vendor's guide.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Erratum {
    /// Id.
    pub id: String,
    /// Place in the guide.
    #[serde(rename = "where")]
    pub place: String,
    /// What the guide says.
    pub guide: String,
    /// What is right.
    pub right: String,
    /// How we know.
    pub source: Vec<String>,
}

/// How an API is recognised.
#[derive(Debug, Clone, Default)]
pub struct Detect {
    /// Words that make a file relevant, lower case.
    pub vocabulary: Vec<String>,
    /// XML namespaces.
    pub namespaces: Vec<String>,
    /// Endpoint shapes over literals.
    pub endpoints: Vec<Pattern>,
    /// WSDL file names.
    pub wsdl: Vec<Pattern>,
    /// Packages of generated code.
    pub packages: Vec<String>,
    /// Types that hand out the port.
    pub services: Vec<String>,
    /// Types whose methods are the operations.
    pub ports: Vec<String>,
    /// Port types too common to prove anything alone.
    pub generic_ports: Vec<String>,
    /// WSDL port and binding names.
    pub port_names: Vec<String>,
    /// Request elements and types; `{Operation}` stands for the operation.
    pub requests: Vec<String>,
    /// Response elements and types.
    pub responses: Vec<String>,
    /// Data types of the API.
    pub types: Vec<String>,
    /// SOAP headers.
    pub headers: Vec<String>,
    /// What a REST client of the vendor is bound to.
    pub rest: Vec<Pattern>,
    /// Where access tokens come from.
    pub token: Vec<Pattern>,
    /// Class names of REST clients.
    pub not_types: Vec<String>,
}

/// A reportable sign that is no operation.
#[derive(Debug, Clone)]
pub struct Sign {
    /// Kebab-case id; the finding's rule is `<api>/<id>`.
    pub id: String,
    /// What it is.
    pub kind: SignKind,
    /// Short title.
    pub title: String,
    /// Identifiers in canonical spelling; compared folded, with `set`/`get`/`create` prefixes.
    pub names: Vec<String>,
    /// Identifiers as they are spelled: other spellings, and texts, mean something else.
    pub members: Vec<String>,
    /// Regular expressions over literals or import paths.
    pub patterns: Vec<Pattern>,
    /// Whether it speaks for itself.
    pub strength: Strength,
    /// Operations a parameter belongs to.
    pub operations: Vec<Operation>,
    /// What to do instead.
    pub replaces: String,
    /// REST steps, if any.
    pub steps: Vec<Step>,
    /// What behaves differently, or the reason why it matters.
    pub hazards: Vec<String>,
    /// Documentation.
    pub docs: Vec<String>,
    /// Effort class.
    pub effort: Effort,
}

/// Kind of a sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SignKind {
    /// A request parameter that needs thought of its own.
    Parameter,
    /// Authentication.
    Auth,
    /// Endpoint, WSDL address, namespace.
    Endpoint,
    /// Import of generated code or a client library.
    Import,
    /// A client that is made.
    Client,
    /// An object of a client library that is made.
    Object,
}

/// How much a sign says alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Strength {
    /// Speaks for itself.
    Strong,
    /// Only beside other evidence.
    Weak,
}
