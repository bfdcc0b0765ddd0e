"""What is on by default, where no server with default settings says so: a rule, and the facts of a file."""

import re
from typing import NamedTuple

from .server import Problem

GA = re.compile(r"v[0-9]+")


class Fact(NamedTuple):
    """One line of the file."""

    first: str
    last: str
    is_on: bool
    group: str
    version: str
    resource: str
    subresource: str
    line: int

    def holds_in(self, release):
        first, last = self.first or release, self.last or release
        return minor(first) <= minor(release) <= minor(last)

    def speaks_of(self, key):
        """What is said of a version holds for its resources, and of a resource for its subresources."""
        return all(mine in ("", theirs) for mine, theirs in zip(self[3:7], key)) and key[:2] == self[3:5]


def minor(release):
    """1.36 as numbers, to compare."""
    return tuple(int(part) for part in release.split("."))


def facts(path):
    """The lines of the file, which explains itself."""
    found = []
    for number, text in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        words = text.partition("#")[0].split()
        if words:
            found.append(_fact(words, number))
    return found


def _fact(words, line):
    releases = re.fullmatch(r"([0-9]+\.[0-9]+)?(-)?([0-9]+\.[0-9]+)?", words[0])
    if releases is None or not (releases[1] or releases[3]) or words[1:2] not in (["on"], ["off"]) or len(words) not in (3, 4):
        raise Problem(f"line {line} of the facts is not RELEASES on|off GROUPVERSION [RESOURCE[/SUBRESOURCE]]")
    first, last = releases[1], releases[3]
    if not releases[2]:
        last = first
    group, _, version = words[2].rpartition("/")
    resource, _, subresource = words[3].partition("/") if len(words) == 4 else ("", "", "")
    return Fact(first, last, words[1] == "on", group, version, resource, subresource, line)


def by_default(release, every, known, before):
    """What of all that a release can serve is on, and what of it neither the facts nor an earlier release speak of.

    `before` are the keys that were on by default in the release before, or None where that is not known.
    """
    known = [fact for fact in known if fact.holds_in(release)]
    for fact in known:
        if not any(fact.speaks_of(key) for key in every.keys()):
            raise Problem(f"line {fact.line} of the facts speaks of what {release} does not serve")
    on, unsaid = set(), []
    for key in every.keys():
        said = [fact for fact in known if fact.speaks_of(key)]
        is_on = said[-1].is_on if said else GA.fullmatch(key[1]) is not None
        if is_on:
            on.add(key)
            if not said and before is not None and key not in before:
                unsaid.append(key)
    for key in on:
        if (*key[:3], "") not in on:
            raise Problem(f"the facts have {text(key)} on without its resource")
    return on, unsaid


def text(key):
    """A key as the file of facts has it."""
    group, version, resource, subresource = key
    return f"{group}/{version} {resource}/{subresource}".strip("/")
