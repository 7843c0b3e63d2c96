//! The connection breaks at every stage of a change to mailboxes: nothing is asked for twice, and
//! what is said is true.

use mailpane::engine::{Command, Event, MailboxChange};
use mailpane::model::FailureKind;

use crate::played::{
    created, deleted_with_inside, first, hello, lines, names, play, renamed, subscribed, times,
    told, tree, write,
};
use crate::script::{Line, client, serve_each, server};
use crate::support::client::{Client, mailbox};

const CREATE: [&str; 2] = ["CREATE \"Plans\"", "SUBSCRIBE \"Plans\""];

/// A connection after a lost one: the list comes first.
fn again(names: &str, rest: Vec<Line>) -> Vec<Line> {
    [vec![hello("")], tree(1, names), rest].concat()
}

#[test]
fn a_folder_that_was_not_made_is_not_made_again() {
    let scripts = vec![
        first("INBOX", write(2, &CREATE, "")),
        again(
            "INBOX",
            vec![client("m2 UNSUBSCRIBE \"Plans\""), server("m2 NO no such folder\r\n")],
        ),
    ];
    let (client, result) = play(scripts, &created("Plans"));
    let failure = result.expect_err("it was not made");
    assert_eq!(failure.kind, FailureKind::Disconnected);
    assert_eq!(
        failure.sentence,
        "“Plans” was not made: the connection was lost before. Try again."
    );
    assert_eq!(times(&client, "CREATE"), 1);
}

#[test]
fn a_folder_that_was_made_is_said_to_be_and_gets_the_subscription_that_lacks() {
    for said in ["", "m2 OK made\r\n", "m2 OK made\r\nm3 OK\r\n* LIST () \"/\" INBOX\r\n"] {
        let tidy = [
            vec![client("m2 SUBSCRIBE \"Plans\""), client(&format!("m3 {}", crate::played::LIST))],
            vec![server(&format!("m2 OK\r\n{}m3 OK\r\n", lines("INBOX +Plans")))],
        ]
        .concat();
        let scripts = vec![first("INBOX", write(2, &CREATE, said)), again("INBOX Plans", tidy)];
        let (client, result) = play(scripts, &created("Plans"));
        assert_eq!(result, Ok(()), "{said}");
        let tree = client.expect("the list with the subscription", |event| match event {
            Event::MailboxesListed { mailboxes, .. } => Some(mailboxes.clone()),
            _ => None,
        });
        assert!(tree[1].subscribed);
        assert_eq!((names(&tree), times(&client, "CREATE")), (vec!["INBOX", "Plans"], 1));
    }
}

#[test]
fn what_never_left_is_sent_by_the_next_connection() {
    let done = format!("m2 OK\r\nm3 OK\r\n{}m4 OK\r\n", lines("INBOX +Plans"));
    let scripts = vec![vec![Line::Close], first("INBOX", write(2, &CREATE, &done))];
    let client = Client::played(serve_each(scripts), false);
    client.failed();
    client.send(Command::ChangeMailbox(created("Plans")));
    client.send(Command::RetryNow);
    assert_eq!(told(&client, &created("Plans")), Ok(()));
    assert_eq!(times(&client, "CREATE"), 1);
}

const BEFORE: &str = "INBOX +a +a/b a/c";
const RENAME: [&str; 3] = ["RENAME \"a\" \"x\"", "SUBSCRIBE \"x\"", "SUBSCRIBE \"x/b\""];

/// The old names' subscriptions are taken back.
fn tidied(tag: u32) -> Vec<Line> {
    let next = tag + 1;
    vec![
        client(&format!("m{tag} UNSUBSCRIBE \"a\"")),
        client(&format!("m{next} UNSUBSCRIBE \"a/b\"")),
        server(&format!("m{tag} OK\r\nm{next} OK\r\n")),
    ]
}

#[test]
fn a_rename_is_one_write_and_its_subscriptions_go_along() {
    let done = format!("m2 OK\r\nm3 OK\r\nm4 OK\r\n{}m5 OK\r\n", lines("INBOX +x +x/b x/c"));
    let script = first(BEFORE, [write(2, &RENAME, &done), tidied(6)].concat());
    let (client, result) = play(vec![script], &renamed("a", "x"));
    assert_eq!(result, Ok(()));
    assert_eq!(names(&client.tree()), ["INBOX", "x", "x/b", "x/c"]);
    client.send(Command::Refresh);
    client.failed(); // Behind all that the script has.
    assert_eq!((times(&client, "RENAME"), times(&client, "UNSUBSCRIBE")), (1, 2));
}

#[test]
fn a_rename_that_was_done_is_told_by_the_list() {
    for said in ["", "m2 OK\r\n", "m2 OK\r\nm3 OK\r\nm4 OK\r\n* LIST () \"/\" x\r\n"] {
        let scripts =
            vec![first(BEFORE, write(2, &RENAME, said)), again("INBOX +x +x/b x/c", tidied(2))];
        let (client, result) = play(scripts, &renamed("a", "x"));
        assert_eq!((result, times(&client, "RENAME")), (Ok(()), 1), "{said}");
    }
}

#[test]
fn a_rename_that_was_not_done_leaves_the_subscriptions_where_they_are() {
    let rest = vec![
        client("m2 UNSUBSCRIBE \"x\""),
        client("m3 UNSUBSCRIBE \"x/b\""),
        server("m2 OK\r\nm3 OK\r\n"),
    ];
    let scripts = vec![first(BEFORE, write(2, &RENAME, "")), again(BEFORE, rest)];
    let (client, result) = play(scripts, &renamed("a", "x"));
    assert_eq!(
        result.expect_err("it was not").sentence,
        "“a” was not renamed: the connection was lost before. Try again."
    );
    assert_eq!((times(&client, "RENAME"), times(&client, "UNSUBSCRIBE \"a")), (1, 0));
}

#[test]
fn a_rename_that_got_halfway_is_told_in_numbers() {
    let scripts = vec![first(BEFORE, write(2, &RENAME, "")), again("INBOX x x/b a/c", Vec::new())];
    let (_client, result) = play(scripts, &renamed("a", "x"));
    let sentence = result.expect_err("not all of it").sentence;
    assert!(sentence.contains("2 of 3 folders have their new names"), "{sentence}");
}

#[test]
fn of_the_inbox_the_messages_went_where_the_new_folder_is_there() {
    let commands = ["RENAME \"INBOX\" \"Old\"", "SUBSCRIBE \"Old\""];
    let inside = "INBOX INBOX/x";
    let done = vec![first(inside, write(2, &commands, "")), again("INBOX INBOX/x +Old", vec![])];
    assert_eq!(play(done, &renamed("INBOX", "Old")).1, Ok(()));
    let not = vec![first(inside, write(2, &commands, "")), again(inside, vec![])];
    let failure = play(not, &renamed("INBOX", "Old")).1.expect_err("it was not");
    assert!(failure.sentence.starts_with("“INBOX” was not renamed"), "{failure:?}");
}

const DEEP: &str = "INBOX +a a/b a/b/c d";
const DELETE: [&str; 3] = ["DELETE \"a/b/c\"", "DELETE \"a/b\"", "DELETE \"a\""];

#[test]
fn a_deletion_with_what_is_inside_is_one_write_deepest_first() {
    let done = format!("m2 OK\r\nm3 OK\r\nm4 OK\r\n{}m5 OK\r\n", lines("INBOX d"));
    let tidy = vec![client("m6 UNSUBSCRIBE \"a\""), server("m6 OK\r\n")];
    let script = first(DEEP, [write(2, &DELETE, &done), tidy].concat());
    let (client, result) = play(vec![script], &deleted_with_inside("a"));
    assert_eq!((result, names(&client.tree())), (Ok(()), vec!["INBOX", "d"]));
}

#[test]
fn a_deletion_cut_halfway_names_what_went_and_what_did_not() {
    for said in ["", "m2 OK\r\n"] {
        let scripts =
            vec![first(DEEP, write(2, &DELETE, said)), again("INBOX +a a/b d", Vec::new())];
        let (client, result) = play(scripts, &deleted_with_inside("a"));
        assert_eq!(
            result.expect_err("not all of it").sentence,
            "The connection was lost. Not deleted: “a/b”, “a”. Deleted: “a/b/c”. Try again."
        );
        assert_eq!(times(&client, "DELETE"), 3, "none was sent twice");
    }
}

#[test]
fn a_deletion_that_was_done_is_told_by_the_list_also_where_a_name_stays() {
    let alone = MailboxChange::deleted(mailbox("a"));
    let tidy = vec![client("m2 UNSUBSCRIBE \"a\""), server("m2 OK\r\n")];
    let scripts =
        vec![first(DEEP, write(2, &DELETE[2..], "")), again("INBOX -a a/b a/b/c d", tidy)];
    assert_eq!(play(scripts, &alone).1, Ok(()));
    let not = vec![first(DEEP, write(2, &DELETE[2..], "")), again(DEEP, Vec::new())];
    assert_eq!(
        play(not, &alone).1.expect_err("it was not").sentence,
        "“a” was not deleted: the connection was lost before. Try again."
    );
}

#[test]
fn many_deletions_go_in_few_writes_and_end_where_the_connection_does() {
    let inside: Vec<String> = (100..200).map(|number| format!("a/{number}")).collect();
    let tree = format!("INBOX a {}", inside.join(" "));
    let mut script = first(&tree, Vec::new());
    let delete = |script: &mut Vec<Line>, range: std::ops::Range<usize>| {
        for at in range.clone() {
            script.push(client(&format!("m{} DELETE \"{}\"", at + 2, inside[at])));
        }
        let said: String = range.map(|at| format!("m{} OK\r\n", at + 2)).collect();
        script.push(server(&said));
    };
    delete(&mut script, 0..50);
    delete(&mut script, 50..100);
    let left = first("INBOX a", Vec::new());
    script.extend(write(102, &["DELETE \"a\""], ""));
    let (_client, result) = play(vec![script, left], &deleted_with_inside("a"));
    let sentence = result.expect_err("not all of it").sentence;
    assert!(sentence.starts_with("The connection was lost. Not deleted: “a”. Deleted: “a/100”"));
    assert!(sentence.ends_with("and 92 more. Try again."), "{sentence}");
}

#[test]
fn a_subscription_is_told_as_the_list_has_it() {
    let change = subscribed("a", true);
    let cut = || first("INBOX a", write(2, &["SUBSCRIBE \"a\""], ""));
    assert_eq!(play(vec![cut(), again("INBOX +a", vec![])], &change).1, Ok(()));
    let failure = play(vec![cut(), again("INBOX a", vec![])], &change).1.expect_err("it is not");
    assert_eq!(
        failure.sentence,
        "“a” was not subscribed to: the connection was lost before. Try again."
    );
}

#[test]
fn what_nobody_can_find_out_is_said_to_be_unknown() {
    let mut scripts = vec![first("INBOX", write(2, &CREATE, ""))];
    for _ in 0..5 {
        scripts.push(vec![hello(""), client(&format!("m1 {}", crate::played::LIST))]);
    }
    scripts.iter_mut().for_each(|script| script.push(Line::Close));
    let client = Client::played(serve_each(scripts), false);
    client.tree();
    client.send(Command::ChangeMailbox(created("Plans")));
    for _ in 0..4 {
        client.failed();
        client.send(Command::RetryNow);
    }
    let failure = told(&client, &created("Plans")).expect_err("nobody knows");
    let end = "Whether “Plans” was made is not known; the folder list will show it.";
    assert!(failure.sentence.ends_with(end), "{failure:?}");
    assert_eq!(times(&client, "CREATE"), 1);
}
