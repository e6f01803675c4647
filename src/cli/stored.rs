//! Reports that a scan wrote before, as JSON.

use std::path::{Path, PathBuf};

use miette::{Result, miette};

use super::args::Source;
use crate::progress::Progress;
use crate::report::Report;
use crate::rule::Rules;
use crate::scan::{Options, scan};
use crate::walk::WalkOptions;

/// The report in a file.
pub(super) fn read(file: &Path) -> Result<Report> {
    let bytes = std::fs::read(file).map_err(|error| miette!("cannot read `{}`: {error}", file.display()))?;
    let help = "write one with `unsoap scan --format json --output report.json`";
    let report: Report = serde_json::from_slice(&bytes)
        .map_err(|error| miette!(help = help, "`{}` is no report of unsoap: {error}", file.display()))?;
    if report.version != 1 {
        let version = report.version;
        return Err(miette!(
            help = "use the program that wrote it, or scan anew",
            "`{}` is a report of version {version}, and this program reads version 1",
            file.display()
        ));
    }
    Ok(report)
}

/// The report that was asked for: of a file, of the only path when it is a JSON
/// file, or of a scan of the paths, without what is about to be written.
pub(super) fn read_or_scan(source: &Source, output: Option<&PathBuf>, rules: &Rules) -> Result<Report> {
    let only = match source.paths.as_slice() {
        [path] if source.at.is_none() && path.is_file() && path.extension().is_some_and(|e| e == "json") => {
            Some(path)
        }
        _ => None,
    };
    if let Some(file) = source.from.as_ref().or(only) {
        return read(file);
    }
    let walk = WalkOptions {
        tree: super::scan::tree(&source.paths, source.at.as_deref())?,
        roots: source.paths.clone(),
        exclude: output.into_iter().cloned().collect(),
        ..WalkOptions::default()
    };
    Ok(scan(&Options { walk, progress: Progress::on_terminal(), ..Options::default() }, rules))
}
