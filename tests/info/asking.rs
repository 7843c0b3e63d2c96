//! How the tests ask, and wait for what comes.

use std::sync::Arc;

use mailpane::engine::{Command, Event, InfoCommand, InfoEvent};
use mailpane::model::{
    AccountInfo, Acl, Failure, FolderInfo, Identifier, Rights, RightsChange, Told,
};

use crate::support::client::{Client, mailbox};

pub fn account_info(client: &Client) -> Arc<AccountInfo> {
    client.send(Command::Info(InfoCommand::ReadAccount));
    client.expect("the account's details", |event| match event {
        Event::Info(InfoEvent::AccountRead { info, .. }) => Some(Arc::clone(info)),
        _ => None,
    })
}

pub fn folder_info(client: &Client, name: &str) -> Arc<FolderInfo> {
    let command = InfoCommand::ReadFolder { mailbox: mailbox(name), selectable: true };
    client.send(Command::Info(command));
    client.expect("the folder's properties", |event| match event {
        Event::Info(InfoEvent::FolderRead { info, mailbox: of, .. }) if *of == mailbox(name) => {
            Some(Arc::clone(info))
        }
        Event::Info(InfoEvent::ReadFailed { failure, .. }) => panic!("{failure:?}"),
        _ => None,
    })
}

/// What the server says behind the changes, and what it did not do.
pub fn change(
    client: &Client,
    name: &str,
    changes: &[RightsChange],
) -> (Told<Rights>, Told<Acl>, Option<Failure>) {
    let (mailbox, changes) = (mailbox(name), changes.to_vec());
    client.send(Command::Info(InfoCommand::ChangeRights { mailbox, changes }));
    client.expect("the rights", |event| match event {
        Event::Info(InfoEvent::RightsChanged { rights, acl, failure, .. }) => {
            Some((rights.clone(), acl.clone(), failure.clone()))
        }
        Event::Info(InfoEvent::RightsFailed { failure, .. }) => {
            Some((Told::NotOffered, Told::NotOffered, Some(failure.clone())))
        }
        _ => None,
    })
}

pub fn who(name: &str) -> Identifier {
    Identifier::new(name.as_bytes())
}

pub fn rights(letters: &str) -> Rights {
    Rights::new(letters.as_bytes())
}

/// The rights of one line of a list.
pub fn of(acl: &Told<Acl>, name: &str) -> Option<String> {
    let entries = &acl.said().expect("a list of rights").entries;
    entries.iter().find(|entry| entry.who == who(name)).map(|entry| entry.rights.letters())
}
