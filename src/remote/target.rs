//! Which addresses of pictures are asked for at all.

use url::{Host, Url};

use super::address::is_public;
use super::fetch::Problem;

/// Ports that pictures are served on: the protocols' own, and the two that stand in for them. At
/// any other port some service may listen that takes a request for something else.
const PORTS: [u16; 4] = [80, 443, 8080, 8443];

/// Ends of names that never lead out of the user's own network (RFC 6761, 6762, 7686, 8375, 9476; most
/// routers call theirs `lan`).
const LOCAL_NAMES: [&str; 9] =
    ["localhost", "local", "internal", "lan", "home.arpa", "onion", "alt", "test", "invalid"];

/// The address as it will be asked for: http(s), a public name or address, a usual port; without
/// credentials and fragment.
pub fn parse(address: &str) -> Result<Url, Problem> {
    checked(Url::parse(address).map_err(|_| Problem::Address)?)
}

/// Where a redirect leads, from `here`; checked as any other.
pub fn redirected(here: &Url, location: &str) -> Result<Url, Problem> {
    checked(here.join(location).map_err(|_| Problem::Address)?)
}

/// The same over HTTPS, where an address says HTTP without a port of its own.
pub fn over_tls(url: &Url) -> Option<Url> {
    let is_plain = url.scheme() == "http" && url.port().is_none();
    let mut url = url.clone();
    (is_plain && url.set_scheme("https").is_ok()).then_some(url)
}

fn checked(mut url: Url) -> Result<Url, Problem> {
    let is_usual = url.port_or_known_default().is_some_and(|port| PORTS.contains(&port));
    if !matches!(url.scheme(), "http" | "https") || !is_usual {
        return Err(Problem::Address);
    }
    let is_allowed = match url.host() {
        Some(Host::Domain(name)) => is_global_name(name),
        Some(Host::Ipv4(address)) => is_public(address.into()),
        Some(Host::Ipv6(address)) => is_public(address.into()),
        None => false,
    };
    if !is_allowed {
        return Err(Problem::Private);
    }
    // A mail that knows a password sends it itself.
    let cleared = url.set_username("").and_then(|()| url.set_password(None));
    url.set_fragment(None);
    cleared.map(|()| url).map_err(|()| Problem::Address)
}

/// Whether a name can be one of the public tree: it has two labels, and its end is not a local one.
fn is_global_name(name: &str) -> bool {
    let name = name.strip_suffix('.').unwrap_or(name);
    let is_local = LOCAL_NAMES.iter().any(|end| {
        name.strip_suffix(end).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    });
    name.contains('.') && !is_local
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_public_hosts_are_taken() {
        for (address, asked) in [
            ("https://pictures.example/a.png", "https://pictures.example/a.png"),
            ("http://pictures.example:8080/a", "http://pictures.example:8080/a"),
            ("https://me:secret@pictures.example/a#b", "https://pictures.example/a"),
            ("https://bücher.example/ä b", "https://xn--bcher-kva.example/%C3%A4%20b"),
            ("http://1.1.1.1/a", "http://1.1.1.1/a"),
        ] {
            assert_eq!(parse(address).unwrap().as_str(), asked, "{address}");
        }
    }

    #[test]
    fn every_spelling_of_a_private_host_is_refused() {
        for address in [
            "http://127.0.0.1/",
            "http://127.1/",
            "http://2130706433/",
            "http://0x7f000001/",
            "http://0177.0.0.1/",
            "http://0/",
            "http://[::1]/",
            "http://[::ffff:127.0.0.1]/",
            "http://[::ffff:7f00:1]/",
            "http://[64:ff9b::a00:1]/",
            "http://①②⑦.⓪.⓪.①/",
            "http://169.254.169.254/latest/meta-data/",
            "http://localhost/",
            "http://a.localhost./",
            "http://printer.local/",
            "http://router/",
            "http://nas.home.arpa/",
            "http://hidden.onion/",
        ] {
            assert_eq!(parse(address).unwrap_err(), Problem::Private, "{address}");
        }
    }

    #[test]
    fn what_is_no_web_address_is_refused() {
        for address in [
            "file:///etc/passwd",
            "ftp://pictures.example/a.png",
            "data:image/png;base64,AAAA",
            "cid:a@b",
            "//pictures.example/a.png",
            "a.png",
            "https://",
            "http://pictures.example:22/",
            "http://pictures.example:25/",
            "http://pictures.example:6379/",
            "http://pictures.example:99999/",
        ] {
            assert_eq!(parse(address).unwrap_err(), Problem::Address, "{address}");
        }
    }

    #[test]
    fn a_redirect_is_read_from_where_it_was_found() {
        let here = parse("https://pictures.example/a/b").unwrap();
        assert_eq!(redirected(&here, "../c").unwrap().as_str(), "https://pictures.example/c");
        assert_eq!(redirected(&here, "//other.example/d").unwrap().scheme(), "https");
        assert_eq!(redirected(&here, "http://10.0.0.1/").unwrap_err(), Problem::Private);
        assert_eq!(redirected(&here, "file:///etc/passwd").unwrap_err(), Problem::Address);
    }

    #[test]
    fn plain_addresses_have_a_safe_one_unless_they_name_a_port() {
        let safe = |address| over_tls(&parse(address).unwrap()).map(String::from);
        assert_eq!(safe("http://pictures.example/a").unwrap(), "https://pictures.example/a");
        assert_eq!(safe("http://pictures.example:8080/a"), None);
        assert_eq!(safe("https://pictures.example/a"), None);
    }
}
