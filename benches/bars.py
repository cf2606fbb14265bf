#!/usr/bin/env python3
"""Measures a release build against its bars, as ratios within one run, and prints the table of benches/README.md.

  bars.py [--files 10000] [--runs 5] [--corpus DIR]

DIR is a folder with files/ and expected.json, as benches/corpus.py makes them; without it they are made.
"""
import argparse
import json
import os
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
POLICIES = ROOT / "benches" / "policies"


class Run:
    """One process: its CPU seconds, wall seconds, peak memory in MiB and exit code."""

    def __init__(self, command, expect=(0, 1), cwd=None):
        import time
        began = time.monotonic()
        child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd=cwd)
        errors = child.stderr.read()
        _, status, usage = os.wait4(child.pid, 0)
        self.wall = time.monotonic() - began
        self.cpu = usage.ru_utime + usage.ru_stime
        self.mib = usage.ru_maxrss / 1024
        code = os.waitstatus_to_exitcode(status)
        if code not in expect:
            sys.exit(f"{' '.join(map(str, command))} ended with {code}:\n{errors.decode()[-2000:]}")


def pairs(one, other, runs, what):
    """The median of the ratios of two commands, run in turns."""
    Run(one), Run(other)
    ratios = [getattr(Run(one), what) / getattr(Run(other), what) for _ in range(runs)]
    return statistics.median(ratios)


def build():
    command = ["cargo", "build", "--release", "--locked", "--bin", "mustmay", "--bench", "bare", "--message-format", "json"]
    output = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout
    made = {}
    for line in output.splitlines():
        message = json.loads(line)
        if message.get("executable"):
            made[message["target"]["name"]] = message["executable"]
    return made["mustmay"], made["bare"]


def corpus(folder, files):
    subprocess.run([sys.executable, ROOT / "benches" / "corpus.py", str(files), folder], check=True, stdout=subprocess.DEVNULL)
    return pathlib.Path(folder)


def check(binary, folder, *more, policies=POLICIES):
    return [binary, "check", "--policies", str(policies), "--as-of", "2026-11-22", "-q", *more, str(folder)]


def verdicts(binary, folder):
    """How many files come to other verdicts than their maker says."""
    output = subprocess.run(check(binary, folder / "files", "--format", "json"), stdout=subprocess.PIPE).stdout
    failed = {}
    for outcome in json.loads(output)["outcomes"]:
        if outcome["verdict"] == "error":
            sys.exit(f"an error in {outcome['file']}")
        if outcome["verdict"] == "fail":
            path = outcome["file"].split("/files/")[-1]
            failed.setdefault(path, set()).add(outcome["mandate"])
    expected = json.loads((folder / "expected.json").read_text())
    # The generator of others calls them R1 to R10.
    short = lambda names: sorted(int(re.search(r"\d+", name).group()) for name in names)
    failed = {path: short(names) for path, names in failed.items()}
    expected = {path: short(names) for path, names in expected.items()}
    return sum(failed.get(path) != expected.get(path) for path in failed.keys() | expected.keys()), len(expected)


def many_mandates(folder, wanted):
    """The ten mandates, and more that speak of another kind."""
    for file in POLICIES.iterdir():
        (folder / file.name).write_text(file.read_text())
    text = (POLICIES / "r05-oltp.yaml").read_text().replace("kinds: [platform]", "kinds: [compose]")
    for number in range(wanted - 10):
        (folder / f"other-{number}.yaml").write_text(text.replace("id: r05-oltp", f"id: other-{number:03d}"))


def one_large_file(folder, documents):
    text = "---\n".join(
        f"apiVersion: platform.example.com/v1\nkind: ServiceManifest\nmetadata:\n  name: service-{number:06d}\nowner: team-a\ntier: tier-2\n"
        "exposure: internal\nauth: { protocol: oidc, provider: okta }\ntls: { min_version: 1.3 }\nci: { required_checks: [unit, sast] }\n"
        "observability: { logs: { format: json, retention_days: 30 }, slo: { availability: 99.9 } }\n"
        "env:\n  dev:\n    LOG_LEVEL: info\n    DB_PASSWORD: \"vault://kv/dev/db#password\"\n"
        for number in range(documents)
    )
    path = folder / str(documents)
    path.mkdir()
    (path / "service.yaml").write_text(text)
    return path, len(text)


ABSENT = ["system", "lifecycle", "language", "exposure", "auth", "data", "datastores", "dependencies", "observability", "routes"]


def many_findings(folder, files):
    """Ten findings a file."""
    (folder / "policies").mkdir(parents=True)
    conditions = "".join(f"  - {{ id: c-{field}, at: spec.{field}, otherwise: say it }}\n" for field in ABSENT)
    (folder / "policies" / "all.yaml").write_text(
        "apiVersion: mustmay/v1\nkind: Mandate\n"
        "metadata: { id: all, owner: platform, rationale: To be counted., reviewBy: 2027-06-30 }\n"
        f"appliesTo: {{ kinds: [service] }}\nmust:\n{conditions}enforce: deny\n")
    for number in range(files):
        path = folder / "files" / f"{number:06d}"
        path.mkdir(parents=True)
        (path / "service.yaml").write_text(
            f"apiVersion: mustmay/v1\nkind: Service\nmetadata: {{ name: s-{number}, owner: team-a }}\nspec: {{ tier: 1 }}\n")


def peak_of_findings(binary, folder, files):
    """MiB of a run that streams ten findings for each of `files` files."""
    many_findings(folder, files)
    run = Run(check(binary, folder / "files", "--format", "ndjson", policies=folder / "policies"), expect=(1,))
    return run.mib


def instructions(binary, arguments, cwd):
    with tempfile.NamedTemporaryFile() as out:
        command = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={out.name}", binary, *arguments]
        errors = subprocess.run(command, cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True).stderr
    return int(re.search(r"Collected : (\d+)", errors).group(1))


COLD = """\
apiVersion: mustmay/v1
kind: Service
metadata: { name: checkout, owner: team-checkout }
spec:
  exposure: public
  tier: 1
  auth: { protocol: oidc, provider: okta }
  datastores:
    - { name: orders, engine: postgres, role: oltp }
  routes: []
"""


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--files", type=int, default=10_000)
    arguments.add_argument("--runs", type=int, default=5)
    arguments.add_argument("--corpus", type=pathlib.Path)
    arguments.add_argument("--verdicts", nargs=2, help=argparse.SUPPRESS)
    given = arguments.parse_args()
    if given.verdicts:
        print(json.dumps(verdicts(given.verdicts[0], pathlib.Path(given.verdicts[1]))))
        return
    mustmay, bare = build()
    table = []

    def row(what, value, bar, met):
        table.append((what, value, bar, "met" if met else "NOT MET"))
        print(f"{what}: {value} (bar: {bar}) {'' if met else 'NOT MET'}", flush=True)

    with tempfile.TemporaryDirectory() as scratch:
        scratch = pathlib.Path(scratch)
        folder = given.corpus or corpus(scratch / "corpus", given.files)
        files = folder / "files"
        # By another process: the memory of this one is what the peak of its children begins with.
        command = [sys.executable, __file__, "--verdicts", mustmay, str(folder)]
        different, bad = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
        row("files with other verdicts than the ground truth", f"{different} ({bad} files have something wrong)", "0", different == 0)

        ratio = pairs(check(mustmay, files, "--jobs", "1"), [bare, str(files)], given.runs, "cpu")
        row("CPU of a check, one job, to a bare parse", f"{ratio:.2f}", "at most 1.5", ratio <= 1.5)
        ratio = pairs(check(mustmay, files), [bare, str(files)], given.runs, "cpu")
        row("CPU of a check, two jobs, to a bare parse", f"{ratio:.2f}", "at most 1.5", ratio <= 1.5)
        ratio = pairs(check(mustmay, files, "--jobs", "2"), check(mustmay, files, "--jobs", "1"), given.runs, "wall")
        row("wall time of two jobs to one", f"{ratio:.2f}", "at most 0.6", ratio <= 0.6)

        half = scratch / "half"
        corpus(half, given.files // 2)
        for format in ["human", "json", "ndjson"]:
            whole = Run(check(mustmay, files, "--format", format)).mib
            less = Run(check(mustmay, half / "files", "--format", format)).mib
            row(f"peak memory, {format}", f"{whole:.0f} MiB, {less:.0f} MiB for half the files", "under 64 MiB", whole < 64)

        whole, less = (peak_of_findings(mustmay, scratch / f"findings-{files}", files) for files in (10_000, 5_000))
        row("peak memory of 100,000 findings, ndjson", f"{whole:.0f} MiB, {less:.0f} MiB for half of them", "flat: within 1.15", whole < 1.15 * less)

        many = scratch / "many"
        many.mkdir()
        many_mandates(many, 200)
        ratio = pairs(check(mustmay, files, "--jobs", "1", policies=many), check(mustmay, files, "--jobs", "1"), given.runs, "cpu")
        row("CPU with 200 mandates of which 10 apply, to 10", f"{ratio:.2f}", "at most 1.2", ratio <= 1.2)

        large, size = one_large_file(scratch, 50_000)
        small, _ = one_large_file(scratch, 12_500)
        ratio = pairs(check(mustmay, large), check(mustmay, small), 3, "cpu")
        row(f"CPU of one file of {size / 1e6:.0f} MB with 50,000 documents, to a quarter of it", f"{ratio:.2f}", "about 4, at most 4.6", ratio <= 4.6)

        cold = scratch / "cold"
        cold.mkdir()
        (cold / "service.yaml").write_text(COLD)
        count = instructions(mustmay, ["check", "service.yaml"], cold)
        row("instructions of one file, cold, embedded packs", f"{count / 1e6:.1f} million", "under 25 million", count < 25e6)

        stripped = scratch / "stripped"
        subprocess.run(["strip", "-s", "-o", stripped, mustmay], check=True)
        size = stripped.stat().st_size / 1e6
        row("binary, stripped", f"{size:.1f} MB", "under 16 MB", size < 16)

    print("\n| what | measured | bar | |\n|---|---|---|---|")
    for line in table:
        print("| " + " | ".join(line) + " |")
    sys.exit(any(line[3] != "met" for line in table))


if __name__ == "__main__":
    main()
