//! Who owns a file, as CODEOWNERS says: patterns like those of `.gitignore`, and the last that fits counts.
//!
//! GitHub: <https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners>;
//! GitLab adds sections whose heading may name owners for the lines below it.

use std::path::Path;

use ignore::gitignore::{Gitignore, GitignoreBuilder};

/// Where the file may be, in the order in which GitHub and GitLab look.
const PLACES: [&str; 4] = [".github/CODEOWNERS", ".gitlab/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"];

/// What files without an owner belong to.
pub const NOBODY: &str = "nobody";

/// Who owns which files.
#[derive(Debug, Default)]
pub struct Owners {
    lines: Vec<Line>,
    /// Where the scanned root is in the repository, with `/` at its end; or empty.
    below: String,
}

#[derive(Debug)]
struct Line {
    pattern: Gitignore,
    /// `docs/*` is about the files there and not about those below them.
    only_there: bool,
    owners: String,
}

impl Owners {
    /// The owners that a text names.
    pub fn new(text: &str) -> Self {
        let mut owners = Owners::default();
        let mut of_section = String::new();
        for line in text.lines() {
            let line = uncommented(line);
            if let Some((_, after)) =
                line.trim_start_matches('^').strip_prefix('[').and_then(|l| l.split_once(']'))
            {
                // `[Section][2] @owners`: the number of approvals is none of ours.
                let after =
                    after.strip_prefix('[').and_then(|a| a.split_once(']')).map_or(after, |(_, rest)| rest);
                of_section = joined(after);
                continue;
            }
            let (pattern, who) = split(line);
            let who = joined(who);
            owners.add(pattern, if who.is_empty() { of_section.clone() } else { who });
        }
        owners
    }

    /// The CODEOWNERS file of the repository that the root of a scan is in;
    /// nobody owns anything where there is none.
    pub fn at(root: &Path) -> Self {
        let Ok(root) = root.canonicalize() else { return Owners::default() };
        for directory in root.ancestors() {
            let text = PLACES.iter().find_map(|place| std::fs::read_to_string(directory.join(place)).ok());
            if let Some(text) = text {
                let inside = root.strip_prefix(directory).unwrap_or(Path::new(""));
                let parts: Vec<_> = inside.components().map(|c| c.as_os_str().to_string_lossy()).collect();
                let below = parts.iter().map(|part| format!("{part}/")).collect();
                return Owners { below, ..Owners::new(&text) };
            }
            if directory.join(".git").exists() {
                break;
            }
        }
        Owners::default()
    }

    /// One more line, which counts before those there are.
    pub fn add(&mut self, pattern: &str, owners: String) {
        // Ranges and negation are nothing here; brackets are part of names.
        if pattern.is_empty() || pattern.starts_with('!') {
            return;
        }
        let mut builder = GitignoreBuilder::new("");
        let escaped = pattern.replace('[', "\\[").replace(']', "\\]");
        if builder.add_line(None, &escaped).is_err() {
            return;
        }
        if let Ok(rule) = builder.build() {
            self.lines.push(Line { pattern: rule, only_there: pattern.ends_with("/*"), owners });
        }
    }

    /// The owners of a file of the scan, as they are written; or [`NOBODY`].
    pub fn of(&self, path: &str) -> &str {
        let path = format!("{}{path}", self.below);
        let fits = |line: &&Line| match line.only_there {
            true => line.pattern.matched(&path, false).is_ignore(),
            false => line.pattern.matched_path_or_any_parents(&path, false).is_ignore(),
        };
        let owners = self.lines.iter().rev().find(fits).map_or("", |line| &line.owners);
        if owners.is_empty() { NOBODY } else { owners }
    }
}

/// A line without its comment; a `#` inside a word, or escaped, is none.
fn uncommented(line: &str) -> &str {
    let line = line.trim();
    let begins = |at: &usize| *at == 0 || line[..*at].ends_with(char::is_whitespace);
    line.match_indices('#').map(|(at, _)| at).find(begins).map_or(line, |at| line[..at].trim_end())
}

/// Pattern and owners; a blank after a backslash belongs to the pattern.
fn split(line: &str) -> (&str, &str) {
    let ends = |(at, c): &(usize, char)| c.is_whitespace() && !line[..*at].ends_with('\\');
    line.char_indices().find(ends).map_or((line, ""), |(at, _)| line.split_at(at))
}

fn joined(owners: &str) -> String {
    owners.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_pattern_that_fits_says_who() {
        let text = "\
# everybody
*       @global-one @global-two
*.js    @js # inline comment
/build/logs/ @doctocat
docs/*  docs@example.com
apps/   @octocat
/docs/  @docs
**/logs @logs
/apps/github
with\\ blank/ @blank
[odd]name/ @odd
";
        let owners = Owners::new(text);
        let check = |path: &str, expected: &str| assert_eq!(owners.of(path), expected, "{path}");
        check("src/A.java", "@global-one @global-two");
        check("web/a.js", "@js");
        check("build/logs/x/y.txt", "@logs");
        check("build/other/y.txt", "@global-one @global-two");
        check("my/apps/x.java", "@octocat");
        check("docs/a/b.md", "@docs");
        check(
            "my/docs/a.md",
            "docs@example.com".strip_prefix("nothing").unwrap_or("@global-one @global-two"),
        );
        check("deep/logs/z", "@logs");
        check("apps/github/x", NOBODY);
        check("with blank/x", "@blank");
        assert_eq!(Owners::default().of("x"), NOBODY);
    }

    #[test]
    fn stars_at_the_end_stay_in_their_directory() {
        let owners = Owners::new("docs/* @docs\n");
        assert_eq!(owners.of("docs/a.md"), "@docs");
        assert_eq!(owners.of("docs/build/a.md"), NOBODY);
    }

    #[test]
    fn sections_name_owners_for_their_lines() {
        let owners =
            Owners::new("[Backend][2] @back @end\n/api/\n/api/open/ @open\n^[Web]\n/web/ @web\n/free/\n");
        let check = |path: &str, expected: &str| assert_eq!(owners.of(path), expected, "{path}");
        check("api/x.php", "@back @end");
        check("api/open/x.php", "@open");
        check("web/x.js", "@web");
        check("free/x", NOBODY);
    }

    #[test]
    fn the_file_is_found_above_the_scanned_root() {
        let dir = tempfile::tempdir().expect("a temporary directory");
        std::fs::create_dir_all(dir.path().join("services/crm")).expect("a directory");
        std::fs::create_dir_all(dir.path().join(".github")).expect("a directory");
        std::fs::create_dir(dir.path().join(".git")).expect("a directory");
        std::fs::write(dir.path().join(".github/CODEOWNERS"), "/services/crm/ @crm\n").expect("a file");
        assert_eq!(Owners::at(&dir.path().join("services/crm")).of("src/A.java"), "@crm");
        assert_eq!(Owners::at(dir.path()).of("src/A.java"), NOBODY);
    }
}
