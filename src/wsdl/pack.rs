//! Makes the skeleton of a rule pack from a WSDL: who the API is and one file
//! an operation, with one row that says that nothing is known yet.

use super::Wsdl;
use crate::rule::fold;

/// Where what is not written yet points.
const DOCS: &str = "https://example.com/replace-this-address";

/// The files of a pack: path within it, and text.
pub fn files(wsdl: &Wsdl, id: &str) -> Vec<(String, String)> {
    let mut files = vec![("api.toml".to_owned(), api(wsdl, id)), ("rest.toml".to_owned(), rest())];
    for (name, operation) in &wsdl.operations {
        files.push((
            format!("operations/{}.toml", kebab(name)),
            self::operation(name, &operation.request, &operation.response),
        ));
    }
    files
}

/// A pack id from the service's name, or the file's.
pub fn id(wsdl: &Wsdl) -> String {
    let name = wsdl.services.keys().next().unwrap_or(&wsdl.name);
    let id = kebab(name);
    if id.is_empty() { "soap-api".into() } else { id }
}

fn api(wsdl: &Wsdl, id: &str) -> String {
    let name = wsdl.services.keys().next().unwrap_or(&wsdl.name);
    let services: Vec<String> =
        wsdl.services.keys().flat_map(|s| [s.clone(), format!("{s}Locator"), format!("{s}Stub")]).collect();
    let mut ports: Vec<String> =
        wsdl.port_types.iter().flat_map(|p| [p.clone(), format!("{p}Client")]).collect();
    ports.extend(wsdl.bindings.iter().map(|b| format!("{b}Stub")));
    // `Soap` and the like are ports of many APIs.
    let (ports, generic): (Vec<_>, Vec<_>) = ports
        .into_iter()
        .partition(|p| !matches!(fold(p).as_str(), "soap" | "soapclient" | "service" | "port"));
    let port_names: Vec<String> = wsdl
        .services
        .values()
        .flatten()
        .map(|p| p.name.clone())
        .chain(wsdl.bindings.iter().cloned())
        .collect();
    let namespaces: Vec<String> =
        std::iter::once(&wsdl.namespace).chain(&wsdl.schemas).filter(|n| is_own(n)).cloned().collect();
    let endpoints: Vec<String> = wsdl
        .services
        .values()
        .flatten()
        .filter_map(|p| p.address.split_once("://"))
        .map(|(_, rest)| regex::escape(rest))
        .collect();
    let vocabulary: Vec<String> = endpoints_hosts(wsdl);
    format!(
        r#"# A skeleton, made from a WSDL. Fill in what replaces the API; `unsoap rules check` tells what is wrong.
id = {id}
name = {name}
vendor = "unknown"
replacement = "not known yet"
choice = "exclusive"
docs = "{DOCS}"

[status]
state = "discouraged"
says = "Nothing is written down yet about the end of this API."
source = ["{DOCS}"]

[detect]
vocabulary = {vocabulary}
namespaces = {namespaces}
endpoints = {endpoints}
services = {services}
ports = {ports}
generic_ports = {generic}
port_names = {port_names}

[[sign]]
id = "endpoint"
kind = "endpoint"
title = "address or namespace of the SOAP API"
patterns = {endpoints}
strength = "strong"
replaces = "Not known yet: say here which address replaces it."
hazards = ["Made from a WSDL: nobody has looked at what differs."]
docs = ["{DOCS}"]
effort = "S"
"#,
        id = quoted(id),
        name = quoted(name),
        vocabulary = list(&vocabulary),
        namespaces = list(&namespaces),
        endpoints = list(&endpoints),
        services = list(&services),
        ports = list(&ports),
        generic = list(&generic),
        port_names = list(&port_names),
    )
}

/// Hosts are words only users of the API write.
fn endpoints_hosts(wsdl: &Wsdl) -> Vec<String> {
    let hosts = wsdl.services.values().flatten().filter_map(|p| {
        let host = p.address.split_once("://")?.1.split(['/', ':']).next()?;
        (host.len() > 4 && host != "localhost").then(|| host.to_lowercase())
    });
    hosts.collect::<std::collections::BTreeSet<_>>().into_iter().collect()
}

/// Namespaces of the standards are in every SOAP file.
fn is_own(namespace: &str) -> bool {
    let common =
        ["schemas.xmlsoap.org", "www.w3.org", "tempuri.org", "docs.oasis-open.org", "microsoft.com/2003/10"];
    !namespace.is_empty() && !common.iter().any(|c| namespace.contains(c))
}

fn rest() -> String {
    "# The endpoints that replace the operations: [[endpoint]] with id, name, method, path, docs.\n"
        .to_owned()
}

fn operation(name: &str, request: &str, response: &str) -> String {
    let elements = |key: &str, element: &str| match element {
        "" => String::new(),
        e => format!("{key} = [{}]\n", quoted(e)),
    };
    format!(
        r#"operation = {name}
title = {name}
summary = "Taken from the WSDL; say here what it does."
{requests}{responses}docs = "{DOCS}"
source = ["{DOCS}"]

[[row]]
id = "inventory-only"
kind = "base"
when = ["always"]
says = "Inventory only: no replacement is written down yet for this operation."
equivalent = "none"
effort = "X"
basis = "inferred"
way_out = "Find the successor in the vendor's documentation and write it into this file."
source = ["{DOCS}"]

[[hazard]]
id = "unknown"
says = "made from a WSDL: nobody has looked at what differs"
bites = 3
source = ["{DOCS}"]
"#,
        name = quoted(name),
        requests = elements("requests", request),
        responses = elements("responses", response),
    )
}

/// A TOML text; names of a WSDL are not to be trusted.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

fn list(items: &[String]) -> String {
    let mut items: Vec<String> = items.iter().map(|i| quoted(i)).collect();
    items.sort();
    items.dedup();
    format!("[{}]", items.join(", "))
}

/// `getMObjects` → `get-mobjects`: letters, digits and single hyphens.
pub fn kebab(name: &str) -> String {
    let mut out = String::new();
    let mut before = '-';
    for c in name.chars().filter(char::is_ascii) {
        let breaks = c.is_ascii_uppercase() && (before.is_ascii_lowercase() || before.is_ascii_digit());
        if (breaks || !c.is_ascii_alphanumeric()) && !out.is_empty() && !out.ends_with('-') {
            out.push('-');
        }
        if c.is_ascii_alphanumeric() {
            out.push(c.to_ascii_lowercase());
        }
        before = c;
    }
    out.trim_end_matches('-').to_owned()
}
