//! Changes to messages: what is chosen, what the server is asked for, what is shown meanwhile, and
//! the way back.

#![allow(clippy::expect_used, clippy::indexing_slicing)]

#[path = "app_changes/acting.rs"]
mod acting;
#[path = "app_changes/choosing.rs"]
mod choosing;
#[path = "app_changes/exporting.rs"]
mod exporting;
#[path = "app_changes/model.rs"]
mod model_tests;
#[path = "app_changes/server.rs"]
mod replies;
#[path = "app_list/server.rs"]
mod server;
#[path = "app_changes/showing.rs"]
mod showing;
#[path = "app_changes/undoing.rs"]
mod undoing;
#[path = "app_list/window.rs"]
mod window;
#[path = "app_changes/world.rs"]
mod world;
