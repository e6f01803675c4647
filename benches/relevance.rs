//! How fast files are read and told apart, and how fast they are parsed.
//!
//! `cargo bench --bench relevance -- DIR`; without a directory it scans this
//! repository. `scripts/compare-with-rg.sh` compares with ripgrep.

use std::io::Write as _;
use std::path::PathBuf;
use std::time::Instant;

use unsoap::extract::Extractor;
use unsoap::language::Language;
use unsoap::read::{Opened, Reader, Words};
use unsoap::rule::Rules;
use unsoap::source::SourceFile;
use unsoap::walk::{Bytes, WalkOptions, walk};

/// Enough source to measure a parser by, and not so much that one waits for it.
const PARSED: usize = 8 << 20;

fn main() -> std::io::Result<()> {
    let root = std::env::args().skip(1).find(|a| !a.starts_with("--")).unwrap_or_else(|| ".".into());
    let mut out = std::io::stdout().lock();

    let begin = Instant::now();
    let options = WalkOptions { roots: vec![PathBuf::from(root)], ..WalkOptions::default() };
    let files = walk(&options).files;
    writeln!(out, "walk       {:>8} files in {:?}", files.len(), begin.elapsed())?;

    let words = Words::new(Rules::embedded().vocabulary());
    let mut reader = Reader::new(&words, 10 << 20);
    let begin = Instant::now();
    let mut relevant = 0;
    for file in &files {
        relevant += usize::from(matches!(reader.open(file), Opened::Relevant(..)));
    }
    writeln!(out, "read       {relevant:>8} relevant, one thread, in {:?}", begin.elapsed())?;

    let mut extractor = Extractor::new();
    let mut bytes = 0;
    let mut spent = std::time::Duration::ZERO;
    for file in &files {
        let Some(language) = Language::of(&file.name, "") else { continue };
        let Bytes::Disk(path) = &file.bytes else { continue };
        let Some(source) = std::fs::read(path).ok().and_then(|b| SourceFile::decode("x", &b)) else {
            continue;
        };
        let begin = Instant::now();
        std::hint::black_box(extractor.facts(&source, language));
        spent += begin.elapsed();
        bytes += source.text.len();
        if bytes > PARSED {
            break;
        }
    }
    let rate = bytes as f64 / spent.as_secs_f64().max(1e-9) / 1e6;
    writeln!(out, "extract    {bytes:>8} bytes, one thread, {rate:.1} MB/s")
}
