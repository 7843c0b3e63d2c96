//! What each fact from a worker changes. Facts about what is no longer shown are dropped by key:
//! the user has moved on.

use std::sync::Arc;

use crate::engine::{Event, MailboxChange};
use crate::model::{AccountId, Body, FailureKind, Flag, MailboxName, MessageKey};

use super::action::Effect;
use super::dialogs::Dialog;
use super::list::{ListState, MessageList};
use super::message::ViewState;
use super::saves::SaveState;
use super::state::{Notice, NoticeKind, State};

impl State {
    /// Applies one fact. Returns what follows from it, such as asking for rows now in view.
    pub fn apply(&mut self, event: Event) -> Vec<Effect> {
        match event {
            Event::ConnectionChanged { account, state } => self.connection_changed(account, state),
            Event::TrafficChanged { account, traffic } => {
                if let Some(view) = self.account_mut(account) {
                    view.traffic = traffic;
                }
                Vec::new()
            }
            Event::MailboxesListed { account, mailboxes } => {
                if let Some(view) = self.account_mut(account) {
                    view.mailboxes = Some(mailboxes);
                }
                Vec::new()
            }
            Event::UnseenChanged { account, mailbox, unseen } => {
                self.set_unseen(account, &mailbox, unseen);
                Vec::new()
            }
            Event::MailboxOpened {
                account,
                mailbox,
                exists,
                uid_validity,
                read_only,
                page_follows,
            } => {
                let Some(list) = self.list_of(account, &mailbox) else { return Vec::new() };
                let rebuilt = list.uid_validity.is_some_and(|old| old != uid_validity);
                list.opened(exists, uid_validity, read_only);
                if rebuilt {
                    self.mailbox_rebuilt(account, &mailbox);
                }
                match &mut self.list {
                    // The worker brings the newest rows; asking for them would double them.
                    Some(list) if page_follows && list.scroll.top == 0 => {
                        list.asked = list.wanted();
                        Vec::new()
                    }
                    Some(_) | None => self.want_rows(),
                }
            }
            Event::MailboxFailed { account, mailbox, failure } => {
                if let Some(list) = self.list_of(account, &mailbox) {
                    list.state = ListState::Failed(failure);
                }
                Vec::new()
            }
            Event::RowsLoaded { account, mailbox, rows } => {
                let Some(list) = self.list_of(account, &mailbox) else { return Vec::new() };
                list.insert(rows);
                self.answered(account);
                let mut effects = self.want_rows();
                let waiting = self.list.as_mut().is_some_and(|list| {
                    let there = list.open_when_loaded
                        && list
                            .cursor
                            .and_then(|cursor| list.seq_at(cursor))
                            .is_some_and(|seq| list.row(seq).is_some());
                    list.open_when_loaded &= !there;
                    there
                });
                if waiting {
                    effects.extend(self.open_cursor_row());
                }
                effects
            }
            Event::StructuresLoaded { account, mailbox, structures } => {
                if let Some(list) = self.list_of(account, &mailbox) {
                    list.insert_structures(structures);
                }
                Vec::new()
            }
            Event::ExistsChanged { account, mailbox, exists } => {
                let Some(list) = self.list_of(account, &mailbox) else { return Vec::new() };
                list.exists_changed(exists);
                self.want_rows()
            }
            Event::Expunged { account, mailbox, seq } => self.expunged(account, &mailbox, seq),
            Event::FlagsChanged { account, mailbox, seq, uid, flags } => {
                if let Some(list) = self.list_of(account, &mailbox) {
                    list.flags_changed(seq, uid, flags);
                }
                Vec::new()
            }
            Event::MessageLoaded { key, body, blocks, attachments } => {
                self.answered(key.account);
                self.message_loaded(&key, body, |view| {
                    view.blocks = blocks;
                    view.attachments = attachments;
                });
                Vec::new()
            }
            Event::MessageFailed { key, failure } => {
                if let Some(view) = &mut self.message
                    && view.selected.key == key
                {
                    view.loading_more = false;
                    match view.body() {
                        // More text or the headers failed: what is shown stays.
                        Some(_) => self.notify(NoticeKind::Warning, failure.sentence),
                        None => view.state = ViewState::Failed(failure),
                    }
                }
                Vec::new()
            }
            Event::HeadersLoaded { key, headers } => {
                if let Some(view) = &mut self.message
                    && view.selected.key == key
                {
                    view.headers = Some(headers);
                }
                Vec::new()
            }
            Event::FlagFailed { key, flag, on, failure } => {
                if let Some(list) = self.list_of(key.account, &key.mailbox) {
                    list.set_flag(key.uid, flag, !on);
                }
                if flag == Flag::Seen {
                    self.count_unseen(&key, on);
                }
                self.warn(key.account, failure.sentence, failure.server_text);
                Vec::new()
            }
            Event::SaveProgress { id, done_bytes, total_bytes } => {
                if let Some(job) = self.saves.get_mut(&id) {
                    job.state = SaveState::Running { done_bytes, total_bytes };
                }
                Vec::new()
            }
            Event::SaveFinished { id, path } => {
                if let Some(job) = self.saves.get_mut(&id) {
                    job.state = SaveState::Done(path);
                }
                Vec::new()
            }
            Event::SaveFailed { id, failure } => {
                if let Some(job) = self.saves.get_mut(&id) {
                    job.state = SaveState::Failed(failure);
                }
                Vec::new()
            }
            Event::MailboxChanged { account, change } => self.mailbox_changed(account, &change),
            Event::MailboxChangeFailed { account, failure, .. } => {
                match &mut self.dialog {
                    Some(dialog) if dialog.account() == Some(account) => dialog.failed(failure),
                    Some(_) | None => self.warn(account, failure.sentence, failure.server_text),
                }
                Vec::new()
            }
            Event::SecretNotKept { account, failure } => {
                if failure.kind == FailureKind::Keyring {
                    self.keyring_problem = Some(failure.sentence.clone());
                }
                self.warn(account, failure.sentence, failure.server_text);
                Vec::new()
            }
            Event::Alert { account, text } => {
                let server = self
                    .account(account)
                    .map_or_else(String::new, |view| view.account.name.clone());
                self.push_notice(Notice {
                    kind: NoticeKind::Info,
                    text: String::new(),
                    server_text: Some((server, text)),
                });
                Vec::new()
            }
        }
    }

    /// What the last click asked for is there: its cost stands.
    fn answered(&mut self, account: AccountId) {
        if let Some(view) = self.account_mut(account) {
            view.answered();
        }
    }

    fn list_of(&mut self, account: AccountId, mailbox: &MailboxName) -> Option<&mut MessageList> {
        self.list.as_mut().filter(|list| list.account == account && list.mailbox == *mailbox)
    }

    fn warn(&mut self, account: AccountId, text: String, server_text: Option<String>) {
        let name = self.account(account).map_or_else(String::new, |view| view.account.name.clone());
        let server_text = server_text.map(|words| (name, words));
        self.push_notice(Notice { kind: NoticeKind::Warning, text, server_text });
    }

    /// UIDVALIDITY changed: no UID means what it meant (RFC 3501 §2.3.1.1).
    fn mailbox_rebuilt(&mut self, account: AccountId, mailbox: &MailboxName) {
        let mut rest = "";
        if let Some(view) = &mut self.message
            && view.selected.key.account == account
            && view.selected.key.mailbox == *mailbox
        {
            view.gone();
            rest = " The open message is shown as it was read.";
        }
        let name = self
            .account(account)
            .and_then(|view| view.mailbox(mailbox))
            .map_or_else(String::new, |mailbox| format!(" {}", mailbox.full_name));
        let text = format!("The folder{name} was rebuilt on the server and is listed anew.{rest}");
        self.notify(NoticeKind::Warning, text);
    }

    fn expunged(&mut self, account: AccountId, mailbox: &MailboxName, seq: u32) -> Vec<Effect> {
        let Some(list) = self.list_of(account, mailbox) else { return Vec::new() };
        let uid = list.expunged(seq);
        if let (Some(uid), Some(view)) = (uid, &mut self.message) {
            let key = &view.selected.key;
            if key.uid == uid && key.account == account && key.mailbox == *mailbox {
                view.gone();
            }
        }
        self.want_rows()
    }

    fn message_loaded(
        &mut self,
        key: &MessageKey,
        body: Arc<Body>,
        fill: impl FnOnce(&mut super::message::MessageView),
    ) {
        if let Some(view) = &mut self.message
            && view.selected.key == *key
        {
            view.loading_more = false;
            view.state = match view.state {
                ViewState::Gone(_) => ViewState::Gone(Some(body)),
                ViewState::Loading | ViewState::Shown(_) | ViewState::Failed(_) => {
                    ViewState::Shown(body)
                }
            };
            fill(view);
        }
    }

    /// Puts a count into the tree. The list of mailboxes is replaced, never changed in place, so
    /// that views may recognise it by its address.
    pub(super) fn set_unseen(&mut self, account: AccountId, name: &MailboxName, unseen: u32) {
        let Some(view) = self.account_mut(account) else { return };
        let Some(mailboxes) = &view.mailboxes else { return };
        let Some(index) = mailboxes.iter().position(|mailbox| mailbox.name == *name) else {
            return;
        };
        let mut changed = mailboxes.to_vec();
        if let Some(mailbox) = changed.get_mut(index) {
            let counts = mailbox.counts.get_or_insert_default();
            if counts.unseen == unseen {
                return;
            }
            counts.unseen = unseen;
        }
        view.mailboxes = Some(changed.into());
    }

    fn mailbox_changed(&mut self, account: AccountId, change: &MailboxChange) -> Vec<Effect> {
        let dialog_done = matches!(
            &self.dialog,
            Some(Dialog::NewFolder { account: of, .. }
                | Dialog::RenameFolder { account: of, .. }
                | Dialog::DeleteFolder { account: of, .. }) if *of == account
        );
        if dialog_done {
            self.dialog = None;
        }
        let open_here = |open: &Option<(AccountId, MailboxName)>, name: &MailboxName| {
            open.as_ref().is_some_and(|(id, open)| *id == account && open == name)
        };
        match change {
            MailboxChange::Created(name) => self.select_mailbox(account, name.clone()),
            MailboxChange::Renamed { from, to } if open_here(&self.open, from) => {
                self.select_mailbox(account, to.clone())
            }
            MailboxChange::Deleted(name) if open_here(&self.open, name) => {
                self.select_mailbox(account, MailboxName::inbox())
            }
            MailboxChange::Renamed { .. } | MailboxChange::Deleted(_) => Vec::new(),
        }
    }
}
