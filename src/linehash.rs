//! The line hash by which GitHub code scanning recognises an alert in the next upload.
//!
//! GitHub's upload action computes `primaryLocationLineHash` itself where a
//! SARIF file lacks it, and uses the file's value where it is there. So ours is
//! equal to the bit, or absent. It survives lines inserted above, but not an
//! edit within the next hundred characters, which is why our own fingerprint
//! is another one.

use std::collections::HashMap;

use crate::source::SourceFile;

/// How many code units a hash covers.
const WINDOW: usize = 100;

/// Multiplier of the rolling hash.
const FACTOR: u64 = 37;

/// Closes the text: no code unit of a text has this value.
const END: u16 = u16::MAX;

/// The hash of each line of a text, first line first: `271789c17abda88f:1`.
///
/// The number behind the colon counts equal hashes from the top. The action
/// decodes files as UTF-8 and keeps a byte-order mark, so a text that had one
/// must still begin with it.
pub fn line_hashes(text: &str) -> Vec<String> {
    let mut roller = Roller::new();
    let mut after_cr = false;
    for unit in text.encode_utf16() {
        let skipped = matches!(unit, 0x20 | 0x09) || (after_cr && unit == 0x0a);
        after_cr = unit == 0x0d;
        if !skipped {
            roller.take(if unit == 0x0d { 0x0a } else { unit });
        }
    }
    roller.take(END);
    roller.finish()
}

/// The same for a file as it was on disk, where a byte-order mark may have stood.
pub fn of_file(source: &SourceFile) -> Vec<String> {
    if source.marked { line_hashes(&format!("\u{feff}{}", source.text)) } else { line_hashes(&source.text) }
}

struct Roller {
    window: [u16; WINDOW],
    /// Whether the character at the same place of the window begins a line.
    begins: [bool; WINDOW],
    at: usize,
    hash: u64,
    /// `FACTOR` to the power of `WINDOW`: the weight of what leaves the window.
    leaving: u64,
    at_line_start: bool,
    seen: HashMap<u64, u32>,
    hashes: Vec<String>,
}

impl Roller {
    fn new() -> Self {
        Roller {
            window: [0; WINDOW],
            begins: [false; WINDOW],
            at: 0,
            hash: 0,
            leaving: (0..WINDOW).fold(1, |power, _| FACTOR.wrapping_mul(power)),
            at_line_start: true,
            seen: HashMap::new(),
            hashes: Vec::new(),
        }
    }

    fn take(&mut self, unit: u16) {
        self.emit();
        self.begins[self.at] = self.at_line_start;
        self.at_line_start = unit == 0x0a;
        self.push(unit);
    }

    /// The character about to leave the window may begin a line: then its hash is complete.
    fn emit(&mut self) {
        if std::mem::take(&mut self.begins[self.at]) {
            let count = self.seen.entry(self.hash).or_insert(0);
            *count += 1;
            self.hashes.push(format!("{:x}:{count}", self.hash));
        }
    }

    fn push(&mut self, unit: u16) {
        let oldest = std::mem::replace(&mut self.window[self.at], unit);
        self.hash = self
            .hash
            .wrapping_mul(FACTOR)
            .wrapping_add(u64::from(unit))
            .wrapping_sub(self.leaving.wrapping_mul(u64::from(oldest)));
        self.at = (self.at + 1) % WINDOW;
    }

    fn finish(mut self) -> Vec<String> {
        for _ in 0..WINDOW {
            self.emit();
            self.push(0);
        }
        self.hashes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_those_of_the_upload_action() {
        let check = |text: &str, expected: &[&str]| assert_eq!(line_hashes(text), expected, "{text:?}");
        check("", &["c129715d7a2bc9a3:1"]);
        let four = ["271789c17abda88f:1", "54703d4cd895b18:1", "180aee12dab6264:1", "a23a3dc5e078b07b:1"];
        check(" a\nb\n  \t\tc\n d", &four);
        check(" a\rb\r  \t\tc\r d", &four);
        check(" a\r\nb\r\n  \t\tc\r\n d", &four);
        check(
            &"Lorem ipsum dolor sit amet.\n".repeat(10),
            &[
                "a7f2ff13bc495cf2:1",
                "a7f2ff13bc495cf2:2",
                "a7f2ff13bc495cf2:3",
                "a7f2ff13bc495cf2:4",
                "a7f2ff13bc495cf2:5",
                "a7f2ff13bc495cf2:6",
                "a7f2ff1481e87703:1",
                "a9cf91f7bbf1862b:1",
                "55ec222b86bcae53:1",
                "cc97dc7b1d7d8f7b:1",
                "c129715d7a2bc9a3:1",
            ],
        );
        check(
            "x = 2\nx = 1\nprint(x)\nx = 3\nprint(x)\nx = 4\nprint(x)\n",
            &[
                "e54938cc54b302f1:1",
                "bb609acbe9138d60:1",
                "1131fd5871777f34:1",
                "5c482a0f8b35ea28:1",
                "54517377da7028d2:1",
                "2c644846cb18d53e:1",
                "f1b89f20de0d133:1",
                "c129715d7a2bc9a3:1",
            ],
        );
    }

    #[test]
    fn lines_inserted_above_change_nothing() {
        let below = line_hashes("é😀 = port.getLead(x);\nnext();\n");
        let shifted = line_hashes("// new\n\né😀 = port.getLead(x);\nnext();\n");
        assert_eq!(below, shifted[2..]);
    }

    #[test]
    fn a_byte_order_mark_belongs_to_the_first_line() {
        let hashes = |bytes: &[u8]| of_file(&SourceFile::decode("x", bytes).expect("is text"));
        let (plain, marked) = (hashes(b"a\nb\n"), hashes(b"\xef\xbb\xbfa\nb\n"));
        assert_eq!(marked, line_hashes("\u{feff}a\nb\n"));
        assert_ne!(marked[0], plain[0]);
        assert_eq!(marked[1..], plain[1..]);
    }

    #[test]
    fn there_is_a_hash_for_every_line() {
        let check = |text: &str, lines| assert_eq!(line_hashes(text).len(), lines, "{text:?}");
        check("a", 1);
        check("a\n", 2);
        check("\n\n\n", 4);
        check("\r \n", 3);
        check("   ", 1);
    }
}
