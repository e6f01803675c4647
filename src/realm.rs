//! Which project each file of a scan belongs to, judged by where it lies.
//!
//! Projects lie side by side in the repository of a company, and each has a
//! `SoapClient` of its own. A project's files lie below its manifest. Where
//! there is none, a description for people (`README`) is the next best sign, and
//! where many projects lie in one folder, what lies beside them is one as well.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use crate::language::{LANGUAGES, Language};

/// Index of a project; the files of one know each other.
pub type Realm = usize;

/// The projects of a scan.
#[derive(Debug, Clone, Default)]
pub struct Realms {
    /// Top folder of each, sorted. Never empty unless nothing was looked at.
    dirs: Vec<String>,
    /// Folder of files → its project.
    of: HashMap<String, Realm>,
    /// Name of a source file without endings → its folders; where there is one project only, empty.
    code: HashMap<String, Vec<String>>,
}

impl Realms {
    /// Reads the projects off the paths of all files of a scan.
    pub fn new<'n>(paths: impl Iterator<Item = &'n str> + Clone) -> Self {
        let mut marks = Marks::default();
        let mut code: HashMap<&str, Vec<&str>> = HashMap::new();
        for path in paths.clone() {
            let (dir, name) = parts(path);
            if is_manifest(name) {
                marks.manifests.insert(dir);
            } else if is_description(name) {
                marks.described.insert(dir);
            }
            if Language::of(name, "").is_some() {
                note_with_parents(dir, &mut marks.code);
                code.entry(stem(name)).or_default().push(dir);
            }
        }
        for dir in marks.manifests.iter().chain(&marks.described) {
            let mut below = *dir;
            while let Some(above) = parent(below) {
                if !marks.below.entry(above).or_default().insert(below) {
                    break;
                }
                below = above;
            }
        }
        let mut tops: BTreeMap<&str, &str> = BTreeMap::new();
        for (dir, _) in paths.map(parts) {
            tops.entry(dir).or_insert_with(|| marks.top(dir));
        }
        let dirs: BTreeSet<&str> = tops.values().copied().collect();
        let dirs: Vec<&str> = dirs.into_iter().collect();
        let realm = |top: &str| dirs.binary_search(&top).unwrap_or_default();
        if dirs.len() < 2 {
            code.clear();
        }
        let owned = |dirs: Vec<&str>| dirs.into_iter().map(str::to_owned).collect();
        Realms {
            code: code.into_iter().map(|(name, dirs)| (name.to_owned(), owned(dirs))).collect(),
            of: tops.iter().map(|(dir, top)| ((*dir).to_owned(), realm(top))).collect(),
            dirs: dirs.into_iter().map(str::to_owned).collect(),
        }
    }

    /// The project of a file.
    pub fn of(&self, path: &str) -> Realm {
        self.of.get(parts(path).0).copied().unwrap_or_default()
    }

    /// How many there are; at least one.
    pub fn count(&self) -> usize {
        self.dirs.len().max(1)
    }

    /// The top folder of a project, without a slash at its end.
    pub fn dir(&self, realm: Realm) -> &str {
        self.dirs.get(realm).map_or("", String::as_str)
    }

    /// Whether one of two projects lies inside the other.
    pub fn nested(&self, a: Realm, b: Realm) -> bool {
        let (a, b) = (self.dir(a), self.dir(b));
        is_within(a, b) || is_within(b, a)
    }

    /// Whether a project has a source file at the end of this way, parsed or not;
    /// the way is one of folders and a name without endings.
    pub fn has(&self, realm: Realm, way: &str) -> bool {
        let (folders, name) = parts(way);
        self.code.get(name).into_iter().flatten().any(|dir| {
            let before = dir.strip_suffix(folders);
            before.is_some_and(|b| b.is_empty() || folders.is_empty() || b.ends_with('/'))
                && (self.of.get(dir) == Some(&realm))
        })
    }

    /// How many folders two projects have in common.
    pub fn nearness(&self, a: Realm, b: Realm) -> usize {
        let folders = |realm| self.dir(realm).split('/');
        folders(a).zip(folders(b)).take_while(|(a, b)| a == b).count()
    }
}

/// Folders that tell something.
#[derive(Default)]
struct Marks<'n> {
    manifests: BTreeSet<&'n str>,
    described: BTreeSet<&'n str>,
    /// With code somewhere below.
    code: HashSet<&'n str>,
    /// Folder → the folders in it that hold manifests or descriptions.
    below: HashMap<&'n str, BTreeSet<&'n str>>,
}

impl<'n> Marks<'n> {
    /// The top folder of the project that the files of a folder belong to.
    fn top(&self, dir: &'n str) -> &'n str {
        let up = || std::iter::successors(Some(dir), |d| parent(d));
        if let Some(own) = up().find(|d| self.manifests.contains(d)) {
            return own;
        }
        // Folders inside a project are described as well: the outermost counts.
        if let Some(described) = up().filter(|d| self.described.contains(d)).last() {
            return described;
        }
        let mut inside = None;
        for around in up() {
            if self.below.get(around).is_some_and(|marked| marked.len() > 1) {
                // What is only configuration belongs to all that lies around it.
                return inside.filter(|d| self.code.contains(d)).unwrap_or(around);
            }
            inside = Some(around);
        }
        ""
    }
}

fn note_with_parents<'n>(dir: &'n str, into: &mut HashSet<&'n str>) {
    let mut dir = Some(dir);
    while let Some(new) = dir.filter(|d| into.insert(d)) {
        dir = parent(new);
    }
}

fn parts(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}

fn parent(dir: &str) -> Option<&str> {
    (!dir.is_empty()).then(|| parts(dir).0)
}

fn stem(name: &str) -> &str {
    name.split('.').next().unwrap_or(name)
}

fn is_within(inner: &str, outer: &str) -> bool {
    inner.strip_prefix(outer).is_some_and(|rest| outer.is_empty() || rest.is_empty() || rest.starts_with('/'))
}

fn is_manifest(name: &str) -> bool {
    let fits = |known: &&str| match known.strip_prefix('.') {
        Some(_) => name.ends_with(*known),
        None => name == *known,
    };
    LANGUAGES.iter().any(|l| l.manifests.iter().any(fits))
}

fn is_description(name: &str) -> bool {
    ["readme", "license", "licence", "copying"].iter().any(|known| stem(name).eq_ignore_ascii_case(known))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(paths: &[&str], expected: &[(&str, &str)]) {
        let realms = Realms::new(paths.iter().copied());
        for (path, dir) in expected {
            assert_eq!(realms.dir(realms.of(path)), *dir, "{path}");
        }
    }

    #[test]
    fn a_file_belongs_to_the_nearest_manifest_above_it() {
        let paths = ["package.json", "a/pom.xml", "a/src/A.java", "b/App.csproj", "b/B.cs", "tools/t.js"];
        check(&paths, &[("a/src/A.java", "a"), ("b/B.cs", "b"), ("tools/t.js", "")]);
    }

    #[test]
    fn without_manifests_all_is_one_project() {
        check(&["src/a.php", "lib/b.php", "c.php"], &[("src/a.php", ""), ("lib/b.php", ""), ("c.php", "")]);
    }

    #[test]
    fn the_outermost_description_counts() {
        let paths = ["x/README.md", "x/lib/README", "x/lib/a.rb", "x/b.rb", "y/pom.xml"];
        check(&paths, &[("x/lib/a.rb", "x"), ("x/b.rb", "x")]);
    }

    #[test]
    fn what_lies_among_projects_is_one_if_it_has_code() {
        let paths = ["a/pom.xml", "b/pom.xml", "old/lib/x.php", "old/y.php", "deploy/values.yaml", "run.sh"];
        let expected =
            [("old/lib/x.php", "old"), ("old/y.php", "old"), ("deploy/values.yaml", ""), ("run.sh", "")];
        check(&paths, &expected);
        // One project beside others' folders is part of theirs.
        check(&["examples/pom.xml", "src/x.php", "lib/y.php"], &[("src/x.php", ""), ("lib/y.php", "")]);
    }

    #[test]
    fn a_project_inside_another_is_nested() {
        let realms = Realms::new(["a/pom.xml", "a/b/pom.xml", "ab/pom.xml"].into_iter());
        let of = |path| realms.of(path);
        assert!(realms.nested(of("a/x"), of("a/b/x")));
        assert!(!realms.nested(of("a/x"), of("ab/x")));
    }
}
