#!/usr/bin/env python3
"""Compare crawlctl's answers with kubectl's, from one server each time.

usage: compare-with-kubectl.py CRAWLCTL KUBECTL URL [--legacy-only]

Crawls URL into a new database, asks both for the same listings, and prints what differs; exit 1 when anything does.
Rows of group versions that are not current are left out on our side: kubectl drops them.
"""
import json
import os
import subprocess
import sys
import tempfile

crawlctl, kubectl, url, *extra = sys.argv[1:]
home = tempfile.mkdtemp()
environment = {**os.environ, "CRAWLCTL_DB": f"{home}/discovery.db", "KUBECACHEDIR": f"{home}/cache", "KUBECONFIG": "/dev/null"}


def run(*command, accepted=(0,)):
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    if done.returncode not in accepted:
        sys.exit(f"{' '.join(command)}: exit {done.returncode}\n{done.stderr}")
    return done.stdout


print(run(crawlctl, "crawl", "--server", url, "--name", "x", *extra, accepted=(0, 2)), end="")
versions = json.loads(run(crawlctl, "versions", "-o", "json"))
dropped = {v["groupVersion"] for v in versions if v["state"] != "current"}
filters = [[], ["--verbs=watch"], ["--verbs=list,create"], ["--namespaced=false"], ["--namespaced"], ["--api-group=apps"],
           ["--api-group="], ["--categories=all"], ["--sort-by=name"], ["--sort-by=kind"]]
failures = checked = 0


def compare(what, ours, theirs):
    global failures, checked
    checked += 1
    if ours != theirs:
        failures += 1
        print(f"differs: {what}\n  only crawlctl: {sorted(set(ours) - set(theirs))[:5]}\n  only kubectl: {sorted(set(theirs) - set(ours))[:5]}")


def kept(lines, column=None):
    """Without the rows of group versions that kubectl drops."""
    if column is None:
        groups = {gv.rpartition("/")[0] for gv in dropped}
        return [line for line in lines if not any(line.endswith("." + g) for g in groups if g)]
    return [line for line in lines if not (set(line) & dropped)]


for arguments in filters:
    for output in [[], ["-o", "wide"], ["-o", "name"]]:
        ours = run(crawlctl, "resources", *arguments, *output).splitlines()
        # kubectl exits 1 when a group version of a legacy walk failed, and lists the others.
        theirs = run(kubectl, "--server", url, "api-resources", *arguments, *output, accepted=(0, 1)).splitlines()
        if output == ["-o", "name"]:
            ours = kept(ours)
        else:
            ours, theirs = kept([tuple(l.split()) for l in ours], 2), [tuple(l.split()) for l in theirs]
        if not any(a.startswith("--sort-by") for a in arguments):
            compare(f"resources {' '.join(arguments + output)}, in order", ours, theirs)
        compare(f"resources {' '.join(arguments + output)}", sorted(ours), sorted(theirs))
ours = [v for v in run(crawlctl, "versions").splitlines() if v not in dropped]
compare("versions", ours, [v for v in run(kubectl, "--server", url, "api-versions").splitlines() if v not in dropped])
print(f"{checked - failures} of {checked} listings are the same" + (f"; left out as not current: {', '.join(sorted(dropped))}" if dropped else ""))
sys.exit(failures > 0)
