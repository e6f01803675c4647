//! Notebooks: code in the cells of a JSON file.

use super::json;
use crate::language::Language;
use crate::source::{Encoding, SourceFile};

/// The code of a notebook as a file of its language, each line where it stands
/// in the notebook; what is no code is empty there. Columns count from the
/// line's own begin. `None` where lines of code share a line of the notebook,
/// and where its language is not read.
pub fn code(source: &SourceFile) -> Option<(SourceFile, &'static Language)> {
    if !source.path.ends_with(".ipynb") {
        return None;
    }
    let mut cells = Cells { lines: vec![String::new(); source.line_count() as usize], ..Cells::default() };
    let mut language = String::from("python");
    json::texts(&source.text, |text| {
        let said = &source.text[text.span.range()];
        match text.path {
            _ if text.is_key => {}
            ["metadata", "kernelspec", "language"] | ["metadata", "language_info", "name"] => {
                language = said.to_ascii_lowercase();
            }
            ["cells", "", "cell_type"] => cells.begin(said),
            ["cells", "", "source", ..] => {
                let line = source.line_of(text.span.start) as usize - 1;
                // The text is whole, so it has quotes around it.
                let quoted = &source.text[text.span.start as usize - 1..text.span.end as usize + 1];
                cells.line(line, serde_json::from_str(quoted).unwrap_or_default());
            }
            _ => {}
        }
    });
    let language = Language::by_id(&language)?;
    let text = (cells.is_apart && cells.has_code).then(|| cells.lines.join("\n"))?;
    // The lines are not those of the file, byte by byte.
    Some((SourceFile::new(source.path.as_str(), text, Encoding::Latin1), language))
}

struct Cells {
    lines: Vec<String>,
    is_code: bool,
    /// The next line is the first of its cell.
    is_first: bool,
    /// No two lines of code stand on one line of the file.
    is_apart: bool,
    has_code: bool,
}

impl Default for Cells {
    fn default() -> Self {
        Cells { lines: vec![], is_code: false, is_first: true, is_apart: true, has_code: false }
    }
}

impl Cells {
    fn begin(&mut self, kind: &str) {
        self.is_code = kind == "code";
        self.is_first = true;
    }

    fn line(&mut self, at: usize, text: String) {
        let code = text.trim_end_matches(['\r', '\n']);
        let bare = code.trim_start();
        if self.is_first && bare.starts_with("%%") {
            // The cell is in another language.
            self.is_code = false;
        }
        self.is_first = false;
        if !self.is_code {
            return;
        }
        self.has_code = true;
        self.is_apart &= !code.contains('\n') && self.lines[at].is_empty();
        // Commands to the notebook or the shell; a block may hold nothing else.
        self.lines[at] = match bare.starts_with(['%', '!']) {
            true => format!("{}pass", &code[..code.len() - bare.len()]),
            false => code.to_owned(),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_keeps_its_lines() {
        let check = |text: &str, expected: Option<&str>| {
            let source = SourceFile::new("a.ipynb", text.into(), Encoding::Utf8);
            let found = code(&source).map(|(source, language)| (source.text, language.id));
            assert_eq!(found.as_ref().map(|(text, _)| text.as_str()), expected, "{text}");
        };
        let cell = |kind: &str, source: &str| {
            format!("{{\"cells\": [{{\"cell_type\": \"{kind}\",\n\"source\": [{source}]}}]}}")
        };
        check(&cell("code", "\n\"x = \\\"a\\\"\\n\",\n  \"y\""), Some("\n\nx = \"a\"\ny"));
        check(&cell("code", "\n\"if x:\\n\",\n\"  !ls\\n\""), Some("\n\nif x:\n  pass"));
        check(&cell("code", "\"x\\n\", \"y\""), None);
        check(&cell("code", "\"%%bash\\n\",\n\"y\""), None);
        check(&cell("markdown", "\"x\""), None);
        let r =
            cell("code", "\"x\"").replace("]}", "], \"metadata\": {\"kernelspec\": {\"language\": \"R\"}}}");
        check(&r, None);
        check("{\"cells\": [{\"source\": \"x", None);
    }
}
