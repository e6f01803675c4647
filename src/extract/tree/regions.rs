//! Where the query runs.
//!
//! For each node, tree-sitter's query cursor looks along the siblings for the
//! next one with a name. Among a hundred thousand parentheses that nobody
//! closed (all tokens, all children of one error) that takes minutes. So the
//! query runs over the whole tree only if no node is like that; otherwise over
//! what is left and right of such nodes and over their children, one by one.

use std::collections::HashSet;

use tree_sitter::Node;

/// So many tokens without a name in between are not code.
const WIDE: usize = 4096;

fn is_wide(node: Node<'_>) -> bool {
    let tokens = (node.child_count() as usize).saturating_sub(node.named_child_count());
    tokens > WIDE && tokens / 2 > node.named_child_count()
}

/// The nodes to run the query on.
pub(super) fn regions(root: Node<'_>) -> Vec<Node<'_>> {
    let mut around: HashSet<usize> = HashSet::new();
    let mut path: Vec<Node<'_>> = Vec::new();
    let mut cursor = root.walk();
    'walk: loop {
        let node = cursor.node();
        path.push(node);
        if is_wide(node) {
            around.extend(path.iter().map(Node::id));
        }
        if cursor.goto_first_child() {
            continue;
        }
        loop {
            path.pop();
            if cursor.goto_next_sibling() {
                break;
            }
            if !cursor.goto_parent() {
                break 'walk;
            }
        }
    }
    let mut found = Vec::new();
    let mut open = vec![root];
    while let Some(node) = open.pop() {
        if around.contains(&node.id()) {
            let mut cursor = node.walk();
            open.extend(node.named_children(&mut cursor));
        } else {
            found.push(node);
        }
    }
    found
}
