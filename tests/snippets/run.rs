//! Snippets that run: each is sent to a server of our own, which is asked what it says.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc::Receiver;
use std::time::Duration;

use serde_json::{Value as Json, json};
use unsoap::http::{Body, Field, HttpRequest, Value};
use unsoap::rule::{Api, Rules};
use unsoap::snippet::snippet;

use super::server::{self, Asked, pairs};
use super::{NASTY, filled, of_row, rows};

/// All that runs may take, in seconds; nothing waits, so only a bug reaches it.
const LONGEST: u64 = 240;

/// A row's requests under its name.
type Case = (String, Vec<HttpRequest>);

fn cases(api: usize) -> Vec<Case> {
    let rules = Rules::embedded();
    let mut cases = vec![];
    for (index, (name, a, operation, row)) in rows().filter(|(_, a, _, _)| *a == api).enumerate() {
        let plain =
            |path: &str| if path.ends_with("Id") || path.ends_with("ID") { "42" } else { "a b" }.to_owned();
        let nasty = |_: &str| NASTY.to_owned();
        // Plain texts and nasty ones in turn: each endpoint meets both.
        let text: &dyn Fn(&str) -> String = if index % 2 == 0 { &plain } else { &nasty };
        let root = filled(&rules.apis[a].operations[operation], text);
        let requests = of_row(a, operation, row, root);
        if !requests.is_empty() {
            cases.push((name, requests));
        }
    }
    cases
}

/// Runs a program of all cases in each API and compares what it sent.
fn check(language: &str, write: fn(&Path, &str, &[String]) -> Vec<Command>) {
    let snippet = snippet(language).expect("a language of ours");
    let mut wrong = vec![];
    for (index, api) in Rules::embedded().apis.iter().enumerate() {
        let cases = cases(index);
        let client = api.client.as_ref().expect("a pack of ours has a client");
        let all: Vec<&HttpRequest> = cases.iter().flat_map(|(_, requests)| requests).collect();
        let texts: Vec<String> =
            cases.iter().map(|(_, requests)| snippet.calls("cobol", requests, client)).collect();
        let dir = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("snippets").join(language).join(&api.id);
        let _ = fs::remove_dir_all(&dir);
        fs::create_dir_all(&dir).expect("a directory for the program");
        let (address, receiver) = server::start();
        for mut command in write(&dir, &snippet.client(&all, client), &texts) {
            let base = format!("http://{address}");
            command.env("UNSOAP_TEST_BASE", &base).env(&client.base, &base);
            if let Some(token) = &client.token.base {
                command.env(token, &base);
            }
            for variable in client.token.secrets.values() {
                command.env(variable, "s3cr3t");
            }
            // No proxy of the machine stands between.
            command.env("NO_PROXY", "127.0.0.1").env("no_proxy", "127.0.0.1");
            finish(command);
        }
        compare(api, &cases, &receiver, &mut wrong);
    }
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong[..wrong.len().min(8)].join("\n\n"));
}

fn finish(mut command: Command) {
    let child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("the toolchain is there");
    let (sender, receiver) = std::sync::mpsc::channel();
    let id = child.id();
    std::thread::spawn(move || sender.send(child.wait_with_output()));
    let Ok(output) = receiver.recv_timeout(Duration::from_secs(LONGEST)) else {
        let _ = Command::new("kill").arg(id.to_string()).status();
        panic!("{command:?} never ends");
    };
    let output = output.expect("its output");
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {}", error.chars().take(4000).collect::<String>());
}

/// What was asked, case by case, is what the requests say.
fn compare(api: &Api, cases: &[Case], receiver: &Receiver<Asked>, wrong: &mut Vec<String>) {
    let token = api.client.as_ref().map(|c| c.token.path.as_str()).unwrap_or_default();
    let mut asked: Vec<Vec<Asked>> = vec![];
    let mut tokens = vec![];
    while let Ok(one) = receiver.recv_timeout(Duration::from_millis(200)) {
        match one.path.as_str() {
            path if path.starts_with("/case/") => asked.push(vec![]),
            path if path == token => tokens.push(one),
            _ => asked.last_mut().expect("cases say when they begin").push(one),
        }
    }
    assert_eq!(asked.len(), cases.len(), "{}: not every case ran", api.id);
    assert_eq!(tokens.len(), 1, "{}: a token is kept", api.id);
    let sent = format!("{:?}{}", tokens[0].query, tokens[0].body);
    assert!(sent.contains("client_credentials") && sent.contains("s3cr3t"), "{sent}");
    for ((name, requests), asked) in cases.iter().zip(&asked) {
        let expected = expected(requests);
        if expected.len() != asked.len() {
            wrong.push(format!("{name}: {} requests instead of {}", asked.len(), expected.len()));
            continue;
        }
        for (expected, asked) in expected.iter().zip(asked) {
            if let Some(difference) = expected.difference(asked) {
                wrong.push(format!("{name}: {difference}"));
            }
        }
    }
}

/// What a request must look like on the wire.
struct Expected {
    method: String,
    path: String,
    query: Vec<(String, String)>,
    body: Option<Body>,
    answers: BTreeMap<String, Json>,
}

impl Expected {
    fn difference(&self, asked: &Asked) -> Option<String> {
        let path = percent_encoding::percent_decode_str(&asked.path).decode_utf8_lossy().into_owned();
        if (&self.method, &self.path) != (&asked.method, &path) {
            return Some(format!("{} {path} instead of {} {}", asked.method, self.method, self.path));
        }
        if self.query != asked.query {
            return Some(format!("{path}: {:?} instead of {:?}", asked.query, self.query));
        }
        if asked.authorization != "Bearer the-token" {
            return Some(format!("{path}: no token"));
        }
        match &self.body {
            None => (!asked.body.is_empty()).then(|| format!("{path}: a body, {}", asked.body)),
            Some(Body::Json(value)) => {
                let got: Json = serde_json::from_str(&asked.body).unwrap_or_default();
                let wanted = json_of(value, &self.answers);
                let same =
                    plain(&got) == plain(&wanted) && asked.content_type.starts_with("application/json");
                (!same).then(|| format!("{path}: {got} instead of {wanted}, {}", asked.content_type))
            }
            Some(Body::Form(fields)) => {
                let mut wanted: Vec<_> =
                    fields.iter().map(|f| (f.name.clone(), text_of(&f.value, &self.answers))).collect();
                wanted.sort();
                let got = pairs(&asked.body);
                (got != wanted).then(|| format!("{path}: {got:?} instead of {wanted:?}"))
            }
            Some(Body::File { field, lines }) => {
                let text: Vec<String> = lines.iter().map(|l| line_of(l, &self.answers)).collect();
                let parts = [format!("name=\"{field}\""), text.join("\n"), "filename=\"upload.csv\"".into()];
                let lacks = parts.iter().find(|p| !asked.body.contains(*p))?;
                Some(format!("{path}: no {lacks:?} in {:?}", asked.body))
            }
        }
    }
}

fn expected(requests: &[HttpRequest]) -> Vec<Expected> {
    let mut answers: BTreeMap<String, Json> = BTreeMap::new();
    let mut all = vec![];
    for request in requests {
        let mut path = request.path.clone();
        for field in &request.path_values {
            path = path.replace(&format!("{{{}}}", field.name), &text_of(&field.value, &answers));
        }
        let own = |f: &&Field| {
            request
                .pages
                .as_ref()
                .is_none_or(|p| p.send != f.name && p.size.as_ref().is_none_or(|s| s.0 != f.name))
        };
        let fixed: Vec<(String, String)> =
            request.query.iter().filter(own).map(|f| (f.name.clone(), text_of(&f.value, &answers))).collect();
        let mut more: Vec<Vec<(String, String)>> = vec![vec![]];
        if let Some(pages) = &request.pages {
            let size: Vec<(String, String)> =
                pages.size.iter().map(|(n, s)| (n.clone(), s.to_string())).collect();
            let with = |at: String| [size.clone(), vec![(pages.send.clone(), at)]].concat();
            let start = request.query.iter().find(|f| f.name == pages.send);
            more = match &pages.token {
                None => vec![with(pages.first.to_string()), with((pages.first + pages.step).to_string())],
                Some(_) => vec![
                    start.map_or(size.clone(), |f| with(text_of(&f.value, &answers))),
                    with("page-two".to_owned()),
                ],
            };
        }
        for page in more {
            let mut query = [fixed.clone(), page].concat();
            query.sort();
            let (method, path) = (request.method.clone(), path.clone());
            all.push(Expected { method, path, query, body: request.body.clone(), answers: answers.clone() });
        }
        let result = server::result(&request.path);
        let answer = json!({
            "requestId": "e42b#14272d07d78", "nextPageToken": "since-then", "result": result,
            "items": [{ "id": "a7d2c5d6-a7d9" }],
        });
        for taken in &request.gives {
            let asked = |member: &String| request.query.iter().any(|f| f.name == *member);
            let is_second = taken.lacking.as_ref().is_some_and(|member| !asked(member));
            let at = if is_second { taken.at.replace(".0.", ".1.") } else { taken.at.replace('*', "0") };
            let pointer = format!("/{}", at.replace('.', "/"));
            let given = match &taken.same {
                None => answer.pointer(&pointer).cloned().expect("the server answers it"),
                Some(_) if taken.at.ends_with(".id") => json!(server::FOUND),
                Some(same) => {
                    let sent = request.query.iter().find(|f| f.name == same.sent);
                    json!(text_of(&sent.expect("it was sent").value, &answers))
                }
            };
            answers.insert(taken.name.clone(), given);
        }
    }
    all
}

/// Numbers and texts alike: where a language reads an id as a text it sends a text.
fn plain(value: &Json) -> Json {
    match value {
        Json::Number(number) => json!(number.to_string()),
        Json::Array(items) => items.iter().map(plain).collect(),
        Json::Object(members) => members.iter().map(|(k, v)| (k.clone(), plain(v))).collect(),
        other => other.clone(),
    }
}

fn text_of(value: &Value, answers: &BTreeMap<String, Json>) -> String {
    match value {
        Value::Text(text) | Value::Atom(text) => text.clone(),
        Value::Unknown(says) => format!("<{}>", says.trim_matches(['<', '>'])),
        Value::Answer(name) => match &answers[name] {
            Json::String(text) => text.clone(),
            other => other.to_string(),
        },
        Value::List(items) => items.iter().map(|i| text_of(i, answers)).collect::<Vec<_>>().join(","),
        Value::Code(_) | Value::Record(_) => "<an object>".to_owned(),
    }
}

fn line_of(value: &Value, answers: &BTreeMap<String, Json>) -> String {
    match value {
        Value::List(items) => items.iter().map(|i| text_of(i, answers)).collect::<Vec<_>>().join("\n"),
        other => text_of(other, answers),
    }
}

fn json_of(value: &Value, answers: &BTreeMap<String, Json>) -> Json {
    match value {
        Value::Atom(atom) => serde_json::from_str(atom).expect("an atom is JSON"),
        Value::Answer(name) => answers[name].clone(),
        Value::List(items) => items.iter().map(|i| json_of(i, answers)).collect(),
        Value::Record(members) => {
            members.iter().map(|m| (text_of(&m.key, answers), json_of(&m.value, answers))).collect()
        }
        other => json!(text_of(other, answers)),
    }
}

/// Whether a toolchain is there; `UNSOAP_TOOLCHAINS` names those that must be.
fn has(name: &str, program: &str, args: &[&str]) -> bool {
    let found = Command::new(program).args(args).output().is_ok_and(|o| o.status.success());
    let needed = std::env::var("UNSOAP_TOOLCHAINS").unwrap_or_default();
    assert!(found || !needed.split(',').any(|n| n == name), "UNSOAP_TOOLCHAINS asks for {name}");
    if !found {
        let said = format!("snippets are not run: there is no {name} here ({program} {})\n", args.join(" "));
        let _ = std::io::Write::write_all(&mut std::io::stderr(), said.as_bytes());
    }
    found
}

fn python() -> String {
    std::env::var("UNSOAP_PYTHON").unwrap_or_else(|_| "python3".to_owned())
}

fn indented(text: &str, by: usize) -> String {
    text.lines().map(|l| format!("{:by$}{l}\n", "")).collect()
}

#[test]
fn python_sends_what_its_snippets_say() {
    if !has("python", &python(), &["-c", "import requests"]) {
        return;
    }
    check("python", |dir, client, cases| {
        let mut program = client.to_owned();
        for (number, case) in cases.iter().enumerate() {
            program.push_str(&format!("\n\ndef case_{number}():\n{}", indented(case, 4)));
        }
        let names: Vec<String> = (0..cases.len()).map(|n| format!("case_{n}")).collect();
        program.push_str(&format!(
            "\n\nfor number, case in enumerate([{}]):\n    requests.get(os.environ[\"UNSOAP_TEST_BASE\"] + \"/case/%d\" % number)\n    case()\n",
            names.join(", ")
        ));
        let file = dir.join("paste.py");
        fs::write(&file, program).expect("the program");
        let mut command = Command::new(python());
        command.arg("-B").arg(file);
        vec![command]
    });
}

#[test]
fn node_sends_what_its_snippets_say() {
    let script = "process.exit(Number(process.versions.node.split('.')[0]) >= 18 ? 0 : 1)";
    if !has("node", "node", &["-e", script]) {
        return;
    }
    check("javascript", |dir, client, cases| {
        let mut program = client.to_owned();
        for (number, case) in cases.iter().enumerate() {
            program.push_str(&format!("\nasync function case{number}() {{\n{}}}\n", indented(case, 2)));
        }
        let names: Vec<String> = (0..cases.len()).map(|n| format!("case{n}")).collect();
        program.push_str(&format!(
            "\n(async () => {{\n  let number = 0;\n  for (const run of [{}]) {{\n    await fetch(process.env.UNSOAP_TEST_BASE + \"/case/\" + number++);\n    await run();\n  }}\n}})().catch((error) => {{ console.error(error); process.exit(1); }});\n",
            names.join(", ")
        ));
        let file = dir.join("paste.js");
        fs::write(&file, program).expect("the program");
        let mut command = Command::new("node");
        command.arg(file);
        vec![command]
    });
}

#[test]
fn java_sends_what_its_snippets_say() {
    if !has("java", "javac", &["--release", "11", "-version"]) {
        return;
    }
    check("java", |dir, client, cases| {
        let mut program = String::from(
            "import com.fasterxml.jackson.databind.JsonNode;\nimport java.net.URI;\nimport java.net.http.*;\nimport java.util.*;\n\npublic class Paste extends RestClient {\n    static void begin(int number) throws Exception {\n        HttpRequest request = HttpRequest.newBuilder(URI.create(System.getenv(\"UNSOAP_TEST_BASE\") + \"/case/\" + number)).build();\n        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());\n    }\n",
        );
        for (number, case) in cases.iter().enumerate() {
            program.push_str(&format!(
                "\n    static void case{number}() throws Exception {{\n{}    }}\n",
                indented(case, 8)
            ));
        }
        program.push_str("\n    public static void main(String[] args) throws Exception {\n");
        for number in 0..cases.len() {
            program.push_str(&format!("        begin({number});\n        case{number}();\n"));
        }
        program.push_str("    }\n}\n");
        fs::write(dir.join("Paste.java"), program).expect("the program");
        fs::write(dir.join("RestClient.java"), client).expect("the client");
        let jackson = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snippets/jackson");
        let mut compile = Command::new("javac");
        compile
            .args(["--release", "11", "-encoding", "UTF-8", "-nowarn", "-d"])
            .arg(dir)
            .arg("-sourcepath")
            .arg(jackson);
        compile.arg(dir.join("Paste.java")).arg(dir.join("RestClient.java"));
        let mut run = Command::new("java");
        run.arg("-cp").arg(dir).arg("Paste");
        vec![compile, run]
    });
}

#[test]
fn php_sends_what_its_snippets_say() {
    // Guzzle by the include path, as Debian installs it, or as Composer does in a directory named there.
    if !has("php", "php", &["-r", "require 'GuzzleHttp/autoload.php';"]) {
        return;
    }
    check("php", |dir, client, cases| {
        let mut program = client.to_owned();
        for (number, case) in cases.iter().enumerate() {
            program.push_str(&format!("\nfunction case{number}()\n{{\n{}}}\n", indented(case, 4)));
        }
        program.push_str(&format!(
            "\nfor ($number = 0; $number < {}; $number++) {{\n    (new \\GuzzleHttp\\Client())->get(getenv('UNSOAP_TEST_BASE') . '/case/' . $number);\n    call_user_func('case' . $number);\n}}\n",
            cases.len()
        ));
        fs::create_dir_all(dir.join("vendor")).expect("a directory for what Composer would make");
        let autoload = "<?php\nrequire 'GuzzleHttp/autoload.php';\n";
        fs::write(dir.join("vendor/autoload.php"), autoload).expect("what Composer would make");
        let file = dir.join("paste.php");
        fs::write(&file, program).expect("the program");
        let mut command = Command::new("php");
        command.args(["-d", "display_errors=stderr"]).arg(file).current_dir(dir);
        vec![command]
    });
}

#[test]
fn ruby_sends_what_its_snippets_say() {
    if !has("ruby", "ruby", &["-rfaraday", "-e", "0"]) {
        return;
    }
    check("ruby", |dir, client, cases| {
        let mut program = client.to_owned();
        for (number, case) in cases.iter().enumerate() {
            program.push_str(&format!("\ndef case_{number}\n{}end\n", indented(case, 2)));
        }
        program.push_str(&format!(
            "\n{}.times do |number|\n  Faraday.get(ENV.fetch('UNSOAP_TEST_BASE') + \"/case/#{{number}}\")\n  send(\"case_#{{number}}\")\nend\n",
            cases.len()
        ));
        // Up to version 1 uploads were part of Faraday itself.
        fs::create_dir_all(dir.join("faraday")).expect("a directory for a gem");
        let multipart = "unless defined?(Faraday::Multipart)\n  module Faraday::Multipart\n    FilePart = Faraday::FilePart\n  end\nend\n";
        if !has("ruby-multipart", "ruby", &["-rfaraday/multipart", "-e", "0"]) {
            fs::write(dir.join("faraday/multipart.rb"), multipart).expect("a gem");
        }
        let file = dir.join("paste.rb");
        fs::write(&file, program).expect("the program");
        let mut command = Command::new("ruby");
        command.arg("-I").arg(dir).arg(file);
        vec![command]
    });
}

#[test]
fn go_sends_what_its_snippets_say() {
    if !has("go", "go", &["version"]) {
        return;
    }
    check("go", |dir, client, cases| {
        let mut program = String::from(
            "package rest\n\nimport (\n\t\"fmt\"\n\t\"net/http\"\n\t\"net/url\"\n\t\"os\"\n\t\"testing\"\n\t\"time\"\n)\n\nvar _ = []any{fmt.Sprint, url.PathEscape, time.Second}\n",
        );
        for (number, case) in cases.iter().enumerate() {
            program.push_str(&format!("\nfunc case{number}() error {{\n{case}\treturn nil\n}}\n"));
        }
        program.push_str("\nfunc TestCases(t *testing.T) {\n\tfor number, run := range []func() error{");
        let names: Vec<String> = (0..cases.len()).map(|n| format!("case{n}")).collect();
        program.push_str(&names.join(", "));
        program.push_str("} {\n\t\tif _, err := http.Get(os.Getenv(\"UNSOAP_TEST_BASE\") + fmt.Sprint(\"/case/\", number)); err != nil {\n\t\t\tt.Fatal(err)\n\t\t}\n\t\tif err := run(); err != nil {\n\t\t\tt.Fatal(number, err)\n\t\t}\n\t}\n}\n");
        fs::write(dir.join("client.go"), client).expect("the client");
        fs::write(dir.join("paste_test.go"), program).expect("the program");
        fs::write(dir.join("go.mod"), "module paste\n\ngo 1.18\n").expect("a module");
        let mut command = Command::new("go");
        command.args(["test", "-count=1", "-vet=off", "./..."]).current_dir(dir);
        // Nothing is fetched, and nothing written outside.
        command.env("GOFLAGS", "-mod=mod").env("GOPROXY", "off").env("GOCACHE", dir.join("cache"));
        vec![command]
    });
}
