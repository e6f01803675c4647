//! The rules of a run: packs, the choice of APIs, and the project's settings over them.

use std::path::{Path, PathBuf};

use miette::Result;

use super::args::Numbers;
use crate::config::{self, Config};
use crate::rule::Rules;

/// All packs with the numbers that were asked for.
pub(super) fn of(numbers: &Numbers, roots: &[PathBuf]) -> Result<(Rules, Config)> {
    load(&numbers.rules, &[], numbers.config.as_deref(), roots)
}

/// The packs in `dirs` beside the embedded ones, only `apis` of them, and the
/// settings in `file` or, without one, at the only root.
pub(super) fn load(
    dirs: &[PathBuf],
    apis: &[String],
    file: Option<&Path>,
    roots: &[PathBuf],
) -> Result<(Rules, Config)> {
    let mut rules = Rules::load(dirs)?;
    let found = config::at(roots);
    let config = match file.or(found.as_deref()) {
        Some(file) => config::load(file, &mut rules)?,
        None => Config::default(),
    };
    Ok((rules.only(apis)?, config))
}
