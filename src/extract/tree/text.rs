//! Text literals: what they hold, without quotes and escapes.

/// What an escape sequence stands for. Unknown ones stand for themselves.
pub(super) fn unescape(escape: &str, into: &mut String) {
    let mut rest = escape.chars();
    match (rest.next(), rest.next()) {
        (Some('\\'), Some(c)) => match c {
            'n' => into.push('\n'),
            't' => into.push('\t'),
            'r' => into.push('\r'),
            // A line continued.
            '\n' | '\r' => {}
            'x' | 'u' | 'U' => {
                let digits: String = rest.filter(char::is_ascii_hexdigit).collect();
                match u32::from_str_radix(&digits, 16).ok().and_then(char::from_u32) {
                    Some(c) => into.push(c),
                    None => into.push_str(escape),
                }
            }
            '0'..='7' => {
                let digits: String = std::iter::once(c).chain(rest).take_while(|c| c.is_digit(8)).collect();
                match u32::from_str_radix(&digits, 8).ok().and_then(char::from_u32) {
                    Some(c) => into.push(c),
                    None => into.push_str(escape),
                }
            }
            '\\' | '\'' | '"' | '`' | '$' | '/' | '#' | '{' | '}' => into.push(c),
            // A class name in a PHP text keeps its backslash.
            _ => into.push_str(escape),
        },
        // C# and Pascal double what they quote: `{{`, `""`.
        (Some(a), Some(b)) if a == b => into.push(a),
        _ => into.push_str(escape),
    }
}

/// A text whose escapes the grammar does not tell from the rest.
pub(super) fn unescaped(text: &str) -> String {
    let mut into = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        into.push_str(&rest[..at]);
        let escape = &rest[at..];
        let width = if escape[1..].starts_with('u') { 6 } else { 2 };
        let end = escape.char_indices().nth(width).map_or(escape.len(), |(i, _)| i);
        unescape(&escape[..end], &mut into);
        rest = &escape[end..];
    }
    into.push_str(rest);
    into
}

/// The inside of a literal that has no node for it: prefix letters, then the
/// quotes, as many as there are, are cut off.
pub(super) fn inside(literal: &str) -> &str {
    let start = literal.find(['"', '\'', '`']).unwrap_or(0);
    let body = &literal[start..];
    let Some(quote) = body.chars().next().filter(|c| matches!(c, '"' | '\'' | '`')) else {
        return literal;
    };
    // Three of them open a long text, two are an empty one.
    let width = body.chars().take_while(|c| *c == quote).count();
    let width = if width >= 3 { width } else { 1 };
    let open: String = std::iter::repeat_n(quote, width).collect();
    let body = body.strip_prefix(open.as_str()).unwrap_or(body);
    body.strip_suffix(open.as_str()).unwrap_or(body)
}

/// Takes out of a text block what its lines are indented by in common, and its
/// first line's end: the rule of Java's text blocks and C#'s raw strings.
pub(super) fn outdented(block: &str) -> String {
    let Some((first, rest)) = block.split_once('\n') else {
        return block.to_owned();
    };
    if !first.trim().is_empty() {
        return block.to_owned();
    }
    let indent = |line: &str| line.len() - line.trim_start().len();
    let common = rest.lines().filter(|l| !l.trim().is_empty()).map(indent).min().unwrap_or(0);
    let lines: Vec<&str> = rest.split('\n').map(|l| l.get(common.min(indent(l))..).unwrap_or(l)).collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(escape: &str, text: &str) {
        let mut into = String::new();
        unescape(escape, &mut into);
        assert_eq!(into, text, "{escape}");
    }

    #[test]
    fn escapes_stand_for_characters() {
        check(r"\n", "\n");
        check(r"\\", "\\");
        check(r#"\""#, "\"");
        check(r"\u0041", "A");
        check(r"\u{41}", "A");
        check(r"\x41", "A");
        check(r"\101", "A");
        check(r"\d", r"\d");
        check("{{", "{");
        check(r"\ud800", r"\ud800");
    }

    #[test]
    fn a_text_with_escapes_is_read() {
        assert_eq!(unescaped(r"it\'s \u0041\n \é \"), "it's A\n \\é \\");
        assert_eq!(unescaped("plain"), "plain");
    }

    #[test]
    fn the_inside_of_a_literal_lacks_its_quotes() {
        for (literal, text) in [
            ("\"a\"", "a"),
            ("''", ""),
            ("\"\"\"a\"\"\"", "a"),
            ("r'a'", "a"),
            ("@\"a\"", "a"),
            ("abc", "abc"),
            ("\"", ""),
            ("", ""),
        ] {
            assert_eq!(inside(literal), text, "{literal}");
        }
    }

    #[test]
    fn blocks_lose_their_common_indent() {
        assert_eq!(outdented("\n    <a>\n      b\n    </a>\n    "), "<a>\n  b\n</a>\n");
        assert_eq!(outdented("a\n  b"), "a\n  b");
    }
}
