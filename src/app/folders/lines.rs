//! The lines of the folder tree, from the accounts' mailboxes.

use crate::model::{Mailbox, MailboxName, SpecialUse};

use crate::app::state::AccountView;

/// One line below an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FolderLine {
    /// `None` for a parent that the server does not list itself.
    pub name: Option<MailboxName>,
    /// As `name`, also of such a parent, which is a part of the names of those inside.
    pub folder: Option<MailboxName>,
    pub label: String,
    pub path: Vec<String>,
    /// Steps below the account; 0 is the top.
    pub depth: usize,
    pub selectable: bool,
    pub special_use: Option<SpecialUse>,
    pub unseen: u32,
    pub has_children: bool,
    pub is_open: bool,
}

/// The visible lines of one account's tree, top to bottom.
///
/// With `all` false only subscribed mailboxes and their parents show; INBOX always does. Parents
/// that the server does not list get a line of their own, so that a hole in the hierarchy does not
/// hide what is below it. Linear in the number of mailboxes.
pub fn folder_lines(view: &AccountView, all: bool) -> Vec<FolderLine> {
    let Some(mailboxes) = view.mailboxes.as_ref() else { return Vec::new() };
    let shown: Vec<&Mailbox> = mailboxes
        .iter()
        .filter(|m| all || m.subscribed || m.name.is_inbox() || m.special_use.is_some())
        .collect();
    let mut root = Node::default();
    for mailbox in shown {
        root.insert(mailbox);
    }
    let mut lines = Vec::new();
    // A stack instead of recursion: the server decides how deep names go.
    let mut stack: Vec<(usize, Vec<String>, &Node)> =
        root.children.iter().rev().map(|(part, node)| (0, vec![part.clone()], node)).collect();
    while let Some((depth, path, node)) = stack.pop() {
        let is_open = !view.closed_branches.contains(&path);
        lines.push(line(depth, &path, node, is_open));
        if is_open {
            for (part, child) in node.children.iter().rev() {
                let mut below = path.clone();
                below.push(part.clone());
                stack.push((depth + 1, below, child));
            }
        }
    }
    lines
}

#[derive(Default)]
struct Node<'a> {
    mailbox: Option<&'a Mailbox>,
    /// In the order the server's list was sorted.
    children: Vec<(String, Node<'a>)>,
    by_part: std::collections::HashMap<String, usize>,
}

impl<'a> Node<'a> {
    fn insert(&mut self, mailbox: &'a Mailbox) {
        let mut node = self;
        for part in &mailbox.path {
            let index = match node.by_part.get(part) {
                Some(index) => *index,
                None => {
                    node.children.push((part.clone(), Node::default()));
                    node.by_part.insert(part.clone(), node.children.len() - 1);
                    node.children.len() - 1
                }
            };
            let Some((_, child)) = node.children.get_mut(index) else { return };
            node = child;
        }
        node.mailbox = Some(mailbox);
    }

    /// What the server calls it, or would call it.
    fn folder(&self) -> Option<MailboxName> {
        let (mut node, mut above) = (self, 0);
        let listed = loop {
            match node.mailbox {
                Some(mailbox) => break mailbox,
                None => node = &node.children.first()?.1,
            }
            above += 1;
        };
        let mut name = listed.name.clone();
        for _ in 0..above {
            name = name.parent(listed.delimiter)?;
        }
        Some(name)
    }
}

fn line(depth: usize, path: &[String], node: &Node<'_>, is_open: bool) -> FolderLine {
    let mailbox = node.mailbox;
    let label = match mailbox {
        Some(mailbox) if mailbox.name.is_inbox() => "Inbox".to_owned(),
        // A level without a name has something to be known by, on the screen and to screen readers.
        Some(_) | None => match path.last().filter(|last| !last.trim().is_empty()) {
            Some(last) => last.clone(),
            None => "(no name)".to_owned(),
        },
    };
    FolderLine {
        name: mailbox.map(|mailbox| mailbox.name.clone()),
        folder: node.folder(),
        label,
        path: path.to_vec(),
        depth,
        selectable: mailbox.is_some_and(|mailbox| mailbox.selectable),
        special_use: mailbox.and_then(|mailbox| mailbox.special_use),
        unseen: mailbox.and_then(|mailbox| mailbox.counts).map_or(0, |counts| counts.unseen),
        has_children: !node.children.is_empty(),
        is_open,
    }
}

#[cfg(test)]
#[allow(clippy::indexing_slicing)]
mod tests {
    use super::*;
    use crate::model::{Account, AccountId, Security};

    fn mailbox(path: &[&str], subscribed: bool) -> Mailbox {
        Mailbox { subscribed, ..Mailbox::plain(&path.join("/")) }
    }

    fn view(mailboxes: Vec<Mailbox>) -> AccountView {
        let account = Account::new("Work", "me", "imap.example.org", Security::Tls);
        let mut view = AccountView::new(AccountId(0), account);
        view.mailboxes = Some(mailboxes.into());
        view
    }

    fn labels(lines: &[FolderLine]) -> Vec<(usize, &str)> {
        lines.iter().map(|line| (line.depth, line.label.as_str())).collect()
    }

    #[test]
    fn a_parent_the_server_does_not_list_still_gets_a_line() {
        let view = view(vec![mailbox(&["INBOX"], true), mailbox(&["Projects", "Tender"], true)]);
        let lines = folder_lines(&view, false);
        assert_eq!(labels(&lines), [(0, "Inbox"), (0, "Projects"), (1, "Tender")]);
        assert!(!lines[1].selectable);
        assert!(lines[1].name.is_none());
        assert_eq!(lines[1].folder, Some(MailboxName::new(b"Projects")));
        assert_eq!(lines[2].folder, lines[2].name);
    }

    #[test]
    fn unsubscribed_folders_show_only_when_all_are_wanted() {
        let view = view(vec![mailbox(&["INBOX"], false), mailbox(&["Old"], false)]);
        assert_eq!(labels(&folder_lines(&view, false)), [(0, "Inbox")]);
        assert_eq!(labels(&folder_lines(&view, true)), [(0, "Inbox"), (0, "Old")]);
    }

    #[test]
    fn a_closed_branch_hides_what_is_inside() {
        let mut view = view(vec![mailbox(&["A"], true), mailbox(&["A", "B"], true)]);
        view.closed_branches.insert(vec!["A".to_owned()]);
        let lines = folder_lines(&view, true);
        assert_eq!(labels(&lines), [(0, "A")]);
        assert!(lines[0].has_children && !lines[0].is_open);
    }

    #[test]
    fn a_very_deep_name_does_not_overflow() {
        let path: Vec<String> = (0..64).map(|n| n.to_string()).collect();
        let parts: Vec<&str> = path.iter().map(String::as_str).collect();
        assert_eq!(folder_lines(&view(vec![mailbox(&parts, true)]), true).len(), 64);
    }
}
