//! What generators and SOAP libraries make of an operation's name.

use super::Wsdl;
use crate::rule::detect::expand;

/// How one generator, or one library, spells things.
pub struct Generator {
    /// For people.
    pub name: &'static str,
    /// Types made for a port type (`{port}`), a binding (`{Binding}`) or a service (`{service}`);
    /// with a capital the name is made that of a class.
    pub types: &'static [&'static str],
    /// The same where a service is called like a port type.
    pub types_of_twins: &'static [&'static str],
    /// How an operation is called.
    pub calls: &'static [&'static str],
}

/// Sorted by name.
pub static GENERATORS: &[Generator] = &[
    Generator {
        name: "Axis 1",
        types: &["{Port}", "{Service}", "{Service}Locator", "{Binding}Stub"],
        types_of_twins: &[
            "{Port}_PortType",
            "{Service}_Service",
            "{Service}_ServiceLocator",
            "{Binding}Stub",
        ],
        calls: &["{method}"],
    },
    Generator {
        name: "Axis 2",
        types: &["{Service}Stub", "{Service}CallbackHandler"],
        types_of_twins: &[],
        calls: &["{method}", "start{operation}"],
    },
    Generator {
        name: "node-soap",
        types: &[],
        types_of_twins: &[],
        calls: &["{operation}", "{operation}Async"],
    },
    Generator {
        name: "PHP SoapClient",
        types: &[],
        types_of_twins: &[],
        calls: &["{operation}", "__soapCall('{operation}', …)"],
    },
    Generator {
        name: "Savon",
        types: &[],
        types_of_twins: &[],
        calls: &["call(:{snake}, …)", "request(:{snake})"],
    },
    Generator { name: "suds, zeep", types: &[], types_of_twins: &[], calls: &["service.{operation}"] },
    Generator {
        name: "svcutil, dotnet-svcutil",
        types: &["{port}", "{port}Client", "{port}Channel"],
        types_of_twins: &[],
        calls: &[
            "{operation}",
            "{operation}Async",
            "Begin{operation}",
            "End{operation}",
            "{operation}Completed",
        ],
    },
    Generator {
        name: "wsdl.exe",
        types: &["{service}"],
        types_of_twins: &[],
        calls: &[
            "{operation}",
            "{operation}Async",
            "Begin{operation}",
            "End{operation}",
            "{operation}Completed",
        ],
    },
    Generator {
        name: "wsimport, CXF",
        types: &["{Port}", "{Service}"],
        types_of_twins: &["{Port}", "{Service}_Service"],
        calls: &["{camel}", "{camel}Async"],
    },
];

impl Generator {
    /// The types it makes of a WSDL.
    pub fn types(&self, wsdl: &Wsdl) -> Vec<String> {
        let class = |name: &String| capital(&joined(name, false));
        let is_twin = |port: &String| wsdl.services.keys().any(|service| class(service) == class(port));
        let twins = !self.types_of_twins.is_empty() && wsdl.port_types.iter().any(is_twin);
        let mut all = Vec::new();
        for form in if twins { self.types_of_twins } else { self.types } {
            // Each form begins with its hole.
            let hole = &form[..form.find('}').map_or(0, |at| at + 1)];
            let names: Vec<&String> = match hole {
                "{port}" | "{Port}" => wsdl.port_types.iter().collect(),
                "{Binding}" => wsdl.bindings.iter().collect(),
                _ => wsdl.services.keys().collect(),
            };
            let is_class = hole.contains(char::is_uppercase);
            all.extend(
                names.into_iter().map(|n| form.replace(hole, &if is_class { class(n) } else { n.clone() })),
            );
        }
        all
    }

    /// How it calls an operation.
    pub fn calls(&self, operation: &str) -> Vec<String> {
        let fill = |form: &&str| {
            form.replace("{method}", &lower(&joined(operation, false)))
                .replace("{camel}", &lower(&joined(operation, true)))
                .replace("{snake}", &snake(operation))
        };
        self.calls.iter().map(|form| expand(&fill(form), operation)).collect()
    }
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
pub(super) fn capital(name: &str) -> String {
    let mut chars = name.chars();
    chars.next().map_or(String::new(), |c| c.to_uppercase().chain(chars).collect())
}

fn lower(name: &str) -> String {
    let mut chars = name.chars();
    chars.next().map_or(String::new(), |c| c.to_lowercase().chain(chars).collect())
}

/// `getLead` → `get_lead`, `SOAPCall` → `soap_call`.
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
    out
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
        check("svcutil, dotnet-svcutil", "getLead", "BegingetLead");
        assert!(GENERATORS.is_sorted_by_key(|g| g.name.to_lowercase()));
    }
}
