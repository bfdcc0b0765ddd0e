"""The table of one release; Sources/UpstreamBaselines/Tables/README.md explains the format."""

from .server import Entry, Problem

RESOURCE_VERBS = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"]
SUBRESOURCE_VERBS = ["get", "patch", "update"]


def lines(release, default, every):
    """The whole table, of what a server with default settings has and of what one with every API enabled has."""
    yield "# Made by Scripts/upstream-tables.py; README.md explains it."
    yield f"release {release}"
    yield "verbs resource " + " ".join(RESOURCE_VERBS)
    yield "verbs subresource " + " ".join(SUBRESOURCE_VERBS)
    for name in merged(list(default.groups), list(every.groups)):
        yield ""
        yield from group_lines(name, default, every)


def served_by_default(table):
    """The keys of what a table has without the mark +all, as (group, version, resource, subresource or "")."""
    keys = set()
    group = version = resource = ""
    hidden = {}  # what each level of the lines above says
    for line in table.splitlines():
        words = line.split()
        if not words or words[0].startswith("#"):
            continue
        level = 2 if line[0] == " " else {"group": 0, "version": 1}.get(words[0])
        if level is None:
            continue
        if words[0].startswith("/"):
            level = 3
        hidden = {above: mark for above, mark in hidden.items() if above < level}
        hidden[level] = words[-1] == "+all"
        if level == 0:
            group = words[1].strip('"')
        elif level == 1:
            version = words[1]
        elif level == 2:
            resource = words[0]
        if level >= 2 and not any(hidden.values()):
            keys.add((group, version, resource, words[0][1:] if level == 3 else ""))
    return keys


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
        contents = [server.entries.get((name, version)) for server in (default, every)]
        version_mark = "" if None not in contents else " -all" if contents[1] is None else " +all"
        yield f"version {version}{'' if mark else version_mark}"
        yield from version_lines(*contents) if version_mark == "" else one_sided(contents)


def unusual_preference(server, name, versions):
    preferred = server.preferred[name]
    return preferred if preferred != versions[0] else None


def one_sided(contents):
    """The lines beneath a marked version: they need no marks of their own."""
    only = next(entries for entries in contents if entries is not None)
    return version_lines(only, only)


def version_lines(default, every):
    """The lines beneath a version, of the entries that either server has."""
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
