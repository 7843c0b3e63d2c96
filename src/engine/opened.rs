//! Messages and attachments that came whole, read.

use std::sync::Arc;

use crate::mime;
use crate::model::{Part, PartId};
use crate::reading::{self, Fetched, Form, Opened, Reading};

/// Reads a message that is the part `_at` of another.
pub fn inside(bytes: &[u8], form: Form, _at: &PartId) -> Option<Reading> {
    let message = mime::parse_message(bytes)?;
    let structure = Arc::new(message.root.clone());
    let main = reading::main_part(&structure, form);
    let main = main.as_ref().map(|id| (id, message.part_bytes(id)));
    let (header, structure) = (message.header, &structure);
    Some(reading::decode(&Fetched { header, structure, main, is_whole: true, form }, None))
}

/// Opens an attachment whose bytes are decoded.
pub fn open(part: &Part, bytes: &[u8]) -> Opened {
    match inside(bytes, Form::default(), &part.id) {
        Some(reading) => Opened::Message(Arc::new(reading)),
        None => {
            Opened::Nothing("There is nothing to show of this kind of file. Save it to use it.")
        }
    }
}
