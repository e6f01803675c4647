//! Findings made up for tests of what is computed from them.

#![allow(dead_code, reason = "each test takes what it needs")]

use proptest::prelude::*;
use unsoap::finding::{Confidence, Finding, Hours, Kind, Place, Remedy, Snippet, Units};
use unsoap::report::{Ledger, LedgerFile, Unresolved};

/// A call of operation `n` in the file `at`.
pub(crate) fn call(n: usize, at: usize, class: &str, confidence: Confidence) -> Finding {
    Finding {
        rule: format!("marketo/operation-{n}"),
        api: "marketo".into(),
        operation: Some(format!("operation{n}")),
        object: None,
        kind: Kind::Call,
        confidence,
        evidence: vec![],
        place: Place { path: format!("src/m{}/f{at}.java", at % 3), line: 1, ..Place::default() },
        units: Units::default(),
        language: "java".into(),
        within: Some("A.b".into()),
        test: false,
        title: format!("operation{n} call"),
        remedy: Remedy {
            says: "Use the other one.".into(),
            class: class.into(),
            hazards: vec![format!("operation {n} differs")],
            ..Remedy::default()
        },
        effort: Hours::default(),
        fingerprint: format!("{n}-{at}"),
        snippet: Snippet::default(),
        decision: None,
        chain: vec![],
        related: vec![],
        generated: None,
    }
}

/// What was not understood.
pub(crate) fn ledger(unresolved: usize, lost: usize) -> Ledger {
    let call = |line| Unresolved { path: "src/a.php".into(), line, ..Unresolved::default() };
    let file =
        |n| LedgerFile { path: format!("src/{n}.pl"), state: "no-parser".into(), ..LedgerFile::default() };
    Ledger {
        unresolved: (0..unresolved as u32).map(call).collect(),
        files: (0..lost).map(file).collect(),
        ..Ledger::default()
    }
}

/// Findings of any kind, each with a fingerprint of its own.
pub(crate) fn any_findings(n: std::ops::Range<usize>) -> impl Strategy<Value = Vec<Finding>> {
    let confidence =
        prop_oneof![Just(Confidence::Certain), Just(Confidence::Likely), Just(Confidence::Possible)];
    let kind = prop_oneof![
        6 => Just(Kind::Call), 1 => Just(Kind::Parameter), 1 => Just(Kind::Wrapper), 1 => Just(Kind::Stub),
        1 => Just(Kind::Endpoint), 1 => Just(Kind::Auth), 1 => Just(Kind::Import)
    ];
    let one = (0..5_usize, 0..40_usize, confidence, kind, any::<bool>()).prop_map(
        |(n, at, confidence, kind, test)| {
            // An operation has one class, as a decided row has.
            let class = ["S", "M", "L", "X", "S"][n];
            Finding { kind, test: test && at % 4 == 0, ..call(n, at, class, confidence) }
        },
    );
    prop::collection::vec(one, n).prop_map(|mut findings| {
        for (i, finding) in findings.iter_mut().enumerate() {
            finding.fingerprint = format!("{i:03}");
        }
        findings
    })
}
