//! A password or token that does not leak by accident.

use std::fmt;

use zeroize::Zeroizing;

/// A password or access token: never printed, never cloned, zeroed on drop.
///
/// Copying one is possible only by naming it: [`Secret::duplicate`].
pub struct Secret(Zeroizing<String>);

impl Secret {
    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// The secret itself; for the login and the keyring only.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// A second copy, for a second connection of the same account.
    pub fn duplicate(&self) -> Self {
        Self(self.0.clone())
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_does_not_print() {
        let printed = format!("{:?}", Secret::new("hunter2".to_owned()));
        assert!(!printed.contains("hunter2"), "{printed}");
    }
}
