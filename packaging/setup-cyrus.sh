#!/usr/bin/env bash
# Unpacks the Cyrus IMAP server into target/cyrus for the tests. It is not installed: in Debian and
# Ubuntu it cannot stand beside Dovecot. Does nothing where it is there already.
set -euo pipefail
cd "$(dirname "$0")/.."

root=target/cyrus
if [ -e "$root/complete" ]; then
  exit 0
fi
if ! command -v apt-get >/dev/null; then
  echo "The Cyrus IMAP server comes from Debian's or Ubuntu's packages, and this system has none." >&2
  exit 1
fi

# What an installation would bring, by apt's own reckoning, less what the machine has.
plan() {
  apt-get -s install --no-install-recommends cyrus-imapd sasl2-bin 2>/dev/null | awk '/^Inst / { print $2 }'
}
packages=$(plan)
if [ -z "$packages" ]; then
  if [ "$(id -u)" -eq 0 ]; then apt-get update -q; else sudo apt-get update -q; fi
  packages=$(plan)
fi
if [ -z "$packages" ]; then
  echo "apt knows no package cyrus-imapd; \"apt-get -s install cyrus-imapd\" says why." >&2
  exit 1
fi

echo "Unpacking the Cyrus IMAP server for the tests into $root: $(tr '\n' ' ' <<<"$packages")"
rm -rf "$root"
mkdir -p "$root/debs"
# apt's download helper gives up its rights and could not write into a folder of ours.
(cd "$root/debs" && apt-get download -q -o APT::Sandbox::User=root $packages)
for deb in "$root"/debs/*.deb; do
  dpkg-deb -x "$deb" "$root"
done
rm -r "$root/debs"
touch "$root/complete"
