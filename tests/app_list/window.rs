//! A window with one account and its inbox, as facts from a worker make it.

#![allow(dead_code, reason = "each test uses its part")]

use std::num::NonZeroU32;
use std::sync::Arc;

use mailpane::app::{Action, Effect, MessageList, Scroll, State};
use mailpane::engine::{Command, Event};
use mailpane::model::{
    Account, AccountId, ConnectionInfo, ConnectionState, Flags, Mailbox, MailboxCounts,
    MailboxName, MessageKey, Row, RowText, Security,
};

pub const ACCOUNT: AccountId = AccountId(0);

pub fn number(n: u32) -> NonZeroU32 {
    NonZeroU32::new(n).expect("not zero")
}

pub fn row(uid: u32) -> Row {
    let subject = format!("subject {uid}");
    let text = RowText { subject, size_bytes: 2_000, ..RowText::default() };
    Row {
        uid: number(uid),
        flags: Flags::default(),
        keywords: Arc::default(),
        has_attachment: None,
        text: Arc::new(text),
        preview: None,
        links: None,
    }
}

pub fn mailbox(name: &str, unseen: u32) -> Mailbox {
    Mailbox {
        counts: Some(MailboxCounts { messages: 41, unseen, ..MailboxCounts::default() }),
        ..Mailbox::plain(name)
    }
}

pub fn opened(exists: u32, uid_validity: u32) -> Event {
    opened_with_next(exists, uid_validity, None)
}

/// As SELECT says it, with the UID of the next message to come.
pub fn opened_with_next(exists: u32, uid_validity: u32, uid_next: Option<u32>) -> Event {
    Event::MailboxOpened {
        uid_next: uid_next.map(number),
        account: ACCOUNT,
        mailbox: MailboxName::inbox(),
        exists,
        uid_validity: number(uid_validity),
        read_only: false,
        page_follows: true,
        kept: Flags::ALL,
        new_keywords: true,
        keywords: Arc::default(),
    }
}

pub fn rows(range: impl Iterator<Item = (u32, u32)>) -> Event {
    let rows = range.map(|(seq, uid)| (seq, row(uid))).collect();
    Event::RowsLoaded { account: ACCOUNT, mailbox: MailboxName::inbox(), rows }
}

/// A window with one account, its INBOX open: UID = sequence number + 1,000.
pub fn window(exists: u32) -> State {
    let mut state = State::default();
    let account = Account::new("Work", "me", "imap.example.org", Security::Tls);
    let effects = state.start(vec![account]);
    assert!(
        matches!(
            effects.as_slice(),
            [Effect::StartAccount { .. }, Effect::Send(ACCOUNT, Command::OpenMailbox { .. })]
        ),
        "the first account's INBOX is asked for with the login: {effects:?}"
    );
    state.apply(Event::ConnectionChanged {
        account: ACCOUNT,
        state: ConnectionState::Ready(Arc::new(ConnectionInfo::default())),
    });
    state.apply(Event::MailboxesListed {
        account: ACCOUNT,
        mailboxes: vec![mailbox("INBOX", 3), mailbox("Sent", 0), mailbox("Sent/2025", 0)].into(),
    });
    state.update(Action::Scrolled(Scroll { top: 0, offset_pt: 0.0, visible: 10 }));
    state.apply(opened(exists, 7));
    let first = exists.saturating_sub(40).max(1);
    state.apply(rows((first..=exists).map(|seq| (seq, seq + 1_000))));
    state
}

pub fn key(uid: u32) -> MessageKey {
    MessageKey {
        account: ACCOUNT,
        mailbox: MailboxName::inbox(),
        uid_validity: number(7),
        uid: number(uid),
    }
}

pub fn load_message(state: &mut State, uid: u32) {
    state.apply(Event::MessageLoaded { key: key(uid), reading: Arc::default() });
}

pub fn sent(effects: &[Effect]) -> Vec<String> {
    effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::Send(_, command) => Some(format!("{command:?}")),
            _ => None,
        })
        .collect()
}

pub fn list(state: &State) -> &MessageList {
    state.list.as_ref().expect("a list")
}

pub fn exists(exists: u32) -> Event {
    Event::ExistsChanged { account: ACCOUNT, mailbox: MailboxName::inbox(), exists }
}

pub fn expunged(seq: u32) -> Event {
    Event::Expunged { account: ACCOUNT, mailbox: MailboxName::inbox(), seq }
}

pub fn scroll(state: &mut State, top: u32) -> Vec<Effect> {
    state.update(Action::Scrolled(Scroll { top, offset_pt: 1.0, visible: 10 }))
}

/// A structure of one text part.
pub fn part(size_bytes: u64) -> Arc<mailpane::model::Part> {
    Arc::new(mailpane::model::Part {
        disposition: mailpane::model::Disposition::Inline,
        size_bytes,
        ..mailpane::model::Part::new(mailpane::model::PartId(vec![1]), "text/plain")
    })
}
