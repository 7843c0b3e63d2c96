//! Changes under way, shown before the server has them.

use std::collections::BTreeMap;
use std::num::NonZeroU32;
use std::sync::Arc;

use crate::engine::{
    ChangeId, ChangeOutcome, ChangeRequest, Chosen, Command, Mark, MessageChange, Place,
};
use crate::model::{AccountId, Flag, MailboxName, MessageKey};

use super::acting::Targets;
use super::action::Effect;
use super::change_words::doing;
use super::import_moved::SecondHalf;
use super::list::{SeqSet, holds};
use super::state::State;
use super::undo::Undo;
use super::wish::{Acting, ChangeJob};

/// A change of more messages than this shows its bar at once; a smaller one once it is heard of
/// while it runs.
const BAR_FROM_MESSAGES: u32 = 200;

/// What is under way for all accounts.
#[derive(Debug, Default)]
pub(super) struct Changing {
    next_change: u32,
    pub next_step: u32,
    pub running: BTreeMap<ChangeId, Running>,
    /// One for each wish that has a change under way.
    pub steps: BTreeMap<u32, Step>,
    pub undo: Undo,
}

/// One change that the server was asked for.
#[derive(Debug)]
pub(super) struct Running {
    pub request: ChangeRequest,
    pub step: u32,
    pub unread: Unread,
    /// Windows whose message has another flag since, and is in no list.
    pub marked_at: Vec<Place>,
}

/// Unread messages that a change takes from its folder, or gives to another.
#[derive(Clone, Debug, Default)]
pub(super) struct Unread {
    /// What was added to the count of the folder, and to that of the other one.
    pub here: i64,
    pub there: i64,
    /// Where they go, if anywhere.
    pub to: Option<MailboxName>,
    /// Those it is about, ascending, as far as their rows were held.
    pub uids: Vec<NonZeroU32>,
}

/// A wish: one change, or several side by side.
#[derive(Debug)]
pub(super) struct Step {
    pub change: MessageChange,
    pub account: AccountId,
    pub is_undo: bool,
    /// Changes that have not ended.
    pub open: u32,
    pub outcomes: Vec<Arc<ChangeOutcome>>,
    /// Unread messages that went, where it takes any away.
    pub unread: u32,
    /// It is the second half of a move to another account.
    pub second: Option<SecondHalf>,
}

/// A change that is about to be asked for.
#[derive(Debug)]
pub(super) struct Planned {
    pub account: AccountId,
    pub mailbox: MailboxName,
    pub uid_validity: Option<NonZeroU32>,
    pub messages: Chosen,
    pub change: MessageChange,
    pub total: u32,
    pub unread: Unread,
}

impl Changing {
    /// A change, and the others of the same wish.
    pub fn together_with(&self, id: ChangeId) -> Vec<(ChangeId, AccountId)> {
        let step = self.running.get(&id).map(|running| running.step);
        let same = self.running.iter().filter(|(_, running)| Some(running.step) == step);
        same.map(|(id, running)| (*id, running.request.account)).collect()
    }

    /// The server counted the unread messages of a folder: what was added or taken counts no more.
    pub fn counted(&mut self, account: AccountId, mailbox: &MailboxName) {
        for running in self.running.values_mut().filter(|it| it.request.account == account) {
            if running.request.mailbox == *mailbox {
                running.unread.here = 0;
            }
            if running.unread.to.as_ref() == Some(mailbox) {
                running.unread.there = 0;
            }
        }
    }

    pub fn counted_all(&mut self, account: AccountId) {
        for running in self.running.values_mut().filter(|it| it.request.account == account) {
            (running.unread.here, running.unread.there) = (0, 0);
        }
    }

    fn forget_account(&mut self, account: AccountId) {
        self.running.retain(|_, running| running.request.account != account);
        self.steps.retain(|_, step| step.account != account);
        self.undo.forget_account(account);
        self.undo.retain_running(|step| self.steps.contains_key(&step));
    }
}

impl State {
    /// Asks for a change, and shows it as done.
    pub(super) fn begin_change(&mut self, targets: Targets, change: MessageChange) -> Vec<Effect> {
        let unread = self.unread_of(&targets, &change);
        let Targets { account, mailbox, uid_validity, chosen, count, set, .. } = targets;
        let listed: u32 = chosen.iter().map(|chosen| listed(chosen).unwrap_or(0)).sum();
        let mut unread = Some(unread);
        // What is not listed is shared among the others; only its sum is ever shown.
        let mut rest = count.saturating_sub(listed);
        let planned = chosen.into_iter().map(|messages| Planned {
            account,
            mailbox: mailbox.clone(),
            uid_validity,
            total: listed_or(&messages, &mut rest),
            messages,
            change: change.clone(),
            unread: unread.take().unwrap_or_default(),
        });
        let planned = planned.collect();
        self.begin(planned, set, false)
    }

    /// Begins a wish of one change or several; `set` is what they are about in the list.
    pub(super) fn begin(
        &mut self,
        planned: Vec<Planned>,
        mut set: Option<SeqSet>,
        is_undo: bool,
    ) -> Vec<Effect> {
        let Some(first) = planned.first() else { return Vec::new() };
        let step = self.wishes.changing.new_step();
        let went = |unread: &Unread| unread.here.unsigned_abs().max(unread.there.unsigned_abs());
        let unread: u64 = planned.iter().map(|planned| went(&planned.unread)).sum();
        self.wishes.changing.steps.insert(
            step,
            Step {
                change: first.change.clone(),
                account: first.account,
                is_undo,
                open: planned.len() as u32,
                outcomes: Vec::new(),
                unread: u32::try_from(unread).unwrap_or(u32::MAX),
                second: None,
            },
        );
        if is_undo {
            self.wishes.changing.undo.bring_back(step);
        } else {
            self.wishes.changing.undo.begin(step);
        }
        self.begin_action(first.account);
        // What it said is not the last thing done any more.
        self.toast = None;
        let last = planned.len() - 1;
        let mut effects = Vec::new();
        for (index, planned) in planned.into_iter().enumerate() {
            // Rows stay away until the last one is done: they are hidden as one.
            let rows = if index == last { set.take() } else { None };
            effects.push(self.ask_change(step, planned, rows, index == last));
        }
        self.copy_flags();
        effects
    }

    fn ask_change(
        &mut self,
        step: u32,
        planned: Planned,
        rows: Option<SeqSet>,
        is_last: bool,
    ) -> Effect {
        let changing = &mut self.wishes.changing;
        let id = ChangeId(changing.next_change);
        changing.next_change = changing.next_change.wrapping_add(1);
        let Planned { account, mailbox, uid_validity, messages, change, total, unread } = planned;
        let request = ChangeRequest { id, account, mailbox, uid_validity, messages, change };
        if total > BAR_FROM_MESSAGES {
            self.show_job(&request, total);
        }
        let marked_at = self.show_change(&request, rows, is_last);
        self.add_unread(&request, &unread, 1);
        let running = Running { request: request.clone(), step, unread, marked_at };
        self.wishes.changing.running.insert(id, running);
        Effect::Send(account, Command::ChangeMessages(request))
    }

    /// Shows a change as done, in the list and where its messages are open.
    fn show_change(
        &mut self,
        request: &ChangeRequest,
        rows: Option<SeqSet>,
        is_last: bool,
    ) -> Vec<Place> {
        let ChangeRequest { id, account, mailbox, uid_validity, messages, change } = request;
        let list = self
            .list
            .as_mut()
            .filter(|list| list.account == *account && list.mailbox == *mailbox)
            .filter(|list| uid_validity.is_none() || list.uid_validity == *uid_validity);
        let is_listed = list.is_some();
        match (change, list) {
            (MessageChange::Mark { mark, on }, Some(list)) => {
                list.mark(*id, (mark.clone(), *on), messages.clone());
            }
            (MessageChange::Move { .. } | MessageChange::Delete, Some(list)) => match rows {
                Some(rows) => list.hide(*id, rows),
                None if is_last => list.hide_chosen(*id, messages),
                None => {}
            },
            (MessageChange::Copy { .. }, _) | (_, None) => {}
        }
        let MessageChange::Mark { mark: Mark::Flag(flag), on } = change else { return Vec::new() };
        if is_listed {
            return Vec::new();
        }
        let mut marked = Vec::new();
        for view in self.views_mut() {
            if is_about(request, &view.selected.key) && view.flags.has(*flag) != *on {
                view.flags.set(*flag, *on);
                marked.push(view.place);
            }
        }
        marked
    }

    fn show_job(&mut self, request: &ChangeRequest, total: u32) {
        let folder = self.folder_of(request.account, &request.change);
        let job = ChangeJob {
            id: request.id,
            account: request.account,
            words: doing(&request.change, total, &folder),
            done: 0,
            total,
            stopping: false,
        };
        self.changes.insert(request.id, job);
    }

    pub(super) fn change_progress(&mut self, id: ChangeId, done: u32, total: u32) {
        if !self.changes.contains_key(&id)
            && let Some(running) = self.wishes.changing.running.get(&id)
        {
            let request = running.request.clone();
            self.show_job(&request, total);
        }
        if let Some(job) = self.changes.get_mut(&id) {
            (job.done, job.total) = (done, total);
        }
    }

    /// A mailbox is listed, or listed again: what is under way is shown as done there too.
    pub(super) fn show_changes_again(&mut self, account: AccountId, mailbox: &MailboxName) {
        let Some(list) = self.list.as_mut() else { return };
        let uid_validity = list.uid_validity;
        let running = self.wishes.changing.running.values().map(|running| &running.request);
        let here = running.filter(|request| {
            request.account == account
                && request.mailbox == *mailbox
                && (request.uid_validity.is_none() || request.uid_validity == uid_validity)
        });
        for request in here {
            match &request.change {
                MessageChange::Mark { mark, on } => {
                    list.mark(request.id, (mark.clone(), *on), request.messages.clone());
                }
                MessageChange::Move { .. } | MessageChange::Delete => {
                    list.hide_chosen(request.id, &request.messages);
                }
                MessageChange::Copy { .. } => {}
            }
        }
    }

    pub(super) fn add_unread(&mut self, request: &ChangeRequest, unread: &Unread, times: i64) {
        self.add_unseen(request.account, &request.mailbox, unread.here * times);
        if let Some(to) = &unread.to {
            self.add_unseen(request.account, to, unread.there * times);
        }
    }

    fn add_unseen(&mut self, account: AccountId, mailbox: &MailboxName, by: i64) {
        let counts =
            self.account(account).and_then(|view| view.mailbox(mailbox)).and_then(|it| it.counts);
        if let Some(counts) = counts.filter(|_| by != 0) {
            let unseen = i64::from(counts.unseen).saturating_add(by).max(0);
            self.set_unseen(account, mailbox, u32::try_from(unseen).unwrap_or(u32::MAX));
        }
    }

    /// What a change does to the counts of the tree, as far as rows tell.
    fn unread_of(&self, targets: &Targets, change: &MessageChange) -> Unread {
        let seen = match change {
            MessageChange::Mark { mark: Mark::Flag(Flag::Seen), on } => Some(*on),
            MessageChange::Mark { .. } => return Unread::default(),
            MessageChange::Move { .. } | MessageChange::Copy { .. } | MessageChange::Delete => None,
        };
        let view = self.account(targets.account).and_then(|it| it.mailbox(&targets.mailbox));
        let unseen = view.and_then(|mailbox| mailbox.counts).map_or(0, |it| it.unseen);
        let takes_all = *change == MessageChange::Delete || seen == Some(true);
        if takes_all && targets.acting == Acting::Mailbox {
            return Unread { here: -i64::from(unseen), ..Unread::default() };
        }
        let wanted = seen != Some(false);
        let uids = self.held_of(targets, wanted);
        let count = uids.len() as i64;
        // No more than were counted: as many come back if it fails.
        let count = if wanted { count.min(i64::from(unseen)) } else { count };
        match change {
            MessageChange::Mark { .. } => {
                let here = if wanted { -count } else { count };
                Unread { here, uids, ..Unread::default() }
            }
            MessageChange::Move { to } => {
                Unread { here: -count, there: count, to: Some(to.clone()), uids }
            }
            MessageChange::Copy { to } => {
                Unread { here: 0, there: count, to: Some(to.clone()), uids }
            }
            MessageChange::Delete => Unread { here: -count, uids, ..Unread::default() },
        }
    }

    /// Messages whose rows are held and that are unread, or read; ascending.
    fn held_of(&self, targets: &Targets, unread: bool) -> Vec<NonZeroU32> {
        if let (Some(list), Some(set)) = (&self.list, &targets.set) {
            let rows = list.rows_of(set);
            return rows
                .filter(|row| row.flags.has(Flag::Seen) != unread)
                .map(|row| row.uid)
                .collect();
        }
        let is_meant =
            |view: &&super::message::MessageView| targets.acting == Acting::At(view.place);
        let view = self.views().find(is_meant);
        view.filter(|view| view.flags.has(Flag::Seen) != unread)
            .map(|view| view.selected.key.uid)
            .into_iter()
            .collect()
    }

    /// Where a change takes messages, as the tree calls it.
    pub(super) fn folder_of(&self, account: AccountId, change: &MessageChange) -> String {
        match change {
            MessageChange::Move { to } | MessageChange::Copy { to } => {
                self.folder_label(account, to)
            }
            MessageChange::Mark { .. } | MessageChange::Delete => String::new(),
        }
    }

    /// Nothing more is heard of its changes.
    pub(super) fn forget_changes(&mut self, account: AccountId) {
        self.changes.retain(|_, job| job.account != account);
        self.wishes.changing.forget_account(account);
        self.toast = None;
    }
}

/// Whether a request is about this message.
pub(super) fn is_about(request: &ChangeRequest, key: &MessageKey) -> bool {
    request.account == key.account
        && request.mailbox == key.mailbox
        && request.uid_validity.is_none_or(|uid_validity| uid_validity == key.uid_validity)
        && holds(&request.messages, key.uid)
}

fn listed(chosen: &Chosen) -> Option<u32> {
    match chosen {
        Chosen::Uids(uids) => u32::try_from(uids.len()).ok(),
        Chosen::Range { .. } | Chosen::Everything => None,
    }
}

fn listed_or(chosen: &Chosen, rest: &mut u32) -> u32 {
    listed(chosen).unwrap_or_else(|| std::mem::take(rest))
}
