#!/usr/bin/env python3
"""Make the tables of what Kubernetes releases serve, from crawls of servers of theirs.

A release takes one server with every API enabled (--runtime-config=api/all=true and the feature gates AllAlpha and
AllBeta) and, where there is one, a second with default settings; neither with a custom resource or an aggregated API:

    make upstream-tables SERVERS="1.37+all=http://127.0.0.1:8001 1.37=http://127.0.0.1:8002"

A server is a URL that needs no credentials (kubectl proxy gives one), or the name of a cluster in the database that
crawlctl reads by default. Without a server with default settings, defaults.txt beside the tables says what is on; with
one, both must say the same.
"""

import argparse
import pathlib
import re
import sys

from upstream import defaults, server, table
from upstream.server import Problem

TABLES = pathlib.Path(__file__).resolve().parent.parent / "Sources/UpstreamBaselines/Tables"


def servers(words):
    """`1.37+all=WHERE` and `1.37=WHERE` as release -> {"+all": WHERE, "": WHERE}, oldest release first."""
    found = {}
    for word in words:
        parts = re.fullmatch(r"([0-9]+\.[0-9]+)(\+all)?=(.+)", word)
        if parts is None:
            raise Problem(f"{word!r} is not RELEASE+all=SERVER or RELEASE=SERVER")
        found.setdefault(parts[1], {})[parts[2] or ""] = parts[3]
    for release, places in found.items():
        if "+all" not in places:
            raise Problem(f"{release} lacks a server with every API enabled: {release}+all=SERVER")
    return dict(sorted(found.items(), key=lambda item: defaults.minor(item[0])))


def before(release, tables):
    """What the table of the release before has on by default; None where there is no such table."""
    major, minor = defaults.minor(release)
    path = tables / f"kubernetes-{major}.{minor - 1}.txt"
    return table.served_by_default(path.read_text(encoding="utf-8")) if path.exists() else None


def default_server(release, every, measured, known, tables):
    """The server with default settings, measured or derived."""
    on, unsaid = defaults.by_default(release, every, known, before(release, tables))
    if measured is None:
        if unsaid:
            raise Problem(
                f"are these on by default in {release}? defaults.txt must say:\n  "
                + "\n  ".join(defaults.text(key) for key in unsaid)
            )
        return every.only(on)
    served = set(measured.keys())
    if served != on:
        lines = [f"{release} off {defaults.text(key)}" for key in sorted(on - served)]
        lines += [f"{release} on {defaults.text(key)}" for key in sorted(served - on)]
        raise Problem("the server with default settings knows better than defaults.txt; these would agree:\n  " + "\n  ".join(lines))
    return measured


def write(release, places, arguments, known):
    every = server.read(arguments.crawlctl, release, places["+all"])
    measured = server.read(arguments.crawlctl, release, places[""]) if "" in places else None
    default = default_server(release, every, measured, known, arguments.tables)
    text = "\n".join(table.lines(release, default, every)) + "\n"
    path = arguments.tables / f"kubernetes-{release}.txt"
    old = path.read_text(encoding="utf-8") if path.exists() else None
    path.write_text(text, encoding="utf-8")
    how = "new" if old is None else "unchanged" if old == text else "changed"
    counts = [len([key for key in one.keys() if not key[3]]) for one in (default, every)]
    source = "measured" if measured else "derived"
    print(f"{path.name}: {how}; {counts[0]} resources by default ({source}), {counts[1]} with every API enabled")


def main():
    summary, _, details = __doc__.partition("\n")
    parser = argparse.ArgumentParser(
        description=summary, epilog=details, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("servers", nargs="+", metavar="RELEASE[+all]=SERVER")
    parser.add_argument("--crawlctl", default="crawlctl", help="the program, where it is not on the PATH")
    parser.add_argument("--tables", type=pathlib.Path, default=TABLES, help="the folder to write to")
    parser.add_argument("--facts", type=pathlib.Path, default=TABLES / "defaults.txt", help="instead of defaults.txt")
    arguments = parser.parse_args()
    try:
        known = defaults.facts(arguments.facts)
        for release, places in servers(arguments.servers).items():
            write(release, places, arguments, known)
    except (Problem, OSError) as error:
        sys.exit(f"Error: cannot make the tables: {error}")


if __name__ == "__main__":
    main()
