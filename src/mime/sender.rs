//! Signs that a sender is not who the header makes them look like.
//!
//! Judges what is written in the header; where the mail came from is [`super::verdict`]'s business.

use crate::model::Address;

use super::Headers;
use super::domain::{host_of, imitation, same_organisation};

/// Senders that are named in a sentence; one field can hold a thousand.
const LISTED_SENDERS: usize = 10;

/// Bytes of an address in a sentence. Its end says whose it is.
const LISTED_BYTES: usize = 120;

/// Sentences about one mail; more are read by nobody.
const WARNINGS_LIMIT: usize = 10;

impl Headers {
    /// Whether it cannot be said who sent this: several From fields or addresses, none, or a Sender
    /// or Resent-From of another house (RFC 5322 §3.6.2, §3.6.6).
    pub fn is_ambiguous(&self) -> bool {
        let named = self.from.iter().filter(|from| !from.address.is_empty()).count();
        self.from_fields > 1
            || self.from.len() != 1
            || named != 1
            || self.from.iter().any(is_malformed)
            || !self.others().is_empty()
    }

    /// Senders in other fields who do not belong to the house of the first one.
    fn others(&self) -> Vec<(&'static str, &Address)> {
        let from = self.from.first().and_then(|from| host_of(&from.address));
        let fields = [("Sender", &self.sender), ("Resent-From", &self.resent_from)];
        let named = fields.into_iter().flat_map(|(name, all)| all.iter().map(move |a| (name, a)));
        named
            .filter(|(_, other)| match (&from, host_of(&other.address)) {
                (Some(from), Some(host)) => !same_organisation(from, &host),
                (_, host) => host.is_some(),
            })
            .take(LISTED_SENDERS)
            .collect()
    }

    /// Plain sentences about an ambiguous or misleading sender; empty for honest mail.
    pub fn sender_warnings(&self) -> Vec<String> {
        let mut warnings = Vec::new();
        warnings.extend(self.ambiguity());
        for from in &self.from {
            if let Some(claimed) = address_in_name(from) {
                warnings.push(format!(
                    "The sender's name looks like the address {claimed}, but the address is {}.",
                    from.address
                ));
            }
            if is_malformed(from) {
                warnings.push(
                    "The sender's address holds characters that do not belong there.".to_owned(),
                );
            }
        }
        let people = self.from.iter().chain(&self.sender).chain(&self.reply_to);
        for told in people.filter_map(|p| host_of(&p.address)).filter_map(|host| imitation(&host)) {
            if warnings.len() < WARNINGS_LIMIT && !warnings.contains(&told) {
                warnings.push(told);
            }
        }
        warnings.truncate(WARNINGS_LIMIT);
        warnings.extend(self.answers_elsewhere());
        warnings
    }

    fn ambiguity(&self) -> Option<String> {
        let all = self.from.iter().map(|from| ("From", from)).chain(self.others());
        let listed: Vec<String> = all
            .take(LISTED_SENDERS)
            .map(|(field, from)| format!("{field} {}", short(from)))
            .collect();
        let listed = listed.join(", ");
        if self.from_fields > 1 {
            Some(format!("The sender is ambiguous, there is more than one From field: {listed}."))
        } else if self.from.len() > 1 {
            Some(format!("The mail names more than one sender: {listed}."))
        } else if self.from.iter().all(|from| from.address.is_empty()) {
            Some("The mail does not say who sent it.".to_owned())
        } else if !self.others().is_empty() {
            Some(format!("Another house sent this for the sender: {listed}."))
        } else {
            None
        }
    }

    /// Where an answer would leave the sender's house.
    fn answers_elsewhere(&self) -> Option<String> {
        let from = self.from.first().and_then(|from| host_of(&from.address))?;
        let other = self.reply_to.iter().find(|to| {
            host_of(&to.address).is_none_or(|host| !same_organisation(&from, &host))
                && !to.address.is_empty()
        })?;
        Some(format!("Answers go to another house than the sender's: {}.", short(other)))
    }
}

/// An address where there is one, its middle cut out where it is long.
fn short(address: &Address) -> String {
    let text = if address.address.is_empty() { &address.name } else { &address.address };
    if text.len() <= LISTED_BYTES {
        return text.clone();
    }
    let head = text.get(..text.floor_char_boundary(LISTED_BYTES / 2)).unwrap_or_default();
    let tail = text.ceil_char_boundary(text.len() - LISTED_BYTES / 2);
    format!("{head}…{}", text.get(tail..).unwrap_or_default())
}

/// Control characters, encoded words, white space, or more than one host: nothing that a mail
/// server would deliver to. A quoted local part may hold anything, but has to end before the host.
fn is_malformed(from: &Address) -> bool {
    let address = from.address.as_str();
    let plain = match address.strip_prefix('"') {
        Some(quoted) => match quoted.rsplit_once("\"@") {
            Some((local, host)) if !local.contains(['"', '\\']) => host,
            _ => return true,
        },
        None => address,
    };
    let hosts = usize::from(plain.len() == address.len());
    address.contains('\u{27e8}')
        || address.contains("=?")
        || plain.matches('@').count() > hosts
        || plain.contains(|c: char| c.is_whitespace() || "()<>,;:\\\"".contains(c))
}

/// A word of the name that is an address, but another one.
fn address_in_name(from: &Address) -> Option<&str> {
    from.name
        .split(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '(' | ')' | '"' | '\'' | ','))
        .find(|word| {
            let is_address = word
                .split_once('@')
                .is_some_and(|(local, domain)| !local.is_empty() && domain.contains('.'));
            is_address && !word.eq_ignore_ascii_case(&from.address)
        })
}

#[cfg(test)]
mod tests {
    use crate::mime::read_headers;

    fn warnings(header: &str) -> String {
        read_headers(header.as_bytes()).sender_warnings().join(" ")
    }

    #[test]
    fn an_honest_sender_gets_no_warning() {
        for honest in [
            "From: Ann <ann@example.org>\r\n",
            "From: \"Ann@Example.org\" <ann@example.org>\r\n",
            "From: Ann @ Work <ann@example.org>\r\n",
            "From: ann@example.org\r\nSender: bounce@mail.example.org\r\n",
            "From: ann@example.org\r\nReply-To: desk@help.example.org\r\n",
            "From: a@münchen.example\r\n",
        ] {
            assert_eq!(warnings(honest), "", "{honest}");
            assert!(!read_headers(honest.as_bytes()).is_ambiguous(), "{honest}");
        }
    }

    #[test]
    fn several_or_no_senders_are_told_in_one_line_that_names_all() {
        let told = warnings("From: a@x.org\r\nFrom : b@y.org\r\n");
        assert!(
            told.contains("ambiguous") && told.contains("From a@x.org, From b@y.org"),
            "{told}"
        );
        let told = warnings("From: a@x.org, b@y.org\r\n");
        assert!(told.contains("more than one sender: From a@x.org, From b@y.org"), "{told}");
        assert!(warnings("Subject: x\r\n").contains("does not say"));
        for field in ["Sender", "Resent-From"] {
            let header = format!("From: a@x.org\r\n{field}: b@y.example\r\n");
            let told = warnings(&header);
            assert!(told.contains(&format!("From a@x.org, {field} b@y.example")), "{told}");
            assert!(read_headers(header.as_bytes()).is_ambiguous());
        }
    }

    #[test]
    fn a_name_that_is_another_address_is_told() {
        let told = warnings("From: \"service@bank.com\" <x@evil.example>\r\n");
        assert!(told.contains("service@bank.com") && told.contains("x@evil.example"), "{told}");
        assert!(
            warnings("From: =?utf-8?Q?a=40bank.com?= <x@evil.example>\r\n").contains("a@bank.com")
        );
        assert!(warnings("From: <a\0@evil.example>\r\n").contains("do not belong"));
        for odd in
            ["<a@bank.com@evil.example>", "<\"a@bank.com>\"@evil.example>", "<a b@c.example>"]
        {
            assert!(warnings(&format!("From: {odd}\r\n")).contains("do not belong"), "{odd}");
        }
        assert_eq!(warnings("From: <\"a b\"@example.org>\r\n"), "");
    }

    #[test]
    fn letters_that_imitate_others_show_their_spelling() {
        let told = warnings("From: =?utf-8?Q?Pay?= <a@p\u{430}ypal.com>\r\n");
        assert!(told.contains("xn--pypal-4ve.com"), "{told}");
        assert!(
            warnings("From: a@b.org\r\nReply-To: a@xn--80ak6aa92e.com\r\n").contains("аррӏе.com")
        );
    }

    #[test]
    fn answers_to_another_house_are_told() {
        let told = warnings("From: a@bank.example\r\nReply-To: Bank <x@evil.example>\r\n");
        assert!(told.contains("Answers go to") && told.contains("x@evil.example"), "{told}");
    }

    #[test]
    fn a_thousand_senders_make_few_and_short_sentences() {
        let many: Vec<_> = (0..5_000).map(|n| format!("{}@x{n}.org", "a".repeat(300))).collect();
        let told = warnings(&format!("From: {}\r\nSender: x@y.z\r\n", many.join(", ")));
        assert!(told.len() < 3_000, "{}", told.len());
    }
}
