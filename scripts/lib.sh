# Shared by the scripts of this folder: what they need on a Debian machine, and where the build goes.
# Source it after `set -euo pipefail`; it changes to the top of the tree.

cd "$(dirname "${BASH_SOURCE[0]}")/.."

say() { printf '%s\n' "$*" >&2; }

fail() {
    say "seuil: error: $1"
    [ $# -lt 2 ] || say "seuil: hint: $2"
    exit "${3:-69}"
}

# Installs the Debian packages named that are missing: as root with apt-get, else says what to install.
need_packages() {
    local missing=() package
    for package in "$@"; do
        dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q '^install ok installed' ||
            missing+=("$package")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    if [ "$(id -u)" -ne 0 ]; then
        fail "missing Debian packages: ${missing[*]}" \
            "run: sudo apt-get install ${missing[*]}"
    fi
    say "installing ${missing[*]}"
    apt-get update -qq >&2 || say "apt-get update failed; trying with the lists at hand"
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
        "${missing[@]}" >/dev/null ||
        fail "apt-get could not install ${missing[*]}" "install them by hand, then run this again"
}

need_swift() {
    command -v swift >/dev/null ||
        fail "Swift is not installed" "get Swift 6.3 or later from https://www.swift.org/install"
}

# What the build links with.
BUILD_PACKAGES=(libssl-dev libsqlite3-dev libarchive-dev coinor-libcbc-dev pkg-config)
