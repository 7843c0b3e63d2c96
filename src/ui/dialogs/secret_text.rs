//! A password while it is typed: zeroed when it goes, never printed.

use std::fmt;

use zeroize::Zeroizing;

use crate::model::Secret;

/// Longest password or token, in characters; access tokens have up to about 2,500.
pub(super) const MAX_CHARS: usize = 4_096;
/// Room for that many characters of up to 4 bytes: the text never moves while it grows, so that no
/// copy of it is left behind.
const CAPACITY_BYTES: usize = 4 * MAX_CHARS;

/// The text behind a password field.
pub(super) struct SecretText(Zeroizing<String>);

impl SecretText {
    /// For the text field only.
    pub(super) fn buffer(&mut self) -> &mut String {
        if self.0.capacity() < CAPACITY_BYTES {
            let mut roomy = Zeroizing::new(String::with_capacity(CAPACITY_BYTES));
            roomy.push_str(&self.0);
            self.0 = roomy;
        }
        &mut self.0
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// A copy to send; what was typed stays, so that a refused login can be corrected.
    pub(super) fn to_secret(&self) -> Secret {
        Secret::new(self.0.as_str().to_owned())
    }
}

impl Default for SecretText {
    fn default() -> Self {
        Self(Zeroizing::new(String::new()))
    }
}

impl fmt::Debug for SecretText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretText(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typed_password_does_not_print_and_does_not_move() {
        let mut text = SecretText::default();
        text.buffer().push_str("hunter2");
        let before = text.buffer().as_ptr();
        text.buffer().push_str(&"x".repeat(MAX_CHARS - 7));
        assert_eq!(before, text.buffer().as_ptr());
        assert!(!format!("{text:?}").contains("hunter2"));
    }
}
