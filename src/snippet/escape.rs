//! Texts as string literals, one family of languages each.

use std::fmt::Write as _;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;

/// How a language writes a string.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Strings {
    /// `"…"` with the escapes of JSON: C#, Go, Java, JavaScript, Python, TypeScript.
    Json,
    /// `'…'`, and `"…"` with escapes where there is a control character: PHP.
    Php,
    /// The same with `\#`: Ruby.
    Ruby,
    /// `'…'` with escapes: Apex.
    Apex,
    /// JSON within a here document of a shell, where `$`, `` ` `` and `\` mean something.
    Heredoc,
    /// JSON within a request file, where `{{` begins a variable.
    HttpFile,
}

impl Strings {
    /// The literal, quotes and all.
    pub fn literal(self, text: &str) -> String {
        let control = text.chars().any(is_control);
        match self {
            Strings::Json => json(text),
            Strings::Php if control => php_double(text),
            Strings::Ruby if control => json(text).replace('#', "\\#"),
            Strings::Php | Strings::Ruby => format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'")),
            Strings::Apex => apex(text),
            Strings::Heredoc => heredoc(&json(text)),
            Strings::HttpFile => json(text).replace('{', "\\u007b").replace('}', "\\u007d"),
        }
    }

    /// The text within a literal of its own family that begins before it and ends behind it.
    pub fn inner(self, text: &str) -> String {
        let literal = self.literal(text);
        literal[1..literal.len() - 1].to_owned()
    }
}

/// Line separators end a line for some parsers.
fn is_control(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}')
}

fn json(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if is_control(c) => unicode(&mut out, c),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// `\u000b`; what is escaped needs no more than four digits.
fn unicode(out: &mut String, c: char) {
    let _ = write!(out, "\\u{:04x}", u32::from(c));
}

fn php_double(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '$' => out.push_str("\\$"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if is_control(c) => {
                let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

fn apex(text: &str) -> String {
    let mut out = String::from("'");
    for c in text.chars() {
        match c {
            '\'' => out.push_str("\\'"),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if is_control(c) => unicode(&mut out, c),
            c => out.push(c),
        }
    }
    out.push('\'');
    out
}

/// What a shell leaves as it is within a here document, or between double quotes.
fn heredoc(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\\' | '$' | '`') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// Between double quotes of a shell.
pub fn shell_double(text: &str) -> String {
    heredoc(text).replace('"', "\\\"").replace('\0', "")
}

/// What an address may hold as it is; commas and colons stay readable.
const ADDRESS: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b',').remove(b':');

/// A text within a path or query.
pub fn address(text: &str) -> String {
    utf8_percent_encode(text, ADDRESS).to_string()
}

/// A text within a comment that ends with its line: one line, and nothing that ends a comment or a
/// block of code elsewhere, or begins an escape that is read before comments are.
pub fn comment(text: &str) -> String {
    let line: String = text.split(|c: char| is_control(c)).collect::<Vec<_>>().join(" ");
    line.replace("?>", "? >").replace("*/", "* /").replace("\\u", "\\ u")
}
