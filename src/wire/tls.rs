//! The TLS handshake, and which of its many failures happened.
//!
//! Certificates are checked by the system's TLS library. It tells what is wrong with one only in
//! words, which differ from system to system; this file is the one place that reads them.

use native_tls::{Certificate, HandshakeError, Protocol, TlsConnector, TlsStream};
use sha2::{Digest, Sha256};

use super::connect::bare;
use super::guard::{Guard, Notes};
use super::hello::{FirstAnswer, first_answer};
use super::{TlsOptions, WireError, lock};
use crate::model::CertificateSummary;

/// Makes a plain connection a protected one: TLS 1.2 or newer, certificate checked.
///
/// Nothing but the handshake is sent where the certificate is not the pinned one.
pub(super) fn handshake(
    guard: Guard,
    host: &str,
    options: &TlsOptions,
) -> Result<(TlsStream<Guard>, Facts), WireError> {
    let connector = connector(options)?;
    let notes = guard.notes();
    guard.watch_hello();
    // A name may be written with the dot of the root; certificates never are.
    let host = bare(host).trim_end_matches('.');
    let stream = connector.connect(host, guard).map_err(|error| {
        let text = match &error {
            HandshakeError::Failure(error) => error.to_string(),
            HandshakeError::WouldBlock(_) => "the handshake stopped halfway".to_owned(),
        };
        failure(&mut lock(&notes), &text)
    })?;
    let certificate = peer_certificate(&stream)?;
    if let Some(pin) = options.pin_sha256 {
        match &certificate {
            Some(shown) if shown.sha256 == pin => {}
            Some(shown) => return Err(WireError::CertificateChanged { sha256: shown.sha256 }),
            None => return Err(WireError::Tls("the server showed no certificate".to_owned())),
        }
    }
    let version = first_answer(&lock(&notes).hello).version_name();
    Ok((stream, Facts { version, certificate }))
}

/// What a handshake found out.
#[derive(Debug)]
pub(super) struct Facts {
    pub(super) version: Option<&'static str>,
    pub(super) certificate: Option<CertificateSummary>,
}

fn connector(options: &TlsOptions) -> Result<TlsConnector, WireError> {
    let mut builder = TlsConnector::builder();
    builder.min_protocol_version(Some(Protocol::Tlsv12));
    if let Some(pem) = &options.ca_pem {
        let roots = Certificate::stack_from_pem(pem).unwrap_or_default();
        if roots.is_empty() {
            return Err(WireError::Tls("the CA file holds no certificate".to_owned()));
        }
        for root in roots {
            builder.add_root_certificate(root);
        }
    }
    if options.pin_sha256.is_some() {
        // The pin says more than a chain and a name do; it is compared before anything is sent.
        builder.danger_accept_invalid_certs(true).danger_accept_invalid_hostnames(true);
    }
    builder.build().map_err(library_error)
}

fn library_error(error: native_tls::Error) -> WireError {
    WireError::Tls(error.to_string())
}

fn peer_certificate(stream: &TlsStream<Guard>) -> Result<Option<CertificateSummary>, WireError> {
    let Some(certificate) = stream.peer_certificate().map_err(library_error)? else {
        return Ok(None);
    };
    let der = certificate.to_der().map_err(library_error)?;
    Ok(Some(CertificateSummary { sha256: Sha256::digest(&der).into() }))
}

/// Finds out why a handshake failed: our own limits first, then what the server showed.
fn failure(notes: &mut Notes, text: &str) -> WireError {
    if let Some(error) = notes.take_own_error() {
        return error;
    }
    if let Some(error) = certificate_failure(text) {
        return error;
    }
    let answer = first_answer(&notes.hello);
    if answer.is_too_old() {
        return WireError::TlsTooOld;
    }
    if answer == FirstAnswer::NotTls {
        return WireError::Tls("the server answers without TLS at this port".to_owned());
    }
    if notes.ended {
        return WireError::Closed;
    }
    WireError::Tls(text.to_owned())
}

/// What is wrong with the certificate, in the words of OpenSSL, Windows and macOS.
fn certificate_failure(text: &str) -> Option<WireError> {
    let text = text.to_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| text.contains(word));
    // Windows gives its words in the user's language, and always the number.
    if says(&["expired", "not yet valid", "validity period", "-2146762495", "-2146893016"]) {
        Some(WireError::CertificateExpired)
    } else if says(&[
        "hostname mismatch",
        "host name mismatch",
        "ip address mismatch",
        "name does not match",
        "-2146762481",
        "-2146893022",
    ]) {
        Some(WireError::CertificateWrongName)
    } else if says(&[
        "self-signed",
        "self signed",
        "unable to get local issuer",
        "unable to get issuer",
        "unable to verify the first certificate",
        "not trusted",
        "unknown root",
        "-2146762487",
        "-2146762486",
        "-2146893019",
    ]) {
        Some(WireError::CertificateUnknownIssuer)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_other_systems_are_understood() {
        let expired = "A required certificate is not within its validity period when verifying";
        assert!(matches!(certificate_failure(expired), Some(WireError::CertificateExpired)));
        let name = "The certificate's CN name does not match the passed value.";
        assert!(matches!(certificate_failure(name), Some(WireError::CertificateWrongName)));
        let issuer = "Zertifikatkette … (os error -2146762487)";
        assert!(matches!(certificate_failure(issuer), Some(WireError::CertificateUnknownIssuer)));
        let issuer = "The certificate was not trusted.";
        assert!(matches!(certificate_failure(issuer), Some(WireError::CertificateUnknownIssuer)));
        assert!(certificate_failure("handshake failure").is_none());
    }
}
