//! Signs that a sender is not who the header makes them look like.
//!
//! Judges what is written in the header; it proves nothing about where the mail came from.

use crate::model::Address;

use super::Headers;

impl Headers {
    /// Plain sentences about an ambiguous or misleading sender; empty for honest mail.
    pub fn sender_warnings(&self) -> Vec<String> {
        let mut warnings = Vec::new();
        if self.from_fields > 1 {
            warnings
                .push("The sender is ambiguous: the mail has more than one From field.".to_owned());
        } else if self.from.len() > 1 {
            warnings.push("The mail names more than one sender.".to_owned());
        } else if self.from.iter().all(|from| from.address.is_empty()) {
            warnings.push("The mail does not say who sent it.".to_owned());
        }
        for from in &self.from {
            if let Some(claimed) = address_in_name(from) {
                warnings.push(format!(
                    "The sender's name looks like the address {claimed}, but the address is {}.",
                    from.address
                ));
            }
            if from.address.contains('\u{27e8}') || from.address.contains("=?") {
                warnings.push(
                    "The sender's address holds characters that do not belong there.".to_owned(),
                );
            }
        }
        warnings.truncate(10); // One field can name a thousand senders.
        warnings
    }
}

/// A word of the name that is an address, but another one.
fn address_in_name(from: &Address) -> Option<&str> {
    from.name
        .split(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '(' | ')' | '"' | '\'' | ','))
        .find(|word| {
            let is_address = word
                .split_once('@')
                .is_some_and(|(local, domain)| !local.is_empty() && domain.contains('.'));
            is_address && !word.eq_ignore_ascii_case(&from.address)
        })
}

#[cfg(test)]
mod tests {
    use crate::mime::read_headers;

    fn warnings(header: &str) -> String {
        read_headers(header.as_bytes()).sender_warnings().join(" ")
    }

    #[test]
    fn an_honest_sender_gets_no_warning() {
        assert_eq!(warnings("From: Ann <ann@example.org>\r\n"), "");
        assert_eq!(warnings("From: \"Ann@Example.org\" <ann@example.org>\r\n"), "");
        assert_eq!(warnings("From: Ann @ Work <ann@example.org>\r\n"), "");
    }

    #[test]
    fn several_or_no_senders_are_told() {
        assert!(warnings("From: a@x.org\r\nFrom : b@y.org\r\n").contains("ambiguous"));
        assert!(warnings("From: a@x.org, b@y.org\r\n").contains("more than one sender"));
        assert!(warnings("Subject: x\r\n").contains("does not say"));
    }

    #[test]
    fn a_name_that_is_another_address_is_told() {
        let told = warnings("From: \"service@bank.com\" <x@evil.example>\r\n");
        assert!(told.contains("service@bank.com") && told.contains("x@evil.example"), "{told}");
        assert!(
            warnings("From: =?utf-8?Q?a=40bank.com?= <x@evil.example>\r\n").contains("a@bank.com")
        );
        assert!(warnings("From: <a\0@evil.example>\r\n").contains("do not belong"));
    }
}
