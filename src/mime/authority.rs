//! Whose word on a sender counts: the names under which an account's own servers write down what
//! they found.
//!
//! A field counts only where the account's own servers put it: above the one with which the mail
//! came into the house, under the name they use there, which is learned from several messages.
//! Everything else may have been written by the sender.

use super::auth_results::{AuthResults, parse};
use super::domain::{organisation, same_organisation, to_ascii};
use super::fields::{Field, split};
use super::received::Hop;

/// Messages that have to agree before a name is believed.
const AGREEING_MESSAGES: usize = 3;

/// Providers whose mail servers are called otherwise than their IMAP servers.
///
/// `under_border`: Google writes its results below the Received field of the border, and takes
/// fields under its own name out of what comes in, as RFC 8601 §5 asks for.
const HOUSES: &[House] = &[
    House { imap: "gmail.com", mail: "google.com", under_border: true },
    House { imap: "googlemail.com", mail: "google.com", under_border: true },
    House { imap: "me.com", mail: "icloud.com", under_border: false },
    House { imap: "fastmail.com", mail: "messagingengine.com", under_border: false },
];

struct House {
    imap: &'static str,
    mail: &'static str,
    under_border: bool,
}

/// Whose results count for an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authority {
    /// The authserv-id (RFC 8601 §2.5), lower case.
    pub id: String,
    /// Its results may stand below the border's Received field.
    pub under_border: bool,
}

impl Authority {
    /// Learns from header blocks of an account's messages and the host of its IMAP server. `None`
    /// until three of them carry a name of that server's house.
    pub fn learn<'a>(headers: impl IntoIterator<Item = &'a [u8]>, imap_host: &str) -> Option<Self> {
        let mut learning = Learning::new(imap_host);
        headers.into_iter().for_each(|header| learning.observe(header));
        learning.authority().cloned()
    }

    pub(super) fn is(&self, id: &str) -> bool {
        // A house stands for its machines, a machine for itself alone.
        self.id == id || (organisation(&self.id) == self.id && organisation(id) == self.id)
    }
}

/// Learns one account's [`Authority`] message by message; in memory only.
#[derive(Clone, Debug, Default)]
pub struct Learning {
    /// The registered name of the account's mail servers.
    house: String,
    under_border: bool,
    found: Option<Authority>,
    agreeing: usize,
}

impl Learning {
    pub fn new(imap_host: &str) -> Self {
        let host = to_ascii(imap_host).unwrap_or_default();
        let known = HOUSES.iter().find(|house| house.imap == organisation(&host));
        let house = known.map_or_else(|| organisation(&host), |house| house.mail).to_owned();
        let under_border = known.is_some_and(|house| house.under_border);
        Self { house, under_border, ..Self::default() }
    }

    /// Takes in one message's header block, which may be reduced to Received and
    /// Authentication-Results.
    pub fn observe(&mut self, header: &[u8]) {
        let fields = split(header);
        let Some(top) = trusted_fields(&fields, &self.house, self.under_border).into_iter().next()
        else {
            return;
        };
        if !to_ascii(&top.authority).is_some_and(|id| same_organisation(&id, &self.house)) {
            return;
        }
        // Some servers put the name of one of many machines there: their house is the name.
        let id = match &self.found {
            Some(known) if known.id != top.authority => self.house.clone(),
            _ => top.authority,
        };
        self.found = Some(Authority { id, under_border: self.under_border });
        self.agreeing = self.agreeing.saturating_add(1);
    }

    /// What was learned, once enough messages agree.
    pub fn authority(&self) -> Option<&Authority> {
        self.found.as_ref().filter(|_| self.agreeing >= AGREEING_MESSAGES)
    }
}

/// The fields that the servers of `house` put there, topmost first. They end where another field
/// of that name, or the way in from outside, begins.
pub(super) fn trusted_fields(
    fields: &[Field<'_>],
    house: &str,
    under_border: bool,
) -> Vec<AuthResults> {
    let mut found: Vec<AuthResults> = Vec::new();
    for field in fields {
        if field.is("Received") {
            if !found.is_empty() {
                break;
            }
            let hop = Hop::read(field.value);
            if !under_border && !hop.is_internal(house) {
                break;
            }
        } else if field.is("Authentication-Results") {
            // One that cannot be read says nothing, and hides those below it.
            let Some(results) = parse(field.value) else { break };
            if found.first().is_some_and(|first| first.authority != results.authority) {
                break;
            }
            found.push(results);
        }
    }
    found
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::model::Verdict;

    const LMTP: &str =
        "Received: from mx.example.org\r\n\tby mx.example.org with LMTP id 1; date\r\n";
    const BORDER: &str = "Received: from evil (evil.example [203.0.113.9])\r\n\tby mx.example.org with ESMTPS; date\r\n";

    fn results(text: &str) -> String {
        format!("Authentication-Results: {text}\r\n")
    }

    fn confirmed(domain: &str) -> Verdict {
        Verdict::Confirmed { domain: domain.to_owned() }
    }

    #[test]
    fn the_name_of_the_own_server_is_learned_from_messages_that_agree() {
        let own = format!("{LMTP}{}{BORDER}", results("mx.example.org; dmarc=pass"));
        let forged = format!("{BORDER}{}", results("mx.example.org; dmarc=pass"));
        let foreign = results("mx.evil.example; dmarc=pass");
        let learn = |headers: &[&String], host: &str| {
            Authority::learn(headers.iter().map(|header| header.as_bytes()), host)
        };
        assert_eq!(
            learn(&[&own, &forged, &own, &own], "imap.example.org"),
            Some(Authority { id: "mx.example.org".to_owned(), under_border: false })
        );
        assert_eq!(learn(&[&own, &own], "imap.example.org"), None);
        assert_eq!(learn(&[&forged, &forged, &forged], "imap.example.org"), None);
        assert_eq!(learn(&[&foreign, &foreign, &foreign], "imap.example.org"), None);
        assert_eq!(learn(&[&own, &own, &own], "imap.other.example"), None);
    }

    #[test]
    fn a_house_of_many_machines_is_known_by_its_name() {
        let machine = |n: u32| {
            results(&format!("mx{n}.messagingengine.com; dmarc=pass header.from=b.example"))
        };
        let seen = [machine(1), machine(2), machine(3)];
        let learned =
            Authority::learn(seen.iter().map(String::as_bytes), "imap.fastmail.com").unwrap();
        let next = format!("{}From: a@b.example\r\n", machine(7));
        assert_eq!(Verdict::of(next.as_bytes(), Some(&learned)), confirmed("b.example"));
    }

    #[test]
    fn google_writes_below_its_border() {
        let header = "Received: by 2002:a05:1 with SMTP id x; d\r\n\
            Received: from a.example (a.example [203.0.113.1]) by mx.google.com with ESMTPS; d\r\n\
            Authentication-Results: mx.google.com; dmarc=pass header.from=b.example\r\n\
            From: a@b.example\r\n";
        let learned = Authority::learn([header.as_bytes(); 3], "imap.gmail.com").unwrap();
        assert_eq!(Verdict::of(header.as_bytes(), Some(&learned)), confirmed("b.example"));
    }
}
