//! Host names in addresses: whose they are, and whether their letters imitate others.

use unicode_security::MixedScript as _;
use unicode_security::confusable_detection::skeleton;

/// Longest name DNS knows is 253 bytes; in Unicode it is at most four times as long.
const NAME_LIMIT_BYTES: usize = 1_024;

/// Labels under which countries register names at the third level (`example.co.uk`).
const SECOND_LEVELS: &[&str] = &[
    "ac", "co", "com", "edu", "go", "gob", "gov", "gouv", "gv", "ltd", "me", "mil", "ne", "net",
    "nhs", "nom", "or", "org", "plc", "police", "sch",
];

/// What follows the last `@` of an address, in lower case and in ASCII (`xn--…`); `None` where the
/// address has no host that DNS could know.
pub(super) fn host_of(address: &str) -> Option<String> {
    let (_, host) = address.rsplit_once('@')?;
    to_ascii(host.trim())
}

/// A name as the network knows it.
pub(super) fn to_ascii(host: &str) -> Option<String> {
    let host = host.trim_end_matches('.');
    if host.is_empty() || host.len() > NAME_LIMIT_BYTES {
        return None;
    }
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '.' | '_');
    let ascii = match host.is_ascii() {
        true => host.to_ascii_lowercase(),
        false => idna::domain_to_ascii(host).ok()?,
    };
    ascii.chars().all(plain).then_some(ascii)
}

/// The part of a name that somebody registered: `example.co.uk` of `mail.example.co.uk`.
///
/// Two labels; three where a country registers below a label such as `co`. That is right for nearly
/// all mail. The whole truth is the Public Suffix List, half a megabyte that grows old inside a
/// program; a wrong guess here costs or saves one line of warning, nothing else.
pub(super) fn organisation(host: &str) -> &str {
    let mut dots = host.rmatch_indices('.').map(|(at, _)| at);
    let (Some(last), Some(second)) = (dots.next(), dots.next()) else { return host };
    let country = host.len() - last - 1 == 2;
    let label = host.get(second + 1..last).unwrap_or_default();
    let cut = if country && SECOND_LEVELS.contains(&label) { dots.next() } else { Some(second) };
    cut.and_then(|at| host.get(at + 1..)).unwrap_or(host)
}

/// Whether both hosts belong to one registered name.
pub(super) fn same_organisation(one: &str, other: &str) -> bool {
    organisation(one).eq_ignore_ascii_case(organisation(other))
}

/// One sentence where the letters of a host imitate others (UTS #39): scripts that no language
/// writes together in one label, or a label in other letters that looks like plain ASCII.
pub(super) fn imitation(host_ascii: &str) -> Option<String> {
    if !host_ascii.split('.').any(|label| label.starts_with("xn--")) {
        return None;
    }
    let (unicode, read) = idna::domain_to_unicode(host_ascii);
    let shown = crate::text::visible(&unicode);
    let what = if read.is_err() {
        "is not a name that can be registered"
    } else if unicode.split('.').any(|label| !label.is_single_script()) {
        "mixes letters of several scripts, as imitations do"
    } else if unicode.split('.').any(looks_like_ascii) {
        "is written in letters that look like others"
    } else {
        return None;
    };
    Some(format!("The name {shown} {what}; its true spelling is {host_ascii}."))
}

fn looks_like_ascii(label: &str) -> bool {
    !label.is_ascii() && skeleton(label).all(|c| c.is_ascii())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_organisation_is_what_somebody_registered() {
        for (host, expected) in [
            ("example.org", "example.org"),
            ("a.b.example.org", "example.org"),
            ("mail.example.co.uk", "example.co.uk"),
            ("co.uk", "co.uk"),
            ("mail.example.de", "example.de"),
            ("localhost", "localhost"),
            ("", ""),
        ] {
            assert_eq!(organisation(host), expected);
        }
        assert!(same_organisation("A.example.org", "b.EXAMPLE.org"));
        assert!(!same_organisation("bank.example", "bank.example.evil.example"));
    }

    #[test]
    fn a_host_is_what_the_network_knows() {
        assert_eq!(host_of("a@b@Exämple.org").as_deref(), Some("xn--exmple-cua.org"));
        assert_eq!(host_of("a@example.org.").as_deref(), Some("example.org"));
        assert_eq!(host_of("a@b⟨U+0000⟩.org"), None);
        assert_eq!(host_of("nobody"), None);
        assert_eq!(host_of("a@"), None);
    }

    #[test]
    fn names_that_imitate_others_show_their_spelling() {
        let told =
            |host: &str| to_ascii(host).and_then(|host| imitation(&host)).unwrap_or_default();
        assert!(told("аррӏе.com").contains("xn--80ak6aa92e.com"));
        assert!(told("pаypal.com").contains("mixes"));
        for honest in
            ["example.org", "münchen.example", "пример.example", "例え.example", "東京タワー.jp"]
        {
            assert_eq!(told(honest), "", "{honest}");
        }
    }
}
