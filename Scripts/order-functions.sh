#!/usr/bin/env bash
# Write which functions everyday commands use, for the linker to put next to one another: a start then reads a quarter
# less of the program. With them go the records that Swift's runtime goes through at each first cast to a protocol.
# usage: order-functions.sh RELEASE-FOLDER    writes RELEASE-FOLDER/functions.txt; the binaries have to be there
set -euo pipefail
folder=$(cd "$1" && pwd)
crawlctl=$folder/release/crawlctl
here=$(cd "$(dirname "$0")" && pwd)

tmp=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$tmp"' EXIT
export HOME=$tmp KUBECONFIG=/dev/null CRAWLCTL_DB=$tmp/discovery.db
clang -O1 -o "$tmp/used-functions" "$here/used-functions.c"

"$crawlctl" serve --cluster upstream:1.36 --listen 127.0.0.1:0 > "$tmp/url" &
server=$!
until url=$(sed -n 's/^listening on //p' "$tmp/url") && [ -n "$url" ]; do
    kill -0 "$server"
    sleep 0.1
done

use() { local name=$1; shift; "$tmp/used-functions" "$crawlctl" "$@" >> "$tmp/$name"; }
use crawl crawl --server "$url" --name plain
use crawl crawl --server "$url" --name plain
use crawl crawl --server "$url" --name legacy --legacy-only
use question resources --cluster plain --verbs watch
use question clusters
use further search --cluster plain pod disruption
use further diff plain upstream:1.36
use further versions --cluster plain -o json
# What every question needs comes first.
{
    cat "$tmp/question" "$tmp/further" "$tmp/crawl" | awk '!seen[$0]++'
    "$tmp/used-functions" --ending Mc "$crawlctl"
} > "$tmp/functions.txt"
mv "$tmp/functions.txt" "$folder/functions.txt"
