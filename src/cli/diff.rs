//! `unsoap diff`: what changed between two reports.

use miette::Result;

use super::args::{DiffArgs, FailOnChange};
use super::{CLEAN, FOUND, stored};
use crate::diff::show::FORMATS;
use crate::diff::{Change, What, diff};

pub(super) fn run(args: &DiffArgs) -> Result<u8> {
    args.to.check()?;
    let least = args.min_confidence.into();
    let read = |file| {
        let mut report = stored::read(file)?;
        report.findings.retain(|finding| finding.confidence >= least);
        miette::Result::<_>::Ok(report)
    };
    let diff = diff(&read(&args.old)?, &read(&args.new)?);
    let style = args.to.style(least);
    let format = FORMATS.iter().find(|f| f.id == args.format).expect("clap takes only ids of the table");
    let text = (format.render)(&diff, &style);
    args.to.write(&text)?;
    let is_new = |change: &Change| change.change == What::New;
    let fails = match args.fail_on {
        FailOnChange::New => diff.changes.iter().any(is_new),
        FailOnChange::Any => diff.new.findings > 0,
        FailOnChange::Never => false,
    };
    Ok(if fails { FOUND } else { CLEAN })
}
