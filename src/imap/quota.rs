//! How much room there is: GETQUOTAROOT (RFC 2087 §4.3, RFC 9208 §4.1.3).

use super::encode::Line;
use super::error::ImapError;
use super::reader::Untagged;
use super::session::Session;
use crate::model::{MailboxName, Quota, Quotas};

/// Quota roots kept of one answer, as many as the reader keeps names.
const ROOTS_LIMIT: usize = 50;

/// The answer while it comes.
#[derive(Debug, Default)]
pub(super) struct Roots {
    named: Option<(Vec<String>, usize)>,
    quotas: Vec<Quota>,
    /// Quotas that had no room.
    more: usize,
}

impl Roots {
    pub fn see(&mut self, untagged: &Untagged) {
        match untagged {
            Untagged::QuotaRoots(roots, all) => self.named = Some((roots.clone(), *all)),
            Untagged::Quota(quota) => {
                let known = self.quotas.iter().position(|known| known.root == quota.root);
                let has_room = self.quotas.len() < ROOTS_LIMIT;
                match known.and_then(|at| self.quotas.get_mut(at)) {
                    Some(known) => known.clone_from(quota),
                    None if has_room => self.quotas.push(quota.clone()),
                    None => self.more += 1,
                }
            }
            _ => {}
        }
    }

    /// Of the roots that count for the mailbox; of all that came where the server names none.
    pub fn finish(self) -> Quotas {
        let Some((named, all)) = self.named else {
            return Quotas { roots: self.quotas, left_out: self.more };
        };
        let is_meant = |quota: &Quota| named.contains(&quota.root);
        let roots: Vec<Quota> = self.quotas.into_iter().filter(is_meant).collect();
        // A root without a limit is named and has no answer of its own.
        let left_out = all.saturating_sub(named.len()).max(self.more);
        Quotas { roots, left_out }
    }
}

impl Session {
    /// `None` where the server has no quotas.
    pub(super) fn quota_line(&self, mailbox: &MailboxName) -> Result<Option<Line>, ImapError> {
        if !self.capabilities.has("QUOTA") {
            return Ok(None);
        }
        self.line("GETQUOTAROOT", "GETQUOTAROOT").mailbox(mailbox).map(Some)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::imap::reader::{self, Response};

    fn seen(lines: &[String]) -> Quotas {
        let mut roots = Roots::default();
        for line in lines {
            let Response::Untagged(untagged) = reader::read(format!("* {line}\r\n").as_bytes())
            else {
                panic!("{line}")
            };
            roots.see(&untagged);
        }
        roots.finish()
    }

    #[test]
    fn only_the_roots_of_the_mailbox_count() {
        let lines = [
            "QUOTAROOT INBOX user \"\"",
            "QUOTA other (STORAGE 1 2)",
            "QUOTA user (STORAGE 1 2)",
            "QUOTA user (STORAGE 2 2)",
            "QUOTA \"\" (MESSAGE 5 9)",
        ];
        let quotas = seen(&lines.map(str::to_owned));
        let used: Vec<_> =
            quotas.roots.iter().map(|quota| quota.resources.iter().map(|r| r.used).sum()).collect();
        assert_eq!((used, quotas.left_out), (vec![2_u64, 5], 0));
        assert_eq!(seen(&["QUOTAROOT INBOX".to_owned()]), Quotas::default());
        assert_eq!(seen(&["QUOTA x (STORAGE 1 2)".to_owned()]).roots.len(), 1);
    }

    #[test]
    fn ten_thousand_roots_are_bounded_and_the_rest_is_told() {
        let names: String = (0..10_000).map(|n| format!(" r{n}")).collect();
        let mut lines = vec![format!("QUOTAROOT INBOX{names}")];
        lines.extend((0..10_000).map(|n| format!("QUOTA r{n} (STORAGE 1 2)")));
        let quotas = seen(&lines);
        assert_eq!((quotas.roots.len(), quotas.left_out), (50, 9_950));
        let quotas = seen(lines.get(1..).unwrap_or_default());
        assert_eq!((quotas.roots.len(), quotas.left_out), (50, 9_950));
    }
}
