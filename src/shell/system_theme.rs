//! Light or dark, as the system says, and whether it has a desktop portal.
//!
//! X11 has no word for it, so winit does not know; the desktop portal does
//! (`org.freedesktop.appearance`, `color-scheme`: 1 is dark). Elsewhere winit tells egui itself.

use super::services::Replies;

/// Tells the system's choice now and whenever it changes, from a thread of its own.
#[cfg(target_os = "linux")]
pub fn follow(replies: Replies) {
    let spawned = std::thread::Builder::new().name("system theme".to_owned()).spawn(move || {
        if let Err(error) = linux::follow(&replies) {
            log::debug!("no_system_theme error={error}");
        }
    });
    if let Err(error) = spawned {
        log::warn!("no_thread name=theme error={error}");
    }
}

#[cfg(not(target_os = "linux"))]
pub fn follow(_replies: Replies) {}

/// Whether the portal that shows file dialogs runs or can be started.
#[cfg(target_os = "linux")]
pub fn has_portal() -> bool {
    linux::has_portal().unwrap_or(false)
}

#[cfg(not(target_os = "linux"))]
pub fn has_portal() -> bool {
    false
}

#[cfg(target_os = "linux")]
mod linux {
    use zbus::blocking::{Connection, Proxy, fdo::DBusProxy};
    use zbus::zvariant::OwnedValue;

    use super::super::services::{Replies, Reply};
    use crate::app::ThemeChoice;

    const PORTAL: &str = "org.freedesktop.portal.Desktop";
    const NAMESPACE: &str = "org.freedesktop.appearance";
    const KEY: &str = "color-scheme";
    /// The value of `color-scheme` that means dark.
    const DARK: u32 = 1;

    pub fn has_portal() -> zbus::Result<bool> {
        let bus = Connection::session()?;
        let names = DBusProxy::new(&bus)?;
        let is_portal = |name: &str| name == PORTAL;
        Ok(names.list_names()?.iter().any(|name| is_portal(name.as_str()))
            || names.list_activatable_names()?.iter().any(|name| is_portal(name.as_str())))
    }

    pub fn follow(replies: &Replies) -> zbus::Result<()> {
        if !has_portal()? {
            return Ok(());
        }
        let bus = Connection::session()?;
        let settings = Proxy::new(
            &bus,
            PORTAL,
            "/org/freedesktop/portal/desktop",
            "org.freedesktop.portal.Settings",
        )?;
        let mut changes = settings.receive_signal("SettingChanged")?;
        let now: OwnedValue = settings.call("Read", &(NAMESPACE, KEY))?;
        tell(replies, &now);
        for message in &mut changes {
            let Ok((namespace, key, value)) =
                message.body().deserialize::<(String, String, OwnedValue)>()
            else {
                continue;
            };
            if namespace == NAMESPACE && key == KEY {
                tell(replies, &value);
            }
        }
        Ok(())
    }

    fn tell(replies: &Replies, value: &OwnedValue) {
        // `Read` wraps the value once more than the signal does.
        let inner = value.downcast_ref::<zbus::zvariant::Value<'_>>();
        let scheme = match &inner {
            Ok(inner) => inner.downcast_ref::<u32>(),
            Err(_) => value.downcast_ref::<u32>(),
        };
        let Ok(scheme) = scheme else { return };
        let theme = if scheme == DARK { ThemeChoice::Dark } else { ThemeChoice::Light };
        replies.send(Reply::SystemTheme(theme));
    }
}
