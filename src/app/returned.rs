//! Where the cursor goes when messages were brought back.
//!
//! A message that was moved away and back has another UID than before, and stands among the newest of
//! its folder: the cursor goes there as soon as its row is known, unless the user goes elsewhere first.

use std::sync::Arc;

use crate::engine::{ChangeOutcome, MessageChange};
use crate::model::{MessageKey, SortKey};

use super::action::Effect;
use super::list::RowAt;
use super::state::State;

impl State {
    /// All of a wish was taken back: the newest of what came into the open folder is looked for.
    pub(super) fn look_for_returned(&mut self, outcomes: &[Arc<ChangeOutcome>]) -> Vec<Effect> {
        let keys = outcomes.iter().flat_map(|outcome| {
            let to = match &outcome.request.change {
                MessageChange::Move { to } => Some(to),
                MessageChange::Mark { .. } | MessageChange::Copy { .. } | MessageChange::Delete => {
                    None
                }
            };
            let copied =
                to.into_iter().flat_map(|to| outcome.copied.iter().map(move |it| (to, it)));
            copied.filter_map(|(to, copied)| {
                let (_, uid) = copied.uids.iter().max_by_key(|(_, there)| *there)?;
                Some(MessageKey {
                    account: outcome.request.account,
                    mailbox: to.clone(),
                    uid_validity: copied.uid_validity,
                    uid: *uid,
                })
            })
        });
        let newest = keys.max_by_key(|key| key.uid);
        // What the user chose meanwhile stays chosen.
        let may_go = |key: &MessageKey| self.list_at(key).is_some_and(|list| !list.has_choice());
        self.wishes.returned = newest.filter(may_go);
        self.go_to_returned()
    }

    /// Goes to it where its row is there by now.
    pub(super) fn go_to_returned(&mut self) -> Vec<Effect> {
        let Some(key) = self.wishes.returned.clone() else { return Vec::new() };
        let Some(list) = self.list_at(&key) else {
            self.wishes.returned = None; // Another folder is open.
            return Vec::new();
        };
        let line = list.row_by_uid(key.uid).and_then(|(seq, _)| list.index_of_seq(seq));
        if let Some(line) = line {
            self.wishes.returned = None;
            return self.select_row(line);
        }
        // It came in at that end of the list, which may be far out of view.
        let is_by_arrival = list.view.order.key == SortKey::Arrival && !list.view.threads;
        let last = list.len().saturating_sub(1);
        let newest = if list.view.order.descending { 0 } else { last };
        let is_new = !list.is_empty() && matches!(list.row_at(newest), RowAt::Placeholder);
        if is_by_arrival
            && is_new
            && list.cursor() != Some(newest)
            && let Some(list) = &mut self.list
        {
            list.select(newest);
            list.choose_nothing();
            return self.want_rows();
        }
        Vec::new()
    }
}
