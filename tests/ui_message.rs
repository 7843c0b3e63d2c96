//! The message pane and the dialogs by accessible names: state in, actions out.

#![allow(clippy::expect_used)] // Helpers of tests.

#[path = "ui_message/bar.rs"]
mod bar_tests;
#[path = "ui_message/dialogs.rs"]
mod dialog_tests;
#[path = "ui_message/find.rs"]
mod find_tests;
#[path = "ui_message/page.rs"]
mod page_tests;
#[path = "ui_message/pane.rs"]
mod pane_tests;
#[path = "ui_message/pictures.rs"]
mod picture_tests;

use std::num::NonZeroU32;
use std::sync::Arc;

use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use mailpane::app::{Action, MessageAct, State};
use mailpane::engine::{Event, Place};
use mailpane::mime::{self, Attachment};
use mailpane::model::{
    Account, AccountId, Address, Body, BodyText, ConnectionInfo, ConnectionState, Flags, Mailbox,
    MailboxCounts, MessageKey, PartId, Row, RowText, Security, TransferEncoding,
};
use mailpane::reading::Reading;
use mailpane::ui::{self, dialogs, message};

const WORK: AccountId = AccountId(0);
/// The one message of the folder.
const UID: u32 = 7;

struct Shown {
    state: State,
    message: message::Drafts,
    dialogs: dialogs::Drafts,
    actions: Vec<Action>,
}

type Window<'a> = Harness<'a, Shown>;

fn nz(number: u32) -> NonZeroU32 {
    NonZeroU32::new(number).expect("not zero")
}

fn address(name: &str, address: &str) -> Address {
    Address { name: name.to_owned(), address: address.to_owned() }
}

fn tender() -> Mailbox {
    Mailbox {
        counts: Some(MailboxCounts { messages: 41, unseen: 1, ..MailboxCounts::default() }),
        ..Mailbox::plain("Tender")
    }
}

fn key() -> MessageKey {
    MessageKey { account: WORK, mailbox: tender().name, uid_validity: nz(1), uid: nz(UID) }
}

/// A folder with one unread message, which is chosen and on its way.
fn loading() -> State {
    let mut state = State::default();
    let account = Account::new("Work", "mara@example.org", "imap.example.org", Security::Tls);
    let mut view = mailpane::app::AccountView::new(WORK, account);
    view.connection = ConnectionState::Ready(Arc::new(ConnectionInfo::default()));
    state.accounts.push(view);
    let mailbox = tender().name;
    let mailboxes = Arc::from([tender()]);
    state.apply(Event::MailboxesListed { account: WORK, mailboxes });
    state.update(Action::SelectMailbox { account: WORK, mailbox: mailbox.clone() });
    state.apply(Event::MailboxOpened {
        account: WORK,
        mailbox: mailbox.clone(),
        exists: 1,
        uid_validity: nz(1),
        read_only: false,
        uid_next: None,
        page_follows: true,
        kept: Flags::ALL,
        new_keywords: true,
        keywords: Arc::default(),
    });
    let text = RowText {
        from: address("Mara Lindqvist", "mara@example.org"),
        subject: "Notes from the site visit".to_owned(),
        ..RowText::default()
    };
    let row = Row {
        uid: nz(UID),
        flags: Flags::default(),
        keywords: Arc::default(),
        has_attachment: None,
        text: Arc::new(text),
        preview: None,
        links: None,
    };
    state.apply(Event::RowsLoaded { account: WORK, mailbox, rows: vec![(1, row)] });
    state.update(Action::SelectRow { index: 0 });
    state
}

fn body(text: &str) -> Body {
    let length = text.len() as u64;
    Body {
        from: vec![address("Mara Lindqvist", "mara@example.org")],
        to: vec![address("Jonas Weber", "jonas@example.org")],
        subject: "Notes from the site visit".to_owned(),
        shown_part: Some(PartId(vec![1])),
        text: BodyText {
            text: text.to_owned(),
            read_bytes: length,
            total_bytes: length,
            ..BodyText::default()
        },
        ..Body::default()
    }
}

fn attachment(number: u32, name: &str) -> Attachment {
    Attachment {
        part: PartId(vec![number]),
        name: name.to_owned(),
        safe_name: name.to_owned(),
        media_type: "application/pdf".to_owned(),
        size_bytes: 180_000,
        encoding: TransferEncoding::Base64,
        encoded_bytes: 243_000,
    }
}

fn arrived(body: Body, attachments: &[Attachment]) -> State {
    let mut state = loading();
    let blocks = mime::blocks(&body.text.text).into();
    let attachments = Arc::from(attachments);
    let body = Arc::new(body);
    let reading = Reading { body, blocks, attachments, ..Reading::default() };
    state.apply(Event::MessageLoaded { key: key(), reading: Arc::new(reading) });
    state
}

fn window<'a>(state: State) -> Window<'a> {
    window_of(state, [760.0, 900.0])
}

fn window_of<'a>(state: State, size: [f32; 2]) -> Window<'a> {
    let shown = Shown {
        state,
        message: message::Drafts::default(),
        dialogs: dialogs::Drafts::default(),
        actions: Vec::new(),
    };
    Harness::builder()
        .with_size(size)
        .allow_missing_glyphs()
        .with_context_setup(ui::install)
        .with_max_steps(12)
        .build_ui_state(
            |ui, shown: &mut Shown| {
                let Shown { state, message, dialogs, actions } = shown;
                message::message_ui(ui, state, Place::PANE, message, actions);
                dialogs::dialog_ui(ui, state, dialogs, actions);
            },
            shown,
        )
}

/// Runs until nothing moves, and takes what the user's clicks became.
fn settled(window: &mut Window<'_>) -> Vec<Action> {
    window.run();
    std::mem::take(&mut window.state_mut().actions)
}

/// A click on the only control of this name, and what it became.
fn click(window: &mut Window<'_>, name: &str) -> Vec<Action> {
    window.state_mut().state.update(Action::Message(Place::PANE, MessageAct::Painted));
    settled(window);
    window.get_by_label(name).click();
    settled(window)
}
