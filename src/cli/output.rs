//! Where reports go: standard output, or files that are whole or not there at all.

use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use anstream::ColorChoice;
use miette::{Result, miette};

use super::args::{Color, Destination};
use crate::finding::Confidence;
use crate::report::Style;

/// Columns where nobody looks at a terminal.
const WIDTH: usize = 100;

impl Destination {
    /// Says early that the file cannot be written.
    pub(super) fn check(&self) -> Result<()> {
        self.output.as_deref().map_or(Ok(()), check)
    }

    /// How to show things there.
    pub(super) fn style(&self, min_confidence: Confidence) -> Style {
        match &self.output {
            Some(_) => file_style(self.color, min_confidence),
            None => style(self.color, min_confidence),
        }
    }

    /// Writes or prints.
    pub(super) fn write(&self, text: &str) -> Result<()> {
        match &self.output {
            Some(file) => write(file, text),
            None => print(text),
        }
    }
}

/// How to show things on standard output.
pub(super) fn style(color: Color, min_confidence: Confidence) -> Style {
    Style { color: colors(color), unicode: unicode(), width: width(), min_confidence }
}

/// How to show things in files: the same wherever they are written.
pub(super) fn file_style(color: Color, min_confidence: Confidence) -> Style {
    Style { color: color == Color::Always, unicode: true, width: WIDTH, min_confidence }
}

fn colors(color: Color) -> bool {
    match color {
        Color::Always => true,
        Color::Never => false,
        // anstream knows NO_COLOR, CLICOLOR, CLICOLOR_FORCE, TERM=dumb and CI.
        Color::Auto => anstream::AutoStream::choice(&std::io::stdout()) != ColorChoice::Never,
    }
}

/// Columns to fill. Without a terminal a fixed number, so that a log does not
/// depend on who wrote it.
fn width() -> usize {
    let columns = std::env::var("COLUMNS").ok().and_then(|c| c.parse().ok());
    let terminal = || terminal_size::terminal_size_of(std::io::stdout()).map(|(w, _)| usize::from(w.0));
    columns.or_else(terminal).filter(|w| *w > 0).unwrap_or(WIDTH)
}

fn unicode() -> bool {
    supports_unicode::on(supports_unicode::Stream::Stdout)
}

/// Prints to standard output. A reader that has seen enough, as `head` does,
/// is no failure.
pub(super) fn print(text: &str) -> Result<()> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(miette!("cannot write to standard output: {error}"))
        }
        _ => Ok(()),
    }
}

/// Says early that a file cannot be written, before minutes are spent on a scan.
pub(super) fn check(file: &Path) -> Result<()> {
    let directory = directory_of(file);
    if !directory.is_dir() {
        return Err(miette!(
            help = "create the directory, or write the report somewhere else",
            "cannot write `{}`: there is no directory `{}`",
            file.display(),
            directory.display()
        ));
    }
    if file.is_dir() {
        return Err(miette!(
            help = "name a file in it",
            "cannot write `{}`: it is a directory",
            file.display()
        ));
    }
    Ok(())
}

/// Writes beside the file and renames, so that nobody ever reads half a report.
pub(super) fn write(file: &Path, text: &str) -> Result<()> {
    let failed = |error: std::io::Error| miette!("cannot write `{}`: {error}", file.display());
    // A pipe or a device cannot be replaced, and a link should stay one.
    let target = file.canonicalize().unwrap_or_else(|_| file.to_path_buf());
    if target.exists() && !target.is_file() {
        return std::fs::write(&target, text).map_err(failed);
    }
    let mut builder = tempfile::Builder::new();
    builder.prefix(".unsoap-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        // Temporary files are private; a report is like any file, as the umask has it.
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    let mut temporary = builder.tempfile_in(directory_of(&target)).map_err(failed)?;
    temporary.write_all(text.as_bytes()).map_err(failed)?;
    temporary.persist(&target).map_err(|error| failed(error.error))?;
    Ok(())
}

fn directory_of(file: &Path) -> PathBuf {
    match file.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_path_buf(),
        _ => PathBuf::from("."),
    }
}
