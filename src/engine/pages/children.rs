//! The child that is kept ready for the next page, shared by the threads of all pages.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use crate::html::{Blank, HtmlFailure, Renderer};

/// Starts children, none before the first is asked for.
#[derive(Debug)]
pub struct Children {
    /// `None` where this program does not find itself.
    renderer: Mutex<Option<Renderer>>,
    /// One is ready, or is being made so: nothing needs to be done.
    is_ready: AtomicBool,
}

impl Children {
    pub fn new(renderer: Option<Renderer>) -> Self {
        Self { renderer: Mutex::new(renderer), is_ready: AtomicBool::new(false) }
    }

    /// Has one ready soon. Never waits: starting a process takes a thread of its own.
    pub fn warm(self: &Arc<Self>) {
        if self.is_ready.swap(true, Ordering::Relaxed) {
            return;
        }
        let children = Arc::clone(self);
        let spawned = thread::Builder::new().name("page child".to_owned()).spawn(move || {
            if let Some(renderer) = &mut *children.lock() {
                renderer.warm();
            }
        });
        if spawned.is_err() {
            self.is_ready.store(false, Ordering::Relaxed);
        }
    }

    /// The one that is ready, or a new one. For the threads of pages: waits where one is being
    /// started.
    pub fn take(&self) -> Result<Blank, HtmlFailure> {
        let mut renderer = self.lock();
        let blank = renderer.as_mut().ok_or(HtmlFailure::NotStarted)?.blank();
        self.is_ready.store(false, Ordering::Relaxed);
        blank
    }

    /// Ends the one that is ready, and starts none any more.
    pub fn end(&self) {
        // Who holds it drops it soon.
        if let Ok(mut renderer) = self.renderer.try_lock() {
            *renderer = None;
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<Renderer>> {
        self.renderer.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
