//! What the user wishes for a folder becomes a question, or a change at once.

use crate::engine::{Command, MailboxChange};
use crate::model::{AccountId, Mailbox, MailboxName};

use super::super::action::Effect;
use super::super::dialogs::Dialog;
use super::super::state::State;
use super::asked::{Counted, FolderAct, FolderAsk, FolderDialog, FolderId, FolderWish};
use super::back::By;
use super::names::{below, free_name, leaf_of};

impl State {
    pub(in crate::app) fn update_folders(&mut self, act: FolderAct) -> Vec<Effect> {
        match act {
            FolderAct::Wish(folder, wish) => self.wish_for(folder, wish),
            FolderAct::Create { typed, parent, special_use } => {
                self.submit_new(&typed, parent.as_ref(), special_use)
            }
            FolderAct::Rename { typed, parent } => self.submit_rename(&typed, parent.as_ref()),
            FolderAct::MoveToTrash => self.submit_to_trash(),
            FolderAct::DeleteForGood { typed, inside } => self.submit_delete(&typed, inside),
        }
    }

    /// The same for the folder whose messages are listed.
    pub(in crate::app) fn wish_for_open(&mut self, wish: FolderWish) -> Vec<Effect> {
        let Some((account, mailbox)) = self.open.clone() else { return Vec::new() };
        self.wish_for(FolderId { account, mailbox }, wish)
    }

    fn wish_for(&mut self, folder: FolderId, wish: FolderWish) -> Vec<Effect> {
        if let Err(why) = self.can_folder(&folder, &wish) {
            self.say(why.to_owned(), false);
            return Vec::new();
        }
        let FolderId { account, .. } = folder;
        match wish {
            FolderWish::New => {
                let parent = self.likely_parent(&folder);
                self.ask_about(account, FolderAsk::New { parent })
            }
            FolderWish::NewInside => {
                self.ask_about(account, FolderAsk::New { parent: Some(folder.mailbox) })
            }
            FolderWish::Rename => self.ask_rename(&folder, None),
            FolderWish::Move => self.ask_rename(&folder, Some(None)),
            FolderWish::MoveInto(parent) => self.drop_folder(&folder, parent),
            FolderWish::Delete => self.ask_delete(&folder),
            FolderWish::Subscribe(on) => {
                let change = MailboxChange::Subscribed { mailbox: folder.mailbox, on };
                self.change_mailbox(account, change, By::Menu)
            }
            FolderWish::MarkAllRead => self.mark_all_read(&folder),
            FolderWish::Empty => self.ask_empty(&folder),
        }
    }

    /// Opens the question, and asks the server for the numbers that it shows.
    fn ask_about(&mut self, account: AccountId, ask: FolderAsk) -> Vec<Effect> {
        let dialog = FolderDialog::new(account, ask);
        let counted = dialog.mailbox().map(|mailbox| mailbox.name.clone());
        self.dialog = Some(Dialog::Folder(Box::new(dialog)));
        let survey = |mailbox| Effect::Send(account, Command::SurveyMailbox { mailbox });
        counted.map(survey).into_iter().collect()
    }

    /// `to` is the place chosen beforehand, where it is the place that is asked for.
    fn ask_rename(&mut self, folder: &FolderId, to: Option<Option<MailboxName>>) -> Vec<Effect> {
        let Some(mailbox) = self.listed(folder) else { return Vec::new() };
        let moves = to.is_some();
        let here = || mailbox.name.parent(mailbox.delimiter);
        let parent = to.flatten().or_else(here);
        let count = Counted::Counting;
        self.ask_about(folder.account, FolderAsk::Rename { mailbox, parent, moves, count })
    }

    fn ask_delete(&mut self, folder: &FolderId) -> Vec<Effect> {
        let Some(mailbox) = self.listed(folder) else { return Vec::new() };
        let trash = self.name_in_trash(folder.account, &mailbox);
        let count = Counted::Counting;
        self.ask_about(folder.account, FolderAsk::Delete { mailbox, trash, count })
    }

    fn listed(&self, folder: &FolderId) -> Option<Mailbox> {
        self.account(folder.account)?.mailbox(&folder.mailbox).cloned()
    }

    /// Asks before anything with something in it moves: a hand slips easily. An empty folder goes at
    /// once, as it comes back at once.
    fn drop_folder(&mut self, folder: &FolderId, parent: Option<MailboxName>) -> Vec<Effect> {
        let Some(mailbox) = self.listed(folder) else { return Vec::new() };
        let is_plain = mailbox.special_use.is_none() && self.inside(folder) == 0;
        if is_plain && self.messages_in(folder) == Some(0) {
            let (from, delimiter) = (mailbox.name, mailbox.delimiter);
            let to = below(parent.as_ref(), delimiter, leaf_of(&from, delimiter));
            let change = MailboxChange::Renamed { from, to };
            return self.change_mailbox(folder.account, change, By::Menu);
        }
        let count = Counted::Counting;
        self.ask_about(folder.account, FolderAsk::Rename { mailbox, parent, moves: true, count })
    }

    /// What a folder would be called in the trash; `None` where no trash can hold it.
    fn name_in_trash(&self, account: AccountId, mailbox: &Mailbox) -> Option<MailboxName> {
        let trash = self.folder_for(account, &[crate::model::SpecialUse::Trash])?;
        let delimiter = trash.delimiter;
        let is_there = trash.name == mailbox.name
            || mailbox.name.is_inside(&trash.name, delimiter)
            || trash.name.is_inside(&mailbox.name, delimiter);
        if is_there || delimiter.is_none() || trash.no_inferiors {
            return None;
        }
        let leaf = leaf_of(&mailbox.name, mailbox.delimiter);
        let mailboxes = self.account(account)?.mailboxes.as_deref()?;
        free_name(mailboxes, &trash.name, (delimiter, leaf))
    }

    /// Folders inside one, as far as they are listed.
    pub(super) fn inside(&self, folder: &FolderId) -> usize {
        let Some(view) = self.account(folder.account) else { return 0 };
        let mailboxes = view.mailboxes.as_deref().unwrap_or_default();
        let is_in = |one: &&Mailbox| one.name.is_inside(&folder.mailbox, one.delimiter);
        mailboxes.iter().filter(is_in).count()
    }

    /// Where people expect a new folder: with its like. The inbox holds others only on servers that
    /// keep everything in it.
    fn likely_parent(&self, near: &FolderId) -> Option<MailboxName> {
        let view = self.account(near.account)?;
        let mailbox = view.mailbox(&near.mailbox)?;
        let levels = mailbox.delimiter.or_else(|| view.delimiter());
        let inside = self.inside(near);
        let others = view.mailboxes.as_deref().map_or(0, |all| all.len().saturating_sub(1));
        let holds = !mailbox.name.is_inbox() || inside == others;
        if inside > 0 && holds && !mailbox.no_inferiors {
            return Some(mailbox.name.clone());
        }
        mailbox.name.parent(levels)
    }
}
