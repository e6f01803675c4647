//! Keys of configuration files, whatever their syntax.

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

/// How a key may be written.
pub(crate) const NAMES: [&str; 7] = ["attribute", "named", "passed", "element", "key", "env", "variable"];

/// Finds keys in a line; one of the groups [`NAMES`] is the key.
pub(crate) fn pattern() -> Option<&'static Regex> {
    static PATTERN: OnceLock<Option<Regex>> = OnceLock::new();
    // `a.b = c`, `"a": c`, `<add key="a"`, `<a>c<`, `ENV A c`, `-D a=c`.
    let text = r#"(?x)
        (?:(?:^|\s)(?:key|name)\s*=\s*["'])(?P<attribute>[A-Za-z_][\w.:-]*)["']
        | ^\s*-?\s*name:\s*(?P<named>[A-Za-z_]\w*)\s*$
        | ^\s*-\s+(?P<passed>[A-Z_][A-Z0-9_]*)\s*$
        | <(?P<element>[A-Za-z_][\w.-]*)
        | (?:^|[\s"'{,\[(;$?&-])(?P<key>[A-Za-z_][\w.-]*)["']?\]?\s*(?:=>|:=|=|:)
        | ^\s*(?:ENV|ARG)\s+(?P<env>[A-Za-z_]\w*)
        | ^\s*(?:variable|output)\s+"(?P<variable>[A-Za-z_]\w*)"
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
            let Some(name) = NAMES.iter().find_map(|n| found.name(n)) else { continue };
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
        check("  - name: MARKETO_USER_ID\n    value: abc", "marketouserid");
        check("environment:\n  - MARKETO_USER_ID", "marketouserid");
        check("variable \"marketo_user_id\" {", "marketouserid");
        check("docker run -e MARKETO_USER_ID=abc image", "marketouserid");
    }
}
