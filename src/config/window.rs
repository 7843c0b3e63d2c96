//! How the window was left: sizes, panes, theme.
//!
//! The program's own file: unknown keys are ignored (a newer version may have written them), and a
//! broken file is the defaults. Sizes are egui points; the window decides what fits the screen.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::ConfigError;
use super::lists::{ColumnSetting, DensitySetting, MAX_VIEWS, ViewSetting};
use super::messages::{LookSetting, checked_senders};

/// Light or dark, or as the system says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ThemeChoice {
    #[default]
    System,
    Light,
    Dark,
}

/// What is remembered of the window.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct WindowSettings {
    pub width_points: f32,
    pub height_points: f32,
    /// Of the windows that messages are opened in.
    pub message_window_width_points: f32,
    pub message_window_height_points: f32,
    pub folders_width_points: f32,
    pub list_width_points: f32,
    pub theme: ThemeChoice,
    /// All mailboxes in the tree, not only the subscribed ones.
    pub show_all_folders: bool,
    pub density: DensitySetting,
    pub look: LookSetting,
    /// Of pages and texts: 50 to 300.
    pub zoom_percent: u16,
    /// Addresses whose confirmed mail loads its pictures from the network.
    pub remote_senders: Vec<String>,
    /// Messages of a mailbox up to which the server is asked for all its conversations: some 7
    /// bytes each on the wire.
    pub threads_limit: u32,
    /// Bytes of rows held.
    pub row_cache_bytes: u32,
    /// Empty: the usual columns.
    pub column: Vec<ColumnSetting>,
    /// Mailboxes that are not listed as all are.
    pub view: Vec<ViewSetting>,
}

impl Default for WindowSettings {
    fn default() -> Self {
        Self {
            width_points: 1280.0,
            height_points: 800.0,
            // A letter of 76 characters a line with its margins, as high as a laptop's screen allows.
            message_window_width_points: 760.0,
            message_window_height_points: 720.0,
            folders_width_points: 224.0,
            list_width_points: 388.0,
            theme: ThemeChoice::System,
            show_all_folders: false,
            density: DensitySetting::Comfortable,
            look: LookSetting::Page,
            zoom_percent: 100,
            remote_senders: Vec::new(),
            // 140 kB, which a line of 1 Mbit/s brings within the time of a first page.
            threads_limit: 20_000,
            // About 8,000 rows.
            row_cache_bytes: 4 << 20,
            column: Vec::new(),
            view: Vec::new(),
        }
    }
}

impl WindowSettings {
    /// Whole points within what a window can be; a hand-edited number must not break the layout.
    #[must_use]
    fn checked(mut self) -> Self {
        let default = Self::default();
        let fit = |value: f32, least: f32, most: f32, default: f32| {
            if value.is_finite() { value.round().clamp(least, most) } else { default }
        };
        // 16,384 is the largest texture, and so window, that common drivers paint.
        self.width_points = fit(self.width_points, 320.0, 16384.0, default.width_points);
        self.height_points = fit(self.height_points, 240.0, 16384.0, default.height_points);
        self.message_window_width_points = fit(
            self.message_window_width_points,
            320.0,
            16384.0,
            default.message_window_width_points,
        );
        self.message_window_height_points = fit(
            self.message_window_height_points,
            240.0,
            16384.0,
            default.message_window_height_points,
        );
        self.zoom_percent = self.zoom_percent.clamp(50, 300);
        self.remote_senders = checked_senders(self.remote_senders);
        self.folders_width_points =
            fit(self.folders_width_points, 80.0, 4096.0, default.folders_width_points);
        self.list_width_points =
            fit(self.list_width_points, 120.0, 4096.0, default.list_width_points);
        // Above, every change of such a mailbox would be felt.
        self.threads_limit = self.threads_limit.min(200_000);
        // A few screens, and what a small machine can spare.
        self.row_cache_bytes = self.row_cache_bytes.clamp(128 << 10, 256 << 20);
        self.column.truncate(16);
        self.view.truncate(MAX_VIEWS);
        self
    }
}

pub(super) fn parse(text: &str) -> WindowSettings {
    toml::from_str::<WindowSettings>(text).unwrap_or_default().checked()
}

pub(super) fn print(path: &Path, settings: &WindowSettings) -> Result<String, ConfigError> {
    toml::to_string(&settings.clone().checked())
        .map_err(|error| ConfigError::new(path, format!("The window cannot be written: {error}.")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_come_back_as_they_were_saved() {
        let saved = WindowSettings {
            width_points: 1000.0,
            theme: ThemeChoice::Dark,
            show_all_folders: true,
            ..WindowSettings::default()
        };
        let text = print(Path::new("window.toml"), &saved).unwrap_or_default();
        assert_eq!(parse(&text), saved, "{text}");
    }

    #[test]
    fn lists_come_back_as_they_were_left() {
        let saved = WindowSettings {
            density: DensitySetting::Compact,
            column: vec![ColumnSetting {
                column: crate::config::ColumnName::Date,
                width_points: 90.0,
                shown: false,
            }],
            view: vec![ViewSetting {
                account: "Work".to_owned(),
                mailbox: "INBOX.\"a\\b\"".to_owned(),
                order: crate::config::OrderName::Sender,
                descending: true,
                threads: false,
            }],
            ..WindowSettings::default()
        };
        let text = print(Path::new("window.toml"), &saved).unwrap_or_default();
        assert_eq!(parse(&text), saved, "{text}");
        assert!(text.contains("order = \"sender\""), "{text}");
    }

    #[test]
    fn messages_come_back_as_they_were_looked_at() {
        let saved = WindowSettings {
            look: LookSetting::Reader,
            zoom_percent: 150,
            remote_senders: vec!["news@example.org".to_owned()],
            message_window_width_points: 640.0,
            ..WindowSettings::default()
        };
        let text = print(Path::new("window.toml"), &saved).unwrap_or_default();
        assert_eq!(parse(&text), saved, "{text}");
        assert!(text.contains("look = \"reader\""), "{text}");
        assert_eq!(parse("zoom_percent = 1").zoom_percent, 50);
        assert_eq!(parse("zoom_percent = 60000").zoom_percent, 300);
    }

    #[test]
    fn unknown_keys_are_ignored_and_missing_ones_default() {
        let settings = parse("theme = \"light\"\nfrom_the_future = [1, 2]\n");
        assert_eq!(settings.theme, ThemeChoice::Light);
        assert_eq!(settings.width_points, WindowSettings::default().width_points);
    }

    #[test]
    fn a_broken_file_is_the_defaults() {
        assert_eq!(parse("width_points = \"wide\""), WindowSettings::default());
        assert_eq!(parse("[[["), WindowSettings::default());
    }

    #[test]
    fn absurd_sizes_are_bounded() {
        let settings = parse(
            "width_points = nan\nheight_points = 1e30\nlist_width_points = -4.0\n\
             threads_limit = 4294967295\nrow_cache_bytes = 0\n",
        );
        assert_eq!((settings.threads_limit, settings.row_cache_bytes), (200_000, 128 << 10));
        assert_eq!(settings.width_points, WindowSettings::default().width_points);
        assert_eq!(settings.height_points, 16384.0);
        assert_eq!(settings.list_width_points, 120.0);
    }
}
