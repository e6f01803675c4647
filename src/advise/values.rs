//! Values of REST fields, read from the request by the fillings of a pack.

use super::words;
use crate::http::{Code, Member, Taken, Value};
use crate::request::{Found, Part, Request, spelled};
use crate::rule::{self, FieldForm, Filling, Pairs, Remark, RequestView as _, Translation, fold};
use crate::secret;

mod code;

/// Longer texts are named instead of repeated.
const LONGEST_TEXT: usize = 500;

/// More items than these are not repeated.
const MOST_ITEMS: usize = 20;

/// Reads values; remarks gather on the way.
pub(super) struct Values<'r, 'p, 'a> {
    request: &'r Request<'p, 'a>,
    given: Vec<&'r Taken>,
    pub(super) notes: Vec<String>,
}

impl<'r, 'p, 'a> Values<'r, 'p, 'a> {
    pub(super) fn new(request: &'r Request<'p, 'a>, given: &[&'r Taken]) -> Self {
        Values { request, given: given.to_vec(), notes: vec![] }
    }

    /// What an earlier request gives, by the words a row has for it.
    pub(super) fn answer_said(&self, words: &str) -> Option<Value> {
        let taken = self.given.iter().rev().find(|g| g.said.iter().any(|s| s == words))?;
        Some(Value::Answer(taken.name.clone()))
    }

    /// What the code gives a parameter, as a text.
    pub(super) fn given(&mut self, path: &str) -> Option<Value> {
        self.value(&Filling { from: vec![path.to_owned()], ..Filling::default() }, None)
    }

    /// What a filling gives; nothing where the code gives nothing and the pack has no words for it.
    pub(super) fn value(&mut self, filling: &Filling, item: Option<&Part>) -> Option<Value> {
        let absent = |path: &String| self.request.value(path) == rule::Value::Absent;
        if filling.given.as_ref().is_some_and(absent) {
            return None;
        }
        if let Some(name) = filling.answer.iter().find(|name| self.given.iter().any(|g| g.name == **name)) {
            return Some(Value::Answer(name.clone()));
        }
        let read = if let Some(list) = &filling.each {
            self.list(list, filling, item)
        } else if !filling.fields.is_empty() || !filling.pairs.is_empty() {
            self.record(filling, item)
        } else if !filling.lines.is_empty() {
            Some(Value::List(filling.lines.iter().filter_map(|l| self.value(l, item)).collect()))
        } else {
            filling.from.iter().find_map(|path| self.read(path, filling, item))
        };
        let read = read.map(|value| match &filling.instead {
            Some(says) => replaced(value, says),
            None => value,
        });
        let fixed = || filling.value.as_ref().map(|text| formed(text, filling.form));
        let said = || Some(Value::Unknown(words::concrete(self.request, filling.say.as_deref()?)));
        match read.or_else(fixed).or_else(said)? {
            one @ Value::Unknown(_) if filling.form == FieldForm::Items => Some(Value::List(vec![one])),
            value => Some(value),
        }
    }

    /// What the code gives and the request does not say.
    pub(super) fn remark(&mut self, remark: &Remark) -> Option<String> {
        if self.request.value(&remark.given) == rule::Value::Absent {
            return None;
        }
        let parts: Vec<Part> = match self.view(&remark.given, None) {
            Some(parts) => parts,
            None => self.find(&remark.given, None).parts.into_iter().map(|(p, _)| p.clone()).collect(),
        };
        let mut said: Vec<String> = vec![];
        for part in parts.iter().filter(|p| !p.is_nothing()).take(MOST_ITEMS) {
            let one = match &remark.item {
                None => self.said(part),
                Some(form) => self.item_said(form, part),
            };
            said.extend(one.filter(|one| !said.contains(one)));
        }
        (!said.is_empty()).then(|| remark.says.replace("{}", &said.join(", ")))
    }

    /// An item in the words of a form: `{attrName} {comparison} {attrValue}`.
    fn item_said(&self, form: &str, part: &Part) -> Option<String> {
        let mut out = form.to_owned();
        let names = form.split('{').skip(1).filter_map(|rest| rest.split('}').next());
        for name in names {
            let value = part.member(name).and_then(|m| self.said(&m.part));
            out = out.replace(&format!("{{{name}}}"), &value.unwrap_or_else(|| "…".to_owned()));
        }
        // A list built out of sight is shown as it is.
        match part.members.is_empty() {
            true => self.said(part),
            false => Some(out),
        }
    }

    /// A part as a text or as code.
    fn said(&self, part: &Part) -> Option<String> {
        match (part.texts.is_empty() || part.unknown, &part.items) {
            (false, _) => Some(part.texts.join(" or ")),
            (true, Some(items)) => {
                let all: Vec<String> = items.list.iter().filter_map(|(p, _)| self.said(p)).collect();
                (!all.is_empty()).then(|| all.join(", "))
            }
            (true, None) => self.shown(part),
        }
    }

    fn find<'s>(&self, path: &str, item: Option<&'s Part>) -> Found<'s>
    where
        'r: 's,
    {
        match item {
            Some(part) => self.request.find_in(part, path),
            None => self.request.find(path),
        }
    }

    fn list(&mut self, path: &str, filling: &Filling, item: Option<&Part>) -> Option<Value> {
        let found = self.find(path, item);
        let mut items = vec![];
        let mut seen: Vec<&Part> = vec![];
        let mut more = !found.complete;
        let fitting = found.parts.iter().map(|(p, _)| *p).filter(|p| !p.is_nothing());
        for part in fitting.filter(|p| is_item(p, filling)) {
            more |= part.items.as_ref().is_some_and(|i| i.repeated);
            // As many as a piece of a list may hold are one item, over and over.
            if seen.iter().any(|s| s.is_same(part)) {
                more = true;
                continue;
            }
            seen.push(part);
            if items.len() == MOST_ITEMS {
                more = true;
                break;
            }
            let one = match filling.from.is_empty() {
                true => self.record(filling, Some(part)),
                false => filling.from.iter().find_map(|p| self.read(p, filling, Some(part))),
            };
            // Records of which nothing is known say nothing new.
            match one {
                Some(one) if items.contains(&one) => more = true,
                one => items.extend(one),
            }
        }
        if items.is_empty() {
            return None;
        }
        if more {
            self.note(format!("one for each `{}`", path.rsplit('.').next().unwrap_or(path)));
        }
        Some(Value::List(items))
    }

    fn record(&mut self, filling: &Filling, item: Option<&Part>) -> Option<Value> {
        let mut members = vec![];
        // Of a record built out of sight nothing is known but which members it may have.
        let blank = item.is_some_and(|p| p.members.is_empty() && p.items.is_none());
        if blank && let Some(code) = item.and_then(|p| self.shown(p)) {
            self.note(format!("the values are those of {code}"));
        }
        for (name, field) in &filling.fields {
            let value = match blank && !field.from.is_empty() {
                true => None,
                false => self.value(field, item),
            };
            let value = value.or_else(|| {
                let says = || field.say.as_ref().or(field.from.first()).unwrap_or(name).clone();
                blank.then(|| Value::Unknown(says()))
            });
            members.extend(value.map(|value| Member { key: Value::Text(name.clone()), value }));
        }
        let before = members.len();
        for pairs in &filling.pairs {
            if pairs.apart.is_some() {
                return self.apart(pairs, item);
            }
            self.pairs(pairs, item, &mut members);
        }
        // A record for some pairs only is none without them.
        if members.len() == before && !blank && filling.pairs.iter().any(|p| p.only.is_some()) {
            return None;
        }
        (!members.is_empty()).then_some(Value::Record(members))
    }

    fn pair(&mut self, pairs: &Pairs, part: &Part) -> Option<(Value, Value)> {
        let name = Filling { words: pairs.words.clone(), ..Filling::default() };
        let key = self.read(&pairs.name, &name, Some(part))?;
        let form = match &key {
            Value::Text(key) => pairs.forms.get(key).copied().unwrap_or_default(),
            _ => FieldForm::default(),
        };
        let mut value = self.read(&pairs.value, &Filling { form, ..Filling::default() }, Some(part));
        if let (Value::Text(key), Some(Value::Text(_))) = (&key, &value)
            && secret::is_password(key)
        {
            value = Some(Value::Unknown(format!("the value of {key}")));
        }
        Some((key, value.unwrap_or_else(|| Value::Unknown(pairs.value.clone()))))
    }

    /// Pairs as members of one object.
    fn pairs(&mut self, pairs: &Pairs, item: Option<&Part>, members: &mut Vec<Member>) {
        let found = self.find(&pairs.list, item);
        let before = members.len();
        for (part, _) in found.parts.iter().take(5 * MOST_ITEMS) {
            if !self.is_wanted(pairs, part) {
                continue;
            }
            if let Some((key, value)) = self.pair(pairs, part) {
                match members.iter().position(|m| m.key == key) {
                    // What names the record is read as what it is.
                    Some(old) if old < before => {}
                    Some(old) => members[old].value = value,
                    None => members.push(Member { key, value }),
                }
            } else if let Some(code) = self.shown(part) {
                self.note(format!("and the members of {code}, each by its REST name"));
            }
        }
        if !found.complete && members.len() > before {
            let list = pairs.list.rsplit('.').next().unwrap_or(&pairs.list);
            self.note(format!("one member for each `{list}`"));
        }
    }

    /// Whether a pair has one of the names that are asked for.
    fn is_wanted(&mut self, pairs: &Pairs, part: &Part) -> bool {
        let found = self.request.find_in(part, &pairs.name);
        let texts: Vec<&String> = found.parts.iter().flat_map(|(p, _)| &p.texts).collect();
        let all = self.request.api.translations.iter();
        let is_in = |id: &str| {
            let words = all.clone().filter(|t| t.id == id).flat_map(|t| t.words.keys());
            words.into_iter().any(|word| texts.iter().any(|t| fold(t) == fold(word)))
        };
        // A name that cannot be read may be any.
        let refused = pairs.without.as_deref().is_some_and(is_in);
        !refused && pairs.only.as_deref().is_none_or(is_in)
    }

    /// Pairs as a list of objects.
    fn apart(&mut self, pairs: &Pairs, item: Option<&Part>) -> Option<Value> {
        let (name, text) = pairs.apart.as_ref()?;
        let found = self.find(&pairs.list, item);
        let mut items = vec![];
        for (part, _) in found.parts.iter().take(5 * MOST_ITEMS) {
            if let Some((key, value)) = self.pair(pairs, part) {
                items.push(Value::Record(vec![
                    Member { key: Value::Text(name.clone()), value: key },
                    Member { key: Value::Text(text.clone()), value },
                ]));
            } else if let Some(code) = self.shown(part) {
                self.note(format!("one for each of {code}"));
            }
        }
        (!items.is_empty()).then_some(Value::List(items))
    }

    /// A parameter's value, below an item where there is one.
    fn read(&mut self, path: &str, filling: &Filling, item: Option<&Part>) -> Option<Value> {
        let parts: Vec<Part> = match self.view(path, item) {
            Some(parts) => parts,
            None => self.find(path, item).parts.into_iter().map(|(p, _)| p.clone()).collect(),
        };
        let is_list = matches!(filling.form, FieldForm::List | FieldForm::Items);
        let is_open = is_list && self.is_open(path, item);
        let mut values: Vec<Value> = vec![];
        for part in parts.iter().filter(|p| !p.is_nothing()).take(MOST_ITEMS) {
            match self.part(path, part, filling)? {
                Value::List(items) => values.extend(items),
                one if !values.contains(&one) => values.push(one),
                _ => {}
            }
        }
        let whole = |value: &Value| matches!(value, Value::Code(code) if code.list);
        if is_open && !values.is_empty() && !values.iter().any(whole) {
            let last = path.rsplit('.').next().unwrap_or(path);
            values.push(Value::Unknown(format!("the other values of {last}")));
        }
        match values.len() {
            0 => None,
            1 if !is_list => values.pop(),
            1 if matches!(&values[0], Value::Code(code) if code.list) => values.pop(),
            _ => Some(Value::List(values)),
        }
    }

    /// Whether a list has items that were not read.
    fn is_open(&self, path: &str, item: Option<&Part>) -> bool {
        let is_view = self.request.rule.parameters.iter().any(|p| p.name == path && p.of.is_some());
        let found = self.find(path, item);
        !is_view && found.list && !found.complete
    }

    /// What a view of a list shows: the values of the items that fit.
    fn view(&self, path: &str, item: Option<&Part>) -> Option<Vec<Part>> {
        let view = self.request.rule.parameters.iter().find(|p| p.name == path && item.is_none())?;
        let found = self.request.find(view.of.as_deref()?);
        let wanted = view.value.as_deref();
        let fits = |p: &&Part| {
            view.item.iter().all(|(name, value)| {
                p.member(name).is_some_and(|m| m.part.texts.iter().any(|t| spelled(t) == spelled(value)))
            })
        };
        let parts = found.parts.iter().map(|(p, _)| *p).filter(fits);
        Some(parts.filter_map(|p| Some(p.member(wanted?)?.part.clone())).collect())
    }

    fn part(&mut self, path: &str, part: &Part, filling: &Filling) -> Option<Value> {
        if let Some(items) = &part.items {
            if items.list.is_empty() && items.complete {
                return None;
            }
            if !items.list.is_empty() && !items.repeated && items.complete {
                let some = items.list.iter().take(MOST_ITEMS);
                return Some(Value::List(some.filter_map(|(p, _)| self.part(path, p, filling)).collect()));
            }
            return match self.code(part) {
                Some(code) => Some(Value::Code(Code { list: true, ..code })),
                None => {
                    let some = items.list.iter().take(MOST_ITEMS);
                    Some(Value::List(some.filter_map(|(p, _)| self.part(path, p, filling)).collect()))
                }
            };
        }
        if !part.texts.is_empty() && !part.unknown {
            if secret::is_password(path) {
                return Some(Value::Unknown(format!("the value of {path}")));
            }
            if let [text] = part.texts.as_slice()
                && let Some(name) = let_in(text)
            {
                return Some(Value::Unknown(name.to_owned()));
            }
            return Some(match part.texts.as_slice() {
                [text] if text.chars().count() > LONGEST_TEXT => {
                    Value::Unknown(format!("{path}, a text of {} characters", text.chars().count()))
                }
                [text] if filling.form == FieldForm::Before => {
                    let (before, _) = text.split_once('.')?;
                    Value::Text(before.to_owned())
                }
                [text] => formed(&self.translated(text, filling), filling.form),
                many => {
                    let many: Vec<String> = many.iter().map(|t| self.translated(t, filling)).collect();
                    Value::Unknown(format!("one of {}", many.join(", ")))
                }
            });
        }
        if !part.members.is_empty() {
            return None;
        }
        if let Some(tables) = self.tables(filling) {
            let title = tables.first().map_or("names", |t| t.title.as_str());
            let code = self.shown(part).unwrap_or_else(|| format!("`{path}`"));
            return Some(Value::Unknown(format!("the REST name of {code}; see {title}")));
        }
        let bracketed = || (filling.form == FieldForm::Bracketed).then(|| self.bracketed(part)).flatten();
        let code = bracketed().or_else(|| self.code(part));
        // What cannot be read cannot be cut either.
        if filling.form == FieldForm::Before {
            return None;
        }
        let Some(code) = code else { return Some(Value::Unknown(path.to_owned())) };
        Some(match filling.form {
            FieldForm::Time => Value::Code(Code { time: true, ..code }),
            FieldForm::List => Value::Code(Code { list: true, ..code }),
            FieldForm::Items => Value::List(vec![Value::Code(code)]),
            FieldForm::Opposite => Value::Unknown(format!("the opposite of {}", words::cut(&code.code))),
            _ => Value::Code(code),
        })
    }

    /// The REST word for a SOAP word.
    fn translated(&mut self, text: &str, filling: &Filling) -> String {
        let text = match filling.form {
            FieldForm::Bracketed => text.split_once('[').map_or(text, |(_, key)| key.trim_end_matches(']')),
            _ => text,
        };
        let Some(tables) = self.tables(filling) else { return text.to_owned() };
        // Generated enums spell their members in capitals: `VISIT_WEBPAGE`.
        let mut words = tables.iter().flat_map(|t| &t.words);
        match words.find(|(soap, _)| fold(soap) == fold(text)) {
            Some((_, rest)) => rest.clone(),
            None => {
                let title = tables.first().map_or("names", |t| t.title.as_str());
                self.note(format!("`{text}` is not in the table of {title}: look up its REST name"));
                text.to_owned()
            }
        }
    }

    fn tables(&self, filling: &Filling) -> Option<Vec<&'r Translation>> {
        let ids = filling.words.as_ref()?;
        let all = self.request.api.translations.iter();
        Some(all.filter(|t| ids.split(' ').any(|id| id == t.id)).collect())
    }

    fn note(&mut self, note: String) {
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }
}

/// The name of what a template lets in, where that is all of a text: `email` of `{email}`, `${email}`
/// and `#{email}`. Two braces are not meant: REST has such texts itself.
fn let_in(text: &str) -> Option<&str> {
    let inner = text.trim_start_matches(['$', '#']).strip_prefix('{')?.strip_suffix('}')?;
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.');
    (!inner.is_empty() && inner.chars().all(plain)).then_some(inner)
}

/// Placeholders instead of values.
fn replaced(value: Value, says: &str) -> Value {
    match value {
        Value::Text(text) | Value::Atom(text) => Value::Unknown(says.replace("{}", &text)),
        Value::Code(code) => Value::Unknown(says.replace("{}", &words::cut(&code.code))),
        Value::List(items) => Value::List(items.into_iter().map(|i| replaced(i, says)).collect()),
        other => other,
    }
}

/// Whether an item has the members a filling asks for.
fn is_item(part: &Part, filling: &Filling) -> bool {
    filling.item.iter().all(|(name, wanted)| {
        part.member(name).is_some_and(|m| m.part.texts.iter().any(|t| spelled(t) == spelled(wanted)))
    })
}

fn formed(text: &str, form: FieldForm) -> Value {
    // A zero in front, or more digits than a double holds, is no number.
    let number = || {
        let digits = text.strip_prefix('-').unwrap_or(text);
        let plain = !digits.is_empty() && digits.len() <= 15 && digits.bytes().all(|b| b.is_ascii_digit());
        plain && (digits == "0" || !digits.starts_with('0'))
    };
    match form {
        FieldForm::Number if number() => Value::Atom(text.to_owned()),
        FieldForm::Boolean => match text.to_ascii_lowercase().as_str() {
            "true" | "1" => Value::Atom("true".to_owned()),
            "false" | "0" => Value::Atom("false".to_owned()),
            _ => Value::Text(text.to_owned()),
        },
        FieldForm::Opposite => match text.to_ascii_lowercase().as_str() {
            "true" | "1" => Value::Atom("false".to_owned()),
            "false" | "0" => Value::Atom("true".to_owned()),
            _ => Value::Unknown(format!("the opposite of {text}")),
        },
        FieldForm::Behind => Value::Text(text.split_once('.').map_or(text, |(_, list)| list).to_owned()),
        FieldForm::Month if text.len() == "yyyy-mm".len() => Value::Text(format!("{text}-01")),
        FieldForm::List | FieldForm::Items => Value::List(vec![Value::Text(text.to_owned())]),
        _ => Value::Text(text.to_owned()),
    }
}
