//! What happens to pages: laid out, painted, searched, given pictures.

use crate::engine::{Event, PageId};

use super::action::{Action, Effect};
use super::page::PageAct;
use super::state::State;

impl State {
    pub(super) fn update_page(&mut self, _page: PageId, _act: PageAct) -> Vec<Effect> {
        Vec::new()
    }

    pub(super) fn apply_page(&mut self, _event: Event) -> Vec<Effect> {
        Vec::new()
    }

    pub(super) fn remote_loaded(&mut self, _action: Action) -> Vec<Effect> {
        Vec::new()
    }
}
