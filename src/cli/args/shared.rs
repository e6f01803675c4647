//! Arguments that several commands have.

use std::path::PathBuf;

use clap::Args;

use super::Color;

/// Where findings come from: a scan, or a report.
#[derive(Debug, Args)]
pub(in crate::cli) struct Source {
    /// Directories or files to scan, or one JSON report
    #[arg(value_name = "PATH", default_value = ".")]
    pub(in crate::cli) paths: Vec<PathBuf>,

    /// Scan the files of this revision of a git repository, whatever is on the disk
    #[arg(long, value_name = "REVISION")]
    pub(in crate::cli) at: Option<String>,

    /// Take the findings of a JSON report instead of scanning
    #[arg(long, value_name = "REPORT.json", conflicts_with_all = ["paths", "at"])]
    pub(in crate::cli) from: Option<PathBuf>,
}

/// Where the numbers behind the hours come from.
#[derive(Debug, Args)]
pub(in crate::cli) struct Numbers {
    /// Settings of the project; without it, the unsoap.toml at the root that is scanned
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) config: Option<PathBuf>,

    /// A rule pack, or a directory of them with an effort.toml
    #[arg(long, value_name = "DIR")]
    pub(in crate::cli) rules: Vec<PathBuf>,
}

/// Where the answer goes.
#[derive(Debug, Args)]
pub(in crate::cli) struct Destination {
    /// Write to a file instead of standard output
    #[arg(long, short, value_name = "FILE")]
    pub(in crate::cli) output: Option<PathBuf>,

    /// When to use colours
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    pub(in crate::cli) color: Color,
}
