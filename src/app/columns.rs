//! How a row looks: two lines, or one line in columns.

/// How much room a row has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Density {
    /// Sender, subject and the beginning of the text.
    #[default]
    Comfortable,
    /// One line in columns.
    Compact,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ColumnKind {
    Sender,
    Subject,
    Date,
    Size,
}

impl ColumnKind {
    pub const ALL: [Self; 4] = [Self::Sender, Self::Subject, Self::Date, Self::Size];

    /// What a click on its head sorts by.
    pub fn sort_key(self) -> crate::model::SortKey {
        use crate::model::SortKey;
        match self {
            Self::Sender => SortKey::Sender,
            Self::Subject => SortKey::Subject,
            Self::Date => SortKey::Date,
            Self::Size => SortKey::Size,
        }
    }

    /// Its head.
    pub fn title(self) -> &'static str {
        match self {
            Self::Sender => "Sender",
            Self::Subject => "Subject",
            Self::Date => "Date",
            Self::Size => "Size",
        }
    }
}

/// One column of the compact list.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Column {
    pub kind: ColumnKind,
    /// Width in points; the subject takes what the others leave.
    pub width_pt: f32,
    pub shown: bool,
}

/// Narrower than this a column shows nothing; wider than this nobody drags one on purpose.
const WIDTH_PT: std::ops::RangeInclusive<f32> = 40.0..=2_000.0;

/// The columns of the compact list, each kind once, in their order.
#[derive(Clone, Debug, PartialEq)]
pub struct Columns(Vec<Column>);

impl Default for Columns {
    fn default() -> Self {
        let column = |kind, width_pt| Column { kind, width_pt, shown: true };
        Self(vec![
            column(ColumnKind::Sender, 160.0),
            column(ColumnKind::Subject, 320.0),
            column(ColumnKind::Date, 84.0),
            column(ColumnKind::Size, 64.0),
        ])
    }
}

impl Columns {
    /// Each kind once, with the widths that can be; the subject is always shown, so that no list is
    /// empty.
    pub fn new(columns: impl IntoIterator<Item = Column>) -> Self {
        let mut kept: Vec<Column> = Vec::new();
        for column in columns {
            if kept.iter().all(|held| held.kind != column.kind) {
                kept.push(column);
            }
        }
        for default in Self::default().0 {
            if kept.iter().all(|held| held.kind != default.kind) {
                kept.push(default);
            }
        }
        for column in &mut kept {
            let width = column.width_pt;
            column.width_pt = if width.is_finite() {
                width.clamp(*WIDTH_PT.start(), *WIDTH_PT.end())
            } else {
                *WIDTH_PT.start()
            };
            column.shown |= column.kind == ColumnKind::Subject;
        }
        Self(kept)
    }

    pub fn iter(&self) -> impl Iterator<Item = &Column> {
        self.0.iter()
    }

    pub fn shown(&self) -> impl Iterator<Item = &Column> {
        self.0.iter().filter(|column| column.shown)
    }

    /// The same columns with one of them another width.
    #[must_use]
    pub fn resized(&self, kind: ColumnKind, width_pt: f32) -> Self {
        self.changed(kind, |column| column.width_pt = width_pt)
    }

    /// The same columns with one of them shown or not.
    #[must_use]
    pub fn with_shown(&self, kind: ColumnKind, shown: bool) -> Self {
        self.changed(kind, |column| column.shown = shown)
    }

    fn changed(&self, kind: ColumnKind, change: impl FnOnce(&mut Column)) -> Self {
        let mut columns = self.0.clone();
        if let Some(column) = columns.iter_mut().find(|column| column.kind == kind) {
            change(column);
        }
        Self::new(columns)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_is_there_once_and_the_subject_always_shows() {
        let odd = [
            Column { kind: ColumnKind::Size, width_pt: f32::NAN, shown: false },
            Column { kind: ColumnKind::Size, width_pt: 90.0, shown: true },
            Column { kind: ColumnKind::Subject, width_pt: 1e9, shown: false },
        ];
        let columns = Columns::new(odd);
        let kinds: Vec<ColumnKind> = columns.iter().map(|column| column.kind).collect();
        assert_eq!(
            kinds,
            [ColumnKind::Size, ColumnKind::Subject, ColumnKind::Sender, ColumnKind::Date]
        );
        let widths: Vec<f32> = columns.iter().map(|column| column.width_pt).collect();
        assert_eq!(widths, [40.0, 2_000.0, 160.0, 84.0]);
        assert!(columns.shown().all(|column| column.kind != ColumnKind::Size));
        assert!(columns.shown().any(|column| column.kind == ColumnKind::Subject));
    }

    #[test]
    fn one_column_changes_at_a_time() {
        let columns = Columns::default().resized(ColumnKind::Date, 100.0);
        let columns = columns.with_shown(ColumnKind::Size, false);
        let shown: Vec<(ColumnKind, f32)> =
            columns.shown().map(|column| (column.kind, column.width_pt)).collect();
        assert_eq!(
            shown,
            [(ColumnKind::Sender, 160.0), (ColumnKind::Subject, 320.0), (ColumnKind::Date, 100.0)]
        );
    }
}
