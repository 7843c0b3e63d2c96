//! One connection from greeting to end: reads commands, hands them out, ends them by tag.

use std::io::{self, Read, Write};
use std::sync::atomic::{AtomicBool, Ordering};

use imap_codec::decode::Decoder;
use imap_codec::imap_types::auth::{AuthMechanism, AuthenticateData};
use imap_codec::imap_types::command::{Command, CommandBody};
use imap_codec::imap_types::core::Tag;
use imap_codec::{AuthenticateDataCodec, CommandCodec};

use super::answer::{Answers, Outcome, other_code};
use super::command::Commands;
use super::saved::Written;
use super::server::DemoServer;
use super::view::View;
use super::{
    append, change, create_command, fetch, list, list_command, rights, saved, search, select,
};

const BEFORE_LOGIN: &str = "CAPABILITY IMAP4rev1 LITERAL+ SASL-IR ID ENABLE AUTH=PLAIN";
const AFTER_LOGIN: &str = "CAPABILITY IMAP4rev1 LITERAL+ ID ENABLE NAMESPACE IDLE CHILDREN \
     LIST-EXTENDED LIST-STATUS SPECIAL-USE CREATE-SPECIAL-USE STATUS=SIZE UIDPLUS MULTIAPPEND MOVE \
     UNSELECT PREVIEW \
     ESEARCH SEARCHRES PARTIAL CONTEXT=SEARCH SORT SORT=DISPLAY ESORT CONTEXT=SORT \
     THREAD=REFERENCES THREAD=REFS";

pub const SELECT_FIRST: &str = "Select a folder first";
pub const UNREADABLE: &str = "I cannot read this command";

/// What a connection knows and writes to.
pub struct Session<'a, W: Write> {
    pub server: &'a DemoServer,
    pub id: u64,
    pub answers: Answers<W>,
    /// The selected mailbox.
    pub view: Option<View>,
    /// The message that was fetched last.
    pub last: Option<fetch::Loaded>,
    logged_in: bool,
    ended: bool,
}

/// Serves one connection; returns when either side ends it.
pub fn serve<R: Read + Send, W: Write + Send>(server: &DemoServer, id: u64, reader: R, writer: W) {
    let answers = Answers::new(writer);
    let (view, last) = (None, None);
    let mut session = Session { server, id, answers, view, last, logged_in: false, ended: false };
    // A broken stream is the ordinary end of a connection: the client went away.
    session.talk(&mut Commands::new(reader)).ok();
}

impl<W: Write + Send> Session<'_, W> {
    fn talk<R: Read + Send>(&mut self, commands: &mut Commands<R>) -> io::Result<()> {
        self.answers.line(&format!("* OK [{BEFORE_LOGIN}] The demo account is ready"))?;
        self.answers.flush()?;
        while !self.ended {
            let answers = &mut self.answers;
            let command = commands.command(|| {
                answers.line("+ Go ahead")?;
                answers.flush()
            });
            match command {
                Ok(Some(command)) => self.answer(commands, &command)?,
                Ok(None) => return Ok(()),
                Err(error) if error.kind() == io::ErrorKind::InvalidData => {
                    self.answers.bye("This command is too long")?;
                    self.ended = true;
                }
                Err(error) => return Err(error),
            }
            self.answers.flush()?;
        }
        Ok(())
    }

    fn answer<R: Read + Send>(
        &mut self,
        commands: &mut Commands<R>,
        command: &[u8],
    ) -> io::Result<()> {
        let mut words = command.split(|byte| byte.is_ascii_whitespace());
        let Ok(tag) = Tag::try_from(words.next().unwrap_or_default()) else {
            return self.answers.line("* BAD A command starts with a tag");
        };
        let mut name = words.next().unwrap_or_default().to_ascii_uppercase();
        let by_uid = name == b"UID";
        if by_uid {
            name = words.next().unwrap_or_default().to_ascii_uppercase();
        }
        let name = String::from_utf8_lossy(&name).into_owned();
        let outcome = match self.server.take_refusal(&name) {
            Some(words) => Outcome::no(&words),
            None => self.run(commands, command, &name, &tag)?,
        };
        // RFC 3501 §7.4.1, RFC 5256 §3: no EXPUNGE in these, whose numbers would be read wrongly.
        let numbers_in_use =
            !by_uid && matches!(name.as_str(), "FETCH" | "STORE" | "SEARCH" | "SORT" | "THREAD");
        self.tell_news(!numbers_in_use)?;
        if self.ended && name != "LOGOUT" {
            return Ok(());
        }
        self.answers.tagged(&tag, outcome)
    }

    /// Commands that the codec does not read are read here; everything else goes through it.
    fn run<R: Read + Send>(
        &mut self,
        commands: &mut Commands<R>,
        command: &[u8],
        name: &str,
        tag: &Tag<'_>,
    ) -> io::Result<Outcome> {
        match name {
            "ID" => {
                self.answers.line(r#"* ID ("name" "mailpane demo")"#)?;
                return Ok(Outcome::ok("This is who I am"));
            }
            "NAMESPACE" if self.logged_in => {
                self.answers.line(r#"* NAMESPACE (("" "/")) NIL NIL"#)?;
                return Ok(Outcome::ok("One name space"));
            }
            "LIST" if self.logged_in => {
                return match list_command::parse(command) {
                    Some(wanted) => list::list(self, &wanted),
                    None => Ok(Outcome::bad("I cannot read this LIST")),
                };
            }
            "CREATE" if self.logged_in => {
                if let Some((name, uses)) = create_command::parse(command) {
                    return Ok(change::create_for(self.server, &name, &uses));
                }
            }
            "SEARCH" | "SORT" | "THREAD" if self.logged_in => {
                return search::search(self, command, tag);
            }
            "APPEND" if self.logged_in => return Ok(append::append(self.server, command)),
            "CANCELUPDATE" if self.logged_in => {
                return Ok(Outcome::bad("No updates were promised")); // RFC 5267 §4.3.1
            }
            "FETCH" | "STORE" | "COPY" | "MOVE" | "EXPUNGE" if self.logged_in => {
                let Some(view) = self.view.as_ref() else { return Ok(Outcome::bad(SELECT_FIRST)) };
                return match saved::in_set(command, view) {
                    Written::Same => self.run_on_messages(commands, command, name),
                    Written::Out(command) => self.run_on_messages(commands, &command, name),
                    Written::Nothing => Ok(Outcome::ok("Nothing is saved")),
                };
            }
            _ if self.logged_in && self.server.is_sample() => {
                if let Some(answered) = rights::command(self, command, name) {
                    return answered;
                }
            }
            _ => {}
        }
        self.run_by_codec(commands, command)
    }

    /// Commands about messages of the selected folder, `$` written out.
    fn run_on_messages<R: Read + Send>(
        &mut self,
        commands: &mut Commands<R>,
        command: &[u8],
        name: &str,
    ) -> io::Result<Outcome> {
        if name == "FETCH" {
            fetch::command(self, command)
        } else {
            self.run_by_codec(commands, command)
        }
    }

    fn run_by_codec<R: Read + Send>(
        &mut self,
        commands: &mut Commands<R>,
        command: &[u8],
    ) -> io::Result<Outcome> {
        match CommandCodec::new().decode(command) {
            Ok((b"", Command { body, .. })) => self.run_decoded(commands, body),
            Ok(_) | Err(_) => Ok(Outcome::bad(UNREADABLE)),
        }
    }

    fn run_decoded<R: Read + Send>(
        &mut self,
        commands: &mut Commands<R>,
        body: CommandBody<'_>,
    ) -> io::Result<Outcome> {
        match body {
            CommandBody::Capability => {
                let list = if self.logged_in { self.abilities() } else { BEFORE_LOGIN.to_owned() };
                self.answers.line(&format!("* {list}"))?;
                Ok(Outcome::ok("That is all"))
            }
            CommandBody::Noop => Ok(Outcome::ok("Nothing done")),
            CommandBody::Logout => {
                self.answers.bye("Until next time")?;
                (self.ended, self.view) = (true, None);
                Ok(Outcome::ok("Goodbye"))
            }
            CommandBody::Login { username, password: _ } if !self.logged_in => {
                Ok(self.log_in(username.as_ref()))
            }
            CommandBody::Authenticate { mechanism, initial_response } if !self.logged_in => {
                let initial = initial_response.map(|secret| secret.declassify().to_vec());
                self.authenticate(commands, &mechanism, initial)
            }
            CommandBody::Login { .. } | CommandBody::Authenticate { .. } => {
                Ok(Outcome::bad("You are logged in already"))
            }
            _ if !self.logged_in => Ok(Outcome::bad("Log in first")),
            CommandBody::Enable { .. } => {
                self.answers.line("* ENABLED")?;
                Ok(Outcome::ok("Nothing of that is here to enable"))
            }
            CommandBody::Idle => self.idle(commands),
            body => self.run_logged_in(body),
        }
    }

    fn run_logged_in(&mut self, body: CommandBody<'_>) -> io::Result<Outcome> {
        match body {
            CommandBody::Select { mailbox } => select::select(self, &mailbox, false),
            CommandBody::Examine { mailbox } => select::select(self, &mailbox, true),
            CommandBody::Status { mailbox, item_names } => {
                select::status(self, &mailbox, &item_names)
            }
            CommandBody::Create { mailbox } => Ok(change::create(self.server, &mailbox)),
            CommandBody::Delete { mailbox } => Ok(change::delete(self.server, &mailbox)),
            CommandBody::Rename { from, to } => Ok(change::rename(self.server, &from, &to)),
            CommandBody::Subscribe { mailbox } => {
                Ok(change::subscribe(self.server, &mailbox, true))
            }
            CommandBody::Unsubscribe { mailbox } => {
                Ok(change::subscribe(self.server, &mailbox, false))
            }
            CommandBody::Lsub { reference, mailbox_wildcard } => {
                list::lsub(self, &reference, &mailbox_wildcard)
            }
            _ if self.view.is_none() => Ok(Outcome::bad(SELECT_FIRST)),
            CommandBody::Check => Ok(Outcome::ok("Nothing to check")),
            CommandBody::Unselect => {
                self.view = None;
                Ok(Outcome::ok("Closed"))
            }
            CommandBody::Close => {
                change::expunge(self, None);
                self.view = None;
                Ok(Outcome::ok("Closed"))
            }
            CommandBody::Expunge => Ok(change::expunge(self, None)),
            CommandBody::ExpungeUid { sequence_set } => {
                Ok(change::expunge(self, Some(&sequence_set)))
            }
            CommandBody::Store { sequence_set, kind, response, flags, uid } => {
                let flags = change::StoreFlags { kind, response, flags: &flags };
                change::store(self, &sequence_set, &flags, uid)
            }
            CommandBody::Copy { sequence_set, mailbox, uid } => {
                change::copy(self, &sequence_set, &mailbox, uid)
            }
            CommandBody::Move { sequence_set, mailbox, uid } => {
                change::move_messages(self, &sequence_set, &mailbox, uid)
            }
            _ => Ok(unknown()),
        }
    }

    /// Mail files have no limits, and nobody shares them.
    fn abilities(&self) -> String {
        let more = if self.server.is_sample() { rights::CAPABILITIES } else { "" };
        format!("{AFTER_LOGIN}{more}")
    }

    fn log_in(&mut self, user: &[u8]) -> Outcome {
        // Any password opens the account.
        if user != self.server.user().as_bytes() {
            let code = Some(other_code("AUTHENTICATIONFAILED"));
            let words = format!("The user of this account is \"{}\"", self.server.user());
            return Outcome::no(&words).with(code);
        }
        self.logged_in = true;
        Outcome::ok("Logged in").with(Some(other_code(&self.abilities())))
    }

    /// AUTHENTICATE PLAIN (RFC 4616), with the response in the command or asked for.
    fn authenticate<R: Read>(
        &mut self,
        commands: &mut Commands<R>,
        mechanism: &AuthMechanism<'_>,
        initial: Option<Vec<u8>>,
    ) -> io::Result<Outcome> {
        if *mechanism != AuthMechanism::Plain {
            return Ok(Outcome::no("Only PLAIN is known here"));
        }
        let response = match initial {
            Some(response) => response,
            None => {
                self.answers.line("+ ")?;
                self.answers.flush()?;
                let line = commands.line()?.unwrap_or_default();
                match AuthenticateDataCodec::new().decode(&line) {
                    Ok((_, AuthenticateData::Continue(data))) => data.declassify().to_vec(),
                    Ok((_, AuthenticateData::Cancel)) | Err(_) => {
                        return Ok(Outcome::bad("Cancelled"));
                    }
                }
            }
        };
        let mut pieces = response.split(|byte| *byte == 0);
        match (pieces.next(), pieces.next(), pieces.next(), pieces.next()) {
            (Some(_), Some(user), Some(_), None) => Ok(self.log_in(user)),
            _ => Ok(Outcome::bad("This is not a PLAIN response")),
        }
    }

    /// IDLE (RFC 2177): a second thread writes the news while this one waits for DONE.
    fn idle<R: Read + Send>(&mut self, commands: &mut Commands<R>) -> io::Result<Outcome> {
        self.answers.line("+ idling")?;
        self.answers.flush()?;
        let done = AtomicBool::new(false);
        let server = self.server;
        let line = std::thread::scope(|scope| {
            let name = format!("demo-idle-{}", self.id);
            let session = &mut *self;
            let pusher = std::thread::Builder::new()
                .name(name)
                .spawn_scoped(scope, || session.push_until(&done))?;
            let line = commands.line();
            // Set under the server's lock, so that the pusher cannot miss it between look and wait.
            server.change(|_| done.store(true, Ordering::Release));
            pusher.join().unwrap_or_else(|_| Err(io::ErrorKind::Other.into()))?;
            line
        })?;
        Ok(match line {
            Some(line) if line.trim_ascii().eq_ignore_ascii_case(b"DONE") => Outcome::ok("Done"),
            Some(_) => Outcome::bad("DONE was expected"),
            None => Outcome::bad("The line ended"),
        })
    }

    fn push_until(&mut self, done: &AtomicBool) -> io::Result<()> {
        let server = self.server;
        loop {
            // Some: there is news to write. None: the client is done, or the mailbox is gone.
            let news = server.wait(|store| {
                if done.load(Ordering::Acquire) {
                    return Some(None);
                }
                let view = self.view.as_mut()?;
                let Some((_, mailbox)) = store.by_validity(view.uid_validity) else {
                    return Some(None);
                };
                Some(view.news(mailbox, true)).filter(|news| !news.is_empty()).map(Some)
            });
            let Some(news) = news else { return Ok(()) };
            for data in news {
                self.answers.data(data)?;
            }
            self.answers.flush()?;
        }
    }

    /// Tells the client what changed; a mailbox deleted by another ends the connection.
    fn tell_news(&mut self, expunges: bool) -> io::Result<()> {
        let Some(view) = self.view.as_mut() else { return Ok(()) };
        let validity = view.uid_validity;
        let news = self.server.look(|store| {
            store.by_validity(validity).map(|(_, mailbox)| view.news(mailbox, expunges))
        });
        let Some(news) = news else {
            self.ended = true;
            return self.answers.bye("The selected folder was deleted");
        };
        news.into_iter().try_for_each(|data| self.answers.data(data))
    }
}

fn unknown() -> Outcome {
    Outcome::bad("This command is not known here")
}
