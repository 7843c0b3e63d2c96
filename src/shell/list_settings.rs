//! Between what `window.toml` says of lists and what the window knows of them.

use crate::app::{
    Column, ColumnKind, Columns, Density, ListSettings, MailboxViews, RememberedView, State,
};
use crate::config::{
    ColumnName, ColumnSetting, DensitySetting, OrderName, ViewSetting, WindowSettings,
};
use crate::model::{ListView, MailboxName, Order, SortKey};

/// Takes over how lists were left.
pub fn restore(state: &mut State, settings: &WindowSettings) {
    state.density = match settings.density {
        DensitySetting::Comfortable => Density::Comfortable,
        DensitySetting::Compact => Density::Compact,
    };
    if !settings.column.is_empty() {
        state.columns = Columns::new(settings.column.iter().map(column));
    }
    state.list_settings = ListSettings {
        threads_limit: settings.threads_limit,
        row_cache_bytes: settings.row_cache_bytes as usize,
    };
    state.views = MailboxViews::new(settings.view.iter().map(view));
}

/// What the file shall hold of the lists.
pub fn store(settings: &mut WindowSettings, state: &State) {
    settings.density = match state.density {
        Density::Comfortable => DensitySetting::Comfortable,
        Density::Compact => DensitySetting::Compact,
    };
    settings.column = if state.columns == Columns::default() {
        Vec::new()
    } else {
        state.columns.iter().map(column_setting).collect()
    };
    settings.view = state.views.iter().filter_map(view_setting).collect();
}

fn column(setting: &ColumnSetting) -> Column {
    let kind = match setting.column {
        ColumnName::Sender => ColumnKind::Sender,
        ColumnName::Subject => ColumnKind::Subject,
        ColumnName::Date => ColumnKind::Date,
        ColumnName::Size => ColumnKind::Size,
    };
    Column { kind, width_pt: setting.width_points, shown: setting.shown }
}

fn column_setting(column: &Column) -> ColumnSetting {
    let name = match column.kind {
        ColumnKind::Sender => ColumnName::Sender,
        ColumnKind::Subject => ColumnName::Subject,
        ColumnKind::Date => ColumnName::Date,
        ColumnKind::Size => ColumnName::Size,
    };
    ColumnSetting { column: name, width_points: column.width_pt.round(), shown: column.shown }
}

fn view(setting: &ViewSetting) -> RememberedView {
    let key = match setting.order {
        OrderName::Arrival => SortKey::Arrival,
        OrderName::Date => SortKey::Date,
        OrderName::Sender => SortKey::Sender,
        OrderName::Subject => SortKey::Subject,
        OrderName::Size => SortKey::Size,
    };
    RememberedView {
        account: setting.account.clone(),
        mailbox: MailboxName::new(setting.mailbox.as_bytes()),
        view: ListView {
            order: Order { key, descending: setting.descending },
            // Conversations are only shown by arrival.
            threads: setting.threads && key == SortKey::Arrival,
        },
    }
}

/// `None` for a name that no text file can hold: its view is not remembered.
fn view_setting(remembered: &RememberedView) -> Option<ViewSetting> {
    let mailbox = std::str::from_utf8(remembered.mailbox.as_bytes()).ok()?.to_owned();
    let ListView { order, threads } = remembered.view;
    let name = match order.key {
        SortKey::Arrival => OrderName::Arrival,
        SortKey::Date => OrderName::Date,
        SortKey::Sender => OrderName::Sender,
        SortKey::Subject => OrderName::Subject,
        SortKey::Size => OrderName::Size,
    };
    let (account, descending) = (remembered.account.clone(), order.descending);
    Some(ViewSetting { account, mailbox, order: name, descending, threads })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_come_back_as_they_were_left() {
        let mut left = State { density: Density::Compact, ..State::default() };
        left.columns = Columns::default().with_shown(ColumnKind::Size, false);
        let by_subject = Order { key: SortKey::Subject, descending: false };
        let sorted = ListView { order: by_subject, threads: false };
        left.views.set("Work", &MailboxName::inbox(), sorted);
        let mut settings = WindowSettings::default();
        store(&mut settings, &left);
        let mut state = State::default();
        restore(&mut state, &settings);
        assert_eq!((state.density, &state.columns), (left.density, &left.columns));
        assert_eq!(state.views, left.views);
        assert_eq!(state.list_settings, ListSettings::default());
    }
}
