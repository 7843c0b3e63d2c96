//! Guesses the server from a mail address, without asking the network.
//!
//! A well-known provider comes from the table in the program; for every other domain the guess is
//! `imap.DOMAIN` with TLS, which RFC 8314 recommends and which most hosts follow. The guess fills
//! the form; the user sees and can change it before anything is sent.

use super::provider_table::{Login, PROVIDERS};
use crate::model::Security;

/// Longest address worth guessing for (RFC 5321 §4.5.3.1.3).
const MAX_ADDRESS_BYTES: usize = 254;

/// Where an address's mail probably is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guess {
    pub host: String,
    pub port: u16,
    pub security: Security,
    /// The login name the provider expects: the whole address, or the part before the `@`.
    pub user: String,
    /// What the user must know or do first, as a sentence.
    pub note: Option<&'static str>,
}

/// The server for `address`; `None` where it is no address with a full domain.
///
/// International domains come out in ASCII (RFC 5890 §2.3.2.1), as resolvers want them.
pub fn guess(address: &str) -> Option<Guess> {
    let address = address.trim();
    if address.len() > MAX_ADDRESS_BYTES {
        return None;
    }
    let (local, domain) = address.rsplit_once('@')?;
    let domain = idna::domain_to_ascii_strict(domain).ok()?;
    let is_full = domain.contains('.') && domain.split('.').all(|label| !label.is_empty());
    if local.is_empty() || !is_full || local.contains(|c: char| c.is_whitespace() || c.is_control())
    {
        return None;
    }
    let found = PROVIDERS.iter().find(|provider| provider.domains.contains(&domain.as_str()));
    let Some(provider) = found else {
        return Some(Guess {
            host: format!("imap.{domain}"),
            port: Security::Tls.default_port(),
            security: Security::Tls,
            user: address.to_owned(),
            note: None,
        });
    };
    Some(Guess {
        host: provider.host.to_owned(),
        port: provider.port,
        security: provider.security,
        user: match provider.login {
            Login::Address => address.to_owned(),
            Login::LocalPart => local.to_owned(),
        },
        note: provider.note,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn well_known_providers_come_from_the_table() {
        let gmail = guess(" Ann@GMAIL.com ").unwrap();
        assert_eq!((gmail.host.as_str(), gmail.port), ("imap.gmail.com", 993));
        assert_eq!(gmail.user, "Ann@GMAIL.com");
        assert!(gmail.note.unwrap().contains("app password"));
        let proton = guess("ann@proton.me").unwrap();
        assert_eq!((proton.host.as_str(), proton.port), ("127.0.0.1", 1143));
        assert_eq!(proton.security, Security::StartTls);
        assert_eq!(guess("ann@naver.com").unwrap().user, "ann");
    }

    #[test]
    fn any_other_domain_is_tried_at_imap_dot_domain_with_tls() {
        let guess = guess("me@example.org").unwrap();
        assert_eq!(guess.host, "imap.example.org");
        assert_eq!((guess.port, guess.security), (993, Security::Tls));
        assert_eq!((guess.user.as_str(), guess.note), ("me@example.org", None));
    }

    #[test]
    fn international_domains_come_out_in_ascii() {
        assert_eq!(guess("ich@Bücher.example").unwrap().host, "imap.xn--bcher-kva.example");
    }

    #[test]
    fn what_is_no_address_gives_no_guess() {
        let long = format!("a@{}example.org", "x.".repeat(200));
        for text in [
            "",
            "ann",
            "@",
            "ann@",
            "@example.org",
            "a b@example.org",
            "ann@localhost",
            "a@b..c",
            "a@.b",
            &long,
        ] {
            assert_eq!(guess(text), None, "{text}");
        }
        for text in ["ann@exa mple.org", "ann@ex/a.org", "ann@a:b.org"] {
            assert_eq!(guess(text), None, "{text}");
        }
    }

    #[test]
    fn the_table_names_each_domain_once_and_only_what_can_be_connected_to() {
        let mut seen = BTreeSet::new();
        for provider in PROVIDERS {
            assert!(provider.port > 0 && !provider.host.is_empty() && !provider.domains.is_empty());
            assert!(provider.note.is_none_or(|note| note.ends_with('.')), "{}", provider.host);
            assert_ne!(provider.security, Security::Plaintext, "{}", provider.host);
            for domain in provider.domains {
                assert_eq!(*domain, domain.to_lowercase());
                assert!(seen.insert(*domain), "{domain} stands twice");
            }
        }
    }
}
