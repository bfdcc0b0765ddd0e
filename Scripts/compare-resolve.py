#!/usr/bin/env python3
"""Compare `crawlctl resolve` with kubectl, for every name, singular, short name and kind that a server has.

usage: compare-resolve.py CRAWLCTL KUBECTL URL [EXTRA-NAME ...]

Lets kubectl get each name from the server, and reads off its first request which resource it took the name for; a server
that only has discovery answers that with an error, which does not matter.
"""
import concurrent.futures
import json
import os
import re
import subprocess
import sys
import tempfile

crawlctl, kubectl, url, *extra = sys.argv[1:]
home = tempfile.mkdtemp()
environment = {**os.environ, "CRAWLCTL_DB": f"{home}/discovery.db", "KUBECACHEDIR": f"{home}/cache", "KUBECONFIG": "/dev/null"}


def run(*command):
    return subprocess.run(command, env=environment, capture_output=True, text=True)


run(crawlctl, "crawl", "--server", url, "--name", "x")
run(kubectl, "--server", url, "api-resources")
rows = json.loads(run(crawlctl, "resources", "--all-versions", "-o", "json").stdout)
names = set(extra)
for row in rows:
    if row["state"] != "current":
        continue
    group = row["group"]
    names |= {row["name"], row["kind"], row["kind"].lower(), *row["shortNames"]} | ({row["singularName"]} - {""})
    if group:
        names |= {f"{row['name']}.{group}", f"{row['name']}.{row['version']}.{group}", f"{row['name']}.{group.split('.')[0]}", f"{row['kind']}.{row['version']}.{group}"}
        names |= {f"{short}.{group}" for short in row["shortNames"]}


def theirs(name):
    said = run(kubectl, "--server", url, "get", name, "-n", "space", "-v6").stderr
    for path in re.findall(r'verb="GET" url="[^"]*?(/apis?/[^"?]*)\?limit', said):
        words = [word for word in path.split("/") if word]
        if "namespaces" in words[:-1]:
            del words[words.index("namespaces"):words.index("namespaces") + 2]
        return f"{'/'.join(words[1:-1])} {words[-1]}"
    return None


def ours(name):
    done = run(crawlctl, "resolve", name, "-o", "json")
    if done.returncode:
        return None
    first = json.loads(done.stdout)[0]
    return f"{first['groupVersion']} {first['name']}"


def compare(name):
    return name, theirs(name), ours(name)


differing = 0
with concurrent.futures.ThreadPoolExecutor(4) as pool:
    for name, kubectls, crawlctls in pool.map(compare, sorted(names)):
        if kubectls != crawlctls:
            differing += 1
            print(f"differs: {name}: kubectl {kubectls}, crawlctl {crawlctls}")
print(f"{len(names) - differing} of {len(names)} names are taken alike")
sys.exit(1 if differing else 0)
