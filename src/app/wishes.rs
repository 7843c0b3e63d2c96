//! What the user wishes for messages becomes changes, at once or after a question.

use std::sync::Arc;

use crate::engine::{Command, MessageChange, Place};
use crate::model::{AccountId, MailboxName, MessageKey};

use super::acting::{Deed, NotNow, Targets};
use super::action::{Action, Effect};
use super::change_words::messages;
use super::changing::Changing;
use super::dialogs::Dialog;
use super::folders::Renaming;
use super::state::State;
use super::wish::{Acting, Choose, DeleteQuestion, FolderQuestion, Toast, Wish};

/// Folders used last that the dialog offers first.
const RECENT_SHOWN: usize = 6;
/// Folders used last that are remembered, of all accounts.
const RECENT_MOST: usize = 48;

/// What is being done to messages, what waits to be, and the way back.
#[derive(Debug, Default)]
pub struct Wishes {
    pub(super) changing: Changing,
    /// What the question that is open is about: not what is chosen when it is answered.
    question: Option<Targets>,
    /// To be done when the rows that tell which messages are meant are there.
    waiting: Option<Wish>,
    /// A message that was brought back, and to which the cursor goes once its row is there.
    pub(super) returned: Option<MessageKey>,
    /// Folders that messages went to last, newest first.
    recent: Vec<(AccountId, MailboxName)>,
    toasts: u32,
}

impl Wishes {
    /// What the question that is open is about.
    pub(super) fn take_question(&mut self) -> Option<Targets> {
        self.question.take()
    }

    pub(super) fn question_mut(&mut self) -> Option<&mut Targets> {
        self.question.as_mut()
    }
}

impl State {
    pub(super) fn update_wishes(&mut self, action: Action) -> Vec<Effect> {
        match action {
            Action::Choose(choose) => self.choose(choose),
            Action::Act(acting, wish) => self.act(acting, wish),
            Action::SubmitFolder(to) => self.submit_folder(to),
            Action::ConfirmDelete => self.confirm_delete(),
            Action::CancelChange(id) => self.cancel_change(id),
            Action::Undo => self.undo(),
            Action::ToastGone(serial) => {
                self.toast = self.toast.take().filter(|toast| toast.serial != serial);
                Vec::new()
            }
            // The others are not wishes; `State::update` keeps them.
            _ => Vec::new(),
        }
    }

    fn choose(&mut self, choose: Choose) -> Vec<Effect> {
        (self.wishes.waiting, self.wishes.returned) = (None, None);
        let Some(list) = &mut self.list else { return Vec::new() };
        list.choose(choose);
        let is_one = list.chosen_count() <= 1;
        let is_cursor =
            list.cursor().is_some_and(|line| !list.has_choice() || list.is_chosen(line));
        let mut effects = self.want_rows();
        // One message is looked at; many are only counted.
        if is_one && is_cursor {
            effects.extend(self.open_cursor_row());
        }
        effects
    }

    /// A plain click: what was chosen is not any more.
    pub(super) fn choose_nothing(&mut self) {
        (self.wishes.waiting, self.wishes.returned) = (None, None);
        if let Some(list) = &mut self.list {
            list.choose_nothing();
        }
    }

    fn act(&mut self, acting: Acting, wish: Wish) -> Vec<Effect> {
        self.wishes.waiting = None;
        let deed = match self.can_act(acting, &wish).and_then(|()| self.deed(acting, &wish)) {
            Ok(deed) => deed,
            Err(why) => {
                self.say(why.to_owned(), false);
                return Vec::new();
            }
        };
        // One question at a time: what is typed and chosen there is not thrown away by another.
        if self.dialog.is_some() && !matches!(deed, Deed::Change(_)) {
            return vec![Effect::FocusQuestion];
        }
        let is_mark = matches!(deed, Deed::Change(MessageChange::Mark { .. }));
        let targets = match self.targets(acting, is_mark) {
            Ok(targets) => targets,
            Err(NotNow::WhenRead) => {
                self.wishes.waiting = Some(wish);
                return self.want_rows();
            }
            Err(NotNow::Because(why)) => {
                self.say(why.to_owned(), false);
                return Vec::new();
            }
        };
        if let Wish::MoveTo(to) | Wish::CopyTo(to) = &wish {
            self.remember_folder(targets.account, to);
        }
        match deed {
            Deed::Change(change) => self.change_messages(targets, change),
            Deed::AskDelete { no_trash } => {
                self.ask_for_good(targets, no_trash);
                Vec::new()
            }
            Deed::AskExport => {
                self.ask_export_of(targets);
                Vec::new()
            }
            Deed::AskFolder { copy } => {
                let recent = self.recent_folders(targets.account, &targets.mailbox);
                self.dialog = Some(Dialog::MoveTo(Box::new(FolderQuestion {
                    account: targets.account,
                    from: targets.mailbox.clone(),
                    acting,
                    copy,
                    words: messages(targets.count),
                    recent,
                })));
                self.wishes.question = Some(targets);
                Vec::new()
            }
        }
    }

    /// Asks before messages go for good.
    pub(super) fn ask_for_good(&mut self, targets: Targets, no_trash: bool) {
        self.dialog = Some(Dialog::DeleteMessages(Box::new(DeleteQuestion {
            account: targets.account,
            mailbox: targets.mailbox.clone(),
            acting: targets.acting,
            count: targets.count,
            no_trash,
        })));
        self.wishes.question = Some(targets);
    }

    /// Folders have other names now: those of this account in what is remembered.
    pub(super) fn follow_wishes(&mut self, renaming: &Renaming) {
        let account = renaming.account;
        let recent = self.wishes.recent.iter_mut().filter(|(of, _)| *of == account);
        recent.for_each(|(_, name)| renaming.follow(name));
        if let Some(targets) = self.wishes.question.as_mut().filter(|it| it.account == account) {
            renaming.follow(&mut targets.mailbox);
        }
        match &mut self.dialog {
            Some(Dialog::MoveTo(question)) if question.account == account => {
                renaming.follow(&mut question.from);
            }
            Some(Dialog::DeleteMessages(question)) if question.account == account => {
                renaming.follow(&mut question.mailbox);
            }
            Some(_) | None => {}
        }
        self.wishes.changing.follow(renaming);
    }

    /// Rows came that a wish waited for.
    pub(super) fn act_waiting(&mut self) -> Vec<Effect> {
        let Some(wish) = self.wishes.waiting.take() else { return Vec::new() };
        let mut effects = self.act(Acting::List, wish);
        // Nobody pressed anything now: no window comes to the front.
        effects.retain(|effect| !matches!(effect, Effect::FocusQuestion));
        effects
    }

    fn recent_folders(&self, account: AccountId, from: &MailboxName) -> Arc<[MailboxName]> {
        let known = |name: &MailboxName| self.move_targets(account).any(|held| held.name == *name);
        let recent = self.wishes.recent.iter();
        recent
            .filter(|(of, name)| *of == account && name != from && known(name))
            .map(|(_, name)| name.clone())
            .take(RECENT_SHOWN)
            .collect()
    }

    pub(super) fn remember_folder(&mut self, account: AccountId, name: &MailboxName) {
        let recent = &mut self.wishes.recent;
        recent.retain(|(of, held)| *of != account || held != name);
        recent.insert(0, (account, name.clone()));
        recent.truncate(RECENT_MOST);
    }

    fn submit_folder(&mut self, to: MailboxName) -> Vec<Effect> {
        let Some(Dialog::MoveTo(question)) = &self.dialog else { return Vec::new() };
        let (account, copy) = (question.account, question.copy);
        let can_hold = self.move_targets(account).any(|mailbox| mailbox.name == to);
        if !can_hold || question.from == to {
            return Vec::new();
        }
        self.dialog = None;
        let Some(targets) = self.wishes.question.take() else { return Vec::new() };
        if let Some(why) = self.cannot_copy(account, &to).filter(|_| copy) {
            self.say(why.to_owned(), false);
            return Vec::new();
        }
        self.remember_folder(account, &to);
        let change = if copy { MessageChange::Copy { to } } else { MessageChange::Move { to } };
        self.change_messages(targets, change)
    }

    fn confirm_delete(&mut self) -> Vec<Effect> {
        let Some(Dialog::DeleteMessages(_)) = &self.dialog else { return Vec::new() };
        self.dialog = None;
        let Some(targets) = self.wishes.question.take() else { return Vec::new() };
        self.change_messages(targets, MessageChange::Delete)
    }

    /// Does it, and goes on to the next message where these are taken away.
    pub(super) fn change_messages(
        &mut self,
        targets: Targets,
        change: MessageChange,
    ) -> Vec<Effect> {
        let takes_away = matches!(change, MessageChange::Move { .. } | MessageChange::Delete);
        let acting = targets.acting;
        let mut effects = Vec::new();
        if let (Acting::At(place), true) = (acting, takes_away && acting != Acting::At(Place::PANE))
        {
            effects.extend(self.go_on(place));
        }
        effects.extend(self.begin_change(targets, change));
        if takes_away && acting == Acting::List {
            self.choose_nothing();
        }
        if takes_away {
            effects.extend(self.leave_hidden(acting));
        }
        effects.extend(self.want_rows());
        effects
    }

    /// The window of a message that is taken away shows the next one, else the one before, or closes.
    fn go_on(&mut self, place: Place) -> Vec<Effect> {
        let can = self.can_go(place);
        match (can.next, can.previous) {
            (true, _) => self.go(place, 1),
            (false, true) => self.go(place, -1),
            (false, false) => self.close_window(place),
        }
    }

    /// The pane does not go on showing what is not in the list any more.
    fn leave_hidden(&mut self, acting: Acting) -> Vec<Effect> {
        let is_hidden = |state: &Self| {
            let key = state.message.as_ref().map(|view| &view.selected.key);
            key.is_some_and(|key| state.list_at(key).is_some_and(|list| list.is_hidden(key.uid)))
        };
        let is_left =
            acting == Acting::List && self.list.as_ref().is_some_and(|it| !it.has_choice());
        if !is_left && !is_hidden(self) {
            return Vec::new();
        }
        let mut effects = self.open_cursor_row();
        if is_hidden(self) {
            if let Some(list) = &mut self.list {
                // Its row is not there yet.
                list.open_when_loaded = list.cursor_line().is_some();
            }
            effects.extend(self.leave_pane());
        }
        effects
    }

    /// Says something for ten seconds.
    pub(super) fn say(&mut self, text: String, can_undo: bool) {
        self.wishes.toasts = self.wishes.toasts.wrapping_add(1);
        self.toast = Some(Toast { serial: self.wishes.toasts, text, can_undo });
    }

    fn cancel_change(&mut self, id: crate::engine::ChangeId) -> Vec<Effect> {
        let ids = self.wishes.changing.together_with(id);
        ids.into_iter()
            .map(|(id, account)| {
                if let Some(job) = self.changes.get_mut(&id) {
                    job.stopping = true;
                }
                Effect::Send(account, Command::CancelChange(id))
            })
            .collect()
    }
}
