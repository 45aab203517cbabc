//! Progress on standard error: a line a probe, gone at the end; nothing where nobody looks.

mod terminal;

use std::convert::Infallible;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use actprobe_probes::evidence::{Id, Probe};
use indicatif::{MultiProgress, ProgressBar, ProgressStyle, WeakProgressBar};
use strum::VariantArray;
use tokio::time::sleep;

use crate::say::lang::{Speech, Titled};

/// Where progress is shown, if anywhere.
pub struct Progress {
    shown: Option<(MultiProgress, ProgressStyle)>,
    lines: Mutex<Vec<WeakProgressBar>>,
    names: Vec<(Probe, String)>,
}

/// One probe's line; it goes when this is dropped.
pub struct Line(Option<ProgressBar>);

impl Progress {
    /// Progress on standard error, if `visible`.
    pub fn new(visible: bool, speech: &Speech) -> Self {
        let multi = MultiProgress::with_draw_target(terminal::standard_error());
        let name = |probe: &Probe| (*probe, speech.title(*probe));
        let names = Probe::VARIANTS.iter().map(name).collect();
        Self { shown: visible.then(|| (multi, style())), lines: Mutex::default(), names }
    }

    /// A line for `probe`.
    pub fn line(&self, probe: Probe) -> Line {
        Line(self.shown.as_ref().map(|(multi, style)| {
            let bar = multi.add(ProgressBar::new_spinner().with_style(style.clone()));
            bar.set_message(self.name(probe));
            bar.tick();
            self.lines.lock().unwrap_or_else(PoisonError::into_inner).push(bar.downgrade());
            bar
        }))
    }

    /// Keeps the lines turning for as long as it is waited for. Not by a thread: there may be none
    /// to have.
    pub(crate) async fn turning(&self) -> Infallible {
        const A_TURN: Duration = Duration::from_millis(120);
        loop {
            match &self.shown {
                Some(_) => sleep(A_TURN).await,
                None => std::future::pending().await,
            }
            self.turn();
        }
    }

    fn turn(&self) {
        let mut lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        lines.retain(|line| line.upgrade().is_some_and(|line| !line.is_finished()));
        lines.iter().filter_map(WeakProgressBar::upgrade).for_each(|line| line.tick());
    }

    fn name(&self, probe: Probe) -> String {
        self.names
            .iter()
            .find(|(named, _)| *named == probe)
            .map(|(_, name)| name.clone())
            .unwrap_or_default()
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        if let Some(bar) = &self.0 {
            bar.finish_and_clear();
        }
    }
}

/// What a probe is doing.
impl Titled for Probe {
    const EVERY: &'static [Self] = Self::VARIANTS;

    fn message_id(self) -> String {
        format!("progress-{}", self.id())
    }
}

/// ASCII only: the raster fonts of older Windows consoles have nothing else.
fn style() -> ProgressStyle {
    ProgressStyle::with_template("{spinner} {msg} {elapsed}")
        .unwrap_or_else(|_| ProgressStyle::default_spinner())
        .tick_chars("-\\|/ ")
}
