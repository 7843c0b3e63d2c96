//! Names to addresses: all of a host's must be public, and only those are connected to.
//!
//! The HTTP library connects to just what its resolver answers, so nobody can answer the check with
//! one address and the connection with another (DNS rebinding).

use std::net::{IpAddr, SocketAddr};
use std::thread;

use crossbeam_channel::{RecvTimeoutError, bounded};
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::NextTimeout;

use super::address::is_public;
use super::fetch::Problem;
use super::policy::Policy;

/// Addresses of a host that are tried; the library's list has room for 16.
const MOST_ADDRESSES: usize = 8;

/// Looks names up with a limit and checks what comes back.
#[derive(Debug)]
pub struct PublicOnly(pub Policy);

impl Resolver for PublicOnly {
    fn resolve(
        &self,
        uri: &Uri,
        _config: &Config,
        _timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let host = uri.host().ok_or(ureq::Error::HostNotFound)?;
        let is_safe = uri.scheme_str() == Some("https");
        let port = uri.port_u16().unwrap_or(if is_safe { 443 } else { 80 });
        let found = self.lookup(host, port)?;
        // One private address among public ones is how a host is led round this check.
        let is_allowed = |one: &SocketAddr| is_public(one.ip()) || self.0.trusted.contains(one);
        if !found.iter().all(is_allowed) {
            return Err(ureq::Error::Other(Box::new(Problem::Private)));
        }
        let mut addresses = self.empty();
        for one in found.into_iter().take(MOST_ADDRESSES) {
            addresses.push(one);
        }
        if addresses.is_empty() { Err(ureq::Error::HostNotFound) } else { Ok(addresses) }
    }
}

impl PublicOnly {
    fn lookup(&self, host: &str, port: u16) -> Result<Vec<SocketAddr>, ureq::Error> {
        let bare = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(host);
        if let Ok(address) = bare.parse::<IpAddr>() {
            return Ok(vec![SocketAddr::new(address, port)]);
        }
        // The system's resolver cannot be stopped: the thread is left behind, and its answer.
        let (answer, answered) = bounded(1);
        let (lookup, host) = (self.0.lookup.clone(), host.to_owned());
        thread::Builder::new()
            .name("name lookup".to_owned())
            .spawn(move || _ = answer.send(lookup(&host, port)))?;
        match answered.recv_timeout(self.0.limits.lookup) {
            Ok(found) => Ok(found?),
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {
                Err(ureq::Error::Timeout(ureq::Timeout::Resolve))
            }
        }
    }
}
