//! Wishes: what each comes to, and why one cannot be granted.

use mailpane::app::{
    Acting, Action, Choose, Dialog, Effect, FolderId, FolderWish, MessageAct, State, Wish,
};
use mailpane::engine::{Chosen, Command, Event, Mark, MessageChange, Place};
use mailpane::model::{
    ConnectionInfo, ConnectionState, Flag, Flags, Keyword, Mailbox, MailboxName, SpecialUse,
};

use super::replies::{act, act_on, inbox, name, requests, special, toast, uids};
use super::window::{ACCOUNT, list, mailbox, number, opened};

fn lists(state: &mut State, mailboxes: Vec<Mailbox>) {
    state.apply(Event::MailboxesListed { account: ACCOUNT, mailboxes: mailboxes.into() });
}

fn moved_to(change: &MessageChange) -> String {
    match change {
        MessageChange::Move { to } => String::from_utf8_lossy(to.as_bytes()).into_owned(),
        other => panic!("moved, got {other:?}"),
    }
}

#[test]
fn each_wish_goes_to_the_folder_for_it() {
    for (wish, folder) in
        [(Wish::Archive, "Archive"), (Wish::Junk, "Spam"), (Wish::Delete, "Trash")]
    {
        let mut state = inbox(50);
        let change = act(&mut state, wish);
        assert_eq!((moved_to(&change.change).as_str(), uids(&change)), (folder, vec![1_050]));
        assert_eq!((change.uid_validity, &change.mailbox), (Some(number(7)), &name("INBOX")));
    }
}

#[test]
fn gmail_archives_into_all_mail_and_others_into_a_folder_of_that_name() {
    let mut state = inbox(50);
    lists(&mut state, vec![mailbox("INBOX", 0), special("[Gmail]/All", SpecialUse::All)]);
    assert_eq!(moved_to(&act(&mut state, Wish::Archive).change), "[Gmail]/All");
    lists(&mut state, vec![mailbox("INBOX", 0), mailbox("Old/archive", 0)]);
    assert_eq!(moved_to(&act(&mut state, Wish::Archive).change), "Old/archive");
    lists(&mut state, vec![mailbox("INBOX", 0)]);
    let why = state.can_act(Acting::List, &Wish::Archive);
    assert_eq!(why, Err("This account has no archive folder."));
}

#[test]
fn a_question_that_is_open_is_not_replaced_by_one_about_messages() {
    let mut state = inbox(50);
    state.update(Action::OpenNewFolder);
    let asked = state.dialog.clone();
    assert!(matches!(asked, Some(Dialog::Folder(_))));
    for wish in [Wish::AskMoveTo, Wish::AskCopyTo, Wish::AskExport, Wish::DeleteForGood] {
        let effects = state.update(Action::Act(Acting::List, wish.clone()));
        assert!(matches!(effects[..], [Effect::FocusQuestion]), "{wish:?}: {effects:?}");
        assert_eq!(state.dialog, asked, "{wish:?}");
    }
    let moved = act(&mut state, Wish::Archive);
    assert_eq!(moved_to(&moved.change), "Archive", "what asks nothing is done");
    assert_eq!(state.dialog, asked);
}

#[test]
fn without_a_trash_a_question_comes_before_the_messages_go_for_good() {
    let mut state = inbox(50);
    lists(&mut state, vec![mailbox("INBOX", 0)]);
    let effects = state.update(Action::Act(Acting::List, Wish::Delete));
    assert!(requests(&effects).is_empty());
    let Some(Dialog::DeleteMessages(question)) = &state.dialog else { panic!("a question") };
    assert_eq!((question.count, question.no_trash), (1, true));
    // What is meant is what was chosen when it was asked.
    state.update(Action::MoveSelection { by: 1 });
    let effects = state.update(Action::ConfirmDelete);
    let asked = requests(&effects);
    assert_eq!((asked.len(), uids(&asked[0])), (1, vec![1_050]));
    assert_eq!(asked[0].change, MessageChange::Delete);
    assert!(state.dialog.is_none());
}

#[test]
fn in_the_trash_delete_asks_and_junk_can_be_taken_back() {
    let mut state = inbox(50);
    lists(&mut state, vec![special("INBOX", SpecialUse::Trash), special("Spam", SpecialUse::Junk)]);
    state.update(Action::Act(Acting::List, Wish::Delete));
    assert!(matches!(&state.dialog, Some(Dialog::DeleteMessages(asked)) if !asked.no_trash));
    assert!(state.can_act(Acting::Mailbox, &Wish::DeleteForGood).is_ok(), "Empty");
    assert!(state.can_act(Acting::List, &Wish::NotJunk).is_err());
    let state = inbox(50);
    assert_eq!(
        state.can_act(Acting::Mailbox, &Wish::DeleteForGood),
        Err("Only the trash and the junk folder can be emptied.")
    );
}

#[test]
fn emptying_asks_and_takes_what_was_there() {
    let mut state = inbox(50);
    lists(&mut state, vec![special("INBOX", SpecialUse::Trash)]);
    state.update(Action::Act(Acting::Mailbox, Wish::DeleteForGood));
    assert!(matches!(&state.dialog, Some(Dialog::DeleteMessages(asked)) if asked.count == 50));
    let effects = state.update(Action::ConfirmDelete);
    let asked = requests(&effects);
    let (first, last) = (number(1), number(1_050));
    assert_eq!(asked[0].messages, Chosen::Range { first, last });
    assert!(list(&state).is_empty() && state.message.is_none());
}

#[test]
fn a_folder_is_asked_for_and_offered_first_the_next_time() {
    let mut state = inbox(50);
    state.update(Action::Choose(Choose::Toggle { index: 3 }));
    state.update(Action::Act(Acting::List, Wish::AskMoveTo));
    let Some(Dialog::MoveTo(question)) = &state.dialog else { panic!("a dialog") };
    assert_eq!((question.words.as_str(), question.copy), ("2 messages", false));
    assert!(question.recent.is_empty());
    assert!(
        requests(&state.update(Action::SubmitFolder(name("INBOX")))).is_empty(),
        "they are there"
    );
    let effects = state.update(Action::SubmitFolder(name("Projects/Tender")));
    assert_eq!(uids(&requests(&effects)[0]), [1_047, 1_050]);
    state.update(Action::Act(Acting::List, Wish::AskCopyTo));
    let Some(Dialog::MoveTo(question)) = &state.dialog else { panic!("a dialog") };
    assert!(question.copy);
    assert_eq!(&*question.recent, [name("Projects/Tender")]);
}

#[test]
fn marks_turn_round_only_where_all_are_so() {
    let mut state = inbox(50);
    state.update(Action::Choose(Choose::Toggle { index: 1 }));
    assert_eq!(state.acting_flags(Acting::List), (true, true));
    let seen = |on| MessageChange::Mark { mark: Mark::Flag(Flag::Seen), on };
    assert_eq!(act(&mut state, Wish::ToggleRead).change, seen(true));
    assert_eq!(state.acting_flags(Acting::List), (false, true), "shown at once");
    assert_eq!(act(&mut state, Wish::ToggleRead).change, seen(false));
    let all = act_on(&mut state, Acting::Mailbox, Wish::Read(true));
    let (first, last) = (number(1), number(1_050));
    assert_eq!((all.change, all.messages), (seen(true), Chosen::Range { first, last }));
}

#[test]
fn a_tag_is_only_given_where_the_server_takes_it() {
    let mut state = inbox(50);
    let keyword = Keyword::new("$label1").expect("a keyword");
    let wish = Wish::Keyword { keyword: keyword.clone(), on: true };
    let change = act(&mut state, wish.clone());
    assert_eq!(
        change.change,
        MessageChange::Mark { mark: Mark::Keyword(keyword.clone()), on: true }
    );
    assert!(state.acting_has(Acting::List, &keyword), "shown at once");
    let refused = |keywords: Vec<Keyword>| match opened(50, 7) {
        Event::MailboxOpened { account, mailbox, exists, uid_validity, uid_next, .. } => {
            Event::MailboxOpened {
                account,
                mailbox,
                exists,
                uid_validity,
                uid_next,
                read_only: false,
                page_follows: false,
                kept: Flags::ALL,
                new_keywords: false,
                keywords: keywords.into(),
            }
        }
        other => other,
    };
    state.apply(refused(Vec::new()));
    assert!(state.can_act(Acting::List, &wish).is_err());
    state.apply(refused(vec![keyword]));
    assert!(state.can_act(Acting::List, &wish).is_ok());
}

#[test]
fn what_the_folder_does_not_keep_is_not_asked_of_it() {
    let mut state = inbox(50);
    let keep = |state: &mut State, kept| state.list.as_mut().expect("a list").kept = kept;
    let can = |state: &State, wish| state.can_act(Acting::List, &wish).err();
    let no_read = "The server does not keep in this folder what was read.";
    let no_deleting = "The server lets no message of this folder be deleted.";
    keep(&mut state, Flags::default().with(Flag::Flagged));
    assert_eq!(can(&state, Wish::ToggleRead), Some(no_read));
    assert_eq!(state.can_act(Acting::Mailbox, &Wish::Read(true)), Err(no_read));
    let here = FolderId { account: ACCOUNT, mailbox: name("INBOX") };
    assert_eq!(state.can_folder(&here, &FolderWish::MarkAllRead), Err(no_read));
    assert_eq!(can(&state, Wish::Flagged(true)), None);
    assert_eq!(can(&state, Wish::DeleteForGood), Some(no_deleting));
    assert_eq!(can(&state, Wish::AskCopyTo), None);
    assert!(state.update(Action::Act(Acting::List, Wish::ToggleRead)).is_empty());
    assert_eq!(toast(&state), (no_read, false));
    keep(&mut state, Flags::default().with(Flag::Seen));
    assert_eq!(can(&state, Wish::ToggleRead), None);
    assert_eq!(can(&state, Wish::ToggleFlagged), Some("The server keeps no flags in this folder."));
    // Without MOVE a message is copied and then deleted; with it no mark is needed.
    assert_eq!(can(&state, Wish::Archive), Some(no_deleting));
    assert_eq!(can(&state, Wish::AskMoveTo), Some(no_deleting));
    let info =
        ConnectionInfo { capabilities: vec!["MOVE".to_owned()], ..ConnectionInfo::default() };
    let ready = ConnectionState::Ready(std::sync::Arc::new(info));
    state.apply(Event::ConnectionChanged { account: ACCOUNT, state: ready });
    assert_eq!((can(&state, Wish::Archive), can(&state, Wish::Delete)), (None, None));
}

#[test]
fn what_cannot_be_done_says_why_and_sends_nothing() {
    let mut state = inbox(50);
    state.look_only = true;
    let why = "This account is for looking only.";
    assert_eq!(state.can_act(Acting::List, &Wish::Archive), Err(why));
    assert!(state.update(Action::Act(Acting::List, Wish::Archive)).is_empty());
    assert_eq!(toast(&state), (why, false));
    state.look_only = false;
    state.apply(Event::ConnectionChanged { account: ACCOUNT, state: ConnectionState::Connecting });
    assert_eq!(
        state.can_act(Acting::List, &Wish::Archive),
        Err("There is no connection to the server.")
    );
    let mut state = inbox(50);
    state.list.as_mut().expect("a list").read_only = true;
    assert!(state.can_act(Acting::List, &Wish::Delete).is_err());
    assert!(state.can_act(Acting::List, &Wish::AskCopyTo).is_ok(), "copying leaves it as it is");
    let mut state = inbox(0);
    assert_eq!(state.can_act(Acting::List, &Wish::Delete), Err("No message is chosen."));
    assert_eq!(state.can_act(Acting::Mailbox, &Wish::Read(true)), Err("The folder is empty."));
    state.update(Action::Undo);
}

#[test]
fn a_window_whose_message_is_moved_shows_the_next_one_and_the_last_closes() {
    let mut state = inbox(2);
    state.update(Action::SelectRow { index: 1 });
    state.update(Action::Message(Place::PANE, MessageAct::OpenInWindow));
    let place = state.windows[0].place;
    assert_eq!(uids(&act_on(&mut state, Acting::At(place), Wish::Archive)), [1_001]);
    let view = state.view(place).expect("still open");
    assert_eq!(view.selected.key.uid.get(), 1_002);
    assert_eq!(list(&state).len(), 1);
    assert_eq!(uids(&act_on(&mut state, Acting::At(place), Wish::Archive)), [1_002]);
    assert!(state.windows.is_empty() && state.message.is_none());
}

#[test]
fn a_message_in_a_window_is_flagged_while_another_folder_is_listed() {
    let mut state = inbox(5);
    state.update(Action::Message(Place::PANE, MessageAct::OpenInWindow));
    let place = state.windows[0].place;
    state.update(Action::SelectMailbox { account: ACCOUNT, mailbox: name("Archive") });
    let flagged =
        |state: &State| state.flags_at(place).is_some_and(|flags: Flags| flags.has(Flag::Flagged));
    let change = act_on(&mut state, Acting::At(place), Wish::ToggleFlagged);
    assert_eq!((change.mailbox.clone(), flagged(&state)), (MailboxName::inbox(), true));
    super::replies::fails(&mut state, &change, 1);
    assert!(!flagged(&state));
}

#[test]
fn a_change_is_stopped_by_its_bar() {
    let mut state = inbox(5_000);
    state.update(Action::Choose(Choose::All));
    let change = act(&mut state, Wish::Archive);
    let job = &state.changes[&change.id];
    assert_eq!((job.words.as_str(), job.total), ("Moving 5,000 messages to Archive", 5_000));
    state.apply(Event::ChangeProgress { id: change.id, done: 1_000, total: 5_000 });
    assert_eq!(state.changes[&change.id].done, 1_000);
    let effects = state.update(Action::CancelChange(change.id));
    assert!(matches!(
        effects.as_slice(),
        [mailpane::app::Effect::Send(ACCOUNT, Command::CancelChange(id))] if *id == change.id
    ));
    assert!(state.changes[&change.id].stopping);
}
