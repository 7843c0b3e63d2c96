//! Settings on disk: the accounts and the window.
//!
//! Two files in one folder: `accounts.toml` belongs to the user, is read strictly and changed with
//! its comments and order kept; `window.toml` belongs to the program. No secret is in either.
//! Nothing here knows about servers, threads or egui.

mod edit;
mod error;
mod file;
mod lists;
mod messages;
mod provider_table;
mod providers;
mod read;
mod window;

use std::path::{Path, PathBuf};

pub use error::ConfigError;
pub use lists::{ColumnName, ColumnSetting, DensitySetting, OrderName, ViewSetting};
pub use messages::LookSetting;
pub use providers::{Guess, guess};
pub use read::MAX_ACCOUNTS;
pub use window::{ThemeChoice, WindowSettings};

use crate::model::Account;

/// The folder of the settings, and whether anything may be written there.
#[derive(Clone, Debug)]
pub struct ConfigDir {
    path: PathBuf,
    private: bool,
}

impl ConfigDir {
    /// The chosen folder, or the platform's (XDG, Application Support, AppData); makes nothing.
    ///
    /// Fails where the platform's folder is unknown, as without a home folder.
    pub fn locate(chosen: Option<PathBuf>, private: bool) -> Result<Self, ConfigError> {
        let platform = || Some(directories::BaseDirs::new()?.config_dir().join("mailpane"));
        let path = chosen.or_else(platform).ok_or_else(|| {
            let sentence = "This system names no folder for settings. Give one with --config-dir.";
            ConfigError::new(Path::new("accounts.toml"), sentence)
        })?;
        Ok(Self { path, private })
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Nothing is written: every function that writes answers `Ok(false)`.
    pub fn is_private(&self) -> bool {
        self.private
    }

    pub fn accounts_file(&self) -> PathBuf {
        self.path.join("accounts.toml")
    }

    fn window_file(&self) -> PathBuf {
        self.path.join("window.toml")
    }

    /// The accounts in the file's order; none where there is no file.
    pub fn load_accounts(&self) -> Result<Vec<Account>, ConfigError> {
        let path = self.accounts_file();
        match file::read_text(&path)? {
            Some(text) => read::accounts(&path, &text),
            None => Ok(Vec::new()),
        }
    }

    /// Writes a new account behind the others; `Ok(false)` where nothing may be written.
    pub fn add_account(&self, account: &Account) -> Result<bool, ConfigError> {
        self.edit(|path, text| edit::add(path, text, account))
    }

    /// Writes the account that is now called `name` as `account`, which may have a new name.
    pub fn update_account(&self, name: &str, account: &Account) -> Result<bool, ConfigError> {
        self.edit(|path, text| edit::update(path, text, name, account))
    }

    /// Writes whether the account called `name` is for looking only, and leaves all else as it is.
    pub fn set_look_only(&self, name: &str, on: bool) -> Result<bool, ConfigError> {
        self.edit(|path, text| edit::set_look_only(path, text, name, on))
    }

    /// Takes the account called `name` and its own comment out of the file.
    pub fn remove_account(&self, name: &str) -> Result<bool, ConfigError> {
        self.edit(|path, text| edit::remove(path, text, name))
    }

    /// The certificates of the account's `ca_file` as they stand in the file (PEM).
    pub fn ca_pem(&self, account: &Account) -> Result<Option<Vec<u8>>, ConfigError> {
        let Some(ca_file) = &account.ca_file else { return Ok(None) };
        let path = self.path.join(ca_file); // An absolute path stays as it is.
        match file::read_bytes(&path)? {
            Some(pem) => Ok(Some(pem)),
            None => {
                let sentence = format!(
                    "The certificate file of the account {} is missing. Put it there, or take \
                     ca_file out of the account.",
                    error::clip(&account.name)
                );
                Err(ConfigError::new(&path, sentence).with_key("ca_file"))
            }
        }
    }

    /// The window as it was left; the defaults where the file is missing or broken.
    pub fn load_window(&self) -> WindowSettings {
        match file::read_text(&self.window_file()) {
            Ok(Some(text)) => window::parse(&text),
            Ok(None) | Err(_) => WindowSettings::default(),
        }
    }

    /// Remembers the window; `Ok(false)` where nothing may be written.
    pub fn save_window(&self, settings: &WindowSettings) -> Result<bool, ConfigError> {
        if self.private {
            return Ok(false);
        }
        let path = self.window_file();
        file::replace(&path, &window::print(&path, settings)?)?;
        Ok(true)
    }

    /// Changes `accounts.toml` by `change`; a file that cannot be read now is never written.
    fn edit(
        &self,
        change: impl FnOnce(&Path, &str) -> Result<String, ConfigError>,
    ) -> Result<bool, ConfigError> {
        if self.private {
            return Ok(false);
        }
        let path = self.accounts_file();
        let text = file::read_text(&path)?.unwrap_or_default();
        file::replace(&path, &change(&path, &text)?)?;
        Ok(true)
    }
}

#[cfg(test)]
mod tests;
