//! What the child gives up before it reads the first byte of a mail.
//!
//! | system | memory | time | files and network |
//! |---|---|---|---|
//! | Linux | `RLIMIT_DATA` | `RLIMIT_CPU` | seccomp: a list of calls that may be made, none of which opens, connects or starts anything; Landlock on top, where the kernel has it |
//! | other Unix | `RLIMIT_AS` or `RLIMIT_DATA` as far as it is kept | `RLIMIT_CPU` | none of this process uses them; no second layer |
//! | Windows | none | the parent's deadline | as above |
//!
//! Everywhere the program holds no code that connects, and the parent ends a child that is late.

/// Memory of the child, its fonts apart: those are mapped, not copied. A mail of 1 MB takes 100 MB.
pub const MEMORY_LIMIT_BYTES: u64 = 512 * 1024 * 1024;

/// CPU time of one child, which serves one mail for as long as it is looked at: a second layer for
/// a child whose parent died. Each answer has the parent's deadline.
pub const CPU_LIMIT_SECS: u64 = 120;

/// The sandbox could not be closed; a child that cannot give up its rights ends.
#[derive(Debug, thiserror::Error)]
#[error("the sandbox cannot be closed: {0}")]
pub struct NotClosed(String);

/// Gives up files, network and other processes for this thread and all that it starts from now on.
pub fn close() -> Result<(), NotClosed> {
    limit_resources()?;
    #[cfg(target_os = "linux")]
    {
        // The seccomp filter denies Landlock's own calls: it comes second.
        linux::close_files();
        linux::close_calls().map_err(NotClosed)?;
    }
    Ok(())
}

#[cfg(unix)]
fn limit_resources() -> Result<(), NotClosed> {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let limit = |value| Rlimit { current: Some(value), maximum: Some(value) };
    let failed = |error: rustix::io::Errno| NotClosed(error.to_string());
    setrlimit(Resource::Cpu, limit(CPU_LIMIT_SECS)).map_err(failed)?;
    // A crash must not leave the mail behind in a file.
    setrlimit(Resource::Core, limit(0)).map_err(failed)?;
    setrlimit(Resource::Data, limit(MEMORY_LIMIT_BYTES)).map_err(failed)
}

#[cfg(not(unix))]
fn limit_resources() -> Result<(), NotClosed> {
    Ok(())
}

#[cfg(target_os = "linux")]
mod linux {
    use std::collections::BTreeMap;

    use landlock::{
        ABI, Access, AccessFs, AccessNet, CompatLevel, Compatible, Ruleset, RulesetAttr, Scope,
    };
    use seccompiler::{
        BpfProgram, SeccompAction, SeccompCmpArgLen as Length, SeccompCmpOp as Compare,
        SeccompCondition, SeccompFilter, SeccompRule,
    };

    /// Denies every file and every TCP port, as far as the kernel can; seccomp alone is enough.
    pub fn close_files() {
        let closed = Ruleset::default()
            .set_compatibility(CompatLevel::BestEffort)
            .handle_access(AccessFs::from_all(ABI::V6))
            .and_then(|rules| rules.handle_access(AccessNet::from_all(ABI::V6)))
            .and_then(|rules| rules.scope(Scope::from_all(ABI::V6)))
            .and_then(|rules| rules.create())
            .and_then(|rules| rules.restrict_self());
        if let Err(error) = closed {
            log::debug!("landlock unavailable={error}");
        }
    }

    /// Lets only those calls pass, on all threads, that computing on memory and two open pipes
    /// needs; all others fail with EPERM.
    pub fn close_calls() -> Result<(), String> {
        let program = program().map_err(|error| error.to_string())?;
        seccompiler::apply_filter_all_threads(&program).map_err(|error| error.to_string())
    }

    fn program() -> Result<BpfProgram, seccompiler::BackendError> {
        let target = std::env::consts::ARCH.try_into()?;
        let denied = SeccompAction::Errno(libc::EPERM.unsigned_abs());
        SeccompFilter::new(allowed()?, denied, SeccompAction::Allow, target)?.try_into()
    }

    /// The calls that pass; one with rules passes where one of them fits.
    fn allowed() -> Result<BTreeMap<i64, Vec<SeccompRule>>, seccompiler::BackendError> {
        let mut calls: BTreeMap<i64, Vec<SeccompRule>> = [
            // The pipes.
            libc::SYS_read,
            libc::SYS_write,
            libc::SYS_readv,
            libc::SYS_writev,
            libc::SYS_close,
            libc::SYS_ppoll,
            // Memory.
            libc::SYS_munmap,
            libc::SYS_mremap,
            libc::SYS_madvise,
            libc::SYS_brk,
            // Locks, clocks, chance.
            libc::SYS_futex,
            libc::SYS_sched_yield,
            libc::SYS_sched_getaffinity,
            libc::SYS_clock_gettime,
            libc::SYS_getrandom,
            libc::SYS_restart_syscall,
            libc::SYS_rseq,
            libc::SYS_set_robust_list,
            // Ending, well or badly.
            libc::SYS_gettid,
            libc::SYS_getpid,
            libc::SYS_rt_sigaction,
            libc::SYS_rt_sigprocmask,
            libc::SYS_rt_sigreturn,
            libc::SYS_sigaltstack,
            libc::SYS_exit,
            libc::SYS_exit_group,
        ]
        .into_iter()
        .map(|call| (call, Vec::new()))
        .collect();
        #[cfg(target_arch = "x86_64")]
        calls.insert(libc::SYS_poll, Vec::new());
        // No memory that could be run: PROT_EXEC must not be among the bits.
        let executable = u64::from(libc::PROT_EXEC.unsigned_abs());
        for call in [libc::SYS_mmap, libc::SYS_mprotect] {
            let no_code =
                SeccompCondition::new(2, Length::Qword, Compare::MaskedEq(executable), 0)?;
            calls.insert(call, vec![SeccompRule::new(vec![no_code])?]);
        }
        // Aborting sends a signal, to this process only.
        let own = u64::from(std::process::id());
        let to_itself = SeccompCondition::new(0, Length::Dword, Compare::Eq, own)?;
        calls.insert(libc::SYS_tgkill, vec![SeccompRule::new(vec![to_itself])?]);
        Ok(calls)
    }
}
