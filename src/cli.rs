//! The command line: what was asked, done, written, and the exit code for it.

use std::ffi::OsString;

use clap::Parser as _;
use miette::Result;

mod args;
mod calibrate;
mod diff;
mod estimate;
mod explain;
mod history;
mod ledger;
mod output;
mod plan;
mod rules;
mod scan;
mod settings;
mod snippet;
mod stored;
mod wsdl;

use args::{Cli, Command, RulesCommand};

/// Exit code: nothing at the chosen threshold.
pub const CLEAN: u8 = 0;
/// Exit code: findings.
pub const FOUND: u8 = 1;
/// Exit code: the run failed or was asked wrongly.
pub const FAILED: u8 = 2;

/// Does what the arguments ask and gives the exit code.
pub fn run(args: impl IntoIterator<Item = OsString>) -> Result<u8> {
    let cli = match Cli::try_parse_from(args) {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are errors to clap; it knows where they go. A closed
            // pipe is no reason to complain.
            let _ = error.print();
            return Ok(u8::try_from(error.exit_code()).unwrap_or(FAILED));
        }
    };
    // The panic has told itself; what remains is that the run failed.
    std::panic::catch_unwind(|| command(cli.command)).unwrap_or_else(|_| {
        Err(miette::miette!(
            help = "please report it with what is printed above; scanning parts of the tree may still work",
            "unsoap crashed, and that is never the fault of the scanned code"
        ))
    })
}

fn command(command: Command) -> Result<u8> {
    match command {
        Command::Scan(args) => scan::run(&args),
        Command::Estimate(args) => estimate::run(&args),
        Command::Calibrate(args) => calibrate::run(&args),
        Command::Plan(args) => plan::run(&args),
        Command::Diff(args) => diff::run(&args),
        Command::History(args) => history::run(&args),
        Command::Explain(args) => explain::run(&args),
        Command::Schema { what } => rules::schema(&what),
        Command::Rules(RulesCommand::Check { dirs }) => rules::check(&dirs),
        Command::Rules(RulesCommand::Words { weight, rules }) => rules::words(weight, &rules),
        Command::Rules(RulesCommand::New { wsdl, dir }) => wsdl::new_pack(&wsdl, &dir),
        Command::Wsdl { file, rules } => wsdl::show(&file, &rules),
        Command::Rules(RulesCommand::List { rules }) => rules::list(&rules),
    }
}
