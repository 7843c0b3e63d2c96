#!/usr/bin/env bash
# Makes the fonts in this folder, and src/ui/icons.rs, from their published sources.
# Needs npm and python3 with venv; reads the npm registry and PyPI. The results are committed, so a build needs none of this.
set -euo pipefail

inter=inter-ui@4.1.1
lucide=lucide-static@1.62.0
fonttools=fonttools==4.68.0

here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cd "$work"
for package in "$inter" "$lucide"; do
  archive=$(npm pack --silent "$package")
  mkdir "${package%@*}"
  tar -xzf "$archive" -C "${package%@*}" --strip-components=1
done
python3 -m venv venv
venv/bin/pip install --quiet "$fonttools" brotli
venv/bin/python "$here/make.py" "$work/inter-ui" "$work/lucide-static" "$here"
cp inter-ui/LICENSE.txt "$here/OFL.txt"
cp lucide-static/LICENSE "$here/LUCIDE-LICENSE.txt"
rustfmt --edition 2024 "$here/../../src/ui/icons.rs"
ls -l "$here"
