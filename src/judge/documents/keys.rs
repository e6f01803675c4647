//! Keys of configuration files, whatever their syntax, and the masking of values.

use std::sync::OnceLock;

use regex::Regex;

use crate::rule::fold;
use crate::source::{SourceFile, Span};

/// A key with the keys it stands under.
pub(super) struct Key {
    /// Folded, the outermost first; dots within a key separate too.
    pub(super) path: Vec<String>,
    /// The key itself.
    pub(super) span: Span,
}

/// Longer lines are data, not configuration.
const LONGEST: usize = 4_000;
/// More keys than this are data as well.
const KEYS: usize = 20_000;

fn pattern() -> Option<&'static Regex> {
    static PATTERN: OnceLock<Option<Regex>> = OnceLock::new();
    // `a.b = c`, `"a": c`, `<add key="a"`, `<a>c<`, `ENV A c`, `-D a=c`.
    let text = r#"(?x)
        (?:(?:^|\s)(?:key|name)\s*=\s*["'])(?P<attribute>[A-Za-z_][\w.:-]*)["']
        | <(?P<element>[A-Za-z_][\w.-]*)
        | (?:^|[\s"'{,\[(;$-])(?P<key>[A-Za-z_][\w.-]*)["']?\]?\s*(?:=>|:=|=|:)
        | ^\s*(?:ENV|ARG)\s+(?P<env>[A-Za-z_]\w*)
    "#;
    PATTERN.get_or_init(|| Regex::new(text).ok()).as_ref()
}

/// All keys of a document, by the indentation of their lines under each other.
pub(super) fn keys(source: &SourceFile) -> Vec<Key> {
    let Some(pattern) = pattern() else { return vec![] };
    let mut keys = vec![];
    let mut above: Vec<(usize, Vec<String>)> = vec![];
    let mut section: Vec<String> = vec![];
    for number in 1..=source.line_count() {
        let line = source.line_text(number);
        if line.len() > LONGEST || keys.len() > KEYS {
            continue;
        }
        let bare = line.trim_start();
        if let Some(name) = bare.strip_prefix('[').and_then(|r| r.trim_end().strip_suffix(']')) {
            section = segments(name);
            continue;
        }
        let indent = line.len() - bare.len();
        let start = source.line_span(number).start as usize;
        above.retain(|(i, _)| *i < indent || bare.is_empty());
        let mut first = true;
        for found in pattern.captures_iter(line) {
            let names = ["attribute", "element", "key", "env"];
            let Some(name) = names.iter().find_map(|n| found.name(n)) else { continue };
            let own = segments(name.as_str());
            let outer = above.iter().flat_map(|(_, names)| names.iter());
            let path = section.iter().chain(outer).chain(&own).cloned().collect();
            if first && above.len() < 16 {
                above.push((indent, own));
                first = false;
            }
            keys.push(Key { path, span: Span::new(start + name.start()..start + name.end()) });
        }
    }
    keys
}

fn segments(name: &str) -> Vec<String> {
    name.split(['.', ':', ' ']).map(|s| fold(s.trim_matches(['"', '\'']))).filter(|s| !s.is_empty()).collect()
}

impl Key {
    /// What the key may be called, folded: `marketo.soap.user-id` is
    /// `userid`, `soapuserid` and `marketosoapuserid`; words that name the API
    /// may stand before.
    pub(super) fn spellings(&self, words: &[String]) -> Vec<String> {
        let mut all = vec![];
        for from in (0..self.path.len()).rev().take(4) {
            let joined = self.path[from..].concat();
            for word in words {
                if let Some(rest) = joined.strip_prefix(word.as_str()).filter(|r| !r.is_empty()) {
                    all.push(rest.to_owned());
                }
            }
            all.push(joined);
        }
        all
    }
}

/// Words whose values nobody but their owner may read.
const SECRETS: &[&str] = &[
    "accesskey",
    "apikey",
    "auth",
    "clientid",
    "credential",
    "encryption",
    "munchkin",
    "pass",
    "private",
    "pwd",
    "secret",
    "signature",
    "token",
    "user",
];

/// A line whose secret values are replaced, character for character, so that
/// columns stay right. Addresses stay readable but for what stands before `@`.
pub(super) fn masked(line: &str) -> String {
    if line.len() > LONGEST {
        return String::new();
    }
    let folded = fold(line);
    let mut hide = vec![false; line.len()];
    if SECRETS.iter().any(|s| folded.contains(s)) || folded.contains("key") {
        values(line, &mut hide);
    }
    // `https://user:password@host`
    for (at, _) in line.match_indices("://") {
        let rest = &line[at + 3..];
        let end = rest.find(|c: char| c == '/' || c.is_whitespace() || c == '"').unwrap_or(rest.len());
        if let Some(length) = rest[..end].rfind('@') {
            hide[at + 3..at + 3 + length].fill(true);
        }
    }
    line.char_indices().map(|(i, c)| if hide[i] && c.is_alphanumeric() { '*' } else { c }).collect()
}

/// Marks the values of keys that speak of secrets.
fn values(line: &str, hide: &mut [bool]) {
    let Some(pattern) = pattern() else { return };
    let keys: Vec<_> = pattern
        .captures_iter(line)
        .filter_map(|c| {
            let whole = c.get(0)?;
            let name = ["attribute", "element", "key", "env"].iter().find_map(|n| c.name(n))?;
            Some((whole.start(), whole.end(), fold(name.as_str())))
        })
        .collect();
    for (i, (start, end, name)) in keys.iter().enumerate() {
        let is_secret = SECRETS.iter().any(|s| name.contains(s)) || name.ends_with("key") && name != "key";
        if !is_secret {
            continue;
        }
        // The value reaches to the next key of the line that is none of its own value's.
        let is_element = line[*start..].starts_with('<');
        let stop = if is_element {
            line[*end..].find('<').map_or(line.len(), |i| end + i)
        } else {
            keys.get(i + 1).map_or(line.len(), |k| k.0)
        };
        let value = &line[*end..stop];
        // Only a name of a variable is no secret: `${MARKETO_KEY}`, `<%= key %>`.
        let bare = value.trim_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | ',' | ';'));
        let is_hole = (bare.starts_with("${") || bare.starts_with("{{") || bare.starts_with("<%"))
            && bare.ends_with(['}', '>']);
        if !is_hole {
            hide[*end..stop].fill(true);
        }
    }
    // `<add key="userId" value="…"/>`: the value is an attribute of its own.
    if keys.iter().any(|k| SECRETS.iter().any(|s| k.2.contains(s)) || k.2.ends_with("key") && k.2 != "key") {
        for (at, word) in line.match_indices("value=") {
            let rest = &line[at + word.len()..];
            let length = rest.get(1..).and_then(|r| r.find(['"', '\''])).map_or(rest.len(), |i| i + 1);
            hide[at + word.len()..at + word.len() + length].fill(true);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Encoding;

    #[test]
    fn keys_are_found_in_every_syntax() {
        let check = |text: &str, expected: &str| {
            let source = SourceFile::new("x", text.to_owned(), Encoding::Utf8);
            let all: Vec<String> = keys(&source).iter().map(|k| k.path.join(".")).collect();
            // Outer names, such as the element around an attribute, may stand before.
            let ends = format!(".{expected}");
            assert!(all.iter().any(|k| k == expected || k.ends_with(&ends)), "{text}: {all:?}");
        };
        check("marketo.soap.user-id=abc", "marketo.soap.userid");
        check("production:\n  marketo:\n    user_id: abc", "production.marketo.userid");
        check("{\n  \"marketo\": {\n    \"userId\": \"abc\"\n  }\n}", "marketo.userid");
        check("{\"marketo\": {\"userId\": \"abc\"}}", "marketo.userid");
        check("[marketo]\nuser_id = abc", "marketo.userid");
        check("<add key=\"MarketoUserId\" value=\"abc\"/>", "marketouserid");
        check("<encryptionKey>abc</encryptionKey>", "encryptionkey");
        check("ENV MARKETO_USER_ID abc", "marketouserid");
        check("docker run -e MARKETO_USER_ID=abc image", "marketouserid");
    }

    #[test]
    fn values_of_secrets_are_masked_and_columns_stay() {
        let check = |line: &str, secret: &str| {
            let shown = masked(line);
            assert!(!shown.contains(secret), "{shown}");
            assert_eq!(shown.chars().count(), line.chars().count());
        };
        check("marketo.encryption.key=s3cr3tvalue", "s3cr3tvalue");
        check("  \"encryptionKey\": \"s3cr3tvalue\",", "s3cr3tvalue");
        check("<add key=\"MarketoUserId\" value=\"s3cr3tvalue\"/>", "s3cr3tvalue");
        check("<encryptionKey>s3cr3tvalue</encryptionKey>", "s3cr3tvalue");
        check("PASSWORD=a=s3cr3tvalue", "s3cr3tvalue");
        check("url: https://me:s3cr3tvalue@example.com/x", "s3cr3tvalue");
        assert_eq!(masked("endpoint: https://example.com/soap"), "endpoint: https://example.com/soap");
        assert_eq!(masked("encryption_key: ${KEY_OF_ENV}"), "encryption_key: ${KEY_OF_ENV}");
    }
}
