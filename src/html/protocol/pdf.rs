//! A PDF that is looked at: only its first page.

use super::super::frame::{Decoder, Encoder, Malformed};

/// A PDF to look at: what is larger holds scans, and takes longer to read than anyone waits.
pub const PDF_LIMIT_BYTES: usize = 32 * 1024 * 1024;

/// A PDF, and how its first page shall be painted.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PdfLoad {
    /// As it came, transfer encoding undone.
    pub bytes: Vec<u8>,
    /// Device pixels for a CSS pixel: the screen's scale times the zoom.
    pub scale: f32,
}

impl PdfLoad {
    pub(super) fn put(&self, out: &mut Encoder) {
        out.bytes(&self.bytes);
        out.f32(self.scale);
    }

    pub(super) fn take(from: &mut Decoder<'_>) -> Result<Self, Malformed> {
        Ok(Self { bytes: from.bytes()?.to_vec(), scale: from.f32()? })
    }
}

/// Why a PDF has no page to show. Each is a sentence that can stand in its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PdfFault {
    #[error("This PDF is locked with a password. Open it with another program to unlock it.")]
    Locked,
    #[error("This PDF is damaged, or is not a PDF at all.")]
    Damaged,
    #[error("There is no page in this PDF.")]
    Empty,
}

impl PdfFault {
    pub(super) fn put(self, out: &mut Encoder) {
        out.u8(match self {
            Self::Locked => 1,
            Self::Damaged => 2,
            Self::Empty => 3,
        });
    }

    pub(super) fn take(from: &mut Decoder<'_>) -> Result<Self, Malformed> {
        match from.u8()? {
            1 => Ok(Self::Locked),
            2 => Ok(Self::Damaged),
            3 => Ok(Self::Empty),
            _ => Err(Malformed),
        }
    }
}

#[cfg(test)]
#[allow(clippy::expect_used)]
mod tests {
    use super::super::{Answer, Request};
    use super::*;

    #[test]
    fn a_pdf_and_what_is_wrong_with_it_come_out_as_they_went_in() {
        let asked = Request::Pdf(PdfLoad { bytes: b"%PDF-1.7".to_vec(), scale: 1.5 });
        assert_eq!(Request::decode(&asked.encode()), Ok(asked));
        for fault in [PdfFault::Locked, PdfFault::Damaged, PdfFault::Empty] {
            let answer = Answer::NoPdf(fault);
            assert_eq!(Answer::decode(&answer.encode()), Ok(answer));
        }
    }

    #[test]
    fn what_is_no_such_message_is_refused() {
        let asked = Request::Pdf(PdfLoad { bytes: vec![1, 2, 3], scale: 1.0 }).encode();
        for length in 0..asked.len() {
            assert_eq!(Request::decode(asked.get(..length).expect("a part")), Err(Malformed));
        }
        assert_eq!(Answer::decode(&[8, 4]), Err(Malformed));
        assert_eq!(Answer::decode(&[8]), Err(Malformed));
    }
}
