//! The base subject of RFC 5256 §2.1: what is left of a subject without "Re:", "(fwd)" and "[list]".

use super::message::header;
use crate::text;

/// Longest subject that is looked at, in bytes; it bounds the time that nested marks take.
const MAX_SUBJECT_BYTES: usize = 1_000;

/// A subject taken apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Subject {
    /// In lower case, white space folded; empty when nothing is left.
    pub base: String,
    /// Whether a mark of an answer or of forwarding was taken off.
    pub is_reply: bool,
}

/// The subject in the header of a message.
pub fn of(head: &[u8]) -> Subject {
    header::value(head, "Subject").map(|value| parse(&value)).unwrap_or_default()
}

fn parse(value: &[u8]) -> Subject {
    let value: Vec<u8> =
        value.iter().map(|byte| if *byte == b'\t' { b' ' } else { *byte }).collect();
    let decoded = text::header::decode(&value).to_lowercase();
    let folded = decoded.split_whitespace().collect::<Vec<_>>().join(" ");
    let whole = text::cut(folded, MAX_SUBJECT_BYTES);
    let (mut rest, mut is_reply) = (whole.as_str(), false);
    loop {
        rest = without_trailers(rest, &mut is_reply);
        rest = without_leaders(rest, &mut is_reply);
        let inside = rest.strip_prefix("[fwd:").and_then(|inside| inside.strip_suffix(']'));
        let Some(inside) = inside else { break };
        (rest, is_reply) = (inside, true);
    }
    Subject { base: rest.to_owned(), is_reply }
}

/// Step 2: takes "(fwd)" off the end as often as it stands there.
fn without_trailers<'a>(mut rest: &'a str, is_reply: &mut bool) -> &'a str {
    loop {
        rest = rest.trim_end();
        let Some(shorter) = rest.strip_suffix("(fwd)") else { return rest };
        (rest, *is_reply) = (shorter, true);
    }
}

/// Steps 3 to 5: takes "re:" and "fwd:", with words in brackets before them, off the front, and
/// words in brackets alone where something is left behind them.
fn without_leaders<'a>(mut rest: &'a str, is_reply: &mut bool) -> &'a str {
    loop {
        rest = rest.trim_start();
        if let Some(behind) = behind_mark(rest) {
            (rest, *is_reply) = (behind, true);
        } else if let Some(behind) = behind_blob(rest).filter(|behind| !behind.is_empty()) {
            rest = behind;
        } else {
            return rest;
        }
    }
}

/// Behind `*blob ("re" / "fw" / "fwd") [blob] ":"`.
fn behind_mark(mut rest: &str) -> Option<&str> {
    while let Some(behind) = behind_blob(rest) {
        rest = behind;
    }
    let behind = ["re", "fwd", "fw"].iter().find_map(|mark| rest.strip_prefix(mark))?;
    let behind = behind.trim_start();
    behind_blob(behind).unwrap_or(behind).strip_prefix(':')
}

/// Behind one word in brackets, which holds no bracket itself, and the white space behind it.
fn behind_blob(rest: &str) -> Option<&str> {
    let inside = rest.strip_prefix('[')?;
    let (word, behind) = inside.split_once(']')?;
    (!word.contains('[')).then(|| behind.trim_start())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base(subject: &str) -> (String, bool) {
        let subject = parse(subject.as_bytes());
        (subject.base, subject.is_reply)
    }

    #[test]
    fn marks_of_answers_and_lists_are_taken_off() {
        for (subject, expected, is_reply) in [
            ("Plan", "plan", false),
            ("Re: Fwd:  Plan \t B", "plan b", true),
            ("RE[2]: fw : plan", "plan", true),
            ("[list] Re: [list] plan", "plan", true),
            ("[a] [b] plan", "plan", false),
            ("plan (fwd) (FWD)", "plan", true),
            ("[Fwd: Re: plan (fwd)]", "plan", true),
            ("=?utf-8?q?Re:_B=C3=9Cro?=", "büro", true),
            ("[only]", "[only]", false),
            ("Re: [only]", "[only]", true),
            ("Re:", "", true),
            ("Regarding: plan", "regarding: plan", false),
            ("Re plan", "re plan", false),
            ("", "", false),
        ] {
            assert_eq!(base(subject), (expected.to_owned(), is_reply), "{subject}");
        }
    }

    #[test]
    fn endless_marks_are_cut() {
        assert_eq!(base(&"Re: ".repeat(100_000)), (String::new(), true));
        assert!(base(&"[".repeat(100_000)).0.len() <= MAX_SUBJECT_BYTES);
        assert!(base(&"[a]".repeat(100_000)).0.len() <= MAX_SUBJECT_BYTES);
        assert!(base(&"[fwd:".repeat(100_000)).0.len() <= MAX_SUBJECT_BYTES);
    }
}
