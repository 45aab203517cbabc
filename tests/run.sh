#!/usr/bin/env bash
# The whole test: formatting, lints, unit tests, dependencies' licences, real
# servers, the Windows executable in Wine. Debian 12, as root, because the
# servers use their real ports, in a network namespace.
#
# usage: bash tests/run.sh
set -euo pipefail
cd "$(dirname "$0")/.."
source tests/steps.sh

export CARGO_TERM_COLOR=never
export CARGO_TARGET_DIR=$PWD/target
export ACTPROBE_WINEPREFIX=$PWD/target/wine-prefix
# Where everything is built once, what helps the next build, or a debugger, only takes time.
if [[ -v CI ]]; then export CARGO_INCREMENTAL=0 CARGO_PROFILE_DEV_DEBUG=0; fi
tools=$PWD/target/tools
# For tests that mostly wait for something.
mostly_waiting=(env RUST_TEST_THREADS=4)
linux_exe=$PWD/target/release/actprobe
windows_exe=$PWD/target/windows/x86_64-win7-windows-gnu/release/actprobe.exe

main() {
    step 1200 'Install what the tests need' bash tests/install.sh "$tools"
    export PATH=$tools/bin:$PATH
    sources
    linux
    windows
    release
    real_servers
    summary
}

sources() {
    step 60 'Formatting' cargo fmt --all --check
    step 300 'Download dependencies' cargo fetch --locked
    step 60 'Bans, licences and sources of dependencies' cargo deny --offline --locked check bans licenses sources
    step 600 'Codecs and evidence without a runtime' cargo check --locked -p actprobe-probes --no-default-features
    step 900 'Lints' cargo clippy --locked --workspace --all-targets --all-features -- -D warnings
    step 600 'Fuzz targets build' cargo check --locked --manifest-path fuzz/Cargo.toml
    step 600 'Documentation' env RUSTDOCFLAGS='-D warnings' cargo doc --locked --workspace --no-deps
}

linux() {
    step 900 'Tests' "${mostly_waiting[@]}" cargo test --locked --workspace --no-fail-fast
}

windows() {
    step 900 'Lints for Windows' tests/windows/cargo clippy --locked --workspace --all-targets -- -D warnings
    step 900 'Tests in Wine' "${mostly_waiting[@]}" tests/windows/cargo test --locked --workspace --lib --bins --tests --no-fail-fast
}

release() {
    step 1500 'Release builds' both_releases
    step 10 'Size of the Linux executable' at_most_megabytes 10 "$linux_exe"
    step 10 'Size of the Windows executable' at_most_megabytes 10 "$windows_exe"
    step 300 'The import check itself' imports test
    step 300 'Imports of the Windows executable' imports run -- "$windows_exe"
}

real_servers() {
    step 120 'A Wine prefix' tests/windows/make-prefix "$ACTPROBE_WINEPREFIX"
    export CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_RUNNER=$PWD/tests/real/namespace.sh
    step 900 'Real servers' env ACTPROBE_EXE="$linux_exe" \
        cargo test --locked --features real-servers --test real -- --skip under_wine
    step 300 'Domain controllers that mean harm, and files of somebody else' \
        cargo test --locked --features real-servers --test cli -- \
        controller hostile_directory of_somebody_else a_mount_of_its_own
    step 1500 'A site to break' env ACTPROBE_EXE="$linux_exe" \
        cargo test --locked --features real-servers --test lab
    step 900 'A site to break, asked from Wine' env ACTPROBE_EXE="$windows_exe" ACTPROBE_WINE=1 \
        cargo test --locked --features real-servers --test lab -- --healthy 20 --soak 20
    step 900 'Real servers, asked from Wine' env ACTPROBE_EXE="$windows_exe" ACTPROBE_WINE=1 \
        cargo test --locked --features real-servers --test real -- --skip under_linux --skip servers::
}

# At once, because each ends with minutes of linking on one processor; the one
# for Windows takes longer, so the other has to give way.
both_releases() {
    local linux windows=0
    nice cargo build --locked --release &
    linux=$!
    tests/windows/cargo build --locked --release || windows=$?
    wait "$linux"
    return "$windows"
}

imports() {
    local command=$1
    shift
    cargo "$command" --locked --quiet --manifest-path tests/windows/imports/Cargo.toml --target-dir target/imports "$@"
}

at_most_megabytes() {
    local limit=$1 file=$2 size
    size=$(stat -c %s "$file")
    echo "$file: $size bytes"
    ((size <= limit * 1000000))
}

main
