//! What a link really points to, said before anything opens.
//!
//! Read by the WHATWG rules, as the browser will read it, and written anew from that reading: what
//! is shown, what is judged and what is handed on are the same address.

use url::{Host, Url};

use crate::text;

/// A longer link is refused: no browser needs it, and no one could check it.
const INPUT_LIMIT_BYTES: usize = 8 * 1024;

/// Query parameters that are searched for the target of a redirector.
const QUERY_LIMIT: usize = 100;

/// A link, read and judged.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LinkTarget {
    /// The whole address in ASCII; the text as it came, made visible, where it cannot be read.
    pub display: String,
    /// The true host as the network knows it: `xn--…` for other scripts; empty for mail.
    pub host_ascii: String,
    /// The same in its own letters.
    pub host_unicode: String,
    /// One or more plain sentences where the link is likely to deceive.
    pub warning: Option<String>,
    /// `http`, `https` or `mailto`; nothing else is ever opened.
    pub allowed: bool,
    /// What may be handed to the system, as one argument and never through a shell; empty where
    /// not allowed. Of a mail link, only addresses and subject are left.
    pub open_as: String,
}

/// Reads and judges a link from a mail.
pub fn link_target(link: &str) -> LinkTarget {
    let shown = text::visible(&text::cut(link.to_owned(), INPUT_LIMIT_BYTES));
    let refused = |warning: &str| LinkTarget {
        display: shown.clone(),
        warning: Some(warning.to_owned()),
        ..LinkTarget::default()
    };
    if link.len() > INPUT_LIMIT_BYTES {
        return refused("This link is far too long to be opened.");
    }
    let Ok(url) = Url::parse(link) else {
        return refused("This is not a complete web address, so it is not opened.");
    };
    match url.scheme() {
        "http" | "https" => web(&url),
        "mailto" => mail(&url),
        scheme => refused(&format!(
            "Links of the kind “{}:” are not opened from mail.",
            text::cut(scheme.to_owned(), 32)
        )),
    }
}

fn web(url: &Url) -> LinkTarget {
    let host_ascii = url.host_str().unwrap_or_default().to_owned();
    let host_unicode = text::visible(&idna::domain_to_unicode(&host_ascii).0);
    let mut warnings = Vec::new();
    if !url.username().is_empty() || url.password().is_some() {
        warnings.push(format!(
            "What stands before the @ is no address: the link leads to {host_ascii}."
        ));
    }
    match url.host() {
        Some(Host::Ipv4(_) | Host::Ipv6(_)) => {
            warnings.push("The link leads to a bare number instead of a name.".to_owned());
        }
        Some(Host::Domain(_)) if host_unicode != host_ascii => {
            let mixed = if host_unicode.split('.').any(is_mixed) {
                " It mixes letters of several scripts, as imitations do."
            } else {
                ""
            };
            warnings.push(format!(
                "The name {host_unicode} is written in letters beyond English; its true spelling \
                 is {host_ascii}.{mixed}"
            ));
        }
        Some(Host::Domain(_)) | None => {}
    }
    if let Some(target) = redirect_target(url, &host_ascii) {
        warnings.push(format!("The link leads on to another place: {target}."));
    }
    LinkTarget {
        display: url.as_str().to_owned(),
        host_ascii,
        host_unicode,
        warning: (!warnings.is_empty()).then(|| warnings.join(" ")),
        allowed: true,
        open_as: url.as_str().to_owned(),
    }
}

/// The host that a redirector such as `https://a.example/url?q=https://b.example/` goes to.
fn redirect_target(url: &Url, host: &str) -> Option<String> {
    let values = url.query_pairs().take(QUERY_LIMIT).map(|(_, value)| value.into_owned());
    // Some redirectors carry the target in their path.
    let in_path = url.path().get(1..).and_then(|path| {
        let at = path.find("http://").or_else(|| path.find("https://"))?;
        path.get(at..).map(str::to_owned)
    });
    values.chain(in_path).find_map(|value| {
        let target = Url::parse(&value).ok()?;
        let found = target.host_str().filter(|_| matches!(target.scheme(), "http" | "https"))?;
        (found != host).then(|| found.to_owned())
    })
}

/// Rebuilds a mail link from what may be handed on (RFC 6068): never attachments, hidden
/// recipients or a text.
fn mail(url: &Url) -> LinkTarget {
    let mut open = Url::parse("mailto:").ok();
    let mut dropped = false;
    if let Some(open) = &mut open {
        let path = url.path().chars().map(|c| match c {
            ' ' | '"' | '<' | '>' | '`' | '\\' => format!("%{:02X}", u32::from(c)),
            c => c.to_string(),
        });
        open.set_path(&path.collect::<String>());
        let kept: Vec<_> = url
            .query_pairs()
            .take(QUERY_LIMIT)
            .filter(|(name, _)| {
                let keep = ["to", "cc", "subject"].iter().any(|k| name.eq_ignore_ascii_case(k));
                dropped |= !keep;
                keep
            })
            .collect();
        // Spaces as %20: mail programs take "+" for a plus (RFC 6068 §5).
        if !kept.is_empty() {
            let mut query = open.query_pairs_mut();
            query.extend_pairs(kept.iter());
            drop(query);
            let query = open.query().map(|query| query.replace('+', "%20"));
            open.set_query(query.as_deref());
        }
    }
    let open_as = open.map(String::from).unwrap_or_default();
    LinkTarget {
        display: open_as.clone(),
        warning: dropped.then(|| {
            "The link asks for more than an address and a subject; that is left out.".to_owned()
        }),
        allowed: !open_as.is_empty(),
        open_as,
        ..LinkTarget::default()
    }
}

/// Whether one label of a host mixes scripts that no language writes together.
fn is_mixed(label: &str) -> bool {
    let mut seen = [false; 5];
    for c in label.chars() {
        let script = match u32::from(c) {
            0x41..=0x5a | 0x61..=0x7a | 0xc0..=0x24f | 0x1e00..=0x1eff => 0,
            0x370..=0x3ff | 0x1f00..=0x1fff => 1,
            0x400..=0x52f => 2,
            0x530..=0x58f => 3,
            0x13a0..=0x13ff | 0xab70..=0xabbf => 4,
            _ => continue,
        };
        if let Some(seen) = seen.get_mut(script) {
            *seen = true;
        }
    }
    seen.iter().filter(|seen| **seen).count() > 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn warning(link: &str) -> String {
        link_target(link).warning.unwrap_or_default()
    }

    #[test]
    fn a_plain_link_passes_as_it_is() {
        let target = link_target("https://Example.org/a b?c=d#e");
        assert_eq!(target.display, "https://example.org/a%20b?c=d#e");
        assert_eq!(target.open_as, target.display);
        assert_eq!((target.host_ascii.as_str(), target.warning), ("example.org", None));
        assert!(target.allowed);
    }

    #[test]
    fn only_web_and_mail_links_open() {
        for link in [
            "javascript:alert(1)",
            "data:text/html,x",
            "vbscript:x",
            "file:///etc/passwd",
            "smb://host/share",
            "\\\\host\\share",
            "ms-msdt:/id",
            "search-ms:query=x",
            "intent:x",
            "blob:https://a.example/1",
            "tel:+49",
            "sms:1",
            "xmpp:a@b",
            "webcal://a.example",
            "geo:1,2",
            "//no-scheme.example",
            "--foo",
            "$(id)",
            "",
            "http://",
            "JaVaScRiPt:x",
            "java\nscript:x",
        ] {
            let target = link_target(link);
            assert!(!target.allowed && target.open_as.is_empty(), "{link}");
            assert!(target.warning.is_some(), "{link}");
        }
    }

    #[test]
    fn the_true_host_is_told() {
        for (link, host) in [
            ("http://bank.com@evil.com/", "evil.com"),
            ("http://bank.com:pw@evil.com/", "evil.com"),
            ("http:\\\\evil.com\\@bank.com", "evil.com"),
            ("http://evil.com\\@bank.com/", "evil.com"),
            ("ht\ntp://ev\til.com/", "evil.com"),
            ("http:/evil.com", "evil.com"),
            ("http://2130706433/", "127.0.0.1"),
            ("http://0x7f.1/", "127.0.0.1"),
            ("http://[::1]/", "[::1]"),
            ("http://ｅｖｉｌ．com/", "evil.com"),
        ] {
            assert_eq!(link_target(link).host_ascii, host, "{link}");
        }
        assert!(warning("http://bank.com@evil.com/").contains("leads to evil.com"));
        assert!(warning("http://2130706433/").contains("number"));
        assert!(!link_target("http://a%00b.com/").allowed);
    }

    #[test]
    fn names_in_other_letters_show_both_spellings() {
        let target = link_target("https://xn--80ak6aa92e.com/");
        assert_eq!(target.host_unicode, "аррӏе.com");
        assert!(target.warning.unwrap_or_default().contains("xn--80ak6aa92e.com"));
        assert!(warning("https://pаypal.com/").contains("mixes"));
        assert!(!warning("https://münchen.example/").contains("mixes"));
        assert_eq!(warning("https://example.org/"), "");
    }

    #[test]
    fn a_redirector_tells_where_it_goes() {
        assert!(
            warning("https://google.com/url?q=https%3A%2F%2Fevil.example%2Fx")
                .contains("evil.example")
        );
        assert!(warning("https://a.example/r/https://evil.example/x").contains("evil.example"));
        assert_eq!(warning("https://a.example/?back=https://a.example/x"), "");
    }

    #[test]
    fn a_mail_link_loses_what_could_carry_files_away() {
        let target = link_target(
            "mailto:a@b.example?attach=/etc/passwd&bcc=e@evil.example&subject=Hi%20you&BODY=x&attachment=y",
        );
        assert_eq!(target.open_as, "mailto:a@b.example?subject=Hi%20you");
        assert!(target.allowed && target.warning.is_some());
        assert_eq!(link_target("mailto:a@b.example").open_as, "mailto:a@b.example");
        assert_eq!(link_target("mailto:?attach=/etc/passwd&bcc=x@y").open_as, "mailto:");
    }

    #[test]
    fn what_is_handed_on_is_one_word_with_a_scheme() {
        for link in [
            "https://a.example/$(id) `id` 'x' \"y\"",
            "https://a.example/--foo\r\n\0",
            "mailto:a b@c",
        ] {
            let open_as = link_target(link).open_as;
            assert!(open_as.starts_with("https://") || open_as.starts_with("mailto:"), "{open_as}");
            assert!(!open_as.contains(|c: char| c.is_whitespace() || c.is_control() || c == '"'));
        }
    }

    #[test]
    fn an_endless_link_is_refused() {
        let link = format!("https://a.example/{}", "x".repeat(1_000_000));
        assert!(!link_target(&link).allowed);
    }
}
