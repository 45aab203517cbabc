#!/usr/bin/env bash
# Prints what a run of actprobe costs: time beside the tools it replaces, time
# with something silent, memory, size. Needs root and what tests/install.sh
# installs; all servers run in a network namespace.
set -euo pipefail
cd "$(dirname "$0")/.."

cargo build --locked --release
export ACTPROBE_EXE=$PWD/target/x86_64-unknown-linux-gnu/release/actprobe
export ACTPROBE_WINDOWS_EXE=$PWD/target/windows/x86_64-win7-windows-gnu/release/actprobe.exe
export CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_RUNNER=$PWD/tests/real/namespace.sh
# The measuring program itself need not be fast.
exec cargo bench --quiet --locked --bench compare --profile dev
