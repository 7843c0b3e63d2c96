//! What a page would fetch, were it let: hosts, pictures, and pictures that only count readers.

use std::collections::BTreeSet;

use url::Url;

use super::limits::{HOSTS_LIMIT, REMOTE_IMAGES_LIMIT};

/// Everything remote that a page asks for. Nothing of it is ever fetched by itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Blocked {
    /// Hosts that would be contacted, in ASCII, sorted; at most [`HOSTS_LIMIT`].
    pub hosts: BTreeSet<String>,
    /// Hosts beyond those, counted as often as they are named.
    pub more_hosts: u32,
    /// Addresses of http(s) pictures worth loading, in the order of the page, each once.
    pub images: Vec<String>,
    /// Pictures that would only tell the sender that the mail was read; never in `images`.
    pub trackers: u32,
}

/// What an address is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    Image,
    /// A picture of at most 2×2 pixels, or one that is not displayed.
    InvisibleImage,
    /// A style sheet, font, frame, sound: never fetched, not even when asked.
    Other,
}

impl Blocked {
    /// Notes an address; whether it is a tracker.
    pub fn note(&mut self, address: &str, r#use: Use) -> bool {
        let Some(url) = remote(address) else { return false };
        let Some(host) = url.host_str() else { return false };
        if self.hosts.len() < HOSTS_LIMIT {
            self.hosts.insert(host.to_owned());
        } else if !self.hosts.contains(host) {
            self.more_hosts = self.more_hosts.saturating_add(1);
        }
        let is_tracker =
            r#use == Use::InvisibleImage || (r#use == Use::Image && looks_like_tracker(&url));
        if is_tracker {
            self.trackers = self.trackers.saturating_add(1);
        } else if r#use == Use::Image && matches!(url.scheme(), "http" | "https") {
            let address = String::from(url);
            if self.images.len() < REMOTE_IMAGES_LIMIT && !self.images.contains(&address) {
                self.images.push(address);
            }
        }
        is_tracker
    }
}

/// The address with which a picture would be asked for; `None` where no host would be contacted.
///
/// A relative address leads nowhere: a mail has no place that it is relative to.
pub fn remote(address: &str) -> Option<Url> {
    let address = address.trim();
    let url = match address.strip_prefix("//") {
        Some(rest) => Url::parse(&format!("https://{rest}")),
        None => Url::parse(address),
    };
    url.ok().filter(|url| url.has_host() && !matches!(url.scheme(), "cid" | "data" | "mail"))
}

/// Last labels of hosts whose pictures exist to count readers; the services' own documentation
/// names them.
const TRACKER_HOSTS: &[&str] = &[
    "open.convertkit-mail.com",
    "open.convertkit-mail2.com",
    "open.mkt1.com",
    "mailtrack.io",
    "mltrk.io",
    "bananatag.com",
    "yesware.com",
    "streak.com",
    "mixmax.com",
    "getnotify.com",
    "superhuman.com",
    "doubleclick.net",
    "google-analytics.com",
    "googleadservices.com",
    "facebook.com/tr",
    "scorecardresearch.com",
    "2o7.net",
    "omtrdc.net",
    "demdex.net",
    "litmus.com",
    "emltrk.com",
    "movableink.com/p/rp",
    "hubspotlinks.com",
    "sidekickopen",
    "mailgun.org/o",
];

/// Beginnings of paths, and words in them, that mailing services use for the picture that counts
/// openings.
const TRACKER_PATHS: &[&str] = &[
    "/track/open",
    "/wf/open",
    "/e/o/",
    "/o.gif",
    "/open.php",
    "/open.aspx",
    "/open.gif",
    "/open.png",
    "/open?",
    "/trk?",
    "/pixel.gif",
    "/pixel.png",
    "/pixel?",
    "/beacon.gif",
    "/imp?",
    "/email-open",
    "/mail-open",
    "/ss/o/",
    "/q/open",
    "/1x1",
    "spacer-track",
];

/// Whether the address is one of those that mailing services use to count readers.
pub fn is_tracker(address: &str) -> bool {
    remote(address).is_some_and(|url| looks_like_tracker(&url))
}

fn looks_like_tracker(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let path = match url.query() {
        Some(query) => format!("{}?{query}", url.path()),
        None => url.path().to_owned(),
    }
    .to_ascii_lowercase();
    let by_host = TRACKER_HOSTS.iter().any(|pattern| {
        let (pattern_host, pattern_path) = pattern.split_once('/').unwrap_or((pattern, ""));
        let fits = host == pattern_host
            || host.strip_suffix(pattern_host).is_some_and(|before| before.ends_with('.'))
            || (!pattern_host.contains('.') && host.starts_with(pattern_host));
        fits && path.get(1..).is_some_and(|path| path.starts_with(pattern_path))
    });
    by_host || TRACKER_PATHS.iter().any(|pattern| path.contains(pattern))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn note(addresses: &[&str]) -> Blocked {
        let mut blocked = Blocked::default();
        for address in addresses {
            blocked.note(address, Use::Image);
        }
        blocked
    }

    #[test]
    fn hosts_are_named_once_in_their_true_spelling() {
        let blocked = note(&[
            "http://A.example/1.png",
            "https://a.example/2.png",
            "//b.example/3.png",
            "http://bank.com@c.example/",
            "https://münchen.example/",
            "relative.png",
            "cid:x",
            "data:image/png;base64,AA",
            "file:///etc/passwd",
            "http://[bad",
        ]);
        let hosts: Vec<_> = blocked.hosts.iter().map(String::as_str).collect();
        assert_eq!(hosts, ["a.example", "b.example", "c.example", "xn--mnchen-3ya.example"]);
        assert_eq!(blocked.images.len(), 5);
    }

    #[test]
    fn pictures_that_count_readers_are_told_apart() {
        let blocked = note(&[
            "https://u1.ct.example/wf/open?upn=x",
            "https://mailtrack.io/trace/x.png",
            "https://x.list-manage.example/track/open.php?u=1",
            "https://cdn.example/pixel-art/cat.png",
            "https://cdn.example/open-house.jpg",
        ]);
        assert_eq!((blocked.trackers, blocked.images.len()), (3, 2));
        let mut blocked = Blocked::default();
        assert!(blocked.note("https://a.example/x.gif", Use::InvisibleImage));
        assert!(!blocked.note("https://a.example/x.css", Use::Other));
        assert_eq!((blocked.trackers, blocked.images.len(), blocked.hosts.len()), (1, 0, 1));
    }

    #[test]
    fn ten_thousand_hosts_are_counted_not_kept() {
        let mut blocked = Blocked::default();
        for index in 0..10_000 {
            blocked.note(&format!("https://h{index}.example/x"), Use::Image);
        }
        assert_eq!((blocked.hosts.len(), blocked.more_hosts), (HOSTS_LIMIT, 9_800));
        assert_eq!(blocked.images.len(), REMOTE_IMAGES_LIMIT);
    }
}
