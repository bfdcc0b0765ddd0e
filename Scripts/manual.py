#!/usr/bin/env python3
"""Print crawlctl's manual page: the help of every command, as the binary itself gives it.

usage: manual.py BINARY
"""
import json
import subprocess
import sys

binary = sys.argv[1]


def run(*words):
    return subprocess.run([binary, *words], check=True, capture_output=True, text=True).stdout


def escaped(text):
    lines = text.replace("\\", "\\e").replace("-", "\\-").splitlines()
    return "\n".join("\\&" + line if line[:1] in (".", "'") else line for line in lines)


def commands(command, path=()):
    yield path
    for sub in command.get("subcommands", []):
        if sub["commandName"] != "help" and sub.get("shouldDisplay", True):
            yield from commands(sub, (*path, sub["commandName"]))


root = json.loads(run("--experimental-dump-help"))["command"]
print(f'.TH CRAWLCTL 1 "" "crawlctl {run("--version").strip()}"')
print(f".SH NAME\ncrawlctl \\- {escaped(root['abstract'])}")
for path in commands(root):
    title = " ".join(("crawlctl", *path))
    print(f".SH {escaped(title.upper())}\n.nf\n{escaped(run('help', *path))}\n.fi")
