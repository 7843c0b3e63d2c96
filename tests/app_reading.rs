//! Messages that are read: in the pane and in windows, as pages and as text, with their pictures,
//! sources and parts.

#![allow(clippy::expect_used, clippy::indexing_slicing)]

#[path = "app_reading/below.rs"]
mod below;
#[path = "app_reading/fetches.rs"]
mod fetches;
mod html;
#[path = "app_reading/looks.rs"]
mod looks;
#[path = "app_reading/mails.rs"]
mod mails;
#[path = "app_reading/model.rs"]
mod model_tests;
#[path = "app_reading/outside.rs"]
mod outside;
#[path = "app_reading/packed.rs"]
mod packed;
#[path = "app_reading/pages.rs"]
mod pages;
#[path = "app_reading/pictures.rs"]
mod pictures;
#[path = "app_reading/remote.rs"]
mod remote;
#[path = "app_reading/sheet.rs"]
mod sheet;
#[path = "app_reading/traps.rs"]
mod traps;
#[path = "app_list/window.rs"]
mod window;
#[path = "app_reading/windows.rs"]
mod windows;
