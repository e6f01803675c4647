//! What is read from history, and that a scan of a revision is one of its checkout.

use std::path::Path;

use assert_cmd::Command;
use jiff::civil::Date;
use unsoap::git::{Repository, author_days};
use unsoap::report::Report;
use unsoap::rule::Rules;
use unsoap::scan::{Options, scan};
use unsoap::walk::{WalkOptions, walk};

#[path = "support/history.rs"]
mod history;

use history::{commit, write};

/// Three commits by two people on two days.
fn repository() -> (tempfile::TempDir, [String; 3]) {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let at = dir.path();
    write(at, "src/A.java", "class A {}");
    let first = commit(at, "ann", "2025-01-10", "begin");
    write(at, "src/B.java", "class B {}");
    let second = commit(at, "Ann", "2025-01-10", "more");
    std::fs::remove_file(at.join("src/A.java")).expect("it is there");
    let third = commit(at, "bob", "2025-02-03", "less");
    (dir, [first, second, third])
}

fn open(dir: &Path) -> Repository {
    Repository::open(dir).expect("a repository")
}

#[test]
fn revisions_have_their_files() {
    let (dir, [first, second, _]) = repository();
    let check = |at: &Path, revision: &str, expected: &[&str]| {
        let repository = open(at);
        let tree = repository.tree(&repository.commit(revision).expect("a revision")).expect("its files");
        let names: Vec<_> = tree.files.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, expected, "{revision}");
    };
    check(dir.path(), &first, &["src/A.java"]);
    check(dir.path(), &second[..8], &["src/A.java", "src/B.java"]);
    check(dir.path(), "HEAD", &["src/B.java"]);
    check(&dir.path().join("src"), "HEAD~1", &["A.java", "B.java"]);
    check(&dir.path().join(".git"), "HEAD", &["src/B.java"]);
}

#[test]
fn commits_have_their_authors_and_days() {
    let (dir, [first, second, third]) = repository();
    let repository = open(dir.path());
    let between = repository.between(&first, "HEAD").expect("commits");
    let told: Vec<_> =
        between.iter().map(|c| (c.author.as_str(), c.day.to_string(), c.summary.as_str())).collect();
    assert_eq!(
        told,
        [("bob@example.org", "2025-02-03".into(), "less"), ("ann@example.org", "2025-01-10".into(), "more")]
    );
    assert_eq!(author_days(&between), 2);
    let head = repository.commit("HEAD").expect("a revision");
    let at = |day: &str| {
        let day: Date = day.parse().expect("a day");
        repository.at_end_of(&head, day).expect("a history").map(|commit| commit.id)
    };
    assert_eq!(at("2026-01-01"), Some(third.clone()));
    assert_eq!(at("2025-02-03"), Some(third));
    assert_eq!(at("2025-02-02"), Some(second));
    assert_eq!(at("2025-01-09"), None);
}

#[test]
fn one_author_on_one_day_is_one_author_day() {
    let (dir, [_, second, _]) = repository();
    write(dir.path(), "src/C.java", "class C {}");
    commit(dir.path(), "bob", "2025-02-03", "the same day");
    write(dir.path(), "src/D.java", "class D {}");
    commit(dir.path(), "ann", "2025-02-03", "somebody else");
    assert_eq!(author_days(&open(dir.path()).between(&second, "HEAD").expect("commits")), 2);
}

#[test]
fn what_is_not_there_is_told_with_a_way_out() {
    let (dir, _) = repository();
    let error = open(dir.path()).commit("relase-1").expect_err("no such revision");
    assert!(error.to_string().contains("no revision `relase-1` here"), "{error}");
    assert!(error.help().is_some());
    let none = tempfile::tempdir().expect("a temporary directory");
    let error = Repository::open(none.path()).err().expect("no repository");
    assert!(error.to_string().starts_with("no history for"), "{error}");
}

#[test]
fn a_revision_is_walked_like_its_checkout() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let at = dir.path();
    for (name, text) in [
        (".gitignore", "build/\n*.log\n!keep.log\n/only-here.txt\n!.shown/\n"),
        (".unsoapignore", "third-party\n!src/kept.log\n"),
        ("src/.gitignore", "gen/\n!build/\n"),
        ("src/.ignore", "secret.txt\n"),
        ("build/A.java", "a"),
        ("src/build/B.java", "b"),
        ("src/gen/C.java", "c"),
        ("src/x.log", "d"),
        ("src/keep.log", "e"),
        ("src/kept.log", "e"),
        ("src/secret.txt", "f"),
        ("src/only-here.txt", "g"),
        ("only-here.txt", "g"),
        ("third-party/D.java", "h"),
        ("node_modules/soap/index.js", "i"),
        ("vendor/lib/E.php", "j"),
        (".hidden/F.php", "k"),
        (".shown/G.php", "l"),
        ("CVS/H.php", "m"),
    ] {
        write(at, name, text);
    }
    commit(at, "ann", "2025-01-10", "everything");
    let check = |below: &str, change: fn(&mut WalkOptions)| {
        let root = at.join(below);
        let repository = open(&root);
        let tree = repository.tree(&repository.commit("HEAD").expect("a commit")).expect("its files");
        let names = |mut options: WalkOptions| -> Vec<String> {
            change(&mut options);
            walk(&options).files.into_iter().map(|f| f.name).collect()
        };
        let on_disk = names(WalkOptions { roots: vec![root], ..WalkOptions::default() });
        assert_eq!(names(WalkOptions { tree: Some(tree), ..WalkOptions::default() }), on_disk, "{below}");
        assert!(!on_disk.is_empty());
    };
    for below in ["", "src"] {
        check(below, |_| {});
        check(below, |options| options.no_ignore = true);
        check(below, |options| options.hidden = true);
    }
}

#[test]
fn a_scan_of_a_revision_is_a_scan_of_its_checkout() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let project = Path::new("fixtures/projects/java-crm-sync");
    for entry in walkdir::WalkDir::new(project).into_iter().filter_map(Result::ok) {
        if entry.file_type().is_file() {
            let target = dir.path().join(entry.path().strip_prefix(project).expect("below it"));
            std::fs::create_dir_all(target.parent().expect("a parent")).expect("a directory");
            std::fs::copy(entry.path(), target).expect("a file");
        }
    }
    commit(dir.path(), "ann", "2025-01-10", "a legacy project");
    let repository = open(dir.path());
    let tree = repository.tree(&repository.commit("HEAD").expect("a commit")).expect("its files");
    let of = |walk| scan(&Options { walk, ..Options::default() }, Rules::embedded());
    let on_disk = of(WalkOptions { roots: vec![dir.path().into()], ..WalkOptions::default() });
    // The work tree is of no account.
    std::fs::remove_dir_all(dir.path().join("src")).expect("it is there");
    let of_revision = of(WalkOptions { tree: Some(tree), ..WalkOptions::default() });
    assert!(!on_disk.findings.is_empty());
    assert_eq!(of_revision, on_disk);

    let run = |args: &[&str]| {
        let mut command = Command::cargo_bin("unsoap").expect("the program is built");
        command.current_dir(dir.path()).args(args).output().expect("it runs")
    };
    let output = run(&["scan", ".", "--at", "HEAD", "--format", "json"]);
    assert_eq!(output.status.code(), Some(1));
    let report: Report = serde_json::from_slice(&output.stdout).expect("is a report");
    assert_eq!(report.findings.len(), on_disk.findings.len());
    let output = run(&["scan", ".", "--at", "HAED"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("no revision `HAED` here"));
}
