//! Twenty pages like newsletters stand as Chromium has them, within a tolerance.

#![allow(clippy::expect_used, clippy::indexing_slicing)]

#[allow(dead_code)]
#[path = "html/compare.rs"]
mod compare;

use compare::{Measured, share};

/// A rounded line height, a hair of a letter's width: nobody sees it without laying one page over
/// the other.
const TOLERANCE_PX: f32 = 3.0;

#[test]
fn lines_and_boxes_stand_where_chromium_has_them() {
    let measured = Measured::stored();
    assert_eq!(measured.pages.len(), 20);
    let agreement = measured.compare(env!("CARGO_BIN_EXE_mailpane"));
    let far: Vec<_> = agreement.named.iter().filter(|(.., far)| *far > TOLERANCE_PX).collect();
    let (lines, boxes) =
        (share(&agreement.lines, TOLERANCE_PX), share(&agreement.boxes, TOLERANCE_PX));
    assert!(agreement.lines.len() >= 150 && agreement.boxes.len() >= 40);
    assert!(lines >= 0.94, "{lines} of the lines; {far:#?}");
    assert!(boxes >= 0.90, "{boxes} of the boxes; {far:#?}");
    assert!(compare::median(&agreement.lines) <= 1.0);
}
