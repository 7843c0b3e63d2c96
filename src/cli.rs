//! The command line: options and subcommands.
//!
//! Wrong usage ends the process with status 2 before anything else happens. Nothing here opens
//! files or connections.

mod target;

use std::path::PathBuf;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};

pub use target::Target;

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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

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
}
