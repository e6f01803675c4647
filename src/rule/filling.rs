//! How the parameters of a SOAP request become the fields of a REST one: `requests.toml`.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How an endpoint is filled from the requests of some operations.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// WSDL names of the operations.
    pub operations: Vec<String>,
    /// Ids of the endpoints.
    pub endpoints: Vec<String>,
    /// Only for requests that work on these objects; any when empty.
    #[serde(default)]
    pub objects: Vec<String>,
    /// Whether the endpoint is asked page by page here.
    #[serde(default)]
    pub paged: bool,
    /// Arguments of rows that say nothing here.
    #[serde(default)]
    pub without: Vec<String>,
    /// REST name → what it is filled with. Names of bodies are paths: `input[].id`, `To.Address`;
    /// the empty name is the whole body. A body has its members in this order.
    #[serde(default)]
    pub args: IndexMap<String, Filling>,
    /// What to know when filling it in.
    #[serde(default)]
    pub notes: Vec<String>,
    /// What the code gives that the request cannot say: comments.
    #[serde(default)]
    pub remarks: Vec<Remark>,
}

/// A comment on what the code gives and REST does not take.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Remark {
    /// Only where the code gives this parameter.
    pub given: String,
    /// What is said of each item there, `{name}` for a member; the value itself unless given.
    #[serde(default)]
    pub item: Option<String>,
    /// Not where the request has this field.
    #[serde(default)]
    pub unless: Option<String>,
    /// The comment; `{}` is what the code gives.
    pub says: String,
}

/// What a REST field is filled with: the first of the ways that gives something.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Filling {
    /// Names of what earlier requests give; the first that was given counts.
    pub answer: Vec<String>,
    /// SOAP parameters, below the item where there is one; the first that is given counts.
    pub from: Vec<String>,
    /// A fixed text, or what counts where the code gives none of `from`.
    pub value: Option<String>,
    /// Translations of the words the code gives: their ids, separated by blanks.
    pub words: Option<String>,
    /// What it must be in JSON.
    #[serde(rename = "as")]
    pub form: Form,
    /// A list: one record for each of these.
    pub each: Option<String>,
    /// A list: those items only that have these members.
    pub item: BTreeMap<String, String>,
    /// An object: its members, in this order.
    pub fields: IndexMap<String, Filling>,
    /// An object: members that the code lists as pairs of a name and a value.
    pub pairs: Vec<Pairs>,
    /// The lines of a file, or the items of a list that are not alike.
    pub lines: Vec<Filling>,
    /// What belongs here when the code does not say; without it the field is left out then.
    pub say: Option<String>,
    /// Only where the row names the field.
    pub named: bool,
    /// Only where the code gives this parameter.
    pub given: Option<String>,
    /// A placeholder instead of what the code gives, `{}`: it has to be translated by hand.
    pub instead: Option<String>,
}

/// Pairs of a name and a value.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Pairs {
    /// The list, below the item where there is one.
    pub list: String,
    /// The member that is the name.
    pub name: String,
    /// The member that is the value.
    pub value: String,
    /// Translation of the names: its id.
    #[serde(default)]
    pub words: Option<String>,
    /// One object for each pair instead of one with all: what the name and the value are called there.
    #[serde(default)]
    pub apart: Option<(String, String)>,
    /// Only names in this translation: its id.
    #[serde(default)]
    pub only: Option<String>,
    /// No names in this translation: its id.
    #[serde(default)]
    pub without: Option<String>,
    /// What values must be in JSON, by REST name.
    #[serde(rename = "as", default)]
    pub forms: BTreeMap<String, Form>,
}

/// What a value must be in JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Form {
    /// A text.
    #[default]
    Text,
    /// A number, when it is one.
    Number,
    /// A truth value, when it is one.
    Boolean,
    /// The other truth value, when it is one.
    Opposite,
    /// A list of texts; code is taken for the list.
    List,
    /// A list of texts; code is taken for one of them, unless it is seen to be a list.
    Items,
    /// The key in brackets behind a text: `Key` of `DataExtensionObject[Key]`.
    Bracketed,
    /// What stands before the first dot of a text: `Program` of `Program.List`.
    Before,
    /// What stands behind the first dot of a text, or all of it: `List` of `Program.List`.
    Behind,
    /// A time; code that holds one is written as a text.
    Time,
    /// A month, as its first day: `2026-11` is `2026-11-01`.
    Month,
}
