//! Messages brought in: the question for files, and the pipe between two accounts.

use crate::app::{ImportAct, ImportEffect};
use crate::engine::import::pipe;
use crate::engine::{Command, ImportCommand};
use crate::model::{AccountId, MailboxName};

use super::file_dialogs::dialog_available;
use super::program::Program;
use super::services::{Reply, Services};

impl Program {
    pub(super) fn import(&mut self, effect: ImportEffect) {
        match effect {
            ImportEffect::AskPaths { account, mailbox } => {
                self.services.ask_import_paths(account, mailbox);
            }
            ImportEffect::Carry { target, request, verified } => {
                let (to, from) = pipe();
                let giver = request.account;
                let give = ImportCommand::Give { request, to };
                let take = ImportCommand::Take { target: target.clone(), from, verified };
                // An end of the pipe that nobody takes is gone, and the other one's thread ends.
                self.tell(giver, give);
                if !self.tell(target.account, take) {
                    self.state.carry_failed(target);
                }
            }
        }
    }

    fn tell(&self, account: AccountId, command: ImportCommand) -> bool {
        self.handles.get(&account).is_some_and(|handle| handle.send(Command::Import(command)))
    }
}

impl Services {
    /// Asks for mail files. The dialog is made here, on the UI thread, where some systems want it;
    /// waiting for it happens elsewhere.
    fn ask_import_paths(&self, account: AccountId, mailbox: MailboxName) {
        let replies = self.replies.clone();
        let dialog = self
            .dialog()
            .set_title("Import mail files")
            .add_filter("Mail (.eml, .mbox)", &["eml", "mbox", "mbx"])
            .add_filter("All files", &["*"]);
        self.in_background("file dialog", move || {
            if !dialog_available() {
                replies.send(Reply::Import(ImportAct::DialogMissing { account, mailbox }));
                return;
            }
            let answer = pollster::block_on(dialog.pick_files());
            let paths =
                answer.map(|files| files.iter().map(|file| file.path().to_owned()).collect());
            replies.send(Reply::Import(ImportAct::PathsChosen { account, mailbox, paths }));
        });
    }
}
