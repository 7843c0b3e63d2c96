//! How lists were left: density, columns, and the mailboxes that are not listed as all are.

use serde::{Deserialize, Serialize};

/// Views kept in the file at most; the window remembers no more.
pub(super) const MAX_VIEWS: usize = 200;

/// Two lines a row, or one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DensitySetting {
    #[default]
    Comfortable,
    Compact,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ColumnName {
    Sender,
    Subject,
    Date,
    Size,
}

/// One column of the compact list; the window decides what widths can be.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ColumnSetting {
    pub column: ColumnName,
    pub width_points: f32,
    pub shown: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OrderName {
    #[default]
    Arrival,
    Date,
    Sender,
    Subject,
    Size,
}

/// How one mailbox is listed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ViewSetting {
    /// The account's name.
    pub account: String,
    /// The mailbox as the server spells it.
    pub mailbox: String,
    #[serde(default)]
    pub order: OrderName,
    /// Newest, largest or last of the alphabet at the top.
    #[serde(default)]
    pub descending: bool,
    #[serde(default)]
    pub threads: bool,
}
