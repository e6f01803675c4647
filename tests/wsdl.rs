//! A WSDL instead of a rule pack, as an argument and found in the project; and
//! WSDLs that were written to do harm.

use std::fs;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

#[path = "support/command.rs"]
mod program;

use program::run;

const CONTRACT: &str = include_str!("../fixtures/projects/soap-orderdesk/contracts/OrderDesk.wsdl");

fn tree(files: &[(&str, &str)]) -> TempDir {
    let dir = tempfile::tempdir().expect("a temporary directory");
    for (name, text) in files {
        let path = dir.path().join(name);
        fs::create_dir_all(path.parent().expect("files have a parent")).expect("a directory");
        fs::write(path, text).expect("a file");
    }
    dir
}

fn report(dir: &Path, args: &[&str]) -> Value {
    let (code, out, err) = run(dir, &[&["scan", "--format", "json"], args].concat());
    assert!(code < 2, "{err}");
    serde_json::from_str(&out).expect("the report is JSON")
}

fn list<'v>(value: &'v Value, name: &str) -> &'v Vec<Value> {
    value[name].as_array().expect("a list")
}

const CALL: &str = "<?php\n$desk = new SoapClient('OrderDesk.wsdl');\n$desk->placeOrder(array('Order' => array('CustomerNumber' => 7), 'Express' => true));\n";

#[test]
fn an_api_without_rules_is_found_by_its_wsdl() {
    let dir = tree(&[("OrderDesk.wsdl", CONTRACT), ("desk.php", CALL)]);
    for args in [["--wsdl", "OrderDesk.wsdl"].as_slice(), &["--discover"]] {
        let report = report(dir.path(), args);
        let calls: Vec<&Value> = list(&report, "findings").iter().filter(|f| f["kind"] == "call").collect();
        assert_eq!(calls.len(), 1, "{args:?}");
        assert_eq!(calls[0]["rule"], "order-desk-service/place-order");
        assert_eq!(calls[0]["confidence"], "certain");
        // What the request is made of is read by the elements of the schema.
        let request = &calls[0]["decision"]["request"];
        assert_eq!(request["Order.CustomerNumber"], "7", "{request}");
        assert_eq!(list(&report, "frontier").len(), 1);
        assert!(report["estimate"]["total"]["likely"].as_f64().is_some_and(|hours| hours > 0.0));
        assert!(list(&report, "problems").is_empty());
    }
    let report = report(dir.path(), &[]);
    assert!(list(&report, "findings").is_empty(), "without the WSDL nobody knows the API");
}

#[test]
fn a_wsdl_that_a_pack_covers_needs_no_pack_of_its_own() {
    let covered =
        CONTRACT.replace("http://soap.larkspur.example/orderdesk/2009/", "http://www.marketo.com/mktows/");
    let dir = tree(&[("a.wsdl", &covered)]);
    let report = report(dir.path(), &["--discover"]);
    assert!(list(&report, "apis").iter().all(|api| api["id"] == "marketo" || api["id"] == "sfmc"));
    let (code, _, err) = run(dir.path(), &["scan", "--wsdl", "a.wsdl"]);
    assert_eq!(code, 2);
    assert!(err.contains("`marketo` covers") && err.contains("leave `--wsdl` out"), "{err}");
}

#[test]
fn contracts_with_one_namespace_are_one_api() {
    let other = CONTRACT.replace("cancelOrder", "reviseOrder").replace("CancelOrder", "ReviseOrder");
    let dir = tree(&[("v1/desk.wsdl", CONTRACT), ("v2/desk.wsdl", &other)]);
    let report = report(dir.path(), &["--discover"]);
    let ids: Vec<_> = list(&report, "apis").iter().map(|api| &api["id"]).collect();
    assert_eq!(ids, ["marketo", "order-desk-service", "sfmc"]);
}

#[test]
fn generated_code_says_who_wrote_it_and_counts_operations() {
    let odd = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/projects/soap-odddesk");
    let report = report(&odd, &["--wsdl", "contracts/order-desk.wsdl"]);
    let sets: Vec<_> = list(&report, "findings")
        .iter()
        .filter(|f| f["kind"] == "stub")
        .map(|f| {
            let made = &f["generated"];
            let text = |value: &Value| value.as_str().expect("a text").to_owned();
            let files: Vec<_> = list(made, "files").iter().map(|file| text(&file["path"])).collect();
            (text(&made["generator"]), made["operations"].clone(), files)
        })
        .collect();
    let set = |by: &str, operations: usize, files: &[&str]| {
        (by.to_owned(), operations.into(), files.iter().map(|f| (*f).to_owned()).collect::<Vec<_>>())
    };
    // wsdl.exe writes three methods for one operation; soap4r has them in a table.
    let expected = [
        set("wsdl.exe", 1, &["dotnet/Web/Proxy.cs"]),
        set(
            "wsimport",
            2,
            &["java/desk/larkspur/orders/OrderDesk.java", "java/desk/larkspur/orders/package-info.java"],
        ),
        set("wsdl2ruby", 0, &["ruby/larkspur/OrderDeskDriver.rb"]),
        set(
            "wsdl-tsclient",
            1,
            &[
                "typescript/orderdesk/client.ts",
                "typescript/orderdesk/ports/OrderDeskPort.ts",
                "typescript/orderdesk/services/OrderDesk.ts",
            ],
        ),
    ];
    assert_eq!(sets, expected);
}

/// As an argument it ends the run with 2 and these words, in the project it is a problem.
fn check_hostile(text: &str, says: &str) {
    let dir = tree(&[("bad.wsdl", text), ("x.xsd", "not even XML <<<")]);
    let (code, _, err) = run(dir.path(), &["scan", "--wsdl", "bad.wsdl"]);
    assert_eq!(code, 2, "{err}");
    assert!(err.contains(says), "{err}");
    let report = report(dir.path(), &["--discover"]);
    let problems = list(&report, "problems");
    assert!(problems.iter().any(|p| p["path"] == "bad.wsdl" && p["kind"] == "wsdl"), "{problems:?}");
}

#[test]
fn a_wsdl_that_means_harm_is_refused() {
    check_hostile("plain text", "declares no operations");
    check_hostile("<definitions xmlns='x'><message name='m'", "declares no operations");
    let bomb = (0..40).map(|n| format!("<!ENTITY e{} \"&e{n};&e{n};\">", n + 1)).collect::<String>();
    check_hostile(
        &format!("<!DOCTYPE d [<!ENTITY e0 \"boom\">{bomb}]><definitions>&e40;</definitions>"),
        "entities",
    );
    check_hostile(
        "<!DOCTYPE d [<!ENTITY x SYSTEM \"file:///etc/hostname\">]><definitions>&x;</definitions>",
        "entities",
    );
    check_hostile(&"<a>".repeat(200_000), "declares no operations");
    let many = (0..2_000).map(|n| format!("<operation name='op{n}'/>")).collect::<String>();
    check_hostile(
        &format!("<definitions><portType name='P'>{many}</portType></definitions>"),
        "2000 operations",
    );
}

#[test]
fn what_a_wsdl_imports_is_read_beside_it_only() {
    let with = |import: &str| {
        CONTRACT.replace("<wsdl:types>", &format!("<wsdl:import location=\"{import}\"/>\n  <wsdl:types>"))
    };
    let check = |import: &str, problem: Option<&str>| {
        let dir = tree(&[
            ("api/a.wsdl", &with(import)),
            ("api/b.wsdl", &with("a.wsdl")),
            ("secret.xsd", "<schema/>"),
        ]);
        let report = report(dir.path(), &["--discover"]);
        let says: Vec<_> = list(&report, "problems").iter().filter_map(|p| p["says"].as_str()).collect();
        match problem {
            Some(expected) => assert!(says.iter().any(|s| s.contains(expected)), "{says:?}"),
            None => assert!(says.is_empty(), "{says:?}"),
        }
    };
    // A circle, and a file that imports itself.
    check("b.wsdl", None);
    check("a.wsdl", None);
    check("../secret.xsd", Some("not beside the WSDL"));
    check("http://soap.larkspur.example/x.xsd", Some("not beside the WSDL"));
    check("file:///etc/passwd", Some("not beside the WSDL"));
}

#[test]
fn a_skeleton_is_a_pack_that_passes_the_check() {
    let rpc = r#"<definitions name="Old" targetNamespace="urn:old" xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:x="urn:x">
        <message name="Ask"><part name="key" type="x:string"/></message>
        <portType name="Soap"><operation name="getURL"><input message="Ask"/></operation><operation name="getUrl"/><operation name="заказ"/></portType>
        <service name="Service"/></definitions>"#;
    for text in [CONTRACT, rpc] {
        let dir = tree(&[("a.wsdl", text)]);
        let (code, _, err) = run(dir.path(), &["rules", "new", "--wsdl", "a.wsdl", "packs/desk"]);
        assert_eq!(code, 0, "{err}");
        let (code, out, err) = run(dir.path(), &["rules", "check", "packs/desk"]);
        assert_eq!((code, out.as_str()), (0, "desk, marketo, sfmc: no mistakes\n"), "{err}");
    }
}
