//! From a PDF to paper, or to a file: what the user is told about it is a sentence either way.

use std::fmt::Write as _;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;

use crate::app::{Look, PrintJob};
use crate::footprint;
use crate::html::{Paper, Pdf, Renderer};
use crate::print;

/// Programs that take a document to print on their standard input, and how they are asked.
const SPOOLERS: [(&str, &[&str]); 2] =
    [("lp", &["-s", "-t", "Message"]), ("lpr", &["-T", "Message"])];

/// Territories where paper is 8½ by 11 inches; all others use A4 (ISO 216).
const LETTER_TERRITORIES: &[&str] = &["US", "CA", "MX", "PH", "CL", "CO", "VE", "GT", "CR", "PR"];

/// A message as a PDF.
pub fn pdf(job: &PrintJob) -> Result<Pdf, String> {
    let mut renderer = Renderer::new()
        .map_err(|error| format!("The message was not printed: {error}."))?
        .with_deadline(print::DEADLINE);
    let job = print::Job {
        reading: Arc::clone(&job.reading),
        images: job.images.clone(),
        images_below: job.images_below.clone(),
        as_meant: job.look == Look::Page,
        paper: paper(|name| std::env::var(name).ok()),
    };
    print::pdf(&job, &mut renderer)
}

/// The paper of this place: what the locale for paper says, or the one for everything.
fn paper(variable: impl Fn(&str) -> Option<String>) -> Paper {
    let set = |name: &&str| variable(name).filter(|value| !value.is_empty());
    let locale = ["LC_ALL", "LC_PAPER", "LANG"].iter().find_map(set).unwrap_or_default();
    // `en_US.UTF-8`, `en_US@euro`.
    let territory = locale.split(['.', '@']).next().and_then(|name| name.split_once('_'));
    match territory {
        Some((_, territory)) if LETTER_TERRITORIES.contains(&territory) => Paper::LETTER,
        Some(_) | None => Paper::A4,
    }
}

/// What is to be said of a file that is not the whole message, behind the sentence that it was made.
pub fn note(pdf: &Pdf) -> String {
    let mut note = String::new();
    if pdf.is_cut {
        // Writing to a String cannot fail.
        let _ = write!(note, " Only its first {} sheets were made: it is too long.", pdf.sheets);
    }
    if pdf.lacks_parts {
        note.push_str(" Part of it was left out: it is too large to be laid out whole.");
    }
    note
}

/// Makes a file of that name, for its owner only.
pub fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?.write_all(bytes)?;
    footprint::wrote_file();
    Ok(())
}

/// Writes the PDF where the user chose, for its owner only; what was there is replaced at once or
/// not at all.
pub fn to_file(path: &Path, pdf: &[u8]) -> Result<String, String> {
    let write = || -> io::Result<()> {
        let folder = path.parent().ok_or(io::ErrorKind::NotFound)?;
        // `tempfile` opens with mode 0600, which the rename keeps.
        let mut file = tempfile::Builder::new().prefix(".mailpane-").tempfile_in(folder)?;
        file.write_all(pdf)?;
        file.as_file().sync_all()?;
        file.persist(path).map_err(|error| error.error)?;
        footprint::wrote_file();
        Ok(())
    };
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let name = crate::text::visible(&name);
    match write() {
        Ok(()) => Ok(format!("The message was saved as {name}.")),
        Err(error) => Err(format!("{name} could not be written: {error}.")),
    }
}

/// Hands the PDF to the system's printer, through a pipe: no file of ours. False where no printer
/// takes it.
pub fn to_printer(pdf: &[u8]) -> bool {
    if cfg!(not(unix)) {
        return false;
    }
    let folders = std::env::var_os("PATH").unwrap_or_default();
    let found = SPOOLERS.iter().find_map(|(program, arguments)| {
        let mut paths = std::env::split_paths(&folders).map(|folder| folder.join(program));
        Some((paths.find(|path| path.is_absolute() && path.is_file())?, *arguments))
    });
    found.is_some_and(|(program, arguments)| {
        let outcome = spool(&program, arguments, pdf);
        outcome.inspect_err(|error| log::warn!("not_printed error={error}")).unwrap_or(false)
    })
}

fn spool(program: &Path, arguments: &[&str], pdf: &[u8]) -> io::Result<bool> {
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = command.spawn()?;
    // A spooler without a printer ends at once; what counts is how it ended.
    if let Some(mut input) = child.stdin.take()
        && let Err(error) = input.write_all(pdf)
    {
        log::debug!("spooler_hung_up error={error}");
    }
    Ok(child.wait()?.success())
}

/// A path in this folder that nothing has yet: `name.pdf`, `name (2).pdf` and so on.
pub fn free_path(folder: &Path, name: &str) -> Option<PathBuf> {
    /// Enough for anyone who prints one subject again and again.
    const MOST: u32 = 1_000;
    let (stem, extension) = name.rsplit_once('.').unwrap_or((name, "pdf"));
    let names = std::iter::once(name.to_owned())
        .chain((2..=MOST).map(|number| format!("{stem} ({number}).{extension}")));
    names.map(|name| folder.join(name)).find(|path| fs::symlink_metadata(path).is_err())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn the_paper_is_that_of_the_place() {
        let of = |set: &'static [(&str, &str)]| {
            paper(|name| set.iter().find(|(key, _)| *key == name).map(|(_, v)| (*v).to_owned()))
        };
        assert_eq!(of(&[]), Paper::A4);
        assert_eq!(of(&[("LANG", "de_DE.UTF-8")]), Paper::A4);
        assert_eq!(of(&[("LANG", "en_US.UTF-8")]), Paper::LETTER);
        assert_eq!(of(&[("LANG", "en_US.UTF-8"), ("LC_PAPER", "en_GB")]), Paper::A4);
        assert_eq!(of(&[("LC_ALL", ""), ("LANG", "en_CA")]), Paper::LETTER);
    }

    #[test]
    fn what_is_not_on_the_sheets_is_said_as_it_is() {
        let pdf = |is_cut, lacks_parts| Pdf { sheets: 12, is_cut, lacks_parts, ..Pdf::default() };
        assert_eq!(note(&pdf(false, false)), "");
        assert!(note(&pdf(true, false)).contains("first 12 sheets"));
        let note = note(&pdf(false, true));
        assert!(note.contains("left out") && !note.contains("sheets"), "{note}");
    }

    #[test]
    fn a_pdf_is_for_its_owner_and_replaces_what_the_user_chose() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("letter.pdf");
        fs::write(&path, "old").unwrap();
        assert_eq!(to_file(&path, b"%PDF").unwrap(), "The message was saved as letter.pdf.");
        assert_eq!(fs::read(&path).unwrap(), b"%PDF");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing beside it");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
    }

    #[test]
    fn a_folder_that_is_not_there_is_a_sentence() {
        let folder = tempfile::tempdir().unwrap();
        let sentence = to_file(&folder.path().join("no/letter.pdf"), b"%PDF").unwrap_err();
        assert!(sentence.starts_with("letter.pdf could not be written: "), "{sentence}");
    }

    #[test]
    fn a_name_that_is_taken_gets_a_number() {
        let folder = tempfile::tempdir().unwrap();
        let name = |path: Option<PathBuf>| {
            path.unwrap().file_name().unwrap().to_string_lossy().into_owned()
        };
        assert_eq!(name(free_path(folder.path(), "a.pdf")), "a.pdf");
        fs::write(folder.path().join("a.pdf"), "").unwrap();
        assert_eq!(name(free_path(folder.path(), "a.pdf")), "a (2).pdf");
    }

    #[cfg(unix)]
    #[test]
    fn a_spooler_gets_the_whole_document_and_says_whether_it_took_it() {
        let folder = tempfile::tempdir().unwrap();
        let taken = folder.path().join("taken");
        let script = format!("cat > '{}'", taken.display());
        let shell = Path::new("/bin/sh");
        let pdf = vec![b'x'; 300_000];
        assert!(spool(shell, &["-c", &script], &pdf).unwrap());
        assert_eq!(fs::read(&taken).unwrap(), pdf);
        assert!(!spool(shell, &["-c", "exit 1"], &pdf).unwrap(), "it never read");
        assert!(spool(&folder.path().join("none"), &[], &pdf).is_err());
    }
}
