//! Mistakes in rule packs: each points at its place and says what to write instead.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use miette::{Diagnostic, LabeledSpan, NamedSource, Severity, SourceCode};

/// A file of a pack, as it was read.
#[derive(Debug, Clone)]
pub(crate) struct PackFile {
    /// For people.
    pub(crate) path: String,
    /// The TOML.
    pub(crate) text: Arc<str>,
}

/// One mistake in a rule pack.
#[derive(Debug, Clone)]
pub struct Mistake {
    /// What is wrong.
    pub message: String,
    /// What stands at the place.
    pub label: String,
    /// What to write instead.
    pub help: String,
    /// Warnings do not keep a pack from being used.
    pub warning: bool,
    /// The file.
    pub path: String,
    /// Bytes of the file.
    pub at: Range<usize>,
    source: Option<NamedSource<Arc<str>>>,
}

impl Mistake {
    /// A mistake at a place of a file.
    pub(crate) fn new(
        file: &PackFile,
        at: Range<usize>,
        message: impl Into<String>,
        label: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        let end = file.text.len();
        Mistake {
            message: message.into(),
            label: label.into(),
            help: help.into(),
            warning: false,
            path: file.path.clone(),
            at: at.start.min(end)..at.end.min(end),
            source: Some(NamedSource::new(&file.path, Arc::clone(&file.text)).with_language("toml")),
        }
    }

    /// A mistake that has no place in a file.
    pub(crate) fn without_place(
        path: impl Into<String>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        Mistake {
            message: message.into(),
            label: String::new(),
            help: help.into(),
            warning: false,
            path: path.into(),
            at: 0..0,
            source: None,
        }
    }

    /// The same, as a warning.
    pub(super) fn warning(mut self) -> Self {
        self.warning = true;
        self
    }

    /// The 1-based line of its place.
    pub fn line(&self) -> Option<usize> {
        let source = self.source.as_ref()?;
        let before = source.inner().get(..self.at.start)?;
        Some(before.matches('\n').count() + 1)
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Mistake {}

impl Diagnostic for Mistake {
    fn severity(&self) -> Option<Severity> {
        Some(if self.warning { Severity::Warning } else { Severity::Error })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        (!self.help.is_empty()).then(|| Box::new(&self.help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.source.as_ref().map(|s| s as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        self.source.as_ref()?;
        let label = (!self.label.is_empty()).then(|| self.label.clone());
        let len = self.at.end.saturating_sub(self.at.start);
        Some(Box::new(std::iter::once(LabeledSpan::new_primary_with_span(label, (self.at.start, len)))))
    }
}

/// Everything wrong with the packs that were to be loaded.
#[derive(Debug, Clone)]
pub struct RuleErrors {
    /// Sorted by file and place; no warnings.
    pub mistakes: Vec<Mistake>,
}

impl fmt::Display for RuleErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let errors = self.mistakes.len();
        write!(f, "{errors} {} in the rule packs", if errors == 1 { "mistake" } else { "mistakes" })
    }
}

impl std::error::Error for RuleErrors {}

impl Diagnostic for RuleErrors {
    fn related<'a>(&'a self) -> Option<Box<dyn Iterator<Item = &'a dyn Diagnostic> + 'a>> {
        Some(Box::new(self.mistakes.iter().map(|m| m as &dyn Diagnostic)))
    }
}

/// A name a person gave that means nothing here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unknown {
    /// What was asked.
    pub message: String,
    /// What to write instead.
    pub help: String,
}

impl fmt::Display for Unknown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Unknown {}

impl Diagnostic for Unknown {
    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(&self.help))
    }
}

/// The known word nearest to one that is not known.
pub(crate) fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    known
        .into_iter()
        .map(|k| (strsim::jaro_winkler(&word.to_lowercase(), &k.to_lowercase()), k))
        .filter(|(likeness, _)| *likeness > 0.8)
        // The first of equals, so that the answer does not depend on the order of a map.
        .fold(None, |best: Option<(f64, &str)>, next| match best {
            Some(b) if b.0 >= next.0 => Some(b),
            _ => Some(next),
        })
        .map(|(_, k)| k)
}

/// `did you mean …?` as an instruction, else the list of what is known.
pub(crate) fn instead<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    let mut known: Vec<&str> = known.into_iter().collect();
    if let Some(near) = nearest(word, known.iter().copied()) {
        return format!("write `{near}`");
    }
    known.sort_unstable();
    match known.len() {
        0 => "take it away".to_owned(),
        n if n > 24 => format!("write one of the {n} known, such as `{}`", known[0]),
        _ => {
            format!("write one of {}", known.iter().map(|k| format!("`{k}`")).collect::<Vec<_>>().join(", "))
        }
    }
}
