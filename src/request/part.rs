//! What a request is made of: texts, records and lists, as far as the code that builds
//! them can be read.

use crate::fact::{ExprId, ScopeId};
use crate::link::FileId;
use crate::rule::fold;

/// A piece of a request: a text, a record with members, a list, or what is left of one.
#[derive(Debug, Clone, Default)]
pub struct Part {
    /// Texts it can be.
    pub texts: Vec<String>,
    /// It can be something that is not readable.
    pub unknown: bool,
    /// It can be nothing at all.
    pub null: bool,
    /// The type it was made of, as written.
    pub ty: Option<String>,
    /// Members that were set.
    pub members: Vec<Member>,
    /// Other members may be set out of sight.
    pub open: bool,
    /// The items, when it is a list.
    pub items: Option<Items>,
    /// The expression it was last read from.
    pub place: Option<(FileId, ExprId)>,
    /// The name it has where it is used, when that is another expression.
    pub name: Option<(FileId, ExprId)>,
}

/// A member of a record.
#[derive(Debug, Clone)]
pub struct Member {
    /// Name as written, without accessor's prefix.
    pub name: String,
    /// What it is.
    pub part: Part,
    /// It is set whenever the call is made.
    pub sure: bool,
    /// The branch that sets it, where it is not sure.
    pub branch: Option<ScopeId>,
}

/// Items of a list.
#[derive(Debug, Clone)]
pub struct Items {
    /// Each with whether it is there whenever the call is made.
    pub list: Vec<(Part, bool)>,
    /// There are no others.
    pub complete: bool,
    /// Some of them come any number of times: a loop makes them.
    pub repeated: bool,
    /// The size that the code cuts a longer list to; `list` may hold fewer.
    pub cut: Option<usize>,
}

impl Items {
    /// A list to add to.
    pub fn new(complete: bool) -> Self {
        Items { list: vec![], complete, repeated: false, cut: None }
    }
}

impl Part {
    /// Something given that cannot be read.
    pub fn unknown() -> Self {
        Part { unknown: true, open: true, ..Part::default() }
    }

    /// A readable text.
    pub fn text(text: impl Into<String>) -> Self {
        Part { texts: vec![text.into()], ..Part::default() }
    }

    /// Nothing.
    pub fn nothing() -> Self {
        Part { null: true, ..Part::default() }
    }

    /// A list.
    pub fn list(items: Vec<Part>, complete: bool) -> Self {
        let list = items.into_iter().map(|i| (i, true)).collect();
        Part { items: Some(Items { list, ..Items::new(complete) }), ..Part::default() }
    }

    /// Whether nothing but a text, or something unreadable, is known of it.
    pub fn is_scalar(&self) -> bool {
        self.members.is_empty() && self.items.is_none() && (!self.texts.is_empty() || self.unknown)
    }

    /// Whether it is certainly nothing.
    pub fn is_nothing(&self) -> bool {
        self.null && !self.unknown && self.texts.is_empty() && self.members.is_empty() && self.items.is_none()
    }

    /// Whether it was read from the same code and came out the same.
    pub fn is_same(&self, other: &Part) -> bool {
        let items = |p: &Part| p.items.as_ref().map_or(0, |i| i.list.len());
        let pairs = |a: &Part, b: &Part| {
            let lists = a.items.iter().zip(&b.items).flat_map(|(a, b)| a.list.iter().zip(&b.list));
            lists.into_iter().all(|((a, _), (b, _))| a.is_same(b))
        };
        let members = || self.members.iter().zip(&other.members);
        self.place.is_some()
            && self.place == other.place
            && self.texts == other.texts
            && self.members.len() == other.members.len()
            && members().all(|(a, b)| a.name == b.name && a.part.is_same(&b.part))
            && items(self) == items(other)
            && pairs(self, other)
    }

    /// The member with a name in any spelling.
    pub fn member(&self, name: &str) -> Option<&Member> {
        let wanted = spelled(name);
        self.members.iter().find(|m| spelled(&m.name) == wanted).or_else(|| {
            // JAXB names the getter of a list in the plural, XMLBeans calls it an array.
            let listed = [format!("{wanted}s"), format!("{wanted}array")];
            self.members.iter().find(|m| listed.contains(&spelled(&m.name)))
        })
    }

    /// Sets a member.
    pub fn set(&mut self, name: &str, part: Part, sure: bool, branch: Option<ScopeId>) {
        let wanted = spelled(name);
        let found = self.members.iter_mut().find(|m| spelled(&m.name) == wanted);
        match found {
            Some(member) if sure => {
                member.part = part;
                member.sure = true;
                member.branch = None;
            }
            Some(member) => {
                let old = std::mem::take(&mut member.part);
                member.part = old.or(part);
                member.branch = branch;
            }
            None => self.members.push(Member { name: name.to_owned(), part, sure, branch }),
        }
        if sure {
            self.members.retain(|m| !m.part.is_nothing());
        }
    }

    /// Adds an item.
    pub fn push(&mut self, part: Part, sure: bool, once: bool) {
        let items = self.items.get_or_insert_with(|| Items::new(true));
        items.list.push((part, sure));
        items.repeated |= !once;
    }

    /// Adds an element: one that comes again, or that a loop makes, makes a list of itself.
    pub(super) fn add(&mut self, name: &str, part: Part, sure: bool, repeated: bool, complete: bool) {
        let wanted = spelled(name);
        match self.members.iter_mut().find(|m| spelled(&m.name) == wanted) {
            Some(member) => {
                if member.part.items.is_none() {
                    let first = std::mem::take(&mut member.part);
                    member.part = Part::list(vec![], complete);
                    member.part.push(first, member.sure, true);
                }
                member.part.push(part, sure, !repeated);
                member.sure |= sure;
            }
            None => {
                let part = if repeated {
                    let mut list = Part::list(vec![], complete);
                    list.push(part, sure, false);
                    list
                } else {
                    part
                };
                self.members.push(Member { name: name.to_owned(), part, sure, branch: None });
            }
        }
    }

    /// Adds to the end of a text; what it is then is known when both pieces are.
    pub(super) fn grow(&mut self, more: Part, sure: bool) {
        match (self.texts.as_mut_slice(), more.texts.as_slice()) {
            ([text], [end]) if sure && !self.unknown && !more.unknown => text.push_str(end),
            _ => {
                self.texts.clear();
                self.unknown = true;
            }
        }
    }

    /// Takes over the members or items of another part.
    pub fn merge(&mut self, other: Part, sure: bool) {
        self.open |= other.open || other.unknown;
        for member in other.members {
            self.set(&member.name, member.part, sure && member.sure, member.branch);
        }
        if let Some(items) = other.items {
            let mine = self.items.get_or_insert_with(|| Items::new(true));
            mine.list.extend(items.list.into_iter().map(|(p, s)| (p, s && sure)));
            mine.complete &= items.complete;
            mine.repeated |= items.repeated;
            mine.cut = mine.cut.or(items.cut);
        } else if other.unknown
            && let Some(mine) = &mut self.items
        {
            mine.complete = false;
        }
    }

    /// This or that.
    pub fn or(mut self, other: Part) -> Part {
        if self.is_nothing() && other.is_nothing() {
            return self;
        }
        for text in other.texts {
            if !self.texts.contains(&text) {
                self.texts.push(text);
            }
        }
        let blank = |p: &Part| p.members.is_empty() && p.is_nothing();
        let readable_beside = self.unknown && !other.unknown;
        let (mine_blank, other_blank) = (blank(&self), other.null && other.members.is_empty());
        self.unknown |= other.unknown;
        self.null |= other.null;
        self.open |= other.open;
        // Of two types neither is the type.
        self.ty = match (self.ty, other.ty) {
            (Some(one), Some(other)) if spelled(&one) != spelled(&other) => None,
            (one, other) => one.or(other),
        };
        // What cannot be read is shown as the code has it, not as the texts beside it.
        if self.place.is_none() || !readable_beside {
            self.place = other.place.or(self.place);
        }
        self.name = self.name.filter(|name| other.name == Some(*name));
        for member in &mut self.members {
            let in_other = other.members.iter().any(|m| spelled(&m.name) == spelled(&member.name) && m.sure);
            member.sure &= in_other || other_blank;
        }
        for member in other.members {
            match self.members.iter_mut().find(|m| spelled(&m.name) == spelled(&member.name)) {
                Some(mine) => mine.part = std::mem::take(&mut mine.part).or(member.part),
                None => self.members.push(Member { sure: member.sure && mine_blank, ..member }),
            }
        }
        self.items = match (self.items, other.items) {
            (Some(mut a), Some(b)) => {
                for (item, there) in b.list {
                    // What is read on two ways is there once.
                    if !a.list.iter().any(|(mine, _)| mine.is_same(&item)) {
                        a.list.push((item, there));
                    }
                }
                a.list.iter_mut().for_each(|(_, sure)| *sure = false);
                a.complete &= b.complete;
                a.repeated |= b.repeated;
                Some(a)
            }
            (one, None) | (None, one) => one,
        };
        self
    }
}

/// A member's name for comparing: folded, without prefix and marks of serializers.
pub fn spelled(name: &str) -> String {
    let name = name.rsplit([':', '}']).next().unwrap_or(name);
    fold(name.trim_start_matches(['@', '$', '_']).trim_end_matches(['/', '!', '_', '?']))
}
