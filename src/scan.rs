//! One scan: the pipeline from a directory to a report.
//!
//! The stages are plain functions over plain data; only this file knows that
//! there are threads. Every list is in the order of the sorted paths before
//! the next stage sees it, so the report does not depend on who was first.

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::assemble;
use crate::document::Form;
use crate::fact::Facts;
use crate::finding::{Finding, UseCase};
use crate::judge::{Judgement, documents, existing, judge};
use crate::language::Language;
use crate::link::{Presence, Project};
use crate::progress::Progress;
use crate::read::{Hits, Words};
use crate::realm::Realms;
use crate::recipe;
use crate::report::{EditPoint, Existing, Problem, Report, Unresolved};
use crate::rule::Rules;
use crate::source::SourceFile;
use crate::walk::WalkOptions;

mod account;
mod files;

pub(crate) use account::counted;
pub use files::{Scan, Users};

/// The largest file that is read unless told otherwise.
pub const MAX_FILE_SIZE: u64 = 10 << 20;

/// Deeply nested code recurses deeply; address space that is never touched costs nothing.
const STACK: usize = 64 << 20;

/// What to scan, and how.
#[derive(Debug, Clone)]
pub struct Options {
    /// Where to look; `threads` counts for all stages.
    pub walk: WalkOptions,
    /// Larger files are not read; at most 4 GiB, so that offsets fit.
    pub max_file_size: u64,
    /// Whether files are understood together or each alone.
    pub link: bool,
    /// The day the report is about; without it nothing in it is relative to a day.
    pub as_of: Option<Date>,
    /// Where to tell how far the scan is.
    pub progress: Progress,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            walk: WalkOptions::default(),
            max_file_size: MAX_FILE_SIZE,
            link: true,
            as_of: None,
            progress: Progress::default(),
        }
    }
}

/// A file of a known language, with what it says.
#[derive(Debug, Clone)]
pub struct Parsed {
    /// Its text.
    pub source: SourceFile,
    /// Its language.
    pub language: &'static Language,
    /// Its facts.
    pub facts: Facts,
}

/// A file without a grammar that holds words of the vocabulary:
/// WSDL, configuration, templates, manifests.
#[derive(Debug, Clone)]
pub struct Document {
    /// Its text.
    pub source: SourceFile,
    /// What it is.
    pub form: Form,
    /// The words it holds.
    pub hits: Hits,
    /// One of them proves that it is about an API.
    pub is_proven: bool,
}

/// Scans and reports. The same input gives an equal report for any number of threads.
pub fn scan(options: &Options, rules: &Rules) -> Report {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(options.walk.threads).stack_size(STACK).build();
    let report = match pool {
        Ok(pool) => pool.install(|| run(options, rules)),
        // A machine without a thread to spare still has this one.
        Err(_) => run(options, rules),
    };
    options.progress.finish();
    report
}

fn run(options: &Options, rules: &Rules) -> Report {
    let words = Words::new(rules.vocabulary());
    let mut scan = Scan::open(options, &words);
    let opinion = findings(&mut scan, options, rules);
    account::report(&scan, opinion, options, rules)
}

/// What the stages that form an opinion say together.
#[derive(Default)]
struct Opinion {
    findings: Vec<Finding>,
    unresolved: Vec<Unresolved>,
    frontier: Vec<EditPoint>,
    existing: Vec<Existing>,
    recipes: Vec<UseCase>,
    problems: Vec<Problem>,
}

impl Opinion {
    fn new(project: &Project<'_>, judgement: &Judgement) -> Self {
        let mut findings = assemble::findings(project, judgement);
        let recipes = recipe::use_cases(project, judgement, &findings);
        findings.extend(documents::findings(project));
        Opinion {
            findings,
            recipes,
            unresolved: assemble::unresolved(project, judgement),
            frontier: assemble::frontier(project, judgement),
            existing: existing::find(project),
            problems: assemble::unread(project, judgement),
        }
    }
}

/// How often the files not parsed yet are asked for users of what was found.
const SWEEPS: usize = 3;

/// The stages that form an opinion: link, judge, advise.
fn findings(scan: &mut Scan<'_>, options: &Options, rules: &Rules) -> Opinion {
    if !options.link {
        return each_alone(scan, rules);
    }
    let mut asked = BTreeSet::new();
    let mut rounds = 0..SWEEPS;
    loop {
        options.progress.stage("judging", scan.files.len());
        let presence = Presence::new(&scan.files, &scan.documents, rules);
        let project = Project::new(&scan.files, &scan.documents, rules, &scan.realms, presence);
        let judgement = judge(&project);
        let wanted = judgement.wanted(&project).into_iter();
        let words: Vec<String> = wanted.filter(|word| asked.insert(word.clone())).collect();
        let users = rounds.next().map(|_| scan.users_of(&words)).unwrap_or_default();
        if users.is_empty() {
            return Opinion::new(&project, &judgement);
        }
        scan.admit(users);
    }
}

/// `--no-link`: every file is its own project.
fn each_alone(scan: &Scan<'_>, rules: &Rules) -> Opinion {
    let alone = Realms::default();
    let mut all = Opinion::default();
    for file in &scan.files {
        let files = std::slice::from_ref(file);
        let project = Project::new(files, &[], rules, &alone, Presence::new(files, &[], rules));
        let judgement = judge(&project);
        let one = Opinion::new(&project, &judgement);
        all.findings.extend(one.findings);
        all.unresolved.extend(one.unresolved);
        all.frontier.extend(one.frontier);
        all.existing.extend(one.existing);
        all.recipes.extend(one.recipes);
        all.problems.extend(one.problems);
    }
    for document in &scan.documents {
        let document = std::slice::from_ref(document);
        let project = Project::new(&[], document, rules, &alone, Presence::new(&[], document, rules));
        all.findings.extend(documents::findings(&project));
    }
    existing::one_each(&mut all.existing);
    all
}
