//! What can be done with a folder now, and why not.

use crate::model::{Mailbox, MailboxName, SpecialUse};

use super::super::state::{AccountView, State};
use super::asked::{FolderId, FolderWish};
use super::names::{below, leaf_of, path_of};

const LOOK_ONLY: &str = "This account is look-only: nothing on the server is changed.";
const NO_CONNECTION: &str = "There is no connection to the server.";
const NOT_LISTED: &str = "The server does not list this folder.";
const NO_LEVELS: &str = "This server has no folders inside folders.";
const NO_MESSAGES: &str = "This folder holds other folders, not messages.";
const NO_INFERIORS: &str = "The server allows no folders inside this one.";

/// What a folder can be made for (RFC 6154 §3); the others are views of all mail.
pub(super) const MAKEABLE_USES: [SpecialUse; 5] = [
    SpecialUse::Archive,
    SpecialUse::Drafts,
    SpecialUse::Junk,
    SpecialUse::Sent,
    SpecialUse::Trash,
];

impl State {
    /// Why this cannot be done with a folder now, as a sentence for a disabled control.
    ///
    /// # Errors
    /// The sentence.
    pub fn can_folder(&self, folder: &FolderId, wish: &FolderWish) -> Result<(), &'static str> {
        let view = self.account(folder.account).ok_or(NO_CONNECTION)?;
        if self.look_only || view.account.look_only {
            return Err(LOOK_ONLY);
        }
        if !view.is_ready() {
            return Err(NO_CONNECTION);
        }
        let mailbox = view.mailbox(&folder.mailbox);
        if *wish == FolderWish::NewInside {
            return can_hold(view, mailbox);
        }
        let mailbox = mailbox.ok_or(NOT_LISTED)?;
        match wish {
            FolderWish::New | FolderWish::NewInside | FolderWish::Rename => Ok(()),
            FolderWish::Subscribe(on) if *on == mailbox.subscribed => Err(if *on {
                "This folder is subscribed to already."
            } else {
                "This folder is not subscribed to."
            }),
            FolderWish::Subscribe(_) => Ok(()),
            FolderWish::Move if mailbox.name.is_inbox() => Err("The inbox cannot be moved."),
            FolderWish::Move if mailbox.delimiter.is_none() => Err(NO_LEVELS),
            FolderWish::Move => Ok(()),
            FolderWish::MoveInto(parent) => can_go(view, mailbox, parent.as_ref()),
            FolderWish::Delete if mailbox.name.is_inbox() => Err("The inbox cannot be deleted."),
            FolderWish::Delete => Ok(()),
            FolderWish::MarkAllRead => {
                self.has_messages(folder, mailbox)?;
                if let Some(why) = self.cannot_mark_read(folder.account, &folder.mailbox) {
                    return Err(why);
                }
                match mailbox.counts {
                    Some(counts) if counts.unseen == 0 => {
                        Err("There is no unread message in this folder.")
                    }
                    Some(_) | None => Ok(()),
                }
            }
            FolderWish::Empty => {
                if !matches!(mailbox.special_use, Some(SpecialUse::Trash | SpecialUse::Junk)) {
                    return Err("Only the trash and the junk folder can be emptied.");
                }
                self.has_messages(folder, mailbox)?;
                self.cannot_delete(folder.account, &folder.mailbox).map_or(Ok(()), Err)
            }
        }
    }

    fn has_messages(&self, folder: &FolderId, mailbox: &Mailbox) -> Result<(), &'static str> {
        if !mailbox.selectable {
            return Err(NO_MESSAGES);
        }
        match self.messages_in(folder) {
            Some(0) => Err("The folder is empty."),
            Some(_) | None => Ok(()),
        }
    }

    /// Messages in a folder, as far as that is known: of the listed one by its list.
    pub(super) fn messages_in(&self, folder: &FolderId) -> Option<u32> {
        let listed = self.list.as_ref().filter(|list| {
            list.account == folder.account
                && list.mailbox == folder.mailbox
                && list.uid_validity.is_some()
        });
        if let Some(list) = listed {
            return Some(list.messages());
        }
        let mailbox = self.account(folder.account)?.mailbox(&folder.mailbox)?;
        mailbox.counts.map(|counts| counts.messages)
    }
}

/// Whether a new folder can be made inside one; `None` is one that is not listed.
fn can_hold(view: &AccountView, mailbox: Option<&Mailbox>) -> Result<(), &'static str> {
    match mailbox {
        Some(mailbox) if mailbox.delimiter.is_none() => Err(NO_LEVELS),
        Some(mailbox) if mailbox.no_inferiors => Err(NO_INFERIORS),
        Some(_) => Ok(()),
        None if view.delimiter().is_none() => Err(NO_LEVELS),
        None => Ok(()),
    }
}

/// Whether a folder can go into another one, or to the top level.
fn can_go(
    view: &AccountView,
    mailbox: &Mailbox,
    parent: Option<&MailboxName>,
) -> Result<(), &'static str> {
    if mailbox.name.is_inbox() {
        return Err("The inbox cannot be moved.");
    }
    let delimiter = mailbox.delimiter;
    if let Some(parent) = parent {
        if *parent == mailbox.name {
            return Err("A folder cannot go into itself.");
        }
        if parent.is_inside(&mailbox.name, delimiter) {
            return Err("A folder cannot go into one that is inside it.");
        }
        can_hold(view, view.mailbox(parent))?;
    }
    if mailbox.name.parent(delimiter).as_ref() == parent {
        return Err("The folder is there already.");
    }
    let to = below(parent, delimiter, leaf_of(&mailbox.name, delimiter));
    if view.mailbox(&to).is_some() {
        return Err("There is a folder of the same name there.");
    }
    Ok(())
}

impl AccountView {
    /// The path of a folder, listed or not; empty where nothing tells it. Linear in the number of
    /// folders for one that is not listed.
    pub fn path_of(&self, name: &MailboxName) -> Vec<String> {
        if let Some(mailbox) = self.mailbox(name) {
            return mailbox.path.clone();
        }
        path_of(self.mailboxes.as_deref().unwrap_or_default(), name)
    }

    /// Whether a folder can be made for a use (RFC 6154 §3).
    pub fn makes_special(&self) -> bool {
        let crate::model::ConnectionState::Ready(info) = &self.connection else { return false };
        info.makes_special_mailboxes()
    }
}
