//! What imports do to the window, and what the user does about them.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::engine::{
    Command, GiveRequest, ImportCommand, ImportEvent, ImportId, ImportOutcome, ImportProgress,
    ImportTarget,
};
use crate::model::{AccountId, Failure, FailureKind, MailboxName};

use super::acting::{NotNow, Targets};
use super::action::Effect;
use super::changing::Changing;
use super::dialogs::Dialog;
use super::import::{ImportAct, ImportEffect, ImportJob, ImportQuestion, Origin};
use super::import_moved::Leaving;
use super::import_words;
use super::state::{Notice, NoticeKind, State};
use super::wish::Acting;

impl Changing {
    /// A number for a wish, or for the way back from something else; never used twice.
    pub(super) fn new_step(&mut self) -> u32 {
        let step = self.next_step;
        self.next_step = step.wrapping_add(1);
        step
    }
}

impl State {
    pub(super) fn update_import(&mut self, act: ImportAct) -> Vec<Effect> {
        match act {
            ImportAct::Ask { account, mailbox } => {
                if let Err(why) = self.can_import(account, &mailbox) {
                    self.say(why.to_owned(), false);
                    return Vec::new();
                }
                vec![Effect::Import(ImportEffect::AskPaths { account, mailbox })]
            }
            ImportAct::PathsChosen { account, mailbox, paths } => {
                let paths = paths.unwrap_or_default();
                self.import_files(account, mailbox, paths)
            }
            ImportAct::DialogMissing { account, mailbox } => {
                if self.dialog.is_some() {
                    return vec![Effect::FocusQuestion];
                }
                let folder = self.import_folder(account, &mailbox);
                let question = ImportQuestion::Path { account, mailbox, folder, failure: None };
                self.dialog = Some(Dialog::Import(question));
                Vec::new()
            }
            ImportAct::SubmitPath(path) => self.submit_path(&path),
            ImportAct::Dropped { account, mailbox, paths } => self.dropped(account, mailbox, paths),
            ImportAct::ConfirmDrop => match self.dialog.take() {
                Some(Dialog::Import(ImportQuestion::Dropped {
                    account, mailbox, paths, ..
                })) => self.import_files(account, mailbox, paths),
                other => {
                    self.dialog = other;
                    Vec::new()
                }
            },
            ImportAct::Answer { skip } => self.answer_import(skip),
            ImportAct::Decide(id) => {
                if self.dialog.is_none() {
                    self.ask_duplicates(id);
                }
                Vec::new()
            }
            ImportAct::Stop(id) => self.stop_import(id),
            ImportAct::Carry { acting, account, mailbox, copy } => {
                self.carry_wish(acting, (account, mailbox), copy)
            }
            ImportAct::SubmitFolder { account, mailbox } => {
                self.submit_other_folder(account, mailbox)
            }
        }
    }

    fn dropped(
        &mut self,
        account: AccountId,
        mailbox: MailboxName,
        paths: Vec<PathBuf>,
    ) -> Vec<Effect> {
        if let Err(why) = self.can_import(account, &mailbox) {
            self.say(why.to_owned(), false);
            return Vec::new();
        }
        if !paths.is_empty() {
            let folder = self.import_folder(account, &mailbox);
            let question = ImportQuestion::Dropped { account, mailbox, folder, paths };
            self.dialog = Some(Dialog::Import(question));
        }
        Vec::new()
    }

    fn submit_path(&mut self, path: &str) -> Vec<Effect> {
        let path = Path::new(path.trim());
        match &mut self.dialog {
            Some(Dialog::Import(ImportQuestion::Path { failure, .. })) if !path.is_absolute() => {
                let sentence = "Type the whole path of the file, from the root.";
                *failure = Some(Failure::new(FailureKind::File, sentence));
                Vec::new()
            }
            Some(Dialog::Import(ImportQuestion::Path { account, mailbox, .. })) => {
                let (account, mailbox) = (*account, mailbox.clone());
                self.dialog = None;
                self.import_files(account, mailbox, vec![path.to_owned()])
            }
            Some(_) | None => Vec::new(),
        }
    }

    fn import_files(
        &mut self,
        account: AccountId,
        mailbox: MailboxName,
        paths: Vec<PathBuf>,
    ) -> Vec<Effect> {
        if paths.is_empty() {
            return Vec::new();
        }
        if let Err(why) = self.can_import(account, &mailbox) {
            self.say(why.to_owned(), false);
            return Vec::new();
        }
        let target = self.begin_import(account, mailbox, Origin::Files);
        let command = ImportCommand::Files { target, paths: paths.into() };
        vec![Effect::Send(account, Command::Import(command))]
    }

    fn begin_import(
        &mut self,
        account: AccountId,
        mailbox: MailboxName,
        from: Origin,
    ) -> ImportTarget {
        let id = ImportId(self.imports.next);
        self.imports.next = self.imports.next.wrapping_add(1);
        let folder = self.import_folder(account, &mailbox);
        let target = ImportTarget { id, account, mailbox };
        let job = ImportJob {
            target: target.clone(),
            folder,
            from,
            progress: ImportProgress::default(),
            question: None,
            stopping: false,
            is_undo: false,
        };
        self.imports.jobs.insert(id, job);
        self.begin_action(account);
        // What it said is not the last thing done any more.
        self.toast = None;
        target
    }

    fn answer_import(&mut self, skip: bool) -> Vec<Effect> {
        let Some(Dialog::Import(ImportQuestion::Duplicates { id, .. })) = self.dialog else {
            return Vec::new();
        };
        self.dialog = None;
        let Some(job) = self.imports.jobs.get_mut(&id) else { return Vec::new() };
        job.question = None;
        let command = ImportCommand::Answer { id, skip };
        vec![Effect::Send(job.target.account, Command::Import(command))]
    }

    /// The question was closed: nothing is brought in.
    pub(super) fn decline_import(&mut self, question: &ImportQuestion) -> Vec<Effect> {
        match question {
            ImportQuestion::Duplicates { id, .. } => self.stop_import(*id),
            ImportQuestion::Dropped { .. } | ImportQuestion::Path { .. } => Vec::new(),
        }
    }

    fn stop_import(&mut self, id: ImportId) -> Vec<Effect> {
        let Some(job) = self.imports.jobs.get_mut(&id) else { return Vec::new() };
        (job.stopping, job.question) = (true, None);
        let stop = |account| Effect::Send(account, Command::Import(ImportCommand::Stop(id)));
        let giver = match &job.from {
            Origin::Account { account, .. } => Some(*account),
            Origin::Files => None,
        };
        [Some(job.target.account), giver].into_iter().flatten().map(stop).collect()
    }

    fn ask_duplicates(&mut self, id: ImportId) {
        let Some(job) = self.imports.jobs.get(&id) else { return };
        let Some((duplicates, total)) = job.question else { return };
        let folder = job.folder.clone();
        let question = ImportQuestion::Duplicates { id, folder, duplicates, total };
        self.dialog = Some(Dialog::Import(question));
    }

    pub(super) fn apply_import(&mut self, event: ImportEvent) -> Vec<Effect> {
        match event {
            ImportEvent::Progress { id, progress } => {
                if let Some(job) = self.imports.jobs.get_mut(&id) {
                    job.progress = progress;
                }
                Vec::new()
            }
            ImportEvent::Duplicates { id, duplicates, total } => {
                let job = self.imports.jobs.get_mut(&id).filter(|job| !job.stopping);
                if let Some(job) = job {
                    job.question = Some((duplicates, total));
                    // Another question is answered first; the card leads to this one.
                    if self.dialog.is_none() {
                        self.ask_duplicates(id);
                    }
                }
                Vec::new()
            }
            ImportEvent::Ended { id, outcome } => self.import_ended(id, &outcome),
        }
    }

    fn import_ended(&mut self, id: ImportId, outcome: &ImportOutcome) -> Vec<Effect> {
        let Some(job) = self.imports.jobs.remove(&id) else { return Vec::new() };
        let is_asked = |dialog: &Dialog| matches!(dialog, Dialog::Import(ImportQuestion::Duplicates { id: of, .. }) if *of == id);
        if self.dialog.as_ref().is_some_and(is_asked) {
            self.dialog = None;
        }
        let account = outcome.target.account;
        self.answered(account);
        let mut effects = Vec::new();
        if outcome.done > 0 || outcome.unsure > 0 {
            effects.push(Effect::Send(account, Command::Refresh));
        }
        let said = import_words::ended(outcome, &job.from, &job.folder);
        if said.is_warning {
            let name = self.account(account).map(|view| view.account.name.clone());
            self.push_notice(Notice {
                kind: NoticeKind::Warning,
                text: said.text.clone(),
                server_text: name.zip(import_words::server_text(outcome)),
            });
        }
        if let Some(leaving) = Leaving::of(&job.from, outcome) {
            effects.extend(self.leave_source(leaving, (&job, outcome), &said));
        } else if !said.is_warning {
            let moves = matches!(job.from, Origin::Account { moves: true, .. });
            let can_undo = !moves && self.can_undo_import(outcome);
            self.say(said.text, can_undo);
        }
        effects
    }

    /// Keeps the way back: those that are in, and no others, are taken away again.
    fn can_undo_import(&mut self, outcome: &ImportOutcome) -> bool {
        let step = self.wishes.changing.new_step();
        let ImportTarget { account, mailbox, .. } = &outcome.target;
        let known: usize = outcome.added.iter().map(|one| one.uids.len()).sum();
        known == outcome.done as usize
            && self.wishes.changing.undo.add(step, (*account, mailbox), &outcome.added)
    }

    /// Nothing more is heard of imports to an account that goes. Those from it are stopped: their last
    /// word comes from the account that takes.
    pub(super) fn forget_imports(&mut self, account: AccountId) -> Vec<Effect> {
        let jobs = &mut self.imports.jobs;
        jobs.retain(|_, job| job.target.account != account);
        let gives = |job: &ImportJob| matches!(&job.from, Origin::Account { account: giver, .. } if *giver == account);
        let given: Vec<(ImportId, AccountId)> = jobs
            .values()
            .filter(|job| gives(job))
            .map(|job| (job.target.id, job.target.account))
            .collect();
        given
            .into_iter()
            .filter_map(|(id, taker)| {
                let effects = self.stop_import(id);
                effects
                    .into_iter()
                    .find(|effect| matches!(effect, Effect::Send(to, _) if *to == taker))
            })
            .collect()
    }

    fn carry_wish(
        &mut self,
        acting: Acting,
        (account, mailbox): (AccountId, MailboxName),
        copy: bool,
    ) -> Vec<Effect> {
        let allowed = self.can_carry(acting, (account, &mailbox), copy);
        let targets = allowed.map_err(NotNow::Because).and_then(|()| self.targets(acting, false));
        match targets {
            Ok(targets) => self.carry(targets, (account, mailbox), copy),
            Err(NotNow::Because(why)) => {
                self.say(why.to_owned(), false);
                Vec::new()
            }
            Err(NotNow::WhenRead) => {
                self.say("The list is still being read. Try again in a moment.".to_owned(), false);
                self.want_rows()
            }
        }
    }

    fn submit_other_folder(&mut self, account: AccountId, mailbox: MailboxName) -> Vec<Effect> {
        let Some(Dialog::MoveTo(question)) = &self.dialog else { return Vec::new() };
        let (copy, acting) = (question.copy, question.acting);
        if self.can_carry(acting, (account, &mailbox), copy).is_err() {
            return Vec::new();
        }
        self.dialog = None;
        let Some(targets) = self.wishes.take_question() else { return Vec::new() };
        self.remember_folder(account, &mailbox);
        self.carry(targets, (account, mailbox), copy)
    }

    pub(super) fn carry(
        &mut self,
        targets: Targets,
        (account, mailbox): (AccountId, MailboxName),
        copy: bool,
    ) -> Vec<Effect> {
        let moves = !copy;
        let Targets { account: giver, mailbox: source, uid_validity, chosen, .. } = targets;
        let from = Origin::Account { account: giver, mailbox: source.clone(), moves };
        let target = self.begin_import(account, mailbox, from);
        let request = GiveRequest {
            id: target.id,
            account: giver,
            mailbox: source,
            uid_validity,
            messages: chosen,
        };
        vec![Effect::Import(ImportEffect::Carry { target, request, verified: moves })]
    }

    /// Either worker could not be told: its ends of the pipe are gone.
    pub fn carry_failed(&mut self, target: ImportTarget) {
        let failure = Failure::new(
            FailureKind::Disconnected,
            "One of the accounts is too busy. Try again in a moment.",
        );
        let outcome = Arc::new(ImportOutcome::failed(target, failure));
        self.import_ended(outcome.target.id, &outcome);
    }
}
