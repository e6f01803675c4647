//! What the files are that no grammar reads, by their names.

pub(crate) mod json;
pub mod manifest;
pub mod notebook;

/// What a file without a grammar is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Compiled code of others: a library in a file, known by its name alone.
    Archive,
    /// XML in any dress: WSDL, schemas, Spring files, `web.config`, project files.
    Xml,
    /// Keys and values: properties, YAML, JSON, INI, `.env`.
    Config,
    /// Markup with holes: request bodies, pages.
    Template,
    /// Lists of dependencies.
    Manifest,
    /// Text for people.
    Prose,
    /// A programming language we have no grammar for.
    Code,
    /// None of these.
    Other,
}

const FORMS: &[(Form, &[&str])] = &[
    (Form::Archive, &["dll", "egg", "gem", "jar", "nupkg", "whl"]),
    (
        Form::Code,
        &[
            "abap", "bas", "c", "cc", "cfc", "cfm", "clj", "cls", "coffee", "cpp", "dart", "ex", "fs", "go",
            "groovy", "kt", "kts", "lua", "m", "pas", "pl", "pm", "ps1", "r", "rs", "sas", "scala", "swift",
            "trigger", "vb", "vbs",
        ],
    ),
    (Form::Config, &["cfg", "conf", "env", "ini", "json", "properties", "settings", "toml", "yaml", "yml"]),
    (Form::Manifest, &["gemspec", "gradle", "lock"]),
    (Form::Prose, &["adoc", "csv", "html", "htm", "log", "markdown", "md", "rdoc", "rst", "textile", "txt"]),
    (
        Form::Template,
        &[
            "ejs",
            "erb",
            "ftl",
            "haml",
            "handlebars",
            "hbs",
            "jinja",
            "jinja2",
            "j2",
            "liquid",
            "mustache",
            "slim",
            "tmpl",
            "tpl",
            "twig",
            "vm",
        ],
    ),
    (
        Form::Xml,
        &[
            "config", "csproj", "disco", "discomap", "jspx", "nuspec", "props", "svcinfo", "svcmap",
            "targets", "vbproj", "wsdl", "xml", "xsd", "xsl", "xslt",
        ],
    ),
];

impl Form {
    /// The form a path's name promises.
    pub fn of(path: &str) -> Form {
        if manifest::is_whole_name(path) {
            return Form::Manifest;
        }
        let name = path.rsplit('/').next().unwrap_or(path);
        let extension = name.rsplit_once('.').map_or("", |(_, e)| e).to_ascii_lowercase();
        FORMS
            .iter()
            .find(|(_, list)| list.contains(&extension.as_str()))
            .map_or(Form::Other, |(form, _)| *form)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_the_form() {
        let check = |path: &str, form| assert_eq!(Form::of(path), form, "{path}");
        check("a/mktows.wsdl", Form::Xml);
        check("web.config", Form::Xml);
        check("packages.config", Form::Manifest);
        check("requirements-dev.txt", Form::Manifest);
        check("requirements/base.txt", Form::Manifest);
        check("requirements.in", Form::Manifest);
        check("notes.txt", Form::Prose);
        check("lib/axis-1.4.jar", Form::Archive);
        check("build.gradle.kts", Form::Manifest);
        check(".env", Form::Config);
        check("templates/get_lead.xml.erb", Form::Template);
        check("Legacy.VB", Form::Code);
        check("Dockerfile", Form::Other);
    }
}
