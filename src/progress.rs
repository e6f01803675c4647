//! Shows people at a terminal that something happens.
//!
//! A scan that is over within a second shows nothing, and so does one whose
//! standard error is no terminal: a log gains nothing from it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// How long a scan may take before anything is shown.
const PATIENCE: Duration = Duration::from_secs(1);

/// Where a scan tells how far it is. Cheap to clone; the default shows nothing.
#[derive(Debug, Clone, Default)]
pub struct Progress(Option<Arc<Shown>>);

#[derive(Debug)]
struct Shown {
    bar: ProgressBar,
    started: Instant,
    visible: AtomicBool,
}

impl Progress {
    /// Progress on standard error, if that is a terminal.
    pub fn on_terminal() -> Self {
        if !std::io::IsTerminal::is_terminal(&std::io::stderr()) {
            return Progress::default();
        }
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        let style = ProgressStyle::with_template("{msg:>10} {wide_bar} {human_pos}/{human_len} files");
        if let Ok(style) = style {
            bar.set_style(style);
        }
        Progress(Some(Arc::new(Shown { bar, started: Instant::now(), visible: AtomicBool::new(false) })))
    }

    /// A stage of the pipeline begins that has `total` files before it.
    pub fn stage(&self, name: &'static str, total: usize) {
        if let Some(shown) = &self.0 {
            shown.bar.set_message(name);
            shown.bar.set_length(total as u64);
            shown.bar.set_position(0);
            self.show();
        }
    }

    /// One file is done.
    pub fn file(&self) {
        if let Some(shown) = &self.0 {
            shown.bar.inc(1);
            self.show();
        }
    }

    /// The scan is over; the line is cleared.
    pub fn finish(&self) {
        if let Some(shown) = &self.0 {
            shown.bar.finish_and_clear();
        }
    }

    fn show(&self) {
        if let Some(shown) = &self.0
            && shown.started.elapsed() > PATIENCE
            && !shown.visible.swap(true, Ordering::Relaxed)
        {
            shown.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
    }
}
