//! The questions a pack's `detect` section answers.

use super::names::has_operation;
use super::{Api, Detect, OperationRule};

impl Detect {
    /// A text that is an address of the API: endpoint, WSDL file or namespace.
    pub fn is_address(&self, text: &str) -> bool {
        self.is_namespace(text) || self.endpoints.iter().any(|r| r.is_match(text)) || self.is_wsdl(text)
    }

    /// A text that is, or holds, one of the API's XML namespaces. Trailing
    /// slashes differ in hand-written code.
    pub fn is_namespace(&self, text: &str) -> bool {
        self.namespaces.iter().any(|n| {
            let bare = n.trim_end_matches('/');
            text.match_indices(bare).any(|(at, _)| {
                let after = text[at + bare.len()..].chars().next();
                after.is_none_or(|c| !c.is_alphanumeric() && c != '-')
            })
        })
    }

    /// A path or address that ends in the API's WSDL.
    pub fn is_wsdl(&self, text: &str) -> bool {
        text.len() < 400 && self.wsdl.iter().any(|r| r.is_match(text))
    }

    /// A package of generated code, or one below it.
    pub fn is_package(&self, package: &str) -> bool {
        self.packages.iter().any(|p| {
            package.strip_prefix(p.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        })
    }

    /// A port, stub or proxy with a name only this API's generators give.
    pub fn is_port(&self, name: &str) -> bool {
        self.ports.iter().any(|p| p == name)
    }

    /// A port whose name is too common to prove anything alone.
    pub fn is_generic_port(&self, name: &str) -> bool {
        self.generic_ports.iter().any(|p| p == name)
    }

    /// A generated service or locator.
    pub fn is_service(&self, name: &str) -> bool {
        self.services.iter().any(|s| s == name)
    }

    /// A text a REST client of the vendor is bound to.
    pub fn is_rest(&self, text: &str) -> bool {
        self.rest.iter().any(|r| r.is_match(text))
    }

    /// A text that says where access tokens come from.
    pub fn is_token(&self, text: &str) -> bool {
        self.token.iter().any(|r| r.is_match(text))
    }

    /// The request elements of an operation: by the pack's patterns, and its own.
    pub fn requests_of<'a>(&'a self, rule: &'a OperationRule) -> impl Iterator<Item = String> + 'a {
        elements(&self.requests, &rule.requests, rule)
    }

    /// The response elements of an operation: by the pack's patterns, and its own.
    pub fn responses_of<'a>(&'a self, rule: &'a OperationRule) -> impl Iterator<Item = String> + 'a {
        elements(&self.responses, &rule.responses, rule)
    }

    /// A request, response or data type of the API.
    pub fn is_message(&self, name: &str, api: &Api) -> bool {
        self.types.iter().any(|t| t == name)
            || self.headers.iter().any(|t| t == name)
            || api.operations.iter().any(|o| {
                let elements = self.requests_of(o).chain(self.responses_of(o));
                elements.map(|e| super::fold(&e)).any(|e| e == super::fold(name))
            })
    }
}

/// Only patterns that say where the operation stands belong to it.
fn elements<'a>(
    patterns: &'a [String],
    own: &'a [String],
    rule: &'a OperationRule,
) -> impl Iterator<Item = String> + 'a {
    let patterns = patterns.iter().filter(|p| has_operation(p));
    patterns.map(|p| expand(p, rule.operation.as_str())).chain(own.iter().cloned())
}

/// Fills `{Operation}` and `{operation}` of a name pattern.
pub fn expand(form: &str, operation: &str) -> String {
    let mut chars = operation.chars();
    let capital: String = chars.next().map_or(String::new(), |c| c.to_uppercase().chain(chars).collect());
    form.replace("{Operation}", &capital).replace("{operation}", operation)
}
