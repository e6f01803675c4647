//! A finding: where the API is used, how sure we are, and why.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::http::{HttpRequest, Paste};

/// What a finding is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A call of an operation.
    Call,
    /// A request parameter with a rule of its own.
    Parameter,
    /// A call of a method of the project that performs an operation.
    Wrapper,
    /// A client of the API is made or declared: a port obtained, a SOAP client bound to the
    /// API, the client of a published library, a class that extends one of them.
    Client,
    /// An object of a published client library is made, which holds what a call sends.
    Object,
    /// Generated code, grouped.
    Stub,
    /// An endpoint, WSDL address or namespace.
    Endpoint,
    /// Authentication.
    Auth,
    /// An import of generated code or of a client library.
    Import,
    /// A manifest that names a client library.
    Dependency,
    /// A WSDL file of the API.
    Wsdl,
}

impl Kind {
    /// The word reports use: `call`.
    pub fn id(self) -> &'static str {
        match self {
            Kind::Call => "call",
            Kind::Parameter => "parameter",
            Kind::Wrapper => "wrapper",
            Kind::Client => "client",
            Kind::Object => "object",
            Kind::Stub => "stub",
            Kind::Endpoint => "endpoint",
            Kind::Auth => "auth",
            Kind::Import => "import",
            Kind::Dependency => "dependency",
            Kind::Wsdl => "wsdl",
        }
    }
}

/// How sure we are; always computed from the evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Confidence {
    /// Something speaks for it and nothing against it.
    Possible,
    /// The operation's name, where the API is known to be used.
    Likely,
    /// The callee is proven to be the API.
    Certain,
}

impl Confidence {
    /// The word reports use: `certain`.
    pub fn id(self) -> &'static str {
        match self {
            Confidence::Possible => "possible",
            Confidence::Likely => "likely",
            Confidence::Certain => "certain",
        }
    }
}

/// One reason to believe a finding, with the place it was read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct Evidence {
    /// What kind of reason, kebab case: `receiver-type`, `import`, `client-bound`,
    /// `operation-name`, `forwarder`, `envelope`, `library`, `project`, ….
    pub reason: String,
    /// For people: `receiver is MktowsPort, from com.marketo.mktows`.
    pub says: String,
    /// File, relative to the scanned root, with `/`.
    pub path: String,
    /// 1-based line.
    pub line: u32,
    /// Literally on that line: what was read there.
    pub text: String,
}

/// Where something is. Lines and columns are 1-based, ends are exclusive.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
pub struct Place {
    /// File, relative to the scanned root, with `/`.
    pub path: String,
    /// First line.
    pub line: u32,
    /// First column, in characters.
    pub column: u32,
    /// Last line.
    pub end_line: u32,
    /// Column after the last, in characters.
    pub end_column: u32,
}

/// Columns in the units other consumers count in; not part of the JSON report.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Units {
    /// First column in UTF-16 code units, 1-based.
    pub utf16_column: u32,
    /// End column in UTF-16 code units, exclusive.
    pub utf16_end_column: u32,
    /// First column in UTF-8 bytes, 1-based.
    pub byte_column: u32,
    /// End column in UTF-8 bytes, exclusive.
    pub byte_end_column: u32,
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Finding {
    /// `<api>/<id>`: `marketo/get-lead`.
    pub rule: String,
    /// Pack id.
    pub api: String,
    /// WSDL name of the operation; absent for signs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operation: Option<String>,
    /// The object the operation works on, for APIs decided by object.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub object: Option<String>,
    /// What the finding is.
    pub kind: Kind,
    /// How sure we are.
    pub confidence: Confidence,
    /// Why, most telling first.
    pub evidence: Vec<Evidence>,
    /// Where; a call points at the operation's name.
    #[serde(flatten)]
    pub place: Place,
    /// The same columns in other units.
    #[serde(skip)]
    pub units: Units,
    /// Language id: `java`.
    pub language: String,
    /// The method it stands in: `LeadSync.push`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<String>,
    /// Stands in test code.
    pub test: bool,
    /// One line for people: `getLead call`.
    pub title: String,
    /// What replaces it.
    pub remedy: Remedy,
    /// Hours to change this one place.
    pub effort: Hours,
    /// The same across line shifts; see `docs/fingerprints`.
    pub fingerprint: String,
    /// The source line, without its end, and one line before and after.
    #[serde(skip)]
    pub snippet: Snippet,
    /// How the decision was read from the request; set for calls.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<Decision>,
    /// For wrappers: the chain down to the SOAP call, nearest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub chain: Vec<Evidence>,
    /// Extra places that belong to this finding: the operations a stub set or a WSDL declares.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub related: Vec<Place>,
    /// For stubs: who wrote the set, and what to delete.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub generated: Option<Generated>,
}

/// A set of generated code: what one generator made of one WSDL.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Generated {
    /// The generator, where the files say it: `wsimport`, `Axis 2`, `svcutil`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub generator: Option<String>,
    /// The WSDL, as the files name it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wsdl: Option<String>,
    /// Operations that are declared.
    pub operations: usize,
    /// What to delete with the last call, sorted by path.
    pub files: Vec<GeneratedFile>,
}

/// A file of a set of generated code.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct GeneratedFile {
    /// File, relative to the scanned root, with `/`.
    pub path: String,
    /// The generated lines; empty when all of the file is generated.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<Lines>,
}

/// Lines of a file, 1-based, both ends belong to it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct Lines {
    /// First line.
    pub first: u32,
    /// Last line.
    pub last: u32,
}

/// Source text around a finding.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Snippet {
    /// 1-based line of the first entry of `lines`.
    pub first_line: u32,
    /// Lines without their ends.
    pub lines: Vec<String>,
    /// GitHub's line hash, where the file is UTF-8.
    pub line_hash: Option<String>,
}

/// What replaces a finding.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Remedy {
    /// One sentence.
    pub says: String,
    /// REST calls in order.
    pub steps: Vec<RemedyStep>,
    /// The same calls as HTTP requests, filled with what the code says; alternatives are left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub requests: Vec<HttpRequest>,
    /// The requests in the language of the call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub snippet: Option<Paste>,
    /// Semantic differences that apply here, the one that bites most often first.
    pub hazards: Vec<String>,
    /// Documentation.
    pub docs: Vec<String>,
    /// `full`, `partial`, `none`, or `open` while the row is not decided.
    pub equivalent: String,
    /// Effort class `S`, `M`, `L` or `X`.
    pub class: String,
}

/// One REST call of a remedy.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RemedyStep {
    /// `setup`, `lookup`, `main`, `follow-up`, `poll`, `alternative`.
    pub role: String,
    /// The vendor's name of the endpoint.
    pub name: String,
    /// HTTP method.
    pub method: String,
    /// Path.
    pub path: String,
    /// Arguments: REST name → value, variable or words.
    pub args: std::collections::BTreeMap<String, String>,
    /// Reference page.
    pub docs: String,
}

/// How the decision table was read.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Decision {
    /// Ids of the rows that hold.
    pub rows: Vec<String>,
    /// Ids of the rows still open.
    pub open: Vec<String>,
    /// Ids of rows that are another way for the same case.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub alternatives: Vec<String>,
    /// Where the code gives a parameter one of several values and each has rows of its own:
    /// which rows hold for which of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cases: Vec<DecisionCase>,
    /// Ids of modifiers that hold in some cases, or may because what they ask for is given
    /// and not readable. They are no part of the steps.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub perhaps: Vec<String>,
    /// The one question that decides between them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub question: Option<String>,
    /// Ids of the semantic differences that this code was seen to run into; the others of
    /// the remedy always apply, or may.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hazards: Vec<String>,
    /// The lines that show it; what each says is the id of its semantic difference.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub triggers: Vec<Evidence>,
    /// The request as the code builds it: parameter → what was read.
    pub request: std::collections::BTreeMap<String, String>,
}

/// The rows that hold for one value of a parameter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DecisionCase {
    /// Dotted path of the parameter.
    pub subject: String,
    /// One of the values the code gives it, or whether it is `given` or `not given`.
    pub value: String,
    /// Ids of the rows that hold then.
    pub rows: Vec<String>,
}

/// Calls that together are one use case, better replaced together than one by one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct UseCase {
    /// `<api>/<id>`: `marketo/import-then-schedule`.
    pub recipe: String,
    /// Pack id.
    pub api: String,
    /// One line for people: `import a list, then mail it`.
    pub title: String,
    /// Its calls, in the order of the recipe.
    pub calls: Vec<UseCaseCall>,
    /// Methods in which they come together, or files where that is no method; empty when
    /// nothing in the scanned code calls both.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub within: Vec<String>,
    /// That of the least sure of its calls.
    pub confidence: Confidence,
    /// One of its calls stands in test code.
    pub test: bool,
    /// What must be known to say that it is this use case; absent when the code says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub question: Option<String>,
    /// What replaces all of its calls.
    pub remedy: Remedy,
    /// The same as long as those of its calls are.
    pub fingerprint: String,
}

/// A finding that is part of a use case.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct UseCaseCall {
    /// File, relative to the scanned root, with `/`.
    pub path: String,
    /// 1-based line.
    pub line: u32,
    /// 1-based column, in characters.
    pub column: u32,
    /// `<api>/<operation>`: `marketo/import-to-list`.
    pub rule: String,
    /// The finding's.
    pub fingerprint: String,
}

/// Hours: of ten places like this, one takes less than `low`, one more than `high`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Hours {
    /// 10th percentile.
    pub low: f64,
    /// Median.
    pub likely: f64,
    /// 90th percentile.
    pub high: f64,
}
