//! The files of a revision, as the walk of its checkout would find them.
//!
//! Tracked files that an ignore file names are left out here as they are there,
//! so that a scan of a commit and one of its checkout say the same.

use std::collections::BTreeMap;

use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};

use super::{Bytes, Candidate, WalkOptions, Walked, is_entered};
use crate::git::{Blob, IGNORE_FILES, Tree};

pub(super) fn walk(tree: &Tree, options: &WalkOptions) -> Walked {
    let ignored = if options.no_ignore { Ignored::default() } else { Ignored::new(tree) };
    let is_found = |name: &str| {
        let below = tree.below.len();
        let path = format!("{}{name}", tree.below);
        let ends = path.match_indices('/').map(|(end, _)| end).filter(|end| *end > below);
        ends.map(|end| (end, true)).chain([(path.len(), false)]).all(|(end, is_dir)| {
            let entry = &path[..end];
            let base = entry.rsplit('/').next().unwrap_or(entry);
            let is_shown = options.hidden || !base.starts_with('.') || super::is_configuration(base);
            let may = is_shown && !matches!(ignored.says(entry, is_dir), Match::Ignore(()));
            may && (!is_dir || is_entered(base, options.no_ignore))
        })
    };
    let files = tree.files.iter().filter(|(name, _)| is_found(name));
    let candidate =
        |(name, blob): &(String, Blob)| Candidate { name: name.clone(), bytes: Bytes::Blob(blob.clone()) };
    let mut walked = Walked { files: files.map(candidate).collect(), problems: Vec::new() };
    walked.files.sort();
    walked
}

/// What the ignore files of a revision say, by the directory they stand in.
#[derive(Default)]
struct Ignored {
    /// One list for each kind of file, from the strongest.
    kinds: [BTreeMap<String, Gitignore>; IGNORE_FILES.len()],
}

impl Ignored {
    fn new(tree: &Tree) -> Self {
        let mut ignored = Ignored::default();
        let mut open = None;
        for (path, blob) in &tree.ignoring {
            let (directory, name) = path.rsplit_once('/').unwrap_or(("", path));
            let kind = IGNORE_FILES.iter().position(|n| *n == name);
            let mut bytes = Vec::new();
            let (Some(kind), Ok(())) = (kind, blob.read(&mut open, &mut bytes)) else { continue };
            let mut builder = GitignoreBuilder::new("");
            for line in String::from_utf8_lossy(&bytes).lines() {
                // A faulty line keeps nothing from being read, as on the disk.
                let _ = builder.add_line(None, line);
            }
            if let Ok(rules) = builder.build() {
                ignored.kinds[kind].insert(directory.to_owned(), rules);
            }
        }
        ignored
    }

    /// What counts is the strongest kind of file, and of it the nearest.
    fn says(&self, path: &str, is_dir: bool) -> Match<()> {
        for kind in &self.kinds {
            let ends = path.match_indices('/').map(|(end, _)| end).chain([0]);
            let mut ends: Vec<usize> = ends.collect();
            ends.sort_unstable_by(|a, b| b.cmp(a));
            for end in ends {
                let Some(rules) = kind.get(&path[..end]) else { continue };
                let inside = path[end..].trim_start_matches('/');
                match rules.matched(inside, is_dir) {
                    Match::None => {}
                    says => return says.map(|_| ()),
                }
            }
        }
        Match::None
    }
}
