//! Real servers and the demo account's: what they say is read, and what is changed is so.

use mailpane::demo::DemoServer;
use mailpane::engine::{Command, Event, MailboxChange};
use mailpane::model::{ResourceKind, RightsChange, Security, Told};

use crate::asking::{account_info, change, folder_info, of, rights, who};
use crate::support::client::{Client, account, mailbox};
use crate::support::cyrus::Cyrus;
use crate::support::dovecot::Dovecot;

fn connected(port: u16) -> Client {
    let client = Client::start(account("alice", Security::Plaintext, port, None), Some("secret"));
    client.ready();
    client.tree();
    client
}

/// Gives bob a little, then more, then takes all of it back; the server's own word each time.
fn share(client: &Client, name: &str) {
    let bob = || who("bob");
    let (_, acl, failure) = change(client, name, &[RightsChange::Give(bob(), rights("lrs"))]);
    assert_eq!(failure, None);
    assert!(of(&acl, "bob").unwrap().starts_with("lrs"), "{acl:?}");
    let changes = [RightsChange::Give(bob(), rights("w")), RightsChange::Take(bob(), rights("s"))];
    let (_, acl, failure) = change(client, name, &changes);
    assert_eq!(failure, None);
    assert_eq!(of(&acl, "bob").as_deref(), Some("lrw"));
    assert_eq!(of(&folder_info(client, name).acl, "bob").as_deref(), Some("lrw"));
    let (_, acl, failure) = change(client, name, &[RightsChange::Remove(bob())]);
    assert_eq!(failure, None);
    assert_eq!(of(&acl, "bob"), None);
}

#[test]
fn dovecot_tells_room_rights_and_size() {
    let server = Dovecot::start();
    let mut second = server.client("alice", "secret");
    second.append("INBOX", "", &[b'x'; 2_000]);
    let client = connected(server.port);
    let account = account_info(&client);
    let quota = &account.quotas.said().expect("a quota").roots[0];
    let storage = quota.resources.iter().find(|r| r.kind == ResourceKind::Storage).unwrap();
    assert_eq!(storage.limit, 2 * 1024 * 1024, "2 GiB in kibibytes");
    assert!(storage.used >= 1);
    assert!(!account.namespaces.said().unwrap().personal.is_empty());
    let info = folder_info(&client, "INBOX");
    let counts = info.counts.said().unwrap();
    assert_eq!(counts.messages, 1);
    assert!(info.has_size && counts.size_bytes >= Some(2_000), "{counts:?}");
    assert!(info.rights.said().unwrap().contains(rights("lrswtea")));
    assert!(info.new_rights && info.kept.is_none());
    // What only the open folder tells.
    client.open("INBOX");
    let kept = folder_info(&client, "INBOX").kept.clone().expect("it is open");
    assert!(kept.new_keywords && !kept.read_only && kept.flags.len() >= 5, "{kept:?}");
    let made = MailboxChange::created(mailbox("Shared"));
    client.send(Command::ChangeMailbox(made));
    client
        .expect("the folder", |event| matches!(event, Event::MailboxChanged { .. }).then_some(()));
    share(&client, "Shared");
}

#[test]
fn cyrus_tells_room_and_rights() {
    let server = Cyrus::start();
    let client = connected(server.port);
    let account = account_info(&client);
    let quota = &account.quotas.said().expect("a quota").roots[0];
    assert_eq!(quota.resources[0].limit, 2_000_000);
    assert!(account.namespaces.said().is_some());
    let info = folder_info(&client, "Sent");
    assert_eq!(info.counts.said().unwrap().messages, 0);
    assert!(info.rights.said().unwrap().contains(rights("lrswipkxtea")));
    assert!(info.grantable.all().contains(rights("lrswipkxtea")));
    share(&client, "Sent");
    // Its administrators keep what its owner always has.
    let own = RightsChange::Take(who("alice"), rights("a"));
    let (mine, acl, _) = change(&client, "Sent", &[own]);
    assert!(mine.said().unwrap().contains(rights("a")), "{mine:?}, {acl:?}");
}

#[test]
fn the_demo_account_tells_room_and_rights() {
    let client = Client::demo(&DemoServer::sample(), false, Some("any"));
    client.ready();
    client.tree();
    let account = account_info(&client);
    assert!(account.quotas.said().unwrap().roots[0].resources[0].used > 0);
    let info = folder_info(&client, "Projects/Tender");
    assert_eq!(of(&info.acl, "amir@example.org").as_deref(), Some("lrswi"));
    assert!(info.counts.said().unwrap().size_bytes > Some(0));
    share(&client, "Projects/Tender");
    let own = RightsChange::Take(who("demo"), rights("a"));
    let (mine, _, failure) = change(&client, "Projects/Tender", &[own]);
    assert!(mine.said().unwrap().contains(rights("a")));
    let words = failure.and_then(|failure| failure.server_text);
    assert_eq!(words.as_deref(), Some("The owner of a folder keeps all rights"));
    // Names that need quotes or a literal.
    for name in ["a \"b\\ c", "müller"] {
        let (_, acl, failure) =
            change(&client, "INBOX", &[RightsChange::Give(who(name), rights("lr"))]);
        assert_eq!((of(&acl, name).as_deref(), failure), (Some("lr"), None));
    }
}

#[test]
fn a_mailbox_that_is_gone_is_told() {
    let client = Client::demo(&DemoServer::sample(), false, Some("any"));
    client.ready();
    client.tree();
    let info = folder_info(&client, "Nowhere");
    assert_eq!(info.counts, Told::Refused("No such folder".to_owned()));
    assert!(matches!(info.acl, Told::Refused(_)));
}
