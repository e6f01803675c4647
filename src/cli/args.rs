//! The arguments, as clap reads them.

use std::path::PathBuf;
use std::str::FromStr;

use bytesize::ByteSize;
use clap::{Args, Parser, Subcommand, ValueEnum};
use jiff::civil::Date;

use super::history::Since;
use super::snippet::Wanted;
use crate::config::Rate;
use crate::finding::Confidence;
use crate::history::Every;
use crate::plan::show::FORMATS;
use crate::read::Weight;
use crate::report::{REPORTERS, Reporter};
use crate::rule::rule_schemas;

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

/// `LeadSync.java:41`, also with a column behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Spot {
    pub(super) file: PathBuf,
    pub(super) line: u32,
}

impl FromStr for Spot {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || "write FILE:LINE, such as src/LeadSync.java:41".to_owned();
        let (rest, last) = text.rsplit_once(':').ok_or_else(wrong)?;
        let number = |text: &str| text.parse::<u32>().ok().filter(|n| *n > 0);
        let last = number(last).ok_or_else(wrong)?;
        // Compilers and editors put the column behind the line.
        let (file, line) = match rest.rsplit_once(':').and_then(|(file, line)| Some((file, number(line)?))) {
            Some((file, line)) => (file, line),
            None => (rest, last),
        };
        if file.is_empty() {
            return Err(wrong());
        }
        Ok(Spot { file: file.into(), line })
    }
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
    /// Directories or files to scan
    #[arg(value_name = "PATH", default_value = ".")]
    pub(super) paths: Vec<PathBuf>,

    /// Scan the files of this revision of a git repository, whatever is on the disk
    #[arg(long, value_name = "REVISION")]
    pub(super) at: Option<String>,

    /// Take the findings of a JSON report instead of scanning
    #[arg(long, value_name = "REPORT.json", conflicts_with_all = ["paths", "at"])]
    pub(super) from: Option<PathBuf>,

    /// What to sum the hours by
    #[arg(long, value_name = "WHAT", default_value = "project")]
    pub(super) by: By,

    /// Unfold the groups of `--by` into their items; with a name, only that group
    #[arg(long, value_name = "GROUP", num_args = 0..=1, default_missing_value = "")]
    pub(super) why: Option<String>,

    /// How to show them
    #[arg(long, short, value_name = "FORMAT", default_value = "table")]
    pub(super) format: EstimateFormat,

    /// Write to a file instead of standard output
    #[arg(long, short, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,

    /// What an hour costs, such as 95EUR/h
    #[arg(long, value_name = "RATE")]
    pub(super) rate: Option<Rate>,

    /// How many people work on it at the same time; shows weeks
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub(super) team: Option<u32>,

    /// Hours a person has for it in a week; 30 unless the settings say otherwise
    #[arg(long, value_name = "HOURS", value_parser = hours_per_week)]
    pub(super) hours_per_week: Option<f64>,

    /// Settings of the project; without it, the unsoap.toml at the root that is scanned
    #[arg(long, value_name = "FILE")]
    pub(super) config: Option<PathBuf>,

    /// A rule pack, or a directory of them with an effort.toml
    #[arg(long, value_name = "DIR")]
    pub(super) rules: Vec<PathBuf>,

    /// When to use colours
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    pub(super) color: Color,
}

#[derive(Debug, Args)]
pub(super) struct CalibrateArgs {
    /// The project: a directory, inside a git repository for --from-git
    #[arg(value_name = "PATH", default_value = ".")]
    pub(super) paths: Vec<PathBuf>,

    /// Two revisions: what is found at A and gone at B is finished, in the author-days between them
    #[arg(long, value_name = "A..B", conflicts_with_all = ["from", "at"])]
    pub(super) from_git: Option<String>,

    /// Hours a day with a commit stands for
    #[arg(long, value_name = "HOURS", default_value_t = 6.0, value_parser = hours_per_day)]
    pub(super) hours_per_day: f64,

    /// Finished operations and their hours: `marketo/get-lead,6.5` in CSV, `"marketo/get-lead" = 6.5` in TOML
    #[arg(long, value_name = "FILE")]
    pub(super) done: Option<PathBuf>,

    /// For --done: the revision before the work
    #[arg(long, value_name = "REVISION")]
    pub(super) at: Option<String>,

    /// For --done: a JSON report from before the work
    #[arg(long, value_name = "REPORT.json", conflicts_with_all = ["paths", "at"])]
    pub(super) from: Option<PathBuf>,

    /// Settings of the project; without it, the unsoap.toml at the root that is scanned
    #[arg(long, value_name = "FILE")]
    pub(super) config: Option<PathBuf>,

    /// A rule pack, or a directory of them with an effort.toml
    #[arg(long, value_name = "DIR")]
    pub(super) rules: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct PlanArgs {
    /// Directories or files to scan, or one JSON report
    #[arg(value_name = "PATH", default_value = ".")]
    pub(super) paths: Vec<PathBuf>,

    /// Scan the files of this revision of a git repository, whatever is on the disk
    #[arg(long, value_name = "REVISION")]
    pub(super) at: Option<String>,

    /// Take the findings of a JSON report instead of scanning
    #[arg(long, value_name = "REPORT.json", conflicts_with_all = ["paths", "at"])]
    pub(super) from: Option<PathBuf>,

    /// How to show it
    #[arg(long, short, value_name = "FORMAT", default_value = "table", value_parser = plan_formats())]
    pub(super) format: String,

    /// Write to a file instead of standard output
    #[arg(long, short, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,

    /// The first day of work; gives each package its days
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub(super) start: Option<Date>,

    /// How many people work on it at the same time
    #[arg(long, value_name = "N", requires = "start", value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub(super) team: Option<u32>,

    /// Hours a person has for it in a week
    #[arg(long, value_name = "HOURS", default_value_t = 30.0, value_parser = hours_per_week)]
    pub(super) hours_per_week: f64,

    /// Settings of the project; without it, the unsoap.toml at the root that is scanned
    #[arg(long, value_name = "FILE")]
    pub(super) config: Option<PathBuf>,

    /// A rule pack, or a directory of them with an effort.toml
    #[arg(long, value_name = "DIR")]
    pub(super) rules: Vec<PathBuf>,

    /// When to use colours
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    pub(super) color: Color,
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

    /// Write to a file instead of standard output
    #[arg(long, short, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,

    /// Leave findings below this confidence out on both sides
    #[arg(long, value_name = "CONFIDENCE", default_value = "possible")]
    pub(super) min_confidence: Level,

    /// What makes the exit code 1
    #[arg(long, value_name = "WHAT", default_value = "never")]
    pub(super) fail_on: FailOnChange,

    /// When to use colours
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    pub(super) color: Color,
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

    /// Write to a file instead of standard output
    #[arg(long, short, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,

    /// A rule pack, or a directory of them, besides those the program was built with
    #[arg(long, value_name = "DIR")]
    pub(super) rules: Vec<PathBuf>,

    /// Look for this API only; may be given several times
    #[arg(long = "api", value_name = "ID")]
    pub(super) apis: Vec<String>,

    /// When to use colours
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    pub(super) color: Color,
}

/// What makes a comparison fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum FailOnChange {
    /// A finding that was not there before
    New,
    /// A finding that is there now
    Any,
    /// Nothing
    Never,
}

/// What to sum hours by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum By {
    /// Everything together
    Project,
    /// Directory
    Module,
    /// Rule, and object where the API is decided by object
    Operation,
    /// Owner, as CODEOWNERS and the settings say
    Owner,
}

impl By {
    /// As the argument is written.
    pub(super) fn word(self) -> &'static str {
        match self {
            By::Project => "project",
            By::Module => "module",
            By::Operation => "operation",
            By::Owner => "owner",
        }
    }
}

/// How to show an estimate.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum EstimateFormat {
    /// For people
    Table,
    /// For spreadsheets
    Csv,
    /// For programs
    Json,
}

/// A directory as reports write it: relative, with `/`.
fn prefix(text: &str) -> Result<String, String> {
    let is_plain = !text.starts_with('/')
        && !text.contains(['\\', ':'])
        && text.trim_end_matches('/').split('/').all(|part| !matches!(part, "" | "." | ".."));
    if text.is_empty() || is_plain {
        return Ok(text.trim_end_matches('/').to_owned());
    }
    Err("write a directory relative to the repository, such as services/crm".into())
}

fn category(text: &str) -> Result<String, String> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '/');
    match text.trim_matches('/') {
        "" => Err("write a name, such as backend".into()),
        name if name.chars().all(is_name) => Ok(name.to_owned()),
        _ => Err("write letters, digits, `-`, `_`, `.` and `/`".into()),
    }
}

fn hours_per_day(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(hours) if hours > 0.0 && hours <= 24.0 => Ok(hours),
        _ => Err("write a number of hours above 0 and not above 24".into()),
    }
}

fn hours_per_week(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(hours) if hours > 0.0 && hours <= 168.0 => Ok(hours),
        _ => Err("write a number of hours above 0 and not above 168".into()),
    }
}

fn formats() -> clap::builder::PossibleValuesParser {
    let values = REPORTERS.iter().map(|r| clap::builder::PossibleValue::new(r.id).help(r.about));
    clap::builder::PossibleValuesParser::new(values)
}

fn plan_formats() -> clap::builder::PossibleValuesParser {
    let values = FORMATS.iter().map(|f| clap::builder::PossibleValue::new(f.id).help(f.about));
    clap::builder::PossibleValuesParser::new(values)
}

fn diff_formats() -> clap::builder::PossibleValuesParser {
    let values =
        crate::diff::show::FORMATS.iter().map(|f| clap::builder::PossibleValue::new(f.id).help(f.about));
    clap::builder::PossibleValuesParser::new(values)
}

fn history_formats() -> clap::builder::PossibleValuesParser {
    let values =
        crate::history::show::FORMATS.iter().map(|f| clap::builder::PossibleValue::new(f.id).help(f.about));
    clap::builder::PossibleValuesParser::new(values)
}

fn schemas() -> clap::builder::PossibleValuesParser {
    let rules = rule_schemas().into_iter().map(|(name, _)| name);
    std::iter::once("report").chain(rules).collect::<Vec<_>>().into()
}

/// People come first, if there is a report for them.
fn default_format() -> &'static str {
    REPORTERS.iter().find(|r| r.id == "human").or(REPORTERS.first()).map_or("json", |r| r.id)
}

/// The reporter with this id.
pub(super) fn reporter(id: &str) -> Option<&'static Reporter> {
    REPORTERS.iter().find(|r| r.id == id)
}

/// `FORMAT=FILE`
#[derive(Debug, Clone)]
pub(super) struct Target {
    pub(super) reporter: &'static str,
    pub(super) file: PathBuf,
}

impl FromStr for Target {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let ids = || REPORTERS.iter().map(|r| r.id).collect::<Vec<_>>().join(", ");
        let Some((id, file)) = text.split_once('=').filter(|(_, file)| !file.is_empty()) else {
            return Err(format!("write FORMAT=FILE, with FORMAT one of {}", ids()));
        };
        match reporter(id) {
            Some(reporter) => Ok(Target { reporter: reporter.id, file: file.into() }),
            None => Err(format!("no format `{id}`, expected one of {}", ids())),
        }
    }
}

/// A confidence, as an argument.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum Level {
    /// Everything
    Possible,
    /// Nine of ten are right
    Likely,
    /// Proven to be the API
    Certain,
}

impl From<Level> for Confidence {
    fn from(level: Level) -> Self {
        match level {
            Level::Possible => Confidence::Possible,
            Level::Likely => Confidence::Likely,
            Level::Certain => Confidence::Certain,
        }
    }
}

/// What makes a run fail.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum FailOn {
    /// Any finding
    #[value(alias = "possible", alias = "confidence=possible")]
    Any,
    /// Findings that are likely or certain
    #[value(alias = "confidence=likely")]
    Likely,
    /// Findings that are certain
    #[value(alias = "confidence=certain")]
    Certain,
    /// Nothing
    Never,
}

impl FailOn {
    /// The least confidence that counts.
    pub(super) fn threshold(self) -> Option<Confidence> {
        match self {
            FailOn::Any => Some(Confidence::Possible),
            FailOn::Likely => Some(Confidence::Likely),
            FailOn::Certain => Some(Confidence::Certain),
            FailOn::Never => None,
        }
    }
}

/// When to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Color {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// `95%` or `95`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Percent(pub(super) f64);

impl FromStr for Percent {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let number = text.strip_suffix('%').unwrap_or(text);
        match number.trim().parse::<f64>() {
            Ok(n) if (0.0..=100.0).contains(&n) => Ok(Percent(n)),
            _ => Err("write a number from 0 to 100, such as 95%".into()),
        }
    }
}
