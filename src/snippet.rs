//! Requests written out to paste: by the templates of `rules/snippets/`, one a language or tool.
//!
//! A template begins with what its language looks like ([`forms::Forms`]); everything that must be
//! escaped is written by that, and the template only says what stands where.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use include_dir::{Dir, include_dir};
use minijinja::syntax::SyntaxConfig;
use minijinja::{Environment, context};
use serde::Serialize;

use crate::finding::Finding;
use crate::http::{HttpRequest, Paste, RestClient};
use crate::report::{ClientPaste, Report};
use crate::rule::Rules;

pub mod escape;
mod forms;
mod shown;

use forms::Forms;

static EMBEDDED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/rules/snippets");

/// A way to write requests.
pub struct Snippet {
    /// File name without its ending: `python`.
    pub id: String,
    /// For people: `Python, requests`.
    pub name: String,
    /// Ids of the languages whose calls it replaces; none for tools such as curl.
    pub languages: Vec<String>,
    forms: Forms,
    engine: Environment<'static>,
}

/// All of them, sorted by id.
pub fn snippets() -> &'static [Snippet] {
    static SNIPPETS: OnceLock<Vec<Snippet>> = OnceLock::new();
    SNIPPETS.get_or_init(|| {
        let files = EMBEDDED.files().filter(|f| f.path().extension().is_some_and(|e| e == "j2"));
        let mut all: Vec<Snippet> = files
            .map(|file| {
                let id =
                    file.path().file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
                let text = file.contents_utf8().unwrap_or_default();
                Snippet::read(&id, text)
                    .expect("templates are part of the program; tests/snippets.rs reads each")
            })
            .collect();
        all.sort_by(|a, b| a.id.cmp(&b.id));
        all
    })
}

/// The snippet with an id, or the one for a language.
pub fn snippet(name: &str) -> Option<&'static Snippet> {
    let by_id = snippets().iter().find(|s| s.id == name);
    by_id.or_else(|| of(name))
}

/// The snippet for the calls of a language.
pub fn of(language: &str) -> Option<&'static Snippet> {
    snippets().iter().find(|s| s.languages.iter().any(|l| l == language))
}

/// Requests in the language of the call they replace.
pub fn of_language(language: &str, requests: &[HttpRequest], client: &RestClient) -> Option<Paste> {
    let snippet = of(language).filter(|_| !requests.is_empty())?;
    let text = snippet.calls(language, requests, client);
    Some(Paste { snippet: snippet.id.clone(), text })
}

/// What the snippets of findings need once, by API and language.
pub fn clients(findings: &[Finding], rules: &Rules) -> Vec<ClientPaste> {
    let mut used: BTreeMap<(&str, &str), Vec<&HttpRequest>> = BTreeMap::new();
    for finding in findings {
        if let Some(paste) = &finding.remedy.snippet {
            let requests = used.entry((&finding.api, &paste.snippet)).or_default();
            requests.extend(&finding.remedy.requests);
        }
    }
    let client = |((api, id), requests): ((&str, &str), Vec<&HttpRequest>)| {
        let (client, snippet) = (rules.api(api)?.client.as_ref()?, snippet(id)?);
        Some(ClientPaste {
            api: api.to_owned(),
            snippet: id.to_owned(),
            name: snippet.name.clone(),
            text: snippet.client(&requests, client),
        })
    };
    used.into_iter().filter_map(client).collect()
}

/// Writes all requests of a report by one template instead of each in the language of its call.
pub fn rewrite(report: &mut Report, id: &str, rules: &Rules) {
    let Some(snippet) = snippet(id) else { return };
    for finding in &mut report.findings {
        let client = rules.api(&finding.api).and_then(|api| api.client.as_ref());
        finding.remedy.snippet = client.filter(|_| !finding.remedy.requests.is_empty()).map(|client| {
            let text = snippet.calls(&finding.language, &finding.remedy.requests, client);
            Paste { snippet: snippet.id.clone(), text }
        });
    }
    report.clients = clients(&report.findings, rules);
}

impl Snippet {
    /// Reads a template: its forms between two lines `+++`, then its text.
    ///
    /// # Errors
    /// Says what is wrong with the template.
    pub fn read(id: &str, text: &str) -> Result<Snippet, String> {
        let head = text.strip_prefix("+++\n").and_then(|rest| rest.split_once("\n+++\n"));
        let (head, body) = head.ok_or("a template begins with its forms between two lines `+++`")?;
        let forms: Forms = toml::from_str(head).map_err(|e| e.to_string())?;
        let mut engine = Environment::new();
        let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build();
        engine.set_syntax(syntax.map_err(|e| e.to_string())?);
        engine.set_auto_escape_callback(|_| minijinja::AutoEscape::None);
        let strings = forms.strings;
        engine.add_filter("string", move |text: String| strings.literal(&text));
        engine.add_filter("urlname", |text: String| escape::address(&text));
        engine.add_template_owned("snippet", body.to_owned()).map_err(|e| format!("{e:#}"))?;
        let (name, languages) = (forms.name.clone(), forms.languages.clone());
        Ok(Snippet { id: id.to_owned(), name, languages, forms, engine })
    }

    /// What a project needs once: the token, and a function that sends a request.
    pub fn client(&self, requests: &[&HttpRequest], client: &RestClient) -> String {
        let shown: Vec<_> = requests.iter().map(|r| shown::request(r, &self.forms, "", &[])).collect();
        self.render("client", &shown, &[], client)
    }

    /// What stands at the call. Code of another language than the snippet's becomes variables.
    pub fn calls(&self, language: &str, requests: &[HttpRequest], client: &RestClient) -> String {
        let json = requests.iter().flat_map(|r| &r.gives).filter(|g| g.json);
        let json: Vec<&str> = json.map(|g| g.name.as_str()).collect();
        let shown: Vec<_> =
            requests.iter().map(|r| shown::request(r, &self.forms, language, &json)).collect();
        let variables = shown::variables(requests, &self.forms, language);
        self.render("calls", &shown, &variables, client)
    }

    fn render(
        &self,
        part: &str,
        requests: &[shown::Shown],
        variables: &[shown::Variable],
        client: &RestClient,
    ) -> String {
        let template = self.engine.get_template("snippet").expect("added when it was read");
        let uses = |it: fn(&shown::Shown) -> bool| requests.iter().any(it);
        let page = context! {
            part,
            requests => plain(&requests),
            variables => plain(&variables),
            client => plain(client),
            uses_file => uses(|r| r.file.is_some()),
            uses_form => uses(|r| r.form.is_some()),
            uses_download => uses(|r| r.download),
            uses_found => uses(|r| r.finds()),
            uses_time => uses(|r| r.tells_time()),
            uses_until => uses(|r| r.until.is_some()),
            uses_answers => uses(|r| r.until.is_some() || r.pages.is_some() || !r.gives.is_empty()),
        };
        let text = template.render(page).expect("templates render; tests/snippets.rs renders each");
        tidy(&text)
    }
}

fn plain<T: Serialize>(value: &T) -> minijinja::Value {
    minijinja::Value::from(minijinja::value::Serde(value))
}

/// No blanks at the ends of lines, no blank lines at the ends of the text, never three in a row.
fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut blank = 0;
    for line in text.trim_matches('\n').lines() {
        let line = line.trim_end();
        blank = if line.is_empty() { blank + 1 } else { 0 };
        if blank < 3 {
            out.push_str(line);
            out.push('\n');
        }
    }
    out
}
