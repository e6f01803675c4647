//! Names and types as they are written.

use crate::fact::TypeName;
use crate::source::Span;

/// A name without what a language decorates it with: `$x`, `@x`, `:x`, `#x`, `x:`, `'x'`, `&$x`.
pub(super) fn bare(text: &str) -> &str {
    let text = text.trim();
    let text = text.trim_matches(['\'', '"', '`']);
    text.trim_start_matches(['$', '@', ':', '#', '&', '*']).trim_end_matches(':')
}

/// `A\B`, `A::B`, `::A` and `a.b` with dots, without spaces.
pub(super) fn dotted(text: &str) -> String {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let text = text.trim_start_matches('\\').replace("::", ".").replace('\\', ".");
    // A relative import of Python keeps its dots; `::A` of Ruby or `global::A` of C# do not.
    text.strip_prefix("global.").unwrap_or(&text).to_owned()
}

/// Reads a type in any of our languages: the name, its arguments in `<>` or
/// `[]`, and whether it is an array. Of a union the first member counts that
/// is not null. What is no named type (a function type, a literal) has an
/// empty name.
pub(super) fn type_name(text: &str, offset: u32) -> TypeName {
    let mut reader = Reader { text, at: 0, offset };
    let mut chosen: Option<TypeName> = None;
    loop {
        let ty = reader.one(0);
        let empty = matches!(
            ty.name.as_str(),
            "" | "null" | "undefined" | "None" | "nil" | "false" | "NilClass" | "void"
        );
        if chosen.is_none() || (!empty && chosen.as_ref().is_some_and(|c| is_nothing(&c.name))) {
            chosen = Some(ty);
        }
        reader.space();
        if !reader.take("|") {
            break;
        }
    }
    chosen.unwrap_or_default()
}

fn is_nothing(name: &str) -> bool {
    matches!(name, "" | "null" | "undefined" | "None" | "nil" | "false" | "NilClass")
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    offset: u32,
}

impl Reader<'_> {
    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn take(&mut self, token: &str) -> bool {
        let there = self.rest().starts_with(token);
        if there {
            self.at += token.len();
        }
        there
    }

    fn space(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
    }

    fn word(&mut self) -> String {
        let rest = self.rest();
        let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '$')).unwrap_or(rest.len());
        let word = rest[..end].to_owned();
        self.at += end;
        word
    }

    /// One type; nested arguments deeper than anybody writes are left out.
    fn one(&mut self, depth: u8) -> TypeName {
        let mut ty = TypeName::default();
        loop {
            self.space();
            if self.take("...") {
                ty.array = true;
            } else if self.take("?")
                || self.take("&")
                || self.take("*")
                || self.take("<")
                || self.take("\"")
                || self.take("'")
            {
            } else if self.rest().starts_with('[')
                && let Some(end) = self.rest().find(']')
            {
                // `[]T` and `[4]T` of Go.
                self.at += end + 1;
                ty.array = true;
            } else if self.take("@") {
                // An annotation on the type says nothing about what it is.
                self.word();
            } else if self.take("\\") || self.take("::") || self.take(":") {
            } else {
                break;
            }
        }
        let start = self.at;
        let mut end = start;
        loop {
            let word = self.word();
            if word.is_empty() {
                break;
            }
            let modifier = matches!(
                word.as_str(),
                "extends"
                    | "super"
                    | "ref"
                    | "out"
                    | "params"
                    | "readonly"
                    | "keyof"
                    | "const"
                    | "in"
                    | "unique"
            );
            if modifier && ty.name.is_empty() && self.rest().starts_with(char::is_whitespace) {
                self.space();
                let mut inner = self.one(depth);
                inner.array |= ty.array;
                return inner;
            }
            ty.name.push_str(&word);
            end = self.at;
            self.space();
            if depth < 16 && (self.rest().starts_with('<') || self.rest().starts_with('[')) {
                self.arguments(&mut ty, depth);
            }
            self.space();
            if self.take("::") || self.take("\\") || (!self.rest().starts_with("...") && self.take(".")) {
                self.space();
                ty.name.push('.');
                continue;
            }
            break;
        }
        ty.name = ty.name.trim_end_matches('.').to_owned();
        if let Some(name) = ty.name.strip_prefix("global.") {
            ty.name = name.to_owned();
        }
        ty.span = Span { start: self.offset + cut(start), end: self.offset + cut(end) };
        loop {
            self.space();
            if self.take("...") {
                ty.array = true;
            } else if !(self.take("?") || self.take("*") || self.take("&") || self.take("!")) {
                return ty;
            }
        }
    }

    /// `<A, B>`, `[A, B]`, `[]`, `[,]`, `[3]`.
    fn arguments(&mut self, ty: &mut TypeName, depth: u8) {
        loop {
            self.space();
            let close = if self.take("<") {
                ">"
            } else if self.take("[") {
                "]"
            } else if self.rest().starts_with("?[") {
                self.take("?");
                continue;
            } else {
                return;
            };
            let mut seen = false;
            while !self.rest().is_empty() {
                self.space();
                if self.take(close) {
                    break;
                }
                if self.take(",") {
                    continue;
                }
                let before = self.at;
                let argument = self.one(depth + 1);
                if self.at == before {
                    // Not a type: step over a character, whatever it is.
                    self.at += self.rest().chars().next().map_or(0, char::len_utf8);
                    continue;
                }
                if !argument.name.is_empty() && !argument.name.starts_with(|c: char| c.is_ascii_digit()) {
                    seen = true;
                    ty.args.push(argument);
                }
            }
            ty.array |= close == "]" && !seen;
        }
    }
}

fn cut(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(ty: &TypeName) -> String {
        let args: Vec<_> = ty.args.iter().map(shown).collect();
        let args = if args.is_empty() { String::new() } else { format!("<{}>", args.join(",")) };
        format!("{}{args}{}", ty.name, if ty.array { "[]" } else { "" })
    }

    #[test]
    fn types_of_all_languages_read_alike() {
        for (written, read) in [
            ("String", "String"),
            ("java.util.List<LeadKey>", "java.util.List<LeadKey>"),
            ("Map<String, List<? extends Foo>>", "Map<String,List<Foo>>"),
            ("byte[]", "byte[]"),
            ("Object...", "Object[]"),
            ("global::Ns.Client?", "Ns.Client"),
            ("int[,]", "int[]"),
            ("\\Ns\\Client|null", "Ns.Client"),
            ("?Client", "Client"),
            ("null | Client", "Client"),
            ("A::B", "A.B"),
            ("Optional[Client]", "Optional<Client>"),
            ("'Client'", "Client"),
            ("readonly Foo[]", "Foo[]"),
            ("Promise<soap.Client>", "Promise<soap.Client>"),
            ("(a: A) => B", ""),
            ("@Nullable Foo", "Foo"),
            ("IOException | SoapFault", "IOException"),
            ("<T>", "T"),
            ("[]*soap.Client", "soap.Client[]"),
            (": Client", "Client"),
            ("", ""),
            ("Foo<", "Foo"),
            ("Ünïcode<é", "Ünïcode<é>"),
        ] {
            assert_eq!(shown(&type_name(written, 0)), read, "{written}");
        }
    }

    #[test]
    fn a_types_span_is_its_name() {
        let ty = type_name("List<LeadKey>", 10);
        assert_eq!(ty.span, Span { start: 10, end: 14 });
        assert_eq!(ty.args[0].span, Span { start: 15, end: 22 });
    }
}
