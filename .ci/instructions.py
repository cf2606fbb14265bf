#!/usr/bin/env python3
"""Counts the instructions of three fixed runs, so that what got slower is seen on any machine.

  instructions.py [--update] BINARY

A run that takes more than 5% over benches/instructions.json fails, with the functions that grew. The file says with which
compiler its counts were made: with another one they differ for no reason of ours, and 15% is let pass, aloud.
"""
import argparse
import collections
import json
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
BUDGET = ROOT / "benches" / "instructions.json"
# Functions of which a run keeps the counts.
KEPT = 60


def cold(folder):
    """One manifest, the embedded packs, no config: what a hook waits for."""
    (folder / "service.yaml").write_text(
        "apiVersion: mustmay/v1\nkind: Service\nmetadata: { name: checkout, owner: team-checkout }\nspec:\n  exposure: public\n"
        "  tier: 1\n  auth: { protocol: oidc, provider: okta }\n  datastores:\n    - { name: orders, engine: postgres, role: oltp }\n  routes: []\n"
    )
    return ["check", "service.yaml"]


def many(folder):
    """Two hundred manifests, ten mandates: reading and judging."""
    subprocess.run([sys.executable, ROOT / "benches" / "corpus.py", "200", folder], check=True, stdout=subprocess.DEVNULL)
    return ["check", "--policies", ROOT / "benches" / "policies", "--format", "ndjson", folder / "files"]


def audit(folder):
    """The example's ledger: exceptions and their report."""
    example = ROOT / "examples" / "ledger"
    for file in example.rglob("*"):
        if file.is_file():
            target = folder / file.relative_to(example)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(file.read_bytes())
    return ["exceptions", "audit"]


def count(binary, name, prepare):
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder).resolve()
        arguments = prepare(folder)
        out = folder / "callgrind.out"
        command = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={out}", binary, *arguments, "--as-of", "2026-11-22"]
        if arguments[0] == "check":
            command += ["--jobs", "1"]
        ran = subprocess.run(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        total = re.search(r"Collected : (\d+)", ran.stderr)
        # 1 is for findings, of which each of the runs has some but the first.
        if total is None or ran.returncode not in (0, 1):
            sys.exit(f"error: {name} ended with {ran.returncode}:\n{ran.stderr[-3000:]}")
        listing = subprocess.run(["callgrind_annotate", "--threshold=100", str(out)], check=True, stdout=subprocess.PIPE, text=True).stdout
    functions = collections.Counter()
    for line in listing.splitlines():
        found = re.match(r"\s*([\d,]+) \([^)]*\)\s+(?:.*?:)?(\S.*?)(?: \[[^\]]*\])?$", line)
        if found and "PROGRAM TOTALS" not in line:
            plain = re.sub(r"::h[0-9a-f]{16}$|'\d+$", "", found.group(2))
            functions[plain] += int(found.group(1).replace(",", ""))
    return {"instructions": int(total.group(1)), "functions": dict(functions.most_common(KEPT))}


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("binary", type=pathlib.Path)
    arguments.add_argument("--update", action="store_true")
    given = arguments.parse_args()
    compiler = subprocess.run(["rustc", "--version"], check=True, stdout=subprocess.PIPE, text=True).stdout.strip()
    binary = given.binary.resolve()
    now = {run.__name__: count(binary, run.__name__, run) for run in (cold, many, audit)}
    if given.update:
        BUDGET.write_text(json.dumps({"compiler": compiler, "runs": now}, indent=1) + "\n")
        print(f"wrote {BUDGET.relative_to(ROOT)}")
        return
    budget = json.loads(BUDGET.read_text())
    allowed = 1.05
    if compiler != budget["compiler"]:
        allowed = 1.15
        print(f"the budget was made with {budget['compiler']}, this is {compiler}: 15% are allowed instead of 5%")
    failed = False
    for name, run in now.items():
        known = budget["runs"][name]
        ratio = run["instructions"] / known["instructions"]
        print(f"{name}: {run['instructions'] / 1e6:.2f} million instructions, {ratio:.3f} of the budget")
        if ratio <= allowed:
            continue
        failed = True
        grown = {function: took - known["functions"].get(function, 0) for function, took in run["functions"].items()}
        for function in sorted(grown, key=grown.get, reverse=True)[:10]:
            print(f"  {grown[function]:+12,} {function}")
    if failed:
        sys.exit("error: a run takes more instructions than its budget; if that is wanted, say why and run with --update")


if __name__ == "__main__":
    main()
