//! What a folder does not keep is not asked of it (RFC 3501 §7.1 PERMANENTFLAGS): such a mark would be
//! gone with the connection.

use crate::engine::{Mark, MessageChange};
use crate::model::{AccountId, ConnectionState, Flag, MailboxName};

use super::acting::Deed;
use super::state::State;

const NO_READ_MARKS: &str = "The server does not keep in this folder what was read.";
const NO_FLAGS: &str = "The server keeps no flags in this folder.";
const NO_DELETING: &str = "The server lets no message of this folder be deleted.";
/// Servers with it take messages away without a mark (RFC 6851).
const MOVE: &str = "MOVE";

impl State {
    /// Whether a flag stays where it is set, as far as is known of this folder.
    pub(super) fn keeps(&self, account: AccountId, mailbox: &MailboxName, flag: Flag) -> bool {
        let list = self.list.as_ref();
        list.filter(|list| list.account == account && list.mailbox == *mailbox)
            .is_none_or(|list| list.kept.has(flag))
    }

    /// Why nothing of this folder can be marked as read.
    pub(super) fn cannot_mark_read(
        &self,
        account: AccountId,
        mailbox: &MailboxName,
    ) -> Option<&'static str> {
        (!self.keeps(account, mailbox, Flag::Seen)).then_some(NO_READ_MARKS)
    }

    /// Why messages of this folder cannot be taken away with the mark for deletion.
    pub(super) fn cannot_delete(
        &self,
        account: AccountId,
        mailbox: &MailboxName,
    ) -> Option<&'static str> {
        (!self.keeps(account, mailbox, Flag::Deleted)).then_some(NO_DELETING)
    }

    /// Why this would not stay done in this folder.
    pub(super) fn not_kept(
        &self,
        account: AccountId,
        mailbox: &MailboxName,
        deed: &Deed,
    ) -> Option<&'static str> {
        match deed {
            Deed::Change(MessageChange::Mark { mark: Mark::Flag(Flag::Seen), .. }) => {
                self.cannot_mark_read(account, mailbox)
            }
            Deed::Change(MessageChange::Mark { mark: Mark::Flag(flag), .. }) => {
                (!self.keeps(account, mailbox, *flag)).then_some(NO_FLAGS)
            }
            Deed::Change(MessageChange::Delete) | Deed::AskDelete { .. } => {
                self.cannot_delete(account, mailbox)
            }
            Deed::Change(MessageChange::Move { .. }) | Deed::AskFolder { copy: false }
                if !self.can_move(account) =>
            {
                self.cannot_delete(account, mailbox)
            }
            Deed::Change(_) | Deed::AskFolder { .. } | Deed::AskExport => None,
        }
    }

    fn can_move(&self, account: AccountId) -> bool {
        let connection = self.account(account).map(|view| &view.connection);
        matches!(connection, Some(ConnectionState::Ready(info))
            if info.capabilities.iter().any(|held| held == MOVE))
    }
}
