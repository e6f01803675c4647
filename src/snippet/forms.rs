//! What a language looks like: the head of its template, and values written that way.

use serde::Deserialize;

use super::escape::{Strings, address, shell_double};
use crate::http::{Code, Field, HttpRequest, Member, Value};

/// Columns a value may fill before it is written on several lines.
const WIDTH: usize = 76;

/// The head of a template.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Forms {
    /// For people.
    pub(super) name: String,
    /// Languages of the calls it replaces.
    #[serde(default)]
    pub(super) languages: Vec<String>,
    /// How comments begin.
    pub(super) comment: String,
    /// How texts are written.
    pub(super) strings: Strings,
    /// How names are written.
    names: Names,
    /// A variable.
    variable: String,
    /// Words that name no variable, with blanks between them.
    #[serde(default)]
    reserved: String,
    /// Columns by which what is nested stands further in.
    #[serde(default = "four")]
    indent: usize,
    /// Before and behind the items of a list.
    list: (String, String),
    /// Before and behind the members of an object.
    record: (String, String),
    /// Between a key and its value.
    between: String,
    /// A key that is a text.
    #[serde(default = "itself")]
    key: String,
    /// A key that is code.
    #[serde(default = "itself")]
    computed: String,
    /// A comma may follow the last item on lines of their own.
    #[serde(default)]
    trailing: bool,
    /// One text of a list of texts, separated by commas.
    #[serde(default)]
    joined: String,
    /// The text of a list of lines.
    #[serde(default)]
    lined: String,
    /// Code as a text.
    #[serde(default = "itself")]
    text: String,
    /// Code in the path of an address.
    #[serde(default = "itself")]
    encoded: String,
    /// Between the pieces of a text.
    #[serde(default)]
    concat: String,
    /// A place in an answer: before, at a key, at an index, behind.
    #[serde(default)]
    at: Option<(String, String, String, String)>,
    /// A member of each item of a list: of `{list}` the `{key}`.
    #[serde(default)]
    each: String,
    /// A `{member}` of the item of `{list}` whose `{key}` is `{value}`.
    #[serde(default)]
    find: String,
    /// A `{member}` of the item of `{list}` that has no `{key}`; the item whose key is an empty text unless given.
    #[serde(default)]
    lacks: Option<String>,
    /// Code that holds a time as a text.
    #[serde(default = "itself")]
    time: String,
    /// The whole of an object as it was answered.
    #[serde(default)]
    json: Option<String>,
    /// Tools only: texts are put into other texts, with this around names.
    #[serde(default)]
    inline: Option<String>,
    /// The words for true and false.
    #[serde(default = "truths")]
    truths: (String, String),
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Names {
    Snake,
    Camel,
}

fn itself() -> String {
    "{}".to_owned()
}

fn four() -> usize {
    4
}

fn truths() -> (String, String) {
    ("true".to_owned(), "false".to_owned())
}

impl Forms {
    /// A variable's name, with its sigil.
    pub(super) fn variable(&self, name: &str) -> String {
        self.variable.replace("{}", &self.name(name))
    }

    /// A name as the language writes them.
    pub(super) fn name(&self, name: &str) -> String {
        match self.reserved.split_whitespace().any(|word| word == name) {
            true => self.cased(&format!("{name}Value")),
            false => self.cased(name),
        }
    }

    fn cased(&self, name: &str) -> String {
        match self.names {
            Names::Camel => name.to_owned(),
            Names::Snake => {
                let mut out = String::new();
                for c in name.chars() {
                    if c.is_ascii_uppercase() && !out.is_empty() && !out.ends_with('_') {
                        out.push('_');
                    }
                    out.push(c.to_ascii_lowercase());
                }
                out
            }
        }
    }

    /// Code at the call, or a variable for it.
    pub(super) fn code(&self, code: &Code, language: &str) -> String {
        match self.is_own(code, language) {
            true => code.code.clone(),
            false => self.variable(&code.name),
        }
    }

    /// Whether code can stand here as it is.
    pub(super) fn is_own(&self, code: &Code, language: &str) -> bool {
        code.usable && self.languages.iter().any(|l| l == language)
    }

    /// A value as an expression, over several lines where it is long.
    pub(super) fn expression(&self, value: &Value, language: &str) -> String {
        self.nested(value, language, 0)
    }

    fn nested(&self, value: &Value, language: &str, depth: usize) -> String {
        match value {
            Value::Text(text) => self.strings.literal(text),
            Value::Unknown(says) => self.strings.literal(&placeholder(says)),
            Value::Atom(atom) => match atom.as_str() {
                "true" => self.truths.0.clone(),
                "false" => self.truths.1.clone(),
                other => other.to_owned(),
            },
            Value::Code(code) if code.time => self.time.replace("{}", &self.code(code, language)),
            Value::Code(code) => self.code(code, language),
            Value::Answer(name) => self.variable(name),
            Value::List(items) => {
                let items = items.iter().map(|i| self.nested(i, language, depth + 1)).collect();
                self.laid_out(&self.list, items, depth)
            }
            Value::Record(members) => {
                let items = members.iter().map(|m| self.member(m, language, depth + 1)).collect();
                self.laid_out(&self.record, items, depth)
            }
        }
    }

    fn member(&self, member: &Member, language: &str, depth: usize) -> String {
        let key = self.nested(&member.key, language, depth);
        let form = if matches!(member.key, Value::Code(_)) { &self.computed } else { &self.key };
        format!("{}{}{}", form.replace("{}", &key), self.between, self.nested(&member.value, language, depth))
    }

    fn laid_out(&self, around: &(String, String), items: Vec<String>, depth: usize) -> String {
        let (open, close) = (around.0.as_str(), around.1.as_str());
        let line = format!("{open}{}{close}", items.join(", "));
        if items.is_empty() {
            return format!("{}{}", open.trim_end(), close.trim_start());
        }
        if !line.contains('\n') && line.chars().count() + depth * self.indent <= WIDTH {
            return line;
        }
        let inner = " ".repeat((depth + 1) * self.indent);
        let comma = if self.trailing { "," } else { "" };
        let items = items.join(&format!(",\n{inner}"));
        format!(
            "{}\n{inner}{items}{comma}\n{}{}",
            open.trim_end(),
            " ".repeat(depth * self.indent),
            close.trim_start()
        )
    }

    /// A value as an expression that is one text: lists are joined by commas.
    pub(super) fn as_text(&self, value: &Value, language: &str) -> String {
        let join = |list: &str| self.joined.replace("{list}", list);
        match value {
            Value::Text(text) | Value::Atom(text) => self.strings.literal(text),
            Value::Unknown(says) => self.strings.literal(&placeholder(says)),
            Value::Code(code) if code.list => join(&self.code(code, language)),
            Value::Code(code) if code.time && self.time != itself() => self.expression(value, language),
            Value::Code(code) => self.text.replace("{}", &self.code(code, language)),
            // What is taken from answers is a text already.
            Value::Answer(name) => self.variable(name),
            Value::List(items) => match fixed(items) {
                Some(text) => self.strings.literal(&text),
                None if items.len() == 1 => self.as_text(&items[0], language),
                None => join(&self.expression(value, language)),
            },
            Value::Record(_) => self.strings.literal(&placeholder("an object")),
        }
    }

    /// What a variable is that an answer gives as a list.
    pub(super) fn joined_list(&self, list: &str) -> String {
        self.joined.replace("{list}", list)
    }

    /// The lines of a file as an expression that is one text.
    pub(super) fn lines(&self, lines: &[Value], language: &str) -> String {
        let line = |value: &Value| match value {
            Value::List(items) => {
                let items = Value::List(items.clone());
                self.lined.replace("{list}", &self.expression(&items, language))
            }
            Value::Code(code) if code.list => self.lined.replace("{list}", &self.code(code, language)),
            other => self.as_text(other, language),
        };
        let end = format!("{}{}{}", self.concat, self.strings.literal("\n"), self.concat);
        lines.iter().map(line).collect::<Vec<_>>().join(&end)
    }

    /// The path of a request as an expression.
    pub(super) fn path(&self, request: &HttpRequest, language: &str) -> String {
        let mut pieces: Vec<String> = vec![];
        let mut fixed = String::new();
        for piece in pieces_of(request) {
            match piece {
                Piece::Fixed(text) => fixed.push_str(text),
                Piece::Value(Value::Text(text) | Value::Atom(text)) => fixed.push_str(&address(text)),
                Piece::Value(Value::List(items)) if self::fixed(items).is_some() => {
                    fixed.push_str(&address(&self::fixed(items).unwrap_or_default()));
                }
                Piece::Value(value) => {
                    pieces.push(self.strings.literal(&std::mem::take(&mut fixed)));
                    pieces.push(self.encoded.replace("{}", &self.as_text(value, language)));
                }
            }
        }
        if !fixed.is_empty() || pieces.is_empty() {
            pieces.push(self.strings.literal(&fixed));
        }
        pieces.join(&self.concat)
    }

    /// A place in an answer as an expression: `result.0.id` of `answer`.
    pub(super) fn place(&self, answer: &str, at: &str) -> String {
        let Some((open, key, index, close)) = &self.at else { return String::new() };
        let place = |at: &str| {
            let mut out = open.replace("{}", answer);
            for step in at.split('.').filter(|s| !s.is_empty()) {
                out.push_str(&match step.parse::<u32>() {
                    Ok(number) => index.replace("{}", &number.to_string()),
                    Err(_) => key.replace("{}", &self.strings.literal(step)).replace("{inner}", step),
                });
            }
            out + close
        };
        match at.split_once(".*.") {
            Some((list, key)) => {
                let list = match (&self.json, list) {
                    (Some(json), list) => {
                        json.replace("{}", answer).replace("{at}", &place(list)).replace("{inner}", list)
                    }
                    (None, list) => place(list),
                };
                self.each.replace("{list}", &list).replace("{key}", &self.strings.literal(key))
            }
            None => place(at),
        }
    }

    /// A place in an answer that is JSON to be sent on.
    pub(super) fn json_place(&self, answer: &str, at: &str) -> String {
        match &self.json {
            Some(json) => {
                json.replace("{}", answer).replace("{inner}", at).replace("{at}", &self.place(answer, at))
            }
            None => self.place(answer, at),
        }
    }

    /// A member of the item of a list whose `key` is `value`, an expression.
    pub(super) fn found(&self, answer: &str, list: &str, key: &str, value: &str, member: &str) -> String {
        let list = self.json_place(answer, list);
        let (key, member) = (self.strings.literal(key), self.strings.literal(member));
        let filled = self.find.replace("{list}", &list).replace("{key}", &key).replace("{member}", &member);
        // Last: what is in it is no form.
        filled.replace("{value}", value)
    }

    /// A member of the item of a list that has no `key`.
    pub(super) fn lacking(&self, answer: &str, list: &str, key: &str, member: &str) -> String {
        let Some(lacks) = &self.lacks else {
            return self.found(answer, list, key, &self.strings.literal(""), member);
        };
        let list = self.json_place(answer, list);
        let (key, member) = (self.strings.literal(key), self.strings.literal(member));
        lacks.replace("{list}", &list).replace("{key}", &key).replace("{member}", &member)
    }

    /// Tools: a value within a text that is escaped already.
    fn put_in(&self, value: &Value, escape: fn(&str) -> String) -> String {
        let name = |name: &str| self.inline.as_deref().unwrap_or("{}").replace("{}", &self.name(name));
        match value {
            Value::Text(text) | Value::Atom(text) => escape(text),
            Value::Unknown(says) => escape(&placeholder(says)),
            Value::Code(code) => name(&code.name),
            Value::Answer(answer) => name(answer),
            Value::List(items) => items.iter().map(|i| self.put_in(i, escape)).collect::<Vec<_>>().join(","),
            Value::Record(_) => escape(&placeholder("an object")),
        }
    }

    /// Tools: a value between double quotes of a shell.
    pub(super) fn in_shell(&self, value: &Value) -> String {
        self.put_in(value, shell_double)
    }

    /// Tools: a value within an address. What nobody could read stands there in capitals:
    /// percent signs would hide that it has to be filled in.
    pub(super) fn in_address(&self, value: &Value) -> String {
        match value {
            Value::Unknown(says) => capitals(says),
            value => self.put_in(value, address),
        }
    }

    /// Tools: the path with everything in it.
    pub(super) fn filled_path(&self, request: &HttpRequest) -> String {
        let piece = |piece| match piece {
            Piece::Fixed(text) => text.to_owned(),
            Piece::Value(value) => self.in_address(value),
        };
        pieces_of(request).into_iter().map(piece).collect()
    }

    /// A value as JSON, or as what becomes JSON.
    pub(super) fn json(&self, value: &Value, language: &str, json: &[&str]) -> String {
        let mut text = self.expression(value, language);
        // Tools put names between quotes; what is JSON already has none. No text has such a quote:
        // within a text it is escaped.
        for name in json.iter().filter(|_| self.inline.is_some()) {
            text =
                text.replace(&self.variable(name), &self.put_in(&Value::Answer((*name).to_owned()), address));
        }
        text
    }
}

/// Items that are all fixed, joined by commas.
fn fixed(items: &[Value]) -> Option<String> {
    let text = |item: &Value| match item {
        Value::Text(text) | Value::Atom(text) => Some(text.clone()),
        _ => None,
    };
    Some(items.iter().map(text).collect::<Option<Vec<_>>>()?.join(","))
}

/// What nobody could read, as it is shown: `<id of the list>`.
pub(super) fn placeholder(says: &str) -> String {
    format!("<{}>", says.trim_matches(['<', '>']))
}

/// The same within an address: `ID_OF_THE_LIST`.
fn capitals(says: &str) -> String {
    let words = says.split(|c: char| !c.is_ascii_alphanumeric()).filter(|w| !w.is_empty());
    words.take(8).map(str::to_ascii_uppercase).collect::<Vec<_>>().join("_")
}

enum Piece<'r> {
    Fixed(&'r str),
    Value(&'r Value),
}

/// The path, cut at its placeholders.
fn pieces_of(request: &HttpRequest) -> Vec<Piece<'_>> {
    let mut pieces = vec![];
    let mut rest = request.path.as_str();
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, behind)) = after.split_once('}') else { break };
        pieces.push(Piece::Fixed(before));
        match request.path_values.iter().find(|f: &&Field| f.name == name) {
            Some(field) => pieces.push(Piece::Value(&field.value)),
            None => pieces.push(Piece::Fixed(name)),
        }
        rest = behind;
    }
    pieces.push(Piece::Fixed(rest));
    pieces
}
