//! Walks the rule table, and shows bad packs to the checks.

use std::fs;
use std::path::{Path, PathBuf};

use unsoap::read::Weight;
use unsoap::rule::{Form, Mistake, Row, RowKind, Rules, Step, rule_schemas};

fn told(mistakes: &[Mistake]) -> String {
    let one = |m: &Mistake| format!("{}:{}: {}; {}", m.path, m.line().unwrap_or(0), m.message, m.help);
    mistakes.iter().map(one).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_embedded_packs_have_no_mistakes() {
    let mistakes: Vec<Mistake> = Rules::check(&[]).into_iter().filter(|m| !m.warning).collect();
    assert!(mistakes.is_empty(), "{}", told(&mistakes));
}

#[test]
fn rows_of_the_embedded_packs_exclude_each_other() {
    let mistakes: Vec<Mistake> =
        Rules::check(&[]).into_iter().filter(|m| m.message.contains("can hold together")).collect();
    assert!(mistakes.is_empty(), "{}", told(&mistakes));
}

#[test]
fn an_operation_is_known_in_all_its_spellings_and_nothing_else_is() {
    for api in &Rules::embedded().apis {
        for rule in &api.operations {
            let name = rule.operation.as_str();
            let check = |spelled: String, form| {
                let found = api.operation_form(&spelled).map(|(r, f)| (r.operation.as_str(), f));
                assert_eq!(found, Some((name, form)), "{spelled}");
            };
            check(name.to_owned(), Form::Plain);
            check(format!(":{name}"), Form::Plain);
            check(format!("ns1:{name}"), Form::Plain);
            check(format!("{name}Async"), Form::Async);
            check(format!("Begin{name}"), Form::Begin);
            check(format!("End{name}"), Form::End);
            check(format!("start{name}"), Form::Async);
            assert!(api.operation_named(&format!("{name}s")).is_none());
            assert!(api.operation_named(&format!("{name}ById")).is_none());
            assert!(api.operation_named(&format!("http://example.com/{name}")).is_none());
        }
    }
}

#[test]
fn spellings_of_one_operation_are_equal() {
    let marketo = Rules::embedded().api("marketo").expect("the pack is embedded");
    let check = |spelled: &str, expected: Option<(&str, Form)>| {
        let found = marketo.operation_form(spelled).map(|(r, f)| (r.id.as_str(), f));
        assert_eq!(found, expected, "{spelled}");
    };
    check("get_lead", Some(("get-lead", Form::Plain)));
    check("get_m_objects", Some(("get-m-objects", Form::Plain)));
    check("BegingetLead", Some(("get-lead", Form::Begin)));
    check("ns1:paramsGetLead", Some(("get-lead", Form::Request)));
    check("ParamsGetLeadE", Some(("get-lead", Form::Request)));
    check("createParamsGetLead", Some(("get-lead", Form::Request)));
    check("successGetLead", Some(("get-lead", Form::Response)));
    check("receiveResultgetLead", Some(("get-lead", Form::Response)));
    check("getLeadActivities", None);
    check("urn:example:getLead", None);
    check("", None);
}

#[test]
fn the_published_schemas_are_those_of_the_types() {
    for (name, schema) in rule_schemas() {
        let path = format!("{}/schemas/rules/{name}.json", env!("CARGO_MANIFEST_DIR"));
        let text = format!("{schema:#}\n");
        if std::env::var_os("UPDATE_SCHEMAS").is_some() {
            fs::write(&path, &text).expect("the schema can be written");
        }
        let published = fs::read_to_string(&path).unwrap_or_default();
        assert_eq!(published, text, "{path} is old: run UPDATE_SCHEMAS=1 cargo test --test rules");
    }
}

#[test]
fn the_packs_fit_the_published_schemas() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules");
    let files = |pattern: &str| -> Vec<PathBuf> {
        let entries = walkdir::WalkDir::new(&root).sort_by_file_name().into_iter().flatten();
        entries.map(walkdir::DirEntry::into_path).filter(|p| p.to_string_lossy().ends_with(pattern)).collect()
    };
    for (name, schema) in rule_schemas() {
        let validator = jsonschema::validator_for(&schema).expect("a valid schema");
        let is_operation = |p: &PathBuf| p.parent().is_some_and(|p| p.ends_with("operations"));
        let files = match name {
            "operation" => files(".toml").into_iter().filter(is_operation).collect(),
            name => files(&format!("/{name}.toml")),
        };
        assert!(!files.is_empty(), "nothing to check with {name}");
        for path in files {
            let text = fs::read_to_string(&path).expect("a rule file");
            let json: serde_json::Value = toml::from_str(&text).expect("TOML");
            let errors: Vec<String> =
                validator.iter_errors(&json).map(|e| format!("{}: {e}", e.instance_path())).collect();
            assert!(errors.is_empty(), "{}: {errors:?}", path.display());
        }
    }
}

/// The same promises as the checks make, read off the finished table.
#[test]
fn every_rule_says_what_replaces_it_and_where_that_is_written() {
    let is_link = |link: &str| link.starts_with("https://") || link.starts_with("http://");
    for api in &Rules::embedded().apis {
        assert!(is_link(&api.docs), "{}", api.id);
        assert!(!api.status.source.is_empty(), "{}", api.id);
        for rule in &api.operations {
            let id = format!("{}/{}", api.id, rule.id);
            assert!(is_link(&rule.docs), "{id}");
            assert!(!rule.summary.is_empty(), "{id}");
            let base: Vec<_> = rule.rows.iter().filter(|r| r.kind == RowKind::Base).collect();
            let falls_back = |r: &&&Row| r.when.iter().any(|c| c.is_always() || c.is_fallback());
            assert!(base.iter().any(|r| falls_back(&r)), "{id} has no row for what cannot be read");
            for row in &rule.rows {
                assert!(!row.says.is_empty(), "{id} {}", row.id);
                assert!(!row.source.is_empty(), "{id} {} has no source", row.id);
                let known = |s: &Step| api.endpoint(&s.call).is_some();
                assert!(row.steps.iter().all(known), "{id} {}", row.id);
            }
            assert!(rule.hazards.iter().all(|h| !h.says.is_empty()), "{id}");
        }
        for sign in &api.signs {
            assert!(sign.docs.iter().any(|d| is_link(d)), "{}", sign.id);
            assert!(!sign.hazards.is_empty() && !sign.replaces.is_empty(), "{}", sign.id);
            assert!(sign.steps.iter().all(|s| api.endpoint(&s.call).is_some()), "{}", sign.id);
        }
        let ids: Vec<&String> = api.operations.iter().map(|o| &o.id).collect();
        assert!(ids.is_sorted(), "{}", api.id);
    }
}

#[test]
fn every_operation_says_that_a_failure_is_an_answer() {
    let marketo = Rules::embedded().api("marketo").expect("a pack of ours");
    for operation in &marketo.operations {
        let says = operation.hazards.iter().any(|h| h.id == "faults-are-answers" && h.when.is_empty());
        assert!(says, "{}", operation.operation);
    }
}

#[test]
fn packs_are_chosen_by_id() {
    let rules = Rules::embedded();
    let chosen = |ids: &[&str]| {
        let ids: Vec<String> = ids.iter().map(|id| (*id).to_owned()).collect();
        rules.only(&ids).map(|r| r.apis.iter().map(|a| a.id.clone()).collect::<Vec<_>>())
    };
    assert_eq!(chosen(&["marketo"]), Ok(vec!["marketo".to_owned()]));
    assert_eq!(chosen(&[]).map(|all| all.len()), Ok(rules.apis.len()));
    let unknown = chosen(&["marketo", "acme"]).expect_err("no such pack");
    assert_eq!(unknown.message, "no rule pack is called `acme`");
    assert!(unknown.help.contains("`marketo`"), "{}", unknown.help);
}

#[test]
fn a_pack_on_disk_is_added_or_replaces_one() {
    let pack = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/packs/acme");
    let ids = |dirs: &[PathBuf]| {
        let rules = Rules::load(dirs).expect("a right pack");
        rules.apis.iter().map(|a| (a.id.clone(), a.vendor.clone())).collect::<Vec<_>>()
    };
    let embedded = ids(&[]);
    let added = ids(std::slice::from_ref(&pack));
    assert_eq!(added.len(), embedded.len() + 1);
    assert!(added.is_sorted() && added.contains(&("acme".to_owned(), "Acme".to_owned())));
    // A folder of packs, one of which has the id of an embedded one.
    let dir = tempfile::tempdir().expect("a temporary directory");
    let folder = dir.path().join("marketo");
    fs::create_dir(&folder).expect("a folder");
    let ours = API.replace("id = \"acme\"", "id = \"marketo\"").replace("steps =", "#");
    fs::write(folder.join("api.toml"), ours).expect("a file of the pack");
    let replaced = ids(&[dir.path().to_owned()]);
    assert_eq!(replaced.len(), embedded.len());
    assert!(replaced.contains(&("marketo".to_owned(), "Acme".to_owned())));
    // No pack at all is a mistake of the person who asked.
    let errors = Rules::load(&[dir.path().join("nowhere")]).expect_err("nothing there");
    assert!(errors.mistakes[0].message.starts_with("there is no rule pack in"));
}

#[test]
fn the_vocabulary_knows_what_speaks_for_itself() {
    let words = Rules::embedded().vocabulary();
    let check = |text: &str, expected: Option<Weight>| {
        // A word may be found by a shorter one in it.
        let found = words.iter().filter(|w| text.to_lowercase().contains(&w.text)).map(|w| w.weight).max();
        assert_eq!(found, expected, "{text}");
    };
    check("https://na-l.marketo.com/soap/mktows/2_3", Some(Weight::Proof));
    check("ns1:paramsGetMObjects", Some(Weight::Proof));
    check("client.call(:get_m_objects)", Some(Weight::Telling));
    check("Savon.client(wsdl: url)", Some(Weight::Generic));
    check("print('hello')", None);
    let short: Vec<_> = words.iter().filter(|w| w.text.len() < 4).collect();
    assert!(short.is_empty(), "{short:?} are in every file");
}

/// A pack without mistakes. Its files, to be changed one at a time.
const API: &str = include_str!("packs/acme/api.toml");
const REST: &str = include_str!("packs/acme/rest.toml");
const OPERATION: &str = include_str!("packs/acme/operations/get-order.toml");

/// What is wrong with a pack: of each mistake the line, the message, the
/// ⟨text⟩ it points at and the help.
fn mistakes(api: &str, rest: &str, operation: &str) -> Vec<String> {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let pack = dir.path().join("acme");
    fs::create_dir_all(pack.join("operations")).expect("a folder");
    for (name, text) in [("api.toml", api), ("rest.toml", rest), ("operations/get-order.toml", operation)] {
        fs::write(pack.join(name), text).expect("a file of the pack");
    }
    let says = |m: &Mistake| {
        let text = fs::read_to_string(&m.path).unwrap_or_default();
        let kind = if m.warning { "warning: " } else { "" };
        let place = text.get(m.at.clone()).unwrap_or_default();
        format!("{kind}{}: {} ⟨{place}⟩ {}", m.line().unwrap_or(0), m.message, m.help)
    };
    Rules::check(&[pack]).iter().map(says).collect()
}

/// The right pack with `from` in one of its files changed to `to` has exactly these mistakes.
fn check(file: &str, from: &str, to: &str, expected: &[&str]) {
    let change = |name, text: &str| {
        assert!(name != file || text.contains(from), "{from} is not in {name}");
        if name == file { text.replace(from, to) } else { text.to_owned() }
    };
    let operation = change("operations/get-order.toml", OPERATION);
    let found = mistakes(&change("api.toml", API), &change("rest.toml", REST), &operation);
    assert_eq!(found, expected, "{from} → {to}");
}

#[test]
fn a_right_pack_has_no_mistakes() {
    check("api.toml", "", "", &[]);
}

#[test]
fn keys_and_words_are_known() {
    let check = |from, to, expected: &[&str]| check("operations/get-order.toml", from, to, expected);
    check(
        "effort = \"S\"",
        "effort = \"S\"\nway_oot = \"x\"",
        &["20: unknown key `way_oot` in a row ⟨way_oot⟩ write `way_out`"],
    );
    check("effort = \"S\"", "effort = \"XL\"", &["19: unknown effort `XL` ⟨\"XL\"⟩ write `X`"]);
    check(
        "equivalent = \"full\"",
        "equivalent = \"fully\"",
        &[
            "18: unknown equivalent `fully` ⟨\"fully\"⟩ write `full`",
            "26: unknown equivalent `fully` ⟨\"fully\"⟩ write `full`",
        ],
    );
    check("title = \"read an order\"", "title = 3", &["3: invalid type: integer `3` ⟨3⟩ write a string"]);
    check(
        "says = \"Look at the type at run time.\"\n",
        "",
        &["22: a row has no `says` ⟨[[row]]⟩ add `says`: what to do and what differs"],
    );
    check(
        "effort = \"S\"\nbasis = \"documented\"",
        "",
        &[
            "13: a row has no `basis` ⟨[[row]]⟩ add `basis`: how it is known",
            "13: a row has no `effort` ⟨[[row]]⟩ add `effort`: effort class",
        ],
    );
    check(
        "title = \"read an order\"",
        "title = read",
        &["3: string values must be quoted ⟨read⟩ write literal string"],
    );
}

#[test]
fn all_mistakes_are_told_at_once() {
    let to = "efort = \"S\"\nsteps = [{ role = \"mian\", call = \"get-order\" }]\nwhen = [\"key.tipe = ID\", \"fields gone\"]\nsays = \"\"\nequivalent = \"full\"\neffort = \"M\"\nbasis = \"derived\"";
    let from = &OPERATION[OPERATION.find("when = [\"key.type not").expect("the row")
        ..OPERATION.find("\n[[hazard]]").expect("the hazard")];
    check(
        "operations/get-order.toml",
        from,
        to,
        &[
            "24: unknown key `efort` in a row ⟨efort⟩ write `effort`",
            "25: unknown role `mian` ⟨\"mian\"⟩ write `main`",
            "26: `getOrder` has no parameter `key.tipe` ⟨key.tipe⟩ write `key.type`, or declare it as [[parameter]]",
            "26: `gone` is no test ⟨gone⟩ write one of `=`, `is not`, `given`, `absent`, `not readable`, `>`, `<=`, `has`, `has other than`, `only` or, for facts, `is`",
            "27: the row gives no reason ⟨\"\"⟩ say what to do and what differs",
        ],
    );
}

#[test]
fn names_mean_something() {
    let operation = |from, to, expected: &[&str]| check("operations/get-order.toml", from, to, expected);
    operation(
        "call = \"get-order\"",
        "call = \"get-orders\"",
        &[
            "16: unknown endpoint `get-orders` ⟨\"get-orders\"⟩ write `get-order`",
            "warning: 9: no step uses the endpoint `get-order` ⟨[[endpoint]]⟩ name it in a step, or take it away",
        ],
    );
    operation(
        "key.type = ID",
        "kay.type = ID",
        &[
            "15: `getOrder` has no parameter `kay.type` ⟨kay.type⟩ write `key.type`, or declare it as [[parameter]]",
        ],
    );
    operation(
        "docs =",
        "object = \"key.typ\"\ndocs =",
        &[
            "5: `getOrder` has no parameter `key.typ` ⟨\"key.typ\"⟩ write `key.type`, or declare it as [[parameter]]",
        ],
    );
    let api = |from, to, expected: &[&str]| check("api.toml", from, to, expected);
    api("id = \"acme-key\"", "id = \"AcmeKey\"", &["20: `AcmeKey` is no id ⟨\"AcmeKey\"⟩ write `acme-key`"]);
    api(
        "id = \"acme-key\"",
        "id = \"get-order\"",
        &["20: the id `get-order` is taken ⟨\"get-order\"⟩ choose another id"],
    );
    api(
        "id = \"acme\"",
        "id = \"acne\"",
        &["2: the pack `acne` is in a folder called `acme` ⟨\"acne\"⟩ write `acme`, or rename the folder"],
    );
    api(
        "strength",
        "operations = [\"getOrders\"]\nstrength",
        &["24: unknown operation `getOrders` ⟨\"getOrders\"⟩ write `getOrder`"],
    );
    let library = "[[library]]\nid = \"acme-client\"\nname = \"a\"\nlanguage = \"php\"\n[[library.type]]\nnames = [\"Acme\"]\nmethods = { order = \"getOder\" }\ngives = { x = \"Acne\" }\n[[sign]]";
    api(
        "[[sign]]",
        library,
        &[
            "25: unknown operation `getOder` ⟨\"getOder\"⟩ write `getOrder`",
            "warning: 26: the library has no type `Acne` ⟨\"Acne\"⟩ write `Acme`",
        ],
    );
}

#[test]
fn a_sign_has_what_its_reader_needs() {
    let check = |from, to, expected: &[&str]| check("api.toml", from, to, expected);
    check(
        "docs = [\"https://example.com/key\"]",
        "docs = []",
        &["20: the sign `acme-key` has no documentation ⟨\"acme-key\"⟩ link the page that documents it"],
    );
    check(
        "hazards = [\"The key is in the header.\"]",
        "",
        &[
            "20: the sign `acme-key` has no hazard and no reason ⟨\"acme-key\"⟩ say what behaves differently, or why it matters",
        ],
    );
    check(
        "names = [\"AcmeKey\"]",
        "",
        &["20: the sign `acme-key` can never be found ⟨\"acme-key\"⟩ add `names`, `members` or `patterns`"],
    );
    check(
        "2020-02-29",
        "2021-02-29",
        &["9: `2021-02-29` is no date ⟨[status]⟩ write YYYY-MM-DD, or YYYY-MM or YYYY when no more is known"],
    );
}

#[test]
fn regular_expressions_are_right() {
    let check = |to, expected: &[&str]| check("api.toml", "'acmesoap\\.example\\.com'", to, expected);
    check(
        "'acme('",
        &[
            "17: this is no regular expression ⟨'acme('⟩ write it in the syntax of Rust's regex crate, in single quotes so that TOML leaves backslashes alone",
        ],
    );
    check(
        "'(acme)*'",
        &[
            "warning: 17: files that only match this are never read ⟨'(acme)*'⟩ add such a piece to `vocabulary` in [detect], four letters or more",
            "17: this regular expression matches everything ⟨'(acme)*'⟩ name a piece of text that must be there",
        ],
    );
    check(
        "'[a-z]+/x'",
        &[
            "warning: 17: files that only match this are never read ⟨'[a-z]+/x'⟩ add such a piece to `vocabulary` in [detect], four letters or more",
        ],
    );
}

#[test]
fn conditions_can_be_read() {
    let check =
        |to: &str, expected: &[&str]| check("operations/get-order.toml", "key.type = ID", to, expected);
    check("key.type == ID", &["15: `==` is no test ⟨==⟩ write `=`"]);
    check("key.type contains ID", &["15: `contains` is no test ⟨contains⟩ write `has`"]);
    check("key.type =", &["15: a value is missing ⟨=⟩ write a value after `=`"]);
    check(
        "key.type = A B",
        &[
            "15: `B` follows a value without a comma ⟨B⟩ separate values by commas, and quote a value with blanks: 'a b'",
        ],
    );
    check("key.type = 'A", &["15: the quote is never closed ⟨'A⟩ end the value with '"]);
    check("key.type > many", &["15: `many` is no number ⟨many⟩ write digits after `>`"]);
    check(
        "key.type given twice",
        &[
            "15: `twice` is too much ⟨twice⟩ end the condition before it; further conditions are further strings in `when`",
        ],
    );
    check(
        "key.type is big",
        &[
            "15: `is` asks for a fact in words, but `key.type` is a parameter ⟨is⟩ write `= VALUE`; only call_site, instance, result and records take `is`",
        ],
    );
    check("key.type or", &["15: nothing follows `or` ⟨or⟩ name another parameter, or take `or` away"]);
    check(
        "key.type",
        &[
            "15: nothing is asked about `key.type` ⟨key.type⟩ write one of `=`, `is not`, `given`, `absent`, `not readable`, `>`, `<=`, `has`, `has other than`, `only` or, for facts, `is` after it",
        ],
    );
    check("", &["15: the condition is empty ⟨⟩ write `always` for a row without conditions"]);
    check("key.type \\u003d= ID", &["15: `==` is no test ⟨\"key.type \\u003d= ID\"⟩ write `=`"]);
}

#[test]
fn a_decision_table_decides() {
    let check = |from, to, expected: &[&str]| check("operations/get-order.toml", from, to, expected);
    check(
        "[\"key.type = ID\"]",
        "[\"key.type = ID\", \"key absent\"]",
        &["15: the row `id` can never hold ⟨\"key absent\"⟩ take one of the two conditions away"],
    );
    check(
        "[\"key.type = ID\"]",
        "[\"key.type = ID\", \"key.type is not id, name\"]",
        &[
            "15: the row `id` can never hold ⟨\"key.type is not id, name\"⟩ take one of the two conditions away",
        ],
    );
    check(
        "[\"key.type = ID\"]",
        "[\"fields.count > 3\", \"fields.count <= 3\"]",
        &["15: the row `id` can never hold ⟨\"fields.count <= 3\"⟩ take one of the two conditions away"],
    );
    check(
        "[\"key.type = ID\"]",
        "[\"key.type not readable\"]",
        &[
            "23: the rows `id` and `unknown` hold together ⟨\"unknown\"⟩ merge them, or tell them apart by a condition",
        ],
    );
    check(
        "[\"key.type not readable\"]",
        "[\"key.type = NAME\"]",
        &[
            "2: `getOrder` has no fallback ⟨\"getOrder\"⟩ add a base row for what cannot be read: `when = [\"… not readable\"]`, or `always`",
        ],
    );
    check(
        "[\"key.type not readable\"]",
        "[\"fields given\"]",
        &[
            "2: `getOrder` has no fallback ⟨\"getOrder\"⟩ add a base row for what cannot be read: `when = [\"… not readable\"]`, or `always`",
            "warning: 23: the rows `id` and `unknown` can hold together ⟨\"unknown\"⟩ add the opposite of one of its conditions",
        ],
    );
    check(
        "[\"key.type = ID\"]",
        "[]",
        &[
            "14: the row `id` has no condition ⟨\"id\"⟩ write `when = [\"always\"]` for a row that always holds",
        ],
    );
    check(
        "id = \"unknown\"",
        "id = \"id\"",
        &["23: the id `id` is taken ⟨\"id\"⟩ choose another id, or merge the two"],
    );
    check(
        "equivalent = \"full\"\neffort = \"M\"",
        "equivalent = \"none\"\neffort = \"X\"",
        &[
            "23: the row `unknown` leaves its reader alone ⟨\"unknown\"⟩ add `way_out`: what to do all the same",
        ],
    );
    check(
        "says = \"An unknown order is an empty answer.\"",
        "says = \"\"\nbites = 9",
        &[
            "32: the hazard says nothing ⟨\"\"⟩ say what behaves differently",
            "33: `bites` is 9 ⟨9⟩ write 1 for what bites most often to 5 for what rarely does",
        ],
    );
}

#[test]
fn in_a_table_of_first_rows_one_always_holds() {
    let check = |from: &str, to: &str, expected: &[&str]| {
        let api = API.replace("choice = \"exclusive\"", "choice = \"first\"");
        let always = "always\"]\nobject = \"*\"";
        let rows = OPERATION
            .replace("key.type = ID\"]", "object not readable\"]\nobject = \"*\"")
            .replace("key.type not readable\"]", always);
        assert!(rows.contains(from), "{from}");
        assert_eq!(mistakes(&api, REST, &rows.replace(from, to)), expected, "{from} → {to}");
    };
    check("", "", &[]);
    check(
        "always",
        "fields given",
        &[
            "2: `getOrder` has no rows for other objects ⟨\"getOrder\"⟩ add base rows with `object = \"*\"`: one `when = [\"object not readable\"]`, one `when = [\"always\"]`",
            "24: the row `unknown` is the last and may fail to hold ⟨\"unknown\"⟩ add a base row with `when = [\"always\"]` behind it",
        ],
    );
    check(
        "object not readable",
        "fields given",
        &[
            "2: `getOrder` has no rows for other objects ⟨\"getOrder\"⟩ add base rows with `object = \"*\"`: one `when = [\"object not readable\"]`, one `when = [\"always\"]`",
        ],
    );
    check(
        "object not readable",
        "always",
        &[
            "2: `getOrder` has no rows for other objects ⟨\"getOrder\"⟩ add base rows with `object = \"*\"`: one `when = [\"object not readable\"]`, one `when = [\"always\"]`",
            "24: the row `unknown` is never reached ⟨\"unknown\"⟩ put it before `id`, or take it away",
        ],
    );
    check(
        "object = \"*\"",
        "object = \"Order\"",
        &[
            "2: `getOrder` has no rows for other objects ⟨\"getOrder\"⟩ add base rows with `object = \"*\"`: one `when = [\"object not readable\"]`, one `when = [\"always\"]`",
        ],
    );
}
