//! What the facts about a mailbox change in the list, and in the message chosen from it.

use crate::engine::{Event, Unavailable};
use crate::model::{AccountId, ListView, MailboxName, Order};

use super::action::Effect;
use super::list::{ListNote, ListState, MessageList};
use super::state::{NoticeKind, State};

impl State {
    /// Facts about a mailbox that is not listed are dropped.
    pub(super) fn apply_list(&mut self, event: Event) -> Vec<Effect> {
        match event {
            Event::MailboxOpened {
                account,
                mailbox,
                exists,
                uid_validity,
                uid_next,
                read_only,
                page_follows,
                kept,
                new_keywords,
                keywords,
            } => {
                let Some(list) = self.list_of(account, &mailbox) else { return Vec::new() };
                let before = list.uid_validity;
                list.opened(exists, (uid_validity, uid_next), read_only);
                (list.kept, list.new_keywords, list.keywords) = (kept, new_keywords, keywords);
                let follows = page_follows && list.page_follows(before.is_some());
                self.show_changes_again(account, &mailbox);
                self.find_gone(account, &mailbox);
                self.read_ahead.forget_rebuilt(account, &mailbox, uid_validity);
                if before.is_some_and(|before| before != uid_validity) {
                    self.mailbox_rebuilt(account, &mailbox);
                }
                if follows {
                    // What the view lacks beyond them is asked for when they are there.
                    return self.want_threads().into_iter().collect();
                }
                let mut effects = self.go_to_returned();
                effects.extend(self.want_rows());
                effects
            }
            Event::MailboxFailed { account, mailbox, failure } => {
                if let Some(list) = self.list_of(account, &mailbox) {
                    list.state = ListState::Failed(failure);
                }
                Vec::new()
            }
            Event::RowsLoaded { account, mailbox, rows } => {
                let Some(list) = self.list_of(account, &mailbox) else { return Vec::new() };
                list.insert(rows);
                self.find_gone(account, &mailbox);
                self.copy_flags();
                self.answered(account);
                let mut effects = self.want_rows();
                if effects.is_empty() {
                    effects.extend(self.want_beside());
                }
                effects.extend(self.go_to_returned());
                effects.extend(self.open_if_waiting());
                effects.extend(self.act_waiting());
                effects
            }
            Event::DetailsLoaded { account, mailbox, details } => {
                let Some(list) = self.list_of(account, &mailbox) else { return Vec::new() };
                list.insert_details(details);
                self.want_read_ahead()
            }
            Event::OrderLoaded { account, mailbox, order, first, seqs, whole } => {
                let Some(list) = self.list_of(account, &mailbox) else { return Vec::new() };
                list.order_loaded(order, first, seqs, whole);
                // Its rows follow: what is lacking then is asked for when they are there.
                Vec::new()
            }
            Event::OrderUnavailable { account, mailbox, order, reason } => {
                self.order_unavailable(account, &mailbox, order, reason)
            }
            Event::ThreadsLoaded { account, mailbox, nodes } => {
                let Some(list) = self.list_of(account, &mailbox) else { return Vec::new() };
                list.threads_loaded(&nodes);
                self.answered(account);
                self.want_rows()
            }
            Event::ThreadsUnavailable { account, mailbox, reason } => {
                let Some(list) = self.list_of(account, &mailbox) else { return Vec::new() };
                if !list.view.threads {
                    return Vec::new();
                }
                let messages = list.exists;
                list.make_threads_nearby(match reason {
                    Unavailable::NotOffered => ListNote::ThreadsNotOffered,
                    Unavailable::TooLarge { .. } => ListNote::ThreadsTooLarge { messages },
                    Unavailable::Refused(failure) => {
                        ListNote::ThreadsFailed { sentence: failure.sentence }
                    }
                });
                self.want_rows()
            }
            Event::ExistsChanged { account, mailbox, exists } => {
                let Some(list) = self.list_of(account, &mailbox) else { return Vec::new() };
                list.exists_changed(exists);
                // Where numbers were lost by it, what is under way is hidden again by its UIDs.
                self.show_changes_again(account, &mailbox);
                let mut effects = self.go_to_returned();
                effects.extend(self.want_rows());
                effects
            }
            Event::Expunged { account, mailbox, seq } => self.expunged(account, &mailbox, seq),
            Event::FlagsChanged { account, mailbox, seq, uid, flags, keywords } => {
                if let Some(list) = self.list_of(account, &mailbox) {
                    list.flags_changed(seq, uid, (flags, keywords));
                    self.copy_flags();
                }
                Vec::new()
            }
            // The others are not of the list; `State::apply` keeps them.
            _ => Vec::new(),
        }
    }

    pub(super) fn list_of(
        &mut self,
        account: AccountId,
        mailbox: &MailboxName,
    ) -> Option<&mut MessageList> {
        self.list.as_mut().filter(|list| list.account == account && list.mailbox == *mailbox)
    }

    /// The row that was chosen before it was there is there now.
    fn open_if_waiting(&mut self) -> Vec<Effect> {
        let Some(list) = &mut self.list else { return Vec::new() };
        if !list.open_when_loaded || list.cursor_uid().is_none() {
            return Vec::new();
        }
        list.open_when_loaded = false;
        self.open_cursor_row()
    }

    fn order_unavailable(
        &mut self,
        account: AccountId,
        mailbox: &MailboxName,
        order: Order,
        reason: Unavailable,
    ) -> Vec<Effect> {
        let Some(list) = self.list_of(account, mailbox) else { return Vec::new() };
        if list.view.order != order {
            return Vec::new();
        }
        list.order_unavailable(match reason {
            Unavailable::NotOffered => ListNote::CannotSort { key: order.key },
            Unavailable::TooLarge { estimated_bytes } => {
                ListNote::SortIsLarge { order, estimated_bytes }
            }
            Unavailable::Refused(failure) => ListNote::SortFailed { sentence: failure.sentence },
        });
        let mut effects = self.want_rows();
        if let Some(view) = self.account(account) {
            let name = view.account.name.clone();
            self.views.set(&name, mailbox, ListView::default());
            effects.push(Effect::KeepSettings);
        }
        effects
    }

    /// UIDVALIDITY changed: no UID means what it meant (RFC 3501 §2.3.1.1).
    fn mailbox_rebuilt(&mut self, account: AccountId, mailbox: &MailboxName) {
        let was_open = self.mailbox_gone(account, mailbox);
        let rest = if was_open { " The open message is shown as it was read." } else { "" };
        let name = self
            .account(account)
            .and_then(|view| view.mailbox(mailbox))
            .map_or_else(String::new, |mailbox| format!(" {}", mailbox.full_name));
        let text = format!("The folder{name} was rebuilt on the server and is listed anew.{rest}");
        self.notify(NoticeKind::Warning, text);
    }

    fn expunged(&mut self, account: AccountId, mailbox: &MailboxName, seq: u32) -> Vec<Effect> {
        let Some(list) = self.list_of(account, mailbox) else { return Vec::new() };
        let gone = list.expunged(seq);
        if let Some(key) = gone.and_then(|uid| list.key(uid)) {
            self.read_ahead.forget(account, mailbox, key.uid);
            self.message_gone(&key);
        }
        self.want_rows()
    }
}
