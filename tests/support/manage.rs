//! One command about a mailbox, and its answer.

use mailpane::imap::{ImapError, MailboxCommand, Managed, Managing, Session, Update};

/// Sends it alone.
pub fn manage(
    session: &mut Session,
    command: MailboxCommand,
    on: &mut dyn FnMut(Update),
) -> Result<(), ImapError> {
    let managing = Managing { commands: &[command], unselect: false, list: false };
    let mut came = Managed::default();
    session.manage(&managing, &mut came, on)?;
    came.answers.pop().flatten().expect("each command is answered")
}
