//! Published client libraries, from what a pack writes of them.

use crate::rule::raw::{RawHolding, RawLibrary, RawLibraryType, Text};
use crate::rule::{Holding, Library, LibraryType, Operation};

pub(super) fn library(raw: RawLibrary) -> Library {
    Library {
        id: raw.id.get().clone(),
        name: raw.name,
        languages: raw.language.into_vec(),
        packages: raw.packages,
        files: raw.files,
        imports: raw.imports,
        strength: raw.strength,
        rest: raw.rest,
        autoloaded: raw.autoloaded,
        request: raw.request.into_iter().map(holding).collect(),
        words: raw.words,
        types: raw.types.into_iter().map(library_type).collect(),
        note: raw.note,
        source: raw.source,
    }
}

fn library_type(raw: RawLibraryType) -> LibraryType {
    let operation = |written: &Text| Operation::new(written.get());
    LibraryType {
        names: raw.names,
        rest: raw.rest,
        port: raw.port,
        methods: raw.methods.iter().map(|(method, o)| (method.clone(), operation(o))).collect(),
        objects: raw.objects,
        object: raw.object,
        object_argument: raw.object_argument,
        sign: raw.sign.map(|s| s.get().clone()),
        implies: raw.implies,
        request: raw.request.into_iter().map(holding).collect(),
        constructs: raw.constructs.as_ref().map(operation),
        gives: raw.gives.iter().map(|(name, ty)| (name.clone(), ty.get().clone())).collect(),
        silent: raw.silent,
    }
}

fn holding((performs, raw): (String, RawHolding)) -> (String, Holding) {
    (performs, raw.into_iter().map(|(name, held)| (name, held.get().clone())).collect())
}
