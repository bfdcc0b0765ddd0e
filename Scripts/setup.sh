#!/usr/bin/env bash
# Install what a build and its tests need and this machine lacks. Asks for root only where something is missing.
set -euo pipefail

have() { command -v "$1" >/dev/null 2>&1; }
fail() { echo "setup: $1" >&2; exit 1; }

have swift || fail "Swift 6.2 or later is needed: https://www.swift.org/install"
version=$(swift --version 2>/dev/null | grep -oE 'Swift version [0-9]+\.[0-9]+' | grep -oE '[0-9]+\.[0-9]+')
[ "$(printf '6.2\n%s\n' "$version" | sort -V | head -n 1)" = 6.2 ] || fail "Swift 6.2 or later is needed, this is $version"

if [ "$(uname -s)" = Darwin ]; then
    # SQLite, libcurl and openssl come with the system, their headers with the developer tools.
    xcode-select -p >/dev/null 2>&1 || fail "the developer tools are needed: xcode-select --install"
    pkg-config --exists libzstd 2>/dev/null || fail "zstd and pkg-config are needed: brew install zstd pkgconf"
    exit 0
fi

have dpkg-query || fail "on this system, install by hand: headers of SQLite, libcurl (OpenSSL), zstd and zlib, sqlite3, curl, openssl"
missing=()
for package in libsqlite3-dev libcurl4-openssl-dev libzstd-dev zlib1g-dev sqlite3 curl openssl; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0

echo "setup: installing ${missing[*]}"
root=()
if [ "$(id -u)" != 0 ]; then
    have sudo || fail "become root and run: apt-get install ${missing[*]}"
    root=(sudo)
fi
"${root[@]}" apt-get update -qq
"${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"
