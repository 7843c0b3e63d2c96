//! Mailboxes made, renamed, deleted and subscribed to: several commands and the list of what there is
//! then, in one write.
//!
//! ```text
//! UNSELECT                       where the open mailbox is about to go
//! RENAME "a" "b"
//! SUBSCRIBE "b"
//! LIST "" "*" RETURN (…)         the tree as it is now
//! ```
//!
//! A server runs them in this order, as each depends on the one before (RFC 3501 §5.5). One that it
//! refuses stops none of the others.

use super::batch::{self, Event};
use super::encode::Line;
use super::error::{Denial, ImapError};
use super::mailboxes::Listing;
use super::reader::{Status, StatusLine};
use super::session::Session;
use super::special_use::attribute;
use super::update::Update;
use crate::model::{Mailbox, MailboxName, SpecialUse};

/// One command about a mailbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MailboxCommand {
    /// With a use only where the server offers CREATE-SPECIAL-USE (RFC 6154 §3).
    Create {
        mailbox: MailboxName,
        special_use: Option<SpecialUse>,
    },
    Rename {
        from: MailboxName,
        to: MailboxName,
    },
    Delete(MailboxName),
    /// SUBSCRIBE, or UNSUBSCRIBE where not `on`.
    Subscribe {
        mailbox: MailboxName,
        on: bool,
    },
}

/// What goes out in one write.
#[derive(Clone, Copy, Debug)]
pub struct Managing<'a> {
    pub commands: &'a [MailboxCommand],
    /// Leave the open mailbox first (RFC 3691): a server may refuse to rename or delete it, or end
    /// the session. Only where [`Session::can_unselect`].
    pub unselect: bool,
    /// List what there is then.
    pub list: bool,
}

/// What came back; true also where the connection broke on the way.
#[derive(Debug, Default)]
pub struct Managed {
    /// In the order of the commands; `None` where no answer came.
    pub answers: Vec<Option<Result<(), ImapError>>>,
    /// In the order of the tree; `None` where it was not asked for, or refused.
    pub mailboxes: Option<Vec<Mailbox>>,
}

impl Managed {
    /// Whether every command was answered by OK.
    pub fn is_done(&self) -> bool {
        self.answers.iter().all(|answer| matches!(answer, Some(Ok(()))))
    }
}

impl Session {
    /// Whether a mailbox can be left without opening another one (RFC 3691).
    pub fn can_unselect(&self) -> bool {
        self.capabilities.has("UNSELECT")
    }

    /// Whether a mailbox can be made for a special use (RFC 6154 §3).
    pub fn can_create_for_use(&self) -> bool {
        self.capabilities.has("CREATE-SPECIAL-USE")
    }

    /// Runs the commands, and the list behind them. Counts that cannot come with the list are asked
    /// for in a second write.
    ///
    /// # Errors
    /// Only a lost connection, or where nothing of it left: look-only, or a name that no command can
    /// carry. A refusal is an answer.
    pub fn manage(
        &mut self,
        managing: &Managing<'_>,
        came: &mut Managed,
        on: &mut dyn FnMut(Update),
    ) -> Result<(), ImapError> {
        self.may_change()?;
        let mut listing = Listing::new(&self.capabilities);
        let mut lines = Vec::new();
        if managing.unselect {
            lines.push(self.line("UNSELECT", "UNSELECT"));
        }
        let first = lines.len();
        for command in managing.commands {
            lines.push(self.mailbox_line(command)?);
        }
        let listed = lines.len();
        if managing.list {
            lines.extend(listing.lines(self));
        }
        came.answers = managing.commands.iter().map(|_| None).collect();
        let mut is_listed = false;
        self.sorted = self.sorted.take().filter(|_| !managing.unselect);
        self.run(lines, on, |event, track, _| match event {
            Event::Untagged(untagged) => listing.take(untagged),
            Event::Done { index, status } if *index < first => {
                if status.status == Status::Ok {
                    track.close();
                }
            }
            Event::Done { index, status } => {
                // Of LIST and LSUB only the first is the tree.
                is_listed |= *index == listed && status.status == Status::Ok;
                let place = *index - first;
                if let (Some(answer), Some(command)) =
                    (came.answers.get_mut(place), managing.commands.get(place))
                {
                    *answer = Some(check(command, status));
                }
            }
        })?;
        if is_listed && managing.list {
            let mailboxes = listing.mailboxes();
            came.mailboxes = Some(self.add_counts(mailboxes, &listing, on)?);
        }
        Ok(())
    }

    fn mailbox_line(&self, command: &MailboxCommand) -> Result<Line, ImapError> {
        let name = command.name();
        let line = self.line(name, name);
        match command {
            MailboxCommand::Create { mailbox, special_use } => {
                let line = line.mailbox(mailbox)?;
                Ok(match special_use.and_then(attribute) {
                    Some(attribute) => line.text(&format!(" (USE ({attribute}))")),
                    None => line,
                })
            }
            MailboxCommand::Rename { from, to } => line.mailbox(from)?.mailbox(to),
            MailboxCommand::Delete(mailbox) | MailboxCommand::Subscribe { mailbox, .. } => {
                line.mailbox(mailbox)
            }
        }
    }
}

impl MailboxCommand {
    fn name(&self) -> &'static str {
        match self {
            Self::Create { .. } => "CREATE",
            Self::Rename { .. } => "RENAME",
            Self::Delete(_) => "DELETE",
            Self::Subscribe { on: true, .. } => "SUBSCRIBE",
            Self::Subscribe { on: false, .. } => "UNSUBSCRIBE",
        }
    }
}

/// As [`batch::check`], and what the reason in brackets means (RFC 5530 §3, RFC 6154 §3).
fn check(command: &MailboxCommand, answer: &StatusLine) -> Result<(), ImapError> {
    let name = command.name();
    let denial = match (answer.reason(), command) {
        (Some("NOPERM"), _) => Denial::NoRight(name),
        (Some("ALREADYEXISTS"), _) => Denial::Exists,
        (Some("USEATTR"), _) => Denial::NoUse,
        (Some("NONEXISTENT"), MailboxCommand::Rename { .. } | MailboxCommand::Delete(_)) => {
            Denial::Gone
        }
        _ => return batch::check(name, answer),
    };
    match answer.status {
        Status::Ok => Ok(()),
        Status::No | Status::Bad | Status::Bye | Status::PreAuth => {
            Err(ImapError::Denied { denial, server_text: answer.text.clone() })
        }
    }
}
