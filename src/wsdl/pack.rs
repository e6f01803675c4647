//! Makes the skeleton of a rule pack from a WSDL: who the API is and one file
//! an operation, with one row that says that nothing is known yet.

use std::collections::BTreeSet;

use super::names::{classes, stem, without_i};
use super::{Field, Operation, Wsdl};
use crate::rule::{Api, fold};

/// Where what is not written yet points.
/// Stands where a pack needs a source and nobody has written one down.
const DOCS: &str = "https://example.com/replace-this-address";

/// Takes the addresses out that stand for what nobody has written down: they are for the
/// author of a pack, not for who reads a report.
pub(super) fn without_sources(api: &mut Api) {
    let stands = |docs: &String| docs == DOCS;
    api.status.source.retain(|docs| !stands(docs));
    api.signs.iter_mut().for_each(|sign| sign.docs.retain(|docs| !stands(docs)));
    let docs = api.operations.iter_mut().map(|o| &mut o.docs);
    docs.chain([&mut api.docs]).filter(|docs| stands(docs)).for_each(String::clear);
}

/// The files of a pack: path within it, and text.
pub fn files(wsdl: &Wsdl, id: &str) -> Vec<(String, String)> {
    let mut files = vec![("api.toml".to_owned(), api(wsdl, id)), ("rest.toml".to_owned(), rest())];
    let mut ids = BTreeSet::new();
    for (name, operation) in &wsdl.operations {
        // `getURL` and `getUrl` are two operations of one id.
        let id = Some(kebab(name)).filter(|id| !id.is_empty()).unwrap_or_else(|| "operation".into());
        let id = (1..)
            .map(|n| if n == 1 { id.clone() } else { format!("{id}-{n}") })
            .find(|id| ids.insert(id.clone()));
        let id = id.expect("there is always one more number");
        files.push((format!("operations/{id}.toml"), self::operation(name, operation)));
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
    let made = |suffixes: &[&str], names: &mut dyn Iterator<Item = &String>| -> Vec<String> {
        names.flat_map(|n| suffixes.iter().map(move |s| format!("{n}{s}"))).collect()
    };
    let classes =
        |names: &mut dyn Iterator<Item = &str>| -> Vec<String> { names.flat_map(classes).collect() };
    // Axis 1 makes a Locator; Java generators add `_Service` where the port has the same name.
    let services = classes(&mut wsdl.services.keys().map(String::as_str));
    let services = made(&["", "Locator", "_Service", "_ServiceLocator"], &mut services.iter());
    // JAX-WS and svcutil name the port after the port type, Axis 1 the stub after the binding,
    // Axis 2 after the service; wsdl2ruby and wsdl-tsclient add words of their own.
    let mut ports = classes(&mut wsdl.port_types.iter().map(String::as_str));
    ports = made(&["", "Client", "Channel", "Proxy", "_PortType"], &mut ports.iter());
    let clients = classes(&mut wsdl.port_types.iter().map(|p| without_i(p)));
    ports.extend(made(&["Client"], &mut clients.iter()));
    let bindings = classes(&mut wsdl.bindings.iter().map(String::as_str));
    let stubs = bindings.into_iter().chain(classes(&mut wsdl.services.keys().map(String::as_str)));
    ports.extend(made(&["Stub"], &mut stubs.collect::<Vec<_>>().iter()));
    // wsdl.exe names a class after each of several bindings.
    let several = wsdl.soap_bindings.iter().filter(|_| wsdl.soap_bindings.len() > 1);
    ports.extend(classes(&mut several.map(String::as_str)));
    ports.extend(classes(&mut wsdl.services.values().flatten().map(|p| p.name.as_str())));
    // wsdl-to-ts makes an interface of each.
    ports.extend(wsdl.services.values().flatten().map(|p| format!("I{}Soap", p.name)));
    // wsdl-tsclient calls the client after the file.
    let stems = wsdl.files.iter().map(|f| stem(f)).chain([wsdl.name.as_str()]).filter(|n| !n.is_empty());
    ports.extend(made(&["Client"], &mut classes(&mut stems.into_iter()).iter()));
    // `Soap` and the like are ports of many APIs.
    let (ports, generic): (Vec<_>, Vec<_>) = ports.into_iter().partition(|p| is_telling(p));
    let (services, generic_services): (Vec<_>, Vec<_>) = services.into_iter().partition(|s| is_telling(s));
    let generic: Vec<String> = generic.into_iter().chain(generic_services).collect();
    let bound = wsdl.services.values().flatten().map(|p| &p.name).chain(&wsdl.bindings);
    let port_names: Vec<String> = bound.filter(|n| is_telling(n)).cloned().collect();
    let namespaces: Vec<String> =
        std::iter::once(&wsdl.namespace).chain(&wsdl.schemas).filter(|n| is_own(n)).cloned().collect();
    let packages: Vec<String> = namespaces.iter().flat_map(|n| packages(n)).collect();
    let endpoints: Vec<String> =
        wsdl.services.values().flatten().filter_map(|p| endpoint(&p.address)).collect();
    let files: Vec<String> = wsdl
        .files
        .iter()
        .filter(|f| is_telling(f))
        .map(|f| format!(r"(?i)(?:^|[/\\]){}$", regex::escape(f)))
        .collect();
    // In a text the name of the file may stand between quotes.
    let in_texts = wsdl
        .files
        .iter()
        .filter(|f| is_telling(f))
        .map(|f| format!(r"(?i)(?:^|[^\w.]){}\b", regex::escape(f)));
    let patterns: Vec<String> = endpoints.iter().cloned().chain(in_texts).collect();
    let vocabulary: Vec<String> = hosts(wsdl);
    let types: Vec<String> = wsdl.types.iter().filter(|t| is_compound(t)).take(TYPES).cloned().collect();
    let imports = packages.iter().map(|p| format!(r"\b{}\b", regex::escape(p))).collect::<Vec<_>>();
    let signs = [
        sign("endpoint", "endpoint", "address of the SOAP API", &patterns),
        sign(
            "namespace",
            "endpoint",
            "namespace of the SOAP API",
            &namespaces.iter().map(|n| regex::escape(n)).collect::<Vec<_>>(),
        ),
        sign("import", "import", "import of generated code or a SOAP client library", &imports),
    ];
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
wsdl = {files}
packages = {packages}
services = {services}
ports = {ports}
generic_ports = {generic}
port_names = {port_names}
types = {types}
{signs}"#,
        id = quoted(id),
        name = quoted(name),
        vocabulary = list(&vocabulary),
        namespaces = list(&namespaces),
        endpoints = list(&endpoints),
        services = list(&services),
        ports = list(&ports),
        generic = list(&generic),
        port_names = list(&port_names),
        types = list(&types),
        files = list(&files),
        packages = list(&packages),
        signs = signs.concat(),
    )
}

/// A sign; without anything to look for there is none.
fn sign(id: &str, kind: &str, title: &str, patterns: &[String]) -> String {
    if patterns.is_empty() {
        return String::new();
    }
    format!(
        r#"
[[sign]]
id = "{id}"
kind = "{kind}"
title = "{title}"
patterns = {}
strength = "strong"
replaces = "No replacement is written down yet."
hazards = ["Made from a WSDL: nobody has looked at what differs."]
docs = ["{DOCS}"]
effort = "S"
"#,
        list(patterns)
    )
}

/// More data types than this say no more.
const TYPES: usize = 300;

/// Names that many APIs share prove nothing alone.
fn is_telling(name: &str) -> bool {
    let folded = fold(name.trim_end_matches(".wsdl"));
    let words = [
        "soap", "client", "service", "port", "type", "binding", "stub", "channel", "proxy", "locator", "api",
        "web", "http", "wsdl", "basic",
    ];
    let rest = words.iter().fold(folded, |rest, word| rest.replace(word, ""));
    rest.chars().filter(|c| c.is_alphabetic()).count() > 2
}

/// More than one word in one.
fn is_compound(name: &str) -> bool {
    name.chars().skip(1).any(|c| c.is_uppercase() || c == '_') && name.chars().any(char::is_lowercase)
}

/// The packages JAX-WS and Axis make of a namespace, where they say enough.
fn packages(namespace: &str) -> Vec<String> {
    let is_telling = |words: &Vec<String>| words.len() > 2;
    [jax_ws(namespace), axis(namespace)].into_iter().filter(is_telling).map(|w| w.join(".")).collect()
}

/// The host from behind, then the path without what looks like a file's ending.
fn jax_ws(namespace: &str) -> Vec<String> {
    let (scheme, rest) = namespace.split_once(':').unwrap_or(("", namespace));
    let rest = if matches!(scheme, "http" | "urn") { rest } else { namespace };
    let mut parts: Vec<&str> = rest.split(['/', ':', ' ']).filter(|w| !w.is_empty()).collect();
    if parts.len() > 1
        && let Some(last) = parts.last_mut()
    {
        *last = last.rsplit_once('.').map_or(*last, |(name, _)| name);
    }
    let Some((host, path)) = parts.split_first() else { return vec![] };
    let ends = |c: char| c == '.' || c == '-' && scheme == "urn";
    let mut words: Vec<&str> = host.split(ends).filter(|w| !w.is_empty()).rev().collect();
    words.pop_if(|last| last.eq_ignore_ascii_case("www"));
    words.extend(path);
    words.into_iter().map(|w| package_word(&w.to_lowercase())).collect()
}

/// The same with `www`, with whole endings, and an URN from behind altogether.
fn axis(namespace: &str) -> Vec<String> {
    let (host, path) = match namespace.split_once("://") {
        Some((_, rest)) => {
            let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
            (host.split(':').next().unwrap_or(host), path)
        }
        None => {
            let rest = namespace.split_once(':').map_or(namespace, |(_, rest)| rest);
            (rest.split('/').next().unwrap_or(rest), "")
        }
    };
    let words = host.split(['.', ':']).rev().chain(path.split('/'));
    words.filter(|w| !w.is_empty()).map(package_word).collect()
}

/// A package may hold neither signs nor begin with a digit.
fn package_word(word: &str) -> String {
    let clean: String = word.chars().map(|c| if c.is_alphanumeric() { c } else { '_' }).collect();
    if clean.starts_with(|c: char| c.is_ascii_digit()) { format!("_{clean}") } else { clean }
}

/// An address as a pattern: the path where it says enough, since hosts differ
/// between production and test.
fn endpoint(address: &str) -> Option<String> {
    let (_, rest) = address.split_once("://")?;
    let rest = rest.split(['?', '#']).next()?.trim_end_matches('/');
    let path = rest.find('/').map_or("", |at| &rest[at..]);
    let says_enough = path.matches('/').count() > 1 && path.len() > 10 && is_telling(path);
    let text = if says_enough { path } else { rest };
    (text.len() > 6).then(|| format!("(?i){}", regex::escape(text)))
}

/// Hosts are words only users of the API write.
fn hosts(wsdl: &Wsdl) -> Vec<String> {
    let hosts = wsdl.services.values().flatten().filter_map(|p| {
        let host = p.address.split_once("://")?.1.split(['/', ':']).next()?;
        (host.len() > 4 && host != "localhost").then(|| host.to_lowercase())
    });
    hosts.collect::<std::collections::BTreeSet<_>>().into_iter().collect()
}

/// Namespaces of the standards are in every SOAP file.
pub(super) fn is_own(namespace: &str) -> bool {
    let common =
        ["schemas.xmlsoap.org", "www.w3.org", "tempuri.org", "docs.oasis-open.org", "microsoft.com/2003/10"];
    !namespace.is_empty() && !common.iter().any(|c| namespace.contains(c))
}

fn rest() -> String {
    "# The endpoints that replace the operations: [[endpoint]] with id, name, method, path, docs.\n"
        .to_owned()
}

fn operation(name: &str, operation: &Operation) -> String {
    let elements = |key: &str, element: &str| match element {
        "" => String::new(),
        e => format!("{key} = [{}]\n", quoted(e)),
    };
    let parameter = |field: &Field| {
        let ty = if field.ty.is_empty() { "element" } else { &field.ty };
        let ty = if field.many { format!("list of {ty}") } else { ty.to_owned() };
        format!(
            "\n[[parameter]]\nname = {}\ntype = {}\nrequired = {}\n",
            quoted(&field.name),
            quoted(&ty),
            field.required
        )
    };
    format!(
        r#"operation = {name}
title = {name}
summary = "Taken from the WSDL; say here what it does."
{requests}{responses}docs = "{DOCS}"
source = ["{DOCS}"]
{parameters}
[[row]]
id = "inventory-only"
kind = "base"
when = ["always"]
says = "No replacement is written down yet for this operation."
equivalent = "partial"
effort = "M"
basis = "inferred"
way_out = "Find the successor in the vendor's documentation; a rule pack of `unsoap rules new` has a place for it."
source = ["{DOCS}"]

[[hazard]]
id = "unknown"
says = "made from a WSDL: nobody has looked at what differs"
bites = 3
source = ["{DOCS}"]
"#,
        name = quoted(name),
        parameters = operation.fields.iter().map(parameter).collect::<String>(),
        requests = elements("requests", &operation.request),
        responses = elements("responses", &operation.response),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packages_are_those_of_the_generators() {
        // As wsimport 2.3.0 and WSDL2Java of Axis 1.4 named them.
        let check = |namespace: &str, expected: [&str; 2]| {
            assert_eq!([jax_ws(namespace).join("."), axis(namespace).join(".")], expected, "{namespace}");
        };
        check(
            "http://soap.larkspur.example/orderdesk/2009/",
            ["example.larkspur.soap.orderdesk._2009", "example.larkspur.soap.orderdesk._2009"],
        );
        check("urn:larkspur-desk:orders.v2", ["desk.larkspur.orders", "v2.orders.larkspur_desk"]);
        check(
            "http://www.larkspur.example/Order-Desk/orders.v2",
            ["example.larkspur.order_desk.orders", "example.larkspur.www.Order_Desk.orders_v2"],
        );
        check(
            "http://desk.larkspur.example:8080/Orders",
            ["example.larkspur.desk._8080.orders", "example.larkspur.desk.Orders"],
        );
        check(
            "https://larkspur.example/orders",
            ["https.larkspur_example.orders", "example.larkspur.orders"],
        );
        check(
            "http://larkspur.example/orders.wsdl",
            ["example.larkspur.orders", "example.larkspur.orders_wsdl"],
        );
    }
}
