//! A repository made for a test: commits of given files, by given people, on given days.

use std::path::Path;

use git2::{Repository, Signature, Time};

/// One commit on top of the last: the files of `dir` as they are.
pub(crate) fn commit(dir: &Path, author: &str, day: &str, message: &str) -> String {
    let repository = Repository::open(dir).or_else(|_| Repository::init(dir)).expect("a repository");
    let mut index = repository.index().expect("an index");
    // Ignored files as well: legacy repositories track what they ignore.
    index.add_all(["*"], git2::IndexAddOption::FORCE, None).expect("files");
    index.update_all(["*"], None).expect("files that are gone");
    let tree = repository.find_tree(index.write_tree().expect("a tree")).expect("it was written");
    let noon: jiff::civil::DateTime = format!("{day}T12:00:00").parse().expect("a day");
    let seconds = jiff::tz::Offset::UTC.to_timestamp(noon).expect("a time").as_second();
    let who =
        Signature::new(author, &format!("{author}@example.org"), &Time::new(seconds, 0)).expect("a name");
    let parent = repository.head().ok().and_then(|head| head.peel_to_commit().ok());
    let parents: Vec<_> = parent.iter().collect();
    let id = repository.commit(Some("HEAD"), &who, &who, message, &tree, &parents);
    id.expect("a commit").to_string()
}

/// Writes a file, and the directories it needs.
pub(crate) fn write(dir: &Path, name: &str, text: &str) {
    let path = dir.join(name);
    std::fs::create_dir_all(path.parent().expect("a parent")).expect("a directory");
    std::fs::write(path, text).expect("a file");
}
