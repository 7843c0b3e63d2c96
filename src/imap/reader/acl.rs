//! ACL, MYRIGHTS and LISTRIGHTS responses (RFC 4314 §3.6 to §3.8).

use super::status_line::server_text;
use super::value::Value;
use crate::model::{Acl, AclEntry, Grantable, Identifier, Rights};
use crate::text::cut;

/// Lines read of one list of rights; a mailbox for a whole company has its groups.
const ENTRIES_LIMIT: usize = 500;
/// Bytes of an identifier; a longer one is no person's.
const WHO_LIMIT_BYTES: usize = 1024;
/// Bytes shown of an identifier.
const SHOWN_LIMIT_BYTES: usize = 256;
/// Groups of rights read; there are 36 letters.
const GROUPS_LIMIT: usize = 36;

/// Reads what follows `ACL`: a mailbox, then pairs of an identifier and its rights.
pub fn read_acl(values: &[Value<'_>]) -> Option<Acl> {
    let (_mailbox, pairs) = values.split_first()?;
    let mut acl = Acl::default();
    for pair in pairs.chunks(2) {
        let [who, rights] = pair else { break };
        match (identifier(who), rights.bytes()) {
            (Some(who), Some(rights)) if acl.entries.len() < ENTRIES_LIMIT => {
                let shown = cut(server_text(who.as_bytes()), SHOWN_LIMIT_BYTES);
                acl.entries.push(AclEntry { who, shown, rights: Rights::new(rights) });
            }
            _ => acl.left_out += 1,
        }
    }
    Some(acl)
}

/// Reads what follows `MYRIGHTS`: a mailbox and rights.
pub fn read_my_rights(values: &[Value<'_>]) -> Option<Rights> {
    let [_mailbox, rights, ..] = values else { return None };
    // An atom NIL is no right's letter that anybody has; `""` is none at all.
    Some(Rights::new(rights.bytes().unwrap_or_default()))
}

/// Reads what follows `LISTRIGHTS`: a mailbox, an identifier, what it always has, and what it can be
/// given.
pub fn read_list_rights(values: &[Value<'_>]) -> Option<(Identifier, Grantable)> {
    let [_mailbox, who, always, groups @ ..] = values else { return None };
    let groups = groups.iter().filter_map(Value::bytes).map(Rights::new);
    let groups = groups.filter(|group| !group.is_empty()).take(GROUPS_LIMIT).collect();
    let always = Rights::new(always.bytes().unwrap_or_default());
    Some((identifier(who)?, Grantable { always, groups }))
}

fn identifier(value: &Value<'_>) -> Option<Identifier> {
    let bytes = match value {
        // A user who is called so; nothing else can stand there.
        Value::Nil => b"NIL",
        value => value.bytes()?,
    };
    (!bytes.is_empty() && bytes.len() <= WHO_LIMIT_BYTES).then(|| Identifier::new(bytes))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;
    use crate::imap::reader::value::values;

    fn acl(text: &str) -> Acl {
        read_acl(&values(text.as_bytes())).unwrap()
    }

    #[test]
    fn a_list_of_rights_has_its_lines() {
        let acl = acl("INBOX Fred rwipslxetad -Chris \"w\" \"a\\\"b\" \"\" nil l");
        let told: Vec<_> =
            acl.entries.iter().map(|e| (e.shown.as_str(), e.rights.letters())).collect();
        let want = [("Fred", "lrswipxteda"), ("-Chris", "w"), ("a\"b", ""), ("NIL", "l")];
        assert_eq!(told, want.map(|(who, letters)| (who, letters.to_owned())));
        assert!(acl.entries[1].who.takes_away() && !acl.entries[0].who.takes_away());
        assert_eq!(acl.left_out, 0);
    }

    #[test]
    fn odd_lines_are_counted_and_cost_nothing_else() {
        let long = "x".repeat(1024 * 1024);
        let acl = acl(&format!("INBOX {long} lr bob lr \"\" l () w eve"));
        assert_eq!((acl.entries.len(), acl.left_out), (1, 3));
        let many = "bob lr ".repeat(10_000);
        let acl = read_acl(&values(format!("INBOX {many}").as_bytes())).unwrap();
        assert_eq!((acl.entries.len(), acl.left_out), (ENTRIES_LIMIT, 9_500));
        assert_eq!(read_acl(&[]), None);
        assert!(read_acl(&values(b"INBOX")).unwrap().entries.is_empty());
    }

    #[test]
    fn what_can_be_given_comes_in_groups() {
        let (who, grantable) = read_list_rights(&values(b"INBOX smith la r swicdkxte")).unwrap();
        assert_eq!(who.as_bytes(), b"smith");
        assert_eq!((grantable.always.letters().as_str(), grantable.groups.len()), ("la", 2));
        let (_, none) = read_list_rights(&values(b"INBOX smith \"\"")).unwrap();
        assert_eq!(none, Grantable::default());
        assert_eq!(read_list_rights(&values(b"INBOX smith")), None);
        assert_eq!(read_my_rights(&values(b"INBOX \"\"")), Some(Rights::NONE));
        assert_eq!(read_my_rights(&values(b"INBOX lrs")), Some(Rights::new(b"lrs")));
        assert_eq!(read_my_rights(&values(b"INBOX")), None);
    }
}
