#!/usr/bin/env bash
# The whole test: formatting, lints, unit tests, dependencies' licences, real
# servers, the Windows executable in Wine. Debian 12, as root, because the
# servers use their real ports, in a network namespace.
#
# usage: bash tests/run.sh            all of it, with the executables as they are released
#        bash tests/run.sh quick      what is worth its time before each commit
#        bash tests/run.sh STEP...    these steps alone; executables are built for debugging
#        bash tests/run.sh --list     the steps, and what they are called
set -euo pipefail
cd "$(dirname "$0")/.."
source tests/steps.sh

export CARGO_TERM_COLOR=never
export CARGO_TARGET_DIR=$PWD/target
export ACTPROBE_WINEPREFIX=$PWD/target/wine-prefix
# Where everything is built once, what helps the next build, or a debugger, only takes time.
if [[ -v CI ]]; then export CARGO_INCREMENTAL=0 CARGO_PROFILE_DEV_DEBUG=0; fi
tools=$PWD/target/tools
export PATH=$tools/bin:$PATH

linux=x86_64-unknown-linux-gnu
windows=x86_64-win7-windows-gnu
# For tests that mostly wait for something.
mostly_waiting=(env RUST_TEST_THREADS=4)
# The compiler with clippy's lints, so that what is linted is what is tested: the
# dependencies, and Rust's standard library, are built once and not twice.
linting=(env RUSTC_WORKSPACE_WRAPPER=clippy-driver CLIPPY_ARGS=-Dwarnings__CLIPPY_HACKERY__)
linting_windows=("${linting[@]}" RUSTC_WORKSPACE_WRAPPER=/usr/bin/clippy-driver)
# libFuzzer is built where one fuzzes: here nothing is linked. What the targets need is all that is
# documented, and need not be checked once more for that.
fuzzing=(env CUSTOM_LIBFUZZER_PATH=/none/libfuzzer.a cargo)
in_namespace=("${linting[@]}" "CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_RUNNER=$PWD/tests/real/namespace.sh"
    cargo test --locked)

flapping=(haproxy-with-a-dead-server haproxy-one-connection-at-a-time
    proxy-with-a-dead-member online-behind-a-balancer-with-a-dead-server)

quick=(install format lints unit lab-short)
# What is not part of the whole test, because a longer step holds it.
parts=(unit lab-short windows-exe)

main() {
    name_executables
    # While none is chosen, this only tells what there is.
    steps
    case ${1-} in
        --list) list_steps && exit ;;
        '') choose_all_but "${parts[@]}" ;;
        quick) choose "${quick[@]}" ;;
        *) choose "$@" && choose_needed ;;
    esac
    name_executables
    steps
    summary
}

steps() {
    step install 1200 'Install what the tests need' bash tests/install.sh "$tools"
    step fetch 300 'Download dependencies' cargo fetch --locked
    begin_releases
    sources
    linux
    windows
    released_linux
    released_windows
    alone
}

# Begun before everything else: linking takes minutes on one processor, for each.
begin_releases() {
    if chosen linux-release; then begin linux-release 2400 cargo build --locked --release; fi
    if chosen windows-release; then begin windows-release 2400 tests/windows/cargo build --locked --release; fi
}

# What nobody waits for before the end, of what servers beside it leave.
begin_deny() {
    if chosen deny; then begin deny 1500 chrt --idle 0 env CARGO_BUILD_JOBS=1 bash tests/deny.sh "$tools"; fi
}

# What a step needs of other steps; what cargo builds by itself is not said.
choose_needed() {
    choose install
    # What is shipped imports no library of a folder; a debug executable does, and takes more memory.
    if any_chosen linux-size empty-root lab-alone; then choose linux-release; fi
    if any_chosen windows-size imports real-wine lab-wine-alone; then choose windows-release; fi
    if ! any_chosen lab-wine real-wine lab-wine-alone; then return; fi
    choose prefix
    if ! chosen windows-release; then choose windows-exe; fi
}

name_executables() {
    linux_exe=$PWD/target/$linux/$(profile linux-release)/actprobe
    windows_exe=$PWD/target/windows/$windows/$(profile windows-release)/actprobe.exe
    on_linux=(env ACTPROBE_EXE="$linux_exe" "${in_namespace[@]}")
    in_wine=(env ACTPROBE_EXE="$windows_exe" ACTPROBE_WINE=1 "${in_namespace[@]}")
}

profile() {
    if chosen "$1"; then echo release; else echo debug; fi
}

sources() {
    step format 60 'Formatting' cargo fmt --all --check
    step lints 900 'Lints, where tests are built' build_tests "${linting[@]}" cargo test --locked --no-run
    step no-runtime 300 'Codecs and evidence without a runtime' \
        cargo check --locked -p actprobe-probes --no-default-features
    step fuzz 600 'Fuzz targets build' "${fuzzing[@]}" check --locked --manifest-path fuzz/Cargo.toml
    step doc 300 'Documentation' env RUSTDOCFLAGS='-D warnings' \
        "${fuzzing[@]}" doc --locked --manifest-path fuzz/Cargo.toml --no-deps \
        -p actprobe -p actprobe-probes -p actprobe-testkit
}

# All of them: `--tests` leaves out what runs only where it is named.
build_tests() {
    "$@" --workspace --lib --bins --tests
    "$@" --test real --test lab --test mutations --bench compare
}

linux() {
    step unit 900 'Unit tests, scenarios, documents and layout' \
        "${linting[@]}" cargo test --locked --workspace --lib --test scenarios --test docs --test tidy --no-fail-fast
    # What takes a processor and no time is left for later: `linear`.
    step tests 900 'Tests' "${linting[@]}" "${mostly_waiting[@]}" cargo test --locked --workspace --no-fail-fast \
        -- --skip is_at_most_nine_times_the_work
}

# The other test programs try what does not know the system (tests/tidy.rs), which Linux has done.
windows() {
    local tests=(tests/windows/cargo test --locked --workspace --lib --bins --test cli --test concurrency)
    step windows-lints 900 'Lints for Windows, where tests are built' "${linting_windows[@]}" "${tests[@]}" --no-run
    step windows-tests 900 'Tests in Wine' "${linting_windows[@]}" "${mostly_waiting[@]}" "${tests[@]}" --no-fail-fast
    step windows-exe 900 'A Windows executable to try' "${linting_windows[@]}" tests/windows/cargo build --locked
}

# Servers have to be as quick as they are: what compiles beside these takes what they leave over,
# and they mostly wait.
released_linux() {
    step linux-release 1500 'The Linux executable, as it is released' awaited linux-release
    begin_deny
    step linux-size 10 'Size of the Linux executable' at_most_megabytes 12 "$linux_exe"
    step empty-root 60 'The Linux executable alone in an empty root' bash tests/real/empty-root.sh "$linux_exe"
    step real 900 'Real servers' "${on_linux[@]}" --test real -- --skip under_wine
    step harm 300 'Domain controllers that mean harm, and files of somebody else' \
        "${in_namespace[@]}" --test cli -- --ignored
    step lab 900 'A site to break' in_two_halves lab "${on_linux[@]}" --test lab -- --shared
    step lab-short 900 'A site to break, in short' \
        in_two_halves lab-short "${on_linux[@]}" --test lab -- --healthy 20 --shared
}

released_windows() {
    step windows-release 1500 'The Windows executable, as it is released' awaited windows-release
    step windows-size 10 'Size of the Windows executable' at_most_megabytes 10 "$windows_exe"
    step imports-test 300 'The import check itself' imports test
    step imports 300 'Imports of the Windows executable' imports run -- "$windows_exe"
    step prefix 120 'A Wine prefix' tests/windows/make-prefix "$ACTPROBE_WINEPREFIX"
    # It counts, and takes what processor time the steps up to its end leave over.
    if chosen linear; then begin linear 1200 "${linting[@]}" cargo test --locked --test linear; fi
    # Both wait for most of their time.
    if chosen lab-flapping; then beside lab-flapping 300 "${on_linux[@]}" --test lab -- --repeat 5 "${flapping[@]}"; fi
    step real-wine 900 'Real servers, asked from Wine' \
        "${in_wine[@]}" --test real -- --skip under_linux --skip servers::
    step lab-flapping 300 'What goes by turns, five times over' awaited lab-flapping
    step lab-wine 900 'A site to break, asked from Wine' \
        in_two_halves lab-wine "${in_wine[@]}" --test lab -- --healthy 20 --shared
    step linear 1200 'Readers take time by the length of their input' awaited linear
    step deny 1500 'Bans, licences and sources of dependencies' awaited deny
}

# Where the time is taken, and where many ask at once, nothing runs beside it.
alone() {
    step lab-alone 300 'A site asked in time, and again and again' "${on_linux[@]}" --test lab -- --alone
    step lab-wine-alone 300 'A site asked in time, and again and again, from Wine' \
        "${in_wine[@]}" --test lab -- --alone --soak 20
}

# Each half has a network of its own.
in_two_halves() {
    local id=$1 half code=0 pids=()
    shift
    for half in 1 2; do
        "$@" --part "$half/2" > "$logs/$id-$half.out" 2>&1 &
        pids+=($!)
    done
    for half in 1 2; do
        wait "${pids[half - 1]}" || code=$?
        cat "$logs/$id-$half.out"
    done
    return "$code"
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

main "$@"
