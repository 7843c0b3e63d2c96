//! What the account's own server found out about who sent a message, in one verdict.
//!
//! Anybody can write an Authentication-Results field into a mail; [`super::authority`] says which
//! ones count. Of those, the worst one does.

use crate::model::Verdict;

use super::authority::{Authority, trusted_fields};
use super::domain::{host_of, organisation, same_organisation, to_ascii};
use super::fields::{Field, split};
use super::headers::Headers;

impl Verdict {
    /// Reads the verdict out of a header block, whole or reduced to the sender's, Received and
    /// Authentication-Results fields. Without an authority nothing is verified.
    pub fn of(header: &[u8], authority: Option<&Authority>) -> Self {
        let headers = super::read_headers(header);
        let (Some(authority), false) = (authority, headers.is_ambiguous()) else {
            return Self::NotVerified;
        };
        Self::with(&headers, &split(header), authority)
    }

    fn with(headers: &Headers, fields: &[Field<'_>], authority: &Authority) -> Self {
        let sender = headers.from.first().and_then(|from| host_of(&from.address));
        let Some(sender) = sender else { return Self::NotVerified };
        let house = organisation(&authority.id);
        let trusted = trusted_fields(fields, house, authority.under_border);
        let believed = trusted.iter().filter(|field| authority.is(&field.authority));
        let results: Vec<_> = believed.flat_map(|field| &field.results).collect();
        // Two of them, and one was written by somebody else: the worse one counts.
        let mut dmarc = results.iter().filter(|result| result.method == "dmarc").peekable();
        if dmarc.peek().is_some() {
            let judged: Vec<_> = dmarc.collect();
            if judged.iter().any(|result| result.result == "fail") {
                return Self::Failed { domain: sender };
            }
            let [only] = judged.as_slice() else { return Self::NotVerified };
            // Without the host it was about, the server may have read the sender otherwise.
            let about = only.property("header.from").and_then(to_ascii);
            let same = about.is_some_and(|about| about == sender);
            if only.result == "pass" && same {
                return Self::Confirmed { domain: sender };
            }
            // "none": the domain has no policy, but a signature of its own says the same.
            if only.result != "none" {
                return Self::NotVerified;
            }
        }
        let aligned = |claimed: &str| {
            let host = claimed.rsplit('@').next().and_then(to_ascii);
            host.is_some_and(|host| is_aligned(&host, &sender))
        };
        let passes = results.iter().filter(|result| result.result == "pass").any(|result| {
            let names: &[&str] = match result.method.as_str() {
                "dkim" => &["header.d", "header.i"],
                "spf" => &["smtp.mailfrom"],
                _ => &[],
            };
            names.iter().find_map(|name| result.property(name)).is_some_and(aligned)
        });
        if passes { Self::Confirmed { domain: sender } } else { Self::NotVerified }
    }
}

/// Whether a proof for one host says anything of a sender at another: the same, above or below it.
///
/// Narrower than the relaxed alignment of RFC 7489 §3.1: two neighbours below one name, as on hosts
/// that give names away, do not speak for each other.
fn is_aligned(host: &str, sender: &str) -> bool {
    let below =
        |one: &str, other: &str| one.strip_suffix(other).is_some_and(|rest| rest.ends_with('.'));
    host == sender
        || (same_organisation(host, sender) && (below(host, sender) || below(sender, host)))
}

#[cfg(test)]
mod tests;
