//! QUOTA and QUOTAROOT responses (RFC 9208 §4.2).

use super::status_line::server_text;
use super::value::Value;
use crate::model::{Quota, QuotaResource, ResourceKind};
use crate::text::cut;

/// Roots read of one response; honest servers name one or two.
const ROOTS_LIMIT: usize = 50;
/// Resources read of one root; four have a name in the RFC.
const RESOURCES_LIMIT: usize = 20;
/// Bytes of a root's name.
pub const ROOT_LIMIT_BYTES: usize = 256;
/// Bytes of a resource's name.
const KIND_LIMIT_BYTES: usize = 64;

/// Reads what follows `QUOTAROOT`: a mailbox and its roots, for people. Also how many roots there are.
pub fn read_roots(values: &[Value<'_>]) -> Option<(Vec<String>, usize)> {
    let (_mailbox, roots) = values.split_first()?;
    let names = roots.iter().filter_map(Value::bytes);
    let all = names.clone().count();
    Some((names.take(ROOTS_LIMIT).map(shown).collect(), all))
}

/// Reads what follows `QUOTA`: a root and its resources with what is used and what may be.
pub fn read_quota(values: &[Value<'_>]) -> Option<Quota> {
    let [root, resources, ..] = values else { return None };
    let root = shown(root.bytes()?);
    let resources = resources.list()?.chunks(3).filter_map(read_resource);
    Some(Quota { root, resources: resources.take(RESOURCES_LIMIT).collect() })
}

fn read_resource(three: &[Value<'_>]) -> Option<QuotaResource> {
    let [kind, used, limit] = three else { return None };
    let word = kind.bytes()?;
    let word = word.get(..KIND_LIMIT_BYTES).unwrap_or(word).to_ascii_uppercase();
    let kind = match word.as_slice() {
        b"STORAGE" => ResourceKind::Storage,
        b"MESSAGE" => ResourceKind::Messages,
        b"MAILBOX" => ResourceKind::Mailboxes,
        other => ResourceKind::Other(server_text(other)),
    };
    Some(QuotaResource { kind, used: used.number()?, limit: limit.number()? })
}

fn shown(name: &[u8]) -> String {
    cut(server_text(name), ROOT_LIMIT_BYTES)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;
    use crate::imap::reader::value::values;

    #[test]
    fn a_quota_has_its_resources_in_numbers() {
        let quota =
            read_quota(&values(b"\"User quota\" (STORAGE 10 512 message 3 \"9\")")).unwrap();
        assert_eq!(quota.root, "User quota");
        let [storage, messages] = &quota.resources[..] else { panic!("{quota:?}") };
        assert_eq!((&storage.kind, storage.used, storage.limit), (&ResourceKind::Storage, 10, 512));
        assert_eq!((&messages.kind, messages.limit), (&ResourceKind::Messages, 9));
        let quota = read_quota(&values(b"\"\" ()")).unwrap();
        assert!(quota.root.is_empty() && quota.resources.is_empty());
    }

    #[test]
    fn what_is_no_number_costs_its_resource_only() {
        let text = b"x (STORAGE -1 5 MESSAGE 1 99999999999999999999 X-FOO 2 3 MAILBOX 4)";
        let quota = read_quota(&values(text)).unwrap();
        assert_eq!(quota.resources.len(), 1);
        assert_eq!(quota.resources[0].kind, ResourceKind::Other("X-FOO".to_owned()));
        for text in [&b""[..], b"x", b"x NIL", b"() (STORAGE 1 2)"] {
            assert_eq!(read_quota(&values(text)), None);
        }
    }

    #[test]
    fn ten_thousand_roots_and_a_name_of_a_megabyte_are_cut() {
        let many = format!("INBOX{}", " root".repeat(10_000));
        let (roots, all) = read_roots(&values(many.as_bytes())).unwrap();
        assert_eq!((roots.len(), all), (ROOTS_LIMIT, 10_000));
        let name = "x".repeat(1024 * 1024);
        let quota = read_quota(&values(format!("{name} (STORAGE 1 2)").as_bytes())).unwrap();
        assert_eq!(quota.root.len(), ROOT_LIMIT_BYTES);
        let many = format!("x ({})", "STORAGE 1 2 ".repeat(10_000));
        assert_eq!(read_quota(&values(many.as_bytes())).unwrap().resources.len(), RESOURCES_LIMIT);
        let (roots, _) = read_roots(&values(b"INBOX \"a\x1b[2J\" \"\"")).unwrap();
        assert_eq!(roots, ["a⟨U+001B⟩[2J", ""]);
    }
}
