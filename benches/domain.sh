#!/usr/bin/env bash
# Prints what a run costs where there is a domain and a password: the time beside
# the tools that it replaces, one after the other. Needs root and what
# tests/install.sh installs; the lab's site is raised for it (tests/lab/up).
set -euo pipefail
cd "$(dirname "$0")/.."

runs=15
user=reader@corp.test
password=Open-Sesame1
objects='CN=Activation Objects,CN=Microsoft SPP,CN=Services,CN=Configuration,DC=corp,DC=test'
folder=$(mktemp -d)
trap 'exec 3>&-; rm -rf "$folder"' EXIT

main() {
    cargo build --locked --release
    export ACTPROBE_EXE=$PWD/target/x86_64-unknown-linux-gnu/release/actprobe
    raise_site
    printf '%s\n' "$password" > "$folder/password"
    chmod 600 "$folder/password"
    local ours theirs
    ours=$(on_client actprobe)
    theirs=$(on_client tools)
    row 'with a domain: actprobe' "$(milliseconds "$ours")"
    row '  dig; nc; ntpdig; curl; dig; ldapsearch' "$(milliseconds "$theirs")"
    row "  actprobe's share of that" "$((100 * ours / theirs)) %" 'at most 50 %'
}

# It stands until its input ends.
raise_site() {
    mkfifo "$folder/input"
    bash tests/lab/up < "$folder/input" > "$folder/log" 2>&1 &
    exec 3> "$folder/input"
    until grep -q 'Enter takes it down' "$folder/log"; do
        kill -0 $! 2> /dev/null || { cat "$folder/log" >&2 && exit 1; }
        sleep 1
    done
    enter=$(sed -n 's|^  \(/.*/enter\) client$|\1|p' "$folder/log")
    site=$(sed -n 's|.* --site \(/.*\)$|\1|p' "$folder/log")
}

on_client() {
    local program=${enter%/enter}/actprobe timed
    # Another shell runs it, on the client.
    timed="$(declare -f median); median \"\$@\""
    case $1 in
        actprobe)
            "$enter" client env runs=$runs bash -c "$timed" timed "$program" check --site "$site" \
                --domain corp.test --ad-domain corp.test --ad-user "$user" --ad-password-file "$folder/password"
            ;;
        tools)
            "$enter" client env runs=$runs LDAPTLS_CACERT=/etc/ssl/certs/ca-certificates.crt bash -c "$timed" timed bash -c "
                dig _vlmcs._tcp.corp.test SRV
                nc -z kms1.corp.test 1688
                ntpdig time.corp.test
                curl -q -s -o /dev/null https://activation.sls.microsoft.com/
                dig _ldap._tcp.dc._msdcs.corp.test SRV
                ldapsearch -x -ZZ -H ldap://dc1.corp.test -D $user -w $password -b '$objects'"
            ;;
    esac
}

# Of so many runs, in microseconds.
median() {
    local i began
    for ((i = 0; i < runs; i++)); do
        began=${EPOCHREALTIME/./}
        "$@" > /dev/null 2>&1 || true
        echo $((${EPOCHREALTIME/./} - began))
    done | sort -n | sed -n "$((runs / 2 + 1))p"
}

milliseconds() {
    printf '%d.%d ms\n' $(($1 / 1000)) $(($1 / 100 % 10))
}

row() {
    printf '%-42s%16s   %s\n' "$1" "$2" "${3-}"
}

main
