//! What a row shows beyond its first answer: the structure, which tells of attachments, and the
//! beginning of the text (RFC 8970 PREVIEW).

use std::collections::BTreeMap;
use std::num::NonZeroU32;
use std::sync::Arc;

use super::batch::{self, Event};
use super::error::ImapError;
use super::reader::{Fetch, Status, Untagged};
use super::session::Session;
use super::set;
use super::track::Track;
use super::update::Update;
use crate::model::Part;

/// Previews that a server is made to read messages for at once: a tall screen.
const PREVIEWS_LIMIT: usize = 60;

impl Session {
    /// Reads structures and previews of these messages, at most 200: [`Update::Details`] for each.
    ///
    /// One wait brings the structures, and the previews that the server has at hand. Where it has
    /// none yet, one more makes it read the messages: those come twice.
    pub fn fetch_details(
        &mut self,
        seqs: &[u32],
        on: &mut dyn FnMut(Update),
    ) -> Result<(), ImapError> {
        let seqs = self.there(seqs);
        if seqs.is_empty() {
            return Ok(());
        }
        let previews = self.capabilities.has("PREVIEW") && !self.learned.preview_fails;
        let mut asked = Asked::new(&seqs);
        let items = if previews { "(UID BODYSTRUCTURE PREVIEW (LAZY))" } else { STRUCTURE_ITEMS };
        let mut answered = self.fetch_asked(&mut asked, items, on)?;
        if previews && asked.came == 0 && answered.is_err() {
            // The structures are worth a second try; they tell whose fault it was.
            answered = self.fetch_asked(&mut asked, STRUCTURE_ITEMS, on)?;
            self.learned.preview_fails = answered.is_ok();
        }
        if asked.came == 0 {
            answered?;
        }
        if previews && !self.learned.preview_fails && !asked.unread.is_empty() {
            self.fetch_previews(asked, on)?;
        }
        self.settle()
    }

    fn fetch_asked(
        &mut self,
        asked: &mut Asked,
        items: &str,
        on: &mut dyn FnMut(Update),
    ) -> Result<Result<(), ImapError>, ImapError> {
        let seqs: Vec<u32> = asked.waiting.keys().copied().collect();
        let line = self.line("FETCH", &format!("FETCH {} {items}", set::write(&seqs)));
        let answers = self.run(vec![line], on, |event, track, on| {
            if let Event::Untagged(untagged) = event {
                asked.see(untagged, track, on);
            }
        })?;
        Ok(answers.first().map_or(Ok(()), |answer| batch::check("FETCH", answer)))
    }

    /// Has the server read what it has no preview of.
    fn fetch_previews(
        &mut self,
        asked: Asked,
        on: &mut dyn FnMut(Update),
    ) -> Result<(), ImapError> {
        // The newest, where there are too many.
        let mut unread: BTreeMap<u32, Unread> = asked.unread;
        while unread.len() > PREVIEWS_LIMIT {
            unread.pop_first();
        }
        let seqs: Vec<u32> = unread.keys().copied().collect();
        let text = format!("FETCH {} (UID PREVIEW)", set::write(&seqs));
        let line = self.line("FETCH", &text);
        let answers = self.run(vec![line], on, |event, track, on| {
            let Event::Untagged(untagged) = event else { return };
            match untagged {
                Untagged::Expunge(gone) if track.has(*gone) => follow_expunge(&mut unread, *gone),
                Untagged::Fetch(fetch) if !track.is_rebuilt() => {
                    let Some(Some(preview)) = fetch.preview.take() else { return };
                    let seq = fetch.seq;
                    let Some((uid, part)) = unread.remove(&seq) else { return };
                    if fetch.uid == Some(uid) {
                        on(Update::Details { seq, uid, part, preview: Some(preview) });
                    }
                }
                _ => {}
            }
        })?;
        // A refusal is no failure: the rows are there, without their second line.
        self.learned.preview_fails |= answers.iter().any(|answer| answer.status == Status::Bad);
        Ok(())
    }
}

const STRUCTURE_ITEMS: &str = "(UID BODYSTRUCTURE)";

type Unread = (NonZeroU32, Arc<Part>);

/// The messages asked for, and those whose preview the server did not have at hand.
struct Asked {
    waiting: BTreeMap<u32, ()>,
    unread: BTreeMap<u32, Unread>,
    came: usize,
}

impl Asked {
    fn new(seqs: &[u32]) -> Self {
        let waiting = seqs.iter().map(|seq| (*seq, ())).collect();
        Self { waiting, unread: BTreeMap::new(), came: 0 }
    }

    fn see(&mut self, untagged: &mut Untagged, track: &Track, on: &mut dyn FnMut(Update)) {
        match untagged {
            Untagged::Fetch(fetch) if !track.is_rebuilt() => self.take(fetch, track, on),
            Untagged::Expunge(gone) if track.has(*gone) => {
                follow_expunge(&mut self.waiting, *gone);
                follow_expunge(&mut self.unread, *gone);
            }
            _ => {}
        }
    }

    fn take(&mut self, fetch: &mut Fetch, track: &Track, on: &mut dyn FnMut(Update)) {
        let seq = fetch.seq;
        let (Some(uid), true) = (fetch.uid, track.has(seq)) else { return };
        if fetch.structure.is_none() || self.waiting.remove(&seq).is_none() {
            return;
        }
        let Some(part) = fetch.structure.take().map(Arc::new) else { return };
        self.came += 1;
        let preview = match fetch.preview.take() {
            Some(Some(preview)) => Some(preview),
            Some(None) => {
                self.unread.insert(seq, (uid, Arc::clone(&part)));
                None
            }
            None => None,
        };
        on(Update::Details { seq, uid, part, preview });
    }
}

/// What is kept by numbers moves down behind a message that is gone.
fn follow_expunge<T>(kept: &mut BTreeMap<u32, T>, gone: u32) {
    let behind = kept.split_off(&gone);
    kept.extend(behind.into_iter().filter(|(seq, _)| *seq != gone).map(|(seq, it)| (seq - 1, it)));
}
