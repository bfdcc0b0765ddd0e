#!/usr/bin/env python3
"""Make a database with the history of one synthetic cluster: a snapshot a day, with a few changes each.

usage: year_of_snapshots.py CRAWLCTL DATABASE [--days N] [--resources N] [--groups N] [--changes N] [--name NAME]

The cluster is served over loopback and really crawled, once for each day; behind that the times in the database are
moved apart, so that the days lie before today. The same arguments make the same content.
"""
import argparse
import datetime
import http.server
import json
import os
import random
import sqlite3
import subprocess
import threading

VERBS = ["delete", "deletecollection", "get", "list", "patch", "create", "update", "watch"]


class Cluster:
    """Groups with resources, changed by chance."""

    def __init__(self, resources, groups, seed=1):
        self.random = random.Random(seed)
        self.made = 0
        self.groups = {f"group{n:03}.example.com": {"v1": {}} for n in range(groups)}
        for _ in range(resources):
            self.add_resource()

    def some_version(self):
        group = self.random.choice(sorted(self.groups))
        return group, self.random.choice(sorted(self.groups[group]))

    def add_resource(self):
        group, version = self.some_version()
        kind = f"Kind{self.made:05}"
        self.made += 1
        self.groups[group][version][kind.lower() + "s"] = {"kind": kind, "verbs": list(VERBS), "shortNames": []}

    def change(self):
        """One change of a kind that clusters see: mostly resources that come, go or change, now and then a version."""
        group, version = self.some_version()
        resources = self.groups[group][version]
        what = self.random.randrange(10)
        if what < 3 or not resources:
            self.add_resource()
        elif what < 5:
            del resources[self.random.choice(sorted(resources))]
        elif what < 7:
            resource = resources[self.random.choice(sorted(resources))]
            # A resource that is being deleted supports fewer verbs.
            resource["verbs"] = VERBS[:4] + VERBS[7:] if len(resource["verbs"]) == len(VERBS) else list(VERBS)
        elif what < 9:
            resource = resources[self.random.choice(sorted(resources))]
            resource["shortNames"] = [] if resource["shortNames"] else [resource["kind"].lower()[4:]]
        elif len(self.groups[group]) == 1:
            self.groups[group]["v2"] = {name: dict(resource) for name, resource in resources.items()}
        else:
            del self.groups[group]["v1"]

    def documents(self):
        """The bodies of /api, /apis and /version, in the aggregated form."""
        items = []
        for group, versions in sorted(self.groups.items()):
            listed = [
                {"version": version, "freshness": "Current", "resources": [
                    self.resource(group, version, name, resource) for name, resource in sorted(resources.items())]}
                for version, resources in sorted(versions.items(), reverse=True)
            ]
            items.append({"metadata": {"name": group}, "versions": listed})
        kind = {"kind": "APIGroupDiscoveryList", "apiVersion": "apidiscovery.k8s.io/v2"}
        return {
            "/api": json.dumps({**kind, "items": []}).encode(),
            "/apis": json.dumps({**kind, "items": items}).encode(),
            "/version": b'{"gitVersion":"v1.36.0","major":"1","minor":"36"}',
        }

    @staticmethod
    def resource(group, version, name, resource):
        kind = {"group": group, "version": version, "kind": resource["kind"]}
        return {
            "resource": name, "responseKind": kind, "scope": "Namespaced", "singularResource": name[:-1],
            "verbs": resource["verbs"], "shortNames": resource["shortNames"], "categories": ["all"],
            "subresources": [{"subresource": "status", "responseKind": kind, "verbs": ["get", "patch", "update"]}],
        }


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        body = self.server.documents.get(self.path.split("?")[0])
        self.send_response(404 if body is None else 200)
        kind = "application/json" if self.path.startswith("/version") else \
            "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList"
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body or b"")))
        self.end_headers()
        self.wfile.write(body or b"")

    def log_message(self, *arguments):
        pass


def make(crawlctl, database, days=365, resources=3000, groups=500, changes=2, name="year"):
    """Crawls a changing cluster once for each day, then moves the days apart."""
    cluster = Cluster(resources, groups)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        for day in range(days):
            if day:
                for _ in range(changes):
                    cluster.change()
            server.documents = cluster.documents()
            subprocess.run(
                [crawlctl, "crawl", "--server", f"http://127.0.0.1:{server.server_port}", "--name", name, "--db", database],
                check=True, stdout=subprocess.DEVNULL)
    finally:
        server.shutdown()
        server.server_close()
    move_apart(database, name)


def move_apart(database, name):
    """Gives the crawls of a cluster a day each, the last one its own."""
    connection = sqlite3.connect(database)
    with connection:
        crawls = connection.execute(
            "SELECT crawl.id, crawl.snapshot_id FROM crawl JOIN cluster ON cluster.id = cluster_id WHERE name = ? ORDER BY crawl.id",
            [name]).fetchall()
        last = datetime.datetime.now(datetime.timezone.utc)
        seen = set()
        for back, (crawl, snapshot) in zip(range(len(crawls) - 1, -1, -1), crawls):
            time = (last - datetime.timedelta(days=back)).strftime("%Y-%m-%dT%H:%M:%S.000Z")
            connection.execute("UPDATE crawl SET observed_at = ? WHERE id = ?", [time, crawl])
            if snapshot not in seen:
                connection.execute("UPDATE snapshot SET first_seen_at = ? WHERE id = ?", [time, snapshot])
                seen.add(snapshot)
    connection.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("crawlctl")
    parser.add_argument("database")
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--resources", type=int, default=3000)
    parser.add_argument("--groups", type=int, default=500)
    parser.add_argument("--changes", type=int, default=2)
    parser.add_argument("--name", default="year")
    arguments = parser.parse_args()
    make(**vars(arguments))
    print(f"{os.path.getsize(arguments.database) / 1e6:.1f} MB")
