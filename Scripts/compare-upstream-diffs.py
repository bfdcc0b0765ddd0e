#!/usr/bin/env python3
"""Compute what differs between Kubernetes releases, and compare `crawlctl diff` with that.

usage: compare-upstream-diffs.py RECORDINGS              print the differences of all pairs of releases, as JSON
       compare-upstream-diffs.py RECORDINGS CRAWLCTL     compare with what crawlctl says; exit 1 when anything differs

RECORDINGS holds a folder upstream-X.Y for each release, with the legacy discovery documents of a server with every API
enabled below its folder `legacy`. Nothing of crawlctl is used to read them. Verbs and categories are compared as sets,
short names as lists. What is in an added or removed group, version or resource is listed too.
A responseKind is (group, version, kind), or the kind alone where the other two are the same on both sides.
"""
import collections
import itertools
import json
import pathlib
import re
import subprocess
import sys

# A difference without `class` and `reason`, which are a matter of judgement. `order` has only its group: whose versions
# changed places, or "" where groups did.
Difference = collections.namedtuple("Difference", "kind subject group version resource subresource field before after")
Release = collections.namedtuple("Release", "groups preferred entries")

# What must be among the differences from one release to the next.
FACTS = [
    ("1.31", "1.32", "removed", "version", "flowcontrol.apiserver.k8s.io", "v1beta3", "", ""),
    ("1.31", "1.32", "removed", "version", "coordination.k8s.io", "v1alpha1", "", ""),
    ("1.31", "1.32", "added", "version", "coordination.k8s.io", "v1alpha2", "", ""),
    ("1.31", "1.32", "added", "subresource", "", "v1", "pods", "resize"),
    ("1.32", "1.33", "added", "resource", "networking.k8s.io", "v1", "servicecidrs", ""),
    ("1.32", "1.33", "added", "resource", "networking.k8s.io", "v1", "ipaddresses", ""),
    ("1.33", "1.34", "added", "version", "resource.k8s.io", "v1", "", ""),
    ("1.33", "1.34", "added", "resource", "storage.k8s.io", "v1", "volumeattributesclasses", ""),
    ("1.35", "1.36", "added", "resource", "admissionregistration.k8s.io", "v1", "mutatingadmissionpolicies", ""),
]


def document(folder, path):
    return json.loads((folder / f"{path}.json").read_text(encoding="utf-8"))


def release(recording):
    """Groups and versions in the server's order, preferred versions, and what each group version has."""
    folder = recording / "legacy"
    core = document(folder, "api")["versions"]
    groups, preferred = {"": core}, {"": core[0]}
    for group in document(folder, "apis")["groups"]:
        groups[group["name"]] = [version["version"] for version in group["versions"]]
        preferred[group["name"]] = group["preferredVersion"]["version"]
    entries = {}
    for group, versions in groups.items():
        for version in versions:
            path = f"apis/{group}/{version}" if group else f"api/{version}"
            found = entries[group, version] = {}
            for entry in document(folder, path)["resources"]:
                resource, _, subresource = entry["name"].partition("/")
                found[resource, subresource] = fields(entry, group, version)
    return Release(groups, preferred, entries)


def fields(entry, group, version):
    return {
        "verbs": tuple(sorted(set(entry["verbs"]))),
        "scope": "Namespaced" if entry["namespaced"] else "Cluster",
        "responseKind": (entry.get("group") or group, entry.get("version") or version, entry["kind"]),
        "shortNames": tuple(entry.get("shortNames", [])),
        "categories": tuple(sorted(set(entry.get("categories", [])))),
        "singularName": entry["singularName"],
    }


def differences(before, after):
    """All that differs, as a set."""
    found = set()

    def add(kind, subject, group, version="", resource="", subresource="", field="", old=None, new=None):
        found.add(Difference(kind, subject, group, version, resource, subresource, field, old, new))

    for kind, one, other in [("removed", before, after), ("added", after, before)]:
        for group, versions in one.groups.items():
            if group not in other.groups:
                add(kind, "group", group)
            for version in versions:
                if (group, version) not in other.entries:
                    add(kind, "version", group, version)
                for resource, subresource in one.entries[group, version].keys() - other.entries.get((group, version), {}).keys():
                    add(kind, "subresource" if subresource else "resource", group, version, resource, subresource)
    for group in before.groups.keys() & after.groups.keys():
        if before.preferred[group] != after.preferred[group]:
            add("changed", "preferredVersion", group, old=before.preferred[group], new=after.preferred[group])
        if reordered(before.groups[group], after.groups[group]):
            add("changed", "order", group)
    if reordered(list(before.groups), list(after.groups)):
        add("changed", "order", "")
    for group, version in before.entries.keys() & after.entries.keys():
        old, new = before.entries[group, version], after.entries[group, version]
        for resource, subresource in old.keys() & new.keys():
            ours, theirs = old[resource, subresource], new[resource, subresource]
            for field in ours:
                if ours[field] != theirs[field]:
                    values = ours[field], theirs[field]
                    if field == "responseKind" and values[0][:2] == values[1][:2]:
                        values = values[0][2], values[1][2]
                    subject = "subresource" if subresource else "resource"
                    add("changed", subject, group, version, resource, subresource, field, *values)
    return found


def reordered(before, after):
    return [item for item in before if item in after] != [item for item in after if item in before]


def folded(found):
    """Without what is inside something else that was added or removed."""
    gone = {(d.kind, d.subject, d.group, d.version, d.resource) for d in found}

    def is_inside(d):
        return d.kind != "changed" and (
            (d.subject != "group" and (d.kind, "group", d.group, "", "") in gone)
            or (d.subject in ("resource", "subresource") and (d.kind, "version", d.group, d.version, "") in gone)
            or (d.subject == "subresource" and (d.kind, "resource", d.group, d.version, d.resource) in gone)
        )

    return {d for d in found if not is_inside(d)}


# Part two: the only code that knows how crawlctl writes a difference.


def said(crawlctl, before, after):
    """What crawlctl says, and whether it says what is inside of what came or went."""
    words = [crawlctl, "diff", f"upstream:{before}+all", f"upstream:{after}+all", "-o", "json"]
    done = subprocess.run(words, capture_output=True, text=True)
    if done.returncode not in (0, 1):
        sys.exit(f"{' '.join(words)}: exit {done.returncode}\n{done.stderr}")
    rows = json.loads(done.stdout)["differences"]
    if done.returncode != (1 if rows else 0):
        sys.exit(f"{' '.join(words)}: exit {done.returncode} with {len(rows)} differences")
    found = {read(row) for row in rows} - {None}
    content = {difference for row in rows for difference in inside(row)}
    return found | content, bool(content)


def read(row):
    kind, subject, group, field = row["kind"], row["subject"], row.get("group") or "", row.get("field") or ""
    if subject == "name":
        return None  # what a name means is a matter of kubectl's rules and not of what servers say
    if subject == "order" or field in ("groups", "versions"):
        return Difference("changed", "order", group, "", "", "", "", None, None)
    if "preferredVersion" in (subject, field):
        return Difference("changed", "preferredVersion", group, "", "", "", "", row["from"], row["to"])
    resource, _, subresource = (row.get("resource") or "").partition("/")
    subresource = (row.get("subresource") or "").rpartition("/")[2] or subresource
    values = [value(row[side], field) for side in ("from", "to")] if kind == "changed" else [None, None]
    field = {"namespaced": "scope", "kind": "responseKind"}.get(field, field) if kind == "changed" else ""
    return Difference(kind, subject, group, row.get("version") or "", resource, subresource, field, *values)


def value(found, field):
    if field in ("scope", "namespaced"):
        return {True: "Namespaced", False: "Cluster"}.get(found, found)
    if field == "responseKind":
        return (found["group"], found["version"], found["kind"])
    if field in ("verbs", "categories"):
        return tuple(sorted(found))
    return tuple(found) if isinstance(found, list) else found


def inside(row):
    """What is inside a group, version or resource that came or went, as far as the row describes it."""
    content = row["from"] or row["to"] if row["kind"] != "changed" else None
    group, version = row.get("group") or "", row.get("version") or ""
    if row["subject"] == "group" and isinstance(content, dict):
        for each in content["versions"]:
            yield presence(row, group, each["version"])
            yield from (presence(row, group, each["version"], name) for name in each["resources"])
    elif row["subject"] == "version" and isinstance(content, list):
        yield from (presence(row, group, version, name) for name in content)
    elif row["subject"] == "resource" and isinstance(content, dict):
        yield from (presence(row, group, version, f"{row['resource']}/{name}") for name in content["subresources"])


def presence(row, group, version, name=""):
    resource, _, subresource = name.partition("/")
    subject = "subresource" if subresource else "resource" if resource else "version"
    return Difference(row["kind"], subject, group, version, resource, subresource, "", None, None)


def compare(crawlctl, pairs):
    failures = 0
    for (before, after), found in pairs.items():
        theirs, is_complete = said(crawlctl, before, after)
        # Whether what is inside something that came or went is listed is up to crawlctl; all else must be.
        missing, wrong = (found if is_complete else folded(found)) - theirs, theirs - found
        for what, rows in [("lacks", missing), ("invents", wrong)]:
            for row in sorted(rows, key=str):
                print(f"{before} to {after}: crawlctl {what} {tuple(row)}")
        failures += bool(missing or wrong)
    print(f"{len(pairs)} pairs of releases compared, {failures} differ")
    return failures


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    folders = [folder for folder in pathlib.Path(sys.argv[1]).glob("upstream-*") if re.search(r"-[0-9]+\.[0-9]+$", folder.name)]
    folders.sort(key=lambda folder: [int(part) for part in folder.name.rpartition("-")[2].split(".")])
    releases = {folder.name.rpartition("-")[2]: release(folder) for folder in folders}
    if len(releases) < 2:
        sys.exit(f"{sys.argv[1]} has no two folders upstream-X.Y")
    pairs = {
        (before, after): differences(releases[before], releases[after])
        for before, after in itertools.permutations(releases, 2)
    }
    for before, after, *fact in FACTS:
        if (before, after) in pairs and not any(tuple(d[:6]) == tuple(fact) for d in pairs[before, after]):
            sys.exit(f"from {before} to {after}, this is not true: {fact}")
    if len(sys.argv) == 3:
        sys.exit(1 if compare(sys.argv[2], pairs) else 0)
    names = ["kind", "subject", "group", "version", "resource", "subresource", "field", "from", "to"]
    rows = [
        {"from": before, "to": after, "differences": [dict(zip(names, d)) for d in sorted(found, key=str)]}
        for (before, after), found in pairs.items()
    ]
    print(json.dumps(rows, indent=1))


if __name__ == "__main__":
    main()
