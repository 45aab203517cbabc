#!/usr/bin/env bash
# Installs what tests/run.sh needs on Debian 12, as root. Does nothing, and
# asks no network, when everything is there.
set -euo pipefail

packages=(
    # Rust for the Windows 7 target, whose standard library is built from source
    rustc-web cargo-web rust-web-src rust-web-clippy rustfmt-web libjemalloc2
    # compilers: C and C++ (libFuzzer) for Linux, C for Windows; what runs the result
    gcc g++ libc6-dev gcc-mingw-w64-x86-64 wine64
    # the servers
    bind9 unbound chrony nginx-light haproxy squid-openssl python3-impacket
    samba samba-ad-provision samba-dsdb-modules samba-vfs-modules winbind
    # other people's clients, to see that the servers do what they should
    bind9-dnsutils ntpsec-ntpdig curl openssl netcat-openbsd ldap-utils krb5-user
    # the network they live in, and their wrong clocks
    iproute2 nftables procps util-linux faketime libfaketime ca-certificates
)

missing_packages() {
    local package
    for package in "${packages[@]}"; do
        [[ $(dpkg-query -W -f '${db:Status-Status}' "$package" 2> /dev/null) == installed ]] || echo "$package"
    done
}

install_packages() {
    local missing
    mapfile -t missing < <(missing_packages)
    if ((${#missing[@]} == 0)); then return; fi
    echo "installing ${missing[*]}"
    apt-get -q update
    DEBIAN_FRONTEND=noninteractive apt-get -q -y -o Dpkg::Use-Pty=0 install --no-install-recommends "${missing[@]}"
}

# Debian's chrony and ntpsec put each other out, so of ntpsec there is only the program.
extract_ntpsec() {
    local root=$1 folder
    if [[ -x $root/usr/sbin/ntpd ]]; then return; fi
    folder=$(mktemp -d)
    (cd "$folder" && { apt-get -q download ntpsec || { apt-get -q update && apt-get -q download ntpsec; }; })
    mkdir -p "$root"
    dpkg -x "$folder"/ntpsec_*.deb "$root"
    rm -rf "$folder"
}

install_packages
extract_ntpsec "$1/ntpsec"
