//! Folder properties, and who may use the folder.

use std::sync::Arc;

use egui_kittest::kittest::Queryable as _;
use mailpane::app::{Action, Dialog, InfoAct, InfoDialog, State};
use mailpane::engine::{Event, InfoCommand, InfoEvent};
use mailpane::model::{
    Failure, FailureKind, FolderInfo, Identifier, MailboxName, RightsChange, Told,
};

use super::{
    Frame, WORK, acl, asked, click, folder_info, opened, reading, rights, said, says, shown,
    tender, with_folder,
};

fn who(name: &str) -> Identifier {
    Identifier::new(name.as_bytes())
}

fn give(name: &str, letters: &str) -> RightsChange {
    RightsChange::Give(who(name), rights(letters))
}

fn take(name: &str, letters: &str) -> RightsChange {
    RightsChange::Take(who(name), rights(letters))
}

fn folder(mine: &str) -> Frame {
    let mut state = reading(10);
    with_folder(&mut state, folder_info(mine));
    shown(state)
}

/// A card on which everything has room.
fn tall(mine: &str) -> Frame {
    let mut frame = folder(mine);
    frame.set_size(egui::vec2(1_280.0, 1_600.0));
    frame.run();
    frame
}

/// Save, as the window does it: what the server is asked for.
fn saved(frame: &mut Frame) -> Vec<InfoCommand> {
    click(frame, "Save rights");
    let acts = said(frame);
    let state = &mut frame.state_mut().state;
    acts.into_iter().flat_map(|act| asked(state.update(Action::Info(act)))).collect()
}

fn wanted(changes: &[RightsChange]) -> Vec<InfoCommand> {
    vec![InfoCommand::ChangeRights { mailbox: tender(), changes: changes.to_vec() }]
}

#[test]
fn properties_are_asked_for_when_they_are_opened_and_once() {
    let mut state = reading(10);
    let act = InfoAct::OpenFolder { account: WORK, mailbox: tender() };
    let command = InfoCommand::ReadFolder { mailbox: tender(), selectable: true };
    assert_eq!(opened(&mut state, act), [command]);
    let gone = InfoAct::OpenFolder { account: WORK, mailbox: MailboxName::new(b"Gone") };
    state.update(Action::CloseDialog);
    assert!(opened(&mut state, gone).is_empty() && state.dialog.is_none());
}

#[test]
fn a_folder_tells_what_is_in_it_and_what_may_be_done() {
    let frame = tall("lrswipkxtea");
    for words in [
        "1,204, 12 unread",
        "73.4 MB",
        "1.9 GB of 2.0 GB used, 95 %",
        "You may do everything.",
        "4711",
        "Read, Work; new tags can be made",
        "Projects/Tender, Work",
    ] {
        assert!(says(&frame, words), "{words}");
    }
}

#[test]
fn a_folder_that_is_changed_meanwhile_is_asked_about_again_once() {
    let mut state = reading(10);
    with_folder(&mut state, folder_info("lr"));
    let grown = |mailbox: MailboxName| Event::ExistsChanged { account: WORK, mailbox, exists: 3 };
    assert!(asked(state.apply(grown(MailboxName::inbox()))).is_empty());
    assert_eq!(asked(state.apply(grown(tender()))).len(), 1);
    assert!(asked(state.apply(grown(tender()))).is_empty(), "it is asked already");
}

#[test]
fn switched_rights_are_sent_by_save_and_only_they() {
    let mut frame = tall("lrswipkxtea");
    click(&mut frame, "Mark (s), jonas");
    click(&mut frame, "Add, jonas");
    click(&mut frame, "Remove anyone");
    let changes = [give("jonas", "wi"), RightsChange::Remove(who("anyone"))];
    assert_eq!(saved(&mut frame), wanted(&changes));
    // While they are on their way nothing more is saved.
    frame.run();
    frame.get_by_label("Saving rights…");
    let state = &mut frame.state_mut().state;
    assert!(opened(state, InfoAct::ChangeRights(changes.to_vec())).is_empty());
    let (mailbox, failure) = (tender(), None);
    let now = Told::Said(acl(&[("mara@example.org", "lrswipkxtea"), ("jonas", "lrsw")]));
    let mine = Told::Said(rights("lrswipkxtea"));
    let event =
        InfoEvent::RightsChanged { account: WORK, mailbox, rights: mine, acl: now, failure };
    state.apply(Event::Info(event));
    frame.run();
    assert!(frame.query_by_label("Remove anyone").is_none(), "as the server says it");
    frame.get_by_label("Add, jonas");
    frame.get_by_label("Mark, jonas");
}

#[test]
fn somebody_is_added_by_name() {
    let mut frame = tall("lrswipkxtea");
    frame.get_by_label("Add a person or a group").focus();
    frame.run();
    frame.event(egui::Event::Text("eve".to_owned()));
    frame.run();
    click(&mut frame, "Add");
    frame.get_by_label("eve not saved");
    assert_eq!(saved(&mut frame), wanted(&[give("eve", "lr")]));
}

#[test]
fn giving_up_the_own_right_to_administer_is_asked_about() {
    let mut frame = tall("lrswipkxtea");
    click(&mut frame, "Administer, mara@example.org");
    assert!(saved(&mut frame).is_empty(), "it asks first");
    frame.run();
    assert!(says(&frame, "This takes your own right to administer away"));
    click(&mut frame, "Keep it");
    assert_eq!(said(&mut frame), [InfoAct::KeepOwn]);
    let state = &mut frame.state_mut().state;
    opened(state, InfoAct::KeepOwn);
    let changes = [take("mara@example.org", "a")];
    assert!(opened(state, InfoAct::ChangeRights(changes.to_vec())).is_empty());
    frame.run();
    click(&mut frame, "Take it away");
    assert_eq!(said(&mut frame), [InfoAct::GiveUpOwn]);
    assert_eq!(opened(&mut frame.state_mut().state, InfoAct::GiveUpOwn), wanted(&changes));
}

#[test]
fn who_may_not_administer_reads_and_switches_nothing() {
    let frame = tall("lrs");
    assert!(says(&frame, "You may: read; in part: mark."));
    assert!(frame.query_by_label("Save rights").is_none());
    assert!(frame.query_by_label("Remove jonas").is_none());
    assert!(says(&frame, "Read, mark (s)"), "jonas in words");
}

#[test]
fn a_locked_account_shows_rights_and_changes_none() {
    let mut state = reading(10);
    state.accounts[0].account.look_only = true;
    with_folder(&mut state, folder_info("lrswipkxtea"));
    assert!(opened(&mut state, InfoAct::ChangeRights(vec![give("jonas", "w")])).is_empty());
    let mut frame = shown(state);
    frame.set_size(egui::vec2(1_280.0, 1_600.0));
    frame.run();
    assert!(says(&frame, "Look only: rights can be changed once changes are allowed."));
    assert!(frame.query_by_label("Save rights").is_none());
}

#[test]
fn a_refusal_stands_in_the_card_and_after_it_was_closed_above_the_list() {
    let refused = |state: &mut State| {
        let failure = Failure::new(FailureKind::Refused, "Not yours.");
        let event = InfoEvent::RightsFailed { account: WORK, mailbox: tender(), failure };
        state.apply(Event::Info(event));
    };
    let mut frame = tall("lrswipkxtea");
    refused(&mut frame.state_mut().state);
    frame.run();
    assert!(says(&frame, "Not yours."));
    let mut state = reading(10);
    refused(&mut state);
    assert_eq!(state.notices.len(), 1);
}

#[test]
fn what_is_not_offered_is_said_once_and_quietly() {
    let mut state = reading(10);
    with_folder(&mut state, FolderInfo { has_size: false, ..FolderInfo::default() });
    let frame = shown(state);
    assert!(says(&frame, "This server does not tell who may do what."));
    assert!(says(&frame, "This server does not tell how large a folder is."));
    assert!(says(&frame, "Known of the open folder only"));
}

#[test]
fn a_list_of_five_hundred_names_is_cut() {
    let mut state = reading(10);
    let names: Vec<String> = (0..500).map(|n| format!("user{n}")).collect();
    let lines: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "lr")).collect();
    let mut list = acl(&lines);
    list.left_out = 9_500;
    with_folder(&mut state, FolderInfo { acl: Told::Said(list), ..folder_info("lr") });
    let frame = shown(state);
    assert!(says(&frame, "and 9,900 more"));
    let Some(Dialog::Info(InfoDialog::Folder(sheet))) = &frame.state().state.dialog else {
        panic!("the card is open")
    };
    assert_eq!(sheet.read.here().map(Arc::strong_count), Some(1));
}
