//! RETURN (…) of SEARCH and SORT, and the ESEARCH answer.
//!
//! RFC 4731 (MIN MAX COUNT ALL), RFC 5182 (SAVE), RFC 5267 and RFC 9394 (PARTIAL, CONTEXT, UPDATE).
//! The codec knows none of it.

use imap_codec::imap_types::core::Tag;

use super::set;
use super::spans::{Kind, Span, spans, verb};

/// A window of a result, counted from 1; negative numbers count from the end (RFC 9394 §3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    first: i64,
    last: i64,
}

impl Window {
    /// Reads `1:50`, `50:1` or `-1:-50`. Numbers are of 32 bits and never 0.
    pub fn parse(text: &[u8]) -> Option<Self> {
        let (first, last) = str::from_utf8(text).ok()?.split_once(':')?;
        let number = |digits: &str| {
            let (sign, digits) = match digits.strip_prefix('-') {
                Some(digits) => (-1, digits),
                None => (1, digits),
            };
            let plain = digits.bytes().all(|byte| byte.is_ascii_digit());
            let number = digits.parse::<u32>().ok().filter(|number| plain && *number > 0)?;
            Some(sign * i64::from(number))
        };
        let (first, last) = (number(first)?, number(last)?);
        ((first > 0) == (last > 0)).then_some(Self { first, last })
    }

    /// What lies in the window; less, or nothing, where the list ends before it.
    pub fn of<'a, T>(&self, list: &'a [T]) -> &'a [T] {
        let place = |number: i64| usize::try_from(number.unsigned_abs()).unwrap_or(usize::MAX);
        let (a, b) = (place(self.first), place(self.last));
        let (near, far) = (a.min(b) - 1, a.max(b).min(list.len()));
        let range = if self.first > 0 {
            near.min(far)..far
        } else {
            list.len() - far..list.len() - near.min(far)
        };
        list.get(range).unwrap_or_default()
    }
}

/// The options of RETURN; none given means ALL.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Return {
    pub min: bool,
    pub max: bool,
    pub count: bool,
    pub all: bool,
    pub save: bool,
    /// Asks for notices when the result changes, which this server refuses (RFC 5267 §4.3.1).
    pub update: bool,
    pub partial: Option<Window>,
}

impl Return {
    /// Takes `RETURN (…)` out of a SEARCH or SORT; `None` where it cannot be read.
    pub fn take(command: &[u8]) -> Option<(Option<Self>, Vec<u8>)> {
        let words = spans(command)?;
        let (verb, _) = verb(command, &words);
        if !words.get(verb + 1).is_some_and(|word| word.is(command, "RETURN")) {
            return Some((None, command.to_vec()));
        }
        if words.get(verb + 2)?.kind != Kind::Open {
            return None;
        }
        let options = words.get(verb + 3..)?;
        let close = options.iter().position(|word| word.kind == Kind::Close)?;
        let wanted = Self::read(command, options.get(..close)?)?;
        let head = command.get(..words.get(verb)?.range.end)?;
        let tail = command.get(options.get(close)?.range.end..)?;
        Some((Some(wanted), [head, tail].concat()))
    }

    fn read(command: &[u8], options: &[Span]) -> Option<Self> {
        let mut wanted = Self::default();
        let mut options = options.iter();
        while let Some(option) = options.next() {
            if option.kind != Kind::Atom {
                return None;
            }
            match option.bytes(command).to_ascii_uppercase().as_slice() {
                b"MIN" => wanted.min = true,
                b"MAX" => wanted.max = true,
                b"COUNT" => wanted.count = true,
                b"ALL" => wanted.all = true,
                b"SAVE" => wanted.save = true,
                b"CONTEXT" => {} // A hint that the command will come again; nothing is kept here.
                b"UPDATE" => wanted.update = true,
                b"PARTIAL" if wanted.partial.is_none() => {
                    wanted.partial = Some(Window::parse(options.next()?.bytes(command))?);
                }
                _ => return None,
            }
        }
        // RFC 5267 §4.4: not both.
        if wanted.all && wanted.partial.is_some() {
            return None;
        }
        // RFC 4731 §3.1: no result option means ALL; RFC 5182 §2.1: SAVE alone has no answer.
        wanted.all |= !wanted.save && !wanted.answers();
        Some(wanted)
    }

    fn answers(&self) -> bool {
        self.min || self.max || self.count || self.all || self.partial.is_some()
    }

    /// The part of the result that SAVE keeps: its ends and its window where only those are asked
    /// for, else all of it (RFC 5182 §2.4; COUNT beside a window keeps all on Dovecot too).
    pub fn saved(&self, found: &[u32]) -> Vec<u32> {
        let only_some = self.min || self.max || self.partial.is_some();
        if self.all || self.count || !only_some {
            return found.to_vec();
        }
        let mut kept: Vec<u32> = match &self.partial {
            Some(window) => window.of(found).to_vec(),
            None => Vec::new(),
        };
        kept.extend(found.first().filter(|_| self.min));
        kept.extend(found.last().filter(|_| self.max));
        kept
    }

    /// The untagged answer for numbers or UIDs in their order; `None` where only SAVE was wanted.
    pub fn answer(&self, tag: &Tag<'_>, found: &[u32], uid: bool) -> Option<String> {
        if !self.answers() {
            return None;
        }
        let mut line = format!("* ESEARCH (TAG \"{}\")", tag.inner());
        if uid {
            line.push_str(" UID");
        }
        for (asked, name, number) in
            [(self.min, "MIN", found.first()), (self.max, "MAX", found.last())]
        {
            if let Some(number) = number.filter(|_| asked) {
                line.push_str(&format!(" {name} {number}"));
            }
        }
        if self.count {
            line.push_str(&format!(" COUNT {}", found.len()));
        }
        if self.all && !found.is_empty() {
            line.push_str(&format!(" ALL {}", set::shown(found)));
        }
        if let Some(window) = &self.partial {
            let shown = set::shown(window.of(found));
            let shown = if shown.is_empty() { "NIL" } else { &shown };
            line.push_str(&format!(" PARTIAL ({}:{} {shown})", window.first, window.last));
        }
        Some(line)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]
mod tests {
    use super::*;

    fn wanted(options: &str) -> Option<Return> {
        let command = format!("a SEARCH RETURN ({options}) ALL\r\n");
        let (wanted, plain) = Return::take(command.as_bytes())?;
        assert_eq!(plain, b"a SEARCH ALL\r\n");
        wanted
    }

    fn answer(options: &str, found: &[u32]) -> Option<String> {
        let line = wanted(options).unwrap().answer(&Tag::try_from("a").unwrap(), found, true)?;
        Some(line.strip_prefix("* ESEARCH (TAG \"a\") UID").unwrap().to_owned())
    }

    #[test]
    fn what_is_asked_for_is_answered_in_the_order_of_the_result() {
        assert_eq!(answer("count Min", &[4, 5, 9]).unwrap(), " MIN 4 COUNT 3");
        assert_eq!(answer("", &[4, 5, 9]).unwrap(), " ALL 4:5,9");
        assert_eq!(answer("ALL COUNT", &[]).unwrap(), " COUNT 0");
        assert_eq!(answer("PARTIAL 1:2", &[9, 5, 4]).unwrap(), " PARTIAL (1:2 9,5)");
        assert_eq!(answer("PARTIAL -1:-2", &[9, 5, 4]).unwrap(), " PARTIAL (-1:-2 5,4)");
        assert_eq!(answer("PARTIAL 9:4", &[9, 5, 4]).unwrap(), " PARTIAL (9:4 NIL)");
        assert_eq!(answer("SAVE", &[9, 5, 4]), None);
    }

    #[test]
    fn a_window_is_cut_where_the_result_ends() {
        let of = |text: &str| Window::parse(text.as_bytes()).unwrap().of(&[1, 2, 3]).to_vec();
        assert_eq!(of("2:9"), [2, 3]);
        assert_eq!(of("4294967295:3"), [3]);
        assert_eq!(of("-2:-4294967295"), [1, 2]);
        assert_eq!(of("-4:-9"), [0; 0]);
        assert_eq!(of("4:4294967295"), [0; 0]);
    }

    #[test]
    fn what_is_saved_follows_the_options() {
        let saved = |options: &str| wanted(options).unwrap().saved(&[9, 5, 4, 7]);
        assert_eq!(saved("SAVE"), [9, 5, 4, 7]);
        assert_eq!(saved("SAVE COUNT MIN"), [9, 5, 4, 7]);
        assert_eq!(saved("SAVE MIN MAX"), [9, 7]);
        assert_eq!(saved("SAVE PARTIAL 2:3"), [5, 4]);
        assert_eq!(saved("SAVE COUNT PARTIAL 2:3"), [9, 5, 4, 7]);
        assert_eq!(saved("SAVE PARTIAL 2:3 MAX"), [5, 4, 7]);
    }

    #[test]
    fn what_cannot_be_meant_is_refused() {
        for options in [
            "ODD",
            "PARTIAL",
            "PARTIAL 1",
            "PARTIAL 0:5",
            "PARTIAL 1:-5",
            "PARTIAL 1:4294967296",
            "PARTIAL +1:5",
            "PARTIAL -:-",
            "PARTIAL 1:5 PARTIAL 1:5",
            "PARTIAL 1:5 ALL",
            "\"ALL\"",
            "PARTIAL (1:5)",
        ] {
            assert_eq!(wanted(options), None, "{options}");
        }
        assert_eq!(Return::take(b"a SEARCH RETURN ALL\r\n"), None);
        assert_eq!(Return::take(b"a SEARCH RETURN (ALL\r\n"), None);
        assert_eq!(Return::take(b"a SEARCH ALL").unwrap(), (None, b"a SEARCH ALL".to_vec()));
    }
}
