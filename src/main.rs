//! The `mailpane` program: reads the command line and hands over to the library.

use std::io::Write;
use std::process::ExitCode;

use mailpane::cli::{Cli, Command, LogLevel};
use mailpane::config::ConfigDir;
use mailpane::shell::Wanted;
use mailpane::{check, html, render, shell, show, trace};

fn main() -> ExitCode {
    // The child that lays out mail starts here too, before it can touch anything of the user's.
    let mut arguments = std::env::args_os().skip(1);
    if arguments.next().is_some_and(|first| first == html::WORKER_OPTION) {
        let mode = arguments.next().and_then(|mode| mode.into_string().ok());
        return html::child::run(mode.as_deref());
    }
    trace::process_start();
    shell::without_core_dumps();
    let cli = Cli::from_process();
    start_log(cli.common.log);
    let result = match cli.command {
        None => {
            let wanted = if cli.demo { Wanted::Demo } else { Wanted::of_files(cli.files) };
            shell::run(&cli.common, wanted, cli.trace).map_err(|error| error.to_string())
        }
        Some(Command::Show { file, json }) => {
            let mut out = std::io::stdout().lock();
            show::run(&file, json, &mut out).and_then(|()| {
                out.flush().map_err(|error| format!("The text could not be printed: {error}."))
            })
        }
        Some(Command::Render { file, output, width, scale }) => {
            let options = render::Options { width, scale };
            render::run(&file, &output, options).map(|note| {
                if let Some(note) = note {
                    eprintln!("mailpane: {note}");
                }
            })
        }
        Some(Command::Check { target }) => {
            ConfigDir::locate(cli.common.config_dir.clone(), cli.common.private)
                .map_err(|error| error.to_string())
                .and_then(|config| {
                    check::run(&target, &config, cli.common.look_only, &mut std::io::stdout())
                })
        }
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("mailpane: {sentence}");
            ExitCode::FAILURE
        }
    }
}

/// Log lines on standard error: the level, the place, the text. Never mail text, never secrets.
struct StandardError(log::LevelFilter);

impl log::Log for StandardError {
    fn enabled(&self, metadata: &log::Metadata<'_>) -> bool {
        // Libraries below may log what they carry: only our own lines, except for their errors.
        metadata.level() <= self.0
            && (metadata.target().starts_with("mailpane") || metadata.level() == log::Level::Error)
    }

    fn log(&self, record: &log::Record<'_>) {
        if self.enabled(record.metadata()) {
            let text = mailpane::text::visible(&record.args().to_string());
            eprintln!("{} {} {text}", record.level(), record.target());
        }
    }

    fn flush(&self) {}
}

fn start_log(level: Option<LogLevel>) {
    let filter = level.map_or(log::LevelFilter::Off, LogLevel::filter);
    if log::set_boxed_logger(Box::new(StandardError(filter))).is_ok() {
        log::set_max_level(filter);
    }
}
