//! `unsoap plan`: work packages for people and for the trackers they use.

use miette::{Result, miette};

use super::args::PlanArgs;
use super::{CLEAN, settings, stored};
use crate::estimate::Found;
use crate::finding::Confidence;
use crate::plan::plan;
use crate::plan::schedule::Team;
use crate::plan::show::{FORMATS, Shown};

pub(super) fn run(args: &PlanArgs) -> Result<u8> {
    args.to.check()?;
    let (rules, _) = settings::of(&args.numbers, &args.source.paths)?;
    let report = stored::read_or_scan(&args.source, args.to.output.as_ref(), &rules)?;
    let unknown = report.findings.iter().find(|f| !rules.apis.iter().any(|api| api.id == f.api));
    if let Some(finding) = unknown {
        return Err(miette!(
            help = "name the packs it was made with: --rules DIR",
            "the report speaks of `{}`, which no rule pack here is about",
            finding.api
        ));
    }
    // Computed anew: the hours of these rules count, not those of when the report was written.
    let plan = plan(Found::of(&report), &report.frontier, &report.recipes, &rules);
    let team = args.start.map(|start| Team {
        start,
        people: args.team.unwrap_or(1),
        hours_per_week: args.hours_per_week,
    });
    let style = args.to.style(Confidence::Possible);
    let shown = Shown::new(&plan, &report.findings, team.as_ref(), &style);
    let format = FORMATS.iter().find(|f| f.id == args.format).expect("clap takes only ids of the table");
    let text = (format.render)(&shown);
    args.to.write(&text)?;
    Ok(CLEAN)
}
