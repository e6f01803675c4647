//! `[[library]]` of `api.toml`: published client libraries as the TOML has them.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::{At, OneOrMany, Text};
use crate::rule::{Held, Strength};

/// A published client library.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Library")]
pub(in crate::rule) struct RawLibrary {
    /// Kebab-case id.
    pub(in crate::rule) id: Text,
    /// The name people know.
    pub(in crate::rule) name: String,
    /// Language id, or a list of them.
    pub(in crate::rule) language: OneOrMany,
    /// Names in manifests.
    #[serde(default)]
    pub(in crate::rule) packages: Vec<String>,
    /// Names of its files without versions and endings, besides those of the packages; may end in `*`.
    #[serde(default)]
    pub(in crate::rule) files: Vec<String>,
    /// Import paths, dotted.
    #[serde(default)]
    pub(in crate::rule) imports: Vec<String>,
    /// `weak` when others use the import path too.
    #[serde(default = "strong")]
    pub(in crate::rule) strength: Strength,
    /// A REST library: its calls are silent.
    #[serde(default)]
    pub(in crate::rule) rest: bool,
    /// Its classes have no namespace and are loaded by name, without an import.
    #[serde(default)]
    pub(in crate::rule) autoloaded: bool,
    /// Operation → how the objects of its classes hold the request.
    #[serde(default)]
    pub(in crate::rule) request: BTreeMap<String, RawHolding>,
    /// The library's own word → the WSDL's: members, properties of comparisons, operators.
    #[serde(default)]
    pub(in crate::rule) words: BTreeMap<String, String>,
    /// Classes and modules.
    #[serde(default, rename = "type")]
    pub(in crate::rule) types: Vec<RawLibraryType>,
    /// Remarks.
    #[serde(default)]
    pub(in crate::rule) note: Option<String>,
    /// Where we know it from.
    #[serde(default)]
    pub(in crate::rule) source: Vec<String>,
}

fn strong() -> Strength {
    Strength::Strong
}

/// A class or module of a library.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "LibraryType")]
pub(in crate::rule) struct RawLibraryType {
    /// Names; `*` is the module itself.
    pub(in crate::rule) names: Vec<String>,
    /// A REST class: calls on it, and calls that name it as their object, are silent.
    #[serde(default)]
    pub(in crate::rule) rest: bool,
    /// Its methods are the operations themselves: they take the WSDL's requests.
    #[serde(default)]
    pub(in crate::rule) port: bool,
    /// Method → operation.
    #[serde(default)]
    pub(in crate::rule) methods: BTreeMap<String, Text>,
    /// Method → object.
    #[serde(default)]
    pub(in crate::rule) objects: BTreeMap<String, String>,
    /// The object its methods work on.
    #[serde(default)]
    pub(in crate::rule) object: Option<String>,
    /// The argument that says the object, counted from 0: a text, a class, or a value whose type is one.
    #[serde(default)]
    pub(in crate::rule) object_argument: Option<usize>,
    /// The operation that constructing it performs.
    #[serde(default)]
    pub(in crate::rule) constructs: Option<Text>,
    /// The sign that constructing it is reported as.
    #[serde(default)]
    pub(in crate::rule) sign: Option<Text>,
    /// Method (`new` for the construction) → parameter → value that it sets by itself.
    #[serde(default)]
    pub(in crate::rule) implies: BTreeMap<String, BTreeMap<String, String>>,
    /// Method (`new` for the construction), or operation → what holds the request; instead of
    /// what the library says.
    #[serde(default)]
    pub(in crate::rule) request: BTreeMap<String, RawHolding>,
    /// Member or method → name of a type of this library.
    #[serde(default)]
    pub(in crate::rule) gives: BTreeMap<String, Text>,
    /// Methods that never talk to the API.
    #[serde(default)]
    pub(in crate::rule) silent: Vec<String>,
}

/// What holds a request → where it belongs there.
pub(in crate::rule) type RawHolding = BTreeMap<String, At<Held>>;
