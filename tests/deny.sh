#!/usr/bin/env bash
# Bans, licences and sources of the dependencies, by cargo-deny; builds it where it is missing.
#
# usage: tests/deny.sh FOLDER     where it is kept
set -euo pipefail
cd "$(dirname "$0")/.."
root=$1
version=0.20.2

if [[ ! -x $root/bin/cargo-deny || $("$root/bin/cargo-deny" --version) != "cargo-deny $version" ]]; then
    # It runs for a second: optimising it would take minutes.
    CARGO_PROFILE_DEV_DEBUG=0 cargo install cargo-deny --version "$version" --locked --debug \
        --root "$root" --target-dir "$root/build"
    rm -rf "$root/build"
fi
"$root/bin/cargo-deny" --offline --locked check bans licenses sources
