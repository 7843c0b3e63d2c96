//! What a server does not send is left out and said; what kills the connection is found; a folder that
//! was rebuilt is left alone.

use std::path::Path;
use std::sync::Arc;

use mailpane::engine::{Chosen, Command, ExportForm, ExportOutcome, ExportRequest};
use mailpane::model::FailureKind;

use crate::hand::{begin, ended, files, messages, wish};
use crate::played::{again, connect, first, hello, select, tree, uid, uids};
use crate::script::{Line, client, server};

const PLAIN: &str = "ESEARCH";

/// The messages 4, 5 and 6 of the scripts' INBOX.
fn three(form: ExportForm, folder: &Path) -> ExportRequest {
    ExportRequest {
        uid_validity: Some(uid(9)),
        messages: vec![Chosen::Uids(uids([4, 5, 6]).into())],
        ..wish("INBOX", form, folder)
    }
}

/// They are listed, asked for with this tag.
fn listed(tag: u32) -> Vec<Line> {
    let row = |n: u32| {
        format!(
            "* {n} FETCH (UID {n} FLAGS (\\Seen) INTERNALDATE \"22-Nov-2026 10:42:00 +0000\" RFC822.SIZE {})\r\n",
            text(n).len()
        )
    };
    vec![
        client(&format!("m{tag} UID FETCH 4:6 (UID FLAGS INTERNALDATE RFC822.SIZE)")),
        server(&format!("{}{}{}m{tag} OK\r\n", row(4), row(5), row(6))),
    ]
}

/// The messages are listed with these sizes.
fn listed_as(tag: u32, sizes: [u64; 3]) -> Vec<Line> {
    let mut rows = String::new();
    for (n, size) in (4..).zip(sizes) {
        rows += &format!("* {n} FETCH (UID {n} FLAGS () RFC822.SIZE {size})\r\n");
    }
    vec![
        client(&format!("m{tag} UID FETCH 4:6 (UID FLAGS INTERNALDATE RFC822.SIZE)")),
        server(&format!("{rows}m{tag} OK\r\n")),
    ]
}

fn text(number: u32) -> String {
    format!("From: Ann <ann@a.example>\r\nSubject: number {number}\r\n\r\nHello.\r\n")
}

/// A whole message as the server sends it.
fn message(number: u32) -> String {
    let text = text(number);
    format!("* {number} FETCH (UID {number} BODY[]<0> {{{}}}\r\n{text})\r\n", text.len())
}

fn asked(tag: u32, set: &str, said: &str) -> Vec<Line> {
    vec![client(&format!("m{tag} UID FETCH {set} (UID BODY.PEEK[]<0.262144>)")), server(said)]
}

/// The look whether a message stands.
fn looked(tag: u32, number: u32, standing: &str) -> Vec<Line> {
    vec![
        client(&format!("m{tag} UID SEARCH RETURN (ALL) UID {number}")),
        server(&format!("* ESEARCH (TAG \"m{tag}\") UID{standing}\r\nm{tag} OK\r\n")),
    ]
}

/// Has the three exported over these connections, of which all but the last are lost.
fn play(mut scripts: Vec<Vec<Line>>, form: ExportForm) -> (Arc<ExportOutcome>, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let lost = scripts.len() - 1;
    scripts[..lost].iter_mut().for_each(|script| script.push(Line::Close));
    let client = connect(scripts);
    begin(&client, three(form, folder.path()));
    for _ in 0..lost {
        client.failed();
        client.send(Command::RetryNow);
    }
    (ended(&client), folder)
}

/// A connection that begins with the list, which waited behind the export before.
fn behind_the_list(rest: Vec<Line>) -> Vec<Line> {
    [vec![hello(PLAIN)], tree(1), select(2, 9), rest].concat()
}

fn in_mbox(folder: &tempfile::TempDir) -> Vec<String> {
    let messages = messages(&folder.path().join("all.mbox"));
    messages.into_iter().map(|message| String::from_utf8(message).unwrap()).collect()
}

fn lf(numbers: &[u32]) -> Vec<String> {
    numbers.iter().map(|number| text(*number).replace("\r\n", "\n")).collect()
}

#[test]
fn a_message_that_goes_meanwhile_is_left_out_and_counted() {
    let some = format!("{}{}m4 OK\r\n", message(4), message(6));
    let rest = [listed(3), asked(4, "4:6", &some), asked(5, "5", "m5 OK\r\n"), looked(6, 5, "")];
    let (outcome, folder) = play(vec![first(PLAIN, rest.concat())], ExportForm::Mbox);
    assert_eq!((outcome.failure.as_ref(), outcome.total, outcome.done), (None, 3, 2));
    assert_eq!((outcome.gone, outcome.unreadable), (1, 0));
    assert_eq!(in_mbox(&folder), lf(&[4, 6]));
}

#[test]
fn an_empty_answer_for_a_message_that_goes_is_no_message() {
    let some = format!(
        "{}* 5 FETCH (UID 5 BODY[]<0> {{0}}\r\n)\r\n{}m4 NO [EXPUNGEISSUED] gone\r\n",
        message(4),
        message(6)
    );
    let gone = asked(5, "5", "m5 NO [EXPUNGEISSUED] gone\r\n");
    let rest = [listed(3), asked(4, "4:6", &some), gone, looked(6, 5, "")].concat();
    let (outcome, folder) = play(vec![first(PLAIN, rest)], ExportForm::Eml);
    assert_eq!((outcome.failure.as_ref(), outcome.done, outcome.gone), (None, 2, 1));
    assert_eq!(files(folder.path()).len(), 2);
}

#[test]
fn a_large_message_that_goes_between_two_pieces_is_not_kept_in_half() {
    const PIECE_BYTES: usize = 262_144;
    let first_piece = [text(5), "x".repeat(PIECE_BYTES - text(5).len())].concat();
    let begun =
        format!("* 5 FETCH (UID 5 BODY[]<0> {{{PIECE_BYTES}}}\r\n{first_piece})\r\nm5 OK\r\n");
    for form in [ExportForm::Mbox, ExportForm::Eml] {
        let rest = [
            listed_as(3, [text(4).len() as u64, 300_000, text(6).len() as u64]),
            asked(4, "4", &format!("{}m4 OK\r\n", message(4))),
            asked(5, "5", &begun),
            vec![
                client("m6 UID FETCH 5 (UID BODY.PEEK[]<262144.262144>)"),
                server("* 5 FETCH (UID 5 BODY[]<262144> NIL)\r\nm6 OK [EXPUNGEISSUED] gone\r\n"),
            ],
            looked(7, 5, ""),
            asked(8, "6", &format!("{}m8 OK\r\n", message(6))),
        ];
        let (outcome, folder) = play(vec![first(PLAIN, rest.concat())], form);
        assert_eq!((outcome.failure.as_ref(), outcome.done, outcome.gone), (None, 2, 1));
        let kept = files(folder.path()).into_values().map(|bytes| bytes.len()).max().unwrap();
        assert!(kept < 1_000, "{form:?}: half a message of {kept} bytes");
    }
}

#[test]
fn sizes_that_no_message_has_do_no_harm() {
    let sizes = [100, u64::MAX - 50, u64::MAX];
    let one = |n: u32, tag: u32| {
        let set = n.to_string();
        asked(tag, &set, &format!("{}m{tag} OK\r\n", message(n)))
    };
    // Short of what was announced: whatever stands behind it is asked for.
    let behind = |n: u32, tag: u32| {
        let at = text(n).len();
        vec![
            client(&format!("m{tag} UID FETCH {n} (UID BODY.PEEK[]<{at}.262144>)")),
            server(&format!("* {n} FETCH (UID {n} BODY[]<{at}> \"\")\r\nm{tag} OK\r\n")),
        ]
    };
    let rest = [listed_as(3, sizes), one(4, 4), one(5, 5), behind(5, 6), one(6, 7), behind(6, 8)];
    let (outcome, folder) = play(vec![first(PLAIN, rest.concat())], ExportForm::Mbox);
    assert_eq!((outcome.failure.as_ref(), outcome.done), (None, 3));
    assert_eq!(in_mbox(&folder), lf(&[4, 5, 6]));
}

#[test]
fn a_message_that_the_server_cannot_send_is_left_out_with_its_words() {
    let rest = [
        listed(3),
        asked(4, "4:6", "m4 NO something is wrong\r\n"),
        asked(5, "4", &format!("{}m5 OK\r\n", message(4))),
        asked(6, "5", "m6 NO [SERVERBUG] message file lost\r\n"),
        looked(7, 5, " ALL 5"),
        asked(8, "6", &format!("{}m8 OK\r\n", message(6))),
    ];
    let (outcome, folder) = play(vec![first(PLAIN, rest.concat())], ExportForm::Mbox);
    assert_eq!((outcome.failure.as_ref(), outcome.done, outcome.unreadable), (None, 2, 1));
    assert!(outcome.unreadable_text.as_deref().unwrap().contains("message file lost"));
    assert_eq!(in_mbox(&folder), lf(&[4, 6]));
}

#[test]
fn what_came_before_a_cut_is_not_asked_for_again() {
    let half = format!("{}{}", message(4), &message(5)[..70]);
    let others = format!("{}{}m2 OK\r\n", message(5), message(6));
    let scripts = vec![
        first(PLAIN, [listed(3), asked(4, "4:6", &half)].concat()),
        again(PLAIN, [asked(2, "5:6", &others), tree(3)].concat()),
    ];
    let (outcome, folder) = play(scripts, ExportForm::Mbox);
    assert_eq!((outcome.failure.as_ref(), outcome.done), (None, 3));
    assert_eq!(in_mbox(&folder), lf(&[4, 5, 6]));
}

#[test]
fn what_came_whole_counts_though_the_last_word_did_not_come() {
    let all = format!("{}{}{}", message(4), message(5), message(6));
    let scripts = vec![
        first(PLAIN, [listed(3), asked(4, "4:6", &all)].concat()),
        [vec![hello(PLAIN)], tree(1)].concat(),
    ];
    let (outcome, folder) = play(scripts, ExportForm::Eml);
    assert_eq!((outcome.failure.as_ref(), outcome.done), (None, 3));
    assert_eq!(files(folder.path()).len(), 3);
}

#[test]
fn a_message_that_kills_the_connection_each_time_is_found_and_left_out() {
    let half = &message(5)[..70];
    let last = format!("{}m3 OK\r\n", message(6));
    let scripts = vec![
        first(PLAIN, [listed(3), asked(4, "4:6", &format!("{}{half}", message(4)))].concat()),
        again(PLAIN, asked(2, "5:6", half)),
        behind_the_list(asked(3, "5", half)),
        again(PLAIN, asked(2, "5", half)),
        behind_the_list(asked(3, "6", &last)),
    ];
    let (outcome, folder) = play(scripts, ExportForm::Mbox);
    assert_eq!((outcome.failure.as_ref(), outcome.done, outcome.unreadable), (None, 2, 1));
    assert_eq!(in_mbox(&folder), lf(&[4, 6]));
}

#[test]
fn of_a_folder_that_was_rebuilt_meanwhile_nothing_more_is_taken() {
    for form in [ExportForm::Mbox, ExportForm::Eml] {
        let scripts = vec![
            first(PLAIN, [listed(3), asked(4, "4:6", &message(4))].concat()),
            [vec![hello(PLAIN)], select(1, 10), tree(2)].concat(),
        ];
        let (outcome, folder) = play(scripts, form);
        let failure = outcome.failure.as_ref().expect("a sentence");
        assert_eq!(failure.kind, FailureKind::MailboxRebuilt);
        let whole = usize::from(form == ExportForm::Eml);
        assert_eq!((outcome.done as usize, files(folder.path()).len()), (whole, whole));
    }
}
