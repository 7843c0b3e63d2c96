//! What each fact from a worker changes. Facts about what is no longer shown are dropped by key:
//! the user has moved on.

use crate::engine::Event;
use crate::model::{AccountId, FailureKind, MailboxName};

use super::action::Effect;
use super::saves::SaveState;
use super::state::{Notice, NoticeKind, State};

impl State {
    /// Applies one fact. Returns what follows from it, such as asking for rows now in view.
    pub fn apply(&mut self, event: Event) -> Vec<Effect> {
        let again = self.info_outdated(&event);
        let mut effects = self.apply_fact(event);
        effects.extend(again);
        effects
    }

    fn apply_fact(&mut self, event: Event) -> Vec<Effect> {
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
                    view.set_mailboxes(mailboxes);
                }
                self.wishes.changing.counted_all(account);
                Vec::new()
            }
            Event::UnseenChanged { account, mailbox, unseen } => {
                self.set_unseen(account, &mailbox, unseen);
                self.wishes.changing.counted(account, &mailbox);
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
            Event::PicturesLoaded { key, images, is_last } => {
                self.pictures_loaded(&key, &images, is_last)
            }
            Event::Page(event) => self.apply_page(event),
            Event::Console(event) => self.apply_console(event),
            Event::PartProgress { .. }
            | Event::PartOpened { .. }
            | Event::SourceRead { .. }
            | Event::FetchFailed { .. } => self.apply_window(event),
            Event::MessageFailed { key, failure } => self.message_failed(&key, &failure),
            Event::HeadersLoaded { key, headers } => {
                self.headers_loaded(&key, &headers);
                Vec::new()
            }
            Event::FlagFailed { key, flag, on, failure } => {
                self.store_flag(&key, flag, !on);
                self.warn(key.account, failure.sentence, failure.server_text);
                Vec::new()
            }
            Event::ChangeProgress { id, done, total } => {
                self.change_progress(id, done, total);
                Vec::new()
            }
            Event::MessagesChanged { id, outcome } => self.messages_changed(id, &outcome),
            Event::Export(event) => self.apply_export(event),
            Event::Import(event) => self.apply_import(event),
            Event::SaveProgress { id, done_bytes, total_bytes } => {
                if let Some(job) = self.saves.get_mut(&id) {
                    job.state = SaveState::Running { done_bytes, total_bytes };
                }
                Vec::new()
            }
            Event::SaveFinished { id, path } => self.saved(id, path),
            Event::SaveFailed { id, failure } => {
                self.save_failed(id, failure);
                Vec::new()
            }
            Event::Info(event) => {
                self.apply_info(event);
                Vec::new()
            }
            Event::MailboxChanged { account, change } => self.mailbox_changed(account, &change),
            Event::MailboxChangeFailed { account, change, failure } => {
                self.mailbox_change_failed(account, &change, failure);
                Vec::new()
            }
            Event::MailboxSurveyed { account, survey } => self.surveyed(account, survey),
            Event::MailboxSurveyFailed { account, mailbox, failure } => {
                self.survey_failed(account, &mailbox, failure);
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

    pub(super) fn warn(&mut self, account: AccountId, text: String, server_text: Option<String>) {
        let name = self.account(account).map_or_else(String::new, |view| view.account.name.clone());
        let server_text = server_text.map(|words| (name, words));
        self.push_notice(Notice { kind: NoticeKind::Warning, text, server_text });
    }

    /// Puts a count into the tree. The list of mailboxes is replaced, never changed in place, so
    /// that views may recognise it by its address.
    pub(super) fn set_unseen(&mut self, account: AccountId, name: &MailboxName, unseen: u32) {
        let Some(view) = self.account_mut(account) else { return };
        let Some(mailboxes) = &view.mailboxes else { return };
        let Some(index) = view.position(name) else { return };
        let mut changed = mailboxes.to_vec();
        if let Some(mailbox) = changed.get_mut(index) {
            let counts = mailbox.counts.get_or_insert_default();
            if counts.unseen == unseen {
                return;
            }
            counts.unseen = unseen;
        }
        view.set_mailboxes(changed.into());
    }
}
