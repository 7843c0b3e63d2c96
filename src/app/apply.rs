//! What each fact from a worker changes. Facts about what is no longer shown are dropped by key:
//! the user has moved on.

use std::sync::Arc;

use crate::engine::{Event, MailboxChange};
use crate::model::{AccountId, FailureKind, Flag, MailboxName, MessageKey};

use super::action::Effect;
use super::dialogs::Dialog;
use super::message::ViewState;
use super::saves::SaveState;
use super::state::{Notice, NoticeKind, State};
use crate::reading::Reading;

impl State {
    /// Applies one fact. Returns what follows from it, such as asking for rows now in view.
    pub fn apply(&mut self, event: Event) -> Vec<Effect> {
        match event {
            Event::ConnectionChanged { account, state } => self.connection_changed(account, state),
            Event::TrafficChanged { account, by_purpose, compression_saved_bytes } => {
                if let Some(view) = self.account_mut(account) {
                    view.traffic = by_purpose.total();
                    view.meter.by_purpose = *by_purpose;
                    view.meter.compression_saved_bytes = compression_saved_bytes;
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
            Event::MailboxOpened { .. }
            | Event::MailboxFailed { .. }
            | Event::RowsLoaded { .. }
            | Event::DetailsLoaded { .. }
            | Event::OrderLoaded { .. }
            | Event::OrderUnavailable { .. }
            | Event::ThreadsLoaded { .. }
            | Event::ThreadsUnavailable { .. }
            | Event::ExistsChanged { .. }
            | Event::Expunged { .. }
            | Event::FlagsChanged { .. } => self.apply_list(event),
            Event::MessageLoaded { key, reading } => self.message_loaded(&key, reading),
            Event::PicturesLoaded { .. } | Event::Page(_) => self.apply_page(event),
            Event::PartProgress { .. }
            | Event::PartOpened { .. }
            | Event::SourceRead { .. }
            | Event::FetchFailed { .. } => self.apply_window(event),
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
    pub(super) fn answered(&mut self, account: AccountId) {
        if let Some(view) = self.account_mut(account) {
            view.answered();
        }
    }

    fn warn(&mut self, account: AccountId, text: String, server_text: Option<String>) {
        let name = self.account(account).map_or_else(String::new, |view| view.account.name.clone());
        let server_text = server_text.map(|words| (name, words));
        self.push_notice(Notice { kind: NoticeKind::Warning, text, server_text });
    }

    /// The message that is shown, or one that was read ahead.
    fn message_loaded(&mut self, key: &MessageKey, reading: Arc<Reading>) -> Vec<Effect> {
        match &mut self.message {
            Some(view) if view.selected.key == *key => {
                view.read(Arc::clone(&reading));
                self.answered(key.account);
            }
            Some(_) | None => {}
        }
        // Not after its account was removed.
        if self.account(key.account).is_some() {
            self.read_ahead.keep(key, reading);
        }
        Vec::new()
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
