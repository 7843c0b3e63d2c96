//! Ends a connection from outside its thread.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex};

use super::{WireError, lock};

type Hook = Box<dyn FnOnce() + Send>;

#[derive(Default)]
struct State {
    killed: bool,
    next_id: u64,
    hooks: BTreeMap<u64, Hook>,
}

/// Ends every blocked connect, read and write of one connection at once, from any thread.
///
/// Killing is final: what holds a killed switch fails with [`WireError::Killed`] from then on, also
/// a connection that is only about to be made. Clones are the same switch.
#[derive(Clone, Default)]
pub struct KillSwitch(Arc<Mutex<State>>);

impl KillSwitch {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn kill(&self) {
        let hooks = {
            let mut state = lock(&self.0);
            state.killed = true;
            std::mem::take(&mut state.hooks)
        };
        // Outside the lock: a hook may wake a thread that asks the switch at once.
        for hook in hooks.into_values() {
            hook();
        }
    }

    pub fn is_killed(&self) -> bool {
        lock(&self.0).killed
    }

    /// Runs `hook` when the switch is thrown, unless the result is dropped before.
    ///
    /// A switch that is thrown already runs the hook now and answers [`WireError::Killed`].
    pub(super) fn attach(
        &self,
        hook: impl FnOnce() + Send + 'static,
    ) -> Result<Attached, WireError> {
        let mut state = lock(&self.0);
        if state.killed {
            drop(state);
            hook();
            return Err(WireError::Killed);
        }
        let id = state.next_id;
        state.next_id += 1;
        state.hooks.insert(id, Box::new(hook));
        Ok(Attached { switch: self.clone(), id })
    }
}

impl fmt::Debug for KillSwitch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KillSwitch").field("killed", &self.is_killed()).finish_non_exhaustive()
    }
}

/// Keeps a hook on a switch; dropping it takes the hook off.
#[derive(Debug)]
pub(super) struct Attached {
    switch: KillSwitch,
    id: u64,
}

impl Drop for Attached {
    fn drop(&mut self) {
        let hook = lock(&self.switch.0).hooks.remove(&self.id);
        // Dropped outside the lock: a hook may own a socket.
        drop(hook);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    fn counter() -> (Arc<AtomicU32>, impl FnOnce() + Send + 'static) {
        let count = Arc::new(AtomicU32::new(0));
        let inner = Arc::clone(&count);
        (count, move || {
            inner.fetch_add(1, Ordering::SeqCst);
        })
    }

    #[test]
    fn a_thrown_switch_runs_its_hooks_once() {
        let switch = KillSwitch::new();
        let (count, hook) = counter();
        let attached = switch.attach(hook).unwrap();
        switch.clone().kill();
        switch.kill();
        drop(attached);
        assert_eq!(count.load(Ordering::SeqCst), 1);
        assert!(switch.is_killed());
    }

    #[test]
    fn a_hook_that_was_taken_off_does_not_run() {
        let switch = KillSwitch::new();
        let (count, hook) = counter();
        drop(switch.attach(hook).unwrap());
        switch.kill();
        assert_eq!(count.load(Ordering::SeqCst), 0);
    }

    #[test]
    fn what_comes_after_the_kill_is_killed_too() {
        let switch = KillSwitch::new();
        switch.kill();
        let (count, hook) = counter();
        assert!(matches!(switch.attach(hook), Err(WireError::Killed)));
        assert_eq!(count.load(Ordering::SeqCst), 1);
    }
}
