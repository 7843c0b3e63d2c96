//! Everything in a folder at once, also in one that is not open: marked as read, or deleted for good
//! out of the trash and the junk folder.

use std::num::NonZeroU32;
use std::sync::Arc;

use crate::engine::{Chosen, Command, MailboxSurvey, Mark, MessageChange};
use crate::model::{AccountId, Flag, SpecialUse};

use super::super::acting::Targets;
use super::super::action::{Action, Effect};
use super::super::dialogs::Dialog;
use super::super::list::ListState;
use super::super::state::State;
use super::super::wish::{Acting, Wish};
use super::asked::FolderId;

impl State {
    pub(super) fn mark_all_read(&mut self, folder: &FolderId) -> Vec<Effect> {
        if self.is_listed(folder) {
            return self.update_wishes(Action::Act(Acting::Mailbox, Wish::Read(true)));
        }
        let change = MessageChange::Mark { mark: Mark::Flag(Flag::Seen), on: true };
        self.change_messages(self.everything(folder), change)
    }

    /// The number shown is the last one counted until the server's word comes. What comes in after the
    /// count stays.
    pub(super) fn ask_empty(&mut self, folder: &FolderId) -> Vec<Effect> {
        if self.is_listed(folder) {
            return self.update_wishes(Action::Act(Acting::Mailbox, Wish::DeleteForGood));
        }
        let no_trash = self.folder_for(folder.account, &[SpecialUse::Trash]).is_none();
        let mut targets = self.everything(folder);
        let listed = self.account(folder.account).and_then(|view| view.mailbox(&folder.mailbox));
        if let Some(counts) = listed.and_then(|mailbox| mailbox.counts) {
            targets.count_to(counts.uid_next, counts.uid_validity);
        }
        self.ask_for_good(targets, no_trash);
        let mailbox = folder.mailbox.clone();
        vec![Effect::Send(folder.account, Command::SurveyMailbox { mailbox })]
    }

    /// The count came: the question is about those messages and no others.
    pub(super) fn empty_surveyed(&mut self, account: AccountId, survey: &MailboxSurvey) {
        let Some(Dialog::DeleteMessages(question)) = &mut self.dialog else { return };
        let Some(targets) = self.wishes.question_mut() else { return };
        let is_it = (targets.account, &targets.mailbox) == (account, &survey.mailbox);
        // Of a list the rows say what is meant.
        if !is_it || targets.acting != Acting::Mailbox || targets.set.is_some() {
            return;
        }
        if let Some(messages) = survey.messages {
            (question.count, targets.count) = (messages, messages);
        }
        targets.count_to(survey.uid_next, survey.uid_validity);
    }

    /// Its rows are in the list, which shows what becomes of them.
    fn is_listed(&self, folder: &FolderId) -> bool {
        self.list.as_ref().is_some_and(|list| {
            list.account == folder.account
                && list.mailbox == folder.mailbox
                && list.state == ListState::Open
        })
    }

    fn everything(&self, folder: &FolderId) -> Targets {
        Targets {
            account: folder.account,
            mailbox: folder.mailbox.clone(),
            uid_validity: None,
            chosen: vec![Chosen::Everything],
            count: self.messages_in(folder).unwrap_or(0),
            set: None,
            acting: Acting::Mailbox,
        }
    }
}

impl Targets {
    /// Only those below a UID; all of them where the server does not say which that is.
    fn count_to(&mut self, uid_next: Option<NonZeroU32>, uid_validity: Option<NonZeroU32>) {
        let (Some(next), Some(_)) = (uid_next, uid_validity) else { return };
        let counted = match NonZeroU32::new(next.get().saturating_sub(1)) {
            Some(last) => Chosen::Range { first: NonZeroU32::MIN, last },
            // Nothing has ever come into it.
            None => Chosen::Uids(Arc::default()),
        };
        (self.chosen, self.uid_validity) = (vec![counted], uid_validity);
    }
}
