//! Exporting: what becomes of messages is asked, then where they go, then they go.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::engine::{
    Chosen, Command, ExportCommand, ExportEvent, ExportForm, ExportId, ExportOutcome,
    ExportProgress, ExportRequest, IfExists,
};
use crate::mime;
use crate::model::{AccountId, Failure, FailureKind, MailboxName};

use super::acting::Targets;
use super::action::Effect;
use super::dialogs::Dialog;
use super::export::{Asked, ExportAct, ExportJob, ExportQuestion, PathQuestion};
use super::export_words as words;
use super::state::{Notice, NoticeKind, State};
use super::wish::Acting;

const ASKED_ALREADY: &str = "Answer the question that is open, then export again.";

impl State {
    pub(super) fn update_export(&mut self, act: ExportAct) -> Vec<Effect> {
        match act {
            ExportAct::AskFolder { account, mailbox } => {
                self.ask_export_folder(account, mailbox);
                Vec::new()
            }
            ExportAct::Choose(form) => self.choose_export(form),
            ExportAct::PathChosen { id, path } => {
                let Some(asked) = self.exports.waiting.remove(&id) else { return Vec::new() };
                path.map_or_else(Vec::new, |path| self.run_export(asked, path))
            }
            ExportAct::PathDialogMissing { id } => self.ask_export_path(id),
            ExportAct::SubmitPath(path) => self.submit_export_path(&path),
            ExportAct::Stop(id) => {
                let Some(job) = self.exports.jobs.get_mut(&id) else { return Vec::new() };
                job.stopping = true;
                vec![Effect::Send(job.account, Command::Export(ExportCommand::Stop(id)))]
            }
        }
    }

    /// Why a folder cannot be exported now, as a sentence for a disabled control.
    pub fn can_export(
        &self,
        account: AccountId,
        mailbox: &MailboxName,
    ) -> Result<(), &'static str> {
        let view = self.account(account).ok_or("The account is not there any more.")?;
        if view.mailbox(mailbox).is_some_and(|mailbox| !mailbox.selectable) {
            return Err("This folder holds other folders, not messages.");
        }
        if !view.is_ready() {
            return Err("There is no connection to the server.");
        }
        Ok(())
    }

    fn ask_export_folder(&mut self, account: AccountId, mailbox: MailboxName) {
        if let Err(why) = self.can_export(account, &mailbox) {
            return self.say(why.to_owned(), false);
        }
        let counts =
            self.account(account).and_then(|it| it.mailbox(&mailbox)).and_then(|it| it.counts);
        let count = counts.map(|counts| counts.messages);
        if count == Some(0) {
            return self.say("The folder is empty.".to_owned(), false);
        }
        let folder = self.folder_label(account, &mailbox);
        let words = words::all_of(count, &folder);
        self.ask_export((account, mailbox, None), vec![Chosen::Everything], (words, count, None));
    }

    /// Messages of a folder that is listed or open somewhere.
    pub(super) fn ask_export_of(&mut self, targets: Targets) {
        let folder = self.folder_label(targets.account, &targets.mailbox);
        let words = if targets.acting == Acting::Mailbox {
            words::all_of(Some(targets.count), &folder)
        } else {
            words::some_of(targets.count, &folder)
        };
        let bytes = self.bytes_of(&targets);
        let Targets { account, mailbox, uid_validity, chosen, count, .. } = targets;
        self.ask_export((account, mailbox, uid_validity), chosen, (words, Some(count), bytes));
    }

    /// What the messages measure, where the rows of all of them are held.
    fn bytes_of(&self, targets: &Targets) -> Option<u64> {
        if let (Some(list), Some(set)) = (&self.list, &targets.set) {
            let (mut rows, mut bytes) = (0, 0u64);
            for row in list.rows_of(set) {
                rows += 1;
                bytes = bytes.saturating_add(row.text.size_bytes);
            }
            return (rows == targets.count).then_some(bytes);
        }
        let Acting::At(place) = targets.acting else { return None };
        let (_, row) = self.row_at_place(place)?;
        Some(row.size_bytes)
    }

    fn ask_export(
        &mut self,
        (account, mailbox, uid_validity): (AccountId, MailboxName, Option<std::num::NonZeroU32>),
        messages: Vec<Chosen>,
        (words, count, bytes): (String, Option<u32>, Option<u64>),
    ) {
        let id = ExportId(self.exports.next);
        self.exports.next = self.exports.next.wrapping_add(1);
        let form = self.exports.form;
        let question = ExportQuestion {
            account,
            mailbox: mailbox.clone(),
            words,
            count,
            bytes,
            form,
            path: None,
        };
        let request = ExportRequest {
            id,
            account,
            mailbox,
            uid_validity,
            messages,
            form,
            path: PathBuf::new(),
            if_exists: IfExists::Replace,
            zone: self.clock.zone.clone(),
        };
        self.exports.asked = Some(Asked { request, question: question.clone() });
        self.dialog = Some(Dialog::Export(Box::new(question)));
    }

    fn choose_export(&mut self, form: ExportForm) -> Vec<Effect> {
        let Some(Dialog::Export(question)) = &self.dialog else { return Vec::new() };
        if question.path.is_some() {
            return Vec::new();
        }
        self.dialog = None;
        let Some(mut asked) = self.exports.asked.take() else { return Vec::new() };
        self.exports.form = form;
        asked.request.form = form;
        asked.question.form = form;
        let (id, suggested_name) = (asked.request.id, self.suggested_name(&asked));
        self.exports.waiting.insert(id, asked);
        vec![Effect::AskExportPath { id, form, suggested_name }]
    }

    /// Of the one file: what the folder is called. Nothing where a folder is asked for.
    fn suggested_name(&self, asked: &Asked) -> String {
        match asked.request.form {
            ExportForm::Eml => String::new(),
            ExportForm::Mbox => {
                let label = self.folder_label(asked.request.account, &asked.request.mailbox);
                let label = label.replace(['/', '\\'], "_");
                mime::safe_file_name(&format!("{label}.mbox"))
            }
        }
    }

    /// The system cannot ask: the window does.
    fn ask_export_path(&mut self, id: ExportId) -> Vec<Effect> {
        let Some(mut asked) = self.exports.waiting.remove(&id) else { return Vec::new() };
        if self.dialog.is_some() {
            self.notify(NoticeKind::Info, ASKED_ALREADY);
            return vec![Effect::FocusQuestion];
        }
        // Nobody was asked about an existing file: never over it.
        asked.request.if_exists = IfExists::Refuse;
        let suggested = self.suggested_name(&asked);
        asked.question.path = Some(PathQuestion { id, suggested, failure: None });
        self.dialog = Some(Dialog::Export(Box::new(asked.question.clone())));
        self.exports.asked = Some(asked);
        Vec::new()
    }

    fn submit_export_path(&mut self, typed: &str) -> Vec<Effect> {
        let typed = typed.trim();
        let Some(Dialog::Export(question)) = &mut self.dialog else { return Vec::new() };
        let Some(path) = &mut question.path else { return Vec::new() };
        if !Path::new(typed).is_absolute() {
            let sentence = match question.form {
                ExportForm::Mbox => "Type the whole path of the file, from the root.",
                ExportForm::Eml => "Type the whole path of the folder, from the root.",
            };
            path.failure = Some(Failure::new(FailureKind::File, sentence));
            return Vec::new();
        }
        let path = PathBuf::from(typed);
        self.dialog = None;
        let Some(asked) = self.exports.asked.take() else { return Vec::new() };
        self.run_export(asked, path)
    }

    fn run_export(&mut self, asked: Asked, path: PathBuf) -> Vec<Effect> {
        let Asked { mut request, question } = asked;
        let (id, account) = (request.id, request.account);
        if self.account(account).is_none() {
            return Vec::new();
        }
        request.path = path;
        let progress = ExportProgress {
            total: question.count.unwrap_or(0),
            total_bytes: question.bytes,
            ..ExportProgress::default()
        };
        let words = words::doing(&question.words, &request);
        let job = ExportJob { id, account, words, progress, stopping: false };
        self.exports.jobs.insert(id, job);
        self.begin_action(account);
        vec![Effect::Send(account, Command::Export(ExportCommand::Begin(Box::new(request))))]
    }

    pub(super) fn apply_export(&mut self, event: ExportEvent) -> Vec<Effect> {
        match event {
            ExportEvent::Progress { id, progress } => {
                if let Some(job) = self.exports.jobs.get_mut(&id) {
                    job.progress = progress;
                }
            }
            ExportEvent::Ended { id, outcome } => {
                if self.exports.jobs.remove(&id).is_some() {
                    self.export_ended(&outcome);
                }
            }
        }
        Vec::new()
    }

    fn export_ended(&mut self, outcome: &Arc<ExportOutcome>) {
        let account = outcome.request.account;
        self.answered(account);
        let said = words::ended(outcome);
        if !said.is_warning {
            return self.say(said.text, false);
        }
        let name = self.account(account).map(|view| view.account.name.clone());
        let failure = outcome.failure.as_ref().and_then(|why| why.server_text.clone());
        let server = failure.or_else(|| outcome.unreadable_text.clone());
        self.push_notice(Notice {
            kind: NoticeKind::Warning,
            text: said.text,
            server_text: name.zip(server),
        });
    }

    /// The dialog was closed: what it was about is not exported.
    pub(super) fn forget_asked_export(&mut self) {
        self.exports.asked = None;
    }

    /// Nothing more is heard of its exports.
    pub(super) fn forget_exports(&mut self, account: AccountId) {
        self.exports.jobs.retain(|_, job| job.account != account);
        self.exports.waiting.retain(|_, asked| asked.request.account != account);
    }
}
