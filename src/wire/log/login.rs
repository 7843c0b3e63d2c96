//! What of a login must not be kept: the line that begins it, and what a server says back of it.

use zeroize::Zeroizing;

/// Shortest word that is looked for in an answer: shorter ones stand in honest sentences.
const ECHO_BYTES: usize = 4;

/// A login that is under way.
#[derive(Debug)]
pub struct Login {
    tag: Vec<u8>,
    /// What was sent last of the secret; servers that do not understand a line like to repeat it.
    secret: Zeroizing<Vec<u8>>,
}

impl Login {
    /// The login that a line begins, and what of the line may be shown.
    ///
    /// Read more loosely than any server reads: what a server could take for a login is one.
    pub fn begun(line: &[u8]) -> Option<(Self, Vec<u8>)> {
        let mut words = line.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty());
        let (tag, mut command) = (words.next()?, words.next()?);
        let mut shown = [tag, b" ", command].concat();
        if command.eq_ignore_ascii_case(b"UID") {
            // No command of any server, and all the same a password behind it.
            command = words.next()?;
            shown.extend_from_slice(b" ");
            shown.extend_from_slice(command);
        }
        if command.eq_ignore_ascii_case(b"AUTHENTICATE") {
            let mechanism = words.next().unwrap_or_default();
            shown.extend_from_slice(b" ");
            shown.extend_from_slice(mechanism);
        } else if !command.eq_ignore_ascii_case(b"LOGIN") {
            return None;
        }
        let secret = Zeroizing::new(last_word(words.next_back().unwrap_or_default()).to_vec());
        Some((Self { tag: tag.to_vec(), secret }, shown))
    }

    pub fn tag(&self) -> &[u8] {
        &self.tag
    }

    /// One more line of it, or a piece of a literal.
    pub fn goes_on(&mut self, bytes: &[u8]) {
        let word = last_word(bytes.trim_ascii());
        if !word.is_empty() {
            self.secret = Zeroizing::new(word.to_vec());
        }
    }

    /// Whether the response repeats what was sent as the secret.
    pub fn is_echoed(&self, response: &[u8]) -> bool {
        self.secret.len() >= ECHO_BYTES
            && response.windows(self.secret.len()).any(|window| window == &self.secret[..])
    }
}

/// The last word of a line, without its quotes.
fn last_word(line: &[u8]) -> &[u8] {
    let end = line.strip_suffix(b"\"").unwrap_or(line);
    let cut = |b: &u8| matches!(b, b' ' | b'"');
    end.rsplit(cut).next().unwrap_or_default()
}

/// A line that carries what grants access by itself (RFC 4467 URLAUTH); what of it may be shown.
pub fn grant(line: &[u8]) -> Option<Vec<u8>> {
    let mut words = line.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty());
    let (tag, command) = (words.next()?, words.next()?);
    let grants: [&[u8]; 3] = [b"GENURLAUTH", b"URLFETCH", b"RESETKEY"];
    let is_grant = grants.iter().any(|grant| command.eq_ignore_ascii_case(grant));
    is_grant.then(|| [tag, b" ", command, b" "].concat())
}
