//! Code in, row out: which row of a decision table a call leads to, read from
//! the code that builds its request.

#[path = "fixtures/marks.rs"]
#[expect(dead_code, reason = "only tests/fixtures.rs shows a mark as it is written")]
mod marks;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use unsoap::finding::{Finding, Kind};
use unsoap::request::site;
use unsoap::rule::{Api, Condition, Hazard, RowKind, Rules, Test};
use unsoap::scan::{Options, scan};
use unsoap::walk::WalkOptions;

fn rules() -> &'static Rules {
    Rules::embedded()
}

/// The calls of an operation in one file of code.
fn calls(name: &str, code: &str, operation: &str) -> Vec<Finding> {
    let root =
        PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("decisions").join(name.replace(['/', ' '], "_"));
    let file = root.join(name.rsplit('/').next().unwrap_or(name));
    fs::create_dir_all(&root).expect("a directory for the code");
    fs::write(&file, code).expect("the code");
    let options = Options {
        walk: WalkOptions { roots: vec![root], threads: 1, no_ignore: true, ..WalkOptions::default() },
        ..Options::default()
    };
    let findings = scan(&options, rules()).findings;
    findings
        .into_iter()
        .filter(|f| f.kind == Kind::Call && f.operation.as_deref() == Some(operation))
        .collect()
}

/// What went wrong with a case; nothing when the row is the only base row.
fn wrong(name: &str, code: &str, operation: &str, row: &str) -> Option<String> {
    let found = calls(name, code, operation);
    let [call] = found.as_slice() else {
        return Some(format!("{name}: {} calls of {operation}", found.len()));
    };
    let decision = call.decision.as_ref()?;
    let rule =
        rules().apis.iter().find_map(|a| a.operations.iter().find(|o| o.operation.as_str() == operation))?;
    let kind = |id: &String| rule.rows.iter().find(|r| r.id == *id).map(|r| r.kind);
    let base: Vec<&String> = decision.rows.iter().filter(|r| kind(r) == Some(RowKind::Base)).collect();
    let wanted = rule.rows.iter().find(|r| r.id == row).map(|r| r.kind);
    let holds = match wanted {
        Some(RowKind::Base) => base == [row],
        _ => decision.rows.iter().any(|r| r == row),
    };
    (!holds).then(|| {
        format!(
            "{name}: wants {row}, has {:?}, open {:?}, asks {:?}, read {:?}",
            decision.rows, decision.open, decision.question, decision.request
        )
    })
}

const JAVA: &str = "import com.marketo.mktows.*;\nclass A {\n  MktowsPort port;\n  AuthenticationHeader header;\n  void run(String v, boolean some) throws Exception {\n";
const PHP: &str = "<?php\n$c = new SoapClient('https://na-a.marketo.com/soap/mktows/2_0?WSDL');\n";
const RUBY: &str =
    "require 'savon'\nclient = Savon.client(wsdl: 'http://app.marketo.com/soap/mktows/2_3?WSDL')\n";
const SUDS: &str =
    "from suds.client import Client\nc = Client('http://app.marketo.com/soap/mktows/2_3?WSDL')\n";
const CSHARP: &str = "using CodeCrafts.MarketoSoap;\nclass A {\n  MktowsPortClient client = new MktowsPortClient();\n  void Run(string v, bool some) {\n    var header = new AuthenticationHeader();\n";
const NODE: &str = "const soap = require('soap');\nsoap.createClient('http://app.marketo.com/soap/mktows/2_3?WSDL', function (err, client) {\n";

/// File, code before, code, code behind, operation, row.
const CASES: &[(&str, &str, &str, &str, &str, &str)] = &[
    (
        "java/setters.java",
        JAVA,
        "ParamsGetLead p = new ParamsGetLead(); LeadKey k = new LeadKey(); k.setKeyType(LeadKeyRef.EMAIL); k.setKeyValue(v); p.setLeadKey(k); port.getLead(p, header);",
        "}}",
        "getLead",
        "key",
    ),
    (
        "java/set_after_attached.java",
        JAVA,
        "ParamsGetLead p = new ParamsGetLead(); LeadKey k = new LeadKey(); p.setLeadKey(k); k.setKeyType(LeadKeyRef.IDNUM); k.setKeyValue(v); port.getLead(p, header);",
        "}}",
        "getLead",
        "idnum",
    ),
    (
        "java/helper.java",
        JAVA,
        "ParamsGetLead p = new ParamsGetLead(); p.setLeadKey(key(LeadKeyRef.IDNUM, v)); port.getLead(p, header); } LeadKey key(LeadKeyRef t, String s) { LeadKey k = new LeadKey(); k.setKeyType(t); k.setKeyValue(s); return k;",
        "}}",
        "getLead",
        "idnum",
    ),
    (
        "java/both_branches.java",
        JAVA,
        "ParamsGetLead p = new ParamsGetLead(); LeadKey k = new LeadKey(); if (some) { k.setKeyType(LeadKeyRef.EMAIL); } else { k.setKeyType(LeadKeyRef.COOKIE); } k.setKeyValue(v); p.setLeadKey(k); port.getLead(p, header);",
        "}}",
        "getLead",
        "key",
    ),
    (
        "java/object_factory.java",
        JAVA,
        "ObjectFactory f = new ObjectFactory(); ParamsGetMultipleLeads p = new ParamsGetMultipleLeads(); StaticListSelector s = new StaticListSelector(); s.setStaticListId(f.createStaticListSelectorStaticListId(12)); p.setLeadSelector(s); port.getMultipleLeads(p, header);",
        "}}",
        "getMultipleLeads",
        "listid",
    ),
    (
        "php/array.php",
        PHP,
        "$p = array('paramsGetLead' => array('leadKey' => array('keyType' => 'EMAIL', 'keyValue' => $v)));\n$c->__soapCall('getLead', $p, $options, $h);",
        "",
        "getLead",
        "key",
    ),
    (
        "php/object.php",
        PHP,
        "$k = new stdClass(); $k->keyType = 'IDNUM'; $k->keyValue = $v; $p = new stdClass(); $p->leadKey = $k;\n$c->getLead($p);",
        "",
        "getLead",
        "idnum",
    ),
    (
        "ruby/hash.rb",
        RUBY,
        "request = { :lead_key => { :key_type => 'EMAIL', :key_value => email } }\nclient.call(:get_lead, message: request)\n",
        "",
        "getLead",
        "key",
    ),
    (
        "ruby/nested.rb",
        RUBY,
        "key = { key_value: id }\nkey[:key_type] = 'IDNUM'\nclient.call(:get_lead, message: { lead_key: key })\n",
        "",
        "getLead",
        "idnum",
    ),
    (
        "python/factory.py",
        SUDS,
        "k = c.factory.create('LeadKey')\nk.keyType = 'EMAIL'\nk.keyValue = v\nc.service.getLead(k)\n",
        "",
        "getLead",
        "key",
    ),
    (
        "python/dict.py",
        SUDS,
        "params = {'leadKey': {'keyType': 'IDNUM', 'keyValue': v}}\nc.service.getLead(**params)\n",
        "",
        "getLead",
        "idnum",
    ),
    (
        "csharp/initialiser.cs",
        CSHARP,
        "client.getLead(header, new ParamsGetLead { leadKey = new LeadKey { keyType = LeadKeyRef.EMAIL, keyValue = v } });",
        "}}",
        "getLead",
        "key",
    ),
    (
        "node/literal.js",
        NODE,
        "client.getLead({ leadKey: { keyType: 'IDNUM', keyValue: id } }, function (err, res) { done(res); });\n",
        "});",
        "getLead",
        "idnum",
    ),
    (
        "python/envelope.py",
        "import requests\nURL = 'https://na-a.marketo.com/soap/mktows/2_3'\n",
        "body = '<soap:Envelope xmlns:ns1=\"http://www.marketo.com/mktows/\"><soap:Body><ns1:paramsGetLead><leadKey><keyType>IDNUM</keyType><keyValue>' + v + '</keyValue></leadKey></ns1:paramsGetLead></soap:Body></soap:Envelope>'\nrequests.post(URL, data=body)\n",
        "",
        "getLead",
        "idnum",
    ),
    (
        "php/sync.php",
        PHP,
        "$r = new stdClass(); $r->Email = $mail; $p = new stdClass(); $p->leadRecord = $r; $p->returnLead = false;\n$c->syncLead($p);",
        "",
        "syncLead",
        "email",
    ),
    (
        "java/sync.java",
        JAVA,
        "ParamsSyncLead p = new ParamsSyncLead(); LeadRecord r = new LeadRecord(); r.setEmail(v); p.setLeadRecord(r); p.setMarketoCookie(v); port.syncLead(p, header, null);",
        "}}",
        "syncLead",
        "email",
    ),
];

#[test]
fn code_leads_to_its_row() {
    let wrong: Vec<String> = CASES
        .iter()
        .filter_map(|(name, before, code, behind, operation, row)| {
            wrong(name, &format!("{before}{code}{behind}\n"), operation, row)
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_is_not_readable_is_asked_with_its_place() {
    let code = format!(
        "{JAVA}ParamsGetLead p = new ParamsGetLead();\nLeadKey k = new LeadKey();\nk.setKeyType(settings.keyType());\nk.setKeyValue(v);\np.setLeadKey(k);\nport.getLead(p, header);\n}}}}\n"
    );
    let found = calls("java/Open.java", &code, "getLead");
    let decision = found.first().and_then(|f| f.decision.as_ref()).expect("a decision");
    let question = decision.question.as_deref().unwrap_or_default();
    assert!(
        question.contains("leadKey.keyType") && question.contains("`settings.keyType()`, Open.java:8"),
        "{question}"
    );
    assert_eq!(found[0].remedy.equivalent, "open");
}

#[test]
fn arguments_are_those_of_the_code() {
    let code =
        format!("{PHP}$c->getLead(array('leadKey' => array('keyType' => 'EMAIL', 'keyValue' => $mail)));\n");
    let found = calls("php/arguments.php", &code, "getLead");
    let args = &found[0].remedy.steps[0].args;
    assert_eq!(args.get("filterType").map(String::as_str), Some("email"));
    assert_eq!(args.get("filterValues").map(String::as_str), Some("$mail"));
}

/// The rows that public code leads to most often.
const MOST_USED: &[(&str, &str)] = &[
    ("get-campaigns-for-source", "mktows"),
    ("get-lead", "key"),
    ("get-lead-activity", "key"),
    ("get-lead-changes", "types"),
    ("list-m-objects", "any"),
    ("request-campaign", "id"),
    ("schedule-campaign", "any"),
    ("sync-custom-objects", "any"),
    ("sync-lead", "email"),
    ("sync-multiple-leads", "email"),
];

/// In how many languages those must be reached.
const LANGUAGES: usize = 5;

/// Languages whose fixtures lead to a row, each with the first of them.
type Reached = BTreeMap<(String, String), BTreeMap<String, String>>;

/// What the marks of the fixtures say; `tests/fixtures.rs` holds them true.
fn reached(api: &Api) -> Reached {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let marks = marks::of(&root, &root).expect("the marks can be read").marks;
    let mut reached = Reached::new();
    for mark in marks.iter().filter(|m| m.word == marks::Word::Expect) {
        let Some(operation) = mark.rule.strip_prefix(&format!("{}/", api.id)) else { continue };
        let language = mark.path.split('/').next().unwrap_or_default().to_owned();
        for row in mark.rows.iter().flatten().filter(|r| *r != "?") {
            let by = reached.entry((operation.to_owned(), row.clone())).or_default();
            by.entry(language.clone()).or_insert_with(|| format!("{}:{}", mark.path, mark.line));
        }
    }
    reached
}

/// A condition that no code can say.
fn for_a_person(when: &[Condition]) -> Option<String> {
    when.iter().find_map(|condition| match &condition.test {
        Test::Is(words) if !condition.subjects.iter().any(|s| site::is_of_code(s, words)) => {
            Some(condition.to_string())
        }
        _ => None,
    })
}

fn table(api: &Api, reached: &Reached) -> String {
    let mut text = format!(
        "# Decision rows of {}\n\n\
         Which fixture leads to which row of the decision tables under `rules/{}/operations/`.\n\
         Written by `UPDATE_DOCS=1 cargo test --test decisions`; `cargo test --test fixtures` scans the fixtures.\n\n\
         | operation | row | kind | holds when | reached by |\n|---|---|---|---|---|\n",
        api.name, api.id
    );
    for rule in &api.operations {
        for row in &rule.rows {
            let when: Vec<String> = row.when.iter().map(|c| format!("`{c}`")).collect();
            let by = match (reached.get(&(rule.id.clone(), row.id.clone())), for_a_person(&row.when)) {
                (Some(by), _) => {
                    let link = |(language, place): (&String, &String)| {
                        let path = place.rsplit_once(':').map_or(place.as_str(), |(path, _)| path);
                        format!("[{language}](../fixtures/{path})")
                    };
                    by.iter().map(link).collect::<Vec<_>>().join(", ")
                }
                (None, Some(condition)) => format!("no code: a person must say whether `{condition}`"),
                (None, None) => "nothing".to_owned(),
            };
            let kind = match row.kind {
                RowKind::Base => "base",
                RowKind::Modifier => "modifier",
                RowKind::Alternative => "alternative",
            };
            text.push_str(&format!(
                "| {} | {} | {kind} | {} | {by} |\n",
                rule.operation,
                row.id,
                when.join(" and ")
            ));
        }
    }
    text
}

#[test]
fn every_row_is_reached_by_a_fixture_or_asked_of_a_person() {
    let api = rules().api("marketo").expect("the pack");
    let reached = reached(api);
    let rows = api.operations.iter().flat_map(|o| o.rows.iter().map(move |r| (o, r)));
    let missed: Vec<String> = rows
        .filter(|(rule, row)| {
            !reached.contains_key(&(rule.id.clone(), row.id.clone())) && for_a_person(&row.when).is_none()
        })
        .map(|(rule, row)| format!("{} {}", rule.id, row.id))
        .collect();
    assert!(missed.is_empty(), "write a fixture with `row=`: {missed:?}");
    for (operation, row) in MOST_USED {
        let by = reached.get(&((*operation).to_owned(), (*row).to_owned())).map_or(0, BTreeMap::len);
        assert!(by >= LANGUAGES, "{operation} {row} is reached in {by} languages only");
    }
}

#[test]
fn the_table_of_rows_is_that_of_the_fixtures() {
    let api = rules().api("marketo").expect("the pack");
    let table = table(api, &reached(api));
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/decisions.md");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, &table).expect("the docs can be written");
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
    assert!(written == table, "docs/decisions.md is old: UPDATE_DOCS=1 cargo test --test decisions");
}

/// Where fixtures run into a hazard and, in the same file, do not.
#[derive(Default)]
struct Shown {
    met: BTreeMap<String, usize>,
    missed: BTreeMap<String, usize>,
}

impl Shown {
    /// The files with both.
    fn pairs(&self) -> Vec<&str> {
        self.met.keys().filter(|path| self.missed.contains_key(*path)).map(String::as_str).collect()
    }
}

/// What the marks of the fixtures say of each hazard of an operation. Only marks with
/// `hazard=` make a file's other calls run into none, so only such files count.
fn shown(api: &Api) -> BTreeMap<(String, String), Shown> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let marks = marks::of(&root, &root).expect("the marks can be read").marks;
    let mut shown: BTreeMap<(String, String), Shown> = BTreeMap::new();
    for rule in &api.operations {
        let id = format!("{}/{}", api.id, rule.id);
        let calls = || marks.iter().filter(|m| m.word == marks::Word::Expect && m.rule == id);
        for hazard in &rule.hazards {
            let entry = shown.entry((rule.id.clone(), hazard.id.clone())).or_default();
            for mark in calls() {
                let met = mark.hazards.contains(&hazard.id) || !hazard.is_conditional();
                let of = if met { &mut entry.met } else { &mut entry.missed };
                of.entry(mark.path.clone()).or_insert(mark.line as usize);
            }
        }
    }
    shown
}

/// What a hazard depends on, in the words of its pack.
fn depends_on(hazard: &Hazard) -> String {
    let when: Vec<String> = hazard.when.iter().map(|c| format!("`{c}`")).collect();
    match &hazard.shows {
        _ if !when.is_empty() => when.join(" and "),
        Some(shows) if shows.words.is_some() => {
            let (of, words) = (shows.of.join("` or `"), shows.words.as_deref().unwrap_or_default());
            format!("`{of}` has a word of `{words}`")
        }
        _ => "always".to_owned(),
    }
}

fn hazards() -> String {
    let mut text = "# Hazards and the fixtures that show them\n\n\
         What behaves differently, when it is told, and the fixture with a call that runs into it and one that does not.\n\
         Hazards that always apply have no other half: any call of the operation shows them.\n\
         Written by `UPDATE_DOCS=1 cargo test --test decisions`; `cargo test --test fixtures` scans the fixtures.\n"
        .to_owned();
    for api in &rules().apis {
        let shown = shown(api);
        text.push_str(&format!(
            "\n## {}\n\n| operation | hazard | told when | shown by |\n|---|---|---|---|\n",
            api.name
        ));
        for rule in &api.operations {
            for hazard in &rule.hazards {
                let shown = &shown[&(rule.id.clone(), hazard.id.clone())];
                let by = match (hazard.is_conditional(), for_a_person(&hazard.when)) {
                    (false, _) if !shown.met.is_empty() => "any call".to_owned(),
                    (true, None) => {
                        let link = |path: &str| {
                            let language = path.split('/').next().unwrap_or_default();
                            format!("[{language}](../fixtures/{path})")
                        };
                        shown.pairs().into_iter().map(link).collect::<Vec<_>>().join(", ")
                    }
                    (true, Some(condition)) => format!("no code: a person must say whether `{condition}`"),
                    _ => "nothing".to_owned(),
                };
                let when = depends_on(hazard);
                text.push_str(&format!("| {} | {} | {when} | {by} |\n", rule.operation, hazard.id));
            }
        }
    }
    text
}

#[test]
fn every_hazard_is_shown_by_a_call_that_runs_into_it_and_one_that_does_not() {
    let mut missed = vec![];
    for api in &rules().apis {
        let shown = shown(api);
        for rule in &api.operations {
            for hazard in rule.hazards.iter().filter(|h| for_a_person(&h.when).is_none()) {
                let shown = &shown[&(rule.id.clone(), hazard.id.clone())];
                let is_shown = match hazard.is_conditional() {
                    true => !shown.pairs().is_empty(),
                    false => !shown.met.is_empty(),
                };
                if !is_shown {
                    missed.push(format!("{}/{} {}", api.id, rule.id, hazard.id));
                }
            }
        }
    }
    assert!(missed.is_empty(), "write two calls into one fixture, one with `hazard=`: {missed:?}");
}

#[test]
fn the_table_of_hazards_is_that_of_the_fixtures() {
    let table = hazards();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/hazards.md");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, &table).expect("the docs can be written");
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
    assert!(written == table, "docs/hazards.md is old: UPDATE_DOCS=1 cargo test --test decisions");
}
