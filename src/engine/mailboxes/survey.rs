//! What a mailbox and those inside it hold, from the tree and one exchange of STATUS.

use std::collections::BTreeMap;

use crate::model::{Mailbox, MailboxCounts, MailboxName};

use crate::engine::protocol::{MailboxSurvey, SurveyedInside};

/// What of the tree a survey is about.
#[derive(Debug)]
pub struct Plan {
    mailbox: MailboxName,
    inside: Vec<SurveyedInside>,
    inside_total: u32,
    subscribed: u32,
    special_uses: Vec<crate::model::SpecialUse>,
    /// Mailboxes that can hold messages: itself and those inside, within the limit.
    pub asked: Vec<MailboxName>,
    /// Nothing that can hold messages was left out.
    is_whole: bool,
}

impl Plan {
    pub fn new(tree: &[Mailbox], name: &MailboxName) -> Self {
        let mut plan = Self {
            mailbox: name.clone(),
            inside: Vec::new(),
            inside_total: 0,
            subscribed: 0,
            special_uses: Vec::new(),
            asked: Vec::new(),
            is_whole: true,
        };
        for mailbox in tree {
            let is_itself = mailbox.name == *name;
            if is_itself || mailbox.name.is_inside(name, mailbox.delimiter) {
                plan.take(mailbox, is_itself);
            }
        }
        plan
    }

    fn take(&mut self, mailbox: &Mailbox, is_itself: bool) {
        self.subscribed += u32::from(mailbox.subscribed);
        self.special_uses.extend(mailbox.special_use);
        if !is_itself {
            self.inside_total += 1;
            if self.inside.len() >= MailboxSurvey::INSIDE_LIMIT {
                self.is_whole &= !mailbox.selectable;
                return;
            }
            self.inside.push(SurveyedInside {
                name: mailbox.name.clone(),
                messages: None,
                unseen: None,
                special_use: mailbox.special_use,
                subscribed: mailbox.subscribed,
            });
        }
        if mailbox.selectable {
            self.asked.push(mailbox.name.clone());
        }
    }

    pub fn survey(self, counts: &BTreeMap<MailboxName, MailboxCounts>) -> MailboxSurvey {
        let of = |name: &MailboxName| {
            let found = counts.get(name);
            (found.map(|counts| counts.messages), found.map(|counts| counts.unseen))
        };
        let (messages, unseen) = of(&self.mailbox);
        let itself = counts.get(&self.mailbox);
        let mut inside = self.inside;
        for one in &mut inside {
            (one.messages, one.unseen) = of(&one.name);
        }
        MailboxSurvey {
            messages,
            unseen,
            uid_next: itself.and_then(|counts| counts.uid_next),
            uid_validity: itself.and_then(|counts| counts.uid_validity),
            inside,
            inside_total: self.inside_total,
            counted: self.is_whole && self.asked.iter().all(|name| counts.contains_key(name)),
            subscribed: self.subscribed,
            special_uses: self.special_uses,
            mailbox: self.mailbox,
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::num::NonZeroU32;

    use super::*;
    use crate::model::SpecialUse;

    fn name(text: &str) -> MailboxName {
        MailboxName::new(text.as_bytes())
    }

    fn counts(names: &[&str]) -> BTreeMap<MailboxName, MailboxCounts> {
        let (uid_next, uid_validity) = (NonZeroU32::new(9), NonZeroU32::new(7));
        let counts =
            MailboxCounts { messages: 3, unseen: 1, uid_next, uid_validity, size_bytes: None };
        names.iter().map(|text| (name(text), counts)).collect()
    }

    #[test]
    fn it_counts_the_mailbox_and_what_is_inside_and_nothing_beside() {
        let mut tree: Vec<Mailbox> =
            ["a", "a/b", "a/b/c", "ab", "A/x", "b"].map(Mailbox::plain).to_vec();
        tree.get_mut(1).unwrap().selectable = false;
        tree.get_mut(2).unwrap().special_use = Some(SpecialUse::Archive);
        let plan = Plan::new(&tree, &name("a"));
        assert_eq!(plan.asked, [name("a"), name("a/b/c")]);
        let survey = plan.survey(&counts(&["a", "a/b/c"]));
        assert_eq!((survey.messages_total(), survey.unseen_total()), (6, 2));
        assert_eq!((survey.inside_total, survey.subscribed, survey.counted), (2, 3, true));
        assert_eq!(survey.special_uses, [SpecialUse::Archive]);
        assert_eq!(
            (survey.uid_next, survey.uid_validity),
            (NonZeroU32::new(9), NonZeroU32::new(7))
        );
    }

    #[test]
    fn what_was_refused_or_left_out_is_said() {
        let tree: Vec<Mailbox> = (0..300).map(|n| Mailbox::plain(&format!("a/{n}"))).collect();
        let plan = Plan::new(&tree, &name("a"));
        assert_eq!(plan.asked.len(), MailboxSurvey::INSIDE_LIMIT);
        let survey = plan.survey(&counts(&["a/1"]));
        assert_eq!((survey.inside.len(), survey.inside_total), (200, 300));
        assert!(!survey.counted && survey.messages.is_none());
        let survey = Plan::new(&tree, &name("a/1")).survey(&BTreeMap::new());
        assert!(!survey.counted, "its only STATUS was refused");
    }
}
