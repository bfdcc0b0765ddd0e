#!/usr/bin/env python3
"""Compare the verdicts of `crawlctl check --schemas` with those of an independent validator, the Python package jsonschema,
on what `crawlctl export json-schema` writes.

usage: compare-check.py CRAWLCTL URL [SEED]

Crawls the server at URL with its schemas, makes a small and a large manifest of every kind out of its JSON Schema, and
breaks copies of them: an unknown field, a value of another type, a required field taken away, a value that is not allowed.
What only one of the two can know (lists that are maps, patterns of Go, a status) is not made.
"""
import copy
import json
import pathlib
import random
import subprocess
import sys
import tempfile

from jsonschema import Draft7Validator, FormatChecker

crawlctl, url = sys.argv[1:3]
dice = random.Random(int(sys.argv[3]) if len(sys.argv) > 3 else 1)
TEXTS = {
    "date-time": "2026-11-02T08:00:00Z", "byte": "AAAA", "ipv4": "10.0.0.1", "ipv6": "::1", "cidr": "10.0.0.0/8",
    "duration": "5m", "uuid": "123e4567-e89b-12d3-a456-426614174000", "email": "a@example.com",
    "uri": "https://example.com", "hostname": "example.com", "date": "2026-11-02", "password": "x",
}
MICRO_TIME = "2026-11-02T08:00:00.000000Z"

formats = FormatChecker(["ipv4", "ipv6", "date"])


@formats.checks("date-time")
def is_date_time(value):
    # Nothing but valid ones and texts without any digit are made here.
    return not isinstance(value, str) or value in (TEXTS["date-time"], MICRO_TIME)


def resolved(schema, root):
    while True:
        if "$ref" in schema:
            schema = root["definitions"][schema["$ref"].split("/")[-1].replace("~1", "/").replace("~0", "~")]
        elif len(schema.get("allOf", [])) == 1 and "properties" not in schema:
            schema = schema["allOf"][0]
        else:
            return schema


def text(schema):
    if schema.get("pattern", "").startswith("[.,][0-9]{6}"):
        return MICRO_TIME
    if schema.get("format") in TEXTS:
        return TEXTS[schema["format"]]
    if schema.get("pattern", "").startswith("^ *[+-]?([0-9]+"):
        return "1Gi"
    return "x" * max(schema.get("minLength", 0), 1)


def made(schema, root, depth, is_large):
    """A value that a schema may take; not always, since patterns and combinations are not solved."""
    schema = resolved(schema, root)
    if schema.get("enum"):
        return schema["enum"][0]
    kind = schema.get("type")
    if isinstance(kind, list):
        kind = kind[0]
    if kind is None:
        for choice in schema.get("anyOf", []) + schema.get("oneOf", []):
            if "properties" not in schema:
                return made({**choice, **{key: schema[key] for key in ["pattern"] if key in schema}}, root, depth, is_large)
        kind = "object" if "properties" in schema else "string"
    if kind == "string":
        return text(schema)
    if kind in ["integer", "number"]:
        low = schema.get("minimum", schema.get("exclusiveMinimum", -1) + 1)
        return int(max(low, min(1, schema.get("maximum", 1))))
    if kind == "boolean":
        return True
    if kind == "array":
        if not is_large and not schema.get("minItems"):
            return []
        return [made(schema.get("items", {}), root, depth + 1, is_large)]
    result = {}
    required = schema.get("required", [])
    for name, field in schema.get("properties", {}).items():
        if name in required or (is_large and depth < 6 and name != "status"):
            result[name] = made(field, root, depth + 1, is_large)
    values = schema.get("additionalProperties")
    if is_large and isinstance(values, dict) and values:
        result["x"] = made(values, root, depth + 1, is_large)
    return result


def places(value, schema, root, path=()):
    """Every value in a manifest with the schema that it is there by."""
    schema = resolved(schema, root)
    yield path, value, schema
    if isinstance(value, dict):
        for name, below in value.items():
            field = schema.get("properties", {}).get(name)
            if field is None and isinstance(schema.get("additionalProperties"), dict):
                field = schema["additionalProperties"]
            if field is not None and not (path == () and name == "status"):
                yield from places(below, field, root, path + (name,))
    if isinstance(value, list) and isinstance(schema.get("items"), dict):
        for index, below in enumerate(value):
            yield from places(below, schema["items"], root, path + (index,))


def changed(manifest, path, change):
    result = copy.deepcopy(manifest)
    holder = result
    for step in path[:-1]:
        holder = holder[step]
    change(holder, path[-1] if path else None)
    return result


def broken(manifest, schema):
    found = list(places(manifest, schema, schema))
    inner = [place for place in found if place[0] and place[0][0] not in ["apiVersion", "kind"]]
    objects = [path for path, value, _ in found if isinstance(value, dict)]
    path = dice.choice(objects)
    yield "unknown", changed(manifest, path + ("nonsense",), lambda holder, name: holder.update({name: "x"}))
    scalars = [path for path, value, _ in inner if not isinstance(value, (dict, list))]
    if scalars:
        other = dice.choice([{"a": 1}, ["x"], True, 7, "x"])
        yield "type", changed(manifest, dice.choice(scalars), lambda holder, name: holder.__setitem__(name, other))
    needed = [
        path + (name,) for path, value, schema in found if isinstance(value, dict)
        for name in schema.get("required", []) if name in value and (path + (name,))[0] not in ["apiVersion", "kind"]
    ]
    if needed:
        yield "required", changed(manifest, dice.choice(needed), lambda holder, name: holder.pop(name))
    limited = [path for path, _, schema in inner if schema.get("enum")]
    if limited:
        yield "enum", changed(manifest, dice.choice(limited), lambda holder, name: holder.__setitem__(name, "nonsense"))
    bounded = [(path, schema) for path, _, schema in inner if "maximum" in schema or "maxLength" in schema]
    if bounded:
        path, limit = dice.choice(bounded)
        value = limit["maximum"] + 1 if "maximum" in limit else "x" * (limit["maxLength"] + 1)
        yield "bound", changed(manifest, path, lambda holder, name: holder.__setitem__(name, value))


def run(*command):
    return subprocess.run(command, capture_output=True, text=True)


def only_in_kind(schema):
    """Files of several kinds are left to the tests."""
    return "properties" in schema


with tempfile.TemporaryDirectory() as folder:
    database = ["--db", f"{folder}/check.db"]
    run(crawlctl, "crawl", "--server", url, "--name", "server", "--schemas", *database)
    run(crawlctl, "export", "json-schema", "--to", f"{folder}/schemas", *database)
    verdicts, manifests = {}, pathlib.Path(folder, "manifests")
    manifests.mkdir()
    for file in sorted(pathlib.Path(folder, "schemas/master-standalone-strict").glob("*.json")):
        schema = json.loads(file.read_text())
        if not only_in_kind(schema):
            continue
        validator = Draft7Validator(schema, format_checker=formats)
        for size, is_large in [("small", False), ("large", True)]:
            manifest = made(schema, schema, 0, is_large)
            manifest.setdefault("metadata", {})["name"] = "x"
            for case, one in [("whole", manifest), *broken(manifest, schema)]:
                name = f"{file.stem}.{size}.{case}.json"
                manifests.joinpath(name).write_text(json.dumps(one, indent=1))
                error = next(validator.iter_errors(one), None)
                verdicts[name] = error
    result = run(crawlctl, "check", str(manifests), "--on", "server", "--schemas", "-o", "json", *database)
    found = {}
    for finding in json.loads(result.stdout):
        if finding["status"] == "invalid":
            found.setdefault(pathlib.Path(finding["file"]).name, finding["message"])
    differing = [name for name in verdicts if (verdicts[name] is None) != (name not in found)]
    for name in differing[:40]:
        theirs = verdicts[name] and f"{'.'.join(map(str, verdicts[name].absolute_path))}: {verdicts[name].message[:150]}"
        print(f"{name}: ours {found.get(name, 'valid')[:200]!r}, theirs {theirs or 'valid'!r}")
good = sum(1 for error in verdicts.values() if error is None)
print(f"{len(verdicts) - len(differing)} of {len(verdicts)} the same, {good} of them valid")
sys.exit(1 if differing else 0)
