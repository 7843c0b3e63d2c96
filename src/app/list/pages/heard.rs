//! Flags and keywords of the rows that are held: as the server said, and as they are shown.

use std::num::NonZeroU32;
use std::sync::Arc;

use crate::engine::Mark;
use crate::model::{Flag, Flags, Keyword};

use super::super::cost::row_bytes;
use super::{Held, PageCache};

/// What a message is marked with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Labels {
    pub flags: Flags,
    pub keywords: Arc<[Keyword]>,
}

impl Labels {
    pub fn set(&mut self, mark: &Mark, on: bool) {
        match mark {
            Mark::Flag(flag) => self.flags.set(*flag, on),
            Mark::Keyword(keyword) if on && !self.keywords.contains(keyword) => {
                self.keywords = self.keywords.iter().chain([keyword]).cloned().collect();
            }
            Mark::Keyword(keyword) if !on && self.keywords.contains(keyword) => {
                let kept = self.keywords.iter().filter(|held| *held != keyword);
                self.keywords = kept.cloned().collect();
            }
            Mark::Keyword(_) => {}
        }
    }
}

impl PageCache {
    /// What the server says of one message, and what is shown of it then.
    pub fn hear_one(
        &mut self,
        (seq, uid): (u32, Option<NonZeroU32>),
        heard: Labels,
        shown: impl Fn(NonZeroU32, &Labels) -> Labels,
    ) {
        let Some(index) = self.page_at(seq) else { return };
        let Some(page) = self.pages.get_mut(index) else { return };
        let Ok(at) = page.find(seq) else { return };
        if let Some(held) = page.rows.get_mut(at)
            && uid.is_none_or(|uid| uid == held.row.uid)
        {
            held.heard = heard;
            let (before, after) = held.show(&shown);
            page.bytes = (page.bytes + after).saturating_sub(before);
            self.bytes = (self.bytes + after).saturating_sub(before);
        }
    }

    pub fn set_flag(&mut self, uid: NonZeroU32, flag: Flag, on: bool) {
        if let Some(held) = self.by_uid_mut(uid) {
            held.row.flags.set(flag, on);
            held.heard.flags.set(flag, on);
        }
    }

    /// The server has marked these.
    pub fn hear(&mut self, is_meant: impl Fn(NonZeroU32) -> bool, mark: &Mark, on: bool) {
        let rows = self.pages.iter_mut().flat_map(|page| page.rows.iter_mut());
        rows.filter(|held| is_meant(held.row.uid)).for_each(|held| held.heard.set(mark, on));
    }

    /// Makes what is shown of what was heard.
    pub fn show(&mut self, shown: impl Fn(NonZeroU32, &Labels) -> Labels) {
        for page in &mut self.pages {
            for held in &mut page.rows {
                let (before, after) = held.show(&shown);
                page.bytes = (page.bytes + after).saturating_sub(before);
                self.bytes = (self.bytes + after).saturating_sub(before);
            }
        }
    }
}

impl Held {
    /// Returns the bytes it took before, and takes now.
    fn show(&mut self, shown: impl Fn(NonZeroU32, &Labels) -> Labels) -> (usize, usize) {
        let before = self.bytes;
        let Labels { flags, keywords } = shown(self.row.uid, &self.heard);
        self.row.flags = flags;
        if self.row.keywords != keywords {
            let others = self.bytes.saturating_sub(row_bytes(&self.row));
            self.row.keywords = keywords;
            self.bytes = others + row_bytes(&self.row);
        }
        (before, self.bytes)
    }
}
