//! What a worker does next: pure, no threads.

use std::collections::VecDeque;

use crate::model::MailboxName;

use super::job::{Job, JobKey};
use super::protocol::SaveId;

/// A job and how often it lost its connection.
#[derive(Debug)]
pub struct Queued {
    pub job: Job,
    pub losses: u32,
}

/// Invariant: at most one job per key, and one job per message shown, range of rows and mailbox
/// opened, because their keys hold no names: the newest replaces the one that has not begun.
#[derive(Debug, Default)]
pub struct JobQueue {
    jobs: VecDeque<Queued>,
}

impl JobQueue {
    /// Adds a job; one with the same key is superseded. Opening a mailbox supersedes what was
    /// wanted of the one before.
    pub fn push(&mut self, job: Job) {
        if let Job::Open { mailbox, .. } = &job {
            self.forget_views_of_others(mailbox);
        }
        self.push_again(Queued { job, losses: 0 });
    }

    /// Puts back a job that is not finished; a newer one with its key has the precedence.
    pub fn put_back(&mut self, queued: Queued) {
        let key = queued.job.key();
        if !self.jobs.iter().any(|other| other.job.key() == key) {
            self.jobs.push_back(queued);
        }
    }

    fn push_again(&mut self, queued: Queued) {
        let key = queued.job.key();
        match self.jobs.iter_mut().find(|other| other.job.key() == key) {
            Some(place) => *place = queued,
            // The rows that came last are the ones in view: theirs before those scrolled past.
            None if matches!(key, JobKey::Structures { .. }) => self.jobs.push_front(queued),
            None => self.jobs.push_back(queued),
        }
    }

    /// Takes the most urgent job; among equals the oldest, but of structures the newest.
    pub fn pop(&mut self) -> Option<Queued> {
        let (best, _) = self
            .jobs
            .iter()
            .enumerate()
            .min_by_key(|(index, queued)| (queued.job.priority(), *index))?;
        self.jobs.remove(best)
    }

    /// Whether a job with this key waits.
    pub fn has(&self, key: &JobKey) -> bool {
        self.jobs.iter().any(|queued| queued.job.key() == *key)
    }

    /// Takes a save out, wherever it stands.
    pub fn take_save(&mut self, id: SaveId) -> Option<Job> {
        let index = self.jobs.iter().position(|queued| queued.job.key() == JobKey::Save(id))?;
        self.jobs.remove(index).map(|queued| queued.job)
    }

    /// Forgets everything that only shows something: nobody looks any more.
    pub fn keep_changes(&mut self) {
        self.jobs.retain(|queued| matches!(queued.job, Job::Flag { .. } | Job::Change(_)));
    }

    fn forget_views_of_others(&mut self, mailbox: &MailboxName) {
        self.jobs.retain(|queued| match &queued.job {
            Job::Rows { mailbox: of, .. } | Job::Structures { mailbox: of, .. } => of == mailbox,
            Job::Message { key, .. } | Job::MoreText { key } | Job::Headers { key } => {
                key.mailbox == *mailbox
            }
            Job::Open { .. }
            | Job::Flag { .. }
            | Job::Save(_)
            | Job::Change(_)
            | Job::List
            | Job::Sync => true,
        });
    }
}

#[cfg(test)]
#[allow(clippy::expect_used, clippy::unwrap_used)]
mod tests {
    use std::num::NonZeroU32;

    use super::*;
    use crate::model::{AccountId, MessageKey};

    fn mailbox(name: &str) -> MailboxName {
        MailboxName::new(name.as_bytes())
    }

    fn rows(name: &str, first_seq: u32) -> Job {
        Job::Rows { mailbox: mailbox(name), first_seq, last_seq: first_seq + 9 }
    }

    fn message(name: &str, uid: u32) -> Job {
        let uid = NonZeroU32::new(uid).unwrap();
        let key =
            MessageKey { account: AccountId(0), mailbox: mailbox(name), uid_validity: uid, uid };
        Job::Message { key, structure: None }
    }

    fn drain(queue: &mut JobQueue) -> Vec<JobKey> {
        std::iter::from_fn(|| queue.pop()).map(|queued| queued.job.key()).collect()
    }

    #[test]
    fn a_click_on_a_message_goes_before_everything_else() {
        let mut queue = JobQueue::default();
        queue.push(Job::List);
        queue.push(rows("INBOX", 1));
        queue.push(message("INBOX", 7));
        assert_eq!(drain(&mut queue), [JobKey::Message, JobKey::Rows, JobKey::List]);
    }

    #[test]
    fn rows_scrolled_past_are_never_asked_for() {
        let mut queue = JobQueue::default();
        queue.push(rows("INBOX", 1));
        queue.push(rows("INBOX", 500));
        let popped = queue.pop().expect("one job");
        assert!(matches!(popped.job, Job::Rows { first_seq: 500, .. }), "{popped:?}");
        assert!(queue.pop().is_none());
    }

    #[test]
    fn structures_of_the_rows_in_view_come_before_those_scrolled_past() {
        let mut queue = JobQueue::default();
        for first_seq in [1, 500, 900] {
            let last_seq = first_seq + 9;
            queue.push(Job::Structures { mailbox: mailbox("INBOX"), first_seq, last_seq });
        }
        let order = [900, 500, 1].map(|first_seq| JobKey::Structures { first_seq });
        assert_eq!(drain(&mut queue), order);
    }

    #[test]
    fn opening_another_mailbox_forgets_what_was_wanted_of_the_last() {
        let mut queue = JobQueue::default();
        queue.push(rows("INBOX", 1));
        queue.push(message("INBOX", 7));
        queue.push(Job::Open { mailbox: mailbox("Sent"), rows: 50 });
        assert_eq!(drain(&mut queue), [JobKey::Open]);
    }

    #[test]
    fn a_job_put_back_does_not_replace_a_newer_one() {
        let mut queue = JobQueue::default();
        queue.push(rows("INBOX", 1));
        let old = queue.pop().expect("one job");
        queue.push(rows("INBOX", 500));
        queue.put_back(old);
        let popped = queue.pop().expect("one job");
        assert!(matches!(popped.job, Job::Rows { first_seq: 500, .. }), "{popped:?}");
        assert!(queue.pop().is_none());
    }
}
