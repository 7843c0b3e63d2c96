//! One flag of one message, set or cleared. Refused before any byte in a look-only session.

use std::num::NonZeroU32;

use super::error::ImapError;
use super::session::{Session, check_all};
use super::transfer::{Act, Marker};
use super::update::Update;
use crate::model::Flag;

impl Session {
    /// Sets or clears one flag; the new flags come as [`Update::Flags`].
    ///
    /// # Errors
    /// [`ImapError::NotPermanent`] where the mailbox keeps no such flag: nothing is sent then.
    pub fn store_flags(
        &mut self,
        uid: NonZeroU32,
        flag: Flag,
        set: bool,
        on: &mut dyn FnMut(Update),
    ) -> Result<(), ImapError> {
        self.check_act(&Act::Mark { marker: Marker::Flag(flag), set, told: true })?;
        let sign = if set { '+' } else { '-' };
        let line = self.line("STORE", &format!("UID STORE {uid} {sign}FLAGS ({})", word(flag)));
        let answers = self.run(vec![line], on, |_, _, _| {})?;
        check_all("STORE", &answers)
    }
}

pub(super) fn word(flag: Flag) -> &'static str {
    match flag {
        Flag::Seen => "\\Seen",
        Flag::Answered => "\\Answered",
        Flag::Flagged => "\\Flagged",
        Flag::Deleted => "\\Deleted",
        Flag::Draft => "\\Draft",
        Flag::Forwarded => "$Forwarded",
    }
}
