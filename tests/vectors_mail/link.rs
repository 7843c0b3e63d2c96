//! Links that lead elsewhere than they say.

use mailpane::mime::{blocks, link_target};

/// V163, V166.
#[test]
fn the_true_host_is_told_before_anything_opens() {
    for (link, host) in [
        ("http://bank.com@evil.com/", "evil.com"),
        ("http:\\\\evil.com\\@bank.com", "evil.com"),
        ("ht\ntp://ev\til.com/", "evil.com"),
        ("http://2130706433/", "127.0.0.1"),
        ("http://[::1]/", "[::1]"),
    ] {
        let target = link_target(link);
        assert_eq!(target.host_ascii, host, "{link}");
    }
    assert!(link_target("http://bank.com@evil.com/").warning.is_some());
    assert!(!link_target("http://a%00b.com/").allowed);
}

/// V164, V170.
#[test]
fn only_web_and_mail_links_open() {
    for link in [
        "javascript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "smb://h/s",
        "\\\\host\\share",
        "ms-msdt:/id",
        "search-ms:query=x",
        "intent:x",
        "blob:https://a.example/1",
        "tel:1",
        "sms:1",
        "xmpp:a@b.example",
        "webcal://a.example/",
        "geo:1,2",
    ] {
        let target = link_target(link);
        assert!(!target.allowed && target.open_as.is_empty() && target.warning.is_some(), "{link}");
        let in_text = format!("see {link} now");
        let made: Vec<_> = blocks(&in_text).into_iter().flat_map(|block| block.links).collect();
        assert!(made.iter().all(|found| link_target(&found.url).allowed), "{link} {made:?}");
    }
}

/// V165.
#[test]
fn a_mail_link_carries_no_file_and_no_hidden_recipient() {
    let target = link_target("mailto:a@b.example?attach=/etc/passwd&bcc=e@evil.example&subject=x");
    assert_eq!(target.open_as, "mailto:a@b.example?subject=x");
}

/// V167.
#[test]
fn a_redirector_and_punycode_are_told() {
    let warning = |link: &str| link_target(link).warning.unwrap_or_default();
    assert!(
        warning("https://google.com/url?q=https%3A%2F%2Fevil.example%2F").contains("evil.example")
    );
    assert!(warning("https://xn--80ak6aa92e.com/").contains("xn--80ak6aa92e.com"));
}

/// V171.
#[test]
fn what_is_handed_on_is_one_word_with_a_scheme() {
    for link in ["--foo", "$(id)", "https://a.example/$(id) `x` --y \"z\"", "mailto:--x@y.example"]
    {
        let open_as = link_target(link).open_as;
        let is_link = open_as.starts_with("https://") || open_as.starts_with("mailto:");
        assert!(open_as.is_empty() || is_link, "{open_as}");
        assert!(!open_as.contains([' ', '"']), "{open_as}");
    }
}
