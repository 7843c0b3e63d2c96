//! Messages of the open mailbox for another account: what is known of them.

use std::num::NonZeroU32;
use std::sync::Arc;

use super::batch::Event;
use super::error::ImapError;
use super::reader::{Untagged, message_id};
use super::session::{Session, check_all};
use super::transfer::text;
use super::update::Update;
use crate::model::{Flags, Keyword};

/// What another account gets to know of a message before its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    pub uid: NonZeroU32,
    /// RFC822.SIZE.
    pub size_bytes: u64,
    pub flags: Flags,
    pub keywords: Arc<[Keyword]>,
    /// INTERNALDATE.
    pub date_unix_secs: Option<i64>,
    /// As [`super::message_number`] has it.
    pub message_number: u64,
}

impl Session {
    /// What is known of these messages, ascending; those that are gone are left out.
    pub fn fetch_given(
        &mut self,
        uids: &[NonZeroU32],
        on: &mut dyn FnMut(Update),
    ) -> Result<Vec<Given>, ImapError> {
        const ITEMS: &str =
            "(UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])";
        if uids.is_empty() {
            return Ok(Vec::new());
        }
        let line = self.line("FETCH", &format!("UID FETCH {} {ITEMS}", text(uids)));
        let mut all: Vec<Given> = Vec::new();
        let answers = self.run(vec![line], on, |event, _, _| {
            let Event::Untagged(Untagged::Fetch(fetch)) = event else { return };
            let header = fetch.take_section(0, |name| name.starts_with("HEADER.FIELDS"));
            let known = fetch.uid.zip(fetch.size_bytes).zip(header);
            let Some(((uid, size_bytes), header)) = known else { return };
            if uids.binary_search(&uid).is_err() {
                return;
            }
            all.push(Given {
                uid,
                size_bytes,
                flags: fetch.flags.unwrap_or_default(),
                keywords: Arc::clone(&fetch.keywords),
                date_unix_secs: fetch.internal_date,
                message_number: message_id::read_first(&header),
            });
        })?;
        check_all("FETCH", &answers)?;
        self.settle()?;
        all.sort_unstable_by_key(|one| one.uid);
        all.dedup_by_key(|one| one.uid);
        Ok(all)
    }
}
