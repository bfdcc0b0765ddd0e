#!/usr/bin/env python3
"""Compare what `crawlctl explain --recursive` tells with what `kubectl explain --recursive` does.

usage: compare-explain.py CRAWLCTL KUBECTL URL

Crawls the server at URL with its schemas, then explains every resource with both: which group, version and kind it is, and
the fields' names, types, required marks and how they are nested. Resources are asked for as NAME or NAME.GROUP too; where
another group has that name first, kubectl takes GROUP for a field, and crawlctl is only asked for the group that it tells.
Lines of allowed values are left out, since kubectl cuts them after the fourth.
"""
import json
import os
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

crawlctl, kubectl, url = sys.argv[1:]


def run(*command):
    return subprocess.run(command, capture_output=True, text=True)


def told(text):
    head, _, tree = text.partition("FIELDS:\n")
    names = [line for line in head.splitlines() if line.startswith(("GROUP:", "KIND:", "VERSION:"))]
    lines = [line.rstrip() for line in tree.splitlines()]
    return names + [line for line in lines if line and not line.lstrip().startswith("enum: ")]


def compare(question, group, database):
    """In what the answers to one question differ, as text; none where they are the same."""
    ours = run(crawlctl, "explain", *question, "--recursive", *database)
    theirs = run(kubectl, "--server", url, "explain", *question, "--recursive")
    left, right = told(ours.stdout), told(theirs.stdout)
    if ours.returncode == theirs.returncode == 0 and left == right:
        return None
    is_taken_for_field = re.fullmatch(r'error: field "[^"]*" does not exist', theirs.stderr.strip())
    if ours.returncode == 0 and is_taken_for_field and left[0].split() == ["GROUP:", group]:
        return None
    text = f"{' '.join(question)} differs: {ours.stderr or ours.returncode} and {theirs.stderr or theirs.returncode}"
    for one, other in zip(left, right):
        if one != other:
            return f"{text}\n  ours   {one}\n  theirs {other}"
    return text


with tempfile.TemporaryDirectory() as folder:
    database = ["--db", f"{folder}/explain.db"]
    run(crawlctl, "crawl", "--server", url, "--name", "server", "--schemas", *database)
    questions = []
    for resource in json.loads(run(crawlctl, "resources", "-o", "json", *database).stdout):
        # Beside --api-version, kubectl takes a group behind a dot for a field.
        name, group = resource["name"], resource["group"]
        questions.append(([name, "--api-version", resource["groupVersion"]], group))
        questions.append(([f"{name}.{group}" if group else name], group))
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        differences = list(pool.map(lambda question: compare(*question, database), questions))
for text in filter(None, differences):
    print(text)
different = sum(1 for text in differences if text)
print(f"{len(differences) - different} of {len(differences)} the same")
sys.exit(1 if different else 0)
