#!/usr/bin/env bash
# Builds the named cargo tools into target/tools, unless they are there or on the PATH.
# usage: tools.sh cargo-nextest|cargo-deny|cargo-machete ...
set -euo pipefail
cd "$(dirname "$0")/.."

for tool in "$@"; do
  # The newest that build with the rust-version of Cargo.toml.
  case "$tool" in
    cargo-nextest) version=0.9.143 ;;
    cargo-deny) version=0.20.2 ;;
    cargo-machete) version=0.9.2 ;;
    *) echo "tools.sh: it has no version for $tool." >&2; exit 2 ;;
  esac
  if command -v "$tool" >/dev/null || [ -x "target/tools/bin/$tool" ]; then
    continue
  fi
  echo "Building $tool $version into target/tools (once)."
  # Without optimisation: they run for seconds, and building them is what takes time.
  CARGO_PROFILE_DEV_DEBUG=0 cargo install --quiet --debug --locked \
    --version "$version" --root target/tools --target-dir target/tools/build "$tool"
done
