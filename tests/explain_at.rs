//! `unsoap explain --at`: one finding from its evidence to the requests to paste.

use std::path::{Path, PathBuf};

use assert_cmd::Command;

fn project() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/projects/java-crm-sync")
}

const JOB: &str = "src/main/java/com/acme/crmsync/jobs/LeadSyncJob.java";

/// Exit code, standard output, standard error without line breaks.
fn run(args: &[&str]) -> (i32, String, String) {
    let mut command: Command = assert_cmd::cargo::cargo_bin_cmd!("unsoap");
    command.current_dir(project()).args(args).env("COLUMNS", "400").env_remove("CLICOLOR_FORCE");
    let output = command.output().expect("the binary runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    // Messages are wrapped, paths too.
    let error = text(&output.stderr).replace("│", " ").split_whitespace().collect::<Vec<_>>().join(" ");
    let error = error.replace("/ ", "/");
    (output.status.code().expect("it ends by itself"), text(&output.stdout), error)
}

fn line_of(needle: &str) -> usize {
    let text = std::fs::read_to_string(project().join(JOB)).expect("a file of the fixture");
    text.lines().position(|l| l.contains(needle)).expect("the line is there") + 1
}

#[test]
fn a_call_is_explained_from_its_evidence_to_the_snippet() {
    let at = format!("{JOB}:{}", line_of("soap.syncLead(single"));
    let (code, out, err) = run(&["explain", "--at", &at, "."]);
    assert_eq!(code, 0, "{err}");
    let mut rest = out.as_str();
    for part in [
        "marketo/sync-lead",
        "soap.syncLead(single",
        "Why it was found",
        "MktowsPort",
        "What decided",
        "marketoCookie = row.get(\"COOKIE\")",
        "What is open",
        "LeadSyncJob.java:58",
        "What replaces it",
        "POST /rest/v1/leads.json",
        "What behaves differently here",
        "Ready to paste: Java 11, java.net.http",
        "\"email\", row.get(\"EMAIL\")",
        "/associate.json",
        "Needed once",
        "HttpClient.newHttpClient()",
    ] {
        let at = rest.find(part).unwrap_or_else(|| panic!("no {part:?} in its place in\n{out}"));
        rest = &rest[at + part.len()..];
    }
}

#[test]
fn the_snippet_comes_in_any_language_or_tool() {
    let at = format!("{JOB}:{}", line_of("soap.syncLead(single"));
    let check = |name: &str, has: &str| {
        let (code, out, err) = run(&["explain", "--at", &at, "--snippet", name, "."]);
        assert_eq!(code, 0, "{err}");
        assert!(out.contains(has), "{name}: {out}");
    };
    check("curl", "curl -sS --fail-with-body -X POST \"$MARKETO_REST_URL/rest/v1/leads.json\"");
    check("http", "POST {{MARKETO_REST_URL}}/rest/v1/leads.json");
    check("python", "sync_leads_answer = call_rest(");
    check("typescript", "await callRest(\"POST\"");
    let (code, out, _) = run(&["scan", "--exit-zero", "--snippet", "curl", "."]);
    assert_eq!(code, 0);
    assert!(
        out.contains("-X POST \"$MARKETO_REST_URL/rest/v1/leads.json\"") && out.contains("token=$(curl"),
        "{out}"
    );
    let (_, out, _) = run(&["scan", "--exit-zero", "."]);
    assert!(!out.contains("Ready to paste") && !out.contains("callRest"), "only when asked");
}

#[test]
fn mistakes_point_at_the_place() {
    let check = |args: &[&str], says: &str| {
        let (code, out, err) = run(&[&["explain"], args].concat());
        assert_eq!((code, out.as_str()), (2, ""), "{args:?}");
        assert!(err.contains(says), "{args:?}: {err}");
    };
    let near = line_of("soap.syncLead(single");
    check(&["--at", &format!("{JOB}:{}", near + 1), "."], &format!("LeadSyncJob.java:{near},"));
    check(&["--at", "src/No.java:3"], "there is no `src/No.java`");
    check(&["--at", "src:3"], "`src` is a directory");
    check(&["--at", JOB], "write FILE:LINE");
    check(&["--at", &format!("{JOB}:0")], "write FILE:LINE");
    check(&["--at", &format!("{JOB}:1"), "src/main/resources"], "is not in `src/main/resources`");
    check(&["--at", "pom.xml:1", "src"], "is not in `src`");
    check(&["--at", &format!("{JOB}:1"), "--snippet", "cobol"], "apex, csharp, curl, go, http");
    check(&[], "--at");
}
