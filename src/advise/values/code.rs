//! What the caller's own code calls a value: the expression it can be taken from at the call.

use super::Values;
use crate::advise::words;
use crate::fact::{ExprId, ExprKind};
use crate::http::Code;
use crate::link::FileId;
use crate::request::Part;
use crate::secret;

/// Longer expressions get a variable.
const LONGEST_CODE: usize = 70;

impl Values<'_, '_, '_> {
    /// The code of a part, quoted for people.
    pub(super) fn shown(&self, part: &Part) -> Option<String> {
        // `null` holds nothing.
        let is_literal = |(file, id): (FileId, ExprId)| {
            matches!(self.request.project.facts(file).kind(id), ExprKind::Atom(_))
        };
        let code = self.code(part).filter(|_| !part.place.is_some_and(is_literal))?;
        Some(format!("`{}`", words::cut(&code.code)))
    }

    /// How code speaks of a part: by the name it has at the call, else by the
    /// expression it was read from.
    pub(super) fn code(&self, part: &Part) -> Option<Code> {
        let named = part.name.map(|(file, id)| self.code_at(file, id)).filter(|code| code.usable);
        named.or_else(|| part.place.map(|(file, id)| self.code_at(file, id)))
    }

    /// What code puts between brackets: `key` of `"Rows[" + key + "]"` and of `"Rows[%s]" % key`.
    pub(super) fn bracketed(&self, part: &Part) -> Option<Code> {
        let (file, id) = part.place?;
        let facts = self.request.project.facts(file);
        let text = |id: ExprId| match facts.kind(id) {
            ExprKind::Text(text) => Some(text.as_str()),
            _ => None,
        };
        let key = match facts.kind(id) {
            ExprKind::Concat(pieces) => match pieces.as_slice() {
                [before, key, behind] if text(*before)?.ends_with('[') && text(*behind)?.starts_with(']') => {
                    *key
                }
                _ => return None,
            },
            // Formatting: the form is the object of the call, or its first argument.
            ExprKind::Call { target, args, .. } => {
                let base = match facts.kind(*target) {
                    ExprKind::Member { base, .. } => Some(*base),
                    _ => None,
                };
                let mut given =
                    base.filter(|b| text(*b).is_some()).into_iter().chain(args.iter().map(|a| a.value));
                let form = text(given.next()?)?;
                let key = given.next().filter(|_| given.next().is_none())?;
                let hole = form.split_once('[')?.1.split_once(']')?.0;
                matches!(hole, "%s" | "{}" | "{0}").then_some(key)?
            }
            _ => return None,
        };
        Some(self.code_at(file, key))
    }

    fn code_at(&self, file: FileId, id: ExprId) -> Code {
        let parsed = &self.request.project.files[file];
        let facts = self.request.project.facts(file);
        let span = facts.expr(id).span;
        let text = parsed.source.slice(span);
        let line = parsed.source.line_of(span.start);
        let code = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let shown = secret::piece(&code);
        let hides = shown != code;
        let file_name = parsed.source.path.rsplit('/').next().unwrap_or(&parsed.source.path);
        let usable = !hides && text == code && self.is_usable(file, id, &code);
        Code {
            name: identifier(&code),
            code: shown,
            at: format!("{file_name}:{line}"),
            usable,
            ..Code::default()
        }
    }

    /// Whether an expression means the same at the call.
    fn is_usable(&self, file: FileId, id: ExprId, code: &str) -> bool {
        let (project, verdict) = (self.request.project, self.request.verdict);
        let facts = project.facts(file);
        let expr = facts.expr(id);
        let near = file == verdict.file
            && project.method_around(file, expr.scope) == project.method_around(file, verdict.scope);
        let plain = match &expr.kind {
            ExprKind::Name(_) | ExprKind::Member { .. } | ExprKind::This => true,
            ExprKind::Call { block, .. } => block.is_none() && code.ends_with(')'),
            ExprKind::Index { .. } => code.ends_with(']') && !code.ends_with("[]"),
            _ => false,
        };
        near && plain && code.len() <= LONGEST_CODE && !code.starts_with(['#', '{'])
    }
}

/// A name for an expression: `lead.getEmail()` → `leadEmail`.
fn identifier(code: &str) -> String {
    let mut words: Vec<String> = vec![];
    for word in code.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').filter(|w| !w.is_empty()) {
        let bare = word.trim_matches('_');
        let bare = bare.strip_prefix("get").filter(|r| r.starts_with(char::is_uppercase)).unwrap_or(bare);
        let parts = bare.split('_').filter(|p| !p.is_empty());
        words.extend(parts.filter(|p| !matches!(*p, "this" | "self" | "new")).map(str::to_owned));
    }
    let mut name = String::new();
    for word in words.iter().rev().take(3).rev() {
        let mut letters = word.chars();
        match letters.next() {
            Some(first) if name.is_empty() => name.extend(first.to_lowercase()),
            Some(first) => name.extend(first.to_uppercase()),
            None => {}
        }
        name.push_str(letters.as_str());
    }
    // A number or nothing at all is no name; words of a language are left to its snippets.
    if name.len() < 2 || name.starts_with(|c: char| c.is_ascii_digit()) || name.len() > 40 {
        return "value".to_owned() + &name.chars().filter(char::is_ascii_digit).take(6).collect::<String>();
    }
    name
}
