//! The title of the window.

use crate::model::{AccountId, MailboxName};

use super::state::State;
use crate::text::grouped;

/// Characters of a folder's or account's name in the title: window lists cut it anyway.
const MAX_NAME_CHARS: usize = 60;

impl State {
    /// `Inbox (12) – Work – mailpane`: the open folder, its unread messages, the account.
    pub fn title(&self) -> String {
        let Some((id, name)) = &self.open else { return "mailpane".to_owned() };
        let Some(view) = self.account(*id) else { return "mailpane".to_owned() };
        let mailbox = view.mailbox(name);
        let folder = self.folder_label(*id, name);
        let unseen = mailbox.and_then(|mailbox| mailbox.counts).map_or(0, |counts| counts.unseen);
        let account = short(&view.account.name);
        if unseen == 0 {
            format!("{folder} – {account} – mailpane")
        } else {
            format!("{folder} ({}) – {account} – mailpane", grouped(u64::from(unseen)))
        }
    }

    /// A folder within a sentence: its own name, without those it is in.
    pub(super) fn folder_label(&self, account: AccountId, name: &MailboxName) -> String {
        let mailbox = self.account(account).and_then(|view| view.mailbox(name));
        match mailbox {
            _ if name.is_inbox() => "Inbox".to_owned(),
            Some(mailbox) => short(mailbox.leaf()),
            None => short(&crate::text::visible(&String::from_utf8_lossy(name.as_bytes()))),
        }
    }
}

fn short(name: &str) -> String {
    let mut chars = name.chars();
    let mut short: String = chars.by_ref().take(MAX_NAME_CHARS).collect();
    if chars.next().is_some() {
        short.push('…');
    }
    short
}
