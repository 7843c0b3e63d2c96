//! From fetched bytes to what is shown of a message; runs on the worker, never on the UI thread.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::imap::{FIRST_TEXT_BYTES, FetchedMessage, Piece};
use crate::mime;
use crate::model::{MailboxName, MessageKey, Part, PartId};
use crate::reading::{self, Document, Fetched, Form};

use super::protocol::Event;

/// Text fetched at once; the rest only when asked for.
pub const TEXT_PIECE_BYTES: u32 = FIRST_TEXT_BYTES;
/// Text read of one message at most. More than a person reads, and what painting can hold.
const MAX_TEXT_BYTES: u64 = 8 * 1024 * 1024;
/// Texts held for "Show more", of all messages that are open: two of the longest.
const HELD_LIMIT_BYTES: usize = 16 * 1024 * 1024;
/// What a message takes beside its texts, about.
const BASE_BYTES: usize = 4 * 1024;
/// How often the bytes of a document below are held: as text, cut for painting, as a page, and as an
/// article.
const BELOW_COPIES: usize = 4;

/// What to fetch of a message to show it in this form: the main part first.
pub fn pieces(structure: &Part, form: Form) -> Vec<Piece> {
    let main = reading::main_part(structure, form);
    let main = main.map(|part| Piece::first(part, FIRST_TEXT_BYTES));
    let below = reading::with_message(structure, form);
    let below = below.into_iter().map(|one| Piece::first(one.part, one.limit_bytes));
    main.into_iter().chain(below).collect()
}

/// A message that is shown, with the bytes read of its text so far, for "Show more".
#[derive(Debug)]
pub struct LoadedMessage {
    pub key: MessageKey,
    pub form: Form,
    header: Vec<u8>,
    structure: Arc<Part>,
    part: Option<PartId>,
    text: Vec<u8>,
    /// Decoded once: only the text grows.
    below: Arc<[Document]>,
    /// What the documents below take, about.
    below_bytes: usize,
    /// The server sent less than was asked for: there is no more, whatever it announced.
    ended: bool,
}

impl LoadedMessage {
    pub fn new(key: MessageKey, fetched: FetchedMessage, form: Form) -> Self {
        let FetchedMessage { header, structure, mut parts } = fetched;
        let part = reading::main_part(&structure, form);
        let main = parts.iter().position(|(of, _)| Some(of) == part.as_ref());
        let text = main.map(|at| parts.swap_remove(at).1).unwrap_or_default();
        let limits = reading::with_message(&structure, form);
        let whole = |wanted: &PartId| {
            let limit = limits.iter().find(|one| one.part == *wanted)?.limit_bytes;
            let (_, bytes) = parts.iter().find(|(of, _)| of == wanted)?;
            let announced = structure.find(wanted)?.size_bytes;
            let is_whole = bytes.len() < limit as usize && (announced == 0 || !bytes.is_empty());
            is_whole.then(|| bytes.clone())
        };
        let below = reading::below(&structure, form, &whole, &reading::inside).into();
        let below_bytes = parts.iter().map(|(_, bytes)| bytes.len() * BELOW_COPIES).sum();
        let ended = text.len() < TEXT_PIECE_BYTES as usize;
        Self { key, form, header, structure, part, text, below, below_bytes, ended }
    }

    /// The part and the place where the next piece of text begins; `None` where nothing is left.
    pub fn next_piece(&self) -> Option<(&PartId, u64)> {
        let at = self.text.len() as u64;
        let part = self.part.as_ref()?;
        (!self.ended && at < MAX_TEXT_BYTES).then_some((part, at))
    }

    pub fn add_piece(&mut self, piece: &[u8]) {
        self.ended = piece.len() < TEXT_PIECE_BYTES as usize;
        self.text.extend_from_slice(piece);
    }

    /// The header fields it is shown with, as sent.
    pub fn header(&self) -> &[u8] {
        &self.header
    }

    /// Decodes what is there. `authority` is whose word on the sender counts.
    pub fn to_event(&self, authority: Option<&mime::Authority>) -> Event {
        let fetched = Fetched {
            header: &self.header,
            structure: &self.structure,
            main: self.part.as_ref().map(|part| (part, self.text.as_slice())),
            is_whole: self.ended,
            form: self.form,
        };
        let reading = reading::decode(&fetched, authority);
        let reading = Arc::new(reading::join(reading, Arc::clone(&self.below)));
        Event::MessageLoaded { key: self.key.clone(), reading }
    }

    fn bytes(&self) -> usize {
        BASE_BYTES + self.header.len() + self.text.len() + self.below_bytes
    }
}

/// The messages looked at last, the newest at the end, within a bound.
#[derive(Debug, Default)]
pub struct LoadedMessages(VecDeque<LoadedMessage>);

impl LoadedMessages {
    /// Keeps a message in the place of what was there of it; the newest one always stays.
    pub fn keep(&mut self, loaded: LoadedMessage) {
        self.0.retain(|held| held.key != loaded.key || held.form != loaded.form);
        self.0.push_back(loaded);
        let mut bytes: usize = self.0.iter().map(LoadedMessage::bytes).sum();
        while bytes > HELD_LIMIT_BYTES && self.0.len() > 1 {
            bytes -= self.0.pop_front().map_or(0, |dropped| dropped.bytes());
        }
    }

    pub fn take(&mut self, key: &MessageKey, form: Form) -> Option<LoadedMessage> {
        let at = self.0.iter().position(|held| held.key == *key && held.form == form)?;
        self.0.remove(at)
    }

    /// No place shows it any more.
    pub fn forget(&mut self, key: &MessageKey) {
        self.0.retain(|held| held.key != *key);
    }

    /// Messages of a mailbox that has another name are known by that.
    pub fn rename(&mut self, renamed: &dyn Fn(&MailboxName) -> Option<MailboxName>) {
        for held in &mut self.0 {
            if let Some(new) = renamed(&held.key.mailbox) {
                held.key.mailbox = new;
            }
        }
    }

    /// The forms in which a message is held.
    pub fn forms(&self, key: &MessageKey) -> Vec<Form> {
        self.0.iter().filter(|held| held.key == *key).map(|held| held.form).collect()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::num::NonZeroU32;

    use super::*;
    use crate::model::{AccountId, MailboxName};

    fn loaded(uid: u32, form: Form, text_bytes: usize) -> LoadedMessage {
        let uid = NonZeroU32::new(uid).unwrap();
        let mailbox = MailboxName::inbox();
        let key = MessageKey { account: AccountId(0), mailbox, uid_validity: uid, uid };
        let message = mime::parse_message(b"A: b\r\n\r\nx").unwrap();
        let parts = vec![(PartId(vec![1]), vec![b'x'; text_bytes])];
        let fetched =
            FetchedMessage { header: Vec::new(), structure: Arc::new(message.root), parts };
        LoadedMessage::new(key, fetched, form)
    }

    #[test]
    fn several_messages_stay_at_hand_and_those_left_longest_go_first() {
        let mut held = LoadedMessages::default();
        for uid in 1..=5 {
            held.keep(loaded(uid, Form::Html, 4 << 20));
        }
        let forms = |uid| held.forms(&loaded(uid, Form::Html, 0).key);
        assert_eq!([1, 2, 3, 4, 5].map(|uid| forms(uid).len()), [0, 0, 1, 1, 1]);
        held.keep(loaded(9, Form::Html, 100 << 20));
        assert_eq!(held.0.len(), 1, "the newest stays, however long");
    }

    #[test]
    fn what_stands_below_a_message_counts_too() {
        let parts = "--b\r\nContent-Type: text/plain\r\n\r\nx\r\n".repeat(2);
        let mail = format!("Content-Type: multipart/mixed; boundary=b\r\n\r\n{parts}--b--\r\n");
        let structure = Arc::new(mime::parse_message(mail.as_bytes()).unwrap().root);
        let parts = vec![(PartId(vec![1]), vec![b'x'; 10]), (PartId(vec![2]), vec![b'x'; 1 << 20])];
        let fetched = FetchedMessage { header: Vec::new(), structure, parts };
        let key = loaded(1, Form::Html, 0).key;
        let held = LoadedMessage::new(key, fetched, Form::Html);
        assert!(held.bytes() > 4 << 20, "{}", held.bytes());
    }

    #[test]
    fn a_message_that_no_place_shows_is_held_no_longer() {
        let mut held = LoadedMessages::default();
        for (uid, form) in [(1, Form::Html), (1, Form::Text), (2, Form::Html)] {
            held.keep(loaded(uid, form, 10));
        }
        held.forget(&loaded(1, Form::Html, 0).key);
        assert_eq!(held.0.len(), 1);
        assert_eq!(held.forms(&loaded(2, Form::Html, 0).key), [Form::Html]);
    }

    #[test]
    fn a_message_is_held_once_in_each_form() {
        let mut held = LoadedMessages::default();
        for form in [Form::Html, Form::Text, Form::Html] {
            held.keep(loaded(1, form, 10));
        }
        assert_eq!(held.forms(&loaded(1, Form::Html, 0).key), [Form::Text, Form::Html]);
    }
}
