//! List-Unsubscribe (RFC 2369 §3.2): the ways a sender offers to stop its mail.
//!
//! Only says what they are. Nothing is ever opened or sent without a click, and the one-click POST
//! of RFC 8058 is not sent at all: the program talks to mail servers only.

use crate::model::Unsubscribe;

use super::fields::Field;
use super::link::link_target;

/// Ways read of one field; senders offer two.
const TARGETS_LIMIT: usize = 5;

/// The ways to unsubscribe, in the sender's order: `https`, `http` and `mailto` only.
pub(super) fn read(fields: &[Field<'_>]) -> Vec<Unsubscribe> {
    let named = fields.iter().find(|field| field.is("List-Unsubscribe"));
    let Some(field) = named else { return Vec::new() };
    let text = String::from_utf8_lossy(field.value);
    // Each in angle brackets; white space inside comes from folding.
    let inside = text.split('<').skip(1).filter_map(|rest| rest.split_once('>'));
    let links = inside.map(|(link, _)| link.split_whitespace().collect::<String>());
    links.filter_map(|link| target(&link)).take(TARGETS_LIMIT).collect()
}

fn target(link: &str) -> Option<Unsubscribe> {
    let target = link_target(link);
    if !target.allowed {
        return None;
    }
    let shown = match target.host_ascii.is_empty() {
        false => target.host_ascii,
        true => {
            let address = target.open_as.strip_prefix("mailto:")?.split('?').next()?;
            (!address.is_empty()).then(|| crate::text::visible(address))?
        }
    };
    Some(Unsubscribe { link: target.open_as, shown })
}

#[cfg(test)]
mod tests {
    use super::super::fields::split;
    use super::*;

    fn read_all(value: &str) -> Vec<(String, String)> {
        let header = format!("List-Unsubscribe: {value}\r\n");
        read(&split(header.as_bytes())).into_iter().map(|u| (u.shown, u.link)).collect()
    }

    #[test]
    fn the_targets_are_told_with_their_true_host() {
        let found = read_all("<https://a.example/u?\r\n x=1>, <mailto:u@b.example?subject=stop>");
        let expected = [
            ("a.example", "https://a.example/u?x=1"),
            ("u@b.example", "mailto:u@b.example?subject=stop"),
        ];
        assert_eq!(found, expected.map(|(shown, link)| (shown.to_owned(), link.to_owned())));
        let found = read_all("<https://bank.example@evil.example/>");
        assert_eq!(found.first().map(|(shown, _)| shown.as_str()), Some("evil.example"));
    }

    #[test]
    fn what_could_do_more_than_that_is_no_target() {
        for value in [
            "<javascript:x>",
            "<file:///etc/passwd>",
            "https://a.example/",
            "",
            "<",
            "<>",
            "<mailto:>",
        ] {
            assert!(read_all(value).is_empty(), "{value}");
        }
        assert!(read_all(&"<https://a.example/>,".repeat(1_000)).len() <= TARGETS_LIMIT);
    }
}
