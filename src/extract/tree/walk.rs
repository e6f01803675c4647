//! Walks a syntax tree once: opens scopes, builds expressions children first,
//! notes what the parser could not read. It does not recurse into the tree,
//! because scanned code may nest without end.

use std::collections::{HashMap, HashSet, VecDeque};

use tree_sitter::Node;

use super::arena::Builder;
use super::marks::{Compiled, Given, Mark, Marks, Piece, Whole};
use super::{MAX_NESTING, span, whole};
use crate::fact::{Facts, Scope, ScopeId, ScopeKind};
use crate::language::{Build, Language};
use crate::source::SourceFile;

/// The scope that is the file.
pub(super) fn file_scope(file: &SourceFile) -> Scope {
    Scope { kind: ScopeKind::File, parent: None, span: whole(file), guards: None }
}

/// What the walk leaves for the assembly of facts.
pub(super) struct Walked<'t, 'a> {
    pub builder: Builder<'t, 'a>,
    /// The scope each marked node lies in.
    pub within: HashMap<usize, ScopeId>,
    /// Nodes that declare a name, and so are not assigned to once more.
    pub declared: HashSet<usize>,
}

pub(super) fn walk<'t, 'a>(
    language: &'a Language,
    compiled: &'a Compiled,
    marks: &Marks<'t>,
    root: Node<'t>,
    file: &'a SourceFile,
) -> Walked<'t, 'a> {
    let mut facts = Facts { scopes: vec![file_scope(file)], ..Facts::default() };
    if marks.incomplete {
        facts.errors.push(whole(file));
    }
    let mut walker = Walker {
        compiled,
        builder: Builder::new(language, compiled, file, facts),
        scopes: HashMap::new(),
        types: HashMap::new(),
        parted: HashMap::new(),
        marked: HashSet::new(),
        skipped: HashSet::new(),
        within: HashMap::new(),
        declared: HashSet::new(),
        texts: texts_elsewhere(language, root),
        moved: HashSet::new(),
    };
    for mark in &marks.marks {
        walker.heed(mark);
    }
    for kinds in walker.scopes.values_mut() {
        kinds.sort_by_key(|kind| rank(*kind));
        kinds.dedup();
    }
    walker.subtree(root, ScopeId::FILE, false, 0);
    Walked { builder: walker.builder, within: walker.within, declared: walker.declared }
}

/// Of several scopes at one node, the outer ones first. A node that is both
/// runs perhaps *as* a lambda: the condition is outside.
fn rank(kind: ScopeKind) -> u8 {
    match kind {
        ScopeKind::Branch | ScopeKind::Loop | ScopeKind::Handler | ScopeKind::File => 0,
        ScopeKind::Type => 1,
        ScopeKind::Method => 2,
        ScopeKind::Lambda => 3,
    }
}

/// Literals whose text stands further below, by the node that begins them.
fn texts_elsewhere<'t>(language: &Language, root: Node<'t>) -> HashMap<usize, Node<'t>> {
    let mut found = HashMap::new();
    let Some((begin, text)) = language.heredoc else { return found };
    let mut waiting: VecDeque<usize> = VecDeque::new();
    let mut cursor = root.walk();
    loop {
        let node = cursor.node();
        if node.kind() == begin {
            waiting.push_back(node.id());
        } else if node.kind() == text
            && let Some(id) = waiting.pop_front()
        {
            found.insert(id, node);
        }
        if cursor.goto_first_child() {
            continue;
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                return found;
            }
        }
    }
}

struct Walker<'t, 'a> {
    compiled: &'a Compiled,
    builder: Builder<'t, 'a>,
    /// What scopes each node opens, the outer ones first.
    scopes: HashMap<usize, Vec<ScopeKind>>,
    /// Of the nodes that are types the name, and whether they are only a part of it.
    types: HashMap<usize, (&'a str, bool)>,
    /// Scopes of types by where they stand and their name, and whether only parts of it were met so far.
    parted: HashMap<(ScopeId, &'a str), (ScopeId, bool)>,
    marked: HashSet<usize>,
    /// Names, types, imports: no expressions.
    skipped: HashSet<usize>,
    within: HashMap<usize, ScopeId>,
    declared: HashSet<usize>,
    texts: HashMap<usize, Node<'t>>,
    /// Texts that were read where their literal begins.
    moved: HashSet<usize>,
}

/// The scope of a type: of one that comes in parts, the first part's.
fn open_type<'t, 'a>(
    builder: &mut Builder<'t, 'a>,
    parted: &mut HashMap<(ScopeId, &'a str), (ScopeId, bool)>,
    ty: Option<&(&'a str, bool)>,
    around: ScopeId,
    node: Node<'t>,
) -> ScopeId {
    let (name, part) = ty.copied().unwrap_or_default();
    match parted.get_mut(&(around, name)) {
        Some((scope, parts)) if part || *parts => {
            *parts &= part;
            *scope
        }
        _ => {
            let scope = builder.open(ScopeKind::Type, around, node);
            parted.insert((around, name), (scope, part));
            scope
        }
    }
}

struct Frame<'t> {
    node: Node<'t>,
    /// Scope an expression at the node itself belongs to: inside of a branch,
    /// but outside of a lambda.
    at: ScopeId,
    /// Scope of its children.
    inner: ScopeId,
    /// Inside something already reported as an error.
    broken: bool,
}

impl<'t, 'a> Walker<'t, 'a> {
    /// Notes what a mark means for the walk.
    fn heed(&mut self, mark: &Mark<'t>) {
        self.marked.insert(mark.node.id());
        let kind = match mark.whole {
            Whole::Branch => Some(ScopeKind::Branch),
            Whole::Loop => Some(ScopeKind::Loop),
            Whole::Handler => Some(ScopeKind::Handler),
            Whole::Class | Whole::Interface | Whole::Enum | Whole::Module | Whole::Part => {
                let name = mark.piece(Piece::Name).map_or("", |n| self.builder.text(n));
                self.types.insert(mark.node.id(), (name, mark.whole == Whole::Part));
                Some(ScopeKind::Type)
            }
            Whole::Method | Whole::Constructor => Some(ScopeKind::Method),
            Whole::Lambda => Some(ScopeKind::Lambda),
            Whole::Field | Whole::Local | Whole::Constant | Whole::Enumerator => {
                self.declared.extend(mark.piece(Piece::Name).map(|n| n.id()));
                None
            }
            _ => None,
        };
        if let Some(kind) = kind {
            self.scopes.entry(mark.node.id()).or_default().push(kind);
        }
        let stays = |node: Node<'_>| match self.compiled.build(node) {
            Some(Build::Text | Build::Braced | Build::Plain | Build::Verbatim | Build::Inner(_)) => true,
            // Ruby's `attr_reader :name` declares by an argument.
            Some(Build::Symbol) => node.id() == mark.node.id(),
            _ => false,
        };
        // A function may be named by what it is assigned to, which is an expression.
        let named_outside = matches!(mark.whole, Whole::Method | Whole::Lambda)
            && mark.piece(Piece::Name).is_some_and(|n| !mark.node.byte_range().contains(&n.start_byte()));
        for piece in [Piece::Name, Piece::Type, Piece::Returns, Piece::Super, Piece::Symbol, Piece::Alias] {
            if piece == Piece::Name && named_outside {
                continue;
            }
            self.skipped.extend(mark.all(piece).filter(|n| !stays(*n)).map(|n| n.id()));
        }
        let statement = matches!(mark.whole, Whole::Package | Whole::Dead)
            || (mark.whole == Whole::Import && self.compiled.build(mark.node).is_none());
        if statement {
            self.skipped.insert(mark.node.id());
        }
    }

    /// Walks a tree. `texts` counts how many literals with a text elsewhere it is in.
    fn subtree(&mut self, root: Node<'t>, scope: ScopeId, broken: bool, texts: u8) {
        let mut cursor = root.walk();
        let mut stack: Vec<Frame<'t>> = Vec::new();
        loop {
            let node = cursor.node();
            let (around, broken) = stack.last().map_or((scope, broken), |f| (f.inner, f.broken));
            let frame = self.enter(node, around, broken, stack.len());
            stack.push(frame);
            let skip = self.skips(node) || (self.moved.contains(&node.id()) && node.id() != root.id());
            if (!skip || node.is_error()) && cursor.goto_first_child() {
                continue;
            }
            loop {
                let Some(frame) = stack.pop() else { return };
                self.leave(&frame, stack.last().map(|f| f.node), texts);
                if stack.is_empty() {
                    return;
                }
                if cursor.goto_next_sibling() {
                    break;
                }
                cursor.goto_parent();
            }
        }
    }

    fn enter(&mut self, node: Node<'t>, around: ScopeId, mut broken: bool, depth: usize) -> Frame<'t> {
        let too_deep = depth > MAX_NESTING as usize;
        if !broken && (node.is_error() || node.is_missing() || too_deep) {
            self.builder.facts.errors.push(span(node));
            broken = true;
        }
        let (mut at, mut inner) = (around, around);
        for kind in self.scopes.get(&node.id()).into_iter().flatten().copied() {
            if kind == ScopeKind::Type {
                inner =
                    open_type(&mut self.builder, &mut self.parted, self.types.get(&node.id()), inner, node);
                self.builder.types.insert(node.id(), inner);
                continue;
            }
            inner = self.builder.open(kind, inner, node);
            match kind {
                ScopeKind::Branch | ScopeKind::Loop | ScopeKind::Handler => at = inner,
                _ => {
                    self.builder.opened.insert(node.id(), inner);
                }
            }
        }
        Frame { node, at, inner, broken }
    }

    /// Whether there are no expressions below a node; notes those of its
    /// children that are none.
    fn skips(&mut self, node: Node<'t>) -> bool {
        let Some(build) = self.compiled.build(node) else { return self.skipped.contains(&node.id()) };
        self.skipped.extend(self.builder.plain_name(node, build).map(|n| n.id()));
        self.skipped.extend(self.builder.type_part(node, build).map(|n| n.id()));
        let leaf = matches!(
            build,
            Build::Name
                | Build::Variable
                | Build::Qualified
                | Build::Relative
                | Build::Generic
                | Build::Own
                | Build::Atom
                | Build::Symbol
                | Build::Verbatim
                | Build::Skip
        );
        leaf || self.skipped.contains(&node.id())
    }

    fn leave(&mut self, frame: &Frame<'t>, parent: Option<Node<'t>>, texts: u8) {
        let id = frame.node.id();
        if self.marked.contains(&id) {
            self.within.insert(id, frame.at);
        }
        if self.skipped.contains(&id) || self.moved.contains(&id) && self.builder.known(frame.node).is_some()
        {
            return;
        }
        // A literal in a literal in a literal: nobody writes more of them.
        if texts < 8
            && let Some(text) = self.texts.get(&id).copied()
        {
            self.moved.insert(text.id());
            self.subtree(text, frame.at, frame.broken, texts + 1);
            self.builder.stands_for(frame.node, text);
            return;
        }
        self.builder.leave(frame.node, parent, frame.at);
    }
}

impl Given<'_> {
    /// The text of a part, as written in the code or in the query.
    pub(super) fn text<'a>(&'a self, file: &'a SourceFile) -> &'a str {
        match self {
            Given::Node(node) => file.slice(span(*node)),
            Given::Words(words) => words,
        }
    }
}
