//! The spellings of operations.
//!
//! Generators and people write one operation in many ways: `getLead`,
//! `get_lead`, `BegingetLead`, `ns1:paramsGetLead`. All of them are listed once
//! when a pack is loaded, so that looking a name up is one hash and nothing
//! but a listed spelling is ever taken for an operation: `getLeads` is not.

use std::collections::HashMap;

use super::{Api, Detect, OperationRule, Rules, fold};

/// What a spelling of an operation stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Form {
    /// The operation: `getLead`, `get_lead`, `:get_lead`, `GetLead`.
    Plain,
    /// Its asynchronous call: `getLeadAsync`, Axis2's `startgetLead`.
    Async,
    /// The first half of .NET's pair: `BeginGetLead`.
    Begin,
    /// The second half: `EndGetLead`.
    End,
    /// The request's element or type: `ns1:paramsGetLead`, `ParamsGetLeadE`.
    Request,
    /// The response's element or type, or what receives it: `successGetLead`,
    /// `GetLeadCompletedEventArgs`, `receiveResultgetLead`.
    Response,
}

impl Form {
    /// Whether a method of this name is a call: the pair's second half only collects the answer.
    pub fn is_call(self) -> bool {
        matches!(self, Form::Plain | Form::Async | Form::Begin)
    }
}

/// Folded spelling → place of the operation in the pack, and what it stands for.
#[derive(Debug, Clone, Default)]
pub(super) struct Names(HashMap<String, (usize, Form)>);

/// Names with `{}` for the operation that code generators derive, whatever the API.
const DERIVED: &[(&str, Form)] = &[
    ("{}Async", Form::Async),
    ("{}TaskAsync", Form::Async),
    ("start{}", Form::Async),
    ("begin{}", Form::Begin),
    ("end{}", Form::End),
    ("{}Completed", Form::Response),
    ("{}CompletedEventArgs", Form::Response),
    ("{}CompletedEventHandler", Form::Response),
    ("{}OperationCompleted", Form::Response),
    ("receiveResult{}", Form::Response),
    ("receiveError{}", Form::Response),
];

/// What generators make of the name of an element: Axis2's wrapper, XMLBeans'
/// document, the factory method of JAXB.
const ELEMENTS: &[&str] = &["{}", "{}E", "{}Document", "create{}"];

impl Names {
    pub(super) fn new(operations: &[OperationRule], detect: &Detect) -> Self {
        let mut names = Names::default();
        let known: Vec<(usize, &str)> =
            operations.iter().enumerate().map(|(i, o)| (i, o.operation.as_str())).collect();
        // The plainest reading wins, so all operations come before any derived name.
        for (i, name) in &known {
            names.add(name, *i, Form::Plain);
        }
        for (i, name) in &known {
            let requests = detect.requests_of(&operations[*i]).map(|e| (e, Form::Request));
            let responses = detect.responses_of(&operations[*i]).map(|e| (e, Form::Response));
            for (element, form) in requests.chain(responses) {
                for shape in ELEMENTS {
                    names.add(&shape.replace("{}", &element), *i, form);
                }
            }
            for (shape, form) in DERIVED {
                names.add(&shape.replace("{}", name), *i, *form);
            }
        }
        names
    }

    fn add(&mut self, spelled: &str, operation: usize, form: Form) {
        self.0.entry(fold(spelled)).or_insert((operation, form));
    }

    fn get(&self, spelled: &str) -> Option<(usize, Form)> {
        self.0.get(&fold(bare(spelled)?)).copied()
    }
}

/// Whether a name pattern says where the operation stands.
pub(super) fn has_operation(pattern: &str) -> bool {
    pattern.contains("{Operation}") || pattern.contains("{operation}")
}

/// The identifier without symbol colon, XML prefix or C#'s `@`; nothing for
/// what is no single identifier.
fn bare(spelled: &str) -> Option<&str> {
    let name = spelled.strip_prefix([':', '@']).unwrap_or(spelled);
    let name = match name.split_once(':') {
        Some((prefix, local)) if is_identifier(prefix) => local,
        Some(_) => return None,
        None => name,
    };
    is_identifier(name).then_some(name)
}

fn is_identifier(name: &str) -> bool {
    name.starts_with(|c: char| c.is_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'))
}

impl Api {
    /// The operation an identifier stands for, in any spelling.
    pub fn operation_named(&self, spelled: &str) -> Option<&OperationRule> {
        self.operation_form(spelled).map(|(rule, _)| rule)
    }

    /// The operation an identifier stands for, and in what form.
    pub fn operation_form(&self, spelled: &str) -> Option<(&OperationRule, Form)> {
        let (index, form) = self.names.get(spelled)?;
        Some((&self.operations[index], form))
    }

    /// The pack's name of an object, as code writes it: with a key in brackets
    /// (`DataExtensionObject[orders]`), a namespace, or a prefix that names the API
    /// (`ExactTarget_Subscriber`). Types of the API that no row knows are objects as well.
    pub fn object_named(&self, written: &str) -> Option<String> {
        let plain = written.split('[').next().unwrap_or(written).trim();
        let plain = plain.rsplit([':', '.', '}']).next().unwrap_or(plain);
        let plain = match plain.split_once('_') {
            Some((prefix, rest)) if self.detect.vocabulary.contains(&prefix.to_lowercase()) => rest,
            _ => plain,
        };
        if !is_identifier(plain) {
            return None;
        }
        let of_rows = || {
            let rows = self.operations.iter().flat_map(|o| &o.rows);
            rows.filter_map(|r| r.object.as_deref()).filter(|o| *o != "*")
        };
        if let Some(object) = of_rows().find(|o| *o == plain) {
            return Some(object.to_owned());
        }
        if let Some(object) = self.object_aliases.get(plain) {
            return Some(object.clone());
        }
        let folded = fold(plain);
        let aliased = || self.object_aliases.iter().find(|(a, _)| fold(a) == folded).map(|(_, o)| o.as_str());
        of_rows().find(|o| fold(o) == folded).or_else(aliased).map(str::to_owned).or_else(|| {
            let is_type = self.detect.types.iter().any(|t| fold(t) == folded);
            // The type that all objects have names none.
            let is_base =
                || self.operations.iter().any(|o| o.object_type().is_some_and(|t| fold(t) == folded));
            (is_type && plain.starts_with(char::is_uppercase) && !is_base()).then(|| plain.to_owned())
        })
    }
}

impl Rules {
    /// The operations of all APIs an identifier may stand for.
    pub fn operations_named<'r>(
        &'r self,
        spelled: &'r str,
    ) -> impl Iterator<Item = (&'r Api, &'r OperationRule, Form)> {
        self.apis.iter().filter_map(move |api| {
            let (rule, form) = api.operation_form(spelled)?;
            Some((api, rule, form))
        })
    }
}
