//! `unsoap scan`.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use miette::{Result, miette};

use super::args::{ScanArgs, reporter};
use super::snippet::Wanted;
use super::{CLEAN, FOUND, output, settings};
use crate::config;
use crate::diff::baseline;
use crate::finding::Finding;
use crate::git::{Repository, Tree};
use crate::progress::Progress;
use crate::report::{Problem, Provenance, Report, Reporter, Style, Summary};
use crate::rule::Rules;
use crate::scan::{Options, counted, scan};
use crate::snippet;
use crate::walk::WalkOptions;
use crate::wsdl::discover;

pub(super) fn run(args: &ScanArgs) -> Result<u8> {
    let tree = tree(&args.paths, args.at.as_deref())?;
    let files = || args.output.iter().chain(args.reports.iter().map(|r| &r.file));
    for file in files() {
        output::check(file)?;
    }
    let walk = WalkOptions {
        roots: args.paths.clone(),
        no_ignore: args.no_ignore,
        hidden: args.hidden,
        threads: args.threads,
        exclude: files().cloned().collect(),
        tree,
        prefix: args.path_prefix.clone(),
    };
    let old = args.baseline.as_deref().map(super::stored::read).transpose()?;
    let history = args.burndown.as_deref().map(super::history::read).transpose()?;
    let max_file_size = args.max_file_size.as_u64();
    let (rules, problems) = rules(args, &walk)?;
    let progress = Progress::on_terminal();
    let options = Options { walk, max_file_size, link: !args.no_link, as_of: args.as_of, progress };
    let mut report = scan(&options, &rules);
    report.problems.extend(problems);
    report.problems.sort();
    report.history = history;
    report.baseline = old.map(|old| baseline(&old.findings, &report.findings));
    if args.category.is_some() || args.repository.is_some() {
        report.provenance = Some(Provenance {
            category: args.category.clone(),
            repository: args.repository.clone(),
            revision: args.revision.clone(),
            branch: args.branch.clone(),
        });
    }
    if let Some(Wanted::One(id)) = args.snippet {
        snippet::rewrite(&mut report, id, &rules);
    }
    show(&report, args)?;
    if let Some(reason) = weak_ledger(&report, args) {
        return Err(reason);
    }
    Ok(exit_code(&report, args))
}

/// The packs that were asked for, those of WSDLs too; and which WSDLs could not be read.
fn rules(args: &ScanArgs, walk: &WalkOptions) -> Result<(Cow<'static, Rules>, Vec<Problem>)> {
    let found = config::at(&args.paths);
    let settings = args.config.as_ref().or(found.as_ref()).map(PathBuf::as_path);
    if args.wsdl.is_empty() && !args.discover {
        let rules = match (args.rules.as_slice(), args.apis.as_slice(), settings) {
            ([], [], None) => Cow::Borrowed(Rules::embedded()),
            (rules, apis, settings) => Cow::Owned(settings::load(rules, apis, settings, &[])?.0),
        };
        return Ok((rules, vec![]));
    }
    let rules = discover::named(settings::load(&args.rules, &[], settings, &[])?.0, &args.wsdl)
        .map_err(|wrong| miette!(help = wrong.instead, "{}", wrong.says))?;
    let (rules, problems) = match args.discover {
        true => discover::found(rules, walk, args.max_file_size.as_u64()),
        false => (rules, vec![]),
    };
    Ok((Cow::Owned(rules.only(&args.apis)?), problems))
}

/// The files of the revision that was asked for; the paths are there.
pub(super) fn tree(paths: &[PathBuf], revision: Option<&str>) -> Result<Option<Tree>> {
    for path in paths {
        check_path(path)?;
    }
    let Some(revision) = revision else { return Ok(None) };
    let [path] = paths else {
        return Err(miette!(
            help = "name the directory that holds them all",
            "a revision is scanned at one path, and here are {}",
            paths.len()
        ));
    };
    let repository = Repository::open(path)?;
    repository.tree(&repository.commit(revision)?).map(Some)
}

pub(super) fn check_path(path: &Path) -> Result<()> {
    match std::fs::metadata(path) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Err(miette!(
            help = "name a directory or a file that exists; without a path, the current directory is scanned",
            "there is no `{}`",
            path.display()
        )),
        Err(error) => Err(miette!("cannot read `{}`: {}", path.display(), error.kind())),
    }
}

/// Writes every report that was asked for.
fn show(report: &Report, args: &ScanArgs) -> Result<()> {
    let for_file = output::file_style(args.color, args.min_confidence.into());
    let for_stdout = output::style(args.color, args.min_confidence.into());
    let new = only_new(report);
    let render = |id: &str, style: &Style| {
        if id == "human" && args.snippet.is_some() {
            let ledger = if args.ledger { super::ledger::render(report) } else { String::new() };
            return crate::report::with_snippets(new.as_ref().unwrap_or(report), style) + &ledger;
        }
        let shown = |r: &Reporter| if r.holds_all { report } else { new.as_ref().unwrap_or(report) };
        let text = reporter(id).map(|r| (r.render)(shown(r), style)).unwrap_or_default();
        match id {
            "concise" | "human" if args.ledger => text + &super::ledger::render(report),
            _ => text,
        }
    };
    for target in &args.reports {
        output::write(&target.file, &render(target.reporter, &for_file))?;
    }
    match &args.output {
        Some(file) => output::write(file, &render(&args.format, &for_file)),
        None => output::print(&render(&args.format, &for_stdout)),
    }
}

/// The report without what the baseline has, if there is one.
fn only_new(report: &Report) -> Option<Report> {
    report.baseline.as_ref()?;
    let mut new = report.clone();
    new.findings.retain(|finding| is_new(report, finding));
    new.summary =
        Summary { files: report.summary.files, parsed: report.summary.parsed, ..counted(&new.findings) };
    Some(new)
}

/// Whether the baseline, if there is one, has no such finding.
fn is_new(report: &Report, finding: &Finding) -> bool {
    let state = report.baseline.as_ref().map(|states| states.get(&finding.fingerprint));
    state.is_none_or(|state| state.is_none_or(|state| state == "new"))
}

fn exit_code(report: &Report, args: &ScanArgs) -> u8 {
    let Some(threshold) = args.fail_on.threshold() else { return CLEAN };
    // What was not shown does not fail the run.
    let threshold = threshold.max(args.min_confidence.into());
    let counts = |f: &Finding| f.confidence >= threshold && is_new(report, f);
    if args.exit_zero || !report.findings.iter().any(counts) { CLEAN } else { FOUND }
}

/// Why the ledger is not good enough, if it is not.
fn weak_ledger(report: &Report, args: &ScanArgs) -> Option<miette::Report> {
    let wanted = args.strict_ledger?.0;
    let ledger = &report.ledger;
    if ledger.relevant_bytes == 0 {
        return None;
    }
    let share = ledger.understood_bytes as f64 / ledger.relevant_bytes as f64 * 100.0;
    (share < wanted).then(|| {
        miette!(
            help = "see the problems of the report, or --ledger, for what was not understood",
            "only {share:.1}% of the relevant bytes were understood, less than the {wanted}% asked for"
        )
    })
}
