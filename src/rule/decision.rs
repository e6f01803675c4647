//! Conditions of decision rows: the small grammar they are written in.
//!
//! `rules/README.md` has the table. A condition parses to subjects and one
//! [`Test`], and prints back to the same text; [`super::truth`] says when it holds.

use std::fmt;
use std::ops::Range;

use serde::Serialize;

/// One condition of a row: a test on one of several subjects.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct Condition {
    /// Dotted parameter paths, or `call_site`, `instance`, `result`, `records`;
    /// the condition holds when it holds for one of them. Empty for `always`.
    pub subjects: Vec<String>,
    /// What is asked.
    pub test: Test,
}

/// What a condition asks.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Test {
    /// `always`.
    Always,
    /// `x = A` or `x = A, B`.
    In(Vec<String>),
    /// `x is not A, B`: readable and none of these; absent counts.
    NotIn(Vec<String>),
    /// `x given`: present, a list has at least one item.
    Given,
    /// `x absent`: not given, or an empty list.
    Absent,
    /// `x not readable`: set by the code, but not readable.
    NotReadable,
    /// `x > n`.
    Greater(i64),
    /// `x <= n`.
    AtMost(i64),
    /// `x has A`.
    Has(Vec<String>),
    /// `x has other than A`.
    HasOther(Vec<String>),
    /// `x only A`.
    Only(Vec<String>),
    /// `call_site is …`: a fact outside the parameters, in words; `is not …` is its opposite.
    Is(String),
}

/// Subjects that are facts about the call instead of parameters.
pub const FACTS: [&str; 4] = ["call_site", "instance", "records", "result"];

/// The subject for the fault codes that handlers around the call compare with.
pub const FAULTS: &str = "call_site.faults";

/// The subject for the names by which the answer is read.
pub const NAMES: &str = "result.names";

/// Behind a parameter: what the code that gives it calls.
pub const CODE: &str = ".code";

/// The subject that stands for the object an operation works on.
pub const OBJECT: &str = "object";

/// Why a text is no condition, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConditionError {
    /// What is wrong.
    pub message: String,
    /// What to write instead.
    pub help: String,
    /// Bytes of the condition's text.
    pub at: Range<usize>,
}

impl fmt::Display for ConditionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}; {}", self.message, self.help)
    }
}

impl std::error::Error for ConditionError {}

impl Condition {
    /// Whether the row with it is the fallback of its operation.
    pub fn is_fallback(&self) -> bool {
        self.test == Test::NotReadable
    }

    /// Whether it holds for every request.
    pub fn is_always(&self) -> bool {
        self.test == Test::Always
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.test == Test::Always {
            return f.write_str("always");
        }
        write!(f, "{} ", self.subjects.join(" or "))?;
        match &self.test {
            Test::Always => Ok(()),
            Test::In(values) => write!(f, "= {}", List(values)),
            Test::NotIn(values) => write!(f, "is not {}", List(values)),
            Test::Given => f.write_str("given"),
            Test::Absent => f.write_str("absent"),
            Test::NotReadable => f.write_str("not readable"),
            Test::Greater(n) => write!(f, "> {n}"),
            Test::AtMost(n) => write!(f, "<= {n}"),
            Test::Has(values) => write!(f, "has {}", List(values)),
            Test::HasOther(values) => write!(f, "has other than {}", List(values)),
            Test::Only(values) => write!(f, "only {}", List(values)),
            Test::Is(words) => write!(f, "is {words}"),
        }
    }
}

/// Values as they are written in a condition.
struct List<'a>(&'a [String]);

impl fmt::Display for List<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, value) in self.0.iter().enumerate() {
            if i > 0 {
                f.write_str(", ")?;
            }
            let plain = !value.is_empty()
                && !value.contains(|c: char| c.is_whitespace() || matches!(c, ',' | '\'' | '"'));
            match value.contains('\'') {
                _ if plain => f.write_str(value)?,
                true => write!(f, "\"{value}\"")?,
                false => write!(f, "'{value}'")?,
            }
        }
        Ok(())
    }
}

/// A piece of a condition's text.
#[derive(Debug, Clone, PartialEq)]
struct Token<'a> {
    text: &'a str,
    quoted: bool,
    at: Range<usize>,
}

/// Cuts at blanks and commas; a comma is a token of its own, quotes hold a token together.
fn tokens(text: &str) -> Result<Vec<Token<'_>>, ConditionError> {
    let mut found = Vec::new();
    let mut rest = text.char_indices().peekable();
    while let Some((start, c)) = rest.next() {
        if c.is_whitespace() {
            continue;
        }
        if c == ',' {
            found.push(Token { text: ",", quoted: false, at: start..start + 1 });
        } else if matches!(c, '\'' | '"') {
            let Some((end, _)) = rest.find(|(_, d)| *d == c) else {
                return Err(error(
                    "the quote is never closed",
                    format!("end the value with {c}"),
                    start..text.len(),
                ));
            };
            found.push(Token { text: &text[start + 1..end], quoted: true, at: start..end + 1 });
        } else {
            let mut end = start + c.len_utf8();
            while let Some((i, d)) = rest.next_if(|(_, d)| !d.is_whitespace() && *d != ',') {
                end = i + d.len_utf8();
            }
            found.push(Token { text: &text[start..end], quoted: false, at: start..end });
        }
    }
    Ok(found)
}

fn error(message: impl Into<String>, help: impl Into<String>, at: Range<usize>) -> ConditionError {
    ConditionError { message: message.into(), help: help.into(), at }
}

/// Words people reach for, and what the grammar says instead.
const INSTEAD: &[(&str, &str)] = &[
    ("==", "="),
    ("!=", "is not"),
    ("<>", "is not"),
    ("in", "= A, B"),
    ("eq", "="),
    ("equals", "="),
    ("contains", "has"),
    ("includes", "has"),
    ("present", "given"),
    ("missing", "absent"),
    ("unset", "absent"),
    ("empty", "absent"),
    ("unknown", "not readable"),
    ("unreadable", "not readable"),
    (">=", "> with the number before it"),
    ("<", "<= with the number before it"),
];

/// The tests, for messages.
const TESTS: &str = "`=`, `is not`, `given`, `absent`, `not readable`, `>`, `<=`, `has`, `has other than`, `only` or, for facts, `is`";

impl std::str::FromStr for Condition {
    type Err = ConditionError;

    fn from_str(text: &str) -> Result<Self, ConditionError> {
        let tokens = tokens(text)?;
        let (subjects, test) = match tokens.as_slice() {
            [] => {
                return Err(error(
                    "the condition is empty",
                    "write `always` for a row without conditions",
                    0..text.len(),
                ));
            }
            [only] if only.text == "always" && !only.quoted => {
                return Ok(Condition { subjects: Vec::new(), test: Test::Always });
            }
            tokens => subjects(tokens)?,
        };
        let test = parse_test(text, &subjects, test, tokens.last().map_or(0, |t| t.at.end))?;
        Ok(Condition { subjects, test })
    }
}

/// The subjects at the start, and the tokens after them.
fn subjects<'t, 'a>(mut tokens: &'t [Token<'a>]) -> Result<(Vec<String>, &'t [Token<'a>]), ConditionError> {
    let mut subjects = Vec::new();
    loop {
        let [subject, rest @ ..] = tokens else {
            return Err(error(
                "nothing follows `or`",
                "name another parameter, or take `or` away",
                subjects_end(tokens),
            ));
        };
        if !is_path(subject) {
            return Err(error(
                format!("`{}` is no parameter", subject.text),
                "begin with the dotted name of a parameter, or with call_site, instance, result or records",
                subject.at.clone(),
            ));
        }
        subjects.push(subject.text.to_owned());
        match rest {
            [or, more @ ..] if or.text == "or" && !or.quoted && !more.is_empty() => tokens = more,
            [or] if or.text == "or" && !or.quoted => {
                return Err(error(
                    "nothing follows `or`",
                    "name another parameter, or take `or` away",
                    or.at.clone(),
                ));
            }
            _ => return Ok((subjects, rest)),
        }
    }
}

fn subjects_end(tokens: &[Token<'_>]) -> Range<usize> {
    tokens.last().map_or(0..0, |t| t.at.clone())
}

fn is_path(token: &Token<'_>) -> bool {
    !token.quoted
        && token.text.split('.').all(|part| {
            part.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
                && part.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))
        })
}

fn parse_test(
    text: &str,
    subjects: &[String],
    tokens: &[Token<'_>],
    end: usize,
) -> Result<Test, ConditionError> {
    let words: Vec<&str> = tokens.iter().map(|t| if t.quoted { "" } else { t.text }).collect();
    match words.as_slice() {
        [] => Err(error(
            format!("nothing is asked about `{}`", subjects.join(" or ")),
            format!("write one of {TESTS} after it"),
            0..text.len(),
        )),
        ["given"] => Ok(Test::Given),
        ["absent"] => Ok(Test::Absent),
        ["not", "readable"] => Ok(Test::NotReadable),
        ["=", ..] => values(&tokens[1..], "=", end).map(Test::In),
        ["has", "other", "than", ..] => values(&tokens[3..], "has other than", end).map(Test::HasOther),
        ["has", ..] => values(&tokens[1..], "has", end).map(Test::Has),
        ["only", ..] => values(&tokens[1..], "only", end).map(Test::Only),
        [">", ..] => number(&tokens[1..], ">", end).map(Test::Greater),
        ["<=", ..] => number(&tokens[1..], "<=", end).map(Test::AtMost),
        ["is"] | ["is", "not"] => Err(error(
            "nothing follows `is`",
            "say the fact in words, or name the values",
            tokens[0].at.clone(),
        )),
        ["is", ..] if subjects.iter().all(|s| FACTS.contains(&s.as_str())) => {
            let said = &text[tokens[0].at.end..];
            Ok(Test::Is(said.split_whitespace().collect::<Vec<_>>().join(" ")))
        }
        ["is", "not", ..] => values(&tokens[2..], "is not", end).map(Test::NotIn),
        ["is", ..] => Err(error(
            format!("`is` asks for a fact in words, but `{}` is a parameter", subjects.join(" or ")),
            "write `= VALUE`; only call_site, instance, result and records take `is`",
            tokens[0].at.clone(),
        )),
        ["given" | "absent", ..] | ["not", "readable", ..] => {
            let extra = if words[0] == "not" { &tokens[2..] } else { &tokens[1..] };
            Err(error(
                format!("`{}` is too much", text[extra[0].at.start..end].trim()),
                "end the condition before it; further conditions are further strings in `when`",
                extra[0].at.start..end,
            ))
        }
        [first, ..] => {
            let help = match INSTEAD.iter().find(|(wrong, _)| wrong == first) {
                Some((_, right)) => format!("write `{right}`"),
                None => format!("write one of {TESTS}"),
            };
            Err(error(format!("`{}` is no test", tokens[0].text), help, tokens[0].at.clone()))
        }
    }
}

/// `A, 'b c', D`.
fn values(tokens: &[Token<'_>], test: &str, end: usize) -> Result<Vec<String>, ConditionError> {
    let mut found = Vec::new();
    let mut rest = tokens;
    loop {
        let [value, more @ ..] = rest else {
            return Err(error(
                "a value is missing",
                format!("write a value after `{test}`"),
                end.saturating_sub(1)..end,
            ));
        };
        if value.text == "," && !value.quoted {
            return Err(error("a value is missing", "write a value before the comma", value.at.clone()));
        }
        if !value.quoted && value.text.contains(['\'', '"']) {
            return Err(error(
                format!("`{}` has a quote in it", value.text),
                "put the whole value in the other kind of quotes",
                value.at.clone(),
            ));
        }
        found.push(value.text.to_owned());
        match more {
            [] => return Ok(found),
            [comma, after @ ..] if comma.text == "," && !comma.quoted => rest = after,
            [next, ..] => {
                return Err(error(
                    format!("`{}` follows a value without a comma", next.text),
                    "separate values by commas, and quote a value with blanks: 'a b'",
                    next.at.clone(),
                ));
            }
        }
    }
}

fn number(tokens: &[Token<'_>], test: &str, end: usize) -> Result<i64, ConditionError> {
    match tokens {
        [n] => n.text.parse().map_err(|_| {
            error(format!("`{}` is no number", n.text), format!("write digits after `{test}`"), n.at.clone())
        }),
        [] => Err(error(
            "a number is missing",
            format!("write digits after `{test}`"),
            end.saturating_sub(1)..end,
        )),
        [_, next, ..] => Err(error(
            format!("`{}` is too much", next.text),
            format!("write one number after `{test}`"),
            next.at.start..end,
        )),
    }
}
