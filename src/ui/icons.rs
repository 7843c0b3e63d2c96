//! Icons of the bundled font `assets/fonts/mailpane-icons.ttf`, named by what they are for.
//!
//! Written by `assets/fonts/make.sh` together with the font: change the table there. The
//! characters are private-use, so an icon is never read aloud or copied: give it a name.

/// Lucide's `plus`.
pub const ADD: char = '\u{e13d}';
/// Lucide's `mails`.
pub const ALL_MAIL: char = '\u{e369}';
/// Lucide's `reply`.
pub const ANSWERED: char = '\u{e22a}';
/// Lucide's `archive`.
pub const ARCHIVE: char = '\u{e041}';
/// Lucide's `paperclip`.
pub const ATTACHMENT: char = '\u{e12d}';
/// Lucide's `arrow-left`.
pub const BACK: char = '\u{e048}';
/// Lucide's `ban`.
pub const BAN: char = '\u{e051}';
/// Lucide's `calendar`.
pub const CALENDAR: char = '\u{e063}';
/// Lucide's `check`.
pub const CHECK: char = '\u{e06c}';
/// Lucide's `chevron-down`.
pub const CHEVRON_DOWN: char = '\u{e06d}';
/// Lucide's `chevron-right`.
pub const CHEVRON_RIGHT: char = '\u{e06f}';
/// Lucide's `x`.
pub const CLOSE: char = '\u{e1b2}';
/// Lucide's `copy`.
pub const COPY: char = '\u{e09e}';
/// Lucide's `moon`.
pub const DARK: char = '\u{e11e}';
/// Lucide's `download`.
pub const DOWNLOAD: char = '\u{e0b2}';
/// Lucide's `pencil`.
pub const DRAFTS: char = '\u{e1f9}';
/// Lucide's `external-link`.
pub const EXTERNAL_LINK: char = '\u{e0b9}';
/// Lucide's `eye`.
pub const EYE: char = '\u{e0ba}';
/// Lucide's `eye-off`.
pub const EYE_OFF: char = '\u{e0bb}';
/// Lucide's `file`.
pub const FILE: char = '\u{e0c0}';
/// Lucide's `file-archive`.
pub const FILE_ARCHIVE: char = '\u{e30d}';
/// Lucide's `file-text`.
pub const FILE_TEXT: char = '\u{e0cc}';
/// Lucide's `flag`.
pub const FLAG: char = '\u{e0d1}';
/// Lucide's `folder`.
pub const FOLDER: char = '\u{e0d7}';
/// Lucide's `folder-open`.
pub const FOLDER_OPEN: char = '\u{e247}';
/// Lucide's `forward`.
pub const FORWARDED: char = '\u{e229}';
/// Lucide's `image`.
pub const IMAGE: char = '\u{e0f6}';
/// Lucide's `bookmark`.
pub const IMPORTANT: char = '\u{e060}';
/// Lucide's `inbox`.
pub const INBOX: char = '\u{e0f7}';
/// Lucide's `info`.
pub const INFO: char = '\u{e0f9}';
/// Lucide's `shield-alert`.
pub const JUNK: char = '\u{e1fe}';
/// Lucide's `key-round`.
pub const KEY: char = '\u{e4a3}';
/// Lucide's `sun`.
pub const LIGHT: char = '\u{e178}';
/// Lucide's `list`.
pub const LIST: char = '\u{e106}';
/// Lucide's `lock`.
pub const LOCK: char = '\u{e10b}';
/// Lucide's `mail`.
pub const MAIL: char = '\u{e10f}';
/// Lucide's `mail-open`.
pub const MAIL_OPEN: char = '\u{e363}';
/// Lucide's `ellipsis`.
pub const MORE: char = '\u{e0b6}';
/// Lucide's `folder-plus`.
pub const NEW_FOLDER: char = '\u{e0d9}';
/// Lucide's `cloud-off`.
pub const OFFLINE: char = '\u{e08d}';
/// Lucide's `refresh-cw`.
pub const REFRESH: char = '\u{e145}';
/// Lucide's `folder-pen`.
pub const RENAME: char = '\u{e338}';
/// Lucide's `search`.
pub const SEARCH: char = '\u{e151}';
/// Lucide's `send`.
pub const SENT: char = '\u{e152}';
/// Lucide's `settings`.
pub const SETTINGS: char = '\u{e154}';
/// Lucide's `star`.
pub const STAR: char = '\u{e176}';
/// Lucide's `tag`.
pub const TAG: char = '\u{e17f}';
/// Lucide's `terminal`.
pub const TERMINAL: char = '\u{e181}';
/// Lucide's `monitor`.
pub const THEME: char = '\u{e11d}';
/// Lucide's `trash-2`.
pub const TRASH: char = '\u{e18e}';
/// Lucide's `user`.
pub const USER: char = '\u{e19f}';
/// Lucide's `users`.
pub const USERS: char = '\u{e1a4}';
/// Lucide's `triangle-alert`.
pub const WARNING: char = '\u{e193}';
/// Lucide's `wifi-off`.
pub const WIFI_OFF: char = '\u{e1af}';
