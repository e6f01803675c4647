//! Text of a scanned file: how it was decoded and where things are in it.
//!
//! Everything inside the tool is a byte offset into the decoded UTF-8 text.
//! Only reporters turn offsets into lines and columns, each in the unit its
//! consumer counts in (FORMATS: characters, UTF-16 units or bytes).

use std::ops::Range;

/// A half-open range of byte offsets into the decoded text of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The span of `range`; files are capped far below 4 GiB by the walker.
    pub fn new(range: Range<usize>) -> Self {
        let cut = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Span { start: cut(range.start), end: cut(range.end) }
    }

    /// The same span for indexing a string.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Whether `other` lies inside.
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }
}

/// A place as people and programs count: 1-based line, 1-based columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Line, from 1. CR, LF and CRLF each end a line.
    pub line: u32,
    /// Column in characters, from 1; a tab counts one.
    pub column: u32,
    /// Column in UTF-16 code units, from 1.
    pub utf16: u32,
    /// Column in UTF-8 bytes of the decoded text, from 1.
    pub byte: u32,
}

/// How the bytes on disk became text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Encoding {
    /// UTF-8, with or without a byte-order mark.
    Utf8,
    /// UTF-16, little or big endian.
    Utf16,
    /// Anything else: what the file declares, else Windows-1252, which cannot fail.
    Latin1,
}

/// A decoded file.
#[derive(Debug, Clone)]
pub struct SourceFile {
    /// Path relative to the scanned root, with `/`.
    pub path: String,
    /// Text without byte-order mark; a CR that ended a line alone is a LF.
    pub text: String,
    /// How it was decoded.
    pub encoding: Encoding,
    /// Whether a UTF-8 byte-order mark stood before the text.
    pub marked: bool,
    /// Offsets at which lines start.
    lines: Vec<u32>,
    /// Characters and UTF-16 units before each block of [`BLOCK`] bytes, so that columns need not
    /// be counted from the start of a line: a bundle is one line of megabytes. Empty if all
    /// characters are one byte.
    counts: Vec<(u32, u32)>,
}

impl SourceFile {
    /// Takes decoded text.
    pub fn new(path: impl Into<String>, text: String, encoding: Encoding) -> Self {
        let text = end_lines(text);
        let mut lines = vec![0];
        let bytes = text.as_bytes();
        for (i, b) in bytes.iter().enumerate() {
            let ends = *b == b'\n' || (*b == b'\r' && bytes.get(i + 1) != Some(&b'\n'));
            if ends {
                lines.push(Span::new(i + 1..i + 1).start);
            }
        }
        let counts = if text.is_ascii() { vec![] } else { counts(text.as_bytes()) };
        SourceFile { path: path.into(), text, encoding, marked: false, lines, counts }
    }

    /// Decodes bytes: byte-order marks are obeyed, UTF-16 without one is
    /// guessed from its zero bytes, valid UTF-8 is UTF-8, the rest is what the
    /// file declares itself to be, else Windows-1252.
    /// `None` for what is no text at all.
    pub fn decode(path: impl Into<String>, bytes: &[u8]) -> Option<Self> {
        if let Some(text) = decode_utf16(bytes) {
            return Some(SourceFile::new(path, text, Encoding::Utf16));
        }
        if has_zero(bytes) || is_garbled(bytes) {
            return None;
        }
        let unmarked = bytes.strip_prefix(&[0xef, 0xbb, 0xbf]);
        let marked = unmarked.is_some();
        let bytes = unmarked.unwrap_or(bytes);
        let (text, encoding) = match std::str::from_utf8(bytes) {
            Ok(text) => (text.to_owned(), Encoding::Utf8),
            Err(_) => {
                let declared = declared_encoding(bytes).unwrap_or(encoding_rs::WINDOWS_1252);
                (declared.decode_without_bom_handling(bytes).0.into_owned(), Encoding::Latin1)
            }
        };
        Some(SourceFile { marked, ..SourceFile::new(path, text, encoding) })
    }

    /// Where a word stands first, whole if it does; nothing where it does not stand.
    pub fn first(&self, word: &str) -> Span {
        let mut found = self.text.match_indices(word).map(|(at, _)| at..at + word.len());
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        let whole = found
            .clone()
            .find(|r| !self.text[..r.start].ends_with(is_word) && !self.text[r.end..].starts_with(is_word));
        whole.or_else(|| found.next()).map_or(Span::default(), Span::new)
    }

    /// The text of a span; empty when it is out of range.
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or("")
    }

    /// The 1-based line an offset lies on.
    pub fn line_of(&self, offset: u32) -> u32 {
        let n = self.lines.partition_point(|start| *start <= offset);
        u32::try_from(n).unwrap_or(u32::MAX)
    }

    /// Line and columns of an offset.
    pub fn position(&self, offset: u32) -> Position {
        let offset = offset.min(u32::try_from(self.text.len()).unwrap_or(u32::MAX));
        let line = self.line_of(offset);
        let start = self.lines[line as usize - 1];
        if self.counts.is_empty() {
            let column = offset - start + 1;
            return Position { line, column, utf16: column, byte: column };
        }
        let ((chars, units), (chars_before, units_before)) = (self.counted(offset), self.counted(start));
        Position {
            line,
            column: chars - chars_before + 1,
            utf16: units - units_before + 1,
            byte: offset - start + 1,
        }
    }

    /// Characters and UTF-16 units before an offset.
    fn counted(&self, offset: u32) -> (u32, u32) {
        let offset = offset as usize;
        let (chars, units) = self.counts[offset / BLOCK];
        let (more_chars, more_units) = count(&self.text.as_bytes()[offset / BLOCK * BLOCK..offset]);
        (chars + more_chars, units + more_units)
    }

    /// The span of a 1-based line without its end.
    pub fn line_span(&self, line: u32) -> Span {
        let index = line.saturating_sub(1) as usize;
        let Some(&start) = self.lines.get(index) else {
            return Span::default();
        };
        let end = self.lines.get(index + 1).map_or(self.text.len(), |next| *next as usize);
        let text = &self.text[start as usize..end];
        let kept = text.trim_end_matches(['\r', '\n']).len();
        Span::new(start as usize..start as usize + kept)
    }

    /// The text of a 1-based line without its end.
    pub fn line_text(&self, line: u32) -> &str {
        self.slice(self.line_span(line))
    }

    /// How many lines there are.
    pub fn line_count(&self) -> u32 {
        u32::try_from(self.lines.len()).unwrap_or(u32::MAX)
    }
}

/// Bytes of a text that are counted again for a column.
const BLOCK: usize = 4096;

/// What [`SourceFile::counts`] holds.
fn counts(bytes: &[u8]) -> Vec<(u32, u32)> {
    let mut counts = vec![(0, 0)];
    for block in bytes.chunks(BLOCK) {
        let (chars, units) = counts.last().copied().unwrap_or_default();
        let (more_chars, more_units) = count(block);
        counts.push((chars + more_chars, units + more_units));
    }
    counts
}

/// Characters and UTF-16 units that begin in these bytes of UTF-8.
fn count(bytes: &[u8]) -> (u32, u32) {
    bytes.iter().fold((0, 0), |(chars, units), byte| match byte {
        0x80..=0xbf => (chars, units),
        0xf0.. => (chars + 1, units + 2),
        _ => (chars + 1, units + 1),
    })
}

/// Old Macs ended lines with CR. Grammars do not know that and take all that
/// follows a `//` for a comment. The offsets stay the same.
fn end_lines(text: String) -> String {
    let bytes = text.as_bytes();
    let alone = |at: usize| bytes.get(at + 1) != Some(&b'\n');
    if !memchr::memchr_iter(b'\r', bytes).any(alone) {
        return text;
    }
    let mut ended = String::with_capacity(text.len());
    for line in text.split_inclusive('\r') {
        let at = ended.len() + line.len();
        match line.strip_suffix('\r') {
            Some(rest) if bytes.get(at) != Some(&b'\n') => {
                ended.push_str(rest);
                ended.push('\n');
            }
            _ => ended.push_str(line),
        }
    }
    ended
}

/// The text of UTF-16 bytes, with or without a mark; `None` for other encodings.
pub(crate) fn decode_utf16(bytes: &[u8]) -> Option<String> {
    Some(utf16(bytes)?.decode_with_bom_removal(bytes).0.into_owned())
}

/// `# -*- coding: cp1251 -*-`, `<?xml … encoding="ISO-8859-2"?>`, `<%@ page
/// … pageEncoding="…" %>`: what the first lines of a file that is no UTF-8 say it is.
fn declared_encoding(bytes: &[u8]) -> Option<&'static encoding_rs::Encoding> {
    let head = &bytes[..bytes.len().min(512)];
    let lines: Vec<&[u8]> = head.split(|b| *b == b'\n').take(2).collect();
    let head = lines.join(&b'\n').to_ascii_lowercase();
    let at = memchr::memmem::find(&head, b"coding")? + "coding".len();
    let label: Vec<u8> = head[at..]
        .iter()
        .copied()
        .skip_while(|b| matches!(b, b':' | b'=' | b' ' | b'"' | b'\''))
        .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b':'))
        .collect();
    let label: Vec<u8> = label.strip_prefix(b"cp").map_or(label.clone(), |n| [b"windows-", n].concat());
    // Bytes that are no UTF-8 are no UTF-8, whatever the file says.
    encoding_rs::Encoding::for_label(&label).filter(|e| e.is_ascii_compatible() && *e != encoding_rs::UTF_8)
}

fn utf16(bytes: &[u8]) -> Option<&'static encoding_rs::Encoding> {
    if bytes.starts_with(&[0xff, 0xfe]) {
        Some(encoding_rs::UTF_16LE)
    } else if bytes.starts_with(&[0xfe, 0xff]) {
        Some(encoding_rs::UTF_16BE)
    } else {
        guess_utf16(bytes)
    }
}

/// UTF-16 without a mark: in Latin text every second byte of the first
/// kilobyte is zero.
fn guess_utf16(bytes: &[u8]) -> Option<&'static encoding_rs::Encoding> {
    let head = &bytes[..bytes.len().min(1024) & !1];
    // Nearly every file ends here, in one quick pass.
    if head.len() < 8 || memchr::memchr(0, head).is_none() {
        return None;
    }
    let zeros = |parity: usize| head.iter().skip(parity).step_by(2).filter(|b| **b == 0).count();
    let (even, odd, half) = (zeros(0), zeros(1), head.len() / 2);
    if odd * 10 > half * 7 && even * 10 < half {
        Some(encoding_rs::UTF_16LE)
    } else if even * 10 > half * 7 && odd * 10 < half {
        Some(encoding_rs::UTF_16BE)
    } else {
        None
    }
}

/// No text: a zero byte outside of UTF-16 in the first eight kilobytes.
pub(crate) fn has_zero(bytes: &[u8]) -> bool {
    memchr::memchr(0, &bytes[..bytes.len().min(8192)]).is_some() && utf16(bytes).is_none()
}

/// No text either: more than a tenth of the first eight kilobytes is control characters.
fn is_garbled(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(8192)];
    let odd =
        head.iter().filter(|b| **b < 0x20 && !matches!(**b, b'\t' | b'\n' | b'\r' | 0x0c | 0x1b)).count();
    odd * 10 > head.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Decodes `bytes` and gives line, column, UTF-16 and byte column of `needle`.
    fn place_of(bytes: &[u8], needle: &str) -> (u32, u32, u32, u32) {
        let source = SourceFile::decode("x", bytes).expect("text");
        let at = source.text.find(needle).expect("the needle is in the text");
        let p = source.position(Span::new(at..at).start);
        (p.line, p.column, p.utf16, p.byte)
    }

    #[test]
    fn places_are_right_in_every_encoding() {
        let check = |bytes: &[u8], expected| assert_eq!(place_of(bytes, "getLead"), expected);
        let text = "// a\n\"é😀\t\"; x.getLead()\n";
        let utf16 = |to: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(to).collect::<Vec<u8>>();
        check(text.as_bytes(), (2, 10, 11, 14));
        check(&[b"\xef\xbb\xbf", text.as_bytes()].concat(), (2, 10, 11, 14));
        check(&[b"\xff\xfe".to_vec(), utf16(u16::to_le_bytes)].concat(), (2, 10, 11, 14));
        check(&[b"\xfe\xff".to_vec(), utf16(u16::to_be_bytes)].concat(), (2, 10, 11, 14));
        check(text.replace('\n', "\r\n").as_bytes(), (2, 10, 11, 14));
        check(text.replace('\n', "\r").as_bytes(), (2, 10, 11, 14));
        check(b"// caf\xe9 \x80\n/* \xe9 */ x.getLead()", (2, 11, 11, 12));
    }

    #[test]
    fn lines_end_in_the_same_places_whoever_ended_them() {
        let check = |text: &str, expected: &str| {
            let source = SourceFile::new("x", text.into(), Encoding::Utf8);
            assert_eq!(source.text, expected);
            assert_eq!(source.line_count(), 3, "{text:?}");
        };
        check("a\rb\rc", "a\nb\nc");
        check("a\r\nb\r\nc", "a\r\nb\r\nc");
        check("a\r\nb\rc", "a\r\nb\nc");
        check("a\nb\r", "a\nb\n");
        check("é\r\rc", "é\n\nc");
    }

    #[test]
    fn a_file_that_declares_its_encoding_is_believed() {
        let check = |bytes: &[u8], expected: &str| {
            let source = SourceFile::decode("x", bytes).expect("text");
            assert!(source.text.contains(expected), "{:?}", source.text);
        };
        check(b"# -*- coding: cp1251 -*-\n# \xcf\xf0\xe8", "При");
        check(b"<?xml version='1.0' encoding='ISO-8859-2'?><a>\xb1</a>", "ą");
        check(b"// none \x93quoted\x94", "“quoted”");
        check(b"# coding: utf-8\n# \xe9", "é");
        check(b"# coding: nonsense\n# \xe9", "é");
    }

    #[test]
    fn binary_data_is_no_text() {
        assert!(SourceFile::decode("x", b"\xca\xfe\xba\xbe\0\0\0\x34").is_none());
        assert!(SourceFile::decode("x", b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0").is_none());
    }
}
