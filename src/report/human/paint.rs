//! The page being written: colours, signs and columns as the terminal allows.

use anstyle::{AnsiColor, Effects, Style as Ansi};
use textwrap::Options;
use textwrap::core::display_width;

use super::super::Style;
use super::super::severity::Severity;
use super::super::text::printable;

/// Column at which the fields below a finding begin.
const FIELD: usize = 4;
/// Width of their names, with the gap.
const NAME: usize = 10;

/// Signs beyond ASCII, or what stands for them.
pub(super) struct Signs {
    pub(super) ellipsis: &'static str,
    /// Between numbers.
    pub(super) dash: &'static str,
    /// Between phrases, with its blanks.
    pub(super) dash_wide: &'static str,
}

/// The page.
pub(super) struct Page<'s> {
    pub(super) text: String,
    pub(super) style: &'s Style,
    pub(super) signs: Signs,
}

impl<'s> Page<'s> {
    pub(super) fn new(style: &'s Style) -> Self {
        let signs = if style.unicode {
            Signs { ellipsis: "…", dash: "–", dash_wide: " — " }
        } else {
            Signs { ellipsis: "...", dash: "-", dash_wide: ": " }
        };
        Page { text: String::new(), style, signs }
    }

    /// Columns left beside `used` ones; never so few that nothing can be read.
    pub(super) fn room(&self, used: usize) -> usize {
        self.style.width.saturating_sub(used).max(20)
    }

    pub(super) fn line(&mut self, text: &str) {
        // In a log of GitHub a line that begins with `::`, whatever blanks stand
        // before it, is a command.
        match text.trim_start().strip_prefix("::") {
            Some(rest) => {
                let indent = text.len() - rest.len() - 2;
                self.text.push_str(&text[..indent]);
                self.text.push('∷');
                self.text.push_str(rest.trim_end());
            }
            None => self.text.push_str(text.trim_end()),
        }
        self.text.push('\n');
    }

    /// Code to paste, as it is.
    pub(super) fn verbatim(&mut self, text: &str) {
        for line in text.lines() {
            self.line(&printable(line));
        }
        self.line("");
    }

    /// A named paragraph below a finding, wrapped beside its name.
    pub(super) fn field(&mut self, name: &str, text: &str) {
        self.paragraph(name, text, FIELD, NAME);
    }

    /// The same at the left margin, for the summary.
    pub(super) fn fact(&mut self, name: &str, text: &str) {
        self.paragraph(name, text, 2, NAME + 2);
    }

    /// Whether a name stands in the column of names.
    pub(super) fn fits(&self, name: &str) -> bool {
        display_width(name) < NAME + 2
    }

    /// A field that must stay whole to be clicked.
    pub(super) fn link(&mut self, name: &str, link: &str) {
        let name = self.name(name, NAME);
        let link = self.paint(link, AnsiColor::Cyan.on_default().effects(Effects::UNDERLINE));
        self.line(&format!("{:FIELD$}{name}{link}", ""));
    }

    fn paragraph(&mut self, name: &str, text: &str, indent: usize, width: usize) {
        let first = format!("{:indent$}{}", "", self.name(name, width));
        let rest = " ".repeat(indent + width);
        // The first line's colours have no width, so it is wrapped like the others and put in its place.
        let options = Options::new(self.style.width.max(40))
            .initial_indent(&rest)
            .subsequent_indent(&rest)
            .break_words(false)
            .word_splitter(textwrap::WordSplitter::NoHyphenation)
            .word_separator(textwrap::WordSeparator::AsciiSpace);
        for (i, line) in textwrap::wrap(text, options).iter().enumerate() {
            match i {
                0 => self.line(&format!("{first}{}", line.get(rest.len()..).unwrap_or_default())),
                _ => self.line(line),
            }
        }
    }

    fn name(&self, name: &str, width: usize) -> String {
        let padding = " ".repeat(width.saturating_sub(display_width(name)));
        self.paint(name, AnsiColor::Green.on_default()) + &padding
    }

    pub(super) fn bold(&self, text: &str) -> String {
        self.paint(text, Ansi::new().bold())
    }

    pub(super) fn dim(&self, text: &str) -> String {
        self.paint(text, Ansi::new().dimmed())
    }

    pub(super) fn severity(&self, text: &str, severity: Severity) -> String {
        let color = match severity {
            Severity::Error => AnsiColor::Red,
            Severity::Warning => AnsiColor::Yellow,
            Severity::Note => AnsiColor::Cyan,
        };
        self.paint(text, color.on_default())
    }

    fn paint(&self, text: &str, ansi: Ansi) -> String {
        if self.style.color && !text.is_empty() { format!("{ansi}{text}{ansi:#}") } else { text.to_owned() }
    }
}
