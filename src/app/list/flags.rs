//! Flags and keywords that are shown before the server has them.
//!
//! A row keeps what was heard of it; what is shown is that with every mark under way put on it, in
//! the order asked for. A mark that ends is taken away, and what is left is true, whatever came
//! between.

use std::num::NonZeroU32;

use crate::engine::{ChangeId, Chosen, Mark};

use super::MessageList;
use super::pages::Labels;

/// A mark under way.
#[derive(Debug)]
struct Marking {
    id: ChangeId,
    mark: Mark,
    on: bool,
    messages: Chosen,
}

#[derive(Debug, Default)]
pub struct Marks(Vec<Marking>);

impl Marks {
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// What is shown of a message.
    pub fn shown(&self, uid: NonZeroU32, heard: &Labels) -> Labels {
        let mut labels = heard.clone();
        for mark in self.0.iter().filter(|mark| holds(&mark.messages, uid)) {
            labels.set(&mark.mark, mark.on);
        }
        labels
    }
}

/// Whether a message is among those chosen.
pub(in crate::app) fn holds(chosen: &Chosen, uid: NonZeroU32) -> bool {
    match chosen {
        Chosen::Uids(uids) => uids.binary_search(&uid).is_ok(),
        Chosen::Range { first, last } => (*first..=*last).contains(&uid),
        Chosen::Everything => true,
    }
}

impl MessageList {
    /// Shows a mark until the change is done.
    pub(in crate::app) fn mark(
        &mut self,
        id: ChangeId,
        (mark, on): (Mark, bool),
        messages: Chosen,
    ) {
        if self.marks.0.iter().any(|mark| mark.id == id) {
            return;
        }
        self.marks.0.push(Marking { id, mark, on, messages });
        self.show_marks();
    }

    /// The change is done: those in `done` are marked, and the others are as they were.
    pub(in crate::app) fn marked(&mut self, id: ChangeId, done: &[NonZeroU32]) {
        let Some(at) = self.marks.0.iter().position(|mark| mark.id == id) else { return };
        let mark = self.marks.0.remove(at);
        self.rows.hear(|uid| done.binary_search(&uid).is_ok(), &mark.mark, mark.on);
        let marks = &self.marks;
        self.rows.show(|uid, heard| marks.shown(uid, heard));
        self.rows_changed();
        self.settle();
    }

    pub(super) fn show_marks(&mut self) {
        if self.marks.is_empty() {
            return;
        }
        let marks = &self.marks;
        self.rows.show(|uid, heard| marks.shown(uid, heard));
        self.rows_changed();
        self.settle();
    }
}
