//! A repository's history: revisions, the files in them, and who committed when.
//!
//! Only objects are read: the work tree, the index and the configuration stay
//! untouched, and nothing of the repository is run.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use git2::{ObjectType, Oid, Sort, TreeWalkMode, TreeWalkResult};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;
use miette::{Result, miette};

/// A repository, opened to read.
pub struct Repository {
    git: git2::Repository,
    /// Where it is, so that other threads can open it for themselves.
    at: Arc<Path>,
    /// The directory it was opened at, inside the work tree, with `/` at its end; or empty.
    below: String,
}

/// A commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commit {
    /// The hash, in hexadecimal.
    pub id: String,
    /// E-mail of the author in lower case, as the mailmap has it; the name where there is none.
    pub author: String,
    /// The author's day, where the author was.
    pub day: Date,
    /// First line of the message.
    pub summary: String,
    /// More than one parent.
    pub is_merge: bool,
}

/// The files of a revision.
#[derive(Debug, Clone)]
pub struct Tree {
    /// Files by path, below the directory that the repository was opened at.
    pub files: Vec<(String, Blob)>,
    /// Files above and beside it that say what is ignored; paths are those of the repository.
    pub(crate) ignoring: Vec<(String, Blob)>,
    /// The directory, with `/` at its end; or empty.
    pub(crate) below: String,
}

/// The content of a file of a revision.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Blob {
    repository: Arc<Path>,
    id: Oid,
}

/// Names of files that say what is ignored, from the strongest.
pub(crate) const IGNORE_FILES: [&str; 3] = [".unsoapignore", ".ignore", ".gitignore"];

impl Repository {
    /// The repository that `path`, a directory or a file, stands in; bare ones too.
    pub fn open(path: &Path) -> Result<Self> {
        let help = "name a directory inside of a git repository";
        let git = git2::Repository::discover(path)
            .map_err(|e| miette!(help = help, "no history for `{}`: {}", path.display(), told(&e)))?;
        let below = below(&git, path).map_or(String::new(), |inside| inside + "/");
        let at = git.path().to_path_buf().into();
        Ok(Repository { git, at, below })
    }

    /// The commit a revision names: a hash, a branch, a tag, `HEAD~3`, `main@{1}`.
    pub fn commit(&self, revision: &str) -> Result<Commit> {
        self.described(self.id(revision)?)
    }

    fn id(&self, revision: &str) -> Result<Oid> {
        let object = self.git.revparse_single(revision).and_then(|o| o.peel_to_commit());
        object.map(|commit| commit.id()).map_err(|error| {
            let help =
                "write a branch, a tag or a hash that `git log` shows; shallow clones lack the older ones";
            miette!(help = help, "no revision `{revision}` here: {}", told(&error))
        })
    }

    fn described(&self, id: Oid) -> Result<Commit> {
        let commit = self.git.find_commit(id).map_err(|e| broken(&e))?;
        let mailmap = self.git.mailmap().and_then(|map| commit.author_with_mailmap(&map));
        let author = mailmap.unwrap_or_else(|_| commit.author().to_owned());
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
        let mail = text(author.email_bytes()).to_lowercase();
        let when = commit.author().when();
        let seconds = when.seconds().saturating_add(i64::from(when.offset_minutes()) * 60);
        let day = Offset::UTC.to_datetime(Timestamp::from_second(seconds).unwrap_or_default()).date();
        Ok(Commit {
            id: id.to_string(),
            author: if mail.is_empty() { text(author.name_bytes()) } else { mail },
            day,
            summary: commit.summary_bytes().map(text).unwrap_or_default(),
            is_merge: commit.parent_count() > 1,
        })
    }

    /// The files of a commit, sorted by path; links and submodules are none.
    pub fn tree(&self, commit: &Commit) -> Result<Tree> {
        let id = Oid::from_str(&commit.id).map_err(|e| broken(&e))?;
        let tree = self.git.find_commit(id).and_then(|c| c.tree()).map_err(|e| broken(&e))?;
        let mut files = Vec::new();
        let mut ignoring = Vec::new();
        tree.walk(TreeWalkMode::PreOrder, |directory, entry| {
            // Anything else is a link.
            let is_file = entry.kind() == Some(ObjectType::Blob) && entry.filemode() & 0o170_000 == 0o100_000;
            if is_file {
                let name = String::from_utf8_lossy(entry.name_bytes()).into_owned();
                let blob = Blob { repository: Arc::clone(&self.at), id: entry.id() };
                if IGNORE_FILES.contains(&name.as_str()) {
                    ignoring.push((format!("{directory}{name}"), blob.clone()));
                }
                let path = format!("{directory}{name}");
                if let Some(path) = path.strip_prefix(&self.below) {
                    files.push((path.to_owned(), blob));
                }
            }
            TreeWalkResult::Ok
        })
        .map_err(|e| broken(&e))?;
        files.sort();
        ignoring.sort();
        Ok(Tree { files, ignoring, below: self.below.clone() })
    }

    /// The commits that `to` has and `from` has not, the newest first.
    pub fn between(&self, from: &str, to: &str) -> Result<Vec<Commit>> {
        let (from, to) = (self.id(from)?, self.id(to)?);
        let mut walk = self.git.revwalk().map_err(|e| broken(&e))?;
        walk.set_sorting(Sort::TOPOLOGICAL | Sort::TIME).map_err(|e| broken(&e))?;
        walk.push(to).and_then(|()| walk.hide(from)).map_err(|e| broken(&e))?;
        walk.map(|id| self.described(id.map_err(|e| broken(&e))?)).collect()
    }

    /// What `tip` was at the end of a day, following first parents: the way a
    /// branch went, whatever was merged into it later.
    pub fn at_end_of(&self, tip: &Commit, day: Date) -> Result<Option<Commit>> {
        let mut next = Some(Oid::from_str(&tip.id).map_err(|e| broken(&e))?);
        while let Some(id) = next {
            let commit = self.described(id)?;
            if commit.day <= day {
                return Ok(Some(commit));
            }
            next = self.git.find_commit(id).and_then(|c| c.parent_id(0)).ok();
        }
        Ok(None)
    }
}

/// Author-days: on how many days each author committed, all together. Merges
/// are not counted: they need no hour of work.
pub fn author_days(commits: &[Commit]) -> usize {
    let work = commits.iter().filter(|commit| !commit.is_merge);
    work.map(|commit| (&commit.author, commit.day)).collect::<BTreeSet<_>>().len()
}

impl Blob {
    /// Which content it is: equal for equal bytes, in hexadecimal.
    pub fn id(&self) -> String {
        self.id.to_string()
    }

    /// How many bytes it has. `open` keeps the repository for the next blob.
    pub fn size(&self, open: &mut Option<Repository>) -> std::io::Result<u64> {
        let odb = self.opened(open)?.git.odb().map_err(io)?;
        let (size, _) = odb.read_header(self.id).map_err(io)?;
        Ok(size as u64)
    }

    /// Appends its bytes.
    pub fn read(&self, open: &mut Option<Repository>, bytes: &mut Vec<u8>) -> std::io::Result<()> {
        let blob = self.opened(open)?.git.find_blob(self.id).map_err(io)?;
        bytes.extend_from_slice(blob.content());
        Ok(())
    }

    fn opened<'o>(&self, open: &'o mut Option<Repository>) -> std::io::Result<&'o Repository> {
        if open.as_ref().is_none_or(|repository| repository.at != self.repository) {
            let git = git2::Repository::open(&self.repository).map_err(io)?;
            *open = Some(Repository { git, at: Arc::clone(&self.repository), below: String::new() });
        }
        Ok(open.as_ref().expect("it was opened above"))
    }
}

/// The directory `path` inside of the work tree; none for its root, and for what is not in it.
fn below(git: &git2::Repository, path: &Path) -> Option<String> {
    let path = path.canonicalize().ok().filter(|path| path.is_dir())?;
    let is_meta = git.path().canonicalize().is_ok_and(|meta| path.starts_with(meta));
    let root = git.workdir().filter(|_| !is_meta)?.canonicalize().ok()?;
    let inside = path.strip_prefix(root).ok().filter(|inside| !inside.as_os_str().is_empty())?;
    let parts: Vec<_> = inside.components().map(|c| c.as_os_str().to_string_lossy()).collect();
    Some(parts.join("/"))
}

fn io(error: git2::Error) -> std::io::Error {
    std::io::Error::other(error)
}

fn told(error: &git2::Error) -> String {
    let message = error.message().trim_end_matches('.');
    message
        .chars()
        .next()
        .map_or(String::new(), |first| first.to_lowercase().to_string() + &message[first.len_utf8()..])
}

/// Objects that should be there and are not.
fn broken(error: &git2::Error) -> miette::Report {
    let help = "see what `git fsck` says; a shallow or partial clone lacks objects: `git fetch --unshallow`";
    miette!(help = help, "the history cannot be read: {}", told(error))
}
