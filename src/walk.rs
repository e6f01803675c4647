//! Finds the files that could matter: a parallel walk that honours ignore files.
//!
//! Only names are looked at here; [`crate::read`] opens the files. The result
//! is sorted by the path shown to people, so that nothing later depends on the
//! order in which the disk or the threads answered. A revision of a repository
//! can stand in for the disk ([`revision`]).

use std::path::{Component, Path, PathBuf};
use std::sync::mpsc;

use ignore::{DirEntry, WalkBuilder, WalkState};

use crate::git::{Blob, Tree};
use crate::report::Problem;

mod revision;

/// What to walk, and how.
#[derive(Debug, Clone, Default)]
pub struct WalkOptions {
    /// Directories or files; they exist.
    pub roots: Vec<PathBuf>,
    /// The files of a revision, to walk instead of `roots`.
    pub tree: Option<Tree>,
    /// Look also where `.gitignore` and `.ignore` say not to.
    pub no_ignore: bool,
    /// Look at hidden files and directories too.
    pub hidden: bool,
    /// Threads; 0 lets the machine decide.
    pub threads: usize,
    /// Files never looked at: the reports this very run writes.
    pub exclude: Vec<PathBuf>,
    /// What paths are shown below: where the scanned directory lies in its repository, or empty.
    pub prefix: String,
}

/// A file that could matter.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Candidate {
    /// As the report shows it: relative, with `/`.
    pub name: String,
    /// Where its bytes are.
    pub bytes: Bytes,
}

/// Where the bytes of a file are.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bytes {
    /// A file on the disk.
    Disk(PathBuf),
    /// A file of a revision.
    Blob(Blob),
}

/// Everything found below the roots, sorted.
#[derive(Debug, Clone, Default)]
pub struct Walked {
    /// Files, sorted by name.
    pub files: Vec<Candidate>,
    /// Links that loop or lead nowhere, directories that could not be read.
    pub problems: Vec<Problem>,
}

/// Directories of version control hold no code; nothing makes us enter them.
const VERSION_CONTROL: &[&str] = &[".bzr", ".git", ".hg", ".svn", "CVS", "_darcs"];

/// Hidden files and directories that configure builds and programs; what they
/// begin with, so `.env.production` is one.
const CONFIGURATION: &[&str] = &[
    ".azure",
    ".buildkite",
    ".circleci",
    ".config",
    ".docker",
    ".ebextensions",
    ".env",
    ".github",
    ".gitlab",
    ".helm",
    ".jenkins",
    ".platform",
    ".travis",
];

fn is_configuration(name: &str) -> bool {
    CONFIGURATION.iter().any(|known| {
        name.strip_prefix(known).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '-', '_']))
    })
}

/// Other people's code that is usually ignored by git, but not in every
/// legacy project. `vendor` is not among them: it often holds the SOAP client.
const INSTALLED: &[&str] = &["bower_components", "node_modules"];

/// Walks all roots.
pub fn walk(options: &WalkOptions) -> Walked {
    let mut walked = match &options.tree {
        Some(tree) => revision::walk(tree, options),
        None => walk_disk(options),
    };
    let prefix = options.prefix.trim_matches('/');
    if !prefix.is_empty() {
        let files = walked.files.iter_mut().map(|file| &mut file.name);
        let problems = walked.problems.iter_mut().map(|problem| &mut problem.path);
        files.chain(problems).for_each(|name| *name = format!("{prefix}/{name}"));
    }
    walked
}

fn walk_disk(options: &WalkOptions) -> Walked {
    let names = Names::new(&options.roots);
    let mut walked = Walked::default();
    for root in &options.roots {
        walk_root(root, options, &names, &mut walked);
    }
    walked.files.sort();
    // `scan . src` meets the files below `src` twice.
    walked.files.dedup_by(|a, b| a.name == b.name && is_same(&a.bytes, &b.bytes));
    walked.problems.sort();
    walked.problems.dedup();
    walked
}

fn walk_root(root: &Path, options: &WalkOptions, names: &Names, walked: &mut Walked) {
    let mut builder = WalkBuilder::new(root);
    builder
        // Some hidden files are configuration; the filter knows which.
        .hidden(false)
        .ignore(!options.no_ignore)
        .git_ignore(!options.no_ignore)
        .git_exclude(!options.no_ignore)
        .parents(!options.no_ignore)
        // A person's own ignore file would make the report depend on the machine,
        // and a tree without its `.git` must give what the clone gave.
        .git_global(false)
        .require_git(false)
        .threads(options.threads);
    if !options.no_ignore {
        builder.add_custom_ignore_filename(".unsoapignore");
    }
    let (no_ignore, hidden) = (options.no_ignore, options.hidden);
    builder.filter_entry(move |entry| entry.depth() == 0 || enters(entry, no_ignore, hidden));

    let (sender, receiver) = mpsc::channel();
    builder.build_parallel().run(|| {
        let sender = sender.clone();
        Box::new(move |entry| match sender.send(entry) {
            Ok(()) => WalkState::Continue,
            Err(_) => WalkState::Quit,
        })
    });
    drop(sender);

    let excluded: Vec<PathBuf> = options.exclude.iter().filter_map(|p| p.canonicalize().ok()).collect();
    let is_excluded = |path: &Path| {
        !excluded.is_empty()
            && excluded.iter().any(|e| e.file_name() == path.file_name())
            && path.canonicalize().is_ok_and(|p| excluded.contains(&p))
    };
    for entry in receiver {
        match entry {
            Ok(entry) if entry.depth() > 0 && entry.path_is_symlink() => {
                walked.problems.extend(link_problem(entry.path(), names));
            }
            // Devices, sockets and pipes would block or never end.
            Ok(entry) if !is_file(&entry) => {}
            Ok(entry) if is_excluded(entry.path()) => {}
            Ok(entry) => {
                let name = names.of(entry.path());
                walked.files.push(Candidate { name, bytes: Bytes::Disk(entry.into_path()) });
            }
            Err(error) => walked.problems.extend(walk_problem(&error, names)),
        }
    }
}

fn enters(entry: &DirEntry, no_ignore: bool, hidden: bool) -> bool {
    let Some(name) = entry.file_name().to_str() else { return true };
    if !hidden && name.starts_with('.') && !is_configuration(name) {
        return false;
    }
    if !entry.file_type().is_some_and(|t| t.is_dir()) {
        return true;
    }
    is_entered(name, no_ignore)
}

/// Whether a directory of this name is looked into.
fn is_entered(name: &str, no_ignore: bool) -> bool {
    !VERSION_CONTROL.contains(&name) && (no_ignore || !INSTALLED.contains(&name))
}

fn is_file(entry: &DirEntry) -> bool {
    // Only a root that is a link needs a second look.
    entry.file_type().is_some_and(|t| t.is_file()) || (entry.depth() == 0 && entry.path().is_file())
}

/// Links are not followed: what they point to inside the tree is read under its
/// own name. Those that could hide something are told.
fn link_problem(path: &Path, names: &Names) -> Option<Problem> {
    let problem = |kind: &str, says: &str| {
        Some(Problem { path: names.of(path), line: None, kind: kind.into(), says: says.into() })
    };
    match path.canonicalize() {
        Ok(target) => {
            let here = path.parent().and_then(|p| p.canonicalize().ok())?;
            if here.starts_with(&target) {
                problem("loop", "this link leads back to a directory above it; it was not followed")
            } else if names.roots.iter().any(|root| target.starts_with(root)) {
                None
            } else {
                problem("link", "this link leads out of the scanned tree; scan its target as well")
            }
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            problem("unreadable", "this link leads to nothing")
        }
        Err(_) => problem("loop", "this link leads back to itself; it was not followed"),
    }
}

fn walk_problem(error: &ignore::Error, names: &Names) -> Option<Problem> {
    // A faulty line in a .gitignore keeps nothing from being read.
    let (path, inner) = innermost(error, None);
    let path = path?;
    let (kind, says) = match inner {
        ignore::Error::Loop { .. } => ("loop", "this link leads back to a directory above it".to_owned()),
        ignore::Error::Io(io) if io.kind() == std::io::ErrorKind::NotFound => {
            ("vanished", "was there when the scan began and is gone now".to_owned())
        }
        ignore::Error::Io(io) => ("unreadable", crate::read::io_message(io)),
        _ => return None,
    };
    Some(Problem { path: names.of(path), line: None, kind: kind.into(), says })
}

fn innermost<'e>(error: &'e ignore::Error, path: Option<&'e Path>) -> (Option<&'e Path>, &'e ignore::Error) {
    match error {
        ignore::Error::WithPath { path, err } => innermost(err, Some(path)),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => {
            innermost(err, path)
        }
        ignore::Error::Partial(errors) if errors.len() == 1 => innermost(&errors[0], path),
        ignore::Error::Loop { child, .. } => (Some(child), error),
        other => (path, other),
    }
}

/// How paths are shown. With one directory they are relative to it; with several
/// roots they begin with the root as it was given. Absolute roots, and those
/// with `..`, are shown relative to the deepest directory common to all, because
/// a report may not depend on where the tree lies.
struct Names {
    /// What is cut off the front.
    strip: Strip,
    /// The roots as given.
    given: Vec<PathBuf>,
    /// The roots, resolved, in the same order.
    roots: Vec<PathBuf>,
}

enum Strip {
    /// The only root, a directory.
    Root(PathBuf),
    /// Nothing but `./`.
    AsGiven,
    /// The common directory, resolved.
    Common(PathBuf),
}

impl Names {
    fn new(given: &[PathBuf]) -> Self {
        let roots: Vec<PathBuf> =
            given.iter().map(|r| r.canonicalize().unwrap_or_else(|_| r.clone())).collect();
        let plain =
            |p: &PathBuf| p.components().all(|c| matches!(c, Component::Normal(_) | Component::CurDir));
        let strip = match given {
            [root] if root.is_dir() => Strip::Root(root.clone()),
            _ if given.iter().all(plain) => Strip::AsGiven,
            _ => Strip::Common(common_directory(&roots)),
        };
        Names { strip, given: given.to_vec(), roots }
    }

    fn of(&self, path: &Path) -> String {
        let shown = match &self.strip {
            Strip::Root(root) => slashes(path.strip_prefix(root).unwrap_or(path)),
            Strip::AsGiven => slashes(path),
            Strip::Common(common) => {
                let rest = |(given, root): (&PathBuf, &PathBuf)| match path.strip_prefix(given) {
                    Ok(rest) if rest.as_os_str().is_empty() => Some(root.clone()),
                    Ok(rest) => Some(root.join(rest)),
                    Err(_) => None,
                };
                let full = self.given.iter().zip(&self.roots).find_map(rest);
                let full = full.unwrap_or_else(|| path.to_path_buf());
                slashes(full.strip_prefix(common).unwrap_or(&full))
            }
        };
        if shown.is_empty() { ".".into() } else { shown }
    }
}

fn common_directory(roots: &[PathBuf]) -> PathBuf {
    let directories = roots.iter().map(|r| {
        let parent = r.parent().unwrap_or(r).to_path_buf();
        // Two directories are told apart by their own names.
        if r.is_dir() && roots.len() == 1 { r.clone() } else { parent }
    });
    directories
        .reduce(|a, b| {
            a.components().zip(b.components()).take_while(|(x, y)| x == y).map(|(x, _)| x).collect()
        })
        .unwrap_or_default()
}

/// The path with `/` and without `./`; names that are no UTF-8 get replacement characters.
fn slashes(path: &Path) -> String {
    let parts: Vec<_> = path
        .components()
        .filter(|c| matches!(c, Component::Normal(_) | Component::ParentDir))
        .map(|c| c.as_os_str().to_string_lossy())
        .collect();
    parts.join("/")
}

fn is_same(a: &Bytes, b: &Bytes) -> bool {
    let clean =
        |path: &Path| -> PathBuf { path.components().filter(|c| !matches!(c, Component::CurDir)).collect() };
    match (a, b) {
        (Bytes::Disk(a), Bytes::Disk(b)) => clean(a) == clean(b),
        _ => a == b,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Creates `files` (a trailing `/` makes a directory), walks `roots` below
    /// them and gives the names found.
    fn check(files: &[(&str, &str)], roots: &[&str], change: impl Fn(&mut WalkOptions), expected: &[&str]) {
        let dir = tempfile::tempdir().expect("a temporary directory");
        for (name, text) in files {
            let path = dir.path().join(name);
            std::fs::create_dir_all(path.parent().expect("a parent")).expect("a directory");
            std::fs::write(path, text).expect("a file");
        }
        let roots = roots.iter().map(|r| if r.is_empty() { dir.path().into() } else { dir.path().join(r) });
        let mut options = WalkOptions { roots: roots.collect(), ..WalkOptions::default() };
        change(&mut options);
        let names: Vec<String> = walk(&options).files.into_iter().map(|f| f.name).collect();
        assert_eq!(names, expected);
    }

    #[test]
    fn ignored_and_installed_files_are_left_out() {
        let files = [
            (".gitignore", "build/\n"),
            ("build/A.java", ""),
            ("src/B.java", ""),
            ("node_modules/soap/index.js", ""),
            ("vendor/lib/C.php", ""),
            (".hidden/D.php", ""),
            (".env.production", ""),
            (".environment", ""),
            (".github/workflows/ci.yml", ""),
            (".git/E.php", ""),
        ];
        let configuration = [".env.production", ".github/workflows/ci.yml"];
        check(&files, &[""], |_| {}, &[&configuration[..], &["src/B.java", "vendor/lib/C.php"]].concat());
        check(
            &files,
            &[""],
            |o| o.no_ignore = true,
            &[
                &configuration[..],
                &["build/A.java", "node_modules/soap/index.js", "src/B.java", "vendor/lib/C.php"],
            ]
            .concat(),
        );
        check(
            &files,
            &[""],
            |o| o.hidden = true,
            &[
                ".env.production",
                ".environment",
                ".github/workflows/ci.yml",
                ".gitignore",
                ".hidden/D.php",
                "src/B.java",
                "vendor/lib/C.php",
            ],
        );
    }

    #[test]
    fn several_roots_are_told_apart_and_no_file_comes_twice() {
        let files = [("a/X.java", ""), ("b/X.java", ""), ("b/deep/Y.java", "")];
        check(&files, &["a", "b"], |_| {}, &["a/X.java", "b/X.java", "b/deep/Y.java"]);
        check(&files, &["b", "b/deep"], |_| {}, &["b/X.java", "b/deep/Y.java"]);
        check(&files, &["b"], |_| {}, &["X.java", "deep/Y.java"]);
    }

    #[test]
    fn a_file_can_be_a_root() {
        let files = [("a/X.java", ""), ("b/Y.java", "")];
        check(&files, &["a/X.java"], |_| {}, &["X.java"]);
        check(&files, &["a/X.java", "b"], |_| {}, &["a/X.java", "b/Y.java"]);
    }

    #[cfg(unix)]
    #[test]
    fn links_that_loop_or_lead_nowhere_are_problems() {
        use std::os::unix::fs::symlink;
        let dir = tempfile::tempdir().expect("a temporary directory");
        let outside = tempfile::tempdir().expect("a temporary directory");
        let sub = dir.path().join("sub");
        std::fs::create_dir(&sub).expect("a directory");
        std::fs::write(sub.join("A.java"), "class A {}").expect("a file");
        symlink("..", sub.join("up")).expect("a link");
        symlink("self", sub.join("self")).expect("a link");
        symlink("nothing", sub.join("Gone.java")).expect("a link");
        symlink(outside.path(), sub.join("out")).expect("a link");
        symlink("A.java", sub.join("Alias.java")).expect("a link");
        let walked = walk(&WalkOptions { roots: vec![dir.path().into()], ..WalkOptions::default() });
        let names: Vec<_> = walked.files.iter().map(|f| f.name.as_str()).collect();
        assert_eq!(names, ["sub/A.java"]);
        let problems: Vec<_> = walked.problems.iter().map(|p| (p.path.as_str(), p.kind.as_str())).collect();
        assert_eq!(
            problems,
            [("sub/Gone.java", "unreadable"), ("sub/out", "link"), ("sub/self", "loop"), ("sub/up", "loop")]
        );
    }
}
