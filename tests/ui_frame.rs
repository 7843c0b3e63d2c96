//! The frame of the window by accessible names: state in, actions out.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

#[path = "support/frame.rs"]
mod frame;

#[path = "ui_frame/folders.rs"]
mod folder_tests;
#[path = "ui_frame/keys.rs"]
mod key_tests;
#[path = "ui_frame/list.rs"]
mod list_tests;
#[path = "ui_frame/message_keys.rs"]
mod message_key_tests;
#[path = "ui_frame/traffic.rs"]
mod traffic_tests;
#[path = "ui_frame/window.rs"]
mod window_tests;

use frame::{WORK, Window, mailbox, open, reading, row, window};
