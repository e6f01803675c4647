//! The arguments, as clap reads them.

use std::path::PathBuf;

use bytesize::ByteSize;
use clap::{Args, Parser, Subcommand};
use jiff::civil::Date;

mod shared;
mod values;

pub(super) use shared::{Destination, Numbers, Source};
pub(super) use values::{
    By, Color, EstimateFormat, FailOn, FailOnChange, Level, Percent, Spot, Target, reporter,
};
use values::{
    category, default_format, diff_formats, formats, history_formats, hours_per_day, hours_per_week,
    plan_formats, prefix, schemas,
};

use super::history::Since;
use super::snippet::Wanted;
use crate::config::Rate;
use crate::history::Every;
use crate::read::Weight;

/// Finds the calls of retired SOAP APIs in legacy code and says what replaces each of them.
#[derive(Debug, Parser)]
#[command(name = "unsoap", version, about, max_term_width = 100)]
pub(super) struct Cli {
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Scan directories or files
    ///
    /// Exit codes: 0 nothing at the chosen threshold, 1 findings, 2 the run failed or was asked wrongly.
    Scan(Box<ScanArgs>),

    /// Say what the migration costs: a range of hours, its items, and what makes it wide
    Estimate(EstimateArgs),

    /// Cut the migration into work packages: in order, with hours, dependencies and acceptance checks
    Plan(PlanArgs),

    /// Say what changed between two JSON reports: new, changed, moved and fixed findings
    ///
    /// Exit codes: 0 nothing that `--fail-on` names, 1 something, 2 the run failed or was asked wrongly.
    Diff(DiffArgs),

    /// Say how a migration went: what was left at points in time, from a repository or from reports
    History(HistoryArgs),

    /// Compare finished work with what was estimated for it, and print what that says about the rest
    Calibrate(CalibrateArgs),

    /// Show a rule as documentation: what replaces an operation in which case, and what differs
    ///
    /// With --at: why there is a finding, what decided its replacement, and the requests to paste.
    Explain(ExplainArgs),

    /// Print a JSON Schema: of the JSON report, or of a file of a rule pack
    Schema {
        /// Of what
        #[arg(value_name = "WHAT", default_value = "report", value_parser = schemas())]
        what: String,
    },

    /// Show what a WSDL declares: its operations, the rules for them, and their names in generated code
    Wsdl {
        /// The WSDL; what it imports is read when it lies beside it
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// A directory with more rule packs
        #[arg(long, value_name = "DIR")]
        rules: Vec<PathBuf>,
    },

    /// Check rule packs, or list what they know
    #[command(subcommand)]
    Rules(RulesCommand),
}

#[derive(Debug, Subcommand)]
pub(super) enum RulesCommand {
    /// Tell every mistake in rule packs and what to write instead
    Check {
        /// Packs, or folders of packs; without any, those the program was built with
        #[arg(value_name = "DIR")]
        dirs: Vec<PathBuf>,
    },
    /// List the words that make a file worth parsing, one a line
    Words {
        /// Only those that say this about a file
        #[arg(long, value_name = "WEIGHT")]
        weight: Option<Weight>,
        /// A directory with more rule packs
        #[arg(long, value_name = "DIR")]
        rules: Vec<PathBuf>,
    },
    /// Write the skeleton of a rule pack
    New {
        /// The WSDL whose operations get a file each
        #[arg(long, value_name = "FILE")]
        wsdl: PathBuf,
        /// The folder of the pack; its name becomes the pack's id
        #[arg(value_name = "DIR")]
        dir: PathBuf,
    },
    /// List the packs and their rules
    List {
        /// A directory with more rule packs
        #[arg(long, value_name = "DIR")]
        rules: Vec<PathBuf>,
    },
}

#[derive(Debug, Args)]
#[command(
    override_usage = "unsoap explain [OPTIONS] <RULE>\n       unsoap explain --at <FILE:LINE> [OPTIONS] [PATH]"
)]
pub(super) struct ExplainArgs {
    /// A rule (`<pack>/<id>`), an operation in any spelling, or a pack; see `unsoap rules list`.
    /// With --at: the directory to scan, instead of the repository the file is in
    #[arg(value_name = "RULE", required_unless_present = "at")]
    pub(super) subject: Option<String>,

    /// Explain the finding on a line of a file instead of a rule
    #[arg(long, value_name = "FILE:LINE")]
    pub(super) at: Option<Spot>,

    /// Write the requests for a language or tool, such as curl, instead of the language of the call
    #[arg(long, value_name = "NAME", requires = "at")]
    pub(super) snippet: Option<Wanted>,

    /// A rule pack, or a directory of them, besides those the program was built with
    #[arg(long, value_name = "DIR")]
    pub(super) rules: Vec<PathBuf>,

    /// When to use colours
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    pub(super) color: Color,
}

#[derive(Debug, Args)]
pub(super) struct ScanArgs {
    /// Directories or files to scan
    #[arg(value_name = "PATH", default_value = ".")]
    pub(super) paths: Vec<PathBuf>,

    /// Scan the files of this revision of a git repository, whatever is on the disk
    #[arg(long, value_name = "REVISION")]
    pub(super) at: Option<String>,

    /// How to show the report
    #[arg(long, short, value_name = "FORMAT", default_value = default_format(), value_parser = formats())]
    pub(super) format: String,

    /// Write the report to a file instead of standard output
    #[arg(long, short, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,

    /// Write one more report of the same scan; may be given several times
    #[arg(long = "report", value_name = "FORMAT=FILE")]
    pub(super) reports: Vec<Target>,

    /// Write the requests that replace each call below it: `own` for the language of the call, or
    /// a language or tool such as curl for all
    #[arg(long, value_name = "NAME")]
    pub(super) snippet: Option<Wanted>,

    /// Leave findings below this confidence out of what people read; reports for programs hold all
    #[arg(long, value_name = "CONFIDENCE", default_value = "possible")]
    pub(super) min_confidence: Level,

    /// Findings of this confidence or above make the exit code 1
    #[arg(long, value_name = "WHAT", default_value = "any")]
    pub(super) fail_on: FailOn,

    /// Exit with 0 although there are findings
    #[arg(long)]
    pub(super) exit_zero: bool,

    /// A rule pack, or a directory of them, besides those the program was built with
    #[arg(long, value_name = "DIR")]
    pub(super) rules: Vec<PathBuf>,

    /// Settings of the project; without it, the unsoap.toml at the root that is scanned
    #[arg(long, value_name = "FILE")]
    pub(super) config: Option<PathBuf>,

    /// Look also for the API of this WSDL, which needs no rule pack; may be given several times
    #[arg(long, value_name = "FILE")]
    pub(super) wsdl: Vec<PathBuf>,

    /// Look also for the APIs of the WSDLs found in the project that no rule pack covers
    #[arg(long, conflicts_with = "at")]
    pub(super) discover: bool,

    /// Look for this API only; may be given several times
    #[arg(long = "api", value_name = "ID")]
    pub(super) apis: Vec<String>,

    /// Look also where .gitignore and .ignore say not to
    #[arg(long)]
    pub(super) no_ignore: bool,

    /// Look at hidden files and directories too
    #[arg(long)]
    pub(super) hidden: bool,

    /// Understand each file alone, not the project as a whole
    #[arg(long)]
    pub(super) no_link: bool,

    /// Files larger than this are not read
    #[arg(long, value_name = "SIZE", default_value = "10MiB")]
    pub(super) max_file_size: ByteSize,

    /// How many threads to use; 0 lets the machine decide
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(super) threads: usize,

    /// Say how far away the API's dates are, seen from this day
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub(super) as_of: Option<Date>,

    /// Report only what this earlier JSON report has not; reports for programs hold all, and say which is new
    #[arg(long, value_name = "OLD.json")]
    pub(super) baseline: Option<PathBuf>,

    /// Where the scanned directory lies in its repository; stands before every path of the report
    #[arg(long, value_name = "DIR", default_value = "", hide_default_value = true, value_parser = prefix)]
    pub(super) path_prefix: String,

    /// Name this part of the repository in SARIF, where it has several reports
    #[arg(long, value_name = "NAME", value_parser = category)]
    pub(super) category: Option<String>,

    /// The address of the repository, for SARIF
    #[arg(long, value_name = "URL")]
    pub(super) repository: Option<String>,

    /// The commit that is scanned, for SARIF
    #[arg(long, value_name = "ID", requires = "repository")]
    pub(super) revision: Option<String>,

    /// The branch that is scanned, for SARIF
    #[arg(long, value_name = "NAME", requires = "repository")]
    pub(super) branch: Option<String>,

    /// Show a history in the report, as `unsoap history --format json` wrote it
    #[arg(long, value_name = "HISTORY.json")]
    pub(super) burndown: Option<PathBuf>,

    /// Show also what became of every relevant file
    #[arg(long)]
    pub(super) ledger: bool,

    /// Exit with 2 when less than this share of the relevant bytes was understood
    #[arg(long, value_name = "N%")]
    pub(super) strict_ledger: Option<Percent>,

    /// When to use colours
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    pub(super) color: Color,
}

#[derive(Debug, Args)]
pub(super) struct EstimateArgs {
    #[command(flatten)]
    pub(super) source: Source,

    /// What to sum the hours by
    #[arg(long, value_name = "WHAT", default_value = "project")]
    pub(super) by: By,

    /// Unfold the groups of `--by` into their items; with a name, only that group
    #[arg(long, value_name = "GROUP", num_args = 0..=1, default_missing_value = "")]
    pub(super) why: Option<String>,

    /// How to show them
    #[arg(long, short, value_name = "FORMAT", default_value = "table")]
    pub(super) format: EstimateFormat,

    /// What an hour costs, such as 95EUR/h
    #[arg(long, value_name = "RATE")]
    pub(super) rate: Option<Rate>,

    /// How many people work on it at the same time; shows weeks
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub(super) team: Option<u32>,

    /// Hours a person has for it in a week; 30 unless the settings say otherwise
    #[arg(long, value_name = "HOURS", value_parser = hours_per_week)]
    pub(super) hours_per_week: Option<f64>,

    #[command(flatten)]
    pub(super) numbers: Numbers,

    #[command(flatten)]
    pub(super) to: Destination,
}

#[derive(Debug, Args)]
pub(super) struct CalibrateArgs {
    #[command(flatten)]
    pub(super) source: Source,

    /// Two revisions: what is found at A and gone at B is finished, in the author-days between them
    #[arg(long, value_name = "A..B", conflicts_with_all = ["from", "at"])]
    pub(super) from_git: Option<String>,

    /// Hours a day with a commit stands for
    #[arg(long, value_name = "HOURS", default_value_t = 6.0, value_parser = hours_per_day)]
    pub(super) hours_per_day: f64,

    /// Finished operations and their hours, in what was found before the work: `marketo/get-lead,6.5` in CSV, `"marketo/get-lead" = 6.5` in TOML
    #[arg(long, value_name = "FILE")]
    pub(super) done: Option<PathBuf>,

    #[command(flatten)]
    pub(super) numbers: Numbers,
}

#[derive(Debug, Args)]
pub(super) struct PlanArgs {
    #[command(flatten)]
    pub(super) source: Source,

    /// How to show it
    #[arg(long, short, value_name = "FORMAT", default_value = "table", value_parser = plan_formats())]
    pub(super) format: String,

    /// The first day of work; gives each package its days
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub(super) start: Option<Date>,

    /// How many people work on it at the same time
    #[arg(long, value_name = "N", requires = "start", value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub(super) team: Option<u32>,

    /// Hours a person has for it in a week
    #[arg(long, value_name = "HOURS", default_value_t = 30.0, value_parser = hours_per_week)]
    pub(super) hours_per_week: f64,

    #[command(flatten)]
    pub(super) numbers: Numbers,

    #[command(flatten)]
    pub(super) to: Destination,
}

#[derive(Debug, Args)]
pub(super) struct DiffArgs {
    /// The report of before, as `unsoap scan --format json` wrote it
    #[arg(value_name = "OLD.json")]
    pub(super) old: PathBuf,

    /// The report of now
    #[arg(value_name = "NEW.json")]
    pub(super) new: PathBuf,

    /// How to show it
    #[arg(long, short, value_name = "FORMAT", default_value = "table", value_parser = diff_formats())]
    pub(super) format: String,

    /// Leave findings below this confidence out on both sides
    #[arg(long, value_name = "CONFIDENCE", default_value = "possible")]
    pub(super) min_confidence: Level,

    /// What makes the exit code 1
    #[arg(long, value_name = "WHAT", default_value = "never")]
    pub(super) fail_on: FailOnChange,

    #[command(flatten)]
    pub(super) to: Destination,
}

#[derive(Debug, Args)]
pub(super) struct HistoryArgs {
    /// A directory of a git repository, with --since; or JSON reports, the earliest first
    #[arg(value_name = "PATH", default_value = ".")]
    pub(super) paths: Vec<PathBuf>,

    /// From which month or day on; reads the revisions of the repository, not the work tree
    #[arg(long, value_name = "YYYY-MM[-DD]")]
    pub(super) since: Option<Since>,

    /// Up to which day; without it, that of the last commit
    #[arg(long, value_name = "YYYY-MM-DD", requires = "since")]
    pub(super) until: Option<Date>,

    /// How far the points are from each other
    #[arg(long, value_name = "PERIOD", default_value = "month", requires = "since")]
    pub(super) every: Every,

    /// The branch to follow
    #[arg(long, value_name = "REVISION", default_value = "HEAD", requires = "since")]
    pub(super) at: String,

    /// How to show it
    #[arg(long, short, value_name = "FORMAT", default_value = "table", value_parser = history_formats())]
    pub(super) format: String,

    /// A rule pack, or a directory of them, besides those the program was built with
    #[arg(long, value_name = "DIR")]
    pub(super) rules: Vec<PathBuf>,

    /// Look for this API only; may be given several times
    #[arg(long = "api", value_name = "ID")]
    pub(super) apis: Vec<String>,

    #[command(flatten)]
    pub(super) to: Destination,
}
