//! The main window as eframe knows it, and its share of the program.

use std::ops::Deref;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::app::State;

use super::program::{Launch, Program};
use super::windows;

/// What every window's painting needs.
///
/// A mutex, because egui keeps the function that paints a window beside the main one and wants it to
/// be able to change threads. It never does: only the window's thread locks, one window at a time,
/// and nobody ever waits.
pub(super) type Shared = Arc<Mutex<Program>>;

/// The main window; the program goes with it.
#[derive(Debug)]
pub struct Window {
    program: Shared,
}

impl Window {
    /// Makes the state and starts the accounts.
    pub fn new(launch: Launch, context: &egui::Context) -> Self {
        Self { program: Arc::new(Mutex::new(Program::new(launch, context))) }
    }

    /// The state, for tests that look at it.
    pub fn state(&self) -> impl Deref<Target = State> + std::fmt::Debug {
        StateInside(lock(&self.program))
    }
}

pub(super) fn lock(program: &Shared) -> MutexGuard<'_, Program> {
    program.lock().unwrap_or_else(PoisonError::into_inner)
}

struct StateInside<'a>(MutexGuard<'a, Program>);

impl Deref for StateInside<'_> {
    type Target = State;

    fn deref(&self) -> &State {
        &self.0.state
    }
}

impl std::fmt::Debug for StateInside<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        (**self).fmt(f)
    }
}

impl eframe::App for Window {
    /// Also runs while the window is hidden, so that the workers never wait for it.
    fn logic(&mut self, context: &egui::Context, _frame: &mut eframe::Frame) {
        lock(&self.program).logic(context);
    }

    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        lock(&self.program).main_ui(ui);
        windows::show(&self.program, ui.ctx());
    }

    fn on_exit(&mut self, _gl: Option<&eframe::glow::Context>) {
        lock(&self.program).exit();
    }
}
