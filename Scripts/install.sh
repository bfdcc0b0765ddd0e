#!/usr/bin/env bash
# Put the binaries, their completions and its manual page in place.
# usage: install.sh RELEASE-FOLDER PREFIX
set -euo pipefail
release=$1 prefix=$2
binary=$release/release/crawlctl

put() { mkdir -p "$(dirname "$2")"; install -m "$3" "$1" "$2"; echo "$2"; }

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
for program in crawlctl crawlctl-serve; do
    cp "$release/release/$program" "$tmp/$program"
    strip "$tmp/$program"
    put "$tmp/$program" "$prefix/bin/$program" 755
done
for shell in bash zsh fish; do "$binary" --generate-completion-script "$shell" > "$tmp/$shell"; done
put "$tmp/bash" "$prefix/share/bash-completion/completions/crawlctl" 644
put "$tmp/zsh" "$prefix/share/zsh/site-functions/_crawlctl" 644
put "$tmp/fish" "$prefix/share/fish/vendor_completions.d/crawlctl.fish" 644
Scripts/manual.py "$binary" > "$tmp/crawlctl.1"
put "$tmp/crawlctl.1" "$prefix/share/man/man1/crawlctl.1" 644
