//! Remembers what was found out about types, also where finding out runs in circles.
//!
//! `node = node.next()` asks for its own type. The inner question is answered
//! with "unknown", and whatever follows from that answer is only true inside
//! the circle: it is kept until the question that began the circle is answered,
//! and forgotten then. Without that, every way through the circle would be gone
//! again and again; without forgetting, answers would depend on who asked first.

use std::collections::HashMap;

use super::{FileId, Ty};
use crate::fact::{ExprId, ScopeId};

/// What can be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Node {
    /// The type of an expression.
    Expr(FileId, ExprId),
    /// What arrives at the parameter of a method or lambda.
    Param(FileId, ScopeId, usize),
}

/// How many questions may wait for one another. Chains of calls in real code
/// are far shorter; made-up ones must not exhaust the stack.
const DEEPEST: usize = 80;

/// Depends on no question that is still open.
const FREE: usize = usize::MAX;

/// Answers, for good and for the time being.
#[derive(Default)]
pub(super) struct Memo {
    known: HashMap<Node, Ty>,
    /// Answers that hold while the open question at this depth is open.
    meanwhile: HashMap<Node, (Ty, usize)>,
    /// Open questions and their depths.
    open: HashMap<Node, usize>,
    /// For each open question, the outermost one its answer depends on so far.
    depends: Vec<usize>,
}

impl Memo {
    /// The answer, if there is one already. `None` opens the question, and
    /// [`Memo::answer`] must follow.
    pub(super) fn ask(&mut self, node: Node) -> Option<Ty> {
        if let Some(known) = self.known.get(&node) {
            return Some(known.clone());
        }
        let (ty, depends) = match (self.meanwhile.get(&node), self.open.get(&node)) {
            (Some((ty, depends)), _) => (ty.clone(), *depends),
            (None, Some(depth)) => (Ty::Unknown, *depth),
            (None, None) if self.open.len() >= DEEPEST => (Ty::Unknown, 0),
            (None, None) => {
                self.open.insert(node, self.open.len());
                self.depends.push(FREE);
                return None;
            }
        };
        self.depend(depends);
        Some(ty)
    }

    /// Closes the question opened last.
    pub(super) fn answer(&mut self, node: Node, ty: Ty) -> Ty {
        let depth = self.open.remove(&node).unwrap_or(0);
        let depends = self.depends.pop().unwrap_or(FREE);
        // What is known although part of it was open stays known.
        if depends >= depth || !matches!(ty, Ty::Unknown) {
            self.known.insert(node, ty.clone());
        } else {
            self.meanwhile.insert(node, (ty.clone(), depends));
        }
        if depends == depth {
            self.meanwhile.retain(|_, (_, on)| *on < depth);
        } else if depends < depth {
            self.depend(depends);
        }
        ty
    }

    fn depend(&mut self, on: usize) {
        if let Some(last) = self.depends.last_mut() {
            *last = on.min(*last);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Answers `node` from a graph in which node `n` is known to be `ty`, or
    /// is what the best of its neighbours is; counts the work.
    fn type_of(memo: &mut Memo, graph: &[(&[u32], Option<&str>)], node: u32, work: &mut usize) -> Ty {
        let key = Node::Expr(0, ExprId(node));
        if let Some(known) = memo.ask(key) {
            return known;
        }
        *work += 1;
        let (next, own) = graph[node as usize];
        let mut best = own.map_or(Ty::Unknown, |name| Ty::Foreign(name.into()));
        for n in next {
            let found = type_of(memo, graph, *n, work);
            if matches!(best, Ty::Unknown) {
                best = found;
            }
        }
        memo.answer(key, best)
    }

    fn name(ty: &Ty) -> &str {
        match ty {
            Ty::Foreign(name) => name,
            _ => "?",
        }
    }

    #[test]
    fn a_circle_is_answered_from_wherever_it_is_entered() {
        // 0 → 1 → 2 → 0, and 2 → 3 which is known.
        let graph: [(&[u32], Option<&str>); 4] =
            [(&[1], None), (&[2], None), (&[0, 3], None), (&[], Some("port"))];
        for first in 0..4 {
            let (mut memo, mut work) = (Memo::default(), 0);
            type_of(&mut memo, &graph, first, &mut work);
            for node in 0..4 {
                assert_eq!(
                    name(&type_of(&mut memo, &graph, node, &mut work)),
                    "port",
                    "{node} after {first}"
                );
            }
        }
    }

    #[test]
    fn an_unknown_inside_a_circle_does_not_outlive_it() {
        // 0 → 1 → 0 finds nothing in 1; only then does 0 find 2. Asked again, 1 knows.
        let graph: [(&[u32], Option<&str>); 3] = [(&[1, 2], None), (&[0], None), (&[], Some("port"))];
        let (mut memo, mut work) = (Memo::default(), 0);
        assert_eq!(name(&type_of(&mut memo, &graph, 0, &mut work)), "port");
        assert_eq!(name(&type_of(&mut memo, &graph, 1, &mut work)), "port");
    }

    #[test]
    fn many_ways_through_a_circle_are_gone_once() {
        // Each node leads twice to the next, the last back to the first.
        let nexts: Vec<[u32; 2]> = (0..60).map(|n| [(n + 1) % 60, (n + 1) % 60]).collect();
        let graph: Vec<(&[u32], Option<&str>)> = nexts.iter().map(|n| (n.as_slice(), None)).collect();
        let (mut memo, mut work) = (Memo::default(), 0);
        for node in 0..60 {
            assert_eq!(name(&type_of(&mut memo, &graph, node, &mut work)), "?");
        }
        assert!(work <= 60 * 60, "{work}");
    }
}
