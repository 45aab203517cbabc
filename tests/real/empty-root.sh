#!/usr/bin/env bash
# Runs an executable where there is nothing else: no library, no /etc, no /proc,
# no network; once as root and once as nobody. Before that, looks whether it is
# static. As root.
#
# usage: empty-root.sh EXECUTABLE
set -euo pipefail

executable=$1
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT

fail() {
    echo "$1" >&2
    exit 1
}

needs_no_other_file() {
    local headers dynamic
    headers=$(readelf --wide --program-headers "$executable")
    dynamic=$(readelf --wide --dynamic "$executable")
    [[ $headers != *INTERP* ]] || fail 'it needs a program that loads it'
    [[ $dynamic != *NEEDED* ]] || fail 'it needs libraries'
    # The C library's own resolver would load those of the host, of another version.
    ! grep --quiet --text --fixed-strings gai.conf "$executable" || fail 'it calls getaddrinfo'
}

# RHEL 7 has Linux 3.10.
starts_on_linux() {
    local needs
    needs=$(readelf --notes "$executable" | sed -n 's/.*ABI: //p')
    printf '%s\n' "$needs" "$1" | sort --check --version-sort || fail "it needs Linux $needs"
}

alone() {
    unshare --net chroot "$@"
}

answers() {
    local code=0 report
    [[ $(alone "$@" "$root" /actprobe --version) == 'actprobe '* ]] || fail 'it does not start'
    report=$(alone "$@" "$root" /actprobe --timeout 1s --format json) || code=$?
    # Blocked or inconclusive: there is no network.
    ((code == 1 || code == 3)) || fail "exit code $code"
    [[ $report == *'"verdict"'* ]] || fail 'there is no report'
}

needs_no_other_file
starts_on_linux 3.10
cp "$executable" "$root/actprobe"
chmod 755 "$root" "$root/actprobe"
answers
answers --userspec=65534:65534
