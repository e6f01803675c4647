//! Rule packs as the TOML has them, before anything is checked.
//!
//! One struct a table of `rules/README.md`. Texts that a check may point at
//! keep their place. The JSON Schemas for editors come from these types, so a
//! field's comment is what the editor shows.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Deserialize;
use toml::Spanned;

use crate::http::RestClient;

use super::{
    Basis, Certainty, Choice, Client, Deprecation, Effort, Endpoint, Equivalent, Erratum, Limit, Mapping,
    Near, Parameter, RowKind, Shows, SignKind, Status, StepRole, Strength, Translation,
};

mod library;

pub(super) use library::{RawHolding, RawLibrary, RawLibraryType};

/// A value and where it is written.
#[derive(Debug, Clone, Deserialize)]
#[serde(transparent)]
pub(super) struct At<T>(Spanned<T>);

impl<T> At<T> {
    /// What is written.
    pub(super) fn get(&self) -> &T {
        self.0.get_ref()
    }

    /// Where, in bytes of the file.
    pub(super) fn span(&self) -> Range<usize> {
        self.0.span()
    }
}

impl<T: JsonSchema> JsonSchema for At<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }

    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}

/// A text and where it is written.
pub(super) type Text = At<String>;

/// The JSON Schemas of the files of a pack, for editors: name and schema.
pub fn rule_schemas() -> Vec<(&'static str, serde_json::Value)> {
    fn schema<T: JsonSchema>() -> serde_json::Value {
        schemars::schema_for!(T).to_value()
    }
    vec![
        ("api", schema::<RawApi>()),
        ("clients", schema::<RawClients>()),
        ("operation", schema::<RawOperation>()),
        ("recipes", schema::<RawRecipes>()),
        ("requests", schema::<RawRequests>()),
        ("rest", schema::<RawRest>()),
    ]
}

/// `api.toml`: who the API is and how it is recognised.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Api")]
pub(super) struct RawApi {
    /// The name of the folder.
    pub(super) id: Text,
    /// The name for people.
    pub(super) name: String,
    /// Who sells it.
    pub(super) vendor: String,
    /// What replaces it.
    pub(super) replacement: String,
    /// `exclusive`: base rows exclude each other; `first`: the first that holds counts.
    pub(super) choice: Choice,
    /// The vendor's page on it.
    pub(super) docs: String,
    /// Where it stands in its life.
    pub(super) status: At<Status>,
    /// Traps on the REST side.
    #[serde(default)]
    pub(super) deprecation: Vec<At<Deprecation>>,
    /// Mistakes in the vendor's guide.
    #[serde(default)]
    pub(super) erratum: Vec<At<Erratum>>,
    /// How the API is recognised.
    #[serde(default)]
    pub(super) detect: RawDetect,
    /// Names that stand for an object.
    #[serde(default)]
    pub(super) object_alias: Vec<RawAlias>,
    /// What is reported besides operations.
    #[serde(default)]
    pub(super) sign: Vec<RawSign>,
    /// Published client libraries.
    #[serde(default, rename = "library")]
    pub(super) libraries: Vec<RawLibrary>,
}

/// How the API is recognised.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(rename = "Detect")]
pub(super) struct RawDetect {
    /// Words whose presence alone makes a file relevant, in any case.
    pub(super) vocabulary: Vec<String>,
    /// XML namespaces.
    pub(super) namespaces: Vec<String>,
    /// Regular expressions over literals and configuration values.
    pub(super) endpoints: Vec<Text>,
    /// Regular expressions over file names of the WSDL.
    pub(super) wsdl: Vec<Text>,
    /// Packages of generated code.
    pub(super) packages: Vec<String>,
    /// Types that hand out the port.
    pub(super) services: Vec<String>,
    /// Types whose methods are the operations.
    pub(super) ports: Vec<String>,
    /// Port types too common to prove anything alone.
    pub(super) generic_ports: Vec<String>,
    /// Port and binding names of the WSDL.
    pub(super) port_names: Vec<String>,
    /// Request elements and types; `{Operation}` is the operation with a capital, `{operation}` as written.
    pub(super) requests: Vec<String>,
    /// Response elements and types, written like `requests`.
    pub(super) responses: Vec<String>,
    /// Data types: they support other evidence and prove no call.
    pub(super) types: Vec<String>,
    /// SOAP headers.
    pub(super) headers: Vec<String>,
    /// Regular expressions over literals: a client bound to one of these is not this API.
    pub(super) rest: Vec<Text>,
    /// Regular expressions over literals: code that holds one fetches access tokens already.
    pub(super) token: Vec<Text>,
    /// Class names of the vendor's REST clients.
    pub(super) not_types: Vec<String>,
}

/// Another name of an object.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Alias")]
pub(super) struct RawAlias {
    /// The other name.
    pub(super) name: String,
    /// The object.
    pub(super) object: Text,
}

/// Something reported that is no operation.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Sign")]
pub(super) struct RawSign {
    /// Kebab-case id.
    pub(super) id: Text,
    /// What it is.
    pub(super) kind: SignKind,
    /// Short title.
    pub(super) title: String,
    /// Identifiers, in any spelling.
    #[serde(default)]
    pub(super) names: Vec<String>,
    /// Identifiers as they are spelled; no texts.
    #[serde(default)]
    pub(super) members: Vec<String>,
    /// Regular expressions over literals or import paths.
    #[serde(default)]
    pub(super) patterns: Vec<Text>,
    /// `strong` speaks for itself, `weak` needs other evidence in the file.
    pub(super) strength: Strength,
    /// Operations a parameter belongs to.
    #[serde(default)]
    pub(super) operations: Vec<Text>,
    /// What to do instead, in one or two sentences.
    pub(super) replaces: String,
    /// REST calls, if any.
    #[serde(default)]
    pub(super) steps: Vec<RawStep>,
    /// What behaves differently, or the reason why it matters: at least one.
    #[serde(default)]
    pub(super) hazards: Vec<String>,
    /// Where it is documented: at least one.
    pub(super) docs: Vec<String>,
    /// Effort class.
    pub(super) effort: Effort,
}

/// A REST call of a replacement.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Step")]
pub(super) struct RawStep {
    /// What the call is for.
    pub(super) role: StepRole,
    /// Id of an endpoint in `rest.toml`.
    pub(super) call: Text,
    /// REST name → SOAP parameter, value or words.
    #[serde(default)]
    pub(super) args: BTreeMap<String, String>,
}

/// A text or a list of texts.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
pub(super) enum OneOrMany {
    /// One.
    One(String),
    /// Several.
    Many(Vec<String>),
}

impl OneOrMany {
    pub(super) fn into_vec(self) -> Vec<String> {
        match self {
            OneOrMany::One(one) => vec![one],
            OneOrMany::Many(many) => many,
        }
    }
}

/// `rest.toml`: the REST endpoints that replacements use.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(rename = "Rest")]
pub(super) struct RawRest {
    /// Limits of the REST API as a whole.
    pub(super) limits: RawLimits,
    /// The endpoints.
    pub(super) endpoint: Vec<At<Endpoint>>,
    /// Words that change their names.
    pub(super) translation: Vec<At<Translation>>,
    /// How to reach the API.
    pub(super) client: Option<RestClient>,
}

/// `requests.toml`: what the fields of REST requests are filled with.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(rename = "Requests")]
pub(super) struct RawRequests {
    /// One endpoint, filled from the requests of some operations.
    pub(super) request: Vec<At<Mapping>>,
}

/// Limits of the REST API as a whole.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(rename = "Limits")]
pub(super) struct RawLimits {
    /// One limit each.
    pub(super) item: Vec<At<Limit>>,
}

/// `operations/<id>.toml`: an operation with its decision table.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Operation")]
pub(super) struct RawOperation {
    /// The name in the WSDL.
    pub(super) operation: Text,
    /// Short title.
    pub(super) title: String,
    /// Section of the vendor's documentation.
    #[serde(default)]
    pub(super) section: String,
    /// What it does.
    pub(super) summary: String,
    /// First WSDL version.
    #[serde(default)]
    pub(super) since: Option<String>,
    /// For APIs decided by object: the parameter whose value or type names the object.
    #[serde(default)]
    pub(super) object: Option<Text>,
    /// The parameter that asks for more of an earlier answer: the object is that of the earlier call.
    #[serde(default)]
    pub(super) continues: Option<Text>,
    /// Request elements that no pattern of `api.toml` gives.
    #[serde(default)]
    pub(super) requests: Vec<String>,
    /// Response elements that no pattern of `api.toml` gives.
    #[serde(default)]
    pub(super) responses: Vec<String>,
    /// The migration guide's section, or the reference.
    pub(super) docs: Text,
    /// What it answers.
    #[serde(default)]
    pub(super) returns: String,
    /// How it pages.
    #[serde(default)]
    pub(super) paging: String,
    /// Limits on the SOAP side.
    #[serde(default)]
    pub(super) limits: Vec<String>,
    /// Where it is written down.
    #[serde(default)]
    pub(super) source: Vec<String>,
    /// Parameters in the WSDL's order, members dotted.
    #[serde(default)]
    pub(super) parameter: Vec<At<Parameter>>,
    /// The decision table.
    #[serde(default)]
    pub(super) row: Vec<RawRow>,
    /// Semantic differences.
    #[serde(default)]
    pub(super) hazard: Vec<RawHazard>,
}

/// A row of a decision table.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Row")]
pub(super) struct RawRow {
    /// Kebab-case id, unique in the operation and object.
    pub(super) id: Text,
    /// One `base` row is chosen, each `modifier` that holds is added, an `alternative` is another way for the same case.
    #[serde(default = "base")]
    pub(super) kind: RowKind,
    /// The object, for APIs decided by object; `*` is an object not in the table.
    #[serde(default)]
    pub(super) object: Option<Text>,
    /// Conditions; all must hold. `["always"]` for a row without any.
    pub(super) when: Vec<Text>,
    /// REST calls in order.
    #[serde(default)]
    pub(super) steps: Vec<RawStep>,
    /// What to do and what differs.
    pub(super) says: Text,
    /// How much of the operation is replaced.
    pub(super) equivalent: Equivalent,
    /// Effort class.
    pub(super) effort: Effort,
    /// How it is known.
    pub(super) basis: Basis,
    /// How well the replacement is documented.
    #[serde(default)]
    pub(super) certainty: Certainty,
    /// What to do all the same when nothing is equivalent.
    #[serde(default)]
    pub(super) way_out: Option<String>,
    /// Where it is written down.
    #[serde(default)]
    pub(super) source: Vec<String>,
}

fn base() -> RowKind {
    RowKind::Base
}

/// A semantic difference.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Hazard")]
pub(super) struct RawHazard {
    /// Kebab-case id.
    pub(super) id: Text,
    /// One sentence.
    pub(super) says: Text,
    /// When it applies; without it always.
    #[serde(default)]
    pub(super) when: Vec<Text>,
    /// Told only where the code shows that it applies, not where it may.
    #[serde(default)]
    pub(super) sure: bool,
    /// What of the code is shown with it.
    #[serde(default)]
    pub(super) shows: Option<At<Shows>>,
    /// 1 bites most often, 5 rarely.
    #[serde(default = "seldom")]
    pub(super) bites: At<u8>,
    /// Where it is written down.
    #[serde(default)]
    pub(super) source: Vec<String>,
}

fn seldom() -> At<u8> {
    At(Spanned::new(0..0, 3))
}

/// `recipes.toml`: several operations that are one use case.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(rename = "Recipes")]
pub(super) struct RawRecipes {
    /// One use case each.
    pub(super) recipe: Vec<RawRecipe>,
}

/// A use case made of several operations.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Recipe")]
pub(super) struct RawRecipe {
    /// Kebab-case id.
    pub(super) id: Text,
    /// Short title.
    pub(super) title: String,
    /// The calls it is made of, in this order.
    pub(super) calls: Vec<RawRecipeCall>,
    /// How far apart the calls may stand.
    #[serde(default)]
    pub(super) near: Near,
    /// What the use case becomes.
    pub(super) says: Text,
    /// REST calls in order.
    #[serde(default)]
    pub(super) steps: Vec<RawStep>,
    /// What behaves differently.
    #[serde(default)]
    pub(super) hazards: Vec<String>,
    /// Where it is documented.
    #[serde(default)]
    pub(super) docs: Vec<String>,
    /// Effort class of the whole.
    pub(super) effort: Effort,
}

/// One call of a use case.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "RecipeCall")]
pub(super) struct RawRecipeCall {
    /// As in the WSDL.
    pub(super) operation: Text,
    /// Conditions on its request.
    #[serde(default)]
    pub(super) when: Vec<Text>,
    /// All calls that fit belong to it, not only the first.
    #[serde(default)]
    pub(super) every: bool,
}

/// `clients.toml`: SOAP client libraries as such.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(rename = "Clients")]
pub(super) struct RawClients {
    /// One library each.
    pub(super) client: Vec<At<Client>>,
}
