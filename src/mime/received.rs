//! One Received field (RFC 5321 §4.4), as far as it tells where a mailbox's own servers begin.
//!
//! Only the newest fields can be believed: those that the own servers put on top.

use core::net::IpAddr; // An address as a value; `std::net` would bring sockets into reach.

use super::domain;

/// Bytes of a field that are read: the clauses stand at its beginning.
const READ_LIMIT_BYTES: usize = 2_048;

/// What a hop says about itself.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Hop {
    by: Option<String>,
    /// Somebody handed the mail over.
    has_from: bool,
    /// The address in brackets that the receiving server wrote down itself.
    from_address: Option<IpAddr>,
    /// `ESMTPS`, `LMTP`; upper case.
    protocol: String,
}

impl Hop {
    pub(super) fn read(value: &[u8]) -> Self {
        let value = value.get(..READ_LIMIT_BYTES).unwrap_or(value);
        let text = String::from_utf8_lossy(value);
        // What follows the last semicolon is the date.
        let text = text.rsplit_once(';').map_or(&*text, |(clauses, _)| clauses);
        let mut hop = Self::default();
        let mut depth = 0_usize;
        let mut clause = "";
        for word in text.split_ascii_whitespace() {
            let outside = depth == 0 && !word.starts_with('(');
            if clause == "from" && hop.from_address.is_none() {
                hop.from_address = bracketed(word);
            }
            for c in word.chars() {
                match c {
                    '(' => depth += 1,
                    ')' => depth = depth.saturating_sub(1),
                    _ => {}
                }
            }
            if !outside {
                continue;
            }
            match (clause, word.to_ascii_lowercase().as_str()) {
                (_, "from") => {
                    clause = "from";
                    hop.has_from = true;
                }
                (_, "by") if hop.by.is_none() => clause = "by",
                (_, "with") => clause = "with",
                ("by", host) => {
                    hop.by = domain::to_ascii(host);
                    clause = "";
                }
                ("with", protocol) => {
                    hop.protocol = protocol.to_ascii_uppercase();
                    clause = "";
                }
                _ => {}
            }
        }
        hop
    }

    /// The mail moved within one house: handed on without a network, by LMTP (RFC 2033), or from an
    /// address that no stranger can have. A name is no proof: whoever connects chooses it.
    pub(super) fn is_internal(&self, house: &str) -> bool {
        if self.by.as_deref().is_some_and(|by| !domain::same_organisation(by, house)) {
            return self.protocol.starts_with("LMTP") || self.from_address.is_some_and(is_private);
        }
        !self.has_from
            || self.protocol.starts_with("LMTP")
            || self.protocol == "LOCAL"
            || self.from_address.is_some_and(is_private)
    }
}

/// `([192.0.2.1])`, `[IPv6:2001:db8::1]`.
fn bracketed(word: &str) -> Option<IpAddr> {
    let inside = word.split_once('[')?.1.split_once(']')?.0;
    inside.strip_prefix("IPv6:").unwrap_or(inside).parse().ok()
}

fn is_private(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => v4.is_private() || v4.is_loopback() || v4.is_link_local(),
        IpAddr::V6(v6) => v6.is_loopback() || v6.is_unique_local() || v6.is_unicast_link_local(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn internal(field: &str) -> bool {
        Hop::read(field.as_bytes()).is_internal("mail.example.org")
    }

    #[test]
    fn a_hop_inside_the_house_is_told_from_the_border() {
        for inside in [
            "from mail.example.org\r\n\tby mail.example.org with LMTP\r\n\tid x; Mon, 1 Jan 2024",
            "from mx ([10.0.0.3])\r\n\tby store.example.org with ESMTPS id x; date",
            "by mail.example.org (Postfix, from userid 0) id x; date",
            "by 2002:a05:6a10:1 with SMTP id x; date",
        ] {
            assert!(internal(inside), "{inside}");
        }
        for border in [
            "from mail.example.org (evil.example [203.0.113.9]) by mail.example.org with ESMTPS; d",
            "from a ([203.0.113.9]) by other.example with ESMTP; d",
            "from x (from y [203.0.113.1] with LMTP) by mail.example.org with ESMTP; d",
        ] {
            assert!(!internal(border), "{border}");
        }
    }

    #[test]
    fn hostile_hops_end() {
        for unit in ["(", ")", "from ", "[", "by ", ";", "\u{0}"] {
            let _ = Hop::read(unit.repeat(100_000).as_bytes());
        }
    }
}
