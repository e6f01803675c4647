//! The command line as people and pipelines use it: exit codes, trouble with
//! files, where reports go.

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use serde_json::Value;
use tempfile::TempDir;

/// Names the API, so the file that holds it is parsed.
const RELEVANT: &str = "import com.marketo.mktows.MktowsPort;\n";

/// A directory with these files.
fn tree(files: &[(&str, &[u8])]) -> TempDir {
    let dir = tempfile::tempdir().expect("a temporary directory");
    for (name, bytes) in files {
        let path = dir.path().join(name);
        fs::create_dir_all(path.parent().expect("files have a parent")).expect("a directory");
        fs::write(path, bytes).expect("a file");
    }
    dir
}

fn unsoap(dir: &Path, args: &[&str]) -> Command {
    let mut command = assert_cmd::cargo::cargo_bin_cmd!("unsoap");
    command.current_dir(dir).args(args);
    for name in ["NO_COLOR", "CLICOLOR_FORCE", "COLUMNS", "RAYON_NUM_THREADS"] {
        command.env_remove(name);
    }
    command
}

/// Exit code, standard output, standard error.
fn run(dir: &Path, args: &[&str]) -> (i32, String, String) {
    let output = unsoap(dir, args).output().expect("the binary runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("output is UTF-8");
    (output.status.code().expect("it ends by itself"), text(output.stdout), text(output.stderr))
}

/// The JSON report of a scan of `dir`.
fn scan(dir: &Path, args: &[&str]) -> Value {
    let (code, out, err) = run(dir, &[&["scan", "--format", "json"], args].concat());
    assert!(code < 2, "{err}");
    serde_json::from_str(&out).expect("the report is JSON")
}

/// The problems of a scan: path, kind, line (0 for none).
fn problems(dir: &Path, args: &[&str]) -> Vec<(String, String, u64)> {
    let report = scan(dir, args);
    let text = |v: &Value| v.as_str().expect("a string").to_owned();
    let problem = |p: &Value| (text(&p["path"]), text(&p["kind"]), p["line"].as_u64().unwrap_or(0));
    report["problems"].as_array().expect("problems are a list").iter().map(problem).collect()
}

fn check_problems(files: &[(&str, &[u8])], args: &[&str], expected: &[(&str, &str, u64)]) {
    let dir = tree(files);
    let found = problems(dir.path(), args);
    let found: Vec<_> =
        found.iter().map(|(path, kind, line)| (path.as_str(), kind.as_str(), *line)).collect();
    assert_eq!(found, expected);
}

/// The state of each file of the ledger.
fn states(report: &Value) -> Vec<(String, String)> {
    let text = |v: &Value| v.as_str().expect("a string").to_owned();
    let files = report["ledger"]["files"].as_array().expect("the ledger has files");
    files.iter().map(|f| (text(&f["path"]), text(&f["state"]))).collect()
}

fn check_states(report: &Value, expected: &[(&str, &str)]) {
    let states = states(report);
    let states: Vec<_> = states.iter().map(|(path, state)| (path.as_str(), state.as_str())).collect();
    assert_eq!(states, expected);
}

#[test]
fn a_tree_without_the_api_gives_0() {
    let dir = tree(&[("A.java", b"class A {}"), ("b/B.py", b"print 'b'")]);
    let (code, out, err) = run(dir.path(), &["scan"]);
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
}

#[test]
fn a_path_that_does_not_exist_gives_2_and_is_named() {
    let dir = tree(&[("A.java", b"class A {}")]);
    for path in ["nowhere/at/all", "A.java/x"] {
        let (code, out, err) = run(dir.path(), &["scan", "A.java", path]);
        assert_eq!(code, 2);
        assert!(err.contains(path), "{err}");
        assert_eq!(out, "", "nothing is scanned");
    }
}

#[test]
fn wrong_arguments_give_2_and_say_what_to_write() {
    let dir = tree(&[("A.java", b"class A {}")]);
    let check = |args: &[&str], says: &str| {
        let (code, out, err) = run(dir.path(), args);
        assert_eq!((code, out.as_str()), (2, ""), "{args:?}");
        assert!(err.contains(says), "{args:?} said {err}");
    };
    check(&["scan", "--no-such-flag"], "--no-such-flag");
    check(&["scan", "--format", "xlsx"], "json");
    check(&["scan", "--report", "json"], "FORMAT=FILE");
    check(&["scan", "--report", "xlsx=a.xlsx"], "json");
    check(&["scan", "--min-confidence", "sure"], "certain");
    check(&["scan", "--fail-on", "sure"], "never");
    check(&["scan", "--as-of", "2026-06-31"], "--as-of");
    check(&["scan", "--strict-ledger", "120%"], "from 0 to 100");
    check(&["scan", "--max-file-size", "big"], "--max-file-size");
    check(&["scan", "--api", "no-such-api"], "marketo");
    check(&["scan", "--output", "no/such/dir/report.json"], "no/such/dir");
    check(&["scan", "--output", "."], "is a directory");
    check(&[], "Usage");
}

#[test]
fn help_and_version_are_no_failure() {
    let dir = tree(&[]);
    let (code, out, _) = run(dir.path(), &["--version"]);
    assert_eq!((code, out), (0, format!("unsoap {}\n", env!("CARGO_PKG_VERSION"))));
    let (code, out, _) = run(dir.path(), &["scan", "--help"]);
    assert_eq!(code, 0);
    assert!(out.contains("Exit codes: 0"), "{out}");
}

#[test]
fn a_report_in_a_file_is_what_would_be_printed() {
    let dir = tree(&[("src/A.java", RELEVANT.as_bytes())]);
    let (_, printed, _) = run(dir.path(), &["scan", "src", "--format", "json"]);
    let (_, nothing, _) = run(dir.path(), &["scan", "src", "--format", "json", "--output", "r.json"]);
    assert_eq!(nothing, "");
    assert_eq!(fs::read_to_string(dir.path().join("r.json")).expect("the report"), printed);
}

#[test]
fn an_output_is_replaced_as_a_whole_and_leaves_nothing_beside_it() {
    let dir = tree(&[("src/A.java", RELEVANT.as_bytes()), ("r.json", b"old and much longer than it may be")]);
    run(dir.path(), &["scan", "src", "--format", "json", "--output", "r.json"]);
    let text = fs::read_to_string(dir.path().join("r.json")).expect("the report");
    serde_json::from_str::<Value>(&text).expect("nothing of the old file is left");
    let mut names: Vec<_> = fs::read_dir(dir.path())
        .expect("the directory")
        .map(|entry| entry.expect("an entry").file_name().into_string().expect("UTF-8"))
        .collect();
    names.sort();
    assert_eq!(names, ["r.json", "src"]);
}

#[cfg(unix)]
#[test]
fn a_report_file_has_the_rights_of_any_file() {
    use std::os::unix::fs::PermissionsExt as _;
    let dir = tree(&[("A.java", b"class A {}"), ("plain", b"")]);
    run(dir.path(), &["scan", "--output", "report"]);
    let mode = |name: &str| fs::metadata(dir.path().join(name)).expect("the file").permissions().mode();
    assert_eq!(mode("report"), mode("plain"));
}

#[test]
fn several_reports_of_one_scan_agree() {
    let dir = tree(&[("src/A.java", RELEVANT.as_bytes())]);
    let args = ["scan", "src", "--format", "json", "--report", "json=a.json", "--report", "json=b.json"];
    let (_, printed, _) = run(dir.path(), &args);
    for name in ["a.json", "b.json"] {
        assert_eq!(fs::read_to_string(dir.path().join(name)).expect("the report"), printed);
    }
}

#[test]
fn a_report_written_into_the_tree_is_not_scanned_by_the_next_run() {
    let dir = tree(&[("A.java", RELEVANT.as_bytes())]);
    let args = ["scan", "--format", "json", "--output", "report.json"];
    run(dir.path(), &args);
    let first = fs::read_to_string(dir.path().join("report.json")).expect("the report");
    run(dir.path(), &args);
    let second = fs::read_to_string(dir.path().join("report.json")).expect("the report");
    assert_eq!(first, second);
}

#[test]
fn the_bytes_are_the_same_for_any_number_of_threads_and_any_directory() {
    let files: Vec<(String, String)> = (0..60)
        .map(|i| (format!("d{}/F{i}.java", i % 7), format!("{RELEVANT}class F{i} {{ void broken( {{ }}\n")))
        .collect();
    let files: Vec<(&str, &[u8])> = files.iter().map(|(n, t)| (n.as_str(), t.as_bytes())).collect();
    let (here, there) = (tree(&files), tree(&files));
    let (_, one, _) = run(here.path(), &["scan", "--format", "json", "--threads", "1"]);
    assert!(one.contains("d3/F3.java"));
    let elsewhere = there.path().to_str().expect("UTF-8");
    for args in [["--threads", "8", "."], ["--threads", "2", elsewhere], ["--threads", "0", "."]] {
        let (_, many, _) = run(here.path(), &[&["scan", "--format", "json"], args.as_slice()].concat());
        assert_eq!(one, many);
    }
}

#[test]
fn several_roots_keep_their_names() {
    let dir = tree(&[
        ("shop/A.java", RELEVANT.as_bytes()),
        ("crm/A.java", RELEVANT.as_bytes()),
        ("other/A.java", RELEVANT.as_bytes()),
    ]);
    let check = |args: &[&str], expected: &[&str]| {
        let states = states(&scan(dir.path(), args));
        assert_eq!(states.iter().map(|(path, _)| path.as_str()).collect::<Vec<_>>(), expected);
    };
    check(&["shop", "./crm/"], &["crm/A.java", "shop/A.java"]);
    check(&["shop/A.java"], &["shop/A.java"]);
    check(&["shop"], &["A.java"]);
    check(&[".", "shop"], &["crm/A.java", "other/A.java", "shop/A.java"]);
    let absolute = |name: &str| dir.path().join(name).to_str().expect("UTF-8").to_owned();
    check(&[&absolute("shop"), &absolute("crm")], &["crm/A.java", "shop/A.java"]);
    check(&[&absolute("shop/A.java")], &["A.java"]);
}

#[test]
fn ignored_files_are_read_when_asked() {
    let dir = tree(&[
        (".gitignore", b"build/\n"),
        ("build/A.java", RELEVANT.as_bytes()),
        (".secret/B.java", RELEVANT.as_bytes()),
        ("node_modules/soap/C.js", b"// mktows"),
    ]);
    let check = |args: &[&str], expected: &[&str]| {
        let states = states(&scan(dir.path(), args));
        assert_eq!(states.iter().map(|(path, _)| path.as_str()).collect::<Vec<_>>(), expected, "{args:?}");
    };
    check(&[], &[]);
    check(&["--hidden"], &[".secret/B.java"]);
    check(&["--no-ignore"], &["build/A.java", "node_modules/soap/C.js"]);
}

#[test]
fn files_that_cannot_be_read_as_text_are_problems() {
    check_problems(
        &[
            ("Binary.java", b"\xca\xfe\xba\xbe\0\0\0\x34"),
            ("Empty.cs", b""),
            ("Fine.py", b"print 1"),
            ("pkg/__init__.py", b""),
            ("photo.png", b"\x89PNG\0\0"),
            ("Large.rb", &[b'#'; 2000]),
            ("large.bin", &[b'#'; 2000]),
        ],
        &["--max-file-size", "1kB"],
        &[("Binary.java", "binary", 0), ("Empty.cs", "empty", 0), ("Large.rb", "too-large", 0)],
    );
}

#[test]
fn a_huge_file_costs_neither_time_nor_memory() {
    let dir = tree(&[("A.java", RELEVANT.as_bytes())]);
    let huge = fs::File::create(dir.path().join("dump.xml")).expect("a file");
    huge.set_len(200 << 20).expect("a sparse file");
    let report = scan(dir.path(), &[]);
    check_states(&report, &[("A.java", "understood"), ("dump.xml", "too-large")]);
    assert_eq!(report["ledger"]["relevant_bytes"], (200 << 20) + RELEVANT.len());
    assert_eq!(report["ledger"]["understood_bytes"], RELEVANT.len());
}

#[test]
fn a_weak_ledger_gives_2_when_asked() {
    let dir = tree(&[("A.java", RELEVANT.as_bytes()), ("Binary.java", &[0; 40])]);
    let share = |wanted: &str| run(dir.path(), &["scan", "--exit-zero", "--strict-ledger", wanted]);
    assert_eq!(share("40%").0, 0);
    let (code, out, err) = share("99.5%");
    assert_eq!(code, 2);
    assert!(err.contains("99.5%"), "{err}");
    assert!(!out.is_empty(), "the report is written all the same");
}

#[cfg(unix)]
#[test]
fn links_are_told_and_never_followed_in_circles() {
    use std::os::unix::fs::symlink;
    let dir = tree(&[("a/A.java", RELEVANT.as_bytes())]);
    symlink("..", dir.path().join("a/up")).expect("a link");
    symlink("missing", dir.path().join("Gone.java")).expect("a link");
    let found = problems(dir.path(), &[]);
    let expected = [("Gone.java".into(), "unreadable".into(), 0), ("a/up".into(), "loop".into(), 0)];
    assert_eq!(found, expected);
}

#[cfg(unix)]
#[test]
fn an_unreadable_file_is_a_problem() {
    use std::os::unix::fs::PermissionsExt as _;
    let dir = tree(&[("A.java", RELEVANT.as_bytes())]);
    let path = dir.path().join("A.java");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o0)).expect("rights can be changed");
    if fs::read(&path).is_ok() {
        return; // The superuser may read everything; the link that leads nowhere covers that.
    }
    assert_eq!(problems(dir.path(), &[]), [("A.java".into(), "unreadable".into(), 0)]);
}

#[cfg(unix)]
#[test]
fn pipes_and_devices_are_left_alone() {
    let dir = tree(&[("A.java", RELEVANT.as_bytes())]);
    let made = std::process::Command::new("mkfifo").arg(dir.path().join("pipe.java")).status();
    if made.is_ok_and(|status| status.success()) {
        check_states(&scan(dir.path(), &[]), &[("A.java", "understood")]);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn names_that_are_no_utf8_are_shown_as_well_as_possible() {
    use std::os::unix::ffi::OsStrExt as _;
    let dir = tree(&[]);
    let name = std::ffi::OsStr::from_bytes(b"caf\xe9.java");
    fs::write(dir.path().join(name), RELEVANT).expect("a file");
    check_states(&scan(dir.path(), &[]), &[("caf\u{fffd}.java", "understood")]);
}

#[test]
fn broken_code_is_half_understood() {
    let text = format!("{RELEVANT}class A {{\n  void f() {{ int x = ; }}\n  void g() {{ ok(); }}\n}}\n");
    let dir = tree(&[("A.java", text.as_bytes())]);
    assert_eq!(problems(dir.path(), &[]), [("A.java".into(), "syntax".into(), 3)]);
    let report = scan(dir.path(), &[]);
    check_states(&report, &[("A.java", "partly")]);
    assert_eq!(report["ledger"]["files"][0]["lost_lines"], 1);
}

#[test]
fn nesting_of_any_depth_is_survived() {
    let deep = |n: usize| {
        format!("{RELEVANT}class A {{ int x = {}1{}; }}\n", "(".repeat(n), ")".repeat(n)).into_bytes()
    };
    let js = format!("// mktows\nvar x = {}{};\n", "[".repeat(100_000), "]".repeat(100_000));
    let dir = tree(&[("A.java", &deep(100_000)), ("b.js", js.as_bytes())]);
    let report = scan(dir.path(), &[]);
    let paths: Vec<_> = states(&report).into_iter().map(|(path, _)| path).collect();
    assert_eq!(paths, ["A.java", "b.js"]);
}

#[test]
fn a_variable_that_walks_a_chain_is_survived() {
    let walk = b"<?php\n$client = new SoapClient('mktows.wsdl');\nfunction up($node, $name) {\n    while ($node) { $node = $node->parentNode; $name = $node->names[$name]; $names[$name] = $names[$names[$name]]; $name = $names[$name]; }\n    foreach ($node->childNodes as $node) { $node = $node->next->node; }\n    return $client->__soapCall($node->name, $name);\n}\n";
    let dir = tree(&[("walk.php", walk)]);
    let (code, _, stderr) = run(dir.path(), &["scan", "--no-ignore", "."]);
    assert!(code < 2, "{code}: {stderr}");
}

#[test]
fn an_address_is_told_once_by_the_sign_that_knows_it() {
    let check = |address: &str, expected: &[&str]| {
        let dir = tree(&[("settings.py", format!("URL = '{address}'\n").as_bytes())]);
        let report = scan(dir.path(), &["."]);
        let findings = report["findings"].as_array().expect("findings are a list").iter();
        let rules: Vec<&str> = findings.map(|f| f["rule"].as_str().expect("a rule")).collect();
        assert_eq!(rules, expected, "{address}");
    };
    check("https://webservice.s7.exacttarget.com/Service.asmx", &["sfmc/endpoint"]);
    check("https://webservice.exacttarget.com/etframework.wsdl", &["sfmc/endpoint"]);
    check("https://mc1.soap.marketingcloudapis.com/Service.asmx", &["sfmc/tenant-endpoint"]);
    check("wsdl/etframework.wsdl", &["sfmc/wsdl-address"]);
    check("http://exacttarget.com/wsdl/partnerAPI", &["sfmc/namespace"]);
    check("https://auth.exacttargetapis.com/v1/requestToken", &["sfmc/legacy-token"]);
    check("https://mc1.auth.marketingcloudapis.com/v2/token", &[]);
    check("https://mc1.rest.marketingcloudapis.com/data/v1/customobjects", &[]);
    check("https://api.dc1.exacttarget.com/integrate.aspx", &[]);
}

#[test]
fn one_long_line_is_read() {
    let line = format!("// mktows\nvar a = [{}];\n", "{x: 'abcdefghij'}, ".repeat(250_000));
    assert!(line.len() > 4 << 20);
    let dir = tree(&[("min.js", line.as_bytes())]);
    check_states(&scan(dir.path(), &[]), &[("min.js", "understood")]);
}

#[test]
fn a_language_without_a_parser_is_told() {
    let dir = tree(&[
        ("Legacy.vb", b"Imports Marketo.Mktows"),
        ("README.md", b"talks to mktows"),
        ("Plain.vb", b"Module M\nEnd Module"),
        ("api.wsdl", b"<wsdl:definitions targetNamespace='http://www.marketo.com/mktows/'/>"),
    ]);
    assert_eq!(problems(dir.path(), &[]), [("Legacy.vb".into(), "no-parser".into(), 0)]);
    check_states(
        &scan(dir.path(), &[]),
        &[("Legacy.vb", "no-parser"), ("README.md", "prose"), ("api.wsdl", "understood")],
    );
}

#[test]
fn utf16_is_looked_into() {
    let bytes: Vec<u8> = RELEVANT.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let marked = [b"\xff\xfe", bytes.as_slice()].concat();
    let dir = tree(&[("Bare.java", &bytes), ("Marked.java", &marked)]);
    check_states(&scan(dir.path(), &[]), &[("Bare.java", "understood"), ("Marked.java", "understood")]);
}

/// A class that calls the API once; `before` stands before the call on its line.
fn caller(before: &str) -> String {
    format!(
        "package shop;\n\nimport com.marketo.mktows.*;\n\n// Zo\u{eb}\nclass Leads {{\n    MktowsPort port;\n\n    \
         void find(ParamsGetLead request, AuthenticationHeader header) {{\n{before}port.getLead(request, header);\n    }}\n}}\n"
    )
}

#[test]
fn calls_are_found_at_the_right_place_in_ten_encodings() {
    let plain = caller("        ");
    let utf16: Vec<u8> = plain.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let latin1: Vec<u8> = plain.chars().map(|c| u8::try_from(c).expect("Latin-1 text")).collect();
    let large = format!("{plain}{}", "// nothing of interest stands in this line\n".repeat(30_000));
    assert!(large.len() > 1 << 20);
    // File, bytes, column of `getLead`; the call is on line 10.
    let files: Vec<(&str, Vec<u8>, u64)> = vec![
        ("bom.java", [b"\xef\xbb\xbf", plain.as_bytes()].concat(), 14),
        ("cp1252.java", latin1, 14),
        ("cr.java", plain.replace('\n', "\r").into_bytes(), 14),
        ("crlf.java", plain.replace('\n', "\r\n").into_bytes(), 14),
        ("emoji.java", caller("/* \u{1f600}\u{e9} */ ").into_bytes(), 15),
        ("large.java", large.into_bytes(), 14),
        ("sp ace#%\u{e9}.java", plain.clone().into_bytes(), 14),
        ("tab.java", caller("\t\t").into_bytes(), 8),
        ("utf16.java", [b"\xff\xfe", utf16.as_slice()].concat(), 14),
        ("utf8.java", plain.into_bytes(), 14),
    ];
    let given: Vec<(&str, &[u8])> = files.iter().map(|(name, bytes, _)| (*name, bytes.as_slice())).collect();
    let dir = tree(&given);
    let report = scan(dir.path(), &[]);
    let found: Vec<(&str, u64, u64)> = report["findings"]
        .as_array()
        .expect("findings are a list")
        .iter()
        .filter(|f| f["kind"] == "call" && f["rule"] == "marketo/get-lead")
        .map(|f| {
            let number = |key: &str| f[key].as_u64().expect("a number");
            (f["path"].as_str().expect("a path"), number("line"), number("column"))
        })
        .collect();
    let expected: Vec<(&str, u64, u64)> =
        files.iter().map(|(name, _, column)| (*name, 10, *column)).collect();
    assert_eq!(found, expected);
}

#[test]
fn the_exit_code_is_the_same_in_every_format() {
    let found = tree(&[("A.java", caller("").as_bytes())]);
    let clean = tree(&[("A.java", b"class A {}")]);
    let (_, help, _) = run(clean.path(), &["scan", "--help"]);
    for format in ["human", "concise", "json", "sarif"] {
        assert!(help.contains(format), "{format}");
        let code =
            |dir: &TempDir, args: &[&str]| run(dir.path(), &[&["scan", "-f", format], args].concat()).0;
        assert_eq!(code(&found, &[]), 1, "{format}");
        assert_eq!(code(&found, &["--output", "report"]), 1, "{format}");
        assert_eq!(code(&found, &["--exit-zero"]), 0, "{format}");
        assert_eq!(code(&found, &["--fail-on", "never"]), 0, "{format}");
        assert_eq!(code(&found, &["--fail-on", "certain"]), 1, "{format}");
        assert_eq!(code(&found, &["--fail-on", "confidence=likely"]), 1, "{format}");
        assert_eq!(code(&clean, &[]), 0, "{format}");
        assert_eq!(code(&found, &["nowhere"]), 2, "{format}");
    }
}

#[test]
fn only_the_api_that_was_asked_for_is_looked_for() {
    let dir = tree(&[("A.java", caller("").as_bytes())]);
    assert_eq!(run(dir.path(), &["scan", "--api", "marketo"]).0, 1);
    let (code, out, _) = run(dir.path(), &["scan", "--api", "sfmc", "--format", "json"]);
    assert_eq!(code, 0, "{out}");
}

#[test]
fn a_reader_that_stops_early_is_no_failure() {
    let files: Vec<String> =
        (0..2000).map(|i| format!("a_rather_long_name_for_a_source_file_{i}.cs")).collect();
    let files: Vec<(&str, &[u8])> = files.iter().map(|name| (name.as_str(), b"".as_slice())).collect();
    let dir = tree(&files);
    let mut child = std::process::Command::new(assert_cmd::cargo::cargo_bin!("unsoap"))
        .args(["scan", "--format", "json"])
        .current_dir(dir.path())
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .expect("the binary runs");
    // Closed before a report larger than any pipe's buffer is written.
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn dates_are_relative_only_when_asked() {
    let dir = tree(&[("A.java", b"class A {}")]);
    let (_, without, _) = run(dir.path(), &["scan", "--format", "json"]);
    assert!(!without.contains("as_of"));
    let report = scan(dir.path(), &["--as-of", "2026-11-22"]);
    let apis = report["apis"].as_array().expect("the APIs");
    let marketo = apis.iter().find(|api| api["id"] == "marketo").expect("a pack");
    assert_eq!(marketo["as_of"], "removed 114 days ago");
}

#[test]
fn requests_that_were_not_read_are_told() {
    let calls = "c.getLead({paramsGetLead:{leadKey:{keyType:'EMAIL',keyValue:v}}},f);".repeat(5_000);
    let bundle = format!(
        "var s=require('soap');s.createClient('https://a.mktoapi.com/soap/mktows/2_9?WSDL',function(e,c){{{calls}}})"
    );
    let dir = tree(&[("bundle.js", bundle.as_bytes())]);
    let report = scan(dir.path(), &[]);
    let findings = report["findings"].as_array().expect("findings");
    let calls: Vec<_> = findings.iter().filter(|f| f["kind"] == "call").collect();
    assert_eq!(calls.len(), 5_000);
    let unread = calls.iter().filter(|f| f["decision"].is_null()).count();
    assert!((1..5_000).contains(&unread), "{unread}");
    let problem = &report["problems"][0];
    assert_eq!(problem["kind"], "too-many-calls");
    let says = problem["says"].as_str().expect("a text");
    assert!(says.contains(&format!("the last {unread} ")), "{says}");
}

#[test]
fn rules_are_checked_listed_and_explained() {
    let dir = tree(&[("bad/api.toml", b"id = 'bad'\nnmae = 'Bad'\n")]);
    let good = concat!(env!("CARGO_MANIFEST_DIR"), "/rules/marketo");
    let (code, out, _) = run(dir.path(), &["rules", "check", good]);
    assert_eq!(code, 0);
    assert!(out.contains("marketo"), "{out}");
    let (code, out, err) = run(dir.path(), &["rules", "check", "bad"]);
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(err.contains("nmae") && err.contains("api.toml"), "{err}");
    let (code, out, err) = run(dir.path(), &["scan", "--rules", "bad"]);
    assert_eq!((code, out.as_str()), (2, ""), "a wrong pack stops before scanning");
    assert!(err.contains("nmae"), "{err}");

    let (code, out, _) = run(dir.path(), &["rules", "list"]);
    assert_eq!(code, 0);
    assert!(out.contains("marketo/sync-lead"), "{out}");
    let (code, out, _) = run(dir.path(), &["explain", "sync_lead"]);
    assert_eq!(code, 0);
    assert!(out.contains("syncLead") && out.contains("/rest/v1/leads.json"), "{out}");
    let (code, out, err) = run(dir.path(), &["explain", "no-such-rule"]);
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(err.contains("no-such-rule"), "{err}");
    let (code, out, _) = run(dir.path(), &["rules", "words"]);
    assert_eq!(code, 0);
    assert!(out.lines().any(|word| word == "mktows"), "{out}");
}

#[test]
fn schemas_are_printed_as_published() {
    let dir = tree(&[]);
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let check = |what: &[&str], published: &str| {
        let (code, out, _) = run(dir.path(), &[&["schema"], what].concat());
        let published = fs::read_to_string(root.join(published)).expect("the published schema");
        assert_eq!((code, out), (0, published), "{what:?}");
    };
    check(&[], "schemas/report.schema.json");
    check(&["operation"], "schemas/rules/operation.json");
}

#[test]
fn colours_are_for_terminals_or_when_asked() {
    let dir = tree(&[("A.java", b"class A {}")]);
    let colored = |args: &[&str], set: &[(&str, &str)]| {
        let mut command = unsoap(dir.path(), &[&["explain", "marketo/sync-lead"], args].concat());
        let output = command.envs(set.iter().copied()).output().expect("the binary runs");
        assert_eq!(output.status.code(), Some(0));
        String::from_utf8(output.stdout).expect("UTF-8").contains("\u{1b}[")
    };
    assert!(!colored(&[], &[]), "a pipe is no terminal");
    assert!(colored(&["--color", "always"], &[]));
    assert!(colored(&[], &[("CLICOLOR_FORCE", "1")]));
    assert!(!colored(&["--color", "never"], &[("CLICOLOR_FORCE", "1")]));
    assert!(!colored(&[], &[("NO_COLOR", "1")]));
    assert!(colored(&["--color", "always"], &[("NO_COLOR", "1")]), "an argument is the last word");
}

#[test]
fn the_ledger_is_shown_when_asked() {
    let dir = tree(&[("A.java", RELEVANT.as_bytes()), ("B.java", &[0; 40])]);
    let (_, without, _) = run(dir.path(), &["scan"]);
    assert!(!without.contains("ledger:"), "{without}");
    let (_, out, _) = run(dir.path(), &["scan", "--ledger"]);
    assert!(out.contains("ledger: 2 relevant files"), "{out}");
    assert!(out.contains("understood   A.java"), "{out}");
}

#[test]
fn projects_that_have_nothing_to_do_with_each_other_can_be_scanned_together() {
    let fixtures = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures");
    let (code, out, err) = run(Path::new(fixtures), &["scan", "--format", "json"]);
    assert_eq!((code, err.as_str()), (1, ""));
    assert!(out.contains("\"problems\""));
}

#[test]
fn paths_begin_with_the_prefix_in_every_format() {
    let dir = tree(&[("A.java", RELEVANT.as_bytes()), ("b/B.java", RELEVANT.as_bytes())]);
    let report = scan(dir.path(), &["--path-prefix", "services/crm/"]);
    let paths: Vec<_> = report["findings"].as_array().expect("a list").iter().map(|f| &f["path"]).collect();
    assert_eq!(paths, ["services/crm/A.java", "services/crm/b/B.java"]);
    let (_, text, _) = run(dir.path(), &["scan", "--format", "concise", "--path-prefix", "services/crm"]);
    assert!(text.contains("services/crm/b/B.java:1"), "{text}");
    for wrong in ["/abs", "../up", "a//b", "C:\\x"] {
        let (code, _, err) = run(dir.path(), &["scan", "--path-prefix", wrong]);
        assert_eq!(code, 2);
        assert!(err.contains("relative to the repository"), "{err}");
    }
}

#[test]
fn sarif_names_the_part_and_the_revision_that_were_told() {
    let dir = tree(&[("A.java", RELEVANT.as_bytes())]);
    let sarif = |args: &[&str]| -> Value {
        let (_, out, err) = run(dir.path(), &[&["scan", "--format", "sarif"], args].concat());
        serde_json::from_str::<Value>(&out).expect(&err)["runs"][0].take()
    };
    let plain = sarif(&[]);
    assert_eq!(plain["automationDetails"]["id"], "unsoap/");
    assert!(plain["versionControlProvenance"].is_null());
    let told = sarif(&[
        "--category",
        "backend",
        "--repository",
        "https://example.org/r",
        "--revision",
        "abc",
        "--branch",
        "main",
    ]);
    assert_eq!(told["automationDetails"]["id"], "unsoap/backend/");
    let provenance = &told["versionControlProvenance"][0];
    assert_eq!(provenance["repositoryUri"], "https://example.org/r");
    assert_eq!(provenance["revisionId"], "abc");
    assert_eq!(provenance["branch"], "main");
    assert_eq!(provenance["mappedTo"]["uriBaseId"], "SRCROOT");
    assert_eq!(run(dir.path(), &["scan", "--category", "a b"]).0, 2);
}
