//! Scans the fixtures and compares what is found with the marks on their lines.
//! The marks are described in `fixtures/README.md`.

#[path = "fixtures/compare.rs"]
mod compare;
#[path = "fixtures/marks.rs"]
mod marks;

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use unsoap::report::Report;
use unsoap::rule::Rules;
use unsoap::scan::{Options, scan};
use unsoap::wsdl::discover;

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures")
}

/// The entries of a directory that are scanned each on its own.
fn cases(dir: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(dir).unwrap_or_else(|e| panic!("{}: {e}", dir.display()));
    let mut cases: Vec<PathBuf> = entries
        .map(|entry| entry.expect("the directory can be read").path())
        .filter(|path| !marks::is_sidecar(path) && path.file_name().is_some_and(|n| n != "README.md"))
        .collect();
    cases.sort();
    cases
}

/// The rules of a case: an API without a pack has its WSDLs in `contracts`.
fn rules(case: &Path) -> Cow<'static, Rules> {
    let contracts = case.join("contracts");
    if !contracts.is_dir() {
        return Cow::Borrowed(Rules::embedded());
    }
    let rules = discover::named(Rules::embedded().clone(), &cases(&contracts));
    Cow::Owned(rules.unwrap_or_else(|e| panic!("{}: {}", case.display(), e.says)))
}

fn report(case: &Path, rules: &Rules) -> Report {
    let mut options = Options::default();
    options.walk.roots = vec![case.to_owned()];
    options.walk.exclude = marks::files(case).into_iter().filter(|p| marks::is_sidecar(p)).collect();
    scan(&options, rules)
}

/// The directory that the paths of a case's findings are relative to.
fn base(case: &Path) -> &Path {
    if case.is_dir() { case } else { case.parent().expect("a fixture lies in a directory") }
}

fn check(cases: &[PathBuf]) {
    assert!(!cases.is_empty(), "there are fixtures to check");
    let mut wrong = Vec::new();
    for case in cases {
        let rules = rules(case);
        let report = report(case, &rules);
        let marks = marks::of(case, base(case)).unwrap_or_else(|e| panic!("{e}"));
        let shown = case.strip_prefix(fixtures()).expect("all fixtures lie in one directory");
        let shown = if case.is_dir() { shown } else { shown.parent().unwrap_or(shown) };
        let differences = compare::compare(&marks, &report.findings, &rules);
        // Evidence that is not where it says it is convinces nobody.
        let missing = report.findings.iter().flat_map(|f| compare::missing_evidence(f, base(case)));
        let strays = compare::strays(&marks, &report);
        let all = differences.into_iter().chain(missing).chain(strays);
        wrong.extend(all.map(|d| format!("fixtures/{}/{d}", shown.display())));
    }
    assert!(
        wrong.is_empty(),
        "{} differences between fixtures and findings\n\n{}\n",
        wrong.len(),
        wrong.join("\n")
    );
}

fn check_language(language: &str, api: &str) {
    check(&cases(&fixtures().join(language).join(api)));
}

macro_rules! languages {
    ($($name:ident: $language:literal $api:literal,)*) => {
        $(#[test]
        fn $name() {
            check_language($language, $api);
        })*

        #[test]
        fn every_folder_of_fixtures_is_checked() {
            let checked = [$(($language, $api)),*];
            for language in cases(&fixtures()).iter().filter(|p| p.is_dir() && !p.ends_with("projects")) {
                for api in cases(language) {
                    let name = |p: &Path| p.file_name().expect("a name").to_string_lossy().into_owned();
                    let folder = (name(language), name(&api));
                    assert!(checked.contains(&(folder.0.as_str(), folder.1.as_str())), "add a row for {folder:?} to tests/fixtures.rs");
                }
            }
        }
    };
}

languages! {
    apex_sfmc: "apex" "sfmc",
    config_marketo: "config" "marketo",
    config_sfmc: "config" "sfmc",
    csharp_marketo: "csharp" "marketo",
    csharp_sfmc: "csharp" "sfmc",
    go_sfmc: "go" "sfmc",
    java_marketo: "java" "marketo",
    java_sfmc: "java" "sfmc",
    javascript_marketo: "javascript" "marketo",
    javascript_sfmc: "javascript" "sfmc",
    php_marketo: "php" "marketo",
    php_sfmc: "php" "sfmc",
    python_marketo: "python" "marketo",
    python_sfmc: "python" "sfmc",
    ruby_marketo: "ruby" "marketo",
    ruby_sfmc: "ruby" "sfmc",
    typescript_marketo: "typescript" "marketo",
    typescript_sfmc: "typescript" "sfmc",
}

fn check_project(prefix: &str) {
    let projects = cases(&fixtures().join("projects"));
    let of_prefix = |p: &&PathBuf| p.file_name().is_some_and(|n| n.to_string_lossy().starts_with(prefix));
    check(&projects.iter().filter(of_prefix).cloned().collect::<Vec<_>>());
}

macro_rules! projects {
    ($($name:ident: $prefix:literal,)*) => {
        $(#[test]
        fn $name() {
            check_project($prefix);
        })*

        #[test]
        fn every_project_is_checked() {
            for project in cases(&fixtures().join("projects")) {
                let name = project.file_name().expect("a name").to_string_lossy().into_owned();
                assert!([$($prefix),*].iter().any(|p| name.starts_with(p)), "add a row for {name} to tests/fixtures.rs");
            }
        }
    };
}

projects! {
    dotnet_projects: "dotnet",
    java_projects: "java-",
    node_projects: "node",
    php_projects: "php",
    python_projects: "python",
    ruby_projects: "ruby",
    soap_projects: "soap-",
}
