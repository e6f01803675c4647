//! What projects say they depend on: names as each manifest's own syntax writes them.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use regex::Regex;

use super::json;
use crate::source::{SourceFile, Span};

mod syntaxes;

use syntaxes::SYNTAXES;

/// How a family of manifests writes the names it depends on.
#[derive(Debug)]
pub struct Syntax {
    /// Whole file names, or `.` and an ending; [`REQUIREMENTS`] have many names.
    files: &'static [&'static str],
    /// Languages whose packages it lists.
    languages: &'static [&'static str],
    names: Names,
    /// Written by a tool from another manifest.
    pub lock: bool,
    /// The pattern, compiled when first needed.
    compiled: OnceLock<Option<Regex>>,
}

/// Where the names stand.
#[derive(Debug)]
enum Names {
    /// One group is the name; a second before it is the name's owner (`group:artifact`).
    Pattern(&'static str),
    /// The same, but in the name of the file: nobody looks into a library.
    File(&'static str),
    /// Keys of a JSON object that stands under one of these.
    Json(&'static [&'static str]),
    /// Keys of the tables of dependencies, and texts of the lists of them.
    Toml,
}

const REQUIREMENTS: &str = "requirements";

/// The syntax of a file that says what a project depends on, in any ecosystem.
pub fn syntax(path: &str) -> Option<&'static Syntax> {
    let name = path.rsplit('/').next().unwrap_or(path);
    let fits = |file: &str| match file {
        REQUIREMENTS => is_requirements(path),
        _ => name == file || file.starts_with('.') && name.ends_with(file),
    };
    SYNTAXES.iter().find(|s| s.files.iter().any(|f| fits(f)))
}

/// Whether a file says what a project depends on.
pub fn is_manifest(path: &str) -> bool {
    syntax(path).is_some()
}

/// Whether it does so by its whole name; project files are more than manifests.
pub(super) fn is_whole_name(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    // The ending alone would say that it is Kotlin.
    let is_build = name.ends_with(".gradle.kts");
    is_build || syntax(path).is_some_and(|s| s.files.contains(&name) || s.files.contains(&REQUIREMENTS))
}

/// What `pip -r` and `pip-compile` are given: `requirements-dev.txt`, `requirements/base.in`.
fn is_requirements(path: &str) -> bool {
    let mut parts = path.rsplit('/');
    let name = parts.next().unwrap_or(path);
    let folder = parts.next().unwrap_or_default();
    let Some((stem, "txt" | "in")) = name.rsplit_once('.') else { return false };
    let is_named = |word: &&str| stem.starts_with(*word) || stem.ends_with(*word);
    folder == REQUIREMENTS || [REQUIREMENTS, "constraints"].iter().any(is_named)
}

/// Equal names, as registries compare them.
pub fn same(name: &str) -> String {
    name.to_ascii_lowercase().replace(['_', '.'], "-")
}

impl Syntax {
    /// Whether it is a library itself, of which only the name of the file is known.
    pub fn is_archive(&self) -> bool {
        matches!(self.names, Names::File(_))
    }

    /// The names a manifest depends on, each with its place; `group:artifact` where there are two.
    pub fn names(&self, source: &SourceFile) -> Vec<(String, Span)> {
        let text = source.text.as_str();
        let found = match self.names {
            Names::Pattern(_) | Names::File(_) => {
                self.regex().map_or_else(BTreeMap::new, |r| matches(r, text))
            }
            Names::Json(keys) => json_keys(text, keys),
            Names::Toml => toml(text),
        };
        found.into_iter().filter(|(span, _)| !is_left_out(source, *span)).map(|(s, n)| (n, s)).collect()
    }

    /// Whether it lists packages of one of these languages.
    pub fn speaks(&self, languages: &[String]) -> bool {
        languages.iter().any(|l| self.languages.contains(&l.as_str()))
    }

    /// Whether a name in it means one of these packages; of a library itself,
    /// whether its file is one of these packages' or of these `files`.
    pub fn means(&self, name: &str, packages: &[String], files: &[String]) -> bool {
        let (name, artifact) = (same(name), same(name.rsplit(':').next().unwrap_or(name)));
        if !self.is_archive() {
            return packages.iter().map(|p| same(p)).any(|p| p == name || p == artifact);
        }
        let of_package =
            |package: &String| same(package.rsplit([':', '/']).next().unwrap_or(package)) == name;
        packages.iter().any(of_package) || files.iter().any(|pattern| is_file(&same(pattern), &name))
    }

    fn regex(&self) -> Option<&Regex> {
        let (Names::Pattern(text) | Names::File(text)) = self.names else { return None };
        self.compiled.get_or_init(|| Regex::new(text).ok()).as_ref()
    }
}

/// Whether a name fits a pattern that may end in `*`.
fn is_file(pattern: &str, name: &str) -> bool {
    pattern.strip_suffix('*').map_or(pattern == name, |start| name.starts_with(start))
}

fn matches(regex: &Regex, text: &str) -> BTreeMap<Span, String> {
    let groups = |captures: regex::Captures<'_>| {
        let groups: Vec<_> =
            captures.iter().skip(1).flatten().map(|g| (g.as_str().to_owned(), g.range())).collect();
        let (_, place) = groups.last()?.clone();
        Some((Span::new(place), groups.into_iter().map(|(name, _)| name).collect::<Vec<_>>().join(":")))
    };
    regex.captures_iter(text).filter_map(groups).collect()
}

/// Keys of the objects that stand under one of these keys.
fn json_keys(text: &str, under: &[&str]) -> BTreeMap<Span, String> {
    let mut found = BTreeMap::new();
    json::texts(text, |t| {
        if t.is_key && t.path.last().is_some_and(|key| under.contains(key)) {
            let key = &text[t.span.range()];
            // npm installs what others need below them.
            let name = key.rsplit("node_modules/").next().unwrap_or(key);
            let end = t.span.end as usize;
            found.insert(Span::new(end - name.len()..end), name.to_owned());
        }
    });
    found
}

/// What a `pyproject.toml` or a `Pipfile` depends on.
fn toml(text: &str) -> BTreeMap<Span, String> {
    static PATTERNS: OnceLock<Option<[Regex; 2]>> = OnceLock::new();
    let compiled = || {
        Some([Regex::new(r#"^\s*"?([\w.-]+)"?\s*="#).ok()?, Regex::new(r#"["']([\w.-]+)[^"']*["']"#).ok()?])
    };
    let Some([key, quoted]) = PATTERNS.get_or_init(compiled) else { return BTreeMap::new() };
    let mut found = BTreeMap::new();
    let (mut table, mut is_list, mut at) = ("", false, 0);
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let code = line.split('#').next().unwrap_or(line);
        let header = code.trim().trim_start_matches('[').trim_end_matches(']');
        if !is_list && code.trim_start().starts_with('[') {
            table = header.trim();
            continue;
        }
        let name = key.captures(code).and_then(|c| c.get(1)).filter(|_| !is_list);
        let lists = matches!(table, "project.optional-dependencies" | "dependency-groups");
        let has_keys = matches!(table, "packages" | "dev-packages")
            || table.starts_with("tool.") && table.ends_with("dependencies");
        if has_keys {
            found
                .extend(name.map(|n| (Span::new(start + n.start()..start + n.end()), n.as_str().to_owned())));
            continue;
        }
        if is_list || name.is_some_and(|n| lists || n.as_str().ends_with("dependencies")) {
            let from = name.map_or(0, |n| n.end());
            for text in quoted.captures_iter(&code[from..]).filter_map(|c| c.get(1)) {
                let place = start + from + text.start();
                found.insert(Span::new(place..place + text.len()), text.as_str().to_owned());
            }
            let bare = quoted.replace_all(&code[from..], "");
            is_list = !bare.contains(']') && (is_list || bare.contains('['));
        }
    }
    found
}

/// Keys of a `setup.py` that name no dependency: the project itself, what it holds and what it is about.
const ITSELF: &[&str] =
    &["classifiers", "description", "keywords", "name", "packages", "provides", "py_modules"];

/// What the text on the last line is given to: `name` of `setup(name='`.
fn assigned(before: &str) -> &str {
    let line = before.lines().next_back().unwrap_or_default();
    // Versions are compared with `>=` and the like.
    let is_sign =
        |at: usize| !line[..at].ends_with(['<', '>', '=', '!', '~']) && !line[at + 1..].starts_with('=');
    let Some((at, _)) = line.rmatch_indices('=').find(|(at, _)| is_sign(*at)) else { return "" };
    line[..at].trim_end().rsplit(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default()
}

/// Whether a name is commented out, excluded, or what the project itself is called.
fn is_left_out(source: &SourceFile, span: Span) -> bool {
    let before = &source.text[..span.start as usize];
    let is_inside = |open: &str, close: &str| before.rfind(open) > before.rfind(close);
    let line = source.line_text(source.line_of(span.start)).trim_start();
    ["#", "//", ";"].iter().any(|mark| line.starts_with(mark))
        || source.path.ends_with(".py") && ITSELF.contains(&assigned(before))
        || before.contains('<') && (is_inside("<!--", "-->") || is_inside("<exclusion>", "</exclusion>"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Encoding;

    #[test]
    fn names_are_read_as_each_manifest_writes_them() {
        let check = |path: &str, text: &str, expected: &[&str]| {
            let source = SourceFile::new(path, text.into(), Encoding::Utf8);
            let syntax = syntax(path).unwrap_or_else(|| panic!("{path} is a manifest"));
            let found: Vec<String> = syntax.names(&source).into_iter().map(|(name, _)| name).collect();
            assert_eq!(found, expected, "{path}");
        };
        check(
            "requirements-dev.txt",
            "suds==0.4\nzeep>=3 # x\n-e git+https://x/y#egg=suds-jurko",
            &["suds", "zeep", "suds-jurko"],
        );
        check("Gemfile", "gem 'savon', '~> 2.3'\ngroup(:a) { gem 'b' }", &["savon", "b"]);
        check(
            "x.gemspec",
            "Gem::Specification.new { |s| s.add_dependency 'savon', '~> 1'; s.add_dependency 'a' }",
            &["savon", "a"],
        );
        check("x.gemspec", "  s.add_dependency \"savon\"\n s.add_runtime_dependency(%q<a>)", &["savon", "a"]);
        check("Gemfile.lock", "    savon (2.3.0)\n  markety!\n", &["savon", "markety"]);
        check(
            "package.json",
            r#"{"name":"a","scripts":{"b":"c"},"dependencies":{"soap":"^0.1"}}"#,
            &["soap"],
        );
        check("package-lock.json", r#"{"packages":{"node_modules/@a/b/node_modules/soap":{}}}"#, &["soap"]);
        check(
            "pom.xml",
            "<groupId>axis</groupId>\n <artifactId>axis-wsdl4j</artifactId>",
            &["axis:axis-wsdl4j"],
        );
        check("build.gradle", "compile 'a.b:c:3.1'\ncompile group: 'd', name: 'e'", &["a.b:c", "d:e"]);
        check(
            "libs.versions.toml",
            "a = { module = \"b:c\" }\nd = { group = \"e\", name = \"f\" }",
            &["b:c", "e:f"],
        );
        check(
            "pyproject.toml",
            "[project]\nname = \"a\"\ndependencies = [\n \"zeep[b]>=4\",\n]\n",
            &["zeep"],
        );
        check("Pipfile", "[packages]\nsuds = \"*\"\n[requires]\npython_version = \"3\"\n", &["suds"]);
        check("setup.py", "setup(name='a', install_requires=['suds>=1'])", &["suds"]);
        check("composer.json", r#"{"require": {"a/b": "1.0", "ext-soap": "*"}}"#, &["a/b", "ext-soap"]);
        check("packages.config", "<package version=\"1\" id=\"FuelSDK\"/>", &["FuelSDK"]);
        check("a.csproj", "<PackageReference Version=\"1\" Include=\"FuelSDK\"/>", &["FuelSDK"]);
        check("a.csproj", "<!-- <PackageReference Include=\"FuelSDK\"/> -->", &[]);
        check("poetry.lock", "name = \"zeep\"", &["zeep"]);
        check("yarn.lock", "soap@^0.13.0:\n", &["soap"]);
        check("pnpm-lock.yaml", "  /soap/0.45.0:\n  '@a/b@1.0.0':\n  c: 1\n", &["soap", "@a/b", "c"]);
        check("go.mod", "module a.b/c\nrequire a.b/d v1.0\n", &["a.b/d"]);
    }

    #[test]
    fn libraries_are_known_by_the_names_of_their_files() {
        let check = |path: &str, expected: &str| {
            let source = SourceFile::new(path, path.into(), Encoding::Utf8);
            let names = syntax(path).map(|s| s.names(&source)).unwrap_or_default();
            assert_eq!(names.first().map(|(name, _)| name.as_str()), Some(expected), "{path}");
        };
        check("axis.jar", "axis");
        check("axis-1.4.jar", "axis");
        check("axis2-transport-http-1.6.2.jar", "axis2-transport-http");
        check("jaxws-rt-2.1.7-SNAPSHOT.jar", "jaxws-rt");
        check("Microsoft.Web.Services3.dll", "Microsoft.Web.Services3");
        check("FuelSDK-CSharp.1.0.0.nupkg", "FuelSDK-CSharp");
        check("savon-2.3.0.gem", "savon");
        check("suds_jurko-0.6-py3-none-any.whl", "suds_jurko");
    }
}
