//! Snippets: each parses in its language, and does over HTTP what it says.

use std::path::PathBuf;

use proptest::prelude::*;
use unsoap::advise::requests;
use unsoap::finding::{Confidence, Finding, Kind};
use unsoap::http::HttpRequest;
use unsoap::judge::Verdict;
use unsoap::language::{LANGUAGES, Language};
use unsoap::link::{Presence, Project};
use unsoap::realm::Realms;
use unsoap::request::{Part, Request};
use unsoap::rule::{Api, OperationRule, Row, RowKind, Rules};
use unsoap::scan::{Options, scan};
use unsoap::snippet::escape::Strings;
use unsoap::snippet::{Snippet, of, snippets};
use unsoap::source::Span;
use unsoap::walk::WalkOptions;

#[path = "snippets/run.rs"]
mod run;
#[path = "snippets/server.rs"]
mod server;

/// A text that ends, escapes or interpolates something in every language.
const NASTY: &str = "a'b\"c\\d\n#{e} ${f} $g `h` {{my.i}} %j ?>é\u{2028}*/ \\u000a <k>";

/// A request in which every parameter is a text.
fn filled(rule: &OperationRule, text: &dyn Fn(&str) -> String) -> Part {
    let mut root = Part::default();
    let names = || rule.parameters.iter().filter(|p| p.of.is_none());
    for parameter in names() {
        let is_leaf = !names().any(|p| p.name.starts_with(&format!("{}.", parameter.name)));
        if is_leaf {
            set(&mut root, &parameter.name, text(&parameter.name));
        }
    }
    // Members that packs read though no row asks about them.
    for (list, members) in [
        ("attribute", ["attrName", "attrValue"]),
        ("attrib", ["name", "value"]),
        ("Property", ["Name", "Value"]),
    ] {
        let lists = rule.parameters.iter().filter(|p| p.name.rsplit('.').next() == Some(list));
        for parameter in lists {
            let mut record = Part::default();
            for member in members {
                record.set(member, Part::text(text(member)), true, None);
            }
            replace(&mut root, &parameter.name, record);
        }
    }
    root
}

fn set(into: &mut Part, path: &str, text: String) {
    replace(into, path, Part::text(text));
}

fn replace(into: &mut Part, path: &str, part: Part) {
    let Some((first, rest)) = path.split_once('.') else { return into.set(path, part, true, None) };
    let mut inner = into.member(first).map(|m| m.part.clone()).unwrap_or_default();
    replace(&mut inner, rest, part);
    into.set(first, inner, true, None);
}

/// What would be sent for a row, given what the code gives.
fn of_row(api: usize, operation: usize, row: &Row, root: Part) -> Vec<HttpRequest> {
    let rules = Rules::embedded();
    let project = Project::new(&[], &[], rules, &Realms::default(), Presence::new(&[], &[], rules));
    let rule = &rules.apis[api].operations[operation];
    let verdict = Verdict {
        kind: Kind::Call,
        api,
        operation: Some(operation),
        rule: rule.id.clone(),
        object: row.object.clone(),
        file: 0,
        span: Span { start: 0, end: 0 },
        expr: None,
        scope: unsoap::fact::ScopeId::FILE,
        confidence: Confidence::Certain,
        because: vec![],
        by_project: false,
        test: false,
        chain: vec![],
        through: None,
        related: vec![],
        generated: None,
    };
    let request = Request::new(&project, &rules.apis[api], rule, &verdict, root);
    requests(&request, row.object.as_deref(), &[row])
}

/// Every row of every pack, with its name.
fn rows() -> impl Iterator<Item = (String, usize, usize, &'static Row)> {
    let apis = Rules::embedded().apis.iter().enumerate();
    apis.flat_map(|(a, api): (usize, &'static Api)| {
        api.operations.iter().enumerate().flat_map(move |(o, rule)| {
            rule.rows.iter().filter(|r| r.kind != RowKind::Alternative).map(move |row| {
                let object = row.object.as_deref().unwrap_or_default();
                (format!("{}/{} {object} {}", api.id, rule.id, row.id), a, o, row)
            })
        })
    })
}

/// What stands around statements in a file of a language.
fn whole_file(language: &str, statements: &str) -> String {
    match language {
        "apex" => format!("public class Paste {{ void run() {{\n{statements}\n}} }}"),
        "csharp" => format!("class Paste {{ async Task Run() {{\n{statements}\n}} }}"),
        "go" => format!("package paste\n\nfunc run() error {{\n{statements}\nreturn nil\n}}\n"),
        "java" => format!("class Paste {{ void run() throws Exception {{\n{statements}\n}} }}"),
        "javascript" | "typescript" | "tsx" => format!("async function run() {{\n{statements}\n}}\n"),
        "php" => format!("<?php\n{statements}"),
        _ => statements.to_owned(),
    }
}

/// Lines the grammar does not understand; none for a text that parses.
fn broken(language: &Language, text: &str) -> Vec<String> {
    let mut parser = tree_sitter::Parser::new();
    parser.set_language(&(language.grammar)()).expect("a grammar of ours");
    let tree = parser.parse(text, None).expect("no limit is set");
    let mut found = vec![];
    let mut stack = vec![tree.root_node()];
    while let Some(node) = stack.pop() {
        if node.is_error() || node.is_missing() {
            let line = node.start_position().row;
            found.push(format!("{}: {}", line + 1, text.lines().nth(line).unwrap_or_default()));
        }
        let mut cursor = node.walk();
        stack.extend(node.children(&mut cursor));
    }
    found
}

/// The languages a snippet is for, each with the snippet's text as a file.
fn check_parses(
    name: &str,
    snippet: &Snippet,
    code: &str,
    requests: &[HttpRequest],
    api: &Api,
    wrong: &mut Vec<String>,
) {
    let client = api.client.as_ref().expect("a pack of ours has a client");
    for id in &snippet.languages {
        let language = Language::by_id(id).expect("templates name languages");
        let text = whole_file(id, &snippet.calls(code, requests, client));
        let lines = broken(language, &text);
        if !lines.is_empty() {
            wrong.push(format!("{name} in {id}: {lines:?}\n{text}"));
        }
    }
}

#[test]
fn every_language_has_a_snippet_and_tools_have_theirs() {
    for language in LANGUAGES {
        assert!(of(language.id).is_some(), "nobody writes snippets for {}", language.id);
    }
    for tool in ["curl", "http"] {
        assert!(unsoap::snippet::snippet(tool).is_some_and(|s| s.languages.is_empty()), "{tool}");
    }
    assert!(snippets().is_sorted_by_key(|s| &s.id));
}

#[test]
fn a_template_that_is_wrong_says_so() {
    let check = |text: &str, says: &str| {
        let error = Snippet::read("x", text).err().expect("it is wrong");
        assert!(error.contains(says), "{error}");
    };
    check("no head", "between two lines");
    check("+++\nname = 1\n+++\n", "invalid type");
}

#[test]
fn the_client_parses_in_each_language() {
    let mut wrong = vec![];
    for api in Rules::embedded().apis.iter() {
        let client = api.client.as_ref().expect("a pack of ours has a client");
        let all: Vec<HttpRequest> =
            rows().flat_map(|(_, a, o, row)| of_row(a, o, row, Part::default())).collect();
        for snippet in snippets() {
            let text = snippet.client(&all.iter().collect::<Vec<_>>(), client);
            for id in &snippet.languages {
                let lines = broken(Language::by_id(id).expect("templates name languages"), &text);
                if !lines.is_empty() {
                    wrong.push(format!("{} in {id}: {lines:?}", api.id));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn snippets_of_every_row_parse_whatever_the_code_gives() {
    let rules = Rules::embedded();
    let mut wrong = vec![];
    let mut count = 0;
    for (name, api, operation, row) in rows() {
        let rule = &rules.apis[api].operations[operation];
        let roots = [filled(rule, &|_| NASTY.to_owned()), Part::unknown(), Part::default()];
        for root in roots {
            let requests = of_row(api, operation, row, root);
            for snippet in snippets().iter().filter(|_| !requests.is_empty()) {
                check_parses(&name, snippet, "cobol", &requests, &rules.apis[api], &mut wrong);
                count += 1;
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {count}:\n{}", wrong.len(), wrong[..wrong.len().min(5)].join("\n\n"));
    assert!(count > 1000, "only {count} snippets");
}

#[test]
fn every_step_of_a_row_becomes_a_request_with_all_it_must_have() {
    let rules = Rules::embedded();
    for (name, api, operation, row) in rows() {
        let steps = row.steps.iter().filter(|s| s.role != unsoap::rule::StepRole::Alternative);
        let requests = of_row(api, operation, row, Part::default());
        for step in steps {
            let endpoint = rules.apis[api].endpoint(&step.call).expect("steps name endpoints");
            let path = endpoint.path.split('?').next().unwrap_or_default();
            let is_token = rules.apis[api].client.as_ref().is_some_and(|c| c.token.path == path);
            let Some(request) = requests.iter().find(|r| r.path == path) else {
                assert!(is_token, "{name}: nothing calls {path}");
                continue;
            };
            for hole in request.path.split('{').skip(1).filter_map(|p| p.split('}').next()) {
                assert!(request.path_values.iter().any(|f| f.name == hole), "{name}: {{{hole}}} stays open");
            }
        }
    }
}

/// The findings of the fixtures that have something to paste.
fn fixtures() -> Vec<Finding> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let walk = WalkOptions { roots: vec![root], no_ignore: true, ..WalkOptions::default() };
    let found = scan(&Options { walk, ..Options::default() }, Rules::embedded()).findings;
    found.into_iter().filter(|f| !f.remedy.requests.is_empty()).collect()
}

#[test]
fn snippets_of_every_call_in_the_fixtures_parse() {
    let found = fixtures();
    let mut wrong = vec![];
    for finding in &found {
        let api = Rules::embedded().api(&finding.api).expect("a pack of ours");
        let name = format!("{}:{}", finding.place.path, finding.place.line);
        for snippet in snippets() {
            check_parses(&name, snippet, &finding.language, &finding.remedy.requests, api, &mut wrong);
        }
    }
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong[..wrong.len().min(5)].join("\n\n"));
    assert!(found.len() > 100, "only {} calls", found.len());
}

#[test]
fn code_of_the_call_stays_in_its_own_language_and_is_named_elsewhere() {
    let found = fixtures();
    let with_code = found.iter().filter(|f| of(&f.language).is_some());
    let mut seen = 0;
    for finding in with_code {
        for request in &finding.remedy.requests {
            request.each_value(&mut |value| {
                let unsoap::http::Value::Code(code) = value else { return };
                let own = finding.remedy.snippet.as_ref().map_or("", |s| &s.text);
                if code.usable {
                    seen += 1;
                    assert!(own.contains(&code.code), "{} is not in\n{own}", code.code);
                }
            });
        }
    }
    assert!(seen > 50, "only {seen} pieces of code");
}

/// The snippet of the only call in a piece of Python.
fn pasted(name: &str, code: &str) -> String {
    pasted_in("py", name, code)
}

/// The snippet of the only call in a piece of code.
fn pasted_in(extension: &str, name: &str, code: &str) -> String {
    found_in(extension, name, code).remedy.snippet.expect("it has a snippet").text
}

/// The only call with a snippet in a piece of code.
fn found_in(extension: &str, name: &str, code: &str) -> Finding {
    let root = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("pasted").join(name.replace(' ', "_"));
    std::fs::create_dir_all(&root).expect("a directory for the code");
    std::fs::write(root.join(format!("code.{extension}")), code).expect("the code");
    let walk = WalkOptions { roots: vec![root], no_ignore: true, ..WalkOptions::default() };
    let found = scan(&Options { walk, ..Options::default() }, Rules::embedded()).findings;
    let mut calls = found.into_iter().filter(|f| f.remedy.snippet.is_some());
    let call = calls.next().unwrap_or_else(|| panic!("{name} has a snippet"));
    assert!(calls.next().is_none(), "{name} has one snippet");
    call
}

#[test]
fn what_is_sent_is_what_the_code_means() {
    let client = "from suds.client import Client\nclient = Client('https://webservice.s4.exacttarget.com/etframework.wsdl')\n\n\ndef run(key, mail):\n";
    let check = |name: &str, body: &str, wanted: &[&str]| {
        let indented: String = body.lines().map(|l| format!("    {l}\n")).collect();
        let text = pasted(name, &format!("{client}{indented}"));
        for part in wanted {
            assert!(text.contains(part), "{name}: no {part:?} in\n{text}");
        }
    };
    check(
        "what is required is not nullable",
        "field = client.factory.create('DataExtensionField')\nfield.Name = 'OrderNo'\nfield.FieldType = 'Text'\nfield.IsRequired = True\nlater = client.factory.create('DataExtensionField')\nlater.Name = 'Note'\nextension = client.factory.create('DataExtension')\nextension.CustomerKey = key\nextension.Fields.Field = [field, later]\nclient.service.Create(None, [extension])\n",
        &["\"isNullable\": False", "\"isNullable\": True", "\"type\": \"Text\"", "\"key\": key"],
    );
    let rows = "request = client.factory.create('RetrieveRequest')\nrequest.Properties = ['OrderNo']\nrequest.ObjectType = OBJECT\nclient.service.Retrieve(request)\n";
    for object in ["'DataExtensionObject[' + key + ']'", "'DataExtensionObject[%s]' % key"] {
        let quoted = "\"/data/v1/customobjectdata/key/\" + quote(str(key), safe=\"\") + \"/rowset\"";
        check("the key within the brackets", &rows.replace("OBJECT", object), &[quoted]);
    }
    check(
        "one address is a list of one",
        "request = client.factory.create('RetrieveRequest')\nrequest.ObjectType = 'Subscriber'\nrequest.Properties = ['SubscriberKey']\npart = client.factory.create('SimpleFilterPart')\npart.Property = 'EmailAddress'\npart.SimpleOperator = 'equals'\npart.Value = mail\nrequest.Filter = part\nclient.service.Retrieve(request)\n",
        &["\"channelAddressList\": [mail]"],
    );
    check(
        "the one that has the key is deleted",
        "extension = client.factory.create('DataExtension')\nextension.CustomerKey = key\nclient.service.Delete(None, [extension])\n",
        &["next(item[\"id\"] for item in data_extensions_answer[\"items\"] if item[\"key\"] == key)"],
    );
    check(
        "SOAP waits for a send unless it is told otherwise",
        "send = client.factory.create('TriggeredSend')\nsend.TriggeredSendDefinition = client.factory.create('TriggeredSendDefinition')\nsend.TriggeredSendDefinition.CustomerKey = key\nclient.service.Create(None, [send])\n",
        &["\"Options\": {\"RequestType\": \"SYNC\"}"],
    );
    let envelope = "import requests\n\nBODY = '''<soapenv:Envelope xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns:mkt=\"http://www.marketo.com/mktows/\"><soapenv:Body><mkt:paramsGetLead><leadKey><keyType>EMAIL</keyType><keyValue>{email}</keyValue></leadKey></mkt:paramsGetLead></soapenv:Body></soapenv:Envelope>'''\n\n\ndef run(address):\n    return requests.post('https://na-sj01.marketo.com/soap/mktows/2_3', data=BODY.format(email=address))\n";
    let text = pasted("a hole is no value", envelope);
    assert!(!text.contains("\"{email}\""), "{text}");
}

#[test]
fn what_rest_cannot_take_as_it_is_says_so() {
    let client = "from zeep import Client\n\nclient = Client('http://app.marketo.com/soap/mktows/2_3?WSDL')\n\n\ndef run(name, mail, since):\n    client.service.";
    let check = |name: &str, call: &str, wanted: &[&str], refused: &[&str]| {
        let text = pasted(name, &format!("{client}{call}\n"));
        for part in wanted {
            assert!(text.contains(part), "{name}: no {part:?} in\n{text}");
        }
        for part in refused {
            assert!(!text.contains(part), "{name}: {part:?} in\n{text}");
        }
    };
    let list = |name: &str| {
        format!("getMultipleLeads(leadSelector={{'type': 'StaticListSelector', 'staticListName': {name}}})")
    };
    check(
        "a list of a program is asked for by both names",
        &list("'Roadshow.Guests'"),
        &["\"name\": \"Guests\"", "\"programName\": \"Roadshow\"", "answer[\"result\"][0][\"id\"]"],
        &["Roadshow.Guests"],
    );
    check(
        "a name that cannot be read is not cut",
        &list("name"),
        &["\"name\": name", "SOAP names were Program.List"],
        &["\"programName\":"],
    );
    check(
        "a list of its own has no program",
        "listOperation(listOperation='ADDTOLIST', listKey={'keyType': 'MKTOLISTNAME', 'keyValue': 'Guests'}, listMemberList={'leadKey': [{'keyType': 'IDNUM', 'keyValue': '17'}]})",
        &["if not item.get(\"programName\"))"],
        &["[\"result\"][0]"],
    );
    check(
        "ids of opportunities have to be translated",
        "deleteMObjects(mObjectList={'mObject': [{'type': 'Opportunity', 'id': 41}, {'type': 'Opportunity', 'id': 72}]})",
        &[
            "<the externalOpportunityId of opportunity 41>",
            "opportunity 72>",
            "\"deleteBy\": \"dedupeFields\"",
        ],
        &["marketoGUID"],
    );
    let criteria = "mObjCriteriaList={'mObjCriteria': [{'attrName': 'Id', 'comparison': 'GT', 'attrValue': '1010'}, {'attrName': 'Stage', 'comparison': 'NE', 'attrValue': 'Lost'}]}";
    check(
        "criteria that are no filter are a comment",
        &format!("getMObjects(type='Opportunity', {criteria})"),
        &["Id GT 1010, Stage NE Lost", "\"filterType\": \"<externalOpportunityId, marketoGUID"],
        &["\"1010\"", "\"Id\""],
    );
    check(
        "criteria of programs as well",
        &format!("getMObjects(type='Program', {criteria})"),
        &["test on each what the request does not say: Id GT 1010, Stage NE Lost"],
        &[],
    );
    let company = "'leadAttributeList': {'attribute': [{'attrName': 'Company', 'attrValue': 'Acme'}, {'attrName': 'FirstName', 'attrValue': 'Ann'}]}";
    for call in [
        format!("syncMultipleLeads(leadRecordList={{'leadRecord': [{{'Email': mail, {company}}}]}})"),
        format!("syncLead(leadRecord={{'Email': mail, {company}}})"),
    ] {
        let text = pasted("companies come before their leads", &format!("{client}{call}\n"));
        let at = |part: &str| text.find(part).unwrap_or_else(|| panic!("no {part:?} in\n{text}"));
        let (first, then) = text.split_at(at("/rest/v1/leads.json"));
        assert!(
            first.contains("/rest/v1/companies.json") && first.contains("\"company\": \"Acme\""),
            "{text}"
        );
        assert!(then.contains("\"firstName\": \"Ann\"") && then.contains("\"externalCompanyId\""), "{text}");
        assert!(!then.contains("\"company\""), "{text}");
    }
    check(
        "costs are read from their attributes",
        "syncMObjects(operation='UPDATE', mObjectList={'mObject': {'type': 'Program', 'id': 1970, 'typeAttribList': {'typeAttrib': {'attrType': 'Cost', 'attrList': {'attrib': [{'name': 'Month', 'value': '2013-06'}, {'name': 'Amount', 'value': '2000'}, {'name': 'Id', 'value': '153'}]}}}}})",
        &[
            r#"[{\"startDate\": \"2013-06-01\", \"cost\": 2000}]"#,
            "REST cannot change a cost by its id (153)",
        ],
        &["note"],
    );
    let key = "leadKey={'keyType': 'EMAIL', 'keyValue': mail}";
    check(
        "a lead that is not found has no activities",
        &format!(
            "getLeadActivity({key}, startPosition={{'oldestCreatedAt': since}}, activityFilter={{'includeTypes': {{'activityType': 'VisitWebpage'}}}})"
        ),
        &["if not found_lead_ids:", "30 leadIds a call", "rest_time(since)"],
        &["at most 300 a call"],
    );
    check(
        "one lead of a shared key gets the campaign",
        "requestCampaign(campaignId=17, leadList={'leadKey': [{'keyType': 'EMAIL', 'keyValue': mail}]})",
        &["choose one of each", "if not found_leads:"],
        &[],
    );
    check(
        "campaigns come in pages, and a part of a name is no filter",
        "getCampaignsForSource(source='MKTOWS', name='Trigger', exactName=False)",
        &["\"nextPageToken\"", "keep those that have Trigger in it"],
        &["\"name\": "],
    );
    check(
        "a whole name is a filter",
        "getCampaignsForSource(source='MKTOWS', name='Trigger', exactName=True)",
        &["\"name\": \"Trigger\""],
        &["keep those"],
    );
    check(
        "channels that are asked for",
        "getChannels(tag={'type': 'Channel', 'values': {'stringItem': ['Webinar', 'Blog']}})",
        &["keep those named Webinar, Blog"],
        &[],
    );
    let keys = |names: [&str; 2]| {
        let [one, two] = names;
        format!(
            "getCustomObjects(objTypeName='Car', customObjKeyList={{'attribute': [{{'attrName': '{one}', 'attrValue': '1'}}, {{'attrName': '{two}', 'attrValue': '2'}}]}}, includeAttributes={{'stringItem': ['color']}})"
        )
    };
    check(
        "two values of one field",
        &keys(["owner", "owner"]),
        &["\"filterType\": \"owner\"", "\"filterValues\": \"1,2\""],
        &["_method"],
    );
    check(
        "a compound key is all in the body",
        &keys(["owner", "vin"]),
        &[
            "\"_method\": \"GET\"",
            "\"filterType\": \"dedupeFields\"",
            "\"input\": [{\"owner\": \"1\", \"vin\": \"2\"}]",
        ],
        &["filterValues"],
    );
    check(
        "an export may be canceled in either spelling",
        "getMultipleLeads(leadSelector={'type': 'LastUpdateAtSelector', 'oldestUpdatedAt': since})",
        &["\"Canceled\"", "\"Cancelled\"", "\"startAt\": rest_time(since)"],
        &[],
    );
    let php = "<?php\n$soap = new SoapClient('https://na-a.marketo.com/soap/mktows/2_3?WSDL');\nfunction run($soap, $mail, $others) {\n    $keys = array(array('keyType' => 'EMAIL', 'keyValue' => 'ann@example.com'));\n    foreach ($others as $other) {\n        $keys[] = $other->key();\n    }\n    $soap->requestCampaign(array('campaignId' => 17, 'leadList' => array('leadKey' => $keys)));\n}\n";
    let text = pasted_in("php", "what was not read of a list", php);
    assert!(text.contains("<the other values of keyValue>"), "{text}");
    let java = "package com.acme;\n\nimport com.marketo.mktows.*;\nimport javax.xml.datatype.DatatypeFactory;\n\nclass Nightly {\n    private MktowsPort port;\n\n    void run(java.util.GregorianCalendar at) throws Exception {\n        ParamsScheduleCampaign params = new ParamsScheduleCampaign();\n        params.setProgramName(\"News\");\n        params.setCampaignName(\"Send\");\n        params.setCampaignRunAt(DatatypeFactory.newInstance().newXMLGregorianCalendar(at));\n        port.scheduleCampaign(params, null);\n    }\n}\n";
    let text = pasted_in("java", "a calendar is sent as a text", java);
    assert!(text.contains("\"runAt\", restTime(DatatypeFactory.newInstance()"), "{text}");
    let java = "package com.acme;\n\nimport com.marketo.mktows.*;\n\nclass Mailer {\n    private MktowsPort port;\n\n    void run() throws Exception {\n        LeadKey key = new LeadKey();\n        key.setKeyType(LeadKeyRef.EMAIL);\n        key.setKeyValue(\"ann@example.com\");\n        ArrayOfLeadKey keys = new ArrayOfLeadKey();\n        keys.getLeadKeies().add(key);\n        ParamsRequestCampaign params = new ParamsRequestCampaign();\n        params.setCampaignId(17);\n        params.setLeadList(keys);\n        port.requestCampaign(params, null);\n    }\n}\n";
    let steps = found_in("java", "steps say what was put into a list", java).remedy.steps;
    let leads = steps.iter().find_map(|s| s.args.get("input.leads")).expect("the leads are an argument");
    assert_eq!(leads, "[{id}] of EMAIL ann@example.com, 100 a call");
    let php = "<?php\n$soap = new SoapClient('https://na-a.marketo.com/soap/mktows/2_3?WSDL');\nfunction run($soap) {\n    $month = new stdClass();\n    $month->name = 'Month';\n    $month->value = '2013-06';\n    $amount = new stdClass();\n    $amount->name = 'Amount';\n    $amount->value = '2000';\n    $cost = new stdClass();\n    $cost->attrType = 'Cost';\n    $cost->attrList = array($month, $amount);\n    $program = new stdClass();\n    $program->type = 'Program';\n    $program->id = '1970';\n    $program->typeAttribList = array($cost);\n    $params = new stdClass();\n    $params->mObjectList = array($program);\n    $params->operation = 'UPDATE';\n    $soap->syncMObjects($params);\n}\n";
    let text = pasted_in("php", "costs without the elements of their lists", php);
    assert!(text.contains(r#"[{"startDate": "2013-06-01", "cost": 2000}]"#), "{text}");
    let rows = "from zeep import Client\n\nclient = Client('http://app.marketo.com/soap/mktows/2_3?WSDL')\n\n\ndef run(rows):\n    client.service.importToList(programName='P', importListMode='UPSERTLEADS', listName='L', importFileHeader='Email', importFileRows={'stringItem': ['1@' + rows[0], '2@' + rows[0]]})\n";
    let text = pasted("different code gets different names", rows);
    let names: Vec<&str> =
        text.lines().filter_map(|l| l.strip_prefix("# ")?.split_once(": '")).map(|(n, _)| n).collect();
    assert!(names.len() == 2 && names[0] != names[1], "{names:?} in\n{text}");
}

/// A literal read back: what the language would make of it.
fn read_back(strings: Strings, literal: &str) -> String {
    let inner = &literal[1..literal.len() - 1];
    let escapes = match strings {
        Strings::Json => return serde_json::from_str(literal).expect("JSON"),
        // The shell takes its own escapes away first.
        Strings::Heredoc => {
            let mut plain = String::new();
            let mut rest = literal.chars();
            while let Some(c) = rest.next() {
                assert!(c != '$' && c != '`', "the shell would expand {literal}");
                plain.extend(if c == '\\' { rest.next() } else { Some(c) });
            }
            return serde_json::from_str(&plain).expect("JSON");
        }
        Strings::HttpFile => {
            assert!(!literal.contains("{{"), "{literal} begins a variable");
            return serde_json::from_str(literal).expect("JSON");
        }
        // Between single quotes only the quote and the backslash are escaped.
        Strings::Php | Strings::Ruby if literal.starts_with('\'') => "'\\",
        _ => "",
    };
    let mut out = String::new();
    let mut rest = inner.chars().peekable();
    while let Some(c) = rest.next() {
        assert!(c == '\\' || !literal.starts_with(c), "{literal} ends too early");
        let mark = if strings == Strings::Php { '$' } else { '#' };
        let interpolates = literal.starts_with('"') && c == mark;
        assert!(!interpolates, "{literal} interpolates");
        match (c, rest.peek().copied()) {
            ('\\', Some(next)) if escapes.is_empty() || escapes.contains(next) => {
                rest.next();
                out.push(match next {
                    'n' => '\n',
                    'r' => '\r',
                    't' => '\t',
                    'u' => {
                        let digits: String = match rest.peek() {
                            Some('{') => rest.by_ref().skip(1).take_while(|c| *c != '}').collect(),
                            _ => rest.by_ref().take(4).collect(),
                        };
                        let code = u32::from_str_radix(&digits, 16).expect("hexadecimal digits");
                        char::from_u32(code).expect("a character")
                    }
                    other => other,
                });
            }
            (c, _) => out.push(c),
        }
    }
    out
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn a_literal_says_what_the_text_says(text in r#"[a-z'"\\$#{}`%<>?/\n\r\t\x00-\x1f\u{7f}\u{2028}éß😀 ]{0,24}"#) {
        let families =
            [Strings::Json, Strings::Php, Strings::Ruby, Strings::Apex, Strings::Heredoc, Strings::HttpFile];
        for strings in families {
            let literal = strings.literal(&text);
            prop_assert_eq!(read_back(strings, &literal), text.clone(), "{:?} {}", strings, literal);
            prop_assert!(!literal.contains('\n'), "{:?} breaks the line", strings);
        }
        let json = ["csharp", "go", "java", "javascript", "python", "typescript"].map(|l| (l, Strings::Json));
        for (id, strings) in json.into_iter().chain([("php", Strings::Php), ("ruby", Strings::Ruby), ("apex", Strings::Apex)]) {
            let literal = strings.literal(&text);
            let statement = match id {
                "csharp" | "java" | "apex" => format!("String x = {literal};"),
                "go" => format!("x := {literal}"),
                "php" => format!("$x = {literal};"),
                _ => format!("x = {literal}"),
            };
            let file = whole_file(id, &statement);
            let language = Language::by_id(id).expect("a language of ours");
            prop_assert!(broken(language, &file).is_empty(), "{} {}", id, file);
        }
    }
}
