//! The dialogs: what is typed and pressed becomes one action.

use egui_kittest::kittest::{NodeT as _, Queryable as _};
use mailpane::app::{Action, Dialog, Field, MessageAct, State};
use mailpane::engine::{Event, Place, SaveId};
use mailpane::model::{AccountId, ConnectionState, Failure, FailureKind, PartId, Security};

use super::{WORK, Window, arrived, attachment, body, click, loading, settled, window};

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
fn an_unknown_issuer_shows_the_field_for_a_ca_file() {
    let sentence = "The certificate is signed by nobody this computer trusts.";
    let failure = Failure::new(FailureKind::CertificateUnknownIssuer, sentence);
    let failure = Some((Some(Field::Security), failure));
    let mut window = window(asking(Dialog::AddAccount { trying: None, failure }));
    window.run();
    window.get_by_label(sentence);
    window.event(egui::Event::Text("ca.pem".to_owned()));
    window.run();
    let clicked = click(&mut window, "Connect");
    let [Action::SubmitAccount { form, .. }] = clicked.as_slice() else { panic!("{clicked:?}") };
    assert_eq!(form.account.ca_file.as_deref(), Some("ca.pem".as_ref()), "it has the keyboard");
    // Once only: whoever folds it away again is left alone.
    click(&mut window, "Fewer settings");
    window.get_by_label("More settings");
}

#[test]
fn without_a_keyring_nothing_promises_to_remember() {
    let sentence = "There is no password store on this system.";
    let lost = || Failure::new(FailureKind::Keyring, sentence);
    let questions = [
        Dialog::Password { account: WORK, failure: None },
        Dialog::AddAccount { trying: None, failure: None },
    ];
    for dialog in questions {
        let mut state = asking(dialog);
        state.apply(Event::SecretNotKept { account: WORK, failure: lost() });
        let mut window = window(state);
        window.run();
        window.get_by_label(sentence);
        type_into(&mut window, "Password", "hunter2");
        if window.query_by_label("Email or user name").is_some() {
            type_into(&mut window, "Email or user name", "ann@example.org");
        }
        match click(&mut window, "Connect").as_slice() {
            [Action::SubmitSecret { remember, .. }] => assert!(!remember),
            [Action::SubmitAccount { form, .. }] => assert!(!form.remember),
            other => panic!("got {other:?}"),
        }
    }
}

#[test]
fn a_card_is_one_dialog_with_a_name_and_a_place() {
    let mut window = window(add_account());
    window.run();
    let mut dialogs = window.get_all_by_role(egui::accesskit::Role::Dialog);
    let card = dialogs.next().expect("a dialog");
    assert_eq!(card.accesskit_node().label().as_deref(), Some("Add account"));
    assert!(card.rect().width() > 400.0, "{}", card.rect());
    assert!(dialogs.next().is_none());
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
fn a_refused_password_is_typed_anew() {
    let mut state = asking(Dialog::Password { account: WORK, failure: None });
    let needs = |failure| ConnectionState::NeedsSecret { failure };
    state.apply(Event::ConnectionChanged { account: WORK, state: needs(None) });
    let mut window = window(state);
    window.run();
    type_into(&mut window, "Password", "hunter2");
    for action in click(&mut window, "Connect") {
        window.state_mut().state.update(action);
    }
    window.run();
    assert!(window.query_by_label("Connecting…").is_some(), "it cannot be sent twice");
    let refused = Failure::new(FailureKind::LoginRefused, "The server refused the login.");
    let refused = needs(Some(refused));
    window.state_mut().state.apply(Event::ConnectionChanged { account: WORK, state: refused });
    window.run();
    window.get_by_label("The server refused the login.");
    // What is typed now goes into the field: it is empty and has the keyboard.
    window.event(egui::Event::Text("correct".to_owned()));
    window.run();
    window.key_press(egui::Key::Enter);
    let sent = settled(&mut window);
    let [Action::SubmitSecret { secret, .. }] = sent.as_slice() else { panic!("got {sent:?}") };
    assert_eq!(secret.expose(), "correct");
}

#[test]
fn a_login_that_takes_its_time_can_be_left_alone() {
    let mut state = asking(Dialog::Password { account: WORK, failure: None });
    let connecting = ConnectionState::Connecting;
    state.apply(Event::ConnectionChanged { account: WORK, state: connecting });
    let mut window = window(state);
    assert!(click(&mut window, "Connecting…").is_empty());
    assert!(matches!(click(&mut window, "Cancel").as_slice(), [Action::CloseDialog]));
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
    state
        .update(Action::Message(Place::PANE, MessageAct::SaveAttachment { part: PartId(vec![2]) }));
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
