//! Marking, copying, moving and deleting messages, line by line.

#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "support/script.rs"]
mod script;

use std::num::NonZeroU32;

use mailpane::imap::{
    Act, Came, Change, Copies, Counts, ImapError, Marker, Session, SessionOptions, Update,
};
use mailpane::model::{Flag, Keyword, MailboxName};
use mailpane::wire::Shared;
use script::{client, opened, serve, server};

const ESEARCH: &str = "ESEARCH MOVE UIDPLUS";

fn ignore(_: Update) {}

fn uid(number: u32) -> NonZeroU32 {
    NonZeroU32::new(number).unwrap()
}

fn uids(numbers: &[u32]) -> Vec<NonZeroU32> {
    numbers.iter().copied().map(uid).collect()
}

fn trash() -> MailboxName {
    MailboxName::new(b"Trash")
}

fn copies(pairs: &[(u32, u32)]) -> Option<Copies> {
    let uids = pairs.iter().map(|(from, to)| (uid(*from), uid(*to))).collect();
    Some(Copies { uid_validity: uid(77), uids })
}

/// Does one piece; what came of it.
fn change(
    session: &mut Session,
    uids: &[NonZeroU32],
    act: Act<'_>,
    on: &mut dyn FnMut(Update),
) -> (Came, Result<(), ImapError>) {
    let mut came = Came::default();
    let change = Change { uids, act, junk: None, counts: Counts::Nowhere };
    let result = session.change_messages(&change, &mut came, on);
    (came, result)
}

#[test]
fn a_move_says_where_the_messages_went_and_which_rows_are_gone() {
    let (mut session, served) = opened(
        ESEARCH,
        9,
        vec![
            client("m2 UID SEARCH RETURN (ALL) UID 4:5,8"),
            client("m3 UID MOVE 4:5,8 \"Trash\""),
            server(
                "* ESEARCH (TAG \"m2\") UID ALL 4:5,8\r\nm2 OK\r\n\
                 * OK [COPYUID 77 4:5 100:101] moved\r\n* OK [COPYUID 77 8 102] moved\r\n* 4 EXPUNGE\r\n* 4 EXPUNGE\r\n* 6 EXPUNGE\r\nm3 OK [COPYUID 77 4:5 100:101]\r\n",
            ),
        ],
    );
    let (to, mut gone) = (trash(), Vec::new());
    let (came, result) =
        change(&mut session, &uids(&[4, 5, 8]), Act::Move { to: &to }, &mut |update| {
            if let Update::Expunged(seq) = update {
                gone.push(seq);
            }
        });
    result.unwrap();
    assert_eq!(came.copies, copies(&[(4, 100), (5, 101), (8, 102)]));
    assert!(came.is_done && !came.left_marked);
    assert_eq!(gone, [4, 4, 6]);
    drop(session);
    served.finish();
}

#[test]
fn a_mark_says_which_messages_were_not_so_before() {
    let (mut session, served) = opened(
        "",
        9,
        vec![
            client("m2 UID SEARCH UID 4:6 UNSEEN"),
            client("m3 UID STORE 4:6 +FLAGS (\\Seen)"),
            server(
                "* SEARCH 6 99\r\nm2 OK\r\n* 6 FETCH (UID 6 FLAGS (\\Seen $Label1))\r\nm3 OK\r\n",
            ),
        ],
    );
    let act = Act::Mark { marker: Marker::Flag(Flag::Seen), set: true, told: true };
    let mut told = Vec::new();
    let (came, result) = change(&mut session, &uids(&[4, 5, 6]), act, &mut |update| {
        if let Update::Flags { seq, flags, keywords, .. } = update {
            told.push((seq, flags.has(Flag::Seen), keywords.len()));
        }
    });
    result.unwrap();
    assert_eq!(came.found, Some(uids(&[6])), "what was not asked for is not found");
    assert_eq!(told, [(6, true, 1)]);
    drop(session);
    served.finish();
}

#[test]
fn a_search_that_finds_nothing_is_an_answer_and_a_refused_one_is_none() {
    for (said, found) in [
        ("* SEARCH\r\nm2 OK\r\n", Some(Vec::new())),
        ("m2 OK\r\n", Some(Vec::new())),
        ("m2 NO later\r\n", None),
    ] {
        let (mut session, served) = opened(
            "",
            9,
            vec![
                client("m2 UID SEARCH UID 4 UNSEEN"),
                client("m3 UID STORE 4 +FLAGS.SILENT (\\Seen)"),
                server(&format!("{said}m3 OK\r\n")),
            ],
        );
        let act = Act::Mark { marker: Marker::Flag(Flag::Seen), set: true, told: false };
        let (came, result) = change(&mut session, &uids(&[4]), act, &mut ignore);
        result.unwrap();
        assert_eq!(came.found, found, "{said}");
        drop(session);
        served.finish();
    }
}

#[test]
fn answers_in_another_order_are_matched_by_their_tags() {
    let (mut session, served) = opened(
        ESEARCH,
        9,
        vec![
            client("m2 UID SEARCH RETURN (ALL) UID 4"),
            client("m3 UID STORE 4 +FLAGS.SILENT (\\Deleted)"),
            server("m3 OK\r\n* ESEARCH (TAG \"m2\") UID ALL 4\r\nm2 OK\r\n"),
            client("m4 UID EXPUNGE 4"),
            server("* 4 EXPUNGE\r\nm4 OK\r\n"),
        ],
    );
    let (came, result) =
        change(&mut session, &uids(&[4]), Act::Delete { told: false }, &mut ignore);
    result.unwrap();
    assert_eq!((came.found, came.is_done, came.left_marked), (Some(uids(&[4])), true, false));
    drop(session);
    served.finish();
}

#[test]
fn a_refused_copy_says_why_and_the_servers_words_stay_apart() {
    for (answer, said) in [
        ("NO [OVERQUOTA] full", "mail.example has no room left for these messages."),
        ("NO [TRYCREATE] x", "The folder to put the messages in is not there any more."),
        ("NO [NOPERM] x", "mail.example gives this account no right to copy the messages."),
        ("NO because", "mail.example refused to copy the messages."),
    ] {
        let (mut session, served) = opened(
            "UIDPLUS",
            9,
            vec![
                client("m2 UID SEARCH UID 4"),
                client("m3 UID COPY 4 \"Trash\""),
                server(&format!("* SEARCH 4\r\nm2 OK\r\nm3 {answer}\r\n")),
            ],
        );
        let to = trash();
        let (came, result) = change(&mut session, &uids(&[4]), Act::Copy { to: &to }, &mut ignore);
        let failure = result.unwrap_err().to_failure("mail.example", 993);
        assert_eq!(failure.sentence, said);
        assert!(failure.server_text.is_some() && !came.is_done);
        drop(session);
        served.finish();
    }
}

#[test]
fn without_uid_expunge_no_expunge_is_sent_that_would_take_others_messages() {
    let (mut session, served) = opened(
        "",
        9,
        vec![
            client("m2 UID SEARCH UID 4"),
            client("m3 UID STORE 4 +FLAGS.SILENT (\\Deleted)"),
            server("* SEARCH 4\r\nm2 OK\r\nm3 OK\r\n"),
        ],
    );
    let (came, result) =
        change(&mut session, &uids(&[4]), Act::Delete { told: false }, &mut ignore);
    result.unwrap();
    assert!(came.left_marked && came.is_done);
    drop(session);
    served.finish();
}

#[test]
fn counts_and_words_about_junk_go_out_in_the_same_write() {
    let (mut session, served) = opened(
        ESEARCH,
        9,
        vec![
            client("m2 NOOP"),
            server("* OK [PERMANENTFLAGS (\\Seen $NotJunk \\*)] new\r\nm2 OK\r\n"),
            client("m3 UID SEARCH RETURN (ALL) UID 4"),
            client("m4 UID STORE 4 +FLAGS.SILENT ($Junk)"),
            client("m5 UID STORE 4 -FLAGS.SILENT ($NotJunk)"),
            client("m6 UID MOVE 4 \"Trash\""),
            client("m7 SEARCH RETURN (COUNT) UNSEEN"),
            client("m8 STATUS \"Trash\" (MESSAGES UNSEEN)"),
            server(
                "* ESEARCH (TAG \"m3\") UID ALL 4\r\nm3 OK\r\nm4 OK\r\nm5 OK\r\n* OK [COPYUID 77 4 9] x\r\n\
                 * 4 EXPUNGE\r\nm6 OK\r\n* ESEARCH (TAG \"m7\") COUNT 3\r\nm7 OK\r\n\
                 * STATUS Trash (MESSAGES 8 UNSEEN 5)\r\nm8 OK\r\n",
            ),
        ],
    );
    session.noop(&mut ignore).unwrap();
    let (to, uids) = (trash(), uids(&[4]));
    let wish = Change {
        uids: &uids,
        act: Act::Move { to: &to },
        junk: Some(true),
        counts: Counts::HereAnd(&to),
    };
    let mut came = Came::default();
    session.change_messages(&wish, &mut came, &mut ignore).unwrap();
    assert_eq!((came.unseen, came.unseen_there), (Some(3), Some(5)));
    drop(session);
    served.finish();
}

#[test]
fn what_a_mailbox_does_not_keep_is_refused_here() {
    let (mut session, served) = opened(
        "",
        9,
        vec![
            client("m2 NOOP"),
            server(
                "* FLAGS (\\Seen \\Deleted Work)\r\n* OK [PERMANENTFLAGS (\\Seen)] x\r\nm2 OK\r\n",
            ),
        ],
    );
    session.noop(&mut ignore).unwrap();
    let work = Keyword::new("Work").unwrap();
    for marker in [Marker::Keyword(&work), Marker::Flag(Flag::Flagged)] {
        let act = Act::Mark { marker, set: true, told: true };
        let (_, result) = change(&mut session, &uids(&[4]), act, &mut ignore);
        assert!(matches!(result, Err(ImapError::NotPermanent)), "{result:?}");
    }
    drop(session);
    served.finish();
}

#[test]
fn all_messages_of_a_range_are_found_whatever_the_server_says_beside() {
    for (capabilities, asked, said) in [
        ("ESEARCH", "RETURN (ALL) UID 5:4294967295 UNSEEN", "* ESEARCH UID ALL 1:6,9,7:8,6\r\n"),
        ("", "UID 5:4294967295 UNSEEN", "* SEARCH 9 5 6\r\n* SEARCH 6 7 8 2\r\n"),
    ] {
        let (mut session, served) = opened(
            capabilities,
            12,
            vec![client(&format!("m2 UID SEARCH {asked}")), server(said), server("m2 OK\r\n")],
        );
        let only = Some((Marker::Flag(Flag::Seen), false));
        let found = session.find(Some(5..=u32::MAX), only, &mut ignore).unwrap();
        assert_eq!(found, uids(&[5, 6, 7, 8, 9]), "{capabilities}");
        drop(session);
        served.finish();
    }
}

#[test]
fn a_server_that_finds_more_than_there_can_be_fills_no_memory() {
    for exists in [3, u32::MAX] {
        let endless = |tag: &str| {
            let all = "ESEARCH UID ALL 1:4294967295";
            server(&format!("* {exists} EXISTS\r\n* {all}\r\n{tag} OK\r\n"))
        };
        let (mut session, served) = opened(
            "ESEARCH",
            3,
            vec![
                client("m2 UID SEARCH RETURN (ALL) ALL"),
                endless("m2"),
                client("m3 UID SEARCH RETURN (ALL) HEADER MESSAGE-ID \"<a@b>\""),
                endless("m3"),
            ],
        );
        let found = session.find(None, None, &mut ignore);
        assert!(matches!(found, Err(ImapError::TooMany)), "{exists}");
        let found = session.search_message_ids(&[vec!["<a@b>"]], &mut ignore);
        assert!(matches!(found, Err(ImapError::TooMany)), "{exists}");
        drop(session);
        served.finish();
    }
}

#[test]
fn a_look_only_session_sends_none_of_it() {
    let (endpoint, served) =
        serve(vec![server("* PREAUTH [CAPABILITY IMAP4rev1 MOVE UIDPLUS] hi\r\n")]);
    let options = SessionOptions { look_only: true };
    let mut session = Session::open(&endpoint, None, &options, &Shared::new()).unwrap();
    let to = trash();
    for act in [
        Act::Copy { to: &to },
        Act::Move { to: &to },
        Act::Delete { told: true },
        Act::Mark { marker: Marker::Flag(Flag::Seen), set: true, told: true },
    ] {
        let (_, refused) = change(&mut session, &uids(&[1]), act, &mut ignore);
        assert!(matches!(refused, Err(ImapError::LookOnly)), "{refused:?}");
    }
    drop(session);
    served.finish();
}
