//! What generators and SOAP libraries make of an operation's name.

use super::Wsdl;
use crate::rule::detect::expand;

/// How one generator, or one library, spells things.
pub struct Generator {
    /// For people.
    pub name: &'static str,
    /// Types made for a port type (`{port}`), a binding (`{binding}`) or a service (`{service}`).
    pub types: &'static [&'static str],
    /// How an operation is called.
    pub calls: &'static [&'static str],
}

/// Sorted by name.
pub static GENERATORS: &[Generator] = &[
    Generator {
        name: "Axis 1",
        types: &["{port}", "{service}", "{service}Locator", "{binding}Stub"],
        calls: &["{lower}"],
    },
    Generator {
        name: "Axis 2",
        types: &["{service}Stub", "{service}CallbackHandler"],
        calls: &["{lower}", "start{operation}"],
    },
    Generator { name: "node-soap", types: &[], calls: &["{operation}", "{operation}Async"] },
    Generator {
        name: "PHP SoapClient", types: &[], calls: &["{operation}", "__soapCall('{operation}', …)"]
    },
    Generator { name: "Savon", types: &[], calls: &["call(:{snake}, …)", "request(:{snake})"] },
    Generator { name: "suds, zeep", types: &[], calls: &["service.{operation}"] },
    Generator {
        name: "svcutil, dotnet-svcutil",
        types: &["{port}", "{port}Client", "{port}Channel"],
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
        calls: &[
            "{operation}",
            "{operation}Async",
            "Begin{operation}",
            "End{operation}",
            "{operation}Completed",
        ],
    },
    Generator { name: "wsimport, CXF", types: &["{port}", "{service}"], calls: &["{lower}", "{lower}Async"] },
];

impl Generator {
    /// The types it makes of a WSDL.
    pub fn types(&self, wsdl: &Wsdl) -> Vec<String> {
        let mut all = Vec::new();
        for form in self.types {
            let (hole, names): (_, Vec<&String>) = match form {
                f if f.contains("{port}") => ("{port}", wsdl.port_types.iter().collect()),
                f if f.contains("{binding}") => ("{binding}", wsdl.bindings.iter().collect()),
                _ => ("{service}", wsdl.services.keys().collect()),
            };
            all.extend(names.into_iter().map(|n| form.replace(hole, n)));
        }
        all
    }

    /// How it calls an operation.
    pub fn calls(&self, operation: &str) -> Vec<String> {
        let mut chars = operation.chars();
        let lower: String = chars.next().map_or(String::new(), |c| c.to_lowercase().chain(chars).collect());
        let fill = |form: &&str| form.replace("{lower}", &lower).replace("{snake}", &snake(operation));
        self.calls.iter().map(|form| expand(&fill(form), operation)).collect()
    }
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
        check("svcutil, dotnet-svcutil", "getLead", "BegingetLead");
        assert!(GENERATORS.is_sorted_by_key(|g| g.name.to_lowercase()));
    }
}
