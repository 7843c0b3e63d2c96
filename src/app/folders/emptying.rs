//! Everything in a folder at once, also in one that is not open: marked as read, or deleted for good
//! out of the trash and the junk folder.

use crate::engine::{Chosen, Command, Mark, MessageChange};
use crate::model::{Flag, SpecialUse};

use super::super::acting::Targets;
use super::super::action::{Action, Effect};
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

    /// The number shown is the last one counted until the server's word comes.
    pub(super) fn ask_empty(&mut self, folder: &FolderId) -> Vec<Effect> {
        if self.is_listed(folder) {
            return self.update_wishes(Action::Act(Acting::Mailbox, Wish::DeleteForGood));
        }
        let no_trash = self.folder_for(folder.account, &[SpecialUse::Trash]).is_none();
        self.ask_for_good(self.everything(folder), no_trash);
        let mailbox = folder.mailbox.clone();
        vec![Effect::Send(folder.account, Command::SurveyMailbox { mailbox })]
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
