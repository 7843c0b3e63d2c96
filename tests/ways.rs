//! Gmail's labels and Exchange's folders: what each wish comes to there, from what these servers say
//! of themselves to the command that leaves.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

#[path = "app_changes/server.rs"]
#[allow(dead_code, reason = "each test uses its part")]
mod replies;
#[path = "support/script.rs"]
mod script;
mod support;
#[path = "app_list/window.rs"]
mod window;

use std::num::NonZeroU32;
use std::sync::Arc;

use mailpane::app::{Acting, Action, Dialog, MessageAct, State, Wish};
use mailpane::engine::{
    ChangeId, ChangeOutcome, ChangeRequest, Chosen, CopiedTo, Event, MessageChange, Place,
};
use mailpane::model::{ConnectionState, MailboxName, SpecialUse};

use replies::{ends, name, outcome, requests};
use script::{Line, client, serve_each, server};
use support::client::{ACCOUNT, Client, find};
use window::{list, number, rows};

const GMAIL: &str = "LIST-EXTENDED LIST-STATUS SPECIAL-USE X-GM-EXT-1 UIDPLUS MOVE ESEARCH";

/// As Gmail lists an account whose user made the labels Archive and Work.
const GMAIL_FOLDERS: &str = "* LIST (\\HasNoChildren) \"/\" \"INBOX\"\r\n\
    * LIST (\\HasChildren \\Noselect) \"/\" \"[Gmail]\"\r\n\
    * LIST (\\All \\HasNoChildren) \"/\" \"[Gmail]/All Mail\"\r\n\
    * LIST (\\Drafts \\HasNoChildren) \"/\" \"[Gmail]/Drafts\"\r\n\
    * LIST (\\HasNoChildren \\Important) \"/\" \"[Gmail]/Important\"\r\n\
    * LIST (\\HasNoChildren \\Sent) \"/\" \"[Gmail]/Sent Mail\"\r\n\
    * LIST (\\HasNoChildren \\Junk) \"/\" \"[Gmail]/Spam\"\r\n\
    * LIST (\\Flagged \\HasNoChildren) \"/\" \"[Gmail]/Starred\"\r\n\
    * LIST (\\HasNoChildren \\Trash) \"/\" \"[Gmail]/Trash\"\r\n\
    * LIST (\\HasNoChildren) \"/\" \"Archive\"\r\n\
    * LIST (\\HasNoChildren) \"/\" \"Work\"\r\n";

const EXCHANGE: &str = "UIDPLUS MOVE CHILDREN";

/// Exchange says nothing of what its folders are for, and lists those of the calendar too.
const EXCHANGE_FOLDERS: [&str; 8] = [
    "INBOX",
    "Archive",
    "Calendar",
    "Deleted Items",
    "Drafts",
    "Junk Email",
    "Outbox",
    "Sent Items",
];

fn hello(capabilities: &str) -> Line {
    server(&format!("* PREAUTH [CAPABILITY IMAP4rev1 {capabilities}] hi\r\n"))
}

fn gmail_list() -> Vec<Line> {
    let items = "STATUS (MESSAGES UNSEEN UIDNEXT UIDVALIDITY)";
    vec![
        client(&format!("m1 LIST \"\" \"*\" RETURN (SUBSCRIBED CHILDREN SPECIAL-USE {items})")),
        server(&format!("{GMAIL_FOLDERS}m1 OK Success\r\n")),
    ]
}

fn exchange_list() -> Vec<Line> {
    let quoted =
        EXCHANGE_FOLDERS.map(|name| format!("* LIST (\\HasNoChildren) \"/\" \"{name}\"\r\n"));
    let answers: String = (3..=10).map(|tag| format!("m{tag} OK STATUS completed.\r\n")).collect();
    let mut lines = vec![
        client("m1 LIST \"\" \"*\""),
        client("m2 LSUB \"\" \"*\""),
        server(&format!("{}m1 OK LIST completed.\r\nm2 OK LSUB completed.\r\n", quoted.concat())),
    ];
    // In the order of the tree.
    let sorted = [
        "INBOX",
        "Drafts",
        "Sent Items",
        "Archive",
        "Calendar",
        "Outbox",
        "Junk Email",
        "Deleted Items",
    ];
    for (tag, name) in (3..).zip(sorted) {
        let items = "(MESSAGES UNSEEN UIDNEXT UIDVALIDITY)";
        lines.push(client(&format!("m{tag} STATUS \"{name}\" {items}")));
    }
    lines.push(server(&answers));
    lines
}

/// A worker on such a server that has listed its folders.
fn connect(capabilities: &str, script: Vec<Line>) -> Client {
    Client::played(serve_each(vec![[vec![hello(capabilities)], script].concat()]), false)
}

/// A window that knows of the account what this worker found out, an inbox of 50 messages open.
fn window_of(worker: &Client) -> State {
    let mut state = window::window(50);
    let info = worker.ready();
    state.apply(Event::ConnectionChanged { account: ACCOUNT, state: ConnectionState::Ready(info) });
    state.apply(Event::MailboxesListed { account: ACCOUNT, mailboxes: worker.tree() });
    state.update(Action::SelectRow { index: 0 });
    state
}

fn gmail() -> State {
    window_of(&connect(GMAIL, gmail_list()))
}

/// Opens another folder, of ten messages.
fn open(state: &mut State, folder: &str) {
    state.update(Action::SelectMailbox { account: ACCOUNT, mailbox: name(folder) });
    let Event::MailboxOpened { exists: _, uid_validity, .. } = window::opened(10, 7) else {
        unreachable!("that is what it is")
    };
    state.apply(Event::MailboxOpened {
        account: ACCOUNT,
        mailbox: name(folder),
        exists: 10,
        uid_validity,
        uid_next: None,
        read_only: false,
        page_follows: true,
        kept: mailpane::model::Flags::ALL,
        new_keywords: false,
        keywords: Arc::default(),
    });
    let Event::RowsLoaded { rows, .. } = rows((1..=10).map(|seq| (seq, seq + 1_000))) else {
        unreachable!("that is what it is")
    };
    state.apply(Event::RowsLoaded { account: ACCOUNT, mailbox: name(folder), rows });
    state.update(Action::SelectRow { index: 0 });
}

/// Where a wish takes the message under the cursor, or why nowhere.
fn goes(state: &mut State, wish: Wish) -> Result<String, &'static str> {
    state.can_act(Acting::List, &wish)?;
    let effects = state.update(Action::Act(Acting::List, wish));
    match requests(&effects).first().map(|request| request.change.clone()) {
        Some(MessageChange::Move { to } | MessageChange::Copy { to }) => {
            Ok(String::from_utf8(to.as_bytes().to_vec()).unwrap())
        }
        Some(other) => panic!("{other:?}"),
        None => match state.dialog.take() {
            Some(Dialog::DeleteMessages(_)) => Ok("nowhere, after a question".to_owned()),
            other => panic!("neither a change nor a question: {other:?}"),
        },
    }
}

#[test]
fn gmail_archives_by_taking_the_label_away_though_a_label_is_called_archive() {
    let mut state = gmail();
    assert_eq!(goes(&mut state, Wish::Archive).as_deref(), Ok("[Gmail]/All Mail"));
    open(&mut state, "Work");
    assert_eq!(goes(&mut state, Wish::Archive).as_deref(), Ok("[Gmail]/All Mail"));
    open(&mut state, "[Gmail]/All Mail");
    let why = goes(&mut state, Wish::Archive);
    assert_eq!(why, Err("The messages are in the archive already."));
}

#[test]
fn gmail_deletes_to_its_trash_and_for_good_only_from_there() {
    let mut state = gmail();
    assert_eq!(goes(&mut state, Wish::Delete).as_deref(), Ok("[Gmail]/Trash"));
    let for_good = goes(&mut state, Wish::DeleteForGood);
    assert_eq!(for_good, Err("Gmail deletes for good only what is in the trash or in spam."));
    open(&mut state, "[Gmail]/All Mail");
    assert_eq!(goes(&mut state, Wish::Delete).as_deref(), Ok("[Gmail]/Trash"));
    for folder in ["[Gmail]/Trash", "[Gmail]/Spam"] {
        open(&mut state, folder);
        let for_good = goes(&mut state, Wish::DeleteForGood);
        assert_eq!(for_good.as_deref(), Ok("nowhere, after a question"), "{folder}");
    }
}

#[test]
fn gmail_whose_trash_is_not_shown_does_not_say_that_messages_go_for_good() {
    let mut state = gmail();
    let worker = connect(GMAIL, gmail_list());
    let shown = worker
        .tree()
        .iter()
        .filter(|it| it.special_use != Some(SpecialUse::Trash))
        .cloned()
        .collect();
    state.apply(Event::MailboxesListed { account: ACCOUNT, mailboxes: shown });
    let why = goes(&mut state, Wish::Delete).expect_err("it would only take the label away");
    assert!(why.contains("does not show its trash"), "{why}");
}

#[test]
fn gmails_spam_takes_junk_and_gives_it_back_to_the_inbox() {
    let mut state = gmail();
    assert_eq!(goes(&mut state, Wish::Junk).as_deref(), Ok("[Gmail]/Spam"));
    open(&mut state, "[Gmail]/Spam");
    assert_eq!(goes(&mut state, Wish::NotJunk).as_deref(), Ok("INBOX"));
}

#[test]
fn a_copy_that_gmail_makes_a_move_of_is_not_offered() {
    let mut state = gmail();
    let to = |folder| Wish::CopyTo(name(folder));
    assert_eq!(goes(&mut state, to("Work")).as_deref(), Ok("Work"), "one more label");
    for folder in ["[Gmail]/Trash", "[Gmail]/Spam", "[Gmail]/All Mail"] {
        let why = goes(&mut state, to(folder)).expect_err("its undo would delete the message");
        assert!(why.contains("Gmail"), "{why}");
        // Nor by the dialog, which lists all folders.
        state.update(Action::Act(Acting::List, Wish::AskCopyTo));
        let effects = state.update(Action::SubmitFolder(name(folder)));
        assert!(requests(&effects).is_empty());
        assert_eq!(state.toast.as_ref().map(|toast| toast.text.as_str()), Some(why));
    }
}

#[test]
fn what_is_moved_out_of_all_mail_and_stands_there_still_is_not_said_to_be_gone() {
    let mut state = gmail();
    open(&mut state, "[Gmail]/All Mail");
    state.update(Action::Message(Place::PANE, MessageAct::OpenInWindow));
    let wish = Action::Act(Acting::List, Wish::MoveTo(name("Work")));
    let request = requests(&state.update(wish)).remove(0);
    assert_eq!(list(&state).len(), 9, "as it is wished");
    let mut done = outcome(&request, 1, &[1_010]);
    let uids = vec![(number(1_010), number(5))];
    done.copied = vec![CopiedTo { uid_validity: number(3), uids }];
    ends(&mut state, done);
    assert_eq!(list(&state).len(), 10, "no expunge came: it has all mail");
    let mut open = state.views().filter(|view| view.selected.key.uid == number(1_010));
    assert!(open.next().is_some_and(|view| !view.is_gone()), "its window goes on showing it");
    assert_eq!(state.toast.as_ref().map(|it| it.text.as_str()), Some("1 message moved to Work."));
}

fn change(worker: &Client, change: MessageChange, from: &str) -> ChangeOutcome {
    let request = ChangeRequest {
        id: ChangeId(1),
        account: ACCOUNT,
        mailbox: name(from),
        uid_validity: NonZeroU32::new(9),
        messages: Chosen::Uids(vec![number(4), number(5)].into()),
        change,
    };
    ChangeOutcome::clone(&worker.change_messages(&request))
}

#[test]
fn all_mail_keeps_what_was_moved_and_nothing_is_sent_twice() {
    let talk = vec![
        client("m2 SELECT \"[Gmail]/All Mail\""),
        server("* 9 EXISTS\r\n* OK [UIDVALIDITY 9] x\r\nm2 OK [READ-WRITE] in\r\n"),
        client("m3 UID SEARCH RETURN (ALL) UID 4:5"),
        client("m4 UID MOVE 4:5 \"Work\""),
        client("m5 SEARCH RETURN (COUNT) UNSEEN"),
        client("m6 STATUS \"Work\" (MESSAGES UNSEEN)"),
        server(
            "* ESEARCH (TAG \"m3\") UID ALL 4:5\r\nm3 OK\r\n* OK [COPYUID 3 4:5 20:21] x\r\nm4 OK\r\n\
             m5 OK\r\nm6 OK\r\n",
        ),
    ];
    let worker = connect(GMAIL, [gmail_list(), talk].concat());
    worker.tree();
    let done = change(&worker, MessageChange::Move { to: name("Work") }, "[Gmail]/All Mail");
    assert_eq!((done.done.len(), done.copied[0].uids.len(), done.failure), (2, 2, None));
}

#[test]
fn exchange_is_known_by_the_names_of_its_folders() {
    let worker = connect(EXCHANGE, exchange_list());
    let mut state = window_of(&worker);
    for (wish, folder) in
        [(Wish::Archive, "Archive"), (Wish::Junk, "Junk Email"), (Wish::Delete, "Deleted Items")]
    {
        assert_eq!(goes(&mut state, wish).as_deref(), Ok(folder));
    }
    let for_good = goes(&mut state, Wish::DeleteForGood);
    assert_eq!(for_good.as_deref(), Ok("nowhere, after a question"), "here it is for good");
    open(&mut state, "Junk Email");
    assert_eq!(goes(&mut state, Wish::NotJunk).as_deref(), Ok("INBOX"));
    let tree = worker.tree();
    assert_eq!(find(&tree, "Sent Items").unwrap().special_use, Some(SpecialUse::Sent));
    assert_eq!(find(&tree, "Calendar").unwrap().special_use, None);
}

#[test]
fn exchange_moves_without_esearch_and_keeps_no_word_about_junk() {
    let mut talk = exchange_list();
    talk.extend([
        client("m11 SELECT \"INBOX\""),
        server(
            "* 9 EXISTS\r\n* FLAGS (\\Seen \\Answered \\Flagged \\Deleted \\Draft $MDNSent)\r\n\
             * OK [PERMANENTFLAGS (\\Seen \\Answered \\Flagged \\Deleted \\Draft $MDNSent)] x\r\n\
             * OK [UIDVALIDITY 9] x\r\nm11 OK [READ-WRITE] SELECT completed.\r\n",
        ),
        client("m12 UID SEARCH UID 4:5"),
        client("m13 UID MOVE 4:5 \"Junk Email\""),
        client("m14 STATUS \"INBOX\" (MESSAGES UNSEEN)"),
        client("m15 STATUS \"Junk Email\" (MESSAGES UNSEEN)"),
        server(
            "* SEARCH 4 5\r\nm12 OK SEARCH completed.\r\n* OK [COPYUID 14 4:5 31:32] \r\n\
             * 4 EXPUNGE\r\n* 4 EXPUNGE\r\n* 7 EXISTS\r\nm13 OK MOVE completed.\r\n\
             * STATUS INBOX (MESSAGES 7 UNSEEN 1)\r\nm14 OK STATUS completed.\r\n* STATUS \"Junk Email\" (MESSAGES 3 UNSEEN 2)\r\n\
             m15 OK STATUS completed.\r\n",
        ),
    ]);
    let worker = connect(EXCHANGE, talk);
    worker.tree();
    let to = MessageChange::Move { to: name("Junk Email") };
    let done = change(&worker, to, "INBOX");
    assert_eq!((done.done.len(), done.copied[0].uids.len(), done.failure), (2, 2, None));
    assert_eq!(done.request.mailbox, MailboxName::inbox());
}
