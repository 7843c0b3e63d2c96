//! Mails laid out by the built program's child process.

#![allow(dead_code, clippy::expect_used)]

use std::path::Path;

use mailpane::html::{Load, Program, Renderer, TextRun, View, WORKER_OPTION};

pub const PROGRAM: &str = env!("CARGO_BIN_EXE_mailpane");

pub fn renderer() -> Renderer {
    Renderer::with_program(Program { path: PROGRAM.into(), arguments: vec![WORKER_OPTION.into()] })
}

pub fn load(html: &str, width: f32) -> Load {
    Load { html: html.to_owned(), width, scale: 1.0, ..Load::default() }
}

pub fn laid_out(html: &str, width: f32) -> View {
    renderer().render(load(html, width)).expect("the page is laid out")
}

/// A page of `tests/data/html`.
pub fn page(name: &str, width: f32) -> View {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/html");
    let html = std::fs::read_to_string(folder.join(format!("{name}.html"))).expect("the page");
    laid_out(&html, width)
}

/// The first line that holds `words`.
pub fn run(view: &View, words: &str) -> TextRun {
    let found = view.page().runs.iter().find(|run| run.text.contains(words));
    found.cloned().unwrap_or_else(|| panic!("{words} is not in {:?}", runs(view)))
}

pub fn runs(view: &View) -> Vec<String> {
    view.page().runs.iter().map(|run| run.text.trim().to_owned()).collect()
}

pub fn text(view: &View) -> String {
    runs(view).join("\n")
}
