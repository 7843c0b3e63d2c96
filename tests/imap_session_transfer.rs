//! Copying, moving and deleting messages, line by line.

#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "support/script.rs"]
mod script;

use std::num::NonZeroU32;

use mailpane::imap::{Copies, ImapError, Left, Moved, Session, SessionOptions, Update};
use mailpane::model::MailboxName;
use mailpane::wire::Shared;
use script::{client, opened, serve, server};

fn ignore(_: Update) {}

fn uid(number: u32) -> NonZeroU32 {
    NonZeroU32::new(number).unwrap()
}

fn trash() -> MailboxName {
    MailboxName::new(b"Trash")
}

fn copies(pairs: &[(u32, u32)]) -> Option<Copies> {
    let uids = pairs.iter().map(|(from, to)| (uid(*from), uid(*to))).collect();
    Some(Copies { uid_validity: uid(77), uids })
}

#[test]
fn a_move_says_where_the_messages_went_and_which_rows_are_gone() {
    let (mut session, served) = opened(
        "MOVE UIDPLUS",
        9,
        vec![
            client("m2 UID MOVE 4:5,8 \"Trash\""),
            server(
                "* OK [COPYUID 77 4:5,8 100:102] moved\r\n* 4 EXPUNGE\r\n* 4 EXPUNGE\r\n* 6 EXPUNGE\r\nm2 OK\r\n",
            ),
        ],
    );
    let mut gone = Vec::new();
    let moved = session
        .move_to(&[uid(8), uid(4), uid(5)], &trash(), &mut |update| {
            if let Update::Expunged(seq) = update {
                gone.push(seq);
            }
        })
        .unwrap();
    let copies = copies(&[(4, 100), (5, 101), (8, 102)]);
    assert_eq!(moved, Moved { copies, left: Left::Gone });
    assert_eq!(gone, [4, 4, 6]);
    drop(session);
    served.finish();
}

#[test]
fn without_move_a_copy_comes_first_and_only_these_are_taken_away() {
    let (mut session, served) = opened(
        "UIDPLUS",
        9,
        vec![
            client("m2 UID COPY 4 \"Trash\""),
            server("m2 OK [COPYUID 77 4 100] copied\r\n"),
            client("m3 UID STORE 4 +FLAGS.SILENT (\\Deleted)"),
            client("m4 UID EXPUNGE 4"),
            server("m3 OK\r\n* 2 EXPUNGE\r\nm4 OK\r\n"),
        ],
    );
    let moved = session.move_to(&[uid(4)], &trash(), &mut ignore).unwrap();
    assert_eq!(moved, Moved { copies: copies(&[(4, 100)]), left: Left::Gone });
    drop(session);
    served.finish();
}

#[test]
fn a_refused_copy_leaves_everything_as_it_was() {
    let (mut session, served) = opened(
        "UIDPLUS",
        9,
        vec![client("m2 UID COPY 4 \"Trash\""), server("m2 NO [OVERQUOTA] full\r\n")],
    );
    let refused = session.move_to(&[uid(4)], &trash(), &mut ignore).unwrap_err();
    assert!(matches!(refused, ImapError::Refused { command: "COPY", .. }), "{refused:?}");
    drop(session);
    served.finish();
}

#[test]
fn without_uid_expunge_no_expunge_is_sent_that_would_take_others_messages() {
    let (mut session, served) = opened(
        "",
        9,
        vec![
            client("m2 UID COPY 4 \"Trash\""),
            server("m2 OK\r\n"),
            client("m3 UID STORE 4 +FLAGS.SILENT (\\Deleted)"),
            server("m3 OK\r\n"),
        ],
    );
    let moved = session.move_to(&[uid(4)], &trash(), &mut ignore).unwrap();
    assert_eq!(moved, Moved { copies: None, left: Left::MarkedDeleted });
    drop(session);
    served.finish();
}

#[test]
fn a_look_only_session_sends_none_of_it() {
    let (endpoint, served) =
        serve(vec![server("* PREAUTH [CAPABILITY IMAP4rev1 MOVE UIDPLUS] hi\r\n")]);
    let options = SessionOptions { look_only: true };
    let mut session = Session::open(&endpoint, None, &options, &Shared::new()).unwrap();
    let refused = [
        session.copy(&[uid(1)], &trash(), &mut ignore).unwrap_err(),
        session.move_to(&[uid(1)], &trash(), &mut ignore).unwrap_err(),
        session.delete_for_good(&[uid(1)], &mut ignore).unwrap_err(),
    ];
    assert!(refused.iter().all(|error| matches!(error, ImapError::LookOnly)), "{refused:?}");
    drop(session);
    served.finish();
}
