//! What judging comes to, before it is a finding.

use std::rc::Rc;

use super::wrappers::{Edit, Through};
use crate::fact::{ExprId, ScopeId};
use crate::finding::{Confidence, Generated, Kind};
use crate::link::{Because, FileId};
use crate::source::Span;

/// What was decided about one place, before remedy and position are filled in.
#[derive(Debug, Clone)]
pub struct Verdict {
    /// What the finding is.
    pub kind: Kind,
    /// Index into the rules' APIs.
    pub api: usize,
    /// Index into the API's operations, for calls and wrappers.
    pub operation: Option<usize>,
    /// Id of the rule within its pack.
    pub rule: String,
    /// The object, where a library's class or method says it.
    pub object: Option<String>,
    /// File.
    pub file: FileId,
    /// What is marked: for a call the operation's name.
    pub span: Span,
    /// The call, envelope or expression.
    pub expr: Option<ExprId>,
    /// Innermost scope.
    pub scope: ScopeId,
    /// How sure.
    pub confidence: Confidence,
    /// Why, most telling first.
    pub because: Vec<Rc<Because>>,
    /// Rests on the API's presence elsewhere in the project.
    pub by_project: bool,
    /// Stands in test code.
    pub test: bool,
    /// For wrappers: the chain down to the SOAP call.
    pub chain: Vec<Rc<Because>>,
    /// For wrappers: the SOAP call that is made in the end.
    pub through: Option<Rc<Through>>,
    /// Further places that belong to it.
    pub related: Vec<(FileId, Span)>,
    /// For stubs: the set.
    pub generated: Option<Generated>,
}

impl Verdict {
    /// A verdict on a place, without what only some kinds have.
    pub(super) fn on(
        kind: Kind,
        api: usize,
        rule: String,
        file: FileId,
        span: Span,
        confidence: Confidence,
        because: Vec<Rc<Because>>,
    ) -> Self {
        Verdict {
            kind,
            api,
            operation: None,
            rule,
            object: None,
            file,
            span,
            expr: None,
            scope: ScopeId::FILE,
            confidence,
            because,
            by_project: false,
            test: false,
            chain: vec![],
            through: None,
            related: vec![],
            generated: None,
        }
    }
}

/// A dispatch whose operation could not be read.
#[derive(Debug, Clone)]
pub struct Unread {
    /// File.
    pub file: FileId,
    /// The expression that names the operation.
    pub span: Span,
    /// Code of the callee, for people.
    pub says: String,
    /// The API its client is bound to, if known.
    pub api: Option<usize>,
}

/// Everything decided.
#[derive(Debug, Default)]
pub struct Judgement {
    /// Verdicts, sorted by file and span.
    pub verdicts: Vec<Verdict>,
    /// Dispatches that may reach an API.
    pub unread: Vec<Unread>,
    /// The methods that hold SOAP calls, and who reaches them.
    pub frontier: Vec<Edit>,
}
