//! The rules every API has without a line in its pack: what stands around the calls.

use super::page::Page;
use super::state;
use crate::rule::Api;

/// A rule about what stands around the calls.
pub(super) struct Common {
    /// Id within each pack.
    pub(super) id: &'static str,
    /// Short title.
    pub(super) title: &'static str,
    says: &'static str,
    found: &'static [&'static str],
    goes: &'static str,
}

/// Sorted by id.
pub(super) static COMMON: &[Common] = &[
    Common {
        id: "client",
        title: "a client of the API is made",
        says: "Where a port or proxy is obtained, a SOAP client is bound to the API, the client of a published library is made, and where a class extends one of them. This is where the REST client comes in.",
        found: &[
            "constructions of generated ports, proxies and services, and getters of ports",
            "constructions of SOAP clients that are bound to one of the API's addresses, or that its calls are made on",
        ],
        goes: "With the last call that is made on it; before the imports, the generated code and the dependency.",
    },
    Common {
        id: "dependency",
        title: "a dependency on a client of the API, or on a SOAP library",
        says: "Names in manifests and lock files. A published client of the API counts by itself, and is told apart when nothing imports it; a SOAP library counts where the code uses the API.",
        found: &[
            "the packages of the pack's published clients, as each manifest writes them",
            "the packages of the SOAP libraries in rules/clients.toml",
        ],
        goes: "After the calls, the imports, the generators and the generated code; a library that serves another SOAP API stays.",
    },
    Common {
        id: "generator",
        title: "a step of the build that generates code from the WSDL",
        says: "Plugins of Maven and Gradle, tasks of Ant, references of .NET projects, and tools in scripts, where a WSDL, address or package of the API stands near.",
        found: &[
            "a plugin in a manifest, where the code uses the API",
            "a tool or task near a sign of the API",
        ],
        goes: "After the last import of the generated code; before the generated code itself, or the build writes it again.",
    },
    Common {
        id: "object",
        title: "an object of a client library is made",
        says: "Some published clients put a call into an object: it holds the record, and its methods are the calls. Where it is made the request begins to be built.",
        found: &["constructions of the classes of a `[[library]]` that are about an object of the API"],
        goes: "With its calls.",
    },
    Common {
        id: "stub",
        title: "code generated from the WSDL",
        says: "One finding a set: the generated types of one folder and those below it, with the generator and the WSDL where the files name them. It is no call, and never migrated by hand.",
        found: &[
            "ports, services and message types by the names generators derive from the WSDL",
            "the namespace in their annotations and attributes",
        ],
        goes: "After the calls, the imports and the generator in the build. JSON lists its files, whole or by lines, under `generated`.",
    },
    Common {
        id: "wsdl",
        title: "a WSDL or schema file of the API",
        says: "The contract that generators and clients were fed with. Its operations are related places of the finding; `unsoap wsdl FILE` shows what is in it.",
        found: &["definitions or a schema whose target namespace is one of the API's"],
        goes: "After the generators, and after clients that read it when they start.",
    },
];

impl Common {
    pub(super) fn recognised(&self, page: &mut Page<'_>) {
        page.heading("How it is recognised");
        self.found.iter().for_each(|found| page.item(found));
        page.gap();
    }
}

pub(super) fn explain(api: &Api, rule: &Common, page: &mut Page<'_>) {
    page.title(&format!("{}/{}", api.id, rule.id), rule.title);
    page.text_block(rule.says, 0);
    page.gap();
    page.field("API", &format!("{} ({})", api.name, state(api)));
    page.field("goes", rule.goes);
    rule.recognised(page);
    page.sources([&api.docs]);
}
