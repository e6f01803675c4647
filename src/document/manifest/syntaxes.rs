//! The manifests that are read: a row is a family of files with one syntax.

use std::sync::OnceLock;

use super::{Names, REQUIREMENTS, Syntax};

const JS: &[&str] = &["javascript", "typescript", "tsx"];
const JVM: &[&str] = &["java"];
/// A library as a file: its name, perhaps with a version.
const ARCHIVE: &str = r"^(.+?)(?:[-.]v?\d[\w.+-]*)?\.\w+$";

/// Sorted by the first file.
pub(super) static SYNTAXES: [Syntax; 31] = [
    Syntax {
        files: &[".csproj", ".fsproj", ".props", ".vbproj"],
        languages: &["csharp"],
        names: Names::Pattern(
            r#"<\w*(?:Reference|Version)\s[^<>]*?\b(?:Include|Update)\s*=\s*"([\w.-]+)[",]"#,
        ),
        lock: false,
        compiled: OnceLock::new(),
    },
    Syntax {
        files: &[".dll", ".nupkg"],
        languages: &["csharp"],
        names: Names::File(r"^(.+?)(?:\.\d[\w.+-]*)?\.\w+$"),
        lock: false,
        compiled: OnceLock::new(),
    },
    Syntax {
        files: &[".egg", ".whl"],
        languages: &["python"],
        names: Names::File(ARCHIVE),
        lock: false,
        compiled: OnceLock::new(),
    },
    Syntax {
        files: &[".gem"],
        languages: &["ruby"],
        names: Names::File(ARCHIVE),
        lock: false,
        compiled: OnceLock::new(),
    },
    Syntax {
        files: &[".gemspec", "Gemfile"],
        languages: &["ruby"],
        names: Names::Pattern(
            r#"(?m)(?:^|[{;|])\s*(?:gem|[\w.]*add(?:_runtime|_development)?_dependency)[\s(]+(?:%[qQ]?<)?["']?([\w.-]+)"#,
        ),
        lock: false,
        compiled: OnceLock::new(),
    },
    Syntax {
        files: &[".gradle", ".gradle.kts", "libs.versions.toml"],
        languages: JVM,
        names: Names::Pattern(
            r#"["']([\w.-]+:[\w.-]+)[:"'@]|\bgroup\s*[:=]\s*["']([\w.-]+)["']\s*,\s*name\s*[:=]\s*["']([\w.-]+)["']"#,
        ),
        lock: false,
        compiled: OnceLock::new(),
    },
    Syntax {
        files: &[".jar"],
        languages: JVM,
        names: Names::File(ARCHIVE),
        lock: false,
        compiled: OnceLock::new(),
    },
    Syntax {
        files: &[".nuspec"],
        languages: &["csharp"],
        names: Names::Pattern(r#"<dependency\s[^<>]*?\bid\s*=\s*"([\w.-]+)""#),
        lock: false,
        compiled: OnceLock::new(),
    },
    Syntax {
        files: &["Gemfile.lock"],
        languages: &["ruby"],
        names: Names::Pattern(r"(?m)^ {2,4}([\w.-]+)(?: \(|!?\r?$)"),
        lock: true,
        compiled: OnceLock::new(),
    },
    Syntax {
        files: &["Pipfile", "pyproject.toml"],
        languages: &["python"],
        names: Names::Toml,
        lock: false,
        compiled: OnceLock::new(),
    },
    Syntax {
        files: &["Pipfile.lock"],
        languages: &["python"],
        names: Names::Json(&["default", "develop"]),
        lock: true,
        compiled: OnceLock::new(),
    },
    Syntax {
        files: &["composer.json"],
        languages: &["php"],
        names: Names::Json(&["require", "require-dev"]),
        lock: false,
        compiled: OnceLock::new(),
    },
    Syntax {
        files: &["composer.lock"],
        languages: &["php"],
        names: Names::Pattern(r#""name":\s*"([\w.-]+/[\w.-]+)""#),
        lock: true,
        compiled: OnceLock::new(),
    },
    Syntax {
        files: &["environment.yaml", "environment.yml"],
        languages: &["python"],
        names: Names::Pattern(r"(?m)^\s*-\s+([A-Za-z][\w.-]*)"),
        lock: false,
        compiled: OnceLock::new(),
    },
    Syntax {
        files: &["go.mod"],
        languages: &["go"],
        names: Names::Pattern(r"(?m)^\s*(?:require\s+)?([\w.-]+\.[\w./-]+)\s+v\d"),
        lock: false,
        compiled: OnceLock::new(),
    },
    Syntax {
        files: &["go.sum"],
        languages: &["go"],
        names: Names::Pattern(r"(?m)^([\w.-]+\.[\w./-]+) v\d"),
        lock: true,
        compiled: OnceLock::new(),
    },
    Syntax {
        files: &["gradle.lockfile"],
        languages: JVM,
        names: Names::Pattern(r"(?m)^([\w.-]+:[\w.-]+):"),
        lock: true,
        compiled: OnceLock::new(),
    },
    Syntax {
        files: &["ivy.xml"],
        languages: JVM,
        names: Names::Pattern(r#"<dependency\s+org="([\w.-]+)"\s+name="([\w.-]+)""#),
        lock: false,
        compiled: OnceLock::new(),
    },
    Syntax {
        files: &["npm-shrinkwrap.json", "package-lock.json"],
        languages: JS,
        names: Names::Json(&["dependencies", "packages"]),
        lock: true,
        compiled: OnceLock::new(),
    },
    Syntax {
        files: &["package.json"],
        languages: JS,
        names: Names::Json(&["dependencies", "devDependencies", "optionalDependencies", "peerDependencies"]),
        lock: false,
        compiled: OnceLock::new(),
    },
    Syntax {
        files: &["packages.config"],
        languages: &["csharp"],
        names: Names::Pattern(r#"<package\s[^<>]*?\bid\s*=\s*"([\w.-]+)""#),
        lock: false,
        compiled: OnceLock::new(),
    },
    Syntax {
        files: &["packages.lock.json"],
        languages: &["csharp"],
        names: Names::Pattern(r#""([\w.-]+)":\s*\{\s*"type":"#),
        lock: true,
        compiled: OnceLock::new(),
    },
    Syntax {
        files: &["paket.dependencies", "paket.references"],
        languages: &["csharp"],
        names: Names::Pattern(r"(?m)^\s*(?:nuget\s+)?([\w.-]+)"),
        lock: false,
        compiled: OnceLock::new(),
    },
    Syntax {
        files: &["paket.lock"],
        languages: &["csharp"],
        names: Names::Pattern(r"(?m)^ {4}([\w.-]+) \("),
        lock: true,
        compiled: OnceLock::new(),
    },
    Syntax {
        files: &["pnpm-lock.yaml"],
        languages: JS,
        names: Names::Pattern(r#"(?m)^\s*['"]?/?(@[\w.-]+/[\w.-]+|[\w.-]+)['"]?[@:/]"#),
        lock: true,
        compiled: OnceLock::new(),
    },
    Syntax {
        files: &["poetry.lock", "uv.lock"],
        languages: &["python"],
        names: Names::Pattern(r#"(?m)^name = "([\w.-]+)""#),
        lock: true,
        compiled: OnceLock::new(),
    },
    Syntax {
        files: &["pom.xml"],
        languages: JVM,
        names: Names::Pattern(
            r"<groupId>\s*([\w.-]+)\s*</groupId>\s*(?:<!--.*?-->\s*)?<artifactId>\s*([\w.-]+)\s*</artifactId>",
        ),
        lock: false,
        compiled: OnceLock::new(),
    },
    Syntax {
        files: &[REQUIREMENTS],
        languages: &["python"],
        names: Names::Pattern(r"(?m)^\s*(?:-e\s+)?(?:\S*[#&]egg=|git\+\S*/)?([A-Za-z][\w.-]*)"),
        lock: false,
        compiled: OnceLock::new(),
    },
    Syntax {
        files: &["setup.cfg"],
        languages: &["python"],
        names: Names::Pattern(r"(?m)^\s+([A-Za-z][\w.-]*)"),
        lock: false,
        compiled: OnceLock::new(),
    },
    Syntax {
        files: &["setup.py"],
        languages: &["python"],
        names: Names::Pattern(r#"["']([A-Za-z][\w.-]*)(?:\[[\w,-]*\])?\s*(?:[<>=!~;][^"'\n]*)?["']"#),
        lock: false,
        compiled: OnceLock::new(),
    },
    Syntax {
        files: &["yarn.lock"],
        languages: JS,
        names: Names::Pattern(r#"(?m)^"?(@?[\w./-]+?)@"#),
        lock: true,
        compiled: OnceLock::new(),
    },
];
