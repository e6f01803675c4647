//! An operation of a retired API with the decision table that says what replaces it.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Certainty, Condition, Operation, Step};

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
    /// Parameter that asks for more of an earlier answer; the object is that of the earlier call.
    pub continues: Option<String>,
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

impl OperationRule {
    /// The declared type of what names the object: the one all objects have.
    pub fn object_type(&self) -> Option<&str> {
        let path = self.object.as_deref()?;
        let parameter = self.parameters.iter().find(|p| p.name == path)?;
        parameter.ty.as_deref().map(|t| t.trim_end_matches("[]"))
    }
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
    /// A type that untyped clients leave out: members of its record, each with the type
    /// that has it.
    #[serde(default)]
    pub members: BTreeMap<String, String>,
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
    /// Views: each text once.
    #[serde(default)]
    pub distinct: bool,
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

/// Several operations that are one use case, better replaced together than one by one.
#[derive(Debug, Clone)]
pub struct Recipe {
    /// Kebab-case id.
    pub id: String,
    /// Short title.
    pub title: String,
    /// The calls it is made of, in this order.
    pub calls: Vec<RecipeCall>,
    /// How far apart they may stand.
    pub near: Near,
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

/// One call of a recipe.
#[derive(Debug, Clone)]
pub struct RecipeCall {
    /// What is called.
    pub operation: Operation,
    /// What its request must fulfil.
    pub when: Vec<Condition>,
    /// All calls that fit belong to it, not only the first.
    pub every: bool,
}

/// How far apart the calls of a recipe may stand.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Near {
    /// One method makes them one after the other, itself or through methods it calls.
    #[default]
    Flow,
    /// They stand in one file, whoever calls them, in any order.
    File,
}

/// What a hazard shows of the code that runs into it.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Shows {
    /// Subjects of conditions; what was read there is shown.
    pub of: Vec<String>,
    /// Tables of rest.toml, blank between them: only their words count, each is shown with
    /// what it becomes.
    #[serde(default)]
    pub words: Option<String>,
}

impl Hazard {
    /// Whether it depends on the code of the call.
    pub fn is_conditional(&self) -> bool {
        !self.when.is_empty() || self.shows.as_ref().is_some_and(|s| s.words.is_some())
    }
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
    /// Told only where the code shows that it applies, not where it may.
    pub sure: bool,
    /// What is shown of the code; with words and without `when` it applies where one is met.
    pub shows: Option<Shows>,
    /// 1 bites most often.
    pub bites: u8,
    /// Sources.
    pub source: Vec<String>,
}
