//! Arguments in, exit code out.

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
