//! Makes unreadable what may be a secret in text of the scanned code.
//!
//! Everything that is shown of a line goes through here before it gets into a
//! finding, so that no format can forget it. Characters are replaced one for
//! one: columns stay right.

use std::sync::OnceLock;

use regex::Regex;

use crate::judge::documents::keys;
use crate::rule::fold;

/// Longer lines are data or bundles; nothing of them is shown.
pub const LONGEST: usize = 4_000;

/// Keys whose values nobody but their owner may read. Compared folded.
const KEYS: &[&str] = &[
    "accesskey",
    "apikey",
    "auth",
    "clientid",
    "credential",
    "encryption",
    "login",
    "munchkin",
    "pass",
    "private",
    "pwd",
    "secret",
    "signature",
    "token",
    "user",
];

/// Words beside which a quoted text of code is a credential. Compared folded.
const WORDS: &[&str] = &[
    "accesskey",
    "accesstoken",
    "apikey",
    "authkey",
    "basicauth",
    "clientid",
    "clientsecret",
    "credential",
    "digestauth",
    "encryptionkey",
    "passphrase",
    "passwd",
    "password",
    "privatekey",
    "pwd",
    "secret",
    "sharedkey",
    "signature",
    "signingkey",
    "soapkey",
    "token",
    "userid",
    "username",
    "wskey",
    "wsseauth",
];

/// Of these, the words that mean nothing else. Compared folded.
const PASSWORDS: &[&str] =
    &["accesskey", "apikey", "encryptionkey", "passwd", "password", "privatekey", "secret", "signature"];

/// Whether a name says that its value is a secret.
pub fn is_secret(name: &str) -> bool {
    let folded = fold(name);
    KEYS.iter().any(|word| folded.contains(word)) || folded.ends_with("key") && folded != "key"
}

/// Whether a parameter of a request holds a credential. Keys of customers,
/// subscribers and leads say which record is meant: they are shown.
pub fn is_secret_parameter(path: &str) -> bool {
    let name = fold(path.rsplit('.').next().unwrap_or(path));
    WORDS.iter().any(|word| name.contains(word))
}

/// Whether a literal of this name may be repeated nowhere. What is called a user or
/// a token is content here: `{{my.Token}}` of a program.
pub fn is_password(name: &str) -> bool {
    let folded = fold(name);
    PASSWORDS.iter().any(|word| folded.contains(word))
}

/// Lines of code that follow each other; `all` when they are about nothing but authentication.
pub fn code<'l>(lines: impl IntoIterator<Item = &'l str>, all: bool) -> Vec<String> {
    // The value of a broken line stands on the next one.
    let mut goes_on = false;
    let mut shown = vec![];
    for line in lines {
        if line.len() > LONGEST {
            goes_on = false;
            shown.push(String::new());
            continue;
        }
        let speaks = speaks(line);
        let mut hide = vec![false; line.len()];
        if all || speaks || goes_on {
            quoted(line, &mut hide);
        }
        elements(line, false, &mut hide);
        addresses(line, &mut hide);
        let end = line.trim_end().chars().next_back();
        goes_on = speaks && matches!(end, Some('=' | '(' | '+' | '\\' | '>' | ':' | ','));
        shown.push(hidden(line, &hide));
    }
    shown
}

/// Lines of configuration that follow each other, whatever their syntax.
pub fn text<'l>(lines: impl IntoIterator<Item = &'l str>) -> Vec<String> {
    let lines: Vec<&str> = lines.into_iter().collect();
    let speaks = |line: &&&str| line.len() <= LONGEST && is_about_secrets(line);
    // `name: PASSWORD` and `value: …` stand on lines of their own.
    let apart = lines.iter().any(|line| speaks(&line));
    let masked = |line: &&str| {
        if line.len() > LONGEST {
            return String::new();
        }
        let mut hide = vec![false; line.len()];
        if apart {
            values(line, &mut hide);
            elements(line, true, &mut hide);
        }
        arguments(line, &mut hide);
        addresses(line, &mut hide);
        hidden(line, &hide)
    };
    lines.iter().map(masked).collect()
}

/// Longer pieces of code convince nobody.
const PIECE: usize = 160;

/// A piece of code that convinced us. A text alone was recognised by what it
/// says, so it is no secret; of an expression with several the values are hidden.
pub fn piece(piece: &str) -> String {
    let piece: String = piece.lines().next().unwrap_or_default().chars().take(PIECE).collect();
    let inner = piece.trim_matches(['"', '\'', '`']);
    let mut hide = vec![false; piece.len()];
    if inner.contains(['"', '\'', '`']) && speaks(&piece) {
        quoted(&piece, &mut hide);
    }
    elements(&piece, false, &mut hide);
    addresses(&piece, &mut hide);
    hidden(&piece, &hide)
}

/// A sentence that quotes pieces of code between backticks.
pub fn sentence(text: &str) -> String {
    let parts = text.split('`').enumerate();
    parts
        .map(|(i, part)| if i % 2 == 1 { piece(part) } else { part.to_owned() })
        .collect::<Vec<_>>()
        .join("`")
}

fn is_about_secrets(line: &str) -> bool {
    let folded = fold(line);
    KEYS.iter().any(|s| folded.contains(s)) || folded.contains("key")
}

/// A text that may hold addresses: what stands before `@`, and secrets of the query, are hidden.
pub fn address(text: &str) -> String {
    let mut hide = vec![false; text.len()];
    addresses(text, &mut hide);
    hidden(text, &hide)
}

/// What makes the shape of a line stays.
fn hidden(line: &str, hide: &[bool]) -> String {
    let is_shape = |c: char| c.is_whitespace() || "\"'`<>,;:=(){}[]".contains(c);
    line.char_indices().map(|(i, c)| if hide[i] && !is_shape(c) { '*' } else { c }).collect()
}

/// `CRM_KEY = "…"`, `auth=("…", "…")`; `leadKey` and `keyType` are words of requests.
const CREDENTIALS: &str = r#"\b(?:[A-Z][A-Z0-9_]*_)?KEY\b["'\])]*\s*(?:=|,|:|\|\|)|\bauth["']?\s*[=:]"#;

/// Whether a line of code names a credential.
fn speaks(line: &str) -> bool {
    static CONSTANT: OnceLock<Option<Regex>> = OnceLock::new();
    let constant = CONSTANT.get_or_init(|| Regex::new(CREDENTIALS).ok());
    // A line of megabytes is code in a bundle, and is cut to a few words anyway.
    let folded: String =
        line.chars().filter(|c| !matches!(c, '_' | '-')).map(|c| c.to_ascii_lowercase()).collect();
    WORDS.iter().any(|word| folded.contains(word)) || constant.as_ref().is_some_and(|c| c.is_match(line))
}

/// Marks what stands between quotes, but for keys: `'password' => …`, `["password"]`.
fn quoted(line: &str, hide: &mut [bool]) {
    let mut quote: Option<(usize, char)> = None;
    let mut escaped = false;
    for (i, c) in line.char_indices() {
        match quote {
            Some((start, q)) if q == c && !escaped => {
                let after = line[i + 1..].trim_start();
                let before = line[..start - 1].strip_suffix('[').and_then(|b| b.chars().next_back());
                // `list['key']`, but not the list `['a', 'b']`.
                let is_index = after.starts_with(']')
                    && before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | ']' | ')'));
                let is_key = is_index || [":", "=>"].iter().any(|mark| after.starts_with(mark));
                hide[start..i].fill(!is_key);
                quote = None;
            }
            None if matches!(c, '"' | '\'' | '`') => quote = Some((i + 1, c)),
            _ => {}
        }
        escaped = c == '\\' && !escaped;
    }
    // A text may go on in the next line.
    if let Some((start, _)) = quote {
        hide[start..].fill(true);
    }
}

/// Marks the content of XML elements that speak of secrets, and of `…Value` elements
/// where `values` are about them; within another format `<` and `>` are written as it must.
fn elements(line: &str, values: bool, hide: &mut [bool]) {
    static PATTERNS: OnceLock<Vec<Regex>> = OnceLock::new();
    let patterns = PATTERNS.get_or_init(|| {
        let name = r"(?:[\w-]+:)?([A-Za-z_][\w.-]*)";
        let texts = r"(?:[^<>&]|&(?:amp|apos|quot|#\w+);)";
        let plain = format!(r"<{name}(?:\s[^<>]*)?>([^<]+)");
        let quoted = format!(r"(?:&lt;|\\u003[cC]){name}(?:\s{texts}*?)?(?:&gt;|\\u003[eE])({texts}+)");
        [plain, quoted].iter().filter_map(|text| Regex::new(text).ok()).collect()
    });
    for found in patterns.iter().flat_map(|p| p.captures_iter(line)) {
        if let (Some(name), Some(content)) = (found.get(1), found.get(2))
            && (is_secret(name.as_str()) || values && fold(name.as_str()).ends_with("value"))
            && !is_hole(content.as_str())
        {
            hide[content.range()].fill(true);
        }
    }
}

/// Marks `user:password` of `https://user:password@host`, and the values of
/// secrets in its query.
fn addresses(line: &str, hide: &mut [bool]) {
    static QUERY: OnceLock<Option<Regex>> = OnceLock::new();
    for (at, _) in line.match_indices("://") {
        let rest = &line[at + 3..];
        // A hole may have blanks in it: `https://{{ user }}:password@host`.
        let mut depth = 0u32;
        let ends = |c: char| {
            match c {
                '{' => depth += 1,
                '}' => depth = depth.saturating_sub(1),
                _ => {}
            }
            depth == 0 && (c.is_whitespace() || matches!(c, '/' | '"' | '\'' | '<' | '`'))
        };
        let end = rest.find(ends).unwrap_or(rest.len());
        if let Some(length) = rest[..end].rfind('@') {
            hide[at + 3..at + 3 + length].fill(true);
        }
    }
    let query = QUERY.get_or_init(|| Regex::new(r#"[?&;]([A-Za-z_][\w.-]*)=([^&\s"'<>`;]+)"#).ok());
    for found in query.iter().flat_map(|q| q.captures_iter(line)) {
        if let (Some(name), Some(value)) = (found.get(1), found.get(2))
            && (is_secret(name.as_str()) || fold(name.as_str()) == "key")
            && !is_hole(value.as_str())
        {
            hide[value.range()].fill(true);
        }
    }
}

/// Only a name of a variable is no secret: `${CRM_KEY}`, `<%= key %>`, but not what
/// stands for it: `${CRM_KEY:-…}`, `{{ key | default "…" }}`.
fn is_hole(value: &str) -> bool {
    let bare = value.trim_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | ',' | ';'));
    (["${", "{{", "<%", "#{", "$("].iter().any(|open| bare.starts_with(open)))
        && bare.ends_with(['}', '>', ')'])
        && !bare.contains(['"', '\'', ':'])
}

/// Marks the values of keys that speak of secrets.
fn values(line: &str, hide: &mut [bool]) {
    let Some(pattern) = keys::pattern() else { return };
    let keys: Vec<_> = pattern
        .captures_iter(line)
        .filter_map(|c| {
            let whole = c.get(0)?;
            let name = keys::NAMES.iter().find_map(|n| c.name(n))?;
            Some((whole.start(), whole.end(), fold(name.as_str())))
        })
        .collect();
    for (i, (start, end, name)) in keys.iter().enumerate() {
        let last = name.rsplit('.').next().unwrap_or(name);
        if !is_secret(name) && !matches!(last, "value" | "currentvalue" | "initialvalue" | "default") {
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
        if !is_hole(value) {
            hide[*end..stop].fill(true);
        }
    }
}

/// Marks what stands behind an option: `curl -u user:password`, `--token …`.
fn arguments(line: &str, hide: &mut [bool]) {
    static PATTERN: OnceLock<Option<Regex>> = OnceLock::new();
    let pattern = PATTERN.get_or_init(|| {
        Regex::new(r"(?:^|\s)--?(?:u|p|[\w-]*(?:user|pass|pwd|token|key|secret)\w*)(?:\s+|=)(\S+)").ok()
    });
    for value in pattern.iter().flat_map(|p| p.captures_iter(line)).filter_map(|found| found.get(1)) {
        if !is_hole(value.as_str()) {
            hide[value.range()].fill(true);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_secrets_are_hidden_and_columns_stay() {
        let check = |shown: Vec<String>, lines: &str| {
            let shown = shown.join("\n");
            assert!(!shown.contains("s3cr3t"), "{shown}");
            assert_eq!(shown.chars().count(), lines.chars().count());
        };
        for lines in [
            "crm.encryption.key=s3cr3tvalue",
            "  \"encryptionKey\": \"s3cr3tvalue\",",
            "<add key=\"CrmUserId\" value=\"s3cr3tvalue\"/>",
            "<encryptionKey>s3cr3tvalue</encryptionKey>",
            "<setting name=\"Password\">\n  <value>s3cr3t</value>",
            "- name: CRM_PASSWORD\n  value: s3cr3t",
            "PASSWORD=a=s3cr3tvalue",
            "url: https://me:s3cr3tvalue@example.com/x",
            "url: https://example.com/x?user=1&password=s3cr3t",
            "curl -u me:s3cr3t https://example.com",
            "&lt;a:password&gt;s3cr3t&lt;/a:password&gt;",
            "\\u003cpassword\\u003es3cr3t\\u003c/password\\u003e",
            "url: https://{{ .Values.user }}:s3cr3tvalue@{{ .Values.host }}/x",
            "CRM_KEY: ${CRM_KEY:-s3cr3tvalue}",
            "CRM_KEY: {{ .Values.key | default \"s3cr3tvalue\" }}",
            "curl --user me:s3cr3t https://example.com",
        ] {
            check(text(lines.lines()), lines);
        }
        for lines in [
            "String password = \"s3cr3t\";",
            "password =\n    \"s3cr3t\";",
            "define('CRM_KEY', 's3cr3t');",
            "    <t:mktUserId>s3cr3t</t:mktUserId>",
            "new Client(\"https://me:s3cr3t@example.com/\")",
            "get(\"https://example.com/?api_key=s3cr3t\")",
            "client(wsdl: url, basic_auth: ['me', 's3cr3t'])",
            "KEY = ENV['CRM_KEY'] || 's3cr3t'",
        ] {
            check(code(lines.lines(), false), lines);
        }
        check(code(["f(\"s3cr3t\")"], true), "f(\"s3cr3t\")");
        let call = "new Client(url, array('login' => 'me', 'password' => 's3cr3t'))";
        check(vec![piece(call)], call);
    }

    #[test]
    fn what_is_no_secret_stays() {
        let check = |line: &str| assert_eq!(text([line]), [line]);
        check("endpoint: https://example.com/soap");
        check("encryption_key: ${KEY_OF_ENV}");
        let check = |line: &str| assert_eq!(code([line], false), [line]);
        check("leadKey.setKeyType(\"EMAIL\");");
        check("  <keyType>EMAIL</keyType>");
        check("client.call(:get_lead, message: { key: \"x\" })");
        assert_eq!(code(["h['password'] = 'x'"], false), ["h['password'] = '*'"]);
        assert_eq!(piece("'crmUserId'"), "'crmUserId'");
        assert_eq!(sentence("from `{ secret: 'x' }`, a.ts"), "from `{ secret: '*' }`, a.ts");
    }
}
