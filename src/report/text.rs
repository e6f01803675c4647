//! Text of scanned code, made harmless for where it goes.

use textwrap::core::display_width;

/// For a terminal or a log: what could steer one is replaced, character for
/// character, so that columns stay right. Tabs stay.
pub(crate) fn printable(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    // `##[error]` of GitHub and `##vso[…]` of Azure are commands anywhere in a line of a log.
    let mut hashes = 0;
    let mut in_command = false;
    for c in text.chars() {
        shown.push(match c {
            '\t' => c,
            '[' if in_command => '❲',
            '\0'..='\x1f' => char::from_u32(0x2400 + c as u32).unwrap_or(char::REPLACEMENT_CHARACTER),
            '\x7f' => '␡',
            _ if steers(c) => char::REPLACEMENT_CHARACTER,
            _ => c,
        });
        hashes = if c == '#' { hashes + 1 } else { 0 };
        in_command = hashes >= 2 || (in_command && c.is_ascii_alphabetic());
    }
    shown
}

/// The same on one line without tabs.
pub(crate) fn line(text: &str) -> String {
    printable(&text.replace('\t', " ").replace("\r\n", "\n").replace(['\n', '\r'], " "))
}

/// Control characters beyond ASCII, line separators, and what turns the
/// direction of reading around to make code look like other code.
fn steers(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A piece of a line, with the bytes of it that are meant.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Excerpt {
    /// Printable text.
    pub(super) text: String,
    /// First byte of what is meant.
    pub(super) start: usize,
    /// How many bytes are meant; may be 0.
    pub(super) length: usize,
}

/// What fits into `room` columns of a line, around the characters from `start`
/// up to `end`, both counted from 0. Indentation is left out.
pub(super) fn excerpt(line: &str, start: usize, end: usize, room: usize, ellipsis: &str) -> Excerpt {
    // Legacy code bases hold lines of megabytes: only what may be shown is collected.
    let room = room.max(20);
    let indent = line.chars().take_while(|c| c.is_whitespace()).count().min(start);
    let mut from = start.saturating_sub(room).max(indent);
    let taken: String = line.chars().skip(from).take(2 * room + 1).collect();
    let taken: Vec<char> = printable(&taken).chars().collect();
    let total = from + taken.len();
    let (start, end) = (start.min(total), end.clamp(start.min(total), total));
    let meant = width(&taken[start - from..end - from]);

    // A third of the room left of the label: what follows a name says more.
    let whole = from == indent && width(&taken) <= room;
    let before = if whole { room } else { room.saturating_sub(meant) / 3 };
    let mut used = width(&taken[..start - from]);
    let mut skipped = 0;
    while used > before {
        used -= width(&taken[skipped..=skipped]);
        skipped += 1;
    }
    from += skipped;
    let taken = &taken[skipped..];

    let mut text = String::new();
    if from > indent {
        text.push_str(ellipsis);
    }
    let (mut first, mut last) = (text.len(), text.len());
    let mut used = display_width(&text);
    for (i, c) in taken.iter().enumerate() {
        used += width(&[*c]);
        if !whole && used + display_width(ellipsis) > room {
            text.push_str(ellipsis);
            break;
        }
        if from + i == start {
            first = text.len();
        }
        text.push(*c);
        if from + i < end {
            last = text.len();
        }
    }
    if start == total {
        first = text.len();
    }
    text.truncate(text.trim_end().len().max(last));
    Excerpt { text, start: first, length: last.saturating_sub(first) }
}

/// Columns of a terminal; a tab counts as up to four.
fn width(text: &[char]) -> usize {
    text.iter().map(|c| if *c == '\t' { 4 } else { display_width(c.encode_utf8(&mut [0; 4])) }).sum()
}

/// Cuts a text to `room` columns.
pub(crate) fn cut(text: &str, room: usize, ellipsis: &str) -> String {
    if display_width(text) <= room {
        return text.to_owned();
    }
    let room = room.saturating_sub(display_width(ellipsis));
    let mut used = 0;
    let mut kept: String = text
        .chars()
        .take_while(|c| {
            used += width(&[*c]);
            used <= room
        })
        .collect();
    kept.truncate(kept.trim_end().len());
    kept + ellipsis
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_steers_a_terminal_or_a_runner() {
        let check = |text: &str, expected: &str| {
            let shown = printable(text);
            assert_eq!(shown, expected);
            assert_eq!(shown.chars().count(), text.chars().count());
        };
        check("\x1b[31mred\x1b]0;title\x07", "␛[31mred␛]0;title␇");
        check("a\u{9b}31m\u{202e}b\u{2028}", "a\u{fffd}31m\u{fffd}b\u{fffd}");
        check("x\r\n::error::no", "x␍␊::error::no");
        check("##[error]a ##vso[task.setvariable]b", "##❲error]a ##vso❲task.setvariable]b");
        check("# [a] #[b] ## [c] tab\tkept é😀", "# [a] #[b] ## [c] tab\tkept é😀");
    }

    #[test]
    fn an_excerpt_shows_what_is_meant() {
        let check = |line: &str, needle: &str, expected: &str| {
            let at = line[..line.find(needle).expect("the needle is there")].chars().count();
            let got = excerpt(line, at, at + needle.chars().count(), 40, "…");
            assert_eq!(&got.text[got.start..got.start + got.length], needle);
            assert_eq!(got.text, expected);
            assert!(display_width(&got.text) <= 40, "{:?}", got.text);
        };
        check("    port.getLead(x);  ", "getLead", "port.getLead(x);");
        check("\t\"é😀\t\"; x.getLead()", "getLead", "\"é😀\t\"; x.getLead()");
        let long = format!("{}port.getLead(x){}", "a(b); ".repeat(50), "; c".repeat(1_000_000));
        check(&long, "getLead", "…a(b); port.getLead(x); c; c; c; c; c; …");
        let wide = format!("{}x.getLead()", "😀".repeat(100));
        check(&wide, "getLead", "…😀😀😀😀x.getLead()");
    }

    #[test]
    fn an_excerpt_exists_for_every_place() {
        let check = |line: &str, start, end| {
            let got = excerpt(line, start, end, 20, "...");
            assert!(got.text.is_char_boundary(got.start), "{got:?}");
            assert!(got.start + got.length <= got.text.len(), "{got:?}");
        };
        check("", 0, 0);
        check("", 7, 9);
        check("   ", 1, 2);
        check("abc", 3, 3);
        check("abc", 5, 1);
        check(&"é".repeat(200), 150, 199);
        check(&"é".repeat(200), 0, 200);
    }
}
