use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::model::Flags;
use crate::model::{Disposition, PartId, RowText};

fn uid(n: u32) -> NonZeroU32 {
    NonZeroU32::new(n).expect("not zero")
}

fn row(n: u32) -> Row {
    Row {
        uid: uid(n),
        flags: Flags::default(),
        keywords: Arc::default(),
        has_attachment: None,
        text: Arc::new(RowText { subject: format!("subject {n}"), ..RowText::default() }),
        preview: None,
        links: None,
    }
}

fn part(name_bytes: usize) -> Arc<Part> {
    Arc::new(Part {
        file_name: Some("x".repeat(name_bytes)),
        disposition: Disposition::Inline,
        size_bytes: 1,
        ..Part::new(PartId(vec![1]), "text/plain")
    })
}

fn details(seq: u32, of: u32, part: Arc<Part>) -> Details {
    let preview = Some(Arc::from("Hello"));
    Details { seq, uid: uid(of), part, has_attachment: true, preview }
}

/// What must be true of the pages after anything.
fn check(cache: &PageCache) {
    let mut last = None;
    let (mut rows, mut bytes) = (0, 0);
    for page in &cache.pages {
        assert!(!page.rows.is_empty());
        assert_eq!(page.rows[0].offset, 0);
        assert!(page.rows.windows(2).all(|pair| pair[0].offset < pair[1].offset));
        assert!(page.last() - page.first < PAGE_SPAN);
        assert!(last.is_none_or(|last| last < page.first), "pages do not overlap");
        last = Some(page.last());
        rows += page.rows.len();
        let of_rows: usize = page.rows.iter().map(|held| held.bytes).sum();
        assert_eq!(page.bytes, of_rows + size_of::<Page>());
        bytes += page.bytes;
        for held in &page.rows {
            let found = cache.by_uid(held.row.uid).map(|(seq, _)| seq);
            assert_eq!(found, Some(page.seq(held)));
        }
    }
    assert_eq!((rows, bytes, rows), (cache.rows, cache.bytes, cache.by_uid.len()));
}

fn held(cache: &PageCache) -> BTreeMap<u32, u32> {
    let rows = cache
        .pages
        .iter()
        .flat_map(|page| page.rows.iter().map(|held| (page.seq(held), held.row.uid.get())));
    rows.collect()
}

#[test]
fn what_is_in_view_stays_and_what_was_seen_longest_ago_goes() {
    let mut cache = PageCache::new(100_000);
    cache.insert(1, row(1), false);
    for screen in 0..40_u32 {
        cache.look_anew();
        cache.touch(1);
        for n in 0..20 {
            let seq = 100 + screen * 20 + n;
            cache.insert(seq, row(seq), false);
            cache.touch(seq);
        }
        cache.evict();
    }
    check(&cache);
    assert!(cache.bytes() <= 100_000, "{}", cache.bytes());
    assert!(cache.len() > 100, "the budget is used: {}", cache.len());
    assert!(cache.row(1).is_some(), "looked at all the time");
    assert!(cache.row(100).is_none() && cache.row(899).is_some());
}

#[test]
fn what_is_looked_at_stays_though_it_alone_exceeds_the_budget() {
    let mut cache = PageCache::new(1);
    cache.look_anew();
    for seq in 1..=50 {
        cache.insert(seq, row(seq), false);
        cache.touch(seq);
    }
    cache.evict();
    assert_eq!(cache.len(), 50);
    cache.look_anew();
    cache.evict();
    assert_eq!(cache.len(), 0);
    assert_eq!(cache.bytes(), 0);
}

#[test]
fn a_row_read_again_keeps_what_was_known_of_its_message() {
    let mut cache = PageCache::default();
    cache.insert(5, row(50), true);
    cache.set_details(details(5, 50, part(10)));
    cache.insert(5, row(50), false);
    let held = cache.get(5).expect("held");
    assert_eq!(held.row.has_attachment, Some(true));
    assert_eq!(held.row.preview.as_deref(), Some("Hello"));
    assert!(held.structure.is_some() && held.detailed && held.linked);
    cache.insert(5, row(51), false);
    let held = cache.get(5).expect("held");
    assert_eq!((held.row.has_attachment, held.detailed), (None, false), "another message");
    check(&cache);
}

#[test]
fn details_of_another_message_are_not_taken() {
    let mut cache = PageCache::default();
    cache.insert(5, row(50), false);
    cache.set_details(details(5, 51, part(10)));
    cache.set_details(details(6, 50, part(10)));
    assert_eq!(cache.row(5).map(|row| row.has_attachment), Some(None));
}

#[test]
fn a_huge_structure_is_counted_and_not_kept() {
    let mut cache = PageCache::default();
    cache.insert(1, row(1), false);
    let before = cache.bytes();
    cache.set_details(details(1, 1, part(1_000)));
    assert!(cache.bytes() > before + 1_000);
    cache.set_details(details(1, 1, part(STRUCTURE_MAX_BYTES)));
    assert!(cache.get(1).is_some_and(|held| held.structure.is_none() && held.detailed));
    assert!(cache.bytes() < before + 1_000);
    check(&cache);
}

#[test]
fn one_message_stands_under_one_number() {
    let mut cache = PageCache::default();
    cache.insert(5, row(50), false);
    cache.insert(500, row(50), false);
    assert_eq!(held(&cache), BTreeMap::from([(500, 50)]));
    check(&cache);
}

#[derive(Clone, Debug)]
enum Step {
    Insert(u32),
    Expunge(u32),
    Details(u32),
    Touch(u32),
    Evict,
    Retain(u32),
}

fn step() -> impl Strategy<Value = Step> {
    let seq = || 1..400_u32;
    prop_oneof![
        6 => seq().prop_map(Step::Insert),
        2 => seq().prop_map(Step::Expunge),
        1 => seq().prop_map(Step::Details),
        1 => seq().prop_map(Step::Touch),
        1 => Just(Step::Evict),
        1 => seq().prop_map(Step::Retain),
    ]
}

proptest! {
    /// The pages hold what a plain map would, less what was evicted.
    #[test]
    fn pages_hold_the_rows_a_map_would(steps in proptest::collection::vec(step(), 1..200)) {
        let mut cache = PageCache::new(40_000);
        let mut model: BTreeMap<u32, u32> = BTreeMap::new();
        let mut next_uid = 1;
        for step in steps {
            match step {
                Step::Insert(seq) => {
                    cache.insert(seq, row(next_uid), false);
                    model.insert(seq, next_uid);
                    next_uid += 1;
                }
                Step::Expunge(seq) => {
                    let gone = cache.expunge(seq).map(NonZeroU32::get);
                    prop_assert_eq!(gone, model.remove(&seq));
                    model = model
                        .into_iter()
                        .map(|(held, uid)| (held - u32::from(held > seq), uid))
                        .collect();
                }
                Step::Details(seq) => {
                    let of = model.get(&seq).copied().unwrap_or(1);
                    cache.set_details(details(seq, of, part(seq as usize)));
                }
                Step::Touch(seq) => {
                    cache.look_anew();
                    cache.touch(seq);
                }
                Step::Evict => {
                    cache.evict();
                    let left = held(&cache);
                    model.retain(|seq, _| left.contains_key(seq));
                }
                Step::Retain(seq) => {
                    let keep: Vec<u32> = (seq..seq + 200).collect();
                    cache.retain(&keep);
                    model.retain(|held, _| keep.contains(held));
                }
            }
            check(&cache);
            prop_assert_eq!(&held(&cache), &model);
        }
    }
}
