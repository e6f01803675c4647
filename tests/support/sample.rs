//! One report with everything in it that ever broke a consumer: emoji before
//! the match, blanks and `%` in paths, text that would like to be a command,
//! markup, a formula or a terminal escape, and a line of half a megabyte.

use std::collections::BTreeMap;

use unsoap::finding::{
    Confidence, Decision, Evidence, Finding, Generated, GeneratedFile, Hours, Kind, Place, Remedy,
    RemedyStep, Snippet, Units, UseCase, UseCaseCall,
};
use unsoap::http::{Code, Field, HttpRequest, Paste, Value};
use unsoap::linehash::line_hashes;
use unsoap::plan::Plan;
use unsoap::report::{
    ApiStatus, ClientPaste, Estimate, EstimateItem, Ledger, LedgerFile, OperationCount, Problem, Report,
    Summary, Tool, Unresolved,
};
use unsoap::source::{Encoding, SourceFile, Span};

/// The path that percent encoding is about.
pub(crate) const ODD_PATH: &str = "src/sp ace#%é.java";

const SYNC: &str = "\
package com.acme.crm;

import com.marketo.mktows.LeadKey;
import com.marketo.mktows.LeadRecord;
import com.marketo.mktows.MktowsPort;

class LeadSync {
    private MktowsPort port;

    void push(Lead lead) {
        ParamsSyncLead params = new ParamsSyncLead();
        params.setLeadRecord(record(lead));
        params.setMarketoCookie(lead.cookie());
        port.syncLead(params, header());
    }

    LeadRecord find(String email) {
        return port.getLead(key(LeadKeyRef.EMAIL, email), header()).getResult();
    }

    LeadRecord any(LeadKeyRef type, String value) {
        return port.getLead(key(type, value), header()).getResult();
    }
}
";

// Columns are difficult behind a tab and characters of two and four bytes.
const ODD: &str = "// a\r\n\"é😀\t\"; x.getLead()\r\n";

const HOSTILE: &str = "\
# ::add-mask::everything
client.call(:merge_leads, message: \"\x1b[31m::error::<script>alert(1)</script> ##[error]\") # =HYPERLINK(\"http://x\")
::error file=a.rb::not a command
";

const LEGACY: &str = "Legacy soap = new Legacy();\nsoap.perform(\"Schedule\", request);\n";

/// The report.
pub(crate) fn report() -> Report {
    let long = format!("{}m.getLead(k);{}", "a(b,c);".repeat(40_000), "d(e);".repeat(40_000));
    let findings = vec![
        dependency(),
        stub(),
        import(),
        parameter(),
        sync_lead(),
        get_lead(),
        open_get_lead(),
        legacy(),
        odd(),
        wrapper(),
        minified(&long),
        merge_leads(),
    ];
    let mut findings: Vec<Finding> = findings.into_iter().map(numbered).collect();
    findings.sort_by(|a, b| (&a.place, &a.rule).cmp(&(&b.place, &b.rule)));
    let mut kinds = BTreeMap::new();
    for finding in &findings {
        *kinds.entry(finding.kind.id().to_owned()).or_insert(0) += 1;
    }
    let cleanup = unsoap::cleanup::list(&findings);
    Report {
        version: 1,
        // Not the real one: a release changes no snapshot.
        tool: Tool { name: "unsoap".into(), version: "1.2.3".into() },
        apis: apis(),
        findings,
        problems: problems(),
        summary: Summary { files: 12_345, parsed: 18, kinds, operations: operations() },
        estimate: estimate(),
        ledger: ledger(),
        existing: Vec::new(),
        frontier: Vec::new(),
        cleanup,
        plan: Plan::default(),
        baseline: None,
        provenance: None,
        history: None,
        recipes: recipes(),
        clients: vec![ClientPaste {
            api: "marketo".into(),
            snippet: "python".into(),
            name: "Python 3, requests".into(),
            text: PASTE.into(),
        }],
    }
}

/// A scan that found nothing and understood everything.
pub(crate) fn clean() -> Report {
    Report {
        findings: vec![],
        problems: vec![],
        summary: Summary { files: 3, parsed: 0, ..Summary::default() },
        estimate: Estimate::default(),
        ledger: Ledger::default(),
        frontier: Vec::new(),
        cleanup: Vec::new(),
        plan: Plan::default(),
        baseline: None,
        provenance: None,
        history: None,
        recipes: Vec::new(),
        clients: Vec::new(),
        ..report()
    }
}

fn dependency() -> Finding {
    Finding {
        kind: Kind::Dependency,
        title: "the client library markety".into(),
        remedy: says("Replace the library by a REST client.", "M"),
        ..at(
            "Gemfile",
            "source 'https://rubygems.org'\ngem 'markety'\n",
            "markety",
            "marketo/library",
            "ruby",
        )
    }
}

fn stub() -> Finding {
    let path = "gen/com/marketo/mktows/MktowsPort.java";
    let related = |name: &str| Place {
        path: format!("gen/com/marketo/mktows/{name}.java"),
        line: 1,
        column: 1,
        end_line: 1,
        end_column: 8,
    };
    let file =
        |name: &str| GeneratedFile { path: format!("gen/com/marketo/mktows/{name}.java"), lines: vec![] };
    Finding {
        kind: Kind::Stub,
        title: "code generated from the WSDL".into(),
        remedy: says("Delete it, and its step in the build, with the last call.", "S"),
        related: vec![related("LeadKey"), related("LeadRecord"), related("ObjectFactory")],
        generated: Some(Generated {
            generator: Some("wsimport".into()),
            wsdl: Some("https://na-x.marketo.com/soap/mktows/2_0?WSDL".into()),
            operations: 23,
            files: ["LeadKey", "MktowsPort"].map(file).into(),
        }),
        ..at(path, "public interface MktowsPort {\n}\n", "MktowsPort", "marketo/stub", "java")
    }
}

fn import() -> Finding {
    Finding {
        kind: Kind::Import,
        title: "import of generated code".into(),
        remedy: says("Remove it with the last call in the file.", "S"),
        ..at("src/LeadSync.java", SYNC, "com.marketo.mktows.MktowsPort", "marketo/import", "java")
    }
}

fn parameter() -> Finding {
    Finding {
        kind: Kind::Parameter,
        within: Some("LeadSync.push".into()),
        title: "the marketoCookie parameter".into(),
        remedy: Remedy {
            says: "Associate the cookie with the lead in a call of its own, after the lead exists.".into(),
            steps: vec![step(
                "follow-up",
                "Associate Lead",
                "POST",
                "/rest/v1/leads/{leadId}/associate.json",
            )],
            hazards: vec!["The cookie must be URL-encoded, `&` above all.".into()],
            docs: vec!["https://example.com/docs/associate".into()],
            equivalent: "full".into(),
            class: "M".into(),
            ..Remedy::default()
        },
        ..at("src/LeadSync.java", SYNC, "setMarketoCookie", "marketo/marketo-cookie", "java")
    }
}

fn sync_lead() -> Finding {
    Finding {
        operation: Some("syncLead".into()),
        within: Some("LeadSync.push".into()),
        title: "syncLead call".into(),
        evidence: port("src/LeadSync.java"),
        remedy: Remedy {
            says: "Upsert by email; the answer holds a status for each lead, not a fault.".into(),
            steps: vec![
                RemedyStep {
                    args: args(&[("action", "createOrUpdate"), ("lookupField", "email")]),
                    ..step("main", "Sync Leads", "POST", "/rest/v1/leads.json")
                },
                step("follow-up", "Associate Lead", "POST", "/rest/v1/leads/{leadId}/associate.json"),
            ],
            hazards: vec![
                "A call succeeds although a lead was skipped: read `result[].status`.".into(),
                "Duplicates are an error (1007), not a silent choice.".into(),
            ],
            docs: vec!["https://example.com/docs/leads#sync".into()],
            equivalent: "full".into(),
            class: "M".into(),
            ..Remedy::default()
        },
        effort: Hours { low: 1.5, likely: 3.0, high: 8.0 },
        decision: Some(Decision {
            rows: vec!["email".into(), "cookie".into()],
            request: args(&[("leadRecord.Email", "lead.email"), ("marketoCookie", "lead.cookie()")]),
            ..Decision::default()
        }),
        ..at("src/LeadSync.java", SYNC, "syncLead", "marketo/sync-lead", "java")
    }
}

fn get_lead() -> Finding {
    Finding {
        operation: Some("getLead".into()),
        within: Some("LeadSync.find".into()),
        title: "getLead call".into(),
        evidence: port("src/LeadSync.java"),
        remedy: leads_by_email(),
        effort: Hours { low: 0.5, likely: 1.0, high: 2.5 },
        decision: Some(Decision {
            rows: vec!["email".into()],
            request: args(&[("leadKey.keyType", "EMAIL"), ("leadKey.keyValue", "email")]),
            ..Decision::default()
        }),
        ..at("src/LeadSync.java", SYNC, "getLead", "marketo/get-lead", "java")
    }
}

fn open_get_lead() -> Finding {
    let mut finding = Finding {
        operation: Some("getLead".into()),
        confidence: Confidence::Likely,
        within: Some("LeadSync.any".into()),
        title: "getLead call".into(),
        evidence: port("src/LeadSync.java"),
        remedy: Remedy { equivalent: "open".into(), class: "M".into(), ..leads_by_email() },
        effort: Hours { low: 0.5, likely: 2.0, high: 6.0 },
        decision: Some(Decision {
            open: vec!["id".into(), "email".into(), "cookie".into()],
            question: Some("which key types can `type` be: IDNUM, EMAIL or COOKIE?".into()),
            request: args(&[("leadKey.keyType", "type")]),
            ..Decision::default()
        }),
        ..at("src/LeadSync.java", SYNC, "getLead", "marketo/get-lead", "java")
    };
    // The second call of the file.
    let source = SourceFile::new("src/LeadSync.java", SYNC.into(), Encoding::Utf8);
    let second = SYNC.rfind("getLead").expect("the sample has two calls");
    (finding.place, finding.units, finding.snippet) = located(&source, second, "getLead".len());
    finding
}

fn legacy() -> Finding {
    Finding {
        api: "other".into(),
        operation: Some("Schedule".into()),
        object: Some("Automation".into()),
        confidence: Confidence::Possible,
        within: Some("Nightly.run".into()),
        test: true,
        title: "perhaps a Schedule call".into(),
        evidence: vec![Evidence {
            reason: "operation-name".into(),
            says: "`perform` gets the name \"Schedule\"".into(),
            path: "src/Nightly.cs".into(),
            line: 2,
            text: "\"Schedule\"".into(),
        }],
        remedy: Remedy {
            says: "Nothing schedules from outside; move the schedule into the product.".into(),
            equivalent: "none".into(),
            class: "X".into(),
            docs: vec!["https://example.com/docs/schedule".into()],
            hazards: vec!["Time zones were those of the server, now they are the account's.".into()],
            ..Remedy::default()
        },
        effort: Hours { low: 4.0, likely: 12.0, high: 40.0 },
        ..at("src/Nightly.cs", LEGACY, "Schedule", "other/schedule-automation", "csharp")
    }
}

fn odd() -> Finding {
    Finding {
        operation: Some("getLead".into()),
        confidence: Confidence::Likely,
        title: "getLead call".into(),
        evidence: vec![Evidence {
            reason: "import".into(),
            says: "the file imports com.marketo.mktows".into(),
            path: ODD_PATH.into(),
            line: 1,
            text: "// a".into(),
        }],
        remedy: leads_by_email(),
        effort: Hours { low: 0.5, likely: 1.0, high: 2.5 },
        ..at(ODD_PATH, ODD, "getLead", "marketo/get-lead", "java")
    }
}

fn wrapper() -> Finding {
    let text = "session.find_lead(email)\n";
    let hop = |path: &str, line, says: &str, text: &str| Evidence {
        reason: "forwarder".into(),
        says: says.into(),
        path: path.into(),
        line,
        text: text.into(),
    };
    Finding {
        kind: Kind::Wrapper,
        operation: Some("getLead".into()),
        title: "call of a wrapper of getLead".into(),
        remedy: says("Stays as it is when Session.find_lead keeps what it promises.", "S"),
        evidence: vec![hop("lib/session.rb", 12, "Session.find_lead performs getLead", "find_lead")],
        chain: vec![
            hop("lib/session.rb", 12, "Session.find_lead calls Session.send_request", "send_request"),
            hop("lib/session.rb", 30, "Session.send_request performs it", "call"),
        ],
        ..at("web/app.rb", text, "find_lead", "marketo/get-lead", "ruby")
    }
}

fn minified(text: &str) -> Finding {
    Finding {
        operation: Some("getLead".into()),
        confidence: Confidence::Likely,
        title: "getLead call".into(),
        remedy: leads_by_email(),
        effort: Hours { low: 0.5, likely: 1.0, high: 2.5 },
        ..at("web/bundle.js", text, "getLead", "marketo/get-lead", "javascript")
    }
}

fn merge_leads() -> Finding {
    Finding {
        operation: Some("mergeLeads".into()),
        within: Some("Clean<script>`up`\n::error::x\x1b[0m".into()),
        title: "mergeLeads call".into(),
        evidence: vec![
            Evidence {
                reason: "client-bound".into(),
                says: "client is bound to \"https://x\x1b]0;owned\x07/soap/mktows/2_3\"".into(),
                path: "web/::error file=é%,:.rb".into(),
                line: 2,
                text: "client".into(),
            },
            Evidence {
                reason: "operation-name".into(),
                says: "the operation is `:merge_leads`, =HYPERLINK(\"http://x\")".into(),
                path: "web/::error file=é%,:.rb".into(),
                line: 2,
                text: ":merge_leads".into(),
            },
        ],
        remedy: Remedy {
            says: "Merge in portions of 25.".into(),
            steps: vec![RemedyStep {
                args: args(&[("leadIds", "\"a,b\"\n::warning::<b>`x`</b>"), ("mergeInCRM", "false")]),
                ..step("main", "Merge Leads", "POST", "/rest/v1/leads/{leadId}/merge.json")
            }],
            hazards: vec!["The winner is named in the path.".into()],
            docs: vec!["https://example.com/docs/merge".into()],
            equivalent: "partial".into(),
            class: "M".into(),
            ..Remedy::default()
        },
        effort: Hours { low: 1.0, likely: 2.0, high: 5.0 },
        ..at("web/::error file=é%,:.rb", HOSTILE, "merge_leads", "marketo/merge-leads", "ruby")
    }
}

/// A certain call of the removed API at the first `needle`; the cases say what differs.
fn at(path: &str, text: &str, needle: &str, rule: &str, language: &str) -> Finding {
    let source = SourceFile::new(path, text.to_owned(), Encoding::Utf8);
    let start = text.find(needle).expect("the needle is in the sample");
    let (place, units, snippet) = located(&source, start, needle.len());
    Finding {
        rule: rule.into(),
        api: "marketo".into(),
        operation: None,
        object: None,
        kind: Kind::Call,
        confidence: Confidence::Certain,
        evidence: vec![],
        place,
        units,
        language: language.into(),
        within: None,
        test: false,
        title: String::new(),
        remedy: Remedy::default(),
        effort: Hours { low: 0.1, likely: 0.2, high: 0.5 },
        fingerprint: String::new(),
        snippet,
        decision: None,
        chain: vec![],
        related: vec![],
        generated: None,
    }
}

fn located(source: &SourceFile, start: usize, length: usize) -> (Place, Units, Snippet) {
    let span = Span::new(start..start + length);
    let (first, last) = (source.position(span.start), source.position(span.end));
    let place = Place {
        path: source.path.clone(),
        line: first.line,
        column: first.column,
        end_line: last.line,
        end_column: last.column,
    };
    let units = Units {
        utf16_column: first.utf16,
        utf16_end_column: last.utf16,
        byte_column: first.byte,
        byte_end_column: last.byte,
    };
    let first_line = first.line.saturating_sub(1).max(1);
    let snippet = Snippet {
        first_line,
        lines: (first_line..=(first.line + 1).min(source.line_count()))
            .map(|line| source.line_text(line).to_owned())
            .collect(),
        line_hash: line_hashes(&source.text).get(first.line as usize - 1).cloned(),
    };
    (place, units, snippet)
}

/// Any fingerprint will do as long as it differs.
fn numbered(mut finding: Finding) -> Finding {
    let mut value = 0xcbf2_9ce4_8422_2325_u64;
    let text = format!("{} {:?}", finding.rule, finding.place);
    for byte in text.bytes() {
        value = (value ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    finding.fingerprint = format!("{value:016x}");
    finding
}

/// What is pasted would like to end the page, steer the terminal and run a command.
const PASTE: &str = "# </script><script>alert(1)</script> \u{1b}[31m\nanswer = call_rest(\"GET\", \"/rest/v1/leads.json\")\n::error::no command\n";

fn leads_by_email() -> Remedy {
    let email = Code {
        code: "email".into(),
        name: "email".into(),
        at: "LeadSync.java:17".into(),
        usable: true,
        ..Code::default()
    };
    let field = |name: &str, value| Field { name: name.into(), value };
    let request = HttpRequest {
        role: "main".into(),
        name: "Get Leads by Filter Type".into(),
        method: "GET".into(),
        path: "/rest/v1/leads.json".into(),
        query: vec![
            field("filterType", Value::Text("email".into())),
            field("filterValues", Value::Code(email)),
            field("fields", Value::Unknown("the fields the caller reads".into())),
        ],
        answer: "leadsByFilterTypeAnswer".into(),
        ..HttpRequest::default()
    };
    Remedy {
        requests: vec![request],
        snippet: Some(Paste { snippet: "python".into(), text: PASTE.into() }),
        says: "Filter leads by email; the answer is a list, empty when nobody has the address.".into(),
        steps: vec![RemedyStep {
            args: args(&[("filterType", "email"), ("filterValues", "leadKey.keyValue")]),
            ..step("main", "Get Leads by Filter Type", "GET", "/rest/v1/leads.json")
        }],
        hazards: vec![
            "An unknown key raised fault 20103; now the answer is an empty list.".into(),
            "A filter may match several leads.".into(),
        ],
        docs: vec!["https://example.com/docs/leads".into()],
        equivalent: "full".into(),
        class: "S".into(),
    }
}

fn says(text: &str, class: &str) -> Remedy {
    Remedy {
        says: text.into(),
        hazards: vec!["The build may still name it.".into()],
        docs: vec!["https://example.com/docs".into()],
        equivalent: "full".into(),
        class: class.into(),
        ..Remedy::default()
    }
}

fn step(role: &str, name: &str, method: &str, path: &str) -> RemedyStep {
    RemedyStep {
        role: role.into(),
        name: name.into(),
        method: method.into(),
        path: path.into(),
        args: BTreeMap::new(),
        docs: "https://example.com/docs/endpoint".into(),
    }
}

fn args(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn port(path: &str) -> Vec<Evidence> {
    let evidence = |reason: &str, says: &str, line, text: &str| Evidence {
        reason: reason.into(),
        says: says.into(),
        path: path.into(),
        line,
        text: text.into(),
    };
    vec![
        evidence("receiver-type", "receiver is MktowsPort, from com.marketo.mktows", 8, "MktowsPort port"),
        evidence("import", "MktowsPort is imported here", 5, "com.marketo.mktows.MktowsPort"),
    ]
}

fn apis() -> Vec<ApiStatus> {
    vec![
        ApiStatus {
            id: "marketo".into(),
            name: "Marketo Engage SOAP API".into(),
            replacement: "Marketo Engage REST API".into(),
            state: "removed".into(),
            date: Some("2026-07-31".into()),
            says: "SOAP calls fail since 2026-07-31.".into(),
            source: vec!["https://example.com/marketo/soap-faq".into()],
            as_of: Some("removed 114 days ago".into()),
        },
        ApiStatus {
            id: "other".into(),
            name: "Other SOAP API".into(),
            replacement: "Other REST API".into(),
            state: "discouraged".into(),
            date: None,
            says: "New work should use REST; no end is announced.".into(),
            source: vec!["https://example.com/other".into()],
            as_of: None,
        },
    ]
}

fn problems() -> Vec<Problem> {
    let problem = |path: &str, line, kind: &str, says: &str| Problem {
        path: path.into(),
        line,
        kind: kind.into(),
        says: says.into(),
    };
    vec![
        problem("old/\x1b[2Jdump.java", None, "too-large", "larger than 10 MiB; raise --max-file-size"),
        problem("src/Broken.php", Some(7), "syntax", "one place could not be parsed"),
    ]
}

fn operations() -> Vec<OperationCount> {
    let row = |rule: &str, operation: &str, counts: [usize; 5], remedy: &str| OperationCount {
        rule: rule.into(),
        operation: operation.into(),
        calls: counts[0],
        tests: counts[1],
        certain: counts[2],
        likely: counts[3],
        possible: counts[4],
        remedy: remedy.into(),
    };
    vec![
        row("marketo/get-lead", "getLead", [4, 0, 1, 3, 0], "GET /rest/v1/leads.json"),
        row("marketo/merge-leads", "mergeLeads", [1, 0, 1, 0, 0], "POST /rest/v1/leads/{leadId}/merge.json"),
        row("marketo/sync-lead", "syncLead", [1, 0, 1, 0, 0], "2 different replacements"),
        row("other/schedule-automation", "Schedule Automation", [1, 1, 0, 0, 1], "no equivalent"),
    ]
}

fn estimate() -> Estimate {
    let item = |item: &str, what: &str, category: &str, count, probability, hours| EstimateItem {
        item: item.into(),
        what: what.into(),
        category: category.into(),
        count,
        probability,
        hours,
        average: hours.likely,
        because: "no REST client was found".into(),
        evidence: None,
    };
    Estimate {
        total: Hours { low: 28.0, likely: 61.0, high: 140.0 },
        average: 69.5,
        basis: vec!["uncalibrated".into()],
        items: vec![
            item(
                "foundation",
                "REST client",
                "mandatory",
                1,
                1.0,
                Hours { low: 8.0, likely: 16.0, high: 40.0 },
            ),
            item(
                "operation",
                "marketo/get-lead (email)",
                "mandatory",
                4,
                0.95,
                Hours { low: 1.0, likely: 3.0, high: 8.0 },
            ),
            item(
                "operation",
                "other/schedule-automation",
                "potential",
                1,
                0.6,
                Hours { low: 4.0, likely: 12.0, high: 40.0 },
            ),
        ],
    }
}

fn ledger() -> Ledger {
    let file = |path: &str, state: &str, bytes, lost_lines| LedgerFile {
        path: path.into(),
        state: state.into(),
        bytes,
        lost_lines,
    };
    Ledger {
        relevant_bytes: 12_000,
        understood_bytes: 11_400,
        files: vec![
            file("src/Broken.php", "partly", 600, 3),
            file("src/LeadSync.java", "understood", SYNC.len() as u64, 0),
        ],
        unresolved: vec![Unresolved {
            path: "lib/session.rb".into(),
            line: 44,
            says: "client.call(name) with a name read from a file".into(),
            operations: vec![],
        }],
    }
}

/// The lead is written and read in one method; text of the scanned code stands in the places.
fn recipes() -> Vec<UseCase> {
    let call = |path: &str, line: u32, rule: &str, fingerprint: &str| UseCaseCall {
        path: path.into(),
        line,
        column: 14,
        rule: rule.into(),
        fingerprint: fingerprint.into(),
    };
    vec![UseCase {
        recipe: "marketo/look-up-then-sync".into(),
        api: "marketo".into(),
        title: "read a lead to decide whether to create or update it".into(),
        calls: vec![
            call(ODD_PATH, 2, "marketo/get-lead", "0123456789abcdef01234567"),
            call("src/LeadSync.java", 14, "marketo/sync-lead", "76543210fedcba9876543210"),
        ],
        within: vec!["Nightly.<b>run</b>".into()],
        confidence: Confidence::Likely,
        test: false,
        question: Some("what is `leadKey.keyType`? it comes from `\x1b[1m<i>type`, LeadSync.java:22".into()),
        remedy: Remedy {
            hazards: vec!["Two leads of one address were no obstacle to the read.".into()],
            ..says("Drop the read: Sync Leads decides itself.", "S")
        },
        fingerprint: "00112233445566778899aabb".into(),
    }]
}
