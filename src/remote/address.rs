//! Which addresses of the network belong to everybody.
//!
//! A mail must not reach into the network it is read in: routers, printers, metadata services of
//! clouds. The lists are IANA's registries of special-purpose addresses (RFC 6890), to which the
//! standard library's own test is not yet stable.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Networks of IPv4 that are nobody's or somebody's own: first address, bits of the prefix.
const SPECIAL_V4: [(Ipv4Addr, u32); 16] = [
    (Ipv4Addr::new(0, 0, 0, 0), 8),       // "This network", RFC 791.
    (Ipv4Addr::new(10, 0, 0, 0), 8),      // Private, RFC 1918.
    (Ipv4Addr::new(100, 64, 0, 0), 10),   // Shared by a provider's customers, RFC 6598.
    (Ipv4Addr::new(127, 0, 0, 0), 8),     // Loopback, RFC 1122.
    (Ipv4Addr::new(169, 254, 0, 0), 16), // Link-local, and the metadata services of clouds, RFC 3927.
    (Ipv4Addr::new(172, 16, 0, 0), 12),  // Private, RFC 1918.
    (Ipv4Addr::new(192, 0, 0, 0), 24),   // Protocol assignments, RFC 6890.
    (Ipv4Addr::new(192, 0, 2, 0), 24),   // Documentation, RFC 5737.
    (Ipv4Addr::new(192, 31, 196, 0), 24), // AS112, RFC 7535: answers for private networks.
    (Ipv4Addr::new(192, 88, 99, 0), 24), // 6to4 relays, RFC 7526.
    (Ipv4Addr::new(192, 168, 0, 0), 16), // Private, RFC 1918.
    (Ipv4Addr::new(198, 18, 0, 0), 15),  // Benchmarks, RFC 2544.
    (Ipv4Addr::new(198, 51, 100, 0), 24), // Documentation, RFC 5737.
    (Ipv4Addr::new(203, 0, 113, 0), 24), // Documentation, RFC 5737.
    (Ipv4Addr::new(224, 0, 0, 0), 4),    // Multicast, RFC 5771.
    (Ipv4Addr::new(240, 0, 0, 0), 4),    // Reserved, and broadcast, RFC 1112.
];

/// Networks within the global unicast addresses of IPv6 that are not global after all.
const SPECIAL_V6: [(Ipv6Addr, u32); 3] = [
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23), // Protocol assignments; Teredo, RFC 4380.
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32), // Documentation, RFC 3849.
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20), // Documentation, RFC 9637.
];

/// Global unicast, RFC 4291 §2.4: everything else is unassigned, local, multicast or a translation.
const GLOBAL_V6: (Ipv6Addr, u32) = (Ipv6Addr::new(0x2000, 0, 0, 0, 0, 0, 0, 0), 3);
/// 6to4, RFC 3056: an IPv4 address follows the first 16 bits.
const SIX_TO_FOUR: (Ipv6Addr, u32) = (Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16);
/// NAT64, RFC 6052 §2.1: an IPv4 address stands in the last 32 bits.
const NAT64: (Ipv6Addr, u32) = (Ipv6Addr::new(0x64, 0xff9b, 0, 0, 0, 0, 0, 0), 96);

/// Whether a mail may have something fetched from there.
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let bits = u32::from(address);
    !SPECIAL_V4.iter().any(|(network, prefix)| {
        (bits ^ u32::from(*network)).checked_shr(u32::BITS - prefix) == Some(0)
    })
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    // ::ffff:a.b.c.d is that IPv4 address to every system.
    if let Some(mapped) = address.to_ipv4_mapped() {
        return is_public_v4(mapped);
    }
    let bits = u128::from(address);
    if is_within(address, NAT64) {
        return is_public_v4(embedded(bits));
    }
    if is_within(address, SIX_TO_FOUR) {
        return is_public_v4(embedded(bits >> 80));
    }
    is_within(address, GLOBAL_V6) && !SPECIAL_V6.iter().any(|one| is_within(address, *one))
}

fn is_within(address: Ipv6Addr, (network, prefix): (Ipv6Addr, u32)) -> bool {
    (u128::from(address) ^ u128::from(network)).checked_shr(u128::BITS - prefix) == Some(0)
}

/// The IPv4 address in the lowest 32 bits.
fn embedded(bits: u128) -> Ipv4Addr {
    Ipv4Addr::from((bits & u128::from(u32::MAX)) as u32)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn public(address: &str) -> bool {
        is_public(address.parse().unwrap())
    }

    #[test]
    fn hosts_of_the_internet_are_public() {
        for address in [
            "1.1.1.1",
            "9.255.255.255",
            "11.0.0.0",
            "100.63.255.255",
            "100.128.0.0",
            "172.15.255.255",
            "172.32.0.0",
            "192.167.255.255",
            "198.17.255.255",
            "198.20.0.0",
            "223.255.255.255",
            "2606:4700:4700::1111",
            "2001:200::1",
            "2a00:1450:4001:80b::200e",
            "::ffff:1.1.1.1",
            "64:ff9b::101:101",
            "2002:101:101::1",
        ] {
            assert!(public(address), "{address}");
        }
    }

    #[test]
    fn networks_of_somebody_s_own_are_not() {
        for address in [
            "0.0.0.0",
            "0.1.2.3",
            "10.0.0.1",
            "100.64.0.1",
            "100.127.255.255",
            "127.0.0.1",
            "127.255.255.254",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.8",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.19.255.255",
            "198.51.100.7",
            "203.0.113.9",
            "224.0.0.1",
            "239.255.255.255",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::7f00:1",
            "fe80::1",
            "fec0::1",
            "fc00::1",
            "fd12:3456::1",
            "ff02::1",
            "100::1",
            "2001::1",
            "2001:10::1",
            "2001:db8::1",
            "3fff::1",
            "5f00::1",
        ] {
            assert!(!public(address), "{address}");
        }
    }

    #[test]
    fn an_address_inside_another_counts() {
        for address in [
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "64:ff9b::7f00:1",
            "64:ff9b::a9fe:a9fe",
            "64:ff9b:1::101:101",
            "2002:7f00:1::1",
            "2002:c0a8:101::1",
            "2002:a00:1::1",
        ] {
            assert!(!public(address), "{address}");
        }
    }
}
