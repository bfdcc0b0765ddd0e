#!/usr/bin/env python3
"""Measure the release binary against the fake API server, beside kubectl where one is on the PATH.

usage: bench.py RELEASE-FOLDER [--runs N] [--kubectl PATH] [--only PART ...] [--server NAME=URL ...]

Prints one table of ratios: ours divided by kubectl's, from the same run, so below 1 is faster or smaller. Times are
hyperfine's means. --server measures a server that already runs too (give its URL), such as a recording of a real one.
"""
import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time

import year_of_snapshots

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("release")
parser.add_argument("--runs", type=int, default=20)
parser.add_argument("--kubectl", default=shutil.which("kubectl"))
parser.add_argument("--server", action="append", default=[])
parser.add_argument("--only", action="append", choices=["plain", "crds", "fleet", "matrix", "history"], help="only this part; repeatable")
arguments = parser.parse_args()

if not shutil.which("hyperfine"):
    sys.exit("bench: hyperfine is needed (Debian: apt-get install hyperfine; macOS: brew install hyperfine)")
binaries = os.path.join(arguments.release, "release")
crawlctl = os.path.abspath(os.path.join(binaries, "crawlctl"))
home = tempfile.mkdtemp(prefix="crawlctl-bench-")
environment = {**os.environ, "HOME": home, "KUBECACHEDIR": f"{home}/cache", "KUBECONFIG": "/dev/null"}
database = f"{home}/bench.db"


def mean(command, prepare=None, runs=arguments.runs):
    """Milliseconds."""
    report = f"{home}/hyperfine.json"
    words = ["hyperfine", "-N", "-i", "--warmup", str(min(3, runs)), "--runs", str(runs), "--export-json", report]
    words += ["--prepare", prepare] if prepare else []
    subprocess.run(words + [command], env=environment, check=True, capture_output=True)
    return json.load(open(report))["results"][0]["mean"] * 1000


# What a child had of its parent's memory before it became another program counts as its own, so a small parent starts it.
SMALL_PARENT = """
import os, resource, sys
null = os.open(os.devnull, os.O_WRONLY)
streams = [(os.POSIX_SPAWN_DUP2, null, 1), (os.POSIX_SPAWN_DUP2, null, 2)]
os.waitpid(os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ, file_actions=streams), 0)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def peak(command):
    """Bytes."""
    words = [sys.executable, "-ISc", SMALL_PARENT] + command.split()
    printed = subprocess.run(words, env=environment, check=True, capture_output=True, text=True).stdout
    return int(printed) * (1 if sys.platform == "darwin" else 1024)


def quietly(command):
    subprocess.run(command.split(), env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


rows = []


def compare(server, what, ours, theirs, unit):
    ratio = f"{ours / theirs:.2f}" if theirs else ""
    rows.append((server, what, f"{ours:.1f} {unit}", f"{theirs:.1f} {unit}" if theirs else "", ratio))


def timed(server, what, ours, theirs, prepare_ours=None, prepare_theirs=None):
    # Turn about, twice, so that whatever else the machine does meets both.
    mine, other = [], []
    for _ in range(2):
        mine.append(mean(ours, prepare_ours))
        if theirs:
            other.append(mean(theirs, prepare_theirs))
    compare(server, what, sum(mine) / 2, sum(other) / 2 if other else None, "ms")


def measure(name, url, legacy=False):
    crawl = f"{crawlctl} crawl --server {url} --name bench --db {database}"
    kubectl = f"{arguments.kubectl} --server {url}" if arguments.kubectl else None
    listing = kubectl and f"{kubectl} api-resources"
    cached = kubectl and f"{kubectl} api-resources --verbs=watch --cached"
    question = f"{crawlctl} resources --verbs watch -o name --db {database}"
    forget, cold = f"rm -f {database}", f"rm -rf {home}/cache"
    if legacy:
        timed(name, "cold crawl, legacy form", crawl, listing, forget, cold)
        return
    timed(name, "cold crawl", crawl, listing, forget, cold)
    quietly(crawl)
    if listing:
        quietly(listing)
    timed(name, "crawl again, unchanged", crawl, listing)
    timed(name, "resources --verbs watch", question, cached)
    memory = lambda command: peak(command) / 1e6 if command else None
    compare(name, "peak memory, question", memory(question), memory(cached), "MB")
    quietly(forget)
    compare(name, "peak memory, cold crawl", memory(crawl), memory(listing), "MB")
    sizes(name, url)


def sizes(name, url, count=20):
    """What a further cluster with a known surface, and an unchanged crawl, add to the file."""
    quietly(f"rm -f {database}")
    crawl = lambda cluster: quietly(f"{crawlctl} crawl --server {url} --name {cluster} --db {database}")
    size = lambda: os.path.getsize(database)
    crawl("first")
    first = size()
    for number in range(count):
        crawl(f"cluster{number}")
    clusters = size()
    for _ in range(5 * count):
        crawl("first")
    rows.append((name, "file, one crawl", f"{first / 1000:.0f} KB", "", ""))
    rows.append((name, "file, each further cluster", f"{(clusters - first) / count / 1000:.1f} KB", "", ""))
    rows.append((name, "file, each unchanged crawl", f"{(size() - clusters) / (5 * count) / 1000:.2f} KB", "", ""))


def crawling(url, numbers):
    """A command that crawls many clusters: users that differ make one server as many."""
    config = f"{home}/fleet.json"
    users = [{"name": f"u{n}", "user": {"as": f"u{n}"}} for n in numbers]
    contexts = [{"name": f"c{n}", "context": {"cluster": "c", "user": f"u{n}"}} for n in numbers]
    with open(config, "w") as file:
        json.dump({"clusters": [{"name": "c", "cluster": {"server": url}}], "contexts": contexts, "users": users}, file)
    return f"{crawlctl} crawl --kubeconfig {config} --all-contexts --db {database}"


def usage(command):
    """The seconds of processor time that a command takes, and its summary."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    result = subprocess.run(command.split(), env=environment, capture_output=True, text=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime + after.ru_stime) - (before.ru_utime + before.ru_stime), result.stdout.splitlines()[-1]


def fleet(count=1000, hanging=3, refusing=20):
    """Many clusters in one command, each below a path prefix of its own; some hang, some refuse."""
    trouble = [f"--hang=/clusters/c{n}" for n in range(hanging)]
    trouble += [f"--refuse=/clusters/c{n}" for n in range(hanging, hanging + refusing)]
    server, url = serving("--fleet", *trouble)
    try:
        config = f"{home}/fleet.json"
        clusters = [{"name": f"c{n}", "cluster": {"server": f"{url}/clusters/c{n}"}} for n in range(count)]
        contexts = [{"name": f"c{n}", "context": {"cluster": f"c{n}", "user": "u"}} for n in range(count)]
        with open(config, "w") as file:
            json.dump({"clusters": clusters, "contexts": contexts, "users": [{"name": "u", "user": {}}]}, file)
        good = " ".join(f"c{n}" for n in range(hanging + refusing, count))
        crawl = f"{crawlctl} crawl --kubeconfig {config} --db {database}"
        everything = f"{crawl} --all-contexts --request-timeout 5s"
        name = f"{count:,} clusters"
        quietly(f"rm -f {database}")
        begin = time.monotonic()
        _, summary = usage(everything)
        rows.append((name, f"crawl all, {hanging} hang for 5 s, {refusing} refuse", f"{time.monotonic() - begin:.1f} s", "", summary))
        # What hangs would hide what the rest costs.
        once = lambda command, prepare=None: mean(command, prepare, runs=5)
        first, again = once(f"{crawl} {good}", f"rm -f {database}"), once(f"{crawl} {good}")
        rows.append((name, "crawl the good ones", f"{first:.0f} ms", "", ""))
        rows.append((name, "again, all unchanged; ratio to the first", f"{again:.0f} ms", "", f"{again / first:.2f}"))
        quietly(f"rm -f {database}")
        (cold, _), (warm, _) = usage(f"{crawl} {good}"), usage(f"{crawl} {good}")
        rows.append((name, "the same in our own processor time", f"{warm * 1000:.0f} ms", "", f"{warm / cold:.2f}"))
        quietly(f"rm -f {database}")
        rows.append((name, "peak memory", f"{peak(everything) / 1e6:.1f} MB", "", ""))
        rows.append((name, "file", f"{os.path.getsize(database) / 1000:.0f} KB", "", ""))
        question = f"{crawlctl} resources --verbs watch -o name --db {database}"
        one, all_of_them = once(f"{question} --cluster c999"), once(f"{question} --all-clusters")
        rows.append((name, "question over all; ratio to one cluster", f"{all_of_them:.1f} ms", "", f"{all_of_them / one:.2f}"))
    finally:
        server.terminate()
        server.wait()


def side_by_side(count=300, kinds=20):
    """Many clusters with few different surfaces of some 600 resources each, compared."""
    quietly(f"rm -f {database}")
    for kind in range(kinds):
        server, url = serving("--crds", str(450 + 2 * kind), "--crd-groups", "100")
        quietly(crawling(url, range(kind, count, kinds)))
        server.terminate()
        server.wait()
    name = f"{count} clusters, {kinds} surfaces"
    difference = mean(f"{crawlctl} diff c0 c1 --db {database}")
    rows.append((name, "diff of two", f"{difference:.1f} ms", "", ""))
    for what in ["matrix", "matrix --differing", "matrix --differing -o json", "resources --cluster fleet:common"]:
        command = f"{crawlctl} {what} --db {database}"
        time = mean(command)
        rows.append((name, f"{what}; ratio to the diff", f"{time:.1f} ms", "", f"{time / difference:.1f}"))
        rows.append((name, f"{what}, peak memory", f"{peak(command) / 1e6:.1f} MB", "", ""))


def comparisons(resources=3000, days=365):
    """Two surfaces compared, and a year of daily snapshots of one cluster asked."""
    one, year = f"{home}/one.db", f"{home}/year.db"
    year_of_snapshots.make(crawlctl, one, days=1, resources=resources)
    year_of_snapshots.make(crawlctl, year, days=days, resources=resources)
    name = f"{resources:,} resources, {days} snapshots"
    for path, what in [(one, "one snapshot"), (year, f"{days} snapshots, 2 changes a day")]:
        rows.append((name, f"file, {what}", f"{os.path.getsize(path) / 1e6:.1f} MB", "", ""))
    listing = mean(f"{crawlctl} clusters --db {year}")
    for old in ["year@previous", "year@id:1"]:
        took = mean(f"{crawlctl} diff {old} year --db {year}")
        rows.append((name, f"diff {old} year; ratio to clusters", f"{took:.1f} ms", "", f"{took / listing:.2f}"))
    for question, then in [
        ("history", "history"), ("history --resource kind00462s",) * 2,
        ("history --group-version group100.example.com/v1",) * 2,
        ("resources -o name", "resources -o name --cluster year@-100d"),
    ]:
        base, took = mean(f"{crawlctl} {question} --db {one}"), mean(f"{crawlctl} {then} --db {year}")
        rows.append((name, f"{then}; ratio to one snapshot", f"{took:.1f} ms", "", f"{took / base:.2f}"))


def serving(*options):
    server = subprocess.Popen([os.path.join(binaries, "fake-api-server"), "--port", "0", *options], stdout=subprocess.PIPE, text=True)
    return server, server.stdout.readline().removeprefix("listening on ").strip()


try:
    wanted = lambda part: not arguments.only or part in arguments.only
    parts = [("plain", "plain 1.36", []), ("crds", "2,500 CRDs", ["--crds", "2500", "--crd-groups", "500"])]
    for name, options in [(name, options) for part, name, options in parts if wanted(part)]:
        for legacy in [False, True]:
            server, url = serving(*options, *(["--legacy-only"] if legacy else []))
            try:
                measure(name, url, legacy)
            finally:
                server.terminate()
                server.wait()
    if wanted("fleet"):
        fleet()
    if wanted("matrix"):
        side_by_side()
    if wanted("history"):
        comparisons()
    for named in arguments.server:
        name, _, url = named.partition("=")
        measure(name, url)
finally:
    shutil.rmtree(home, ignore_errors=True)

titles = ("SERVER", "WHAT", "CRAWLCTL", "KUBECTL", "RATIO")
widths = [max(len(row[column]) for row in [titles, *rows]) for column in range(5)]
for row in [titles, *rows]:
    print("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip())
