"""Holds the dependencies against deny.toml: their licences, and that all come from the one registry."""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path


def allowed(expression, allow):
    """Whether an SPDX expression can be met with the licences in `allow`."""
    tokens = re.findall(r"[()]|[^\s()]+", expression.replace("/", " OR "))

    def any_of():
        met = all_of()
        while tokens and tokens[0] == "OR":
            tokens.pop(0)
            met = all_of() or met
        return met

    def all_of():
        met = one()
        while tokens and tokens[0] == "AND":
            tokens.pop(0)
            met = one() and met
        return met

    def one():
        token = tokens.pop(0)
        if token == "(":
            met = any_of()
            tokens.pop(0)
            return met
        if tokens and tokens[0] == "WITH":
            tokens.pop(0)
            token = f"{token} WITH {tokens.pop(0)}"
        return token in allow or token.removesuffix("+") in allow

    return any_of()


def main():
    deny = tomllib.loads(Path("deny.toml").read_text(encoding="utf-8"))
    allow = set(deny["licenses"]["allow"])
    exceptions = {entry["crate"]: set(entry["allow"]) for entry in deny["licenses"]["exceptions"]}
    banned = {entry["crate"]: entry["reason"] for entry in deny["bans"]["deny"]}
    metadata = json.loads(
        subprocess.run(["cargo", "metadata", "--format-version", "1", "--locked"], check=True, capture_output=True).stdout
    )
    bad = []
    for package in metadata["packages"]:
        name = f"{package['name']} {package['version']}"
        if package["name"] in banned:
            bad.append(f"{name}: {banned[package['name']]}")
        if not package["license"] or not allowed(package["license"], allow | exceptions.pop(package["name"], set())):
            bad.append(f"{name}: licence {package['license']!r}")
        if package["source"] not in (None, "registry+https://github.com/rust-lang/crates.io-index"):
            bad.append(f"{name}: source {package['source']}")
        if package["source"] is None and package["name"] != "mustmay":
            bad.append(f"{name}: a path dependency")
        for dependency in package["dependencies"] if package["source"] is None else []:
            if dependency["req"] == "*":
                bad.append(f"{name}: any version of {dependency['name']}")
    bad.extend(f"{crate}: has an exception and is not used" for crate in exceptions)
    if len(metadata["packages"]) < 2:
        bad.append("no dependencies were seen")
    if bad:
        sys.exit("error: deny.toml does not allow\n  " + "\n  ".join(bad))
    print(f"{len(metadata['packages'])} packages, all within deny.toml")


if __name__ == "__main__":
    main()
