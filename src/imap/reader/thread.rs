//! THREAD responses (RFC 5256 §4) to a list in pre-order.
//!
//! Read without recursion and without a tree: conversations are as deep and as wide as whoever
//! writes the mails wants them to be.

use super::value::number;
use crate::model::ThreadNode;

/// Levels told apart; what is deeper stands on the last one.
const DEPTH_LIMIT: u16 = 64;

/// Reads what follows `THREAD`. What is no number and no bracket is skipped.
///
/// A conversation whose first message is missing (`((3)(5))`) begins with the first one there is.
pub fn read(tail: &[u8]) -> Vec<ThreadNode> {
    let mut nodes = Vec::new();
    // The depth of the next message, and the same for each open bracket.
    let mut depth = 0_u16;
    let mut open: Vec<u16> = Vec::new();
    let mut begun = false;
    let mut rest = tail;
    while let Some(byte) = rest.first() {
        match byte {
            b'(' => {
                begun &= !open.is_empty();
                depth = if open.is_empty() { 0 } else { depth };
                open.push(depth);
            }
            b')' => depth = open.pop().unwrap_or(0),
            b'0'..=b'9' => {
                let digits = rest.iter().take_while(|b| b.is_ascii_digit()).count();
                let (word, after) = rest.split_at_checked(digits).unwrap_or((rest, &[]));
                rest = after;
                let Some(seq) = number(word).and_then(|n| u32::try_from(n).ok()) else { continue };
                let at = if begun && !open.is_empty() { depth.max(1) } else { 0 };
                nodes.push(ThreadNode { seq, depth: at.min(DEPTH_LIMIT) });
                begun = !open.is_empty();
                depth = at.saturating_add(1);
                continue;
            }
            _ => {}
        }
        rest = rest.get(1..).unwrap_or_default();
    }
    nodes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nodes(text: &str) -> Vec<(u32, u16)> {
        read(text.as_bytes()).into_iter().map(|node| (node.seq, node.depth)).collect()
    }

    #[test]
    fn the_example_of_the_standard_is_read() {
        assert_eq!(
            nodes("(2)(3 6 (4 23)(44 7 96))\r\n"),
            [(2, 0), (3, 0), (6, 1), (4, 2), (23, 3), (44, 2), (7, 3), (96, 4)]
        );
    }

    #[test]
    fn a_conversation_without_its_first_message_is_one_all_the_same() {
        assert_eq!(nodes("((3)(5 6)(7))(8)"), [(3, 0), (5, 1), (6, 2), (7, 1), (8, 0)]);
    }

    #[test]
    fn brackets_that_do_not_match_are_survived() {
        assert_eq!(nodes("(1 (2"), [(1, 0), (2, 1)]);
        assert_eq!(nodes("1) 2)) (3 x 4)"), [(1, 0), (2, 0), (3, 0), (4, 1)]);
        assert_eq!(nodes("(1) 2 3"), [(1, 0), (2, 0), (3, 0)]);
        assert_eq!(nodes("(99999999999 5)"), [(5, 0)]);
        assert!(nodes("").is_empty());
    }

    #[test]
    fn a_hundred_thousand_levels_are_sixty_four() {
        let deep = format!("(1{}", " (2".repeat(100_000));
        let got = nodes(&deep);
        assert_eq!((got.len(), got.last()), (100_001, Some(&(2, DEPTH_LIMIT))));
        let chain = format!("({})", "7 ".repeat(100_000));
        assert_eq!(nodes(&chain).last(), Some(&(7, DEPTH_LIMIT)));
    }
}
