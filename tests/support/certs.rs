//! A certificate authority of the test's own, and a server certificate by it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::process::run;

/// What is wrong with the certificate, or nothing. Nobody trusts its issuer who is not told to:
/// an unknown issuer is a good certificate met without `ca`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Certificate {
    /// For localhost, 127.0.0.1 and ::1.
    #[default]
    Good,
    /// Right in all but its time: it was good on 1 and 2 January 2020.
    Expired,
    /// Good, but for another.example.
    OtherName,
}

/// Paths of what [`make`] made; all PEM.
#[derive(Debug)]
pub struct Certs {
    /// What a client must trust.
    pub ca: PathBuf,
    pub certificate: PathBuf,
    pub key: PathBuf,
}

/// Makes both with the openssl command, in a folder that exists.
pub fn make(dir: &Path, kind: Certificate) -> Certs {
    let names = match kind {
        Certificate::Good | Certificate::Expired => "DNS:localhost,IP:127.0.0.1,IP:::1",
        Certificate::OtherName => "DNS:another.example",
    };
    fs::write(dir.join("openssl.cnf"), config(dir, names)).expect("the folder takes files");
    fs::write(dir.join("index"), "").expect("the folder takes files");
    openssl(
        dir,
        "req -x509 -config openssl.cnf -extensions ca_parts -newkey ec \
         -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 3650 \
         -subj /CN=Mailpane-test-CA -keyout ca.key -out ca.crt",
    );
    openssl(
        dir,
        "req -config openssl.cnf -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes \
         -subj /CN=localhost -keyout server.key -out server.csr",
    );
    // Apple's and others' rules end at 825 days; the dates of `ca` are the only ones that may lie
    // in the past.
    let dates = match kind {
        Certificate::Good | Certificate::OtherName => "-days 800",
        Certificate::Expired => "-startdate 20200101000000Z -enddate 20200102000000Z",
    };
    openssl(
        dir,
        &format!(
            "ca -batch -notext -config openssl.cnf -extensions server_parts {dates} \
             -in server.csr -out server.crt"
        ),
    );
    Certs {
        ca: dir.join("ca.crt"),
        certificate: dir.join("server.crt"),
        key: dir.join("server.key"),
    }
}

fn openssl(dir: &Path, arguments: &str) {
    run(Command::new("openssl").args(arguments.split_whitespace()).current_dir(dir));
}

fn config(dir: &Path, names: &str) -> String {
    format!(
        "[req]
distinguished_name = nobody
prompt = no
[nobody]
CN = nobody
[ca]
default_ca = ours
[ours]
new_certs_dir = {dir}
database = {dir}/index
certificate = {dir}/ca.crt
private_key = {dir}/ca.key
rand_serial = yes
default_md = sha256
policy = anything
unique_subject = no
[anything]
commonName = supplied
[ca_parts]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[server_parts]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = serverAuth
subjectAltName = {names}
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
",
        dir = dir.display()
    )
}
