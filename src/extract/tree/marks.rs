//! Runs a language's query and gathers what it marks, one mark a fact.

use std::collections::{HashMap, HashSet};

use streaming_iterator::StreamingIterator as _;
use tree_sitter::{Node, Query, QueryCursor, QueryMatch};

use super::MAX_NESTING;
use super::regions::regions;
use crate::language::{Build, Language};

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($variant:ident = $word:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub(super) enum $name { $($variant),* }
        impl $name {
            const WORDS: &[(&str, $name)] = &[$(($word, $name::$variant)),*];
            fn of(word: &str) -> Option<Self> {
                Self::WORDS.iter().find(|(w, _)| *w == word).map(|(_, v)| *v)
            }
        }
    };
}

words! {
    /// Captures that are a fact each.
    Whole {
        Package = "package",
        Import = "import",
        Class = "class",
        Interface = "interface",
        Enum = "enum",
        Module = "module",
        Part = "part",
        Method = "method",
        Constructor = "constructor",
        Lambda = "lambda",
        Parameter = "parameter",
        Field = "field",
        Local = "local",
        Constant = "constant",
        Enumerator = "enumerator",
        Assignment = "assignment",
        Return = "return",
        Tail = "tail",
        Annotation = "annotation",
        Branch = "branch",
        Loop = "loop",
        Handler = "handler",
        Dead = "dead",
    }
}

words! {
    /// Captures that are a part of the fact they are captured with.
    Piece {
        Name = "name",
        Type = "type",
        Value = "value",
        Each = "each",
        From = "from",
        Path = "path",
        Symbol = "symbol",
        Alias = "alias",
        Wildcard = "wildcard",
        Super = "super",
        Mixin = "mixin",
        Returns = "returns",
        Static = "static",
        Body = "body",
        Array = "array",
        Variadic = "variadic",
        Keywords = "keywords",
        Target = "target",
        Append = "append",
        Default = "default",
        Of = "of",
    }
}

#[derive(Debug, Clone, Copy)]
enum Capture {
    Whole(Whole),
    Piece(Piece),
    Private,
}

/// A language's query and node table, checked and ready.
#[derive(Debug)]
pub struct Compiled {
    /// The grammar they were checked against.
    pub(super) grammar: tree_sitter::Language,
    query: Query,
    captures: Vec<Capture>,
    /// Indexed by the grammar's id of a node kind.
    builds: Vec<Option<Build>>,
}

impl Compiled {
    /// Checks a row. The message says what to write instead.
    pub fn new(language: &Language) -> Result<Self, String> {
        let grammar = (language.grammar)();
        let query = Query::new(&grammar, language.query).map_err(|e| format!("the query: {e}"))?;
        let captures = query
            .capture_names()
            .iter()
            .map(|name| {
                let known = Whole::of(name).map(Capture::Whole).or(Piece::of(name).map(Capture::Piece));
                match known {
                    Some(capture) => Ok(capture),
                    None if name.starts_with('_') => Ok(Capture::Private),
                    None => Err(format!("unknown capture `@{name}`, expected one of {}", vocabulary())),
                }
            })
            .collect::<Result<Vec<_>, _>>()?;
        for pattern in 0..query.pattern_count() {
            for property in query.property_settings(pattern) {
                if Piece::of(&property.key).is_none() {
                    return Err(format!(
                        "unknown part `{}` in #set!, expected one of {}",
                        property.key,
                        vocabulary()
                    ));
                }
            }
        }
        let mut builds = vec![None; grammar.node_kind_count()];
        for (kind, build) in language.shared.iter().chain(language.nodes) {
            // A kind may have several ids when the grammar aliases another node to it.
            // Some grammars have only a token for `this`.
            let named = grammar.id_for_node_kind(kind, true) != 0;
            let mut known = false;
            for (id, slot) in builds.iter_mut().enumerate() {
                let id = u16::try_from(id).unwrap_or(u16::MAX);
                if grammar.node_kind_is_named(id) == named && grammar.node_kind_for_id(id) == Some(kind) {
                    known = true;
                    *slot = Some(*build);
                }
            }
            if !known {
                return Err(format!("the grammar has no node `{kind}`; look it up in its node-types.json"));
            }
        }
        for (kind, parts) in language.tails {
            if grammar.id_for_node_kind(kind, true) == 0 {
                return Err(format!("the grammar has no node `{kind}`; look it up in its node-types.json"));
            }
            if parts.is_empty() {
                return Err(format!("the tail of `{kind}` has no part, name at least one"));
            }
        }
        Ok(Compiled { grammar, query, captures, builds })
    }

    /// What the table says of a node.
    pub(super) fn build(&self, node: Node<'_>) -> Option<Build> {
        self.builds.get(node.kind_id() as usize).copied().flatten()
    }
}

fn vocabulary() -> String {
    let words = Whole::WORDS.iter().map(|(w, _)| w).chain(Piece::WORDS.iter().map(|(w, _)| w));
    words.map(|w| format!("@{w}")).collect::<Vec<_>>().join(" ")
}

/// One fact of the structure, as nodes.
#[derive(Debug)]
pub(super) struct Mark<'t> {
    pub whole: Whole,
    pub node: Node<'t>,
    /// The pattern that gave `whole`.
    pattern: usize,
    pieces: Vec<(Piece, Given<'t>)>,
}

/// A part of a fact: a node, or words of the query.
#[derive(Debug, Clone)]
pub(super) enum Given<'t> {
    Node(Node<'t>),
    Words(String),
}

impl<'t> Mark<'t> {
    pub(super) fn given(&self, piece: Piece) -> Option<&Given<'t>> {
        self.pieces.iter().find(|(p, _)| *p == piece).map(|(_, g)| g)
    }

    pub(super) fn has(&self, piece: Piece) -> bool {
        self.given(piece).is_some()
    }

    pub(super) fn piece(&self, piece: Piece) -> Option<Node<'t>> {
        self.all(piece).next()
    }

    pub(super) fn all(&self, piece: Piece) -> impl Iterator<Item = Node<'t>> + '_ {
        self.pieces.iter().filter_map(move |(p, g)| match g {
            Given::Node(node) if *p == piece => Some(*node),
            _ => None,
        })
    }
}

/// All marks of a file, in source order.
#[derive(Debug)]
pub(super) struct Marks<'t> {
    pub marks: Vec<Mark<'t>>,
    /// The query had to give up on some places.
    pub incomplete: bool,
}

/// What makes two matches one fact.
fn key(whole: Whole, node: Node<'_>, pieces: &[(Piece, Given<'_>)]) -> (Whole, usize, usize) {
    let id = |wanted: &[Piece]| {
        wanted.iter().find_map(|w| {
            pieces.iter().find_map(|(p, g)| match g {
                Given::Node(n) if p == w => Some(n.id()),
                _ => None,
            })
        })
    };
    match whole {
        Whole::Class | Whole::Interface | Whole::Enum | Whole::Module => (Whole::Class, node.id(), 0),
        // A block may be the body of a method: `define_method(:name) { … }`.
        Whole::Method | Whole::Constructor | Whole::Lambda => (Whole::Method, node.id(), 0),
        Whole::Field | Whole::Local | Whole::Constant | Whole::Enumerator => {
            (Whole::Field, id(&[Piece::Name]).unwrap_or(node.id()), 0)
        }
        Whole::Parameter => (whole, id(&[Piece::Name]).unwrap_or(node.id()), 0),
        Whole::Import => (whole, node.id(), id(&[Piece::Symbol, Piece::Alias, Piece::Path]).unwrap_or(0)),
        _ => (whole, node.id(), 0),
    }
}

/// Runs the query over the whole tree.
pub(super) fn collect<'t>(compiled: &Compiled, root: Node<'t>, text: &str) -> Marks<'t> {
    let mut cursor = QueryCursor::new();
    // Far more states than honest code ever needs at once; crafted code must not eat the memory.
    cursor.set_match_limit(65_536);
    // Every level of nesting keeps patterns open, and each is looked at for each node.
    cursor.set_max_start_depth(Some(MAX_NESTING));
    let mut found = Found { marks: Vec::new(), known: HashMap::new() };
    let mut incomplete = false;
    for region in regions(root) {
        let mut matches = cursor.matches(&compiled.query, region, text.as_bytes());
        while let Some(one) = matches.next() {
            found.add(compiled, one);
        }
        drop(matches);
        incomplete |= cursor.did_exceed_match_limit();
    }
    Marks { marks: found.sorted(), incomplete }
}

struct Found<'t> {
    marks: Vec<Mark<'t>>,
    /// Where in `marks` the fact with this key is.
    known: HashMap<(Whole, usize, usize), usize>,
}

impl<'t> Found<'t> {
    fn add(&mut self, compiled: &Compiled, found: &QueryMatch<'_, 't>) {
        let mut wholes = Vec::new();
        let mut pieces = Vec::new();
        // `return /* why */ x;`: a pattern's `(_)` takes the comment as well.
        if found
            .captures()
            .iter()
            .any(|c| c.node.is_extra() && !c.node.is_error() && c.node.child_count() == 0)
        {
            return;
        }
        for capture in found.captures() {
            match compiled.captures.get(capture.index as usize) {
                Some(Capture::Whole(whole)) => wholes.push((*whole, capture.node)),
                Some(Capture::Piece(piece)) => pieces.push((*piece, Given::Node(capture.node))),
                _ => {}
            }
        }
        for property in compiled.query.property_settings(found.pattern_index) {
            let words = property.value.as_deref().unwrap_or_default().to_owned();
            pieces.extend(Piece::of(&property.key).map(|piece| (piece, Given::Words(words))));
        }
        for (whole, node) in wholes {
            self.merge(whole, node, found.pattern_index, &pieces);
        }
    }

    fn merge(&mut self, whole: Whole, node: Node<'t>, pattern: usize, pieces: &[(Piece, Given<'t>)]) {
        let slot = *self.known.entry(key(whole, node, pieces)).or_insert(self.marks.len());
        let Some(mark) = self.marks.get_mut(slot) else {
            self.marks.push(Mark { whole, node, pattern, pieces: pieces.to_vec() });
            return;
        };
        let stronger = pattern < mark.pattern;
        if stronger {
            (mark.whole, mark.node, mark.pattern) = (whole, node, pattern);
        }
        for (piece, given) in pieces {
            let several = matches!(piece, Piece::Super | Piece::Mixin);
            let same = |g: &Given<'_>| match (g, given) {
                (Given::Node(a), Given::Node(b)) => a.id() == b.id(),
                _ => false,
            };
            match mark.pieces.iter_mut().find(|(p, g)| p == piece && (!several || same(g))) {
                Some(old) if stronger => old.1 = given.clone(),
                Some(_) => {}
                None => mark.pieces.push((*piece, given.clone())),
            }
        }
    }

    /// In source order.
    fn sorted(mut self) -> Vec<Mark<'t>> {
        let start = |given: &Given<'_>| match given {
            Given::Node(node) => Some(node.start_byte()),
            Given::Words(_) => None,
        };
        for mark in &mut self.marks {
            mark.pieces.sort_by_key(|(piece, given)| {
                start(given).filter(|_| matches!(piece, Piece::Super | Piece::Mixin))
            });
        }
        self.marks.sort_by_key(|m| {
            let at = m.piece(Piece::Name).unwrap_or(m.node);
            let first = m.pieces.iter().find_map(|(_, g)| start(g));
            (at.start_byte(), std::cmp::Reverse(m.node.end_byte()), first, m.pattern)
        });
        // `const { A } = require('x')` says more than that `x` is required.
        let path = |m: &Mark<'_>| m.piece(Piece::Path).map(|n| n.id());
        let bare = |m: &Mark<'_>| {
            m.whole == Whole::Import
                && !m.has(Piece::Symbol)
                && !m.has(Piece::Alias)
                && !m.has(Piece::Wildcard)
        };
        let told: HashSet<Option<usize>> =
            self.marks.iter().filter(|m| m.whole == Whole::Import && !bare(m)).map(path).collect();
        self.marks.retain(|m| !bare(m) || !told.contains(&path(m)));
        self.marks
    }
}
