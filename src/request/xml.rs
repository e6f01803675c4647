//! Reads the request element out of the text of an envelope, leniently: code
//! builds envelopes in pieces, and the pieces that cannot be read are holes.

use super::Part;
use super::text::{END, LOOP, MAYBE, Pieces};
use crate::link::constants::HOLE;
use crate::link::local_name;

struct Open {
    name: String,
    part: Part,
    text: String,
    /// What fills its first hole.
    filling: Option<Part>,
    /// A loop writes it any number of times.
    repeated: bool,
    /// It is written whenever its parent is.
    sure: bool,
}

/// The loops and branches around a place of the text.
#[derive(Default)]
struct Marks(Vec<char>);

impl Marks {
    fn read(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                LOOP | MAYBE => self.0.push(c),
                END => drop(self.0.pop()),
                _ => {}
            }
        }
    }

    fn count(&self, mark: char) -> usize {
        self.0.iter().filter(|m| **m == mark).count()
    }
}

/// The members of the first element that `is_request`, else of the outermost one.
pub fn element(pieces: &Pieces, is_request: &dyn Fn(&str) -> bool) -> Option<Part> {
    let text = pieces.text.as_str();
    let mut at = 0;
    let mut hole = 0;
    let mut stack: Vec<Open> = vec![];
    let mut marks = Marks::default();
    // How many marks each open element stands in.
    let mut within: Vec<(usize, usize)> = vec![];
    while at < text.len() {
        let rest = &text[at..];
        let Some(lt) = rest.find('<') else {
            if let Some(top) = stack.last_mut() {
                content(top, rest, &mut hole, pieces);
            }
            break;
        };
        let before = &rest[..lt];
        marks.read(before);
        match stack.last_mut() {
            Some(top) => content(top, before, &mut hole, pieces),
            None => hole += before.matches(HOLE).count(),
        }
        let tail = &rest[lt..];
        if let Some(comment) = tail.strip_prefix("<!--") {
            let end = comment.find("-->").map_or(comment.len(), |e| e + 3);
            hole += comment[..end].matches(HOLE).count();
            at += lt + 4 + end;
            continue;
        }
        if let Some(data) = tail.strip_prefix("<![CDATA[") {
            let end = data.find("]]>").unwrap_or(data.len());
            if let Some(top) = stack.last_mut() {
                content(top, &data[..end], &mut hole, pieces);
            }
            at += lt + 9 + (end + 3).min(data.len());
            continue;
        }
        let Some(gt) = tail.find('>') else { break };
        let tag = &tail[1..gt];
        at += lt + gt + 1;
        if tag.starts_with(['?', '!']) {
            hole += tag.matches(HOLE).count();
            continue;
        }
        if let Some(name) = tag.strip_prefix('/') {
            if stack.is_empty() {
                continue;
            }
            let name = local_name(name.trim());
            // Close what the code closes elsewhere as well.
            let Some(depth) = stack.iter().rposition(|o| o.name == name) else { continue };
            while stack.len() > depth {
                let Some(done) = stack.pop() else { break };
                within.pop();
                let done = finish(done, true);
                match stack.last_mut() {
                    Some(up) => add(&mut up.part, done),
                    None => return Some(done.part),
                }
            }
            continue;
        }
        let closed = tag.ends_with('/');
        let tag = tag.trim_end_matches('/');
        let name = local_name(tag.split(char::is_whitespace).next().unwrap_or_default()).to_owned();
        if stack.is_empty() {
            if is_request(&name) {
                hole += tag.matches(HOLE).count();
                if closed {
                    return Some(Part::default());
                }
                within.push((marks.count(LOOP), marks.count(MAYBE)));
                stack.push(Open {
                    name,
                    part: Part::default(),
                    text: String::new(),
                    filling: None,
                    repeated: false,
                    sure: true,
                });
            } else {
                hole += tag.matches(HOLE).count();
            }
            continue;
        }
        hole += tag.matches(HOLE).count();
        let mut part = Part { ty: attribute(tag, "type"), ..Part::default() };
        if attribute(tag, "nil").is_some_and(|v| v == "true" || v == "1") {
            part.null = true;
        }
        let (loops, branches) = within.last().copied().unwrap_or_default();
        let (now_loops, now_branches) = (marks.count(LOOP), marks.count(MAYBE));
        let (repeated, sure) = (now_loops > loops, now_branches <= branches);
        let open = Open { name, part, text: String::new(), filling: None, repeated, sure };
        if closed {
            if let Some(up) = stack.last_mut() {
                add(&mut up.part, finish(open, true));
            }
        } else {
            within.push((now_loops, now_branches));
            stack.push(open);
        }
        marks.read(tag);
    }
    // The end stands in a piece we do not see.
    let mut part = None;
    while let Some(done) = stack.pop() {
        let mut done = finish(done, false);
        done.part.open = true;
        match stack.last_mut() {
            Some(up) => add(&mut up.part, done),
            None => part = Some(done.part),
        }
    }
    part
}

fn content(top: &mut Open, text: &str, hole: &mut usize, pieces: &Pieces) {
    for c in text.chars() {
        match c {
            HOLE => {
                let filling = pieces.holes.get(*hole).cloned();
                top.filling = top.filling.take().or(filling);
                *hole += 1;
                top.text.push(c);
            }
            LOOP | MAYBE | END => {}
            _ => top.text.push(c),
        }
    }
}

/// An element at its end, or where its end is out of sight.
fn finish(mut open: Open, closed: bool) -> Open {
    let text = open.text.trim();
    let part = &mut open.part;
    let alone = text.chars().eq([HOLE]);
    if !part.members.is_empty() {
        part.open |= text.contains(HOLE);
    } else if let Some(filling) = open.filling.take() {
        *part = match alone {
            // A value alone is what the element holds.
            true => Part { ty: part.ty.take().or(filling.ty), null: part.null || filling.null, ..filling },
            false => Part { ty: part.ty.take(), place: filling.place, name: filling.name, ..Part::unknown() },
        };
    } else if !part.null && (closed || !text.is_empty()) {
        part.texts.push(unescape(text));
    }
    open
}

/// An element that comes again makes a list of itself.
fn add(up: &mut Part, done: Open) {
    let Open { name, part, repeated, sure, .. } = done;
    if part.null && part.is_nothing() {
        return;
    }
    up.add(&name, part, sure, repeated, true);
}

/// The value of an attribute with this local name; a type without its prefix.
fn attribute(tag: &str, wanted: &str) -> Option<String> {
    let mut rest = tag;
    while let Some(eq) = rest.find('=') {
        let name = rest[..eq].trim().rsplit(char::is_whitespace).next().unwrap_or_default();
        let value = rest[eq + 1..].trim_start_matches(['\\', ' ']);
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let end = value[1..].find(quote)?;
        if local_name(name) == wanted && name.contains(':') {
            return Some(local_name(value[1..=end].trim_end_matches('\\')).to_owned());
        }
        rest = &value[end + 2..];
    }
    None
}

fn unescape(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&apos;", "'")
        .replace("&amp;", "&")
}
