#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]

use std::fs;
use std::path::PathBuf;

use super::*;
use crate::model::{AuthMethod, SecretSource, Security};

const FULL: &str = r#"# My accounts, in the order I like.

# The office; ask Eva about the tunnel.
[[account]]
name = "Work"
user = 'me@example.org'   # as on the badge
host = "imap.example.org"
port = 993                          # default
security = "tls"
tunnel = "ssh mail.example.org imap"
auth = "password"
secret = "keyring"
secret_command = "pass show mail/work"
ca_file = "company-ca.pem"
look_only = false

# Second one.
[[account]]
name = "Home"
user = "me"
host = "imap.home.example"
security = "starttls"
# the end
"#;

fn dir(text: &str) -> (tempfile::TempDir, ConfigDir) {
    let temp = tempfile::tempdir().unwrap();
    let config = ConfigDir::locate(Some(temp.path().join("mailpane")), false).unwrap();
    if !text.is_empty() {
        fs::create_dir_all(config.path()).unwrap();
        fs::write(config.accounts_file(), text).unwrap();
    }
    (temp, config)
}

fn text(config: &ConfigDir) -> String {
    fs::read_to_string(config.accounts_file()).unwrap()
}

/// The error of a file that holds one account with `lines`; the account's head is line 1.
fn error_of(lines: &str) -> ConfigError {
    let (_temp, config) = dir(&format!("[[account]]\nname = \"A\"\n{lines}\n"));
    let before = text(&config);
    let error = config.load_accounts().unwrap_err();
    assert_eq!(text(&config), before, "the file is left as it is");
    let account = Account::new("New", "u", "h", Security::Tls);
    assert_eq!(config.add_account(&account).unwrap_err(), error, "and is never written over");
    assert_eq!(text(&config), before);
    error
}

#[test]
fn a_missing_file_is_no_accounts() {
    let (_temp, config) = dir("");
    assert_eq!(config.load_accounts().unwrap(), Vec::new());
}

#[test]
fn every_key_of_an_account_is_read() {
    let pin = "AB:".repeat(31) + "ab";
    let (_temp, config) = dir(&format!(
        "[[account]]\nname='T'\nsecurity='tunnel'\ntunnel='ssh h imap'\nauth='xoauth2'\n\
         secret='command'\nsecret_command='pass x'\nca_file='ca.pem'\nlook_only=true\n\
         pin_sha256='{pin}'\n"
    ));
    let account = config.load_accounts().unwrap().remove(0);
    assert_eq!(account.tunnel.as_deref(), Some("ssh h imap"));
    assert_eq!(account.auth, AuthMethod::XOAuth2);
    assert_eq!(account.secret, SecretSource::Command("pass x".to_owned()));
    assert_eq!(account.ca_file, Some(PathBuf::from("ca.pem")));
    assert_eq!(account.pin_sha256, Some([0xab; 32]));
    assert!(account.look_only);
    assert_eq!((account.user.as_str(), account.host.as_str(), account.port), ("", "", 0));
}

#[test]
fn the_port_follows_the_security_where_none_is_given() {
    let (_temp, config) = dir(FULL);
    let ports: Vec<_> = config.load_accounts().unwrap().iter().map(|a| a.port).collect();
    assert_eq!(ports, [993, 143]);
}

#[test]
fn a_mistake_names_the_line_the_key_and_what_would_be_right() {
    let cases = [
        ("prot = 993", 3, "prot", "unknown"),
        ("user = 'u'\nhost = 'h'\nport = 0", 5, "port", "1 to 65535"),
        ("user = 'u'\nhost = 'h'\nport = '993'", 5, "port", "whole number"),
        ("user = 'u'\nhost = 'h'\nport = 65536", 5, "port", "1 to 65535"),
        ("security = 'ssl'", 3, "security", "\"starttls\""),
        ("user = 'u'\nhost = 'h'\nauth = true", 5, "auth", "\"oauthbearer\""),
        ("user = 'u'", 1, "host", "Add it"),
        ("host = 'h'", 1, "user", "Add it"),
        ("user = 'u'\nhost = 'imaps://h'", 4, "host", "plain name"),
        ("user = ''", 3, "user", "empty"),
        ("user = \"a\\r\\nb\"", 3, "user", "control characters"),
        ("user = 5", 3, "user", "text in quotes"),
        ("security = 'tunnel'", 1, "tunnel", "\"tunnel\" needs"),
        ("user = 'u'\nhost = 'h'\nsecret = 'command'", 1, "secret_command", "\"command\" needs"),
        ("user = 'u'\nhost = 'h'\npin_sha256 = 'abc'", 5, "pin_sha256", "64 hexadecimal"),
        ("user = 'u'\nhost = 'h'\nlook_only = 1", 5, "look_only", "true or false"),
        (
            "user = 'u'\nhost = 'h'\n[[account]]\nname='A'\nuser='u'\nhost='h'",
            6,
            "name",
            "called A",
        ),
    ];
    for (lines, line, key, words) in cases {
        let error = error_of(lines);
        assert_eq!(error.line, Some(line), "{lines}: {error}");
        assert_eq!(error.key.as_deref(), Some(key), "{lines}: {error}");
        assert!(error.sentence.contains(words), "{lines}: {error}");
        assert!(error.sentence.ends_with('.'), "{error}");
        assert!(error.to_string().contains("accounts.toml, line "), "{error}");
    }
}

#[test]
fn a_mistake_names_its_key_once() {
    for (lines, key) in [("prot = 993", "prot"), ("user = ''", "user"), ("user = 'u'", "host")] {
        let error = error_of(lines);
        let sentence = error.sentence.split(';').next().unwrap();
        assert!(!sentence.contains(key), "{error}");
        assert!(error.to_string().contains(&format!(", key {key}: ")), "{error}");
    }
}

#[test]
fn a_broken_file_names_the_line() {
    assert_eq!(error_of("user = \"open").line, Some(3));
    assert_eq!(error_of("user = 'a'\nuser = 'b'").line, Some(4));
    assert_eq!(error_of("user = 'u'\nhost = 'h'\n[other]\nx = 1").key.as_deref(), Some("other"));
    let (_temp, config) = dir("[account]\nname = 'A'\n");
    assert!(config.load_accounts().unwrap_err().sentence.contains("[[account]]"));
}

#[test]
fn hostile_files_are_bounded() {
    let (_temp, config) = dir(&"#".repeat(1024 * 1024 + 1));
    assert!(config.load_accounts().unwrap_err().sentence.contains("1 MiB"));
    let deep = format!("account = {}", "[".repeat(100_000));
    let (_temp, config) = dir(&deep);
    assert!(config.load_accounts().is_err());
    let key = error_of(&format!("{} = 1", "k".repeat(5000)));
    assert!(key.to_string().len() < 600, "{key}");
    let (_temp, config) = dir("x");
    fs::write(config.accounts_file(), [0xff, 0xfe]).unwrap();
    assert!(config.load_accounts().unwrap_err().sentence.contains("UTF-8"));
    fs::remove_file(config.accounts_file()).unwrap();
    fs::create_dir(config.accounts_file()).unwrap();
    assert!(config.load_accounts().unwrap_err().sentence.contains("regular file"));
}

#[test]
fn at_most_500_accounts() {
    let many = |count: usize| {
        (0..count)
            .map(|n| format!("[[account]]\nname='{n}'\nuser='u'\nhost='h'\n"))
            .collect::<String>()
    };
    assert_eq!(dir(&many(500)).1.load_accounts().unwrap().len(), 500);
    let (_temp, config) = dir(&many(501));
    assert!(config.load_accounts().unwrap_err().sentence.contains("500"));
}

#[test]
fn adding_keeps_every_byte_and_reads_back_the_same() {
    let (_temp, config) = dir(FULL);
    let mut account = Account::new("Töst \"x\"", "u@d", "h", Security::StartTls);
    account.port = 1143;
    account.secret = SecretSource::Command("pass 'a b'".to_owned());
    account.auth = AuthMethod::OAuthBearer;
    account.pin_sha256 = Some([7; 32]);
    account.look_only = true;
    assert!(config.add_account(&account).unwrap());
    assert!(text(&config).starts_with(FULL));
    assert_eq!(config.load_accounts().unwrap()[2], account);
    let twice = config.add_account(&account).unwrap_err();
    assert!(twice.sentence.contains("Two accounts"), "{twice}");
}

#[test]
fn adding_to_nothing_makes_the_folder_and_a_file_for_the_owner_only() {
    let (_temp, config) = dir("");
    assert!(config.add_account(&Account::new("A", "u", "h", Security::Tls)).unwrap());
    assert_eq!(
        text(&config),
        "[[account]]\nname = \"A\"\nuser = \"u\"\nhost = \"h\"\nport = 993\nsecurity = \"tls\"\n"
    );
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&config.accounts_file()), 0o600);
        assert_eq!(mode(config.path()), 0o700);
    }
    assert_eq!(fs::read_dir(config.path()).unwrap().count(), 1, "no temporary file stays");
}

#[test]
fn updating_touches_only_what_differs() {
    let (_temp, config) = dir(FULL);
    let mut account = config.load_accounts().unwrap().remove(0);
    account.user = "new@example.org".to_owned();
    account.ca_file = None;
    assert!(config.update_account("Work", &account).unwrap());
    let expected = FULL
        .replace("'me@example.org'   # as", "\"new@example.org\"   # as")
        .replace("ca_file = \"company-ca.pem\"\n", "");
    assert_eq!(text(&config), expected);
    assert_eq!(config.load_accounts().unwrap()[0], account);
}

#[test]
fn locking_and_unlocking_touches_one_key_only() {
    let (_temp, config) = dir(FULL);
    let [first, second] = [0, 1].map(|index| config.load_accounts().unwrap().remove(index).name);
    let locked = |index: usize| config.load_accounts().unwrap()[index].look_only;
    assert!(config.set_look_only(&first, true).unwrap());
    assert_eq!(text(&config), FULL.replace("look_only = false", "look_only = true"));
    assert!(locked(0));
    assert!(config.set_look_only(&first, false).unwrap());
    assert_eq!(text(&config), FULL, "the user's own key stays where it was");
    assert!(config.set_look_only(&second, false).unwrap());
    assert_eq!(text(&config), FULL, "nothing is said that goes without saying");
    assert!(config.set_look_only(&second, true).unwrap());
    assert!(locked(1));
    assert_eq!(text(&config), FULL.replace("# the end", "look_only = true\n# the end"));
    assert!(config.set_look_only("nobody", true).is_err());
    let private = ConfigDir::locate(Some(config.path().to_owned()), true).unwrap();
    let before = text(&config);
    assert!(!private.set_look_only(&first, true).unwrap());
    assert_eq!(text(&config), before);
}

#[test]
fn a_new_security_keeps_the_port_that_was_asked_for() {
    let (_temp, config) = dir(FULL);
    let mut account = config.load_accounts().unwrap().remove(1);
    account.security = Security::Tls; // The port stays 143, which was only the default before.
    assert!(config.update_account("Home", &account).unwrap());
    assert_eq!(config.load_accounts().unwrap()[1].port, 143);
}

#[test]
fn an_account_can_be_renamed_but_not_to_a_name_in_use() {
    let (_temp, config) = dir(FULL);
    let mut account = config.load_accounts().unwrap().remove(0);
    account.name = "Office".to_owned();
    assert!(config.update_account("Work", &account).unwrap());
    account.name = "Home".to_owned();
    assert!(config.update_account("Office", &account).is_err());
    assert_eq!(config.load_accounts().unwrap()[0].name, "Office");
    let missing = config.update_account("Work", &account).unwrap_err();
    assert!(missing.sentence.contains("no account called Work"));
}

#[test]
fn a_value_that_would_not_read_back_is_refused() {
    let (_temp, config) = dir(FULL);
    for account in [
        Account::new("X", "u", "two words", Security::Tls),
        Account::new("X", "", "h", Security::Tls),
        Account::new("X\n", "u", "h", Security::Tls),
        Account::new("X", "u", "h", Security::Tunnel),
    ] {
        assert!(config.add_account(&account).is_err(), "{account:?}");
    }
    assert_eq!(text(&config), FULL);
}

#[test]
fn removing_takes_its_comment_and_leaves_the_head_of_the_file() {
    let (_temp, config) = dir(FULL);
    assert!(config.remove_account("Work").unwrap());
    assert_eq!(
        text(&config),
        "# My accounts, in the order I like.\n\n# Second one.\n[[account]]\nname = \"Home\"\n\
         user = \"me\"\nhost = \"imap.home.example\"\nsecurity = \"starttls\"\n# the end\n"
    );
    assert!(config.remove_account("Home").unwrap());
    assert!(text(&config).starts_with("# My accounts"), "{}", text(&config));
    assert!(text(&config).ends_with("# the end\n"));
    assert_eq!(config.load_accounts().unwrap(), Vec::new());
    assert!(config.remove_account("Home").is_err());
}

#[test]
fn an_inline_list_is_read_but_not_changed() {
    let inline = "account = [{ name = 'A', user = 'u', host = 'h' }]\n";
    let (_temp, config) = dir(inline);
    assert_eq!(config.load_accounts().unwrap().len(), 1);
    let error = config.add_account(&Account::new("B", "u", "h", Security::Tls)).unwrap_err();
    assert!(error.sentence.contains("[[account]]"), "{error}");
    assert!(config.remove_account("A").is_err());
    assert_eq!(text(&config), inline);
}

#[cfg(unix)]
#[test]
fn a_linked_file_stays_a_link() {
    let (temp, config) = dir("");
    fs::create_dir_all(config.path()).unwrap();
    let real = temp.path().join("dotfiles.toml");
    fs::write(&real, "# mine\n").unwrap();
    std::os::unix::fs::symlink(&real, config.accounts_file()).unwrap();
    assert!(config.add_account(&Account::new("A", "u", "h", Security::Tls)).unwrap());
    assert!(fs::symlink_metadata(config.accounts_file()).unwrap().is_symlink());
    assert!(fs::read_to_string(real).unwrap().starts_with("# mine\n\n[[account]]"));
}

#[test]
fn private_writes_nothing_at_all() {
    let temp = tempfile::tempdir().unwrap();
    let config = ConfigDir::locate(Some(temp.path().join("c")), true).unwrap();
    let account = Account::new("A", "u", "h", Security::Tls);
    assert!(!config.add_account(&account).unwrap());
    assert!(!config.update_account("A", &account).unwrap());
    assert!(!config.remove_account("A").unwrap());
    assert!(!config.save_window(&WindowSettings::default()).unwrap());
    assert!(!config.path().exists());
}

#[test]
fn the_window_is_remembered() {
    let (_temp, config) = dir("");
    assert_eq!(config.load_window(), WindowSettings::default());
    let settings = WindowSettings { theme: ThemeChoice::Dark, ..WindowSettings::default() };
    let before = crate::footprint::files_written();
    assert!(config.save_window(&settings).unwrap());
    assert!(crate::footprint::files_written() > before);
    assert_eq!(config.load_window(), settings);
}
