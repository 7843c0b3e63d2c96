//! Servers that refuse: their words, and nothing left behind.

use mailpane::engine::{Event, MailboxChange};
use mailpane::model::{FailureKind, SpecialUse};

use crate::played::{
    created, deleted_with_inside, first, hello, lines, names, play, renamed, subscribed, times,
    tree, write,
};
use crate::script::{Line, client, server};
use crate::support::client::mailbox;

#[test]
fn a_folder_that_is_refused_leaves_no_subscription_behind() {
    let said = format!("m2 NO not here\r\nm3 OK noted\r\n{}m4 OK\r\n", lines("INBOX"));
    let tidy = vec![client("m5 UNSUBSCRIBE \"Plans\""), server("m5 OK\r\n")];
    let writes = write(2, &["CREATE \"Plans\"", "SUBSCRIBE \"Plans\""], &said);
    let (_client, result) = play(vec![first("INBOX", [writes, tidy].concat())], &created("Plans"));
    let failure = result.expect_err("refused");
    assert_eq!(failure.sentence, "mail.example refused to create the folder.");
    assert_eq!(failure.server_text.as_deref(), Some("not here"));
}

#[test]
fn reasons_that_have_a_name_are_said_in_words() {
    for (code, words) in [
        ("ALREADYEXISTS", "There is a folder of this name already."),
        ("NOPERM", "mail.example gives this account no right to rename the folder."),
        ("NONEXISTENT", "This folder is not there any more."),
    ] {
        let said = format!("m2 NO [{code}] x\r\n{}m3 OK\r\n", lines("INBOX a"));
        let script = first("INBOX a", write(2, &["RENAME \"a\" \"b\""], &said));
        let (_client, result) = play(vec![script], &renamed("a", "b"));
        let failure = result.expect_err("refused");
        assert_eq!((failure.kind, failure.sentence.as_str()), (FailureKind::Refused, words));
        assert_eq!(failure.server_text.as_deref(), Some("x"));
    }
}

#[test]
fn one_refused_deletion_stops_no_other_and_is_named() {
    let said = format!(
        "m2 OK\r\nm3 NO [NOPERM] hands off\r\nm4 NO it has children\r\n{}m5 OK\r\n",
        lines("INBOX +a a/b")
    );
    let deletions = ["DELETE \"a/cc\"", "DELETE \"a/b\"", "DELETE \"a\""];
    let tidy = vec![client("m6 UNSUBSCRIBE \"a/cc\""), server("m6 OK\r\n")];
    let script = first("INBOX +a a/b +a/cc", [write(2, &deletions, &said), tidy].concat());
    let (client, result) = play(vec![script], &deleted_with_inside("a"));
    let failure = result.expect_err("not all of it");
    assert_eq!(
        failure.sentence,
        "mail.example gives this account no right to delete the folder. Not deleted: “a/b”, “a”. \
         Deleted: “a/cc”."
    );
    assert_eq!(failure.server_text.as_deref(), Some("hands off"));
    assert_eq!(names(&client.tree()), ["INBOX", "a", "a/b"]);
}

#[test]
fn a_parent_that_stood_only_for_what_was_inside_goes_with_it() {
    let said = format!("m2 OK\r\nm3 NO [NONEXISTENT] no such\r\n{}m4 OK\r\n", lines("INBOX"));
    let script = first("INBOX -a a/b", write(2, &["DELETE \"a/b\"", "DELETE \"a\""], &said));
    assert_eq!(play(vec![script], &deleted_with_inside("a")).1, Ok(()));
}

#[test]
fn a_use_is_named_where_the_server_can_be_told_and_refused_here_where_it_cannot() {
    let wanted =
        MailboxChange::Created { mailbox: mailbox("Old"), special_use: Some(SpecialUse::Archive) };
    let said = format!("m2 OK\r\nm3 OK\r\n{}m4 OK\r\n", lines("INBOX +Old"));
    let create = ["CREATE \"Old\" (USE (\\Archive))", "SUBSCRIBE \"Old\""];
    let script =
        [vec![hello("CREATE-SPECIAL-USE")], tree(1, "INBOX"), write(2, &create, &said)].concat();
    assert_eq!(play(vec![script], &wanted).1, Ok(()));

    let (client, result) = play(vec![first("INBOX", vec![Line::Close])], &wanted);
    let failure = result.expect_err("not offered");
    assert!(failure.sentence.contains("cannot be told what a folder is for"), "{failure:?}");
    assert_eq!(times(&client, "CREATE"), 0);
}

#[test]
fn a_list_that_is_refused_behind_a_change_does_not_undo_it() {
    let said = "m2 OK\r\nm3 NO busy\r\n";
    let rest = [write(2, &["SUBSCRIBE \"a\""], said), tree(4, "INBOX +a")].concat();
    let (client, result) = play(vec![first("INBOX a", rest)], &subscribed("a", true));
    assert_eq!(result, Ok(()));
    let tree = client.expect("the list after all", |event| match event {
        Event::MailboxesListed { mailboxes, .. } => Some(mailboxes.clone()),
        _ => None,
    });
    assert!(tree[1].subscribed);
}
