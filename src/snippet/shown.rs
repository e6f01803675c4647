//! A request as a template sees it: everything is written already.

use std::collections::BTreeMap;

use serde::Serialize;

use super::escape::comment;
use super::forms::Forms;
use crate::http::{Body, HttpRequest, Taken, Value};

/// Columns of a comment.
const COMMENT: usize = 92;

#[derive(Debug, Serialize)]
pub(super) struct Shown {
    /// Comments above it, each a line.
    remarks: Vec<String>,
    method: String,
    /// Expression.
    path: String,
    /// Tools: the path with all in it.
    filled_path: String,
    query: Vec<Pair>,
    /// Expression.
    pub(super) json: Option<String>,
    pub(super) form: Option<Vec<Pair>>,
    pub(super) file: Option<File>,
    answer: String,
    pub(super) gives: Vec<Given>,
    pub(super) pages: Option<ShownPages>,
    pub(super) until: Option<ShownUntil>,
    pub(super) download: bool,
    #[serde(skip)]
    times: bool,
}

impl Shown {
    /// It looks for an item of its answer.
    pub(super) fn finds(&self) -> bool {
        self.gives.iter().any(|g| g.same.is_some())
    }

    /// What it sends holds a time.
    pub(super) fn tells_time(&self) -> bool {
        self.times
    }
}

#[derive(Debug, Serialize)]
pub(super) struct Pair {
    name: String,
    /// Expression of one text.
    value: String,
    /// Tools: within an address.
    address: String,
    /// Tools: within double quotes.
    quoted: String,
}

#[derive(Debug, Serialize)]
pub(super) struct File {
    field: String,
    /// Expression of one text.
    text: String,
    /// Tools: each line.
    lines: Vec<String>,
}

#[derive(Debug, Serialize)]
pub(super) struct Given {
    name: String,
    /// Without sigil.
    bare: String,
    /// Dotted, or in words.
    at: String,
    /// Expression.
    value: String,
    /// It takes a member of each item.
    list: bool,
    /// It is sent on as it is.
    json: bool,
    /// The member by which its item was found.
    same: Option<String>,
    /// What to say when there is nothing; without it something is always there.
    none: Option<String>,
}

#[derive(Debug, Serialize)]
pub(super) struct ShownPages {
    send: String,
    size: Option<(String, u32)>,
    first: u32,
    step: u32,
    counted: bool,
    /// Expression of the token of the first page, if it needs one.
    start: Option<String>,
    /// Tools: the same within an address.
    start_address: Option<String>,
    /// Expressions over `page`.
    token: String,
    more: Option<String>,
    items: String,
    /// Dotted.
    token_at: String,
    more_at: String,
    items_at: String,
}

#[derive(Debug, Serialize)]
pub(super) struct ShownUntil {
    /// Expression over the answer.
    state: String,
    at: String,
    done: Vec<String>,
    every: u32,
}

/// A variable the snippet supposes.
#[derive(Debug, Serialize)]
pub(super) struct Variable {
    name: String,
    bare: String,
    /// What it is in the code.
    says: String,
}

/// A request; of the names in `json` earlier answers are JSON.
pub(super) fn request(request: &HttpRequest, forms: &Forms, language: &str, json_names: &[&str]) -> Shown {
    let pages = request.pages.as_ref();
    let is_paging = |name: &str| {
        pages.is_some_and(|p| p.send == name || p.size.as_ref().is_some_and(|(size, _)| size == name))
    };
    let pair = |f: &crate::http::Field| Pair {
        name: f.name.clone(),
        value: forms.as_text(&f.value, language),
        address: forms.in_address(&f.value),
        quoted: forms.in_shell(&f.value),
    };
    let query = request.query.iter().filter(|f| !is_paging(&f.name)).map(pair).collect();
    let answer = forms.variable(&request.answer);
    let (mut json, mut form, mut file) = (None, None, None);
    match &request.body {
        Some(Body::Json(value)) => json = Some(forms.json(value, language, json_names)),
        Some(Body::Form(fields)) => form = Some(fields.iter().map(pair).collect()),
        Some(Body::File { field, lines }) => {
            let each = lines.iter().flat_map(|l| match l {
                Value::List(items) => items.clone(),
                one => vec![one.clone()],
            });
            file = Some(File {
                field: field.clone(),
                text: forms.lines(lines, language),
                lines: each.map(|l| forms.in_shell(&l)).collect(),
            });
        }
        None => {}
    }
    let mut times = false;
    request.each_value(&mut |value| times |= matches!(value, Value::Code(code) if code.time));
    Shown {
        times,
        remarks: remarks(request, forms),
        method: request.method.clone(),
        path: forms.path(request, language),
        filled_path: forms.filled_path(request),
        query,
        json,
        form,
        file,
        gives: request.gives.iter().map(|g| given(g, request, forms, language)).collect(),
        pages: pages.map(|p| ShownPages {
            send: p.send.clone(),
            size: p.size.clone(),
            first: p.first,
            step: p.step,
            counted: p.token.is_none(),
            start: request.query.iter().find(|f| f.name == p.send).map(|f| forms.as_text(&f.value, language)),
            start_address: request
                .query
                .iter()
                .find(|f| f.name == p.send)
                .map(|f| forms.in_address(&f.value)),
            token: p.token.as_ref().map_or_else(String::new, |t| forms.place(&forms.variable("page"), t)),
            more: p.more.as_ref().map(|m| forms.place(&forms.variable("page"), m)),
            items: forms.json_place(&forms.variable("page"), &p.items),
            token_at: p.token.clone().unwrap_or_default(),
            more_at: p.more.clone().unwrap_or_default(),
            items_at: p.items.clone(),
        }),
        until: request.until.as_ref().map(|u| ShownUntil {
            state: forms.place(&answer, &u.at),
            at: u.at.clone(),
            done: u.done.clone(),
            every: u.every,
        }),
        download: request.download,
        answer,
    }
}

fn given(taken: &Taken, request: &HttpRequest, forms: &Forms, language: &str) -> Given {
    let answer = forms.variable(&request.answer);
    let list = taken.at.contains(".*.");
    let found = taken.same.as_ref().zip(taken.at.split_once(".0.")).and_then(|(same, (items, member))| {
        let sent = request.query.iter().find(|f| f.name == same.sent)?;
        let value = forms.found(&answer, items, &same.member, &forms.as_text(&sent.value, language), member);
        Some((value, format!("{member} of the one of {items} whose {} is that", same.member)))
    });
    let asked = |member: &String| request.query.iter().any(|f| f.name == *member);
    let lacking = taken.lacking.as_ref().filter(|member| !asked(member));
    let found = found.or_else(|| {
        let (member, (items, own)) = lacking.zip(taken.at.split_once(".0."))?;
        let value = forms.lacking(&answer, items, member, own);
        Some((value, format!("{own} of the one of {items} without {member}")))
    });
    // A job that was made has an id; what was looked for may not be there.
    let is_search = request.role == "lookup" && request.pages.is_none();
    let is_item = taken.json || list || taken.at.contains(".0.");
    let (value, at) = found.unwrap_or_else(|| {
        let value = match (taken.json, list) {
            (true, _) => forms.json_place(&answer, &taken.at),
            (false, true) => forms.joined_list(&forms.place(&answer, &taken.at)),
            (false, false) => forms.place(&answer, &taken.at),
        };
        (value, taken.at.clone())
    });
    Given {
        name: forms.variable(&taken.name),
        bare: forms.name(&taken.name),
        at,
        value,
        list,
        json: taken.json,
        same: taken.same.as_ref().map(|s| s.member.clone()).or(lacking.cloned()),
        none: (is_search && is_item).then(|| format!("{} found nothing", request.name)),
    }
}

/// What stands above a request.
fn remarks(request: &HttpRequest, forms: &Forms) -> Vec<String> {
    let when = match request.role.as_str() {
        "setup" => "Once: ",
        "lookup" => "First: ",
        "follow-up" => "Then: ",
        "poll" => "Until it is done: ",
        _ => "",
    };
    let mut all = vec![format!("{when}{}", request.name)];
    all.extend(request.notes.iter().cloned());
    commented(&all, forms)
}

fn commented(all: &[String], forms: &Forms) -> Vec<String> {
    let room = COMMENT - forms.comment.len();
    let options = textwrap::Options::new(room)
        .break_words(false)
        .word_splitter(textwrap::WordSplitter::NoHyphenation)
        .word_separator(textwrap::WordSeparator::AsciiSpace);
    let line = |text: &String| -> Vec<String> {
        let text = comment(text);
        textwrap::wrap(&text, &options).into_iter().map(|l| format!("{}{l}", forms.comment)).collect()
    };
    all.iter().flat_map(line).collect()
}

/// The variables for code that cannot stand here as it is, sorted by name.
pub(super) fn variables(requests: &[HttpRequest], forms: &Forms, language: &str) -> Vec<Variable> {
    let mut found: BTreeMap<String, String> = BTreeMap::new();
    for request in requests {
        request.each_value(&mut |value| {
            if let Value::Code(code) = value
                && !forms.is_own(code, language)
            {
                let says = format!("{}, {}", code.code, code.at);
                found.entry(code.name.clone()).or_insert(says);
            }
        });
    }
    let variable = |(name, says): (String, String)| {
        let mut lines = commented(&[says], forms);
        lines.truncate(1);
        let says = lines.pop().unwrap_or_default();
        Variable {
            name: forms.variable(&name),
            bare: forms.name(&name),
            says: says.strip_prefix(&forms.comment).unwrap_or(&says).to_owned(),
        }
    };
    found.into_iter().map(variable).collect()
}
