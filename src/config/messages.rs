//! How messages are looked at, and whose may load pictures from the network.

use serde::{Deserialize, Serialize};

/// Senders kept at most: more than anyone has newsletters.
const MAX_SENDERS: usize = 1_000;
/// Bytes of an address (RFC 5321 §4.5.3.1: 64 before the sign, 255 behind it).
const MAX_ADDRESS_BYTES: usize = 320;

/// How a message is shown first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LookSetting {
    #[default]
    Page,
    Reader,
    Text,
}

/// Addresses in lower case, each once, in order; what cannot be one is left out.
pub(super) fn checked_senders(senders: Vec<String>) -> Vec<String> {
    let is_address = |one: &String| {
        one.len() <= MAX_ADDRESS_BYTES
            && one.rsplit_once('@').is_some_and(|(who, host)| !who.is_empty() && !host.is_empty())
            && !one.chars().any(|c| c.is_control() || c.is_whitespace())
    };
    let lower = senders.into_iter().map(|one| one.trim().to_lowercase());
    let mut senders: Vec<_> = lower.filter(is_address).collect();
    senders.sort_unstable();
    senders.dedup();
    senders.truncate(MAX_SENDERS);
    senders
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_are_kept_each_once() {
        let senders = ["News@Example.org", "news@example.org ", "", "nobody", "@x", "a b@c", "a@"];
        let kept = checked_senders(senders.map(str::to_owned).to_vec());
        assert_eq!(kept, ["news@example.org"]);
    }

    #[test]
    fn the_list_has_a_bound() {
        let many = (0..5_000).map(|number| format!("{number}@example.org")).collect();
        assert_eq!(checked_senders(many).len(), MAX_SENDERS);
        assert!(checked_senders(vec![format!("{}@x", "a".repeat(1_000))]).is_empty());
    }
}
