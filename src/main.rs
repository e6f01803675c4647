//! Arguments in, exit code out.

#![expect(clippy::print_stderr, reason = "the one place where an error leaves the program")]

use std::process::ExitCode;

fn main() -> ExitCode {
    match unsoap::cli::run(std::env::args_os()) {
        Ok(code) => ExitCode::from(code),
        Err(report) => {
            eprintln!("{report:?}");
            ExitCode::from(unsoap::cli::FAILED)
        }
    }
}
