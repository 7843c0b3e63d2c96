//! From updates of a session to events of an account, in the order of the wire.

use std::sync::Arc;

use crate::imap::{NotSorted, Update};
use crate::mime;
use crate::model::{AccountId, Failure, FailureKind, Mailbox, MailboxName, Row, SpecialUse};
use crate::wire::Meter;

use super::events::EventSender;
use super::protocol::{Details, Event, Unavailable};

/// What an account has sent and received so far.
pub fn traffic_changed(account: AccountId, meter: &Meter) -> Event {
    Event::TrafficChanged {
        account,
        by_purpose: Box::new(meter.by_purpose()),
        compression_saved_bytes: meter.compression_saved_bytes(),
    }
}

/// The mailboxes whose use makes a difference to what is moved there.
#[derive(Clone, Debug, Default)]
pub struct Uses {
    pub junk: Option<MailboxName>,
    pub trash: Option<MailboxName>,
}

impl Uses {
    pub fn of(mailboxes: &[Mailbox]) -> Self {
        let with = |wanted| {
            let found = mailboxes.iter().find(|mailbox| mailbox.special_use == Some(wanted));
            found.map(|mailbox| mailbox.name.clone())
        };
        Self { junk: with(SpecialUse::Junk), trash: with(SpecialUse::Trash) }
    }
}

/// Turns updates into events. Neighbouring rows travel together; anything that moves sequence
/// numbers sends what was gathered before it.
pub struct Translator<'a> {
    account: AccountId,
    mailbox: Option<MailboxName>,
    events: &'a EventSender,
    meter: &'a Meter,
    /// Behind a SELECT the newest rows come by themselves.
    pub page_follows: bool,
    rows: Vec<(u32, Row)>,
    details: Vec<Details>,
    /// Messages in the selected mailbox, as of the last update that told.
    pub exists: Option<u32>,
    /// Nobody listens any more.
    pub closed: bool,
    /// UIDVALIDITY as told by the last SELECT or by an unasked response.
    pub uid_validity: Option<std::num::NonZeroU32>,
    /// As of a list that came by.
    pub listed: Option<Arc<[Mailbox]>>,
}

impl<'a> Translator<'a> {
    /// `mailbox` is the one that is shown; updates of a mailbox that is not are dropped.
    pub fn new(
        account: AccountId,
        mailbox: Option<MailboxName>,
        events: &'a EventSender,
        meter: &'a Meter,
    ) -> Self {
        Self {
            account,
            mailbox,
            events,
            meter,
            page_follows: false,
            rows: Vec::new(),
            details: Vec::new(),
            exists: None,
            closed: false,
            uid_validity: None,
            listed: None,
        }
    }

    pub fn take(&mut self, update: Update) {
        match update {
            Update::Row { seq, row } => {
                self.flush_details();
                self.rows.push((seq, row));
            }
            Update::Details { seq, uid, part, preview } => {
                self.flush_rows();
                let has_attachment = mime::has_attachment(&part);
                self.details.push(Details { seq, uid, part, has_attachment, preview });
            }
            other => {
                self.flush();
                self.pass_on(other);
            }
        }
    }

    pub fn flush(&mut self) {
        self.flush_rows();
        self.flush_details();
    }

    fn pass_on(&mut self, update: Update) {
        let account = self.account;
        if let Update::Mailboxes(mailboxes) = update {
            let mailboxes: Arc<[Mailbox]> = mailboxes.into();
            self.listed = Some(Arc::clone(&mailboxes));
            self.send(Event::MailboxesListed { account, mailboxes });
            return;
        }
        if let Update::Alert(text) = update {
            self.send(Event::Alert { account, text });
            return;
        }
        match &update {
            Update::Opened(opened) => {
                self.exists = Some(opened.exists);
                self.uid_validity = Some(opened.uid_validity);
            }
            Update::Exists(exists) => self.exists = Some(*exists),
            Update::Expunged(_) => self.exists = self.exists.map(|n| n.saturating_sub(1)),
            Update::UidValidity(uid_validity) => self.uid_validity = Some(*uid_validity),
            _ => {}
        }
        let Some(mailbox) = self.mailbox.clone() else { return };
        match update {
            Update::Opened(opened) => {
                self.send_traffic();
                self.send(Event::MailboxOpened {
                    account,
                    mailbox,
                    exists: opened.exists,
                    uid_validity: opened.uid_validity,
                    uid_next: opened.uid_next,
                    read_only: opened.read_only,
                    page_follows: self.page_follows,
                    kept: opened.permits.kept(),
                    new_keywords: opened.permits.new_keywords,
                    keywords: opened.permits.keywords,
                });
            }
            Update::Exists(exists) => self.send(Event::ExistsChanged { account, mailbox, exists }),
            Update::Expunged(seq) => self.send(Event::Expunged { account, mailbox, seq }),
            Update::Order { order, first, seqs, whole } => {
                self.send(Event::OrderLoaded { account, mailbox, order, first, seqs, whole });
            }
            Update::NotSorted { order, reason } => {
                let reason = unavailable(reason);
                self.send(Event::OrderUnavailable { account, mailbox, order, reason });
            }
            Update::Flags { seq, uid, flags, keywords } => {
                self.send(Event::FlagsChanged { account, mailbox, seq, uid, flags, keywords });
            }
            // VANISHED comes only to who enabled QRESYNC, which nobody does; a server that sends
            // it all the same is asked again by the next EXISTS that does not add up.
            Update::Vanished(_) | Update::UidValidity(_) => {}
            Update::Mailboxes(_)
            | Update::Alert(_)
            | Update::Row { .. }
            | Update::Details { .. } => {}
        }
    }

    fn flush_rows(&mut self) {
        let rows = std::mem::take(&mut self.rows);
        if let (false, Some(mailbox)) = (rows.is_empty(), self.mailbox.clone()) {
            // What these rows cost is known before they are shown, and without what comes later.
            self.send_traffic();
            self.send(Event::RowsLoaded { account: self.account, mailbox, rows });
        }
    }

    fn flush_details(&mut self) {
        let details = std::mem::take(&mut self.details);
        if let (false, Some(mailbox)) = (details.is_empty(), self.mailbox.clone()) {
            self.send(Event::DetailsLoaded { account: self.account, mailbox, details });
        }
    }

    fn send_traffic(&mut self) {
        self.send(traffic_changed(self.account, self.meter));
    }

    fn send(&mut self, event: Event) {
        self.closed |= self.events.send(event).is_break();
    }
}

fn unavailable(reason: NotSorted) -> Unavailable {
    match reason {
        NotSorted::NotOffered => Unavailable::NotOffered,
        NotSorted::TooLarge { estimated_bytes } => Unavailable::TooLarge { estimated_bytes },
        NotSorted::Refused { server_text } => {
            let sentence = "The server refused to sort this folder.";
            let mut failure = Failure::new(FailureKind::Refused, sentence);
            failure.server_text = Some(server_text);
            Unavailable::Refused(failure)
        }
    }
}
