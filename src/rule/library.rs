//! Client libraries: published ones of an API, and SOAP clients as such.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Operation, OperationRule, Strength};

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
    /// Names of its files without versions and endings, besides those of the packages; may end in `*`.
    pub files: Vec<String>,
    /// Import paths.
    pub imports: Vec<String>,
    /// Whether the import path alone proves the library.
    pub strength: Strength,
    /// A REST library: silent.
    pub rest: bool,
    /// Its classes are loaded by name, without an import.
    pub autoloaded: bool,
    /// Operation → how the objects of its classes hold the request.
    pub request: BTreeMap<String, Holding>,
    /// The library's own word → the WSDL's: members, properties of comparisons, operators.
    pub words: BTreeMap<String, String>,
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
    /// Its methods are the operations themselves: they take the WSDL's requests.
    pub port: bool,
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
    /// Sign that constructing it is reported as.
    pub sign: Option<String>,
    /// Method (`new` for the construction) → parameters it sets by itself.
    pub implies: BTreeMap<String, BTreeMap<String, String>>,
    /// Method (`new` for the construction), or operation → what holds the request; instead of
    /// what the library says.
    pub request: BTreeMap<String, Holding>,
    /// Member or method → type it gives.
    pub gives: BTreeMap<String, String>,
    /// Methods that never talk to the API.
    pub silent: Vec<String>,
}

/// What holds a request → where it belongs there: members of the object a method is called on, the
/// object itself (the empty name), arguments by name, by place (`1`), or all from a place on (`1..`).
pub type Holding = BTreeMap<String, Held>;

/// Where something belongs in the request.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Held {
    /// Path of a parameter: it is what is held.
    As(String),
    /// A parameter that is made of what is held.
    Made(Made),
}

/// How a parameter is made of what a library's object holds.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Made {
    /// Path of the parameter.
    pub to: String,
    /// A list of records, one a member, of its name and its value: what these two are called.
    #[serde(default)]
    pub pairs: Option<[String; 2]>,
    /// The names of the members, where it is a record.
    #[serde(default)]
    pub names: bool,
    /// A comparison, written as a text or held by an object: what its sides and its operator are called.
    #[serde(default)]
    pub comparison: Option<[String; 3]>,
    /// The right side of a comparison written as a text.
    #[serde(default)]
    pub compared: bool,
    /// A text around it; `{}` stands for it.
    #[serde(default)]
    pub within: Option<String>,
}

impl Held {
    /// Path of the parameter.
    pub fn to(&self) -> &str {
        match self {
            Held::As(to) => to,
            Held::Made(made) => &made.to,
        }
    }
}

impl Library {
    /// Whether an instance of a class is the client: what performs operations, or hands out
    /// what does, and is about no object of its own.
    pub fn is_client(&self, ty: &LibraryType) -> bool {
        let works = !ty.methods.is_empty() || !ty.gives.is_empty();
        works && !ty.rest && ty.constructs.is_none() && !self.is_object(ty)
    }

    /// Whether an instance of a class is about an object of the API: it holds what a call sends.
    pub fn is_object(&self, ty: &LibraryType) -> bool {
        let holds = self.holds(ty) && !ty.methods.is_empty();
        !ty.rest && ty.constructs.is_none() && ty.sign.is_none() && (ty.object.is_some() || holds)
    }

    /// What holds the request when a method of one of its classes performs an operation.
    pub fn holding<'l>(
        &'l self,
        ty: &'l LibraryType,
        method: &str,
        rule: &OperationRule,
    ) -> Option<&'l Holding> {
        let operation = rule.operation.as_str();
        let own = ty.request.get(method).or_else(|| ty.request.get(operation));
        own.or_else(|| self.request.get(operation).filter(|_| self.holds(ty)))
    }

    /// Whether objects of a class hold requests: not those of clients, nor of classes that are
    /// told the object.
    pub fn holds(&self, ty: &LibraryType) -> bool {
        let is_object = ty.sign.is_none() && ty.object_argument.is_none() && !ty.port && !ty.rest;
        is_object && !(self.request.is_empty() && ty.request.is_empty())
    }
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
    /// Names in manifests.
    #[serde(default)]
    pub packages: Vec<String>,
    /// Names of its files without versions and endings, besides those of the packages; may end in `*`.
    #[serde(default)]
    pub files: Vec<String>,
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
    /// Names of what it throws for a SOAP fault, dotted where one word is everybody's.
    #[serde(default)]
    pub faults: Vec<String>,
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
