//! The words that decide from raw bytes whether a file is parsed.
//!
//! A [`Proof`](Weight::Proof) is a word only people who use the API write, a
//! [`Telling`](Weight::Telling) word is the name of an operation that is more
//! than an everyday word; either makes a file relevant alone. The others are
//! [`Generic`](Weight::Generic): words of SOAP client libraries and everyday
//! names such as an operation called `Create`. They count once the scan is
//! known to use the API, so a code base that never does is never parsed.
//!
//! Words are compared without case and inside longer words, so a word is left
//! out when a shorter one of the same or greater weight is part of it.

use std::collections::BTreeMap;

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use regex_syntax::ast::{Ast, parse::Parser};

use super::names::has_operation;
use super::{Api, Rules, SignKind, Strength};
use crate::read::{Weight, Word};

/// Shorter words are in every file.
const SHORTEST: usize = 4;

impl Rules {
    /// The words of all packs and client libraries, sorted.
    pub fn vocabulary(&self) -> Vec<Word> {
        let mut words = Words::default();
        for (index, api) in self.apis.iter().enumerate() {
            words.of = Some(index);
            words.api(api);
        }
        words.of = None;
        for client in &self.clients {
            words.languages.clone_from(&client.languages);
            for word in &client.vocabulary {
                words.add(word, Weight::Generic);
            }
            for import in &client.imports {
                words.path(import, Weight::Generic);
            }
        }
        words.shortest()
    }
}

#[derive(Default)]
struct Words {
    /// Word and the API it belongs to.
    all: BTreeMap<(String, Option<usize>), Known>,
    /// The API whose words are being collected.
    of: Option<usize>,
    /// The languages they are written in; none: any.
    languages: Vec<String>,
}

struct Known {
    weight: Weight,
    languages: Vec<String>,
}

impl Words {
    fn add(&mut self, word: &str, weight: Weight) {
        let word = word.to_ascii_lowercase();
        if word.len() >= SHORTEST {
            let new = || Known { weight, languages: self.languages.clone() };
            let known = self.all.entry((word, self.of)).or_insert_with(new);
            known.weight = weight.max(known.weight);
            if self.languages.is_empty() {
                known.languages.clear();
            } else if !known.languages.is_empty() {
                known.languages.extend_from_slice(&self.languages);
                known.languages.sort();
                known.languages.dedup();
            }
        }
    }

    /// A dotted path, as the languages separate it.
    fn path(&mut self, path: &str, weight: Weight) {
        for separator in [".", "/", "\\", "\\\\", "::"] {
            self.add(&path.replace('.', separator), weight);
        }
    }

    fn api(&mut self, api: &Api) {
        let detect = &api.detect;
        let strong =
            [&detect.vocabulary, &detect.namespaces, &detect.ports, &detect.services, &detect.port_names];
        for word in strong.into_iter().flatten() {
            self.add(word, Weight::Proof);
        }
        for package in &detect.packages {
            self.path(package, Weight::Proof);
        }
        for pattern in &detect.endpoints {
            self.pattern(pattern.as_str(), Weight::Proof);
        }
        // A WSDL holds the namespace anyway; the name of its file is a shorter word.
        for pattern in &detect.wsdl {
            self.pattern(pattern.as_str(), Weight::Telling);
        }
        // Where the API is used, it matters whether its successor is as well.
        for pattern in detect.rest.iter().chain(&detect.token) {
            self.pattern(pattern.as_str(), Weight::Generic);
        }
        let generic = [&detect.generic_ports, &detect.headers, &detect.not_types];
        for word in generic.into_iter().flatten() {
            self.add(word, Weight::Generic);
        }
        for word in detect.types.iter().chain(api.object_aliases.keys()).filter(|w| compound(w)) {
            self.add(word, Weight::Generic);
        }
        self.operations(api);
        // A weak sign needs other evidence in its file, and that makes the file relevant.
        for sign in api.signs.iter().filter(|s| s.strength == Strength::Strong) {
            for name in sign.names.iter().chain(&sign.members) {
                self.spellings(name, Weight::Generic);
            }
            let address = if matches!(sign.kind, SignKind::Endpoint | SignKind::Import) {
                Weight::Proof
            } else {
                Weight::Generic
            };
            for pattern in &sign.patterns {
                self.pattern(pattern.as_str(), address);
            }
        }
        self.libraries(api);
    }

    fn operations(&mut self, api: &Api) {
        let compounds = api.operations.iter().filter(|o| compound(o.operation.as_str())).count();
        // An API that calls most of its operations `Create` or `Delete` has no
        // name that speaks for itself: `VersionInfo` is as common.
        let telling = compounds * 2 > api.operations.len();
        for rule in &api.operations {
            let name = rule.operation.as_str();
            let is_telling = telling && compound(name);
            // Every file says `create`. Where it means the API, the file names a
            // client or a type as well, or the linker asks for it.
            if compound(name) {
                self.spellings(name, if is_telling { Weight::Telling } else { Weight::Generic });
            }
            for element in api.detect.requests_of(rule) {
                // Nobody else writes `paramsGetLead`.
                let weight = if is_telling { Weight::Proof } else { Weight::Generic };
                self.spellings(&element, weight);
            }
        }
        for request in api.detect.requests.iter().filter(|p| !has_operation(p)) {
            self.add(request, Weight::Generic);
        }
    }

    fn libraries(&mut self, api: &Api) {
        for library in api.libraries.iter().filter(|l| !l.rest) {
            let proof = |yes: bool| if yes { Weight::Proof } else { Weight::Generic };
            let strong = library.strength == Strength::Strong;
            self.languages.clone_from(&library.languages);
            for import in library.imports.iter() {
                self.path(import, proof(strong && (compound(import) || import.contains('.'))));
            }
            for package in &library.packages {
                self.add(package, proof(strong && (compound(package) || package.contains('/'))));
            }
            for ty in &library.types {
                let methods = ty.methods.keys().chain(&ty.names).chain(ty.gives.keys());
                for name in methods.filter(|n| compound(n)) {
                    self.add(name, Weight::Generic);
                }
            }
        }
        self.languages.clear();
    }

    /// A name in camel case, snake case and with hyphens. People do not agree
    /// where `getMObjects` breaks, so every choice of its joints is listed.
    fn spellings(&mut self, name: &str, weight: Weight) {
        let pieces = pieces(name);
        let joints = pieces.len().saturating_sub(1).min(5);
        for choice in 0..1_u32 << joints {
            let mut spelled = String::new();
            for (i, piece) in pieces.iter().enumerate() {
                spelled.push_str(piece);
                if i < joints && choice & (1 << i) != 0 {
                    spelled.push('_');
                }
            }
            self.add(&spelled, weight);
        }
        self.add(&pieces.join("-"), weight);
    }

    /// Texts one of which every match of a regular expression holds.
    fn pattern(&mut self, pattern: &str, weight: Weight) {
        for literal in required(pattern) {
            self.add(&literal, weight);
        }
    }

    /// Without the words that another one finds anyway.
    fn shortest(self) -> Vec<Word> {
        let wider = |a: &Known, b: &Known| {
            a.languages.is_empty()
                || !b.languages.is_empty() && b.languages.iter().all(|l| a.languages.contains(l))
        };
        let all: Vec<_> = self.all.iter().collect();
        let automaton = AhoCorasick::builder()
            .kind(Some(AhoCorasickKind::NoncontiguousNFA))
            .build(all.iter().map(|((word, _), _)| word))
            .expect("a vocabulary is far below the automaton's limit of 2^31 states");
        let covered = |((word, of), known): &(&(String, Option<usize>), &Known)| {
            automaton.find_overlapping_iter(word.as_str()).any(|found| {
                let ((w, o), other) = all[found.pattern().as_usize()];
                w.len() < word.len() && o == of && other.weight >= known.weight && wider(other, known)
            })
        };
        let words = all.iter().copied().filter(|word| !covered(word));
        let word = |((text, api), known): (&(String, Option<usize>), &Known)| Word {
            text: text.clone(),
            weight: known.weight,
            api: *api,
            languages: known.languages.clone(),
        };
        words.map(word).collect()
    }
}

/// More than one word in one: `getLead`, `ET_Subscriber`, `suds-marketo`.
fn compound(name: &str) -> bool {
    pieces(name).len() > 1
}

/// `getMObjects` → get, M, Objects; `suds_marketo` → suds, marketo.
fn pieces(name: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    for part in name.split(['_', '-']).filter(|p| !p.is_empty()) {
        let mut start = 0;
        let chars: Vec<(usize, char)> = part.char_indices().collect();
        for i in 1..chars.len() {
            let (at, c) = chars[i];
            let before = chars[i - 1].1;
            let after = chars.get(i + 1).is_some_and(|(_, n)| n.is_lowercase());
            if c.is_uppercase() && (!before.is_uppercase() || after) {
                pieces.push(&part[start..at]);
                start = at;
            }
        }
        pieces.push(&part[start..]);
    }
    pieces
}

/// Literals one of which every match of `pattern` holds; nothing when the
/// pattern guarantees none.
pub(super) fn required(pattern: &str) -> Vec<String> {
    let Ok(ast) = Parser::new().parse(pattern) else { return Vec::new() };
    // One alternative without a literal of use is enough for a match without any.
    literals(&ast).filter(|all| all.iter().all(|l| l.len() >= SHORTEST)).unwrap_or_default()
}

/// `None`: matches need hold no literal of use.
fn literals(ast: &Ast) -> Option<Vec<String>> {
    match ast {
        Ast::Literal(literal) => Some(vec![literal.c.to_string()]),
        Ast::Group(group) => literals(&group.ast),
        Ast::Repetition(repetition) => match repetition.op.kind {
            regex_syntax::ast::RepetitionKind::OneOrMore => literals(&repetition.ast),
            _ => None,
        },
        Ast::Alternation(alternation) => {
            let all: Option<Vec<_>> = alternation.asts.iter().map(literals).collect();
            all.map(|sets| sets.into_iter().flatten().collect())
        }
        Ast::Concat(concat) => {
            let mut run = vec![String::new()];
            let mut best: Option<Vec<String>> = None;
            let shortest = |set: &[String]| set.iter().map(String::len).min().unwrap_or(0);
            let mut offer = |set: Vec<String>| {
                let better = best.as_ref().is_none_or(|b| shortest(&set) > shortest(b));
                if shortest(&set) >= SHORTEST && better {
                    best = Some(set);
                }
            };
            for part in &concat.asts {
                match exact(part).and_then(|texts| joined(&run, &texts)) {
                    Some(longer) => run = longer,
                    None => {
                        offer(std::mem::replace(&mut run, vec![String::new()]));
                        if let Some(set) = literals(part) {
                            offer(set);
                        }
                    }
                }
            }
            offer(run);
            best
        }
        _ => None,
    }
}

/// How many texts a piece of a pattern may stand for.
const TEXTS: usize = 16;

/// All texts that match, if they are few: `exact_?target` is two.
fn exact(ast: &Ast) -> Option<Vec<String>> {
    match ast {
        Ast::Empty(_) | Ast::Flags(_) | Ast::Assertion(_) => Some(vec![String::new()]),
        Ast::Literal(literal) => Some(vec![literal.c.to_string()]),
        Ast::Group(group) => exact(&group.ast),
        Ast::Repetition(repetition) => match repetition.op.kind {
            regex_syntax::ast::RepetitionKind::ZeroOrOne => {
                exact(&repetition.ast).map(|texts| [texts, vec![String::new()]].concat())
            }
            _ => None,
        },
        Ast::Alternation(alternation) => {
            let all: Option<Vec<_>> = alternation.asts.iter().map(exact).collect();
            all.map(|sets| sets.concat()).filter(|texts| texts.len() <= TEXTS)
        }
        Ast::Concat(concat) => {
            concat.asts.iter().try_fold(vec![String::new()], |texts, part| joined(&texts, &exact(part)?))
        }
        _ => None,
    }
}

/// Each of `heads` followed by each of `tails`.
fn joined(heads: &[String], tails: &[String]) -> Option<Vec<String>> {
    let pair = |head: &String| tails.iter().map(|tail| format!("{head}{tail}")).collect::<Vec<_>>();
    (heads.len() * tails.len() <= TEXTS).then(|| heads.iter().flat_map(pair).collect())
}
