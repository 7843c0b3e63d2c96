#!/usr/bin/env bash
# Installs the Debian or Ubuntu packages that mailpane needs; does nothing where they are all there.
# usage: setup.sh run|build|test ...
set -euo pipefail

# A name with "|" has another spelling on another release: the first that exists is taken.
run="libegl1 libgl1-mesa-dri libx11-6 libx11-xcb1 libxcursor1 libxi6 libxrandr2
  libxkbcommon0 libxkbcommon-x11-0 libwayland-client0 libwayland-egl1 libdbus-1-3
  libssl3|libssl3t64 fonts-noto-core fonts-noto-cjk fonts-noto-color-emoji"
build="gcc libc6-dev pkg-config libssl-dev"
test="dovecot-imapd openssl xvfb openbox xdotool xclip imagemagick zenity
  dbus at-spi2-core gnome-keyring python3 python3-pyatspi gir1.2-atspi-2.0 poppler-utils"

declare -A why=(
  [run]="to open the window"
  [build]="to build"
  [test]="to test against a real server and on a real desktop"
)

names=()
for group in "$@"; do
  case "$group" in
    run | build | test) read -r -d '' -a more <<<"${!group}" || true; names+=("${more[@]}") ;;
    *) echo "setup.sh: there is no group \"$group\"; run, build and test are the three." >&2; exit 2 ;;
  esac
done

if printf '%s\n' "$@" | grep -qx build && ! command -v cargo >/dev/null; then
  echo "Rust 1.95 or newer is needed; https://rustup.rs tells how to install it." >&2
  exit 1
fi

if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
  if [ "${MAILPANE_SETUP:-}" = skip ]; then
    exit 0
  fi
  echo "This is not Debian or Ubuntu, so nothing was installed. What mailpane needs, by Debian's names:" >&2
  for group in "$@"; do
    echo "  ${why[$group]}: $(tr -s ' \n' ' ' <<<"${!group}")" >&2
  done
  echo "Install these by your system's means, then run the same command with MAILPANE_SETUP=skip." >&2
  exit 1
fi

installed() {
  [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

missing=()
for name in "${names[@]}"; do
  found=no
  for spelling in ${name//|/ }; do
    if installed "$spelling"; then found=yes; fi
  done
  if [ "$found" = no ]; then missing+=("$name"); fi
done
if [ ${#missing[@]} -eq 0 ]; then
  exit 0
fi

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  if ! command -v sudo >/dev/null; then
    echo "These packages are missing, and there is no sudo to install them with: ${missing[*]}" >&2
    exit 1
  fi
  as_root=(sudo)
fi

echo "Installing from the system's packages${as_root:+ (with sudo)}: ${missing[*]}"
"${as_root[@]}" apt-get update -q

packages=()
for name in "${missing[@]}"; do
  taken=
  for spelling in ${name//|/ }; do
    candidate=$(apt-cache policy "$spelling" | sed -n 's/^  Candidate: //p')
    if [ -n "$candidate" ] && [ "$candidate" != "(none)" ]; then taken=$spelling; break; fi
  done
  if [ -z "$taken" ]; then
    echo "This system has no package $name; install what it stands for, then try again." >&2
    exit 1
  fi
  packages+=("$taken")
done

# The tests start a Dovecot of their own. The package would start the system's one, now and at each
# boot: neither is wanted from a test set-up.
brings_dovecot=no
if printf '%s\n' "${packages[@]}" | grep -qx dovecot-imapd && ! installed dovecot-core; then
  brings_dovecot=yes
fi
policy=/usr/sbin/policy-rc.d
if [ "$brings_dovecot" = yes ] && [ ! -e "$policy" ]; then
  printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee "$policy" >/dev/null
  "${as_root[@]}" chmod 755 "$policy"
  trap '"${as_root[@]}" rm -f "$policy"' EXIT
fi

"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
  apt-get install -y -q --no-install-recommends "${packages[@]}"

if [ "$brings_dovecot" = yes ] && [ -d /run/systemd/system ]; then
  "${as_root[@]}" systemctl disable --quiet dovecot.socket dovecot.service 2>/dev/null || true
  if systemctl is-active --quiet dovecot.service; then
    echo "Note: the package started the system's own Dovecot. The tests do not use it;"
    echo "      \"systemctl stop dovecot\" ends it."
  else
    echo "The system's own Dovecot was neither started nor enabled; the tests start a private one."
  fi
fi
