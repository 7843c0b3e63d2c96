//! The command line: options, subcommands, and the URL `check` takes.
//!
//! Wrong usage ends the process with status 2 before anything else happens. Nothing here opens
//! files or connections.

use std::net::IpAddr;
use std::path::PathBuf;
use std::str::FromStr;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};

use crate::model::Security;

/// A desktop window onto mail that stays on its server.
#[derive(Debug, Parser)]
#[command(name = "mailpane", version, about, subcommand_precedence_over_arg = true)]
pub struct Cli {
    /// Mails (.eml) or files of mails (.mbox) to look at without any account
    #[arg(value_name = "FILE", conflicts_with = "demo")]
    pub files: Vec<PathBuf>,

    /// Show a sample account served from inside the program: no network, nothing saved
    #[arg(long)]
    pub demo: bool,

    /// Append one JSON object per line about what the program does to FILE
    #[arg(long, value_name = "FILE")]
    pub trace: Option<PathBuf>,

    #[command(flatten)]
    pub common: Common,

    #[command(subcommand)]
    pub command: Option<Command>,
}

/// Options of the window and of every subcommand.
#[derive(Args, Debug)]
pub struct Common {
    /// Write nothing to this machine: no settings, keyring entries, window state or temporary files
    #[arg(long, global = true)]
    pub private: bool,

    /// Open every account with EXAMINE and BODY.PEEK; refuse what changes the server
    #[arg(long, global = true)]
    pub look_only: bool,

    /// Keep the settings in DIR instead of the platform's folder
    #[arg(long, value_name = "DIR", global = true)]
    pub config_dir: Option<PathBuf>,

    /// Log to standard error; never mail text, never secrets
    #[arg(long, value_name = "LEVEL", value_enum, global = true)]
    pub log: Option<LogLevel>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LogLevel {
    Error,
    Warn,
    Info,
    Debug,
}

impl LogLevel {
    pub fn filter(self) -> log::LevelFilter {
        match self {
            Self::Error => log::LevelFilter::Error,
            Self::Warn => log::LevelFilter::Warn,
            Self::Info => log::LevelFilter::Info,
            Self::Debug => log::LevelFilter::Debug,
        }
    }
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Print headers, MIME tree, the text the window would show, attachments and warnings
    Show {
        /// A mail in a file (.eml)
        file: PathBuf,
        /// Print one JSON object instead of text
        #[arg(long)]
        json: bool,
    },
    /// Paint the message body to a PNG as the window would; remote content never loads
    Render {
        /// A mail in a file (.eml)
        file: PathBuf,
        /// The picture to write
        #[arg(short, long, value_name = "PAGE.png")]
        output: PathBuf,
        /// Width of the page in CSS pixels
        #[arg(long, default_value_t = 700, value_parser = clap::value_parser!(u32).range(100..=4000))]
        width: u32,
        /// Pixels of the picture for one CSS pixel, 0.25 to 4
        #[arg(long, default_value_t = 1.0, value_parser = scale)]
        scale: f32,
    },
    /// Connect and log in; print certificate, capabilities, round-trip time, and what is missing
    Check {
        #[arg(
            value_name = "ACCOUNT|URL",
            help = "The name of an account, or imaps://user@host[:port], or imap://user@host[:port]"
        )]
        target: Target,
    },
}

impl Cli {
    /// Reads the arguments of this process; ends it with status 2 where they are wrong, and with 0
    /// after `--help` and `--version`.
    pub fn from_process() -> Self {
        Self::read(std::env::args_os()).unwrap_or_else(|error| error.exit())
    }

    /// Reads `arguments`, the first of which is the program's name.
    pub fn read<I, T>(arguments: I) -> Result<Self, clap::Error>
    where
        I: IntoIterator<Item = T>,
        T: Into<std::ffi::OsString> + Clone,
    {
        let cli = Self::try_parse_from(arguments).map_err(without_url)?;
        // An option that would be ignored is refused instead.
        if cli.command.is_some() && (cli.demo || cli.trace.is_some() || !cli.files.is_empty()) {
            let what = match (cli.demo, &cli.trace) {
                (true, _) => "--demo",
                (false, Some(_)) => "--trace",
                (false, None) => "FILE",
            };
            let message = format!("{what} is for the window; it does not go with a subcommand");
            return Err(Self::command().error(ErrorKind::ArgumentConflict, message));
        }
        Ok(cli)
    }
}

fn scale(text: &str) -> Result<f32, String> {
    let scale = text.parse::<f32>().ok().filter(|scale| (0.25..=4.0).contains(scale));
    scale.ok_or_else(|| "the scale is a number from 0.25 to 4".to_owned())
}

/// A refused URL may hold a password: the message says what is wrong with it and does not repeat it.
fn without_url(mut error: clap::Error) -> clap::Error {
    if let Some(ContextValue::String(value)) = error.get(ContextKind::InvalidValue)
        && let Some((scheme, _)) = value.split_once("://")
    {
        let shown = ContextValue::String(format!("{scheme}://…"));
        error.insert(ContextKind::InvalidValue, shown);
    }
    error
}

/// What `check` looks at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// The name of an account in `accounts.toml`.
    Account(String),
    Server {
        security: Security,
        user: String,
        host: String,
        port: u16,
    },
}

/// `imaps://` is TLS; `imap://` is STARTTLS, and plaintext only to this very machine.
///
/// The URL is the server form of RFC 5092 §3 without `;AUTH=`; the user may stand unencoded.
impl FromStr for Target {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let Some((scheme, rest)) = text.split_once("://") else {
            return if text.trim().is_empty() {
                Err("the account's name is empty".to_owned())
            } else {
                Ok(Self::Account(text.to_owned()))
            };
        };
        let (user, place) = rest.rsplit_once('@').ok_or("the URL names no user before an @")?;
        let place = place.strip_suffix('/').unwrap_or(place);
        let (host, port) = host_and_port(place)?;
        let security = match scheme.to_ascii_lowercase().as_str() {
            "imaps" => Security::Tls,
            "imap" if is_loopback(&host) => Security::Plaintext,
            "imap" => Security::StartTls,
            _ => return Err("a URL begins with imaps:// or imap://".to_owned()),
        };
        let user = login_name(user)?;
        Ok(Self::Server { security, user, host, port: port.unwrap_or(security.default_port()) })
    }
}

fn login_name(encoded: &str) -> Result<String, String> {
    if encoded.contains(':') {
        return Err("a password does not belong in the URL, where others can see it; \
                    it is asked for"
            .to_owned());
    }
    if encoded.contains([';', '/', '?', '#']) {
        return Err("the user in the URL must be percent-encoded".to_owned());
    }
    let user = percent_decoded(encoded).ok_or("the user in the URL is not well percent-encoded")?;
    if user.is_empty() || user.chars().any(char::is_control) {
        return Err("the URL names no user before an @".to_owned());
    }
    Ok(user)
}

/// RFC 3986 §2.1; `None` where a `%` is not followed by two digits or the result is not UTF-8.
fn percent_decoded(text: &str) -> Option<String> {
    let mut bytes = text.bytes();
    let mut decoded = Vec::with_capacity(text.len());
    while let Some(byte) = bytes.next() {
        if byte == b'%' {
            let high = char::from(bytes.next()?).to_digit(16)?;
            let low = char::from(bytes.next()?).to_digit(16)?;
            decoded.push(u8::try_from(high * 16 + low).ok()?);
        } else {
            decoded.push(byte);
        }
    }
    String::from_utf8(decoded).ok()
}

/// `host`, `host:port`, `[v6]` or `[v6]:port` (RFC 3986 §3.2).
fn host_and_port(place: &str) -> Result<(String, Option<u16>), String> {
    let (host, port) = if let Some(bracketed) = place.strip_prefix('[') {
        let (host, after) =
            bracketed.split_once(']').ok_or("the ] after the address is missing")?;
        if host.parse::<std::net::Ipv6Addr>().is_err() {
            return Err("between [ and ] stands an IPv6 address".to_owned());
        }
        let port = after.strip_prefix(':');
        if port.is_none() && !after.is_empty() {
            return Err("after ] comes nothing, or a colon and the port".to_owned());
        }
        (host, port)
    } else {
        match place.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (place, None),
        }
    };
    if host.is_empty() || host.contains(|c: char| "/?#;".contains(c) || c.is_whitespace()) {
        return Err("after the @ stands a host, and nothing after host and port".to_owned());
    }
    let port = match port.map(str::parse::<u16>) {
        None => None,
        Some(Ok(port)) if port > 0 => Some(port),
        Some(_) => return Err("the port is a whole number from 1 to 65535".to_owned()),
    };
    Ok((host.to_owned(), port))
}

/// Nobody between the program and the server can read along.
fn is_loopback(host: &str) -> bool {
    // RFC 6761 §6.3: names under .localhost are loopback.
    let name = host.trim_end_matches('.').to_ascii_lowercase();
    name == "localhost"
        || name.ends_with(".localhost")
        || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn server(security: Security, user: &str, host: &str, port: u16) -> Target {
        Target::Server { security, user: user.to_owned(), host: host.to_owned(), port }
    }

    fn read(arguments: &str) -> Result<Cli, clap::Error> {
        Cli::read(std::iter::once("mailpane").chain(arguments.split_whitespace()))
    }

    #[test]
    fn the_definition_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn options_of_the_window_are_read() {
        let cli =
            read("--demo --private --look-only --config-dir d --trace t --log debug").unwrap();
        assert!(cli.demo && cli.common.private && cli.common.look_only);
        assert_eq!(cli.common.config_dir, Some(PathBuf::from("d")));
        assert_eq!(cli.trace, Some(PathBuf::from("t")));
        assert_eq!(cli.common.log.unwrap().filter(), log::LevelFilter::Debug);
        assert!(cli.command.is_none());
    }

    #[test]
    fn files_are_what_stands_without_an_option() {
        let cli = read("a.eml --private b.mbox").unwrap();
        assert_eq!(cli.files, [PathBuf::from("a.eml"), PathBuf::from("b.mbox")]);
        assert!(cli.common.private && cli.command.is_none());
        let cli = read("-- show").unwrap();
        assert_eq!(cli.files, [PathBuf::from("show")]);
    }

    #[test]
    fn subcommands_take_the_common_options_on_either_side() {
        for line in ["--private check Work", "check Work --private"] {
            let cli = read(line).unwrap();
            assert!(cli.common.private, "{line}");
            let Some(Command::Check { target }) = cli.command else { unreachable!("{line}") };
            assert_eq!(target, Target::Account("Work".to_owned()));
        }
        let Some(Command::Show { file, json }) = read("show a.eml --json").unwrap().command else {
            unreachable!()
        };
        assert!(json && file.ends_with("a.eml"));
        let Some(Command::Render { width, scale, .. }) =
            read("render a.eml -o b.png --scale 2").unwrap().command
        else {
            unreachable!()
        };
        assert_eq!((width, scale), (700, 2.0));
    }

    #[test]
    fn wrong_usage_ends_with_status_2_and_help_with_0() {
        for line in [
            "--nonsense",
            "check",
            "show",
            "check http://u@h",
            "--log loud",
            "mail.eml --demo",
            "mail.eml show a.eml",
            "render a.eml",
            "render a.eml -o b.png --width 10",
            "render a.eml -o b.png --scale NaN",
            "--demo check Work",
            "--trace t show a.eml",
        ] {
            assert_eq!(read(line).unwrap_err().exit_code(), 2, "{line}");
        }
        for line in ["--help", "--version", "check --help"] {
            assert_eq!(read(line).unwrap_err().exit_code(), 0, "{line}");
        }
    }

    #[test]
    fn a_refused_url_is_not_repeated() {
        let message = read("check imaps://ann:hunter2@h").unwrap_err().to_string();
        assert!(message.contains("password") && !message.contains("hunter2"), "{message}");
        assert!(message.contains("imaps://…"), "{message}");
    }

    #[test]
    fn urls_say_how_to_connect() {
        let cases = [
            ("imaps://u@h.example", server(Security::Tls, "u", "h.example", 993)),
            ("IMAPS://u@h:1993/", server(Security::Tls, "u", "h", 1993)),
            ("imaps://me@example.org@h", server(Security::Tls, "me@example.org", "h", 993)),
            ("imaps://me%40d%C3%A9@h", server(Security::Tls, "me@dé", "h", 993)),
            ("imaps://u@[2001:db8::1]:5", server(Security::Tls, "u", "2001:db8::1", 5)),
            ("imap://u@h", server(Security::StartTls, "u", "h", 143)),
            ("imap://u@127.0.0.1:1143", server(Security::Plaintext, "u", "127.0.0.1", 1143)),
            ("imap://u@[::1]", server(Security::Plaintext, "u", "::1", 143)),
            ("imap://u@LOCALHOST", server(Security::Plaintext, "u", "LOCALHOST", 143)),
            (
                "imap://u@localhost.example",
                server(Security::StartTls, "u", "localhost.example", 143),
            ),
        ];
        for (text, target) in cases {
            assert_eq!(text.parse::<Target>().unwrap(), target, "{text}");
        }
    }

    #[test]
    fn urls_that_say_too_little_or_too_much_are_refused() {
        for (text, why) in [
            ("imaps://h", "no user"),
            ("imaps://@h", "no user"),
            ("imaps://u:secret@h", "password"),
            ("imaps://u@h/INBOX", "nothing after"),
            ("imaps://u@h:0", "1 to 65535"),
            ("imaps://u@h:99999", "1 to 65535"),
            ("imaps://u@", "a host"),
            ("imaps://u@[::1", "]"),
            ("imaps://u@[nonsense]", "IPv6"),
            ("imaps://u%4@h", "percent"),
            ("imaps://u%FF@h", "percent"),
            ("imaps://u;AUTH=*@h", "percent"),
            ("imaps://u%0d@h", "no user"),
            ("pop3://u@h", "imaps://"),
            ("", "empty"),
        ] {
            let error = text.parse::<Target>().unwrap_err();
            assert!(error.contains(why), "{text}: {error}");
        }
    }
}
