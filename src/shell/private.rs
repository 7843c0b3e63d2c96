//! Keeps the system and the libraries under the window from writing what the program does not write.

/// Mesa's and NVIDIA's names for "no compiled shaders on the disk".
const SWITCHES: [(&str, &str); 2] =
    [("MESA_SHADER_CACHE_DISABLE", "true"), ("__GL_SHADER_DISK_CACHE", "0")];

/// Sees to it that the graphics driver writes nothing, where nothing may be written.
///
/// Drivers read their environment when they are loaded, and a program cannot change its own while
/// it runs: so it becomes itself once more, with the same arguments and process id. Returns where
/// that has happened or where it cannot be done, which the log says.
#[cfg(unix)]
pub fn without_driver_cache() {
    use std::os::unix::process::CommandExt;

    let is_set = |(name, value): &(&str, &str)| std::env::var_os(name).is_some_and(|v| v == *value);
    if SWITCHES.iter().all(is_set) {
        return;
    }
    let error = match std::env::current_exe() {
        Ok(program) => std::process::Command::new(program)
            .args(std::env::args_os().skip(1))
            .envs(SWITCHES)
            .exec(),
        Err(error) => error,
    };
    log::warn!("driver_cache_stays error={error}");
}

/// Has no crash write this program's memory, passwords and mails in it, to the disk; nor one of its
/// children's, which inherit this.
///
/// The memory stays readable for a debugger of the same user: without that the desktop's portal
/// could not tell who asks it for a file dialog.
#[cfg(unix)]
pub fn without_core_dumps() {
    use rustix::process::{Resource, Rlimit, setrlimit};

    let none = Rlimit { current: Some(0), maximum: Some(0) };
    if let Err(error) = setrlimit(Resource::Core, none) {
        log::warn!("core_dumps_stay error={error}");
    }
}

/// Elsewhere a program has no say in it.
#[cfg(not(unix))]
pub fn without_core_dumps() {}

/// Drivers of other systems keep their caches for all programs alike.
#[cfg(not(unix))]
pub fn without_driver_cache() {}
