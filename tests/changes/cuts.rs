//! The connection breaks at every stage of a change: nothing is lost, nothing is done twice unsaid,
//! and what is said is true.

use mailpane::engine::{Command, Mark, MessageChange};
use mailpane::model::{FailureKind, Flag};

use crate::played::{
    again, connect, copy_to_trash, first, hello, numbers, play, select, times, to_trash, tree, wish,
};
use crate::script::{Line, client, server};

const MOVES: &str = "ESEARCH MOVE UIDPLUS";
const COPIES: &str = "ESEARCH UIDPLUS";

/// The piece of the three messages 4, 5 and 6 as it leaves, and what the server says to it; then it
/// is gone.
fn moving(tag: u32, set: &str, said: &str) -> Vec<Line> {
    vec![
        client(&format!("m{tag} UID SEARCH RETURN (ALL) UID {set}")),
        client(&format!("m{} UID MOVE {set} \"Trash\"", tag + 1)),
        client(&format!("m{} SEARCH RETURN (COUNT) UNSEEN", tag + 2)),
        client(&format!("m{} STATUS \"Trash\" (MESSAGES UNSEEN)", tag + 3)),
        server(said),
    ]
}

/// The look at what still stands.
fn look(tag: u32, set: &str, standing: &str) -> Vec<Line> {
    vec![
        client(&format!("m{tag} UID SEARCH RETURN (ALL) UID {set}")),
        server(&format!("* ESEARCH (TAG \"m{tag}\") UID{standing}\r\nm{tag} OK\r\n")),
    ]
}

/// The marking, and where it is answered what takes the messages away.
fn deleting(tag: u32, set: &str, marked: &str, said: &str) -> Vec<Line> {
    let mut lines = vec![
        client(&format!("m{tag} UID SEARCH RETURN (ALL) UID {set}")),
        client(&format!("m{} UID STORE {set} +FLAGS.SILENT (\\Deleted)", tag + 1)),
        server(marked),
    ];
    if !marked.is_empty() {
        lines.extend([
            client(&format!("m{} UID EXPUNGE {set}", tag + 2)),
            client(&format!("m{} SEARCH RETURN (COUNT) UNSEEN", tag + 3)),
            server(said),
        ]);
    }
    lines
}

/// The answer to the marking: these are there, and marked.
fn marked(tag: u32, there: &str) -> String {
    format!("* ESEARCH (TAG \"m{tag}\") UID ALL {there}\r\nm{tag} OK\r\nm{} OK\r\n", tag + 1)
}

fn copying(tag: u32, said: &str) -> Vec<Line> {
    vec![
        client(&format!("m{tag} UID SEARCH RETURN (ALL) UID 4:6")),
        client(&format!("m{} UID COPY 4:6 \"Trash\"", tag + 1)),
        server(said),
    ]
}

#[test]
fn a_move_that_never_arrived_is_done_after_a_look() {
    let rest = [
        look(2, "4:6", " ALL 4:6"),
        moving(3, "4:6", "m3 OK\r\n* OK [COPYUID 77 4:6 20:22] x\r\nm4 OK\r\nm5 OK\r\nm6 OK\r\n"),
        tree(7),
    ]
    .concat();
    let scripts = vec![first(MOVES, moving(3, "4:6", "")), again(MOVES, rest)];
    let (client, outcome) = play(scripts, &wish([4, 5, 6], to_trash()));
    assert_eq!((outcome.failure.as_ref(), numbers(&outcome.done)), (None, vec![4, 5, 6]));
    assert_eq!(outcome.copied[0].uids.len(), 3);
    assert_eq!(times(&client, "UID MOVE"), 2);
}

#[test]
fn a_move_that_was_done_is_not_done_again() {
    let rest = [look(2, "4:6", ""), tree(3)].concat();
    let scripts = vec![first(MOVES, moving(3, "4:6", "")), again(MOVES, rest)];
    let (client, outcome) = play(scripts, &wish([4, 5, 6], to_trash()));
    assert_eq!((outcome.failure.as_ref(), numbers(&outcome.done)), (None, vec![4, 5, 6]));
    assert!(outcome.copied.is_empty(), "nobody knows where they are");
    assert_eq!(times(&client, "UID MOVE"), 1);
}

#[test]
fn of_a_move_that_was_done_in_part_the_rest_is_done() {
    let said = "* ESEARCH (TAG \"m3\") UID ALL 4:6\r\nm3 OK\r\n* OK [COPYUID 77 4:5 20:21] x\r\n* 4 EXPUNGE\r\n";
    let done = "* ESEARCH (TAG \"m3\") UID ALL 6\r\nm3 OK\r\n* OK [COPYUID 77 6 22] x\r\n* 4 EXPUNGE\r\nm4 OK\r\nm5 OK\r\nm6 OK\r\n";
    let rest = [look(2, "4:6", " ALL 6"), moving(3, "6", done), tree(7)].concat();
    let scripts = vec![first(MOVES, moving(3, "4:6", said)), again(MOVES, rest)];
    let (_client, outcome) = play(scripts, &wish([4, 5, 6], to_trash()));
    assert_eq!((outcome.failure.as_ref(), numbers(&outcome.done)), (None, vec![4, 5, 6]));
    let to: Vec<u32> = outcome.copied[0].uids.iter().map(|(_, to)| to.get()).collect();
    assert_eq!(to, [20, 21, 22]);
}

#[test]
fn a_move_whose_answer_came_is_done_though_the_counts_did_not_come() {
    let said =
        "* ESEARCH (TAG \"m3\") UID ALL 4:6\r\nm3 OK\r\n* OK [COPYUID 77 4:6 20:22] x\r\nm4 OK\r\n";
    let scripts = vec![first(MOVES, moving(3, "4:6", said)), again(MOVES, tree(2))];
    let (client, outcome) = play(scripts, &wish([4, 5, 6], to_trash()));
    assert_eq!((outcome.failure.as_ref(), numbers(&outcome.done)), (None, vec![4, 5, 6]));
    assert_eq!((outcome.copied[0].uids.len(), times(&client, "UID MOVE")), (3, 1));
}

#[test]
fn messages_that_kill_the_connection_each_time_are_left_and_it_is_said() {
    let twice = || [look(2, "4:6", " ALL 4:6"), moving(3, "4:6", "")].concat();
    let last = [look(2, "4:6", " ALL 4:6"), tree(3)].concat();
    let scripts =
        vec![first(MOVES, moving(3, "4:6", "")), again(MOVES, twice()), again(MOVES, last)];
    let (client, outcome) = play(scripts, &wish([4, 5, 6], to_trash()));
    let failure = outcome.failure.expect("a sentence");
    assert!(failure.sentence.contains("each time over the same messages"), "{failure:?}");
    assert!(outcome.done.is_empty() && outcome.unsure.is_empty(), "a look found out all");
    assert_eq!(times(&client, "UID MOVE"), 2);
}

#[test]
fn a_copy_in_doubt_is_never_repeated_and_it_is_said() {
    for change in [copy_to_trash(), to_trash()] {
        let is_move = change == to_trash();
        let mut piece = copying(3, "");
        if !is_move {
            piece.insert(2, client("m5 SEARCH RETURN (COUNT) UNSEEN"));
            piece.insert(3, client("m6 STATUS \"Trash\" (MESSAGES UNSEEN)"));
        }
        piece.push(Line::Close);
        let scripts = vec![first(COPIES, piece), [vec![hello(COPIES)], tree(1)].concat()];
        let server = connect(scripts);
        let wish = wish([4, 5, 6], change);
        server.send(Command::ChangeMessages(wish.clone()));
        let outcome = server.changed(wish.id);
        assert_eq!((numbers(&outcome.unsure), outcome.done.len()), (vec![4, 5, 6], 0));
        assert_eq!(
            outcome.failure.as_ref().expect("it ended early").kind,
            FailureKind::Disconnected
        );
        server.failed();
        server.send(Command::RetryNow);
        server.tree();
        assert_eq!(times(&server, "UID COPY"), 1);
        assert_eq!(times(&server, "UID STORE"), 0, "nothing is taken away");
    }
}

#[test]
fn what_was_copied_is_taken_away_after_a_lost_connection_and_not_copied_again() {
    let copied =
        "* ESEARCH (TAG \"m3\") UID ALL 4:6\r\nm3 OK\r\nm4 OK [COPYUID 77 4:6 20:22] x\r\n";
    let cut = [copying(3, copied), deleting(5, "4:6", &marked(5, "4:6"), "")].concat();
    let gone = "* 4 EXPUNGE\r\n* 4 EXPUNGE\r\nm5 OK\r\nm6 OK\r\nm7 OK\r\n";
    let mut taking = deleting(3, "5:6", &marked(3, "5:6"), gone);
    taking.insert(5, client("m7 STATUS \"Trash\" (MESSAGES UNSEEN)"));
    let mut cut = cut;
    let last = cut.len() - 1;
    cut.insert(last, client("m9 STATUS \"Trash\" (MESSAGES UNSEEN)"));
    let rest = [look(2, "4:6", " ALL 5:6"), taking, tree(8)].concat();
    let scripts = vec![first(COPIES, cut), again(COPIES, rest)];
    let (client, outcome) = play(scripts, &wish([4, 5, 6], to_trash()));
    assert_eq!((outcome.failure.as_ref(), numbers(&outcome.done)), (None, vec![4, 5, 6]));
    assert_eq!(outcome.copied.iter().map(|copies| copies.uids.len()).sum::<usize>(), 3);
    assert_eq!((times(&client, "UID COPY"), outcome.unsure.len()), (1, 0));
}

#[test]
fn a_deletion_is_looked_for_before_it_is_done_again() {
    let gone = "* 4 EXPUNGE\r\nm5 OK\r\nm6 OK\r\n";
    let again_ = deleting(3, "6", &marked(3, "6"), gone);
    let rest = [look(2, "4:6", " ALL 6"), again_, tree(7)].concat();
    let cut = deleting(3, "4:6", &marked(3, "4,6"), "");
    let scripts = vec![first(COPIES, cut), again(COPIES, rest)];
    let (_client, outcome) = play(scripts, &wish([4, 5, 6], MessageChange::Delete));
    assert_eq!((outcome.failure.as_ref(), numbers(&outcome.done)), (None, vec![4, 6]));
    assert_eq!(outcome.total, 3, "5 was gone before");
}

#[test]
fn a_deletion_cut_at_its_marking_is_done_after_a_look() {
    let gone = "* 4 EXPUNGE\r\n* 4 EXPUNGE\r\n* 4 EXPUNGE\r\nm5 OK\r\nm6 OK\r\n";
    let rest =
        [look(2, "4:6", " ALL 4:6"), deleting(3, "4:6", &marked(3, "4:6"), gone), tree(7)].concat();
    let scripts = vec![first(COPIES, deleting(3, "4:6", "", "")), again(COPIES, rest)];
    let (_client, outcome) = play(scripts, &wish([4, 5, 6], MessageChange::Delete));
    assert_eq!((outcome.failure.as_ref(), numbers(&outcome.done)), (None, vec![4, 5, 6]));
    assert!(!outcome.left_marked);
}

#[test]
fn a_mark_is_set_again_and_knows_what_was_not_so_at_first() {
    let marking = |tag: u32, said: &str| {
        vec![
            client(&format!("m{tag} UID SEARCH RETURN (ALL) UID 4:6 UNSEEN")),
            client(&format!("m{} UID STORE 4:6 +FLAGS.SILENT (\\Seen)", tag + 1)),
            client(&format!("m{} SEARCH RETURN (COUNT) UNSEEN", tag + 2)),
            server(said),
        ]
    };
    let said = "* ESEARCH (TAG \"m3\") UID ALL 4:5\r\nm3 OK\r\n";
    // The server had done it: now none is unread.
    let done = "* ESEARCH (TAG \"m2\") UID\r\nm2 OK\r\nm3 OK\r\nm4 OK\r\n";
    let scripts =
        vec![first(COPIES, marking(3, said)), again(COPIES, [marking(2, done), tree(5)].concat())];
    let mark = MessageChange::Mark { mark: Mark::Flag(Flag::Seen), on: true };
    let (_client, outcome) = play(scripts, &wish([4, 5, 6], mark));
    assert_eq!((outcome.failure.as_ref(), numbers(&outcome.done)), (None, vec![4, 5]));
    assert_eq!(outcome.total, 3);
}

#[test]
fn a_folder_that_was_rebuilt_meanwhile_is_left_alone() {
    let scripts = vec![
        first(MOVES, moving(3, "4:6", "")),
        [vec![hello(MOVES)], select(1, 10), tree(2)].concat(),
    ];
    let (client, outcome) = play(scripts, &wish([4, 5, 6], to_trash()));
    let failure = outcome.failure.expect("a sentence");
    assert_eq!(failure.kind, FailureKind::MailboxRebuilt);
    assert!(failure.sentence.contains("3 messages may have been all the same"), "{failure:?}");
    assert_eq!((outcome.unsure.len(), times(&client, "UID MOVE")), (0, 1));
}

#[test]
fn a_folder_rebuilt_behind_a_move_that_was_answered_leaves_nothing_in_doubt() {
    let said =
        "* ESEARCH (TAG \"m3\") UID ALL 4:6\r\nm3 OK\r\n* OK [COPYUID 77 4:6 20:22] x\r\nm4 OK\r\n";
    let scripts = vec![
        first(MOVES, moving(3, "4:6", said)),
        [vec![hello(MOVES)], select(1, 10), tree(2)].concat(),
    ];
    let (_client, outcome) = play(scripts, &wish([4, 5, 6], to_trash()));
    assert_eq!((numbers(&outcome.done), outcome.copied[0].uids.len()), (vec![4, 5, 6], 3));
    assert_eq!(outcome.failure, None, "all of it was done before");
}

#[test]
fn what_a_server_leaves_though_it_says_ok_is_looked_for_and_taken_away_again() {
    let one = "* 4 EXPUNGE\r\nm5 OK\r\nm6 OK\r\n";
    let two = "* 4 EXPUNGE\r\n* 4 EXPUNGE\r\nm10 OK\r\nm11 OK\r\n";
    let rest = [
        deleting(3, "4:6", &marked(3, "4:6"), one),
        look(7, "4:6", " ALL 5:6"),
        deleting(8, "5:6", &marked(8, "5:6"), two),
    ]
    .concat();
    let (_client, outcome) =
        play(vec![first(COPIES, rest)], &wish([4, 5, 6], MessageChange::Delete));
    assert_eq!((outcome.failure.as_ref(), numbers(&outcome.done)), (None, vec![4, 5, 6]));
}
