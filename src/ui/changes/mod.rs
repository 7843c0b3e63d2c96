//! What can be done with messages: the same words, signs and refusals in the bar, in menus and by
//! keys; and what is said while it is done and afterwards.
//!
//! Nothing is decided here: what may be done says [`State::can_act`], and asks for each frame.

pub mod buttons;
pub mod cards;
pub mod chosen;
pub mod drag;
mod exports;
pub mod keys;
pub mod menu;
pub(in crate::ui) mod running;
mod toast;

use crate::app::{Acting, Action, State, Wish, grouped};
use crate::model::{MailboxName, SpecialUse};

use super::icons;

/// One thing that can be done, as a control shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct Offer {
    /// What it is called, on the control and by a screen reader.
    pub name: &'static str,
    pub icon: char,
    /// Whether it is so already, where the control is a switch.
    pub on: Option<bool>,
    pub wish: Wish,
}

impl Offer {
    fn new(name: &'static str, icon: char, wish: Wish) -> Self {
        Self { name, icon, on: None, wish }
    }

    pub fn action(&self, acting: Acting) -> Action {
        Action::Act(acting, self.wish.clone())
    }
}

/// What is wanted most, in the order of the bar.
pub fn main_offers(state: &State, acting: Acting) -> [Offer; 5] {
    let [read, flag] = marks(state, acting);
    [
        read,
        flag,
        Offer::new("Archive", icons::ARCHIVE, Wish::Archive),
        Offer::new("Move to", icons::FOLDER, Wish::AskMoveTo),
        Offer::new("Delete", icons::TRASH, Wish::Delete),
    ]
}

/// Read and flagged: what the control does to all of them.
pub fn marks(state: &State, acting: Acting) -> [Offer; 2] {
    let (any_unread, any_unflagged) = state.acting_flags(acting);
    let read = if any_unread {
        Offer::new("Mark read", icons::MAIL_OPEN, Wish::Read(true))
    } else {
        Offer::new("Mark unread", icons::MAIL, Wish::Read(false))
    };
    let flag = Offer::new("Flag", icons::FLAG, Wish::Flagged(any_unflagged));
    [read, Offer { on: Some(!any_unflagged), ..flag }]
}

/// What is wanted seldom: only in menus.
pub fn further_offers(state: &State, acting: Acting) -> [Offer; 4] {
    let junk = if is_in_junk(state, acting) {
        Offer::new("Not junk", icons::INBOX, Wish::NotJunk)
    } else {
        Offer::new("Junk", icons::JUNK, Wish::Junk)
    };
    [
        Offer::new("Copy to", icons::COPY, Wish::AskCopyTo),
        junk,
        Offer::new("Delete for good", icons::TRASH, Wish::DeleteForGood),
        Offer::new("Export…", icons::DOWNLOAD, Wish::AskExport),
    ]
}

fn is_in_junk(state: &State, acting: Acting) -> bool {
    let here: Option<(_, &MailboxName)> = match acting {
        Acting::List | Acting::Mailbox => state.list.as_ref().map(|it| (it.account, &it.mailbox)),
        Acting::At(place) => {
            state.view(place).map(|it| (it.selected.key.account, &it.selected.key.mailbox))
        }
    };
    let mailbox = here.and_then(|(account, name)| state.account(account)?.mailbox(name));
    mailbox.is_some_and(|mailbox| mailbox.special_use == Some(SpecialUse::Junk))
}

/// "3 messages".
pub fn messages(count: u32) -> String {
    match count {
        1 => "1 message".to_owned(),
        many => format!("{} messages", grouped(u64::from(many))),
    }
}
