//! One picture: the request, where it is redirected to, and the bytes.

use std::io::Read;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use ureq::tls::{RootCerts, TlsConfig, TlsProvider};
use ureq::unversioned::transport::DefaultConnector;
use url::Url;

use super::kind::{HEAD_BYTES, is_picture};
use super::policy::Policy;
use super::resolve::PublicOnly;
use super::target;

/// What every request says of the program: nothing.
///
/// Apple's mail programs fetch pictures under just this name, so it is what most hosts of
/// newsletters hear most often, and it names neither system nor version.
pub const USER_AGENT: &str = "Mozilla/5.0";

/// What the page's painter reads. Hosts that choose by it must not choose AVIF or SVG.
const ACCEPT: &str = "image/webp, image/png, image/jpeg, image/gif, image/bmp";

/// Bytes read in one go.
const PIECE_BYTES: usize = 64 * 1024;

/// Why a picture is not shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    #[error("address")]
    Address,
    /// It lies in a network that is not everybody's.
    #[error("private")]
    Private,
    #[error("late")]
    Late,
    #[error("unreachable")]
    Unreachable,
    /// Not 200.
    #[error("refused")]
    Refused,
    #[error("redirects")]
    Redirects,
    #[error("too_large")]
    TooLarge,
    #[error("not_a_picture")]
    NotAPicture,
    #[error("stopped")]
    Stopped,
}

impl Problem {
    /// Whether the same address without TLS may fare better.
    fn may_be_of_tls(self) -> bool {
        matches!(self, Self::Unreachable | Self::Late | Self::Refused | Self::NotAPicture)
    }
}

impl From<ureq::Error> for Problem {
    fn from(error: ureq::Error) -> Self {
        match error {
            ureq::Error::Timeout(_) => Self::Late,
            ureq::Error::Other(inner) => inner.downcast_ref().copied().unwrap_or(Self::Unreachable),
            ureq::Error::BadUri(_) => Self::Address,
            _ => Self::Unreachable,
        }
    }
}

/// An HTTP client that keeps nothing: no cookies, no credentials, no proxy, no redirects of its own.
pub fn agent(policy: &Policy) -> ureq::Agent {
    let tls = TlsConfig::builder()
        .provider(TlsProvider::NativeTls)
        .root_certs(RootCerts::PlatformVerifier)
        .build();
    let config = ureq::Agent::config_builder()
        .tls_config(tls)
        .proxy(None)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .http_status_as_error(false)
        .user_agent(USER_AGENT)
        .accept(ACCEPT)
        .build();
    ureq::Agent::with_parts(config, DefaultConnector::new(), PublicOnly(policy.clone()))
}

/// What the pictures of one message share.
pub struct Batch<'a> {
    pub agent: &'a ureq::Agent,
    pub policy: &'a Policy,
    pub end: Instant,
    pub bytes_left: AtomicU64,
    pub is_stopped: &'a AtomicBool,
}

/// What a request was answered with.
enum Answer {
    Picture(Vec<u8>),
    Elsewhere(String),
}

impl Batch<'_> {
    /// HTTPS first where the mail says HTTP, as long as that leads to a picture.
    pub fn picture(&self, address: &str) -> Result<Vec<u8>, Problem> {
        let url = target::parse(address)?;
        let limits = &self.policy.limits;
        let end = self.end.min(Instant::now() + limits.picture);
        if let Some(safe) = target::over_tls(&url) {
            match self.follow(safe, end, limits.connect_safely) {
                Err(problem) if problem.may_be_of_tls() => {}
                answer => return answer,
            }
        }
        self.follow(url, end, limits.connect)
    }

    fn follow(&self, url: Url, end: Instant, connect: Duration) -> Result<Vec<u8>, Problem> {
        let mut here = url;
        for _ in 0..=self.policy.limits.redirects {
            match self.ask(&here, end, connect)? {
                Answer::Picture(bytes) => return Ok(bytes),
                Answer::Elsewhere(location) => here = target::redirected(&here, &location)?,
            }
        }
        Err(Problem::Redirects)
    }

    fn ask(&self, url: &Url, end: Instant, connect: Duration) -> Result<Answer, Problem> {
        if self.is_stopped.load(Ordering::Relaxed) {
            return Err(Problem::Stopped);
        }
        let left = end.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(Problem::Late);
        }
        let request = self.agent.get(url.as_str()).config();
        let request = request.timeout_global(Some(left)).timeout_connect(Some(connect));
        let mut response = request.build().call()?;
        if response.status().is_redirection() {
            let location = response.headers().get("location").and_then(|v| v.to_str().ok());
            return location.map(|to| Answer::Elsewhere(to.to_owned())).ok_or(Problem::Refused);
        }
        if response.status() != ureq::http::StatusCode::OK {
            return Err(Problem::Refused);
        }
        let body = response.body_mut();
        if body.content_length().is_some_and(|bytes| bytes > self.policy.limits.picture_bytes) {
            return Err(Problem::TooLarge);
        }
        self.read(&mut body.as_reader(), end).map(Answer::Picture)
    }

    /// All of it, and nothing after the first bytes that are not a picture's.
    fn read(&self, body: &mut impl Read, end: Instant) -> Result<Vec<u8>, Problem> {
        let mut bytes = Vec::new();
        let mut piece = vec![0; PIECE_BYTES];
        loop {
            let count = body.read(&mut piece).map_err(|error| {
                // The library's own reasons come as errors of reading.
                if error.kind() == std::io::ErrorKind::TimedOut {
                    Problem::Late
                } else {
                    Problem::Unreachable
                }
            })?;
            if self.is_stopped.load(Ordering::Relaxed) {
                return Err(Problem::Stopped);
            }
            if count == 0 {
                return if is_picture(&bytes) { Ok(bytes) } else { Err(Problem::NotAPicture) };
            }
            if Instant::now() >= end {
                return Err(Problem::Late);
            }
            let taken = |left: u64| left.checked_sub(count as u64);
            let is_room = self.bytes_left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, taken);
            bytes.extend_from_slice(piece.get(..count).unwrap_or_default());
            if is_room.is_err() || bytes.len() as u64 > self.policy.limits.picture_bytes {
                return Err(Problem::TooLarge);
            }
            if bytes.len() >= HEAD_BYTES && !is_picture(&bytes) {
                return Err(Problem::NotAPicture);
            }
        }
    }
}
