//! `unsoap explain`: a rule, or the finding on a line.

use std::path::{Path, PathBuf};

use miette::{Result, miette};

use super::args::{ExplainArgs, Spot};
use super::scan::check_path;
use super::snippet::Wanted;
use super::{CLEAN, output};
use crate::explain;
use crate::finding::{Confidence, Finding};
use crate::progress::Progress;
use crate::report::Report;
use crate::rule::Rules;
use crate::scan::{Options, scan};
use crate::snippet;
use crate::walk::WalkOptions;

pub(super) fn run(args: &ExplainArgs) -> Result<u8> {
    let rules = Rules::load(&args.rules)?;
    let style = output::style(args.color, Confidence::Possible);
    let text = match (&args.at, &args.subject) {
        (Some(spot), path) => {
            let root = root(spot, path.as_deref())?;
            let mut report = project(&root, &rules);
            if let Some(Wanted::One(id)) = args.snippet {
                snippet::rewrite(&mut report, id, &rules);
            }
            let found = on_line(&report, spot, &path_below(&root, &spot.file))?;
            let pages = found.iter().map(|f| explain::finding(&rules, &report, f, &style));
            pages.collect::<Vec<_>>().join("\n")
        }
        (None, Some(rule)) => explain::explain(&rules, rule, &style)?,
        (None, None) => return Ok(CLEAN),
    };
    output::print(&text)?;
    Ok(CLEAN)
}

fn project(root: &Path, rules: &Rules) -> Report {
    let walk = WalkOptions { roots: vec![root.to_owned()], ..WalkOptions::default() };
    scan(&Options { walk, progress: Progress::on_terminal(), ..Options::default() }, rules)
}

/// What is scanned for a file: the path that was named, else the repository it is in, else the
/// current directory if that holds it, else its own.
fn root(spot: &Spot, path: Option<&str>) -> Result<PathBuf> {
    check_path(&spot.file)?;
    if spot.file.is_dir() {
        return Err(miette!(
            help = "name a file of it, and a line",
            "`{}` is a directory",
            spot.file.display()
        ));
    }
    let file = absolute(&spot.file);
    if let Some(path) = path {
        let root = PathBuf::from(path);
        check_path(&root)?;
        if !file.starts_with(absolute(&root)) {
            return Err(miette!(
                help = "name a directory that holds it, or none",
                "`{}` is not in `{path}`",
                spot.file.display()
            ));
        }
        return Ok(root);
    }
    let parents = || file.ancestors().skip(1);
    let here = PathBuf::from(".");
    let repository = parents().find(|dir| dir.join(".git").exists()).map(Path::to_owned);
    let current = file.starts_with(absolute(&here)).then_some(here);
    Ok(repository.or(current).or_else(|| parents().next().map(Path::to_owned)).unwrap_or(file))
}

fn absolute(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}

/// The file as reports name it: below the root, with `/`.
fn path_below(root: &Path, file: &Path) -> String {
    let (root, file) = (absolute(root), absolute(file));
    let below = file.strip_prefix(&root).ok().filter(|p| !p.as_os_str().is_empty());
    let below = below.map_or_else(|| file.file_name().map(PathBuf::from).unwrap_or_default(), Path::to_owned);
    below.to_string_lossy().replace('\\', "/")
}

/// The findings on a line; else a mistake that names the nearest ones.
fn on_line<'r>(report: &'r Report, spot: &Spot, path: &str) -> Result<Vec<&'r Finding>> {
    let of_file: Vec<&Finding> = report.findings.iter().filter(|f| f.place.path == path).collect();
    let holds = |f: &&&Finding| f.place.line <= spot.line && spot.line <= f.place.end_line;
    let found: Vec<&Finding> = of_file.iter().filter(holds).copied().collect();
    if !found.is_empty() {
        return Ok(found);
    }
    let file = spot.file.display();
    let mut lines: Vec<u32> = of_file.iter().map(|f| f.place.line).collect();
    lines.dedup();
    lines.sort_by_key(|line| line.abs_diff(spot.line));
    lines.truncate(3);
    let near: Vec<String> = lines.iter().map(|line| format!("{file}:{line}")).collect();
    let problem = report.problems.iter().find(|p| p.path == path);
    let help = match (near.as_slice(), problem) {
        ([], Some(problem)) => format!("the file was not understood: {}", problem.says),
        ([], None) => "nothing was found in this file at all; `unsoap scan` lists what there is".to_owned(),
        (near, _) => format!("the nearest are {}", near.join(", ")),
    };
    Err(miette!(help = help, "there is no finding at {file}:{}", spot.line))
}
