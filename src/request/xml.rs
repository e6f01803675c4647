//! Reads the request element out of the text of an envelope, leniently: code
//! builds envelopes in pieces, and the pieces that cannot be read are holes.

use super::{Member, Part, spelled};
use crate::fact::ExprId;
use crate::link::FileId;
use crate::link::constants::HOLE;

/// A text with holes, each filled by an expression.
#[derive(Debug, Default)]
pub struct Pieces {
    /// The text, with [`HOLE`] for what is not readable.
    pub text: String,
    /// The expressions of the holes, in order; a hole without one was inside a text.
    pub holes: Vec<(FileId, ExprId)>,
}

struct Open {
    name: String,
    part: Part,
    text: String,
}

/// The members of the first element that `is_request`, else of the outermost one.
pub fn element(pieces: &Pieces, is_request: &dyn Fn(&str) -> bool) -> Option<Part> {
    let text = pieces.text.as_str();
    let mut at = 0;
    let mut hole = 0;
    let mut stack: Vec<Open> = vec![];
    while at < text.len() {
        let rest = &text[at..];
        let Some(lt) = rest.find('<') else {
            if let Some(top) = stack.last_mut() {
                content(top, rest, &mut hole, pieces);
            }
            break;
        };
        let before = &rest[..lt];
        match stack.last_mut() {
            Some(top) => content(top, before, &mut hole, pieces),
            None => hole += before.matches(HOLE).count(),
        }
        let tail = &rest[lt..];
        if let Some(comment) = tail.strip_prefix("<!--") {
            at += lt + 4 + comment.find("-->").map_or(comment.len(), |e| e + 3);
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
            continue;
        }
        if let Some(name) = tag.strip_prefix('/') {
            if stack.is_empty() {
                continue;
            }
            let name = local(name.trim());
            // Close what the code closes elsewhere as well.
            let Some(depth) = stack.iter().rposition(|o| o.name == name) else { continue };
            while stack.len() > depth {
                let Some(done) = stack.pop() else { break };
                let is_last = stack.is_empty();
                let part = finish(done);
                match stack.last_mut() {
                    Some(up) => add(&mut up.part, part.0, part.1),
                    None if is_last => return Some(part.1),
                    None => {}
                }
            }
            continue;
        }
        let closed = tag.ends_with('/');
        let tag = tag.trim_end_matches('/');
        let name = local(tag.split(char::is_whitespace).next().unwrap_or_default()).to_owned();
        if stack.is_empty() {
            if is_request(&name) {
                hole += tag.matches(HOLE).count();
                if closed {
                    return Some(Part::default());
                }
                stack.push(Open { name, part: Part::default(), text: String::new() });
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
        let open = Open { name, part, text: String::new() };
        if closed {
            let (name, part) = finish(open);
            if let Some(up) = stack.last_mut() {
                add(&mut up.part, name, part);
            }
        } else {
            stack.push(open);
        }
    }
    // The end stands in a piece we do not see.
    let mut part = None;
    while let Some(done) = stack.pop() {
        let (name, mut done) = finish(done);
        done.open = true;
        match stack.last_mut() {
            Some(up) => add(&mut up.part, name, done),
            None => part = Some(done),
        }
    }
    part
}

fn content(top: &mut Open, text: &str, hole: &mut usize, pieces: &Pieces) {
    let holes = text.matches(HOLE).count();
    if holes > 0 {
        if top.part.place.is_none() {
            top.part.place = pieces.holes.get(*hole).copied();
        }
        *hole += holes;
    }
    top.text.push_str(text);
}

fn finish(open: Open) -> (String, Part) {
    let Open { name, mut part, text } = open;
    let text = text.trim();
    if part.members.is_empty() {
        if text.contains(HOLE) {
            part.unknown = true;
            part.open = true;
        } else if !part.null && !text.is_empty() {
            part.texts.push(unescape(text));
        }
    } else if text.contains(HOLE) {
        part.open = true;
    }
    (name, part)
}

/// An element that comes again makes a list of itself.
fn add(up: &mut Part, name: String, part: Part) {
    if part.null && part.is_nothing() {
        return;
    }
    let wanted = spelled(&name);
    match up.members.iter_mut().find(|m| spelled(&m.name) == wanted) {
        Some(member) => {
            if member.part.items.is_none() {
                let first = std::mem::take(&mut member.part);
                member.part = Part::list(vec![first], true);
            }
            member.part.push(part, true, true);
        }
        None => up.members.push(Member { name, part, sure: true, branch: None }),
    }
}

fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

/// The value of an attribute with this local name; a type without its prefix.
fn attribute(tag: &str, wanted: &str) -> Option<String> {
    let mut rest = tag;
    while let Some(eq) = rest.find('=') {
        let name = rest[..eq].trim().rsplit(char::is_whitespace).next().unwrap_or_default();
        let value = rest[eq + 1..].trim_start_matches(['\\', ' ']);
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let end = value[1..].find(quote)?;
        if local(name) == wanted && name.contains(':') {
            return Some(local(value[1..=end].trim_end_matches('\\')).to_owned());
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
