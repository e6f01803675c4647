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
    /// Anything else is read as Windows-1252, which cannot fail.
    Latin1,
}

/// A decoded file.
#[derive(Debug, Clone)]
pub struct SourceFile {
    /// Path relative to the scanned root, with `/`.
    pub path: String,
    /// Text without byte-order mark.
    pub text: String,
    /// How it was decoded.
    pub encoding: Encoding,
    /// Offsets at which lines start.
    lines: Vec<u32>,
}

impl SourceFile {
    /// Takes decoded text.
    pub fn new(path: impl Into<String>, text: String, encoding: Encoding) -> Self {
        let mut lines = vec![0];
        let bytes = text.as_bytes();
        for (i, b) in bytes.iter().enumerate() {
            let ends = *b == b'\n' || (*b == b'\r' && bytes.get(i + 1) != Some(&b'\n'));
            if ends {
                lines.push(Span::new(i + 1..i + 1).start);
            }
        }
        SourceFile { path: path.into(), text, encoding, lines }
    }

    /// Decodes bytes: byte-order marks are obeyed, UTF-16 without one is
    /// guessed from its zero bytes, valid UTF-8 is UTF-8, the rest Windows-1252.
    /// `None` for what is no text at all.
    pub fn decode(path: impl Into<String>, bytes: &[u8]) -> Option<Self> {
        let utf16 = |enc: &'static encoding_rs::Encoding| enc.decode(bytes).0.into_owned();
        let (text, encoding) = if bytes.starts_with(&[0xff, 0xfe]) {
            (utf16(encoding_rs::UTF_16LE), Encoding::Utf16)
        } else if bytes.starts_with(&[0xfe, 0xff]) {
            (utf16(encoding_rs::UTF_16BE), Encoding::Utf16)
        } else if let Some(enc) = guess_utf16(bytes) {
            (utf16(enc), Encoding::Utf16)
        } else {
            let bytes = bytes.strip_prefix(&[0xef, 0xbb, 0xbf]).unwrap_or(bytes);
            if is_binary(bytes) {
                return None;
            }
            match std::str::from_utf8(bytes) {
                Ok(text) => (text.to_owned(), Encoding::Utf8),
                Err(_) => (encoding_rs::WINDOWS_1252.decode(bytes).0.into_owned(), Encoding::Latin1),
            }
        };
        Some(SourceFile::new(path, text, encoding))
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
        let before = self.slice(Span { start, end: offset });
        let cut = |n: usize| u32::try_from(n).unwrap_or(u32::MAX - 1) + 1;
        Position {
            line,
            column: cut(before.chars().count()),
            utf16: cut(before.encode_utf16().count()),
            byte: cut(before.len()),
        }
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

/// UTF-16 without a mark: in Latin text every second byte of the first
/// kilobyte is zero.
fn guess_utf16(bytes: &[u8]) -> Option<&'static encoding_rs::Encoding> {
    let head = &bytes[..bytes.len().min(1024) & !1];
    if head.len() < 8 {
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

/// A zero byte, or many control characters, in the first eight kilobytes.
fn is_binary(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(8192)];
    let odd =
        head.iter().filter(|b| **b < 0x20 && !matches!(**b, b'\t' | b'\n' | b'\r' | 0x0c | 0x1b)).count();
    memchr::memchr(0, head).is_some() || odd * 10 > head.len()
}
