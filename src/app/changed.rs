//! What became of changes: what was shown too early is put right, and people are told.

use std::num::NonZeroU32;
use std::sync::Arc;

use crate::engine::{ChangeId, ChangeOutcome, ChangeRequest, Mark, MessageChange};
use crate::model::Failure;

use super::action::Effect;
use super::change_words;
use super::changing::{Running, Unread, is_about};
use super::state::{Notice, NoticeKind, State};
use super::undo::Back;

/// What became of all changes of a wish.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Done {
    pub total: u32,
    pub done: u32,
    pub unsure: u32,
    pub left_marked: bool,
    /// Of those done.
    pub no_way_back: u32,
    pub failure: Option<Failure>,
}

impl State {
    /// The last word on a change.
    pub(super) fn messages_changed(
        &mut self,
        id: ChangeId,
        outcome: &Arc<ChangeOutcome>,
    ) -> Vec<Effect> {
        self.changes.remove(&id);
        let Some(running) = self.wishes.changing.running.remove(&id) else { return Vec::new() };
        let request = &running.request;
        let takes_away =
            matches!(request.change, MessageChange::Move { .. } | MessageChange::Delete);
        if let Some(list) = self.list_of(request.account, &request.mailbox) {
            list.marked(id, &outcome.done);
            list.unhide(id);
        }
        if takes_away && !outcome.left_marked {
            self.messages_left(request, &outcome.done);
        }
        self.put_right(&running, outcome);
        self.copy_flags();
        self.answered(request.account);
        let mut effects = Vec::new();
        if let Some(step) = self.wishes.changing.steps.get_mut(&running.step) {
            step.outcomes.push(Arc::clone(outcome));
            step.open = step.open.saturating_sub(1);
            if step.open == 0 {
                effects.extend(self.step_ended(running.step));
            }
        }
        effects.extend(self.want_rows());
        effects
    }

    /// Open messages that left their folder, and what was read ahead of it. What the list still shows
    /// did not: a folder that has all messages keeps what is moved out of it.
    fn messages_left(&mut self, request: &ChangeRequest, done: &[NonZeroU32]) {
        let ChangeRequest { account, mailbox, .. } = request;
        let left: Vec<NonZeroU32> = match self.list_of(*account, mailbox) {
            Some(list) => {
                done.iter().copied().filter(|uid| list.row_by_uid(*uid).is_none()).collect()
            }
            None => done.to_vec(),
        };
        let done = left.as_slice();
        for view in self.views_mut() {
            if is_about(request, &view.selected.key)
                && done.binary_search(&view.selected.key.uid).is_ok()
                && !view.is_gone()
            {
                view.gone();
            }
        }
        self.read_ahead.forget_all(account, mailbox, done);
    }

    /// Takes back what was shown and did not come true.
    fn put_right(&mut self, running: &Running, outcome: &ChangeOutcome) {
        if outcome.failure.is_none() && !outcome.left_marked {
            return;
        }
        let is_done = |uid: &NonZeroU32| outcome.done.binary_search(uid).is_ok();
        if let MessageChange::Mark { mark: Mark::Flag(flag), on } = &running.request.change {
            for place in &running.marked_at {
                if let Some(view) = self.view_mut(*place).filter(|view| {
                    is_about(&running.request, &view.selected.key)
                        && !is_done(&view.selected.key.uid)
                }) {
                    view.flags.set(*flag, !*on);
                }
            }
        }
        let Unread { here, there, to, uids } = &running.unread;
        let all = here.abs().max(there.abs());
        let left = if outcome.done.is_empty() {
            all
        } else if uids.is_empty() {
            // A mark of all: what was done is what was unread.
            all.saturating_sub(outcome.done.len() as i64).max(0)
        } else {
            all.min(uids.iter().filter(|uid| !is_done(uid)).count() as i64)
        };
        // Copies that were made stay, and so do their originals.
        let (left_here, left_there) = if outcome.left_marked { (all, left) } else { (left, left) };
        let back = Unread {
            here: here.signum() * left_here,
            there: there.signum() * left_there,
            to: to.clone(),
            uids: Vec::new(),
        };
        self.add_unread(&running.request, &back, -1);
    }

    /// All changes of a wish are done: says so, and keeps the way back.
    fn step_ended(&mut self, id: u32) -> Vec<Effect> {
        let Some(step) = self.wishes.changing.steps.remove(&id) else { return Vec::new() };
        let mut back = Back::of(&step.outcomes, step.unread);
        let mut all = Done { no_way_back: back.lacking, ..Done::default() };
        for outcome in &step.outcomes {
            all.total = all.total.saturating_add(outcome.total);
            all.done = all.done.saturating_add(outcome.done.len() as u32);
            all.unsure = all.unsure.saturating_add(outcome.unsure.len() as u32);
            all.left_marked |= outcome.left_marked;
            all.failure = all.failure.take().or_else(|| outcome.failure.clone());
        }
        let is_whole = all.failure.is_none() && all.unsure == 0 && !all.left_marked;
        if step.is_undo {
            self.wishes.changing.undo.brought_back(id, &step.outcomes);
        }
        if step.is_undo && is_whole {
            // What is not there any more was not undone.
            let text = if let Some(second) = step.second {
                second.whole
            } else if all.done == all.total {
                "Undone.".to_owned()
            } else {
                let folder = self.folder_of(step.account, &step.change);
                all.no_way_back = 0;
                change_words::ended(&step.change, &folder, &all).text
            };
            // Unless something else was done meanwhile.
            if self.toast.is_none() {
                self.say(text, false);
            }
            return self.look_for_returned(&step.outcomes);
        }
        let folder = self.folder_of(step.account, &step.change);
        if step.is_undo {
            all.no_way_back = 0;
        }
        let mut said = change_words::ended(&step.change, &folder, &all);
        if let Some(second) = step.second {
            if is_whole {
                (said.text, back.carried) = (second.whole, second.back);
            } else {
                said.text = format!("{}{}", second.part, said.text);
            }
        }
        let has_way = back.has_way();
        let is_wanted = self.wishes.changing.undo.ended(id, back) && has_way;
        if said.is_warning {
            let name = self.account(step.account).map(|view| view.account.name.clone());
            let words = all.failure.and_then(|failure| failure.server_text);
            self.push_notice(Notice {
                kind: NoticeKind::Warning,
                text: said.text,
                server_text: name.zip(words),
            });
        } else if !is_wanted {
            let can_undo = !step.is_undo && self.wishes.changing.undo.is_last(id);
            self.say(said.text, can_undo);
        }
        if is_wanted { self.undo_step(id) } else { Vec::new() }
    }
}
