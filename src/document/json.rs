//! The texts of a JSON file, each with its place.
//!
//! What a file says is needed with the line it says it on, which parsers of
//! JSON do not give; and a file may be cut off or have comments in it.

use crate::source::Span;

/// A text of a JSON file.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Text<'p, 't> {
    /// The keys around it, the outermost first; `""` for a list.
    pub(crate) path: &'p [&'t str],
    /// It is itself a key.
    pub(crate) is_key: bool,
    /// Where it stands, without its quotes.
    pub(crate) span: Span,
}

/// Calls `see` with each text from the first to the last. Nothing recurses.
pub(crate) fn texts<'t>(text: &'t str, mut see: impl FnMut(Text<'_, 't>)) {
    let bytes = text.as_bytes();
    let mut path: Vec<&str> = vec![];
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'{' | b'[' => path.push(""),
            b'}' | b']' => drop(path.pop()),
            b'"' => {
                let start = at + 1;
                let Some(end) = end_of(bytes, start) else { return };
                let span = Span::new(start..end);
                let after = bytes[end + 1..].iter().find(|b| !b.is_ascii_whitespace());
                let is_key = after == Some(&b':');
                let around = path.len() - usize::from(is_key && !path.is_empty());
                see(Text { path: &path[..around], is_key, span });
                if is_key && let Some(last) = path.last_mut() {
                    *last = &text[start..end];
                }
                at = end;
            }
            _ => {}
        }
        at += 1;
    }
}

/// The quote that ends a text.
fn end_of(bytes: &[u8], start: usize) -> Option<usize> {
    let mut at = start;
    loop {
        at += memchr::memchr2(b'"', b'\\', bytes.get(at..)?)?;
        if bytes[at] == b'"' {
            return Some(at);
        }
        at += 2;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_found_with_the_keys_around_them() {
        let check = |text: &str, expected: &[&str]| {
            let mut found = vec![];
            texts(text, |t| {
                let own = &text[t.span.range()];
                let kind = if t.is_key { "key" } else { "value" };
                found.push(format!("{} {kind} {own}", t.path.join("/")).trim().to_owned());
            });
            assert_eq!(found, expected, "{text}");
        };
        check(
            r#"{"a": {"b": "c"}, "d": ["e", {"f": "g"}]}"#,
            &["key a", "a key b", "a/b value c", "key d", "d/ value e", "d/ key f", "d//f value g"],
        );
        check(r#"{"a\"b" : "c\\"}"#, &[r#"key a\"b"#, r#"a\"b value c\\"#]);
        check(r#"{"cut": "of"#, &["key cut"]);
        check(r#"]]} "x""#, &["value x"]);
        check("\"\\", &[]);
    }
}
