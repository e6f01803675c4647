//! Texts with placeholders, and the arguments that fill them.

use crate::fact::{Arg, ExprId, ExprKind, Facts};

/// Which argument a placeholder stands for.
pub enum Key<'t> {
    /// The next one.
    Next,
    /// The one at a position, from 0.
    At(usize),
    /// The one of this name.
    Named(&'t str),
}

/// The key of a placeholder at the start of a text, and its length: `%s`, `%2$s`, `%(name)s`,
/// `{}`, `{0}`, `{name}`.
pub fn placeholder(text: &str) -> Option<(Key<'_>, usize)> {
    let is_key = |key: &str| key.len() < 40 && key.chars().all(|c| c.is_alphanumeric() || c == '_');
    if let Some(rest) = text.strip_prefix('{') {
        let end = rest.find('}')?;
        let key = rest[..end].split([':', '!']).next().unwrap_or_default();
        let which = match key.parse() {
            Ok(position) => Key::At(position),
            Err(_) if key.is_empty() => Key::Next,
            Err(_) => Key::Named(key),
        };
        return is_key(key).then_some((which, end + 2));
    }
    let rest = text.strip_prefix('%')?;
    if let Some(named) = rest.strip_prefix('(') {
        let end = named.find(')')?;
        named[end + 1..].chars().next().filter(char::is_ascii_alphabetic)?;
        return is_key(&named[..end]).then_some((Key::Named(&named[..end]), end + 4));
    }
    let end = rest.find(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | '$' | '-'))?;
    if !rest[end..].starts_with(['s', 'd', 'S', 'i', 'u']) {
        return None;
    }
    let position = rest[..end].split_once('$').and_then(|(n, _)| n.parse::<usize>().ok());
    let which = position.and_then(|n| n.checked_sub(1)).map_or(Key::Next, Key::At);
    Some((which, end + 2))
}

/// The arguments of a call that fills a text.
pub struct Arguments<'f> {
    named: Vec<(&'f str, ExprId)>,
    plain: Vec<ExprId>,
    next: usize,
}

impl<'f> Arguments<'f> {
    /// Reads them off a call: one after the other, by name, or in a list or record of them.
    pub fn of(facts: &'f Facts, args: &'f [Arg]) -> Self {
        let mut all = Arguments { named: vec![], plain: vec![], next: 0 };
        for arg in args {
            match (&arg.name, facts.kind(arg.value)) {
                (Some(name), _) => all.named.push((name, arg.value)),
                // `'…' % (a, b)`, `'…' % [a, b]`
                (None, ExprKind::List(items)) => all.plain.extend(items),
                // `'%(a)s' % {'a': a}`
                (None, ExprKind::Pairs(pairs)) => {
                    all.named.extend(pairs.iter().filter_map(|(k, v)| match facts.kind(*k) {
                        ExprKind::Text(t) | ExprKind::Symbol(t) | ExprKind::Name(t) => Some((t.as_str(), *v)),
                        _ => None,
                    }));
                }
                (None, _) => all.plain.push(arg.value),
            }
        }
        all
    }

    /// The argument that a placeholder stands for.
    pub fn take(&mut self, key: Key<'_>) -> Option<ExprId> {
        match key {
            Key::At(position) => self.plain.get(position).copied(),
            Key::Next => {
                self.next += 1;
                self.plain.get(self.next - 1).copied()
            }
            Key::Named(key) => self.named.iter().find(|(name, _)| *name == key).map(|(_, v)| *v),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_placeholder_says_which_argument_it_wants() {
        let key = |text| match placeholder(text) {
            Some((Key::Next, len)) => format!("next, {len}"),
            Some((Key::At(at), len)) => format!("{at}, {len}"),
            Some((Key::Named(name), len)) => format!("{name}, {len}"),
            None => "none".to_owned(),
        };
        assert_eq!(key("%s</a>"), "next, 2");
        assert_eq!(key("%2$s"), "1, 4");
        assert_eq!(key("%(email)s</a>"), "email, 9");
        assert_eq!(key("{}"), "next, 2");
        assert_eq!(key("{0}"), "0, 3");
        assert_eq!(key("{email:>10}"), "email, 11");
        assert_eq!(key("{ color: red }"), "none");
        assert_eq!(key("% of"), "none");
    }
}
