//! Pictures from the network on their way to pages: one thread for each page that waits for some.

use std::collections::BTreeMap;
use std::thread;

use crate::engine::PageId;
use crate::remote::{Loaded, Loader, Policy, Stopper};

use super::services::{Replies, Reply};

/// What is being fetched, and the way back.
pub struct Pictures {
    replies: Replies,
    running: BTreeMap<PageId, (u64, Stopper)>,
    /// The number of the next fetch: a page may ask again while what it gave up is still ending.
    next: u64,
}

impl Pictures {
    pub fn new(replies: Replies) -> Self {
        Self { replies, running: BTreeMap::new(), next: 0 }
    }

    /// Fetches what the user asked for; answered by [`Reply::Pictures`].
    pub fn fetch(&mut self, page: PageId, addresses: Vec<String>) {
        self.cancel(page);
        let fetch = self.next;
        self.next = self.next.wrapping_add(1);
        let loader = Loader::new(Policy::internet());
        self.running.insert(page, (fetch, loader.stopper()));
        let (replies, asked) = (self.replies.clone(), addresses.len());
        let spawned = thread::Builder::new().name("pictures".to_owned()).spawn(move || {
            let loaded = loader.load(&addresses);
            replies.send(Reply::Pictures { page, fetch, loaded });
        });
        if let Err(error) = spawned {
            log::warn!("no_thread name=pictures error={error}");
            let failed = u32::try_from(asked).unwrap_or(u32::MAX);
            let loaded = Loaded { failed, ..Loaded::default() };
            self.replies.send(Reply::Pictures { page, fetch, loaded });
        }
    }

    /// Ends what is under way for a page; nothing comes back.
    pub fn cancel(&mut self, page: PageId) {
        if let Some((_, stopper)) = self.running.remove(&page) {
            stopper.stop();
        }
    }

    pub fn cancel_all(&mut self) {
        std::mem::take(&mut self.running).values().for_each(|(_, stopper)| stopper.stop());
    }

    /// Notes that an answer came; false where nobody waits for it.
    pub fn finish(&mut self, page: PageId, fetch: u64) -> bool {
        let is_wanted = self.running.get(&page).is_some_and(|(running, _)| *running == fetch);
        if is_wanted {
            self.running.remove(&page);
        }
        is_wanted
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Refused before anything is looked up.
    const NOWHERE: &str = "http://127.0.0.1/a.png";

    #[test]
    fn what_was_given_up_does_not_come_back() {
        let (replies, received) = Replies::for_tests();
        let mut pictures = Pictures::new(replies);
        pictures.fetch(PageId(1), vec![NOWHERE.to_owned()]);
        pictures.cancel(PageId(1));
        pictures.fetch(PageId(1), vec![NOWHERE.to_owned(), NOWHERE.to_owned()]);
        let mut wanted = Vec::new();
        for _ in 0..2 {
            let Ok(Reply::Pictures { page, fetch, loaded }) = received.recv() else { continue };
            if pictures.finish(page, fetch) {
                wanted.push(loaded.failed);
            }
        }
        assert_eq!(wanted, [2], "only the second");
    }
}
