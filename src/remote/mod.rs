//! Pictures from the network, which the user asked for: the one place that talks to other hosts.
//!
//! ```text
//! addresses ─▶ target: http(s), a public name, a usual port ─▶ resolve: every address public
//!           ─▶ connect to just those ─▶ at most 5 redirects, each from the start ─▶ kind: bytes of a picture
//! ```
//!
//! Nothing here is called by itself: the shell calls [`Loader::load`] for `Effect::FetchRemote` and
//! for nothing else. A request says as little as it can. It is a GET without cookies, referrer,
//! credentials or cached state, and every program that fetches mail for Apple's users says the same
//! of itself ([`USER_AGENT`]). Every message gets connections of its own, so that no TLS session
//! tells one host that the same person reads two of its mails.
//!
//! What the system says of proxies is not read: a proxy would look up the names itself, and nobody
//! could tell whether they lead into the user's own network. Blocking; belongs on worker threads.

mod address;
mod fetch;
mod kind;
mod policy;
mod resolve;
mod target;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Instant;

pub use address::is_public;
pub use fetch::USER_AGENT;
pub use policy::{Limits, Lookup, Policy};

use fetch::Batch;

/// A picture as its host sent it: PNG, JPEG, GIF, WebP or BMP by its first bytes, not decoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// As it was asked for, whatever it redirected to.
    pub address: String,
    pub bytes: Vec<u8>,
}

/// What became of the pictures of one message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Loaded {
    /// In the order they were asked for.
    pub pictures: Vec<Picture>,
    /// Asked for, and not to be had.
    pub failed: u32,
}

/// Loads the pictures of one message, once.
#[derive(Debug)]
pub struct Loader {
    agent: ureq::Agent,
    policy: Policy,
    is_stopped: Arc<AtomicBool>,
}

/// Ends a [`Loader::load`] from another thread.
#[derive(Clone, Debug)]
pub struct Stopper {
    agent: ureq::Agent,
    is_stopped: Arc<AtomicBool>,
}

impl Stopper {
    /// No further request begins, and the connections are shut down.
    pub fn stop(&self) {
        self.is_stopped.store(true, Ordering::Relaxed);
        self.agent.clone().shutdown();
    }
}

impl Loader {
    pub fn new(policy: Policy) -> Self {
        let agent = fetch::agent(&policy);
        Self { agent, policy, is_stopped: Arc::default() }
    }

    pub fn stopper(&self) -> Stopper {
        Stopper { agent: self.agent.clone(), is_stopped: Arc::clone(&self.is_stopped) }
    }

    /// Blocks until every picture is there or has failed, for [`Limits::message`] at most.
    pub fn load(self, addresses: &[String]) -> Loaded {
        let limits = &self.policy.limits;
        let asked = addresses.get(..limits.pictures).unwrap_or(addresses);
        let batch = Batch {
            agent: &self.agent,
            policy: &self.policy,
            end: Instant::now() + limits.message,
            bytes_left: AtomicU64::new(limits.message_bytes),
            is_stopped: &self.is_stopped,
        };
        let next = AtomicUsize::new(0);
        let found = Mutex::new(Vec::new());
        let work = || {
            while let Some(address) = asked.get(next.fetch_add(1, Ordering::Relaxed)) {
                match batch.picture(address) {
                    Ok(bytes) => {
                        let picture = Picture { address: address.clone(), bytes };
                        found.lock().unwrap_or_else(PoisonError::into_inner).push(picture);
                    }
                    // Not the address: it names who wrote, and often who reads.
                    Err(reason) => log::info!("picture_failed reason={reason}"),
                }
            }
        };
        thread::scope(|scope| {
            let helpers = limits.at_once.min(asked.len()).saturating_sub(1);
            for _ in 0..helpers {
                let named = thread::Builder::new().name("picture".to_owned());
                // Without helpers this thread does it all.
                if named.spawn_scoped(scope, work).is_err() {
                    break;
                }
            }
            work();
        });
        let mut pictures = found.into_inner().unwrap_or_else(PoisonError::into_inner);
        pictures.sort_by_key(|one| asked.iter().position(|address| *address == one.address));
        let failed = addresses.len().saturating_sub(pictures.len());
        Loaded { failed: u32::try_from(failed).unwrap_or(u32::MAX), pictures }
    }
}
