//! mailpane: a desktop window onto mail that stays on its server.
//!
//! ARCHITECTURE.md says how the layers stand on each other; a test keeps them apart.

pub mod app;
pub mod check;
pub mod cli;
pub mod config;
pub mod demo;
pub mod engine;
pub mod files;
pub mod footprint;
pub mod html;
pub mod imap;
pub mod mime;
pub mod model;
pub mod print;
pub mod reading;
pub mod remote;
pub mod render;
pub mod secrets;
pub mod shell;
pub mod show;
pub mod text;
pub mod trace;
pub mod ui;
pub mod wire;
