//! What must be right in `requests.toml`: every name in it names something.

use std::collections::BTreeSet;
use std::ops::Range;

use super::{Pack, Told, instead};
use crate::rule::mistake::Mistake;
use crate::rule::{Filling, Mapping};

pub(super) fn check(pack: &Pack<'_>, mistakes: &mut Vec<Mistake>) {
    let Some((file, requests)) = pack.requests else { return };
    let mut told = Told { file, mistakes };
    let (endpoints, operations) = (pack.endpoint_ids(), pack.operation_names());
    for written in &requests.request {
        let (mapping, at) = (written.get(), written.span());
        for endpoint in &mapping.endpoints {
            known(&mut told, "endpoint", endpoint, &endpoints, at.clone());
        }
        for operation in &mapping.operations {
            known(&mut told, "operation", operation, &operations, at.clone());
        }
        names(pack, mapping, at, &mut told);
    }
}

fn known(told: &mut Told<'_>, what: &str, name: &str, known: &BTreeSet<&str>, at: Range<usize>) {
    if !known.contains(name) {
        let help = instead(name, known.iter().copied());
        told.tell(at, format!("unknown {what} `{name}`"), "in this request", help);
    }
}

/// Parameters of the operations, translations, and what endpoints give.
fn names(pack: &Pack<'_>, mapping: &Mapping, at: Range<usize>, told: &mut Told<'_>) {
    let words = pack.translation_ids();
    let gives =
        pack.rest.iter().map(|(_, rest)| *rest).flat_map(|r| &r.endpoint).flat_map(|e| &e.get().gives);
    let answers: BTreeSet<&str> = gives.map(|g| g.name.as_str()).collect();
    let operations = pack.operations.iter().filter(|(_, o)| mapping.operations.contains(o.operation.get()));
    let paths: BTreeSet<&str> =
        operations.flat_map(|(_, o)| &o.parameter).map(|p| p.get().name.as_str()).collect();
    let mut stack: Vec<&Filling> = mapping.args.values().collect();
    while let Some(filling) = stack.pop() {
        let pairs = || filling.pairs.iter();
        for id in
            filling.words.iter().flat_map(|w| w.split(' ')).chain(pairs().filter_map(|p| p.words.as_deref()))
        {
            known(told, "translation", id, &words, at.clone());
        }
        for answer in &filling.answer {
            known(told, "answer", answer, &answers, at.clone());
        }
        // What stands below an item is named from there, and packs declare only what rows ask about.
        let below = filling.each.is_some();
        let lists = filling.each.iter().chain(pairs().map(|p| &p.list).filter(|_| !below));
        let from = filling.from.iter().filter(|_| !below);
        for path in from.chain(lists).chain(&filling.given) {
            let is_part = |a: &str, b: &str| a.strip_prefix(b).is_some_and(|rest| rest.starts_with('.'));
            if !paths.iter().any(|p| p == path || is_part(p, path) || is_part(path, p)) {
                let help = instead(path, paths.iter().copied());
                told.tell(at.clone(), format!("unknown parameter `{path}`"), "in this request", help);
            }
        }
        if !below {
            stack.extend(filling.fields.values());
        }
        stack.extend(&filling.lines);
    }
}
