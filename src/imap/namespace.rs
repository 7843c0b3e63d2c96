//! Where folders stand: NAMESPACE (RFC 2342).

use super::encode::Line;
use super::session::Session;
use crate::model::Namespaces;

impl Session {
    /// `None` where the server has no such command.
    pub(super) fn namespace_line(&self) -> Option<Line> {
        self.capabilities.has("NAMESPACE").then(|| self.line("NAMESPACE", "NAMESPACE"))
    }

    /// Keeps what the server said last.
    pub(super) fn learn_namespaces(&mut self, namespaces: &Namespaces) {
        self.learned.namespaces_asked = true;
        self.learned.namespaces = namespaces.clone();
    }
}
