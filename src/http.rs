//! HTTP requests as plain data: what replaces a call, with everything in it that the code says.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One HTTP request of a remedy.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct HttpRequest {
    /// `setup`, `lookup`, `main`, `follow-up`, `poll`.
    pub role: String,
    /// The vendor's name of the endpoint.
    pub name: String,
    /// HTTP method.
    pub method: String,
    /// Path with `{placeholders}`, below the address of the instance.
    pub path: String,
    /// What fills the placeholders.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub path_values: Vec<Field>,
    /// The query.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub query: Vec<Field>,
    /// Headers beside those a client sets by itself.
    pub headers: BTreeMap<String, String>,
    /// The body, if it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<Body>,
    /// A name for its answer: `listsAnswer`.
    pub answer: String,
    /// What later requests take from the answer.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub gives: Vec<Taken>,
    /// It is repeated for each page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pages: Option<Pages>,
    /// It is repeated until the answer says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Until>,
    /// The answer is a file, not JSON.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub download: bool,
    /// What to know when filling it in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

/// A named value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Field {
    /// REST name.
    pub name: String,
    /// Value.
    pub value: Value,
}

/// A body.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", content = "value", rename_all = "kebab-case")]
pub enum Body {
    /// A JSON value.
    Json(Value),
    /// Fields of a form, URL-encoded.
    Form(Vec<Field>),
    /// One file, as `multipart/form-data`.
    File {
        /// Name of the form field.
        field: String,
        /// The lines of the file; a list in it stands for a line an item.
        lines: Vec<Value>,
    },
}

/// A value of a request.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", content = "value", rename_all = "kebab-case")]
pub enum Value {
    /// A text that the code, or the REST API, fixes.
    Text(String),
    /// A number or truth value, as JSON writes it.
    Atom(String),
    /// An expression of the code.
    Code(Code),
    /// What an earlier request answered: the name it was given.
    Answer(String),
    /// Nobody could read it; says what belongs here.
    Unknown(String),
    /// A list.
    List(Vec<Value>),
    /// An object, in the order it is written.
    Record(Vec<Member>),
}

/// A member of an object.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Member {
    /// Its name; code where the code computes it.
    pub key: Value,
    /// Its value.
    pub value: Value,
}

/// An expression of the code.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Code {
    /// On one line, as written.
    pub code: String,
    /// A name for it where it cannot be written as it is: `leadEmail`.
    pub name: String,
    /// Where it stands: `LeadSync.java:41`.
    pub at: String,
    /// It can be written at the call as it is.
    pub usable: bool,
    /// It is a list of texts.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub list: bool,
    /// It is a time, to be sent as a text.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub time: bool,
}

/// A value that later requests take from an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Taken {
    /// The name it gets: `foundListId`.
    pub name: String,
    /// Where it is in the answer, dotted: `result.0.id`; `*` takes it from each item.
    pub at: String,
    /// The words by which decision rows speak of it: `id of the list`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub said: Vec<String>,
    /// It is the JSON itself, to be sent on as it is, not a text.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub json: bool,
    /// Not of the first item, but of the one whose member is what was sent in this query parameter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub same: Option<Same>,
    /// Not of the first item, but of the one without this member, unless the query asked for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lacking: Option<String>,
}

/// Which item of an answer is the right one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Same {
    /// The item's member.
    pub member: String,
    /// The query parameter that it must be equal to.
    pub sent: String,
}

/// How an endpoint hands out what does not fit into one answer: by a token, or by a number that grows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Pages {
    /// Query parameter that asks for a page.
    pub send: String,
    /// Member of the answer that is the token for the next page; absent when pages are counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
    /// Member of the answer that is false on the last page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub more: Option<String>,
    /// Member of the answer that is the list of items.
    pub items: String,
    /// Counted pages: the first number.
    #[serde(default)]
    pub first: u32,
    /// Counted pages: what is added for the next one.
    #[serde(default)]
    pub step: u32,
    /// Query parameter for the size of a page, and the size.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<(String, u32)>,
}

/// When to stop asking.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Until {
    /// Where the state is in the answer, dotted.
    pub at: String,
    /// States in which the job is over.
    pub done: Vec<String>,
    /// Seconds between two questions.
    pub every: u32,
}

/// How to reach the API that replaces another: addresses, credentials and what a failure looks like.
/// Values of credentials never stand anywhere; these are names of environment variables.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RestClient {
    /// Environment variable with the address of the instance.
    pub base: String,
    /// What such an address looks like.
    pub example: String,
    /// How to get an access token.
    pub token: TokenRequest,
    /// Member of a JSON answer that is false when the call failed although HTTP said 200.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub succeeded: Option<String>,
    /// Query parameter by which a POST stands for a GET that has a body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tunnel: Option<String>,
    /// Member of a JSON answer that says what failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub errors: Option<String>,
}

/// The request for an access token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TokenRequest {
    /// Environment variable with the address; the one of the instance unless given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<String>,
    /// HTTP method: a GET sends its parameters in the query, a POST in a JSON body.
    pub method: String,
    /// Path.
    pub path: String,
    /// Parameters with fixed values.
    pub args: BTreeMap<String, String>,
    /// Parameters that are credentials: name and environment variable.
    pub secrets: BTreeMap<String, String>,
    /// Member of the answer that is the token.
    pub at: String,
}

/// A request written in a programming language, or for a tool.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Paste {
    /// Which template wrote it: `java`.
    pub snippet: String,
    /// The text, ready to paste.
    pub text: String,
}

impl HttpRequest {
    /// Visits every value of it, inner ones too.
    pub fn each_value<'v>(&'v self, visit: &mut dyn FnMut(&'v Value)) {
        let fields = self.path_values.iter().chain(&self.query);
        fields.for_each(|f| f.value.each(visit));
        match &self.body {
            Some(Body::Json(value)) => value.each(visit),
            Some(Body::Form(fields)) => fields.iter().for_each(|f| f.value.each(visit)),
            Some(Body::File { lines, .. }) => lines.iter().for_each(|l| l.each(visit)),
            None => {}
        }
    }

    /// Visits the code in it, to change it.
    pub fn each_code(&mut self, visit: &mut dyn FnMut(&mut Code)) {
        let fields = self.path_values.iter_mut().chain(&mut self.query);
        fields.for_each(|f| f.value.each_code(visit));
        match &mut self.body {
            Some(Body::Json(value)) => value.each_code(visit),
            Some(Body::Form(fields)) => fields.iter_mut().for_each(|f| f.value.each_code(visit)),
            Some(Body::File { lines, .. }) => lines.iter_mut().for_each(|l| l.each_code(visit)),
            None => {}
        }
    }
}

impl Value {
    fn each_code(&mut self, visit: &mut dyn FnMut(&mut Code)) {
        match self {
            Value::Code(code) => visit(code),
            Value::List(items) => items.iter_mut().for_each(|i| i.each_code(visit)),
            Value::Record(members) => members.iter_mut().for_each(|m| {
                m.key.each_code(visit);
                m.value.each_code(visit);
            }),
            _ => {}
        }
    }

    /// Visits it and what is in it.
    pub fn each<'v>(&'v self, visit: &mut dyn FnMut(&'v Value)) {
        visit(self);
        match self {
            Value::List(items) => items.iter().for_each(|i| i.each(visit)),
            Value::Record(members) => members.iter().for_each(|m| {
                m.key.each(visit);
                m.value.each(visit);
            }),
            _ => {}
        }
    }
}
