//! Messages as a test reads them: their text, their parts, and what is saved of them.

use super::*;

impl Client {
    pub fn body(&self, key: &MessageKey) -> Arc<Body> {
        self.message(key).0
    }

    /// Opens a message: what is shown of it, and its attachments.
    pub fn message(&self, key: &MessageKey) -> (Arc<Body>, Arc<[Attachment]>) {
        let reading = self.show(Place::PANE, key, (None, Form::Text));
        (Arc::clone(&reading.body), Arc::clone(&reading.attachments))
    }

    /// Looks at a message at some place.
    pub fn show(
        &self,
        place: Place,
        key: &MessageKey,
        (structure, form): (Option<Arc<Part>>, Form),
    ) -> Arc<Reading> {
        self.send(Command::ShowMessage { place, form, key: key.clone(), structure });
        self.reading(key)
    }

    /// What is read of a message, next.
    pub fn reading(&self, key: &MessageKey) -> Arc<Reading> {
        self.expect("the message", |event| match event {
            Event::MessageLoaded { key: of, reading } if of == key => Some(Arc::clone(reading)),
            Event::MessageFailed { failure, .. } => panic!("{failure:?}"),
            _ => None,
        })
    }

    /// The structure of a row in view.
    pub fn structure(&self, name: &str, seq: u32) -> Arc<Part> {
        self.send(Command::ShowDetails { mailbox: mailbox(name), seqs: vec![seq] });
        self.expect("the structure", |event| match event {
            Event::DetailsLoaded { details, .. } => {
                details.iter().find(|one| one.seq == seq).map(|one| Arc::clone(&one.part))
            }
            _ => None,
        })
    }

    /// What everything has cost up to the last event that was looked at.
    pub fn traffic(&self) -> TrafficByPurpose {
        let seen = self.seen.borrow();
        let last = seen[..self.passed.get()].iter().rev().find_map(|event| match event {
            Event::TrafficChanged { by_purpose, .. } => Some(**by_purpose),
            _ => None,
        });
        last.expect("the traffic was told")
    }

    /// Begins to open a part without saving it.
    pub fn open_part(&self, key: &MessageKey, part: &Part) -> FetchId {
        let id = FetchId(1);
        let part = Arc::new(part.clone());
        self.send(Command::OpenPart(PartRequest { id, key: key.clone(), part }));
        id
    }

    /// What a part is.
    ///
    /// # Errors
    /// Why it cannot be told.
    pub fn opened(&self) -> Result<Arc<Opened>, Failure> {
        self.expect("the part", |event| match event {
            Event::PartOpened { opened, .. } => Some(Ok(Arc::clone(opened))),
            Event::FetchFailed { failure, .. } => Some(Err(failure.clone())),
            _ => None,
        })
    }

    pub fn part_progress(&self) -> (u64, u64) {
        self.expect("progress", |event| match event {
            Event::PartProgress { done_bytes, total_bytes, .. } => {
                Some((*done_bytes, *total_bytes))
            }
            Event::PartOpened { .. } => panic!("it is there already"),
            _ => None,
        })
    }

    /// Why a message cannot be shown.
    pub fn message_failure(&self) -> Failure {
        self.expect("the failure", |event| match event {
            Event::MessageFailed { failure, .. } => Some(failure.clone()),
            _ => None,
        })
    }

    /// Begins saving a message's first attachment.
    pub fn save(&self, key: &MessageKey, path: &Path) {
        let attachment = self.message(key).1.first().cloned().expect("an attachment");
        self.send(Command::Save(SaveRequest {
            id: SaveId(1),
            key: key.clone(),
            part: attachment.part,
            encoding: attachment.encoding,
            encoded_bytes: attachment.encoded_bytes,
            path: path.to_owned(),
            if_exists: IfExists::Refuse,
        }));
    }

    pub fn saved(&self) {
        self.expect("the file", |event| match event {
            Event::SaveFinished { .. } => Some(()),
            Event::SaveFailed { failure, .. } => panic!("{failure:?}"),
            _ => None,
        });
    }

    pub fn save_progress(&self) {
        self.expect("progress", |event| matches!(event, Event::SaveProgress { .. }).then_some(()));
    }
}
