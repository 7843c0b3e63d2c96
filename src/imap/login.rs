//! From a connection to a session: greeting, STARTTLS, capabilities, login.
//!
//! Nothing that came before TLS survives it, no password leaves where encryption was asked for and
//! is not there, and no secret is sent twice.

use std::cell::RefCell;
use std::time::Instant;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use super::bridge::{CrateStream, Outcome};
use super::capability::Capabilities;
use super::encode::{self, LiteralForm};
use super::error::ImapError;
use super::link::{Link, SharedLink, lock};
use super::reader::{Code, Response, Status, StatusLine, Untagged};
use crate::model::{AuthMethod, Secret};
use crate::wire::{Endpoint, Framed, Limits, Shared, TcpSecurity, WireError};

/// Who logs in, and with what.
#[derive(Debug)]
pub struct Credentials {
    pub user: String,
    /// A password, or an access token with the OAuth methods.
    pub secret: Secret,
    pub method: AuthMethod,
}

/// A connection that is logged in.
pub(super) struct LoggedIn {
    pub link: SharedLink,
    pub capabilities: Capabilities,
    /// What the server wants the user to know, said with the login.
    pub alerts: Vec<String>,
    pub round_trip_ms: Option<u32>,
}

/// See [`super::Session::open`].
pub(super) fn log_in(
    endpoint: &Endpoint,
    credentials: Option<&Credentials>,
    shared: &Shared,
    limits: Limits,
) -> Result<LoggedIn, ImapError> {
    let (link, greeting) = connect(endpoint, shared, limits)?;
    let known = capability_code(&greeting);
    let link = link.shared();
    let stream = CrateStream::new(link.clone());
    let mut client = imap::Client::new(stream.clone());
    stream.run("greeting", || client.read_greeting())?;
    if greeting.status == Status::PreAuth {
        return adopt(link, &stream, client, known);
    }
    let Some(credentials) = credentials else { return Err(ImapError::NeedsSecret) };
    let capabilities = match known {
        Some(known) => known,
        None => {
            let (_, outcome) = stream.run("CAPABILITY", || client.capabilities())?;
            capabilities_of(&outcome).unwrap_or_default()
        }
    };
    check_version(&capabilities)?;
    let started = Instant::now();
    let (client, outcome) = authenticate(&stream, client, &capabilities, credentials)?;
    let round_trip_ms = u32::try_from(started.elapsed().as_millis()).ok();
    finish(link, &stream, client, outcome, round_trip_ms)
}

/// Connects up to the point where a login may begin: greeted, and encrypted where the endpoint asks
/// for that. A greeting without a code is one that was said without protection.
pub(super) fn connect(
    endpoint: &Endpoint,
    shared: &Shared,
    limits: Limits,
) -> Result<(Link, StatusLine), ImapError> {
    let framed = Framed::open_with(endpoint, shared, limits)?;
    let mut link = Link::new(framed);
    let mut greeting = greet(&mut link)?;
    if matches!(endpoint, Endpoint::Tcp { security: TcpSecurity::StartTls(_), .. }) {
        let known = capability_code(&greeting);
        start_tls(&mut link, &greeting, known.as_ref())?;
        greeting.code = None; // Worth nothing (RFC 3501 §6.2.1).
    }
    Ok((link, greeting))
}

/// The greeting, which must be OK or PREAUTH (RFC 3501 §7.1).
fn greet(link: &mut Link) -> Result<StatusLine, ImapError> {
    let response = match link.read() {
        Ok(response) => response,
        Err(ImapError::Wire(WireError::Limit(_))) => return Err(ImapError::NotImap),
        Err(error) => return Err(error),
    };
    let Response::Untagged(Untagged::Status(line)) = response else {
        link.close();
        return Err(ImapError::NotImap);
    };
    match line.status {
        Status::Ok | Status::PreAuth => Ok(line),
        Status::Bye => {
            link.close();
            Err(ImapError::Bye { server_text: line.text })
        }
        Status::No | Status::Bad => {
            link.close();
            Err(ImapError::NotImap)
        }
    }
}

/// STARTTLS, or an error with nothing secret said. Whatever else came before TLS is forgotten.
fn start_tls(
    link: &mut Link,
    greeting: &StatusLine,
    known: Option<&Capabilities>,
) -> Result<(), ImapError> {
    // Somebody who can change the greeting can make STARTTLS impossible with PREAUTH.
    if greeting.status == Status::PreAuth || known.is_some_and(|known| !known.has("STARTTLS")) {
        link.close();
        return Err(ImapError::NoEncryption);
    }
    let tag = link.tag();
    link.write(format!("{tag} STARTTLS\r\n").as_bytes())?;
    loop {
        match link.read()? {
            Response::Tagged { tag: answered, status }
                if answered == tag && status.status == Status::Ok =>
            {
                break;
            }
            Response::Untagged(Untagged::Status(line)) if line.status == Status::Bye => {
                link.close();
                return Err(ImapError::Bye { server_text: String::new() });
            }
            Response::Untagged(_) => {}
            Response::Tagged { .. } | Response::Continue => {
                link.close();
                return Err(ImapError::NoEncryption);
            }
        }
    }
    let started = link.framed()?.start_tls();
    started.map_err(|error| link.fail(error))
}

/// A session on a connection that the server has authenticated already.
fn adopt(
    link: SharedLink,
    stream: &CrateStream,
    client: imap::Client<CrateStream>,
    known: Option<Capabilities>,
) -> Result<LoggedIn, ImapError> {
    stream.pretend_next();
    let (client, mut outcome) = stream.run("LOGIN", || client.login("", "").map_err(|e| e.0))?;
    let client = client.ok_or(ImapError::Protocol { command: "LOGIN" })?;
    if let Some(known) = known {
        let words = known.iter().map(str::to_owned).collect();
        outcome.untagged.push(Untagged::Capability(words));
    }
    finish(link, stream, client, outcome, None)
}

fn finish(
    link: SharedLink,
    stream: &CrateStream,
    mut client: imap::Session<CrateStream>,
    outcome: Outcome,
    round_trip_ms: Option<u32>,
) -> Result<LoggedIn, ImapError> {
    let capabilities = match capabilities_of(&outcome) {
        Some(capabilities) => capabilities,
        None => {
            let (_, outcome) = stream.run("CAPABILITY", || client.capabilities())?;
            capabilities_of(&outcome).unwrap_or_default()
        }
    };
    check_version(&capabilities)?;
    {
        let mut link = lock(&link);
        link.literals = literal_form(&capabilities);
    }
    let alerts = alerts_of(outcome);
    Ok(LoggedIn { link, capabilities, alerts, round_trip_ms })
}

fn literal_form(capabilities: &Capabilities) -> LiteralForm {
    if capabilities.has("LITERAL+") {
        LiteralForm::NonSync
    } else if capabilities.has("LITERAL-") {
        LiteralForm::NonSyncSmall
    } else {
        LiteralForm::Synchronizing
    }
}

fn check_version(capabilities: &Capabilities) -> Result<(), ImapError> {
    if capabilities.has("UTF8=ONLY") {
        return Err(ImapError::Unsupported("UTF8=ONLY, an extension for names in UTF-8,"));
    }
    if !capabilities.has("IMAP4REV1") && !capabilities.has("IMAP4REV2") {
        return Err(ImapError::Unsupported("an IMAP older than IMAP4rev1,"));
    }
    Ok(())
}

fn capability_code(line: &StatusLine) -> Option<Capabilities> {
    match &line.code {
        Some(Code::Capability(words)) => Some(Capabilities::new(words.iter().cloned())),
        _ => None,
    }
}

/// The code of the tagged answer, else the last untagged CAPABILITY.
fn capabilities_of(outcome: &Outcome) -> Option<Capabilities> {
    let coded = outcome.answer.as_ref().and_then(capability_code);
    coded.or_else(|| {
        outcome.untagged.iter().rev().find_map(|untagged| match untagged {
            Untagged::Capability(words) => Some(Capabilities::new(words.iter().cloned())),
            _ => None,
        })
    })
}

fn alerts_of(outcome: Outcome) -> Vec<String> {
    let untagged = outcome.untagged.into_iter().filter_map(|untagged| match untagged {
        Untagged::Status(line) => Some(line),
        _ => None,
    });
    let is_alert = |line: &StatusLine| line.code == Some(Code::Alert) && !line.text.is_empty();
    let lines = untagged.chain(outcome.answer).filter(is_alert);
    lines.map(|line| line.text).take(super::track::ALERTS_LIMIT).collect()
}

/// How the credentials travel.
enum Way {
    Login,
    Sasl { mechanism: &'static str, token: Zeroizing<String>, after_error: &'static str },
}

fn choose(capabilities: &Capabilities, credentials: &Credentials) -> Result<Way, ImapError> {
    let (user, secret) = (credentials.user.as_str(), credentials.secret.expose());
    let none = || ImapError::NoLoginMethod { offered: capabilities.login_mechanisms() };
    let sasl = |mechanism, token: String, after_error| {
        Ok(Way::Sasl { mechanism, token: Zeroizing::new(token), after_error })
    };
    for text in [user, secret] {
        if text.contains('\0') {
            return Err(ImapError::BadArgument("user name or password"));
        }
    }
    match credentials.method {
        AuthMethod::XOAuth2 if capabilities.has("AUTH=XOAUTH2") => {
            sasl("XOAUTH2", format!("user={user}\x01auth=Bearer {secret}\x01\x01"), "")
        }
        AuthMethod::OAuthBearer if capabilities.has("AUTH=OAUTHBEARER") => {
            let user = user.replace('=', "=3D").replace(',', "=2C"); // RFC 5801 §4 saslname.
            let token = format!("n,a={user},\x01auth=Bearer {secret}\x01\x01");
            sasl("OAUTHBEARER", token, "\x01") // RFC 7628 §3.2.3
        }
        AuthMethod::XOAuth2 | AuthMethod::OAuthBearer => Err(none()),
        AuthMethod::Password => {
            let plain = capabilities.has("AUTH=PLAIN");
            let login = !capabilities.has("LOGINDISABLED");
            let quotable =
                encode::is_quotable(user.as_bytes()) && encode::is_quotable(secret.as_bytes());
            // One wait each: PLAIN with an initial response, or LOGIN. PLAIN without one takes two.
            if plain && (capabilities.has("SASL-IR") || !login || !quotable) {
                sasl("PLAIN", format!("\0{user}\0{secret}"), "")
            } else if login {
                encode::check(user.as_bytes(), "user name")?;
                encode::check(secret.as_bytes(), "password")?;
                Ok(Way::Login)
            } else {
                Err(none())
            }
        }
    }
}

/// Gives the token to the first challenge and `after_error` to the second.
struct Answers {
    token: RefCell<Option<Zeroizing<String>>>,
    after_error: &'static str,
}

impl imap::Authenticator for Answers {
    type Response = Zeroizing<String>;

    fn process(&self, _challenge: &[u8]) -> Self::Response {
        let token = self.token.borrow_mut().take();
        token.unwrap_or_else(|| Zeroizing::new(self.after_error.to_owned()))
    }
}

fn authenticate(
    stream: &CrateStream,
    client: imap::Client<CrateStream>,
    capabilities: &Capabilities,
    credentials: &Credentials,
) -> Result<(imap::Session<CrateStream>, Outcome), ImapError> {
    let (session, outcome) = match choose(capabilities, credentials)? {
        Way::Login => {
            let (user, secret) = (&credentials.user, credentials.secret.expose());
            stream.run("LOGIN", || client.login(user, secret).map_err(|e| e.0))?
        }
        Way::Sasl { mechanism, token, after_error } => {
            let initial = capabilities.has("SASL-IR");
            let mut command = Zeroizing::new(mechanism.to_owned());
            if initial {
                command.push(' ');
                STANDARD.encode_string(token.as_bytes(), &mut command);
            }
            // One challenge carries an error; without SASL-IR one more asks for the token.
            stream.allow_challenges(if initial { 1 } else { 2 });
            let token = RefCell::new((!initial).then_some(token));
            let answers = Answers { token, after_error };
            stream.run("AUTHENTICATE", || {
                client.authenticate(command.as_str(), &answers).map_err(|e| e.0)
            })?
        }
    };
    match (session, &outcome.answer) {
        (Some(session), _) => Ok((session, outcome)),
        (None, Some(answer)) => Err(refusal(answer)),
        (None, None) => Err(ImapError::Protocol { command: "LOGIN" }),
    }
}

/// A refused login, or one that may work later (RFC 5530 §3).
fn refusal(answer: &StatusLine) -> ImapError {
    let server_text = answer.text.clone();
    match answer.reason() {
        Some("UNAVAILABLE" | "INUSE" | "LIMIT" | "SERVERBUG") => {
            ImapError::Unavailable { server_text }
        }
        _ => ImapError::LoginRefused { server_text },
    }
}
