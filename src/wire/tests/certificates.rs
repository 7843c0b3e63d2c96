//! Certificates for the tests, made with the `openssl` command when first needed.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::LazyLock;

use native_tls::{Identity, TlsAcceptor};

use super::*;

/// A server's certificate and key, both readable by our TLS acceptor.
#[derive(Debug)]
pub(super) struct Made {
    pkcs12: Vec<u8>,
    /// Certificate and key in one PEM file.
    pem: Vec<u8>,
}

impl Made {
    pub(super) fn acceptor(&self) -> TlsAcceptor {
        TlsAcceptor::new(Identity::from_pkcs12(&self.pkcs12, "x").unwrap()).unwrap()
    }

    /// OpenSSL's own test server, which knows TLS 1.3; what is written to it goes to the client.
    pub(super) fn s_server(&self, version: &str) -> (u16, Child) {
        let pem = folder("server").join("server.pem");
        std::fs::write(&pem, &self.pem).unwrap();
        let mut server = Command::new("openssl")
            .args(["s_server", "-accept", "127.0.0.1:0", version, "-cert"])
            .arg(&pem)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the tests need the openssl command");
        let mut output = BufReader::new(server.stdout.take().unwrap()).lines();
        let port = loop {
            let line = output.next().unwrap().unwrap();
            if let Some(address) = line.strip_prefix("ACCEPT ") {
                break address.rsplit(':').next().unwrap().parse().unwrap();
            }
        };
        // Somebody has to read what the server goes on saying.
        in_thread(move || output.count());
        std::fs::remove_dir_all(pem.parent().unwrap()).unwrap();
        (port, server)
    }
}

/// A new folder of this test process.
fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("mailpane-{name}-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

#[derive(Debug)]
pub(super) struct Certificates {
    pub(super) ca_pem: Vec<u8>,
    /// For `localhost` and 127.0.0.1.
    pub(super) good: Made,
    pub(super) other_name: Made,
    pub(super) expired: Made,
    pub(super) self_signed: Made,
}

pub(super) fn certificates() -> &'static Certificates {
    static MADE: LazyLock<Certificates> = LazyLock::new(make);
    &MADE
}

fn openssl(folder: &Path, arguments: &str) {
    let output = Command::new("openssl")
        .current_dir(folder)
        .args(arguments.split(' '))
        .output()
        .expect("the tests need the openssl command");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "openssl {arguments}: {errors}");
}

const NEW_KEY: &str = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes";

fn make() -> Certificates {
    let folder = folder("certificates");
    std::fs::write(folder.join("index"), "").unwrap();
    std::fs::write(folder.join("serial"), "01").unwrap();
    std::fs::write(
        folder.join("ca.conf"),
        "[ca]\ndefault_ca = c\n[c]\ndatabase = index\nserial = serial\nnew_certs_dir = .\n\
         default_md = sha256\npolicy = p\ncopy_extensions = copy\nunique_subject = no\n\
         email_in_dn = no\n[p]\ncommonName = supplied\n",
    )
    .unwrap();
    let ca = "-keyout ca.key -out ca.pem -days 2 -subj /CN=wire-ca";
    openssl(&folder, &format!("req -x509 {NEW_KEY} {ca}"));
    let local = "DNS:localhost,IP:127.0.0.1";
    let made = Certificates {
        ca_pem: std::fs::read(folder.join("ca.pem")).unwrap(),
        good: signed(&folder, "good", local, "20200101000000Z 20491231235959Z"),
        other_name: signed(&folder, "other", "DNS:other.test", "20200101000000Z 20491231235959Z"),
        expired: signed(&folder, "expired", local, "20200101000000Z 20200102000000Z"),
        self_signed: self_signed(&folder, local),
    };
    std::fs::remove_dir_all(&folder).unwrap();
    made
}

fn signed(folder: &Path, name: &str, names: &str, dates: &str) -> Made {
    let request = format!("-keyout {name}.key -out {name}.csr -subj /CN={name}");
    openssl(folder, &format!("req -new {NEW_KEY} {request} -addext subjectAltName={names}"));
    let (start, end) = dates.split_once(' ').unwrap();
    let dates = format!("-startdate {start} -enddate {end}");
    let files = format!("-cert ca.pem -keyfile ca.key -in {name}.csr -out {name}.pem");
    openssl(folder, &format!("ca -config ca.conf -batch -notext {files} {dates}"));
    pkcs12(folder, name)
}

fn self_signed(folder: &Path, names: &str) -> Made {
    let files = "-keyout own.key -out own.pem -days 2 -subj /CN=own";
    openssl(folder, &format!("req -x509 {NEW_KEY} {files} -addext subjectAltName={names}"));
    pkcs12(folder, "own")
}

fn pkcs12(folder: &Path, name: &str) -> Made {
    let files = format!("-inkey {name}.key -in {name}.pem -out {name}.p12 -passout pass:x");
    openssl(folder, &format!("pkcs12 -export {files}"));
    let read = |end: &str| std::fs::read(folder.join(format!("{name}.{end}"))).unwrap();
    Made { pkcs12: read("p12"), pem: [read("pem"), read("key")].concat() }
}
