//! What is offered and asked before the server hears of anything.

use mailpane::app::{Action, FolderAct, FolderAsk, FolderWish, State};
use mailpane::engine::{Command, Event, MailboxChange};
use mailpane::model::{ConnectionState, Failure, FailureKind, Mailbox, SpecialUse};

use super::window::{ACCOUNT, sent};
use super::{
    act, changes, dialog, done, folders, id, lists, name, offers, open, renamed, toast, wish,
};

fn create(typed: &str, parent: Option<&str>) -> FolderAct {
    FolderAct::Create { typed: typed.to_owned(), parent: parent.map(name), special_use: None }
}

fn rename(typed: &str, parent: Option<&str>) -> FolderAct {
    FolderAct::Rename { typed: typed.to_owned(), parent: parent.map(name) }
}

/// The place that is chosen beforehand for a new folder near another one.
fn likely(state: &mut State, near: &str) -> Option<String> {
    wish(state, near, FolderWish::New);
    let FolderAsk::New { parent } = &dialog(state).ask else { panic!("a new folder") };
    let parent = parent.as_ref().map(|name| String::from_utf8_lossy(name.as_bytes()).into_owned());
    state.update(Action::CloseDialog);
    parent
}

#[test]
fn a_new_folder_goes_where_its_like_are() {
    let mut state = folders();
    assert_eq!(likely(&mut state, "INBOX"), None);
    assert_eq!(likely(&mut state, "Archive"), None);
    assert_eq!(likely(&mut state, "Projects").as_deref(), Some("Projects"));
    assert_eq!(likely(&mut state, "Projects/Tender").as_deref(), Some("Projects/Tender"));
    assert_eq!(likely(&mut state, "Projects/Tender/2026").as_deref(), Some("Projects/Tender"));
    let all = ["INBOX", "INBOX/Sent", "INBOX/Old"].map(Mailbox::plain);
    lists(&mut state, all.to_vec());
    assert_eq!(likely(&mut state, "INBOX").as_deref(), Some("INBOX"), "it keeps all in the inbox");
    assert_eq!(likely(&mut state, "INBOX/Old").as_deref(), Some("INBOX"));
}

#[test]
fn a_folder_is_made_in_any_place_and_opened_there() {
    let mut state = folders();
    state.update(Action::ToggleBranch { account: ACCOUNT, path: vec!["Projects".to_owned()] });
    wish(&mut state, "Projects", FolderWish::NewInside);
    let made = MailboxChange::created(name("Projects/Plans"));
    let effects = act(&mut state, create("Plans", Some("Projects")));
    assert_eq!(changes(&effects), std::slice::from_ref(&made));
    assert!(dialog(&state).busy);
    assert!(act(&mut state, create("Plans", Some("Projects"))).is_empty(), "once is enough");
    let mut mailboxes = super::tree();
    mailboxes.push(Mailbox::plain("Projects/Plans"));
    lists(&mut state, mailboxes);
    let effects = done(&mut state, made);
    assert!(state.dialog.is_none() && sent(&effects)[0].contains("OpenMailbox"), "{effects:?}");
    assert!(state.accounts[0].closed_branches.is_empty(), "it is in view");
    assert_eq!(toast(&state), ("Folder created.", true));
}

#[test]
fn a_name_is_checked_while_it_is_typed_and_levels_are_said() {
    let state = folders();
    let check = |typed: &str, parent: Option<&str>| {
        let parent = parent.map(name);
        state.check_folder_name(ACCOUNT, (typed, parent.as_ref()), None)
    };
    let checked = check("b/c", Some("Projects")).expect("a name");
    assert_eq!((checked.name, checked.typed_levels), (name("Projects/b/c"), 2));
    assert_eq!(checked.path, ["Projects", "b", "c"]);
    let taken = check("Tender", Some("Projects"));
    assert_eq!(taken.expect_err("taken"), "There is a folder of this name already.");
    assert!(check("inbox", None).is_err() && check("a\nb", None).is_err());
    assert!(check(" a", None).expect("odd").caution.is_some());
}

#[test]
fn what_no_server_can_hold_is_said_in_the_dialog_and_not_sent() {
    let mut state = folders();
    wish(&mut state, "INBOX", FolderWish::New);
    let effects = act(&mut state, create("a\0b", None));
    assert!(effects.is_empty());
    let failure = dialog(&state).failure.as_ref().expect("why");
    assert!(failure.sentence.contains("control characters"), "{failure:?}");
}

#[test]
fn a_folder_is_made_for_a_use_only_where_the_server_makes_such() {
    let archive = |special_use| FolderAct::Create {
        typed: "Junk".to_owned(),
        parent: None,
        special_use: Some(special_use),
    };
    for (capabilities, wanted, asked) in [
        (&["CREATE-SPECIAL-USE"][..], SpecialUse::Junk, Some(SpecialUse::Junk)),
        (&[], SpecialUse::Junk, None),
        // There is one already.
        (&["CREATE-SPECIAL-USE"], SpecialUse::Archive, None),
    ] {
        let mut state = folders();
        offers(&mut state, capabilities);
        wish(&mut state, "INBOX", FolderWish::New);
        let effects = act(&mut state, archive(wanted));
        let made = MailboxChange::Created { mailbox: name("Junk"), special_use: asked };
        assert_eq!(changes(&effects), [made]);
    }
    let mut state = folders();
    offers(&mut state, &["CREATE-SPECIAL-USE"]);
    let lacking: Vec<_> = state.accounts[0].lacking_uses().collect();
    assert_eq!(lacking, [SpecialUse::Drafts, SpecialUse::Junk, SpecialUse::Sent]);
}

#[test]
fn renaming_counts_first_and_takes_a_new_name_a_new_place_or_both() {
    for (typed, parent, to) in [
        ("Bids", Some("Projects"), Some("Projects/Bids")),
        ("Tender", None, Some("Tender")),
        ("Bids", Some("Archive"), Some("Archive/Bids")),
        ("Tender", Some("Projects"), None),
    ] {
        let mut state = folders();
        let effects = wish(&mut state, "Projects/Tender", FolderWish::Rename);
        assert!(sent(&effects)[0].contains("SurveyMailbox"), "{effects:?}");
        let effects = act(&mut state, rename(typed, parent));
        let to = to.map(|to| renamed("Projects/Tender", to));
        assert_eq!(changes(&effects), to.clone().into_iter().collect::<Vec<_>>());
        assert_eq!(state.dialog.is_none(), to.is_none(), "as it was: there is nothing to do");
    }
}

#[test]
fn a_folder_cannot_go_into_itself_by_any_way() {
    let mut state = folders();
    wish(&mut state, "Projects/Tender", FolderWish::Rename);
    let effects = act(&mut state, rename("Tender", Some("Projects/Tender/2026")));
    assert!(effects.is_empty());
    let failure = dialog(&state).failure.as_ref().expect("why");
    assert_eq!(failure.sentence, "“Tender” cannot go into itself.");
    let into = |folder: &str, to: Option<&str>| {
        state.can_folder(&id(folder), &FolderWish::MoveInto(to.map(name)))
    };
    assert_eq!(into("Projects", Some("Projects")), Err("A folder cannot go into itself."));
    let inside = into("Projects", Some("Projects/Tender/2026"));
    assert_eq!(inside, Err("A folder cannot go into one that is inside it."));
    assert_eq!(into("Old", None), Err("The folder is there already."));
    assert_eq!(into("INBOX", Some("Old")), Err("The inbox cannot be moved."));
    assert_eq!(into("Old", Some("Locked")), Err("The server allows no folders inside this one."));
    assert_eq!(into("Projects/Tender", None), Ok(()));
    assert_eq!(into("Old", Some("Projects")), Ok(()), "what holds no messages holds folders");
}

#[test]
fn what_is_dropped_is_asked_about_unless_it_is_empty() {
    let mut state = folders();
    let effects = wish(&mut state, "Old", FolderWish::MoveInto(Some(name("Archive"))));
    assert_eq!(changes(&effects), [renamed("Old", "Archive/Old")]);
    assert!(state.dialog.is_none());
    done(&mut state, renamed("Old", "Archive/Old"));
    assert_eq!(toast(&state), ("Folder moved into Archive.", true));

    wish(&mut state, "Projects/Tender", FolderWish::MoveInto(Some(name("Archive"))));
    let FolderAsk::Rename { parent, moves, .. } = &dialog(&state).ask else { panic!("a move") };
    assert_eq!((parent.as_ref(), *moves), (Some(&name("Archive")), true));
}

#[test]
fn the_inbox_gives_its_messages_to_a_new_folder_and_stays() {
    let mut state = folders();
    wish(&mut state, "INBOX", FolderWish::Rename);
    let moved = renamed("INBOX", "Until 2026");
    assert_eq!(changes(&act(&mut state, rename("Until 2026", None))), std::slice::from_ref(&moved));
    let effects = done(&mut state, moved);
    let open = state.open.as_ref().map(|(_, name)| name.is_inbox());
    assert_eq!(open, Some(true));
    assert!(sent(&effects)[0].contains("OpenMailbox"), "it is read anew: {effects:?}");
    let (text, can_undo) = toast(&state);
    assert_eq!(text, "The messages of the inbox are in Until 2026 now.");
    assert!(!can_undo, "they cannot be put back by a renaming");
}

#[test]
fn a_refusal_stays_in_the_dialog_with_the_servers_words() {
    let mut state = folders();
    wish(&mut state, "Old", FolderWish::Rename);
    act(&mut state, rename("New", None));
    let failure = Failure::new(FailureKind::Refused, "The server did not rename the folder.");
    let failure = Failure { server_text: Some("no way".to_owned()), ..failure };
    let change = renamed("Old", "New");
    state.apply(Event::MailboxChangeFailed { account: ACCOUNT, change, failure: failure.clone() });
    let asked = dialog(&state);
    assert!(!asked.busy && asked.failure.as_ref() == Some(&failure));
    assert!(state.notices.is_empty());
    // It can be tried again, and one that was closed meanwhile is told over the list.
    act(&mut state, rename("Newer", None));
    state.update(Action::CloseDialog);
    let change = renamed("Old", "Newer");
    state.apply(Event::MailboxChangeFailed { account: ACCOUNT, change, failure });
    assert_eq!(state.notices.len(), 1);
}

#[test]
fn the_answer_to_a_question_that_was_closed_is_not_the_next_ones() {
    let mut state = folders();
    let asks = |state: &mut State, typed: &str| {
        wish(state, "INBOX", FolderWish::New);
        assert_eq!(changes(&act(state, create(typed, None))).len(), 1);
    };
    asks(&mut state, "A");
    state.update(Action::CloseDialog);
    asks(&mut state, "B");
    done(&mut state, MailboxChange::created(name("A")));
    assert!(dialog(&state).busy, "it waits for its own");
    done(&mut state, MailboxChange::created(name("B")));
    assert!(state.dialog.is_none());

    asks(&mut state, "C");
    state.update(Action::CloseDialog);
    asks(&mut state, "D");
    let failure = Failure::new(FailureKind::Refused, "There is no room for C.");
    let change = MailboxChange::created(name("C"));
    state.apply(Event::MailboxChangeFailed { account: ACCOUNT, change, failure });
    assert!(dialog(&state).busy && dialog(&state).failure.is_none());
    assert_eq!(state.notices.last().expect("it is told").text, "There is no room for C.");
}

#[test]
fn what_cannot_be_done_says_why() {
    let mut state = folders();
    wish(&mut state, "INBOX", FolderWish::Delete);
    assert_eq!(toast(&state), ("The inbox cannot be deleted.", false));
    let can = |state: &State, path: &str, wish| state.can_folder(&id(path), &wish);
    let only = Err("Only the trash and the junk folder can be emptied.");
    assert_eq!(can(&state, "Archive", FolderWish::Empty), only);
    assert_eq!(can(&state, "Old", FolderWish::MarkAllRead), Err("The folder is empty."));
    let holds = Err("This folder holds other folders, not messages.");
    assert_eq!(can(&state, "Projects", FolderWish::MarkAllRead), holds);
    assert_eq!(
        can(&state, "Gone", FolderWish::Rename),
        Err("The server does not list this folder.")
    );
    let offline = ConnectionState::Offline;
    state.apply(Event::ConnectionChanged { account: ACCOUNT, state: offline });
    let no_connection = Err("There is no connection to the server.");
    assert_eq!(can(&state, "Old", FolderWish::Rename), no_connection);
    state.look_only = true;
    assert!(
        can(&state, "Old", FolderWish::Subscribe(false)).is_err_and(|why| why.contains("look"))
    );
}

#[test]
fn a_server_without_levels_makes_and_moves_nothing_inside() {
    let mut state = folders();
    let flat = ["INBOX", "Old"].map(|path| Mailbox { delimiter: None, ..Mailbox::plain(path) });
    lists(&mut state, flat.to_vec());
    let no_levels = Err("This server has no folders inside folders.");
    assert_eq!(state.can_folder(&id("Old"), &FolderWish::NewInside), no_levels);
    assert_eq!(state.can_folder(&id("Old"), &FolderWish::Move), no_levels);
    wish(&mut state, "Old", FolderWish::Rename);
    assert_eq!(changes(&act(&mut state, rename("a/b", None))), [renamed("Old", "a/b")]);
}

#[test]
fn one_question_is_not_thrown_away_by_another() {
    let mut state = folders();
    wish(&mut state, "Old", FolderWish::Rename);
    let before = state.dialog.clone();
    wish(&mut state, "Archive", FolderWish::Delete);
    assert_eq!(state.dialog, before);
}

#[test]
fn the_buttons_are_about_the_open_folder() {
    let mut state = folders();
    open(&mut state, "Projects/Tender", 3);
    let effects = state.update(Action::OpenDeleteFolder);
    let is_survey = matches!(
        &effects[..],
        [mailpane::app::Effect::Send(ACCOUNT, Command::SurveyMailbox { mailbox })]
            if *mailbox == name("Projects/Tender")
    );
    assert!(is_survey, "{effects:?}");
}
