//! Where a page of the layout is cut into sheets: between lines, and between pictures.

use super::super::super::protocol::Rect;

/// Of a sheet that is left empty so that a picture or a line stays whole, at most this much.
const EMPTY_LIMIT: f32 = 0.5;

/// From `top`, the end of what fits into `room`, both in CSS pixels: as far down as nothing of
/// `whole`, which is in any order, is cut.
///
/// What is higher than half of the room is cut: a picture as high as three sheets has to be.
pub fn end_of_sheet(whole: &[Rect], top: f32, room: f32) -> f32 {
    let mut end = top + room;
    let least = top + room * EMPTY_LIMIT;
    // Each round lifts the end to the top of something; something else may be cut there.
    while let Some(cut) = whole
        .iter()
        .filter(|rect| rect.y < end - HAIR && rect.y + rect.height > end + HAIR && rect.y > least)
        .map(|rect| rect.y)
        .reduce(f32::min)
    {
        end = cut;
    }
    end
}

/// What is cut off by rounding is not seen.
const HAIR: f32 = 0.1;

#[cfg(test)]
mod tests {
    use super::*;

    fn line(y: f32, height: f32) -> Rect {
        Rect { x: 0.0, y, width: 100.0, height }
    }

    #[test]
    fn sheets_end_between_lines() {
        let lines: Vec<_> = (0_u8..100).map(|n| line(f32::from(n) * 20.0, 20.0)).collect();
        let mut top = 0.0;
        for _ in 0..10 {
            let end = end_of_sheet(&lines, top, 190.0);
            assert_eq!((end - top, end % 20.0), (180.0, 0.0));
            top = end;
        }
    }

    #[test]
    fn columns_that_are_not_level_end_where_neither_is_cut() {
        let lines = [line(80.0, 20.0), line(70.0, 20.0), line(90.0, 20.0)];
        assert_eq!(end_of_sheet(&lines, 0.0, 95.0), 70.0);
    }

    #[test]
    fn what_is_higher_than_half_a_sheet_is_cut() {
        assert_eq!(end_of_sheet(&[line(10.0, 5_000.0)], 0.0, 100.0), 100.0);
        assert_eq!(end_of_sheet(&[], 0.0, 100.0), 100.0);
    }
}
