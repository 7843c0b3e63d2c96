//! What a server or a folder does not do is said, with what was done before; and changes run in
//! their order, can be stopped, and let clicks pass.

use std::num::NonZeroU32;

use crossbeam_channel::bounded;
use mailpane::engine::{ChangeId, ChangeRequest, Chosen, Command, Event, Mark, MessageChange};
use mailpane::model::{FailureKind, Flag, Keyword};

use crate::played::{connect, first, hello, numbers, play, times, to_trash, tree, uid, uids, wish};
use crate::script::{Line, client, serve_each, server};
use crate::support::client::{Client, key};

const MOVES: &str = "ESEARCH MOVE UIDPLUS";

/// The first thousand messages move, as this server says it.
fn first_thousand() -> Vec<Line> {
    vec![
        client("m3 UID SEARCH RETURN (ALL) UID 1:1000"),
        client("m4 UID MOVE 1:1000 \"Trash\""),
        server(
            "* ESEARCH (TAG \"m3\") UID ALL 1:1000\r\nm3 OK\r\n* OK [COPYUID 77 1:1000 1:1000] x\r\nm4 OK\r\n",
        ),
    ]
}

fn second_thousand(said: &str) -> Vec<Line> {
    vec![
        client("m5 UID SEARCH RETURN (ALL) UID 1001:2000"),
        client("m6 UID MOVE 1001:2000 \"Trash\""),
        client("m7 SEARCH RETURN (COUNT) UNSEEN"),
        client("m8 STATUS \"Trash\" (MESSAGES UNSEEN)"),
        server(said),
    ]
}

#[test]
fn what_was_done_before_a_refusal_stands_and_the_rest_is_where_it_was() {
    let no = "* ESEARCH (TAG \"m5\") UID ALL 1001:2000\r\nm5 OK\r\nm6 NO [OVERQUOTA] 1 GB is full\r\nm7 OK\r\nm8 OK\r\n";
    let look = vec![
        client("m9 UID SEARCH RETURN (ALL) UID 1001:2000"),
        server("* ESEARCH (TAG \"m9\") UID ALL 1001:2000\r\nm9 OK\r\n"),
    ];
    let rest = [first_thousand(), second_thousand(no), look, tree(10)].concat();
    let (_client, outcome) = play(vec![first(MOVES, rest)], &wish(1..=2_000, to_trash()));
    assert_eq!(numbers(&outcome.done), (1..=1_000).collect::<Vec<_>>());
    assert_eq!((outcome.total, outcome.copied[0].uids.len()), (2_000, 1_000));
    let failure = outcome.failure.expect("a sentence");
    assert_eq!(failure.sentence, "mail.example has no room left for these messages.");
    assert_eq!(failure.server_text.as_deref(), Some("1 GB is full"));
    assert!(outcome.unsure.is_empty());
}

#[test]
fn messages_that_others_take_away_meanwhile_do_not_keep_the_rest_from_going() {
    let no =
        "* ESEARCH (TAG \"m3\") UID ALL 4:6\r\nm3 OK\r\n* 5 EXPUNGE\r\nm4 NO [EXPUNGEISSUED] x\r\n";
    let rest = vec![
        client("m3 UID SEARCH RETURN (ALL) UID 4:6"),
        client("m4 UID COPY 4:6 \"Trash\""),
        server(no),
        client("m5 UID SEARCH RETURN (ALL) UID 4:6"),
        server("* ESEARCH (TAG \"m5\") UID ALL 4,6\r\nm5 OK\r\n"),
        client("m6 UID SEARCH RETURN (ALL) UID 4,6"),
        client("m7 UID COPY 4,6 \"Trash\""),
        server("* ESEARCH (TAG \"m6\") UID ALL 4,6\r\nm6 OK\r\nm7 OK [COPYUID 77 4,6 20:21] x\r\n"),
        client("m8 UID SEARCH RETURN (ALL) UID 4,6"),
        client("m9 UID STORE 4,6 +FLAGS.SILENT (\\Deleted)"),
        server("* ESEARCH (TAG \"m8\") UID ALL 4,6\r\nm8 OK\r\nm9 OK\r\n"),
        client("m10 UID EXPUNGE 4,6"),
        client("m11 SEARCH RETURN (COUNT) UNSEEN"),
        client("m12 STATUS \"Trash\" (MESSAGES UNSEEN)"),
        server("* 4 EXPUNGE\r\n* 4 EXPUNGE\r\nm10 OK\r\nm11 OK\r\nm12 OK\r\n"),
    ];
    let scripts = vec![first("ESEARCH UIDPLUS", rest)];
    let (_client, outcome) = play(scripts, &wish([4, 5, 6], to_trash()));
    assert_eq!((outcome.failure.as_ref(), numbers(&outcome.done)), (None, vec![4, 6]));
    assert_eq!((outcome.total, outcome.copied[0].uids.len()), (3, 2));
}

#[test]
fn messages_copied_and_not_taken_away_are_named_as_such() {
    let rest = vec![
        client("m3 UID SEARCH UID 4"),
        client("m4 UID COPY 4 \"Trash\""),
        server("* SEARCH 4\r\nm3 OK\r\nm4 OK\r\n"),
        client("m5 UID SEARCH UID 4"),
        client("m6 UID STORE 4 +FLAGS.SILENT (\\Deleted)"),
        client("m7 STATUS \"INBOX\" (MESSAGES UNSEEN)"),
        client("m8 STATUS \"Trash\" (MESSAGES UNSEEN)"),
        server("* SEARCH 4\r\nm5 OK\r\nm6 NO [NOPERM] not yours\r\nm7 OK\r\nm8 OK\r\n"),
        client("m9 UID SEARCH UID 4"),
        server("* SEARCH 4\r\nm9 OK\r\n"),
    ];
    let (_client, outcome) = play(vec![first("", rest)], &wish([4], to_trash()));
    assert_eq!((outcome.done.len(), outcome.unsure.len()), (0, 0));
    let sentence = outcome.failure.expect("a sentence").sentence;
    assert!(
        sentence.ends_with("was copied to the other folder and is still here, too."),
        "{sentence}"
    );
}

#[test]
fn where_single_messages_cannot_be_taken_away_they_stay_marked_and_it_is_said() {
    let rest = vec![
        client("m3 UID SEARCH UID 4"),
        client("m4 UID STORE 4 +FLAGS.SILENT (\\Deleted)"),
        client("m5 STATUS \"INBOX\" (MESSAGES UNSEEN)"),
        server("* SEARCH 4\r\nm3 OK\r\nm4 OK\r\nm5 OK\r\n"),
    ];
    let (client_, outcome) = play(vec![first("", rest)], &wish([4], MessageChange::Delete));
    assert_eq!((outcome.failure, numbers(&outcome.done)), (None, vec![4]));
    assert!(outcome.left_marked);
    assert_eq!(times(&client_, "EXPUNGE") + times(&client_, "UID EXPUNGE"), 0);
    let no = vec![
        client("m3 UID SEARCH UID 4"),
        client("m4 UID STORE 4 +FLAGS.SILENT (\\Deleted)"),
        server("* SEARCH 4\r\nm3 OK\r\nm4 OK\r\n"),
        client("m5 UID EXPUNGE 4"),
        client("m6 STATUS \"INBOX\" (MESSAGES UNSEEN)"),
        server("m5 NO never\r\nm6 OK\r\n"),
        client("m7 UID SEARCH UID 4"),
        server("* SEARCH 4\r\nm7 OK\r\n"),
    ];
    let rest = [no, tree(8)].concat();
    let (_client, outcome) = play(vec![first("UIDPLUS", rest)], &wish([4], MessageChange::Delete));
    assert!(outcome.left_marked);
    let sentence = outcome.failure.expect("a sentence").sentence;
    assert!(sentence.ends_with("One message is marked as deleted and still here."), "{sentence}");
}

#[test]
fn what_a_folder_does_not_keep_is_never_sent() {
    let opened = vec![
        client("m2 SELECT \"INBOX\""),
        server(
            "* 9 EXISTS\r\n* FLAGS (\\Seen \\Flagged \\Deleted)\r\n\
             * OK [PERMANENTFLAGS (\\Flagged)] x\r\n* OK [UIDVALIDITY 9] x\r\nm2 OK in\r\n",
        ),
    ];
    let script = [vec![hello("UIDPLUS")], tree(1), opened].concat();
    let client_ = connect(vec![script]);
    let said = "This folder does not keep such a mark.";
    let letter = key("INBOX", uid(9), uid(4));
    let failure = client_.set_flag(&letter, Flag::Seen, true).expect_err("nothing is sent");
    assert_eq!(failure.sentence, said);
    // A move by this server ends with the mark for deletion: not even the copy is made.
    for change in [to_trash(), MessageChange::Delete] {
        let outcome = client_.change_messages(&wish([4], change));
        assert_eq!(outcome.failure.as_ref().expect("a sentence").sentence, said);
    }
    assert_eq!(times(&client_, "UID"), 0);
}

#[test]
fn a_folder_that_can_only_be_read_and_a_look_only_account_are_asked_nothing() {
    let examined = vec![
        client("m2 SELECT \"INBOX\""),
        server("* 9 EXISTS\r\n* OK [UIDVALIDITY 9] x\r\nm2 OK [READ-ONLY] in\r\n"),
    ];
    let script = [vec![hello(MOVES)], tree(1), examined].concat();
    let (client_, outcome) = play(vec![script], &wish([4], to_trash()));
    let failure = outcome.failure.expect("a sentence");
    assert_eq!(failure.sentence, "This folder can be read, but not changed.");
    assert_eq!(times(&client_, "UID"), 0);

    let script = [vec![hello(MOVES)], tree(1)].concat();
    let client_ = Client::played(serve_each(vec![script]), true);
    client_.tree();
    let outcome = client_.change_messages(&wish([4], MessageChange::Delete));
    assert_eq!(outcome.failure.as_ref().expect("a sentence").kind, FailureKind::LookOnly);
    assert_eq!(client_.sent().len(), 1, "the list, and not even the folder was opened");
}

#[test]
fn a_keyword_that_a_folder_does_not_keep_is_not_sent() {
    let keyword = Keyword::new("Work").expect("a keyword");
    let mark = MessageChange::Mark { mark: Mark::Keyword(keyword), on: true };
    let (client_, outcome) = play(vec![first(MOVES, Vec::new())], &wish([4], mark));
    let failure = outcome.failure.expect("a sentence");
    assert_eq!(failure.sentence, "This folder does not keep such a mark.");
    assert_eq!(times(&client_, "UID"), 0);
}

#[test]
fn all_of_a_folder_never_opened_is_found_first_and_only_what_needs_it() {
    let rest = vec![
        client("m3 UID SEARCH RETURN (ALL) UNSEEN"),
        server("* ESEARCH (TAG \"m3\") UID ALL 2,7\r\nm3 OK\r\n"),
        client("m4 UID SEARCH RETURN (ALL) UID 2,7 UNSEEN"),
        client("m5 UID STORE 2,7 +FLAGS.SILENT (\\Seen)"),
        client("m6 SEARCH RETURN (COUNT) UNSEEN"),
        server(
            "* ESEARCH (TAG \"m4\") UID ALL 7\r\nm4 OK\r\nm5 OK\r\n* ESEARCH (TAG \"m6\") COUNT 0\r\nm6 OK\r\n",
        ),
    ];
    let mark = MessageChange::Mark { mark: Mark::Flag(Flag::Seen), on: true };
    let asked =
        ChangeRequest { uid_validity: None, messages: Chosen::Everything, ..wish([], mark) };
    let (_client, outcome) = play(vec![first(MOVES, rest)], &asked);
    assert_eq!((numbers(&outcome.done), outcome.total), (vec![7], 2));
    assert_eq!(outcome.request.uid_validity, Some(uid(9)), "whoever undoes it can name them");
}

#[test]
fn nothing_chosen_asks_nobody() {
    let (client_, outcome) =
        play(vec![[vec![hello(MOVES)], tree(1)].concat()], &wish([], to_trash()));
    assert_eq!((outcome.total, outcome.failure, client_.sent().len()), (0, None, 1));
}

#[test]
fn a_change_stops_behind_the_piece_under_way_and_the_next_one_follows_in_order() {
    let (go, gate) = bounded(0);
    let mut script = first_thousand();
    // Once to hear that the piece is under way, and once to let it be answered.
    script.splice(2..2, [Line::Wait(gate.clone()), Line::Wait(gate)]);
    let next = vec![
        client("m5 UID SEARCH RETURN (ALL) UID 5000 UNSEEN"),
        client("m6 UID STORE 5000 +FLAGS.SILENT (\\Seen)"),
        client("m7 SEARCH RETURN (COUNT) UNSEEN"),
        server("* ESEARCH (TAG \"m5\") UID ALL 5000\r\nm5 OK\r\nm6 OK\r\nm7 OK\r\n"),
    ];
    let server_ = connect(vec![first(MOVES, [script, next, tree(8)].concat())]);
    let long = wish(1..=3_000, to_trash());
    let mark = MessageChange::Mark { mark: Mark::Flag(Flag::Seen), on: true };
    let short = ChangeRequest { id: ChangeId(2), ..wish([5_000], mark) };
    server_.send(Command::ChangeMessages(long.clone()));
    go.send(()).expect("the first piece is read");
    server_.send(Command::ChangeMessages(short));
    server_.send(Command::CancelChange(long.id));
    server_.send(Command::CancelChange(ChangeId(77)));
    go.send(()).expect("the server waits");
    let outcome = server_.changed(long.id);
    let failure = outcome.failure.as_ref().expect("it says that it was stopped");
    assert_eq!(
        (failure.kind, outcome.done.len(), outcome.total),
        (FailureKind::Cancelled, 1_000, 3_000)
    );
    let outcome = server_.changed(ChangeId(2));
    assert_eq!((numbers(&outcome.done), outcome.failure.as_ref()), (vec![5_000], None));
}

#[test]
fn progress_is_told_and_the_last_word_comes_once() {
    let ok = "* ESEARCH (TAG \"m5\") UID ALL 1001:2000\r\nm5 OK\r\n* OK [COPYUID 77 1001:2000 1001:2000] x\r\nm6 OK\r\n* ESEARCH (TAG \"m7\") COUNT 4\r\nm7 OK\r\n* STATUS Trash (MESSAGES 1 UNSEEN 6)\r\nm8 OK\r\n";
    let after = [vec![client("m9 NOOP"), server("m9 OK\r\n")], tree(10)].concat();
    let rest = [first_thousand(), second_thousand(ok), after].concat();
    let server_ = connect(vec![first(MOVES, rest)]);
    let asked = wish(1..=2_000, to_trash());
    server_.send(Command::ChangeMessages(asked));
    let (mut progress, mut unseen) = (Vec::new(), Vec::new());
    server_.expect("the end", |event| match event {
        Event::ChangeProgress { done, total, .. } => {
            progress.push((*done, *total));
            None
        }
        Event::UnseenChanged { mailbox, unseen: count, .. } => {
            unseen.push((mailbox.is_inbox(), *count));
            None
        }
        Event::MessagesChanged { outcome, .. } => {
            assert_eq!(outcome.done.len(), 2_000);
            Some(())
        }
        _ => None,
    });
    assert_eq!(progress, [(1_000, 2_000)]);
    assert_eq!(unseen, [(true, 4), (false, 6)], "the tree follows without a question of its own");
    server_.send(Command::Refresh);
    server_.expect("the list", |event| match event {
        Event::MessagesChanged { .. } => panic!("a second last word"),
        event => matches!(event, Event::MailboxesListed { .. }).then_some(()),
    });
}

#[test]
fn uids_in_any_order_and_twice_are_each_changed_once() {
    let shuffled: Vec<NonZeroU32> = uids([6, 4, 6, 5]);
    let rest = vec![
        client("m3 UID SEARCH RETURN (ALL) UID 4:6"),
        client("m4 UID MOVE 4:6 \"Trash\""),
        client("m5 SEARCH RETURN (COUNT) UNSEEN"),
        client("m6 STATUS \"Trash\" (MESSAGES UNSEEN)"),
        server(
            "* ESEARCH (TAG \"m3\") UID ALL 4:6\r\nm3 OK\r\n* 4 EXPUNGE\r\n* 4 EXPUNGE\r\n* 4 EXPUNGE\r\nm4 OK\r\nm5 OK\r\nm6 OK\r\n",
        ),
    ];
    let asked = ChangeRequest { messages: Chosen::Uids(shuffled.into()), ..wish([], to_trash()) };
    let (_client, outcome) = play(vec![first(MOVES, rest)], &asked);
    assert_eq!((numbers(&outcome.done), outcome.total), (vec![4, 5, 6], 3));
}
