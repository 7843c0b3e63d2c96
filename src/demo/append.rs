//! APPEND of several messages in one command (RFC 3502), which the codec does not know: it reads them
//! one by one.

use std::num::NonZeroU32;

use imap_codec::CommandCodec;
use imap_codec::decode::Decoder;
use imap_codec::imap_types::command::{Command, CommandBody};
use imap_codec::imap_types::response::{Code, CodeOther};

use super::answer::Outcome;
use super::change::{into_missing, kept};
use super::connection::UNREADABLE;
use super::select::name_of;
use super::server::DemoServer;
use super::set;
use super::spans::{Kind, spans};

/// Adds all messages of a command, or none; says where they are (RFC 4315).
pub fn append(server: &DemoServer, command: &[u8]) -> Outcome {
    let Some(singles) = singles(command) else { return Outcome::bad(UNREADABLE) };
    let mut read = Vec::new();
    for single in &singles {
        match CommandCodec::new().decode(single) {
            Ok((
                b"",
                Command { body: CommandBody::Append { mailbox, flags, date, message }, .. },
            )) => {
                let Some(kept) = kept(&flags, date, message) else {
                    return Outcome::bad("BINARY is not known here");
                };
                read.push((name_of(&mailbox), kept));
            }
            Ok(_) | Err(_) => return Outcome::bad(UNREADABLE),
        }
    }
    // One look at the folder for all: what can fail fails at the first one.
    let added = server.change(|store| {
        let added = read
            .into_iter()
            .map(|(name, (flags, date_s, content))| store.append(&name, flags, date_s, content));
        added.collect::<Result<Vec<_>, _>>()
    });
    let added = match added {
        Ok(added) => added,
        Err(refusal) => return into_missing(refusal),
    };
    let validity = added.first().and_then(|(validity, _)| NonZeroU32::new(*validity));
    let uids: Vec<u32> = added.iter().map(|(_, uid)| *uid).collect();
    // The codec knows the code with one UID only.
    let code = validity.map(|validity| {
        let code = format!("APPENDUID {validity} {}", set::shown(&uids));
        Code::Other(CodeOther::unvalidated(code.into_bytes()))
    });
    Outcome::ok("Added").with(code)
}

/// The same with one message each; `None` where it cannot be cut.
fn singles(command: &[u8]) -> Option<Vec<Vec<u8>>> {
    let words = spans(command)?;
    let (name, messages) = (words.get(2)?, words.get(3..)?);
    let begins = command.get(..name.range.end)?;
    let mut from = name.range.end;
    let mut singles = Vec::new();
    for word in messages {
        let is_literal = word.kind == Kind::Text && word.bytes(command).first() == Some(&b'{');
        if is_literal {
            let message = command.get(from..word.range.end)?;
            singles.push([begins, message, b"\r\n"].concat());
            from = word.range.end;
        }
    }
    (!singles.is_empty()).then_some(singles)
}
