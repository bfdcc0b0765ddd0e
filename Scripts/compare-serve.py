#!/usr/bin/env python3
"""Compare what kubectl prints against `crawlctl serve` with what it prints against the server that was crawled.

usage: compare-serve.py CRAWLCTL KUBECTL [KUBECTL ...] -- NAME=URL [NAME=URL ...]

Crawls each server once in the form it prefers and once in the legacy form, serves what was stored, and runs every
kubectl with an empty cache against both; those of 1.27 and later explain resources, too, where the server has schemas. What is not current is served in the form in which it was crawled, and kubectl
says other things of it in each: give such a server a second time as NAME.legacy=URL, where it speaks the legacy form only.
"""
import json
import os
import subprocess
import sys
import tempfile

divider = sys.argv.index("--")
crawlctl, kubectls, servers = sys.argv[1], sys.argv[2:divider], sys.argv[divider + 1 :]
COMMANDS = [
    ["api-resources", "-o", "wide"], ["api-resources", "--verbs=watch,list"], ["api-resources", "--namespaced=false"],
    ["api-resources", "--api-group=apps", "-o", "name"], ["api-versions"], ["version", "-o", "json"],
    ["get", "--raw", "/apis/batch/v1"], ["get", "--raw", "/apis/apps"], ["get", "--raw", "/api/v1"],
]
# Those that ask for OpenAPI v3.
SCHEMA_COMMANDS = [
    ["explain", "pods.spec.containers"], ["explain", "deployments", "--recursive"], ["explain", "namespaces.metadata"],
    ["explain", "customresourcedefinitions", "--recursive"], ["explain", "pods.nothing"],
    ["explain", "horizontalpodautoscalers", "--api-version=autoscaling/v2"],
]
failures = checked = 0


def run(kubectl, url, command):
    with tempfile.TemporaryDirectory() as home:
        environment = {"HOME": home, "KUBECONFIG": "/dev/null", "PATH": os.environ["PATH"]}
        result = subprocess.run([kubectl, "--server", url, *command], env=environment, capture_output=True, text=True)
    return result.returncode, result.stdout


def without_hashes(text):
    """A document whose resources are sorted: only the legacy form has storageVersionHash, and the store keeps no order of
    entries."""
    try:
        document = json.loads(text)
    except ValueError:
        return text
    if isinstance(document, dict) and "resources" in document:
        for resource in document["resources"]:
            resource.pop("storageVersionHash", None)
            for field in ["verbs", "categories"]:
                if field in resource:
                    resource[field].sort()
        document["resources"].sort(key=lambda resource: resource["name"])
    document.pop("clientVersion", None)
    return json.dumps(document, sort_keys=True)


def rows(text):
    """Lines without padding; the order of verbs and of groups depends on the form that was read."""
    return sorted(" ".join(",".join(sorted(cell.split(","))) for cell in line.split()) for line in text.splitlines())


def explains(kubectl):
    version = json.loads(run(kubectl, "http://127.0.0.1:1", ["version", "--client", "-o", "json"])[1])
    return int(version["clientVersion"]["minor"].rstrip("+")) >= 27


def compare(kubectl, cluster, url, base):
    global checked, failures
    for command in COMMANDS + (SCHEMA_COMMANDS if explains(kubectl) else []):
        theirs, ours = run(kubectl, url, command), run(kubectl, base, command)
        checked += 1
        same = theirs[0] == ours[0] and (
            theirs[1] == ours[1]
            or (command[0] in ["get", "version"] and without_hashes(theirs[1]) == without_hashes(ours[1]))
            or (command[0] == "api-resources" and rows(theirs[1]) == rows(ours[1]))
        )
        if same:
            continue
        failures += 1
        print(f"{kubectl} {cluster}: {' '.join(command)} differs: {theirs[0]} and {ours[0]}")
        before, after = set(theirs[1].splitlines()), set(ours[1].splitlines())
        for line in sorted(before - after)[:3]:
            print(f"  - {line[:300]}")
        for line in sorted(after - before)[:3]:
            print(f"  + {line[:300]}")
    code, said = run(kubectl, base, ["get", "pods"])
    checked += 1
    if code == 0:
        failures += 1
        print(f"{kubectl}: get pods does not fail")


urls = dict(server.split("=", 1) for server in servers)
names = [name for name in urls if not name.endswith(".legacy")]
with tempfile.TemporaryDirectory() as folder:
    database = f"{folder}/serve.db"
    environment = {**os.environ, "CRAWLCTL_DB": database, "KUBECONFIG": "/dev/null"}
    for name in names:
        for suffix, options in [("", []), (".legacy", ["--legacy-only"])]:
            url = urls.get(name + suffix, urls[name])
            subprocess.run([crawlctl, "crawl", "--server", url, "--name", name + suffix, "--schemas", *options], env=environment, stdout=subprocess.DEVNULL)
    for name in names:
        for cluster in [name, f"{name}.legacy"]:
            url = urls.get(cluster, urls[name])
            # At the root: before 1.30 or so, kubectl get --raw forgets a server's path prefix.
            serving = subprocess.Popen(
                [crawlctl, "serve", "--listen", "127.0.0.1:0", "--cluster", cluster], env=environment, stdout=subprocess.PIPE, text=True)
            base = serving.stdout.readline().removeprefix("listening on ").strip()
            try:
                for kubectl in kubectls:
                    compare(kubectl, cluster, url, base)
            finally:
                serving.terminate()
                serving.wait()
print(f"{checked - failures} of {checked} the same")
sys.exit(1 if failures else 0)
