//! The pictures that the page of a message shows, on their way: several small ones in one exchange,
//! a large one in pieces.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::html::Image;
use crate::imap::{ImapError, Piece, Session};
use crate::mime::TransferDecoder;
use crate::model::{MessageKey, PartId, TransferEncoding};
use crate::reading::PictureRef;

use super::download::PIECE_BYTES;
use super::job::Job;
use super::protocol::Event;
use super::steps::Step;
use super::worker::Worker;

/// One picture, decoded. The layout takes no more pixels than fit into this.
const ONE_LIMIT_BYTES: usize = 8 * 1024 * 1024;

/// The same as sent: encoding adds a half, at worst. What is announced as larger is not even begun,
/// and what goes on beyond it is no picture, however little of it can be decoded.
const ENCODED_LIMIT_BYTES: u64 = ONE_LIMIT_BYTES as u64 * 3 / 2;

/// All pictures of one wish.
const ALL_LIMIT_BYTES: usize = 32 * 1024 * 1024;

/// Pictures asked for in one exchange.
const BATCH_LIMIT: usize = 16;

/// Room for a server that counts line ends in its own way.
const SLACK_BYTES: u32 = 256;

/// One picture, under all the names that the page has for it.
#[derive(Debug)]
struct Wanted {
    part: PartId,
    names: Vec<String>,
    encoding: TransferEncoding,
    encoded_bytes: u64,
}

/// A picture of which the beginning is there.
#[derive(Debug)]
struct Begun {
    wanted: Wanted,
    /// Where the next piece begins, as encoded.
    at: u64,
    decoder: TransferDecoder,
    bytes: Vec<u8>,
}

/// Pictures that are being fetched.
#[derive(Debug)]
pub struct Pictures {
    pub key: MessageKey,
    waiting: VecDeque<Wanted>,
    begun: Option<Begun>,
    /// Decoded bytes so far.
    total_bytes: usize,
    /// The server refused several at once: from here on one by one.
    one_by_one: bool,
}

impl Pictures {
    pub fn new(key: MessageKey, pictures: Vec<PictureRef>) -> Self {
        let mut new =
            Self { key, waiting: VecDeque::new(), begun: None, total_bytes: 0, one_by_one: false };
        new.join(pictures);
        new
    }

    /// More pictures of the same message are wanted, or the same by another place.
    pub fn join(&mut self, pictures: Vec<PictureRef>) {
        for PictureRef { name, part, encoding, encoded_bytes } in pictures {
            let begun = self.begun.iter_mut().map(|begun| &mut begun.wanted);
            match self.waiting.iter_mut().chain(begun).find(|wanted| wanted.part == part) {
                Some(known) if known.names.contains(&name) => {}
                Some(known) => known.names.push(name),
                None if encoded_bytes > ENCODED_LIMIT_BYTES => {}
                None => {
                    let names = vec![name];
                    self.waiting.push_back(Wanted { part, names, encoding, encoded_bytes });
                }
            }
        }
    }

    /// What to ask for next; empty where nothing is left.
    fn next(&self) -> Vec<Piece> {
        if self.total_bytes >= ALL_LIMIT_BYTES {
            return Vec::new();
        }
        if let Some(begun) = &self.begun {
            let part = begun.wanted.part.clone();
            return vec![Piece { part, offset: begun.at, bytes: PIECE_BYTES }];
        }
        let mut pieces = Vec::new();
        let mut room_bytes = u64::from(PIECE_BYTES);
        let most = if self.one_by_one { 1 } else { BATCH_LIMIT };
        for wanted in self.waiting.iter().take(most) {
            if !pieces.is_empty() && wanted.encoded_bytes > room_bytes {
                break;
            }
            room_bytes = room_bytes.saturating_sub(wanted.encoded_bytes);
            let announced = u32::try_from(wanted.encoded_bytes).unwrap_or(u32::MAX);
            let bytes = announced.saturating_add(SLACK_BYTES).min(PIECE_BYTES);
            pieces.push(Piece::first(wanted.part.clone(), bytes));
        }
        pieces
    }

    /// Takes the answers to [`Pictures::next`]; the pictures that are whole with them.
    fn take(&mut self, pieces: &[Piece], answers: Vec<Vec<u8>>) -> Vec<Arc<Image>> {
        let mut whole = Vec::new();
        let mut longer = None;
        for (piece, answer) in pieces.iter().zip(answers) {
            let begun = self.begun.take().or_else(|| {
                let wanted = self.waiting.pop_front()?;
                let decoder = TransferDecoder::new(wanted.encoding);
                Some(Begun { wanted, at: 0, decoder, bytes: Vec::new() })
            });
            let Some(mut begun) = begun else { break };
            let is_last = answer.len() < piece.bytes as usize;
            begun.at += answer.len() as u64;
            begun.decoder.push(&answer, &mut begun.bytes);
            if is_last {
                begun.decoder.finish(&mut begun.bytes);
            }
            if begun.bytes.len() > ONE_LIMIT_BYTES || begun.at > ENCODED_LIMIT_BYTES {
                continue; // Left out.
            }
            if is_last {
                self.total_bytes += begun.bytes.len();
                let names = begun.wanted.names;
                whole.push(Arc::new(Image { names, bytes: begun.bytes }));
            } else if longer.is_none() {
                longer = Some(begun);
            } else {
                // Longer than it should be: again, when it is its turn.
                self.waiting.push_back(Wanted { encoded_bytes: begun.at * 2, ..begun.wanted });
            }
        }
        self.begun = longer;
        whole.retain(|image| !image.bytes.is_empty());
        whole
    }

    /// The server refuses so many pieces: each by itself then, or without the one.
    fn refused(&mut self, asked: usize) {
        if asked > 1 {
            self.one_by_one = true;
        } else if self.begun.take().is_none() {
            self.waiting.pop_front();
        }
    }

    fn is_done(&self) -> bool {
        self.next().is_empty()
    }
}

impl Worker {
    /// Fetches the next pictures, or the next piece of a large one.
    pub(super) fn more_pictures(
        &mut self,
        session: &mut Session,
        mut pictures: Box<Pictures>,
    ) -> Result<Step, (Job, ImapError)> {
        let pieces = pictures.next();
        let key = pictures.key.clone();
        if pieces.is_empty() {
            self.emit(Event::PicturesLoaded { key, images: Vec::new(), is_last: true });
            return Ok(Step::Done);
        }
        let fetched = self.ensure_key(session, &key).and_then(|()| {
            self.translated(session, |session, on| session.fetch_pieces(key.uid, &pieces, on))
        });
        let images = match fetched {
            Ok(answers) => pictures.take(&pieces, answers),
            Err(ImapError::Refused { .. }) => {
                pictures.refused(pieces.len());
                Vec::new()
            }
            Err(error) => return Err((Job::Pictures(pictures), error)),
        };
        let is_last = pictures.is_done();
        if is_last || !images.is_empty() {
            self.report_traffic();
            self.emit(Event::PicturesLoaded { key, images, is_last });
        }
        Ok(if is_last { Step::Done } else { Step::More(Job::Pictures(pictures)) })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use std::num::NonZeroU32;

    use super::*;
    use crate::model::{AccountId, MailboxName};

    fn picture(part: u32, encoded_bytes: u64) -> PictureRef {
        let (name, encoding) = (format!("cid:{part}"), TransferEncoding::Identity);
        PictureRef { name, part: PartId(vec![part]), encoding, encoded_bytes }
    }

    fn pictures(all: Vec<PictureRef>) -> Pictures {
        let one = NonZeroU32::MIN;
        let mailbox = MailboxName::inbox();
        let key = MessageKey { account: AccountId(0), mailbox, uid_validity: one, uid: one };
        Pictures::new(key, all)
    }

    /// Plays the server of pictures whose true sizes are given; what each exchange brings.
    fn play(pictures: &mut Pictures, true_bytes: &dyn Fn(u32) -> usize) -> Vec<Vec<usize>> {
        let mut exchanges = Vec::new();
        while !pictures.is_done() {
            let pieces = pictures.next();
            let answer = |piece: &Piece| {
                let left = true_bytes(piece.part.0[0]).saturating_sub(piece.offset as usize);
                vec![b'x'; left.min(piece.bytes as usize)]
            };
            let answers = pieces.iter().map(answer).collect();
            let whole = pictures.take(&pieces, answers);
            exchanges.push(whole.iter().map(|image| image.bytes.len()).collect());
            assert!(exchanges.len() < 1_000, "it goes on for ever");
        }
        exchanges
    }

    #[test]
    fn small_pictures_travel_together_and_a_large_one_in_pieces() {
        let sizes = [1_000, 2_000, 600_000, 3_000, 0];
        let all = (1..).zip(sizes).map(|(part, bytes)| picture(part, bytes)).collect();
        let exchanges = play(&mut pictures(all), &|part| sizes[part as usize - 1] as usize);
        let expected: [&[usize]; 5] = [&[1_000, 2_000], &[], &[], &[600_000], &[3_000]];
        assert_eq!(exchanges, expected);
    }

    #[test]
    fn pictures_that_are_longer_than_announced_come_all_the_same() {
        let all = (1..=3).map(|part| picture(part, 10)).collect();
        let exchanges = play(&mut pictures(all), &|_| 300_000);
        let all: Vec<usize> = exchanges.concat();
        assert_eq!(all, [300_000; 3]);
    }

    #[test]
    fn a_picture_too_large_is_left_out_and_all_together_are_bounded() {
        let announced = (1..=2).map(|part| picture(part, 100_000_000)).collect();
        assert!(pictures(announced).is_done());
        let lied = play(&mut pictures(vec![picture(1, 10), picture(2, 10)]), &|part| match part {
            1 => 20_000_000,
            _ => 10,
        });
        assert_eq!(lied.concat(), [10]);
        let many = (1..=100).map(|part| picture(part, 1_000_000)).collect();
        let all: usize = play(&mut pictures(many), &|_| 1_000_000).concat().iter().sum();
        assert!((ALL_LIMIT_BYTES..ALL_LIMIT_BYTES + ONE_LIMIT_BYTES).contains(&all), "{all}");
    }

    #[test]
    fn a_picture_without_end_that_decodes_to_nothing_is_left_out() {
        let endless = PictureRef { encoding: TransferEncoding::Base64, ..picture(1, 10) };
        let mut pictures = pictures(vec![endless, picture(2, 10)]);
        let mut read_bytes = 0;
        while !pictures.is_done() {
            let pieces = pictures.next();
            let answer = |piece: &Piece| match piece.part.0[0] {
                1 => vec![b'\n'; piece.bytes as usize],
                _ => vec![b'x'; 10],
            };
            let answers: Vec<Vec<u8>> = pieces.iter().map(answer).collect();
            read_bytes += answers.iter().map(Vec::len).sum::<usize>();
            pictures.take(&pieces, answers);
            assert!(read_bytes < 2 * ENCODED_LIMIT_BYTES as usize, "it goes on for ever");
        }
        assert_eq!(pictures.total_bytes, 10, "the other one came");
    }

    #[test]
    fn one_picture_that_the_server_refuses_costs_no_other() {
        let mut pictures = pictures((1..=3).map(|part| picture(part, 10)).collect());
        pictures.refused(pictures.next().len());
        assert_eq!(pictures.next().len(), 1);
        pictures.refused(1);
        assert_eq!(play(&mut pictures, &|_| 10).concat(), [10, 10]);
    }

    #[test]
    fn a_picture_with_two_names_is_fetched_once() {
        let other = PictureRef { name: "b.png".to_owned(), ..picture(1, 10) };
        let mut pictures = pictures(vec![picture(1, 10), other, picture(1, 10)]);
        let pieces = pictures.next();
        let image = pictures.take(&pieces, vec![b"x".to_vec()]).remove(0);
        assert_eq!(
            (image.names.as_slice(), pieces.len()),
            (&["cid:1".into(), "b.png".into()][..], 1)
        );
    }
}
