//! Who may do what with a mailbox, and changing that (RFC 4314).
//!
//! Rights are given and taken one by one (`+`, `-`): what somebody else changes at the same time is
//! not lost. What the server then says is what is shown, whatever it answered to the change.

use super::batch;
use super::encode::Line;
use super::error::{Denial, ImapError};
use super::reader::{Status, StatusLine, Untagged};
use super::session::Session;
use super::update::Update;
use crate::model::{Acl, Grantable, Identifier, MailboxName, Rights, RightsChange, Told};

/// Everybody who can log in or not: every server of RFC 4314 §2 knows it.
const ANYONE: &[u8] = b"anyone";

/// The answers while they come.
#[derive(Debug, Default)]
pub(super) struct Answers {
    pub acl: Option<Acl>,
    pub rights: Option<Rights>,
    pub grantable: Grantable,
    pub own_grantable: Grantable,
}

impl Answers {
    pub fn see(&mut self, untagged: &Untagged) {
        match untagged {
            Untagged::Acl(acl) => self.acl = Some(acl.clone()),
            Untagged::MyRights(rights) => self.rights = Some(*rights),
            Untagged::Grantable(who, grantable) if who.as_bytes() == ANYONE => {
                self.grantable = grantable.clone();
            }
            // The server may spell the user's name in its own way.
            Untagged::Grantable(_, grantable) => self.own_grantable = grantable.clone(),
            _ => {}
        }
    }
}

/// What became of a change of rights.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RightsOutcome {
    /// As they are now.
    pub rights: Told<Rights>,
    pub acl: Told<Acl>,
}

impl Session {
    pub(super) fn has_acl(&self) -> bool {
        self.capabilities.has("ACL")
    }

    /// Whether it knows the rights of RFC 4314: it says which of its own it adds.
    pub(super) fn has_new_rights(&self) -> bool {
        self.capabilities.iter().any(|word| word.starts_with("RIGHTS="))
    }

    pub(super) fn acl_lines(&self, mailbox: &MailboxName) -> Result<[Line; 2], ImapError> {
        Ok([
            self.line("MYRIGHTS", "MYRIGHTS").mailbox(mailbox)?,
            self.line("GETACL", "GETACL").mailbox(mailbox)?,
        ])
    }

    /// What can be given to anyone, and to this user.
    pub(super) fn grantable_lines(
        &self,
        mailbox: &MailboxName,
        user: &str,
    ) -> Result<Vec<Line>, ImapError> {
        let line = |who: &[u8]| {
            self.line("LISTRIGHTS", "LISTRIGHTS").mailbox(mailbox)?.string(who, "user name")
        };
        let mut lines = vec![line(ANYONE)?];
        // A name that cannot be sent is nobody's.
        lines.extend(line(user.as_bytes()).ok().filter(|_| !user.is_empty()));
        Ok(lines)
    }

    /// Changes who may do what, in one write with the look at what is so then.
    ///
    /// The outcome is what the server says behind the changes; the other value is the first change
    /// that it refused, where that is not so all the same.
    ///
    /// # Errors
    /// [`ImapError::LookOnly`] and [`ImapError::BadArgument`] before anything was sent; else only a
    /// lost connection.
    pub fn change_rights(
        &mut self,
        mailbox: &MailboxName,
        changes: &[RightsChange],
        on: &mut dyn FnMut(Update),
    ) -> Result<(RightsOutcome, Option<ImapError>), ImapError> {
        self.may_change()?;
        let mut lines = Vec::with_capacity(changes.len() + 2);
        for change in changes {
            lines.push(self.change_line(mailbox, change)?);
        }
        lines.extend(self.acl_lines(mailbox)?);
        let mut seen = Answers::default();
        let answers = self.run(lines, on, |event, _, _| {
            if let batch::Event::Untagged(untagged) = event {
                seen.see(untagged);
            }
        })?;
        let [mine, acl] = [changes.len(), changes.len() + 1].map(|index| answers.get(index));
        let outcome = RightsOutcome { rights: told(seen.rights, mine), acl: told(seen.acl, acl) };
        let mut judged = changes.iter().zip(&answers);
        let refused = judged.find_map(|(change, answer)| {
            let error = check(command_of(change), answer).err()?;
            (!is_so(change, &outcome)).then_some(error)
        });
        Ok((outcome, refused))
    }

    fn change_line(&self, mailbox: &MailboxName, change: &RightsChange) -> Result<Line, ImapError> {
        let command = command_of(change);
        let line = self.line(command, command).mailbox(mailbox)?;
        let line = line.string(change.who().as_bytes(), "user name")?;
        // Letters and digits only: nothing of them needs quotes.
        Ok(match change {
            RightsChange::Give(_, rights) => line.text(&format!(" +{}", rights.letters())),
            RightsChange::Take(_, rights) => line.text(&format!(" -{}", rights.letters())),
            RightsChange::Remove(_) => line,
        })
    }
}

fn command_of(change: &RightsChange) -> &'static str {
    match change {
        RightsChange::Give(..) | RightsChange::Take(..) => "SETACL",
        RightsChange::Remove(_) => "DELETEACL",
    }
}

/// Whether the list says what the change wanted, though the server refused it: a line that was sent
/// twice over a lost connection is gone already.
fn is_so(change: &RightsChange, outcome: &RightsOutcome) -> bool {
    let Some(acl) = outcome.acl.said() else { return false };
    let held = |who: &Identifier| {
        acl.entries.iter().find(|entry| entry.who == *who).map(|entry| entry.rights)
    };
    match change {
        RightsChange::Give(who, rights) => held(who).is_some_and(|held| held.contains(*rights)),
        RightsChange::Take(who, rights) => !held(who).is_some_and(|held| held.any_of(*rights)),
        RightsChange::Remove(who) => held(who).is_none(),
    }
}

/// What came, or the server's words in place of it.
pub(super) fn told<T>(came: Option<T>, answer: Option<&StatusLine>) -> Told<T> {
    let words = |answer: &StatusLine| Told::Refused(answer.text.clone());
    match (came, answer) {
        (Some(value), Some(answer)) if answer.status == Status::Ok => Told::Said(value),
        (_, Some(answer)) if answer.status == Status::Ok => Told::Refused(String::new()),
        (_, Some(answer)) => words(answer),
        (_, None) => Told::NotOffered,
    }
}

fn check(command: &'static str, answer: &StatusLine) -> Result<(), ImapError> {
    match (answer.status, answer.reason()) {
        (Status::No, Some("NOPERM")) => {
            let denial = Denial::NoRight(command);
            Err(ImapError::Denied { denial, server_text: answer.text.clone() })
        }
        _ => batch::check(command, answer),
    }
}
