//! What a server says of an account and of a mailbox, each in one write.
//!
//! Nothing is selected for it, so that the open mailbox stays open; what only SELECT tells is known of
//! that one alone. A command that is refused costs what it asked for and nothing else.

use super::acl::{Answers, told};
use super::batch::Event;
use super::encode::Line;
use super::error::ImapError;
use super::quota::Roots;
use super::reader::Untagged;
use super::session::Session;
use super::update::Update;
use crate::model::{
    AccountInfo, EXTENSIONS, Flag, FolderInfo, KeptMarks, MailboxCounts, MailboxName, Namespaces,
};

/// The flags of RFC 3501 §2.3.2 that people set, and the one keyword that is a flag here.
const FLAGS: [Flag; 6] =
    [Flag::Seen, Flag::Answered, Flag::Flagged, Flag::Deleted, Flag::Draft, Flag::Forwarded];

/// The commands of one write, and where each one's answer stands.
#[derive(Default)]
struct Lines {
    lines: Vec<Line>,
}

impl Lines {
    fn add(&mut self, line: Line) -> usize {
        self.lines.push(line);
        self.lines.len() - 1
    }
}

impl Session {
    /// What the server says of one mailbox. `selectable` is false for a name that only holds others;
    /// `user` is whose rights can be given.
    ///
    /// # Errors
    /// [`ImapError::BadArgument`] where the name cannot be sent; else only a lost connection.
    pub fn folder_info(
        &mut self,
        mailbox: &MailboxName,
        (selectable, user): (bool, &str),
        on: &mut dyn FnMut(Update),
    ) -> Result<FolderInfo, ImapError> {
        let mut asked = Lines::default();
        let has_size = self.capabilities.has("STATUS=SIZE");
        let counts = if selectable { Some(asked.add(self.status_line(mailbox)?)) } else { None };
        let quota = self.quota_line(mailbox)?.map(|line| asked.add(line));
        let (mut mine, mut acl) = (None, None);
        if self.has_acl() {
            let [my_rights, get_acl] = self.acl_lines(mailbox)?;
            (mine, acl) = (Some(asked.add(my_rights)), Some(asked.add(get_acl)));
            for line in self.grantable_lines(mailbox, user)? {
                asked.add(line);
            }
        }
        let (mut seen, mut roots) = (Answers::default(), Roots::default());
        let mut counted: Option<MailboxCounts> = None;
        let answers = self.run_asked(asked, on, |untagged| match untagged {
            Untagged::Counts { counts, .. } => counted = Some(*counts),
            other => {
                seen.see(other);
                roots.see(other);
            }
        })?;
        let answer = |index: Option<usize>| index.and_then(|index| answers.get(index));
        Ok(FolderInfo {
            counts: told(counted, answer(counts)),
            has_size,
            quotas: told(Some(roots.finish()), answer(quota)),
            rights: told(seen.rights, answer(mine)),
            acl: told(seen.acl, answer(acl)),
            grantable: seen.grantable,
            own_grantable: seen.own_grantable,
            new_rights: self.has_new_rights(),
            kept: self.kept_marks(mailbox),
        })
    }

    /// What the server says of the account.
    ///
    /// # Errors
    /// Only a lost connection.
    pub fn account_info(&mut self, on: &mut dyn FnMut(Update)) -> Result<AccountInfo, ImapError> {
        let mut asked = Lines::default();
        let quota = self.quota_line(&MailboxName::inbox())?.map(|line| asked.add(line));
        let space = self.namespace_line().map(|line| asked.add(line));
        let mut roots = Roots::default();
        let mut spaces: Option<Namespaces> = None;
        let answers = self.run_asked(asked, on, |untagged| match untagged {
            Untagged::Namespaces(found) => spaces = Some(found.clone()),
            other => roots.see(other),
        })?;
        if let Some(spaces) = &spaces {
            self.learn_namespaces(spaces);
        }
        let answer = |index: Option<usize>| index.and_then(|index| answers.get(index));
        let has = |word: &str| self.capabilities.has(word);
        Ok(AccountInfo {
            quotas: told(Some(roots.finish()), answer(quota)),
            namespaces: told(spaces, answer(space)),
            extensions: EXTENSIONS.iter().map(|one| (one, one.is_offered(has))).collect(),
        })
    }

    fn run_asked(
        &mut self,
        asked: Lines,
        on: &mut dyn FnMut(Update),
        mut see: impl FnMut(&Untagged),
    ) -> Result<Vec<super::reader::StatusLine>, ImapError> {
        if asked.lines.is_empty() {
            return Ok(Vec::new());
        }
        self.run(asked.lines, on, |event, _, _| {
            if let Event::Untagged(untagged) = event {
                see(untagged);
            }
        })
    }

    fn status_line(&self, mailbox: &MailboxName) -> Result<Line, ImapError> {
        let size = if self.capabilities.has("STATUS=SIZE") { " SIZE" } else { "" };
        let items = format!(" (MESSAGES UNSEEN UIDNEXT UIDVALIDITY{size})");
        Ok(self.line("STATUS", "STATUS").mailbox(mailbox)?.text(&items))
    }

    /// What the open mailbox keeps, where it is this one.
    fn kept_marks(&self, mailbox: &MailboxName) -> Option<KeptMarks> {
        if self.track.mailbox.as_ref() != Some(mailbox) || self.track.permanent.is_none() {
            return None;
        }
        let permits = self.track.permits();
        Some(KeptMarks {
            flags: FLAGS.into_iter().filter(|flag| permits.allows(*flag)).collect(),
            keywords: permits.keywords.clone(),
            new_keywords: permits.new_keywords,
            read_only: self.track.read_only,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::imap::reader::StatusLine;
    use crate::model::Told;

    #[test]
    fn what_is_refused_is_told_apart_from_what_is_not_offered() {
        let answer = StatusLine::read(b"NO [NOPERM] not yours");
        assert_eq!(told(Some(1), answer.as_ref()), Told::Refused("not yours".to_owned()));
        assert_eq!(told::<u8>(None, None), Told::NotOffered);
        let answer = StatusLine::read(b"OK done");
        assert_eq!(told(Some(1), answer.as_ref()), Told::Said(1));
        assert_eq!(told::<u8>(None, answer.as_ref()), Told::Refused(String::new()));
    }
}
