//! What replaces operations: endpoints of the REST API, their limits, and the steps that call them.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::http::{Pages, Taken, Until};

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
    /// Items a call writes; how many an answer holds is no limit of the request.
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
    /// The body is a form instead of JSON.
    #[serde(default)]
    pub form: bool,
    /// The answer is a file instead of JSON.
    #[serde(default)]
    pub download: bool,
    /// What later steps take from the answer.
    #[serde(default)]
    pub gives: Vec<Taken>,
    /// How it hands out what does not fit into one answer.
    #[serde(default)]
    pub pages: Option<Pages>,
    /// When a poll ends.
    #[serde(default)]
    pub until: Option<Until>,
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
    /// Values a call, where it is a list.
    #[serde(default)]
    pub most: Option<u32>,
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
