#!/usr/bin/env bash
# Crawl the current kubeconfig context, else a demo API server, and answer one question from the file.
# usage: RELEASE_BUILD="swift build ..." quickstart.sh RELEASE-FOLDER
set -euo pipefail
release=$1
crawlctl=$release/release/crawlctl

has_context() {
    local IFS=: file
    for file in ${KUBECONFIG:-$HOME/.kube/config}; do
        [ -f "$file" ] && grep -Eq '^ *"?current-context"?: *"?[^" ]' "$file" && return 0
    done
    return 1
}

show() { echo; echo "\$ crawlctl $*"; "$crawlctl" "$@"; }

if has_context; then
    show crawl || [ $? = 2 ]
    show resources --verbs watch
    exit
fi

echo "There is no kubeconfig with a current context: crawling a demo API server that serves plain Kubernetes 1.36."
$RELEASE_BUILD --product crawlctl-serve
folder=$(cd "$release" && pwd)
export CRAWLCTL_DB=$folder/demo.db
rm -f "$CRAWLCTL_DB"
"$crawlctl" serve --cluster upstream:1.36 --listen 127.0.0.1:0 > "$folder/demo.out" &
server=$!
trap 'kill "$server" 2>/dev/null || true; rm -f "$folder/demo.out"' EXIT
until url=$(sed -n 's/^listening on //p' "$folder/demo.out") && [ -n "$url" ]; do
    kill -0 "$server" || exit 1
    sleep 0.1
done
show crawl --server "$url" --name demo
kill "$server"; wait "$server" 2>/dev/null || true
echo; echo "The server is gone now; this comes from the file:"
show resources --verbs watch
echo; echo "To ask on:"
echo "export CRAWLCTL_DB='$CRAWLCTL_DB' PATH='$folder/release':\"\$PATH\""
