//! The vendor's usage limits: told where a call shows that it meets them, and nowhere else.

use std::fs;
use std::path::PathBuf;

use unsoap::finding::{Finding, Kind};
use unsoap::rule::Rules;
use unsoap::scan::{Options, scan};
use unsoap::walk::WalkOptions;

/// The only call in a piece of code.
fn call(name: &str, code: &str) -> Finding {
    let root = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("limits").join(name.replace(['.', ' '], "_"));
    fs::create_dir_all(&root).expect("a directory for the code");
    fs::write(root.join(name.replace(' ', "_")), code).expect("the code");
    let options = Options {
        walk: WalkOptions { roots: vec![root], threads: 1, no_ignore: true, ..WalkOptions::default() },
        ..Options::default()
    };
    let mut calls: Vec<Finding> =
        scan(&options, Rules::embedded()).findings.into_iter().filter(|f| f.kind == Kind::Call).collect();
    assert_eq!(calls.len(), 1, "{name} has one call");
    calls.remove(0)
}

/// Checks which hazards with `sure = true` a call is told of, by their ids.
fn check(name: &str, code: &str, wanted: &[&str]) {
    let call = call(name, code);
    let api = Rules::embedded().api(&call.api).expect("the API of the finding is embedded");
    let rule = api.operations.iter().find(|o| Some(o.operation.as_str()) == call.operation.as_deref());
    let rule = rule.expect("the operation of the finding is the API's");
    let limits = rule.hazards.iter().filter(|h| h.sure && call.remedy.hazards.contains(&h.says));
    let told: Vec<&str> = limits.map(|h| h.id.as_str()).collect();
    let request = call.decision.map(|d| d.request);
    assert_eq!(told, wanted, "{name}: {request:?}");
}

const PHP: &str = "<?php\nrequire 'exacttarget_soap_client.php';\n$client = new ExactTargetSoapClient('https://webservice.exacttarget.com/etframework.wsdl');\n";
const PYTHON: &str = "from suds.client import Client\nclient = Client('https://webservice.s4.exacttarget.com/etframework.wsdl')\n";
const RUBY: &str = "require 'savon'\nclient = Savon.client(wsdl: 'https://webservice.s4.exacttarget.com/etframework.wsdl')\n";

#[test]
fn a_synchronous_call_in_a_loop_is_told() {
    let object = "  $s = new ExactTarget_Subscriber();\n  $s->EmailAddress = $mail;\n  $r = new ExactTarget_CreateRequest();\n  $r->Objects = array(new SoapVar($s, SOAP_ENC_OBJECT, 'Subscriber', 'http://exacttarget.com/wsdl/partnerAPI'));\n";
    check(
        "loop.php",
        &format!("{PHP}foreach ($mails as $mail) {{\n{object}  $client->Create($r);\n}}\n"),
        &["synchronous-in-a-loop"],
    );
    check("once.php", &format!("{PHP}{object}  $client->Create($r);\n"), &[]);
    let later =
        "  $o = new ExactTarget_CreateOptions();\n  $o->RequestType = 'Asynchronous';\n  $r->Options = $o;\n";
    check(
        "asynchronous.php",
        &format!("{PHP}foreach ($mails as $mail) {{\n{object}{later}  $client->Create($r);\n}}\n"),
        &[],
    );
}

#[test]
fn more_objects_than_advised_are_told() {
    let rows = "rows = []\nCSV.foreach('a.csv') { |l| rows << { 'CustomerKey' => l[0], '@xsi:type' => 'tns:DataExtensionObject' } }\n";
    let update = "client.call(:update, message: { 'Objects' => rows })\n";
    check("unknown.rb", &format!("{RUBY}{rows}{update}"), &[]);
    let pieces = |size: &str, options: &str| {
        format!(
            "{PYTHON}def chunks(l, n):\n    for i in range(0, len(l), n):\n        yield l[i:i + n]\n\nobjs = []\nfor mail in mails:\n    s = client.factory.create('Subscriber')\n    s.EmailAddress = mail\n    objs.append(s)\n{options}for piece in chunks(objs, {size}):\n    client.service.Update(options, piece)\n"
        )
    };
    let now = "options = client.factory.create('UpdateOptions')\n";
    let later = "options = client.factory.create('UpdateOptions')\noptions.RequestType = 'Asynchronous'\n";
    check("few.py", &pieces("50", now), &["synchronous-in-a-loop"]);
    check("many.py", &pieces("400", now), &["synchronous-in-a-loop", "many-objects"]);
    check("few later.py", &pieces("100", later), &[]);
    check("many later.py", &pieces("400", later), &["many-objects-asynchronous"]);
}

#[test]
fn an_answer_that_is_never_continued_is_told() {
    let request = |kind: &str, filter: &str| {
        format!(
            "{PYTHON}def all():\n    rr = client.factory.create('RetrieveRequest')\n    rr.ObjectType = '{kind}'\n    rr.Properties = ['ID']\n{filter}    resp = client.service.Retrieve(rr)\n"
        )
    };
    let read = "    for r in resp.Results:\n        print(r)\n";
    check("first page.py", &format!("{}{read}", request("List", "")), &["first-page-only"]);
    let looks = "    if resp.OverallStatus == 'MoreDataAvailable':\n        raise ValueError('too many')\n";
    check("looked at.py", &format!("{}{read}{looks}", request("List", "")), &[]);
    let one = "    f = client.factory.create('SimpleFilterPart')\n    f.Property = 'SubscriberKey'\n    f.SimpleOperator = 'equals'\n    f.Value = [key]\n    rr.Filter = f\n";
    check("one.py", &format!("{}{read}", request("Subscriber", one)), &[]);
}

#[test]
fn dates_of_the_server_are_told() {
    let filter = |property: &str, value: &str| {
        format!(
            "{PYTHON}def since(day):\n    rr = client.factory.create('RetrieveRequest')\n    rr.ObjectType = 'OpenEvent'\n    f = client.factory.create('SimpleFilterPart')\n    f.Property = '{property}'\n    f.SimpleOperator = 'greaterThan'\n    f.{value} = [day]\n    rr.Filter = f\n    resp = client.service.Retrieve(rr)\n    return resp.OverallStatus, resp.Results\n"
        )
    };
    check("date.py", &filter("EventDate", "DateValue"), &["dates"]);
    check("date text.py", &filter("EventDate", "Value"), &["date-properties"]);
    check("no date.py", &filter("SendID", "Value"), &[]);
}
