//! What the user does to the list: moving in it, its order, its conversations; and what it has to
//! ask the server for.

use std::sync::Arc;

use crate::engine::{Command, Place};
use crate::model::{
    AccountId, ConnectionState, ListView, MailboxName, MessageKey, Order, Part, SortKey,
};

use super::action::{Action, Effect};
use super::list::{ListNote, MessageList, RowAt};
use super::message::{MessageView, ViewState};
use super::state::State;

/// What the server is known to do, if anything is known.
fn offers_threads(connection: &ConnectionState) -> Option<bool> {
    let ConnectionState::Ready(info) = connection else { return None };
    let offered = |wanted: &str| info.capabilities.iter().any(|held| held == wanted);
    (!info.capabilities.is_empty()).then(|| offered("THREAD=REFS") || offered("THREAD=REFERENCES"))
}

impl State {
    pub(super) fn update_list(&mut self, action: Action) -> Vec<Effect> {
        match action {
            Action::Scrolled(scroll) => {
                if let Some(list) = &mut self.list {
                    list.scrolled(scroll);
                }
                self.want_rows()
            }
            Action::SelectRow { index } => self.select_row(index),
            Action::MoveSelection { by } => self.move_selection(by),
            Action::SelectFirst => self.select_row(0),
            Action::SelectLast => {
                let last = self.list.as_ref().map_or(0, |list| list.len().saturating_sub(1));
                self.select_row(last)
            }
            Action::NextUnread => match self.list.as_ref().and_then(MessageList::next_unread) {
                Some(index) => self.select_row(index),
                None => Vec::new(),
            },
            Action::SetOrder(order) => self.set_order(order),
            Action::SortBy(key) => self.sort_by(key),
            Action::SortAnyway => self.sort_anyway(),
            Action::ToggleThreads => self.toggle_threads(),
            Action::ToggleThread { index } => {
                let open = self.list.as_ref().and_then(|list| list.is_expanded(index));
                open.map_or_else(Vec::new, |open| self.fold(index, !open))
            }
            Action::ExpandThread => self.expand_at_cursor(),
            Action::CollapseThread => self.collapse_at_cursor(),
            // The others are not of the list; `State::update` keeps them.
            _ => Vec::new(),
        }
    }

    pub(super) fn move_selection(&mut self, by: i64) -> Vec<Effect> {
        let Some(list) = &self.list else { return Vec::new() };
        let Some(last) = list.len().checked_sub(1) else { return Vec::new() };
        let last = i64::from(last);
        let index = match list.cursor_line() {
            Some(cursor) => i64::from(cursor).saturating_add(by).clamp(0, last),
            None => i64::from(list.scroll.top).min(last),
        };
        self.select_row(u32::try_from(index).unwrap_or(0))
    }

    pub(super) fn select_row(&mut self, index: u32) -> Vec<Effect> {
        let Some(list) = &mut self.list else { return Vec::new() };
        if index >= list.len() {
            return Vec::new();
        }
        list.select(index);
        self.choose_nothing();
        let mut effects = self.want_rows();
        effects.extend(self.open_cursor_row());
        effects
    }

    /// Opens the message under the cursor, if its row is there.
    pub(super) fn open_cursor_row(&mut self) -> Vec<Effect> {
        let Some(list) = &mut self.list else { return Vec::new() };
        let Some(index) = list.cursor() else { return Vec::new() };
        let RowAt::Loaded(row) = list.row_at(index) else { return Vec::new() };
        let Some(key) = list.key(row.uid) else { return Vec::new() };
        let is_shown = self.message.as_ref().is_some_and(|view| {
            view.selected.key == key && !matches!(view.state, ViewState::Failed(_))
        });
        if is_shown {
            return Vec::new();
        }
        let mut view = MessageView::new(Place::PANE, key.clone(), row);
        view.look = self.look;
        let structure = list.structure(key.uid);
        let account = list.account;
        list.set_opened(key.uid);
        let is_there = self.show_read_ahead(&mut view);
        let mut effects =
            self.message.replace(view).map(|old| self.leave(&old)).unwrap_or_default();
        self.begin_action(account);
        if is_there {
            // Nothing has to be waited for: it cost nothing.
            self.answered(account);
        } else {
            // What was to be read ahead makes way for it.
            self.read_ahead.forget_asked();
            effects.extend(self.ask_message(Place::PANE));
            if structure.as_deref().is_some_and(super::looks::has_html) {
                effects.extend(self.warm(&key));
            }
        }
        effects.extend(self.sync_view(Place::PANE));
        effects
    }

    /// How a mailbox was listed when it was last open.
    pub(super) fn remembered_view(&self, account: AccountId, mailbox: &MailboxName) -> ListView {
        match self.account(account) {
            Some(view) => self.views.get(&view.account.name, mailbox),
            None => ListView::default(),
        }
    }

    fn remember_view(&mut self) -> Vec<Effect> {
        let Some(list) = &self.list else { return Vec::new() };
        let (id, mailbox, view) = (list.account, list.mailbox.clone(), list.view);
        let Some(account) = self.account(id) else { return Vec::new() };
        let name = account.account.name.clone();
        self.views.set(&name, &mailbox, view);
        vec![Effect::KeepSettings]
    }

    /// The command that opens the mailbox of the list, as it is to be listed.
    pub(super) fn open_list(&mut self) -> Option<Effect> {
        let list = self.list.as_ref()?;
        let known_exists = self
            .account(list.account)
            .and_then(|view| view.mailbox(&list.mailbox))
            .and_then(|mailbox| mailbox.counts)
            .map(|counts| counts.messages);
        let nearby = list.view.threads.then(|| self.threads_refused(known_exists)).flatten();
        let list = self.list.as_mut()?;
        if let Some(note) = nearby {
            list.make_threads_nearby(note);
        }
        list.first_page = list.rows_to_open();
        list.opened_as = list.view.order;
        let command = Command::OpenMailbox {
            mailbox: list.mailbox.clone(),
            rows: list.first_page,
            order: list.view.order,
            links: list.links(),
            known_exists,
        };
        Some(Effect::Send(list.account, command))
    }

    /// Why the server is not asked for conversations, as far as that is known.
    fn threads_refused(&self, exists: Option<u32>) -> Option<ListNote> {
        let list = self.list.as_ref()?;
        let connection = &self.account(list.account)?.connection;
        if offers_threads(connection) == Some(false) {
            return Some(ListNote::ThreadsNotOffered);
        }
        let messages = exists.filter(|exists| *exists > self.list_settings.threads_limit)?;
        Some(ListNote::ThreadsTooLarge { messages })
    }

    /// Asks for the conversations of the open mailbox, where they are wanted and not there.
    pub(super) fn want_threads(&mut self) -> Option<Effect> {
        let list = self.list.as_ref().filter(|list| list.lacks_threads())?;
        let refused = self.threads_refused(Some(list.exists));
        let list = self.list.as_mut()?;
        list.threads_asked = true;
        match refused {
            None => {}
            // It has grown past the limit: what is known is shown on.
            Some(_) if list.has_threads() => return None,
            Some(note) => {
                list.make_threads_nearby(note);
                return None;
            }
        }
        Some(Effect::Send(list.account, Command::ListThreads { mailbox: list.mailbox.clone() }))
    }

    /// Asks for what the view lacks, each once: conversations, rows, details of the rows in view.
    pub(super) fn want_rows(&mut self) -> Vec<Effect> {
        let mut effects: Vec<Effect> = self.want_threads().into_iter().collect();
        let Some(list) = &mut self.list else { return effects };
        let mailbox = list.mailbox.clone();
        if let Some(rows) = list.wanted() {
            list.set_asked(rows.clone());
            let command = Command::ShowRows { mailbox: mailbox.clone(), rows, links: list.links() };
            effects.push(Effect::Send(list.account, command));
        }
        if let Some(seqs) = list.details_wanted() {
            let command = Command::ShowDetails { mailbox, seqs };
            effects.push(Effect::Send(list.account, command));
        }
        effects
    }

    fn set_view(&mut self, view: ListView, keep_place: bool) -> Vec<Effect> {
        let Some(list) = &mut self.list else { return Vec::new() };
        if list.view == view {
            return Vec::new();
        }
        list.set_view(view, keep_place);
        let account = list.account;
        self.begin_action(account);
        let mut effects = self.remember_view();
        effects.extend(self.want_rows());
        effects
    }

    /// Conversations stand in the order of arrival: another order ends them.
    fn set_order(&mut self, order: Order) -> Vec<Effect> {
        let Some(list) = &self.list else { return Vec::new() };
        let threads = list.view.threads && order.key == SortKey::Arrival;
        self.set_view(ListView { order, threads }, false)
    }

    /// The same key the other way round; another one from its usual side.
    fn sort_by(&mut self, key: SortKey) -> Vec<Effect> {
        let Some(list) = &self.list else { return Vec::new() };
        let order = list.view.order;
        let descending = match key {
            _ if key == order.key => !order.descending,
            SortKey::Arrival | SortKey::Date | SortKey::Size => true,
            SortKey::Sender | SortKey::Subject => false,
        };
        self.set_order(Order { key, descending })
    }

    fn sort_anyway(&mut self) -> Vec<Effect> {
        let Some(list) = &mut self.list else { return Vec::new() };
        let Some(ListNote::SortIsLarge { order, .. }) = list.note else { return Vec::new() };
        list.sort_anyway(order);
        let account = list.account;
        self.begin_action(account);
        self.want_rows()
    }

    fn toggle_threads(&mut self) -> Vec<Effect> {
        let Some(list) = &self.list else { return Vec::new() };
        let ListView { order, threads } = list.view;
        let is_by_arrival = order.key == SortKey::Arrival;
        let order = if threads || is_by_arrival { order } else { Order::default() };
        self.set_view(ListView { order, threads: !threads }, is_by_arrival)
    }

    fn fold(&mut self, index: u32, expanded: bool) -> Vec<Effect> {
        if let Some(list) = &mut self.list {
            list.fold(index, expanded);
        }
        self.want_rows()
    }

    /// Unfolds; where that is done already, goes into the conversation.
    fn expand_at_cursor(&mut self) -> Vec<Effect> {
        let Some(list) = &self.list else { return Vec::new() };
        let Some(line) = list.cursor() else { return Vec::new() };
        match list.is_expanded(line) {
            Some(false) => self.fold(line, true),
            Some(true) if list.thread_head(line) == Some(line) => self.select_row(line + 1),
            Some(true) | None => Vec::new(),
        }
    }

    fn collapse_at_cursor(&mut self) -> Vec<Effect> {
        let Some(list) = &self.list else { return Vec::new() };
        let Some(line) = list.cursor() else { return Vec::new() };
        match list.is_expanded(line) {
            Some(true) => self.fold(line, false),
            Some(false) | None => Vec::new(),
        }
    }

    /// The next message in reading direction, asked for before it is opened; and a child for it, where
    /// it is known to be HTML.
    pub(super) fn want_read_ahead(&mut self) -> Vec<Effect> {
        let Some((key, structure, is_small)) = self.next_to_read() else { return Vec::new() };
        let mut effects = Vec::new();
        if structure.as_deref().is_some_and(super::looks::has_html) {
            effects.extend(self.warm(&key));
        }
        if is_small && self.read_ahead.ask(&key) {
            let (account, form) = (key.account, self.usual_form());
            effects.push(Effect::Send(account, Command::Prefetch { key, structure, form }));
        }
        effects
    }

    /// What is likely to be opened next, and whether it is small.
    fn next_to_read(&self) -> Option<(MessageKey, Option<Arc<Part>>, bool)> {
        // A save has the line; what is only likely waits.
        if self.saves.values().any(super::saves::SaveJob::is_running) {
            return None;
        }
        let list = self.list.as_ref()?;
        let shown = self.message.as_ref().filter(|view| view.painted)?;
        if list.cursor_uid() != Some(shown.selected.key.uid) {
            return None;
        }
        let RowAt::Loaded(row) = list.row_at(list.next_to_read()?) else { return None };
        if row.text.unreadable {
            return None;
        }
        let structure = list.structure(row.uid);
        let is_small = super::read_ahead::is_small(row, structure.as_deref(), self.usual_form());
        Some((list.key(row.uid)?, structure, is_small))
    }
}
