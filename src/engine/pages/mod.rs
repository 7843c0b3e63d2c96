//! Pages on the screen: mail HTML in its child processes, each on a thread of its own.
//!
//! ```text
//!  shell ──PageCommand──▶ Pages ──slots──▶ thread "page 7" ──pipe──▶ child
//!        ◀──────────── Event::Page ────────┘
//! ```
//!
//! A page that hangs holds nobody up but itself: closing it ends its child from outside.

mod children;
mod protocol;
mod wishes;
mod work;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::thread;

use crate::html::{HtmlFailure, Renderer};

use super::events::EventSender;
use super::protocol::Event;
use children::Children;
use wishes::Wishes;
use work::PageThread;

pub use protocol::{PageCommand, PageEvent, PageId, PageLoad, PageShape};

/// Pages that are alive at once, each a process of 40 MB and more: as many windows as anyone reads
/// side by side. Any further one fails.
pub const PAGES_LIMIT: usize = 16;

/// The pages of all windows, held by the shell. Dropping it ends their children.
#[derive(Debug)]
pub struct Pages {
    children: Arc<Children>,
    events: EventSender,
    pages: BTreeMap<PageId, Arc<Wishes>>,
}

impl Pages {
    /// Starts no thread and no child yet.
    pub fn start(events: EventSender) -> Self {
        let renderer = Renderer::new().inspect_err(|error| log::warn!("no html worker: {error}"));
        Self::with_renderer(renderer.ok(), events)
    }

    /// The same with another program as the child.
    pub fn with_renderer(renderer: Option<Renderer>, events: EventSender) -> Self {
        let children = Arc::new(Children::new(renderer));
        Self { children, events, pages: BTreeMap::new() }
    }

    /// Hands a command over and returns at once.
    pub fn send(&mut self, command: PageCommand) {
        match command {
            PageCommand::Warm => self.children.warm(),
            PageCommand::Load { id, load } => self.load(id, load),
            PageCommand::Reshape { id, shape } => self.with(id, |page| page.reshape(shape)),
            PageCommand::Paint { id, layout, areas } => {
                self.with(id, |page| page.paint(layout, areas));
            }
            PageCommand::Find { id, words } => self.with(id, |page| page.find(words)),
            PageCommand::Select { id, from, to } => self.with(id, |page| page.select(from, to)),
            PageCommand::Close { id } => {
                if let Some(page) = self.pages.remove(&id) {
                    page.close();
                }
            }
        }
    }

    /// Pages that are alive.
    pub fn len(&self) -> usize {
        self.pages.len()
    }

    pub fn is_empty(&self) -> bool {
        self.pages.is_empty()
    }

    fn with(&self, id: PageId, wish: impl FnOnce(&Wishes)) {
        // One that is closed, or was never there, has no wishes.
        if let Some(page) = self.pages.get(&id) {
            wish(page);
        }
    }

    fn load(&mut self, id: PageId, load: Box<PageLoad>) {
        if let Some(page) = self.pages.get(&id) {
            page.load(load);
            return;
        }
        let events = self.events.clone();
        if self.pages.len() >= PAGES_LIMIT {
            log::warn!("page_refused alive={}", self.pages.len());
            let refused = PageEvent::Failed { id, failure: HtmlFailure::NotStarted };
            // Events may have to wait for their listener, and that is the calling thread.
            spawn(id, move || {
                let _ = events.send(Event::Page(refused));
            });
            return;
        }
        let page = Arc::new(Wishes::default());
        page.load(load);
        let thread = PageThread::new(id, Arc::clone(&page), Arc::clone(&self.children), events);
        if spawn(id, move || thread.run()) {
            self.pages.insert(id, page);
        }
    }
}

fn spawn(id: PageId, work: impl FnOnce() + Send + 'static) -> bool {
    let spawned = thread::Builder::new().name(format!("page {}", id.0)).spawn(work);
    spawned.inspect_err(|error| log::warn!("page_without_thread error={error}")).is_ok()
}

impl Drop for Pages {
    fn drop(&mut self) {
        self.pages.values().for_each(|page| page.close());
        self.children.end();
    }
}
