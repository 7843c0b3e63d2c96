//! What `check` looks at: the name of an account, or a URL.

use std::net::IpAddr;
use std::str::FromStr;

use crate::model::Security;

/// What `check` looks at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// The name of an account in `accounts.toml`.
    Account(String),
    Server {
        security: Security,
        user: String,
        host: String,
        port: u16,
    },
}

/// `imaps://` is TLS; `imap://` is STARTTLS, and plaintext only to this very machine.
///
/// The URL is the server form of RFC 5092 §3 without `;AUTH=`; the user may stand unencoded.
impl FromStr for Target {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let Some((scheme, rest)) = text.split_once("://") else {
            return if text.trim().is_empty() {
                Err("the account's name is empty".to_owned())
            } else {
                Ok(Self::Account(text.to_owned()))
            };
        };
        let (user, place) = rest.rsplit_once('@').ok_or("the URL names no user before an @")?;
        let place = place.strip_suffix('/').unwrap_or(place);
        let (host, port) = host_and_port(place)?;
        let security = match scheme.to_ascii_lowercase().as_str() {
            "imaps" => Security::Tls,
            "imap" if is_loopback(&host) => Security::Plaintext,
            "imap" => Security::StartTls,
            _ => return Err("a URL begins with imaps:// or imap://".to_owned()),
        };
        let user = login_name(user)?;
        Ok(Self::Server { security, user, host, port: port.unwrap_or(security.default_port()) })
    }
}

fn login_name(encoded: &str) -> Result<String, String> {
    if encoded.contains(':') {
        return Err("a password does not belong in the URL, where others can see it; \
                    it is asked for"
            .to_owned());
    }
    if encoded.contains([';', '/', '?', '#']) {
        return Err("the user in the URL must be percent-encoded".to_owned());
    }
    let user = percent_decoded(encoded).ok_or("the user in the URL is not well percent-encoded")?;
    if user.is_empty() || user.chars().any(char::is_control) {
        return Err("the URL names no user before an @".to_owned());
    }
    Ok(user)
}

/// RFC 3986 §2.1; `None` where a `%` is not followed by two digits or the result is not UTF-8.
fn percent_decoded(text: &str) -> Option<String> {
    let mut bytes = text.bytes();
    let mut decoded = Vec::with_capacity(text.len());
    while let Some(byte) = bytes.next() {
        if byte == b'%' {
            let high = char::from(bytes.next()?).to_digit(16)?;
            let low = char::from(bytes.next()?).to_digit(16)?;
            decoded.push(u8::try_from(high * 16 + low).ok()?);
        } else {
            decoded.push(byte);
        }
    }
    String::from_utf8(decoded).ok()
}

/// `host`, `host:port`, `[v6]` or `[v6]:port` (RFC 3986 §3.2).
fn host_and_port(place: &str) -> Result<(String, Option<u16>), String> {
    let (host, port) = if let Some(bracketed) = place.strip_prefix('[') {
        let (host, after) =
            bracketed.split_once(']').ok_or("the ] after the address is missing")?;
        if host.parse::<std::net::Ipv6Addr>().is_err() {
            return Err("between [ and ] stands an IPv6 address".to_owned());
        }
        let port = after.strip_prefix(':');
        if port.is_none() && !after.is_empty() {
            return Err("after ] comes nothing, or a colon and the port".to_owned());
        }
        (host, port)
    } else {
        match place.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (place, None),
        }
    };
    if host.is_empty() || host.contains(|c: char| "/?#;".contains(c) || c.is_whitespace()) {
        return Err("after the @ stands a host, and nothing after host and port".to_owned());
    }
    let port = match port.map(str::parse::<u16>) {
        None => None,
        Some(Ok(port)) if port > 0 => Some(port),
        Some(_) => return Err("the port is a whole number from 1 to 65535".to_owned()),
    };
    Ok((host.to_owned(), port))
}

/// Nobody between the program and the server can read along.
fn is_loopback(host: &str) -> bool {
    // RFC 6761 §6.3: names under .localhost are loopback.
    let name = host.trim_end_matches('.').to_ascii_lowercase();
    name == "localhost"
        || name.ends_with(".localhost")
        || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn server(security: Security, user: &str, host: &str, port: u16) -> Target {
        Target::Server { security, user: user.to_owned(), host: host.to_owned(), port }
    }

    #[test]
    fn urls_say_how_to_connect() {
        let cases = [
            ("imaps://u@h.example", server(Security::Tls, "u", "h.example", 993)),
            ("IMAPS://u@h:1993/", server(Security::Tls, "u", "h", 1993)),
            ("imaps://me@example.org@h", server(Security::Tls, "me@example.org", "h", 993)),
            ("imaps://me%40d%C3%A9@h", server(Security::Tls, "me@dé", "h", 993)),
            ("imaps://u@[2001:db8::1]:5", server(Security::Tls, "u", "2001:db8::1", 5)),
            ("imap://u@h", server(Security::StartTls, "u", "h", 143)),
            ("imap://u@127.0.0.1:1143", server(Security::Plaintext, "u", "127.0.0.1", 1143)),
            ("imap://u@[::1]", server(Security::Plaintext, "u", "::1", 143)),
            ("imap://u@LOCALHOST", server(Security::Plaintext, "u", "LOCALHOST", 143)),
            (
                "imap://u@localhost.example",
                server(Security::StartTls, "u", "localhost.example", 143),
            ),
        ];
        for (text, target) in cases {
            assert_eq!(text.parse::<Target>().unwrap(), target, "{text}");
        }
    }

    #[test]
    fn urls_that_say_too_little_or_too_much_are_refused() {
        for (text, why) in [
            ("imaps://h", "no user"),
            ("imaps://@h", "no user"),
            ("imaps://u:secret@h", "password"),
            ("imaps://u@h/INBOX", "nothing after"),
            ("imaps://u@h:0", "1 to 65535"),
            ("imaps://u@h:99999", "1 to 65535"),
            ("imaps://u@", "a host"),
            ("imaps://u@[::1", "]"),
            ("imaps://u@[nonsense]", "IPv6"),
            ("imaps://u%4@h", "percent"),
            ("imaps://u%FF@h", "percent"),
            ("imaps://u;AUTH=*@h", "percent"),
            ("imaps://u%0d@h", "no user"),
            ("pop3://u@h", "imaps://"),
            ("", "empty"),
        ] {
            let error = text.parse::<Target>().unwrap_err();
            assert!(error.contains(why), "{text}: {error}");
        }
    }
}
