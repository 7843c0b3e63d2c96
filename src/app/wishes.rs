//! What the user wishes for messages becomes changes, and changes can be undone.

use crate::engine::{ChangeId, ChangeOutcome};
use crate::model::{AccountId, Mailbox};

use super::action::{Action, Effect};
use super::state::State;
use super::wish::{Acting, Wish};

impl State {
    pub(super) fn update_wishes(&mut self, action: Action) -> Vec<Effect> {
        drop(action);
        Vec::new()
    }

    /// Why this cannot be done now, as a sentence for a disabled control; asked for each frame.
    pub fn can_act(&self, acting: Acting, wish: &Wish) -> Result<(), &'static str> {
        let _ = (acting, wish);
        Err("")
    }

    /// How many messages a wish is about.
    pub fn acting_count(&self, acting: Acting) -> u32 {
        let _ = acting;
        0
    }

    /// Whether any of them is unread, and any is not flagged, as far as their rows are there: what a
    /// button's word depends on.
    pub fn acting_flags(&self, acting: Acting) -> (bool, bool) {
        let _ = acting;
        (false, false)
    }

    /// Folders that messages of an account can go to.
    pub fn move_targets(&self, account: AccountId) -> impl Iterator<Item = &Mailbox> {
        let mailboxes = self.account(account).and_then(|view| view.mailboxes.as_deref());
        mailboxes.unwrap_or_default().iter().filter(|mailbox| mailbox.selectable)
    }

    pub(super) fn messages_changed(
        &mut self,
        id: ChangeId,
        outcome: &ChangeOutcome,
    ) -> Vec<Effect> {
        let _ = (id, outcome);
        Vec::new()
    }
}
