//! Cuts code into parts of a size that one person finishes in a week or so.

use std::collections::BTreeMap;

use crate::finding::Finding;

/// Average hours of a part, at most, unless one method has more: somewhat above
/// a week of one person, so that a package is an issue and not a project.
const MOST: f64 = 40.0;

/// Findings in parts: whole directories where they are small enough, neighbours
/// together where they are tiny, a file by its methods where it is too large.
/// Sorted by path.
pub(super) fn parts(of: &[usize], findings: &[Finding], weights: &[f64]) -> Vec<Vec<usize>> {
    let mut files: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for &finding in of {
        files.entry(&findings[finding].place.path).or_default().push(finding);
    }
    let weigh = |of: &[usize]| of.iter().map(|f| weights[*f]).sum::<f64>();
    let mut pieces = Vec::new();
    for (path, mut of) in files {
        if weigh(&of) <= MOST {
            pieces.push((path.to_owned(), weigh(&of), of));
            continue;
        }
        of.sort_by_key(|f| &findings[*f].place);
        let methods = of.chunk_by(|a, b| findings[*a].within == findings[*b].within);
        // Below the file, as if its methods were files of a directory.
        pieces.extend(methods.enumerate().map(|(n, of)| (format!("{path}/{n:06}"), weigh(of), of.to_vec())));
    }
    cut(&pieces, 0)
}

/// Groups of findings in parts, as many in each as fit; a group stays whole.
pub(super) fn packed(groups: &[Vec<usize>], weights: &[f64]) -> Vec<Vec<usize>> {
    let piece = |(n, of): (usize, &Vec<usize>)| {
        (format!("{n:06}"), of.iter().map(|f| weights[*f]).sum::<f64>(), of.clone())
    };
    let pieces: Vec<Piece> = groups.iter().enumerate().map(piece).collect();
    cut(&pieces, 0)
}

/// A path, its average hours, its findings.
type Piece = (String, f64, Vec<usize>);

fn weight(files: &[Piece]) -> f64 {
    files.iter().map(|(_, weight, _)| weight).sum()
}

/// `depth`: how many directories all of them share.
fn cut(files: &[Piece], depth: usize) -> Vec<Vec<usize>> {
    if weight(files) <= MOST || files.len() < 2 {
        let all: Vec<usize> = files.iter().flat_map(|(_, _, of)| of.iter().copied()).collect();
        return if all.is_empty() { Vec::new() } else { vec![all] };
    }
    // By the next directory; a file of this one stands for itself.
    let next = |path: &str| path.split('/').nth(depth).unwrap_or_default().to_owned();
    let mut packed: Vec<Vec<usize>> = Vec::new();
    let mut room = 0.0;
    for group in files.chunk_by(|a, b| next(&a.0) == next(&b.0)) {
        let heavy = weight(group);
        if heavy > MOST {
            packed.extend(cut(group, depth + 1));
            room = 0.0;
            continue;
        }
        let all = group.iter().flat_map(|(_, _, of)| of.iter().copied());
        match packed.last_mut() {
            Some(last) if heavy <= room => last.extend(all),
            _ => {
                packed.push(all.collect());
                room = MOST;
            }
        }
        room -= heavy;
    }
    packed
}

/// Names for a set of files: the files where they are few, else their directories.
pub(super) fn names<'p>(paths: impl Iterator<Item = &'p str>) -> Vec<String> {
    let mut files: Vec<&str> = paths.collect();
    files.sort_unstable();
    files.dedup();
    if files.len() <= 3 {
        return files.into_iter().map(str::to_owned).collect();
    }
    let directory = |path: &str| path.rsplit_once('/').map_or(".", |(directory, _)| directory).to_owned();
    let mut names: Vec<String> = files.into_iter().map(directory).collect();
    names.dedup();
    names.sort_unstable();
    names.dedup();
    // A directory stands for those below it.
    let all = names.clone();
    names.retain(|name| {
        !all.iter().any(|other| name.strip_prefix(other.as_str()).is_some_and(|r| r.starts_with('/')))
    });
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(files: &[(&str, f64)], expected: &[&[usize]]) {
        let files: Vec<Piece> = files
            .iter()
            .enumerate()
            .map(|(i, (path, weight))| ((*path).to_owned(), *weight, vec![i]))
            .collect();
        assert_eq!(cut(&files, 0), expected);
    }

    #[test]
    fn parts_are_whole_directories_of_a_fair_size() {
        check(&[], &[]);
        check(&[("a/b/x", 3.0), ("a/c/y", 4.0)], &[&[0, 1]]);
        check(&[("a/b/x", 30.0), ("a/c/y", 30.0)], &[&[0], &[1]]);
        check(&[("a/b/x", 30.0), ("a/c/y", 5.0), ("a/d/z", 30.0)], &[&[0, 1], &[2]]);
        // Too large a directory is cut further, too large a file is not.
        check(&[("a/b/c/x", 30.0), ("a/b/d/y", 30.0), ("a/e", 5.0)], &[&[0], &[1], &[2]]);
        check(&[("a/x", 300.0), ("a/y", 1.0)], &[&[0], &[1]]);
    }

    #[test]
    fn many_files_are_named_by_their_directories() {
        let check = |paths: &[&str], expected: &[&str]| assert_eq!(names(paths.iter().copied()), expected);
        check(&["a/x", "a/x", "b"], &["a/x", "b"]);
        check(&["a/1", "a/2", "a/b/3", "c/4"], &["a", "c"]);
        check(&["1", "2", "3", "4"], &["."]);
    }
}
