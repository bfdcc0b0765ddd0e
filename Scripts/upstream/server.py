"""What a crawl says of one API server."""

import json
import os
import re
import subprocess
import tempfile
from typing import NamedTuple

# What the words of a table may look like: no spaces, no marks, no separators.
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9.:_-]*")


class Problem(Exception):
    """The inputs do not say what a table needs."""


class Entry(NamedTuple):
    """A resource or a subresource of one group version on one server."""

    kind: str
    namespaced: bool
    verbs: list
    short_names: list
    categories: list
    singular_name: str

    def same(self, other):
        """Whether both are the same to whoever compares servers: verbs and categories are sets."""
        return self._replace(verbs=set(self.verbs), categories=set(self.categories)) == other._replace(
            verbs=set(other.verbs), categories=set(other.categories)
        )


class Server:
    """Groups in discovery order, versions in the server's order, and what they hold."""

    def __init__(self):
        self.groups = {}  # name -> list of versions
        self.preferred = {}  # name -> version
        self.entries = {}  # (group, version) -> {(resource, subresource or ""): Entry}

    def keys(self):
        """All that is served, as (group, version, resource, subresource or "")."""
        return [(*version, *key) for version, entries in self.entries.items() for key in entries]

    def only(self, keys):
        """A server that serves these alone; what is left without any resource is not served at all."""
        server = Server()
        for group, versions in self.groups.items():
            for version in versions:
                entries = {
                    key: entry
                    for key, entry in self.entries[group, version].items()
                    if (group, version, *key) in keys
                }
                if entries:
                    server.groups.setdefault(group, []).append(version)
                    server.entries[group, version] = entries
            if group in server.groups:
                served = server.groups[group]
                server.preferred[group] = self.preferred[group] if self.preferred[group] in served else served[0]
        return server


def read(crawlctl, release, where):
    """The server of a release: at a URL, which is crawled, or a cluster in crawlctl's database."""
    if "://" not in where:
        return _read(lambda *words: _run(crawlctl, os.environ, *words), release, where)
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "CRAWLCTL_DB": f"{folder}/discovery.db"}

        def run(*words):
            return _run(crawlctl, environment, *words)

        run("crawl", "--server", where, "--name", "server")
        return _read(run, release, "server")


def _run(crawlctl, environment, *words):
    done = subprocess.run([crawlctl, *words], env=environment, capture_output=True, text=True)
    if done.returncode != 0:
        raise Problem(f"crawlctl {words[0]} ended with {done.returncode}\n{done.stdout}{done.stderr}".rstrip())
    return done.stdout


def _read(run, release, cluster):
    for row in json.loads(run("clusters", "-o", "json")):
        if row["name"] == cluster and not (row["version"] or "").startswith(f"v{release}."):
            raise Problem(f"{cluster} is {row['version']} and not {release}")
    reader = _Reader(cluster)
    # Groups are listed in the order of their names; the order in which the server names them is beside them.
    order = run(
        "sql", "-o", "json", "--param", f"name={cluster}", "SELECT value AS name FROM cluster"
        " JOIN snapshot ON snapshot.id = cluster.snapshot_id"
        " JOIN discovery_order ON discovery_order.id = snapshot.discovery_order_id"
        " JOIN json_each(discovery_order.groups) WHERE cluster.name = :name ORDER BY key",
    )
    reader.add_groups(
        json.loads(run("groups", "--cluster", cluster, "-o", "json")), [row["name"] for row in json.loads(order)]
    )
    listing = ["resources", "--cluster", cluster, "--all-versions", "--subresources", "-o", "json"]
    for row in json.loads(run(*listing)):
        reader.add(row)
    reader.check()
    return reader.server


class _Reader:
    def __init__(self, cluster):
        self.cluster = cluster
        self.server = Server()

    def add_groups(self, rows, order):
        if sorted(order) != sorted(row["group"] for row in rows):
            raise Problem(f"{self.cluster} is no cluster's name, or was not crawled completely")
        for row in sorted(rows, key=lambda row: order.index(row["group"])):
            name = row["group"]
            if row["state"] != "current":
                raise Problem(f"group {name!r} of {self.cluster} is {row['state']}: the crawl is not complete")
            self.server.groups[name] = row["versions"]
            self.server.preferred[name] = row["preferredVersion"]
            for version in row["versions"]:
                self.server.entries[name, version] = {}

    def add(self, row):
        group, version, name = row["group"], row["version"], row["name"]
        if row["state"] != "current":
            raise Problem(f"{group}/{version} of {self.cluster} is {row['state']}: the crawl is not complete")
        resource, _, subresource = name.partition("/")
        kind = row["responseKind"]
        names = [kind["kind"]]
        if (kind["group"], kind["version"]) != (group, version):
            names = [part for part in (kind["group"], kind["version"]) if part] + names
        lists = [row["verbs"], row["shortNames"], row["categories"]]
        for text in [resource, *names, *sum(lists, [])] + ([subresource] if subresource else []):
            if not NAME.fullmatch(text):
                raise Problem(f"{name} of {group}/{version}: the table cannot hold the name {text!r}")
        self.server.entries[group, version][resource, subresource] = Entry(
            "/".join(names), row["namespaced"], *lists, row["singularName"]
        )

    def check(self):
        for (group, version), entries in self.server.entries.items():
            for (resource, subresource), entry in entries.items():
                where = f"{resource}/{subresource} of {group}/{version}"
                parent = entries.get((resource, ""))
                if parent is None:
                    raise Problem(f"{where} is there without {resource}")
                if entry.namespaced != parent.namespaced:
                    raise Problem(f"{where} has another scope than {resource}")
                if subresource and (entry.short_names or entry.categories or entry.singular_name):
                    raise Problem(f"{where} has a name of its own")
