//! The calls that together are one use case: told after the files they stand in.

use super::super::Report;
use super::super::text::line;
use super::paint::Page;
use super::{advice, steps};
use crate::finding::UseCase;

pub(super) fn recipes(page: &mut Page, report: &Report) {
    let shown: Vec<&UseCase> =
        report.recipes.iter().filter(|r| r.confidence >= page.style.min_confidence).collect();
    if shown.is_empty() {
        return;
    }
    let heading = page.bold("Use cases");
    let about = page.dim("replace these calls together, not one by one");
    page.line(&format!("{heading}  {about}"));
    page.line("");
    for case in shown {
        one(page, case);
    }
}

fn one(page: &mut Page, case: &UseCase) {
    let test = if case.test { ", test code" } else { "" };
    let head = format!("{} ({}{test}) [{}]", case.title, case.confidence.id(), case.recipe);
    page.line(&format!("  {}", line(&head)));
    for (i, call) in case.calls.iter().enumerate() {
        let name = match i {
            0 if case.calls.len() > 1 => "calls",
            0 => "call",
            _ => "",
        };
        page.field(name, &line(&format!("{} ({}:{})", call.rule, call.path, call.line)));
    }
    if !case.within.is_empty() {
        page.field("within", &line(&case.within.join(", ")));
    }
    if let Some(question) = &case.question {
        page.field("decide", &line(question));
    }
    steps(page, &case.remedy);
    advice(page, &case.remedy);
    if let Some(link) = case.remedy.docs.first() {
        page.link("see", &line(link));
    }
    page.line("");
}
