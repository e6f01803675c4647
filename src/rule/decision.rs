//! Conditions of decision rows: their grammar and their three-valued truth.

use serde::Serialize;

/// One condition of a row: a test on one of several subjects.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Condition {
    /// Dotted parameter paths, or `call_site`, `instance`, `result`, `records`;
    /// the condition holds when it holds for one of them.
    pub subjects: Vec<String>,
    /// What is asked.
    pub test: Test,
}

/// What a condition asks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
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
    /// `call_site is …`: a fact outside the parameters, in words.
    Is(String),
}
