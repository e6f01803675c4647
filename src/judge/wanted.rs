//! Which files that were not parsed may matter after all: they use, declare or
//! are handed what performs the calls that were found.

use std::collections::BTreeSet;

use super::{Judgement, method_of};
use crate::fact::ExprKind;
use crate::finding::{Confidence, Kind};
use crate::link::types::call_args;
use crate::link::{FileId, Project, Ty, TypeId, simple};

/// Shorter names are words of everyday code and would bring in everything.
const TELLING: usize = 5;

/// Shorter names of methods are shared by unrelated types.
const TELLING_METHOD: usize = 10;

impl Judgement {
    /// Texts that such a file must hold as whole words: names of types and
    /// functions that perform calls, and declarations of types that were not found.
    pub fn wanted(&self, project: &Project<'_>) -> BTreeSet<String> {
        let mut words = BTreeSet::new();
        let mut performers: BTreeSet<TypeId> = BTreeSet::new();
        for verdict in self
            .verdicts
            .iter()
            .filter(|v| matches!(v.kind, Kind::Call) && v.confidence >= Confidence::Likely && !v.test)
        {
            let method = method_of(project, verdict).map(|m| project.method(m).name.as_str());
            match project.type_around(verdict.file, verdict.scope) {
                Some(ty) => {
                    performers.insert(ty);
                    // Who is handed the object need not name its type.
                    words.extend(method.filter(|m| is_telling(m, TELLING_METHOD)).map(str::to_owned));
                }
                None => words.extend(method.filter(|m| is_telling(m, TELLING)).map(str::to_owned)),
            }
        }
        for ty in &performers {
            let name = &project.declaration(*ty).name;
            words.extend(is_telling(name, TELLING).then(|| name.clone()));
        }
        for file in 0..project.files.len() {
            supertypes(project, file, &performers, &mut words);
            receivers(project, file, &performers, &mut words);
        }
        words
    }
}

fn is_telling(name: &str, shortest: usize) -> bool {
    name.len() >= shortest && name.chars().any(|c| c.is_uppercase() || c == '_')
}

/// What a declaration of a type begins with, in every language that has classes.
fn declaration_of(name: &str) -> String {
    format!("class {}", simple(name))
}

/// Supertypes that are declared elsewhere: a base class that only forwards needs no word of the API.
fn supertypes(
    project: &Project<'_>,
    file: FileId,
    performers: &BTreeSet<TypeId>,
    words: &mut BTreeSet<String>,
) {
    let is_named = (0..project.rules.apis.len()).any(|api| project.presence.in_file(file, api).is_some());
    for (index, ty) in project.facts(file).types.iter().enumerate() {
        if is_named || performers.contains(&TypeId { file, index }) {
            let parents = ty.supertypes.iter().filter(|p| project.project_type(file, &p.name).is_none());
            words.extend(parents.map(|p| declaration_of(&p.name)));
        }
    }
}

/// Types made with an object that performs calls, declared elsewhere.
fn receivers(
    project: &Project<'_>,
    file: FileId,
    performers: &BTreeSet<TypeId>,
    words: &mut BTreeSet<String>,
) {
    let facts = project.facts(file);
    for (_, expr) in facts.iter() {
        let made = match &expr.kind {
            ExprKind::New { ty, .. } => ty.name.as_str(),
            ExprKind::Call { target, .. } => match facts.kind(*target) {
                ExprKind::Name(name) if name.starts_with(char::is_uppercase) => name,
                ExprKind::Member { base, name, .. } if name == "new" => match facts.kind(*base) {
                    ExprKind::Name(name) => name,
                    _ => continue,
                },
                _ => continue,
            },
            _ => continue,
        };
        let performs = |ty: &Ty| matches!(ty, Ty::Project(t) if performers.contains(t));
        if project.project_type(file, made).is_none()
            && call_args(&expr.kind).iter().any(|arg| performs(&project.type_of(file, arg.value)))
        {
            words.insert(declaration_of(made));
        }
    }
}
