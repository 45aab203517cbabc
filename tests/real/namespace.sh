#!/usr/bin/env bash
# Runs a command as root in a network of its own that holds nothing but a
# loopback interface, with its own resolv.conf, hosts file and trusted CAs.
# Servers may then use their real ports, and everything is gone at the end.
#
# usage: namespace.sh COMMAND...
set -euo pipefail

# Tests write into the registry, and may be killed before they put it right.
copy_prefix() {
    local prefix=$ACTPROBE_SITE/wine-prefix
    mkdir "$prefix"
    find "$ACTPROBE_WINEPREFIX" -mindepth 1 -maxdepth 1 ! -name drive_c -exec cp -a -t "$prefix" {} +
    ln -s "$ACTPROBE_WINEPREFIX/drive_c" "$prefix/drive_c"
    export ACTPROBE_WINEPREFIX=$prefix
}

if [[ ${1-} != --inside ]]; then
    site=$(mktemp -d "${TMPDIR:-/tmp}/actprobe-site.XXXXXX")
    trap 'rm -rf "$site"' EXIT
    export ACTPROBE_SITE=$site
    ACTPROBE_HOST_NETWORK=$(readlink /proc/self/ns/net)
    export ACTPROBE_HOST_NETWORK
    addresses=()
    if [[ -v ACTPROBE_WINE ]]; then addresses=("$(dirname "$0")/../windows/fixed-addresses"); fi
    # The PID namespace takes every server along when the command ends.
    "${addresses[@]}" unshare --net --mount --pid --fork --kill-child --mount-proc "$0" --inside "$@"
    exit
fi
shift

# In memory: a server that writes its log waits for no disk on which somebody links a program.
# Other users must reach the files: the program under test runs as nobody.
mount -t tmpfs -o mode=755 tmpfs "$ACTPROBE_SITE"
[[ ! -v ACTPROBE_WINEPREFIX || ! -e $ACTPROBE_WINEPREFIX/ready ]] || copy_prefix

ip link set lo up
sysctl -q -w net.ipv6.conf.lo.disable_ipv6=0 2>/dev/null || true
# Rejections must all be reported, not some a second.
sysctl -q -w net.ipv4.icmp_ratelimit=0 net.ipv6.icmp.ratelimit=0 2>/dev/null || true

: > "$ACTPROBE_SITE/resolv.conf"
mount --bind "$ACTPROBE_SITE/resolv.conf" /etc/resolv.conf
cp /etc/hosts "$ACTPROBE_SITE/hosts"
mount --bind "$ACTPROBE_SITE/hosts" /etc/hosts
if [[ -e ${ACTPROBE_WINEPREFIX-}/drive_c ]]; then
    mount --bind "$ACTPROBE_SITE/hosts" "$ACTPROBE_WINEPREFIX/drive_c/windows/system32/drivers/etc/hosts"
fi
# Nobody of the world is here. And Wine reads all of them in every program that verifies a
# certificate, which takes as long as the rest of the run.
: > "$ACTPROBE_SITE/trusted.crt"
mount --bind "$ACTPROBE_SITE/trusted.crt" /etc/ssl/certs/ca-certificates.crt
# In a cloud, the firmware would say so, and the cloud's own KMS be asked too.
for firmware in /sys/class/dmi /sys/firmware/dmi; do
    [[ ! -d $firmware ]] || mount -t tmpfs tmpfs "$firmware"
done
# A wineserver from outside would do its networking there.
mkdir -p -m 700 "/tmp/.wine-$UID"
mount -t tmpfs -o mode=700 tmpfs "/tmp/.wine-$UID"
# squid names its shared memory there, and leaves it behind when killed.
mount -t tmpfs tmpfs /dev/shm
exec "$@"
