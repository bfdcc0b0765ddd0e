#!/usr/bin/env python3
"""Compare the fields that `crawlctl explain --recursive` tells with those of `kubectl explain --recursive`.

usage: compare-explain.py CRAWLCTL KUBECTL URL

Crawls the server at URL with its schemas, then explains every resource with both: names, types, required marks and how
they are nested. Lines of allowed values are left out, since kubectl cuts them after the fourth.
"""
import json
import subprocess
import sys
import tempfile

crawlctl, kubectl, url = sys.argv[1:]


def run(*command):
    return subprocess.run(command, capture_output=True, text=True)


def fields(text):
    _, _, tree = text.partition("FIELDS:\n")
    lines = [line.rstrip() for line in tree.splitlines()]
    return [line for line in lines if line and not line.lstrip().startswith("enum: ")]


same = different = 0
with tempfile.TemporaryDirectory() as folder:
    database = ["--db", f"{folder}/explain.db"]
    run(crawlctl, "crawl", "--server", url, "--name", "server", "--schemas", *database)
    for resource in json.loads(run(crawlctl, "resources", "-o", "json", *database).stdout):
        name, version = resource["name"], resource["groupVersion"]
        ours = run(crawlctl, "explain", name, "--recursive", "--api-version", version, *database)
        # Behind a dot, kubectl takes a group for a field.
        theirs = run(kubectl, "--server", url, "explain", name, "--recursive", "--api-version", version)
        if ours.returncode == theirs.returncode == 0 and fields(ours.stdout) == fields(theirs.stdout):
            same += 1
            continue
        different += 1
        print(f"{name} in {version} differs: {ours.stderr or ours.returncode} and {theirs.stderr or theirs.returncode}")
        for one, other in zip(fields(ours.stdout), fields(theirs.stdout)):
            if one != other:
                print(f"  ours   {one}\n  theirs {other}")
                break
print(f"{same} of {same + different} the same")
sys.exit(1 if different else 0)
