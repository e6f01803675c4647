//! Which object a request works on, for APIs whose tables are by object.

use crate::request::{Request, spelled};

/// The object, by the parameter the rules name: its value or its type.
pub(super) fn of(request: &Request<'_, '_>) -> Option<String> {
    let path = request.rule.object.as_deref()?;
    let found = request.find(path);
    let mut names: Vec<String> = vec![];
    for (part, _) in &found.parts {
        names.extend(part.texts.iter().filter_map(|t| named(request, t)));
        names.extend(part.ty.as_deref().and_then(|t| named(request, t)));
    }
    names.sort();
    names.dedup();
    match names.as_slice() {
        [one] => Some(one.clone()),
        _ => None,
    }
}

/// The pack's name of an object; names it does not know are objects as well, if
/// they look like one.
fn named(request: &Request<'_, '_>, text: &str) -> Option<String> {
    let plain = text.split('[').next().unwrap_or(text).trim();
    let plain = plain.rsplit([':', '.']).next().unwrap_or(plain);
    if let Some(object) = request.api.object_aliases.get(plain) {
        return Some(object.clone());
    }
    let rows = request.api.operations.iter().flat_map(|o| &o.rows).filter_map(|r| r.object.as_deref());
    let aliases = request.api.object_aliases.iter();
    rows.filter(|o| *o != "*")
        .find(|o| spelled(o) == spelled(plain))
        .map(str::to_owned)
        .or_else(|| aliases.into_iter().find(|(a, _)| spelled(a) == spelled(plain)).map(|(_, o)| o.clone()))
        .or_else(|| {
            let word = plain.starts_with(char::is_uppercase) && plain.chars().all(char::is_alphanumeric);
            let known = request.api.detect.types.iter().any(|t| spelled(t) == spelled(plain));
            (word && known && plain != "APIObject").then(|| plain.to_owned())
        })
}
