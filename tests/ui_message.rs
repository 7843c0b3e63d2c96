//! The message pane and the dialogs by accessible names: state in, actions out.

#![allow(clippy::expect_used)] // Helpers of tests.

use std::num::NonZeroU32;
use std::sync::Arc;

use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use mailpane::app::{Action, Dialog, Field, State};
use mailpane::engine::{Event, SaveId};
use mailpane::mime::{self, Attachment};
use mailpane::model::{
    Account, AccountId, Address, Body, BodyText, ConnectionState, Failure, FailureKind, Flag,
    Flags, Mailbox, MailboxCounts, MailboxName, MessageKey, PartId, RawHeader, Row, RowText,
    Security, TransferEncoding,
};
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
        name: MailboxName::new(b"Tender"),
        full_name: "Tender".to_owned(),
        path: vec!["Tender".to_owned()],
        delimiter: Some('/'),
        selectable: true,
        subscribed: true,
        no_inferiors: false,
        special_use: None,
        counts: Some(MailboxCounts { messages: 41, unseen: 1, ..MailboxCounts::default() }),
    }
}

fn key() -> MessageKey {
    MessageKey { account: WORK, mailbox: tender().name, uid_validity: nz(1), uid: nz(UID) }
}

/// A folder with one unread message, which is chosen and on its way.
fn loading() -> State {
    let mut state = State::default();
    let account = Account::new("Work", "mara@example.org", "imap.example.org", Security::Tls);
    state.accounts.push(mailpane::app::AccountView::new(WORK, account));
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
        page_follows: true,
    });
    let text = RowText {
        from: address("Mara Lindqvist", "mara@example.org"),
        subject: "Notes from the site visit".to_owned(),
        ..RowText::default()
    };
    let row =
        Row { uid: nz(UID), flags: Flags::default(), has_attachment: None, text: Arc::new(text) };
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
    state.apply(Event::MessageLoaded { key: key(), body: Arc::new(body), blocks, attachments });
    state
}

fn window<'a>(state: State) -> Window<'a> {
    let shown = Shown {
        state,
        message: message::Drafts::default(),
        dialogs: dialogs::Drafts::default(),
        actions: Vec::new(),
    };
    Harness::builder()
        .with_size([760.0, 900.0])
        .allow_missing_glyphs()
        .with_context_setup(ui::install)
        .with_max_steps(12)
        .build_ui_state(
            |ui, shown: &mut Shown| {
                let Shown { state, message, dialogs, actions } = shown;
                message::message_ui(ui, state, message, actions);
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
    window.state_mut().state.update(Action::MessagePainted);
    settled(window);
    window.get_by_label(name).click();
    settled(window)
}

#[test]
fn without_a_message_there_is_a_hint() {
    let window = window(State::default());
    window.get_by_label("Choose a message to read it here.");
}

#[test]
fn what_the_row_said_is_shown_before_the_text_arrives() {
    let mut window = window(loading());
    assert!(settled(&mut window).is_empty(), "nothing was painted that counts as read");
    window.get_by_label("Notes from the site visit");
    window.get_by_label("mara@example.org");
    window.get_by_label("Fetching the message");
}

#[test]
fn painting_the_text_is_reported_until_it_is_known() {
    let mut window = window(arrived(body("Hello both,"), &[]));
    assert!(matches!(settled(&mut window).first(), Some(Action::MessagePainted)));
    window.state_mut().state.update(Action::MessagePainted);
    settled(&mut window);
    window.step();
    assert!(window.state().actions.is_empty());
    window.get_by_label("Hello both,");
}

#[test]
fn the_address_always_stands_beside_the_name() {
    let mut mail = body("x");
    let long = format!("{}@{}.example.net", "a.long.local.part".repeat(6), "sub".repeat(20));
    mail.from = vec![address(&"boss@example.org ".repeat(30), &long)];
    let window = window(arrived(mail, &[]));
    window.get_by_label(&long);
    window.get_by_label_contains("The sender's name shows an address");
}

#[test]
fn the_flags_are_changed_by_their_buttons() {
    let mut window = window(arrived(body("x"), &[]));
    // Painted, so it is read by now.
    let clicked = click(&mut window, "Mark unread");
    assert!(matches!(clicked.as_slice(), [Action::SetFlag { flag: Flag::Seen, on: false }]));
    let clicked = click(&mut window, "Flag");
    assert!(matches!(clicked.as_slice(), [Action::ToggleFlag(Flag::Flagged)]));
}

#[test]
fn nothing_can_be_changed_where_only_looking_is_allowed() {
    let mut state = arrived(body("x"), &[]);
    state.look_only = true;
    let mut window = window(state);
    assert!(click(&mut window, "Mark read").is_empty());
    assert!(click(&mut window, "Flag").is_empty());
}

#[test]
fn many_recipients_are_named_when_asked_for() {
    let mut mail = body("x");
    mail.to = (0..30).map(|n| address("", &format!("person{n}@example.org"))).collect();
    let mut window = window(arrived(mail, &[]));
    assert!(window.query_by_label("person7@example.org").is_none());
    click(&mut window, "and 27 more");
    window.get_by_label("person7@example.org");
    click(&mut window, "Show fewer");
    window.get_by_label("and 27 more");
}

#[test]
fn all_headers_come_when_asked_for() {
    let mut window = window(arrived(body("x"), &[]));
    let clicked = click(&mut window, "All headers");
    assert!(matches!(clicked.as_slice(), [Action::ShowAllHeaders(true)]));
    window.state_mut().state.update(Action::ShowAllHeaders(true));
    settled(&mut window);
    window.get_by_label("Fetching the header fields…");
    let headers = Arc::from([RawHeader { name: "X-Odd".to_owned(), value: "字".repeat(9_000) }]);
    window.state_mut().state.apply(Event::HeadersLoaded { key: key(), headers });
    settled(&mut window);
    window.get_by_label("X-Odd");
}

#[test]
fn a_link_tells_its_true_target_and_asks() {
    let mut window = window(arrived(body("See https://example.org/a for more."), &[]));
    let clicked = click(&mut window, "https://example.org/a");
    let [Action::ClickLink { target, text }] = clicked.as_slice() else {
        panic!("expected a link, got {clicked:?}");
    };
    assert_eq!(
        (target.as_str(), text.as_str()),
        ("https://example.org/a", "https://example.org/a")
    );
}

#[test]
fn a_link_in_right_to_left_text_can_be_clicked_too() {
    let mut window = window(arrived(body("ראו https://example.org/a לפרטים"), &[]));
    let clicked = click(&mut window, "https://example.org/a");
    assert!(matches!(clicked.as_slice(), [Action::ClickLink { .. }]));
    window.get_by_label("ראו https://example.org/a לפרטים");
}

#[test]
fn a_paragraph_is_copied_as_it_was_written() {
    let mut window = window(arrived(body("שלום עולם\n\n> quoted"), &[]));
    window.state_mut().state.update(Action::MessagePainted);
    settled(&mut window);
    window.get_by_label("שלום עולם").click_secondary();
    settled(&mut window);
    let copied = click(&mut window, "Copy text");
    let [Action::CopyText(text)] = copied.as_slice() else { panic!("got {copied:?}") };
    assert_eq!(text, "שלום עולם\n\n> quoted");
}

#[test]
fn a_huge_text_lays_out_only_what_is_seen() {
    let text: String = (0..100_000).map(|n| format!("paragraph {n}\n\n")).collect();
    let mut window = window(arrived(body(&text), &[]));
    settled(&mut window);
    window.get_by_label("paragraph 0");
    let shown = window.query_all_by_label_contains("paragraph ").count();
    assert!(shown < 60, "{shown} paragraphs are laid out");
}

#[test]
fn space_turns_pages_until_the_end() {
    let text: String = (0..200).map(|n| format!("paragraph {n}\n\n")).collect();
    let mut window = window(arrived(body(&text), &[]));
    settled(&mut window);
    let mut pages = 0;
    while !window.state_mut().message.page_down() {
        pages += 1;
        assert!(pages < 50, "no end");
        settled(&mut window);
    }
    assert!(pages > 3);
    window.get_by_label("paragraph 199");
    assert!(window.query_by_label("paragraph 0").is_none());
}

#[test]
fn more_text_is_fetched_when_asked_for() {
    let mut mail = body("the beginning");
    mail.text.read_bytes = 262_144;
    mail.text.total_bytes = 12_000_000;
    let mut window = window(arrived(mail, &[]));
    let clicked = click(&mut window, "Show more (262 kB of 12.0 MB)");
    assert!(matches!(clicked.as_slice(), [Action::ShowMoreText]));
}

#[test]
fn a_failed_message_says_why_and_can_be_retried() {
    let mut state = loading();
    let failure = Failure::new(FailureKind::Refused, "The server could not give this message.")
        .with_server_text(Some("[SERVERBUG] oops".to_owned()));
    state.apply(Event::MessageFailed { key: key(), failure });
    let mut window = window(state);
    window.get_by_label("The server could not give this message.");
    window.get_by_label("The server says: “[SERVERBUG] oops”");
    assert!(matches!(click(&mut window, "Retry").as_slice(), [Action::RetryMessage]));
}

#[test]
fn a_deleted_message_keeps_its_text() {
    let mut state = arrived(body("still here"), &[]);
    state.apply(Event::Expunged { account: WORK, mailbox: tender().name, seq: 1 });
    let window = window(state);
    window.get_by_label("This message was deleted.");
    window.get_by_label("still here");
}

#[test]
fn a_message_without_text_says_so_and_lists_its_files() {
    let mut window = window(arrived(body(""), &[attachment(2, "plan.pdf")]));
    window.get_by_label("This message has no text.");
    window.get_by_label("plan.pdf");
    window.get_by_label("PDF · 180 kB");
    let clicked = click(&mut window, "Save");
    let [Action::SaveAttachment { part }] = clicked.as_slice() else { panic!("{clicked:?}") };
    assert_eq!(*part, PartId(vec![2]));
}

#[test]
fn several_files_are_saved_together() {
    let files = [attachment(2, "a.pdf"), attachment(3, "b.pdf")];
    let mut window = window(arrived(body("x"), &files));
    assert_eq!(window.query_all_by_label("Save").count(), 2);
    assert!(matches!(click(&mut window, "Save all").as_slice(), [Action::SaveAllAttachments]));
}

#[test]
fn a_saving_shows_how_far_it_is_and_can_be_stopped() {
    let mut state = arrived(body("x"), &[attachment(2, "a.pdf")]);
    let id = SaveId(0);
    state.update(Action::SaveAttachment { part: PartId(vec![2]) });
    state.update(Action::SavePathChosen { id, path: Some("/tmp/a.pdf".into()) });
    state.apply(Event::SaveProgress { id, done_bytes: 1_000, total_bytes: 243_000 });
    let mut window = window(state);
    window.get_by_label("1 kB of 243 kB");
    assert!(matches!(click(&mut window, "Cancel").as_slice(), [Action::CancelSave(SaveId(0))]));
    window.state_mut().state.apply(Event::SaveFinished { id, path: "/tmp/a (2).pdf".into() });
    settled(&mut window);
    window.get_by_label("Saved as a (2).pdf");
    assert!(matches!(click(&mut window, "Dismiss").as_slice(), [Action::DismissSave(SaveId(0))]));
    let failure = Failure::new(FailureKind::File, "The disk is full.");
    window.state_mut().state.apply(Event::SaveFailed { id, failure });
    settled(&mut window);
    window.get_by_label("The disk is full.");
    assert!(matches!(click(&mut window, "Retry").as_slice(), [Action::SaveAttachment { .. }]));
}

#[test]
fn ten_thousand_attachments_lay_out_only_what_is_seen() {
    let files: Vec<Attachment> = (0..10_000).map(|n| attachment(n, &format!("{n}.pdf"))).collect();
    let window = window(arrived(body("x"), &files));
    assert!(window.query_all_by_label("Save").count() < 60);
}

fn asking(dialog: Dialog) -> State {
    let mut state = loading();
    state.dialog = Some(dialog);
    state
}

fn add_account() -> State {
    asking(Dialog::AddAccount { trying: None, failure: None })
}

fn type_into(window: &mut Window<'_>, field: &str, text: &str) {
    let input = |window: &Window<'_>| {
        window
            .get_by(|node| {
                node.label().as_deref() == Some(field) && egui::accessibility::is_input(node.role())
            })
            .rect()
    };
    let rect = input(window);
    window.event(egui::Event::PointerMoved(rect.center()));
    for pressed in [true, false] {
        window.event(egui::Event::PointerButton {
            pos: rect.center(),
            button: egui::PointerButton::Primary,
            pressed,
            modifiers: egui::Modifiers::NONE,
        });
    }
    window.run();
    window.event(egui::Event::Text(text.to_owned()));
    window.run();
}

#[test]
fn an_account_is_added_by_address_and_password() {
    let mut window = window(add_account());
    window.run();
    type_into(&mut window, "Email or user name", "ann@example.org");
    type_into(&mut window, "Password", "correct horse");
    let clicked = click(&mut window, "Connect");
    let [Action::SubmitAccount { form, secret }] = clicked.as_slice() else {
        panic!("expected a form, got {clicked:?}");
    };
    assert_eq!(secret.expose(), "correct horse");
    let account = &form.account;
    assert_eq!(
        (account.name.as_str(), account.user.as_str()),
        ("ann@example.org", "ann@example.org")
    );
    assert_eq!((account.host.as_str(), account.port), ("imap.example.org", 993));
    assert_eq!(account.security, Security::Tls);
    assert!(form.remember);
}

#[test]
fn the_first_field_has_the_keyboard_and_enter_submits() {
    let mut window = window(add_account());
    window.run();
    window.event(egui::Event::Text("Work".to_owned()));
    window.run();
    window.key_press(egui::Key::Enter);
    let sent = settled(&mut window);
    let [Action::SubmitAccount { form, .. }] = sent.as_slice() else { panic!("got {sent:?}") };
    assert_eq!(form.account.name, "Work");
}

#[test]
fn plaintext_warns_in_plain_words_and_command_asks_for_one() {
    let mut window = window(add_account());
    click(&mut window, "Security");
    click(&mut window, "None (plaintext)");
    window.get_by_label_contains("everyone on the way can read your password and mail");
    click(&mut window, "Security");
    click(&mut window, "Command");
    type_into(&mut window, "Tunnel command", "ssh mail imap");
    assert!(window.query_by_label("Server").is_none());
    let clicked = click(&mut window, "Connect");
    let [Action::SubmitAccount { form, .. }] = clicked.as_slice() else { panic!("{clicked:?}") };
    assert_eq!(form.account.tunnel.as_deref(), Some("ssh mail imap"));
}

#[test]
fn nothing_offers_to_remember_in_private() {
    let mut state = add_account();
    state.private = true;
    let window = window(state);
    assert!(window.query_by_label("Remember password").is_none());
}

#[test]
fn a_failure_stands_with_the_servers_words_apart() {
    let failure = Failure::new(FailureKind::LoginRefused, "The server refused the login.")
        .with_server_text(Some("Invalid credentials".to_owned()));
    let failure = Some((Some(Field::Password), failure));
    let window = window(asking(Dialog::AddAccount { trying: None, failure }));
    window.get_by_label("The server refused the login.");
    window.get_by_label("The server says: “Invalid credentials”");
}

#[test]
fn a_login_under_way_can_be_stopped_but_not_sent_twice() {
    let dialog = Dialog::AddAccount { trying: Some(AccountId(9)), failure: None };
    let mut window = window(asking(dialog));
    assert!(click(&mut window, "Connecting…").is_empty());
    assert!(matches!(click(&mut window, "Cancel").as_slice(), [Action::CloseDialog]));
}

#[test]
fn a_known_account_asks_for_its_password() {
    let mut state = asking(Dialog::Password { account: WORK, failure: None });
    let needs = ConnectionState::NeedsSecret { failure: None };
    state.apply(Event::ConnectionChanged { account: WORK, state: needs });
    let mut window = window(state);
    window.run();
    type_into(&mut window, "Password", "hunter2");
    click(&mut window, "Remember password");
    let clicked = click(&mut window, "Connect");
    let [Action::SubmitSecret { account: WORK, secret, remember: false }] = clicked.as_slice()
    else {
        panic!("got {clicked:?}");
    };
    assert_eq!(secret.expose(), "hunter2");
}

#[test]
fn a_folder_is_made_inside_or_at_the_top() {
    let mut state = loading();
    state.update(Action::OpenNewFolder);
    let mut window = window(state);
    window.run();
    type_into(&mut window, "Folder name", "Old");
    let clicked = click(&mut window, "Create");
    let [Action::SubmitFolderName { typed, inside: true }] = clicked.as_slice() else {
        panic!("got {clicked:?}");
    };
    assert_eq!(typed, "Old");
    click(&mut window, "At the top level");
    let clicked = click(&mut window, "Create");
    assert!(matches!(clicked.as_slice(), [Action::SubmitFolderName { inside: false, .. }]));
}

#[test]
fn a_folder_is_renamed_from_its_name() {
    let mut state = loading();
    state.update(Action::OpenRenameFolder);
    let mut window = window(state);
    let clicked = click(&mut window, "Rename");
    let [Action::SubmitFolderName { typed, .. }] = clicked.as_slice() else {
        panic!("{clicked:?}")
    };
    assert_eq!(typed, "Tender");
}

#[test]
fn deleting_a_folder_names_what_is_lost_and_wants_its_button() {
    let mut state = loading();
    state.update(Action::OpenDeleteFolder);
    let mut window = window(state);
    window.get_by_label("Delete “Tender” with its 41 messages? This cannot be undone.");
    window.key_press(egui::Key::Enter);
    let pressed = settled(&mut window);
    assert!(!pressed.iter().any(|action| matches!(action, Action::ConfirmDeleteFolder)));
    let clicked = click(&mut window, "Delete for good");
    assert!(matches!(clicked.as_slice(), [Action::ConfirmDeleteFolder]));
}

#[test]
fn a_link_shows_its_true_host_before_it_opens() {
    let mut state = loading();
    let (target, text) = ("https://evil.example/x", "https://bank.example/login");
    state.update(Action::ClickLink { target: target.to_owned(), text: text.to_owned() });
    let mut window = window(state);
    window.get_by_label("evil.example");
    window.get_by_label("https://bank.example/login");
    window.get_by_label("The mail shows another address than the one it leads to.");
    let copied = click(&mut window, "Copy");
    assert!(matches!(copied.as_slice(), [Action::CopyText(text)] if text == target));
    assert!(matches!(click(&mut window, "Open").as_slice(), [Action::ConfirmLink]));
}

#[test]
fn what_is_no_web_address_can_only_be_copied() {
    let mut state = loading();
    let (target, text) = ("javascript:alert(1)".to_owned(), "click".to_owned());
    state.update(Action::ClickLink { target, text });
    let mut window = window(state);
    assert!(window.query_by_label("Open").is_none());
    window.get_by_label("Copy");
    assert!(matches!(click(&mut window, "Cancel").as_slice(), [Action::CloseDialog]));
}

#[test]
fn escape_closes_and_nothing_typed_survives() {
    let mut window = window(add_account());
    window.run();
    type_into(&mut window, "Password", "hunter2");
    window.key_press(egui::Key::Escape);
    assert!(matches!(settled(&mut window).as_slice(), [Action::CloseDialog]));
    window.state_mut().state.update(Action::CloseDialog);
    settled(&mut window);
    window.state_mut().state.update(Action::OpenAddAccount);
    window.run();
    let clicked = click(&mut window, "Connect");
    let [Action::SubmitAccount { secret, .. }] = clicked.as_slice() else { panic!("{clicked:?}") };
    assert!(secret.is_empty());
}

#[test]
fn a_path_is_typed_where_there_is_no_file_dialog() {
    let mut state = arrived(body("x"), &[attachment(2, "a.pdf")]);
    state.update(Action::SaveAttachment { part: PartId(vec![2]) });
    state.update(Action::SaveDialogMissing { id: SaveId(0) });
    let mut window = window(state);
    window.run();
    window.state_mut().actions.clear();
    window.key_press(egui::Key::Enter);
    let sent = settled(&mut window);
    let path = sent.iter().find_map(|action| match action {
        Action::SubmitSavePath { path, .. } => Some(path),
        _ => None,
    });
    assert!(path.is_some_and(|path| path.ends_with("Downloads/a.pdf")), "{sent:?}");
}
