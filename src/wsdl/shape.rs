//! What requests are made of: the elements and types of the schemas.

use std::collections::BTreeMap;

use super::plain;

/// Elements nested deeper are no request.
const DEPTH: usize = 64;
/// More fields than this are not kept.
const FIELDS: usize = 100_000;
/// How far and how many fields of a request are told.
const LEVELS: usize = 4;
const TOLD: usize = 60;

/// A field of a request, or of a type.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Field {
    /// Its name; with dots where it is part of another: `Order.Lines.Quantity`.
    pub name: String,
    /// Its type, without prefix.
    pub ty: String,
    /// Whether it must be given.
    pub required: bool,
    /// Whether there may be several.
    pub many: bool,
}

/// The elements and types of all schemas.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Shapes {
    /// `element:Order`, `type:Order` → what it is made of.
    fields: BTreeMap<String, Vec<Field>>,
    /// `element:Order` → its type; a type → the type it extends.
    types: BTreeMap<String, String>,
    count: usize,
}

/// Where in a schema the reader is: for each open tag whose field it belongs to.
#[derive(Debug, Default)]
pub(super) struct Nesting(Vec<Option<String>>);

impl Nesting {
    pub(super) fn leave(&mut self) {
        self.0.pop();
    }

    pub(super) fn enter(&mut self, owner: Option<String>) {
        self.0.push(owner);
    }

    fn owner(&self) -> Option<&String> {
        self.0.last().and_then(Option::as_ref)
    }
}

impl Shapes {
    /// Notes a tag of a schema; gives whose fields stand inside it.
    pub(super) fn tag(
        &mut self,
        local: &str,
        nesting: &Nesting,
        value: impl Fn(&str) -> String,
    ) -> Option<String> {
        // The names of owners grow with each level.
        if nesting.0.len() > DEPTH || self.count > FIELDS {
            return None;
        }
        match (local, nesting.owner()) {
            ("element", None) => {
                let key = format!("element:{}", value("name"));
                self.typed(&key, &value("type"));
                Some(key)
            }
            ("element", Some(owner)) => {
                let (name, reference) = (value("name"), plain(&value("ref")));
                let field = Field {
                    name: if name.is_empty() { reference.clone() } else { name },
                    ty: plain(&value("type")),
                    required: value("minOccurs") != "0",
                    many: !matches!(value("maxOccurs").as_str(), "" | "0" | "1"),
                };
                let inner = format!("{owner}/{}", field.name);
                if !reference.is_empty() {
                    self.typed(&inner, &format!("element:{reference}"));
                }
                self.typed(&inner, &field.ty);
                self.count += 1;
                let owner = owner.clone();
                self.fields.entry(owner).or_default().push(field);
                Some(inner)
            }
            ("complexType", None) => Some(format!("type:{}", value("name"))),
            ("extension", Some(owner)) => {
                let owner = owner.clone();
                self.typed(&owner, &value("base"));
                Some(owner)
            }
            (_, owner) => owner.cloned(),
        }
    }

    fn typed(&mut self, key: &str, ty: &str) {
        if !ty.is_empty() && self.types.len() < FIELDS {
            let of = if ty.starts_with("element:") { ty.to_owned() } else { format!("type:{}", plain(ty)) };
            self.types.entry(key.to_owned()).or_insert(of);
        }
    }

    /// The fields of an element, each with the path that leads to it.
    pub(super) fn request(&self, element: &str) -> Vec<Field> {
        let mut told = vec![];
        self.tell(&format!("element:{element}"), "", &mut vec![], &mut told);
        told
    }

    /// The fields of a part that has a type.
    pub(super) fn part(&self, name: &str, ty: &str, told: &mut Vec<Field>) {
        told.push(Field { name: name.to_owned(), ty: plain(ty), required: true, many: false });
        self.tell(&format!("type:{}", plain(ty)), &format!("{name}."), &mut vec![], told);
    }

    fn tell<'s>(&'s self, key: &'s str, path: &str, above: &mut Vec<&'s str>, told: &mut Vec<Field>) {
        // A type may hold itself.
        if above.contains(&key) || above.len() > 2 * LEVELS || path.matches('.').count() >= LEVELS {
            return;
        }
        above.push(key);
        if let Some(ty) = self.types.get(key) {
            self.tell(ty, path, above, told);
        }
        for field in self.fields.get(key).into_iter().flatten() {
            let name = format!("{path}{}", field.name);
            if told.len() >= TOLD || told.iter().any(|f| f.name == name) {
                continue;
            }
            told.push(Field { name: name.clone(), ..field.clone() });
            let inner = format!("{key}/{}", field.name);
            let key = self.fields.get_key_value(&inner).map(|(k, _)| k).or(self.types.get(&inner));
            if let Some(key) = key {
                self.tell(key, &format!("{name}."), above, told);
            }
        }
        above.pop();
    }
}
