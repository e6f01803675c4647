//! The program as a test calls it.

use std::path::Path;

use assert_cmd::Command;

/// Runs it in a directory: exit code, standard output, standard error.
pub(crate) fn run(dir: impl AsRef<Path>, args: &[&str]) -> (i32, String, String) {
    let mut command: Command = assert_cmd::cargo::cargo_bin_cmd!("unsoap");
    let output = command.current_dir(dir).args(args).output().expect("the program runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("output is UTF-8");
    (output.status.code().expect("it ends by itself"), text(output.stdout), text(output.stderr))
}
