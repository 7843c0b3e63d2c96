//! Flags and keywords of the rows that are held: as the server said, and as they are shown.

use std::num::NonZeroU32;
use std::sync::Arc;

use crate::engine::Mark;
use crate::model::{Flag, Flags, Keyword};

use super::super::cost::row_bytes;
use super::PageCache;

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
    pub fn set_flags(
        &mut self,
        seq: u32,
        uid: Option<NonZeroU32>,
        (flags, keywords): (Flags, Arc<[Keyword]>),
    ) {
        let Some(index) = self.page_at(seq) else { return };
        let Some(page) = self.pages.get_mut(index) else { return };
        let Ok(at) = page.find(seq) else { return };
        if let Some(held) = page.rows.get_mut(at)
            && uid.is_none_or(|uid| uid == held.row.uid)
        {
            held.heard = Labels { flags, keywords };
            let uid = held.row.uid;
            self.show_if(|of| of == uid, |_, heard| heard.clone());
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
        self.show_if(|_| true, shown);
    }

    fn show_if(
        &mut self,
        is_meant: impl Fn(NonZeroU32) -> bool,
        shown: impl Fn(NonZeroU32, &Labels) -> Labels,
    ) {
        for page in &mut self.pages {
            for held in page.rows.iter_mut().filter(|held| is_meant(held.row.uid)) {
                let Labels { flags, keywords } = shown(held.row.uid, &held.heard);
                held.row.flags = flags;
                if held.row.keywords == keywords {
                    continue;
                }
                let before = row_bytes(&held.row);
                held.row.keywords = keywords;
                let after = row_bytes(&held.row);
                held.bytes = (held.bytes + after).saturating_sub(before);
                page.bytes = (page.bytes + after).saturating_sub(before);
                self.bytes = (self.bytes + after).saturating_sub(before);
            }
        }
    }
}
