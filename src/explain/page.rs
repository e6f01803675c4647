//! A page of documentation, wrapped to the terminal and coloured when it can.

use std::collections::BTreeSet;

use anstyle::{AnsiColor, Effects, Style as Ansi};
use textwrap::core::display_width;
use textwrap::{Options, WordSeparator, WordSplitter};

use crate::report::Style;

/// Width of the names of fields, with the gap.
const NAME: usize = 14;

/// Width of the column of roles in front of a call.
const ROLE: usize = 12;

/// Longer lines are hard to read, however wide the terminal is.
const WIDEST: usize = 110;

/// The page being written.
pub(super) struct Page<'s> {
    text: String,
    style: &'s Style,
}

impl<'s> Page<'s> {
    pub(super) fn new(style: &'s Style) -> Self {
        Page { text: String::new(), style }
    }

    /// What was written, without blank lines at its end.
    pub(super) fn text(mut self) -> String {
        self.text.truncate(self.text.trim_end().len());
        self.text.push('\n');
        self.text
    }

    /// One blank line, never two.
    pub(super) fn gap(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }

    pub(super) fn title(&mut self, id: &str, title: &str) {
        let shown = self.paint(id, Ansi::new().bold());
        let column = display_width(id) + 2;
        // A name that leaves no room has the line for itself.
        if column > self.style.width / 2 {
            self.text.push_str(&format!("{shown}\n"));
            self.text_block(title, 2);
        } else {
            self.wrapped(&shown, column - 2, column, title);
        }
        self.text.push('\n');
    }

    pub(super) fn heading(&mut self, text: &str) {
        self.gap();
        let text = self.paint(text, Ansi::new().bold().effects(Effects::BOLD | Effects::UNDERLINE));
        self.text.push_str(&format!("{text}\n\n"));
    }

    pub(super) fn subheading(&mut self, text: &str) {
        self.gap();
        let text = self.paint(text, Ansi::new().bold());
        self.text.push_str(&format!("  {text}\n\n"));
    }

    /// A wrapped paragraph; nothing when it is empty.
    pub(super) fn text_block(&mut self, text: &str, indent: usize) {
        self.wrapped("", 0, indent, text);
    }

    /// A named paragraph; nothing when it is empty.
    pub(super) fn field(&mut self, name: &str, text: &str) {
        self.field_at(2, name, text);
    }

    pub(super) fn field_at(&mut self, indent: usize, name: &str, text: &str) {
        if !text.trim().is_empty() {
            let shown = self.paint(name, AnsiColor::Green.on_default());
            self.wrapped(
                &format!("{:indent$}{shown}", ""),
                indent + display_width(name),
                indent + NAME,
                text,
            );
        }
    }

    /// A field with several paragraphs.
    pub(super) fn list(&mut self, name: &str, items: &[String]) {
        for (i, item) in items.iter().enumerate() {
            match i {
                0 => self.field(name, item),
                _ => self.text_block(item, 2 + NAME),
            }
        }
    }

    /// A field that stays whole, so that it can be clicked.
    pub(super) fn link(&mut self, name: &str, link: &str) {
        let shown = self.paint(name, AnsiColor::Green.on_default());
        let gap = " ".repeat(NAME.saturating_sub(display_width(name)));
        let link = self.paint(link, AnsiColor::Cyan.on_default());
        self.text.push_str(&format!("  {shown}{gap}{link}\n"));
    }

    /// Names with what each is, in two columns; a name that is much longer than
    /// the others has a line for itself.
    pub(super) fn entries(&mut self, entries: impl IntoIterator<Item = (String, String)>) {
        let entries: Vec<(String, String)> = entries.into_iter().collect();
        let widest = entries.iter().map(|(name, _)| display_width(name)).filter(|w| *w <= 40).max();
        let column = 4 + widest.unwrap_or(40).min(self.style.width / 2);
        for (name, about) in &entries {
            let end = 2 + display_width(name);
            if end + 2 > column || about.trim().is_empty() {
                self.text.push_str(&format!("  {name}\n"));
                self.text_block(about, column);
            } else {
                self.wrapped(&format!("  {name}"), end, column, about);
            }
        }
    }

    pub(super) fn item(&mut self, text: &str) {
        let bullet = if self.style.unicode { "•" } else { "-" };
        self.wrapped(&format!("  {bullet}"), 3, 4, text);
    }

    /// The condition a row begins with, and its id.
    pub(super) fn condition(&mut self, when: &str, id: &str) {
        let id = format!("[{id}]");
        for line in self.lines(&format!("{when}  {id}"), 2) {
            let (when, id) = match line.strip_suffix(&id) {
                Some(when) => (when, id.as_str()),
                None => (line.as_str(), ""),
            };
            let when = self.paint(when, AnsiColor::Yellow.on_default());
            let id = self.paint(id, Ansi::new().dimmed());
            self.text.push_str(&format!("  {when}{id}\n"));
        }
    }

    pub(super) fn step(&mut self, role: &str, call: &str) {
        let gap = " ".repeat(ROLE.saturating_sub(display_width(role)));
        let call = self.paint(call, Ansi::new().bold());
        self.text.push_str(&format!("    {role}{gap}{call}\n"));
    }

    pub(super) fn argument(&mut self, name: &str, value: &str) {
        let start = format!("{:1$}{name} =", "", 4 + ROLE);
        let width = display_width(&start);
        self.wrapped(&start, width, width + 1, value);
    }

    /// A line of code to paste.
    pub(super) fn verbatim(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    /// Small print.
    pub(super) fn remark(&mut self, indent: usize, parts: &[String]) {
        let separator = if self.style.unicode { " · " } else { "; " };
        for line in self.lines(&parts.join(separator), indent) {
            let line = self.paint(&line, Ansi::new().dimmed());
            self.text.push_str(&format!("{:indent$}{line}\n", ""));
        }
    }

    /// Where it is all written down, each place once.
    pub(super) fn sources<'t>(&mut self, sources: impl IntoIterator<Item = &'t String>) {
        let sources: BTreeSet<&String> = sources.into_iter().collect();
        if !sources.is_empty() {
            self.heading("Sources");
            for source in sources {
                self.text.push_str(&format!("  {source}\n"));
            }
        }
    }

    /// Text from a column on, the first line behind what stands there already:
    /// `start`, whose colours have no width, up to column `used`.
    fn wrapped(&mut self, start: &str, used: usize, column: usize, text: &str) {
        for (i, line) in self.lines(text, column).iter().enumerate() {
            let before = match i {
                0 => format!("{start}{}", " ".repeat(column.saturating_sub(used))),
                _ => " ".repeat(column),
            };
            self.text.push_str(format!("{before}{line}").trim_end());
            self.text.push('\n');
        }
    }

    fn lines(&self, text: &str, indent: usize) -> Vec<String> {
        let room = self.style.width.min(WIDEST).saturating_sub(indent).max(20);
        let options = Options::new(room)
            .break_words(false)
            .word_splitter(WordSplitter::NoHyphenation)
            .word_separator(WordSeparator::AsciiSpace);
        match text.is_empty() {
            true => Vec::new(),
            false => textwrap::wrap(text, options).into_iter().map(|l| l.into_owned()).collect(),
        }
    }

    fn paint(&self, text: &str, ansi: Ansi) -> String {
        if self.style.color && !text.is_empty() { format!("{ansi}{text}{ansi:#}") } else { text.to_owned() }
    }
}
