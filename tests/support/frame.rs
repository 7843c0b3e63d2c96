//! The whole window on a state of its own: what is in it by accessible names, and what was said.

// Each test file uses its part of this, and the compiler sees the rest as dead.
#![allow(dead_code)]
// Helpers of tests panic with a sentence: that is how a test says what is wrong.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use std::num::NonZeroU32;
use std::sync::Arc;

use egui::vec2;
use egui_kittest::Harness;
use mailpane::app::{AccountView, Action, State};
use mailpane::engine::Event;
use mailpane::model::{
    Account, AccountId, Address, ConnectionInfo, ConnectionState, Flag, Flags, Mailbox,
    MailboxCounts, MailboxName, Row, RowText, Security, SpecialUse,
};
use mailpane::ui::{self, Drafts};

pub const WORK: AccountId = AccountId(0);

pub struct Window {
    pub state: State,
    pub drafts: Drafts,
    pub actions: Vec<Action>,
    /// Every action is applied after its frame, as the shell does.
    pub live: bool,
}

impl Window {
    /// The actions since the last call, printed: actions are not comparable.
    pub fn said(&mut self) -> Vec<String> {
        self.actions.drain(..).map(|action| format!("{action:?}")).collect()
    }
}

/// The window at the sketch's size, painted twice, its first actions dropped.
pub fn window(state: State) -> Harness<'static, Window> {
    let window = Window { state, drafts: Drafts::default(), actions: Vec::new(), live: false };
    let mut harness = Harness::builder()
        .with_size(vec2(1_280.0, 800.0))
        .with_context_setup(ui::install)
        .build_ui_state(
            |ui, window: &mut Window| {
                let before = if window.live { 0 } else { window.actions.len() };
                ui::window_ui(ui, &window.state, &mut window.drafts, &mut window.actions);
                if window.live {
                    for action in std::mem::take(&mut window.actions) {
                        window.state.update(action);
                    }
                    return;
                }
                // As the shell: what the view reports of itself is applied at once.
                for action in &window.actions[before..] {
                    if let Action::Scrolled(scroll) = action {
                        window.state.update(Action::Scrolled(*scroll));
                    }
                }
            },
            window,
        );
    harness.run();
    harness.state_mut().actions.clear();
    harness
}

pub fn mailbox(path: &str, special_use: Option<SpecialUse>, unseen: u32) -> Mailbox {
    Mailbox {
        special_use,
        counts: Some(MailboxCounts { messages: 50, unseen, ..MailboxCounts::default() }),
        ..Mailbox::plain(path)
    }
}

pub fn row(uid: u32, from: &str, subject: &str, flags: Flags) -> Row {
    let from = Address { name: from.to_owned(), address: String::new() };
    let text = RowText {
        from,
        subject: subject.to_owned(),
        received_unix_secs: 1_795_430_520,
        size_bytes: 9_000,
        unreadable: false,
    };
    Row {
        uid: NonZeroU32::new(uid).unwrap(),
        flags,
        keywords: Arc::default(),
        has_attachment: Some(uid == 1),
        text: Arc::new(text),
        preview: None,
        links: None,
    }
}

/// One account, connected, its inbox open with `exists` messages, the two newest loaded.
pub fn reading(exists: u32) -> State {
    let mut state = State::default();
    state.clock.now_unix_secs = 1_795_435_200;
    let account = Account::new("Work", "mara@example.org", "imap.example.org", Security::Tls);
    let mut view = AccountView::new(WORK, account);
    view.connection = ConnectionState::Ready(Arc::new(ConnectionInfo::default()));
    let mut projects = mailbox("Projects", None, 0);
    projects.selectable = false;
    view.mailboxes = Some(
        vec![
            mailbox("INBOX", Some(SpecialUse::Inbox), 12),
            mailbox("Sent", Some(SpecialUse::Sent), 0),
            projects,
            mailbox("Projects/Tender", None, 3),
        ]
        .into(),
    );
    state.accounts.push(view);
    open(&mut state, MailboxName::inbox(), exists);
    let rows = vec![
        (exists, row(1, "Mara Lindqvist", "Notes", Flags::default().with(Flag::Flagged))),
        (exists - 1, row(2, "GitHub", "Review", Flags::default().with(Flag::Seen))),
    ];
    state.apply(Event::RowsLoaded { account: WORK, mailbox: MailboxName::inbox(), rows });
    state
}

pub fn open(state: &mut State, mailbox: MailboxName, exists: u32) {
    state.update(Action::SelectMailbox { account: WORK, mailbox: mailbox.clone() });
    state.apply(Event::MailboxOpened {
        account: WORK,
        mailbox,
        exists,
        uid_validity: NonZeroU32::MIN,
        read_only: false,
        uid_next: None,
        page_follows: true,
        kept: Flags::ALL,
        new_keywords: true,
        keywords: Arc::default(),
    });
}
