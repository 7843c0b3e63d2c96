//! A page of our own that holds the pictures of an article, and what they stand on.

/// Begins a sheet. Its ground is that of the window's theme, and a picture that could not be seen on
/// it gets a card (`child/own.css`). A mail that begins so gets the same, which harms nobody.
pub const SHEET_BODY: &str = "<body role=\"mp-sheet\" style=\"margin:0\">";
