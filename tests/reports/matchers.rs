//! The problem matchers we hand out, run over what `concise` really writes.

use regex::Regex;

use super::*;

struct Matcher {
    pattern: Value,
    fixed_severity: Option<String>,
}

/// What an editor or a runner understands: file, line, column, severity, code, message.
type Problem = (String, u32, u32, String, String, String);

impl Matcher {
    fn problems(&self, text: &str) -> Vec<Problem> {
        // The expressions use nothing in which ECMAScript and this engine differ.
        let expression = self.pattern["regexp"].as_str().expect("an expression");
        let expression = Regex::new(expression).expect("a valid expression");
        let group = |captures: &regex::Captures<'_>, key: &str| {
            let index = self.pattern[key].as_u64()? as usize;
            captures.get(index).map(|m| m.as_str().to_owned())
        };
        let number = |text: Option<String>| text.and_then(|n| n.parse().ok()).expect("a number");
        text.lines()
            .filter_map(|line| expression.captures(line))
            .map(|c| {
                (
                    group(&c, "file").expect("a file"),
                    number(group(&c, "line")),
                    number(group(&c, "column")),
                    group(&c, "severity").or_else(|| self.fixed_severity.clone()).expect("a severity"),
                    group(&c, "code").expect("a code"),
                    group(&c, "message").expect("a message"),
                )
            })
            .collect()
    }
}

fn read(path: &str) -> Value {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("integrations").join(path);
    let text = std::fs::read_to_string(file).expect("the file is there");
    // VS Code allows comments.
    let lines = text.lines().filter(|l| !l.trim_start().starts_with("//"));
    serde_json::from_str(&lines.collect::<Vec<_>>().join("\n")).expect("is JSON")
}

/// All matchers of GitHub's file.
fn github() -> Vec<Matcher> {
    let file = read("github/problem-matcher.json");
    let matchers = file["problemMatcher"].as_array().expect("a list");
    matchers
        .iter()
        .map(|m| Matcher {
            pattern: m["pattern"][0].clone(),
            fixed_severity: m["severity"].as_str().map(str::to_owned),
        })
        .collect()
}

fn vscode() -> Vec<Matcher> {
    let file = read("vscode/tasks.json");
    vec![Matcher { pattern: file["tasks"][0]["problemMatcher"]["pattern"].clone(), fixed_severity: None }]
}

fn check(matchers: &[Matcher], text: &str, severities: [&str; 3]) {
    let problems: Vec<Problem> = matchers.iter().flat_map(|m| m.problems(text)).collect();
    let report = sample::report();
    assert_eq!(problems.len(), report.findings.len());
    for finding in &report.findings {
        let of = |p: &&Problem| {
            p.0 == finding.place.path && p.1 == finding.place.line && p.2 == finding.place.column
        };
        let problem = problems.iter().find(of).unwrap_or_else(|| panic!("{:?}", finding.place));
        assert!(severities.contains(&problem.3.as_str()), "{}", problem.3);
        assert_eq!(problem.4, finding.rule);
        assert!(problem.5.starts_with(&finding.title), "{}", problem.5);
    }
}

#[test]
fn every_finding_is_a_problem() {
    check(&github(), &shown("concise"), ["error", "warning", "notice"]);
    check(&vscode(), &shown("concise"), ["error", "warning", "note"]);
}

#[test]
fn the_drive_of_a_windows_path_is_no_line_number() {
    let line = "C:\\a b\\é😀.cs:3:5: error[marketo/get-lead] getLead call: use GET /rest/v1/leads.json";
    for matchers in [github(), vscode()] {
        let problems: Vec<_> = matchers.iter().flat_map(|m| m.problems(line)).collect();
        assert_eq!(problems.len(), 1);
        assert_eq!((problems[0].0.as_str(), problems[0].1, problems[0].2), ("C:\\a b\\é😀.cs", 3, 5));
    }
}

#[test]
fn nothing_else_is_a_problem() {
    let text = "unsoap: scan finished, 12 findings, 2 problems\nsrc/a.rs:3:5: error: not ours\n";
    for matcher in github().iter().chain(&vscode()) {
        assert!(matcher.problems(text).is_empty());
    }
}

#[test]
fn owners_are_unique() {
    let file = read("github/problem-matcher.json");
    let matchers = file["problemMatcher"].as_array().expect("a list");
    let owners: std::collections::BTreeSet<_> = matchers.iter().map(|m| m["owner"].to_string()).collect();
    assert_eq!(owners.len(), matchers.len());
}
