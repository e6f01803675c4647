//! What generators and SOAP libraries make of an operation's name.

use super::Wsdl;
use crate::rule::detect::expand;

/// How one generator, or one library, spells things.
pub struct Generator {
    /// For people.
    pub name: &'static str,
    /// Types made for a port type (`{port}`, or `{client}` without the `I` of an interface), a
    /// binding (`{binding}`, or `{bindings}` where several speak SOAP 1.1), a service (`{service}`),
    /// a port of a service (`{end}`) or the file (`{file}`).
    pub types: &'static [&'static str],
    /// The same where a service is called like a port type.
    pub types_of_twins: &'static [&'static str],
    /// What it makes of such a name.
    pub class: fn(&str) -> String,
    /// How an operation is called.
    pub calls: &'static [&'static str],
}

const DOT_NET: &[&str] = &["{valid}", "{valid}Async", "Begin{valid}", "End{valid}", "{valid}Completed"];

/// Sorted by name.
pub static GENERATORS: &[Generator] = &[
    Generator {
        name: "Axis 1",
        types: &["{port}", "{service}", "{service}Locator", "{binding}Stub"],
        types_of_twins: &[
            "{port}_PortType",
            "{service}_Service",
            "{service}_ServiceLocator",
            "{binding}Stub",
        ],
        class,
        calls: &["{method}"],
    },
    Generator {
        name: "Axis 2",
        types: &["{service}Stub", "{service}CallbackHandler"],
        types_of_twins: &[],
        class,
        calls: &["{method}", "start{method}"],
    },
    Generator {
        name: "node-soap, strong-soap",
        types: &[],
        types_of_twins: &[],
        class: str::to_owned,
        // With a sign in its name an operation has no second form but that of `normalizeNames`.
        calls: &["{operation}", "{plain}Async"],
    },
    Generator {
        name: "PHP SoapClient",
        types: &[],
        types_of_twins: &[],
        class: str::to_owned,
        calls: &["{operation}", "__soapCall('{operation}', …)"],
    },
    Generator {
        name: "Savon",
        types: &[],
        types_of_twins: &[],
        class: str::to_owned,
        calls: &["call(:{snake}, …)", "request(:{snake})"],
    },
    Generator {
        name: "suds, zeep",
        types: &[],
        types_of_twins: &[],
        class: str::to_owned,
        calls: &["service.{operation}"],
    },
    Generator {
        name: "svcutil, dotnet-svcutil",
        types: &["{port}", "{client}Client", "{port}Channel"],
        types_of_twins: &[],
        class: valid,
        calls: DOT_NET,
    },
    Generator {
        name: "wsdl-to-ts",
        types: &["I{end}Soap"],
        types_of_twins: &[],
        class: str::to_owned,
        calls: &["{operation}"],
    },
    Generator {
        name: "wsdl-tsclient",
        types: &["{file}Client", "{service}", "{end}"],
        types_of_twins: &[],
        class: pascal,
        calls: &["{operation}Async"],
    },
    Generator {
        name: "wsdl.exe",
        // Of several bindings it makes a class each.
        types: &["{service}", "{bindings}"],
        types_of_twins: &[],
        class: valid,
        calls: DOT_NET,
    },
    Generator { name: "wsdl2ruby", types: &["{port}"], types_of_twins: &[], class, calls: &["{lower}"] },
    Generator {
        name: "wsimport, CXF",
        types: &["{port}", "{service}"],
        types_of_twins: &["{port}", "{service}_Service"],
        class,
        calls: &["{camel}", "{camel}Async"],
    },
];

impl Generator {
    /// The types it makes of a WSDL.
    pub fn types(&self, wsdl: &Wsdl) -> Vec<String> {
        let made = |name: &str| (self.class)(name);
        let is_twin = |port: &String| wsdl.services.keys().any(|service| made(service) == made(port));
        let twins = !self.types_of_twins.is_empty() && wsdl.port_types.iter().any(is_twin);
        let mut all = Vec::new();
        for form in if twins { self.types_of_twins } else { self.types } {
            let (before, hole) = form.split_at(form.find('{').unwrap_or(0));
            let (hole, after) = hole.split_at(hole.find('}').map_or(0, |at| at + 1));
            let names = named(hole, wsdl).into_iter();
            all.extend(names.map(|name| format!("{before}{}{after}", made(name))));
        }
        all
    }

    /// How it calls an operation.
    pub fn calls(&self, operation: &str) -> Vec<String> {
        let fill = |form: &&str| {
            form.replace("{method}", &lower(&joined(operation, false)))
                .replace("{camel}", &lower(&joined(operation, true)))
                .replace("{lower}", &lower(&plain(operation)))
                .replace("{plain}", &plain(operation))
                .replace("{snake}", &snake(operation))
                .replace("{valid}", &valid(operation))
        };
        self.calls.iter().map(|form| expand(&fill(form), operation)).collect()
    }
}

/// The names of a WSDL that a hole stands for.
fn named<'w>(hole: &str, wsdl: &'w Wsdl) -> Vec<&'w str> {
    match hole {
        "{port}" => wsdl.port_types.iter().map(String::as_str).collect(),
        "{client}" => wsdl.port_types.iter().map(|p| without_i(p)).collect(),
        "{binding}" => wsdl.bindings.iter().map(String::as_str).collect(),
        "{bindings}" if wsdl.soap_bindings.len() > 1 => {
            wsdl.soap_bindings.iter().map(String::as_str).collect()
        }
        "{bindings}" => vec![],
        "{end}" => wsdl.services.values().flatten().map(|p| p.name.as_str()).collect(),
        "{file}" => wsdl.files.iter().map(|f| stem(f)).collect(),
        _ => wsdl.services.keys().map(String::as_str).collect(),
    }
}

/// The names that generators give the class they make of a name.
pub(super) fn classes(name: &str) -> Vec<String> {
    let mut all = vec![name.to_owned(), capital(name), class(name), valid(name), pascal(name)];
    all.retain(|name| !name.is_empty());
    all.sort();
    all.dedup();
    all
}

/// The name of a file without its folder and endings.
pub(super) fn stem(file: &str) -> &str {
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
    name.split('.').next().unwrap_or(name)
}

/// `IOrderDesk` → `OrderDesk`: a client is no interface.
pub(super) fn without_i(name: &str) -> &str {
    let rest = name.strip_prefix('I').filter(|rest| rest.starts_with(char::is_uppercase));
    rest.unwrap_or(name)
}

/// Java's and Ruby's: `order-desk` → `OrderDesk`.
fn class(name: &str) -> String {
    capital(&joined(name, false))
}

/// .NET's: what no identifier has is left out, `List-Shipments` → `ListShipments`.
fn valid(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric() || *c == '_').collect()
}

/// With signs that are no letters replaced: `List-Shipments` → `List_Shipments`.
fn plain(name: &str) -> String {
    name.chars().map(|c| if c.is_alphanumeric() { c } else { '_' }).collect()
}

/// Words in small letters, each with a capital: `PartnerAPI` → `PartnerApi`.
fn pascal(name: &str) -> String {
    let mut words = snake(&plain(name));
    let ends: Vec<usize> =
        words.char_indices().filter(|(_, c)| c.is_ascii_digit()).map(|(i, _)| i + 1).collect();
    // A word ends behind digits as well.
    for end in ends.into_iter().rev() {
        words.insert(end, '_');
    }
    words.split('_').map(capital).collect()
}

/// A name without what no identifier has, each word after it with a capital;
/// some generators end words at `_` as well: `List-Shipments` → `ListShipments`.
fn joined(name: &str, at_underscores: bool) -> String {
    let is_end = |c: char| !c.is_alphanumeric() && (c != '_' || at_underscores);
    let mut words = name.split(is_end).filter(|w| !w.is_empty());
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |name, word| name + &capital(word))
}

/// With a capital: the name of a class.
fn capital(name: &str) -> String {
    let mut chars = name.chars();
    chars.next().map_or(String::new(), |c| c.to_uppercase().chain(chars).collect())
}

fn lower(name: &str) -> String {
    let mut chars = name.chars();
    chars.next().map_or(String::new(), |c| c.to_lowercase().chain(chars).collect())
}

/// `getLead` → `get_lead`, `SOAPCall` → `soap_call`, `List-Shipments` → `list_shipments`.
fn snake(name: &str) -> String {
    let chars: Vec<char> = name.chars().collect();
    let mut out = String::new();
    for (i, c) in chars.iter().enumerate() {
        let before = i.checked_sub(1).map(|i| chars[i]);
        let breaks = before.is_some_and(|b| b.is_lowercase() || b.is_numeric())
            || before.is_some_and(char::is_uppercase) && chars.get(i + 1).is_some_and(|n| n.is_lowercase());
        if c.is_uppercase() && breaks {
            out.push('_');
        }
        out.extend(c.to_lowercase());
    }
    out.replace(['-', '.'], "_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn generators_spell_operations_their_own_way() {
        let check = |name: &str, operation: &str, expected: &str| {
            let generator = GENERATORS.iter().find(|g| g.name == name).expect("a generator");
            let all = generator.calls(operation);
            assert!(all.iter().any(|c| c == expected), "{all:?}");
        };
        check("Savon", "getMObjects", "call(:get_m_objects, …)");
        check("wsimport, CXF", "Create", "create");
        check("wsimport, CXF", "cancel_order", "cancelOrder");
        check("wsimport, CXF", "List-Shipments", "listShipments");
        check("Axis 1", "cancel_order", "cancel_order");
        check("Axis 1", "List-Shipments", "listShipments");
        check("Axis 2", "List-Shipments", "startlistShipments");
        check("Savon", "List-Shipments", "call(:list_shipments, …)");
        check("node-soap, strong-soap", "List-Shipments", "List_ShipmentsAsync");
        check("svcutil, dotnet-svcutil", "getLead", "BegingetLead");
        check("wsdl.exe", "List-Shipments", "ListShipmentsAsync");
        check("wsdl2ruby", "List-Shipments", "list_Shipments");
        assert!(GENERATORS.is_sorted_by_key(|g| g.name.to_lowercase()));
    }

    #[test]
    fn generators_name_types_their_own_way() {
        let wsdl = Wsdl {
            port_types: ["IOrderDesk".into(), "order-desk".into()].into(),
            services: [("OrderAPI".to_owned(), vec![])].into(),
            soap_bindings: ["desk.soap".into(), "desk.secure".into()].into(),
            files: ["order-desk2009.wsdl".into()].into(),
            ..Wsdl::default()
        };
        let check = |name: &str, expected: &[&str]| {
            let generator = GENERATORS.iter().find(|g| g.name == name).expect("a generator");
            assert_eq!(generator.types(&wsdl), expected, "{name}");
        };
        check(
            "svcutil, dotnet-svcutil",
            &[
                "IOrderDesk",
                "orderdesk",
                "OrderDeskClient",
                "orderdeskClient",
                "IOrderDeskChannel",
                "orderdeskChannel",
            ],
        );
        check("wsdl.exe", &["OrderAPI", "desksecure", "desksoap"]);
        check("wsdl-tsclient", &["OrderDesk2009Client", "OrderApi"]);
        check("wsdl2ruby", &["IOrderDesk", "OrderDesk"]);
        // As the package that wsdl-tsclient uses made them.
        assert_eq!(
            ["et-2023", "mktows-2_1", "orderDesk2go", "X1y", "SOAPService"].map(pascal),
            ["Et2023", "Mktows21", "OrderDesk2Go", "X1Y", "SoapService"]
        );
    }
}
