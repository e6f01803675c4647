//! The checked rule table: what the rest of the tool knows about an API.
//!
//! `rules/README.md` describes the files. They are read and checked in
//! [`pack`]; the types here cannot be wrong afterwards, so nobody checks again.

use std::collections::BTreeMap;

use regex::Regex;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

mod check;
pub mod decision;
pub mod detect;
pub(crate) mod mistake;
mod names;
pub mod pack;
mod raw;
mod reading;
pub mod truth;
mod vocabulary;

pub use decision::{Condition, ConditionError, Test};
pub use mistake::{Mistake, RuleErrors, Unknown};
pub use names::Form;
pub use raw::rule_schemas;
pub use truth::{Chosen, RequestView, Truth, Value, choose};

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
    pub endpoints: Vec<Regex>,
    /// WSDL file names.
    pub wsdl: Vec<Regex>,
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
    pub rest: Vec<Regex>,
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
    /// Regular expressions over literals or import paths.
    pub patterns: Vec<Regex>,
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

/// A published client library.
#[derive(Debug, Clone)]
pub struct Library {
    /// Kebab-case id.
    pub id: String,
    /// Name people know.
    pub name: String,
    /// Language ids.
    pub languages: Vec<String>,
    /// Names in manifests.
    pub packages: Vec<String>,
    /// Import paths.
    pub imports: Vec<String>,
    /// Whether the import path alone proves the library.
    pub strength: Strength,
    /// A REST library: silent.
    pub rest: bool,
    /// Classes and modules.
    pub types: Vec<LibraryType>,
    /// Remarks.
    pub note: Option<String>,
    /// Where we know it from.
    pub source: Vec<String>,
}

/// A class or module of a library.
#[derive(Debug, Clone, Default)]
pub struct LibraryType {
    /// Names; `*` is the module itself.
    pub names: Vec<String>,
    /// A REST class: calls on it, and calls that name it as their object, are silent.
    pub rest: bool,
    /// Method → operation.
    pub methods: BTreeMap<String, Operation>,
    /// Method → object.
    pub objects: BTreeMap<String, String>,
    /// Object all methods work on.
    pub object: Option<String>,
    /// Argument that says the object: a text, a class, or a value whose type is one.
    pub object_argument: Option<usize>,
    /// Constructing it performs this operation.
    pub constructs: Option<Operation>,
    /// Method (`new` for the construction) → parameters it sets by itself.
    pub implies: BTreeMap<String, BTreeMap<String, String>>,
    /// Member or method → type it gives.
    pub gives: BTreeMap<String, String>,
    /// Methods that never talk to the API.
    pub silent: Vec<String>,
}

/// A REST endpoint.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Endpoint {
    /// Kebab-case id, unique in the pack.
    pub id: String,
    /// The vendor's name.
    pub name: String,
    /// HTTP method.
    pub method: String,
    /// Path with `{placeholders}`.
    pub path: String,
    /// Reference page.
    pub docs: String,
    /// Items a call.
    #[serde(default)]
    pub batch: Option<u32>,
    /// Remark.
    #[serde(default)]
    pub note: Option<String>,
    /// Parameters.
    #[serde(default)]
    pub params: Vec<EndpointParam>,
    /// Rights the role needs.
    #[serde(default)]
    pub permissions: Vec<String>,
    /// Marked superseded by the vendor.
    #[serde(default)]
    pub superseded: bool,
    /// How well it is documented.
    #[serde(default)]
    pub certainty: Certainty,
}

/// A parameter of an endpoint.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EndpointParam {
    /// Name.
    pub name: String,
    /// `path`, `query`, `body` or `form`.
    #[serde(rename = "in")]
    pub place: String,
    /// Must be given.
    #[serde(default)]
    pub required: bool,
    /// Remark.
    #[serde(default)]
    pub note: Option<String>,
}

/// How well something is documented by the vendor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Certainty {
    /// Named on an official page.
    #[default]
    Documented,
    /// Seen in public code only.
    UndocumentedButUsed,
    /// Put together from official pieces.
    Inferred,
    /// Nothing was found.
    None,
}

/// Words of one kind that change their names: fields, key types, fault codes.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Translation {
    /// Kebab-case id.
    pub id: String,
    /// Short title.
    pub title: String,
    /// How far it can be trusted, and what to do for words not in it.
    pub says: String,
    /// SOAP word → REST word.
    pub words: BTreeMap<String, String>,
    /// Where it is written down.
    pub source: Vec<String>,
}

/// A limit of the REST API.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Limit {
    /// Kebab-case id.
    pub id: String,
    /// One sentence.
    pub says: String,
    /// Where it is written down.
    pub source: Vec<String>,
}

/// An operation with its decision table.
#[derive(Debug, Clone)]
pub struct OperationRule {
    /// Kebab-case id: `sync-lead`.
    pub id: String,
    /// WSDL name.
    pub operation: Operation,
    /// Short title.
    pub title: String,
    /// Section of the vendor's documentation.
    pub section: String,
    /// What it does.
    pub summary: String,
    /// First WSDL version.
    pub since: Option<String>,
    /// Parameter whose value or type names the object it works on, for APIs
    /// decided by object; what stands in brackets after the name is a key.
    pub object: Option<String>,
    /// Request elements that no pattern of the pack gives.
    pub requests: Vec<String>,
    /// Response elements that no pattern of the pack gives.
    pub responses: Vec<String>,
    /// Reference.
    pub docs: String,
    /// What it answers.
    pub returns: String,
    /// How it pages.
    pub paging: String,
    /// Limits on the SOAP side.
    pub limits: Vec<String>,
    /// Parameters in the WSDL's order, members dotted.
    pub parameters: Vec<Parameter>,
    /// The decision table.
    pub rows: Vec<Row>,
    /// Semantic differences.
    pub hazards: Vec<Hazard>,
    /// Sources.
    pub source: Vec<String>,
}

/// A request parameter.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameter {
    /// Dotted path below the request.
    pub name: String,
    /// Schema type.
    #[serde(rename = "type", default)]
    pub ty: Option<String>,
    /// Required by the schema.
    #[serde(default)]
    pub required: bool,
    /// First WSDL version.
    #[serde(default)]
    pub since: Option<String>,
    /// Remark.
    #[serde(default)]
    pub note: Option<String>,
    /// A view of another parameter instead of one of the WSDL: its name.
    /// The view is given when one of the items there fits `item` and `matching`.
    #[serde(default)]
    pub of: Option<String>,
    /// Views: members an item must have, with their values.
    #[serde(default)]
    pub item: BTreeMap<String, String>,
    /// Views: the member of a fitting item that is the value.
    #[serde(default)]
    pub value: Option<String>,
    /// Views: a regular expression the text must match.
    #[serde(default)]
    pub matching: Option<String>,
}

/// One row of a decision table.
#[derive(Debug, Clone)]
pub struct Row {
    /// Kebab-case id, unique in the operation (and object).
    pub id: String,
    /// What the row is.
    pub kind: RowKind,
    /// The object it is about, for APIs decided by object; `*` is any other.
    pub object: Option<String>,
    /// All must hold.
    pub when: Vec<Condition>,
    /// REST steps in order.
    pub steps: Vec<Step>,
    /// What to do and what differs.
    pub says: String,
    /// How much of the operation is replaced.
    pub equivalent: Equivalent,
    /// Effort class.
    pub effort: Effort,
    /// How we know.
    pub basis: Basis,
    /// How well the replacement is documented.
    pub certainty: Certainty,
    /// What to do when nothing is equivalent.
    pub way_out: Option<String>,
    /// Sources.
    pub source: Vec<String>,
}

/// What a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RowKind {
    /// One base row is chosen.
    Base,
    /// Added to the base row when it holds.
    Modifier,
    /// Another way for the same case.
    Alternative,
}

/// How much of an operation its replacement covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Equivalent {
    /// The same job.
    Full,
    /// A part of it.
    Partial,
    /// No REST call does it.
    None,
}

/// How a row is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Basis {
    /// A vendor's page says so.
    Documented,
    /// Follows from documented facts.
    Derived,
    /// Judgement.
    Inferred,
}

/// Effort class of a row or sign; hours are in `rules/effort.toml`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
pub enum Effort {
    /// One call for one.
    S,
    /// An extra lookup, chunking or stored state.
    M,
    /// Several calls, asynchronous flow or data preparation.
    L,
    /// No equivalent, or a redesign.
    X,
}

impl Effort {
    /// What the class means, in words.
    pub fn about(self) -> &'static str {
        match self {
            Effort::S => "one call for one",
            Effort::M => "an extra lookup, chunking or stored state",
            Effort::L => "several calls, asynchronous flow or data preparation",
            Effort::X => "no equivalent, or a redesign",
        }
    }
}

/// A REST call of a replacement.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// What the call is for.
    pub role: StepRole,
    /// Id of the endpoint.
    pub call: String,
    /// Arguments: REST name → SOAP parameter, value or words.
    #[serde(default)]
    pub args: BTreeMap<String, String>,
}

/// What a step is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum StepRole {
    /// Once, before anything works.
    Setup,
    /// Finds an id first.
    Lookup,
    /// The call itself.
    Main,
    /// After it.
    FollowUp,
    /// Until done.
    Poll,
    /// Another way.
    Alternative,
}

/// Several operations that are one use case, better replaced together than one by one.
#[derive(Debug, Clone)]
pub struct Recipe {
    /// Kebab-case id.
    pub id: String,
    /// Short title.
    pub title: String,
    /// The operations that must be called near each other, in this order.
    pub operations: Vec<Operation>,
    /// What the requests of an operation must fulfil.
    pub when: BTreeMap<Operation, Vec<Condition>>,
    /// What the use case becomes.
    pub says: String,
    /// REST steps in order.
    pub steps: Vec<Step>,
    /// What behaves differently.
    pub hazards: Vec<String>,
    /// Documentation.
    pub docs: Vec<String>,
    /// Effort class of the whole.
    pub effort: Effort,
}

/// A semantic difference.
#[derive(Debug, Clone)]
pub struct Hazard {
    /// Kebab-case id.
    pub id: String,
    /// One sentence.
    pub says: String,
    /// When it applies; empty: always.
    pub when: Vec<Condition>,
    /// 1 bites most often.
    pub bites: u8,
    /// Sources.
    pub source: Vec<String>,
}

/// A SOAP client library, whatever the API.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Client {
    /// Kebab-case id: `suds`.
    pub id: String,
    /// Language ids.
    pub languages: Vec<String>,
    /// Words that make a file relevant although it names no API.
    #[serde(default)]
    pub vocabulary: Vec<String>,
    /// Import paths.
    #[serde(default)]
    pub imports: Vec<String>,
    /// Qualified names whose construction, or call, gives a client.
    #[serde(default)]
    pub constructs: Vec<String>,
    /// Members of a client whose methods are operations (`service`).
    #[serde(default)]
    pub proxies: Vec<String>,
    /// Every method of the client is an operation.
    #[serde(default)]
    pub magic: bool,
    /// Methods that take the operation's name.
    #[serde(default)]
    pub dispatches: Vec<Dispatch>,
    /// Methods of the library itself: never operations.
    #[serde(default)]
    pub own: Vec<String>,
    /// Suffixes an operation's method may have (`Async`).
    #[serde(default)]
    pub suffixes: Vec<String>,
    /// Callbacks that receive a client: method → parameter index (node-soap's `createClient`).
    #[serde(default)]
    pub callbacks: BTreeMap<String, usize>,
    /// Methods and properties that give another client (`create_service` → itself).
    #[serde(default)]
    pub gives: Vec<String>,
    /// Functions and methods that make an XML element from its name.
    #[serde(default)]
    pub elements: Vec<String>,
    /// Ways to call a method by its name.
    #[serde(default)]
    pub reflects: Vec<Reflect>,
}

/// A function or method that calls, or gives, a method by its name.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reflect {
    /// Name of the function or method: `getattr`, `public_send`.
    pub call: String,
    /// Argument that is the object; the receiver when absent.
    #[serde(default)]
    pub object: Option<usize>,
    /// Argument that is the method's name.
    #[serde(default)]
    pub name: Option<usize>,
    /// Argument that is a pair of object and name: `call_user_func([$o, "m"])`.
    #[serde(default)]
    pub pair: Option<usize>,
}

/// A method that takes the operation's name as an argument.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Dispatch {
    /// Method name.
    pub method: String,
    /// Index of the argument; the last textual argument when absent (`request :wsdl, :op`).
    #[serde(default)]
    pub argument: Option<usize>,
    /// No other library has a method of this name.
    #[serde(default)]
    pub distinctive: bool,
}

/// Hours and their reasons.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct EffortTable(pub toml::Table);
