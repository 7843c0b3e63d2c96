//! What a worker does next: pure, no threads.

use std::collections::VecDeque;

use crate::model::{MailboxName, MessageKey};

use super::job::{Job, JobKey, Priority};
use super::pictures::Pictures;
use super::protocol::Place;

/// A job and how often it lost its connection.
#[derive(Debug)]
pub struct Queued {
    pub job: Job,
    pub losses: u32,
}

/// Invariant: at most one job per key, and so one per place where a message is shown, range of rows
/// and mailbox opened: the newest replaces the one that has not begun. Changes to mailboxes are each
/// for themselves: what comes between two of the same may undo the first.
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

    /// Puts back a job that is not finished; a newer one with its key has the precedence. A change
    /// goes on before those asked for after it.
    pub fn put_back(&mut self, queued: Queued) {
        let key = queued.job.key();
        let is_own = matches!(queued.job, Job::Change(_));
        if is_own || !self.jobs.iter().any(|other| other.job.key() == key) {
            if queued.job.priority() == Priority::Change {
                self.jobs.push_front(queued);
            } else {
                self.jobs.push_back(queued);
            }
        }
    }

    /// Puts a change back that goes on.
    pub fn put_first(&mut self, job: Job) {
        self.put_back(Queued { job, losses: 0 });
    }

    fn push_again(&mut self, queued: Queued) {
        let key = queued.job.key();
        let is_own = matches!(queued.job, Job::Change(_));
        match self.jobs.iter_mut().find(|other| other.job.key() == key) {
            Some(place) if !is_own => *place = queued,
            Some(_) | None => self.jobs.push_back(queued),
        }
    }

    /// Takes the most urgent job; among equals the oldest, but of structures the newest.
    pub fn pop(&mut self) -> Option<Queued> {
        let is_changing = self.jobs.iter().any(|queued| matches!(queued.job, Job::Messages(_)));
        let priority = |job: &Job| match job {
            // Each piece is heard by the watcher: one look behind the last says it all.
            Job::Sync if is_changing => Priority::Background,
            job => job.priority(),
        };
        let (best, _) = self
            .jobs
            .iter()
            .enumerate()
            .min_by_key(|(index, queued)| (priority(&queued.job), *index))?;
        self.jobs.remove(best)
    }

    /// Whether a job with this key waits.
    pub fn has(&self, key: &JobKey) -> bool {
        self.jobs.iter().any(|queued| queued.job.key() == *key)
    }

    /// Takes a job out, wherever it stands.
    pub fn take(&mut self, key: &JobKey) -> Option<Job> {
        let index = self.jobs.iter().position(|queued| queued.job.key() == *key)?;
        self.jobs.remove(index).map(|queued| queued.job)
    }

    /// The pictures of a message that are being fetched.
    pub fn pictures(&mut self, key: &MessageKey) -> Option<&mut Pictures> {
        self.jobs.iter_mut().find_map(|queued| match &mut queued.job {
            Job::Pictures(pictures) if pictures.key == *key => Some(&mut **pictures),
            _ => None,
        })
    }

    /// The message whose pictures wait longest, where those of more than `most` do.
    pub fn pictures_beyond(&self, most: usize) -> Option<MessageKey> {
        let mut waiting = self.jobs.iter().filter_map(|queued| match &queued.job {
            Job::Pictures(pictures) => Some(&pictures.key),
            _ => None,
        });
        let oldest = waiting.next()?;
        (waiting.count() >= most).then(|| oldest.clone())
    }

    /// Nobody looks at this message any more.
    pub fn forget_message(&mut self, left: &MessageKey) {
        self.jobs.retain(|queued| match &queued.job {
            Job::Message { key, .. } | Job::MoreText { key, .. } | Job::Headers { key } => {
                key != left
            }
            _ => true,
        });
    }

    /// Everything that waits for a mailbox waits for it under its new name.
    pub fn rename(&mut self, renamed: &dyn Fn(&MailboxName) -> Option<MailboxName>) {
        for queued in &mut self.jobs {
            queued.job.rename(renamed);
        }
    }

    /// Forgets everything that only shows something: nobody looks any more.
    pub fn keep_changes(&mut self) {
        self.jobs.retain(|queued| queued.job.priority() == Priority::Change);
    }

    pub fn forget_prefetch(&mut self) {
        self.jobs.retain(|queued| !matches!(queued.job, Job::Prefetch { .. }));
    }

    fn forget_views_of_others(&mut self, mailbox: &MailboxName) {
        self.jobs.retain(|queued| match &queued.job {
            Job::Rows { mailbox: of, .. }
            | Job::Details { mailbox: of, .. }
            | Job::Threads { mailbox: of } => of == mailbox,
            Job::Message { key, place, .. } => *place != Place::PANE || key.mailbox == *mailbox,
            Job::Prefetch { key, .. } => key.mailbox == *mailbox,
            Job::Open { .. }
            // Of messages in windows, too.
            | Job::MoreText { .. }
            | Job::Headers { .. }
            | Job::Pictures(_)
            | Job::Part(_)
            | Job::Source(_)
            | Job::Flag { .. }
            | Job::Compress
            | Job::Save(_)
            | Job::Export(_)
            | Job::Change(_)
            | Job::Survey { .. }
            | Job::Messages(_)
            | Job::Info(_)
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
    use crate::engine::changes::Changing;
    use crate::engine::mailboxes::Reshaping;
    use crate::engine::protocol::{
        ChangeId, ChangeRequest, Chosen, MailboxChange, MessageChange, Place, RowsAsked,
    };
    use crate::engine::steps::View;
    use crate::model::{AccountId, MessageKey};
    use crate::reading::Form;

    fn mailbox(name: &str) -> MailboxName {
        MailboxName::new(name.as_bytes())
    }

    fn rows(name: &str, first_seq: u32) -> Job {
        let rows = RowsAsked::Range { first_seq, last_seq: first_seq + 9 };
        Job::Rows { mailbox: mailbox(name), rows, links: false }
    }

    fn message(name: &str, uid: u32) -> Job {
        message_at(Place::PANE, name, uid)
    }

    fn message_at(place: Place, name: &str, uid: u32) -> Job {
        let uid = NonZeroU32::new(uid).unwrap();
        let key =
            MessageKey { account: AccountId(0), mailbox: mailbox(name), uid_validity: uid, uid };
        Job::Message { place, key, structure: None, form: Form::default() }
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
        assert_eq!(drain(&mut queue), [JobKey::Message(Place::PANE), JobKey::Rows, JobKey::List]);
    }

    #[test]
    fn rows_scrolled_past_are_never_asked_for() {
        let mut queue = JobQueue::default();
        queue.push(rows("INBOX", 1));
        queue.push(rows("INBOX", 500));
        let popped = queue.pop().expect("one job");
        assert!(
            matches!(popped.job, Job::Rows { rows: RowsAsked::Range { first_seq: 500, .. }, .. }),
            "{popped:?}"
        );
        assert!(queue.pop().is_none());
    }

    #[test]
    fn details_of_rows_scrolled_past_are_never_asked_for() {
        let mut queue = JobQueue::default();
        for seq in [1, 500, 900] {
            queue.push(Job::Details { mailbox: mailbox("INBOX"), seqs: vec![seq] });
        }
        let popped = queue.pop().expect("one job");
        assert!(matches!(&popped.job, Job::Details { seqs, .. } if seqs == &[900]), "{popped:?}");
        assert!(queue.pop().is_none());
    }

    #[test]
    fn opening_another_mailbox_forgets_what_was_wanted_of_the_last() {
        let mut queue = JobQueue::default();
        queue.push(rows("INBOX", 1));
        queue.push(message("INBOX", 7));
        queue.push(message_at(Place(1), "INBOX", 7));
        queue.push(Job::Open {
            mailbox: mailbox("Sent"),
            rows: 50,
            view: View::default(),
            known_exists: None,
        });
        // A window goes on showing its message.
        assert_eq!(drain(&mut queue), [JobKey::Message(Place(1)), JobKey::Open]);
    }

    #[test]
    fn each_mailbox_is_looked_at_though_another_one_is_too() {
        let mut queue = JobQueue::default();
        for name in ["A", "B", "A"] {
            queue.push(Job::Survey { mailbox: mailbox(name) });
        }
        assert_eq!(drain(&mut queue), [JobKey::Survey(mailbox("A")), JobKey::Survey(mailbox("B"))]);
    }

    fn change(id: u32) -> Job {
        let request = ChangeRequest {
            id: ChangeId(id),
            account: AccountId(0),
            mailbox: mailbox("INBOX"),
            uid_validity: None,
            messages: Chosen::Everything,
            change: MessageChange::Delete,
        };
        Job::Messages(Box::new(Changing::new(request)))
    }

    #[test]
    fn changes_go_on_in_their_order_and_clicks_pass_between_their_pieces() {
        let mut queue = JobQueue::default();
        queue.push(change(1));
        let deleted = Reshaping::new(MailboxChange::deleted(mailbox("Old")));
        queue.push(Job::Change(Box::new(deleted)));
        queue.push(change(2));
        let first = queue.pop().expect("the first change");
        assert_eq!(first.job.key(), JobKey::Messages(ChangeId(1)));
        queue.put_back(first);
        queue.push(Job::Sync);
        queue.push(rows("INBOX", 1));
        let deleted = JobKey::Change(MailboxChange::deleted(mailbox("Old")));
        let (one, two) = (JobKey::Messages(ChangeId(1)), JobKey::Messages(ChangeId(2)));
        // The look at what is new waits: each piece would bring another.
        assert_eq!(drain(&mut queue), [JobKey::Rows, one, deleted, two, JobKey::Sync]);
    }

    #[test]
    fn a_change_to_mailboxes_asked_for_twice_is_done_twice_in_its_place() {
        let mut queue = JobQueue::default();
        let subscribed = |on| MailboxChange::Subscribed { mailbox: mailbox("Old"), on };
        for on in [true, false, true] {
            queue.push(Job::Change(Box::new(Reshaping::new(subscribed(on)))));
        }
        let first = queue.pop().expect("the first");
        queue.put_back(first);
        let all = [true, false, true].map(|on| JobKey::Change(subscribed(on)));
        assert_eq!(drain(&mut queue), all);
    }

    #[test]
    fn before_the_end_what_was_changed_is_still_sent() {
        let mut queue = JobQueue::default();
        queue.push(Job::List);
        queue.push(change(1));
        queue.push(rows("INBOX", 1));
        queue.keep_changes();
        assert_eq!(drain(&mut queue), [JobKey::Messages(ChangeId(1))]);
    }

    #[test]
    fn a_job_put_back_does_not_replace_a_newer_one() {
        let mut queue = JobQueue::default();
        queue.push(rows("INBOX", 1));
        let old = queue.pop().expect("one job");
        queue.push(rows("INBOX", 500));
        queue.put_back(old);
        let popped = queue.pop().expect("one job");
        assert!(
            matches!(popped.job, Job::Rows { rows: RowsAsked::Range { first_seq: 500, .. }, .. }),
            "{popped:?}"
        );
        assert!(queue.pop().is_none());
    }
}
