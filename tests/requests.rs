//! What is read of a request, and what is not: values a fixture's mark cannot hold.

use std::collections::BTreeMap;

use unsoap::finding::{Finding, Kind};
use unsoap::rule::Rules;
use unsoap::scan::{Options, scan};
use unsoap::walk::WalkOptions;

/// The calls in a file of its own.
fn calls(name: &str, code: &str) -> Vec<Finding> {
    let dir = tempfile::tempdir().expect("a temporary directory");
    std::fs::write(dir.path().join(name), code).expect("a file in it");
    let walk = WalkOptions { roots: vec![dir.path().to_owned()], no_ignore: true, ..WalkOptions::default() };
    let found = scan(&Options { walk, ..Options::default() }, Rules::embedded()).findings;
    found.into_iter().filter(|f| f.kind == Kind::Call).collect()
}

/// What the only call there sends, by path.
fn request(name: &str, code: &str) -> BTreeMap<String, String> {
    let [call] = &calls(name, code)[..] else { panic!("one call in {code}") };
    call.decision.as_ref().expect("its decision").request.clone().into_iter().collect()
}

fn check(request: &BTreeMap<String, String>, path: &str, wanted: Option<&str>) {
    assert_eq!(request.get(path).map(String::as_str), wanted, "{path} of {request:?}");
}

#[test]
fn a_library_says_what_it_sends() {
    let code = "
import FuelSDK
client = FuelSDK.ET_Client()
row = FuelSDK.ET_DataExtension_Row()
row.auth_stub = client
row.CustomerKey = 'orders'
row.props = {'OrderNo': 7}
row.post()
";
    let sent = request("row.py", code);
    check(&sent, "Objects.CustomerKey", Some("orders"));
    check(&sent, "Objects.Properties.Property", Some("[1 items]"));

    let code = "
import com.exacttarget.fuelsdk.*;
class Extensions {
    Object named(ETClient client, String name) throws ETSdkException {
        return client.retrieve(ETDataExtension.class, \"name=\" + name);
    }
}
";
    let sent = request("Extensions.java", code);
    check(&sent, "RetrieveRequest.Filter.Property", Some("name"));
    check(&sent, "RetrieveRequest.Filter.SimpleOperator", Some("equals"));
    check(&sent, "RetrieveRequest.Filter.Value", Some("name"));
}

#[test]
fn leaving_lists_is_no_deletion() {
    let code = "
from FuelSDK import ET_Client, ET_Subscriber
subscriber = ET_Subscriber()
subscriber.auth_stub = ET_Client()
subscriber.props = {'SubscriberKey': 'a', 'Lists': [{'ID': 7}]}
subscriber.delete()
";
    let [call] = &calls("leave.py", code)[..] else { panic!("one call") };
    assert_eq!(call.decision.as_ref().expect("its decision").rows, ["lists"]);
    assert!(call.remedy.requests.is_empty(), "{:?}", call.remedy.requests);
}
