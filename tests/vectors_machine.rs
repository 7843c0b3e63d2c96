//! What the machine itself would keep or tell of a session: each row with what a safe program does.
//!
//! The numbers in the comments are those of the list the project keeps of known attacks. What an
//! opened attachment leaves behind (V160, V161) is in `e2e_open.rs`, with a whole desktop.

#![cfg(target_os = "linux")]
#![allow(clippy::expect_used, clippy::indexing_slicing)]

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// With letters that each way of logging in writes in its own manner.
const PASSWORD: &str = "geheim-ß-7391";

/// What a running login looks like from outside.
struct Seen {
    command_line: String,
    environment: String,
    limits: String,
    /// TCP ports that the process listens at.
    listening: usize,
    /// What the server was told so far.
    login: String,
}

/// Runs `check` against a server with these capabilities, up to the login, which is refused.
fn log_in(capabilities: &str) -> (Seen, Output) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = listener.local_addr().expect("it has an address").port();
    let settings = tempfile::tempdir().expect("a folder");
    let secret = settings.path().join("secret");
    fs::write(&secret, PASSWORD).expect("the folder takes files");
    let account = format!(
        "[[account]]\nname = \"Work\"\nuser = \"alice\"\nhost = \"127.0.0.1\"\nport = {port}\n\
         security = \"plaintext\"\nsecret = \"command\"\nsecret_command = \"cat {}\"\n",
        secret.display()
    );
    fs::write(settings.path().join("accounts.toml"), account).expect("the folder takes files");
    let mut command = Command::new(env!("CARGO_BIN_EXE_mailpane"));
    command.args(["check", "Work", "--log", "debug", "--config-dir"]).arg(settings.path());
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let program = command.spawn().expect("the program starts");
    let (stream, _) = listener.accept().expect("it connects");
    let seen = serve(stream, capabilities, &program);
    (seen, program.wait_with_output().expect("it ends"))
}

fn serve(mut stream: TcpStream, capabilities: &str, program: &Child) -> Seen {
    let mut reader = BufReader::new(stream.try_clone().expect("a second handle"));
    write!(stream, "* OK [CAPABILITY {capabilities}] ready\r\n").expect("it listens");
    let mut login = String::new();
    let mut seen = None;
    let mut line = String::new();
    while reader.read_line(&mut line).is_ok_and(|count| count > 0) {
        let (tag, command) = line.split_once(' ').expect("a tag and a command");
        let tag = tag.to_owned();
        if command.starts_with("LOGIN") || command.starts_with("AUTHENTICATE") {
            read_on(&mut reader, &mut stream, &mut line);
            login.push_str(&line);
            seen.get_or_insert_with(|| look_at(program.id()));
            write!(stream, "{tag} NO [AUTHENTICATIONFAILED] who are you?\r\n").expect("it listens");
        } else {
            let answer = if command.starts_with("CAPABILITY") { capabilities } else { "" };
            if !answer.is_empty() {
                write!(stream, "* CAPABILITY {answer}\r\n").expect("it listens");
            }
            // Whoever logs out does not wait for the answer.
            let _ = write!(stream, "{tag} OK\r\n");
        }
        line.clear();
    }
    Seen { login, ..seen.expect("it logged in") }
}

/// Reads the literals of a command, and what follows them (RFC 3501 §4.3).
fn read_on(reader: &mut BufReader<TcpStream>, stream: &mut TcpStream, line: &mut String) {
    while let Some(open) = line.trim_end().ends_with('}').then(|| line.rfind('{')).flatten() {
        let size = line[open + 1..].trim_end().trim_end_matches('}');
        if !size.ends_with('+') {
            stream.write_all(b"+ go on\r\n").expect("it listens");
        }
        let count = size.trim_end_matches('+').parse().expect("a number");
        let mut literal = vec![0; count];
        reader.read_exact(&mut literal).expect("the literal comes");
        line.push_str(&String::from_utf8_lossy(&literal));
        reader.read_line(line).expect("the command goes on");
    }
}

fn look_at(process: u32) -> Seen {
    let folder = Path::new("/proc").join(process.to_string());
    let text = |name: &str| {
        let bytes = fs::read(folder.join(name)).expect("the program runs");
        String::from_utf8_lossy(&bytes).replace('\0', " ")
    };
    let sockets: Vec<_> = fs::read_dir(folder.join("fd"))
        .expect("its open files")
        .filter_map(|entry| fs::read_link(entry.ok()?.path()).ok())
        .map(|target| target.display().to_string())
        .filter_map(|name| Some(name.strip_prefix("socket:[")?.trim_end_matches(']').to_owned()))
        .collect();
    // Field 4 is the state, 0A is LISTEN; field 10 is the inode (proc_pid_net(5)).
    let is_listening = |line: &&str| {
        let fields: Vec<_> = line.split_whitespace().collect();
        fields.get(3) == Some(&"0A") && sockets.iter().any(|one| fields.get(9) == Some(&&**one))
    };
    let tables = text("net/tcp") + &text("net/tcp6");
    Seen {
        command_line: text("cmdline"),
        environment: text("environ"),
        limits: text("limits"),
        listening: tables.lines().filter(is_listening).count(),
        login: String::new(),
    }
}

/// Every form in which the password could stand somewhere.
fn forms() -> [String; 4] {
    let plain = format!("\0alice\0{PASSWORD}");
    [PASSWORD.to_owned(), "geheim".to_owned(), STANDARD.encode(PASSWORD), STANDARD.encode(plain)]
}

/// V178; the literals of a login are hidden by `wire::redact`, whose own tests send them.
#[test]
fn no_log_line_holds_the_password_of_a_login() {
    let (seen, output) = log_in("IMAP4rev1");
    assert!(seen.login.contains(PASSWORD), "{}", seen.login);
    nothing_was_said(&output);
}

/// V178.
#[test]
fn no_log_line_holds_what_a_challenge_was_answered_with() {
    let (seen, output) = log_in("IMAP4rev1 AUTH=PLAIN SASL-IR");
    assert!(seen.login.contains(&forms()[3]), "{}", seen.login);
    nothing_was_said(&output);
}

fn nothing_was_said(output: &Output) {
    let said = [&*output.stdout, &*output.stderr].concat();
    let said = String::from_utf8_lossy(&said);
    assert!(said.contains("refused"), "it says that it failed: {said}");
    for form in forms() {
        assert!(!said.contains(&form), "{form} in {said}");
    }
}

/// V180.
#[test]
fn a_password_stands_in_no_argument_no_variable_and_no_core_dump() {
    let (seen, _) = log_in("IMAP4rev1");
    for form in forms() {
        assert!(!seen.command_line.contains(&form), "{}", seen.command_line);
        assert!(!seen.environment.contains(&form), "in the environment");
    }
    let core = seen.limits.lines().find(|line| line.starts_with("Max core file size"));
    let words: Vec<_> = core.expect("the system tells").split_whitespace().collect();
    assert_eq!(words[4..6], ["0", "0"], "neither now nor later: {words:?}");
}

/// V181: tokens come from a command of the user's. There is no port that another program could send
/// a code to.
#[test]
fn the_program_listens_at_no_port() {
    let (seen, _) = log_in("IMAP4rev1");
    assert_eq!(seen.listening, 0);
}
