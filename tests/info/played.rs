//! Played servers: what goes out, in how many writes, and what is made of refusals.

use mailpane::engine::{Command, Event, InfoCommand, InfoEvent};
use mailpane::model::{FailureKind, RightsChange, Told};

use crate::asking::{account_info, change, folder_info, of, rights, who};
use crate::script::{Line, client, serve_each, server};
use crate::support::client::{ACCOUNT, Client, mailbox};

/// The folder list of every script.
const LIST: &str =
    "LIST \"\" \"*\" RETURN (SUBSCRIBED CHILDREN STATUS (MESSAGES UNSEEN UIDNEXT UIDVALIDITY))";

fn hello(capabilities: &str) -> Vec<Line> {
    vec![
        server(&format!(
            "* PREAUTH [CAPABILITY IMAP4rev1 LIST-EXTENDED LIST-STATUS {capabilities}] hi\r\n"
        )),
        client(&format!("m1 {LIST}")),
        server("* LIST () \"/\" INBOX\r\n* LIST () \"/\" Team\r\nm1 OK that is all\r\n"),
    ]
}

/// A worker that has listed its folders, and goes on like this from tag m2 on.
fn connect(capabilities: &str, rest: Vec<Line>) -> Client {
    let client = Client::played(serve_each(vec![[hello(capabilities), rest].concat()]), false);
    client.tree();
    client
}

/// Commands that leave in one write, and their answers in one.
fn asked(commands: &[&str], answers: &str) -> Vec<Line> {
    let mut lines: Vec<Line> = commands.iter().map(|command| client(command)).collect();
    lines.push(server(answers));
    lines
}

#[test]
fn all_properties_of_a_folder_come_in_one_write() {
    let script = asked(
        &[
            "m2 STATUS \"Team\" (MESSAGES UNSEEN UIDNEXT UIDVALIDITY SIZE)",
            "m3 GETQUOTAROOT \"Team\"",
            "m4 MYRIGHTS \"Team\"",
            "m5 GETACL \"Team\"",
            "m6 LISTRIGHTS \"Team\" \"anyone\"",
            "m7 LISTRIGHTS \"Team\" \"me\"",
        ],
        "* STATUS Team (MESSAGES 12 UNSEEN 3 UIDNEXT 99 UIDVALIDITY 7 SIZE 5000000000)\r\n\
         m2 OK\r\n* QUOTAROOT Team \"\"\r\n* QUOTA \"\" (STORAGE 10 20)\r\nm3 OK\r\n\
         * MYRIGHTS Team lrswipkxtea\r\nm4 OK\r\n* ACL Team me lrswipkxtecda bob lr\r\nm5 OK\r\n\
         * LISTRIGHTS Team anyone \"\" l r swite kx a\r\nm6 OK\r\n\
         * LISTRIGHTS Team me la r\r\nm7 OK\r\n",
    );
    let client = connect("STATUS=SIZE QUOTA ACL RIGHTS=kxte", script);
    let before = client.handle.meter().traffic().round_trips;
    let info = folder_info(&client, "Team");
    let waits = client.handle.meter().traffic().round_trips - before;
    assert_eq!(waits, 1, "one write, one wait");
    let counts = info.counts.said().unwrap();
    assert_eq!((counts.messages, counts.unseen, counts.size_bytes), (12, 3, Some(5_000_000_000)));
    assert_eq!(info.quotas.said().unwrap().roots[0].resources[0].limit, 20);
    assert_eq!(info.rights.said().unwrap().letters(), "lrswipkxtea");
    assert_eq!(of(&info.acl, "bob").as_deref(), Some("lr"));
    assert!(info.new_rights && info.has_size && info.kept.is_none());
    assert_eq!(info.grantable.groups.len(), 5);
    assert_eq!(info.own_grantable.always, rights("la"));
}

#[test]
fn what_a_server_does_not_have_is_not_asked_for() {
    let script =
        asked(&["m2 STATUS \"Team\" (MESSAGES UNSEEN UIDNEXT UIDVALIDITY)"], "m2 NO gone away\r\n");
    let client = connect("", script);
    let info = folder_info(&client, "Team");
    assert_eq!(info.counts, Told::Refused("gone away".to_owned()));
    assert_eq!((&info.quotas, &info.acl), (&Told::NotOffered, &Told::NotOffered));
    assert!(!info.has_size && !info.new_rights);
    // Nothing at all can be asked of the account: it is answered without a word to the server.
    let account = account_info(&client);
    assert_eq!(account.namespaces, Told::NotOffered);
    let lacks = |name: &str| {
        account.extensions.iter().any(|(extension, has)| extension.name == name && !has)
    };
    assert!(lacks("QUOTA") && lacks("IDLE") && !lacks("LIST-STATUS"));
}

#[test]
fn an_account_tells_its_room_and_its_name_spaces_in_one_write() {
    let script = asked(
        &["m2 GETQUOTAROOT \"INBOX\"", "m3 NAMESPACE"],
        "* QUOTAROOT INBOX\r\nm2 OK\r\n\
         * NAMESPACE ((\"\" \"/\")) ((\"user/\" \"/\")) NIL\r\nm3 OK\r\n",
    );
    let client = connect("QUOTA NAMESPACE", script);
    let info = account_info(&client);
    assert!(info.quotas.said().unwrap().roots.is_empty(), "no limit");
    let spaces = info.namespaces.said().unwrap();
    assert_eq!((spaces.personal.len(), spaces.other.len(), spaces.shared.len()), (1, 1, 0));
}

#[test]
fn changed_rights_show_what_the_server_then_says() {
    let script = asked(
        &[
            "m2 SETACL \"Team\" \"bob\" +w",
            "m3 SETACL \"Team\" \"eve\" -kx",
            "m4 DELETEACL \"Team\" \"old\"",
            "m5 MYRIGHTS \"Team\"",
            "m6 GETACL \"Team\"",
        ],
        "m2 OK\r\nm3 NO [NOPERM] not eve\r\nm4 NO no such line\r\n\
         * MYRIGHTS Team lra\r\nm5 OK\r\n* ACL Team bob lrw eve kx\r\nm6 OK\r\n",
    );
    let client = connect("ACL RIGHTS=kxte", script);
    let changes = [
        RightsChange::Give(who("bob"), rights("w")),
        RightsChange::Take(who("eve"), rights("xk")),
        RightsChange::Remove(who("old")),
    ];
    let (mine, acl, failure) = change(&client, "Team", &changes);
    assert_eq!(mine, Told::Said(rights("lra")));
    assert_eq!(of(&acl, "bob").as_deref(), Some("lrw"));
    let failure = failure.unwrap();
    assert_eq!(failure.server_text.as_deref(), Some("not eve"));
    let said = "mail.example gives this account no right to change who may use this folder.";
    assert_eq!(failure.sentence, said);
}

#[test]
fn a_change_that_was_made_before_the_line_broke_is_no_failure() {
    let changed = asked(
        &["m2 DELETEACL \"Team\" \"old\"", "m3 MYRIGHTS \"Team\"", "m4 GETACL \"Team\""],
        "m2 OK\r\n",
    );
    let first = [hello("ACL"), changed, vec![Line::Close]].concat();
    // Behind the new login nothing was listed yet: the change goes first.
    let second = vec![
        server("* PREAUTH [CAPABILITY IMAP4rev1 LIST-EXTENDED LIST-STATUS ACL] hi\r\n"),
        client("m1 DELETEACL \"Team\" \"old\""),
        client("m2 MYRIGHTS \"Team\""),
        client("m3 GETACL \"Team\""),
        server(
            "m1 NO there is no such line\r\n* MYRIGHTS Team lra\r\nm2 OK\r\n\
             * ACL Team bob lr\r\nm3 OK\r\n",
        ),
        client(&format!("m4 {LIST}")),
        server("* LIST () \"/\" INBOX\r\nm4 OK\r\n"),
    ];
    let client = Client::played(serve_each(vec![first, second]), false);
    client.tree();
    let removed = RightsChange::Remove(who("old"));
    let (mailbox, changes) = (mailbox("Team"), vec![removed]);
    client.send(Command::Info(InfoCommand::ChangeRights { mailbox, changes }));
    client.failed();
    client.send(Command::RetryNow);
    let failure = client.expect("the rights", |event| match event {
        Event::Info(InfoEvent::RightsChanged { failure, .. }) => Some(failure.clone()),
        _ => None,
    });
    assert_eq!(failure, None);
}

#[test]
fn a_locked_account_changes_no_rights_and_is_unlocked_by_logging_in_anew() {
    let goodbye = || vec![client("m2 LOGOUT"), server("* BYE\r\nm2 OK\r\n"), Line::Close];
    let (open, locked) = ([hello("ACL"), goodbye()].concat(), [hello("ACL"), goodbye()].concat());
    let again = [
        hello("ACL"),
        asked(
            &["m2 SETACL \"Team\" \"bob\" +w", "m3 MYRIGHTS \"Team\"", "m4 GETACL \"Team\""],
            "m2 OK\r\n* MYRIGHTS Team a\r\nm3 OK\r\n* ACL Team bob w\r\nm4 OK\r\n",
        ),
    ]
    .concat();
    let client = Client::played(serve_each(vec![open, locked, again]), false);
    client.tree();
    let changes = [RightsChange::Give(who("bob"), rights("w"))];
    for on in [true, false] {
        client.send(Command::Info(InfoCommand::SetLookOnly(on)));
        let told = client.expect("the lock", |event| match event {
            Event::Info(InfoEvent::LookOnly { account, on }) => Some((*account, *on)),
            _ => None,
        });
        assert_eq!(told, (ACCOUNT, on));
        client.expect("the folders, read anew", |event| {
            matches!(event, Event::MailboxesListed { .. }).then_some(())
        });
        let (_, acl, failure) = change(&client, "Team", &changes);
        if on {
            assert_eq!(failure.unwrap().kind, FailureKind::LookOnly);
        } else {
            assert_eq!((of(&acl, "bob").as_deref(), failure), (Some("w"), None));
        }
    }
}
