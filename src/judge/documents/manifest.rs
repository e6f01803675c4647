//! Dependencies on published clients of an API, and on SOAP libraries where an
//! API is used: names as each manifest's own syntax writes them.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use regex::Regex;

use super::Note;
use crate::assemble::evidence_at;
use crate::finding::{Confidence, Kind};
use crate::link::Project;
use crate::link::presence::{Seen, is_manifest};
use crate::rule::Strength;
use crate::source::{SourceFile, Span};

/// How a family of manifests writes the names it depends on.
struct Syntax {
    /// Whole file names, or `.` and an ending.
    files: &'static [&'static str],
    /// Languages whose packages it lists.
    languages: &'static [&'static str],
    /// One group is the name; a second before it is the name's owner (`group:artifact`).
    names: &'static str,
    /// Written by a tool from another manifest.
    lock: bool,
}

const JS: &[&str] = &["javascript", "typescript", "tsx"];
const JVM: &[&str] = &["java"];

/// Sorted by the first file.
const SYNTAXES: &[Syntax] = &[
    Syntax {
        files: &[".csproj", ".props", ".vbproj"],
        languages: &["csharp"],
        names: r#"<(?:Package)?(?:Reference|Version)\s+(?:Include|Update)="([\w.-]+)[",]"#,
        lock: false,
    },
    Syntax {
        files: &[".gemspec", "Gemfile"],
        languages: &["ruby"],
        names: r#"(?m)^\s*(?:gem|[\w.]*add(?:_runtime|_development)?_dependency)[\s(]+(?:%[qQ]?<)?["']?([\w.-]+)"#,
        lock: false,
    },
    Syntax {
        files: &["Gemfile.lock"],
        languages: &["ruby"],
        names: r"(?m)^ {2,4}([\w.-]+)(?: \(|!?\r?$)",
        lock: true,
    },
    Syntax {
        files: &["Pipfile", "pyproject.toml"],
        languages: &["python"],
        names: r#"(?m)(?:^\s*"?([\w.-]+)"?\s*=\s*["'{]|["']([\w.-]+)(?:\[[\w,-]*\])?\s*(?:[<>=!~;][^"'\n]*)?["']\s*[,\]])"#,
        lock: false,
    },
    Syntax {
        files: &["Pipfile.lock"],
        languages: &["python"],
        names: r#"(?m)^\s*"([\w.-]+)": \{"#,
        lock: true,
    },
    Syntax {
        files: &["build.gradle", "build.gradle.kts", "libs.versions.toml"],
        languages: JVM,
        names: r#"["']([\w.-]+:[\w.-]+)[:"'@]"#,
        lock: false,
    },
    Syntax {
        files: &["composer.json"],
        languages: &["php"],
        names: r#"(?m)^\s*"([\w.-]+/[\w.-]+|ext-\w+)"\s*:\s*["{]"#,
        lock: false,
    },
    Syntax {
        files: &["composer.lock"],
        languages: &["php"],
        names: r#""name": "([\w.-]+/[\w.-]+)""#,
        lock: true,
    },
    Syntax {
        files: &["ivy.xml"],
        languages: JVM,
        names: r#"<dependency\s+org="([\w.-]+)"\s+name="([\w.-]+)""#,
        lock: false,
    },
    Syntax {
        files: &["package-lock.json"],
        languages: JS,
        names: r#"(?m)^\s*"(?:node_modules/)?(@?[\w./-]+)": \{"#,
        lock: true,
    },
    Syntax { files: &["package.json"], languages: JS, names: r#""(@?[\w./-]+)"\s*:\s*""#, lock: false },
    Syntax {
        files: &["packages.config"],
        languages: &["csharp"],
        names: r#"<package\s+id="([\w.-]+)""#,
        lock: false,
    },
    Syntax {
        files: &["paket.dependencies", "paket.references"],
        languages: &["csharp"],
        names: r"(?m)^\s*(?:nuget\s+)?([\w.-]+)",
        lock: false,
    },
    Syntax { files: &["paket.lock"], languages: &["csharp"], names: r"(?m)^ {4}([\w.-]+) \(", lock: true },
    Syntax {
        files: &["pnpm-lock.yaml"],
        languages: JS,
        names: r#"(?m)^\s*['"]?/?(@?[\w./-]+?)[@:/]"#,
        lock: true,
    },
    Syntax {
        files: &["poetry.lock", "uv.lock"],
        languages: &["python"],
        names: r#"(?m)^name = "([\w.-]+)""#,
        lock: true,
    },
    Syntax {
        files: &["pom.xml"],
        languages: JVM,
        names: r"<groupId>\s*([\w.-]+)\s*</groupId>\s*(?:<!--.*?-->\s*)?<artifactId>\s*([\w.-]+)\s*</artifactId>",
        lock: false,
    },
    Syntax {
        files: &["requirements"],
        languages: &["python"],
        names: r"(?m)^\s*(?:-e\s+)?(?:\S*[#&]egg=|git\+\S*/)?([A-Za-z][\w.-]*)",
        lock: false,
    },
    Syntax {
        files: &["setup.cfg"],
        languages: &["python"],
        names: r"(?m)^\s+([A-Za-z][\w.-]*)",
        lock: false,
    },
    Syntax {
        files: &["setup.py"],
        languages: &["python"],
        names: r#"["']([A-Za-z][\w.-]*)(?:\[[\w,-]*\])?\s*(?:[<>=!~;][^"'\n]*)?["']"#,
        lock: false,
    },
    Syntax { files: &["yarn.lock"], languages: JS, names: r#"(?m)^"?(@?[\w./-]+?)@"#, lock: true },
];

fn syntax(path: &str) -> Option<&'static (&'static Syntax, Regex)> {
    static ALL: OnceLock<Vec<(&'static Syntax, Regex)>> = OnceLock::new();
    let all =
        ALL.get_or_init(|| SYNTAXES.iter().filter_map(|s| Some((s, Regex::new(s.names).ok()?))).collect());
    let name = path.rsplit('/').next().unwrap_or(path);
    let fits = |file: &str| {
        name == file
            || file.starts_with('.') && name.ends_with(file)
            || file == "requirements" && name.starts_with(file) && name.ends_with(".txt")
    };
    is_manifest(path).then(|| all.iter().find(|(s, _)| s.files.iter().any(|f| fits(f))))?
}

/// Equal names, as registries compare them.
fn same(name: &str) -> String {
    name.to_ascii_lowercase().replace(['_', '.'], "-")
}

/// The notes of every manifest, with its language.
pub(super) fn find<'a>(project: &Project<'a>) -> Vec<(&'a SourceFile, &'static str, Vec<Note>)> {
    let parsed = project.files.iter().map(|f| (&f.source, f.language.id));
    let documents = project.documents.iter().map(|d| (&d.source, "text"));
    // What a manifest says its lock file repeats.
    let mut said: Vec<(String, usize, String)> = vec![];
    let mut out = vec![];
    let mut all: Vec<_> = parsed
        .chain(documents)
        .filter_map(|(source, id)| Some((source, id, syntax(&source.path)?)))
        .collect();
    all.sort_by_key(|(source, _, (syntax, _))| (syntax.lock, &source.path));
    for (source, id, (syntax, regex)) in all {
        let folder = source.path.rsplit_once('/').map_or("", |(dir, _)| dir);
        let mut notes = vec![];
        for (name, span) in names(regex, &source.text) {
            for (api, note) in notes_of(project, source, syntax, &name, span) {
                let key = (folder.to_owned(), api, same(&name));
                if syntax.lock && said.contains(&key) {
                    continue;
                }
                said.push(key);
                notes.push(note);
            }
        }
        if !notes.is_empty() {
            out.push((source, id, notes));
        }
    }
    out.sort_by(|a, b| a.0.path.cmp(&b.0.path));
    out
}

/// Names with the place of the name itself; `group:artifact` where there are two.
fn names(regex: &Regex, text: &str) -> Vec<(String, Span)> {
    let mut found: BTreeMap<Span, String> = BTreeMap::new();
    for captures in regex.captures_iter(text) {
        let groups: Vec<_> = captures.iter().skip(1).flatten().collect();
        let Some(last) = groups.last() else { continue };
        // `name='…'` of a setup.py is the project itself.
        let before = text[..last.start()].lines().next_back().unwrap_or_default();
        if ["name", "packages", "py_modules"].iter().any(|key| before.trim_start().starts_with(key))
            && before.contains("=")
            && before.ends_with(['"', '\'', '['])
            && !before.contains("name = \"")
        {
            continue;
        }
        let name = groups.iter().map(|g| g.as_str()).collect::<Vec<_>>().join(":");
        found.insert(Span::new(last.range()), name);
    }
    found.into_iter().map(|(span, name)| (name, span)).collect()
}

fn notes_of(
    project: &Project<'_>,
    source: &SourceFile,
    syntax: &Syntax,
    name: &str,
    span: Span,
) -> Vec<(usize, Note)> {
    let mut out = vec![];
    let artifact = name.rsplit(':').next().unwrap_or(name);
    let is_named = |package: &str| same(package) == same(name) || same(package) == same(artifact);
    let fits = |languages: &[String]| languages.iter().any(|l| syntax.languages.contains(&l.as_str()));
    for (api, rule) in project.rules.apis.iter().enumerate() {
        let note = |title: String, says: String, confidence| Note {
            kind: Kind::Dependency,
            api,
            operation: None,
            rule: "dependency".into(),
            title,
            span,
            confidence,
            because: vec![evidence_at(source, "dependency", &says, span)],
            related: vec![],
        };
        let library = rule
            .libraries
            .iter()
            .enumerate()
            .find(|(_, l)| fits(&l.languages) && l.packages.iter().any(|p| is_named(p)));
        if let Some((index, library)) = library {
            if !library.rest {
                let used = project
                    .presence
                    .files
                    .iter()
                    .flatten()
                    .any(|s| s.api == api && s.what == Seen::Library(index));
                let says = format!("{} is a client of {}", library.name, rule.name);
                let says = if used { says } else { says + ", and no code that was read imports it" };
                let sure = library.strength == Strength::Strong;
                let confidence = if sure { Confidence::Certain } else { Confidence::Likely };
                out.push((api, note(format!("dependency on {}", library.name), says, confidence)));
            }
            continue;
        }
        let client = project
            .rules
            .clients
            .iter()
            .find(|c| fits(&c.languages) && c.packages.iter().any(|p| is_named(p)));
        if let Some(client) = client
            && project.presence.anywhere(api)
        {
            if let Some(generator) = super::generator::of_name(artifact) {
                let says = format!("{generator} generates code, and the code uses {}", rule.name);
                let title = format!("{generator} generates code in the build");
                let rule = "generator".into();
                out.push((api, Note { rule, ..note(title, says, Confidence::Likely) }));
                continue;
            }
            let says =
                format!("`{artifact}` is a SOAP library ({}), and the code uses {}", client.id, rule.name);
            out.push((
                api,
                note(format!("dependency on the SOAP library {artifact}"), says, Confidence::Likely),
            ));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_as_each_manifest_writes_them() {
        let check = |path: &str, text: &str, expected: &[&str]| {
            let (_, regex) = syntax(path).unwrap_or_else(|| panic!("{path} is a manifest"));
            let found: Vec<String> = names(regex, text).into_iter().map(|(name, _)| name).collect();
            for name in expected {
                assert!(found.iter().any(|f| f == name), "{path}: {found:?}");
            }
        };
        check(
            "requirements-dev.txt",
            "suds==0.4\nzeep>=3 # x\n-e git+https://x/y#egg=suds-jurko",
            &["suds", "zeep", "suds-jurko"],
        );
        check("Gemfile", "gem 'savon', '~> 2.3'", &["savon"]);
        check(
            "x.gemspec",
            "  s.add_dependency \"savon\"\n s.add_runtime_dependency(%q<markety>)",
            &["savon", "markety"],
        );
        check("Gemfile.lock", "    savon (2.3.0)\n  markety!\n", &["savon", "markety"]);
        check("package.json", "{\"dependencies\":{\"soap\":\"^0.1\"}}", &["soap"]);
        check(
            "pom.xml",
            "<groupId>axis</groupId>\n <artifactId>axis-wsdl4j</artifactId>",
            &["axis:axis-wsdl4j"],
        );
        check(
            "build.gradle",
            "compile 'org.apache.cxf:cxf-rt-frontend-jaxws:3.1'",
            &["org.apache.cxf:cxf-rt-frontend-jaxws"],
        );
        check("pyproject.toml", "dependencies = [\n \"zeep>=4\",\n]\nsuds = \"^1\"", &["zeep", "suds"]);
        check(
            "composer.json",
            "  \"require\": {\n    \"a/b\": \"1.0\",\n \"ext-soap\": \"*\" }",
            &["a/b", "ext-soap"],
        );
        check("packages.config", "<package id=\"FuelSDK\" version=\"1\"/>", &["FuelSDK"]);
        check("a.csproj", "<PackageReference Include=\"FuelSDK\" Version=\"1\"/>", &["FuelSDK"]);
        check("poetry.lock", "name = \"zeep\"", &["zeep"]);
        check("yarn.lock", "soap@^0.13.0:\n", &["soap"]);
    }
}
