//! `unsoap history`: how a migration went.

use std::path::{Path, PathBuf};

use jiff::civil::Date;
use miette::{Result, miette};

use super::args::HistoryArgs;
use super::{CLEAN, stored};
use crate::finding::Confidence;
use crate::git::Repository;
use crate::history::show::FORMATS;
use crate::history::{History, of_reports, of_repository};
use crate::rule::Rules;

pub(super) fn run(args: &HistoryArgs) -> Result<u8> {
    args.to.check()?;
    let history = match (&args.since, args.paths.as_slice()) {
        (Some(since), [path]) => {
            let rules = Rules::load(&args.rules)?.only(&args.apis)?;
            let repository = Repository::open(path)?;
            of_repository(&repository, &args.at, since.0, args.until, args.every, &rules)?
        }
        (Some(_), paths) => {
            return Err(miette!(
                help = "name one directory of a git repository",
                "the history of one repository is told at a time, and here are {} paths",
                paths.len()
            ));
        }
        (None, reports) => stored_history(reports)?,
    };
    let style = args.to.style(Confidence::Possible);
    let format = FORMATS.iter().find(|f| f.id == args.format).expect("clap takes only ids of the table");
    let text = (format.render)(&history, &style);
    args.to.write(&text)?;
    Ok(CLEAN)
}

/// The history that JSON reports tell, in the order they are named.
fn stored_history(files: &[PathBuf]) -> Result<History> {
    if let Some(directory) = files.iter().find(|file| file.is_dir()) {
        return Err(miette!(
            help = "say from when on, such as --since 2025-01; or name JSON reports, the earliest first",
            "`{}` is a directory, and its history has no end otherwise",
            directory.display()
        ));
    }
    let reports = files.iter().map(|file| stored::read(file)).collect::<Result<Vec<_>>>()?;
    let label = |file: &Path| file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    Ok(of_reports(files.iter().map(|file| label(file)).zip(&reports)))
}

/// A history that was written before, for a report that shows it.
pub(super) fn read(file: &Path) -> Result<History> {
    let bytes = std::fs::read(file).map_err(|error| miette!("cannot read `{}`: {error}", file.display()))?;
    serde_json::from_slice(&bytes).map_err(|error| {
        miette!(
            help = "write one with `unsoap history --since 2025-01 --format json --output history.json`",
            "`{}` is no history of unsoap: {error}",
            file.display()
        )
    })
}

/// `2025-01` or `2025-01-31`
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Since(pub(super) Date);

impl std::str::FromStr for Since {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let day = text.parse().or_else(|_| format!("{text}-01").parse());
        day.map(Since).map_err(|_| "write a month or a day, such as 2025-01 or 2025-01-31".into())
    }
}
