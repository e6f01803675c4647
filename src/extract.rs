//! Reads facts out of files, without an opinion on them.

pub mod tree;

use crate::fact::Facts;
use crate::language::Language;
use crate::source::SourceFile;

/// Reads source code. One per thread: it owns a parser, which is worth keeping.
pub struct Extractor {
    parser: tree_sitter::Parser,
}

impl Default for Extractor {
    fn default() -> Self {
        Extractor::new()
    }
}

impl Extractor {
    /// A fresh one; grammars and queries are compiled when a file needs them.
    pub fn new() -> Self {
        Extractor { parser: tree_sitter::Parser::new() }
    }

    /// What `file` says, read as `language`. Never fails: what the grammar
    /// does not understand is in [`Facts::errors`], with facts from around it.
    pub fn facts(&mut self, file: &SourceFile, language: &Language) -> Facts {
        tree::facts(&mut self.parser, file, language)
    }
}
