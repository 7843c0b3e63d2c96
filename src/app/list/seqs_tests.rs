use super::*;
use crate::app::list::lost::Found;

fn uid(value: u32) -> NonZeroU32 {
    NonZeroU32::new(value).expect("not zero")
}

/// Runs whose UIDs are their numbers and 100 more.
fn set(runs: &[(u32, u32)]) -> SeqSet {
    let bounds = |first: u32, last: u32| (Some(uid(first + 100)), Some(uid(last + 100)));
    SeqSet::of(
        runs.iter().map(|(first, last)| Run::new(*first, *last, bounds(*first, *last))).collect(),
    )
}

fn shown(set: &SeqSet) -> Vec<(u32, u32)> {
    set.runs().iter().map(|run| (run.first, run.last)).collect()
}

fn bounds(set: &SeqSet) -> Vec<(u32, u32)> {
    let value = |bound: Option<NonZeroU32>| bound.map_or(0, NonZeroU32::get);
    set.runs().iter().map(|run| (value(run.low), value(run.high))).collect()
}

#[test]
fn runs_that_touch_are_one() {
    let mut all = set(&[(8, 9), (1, 2), (3, 4)]);
    assert_eq!(shown(&all), [(1, 4), (8, 9)]);
    all.add(Run::new(5, 7, (Some(uid(105)), Some(uid(107)))));
    assert_eq!((shown(&all), bounds(&all)), (vec![(1, 9)], vec![(101, 109)]));
    all.add(Run::one(4, Some(uid(104))));
    assert_eq!((all.known(), shown(&all)), (9, vec![(1, 9)]));
}

#[test]
fn what_is_outside_is_counted_without_looking_at_each() {
    let hidden = set(&[(2, 3), (6, 6), (9, 10)]);
    let outside: Vec<u32> = (1..=6).map(|rank| hidden.outside(rank)).collect();
    assert_eq!(outside, [1, 4, 5, 7, 8, 11]);
    let below: Vec<u32> = (1..=11).map(|seq| hidden.below(seq)).collect();
    assert_eq!(below, [0, 0, 1, 2, 2, 2, 3, 3, 3, 4, 5]);
    assert_eq!(set(&[(1, 4)]).outside(1), 5);
}

#[test]
fn what_is_taken_out_leaves_bounds_on_both_sides() {
    let mut all = set(&[(1, 10)]);
    all.subtract(&set(&[(3, 4), (10, 12)]));
    assert_eq!(shown(&all), [(1, 2), (5, 9)]);
    assert_eq!(bounds(&all), [(101, 102), (105, 109)]);
    all.subtract(&set(&[(1, 20)]));
    assert!(all.is_empty());
}

#[test]
fn what_is_gone_moves_the_rest_down() {
    let mut all = set(&[(2, 4), (6, 6), (9, 9)]);
    all.expunged(3);
    assert_eq!((shown(&all), all.known()), (vec![(2, 3), (5, 5), (8, 8)], 4));
    all.expunged(5);
    assert_eq!((shown(&all), all.below(8)), (vec![(2, 3), (7, 7)], 3));
    all.expunged(1);
    assert_eq!((shown(&all), all.below(6)), (vec![(1, 2), (6, 6)], 2));
    assert_eq!(bounds(&all), [(102, 104), (109, 109)], "bounds hold when their message went");
}

#[test]
fn a_row_beside_a_run_tells_where_it_ends() {
    let mut all = SeqSet::of(vec![Run::new(5, 9, (None, None))]);
    all.learn(4, uid(40));
    all.learn(10, uid(100));
    assert_eq!(bounds(&all), [(41, 99)]);
    all.learn(5, uid(50));
    assert_eq!(bounds(&all), [(41, 99)]);
}

fn found(seq: u32, of: u32, above: Option<u32>, below: Option<u32>) -> Found {
    Found { seq, uid: uid(of), above, below }
}

#[test]
fn messages_are_found_again_by_their_uids_when_their_numbers_were_lost() {
    let mut all = set(&[(2, 2), (5, 9)]);
    all.lose_numbers();
    assert_eq!((all.known(), all.count()), (0, 6));
    assert!(all.find(&[found(12, 102, None, None)]));
    assert_eq!((shown(&all), all.count()), (vec![(12, 12)], 6));
    // Two of the run are there, so what stands between them is of it.
    assert!(all.find(&[found(20, 105, Some(103), None), found(23, 108, None, None)]));
    assert_eq!((shown(&all), all.count()), (vec![(12, 12), (20, 23)], 6));
    assert!(all.find(&[found(24, 109, None, Some(u32::MAX))]));
    assert_eq!((all.known(), all.count(), all.lost.len()), (6, 6, 0));
}

#[test]
fn messages_that_went_meanwhile_are_not_counted_once_their_neighbours_are_read() {
    let mut all = set(&[(2, 2), (5, 6)]);
    all.lose_numbers();
    assert!(!all.find(&[found(3, 103, Some(101), None)]));
    assert_eq!(all.count(), 2, "102 stood between them");
    all.find(&[found(4, 107, Some(104), Some(u32::MAX))]);
    assert!(all.is_empty());
}
