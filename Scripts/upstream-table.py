#!/usr/bin/env python3
"""Make the table of what one Kubernetes release serves, from crawls of two servers of that release.

One server runs with default settings, the other with every API enabled (--runtime-config=api/all=true and the feature
gates AllAlpha and AllBeta), neither with a custom resource. Crawl both, then write a folder for each:

    crawlctl groups --cluster plain -o json > plain/groups.json
    crawlctl resources --cluster plain --all-versions --subresources -o json > plain/resources.json
    crawlctl sql -o json "SELECT value AS \\"group\\" FROM cluster
        JOIN snapshot ON snapshot.id = cluster.snapshot_id
        JOIN discovery_order ON discovery_order.id = snapshot.discovery_order_id
        JOIN json_each(discovery_order.groups) WHERE cluster.name = 'plain' ORDER BY key" > plain/order.json

and make the table of them:

    Scripts/upstream-table.py 1.36 plain every > Sources/UpstreamBaselines/Tables/kubernetes-1.36.txt

order.json may be left out where groups.json lists the groups in discovery order. The table's header explains the
format.
"""

import argparse
import json
import pathlib
import re
import sys
from typing import NamedTuple

RESOURCE_VERBS = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"]
SUBRESOURCE_VERBS = ["get", "patch", "update"]

HEADER = """\
# What a plain Kubernetes {release} API server serves with its default settings, and with every API enabled.
#
# Made by Scripts/upstream-table.py from crawls of two such servers; may be edited by hand. A line holds for both, unless
# it or a line above it that it belongs to ends in +all (only with every API enabled) or -all (only with default
# settings). Groups stand in discovery order, resources and subresources in the order of their names:
#
#   group NAME                  "" is the core group
#   preferredVersion VERSION    only where that is not the first of the versions that are served
#   version VERSION             in the server's order
#     RESOURCE KIND [scope=Cluster] [verbs=...] [shortNames=...] [categories=...] [singularName=...]
#       /SUBRESOURCE [KIND] [verbs=...]
#
# Lists are separated by commas. What is left out: the scope is Namespaced, the verbs are those of the verbs lines, the
# singular name is the kind in lower case, the kind of a subresource is its resource's. A kind of another group version
# is GROUP/VERSION/KIND, or VERSION/KIND of the core group.
"""

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
    """What one folder says of one server."""

    def __init__(self, folder):
        self.groups = {}  # name -> list of versions, in discovery order
        self.preferred = {}  # name -> version
        self.entries = {}  # (group, version) -> {(resource, subresource or ""): Entry}
        rows = self._rows(folder / "groups.json")
        for row in self._in_discovery_order(rows, folder):
            name = row["group"]
            if name in self.groups:
                raise Problem(f"{folder}/groups.json: group {name!r} is there twice")
            self.groups[name] = row["versions"]
            self.preferred[name] = row["preferredVersion"]
            for version in row["versions"]:
                self.entries[name, version] = {}
        for row in self._rows(folder / "resources.json"):
            self._add(row, f"{folder}/resources.json")
        for (group, version), entries in self.entries.items():
            self._check(f"{folder}: {group}/{version}", entries)

    @staticmethod
    def _rows(path):
        rows = json.loads(path.read_text(encoding="utf-8"))
        for row in rows:
            if row.get("state", "current") != "current":
                raise Problem(f"{path}: a group version is {row['state']}, so the crawl is not complete")
        return rows

    def _in_discovery_order(self, rows, folder):
        path = folder / "order.json"
        names = [row["group"] for row in rows]
        if not path.exists():
            if len(names) > 2 and names == sorted(names):
                raise Problem(f"{folder}/groups.json is sorted by name: {path} must tell the discovery order")
            return rows
        order = [row["group"] for row in self._rows(path)]
        if sorted(order) != sorted(names):
            raise Problem(f"{path}: not the groups of groups.json")
        return sorted(rows, key=lambda row: order.index(row["group"]))

    def _add(self, row, where):
        group, version, name = row["group"], row["version"], row["name"]
        if (group, version) not in self.entries:
            raise Problem(f"{where}: {group}/{version} is not in groups.json")
        resource, _, subresource = name.partition("/")
        if (resource, subresource) in self.entries[group, version]:
            raise Problem(f"{where}: {name} of {group}/{version} is there twice")
        kind = row["responseKind"]
        names = [kind["kind"]]
        if (kind["group"], kind["version"]) != (group, version):
            names = [part for part in (kind["group"], kind["version"]) if part] + names
        lists = [row["verbs"], row["shortNames"], row["categories"]]
        for text in [resource, *names, *sum(lists, [])] + ([subresource] if subresource else []):
            if not NAME.fullmatch(text):
                raise Problem(f"{where}: {name} of {group}/{version}: the table cannot hold the name {text!r}")
        self.entries[group, version][resource, subresource] = Entry(
            "/".join(names), row["namespaced"], *lists, row["singularName"]
        )

    @staticmethod
    def _check(where, entries):
        for (resource, subresource), entry in entries.items():
            parent = entries.get((resource, ""))
            if parent is None:
                raise Problem(f"{where}: {resource}/{subresource} is there without {resource}")
            if entry.namespaced != parent.namespaced:
                raise Problem(f"{where}: {resource}/{subresource} has another scope than {resource}")
            if subresource and (entry.short_names or entry.categories or entry.singular_name):
                raise Problem(f"{where}: {resource}/{subresource} has a name of its own")


def merged(default, every):
    """Both lists as one: the default server's order, and what it lacks behind what precedes it on the other."""
    order = list(default)
    for index, item in enumerate(every):
        if item not in order:
            order.insert(order.index(every[index - 1]) + 1 if index else 0, item)
    return order


def variants(default, every, same=lambda one, other: one == other):
    """What to write, each with its mark: once if both servers agree, else for each that has it."""
    if default is not None and every is not None and same(default, every):
        return [(default, "")]
    marked = [(default, " -all"), (every, " +all")]
    return [(value, mark) for value, mark in marked if value is not None]


def side(mark, default, every):
    """What the two servers have beneath a line: nothing on the one that the line's mark leaves out."""
    return (None if "+" in mark else default, None if "-" in mark else every)


def resource_line(resource, entry):
    words = [entry.kind]
    if not entry.namespaced:
        words.append("scope=Cluster")
    if entry.verbs != RESOURCE_VERBS:
        words.append("verbs=" + ",".join(entry.verbs))
    if entry.short_names:
        words.append("shortNames=" + ",".join(entry.short_names))
    if entry.categories:
        words.append("categories=" + ",".join(entry.categories))
    if entry.singular_name != entry.kind.rpartition("/")[2].lower():
        words.append("singularName=" + entry.singular_name)
    # Columns of one width for all tables, so that a new resource does not touch the lines of others.
    return (f"  {resource:<35} " + f"{words[0]:<33} " + " ".join(words[1:])).rstrip()


def subresource_line(subresource, entry, parent):
    words = ["/" + subresource]
    if entry.kind != parent.kind:
        words.append(entry.kind)
    if entry.verbs != SUBRESOURCE_VERBS:
        words.append("verbs=" + ",".join(entry.verbs))
    return "    " + " ".join(words)


def version_lines(default, every):
    """The lines beneath a version, of the entries that either server has; `None` where it has no such version."""
    default, every = default or {}, every or {}
    names = sorted({resource for resource, _ in [*default, *every]}, key=str.encode)
    for resource in names:
        for entry, mark in variants(default.get((resource, "")), every.get((resource, "")), Entry.same):
            yield resource_line(resource, entry) + mark
            ours, theirs = side(mark, default, every)
            ours, theirs = ours or {}, theirs or {}
            subresources = sorted(
                {sub for name, sub in [*ours, *theirs] if name == resource and sub}, key=str.encode
            )
            for subresource in subresources:
                key = (resource, subresource)
                for child, child_mark in variants(ours.get(key), theirs.get(key), Entry.same):
                    yield subresource_line(subresource, child, entry) + ("" if mark else child_mark)


def unusual_preference(server, name, versions):
    preferred = server.preferred[name]
    return preferred if versions and preferred != versions[0] else None


def group_lines(name, default, every):
    ours, theirs = default.groups.get(name), every.groups.get(name)
    mark = "" if ours is not None and theirs is not None else " -all" if theirs is None else " +all"
    yield f"group {name or chr(34) * 2}{mark}"
    preferences = [
        unusual_preference(server, name, versions) if versions else None
        for server, versions in [(default, ours), (every, theirs)]
    ]
    for preferred, preferred_mark in variants(*preferences):
        yield f"preferredVersion {preferred}{'' if mark else preferred_mark}"
    versions = merged(ours or [], theirs or [])
    for served in (ours, theirs):
        if served is not None and [version for version in versions if version in served] != served:
            raise Problem(f"the two servers have the versions of {name!r} in contradictory orders: the table has one")
    for version in versions:
        key = (name, version)
        contents = [server.entries.get(key) for server in (default, every)]
        version_mark = "" if None not in contents else " -all" if contents[1] is None else " +all"
        yield f"version {version}{'' if mark else version_mark}"
        yield from version_lines(*contents) if version_mark == "" else one_sided(contents)


def one_sided(contents):
    """The lines beneath a marked version: they need no marks of their own."""
    only = next(entries for entries in contents if entries is not None)
    return version_lines(only, only)


def table(release, default, every):
    """The whole table, line by line."""
    yield HEADER.format(release=release)
    yield f"release {release}"
    yield "verbs resource " + " ".join(RESOURCE_VERBS)
    yield "verbs subresource " + " ".join(SUBRESOURCE_VERBS)
    for name in merged(list(default.groups), list(every.groups)):
        yield ""
        yield from group_lines(name, default, every)


def main():
    summary, _, details = __doc__.partition("\n")
    parser = argparse.ArgumentParser(
        description=summary, epilog=details, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("release", help="such as 1.36")
    parser.add_argument("default", type=pathlib.Path, help="the folder of the server with default settings")
    parser.add_argument("every", type=pathlib.Path, help="the folder of the server with every API enabled")
    arguments = parser.parse_args()
    try:
        if not re.fullmatch(r"[0-9]+\.[0-9]+", arguments.release):
            raise Problem(f"{arguments.release!r} is not a release such as 1.36")
        lines = list(table(arguments.release, Server(arguments.default), Server(arguments.every)))
    except (Problem, OSError, ValueError, KeyError, TypeError) as error:
        name = "" if isinstance(error, (Problem, OSError)) else f"{type(error).__name__}: "
        sys.exit(f"Error: cannot make the table: {name}{error}")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
