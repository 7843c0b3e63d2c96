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
    /// Failures that nobody could be told yet.
    untold: Vec<PageEvent>,
    spawn: Spawn,
}

/// Starts the thread of a page; false where the system has none left.
type Spawn = fn(PageId, Box<dyn FnOnce() + Send>) -> bool;

impl Pages {
    /// Starts no thread and no child yet.
    pub fn start(events: EventSender) -> Self {
        let renderer = Renderer::new().inspect_err(|error| log::warn!("no html worker: {error}"));
        Self::with_renderer(renderer.ok(), events)
    }

    /// The same with another program as the child.
    pub fn with_renderer(renderer: Option<Renderer>, events: EventSender) -> Self {
        let children = Arc::new(Children::new(renderer));
        Self { children, events, pages: BTreeMap::new(), untold: Vec::new(), spawn }
    }

    /// Hands a command over and returns at once.
    pub fn send(&mut self, command: PageCommand) {
        for event in std::mem::take(&mut self.untold) {
            self.tell(event);
        }
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
        let failed = PageEvent::Failed { id, failure: HtmlFailure::NotStarted };
        if self.pages.len() >= PAGES_LIMIT {
            log::warn!("page_refused alive={}", self.pages.len());
            self.tell(failed);
            return;
        }
        let page = Arc::new(Wishes::default());
        page.load(load);
        let (children, events) = (Arc::clone(&self.children), self.events.clone());
        let thread = PageThread::new(id, Arc::clone(&page), children, events);
        if (self.spawn)(id, Box::new(move || thread.run())) {
            self.pages.insert(id, page);
        } else {
            self.tell(failed);
        }
    }

    /// Tells of a page without a thread. The caller is who takes events, so that nothing here may
    /// wait for room: a thread does, and without one the next command tries again.
    fn tell(&mut self, failed: PageEvent) {
        let PageEvent::Failed { id, .. } = &failed else { return };
        let id = *id;
        let Some(event) = self.events.offer(Event::Page(failed.clone())) else { return };
        let events = self.events.clone();
        let wait = move || {
            // Where nobody listens any more, nobody has to be told.
            let _ = events.send(event);
        };
        if !(self.spawn)(id, Box::new(wait)) {
            self.untold.push(failed);
        }
    }
}

fn spawn(id: PageId, work: Box<dyn FnOnce() + Send>) -> bool {
    let spawned = thread::Builder::new().name(format!("page {}", id.0)).spawn(work);
    spawned.inspect_err(|error| log::warn!("page_without_thread error={error}")).is_ok()
}

impl Drop for Pages {
    fn drop(&mut self) {
        self.pages.values().for_each(|page| page.close());
        self.children.end();
    }
}

#[cfg(test)]
mod tests {
    use crossbeam_channel::{TryRecvError, bounded};

    use super::*;

    fn load(id: u32) -> PageCommand {
        let load = PageLoad {
            source: Arc::default(),
            images: Vec::new(),
            shape: PageShape::default(),
            dark: false,
        };
        PageCommand::Load { id: PageId(id), load: Box::new(load) }
    }

    #[test]
    fn a_page_that_gets_no_thread_fails_even_where_events_have_to_wait() {
        let (sender, events) = bounded(1);
        let mut pages = Pages::with_renderer(None, EventSender::new(sender, Arc::new(|| {})));
        pages.spawn = |_, _| false;
        let told = || match events.try_recv() {
            Ok(Event::Page(PageEvent::Failed { id, failure: HtmlFailure::NotStarted })) => Ok(id.0),
            Ok(event) => panic!("{event:?} is no failure"),
            Err(nothing) => Err(nothing),
        };
        pages.send(load(1));
        pages.send(load(2));
        assert_eq!((told(), told()), (Ok(1), Err(TryRecvError::Empty)));
        pages.send(PageCommand::Close { id: PageId(1) });
        assert_eq!((told(), pages.len()), (Ok(2), 0));
    }
}
