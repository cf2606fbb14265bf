"""Runs the console blocks of a Markdown file as they are written, and compares what they print.

A block is fenced as ```console. A line `$ COMMAND` is a command, a line that ends in a backslash goes on in the
next, and the lines below are what it prints: `...` alone stands for any lines, `[..]` within a line for any text.
Where nothing stands below, any output is fine. A command must end with 0, unless the next one is `echo $?`. The
commands of one block share a shell, and each block begins at the top of a fresh copy of the repository.

Blocks fenced as ```sh are for people who have installed the program: `.ci/integration` runs them. `--list` says of
every block by what it is run, and fails for one that nothing runs, unless a comment above it tells why:
`<!-- not run: WHY -->`.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
import textwrap
from collections import namedtuple
from pathlib import Path

# What runs a block of a language; the others are to be read, and no commands.
RUN_BY = {"console": ".ci/readme.py --run", "sh": ".ci/integration"}
READ = ("yaml", "json")
Fence = namedtuple("Fence", "language line text not_run")


def fences(text):
    """Every fenced block, with the reason why it is not run, where a comment above it gives one."""
    found, opened, above = [], None, ""
    for number, line in enumerate(text.splitlines(), 1):
        fence = re.match(r" *(```+|~~~+) *(\S*)", line)
        if opened and line.strip() == opened[0]:
            # Within a list a block is indented, and none of that is its text.
            found.append(Fence(opened[1], opened[2], textwrap.dedent("".join(opened[3])), opened[4]))
            opened, above = None, ""
        elif opened:
            opened[3].append(line + "\n")
        elif fence:
            why = re.fullmatch(r"<!-- not run: (.+) -->", above)
            opened = (fence[1], fence[2], number, [], why and why[1])
        elif line.strip():
            above = line.strip()
    if opened:
        sys.exit(f"error: the block of line {opened[2]} has no end")
    return found


def list_blocks(file):
    """Says of each block by what it is run; ends the program where one is run by nothing."""
    lost = False
    for block in fences(file.read_text(encoding="utf-8")):
        if block.not_run:
            by = f"not run: {block.not_run}"
        elif block.language in RUN_BY:
            by = f"run by {RUN_BY[block.language]}"
        elif block.language in READ:
            by = "to be read"
        else:
            by, lost = "error: nothing runs it, and no comment `<!-- not run: WHY -->` above it says why", True
        print(f"{file}:{block.line}: {block.language or 'a block without a language'}: {by}")
    if lost:
        sys.exit(1)


def blocks(text):
    for match in re.finditer(r"^```console[^\n]*\n(.*?)^```", text, re.M | re.S):
        commands = []
        continued = False
        for line in match.group(1).splitlines():
            if line.startswith("$ "):
                commands.append([line[2:], []])
            elif continued:
                commands[-1][0] += "\n" + line.removeprefix("> ")
            elif commands:
                commands[-1][1].append(line)
            else:
                sys.exit(f"error: a console block begins with `$ `, not with `{line}`")
            continued = commands[-1][0].endswith("\\") and not commands[-1][1]
        yield [(command, expected) for command, expected in commands]


def copy_of_repository(folder):
    """The files that git knows or would take, as they stand, in a repository of their own."""
    listed = subprocess.run(
        ["git", "-c", f"safe.directory={os.getcwd()}", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], check=True, capture_output=True
    ).stdout
    names = [name for name in listed.split(b"\0") if name and os.path.lexists(name)]
    packed = subprocess.run(
        ["tar", "-c", "--null", "--no-recursion", "-T", "-"], input=b"\0".join(names), check=True, capture_output=True
    ).stdout
    subprocess.run(["tar", "-x", "-C", folder], input=packed, check=True)
    author = ["-c", "user.name=ci", "-c", "user.email=ci@example.com"]
    for arguments in (["init", "-q", "-b", "main"], ["add", "-A"], [*author, "commit", "-q", "-m", "copy"]):
        subprocess.run(["git", "-C", folder, *arguments], check=True)


def matches(expected, printed):
    """Whether the printed lines are the expected ones; both without blank lines at their ends."""
    parts = []
    for line in expected:
        if line.strip() == "...":
            parts.append(r"(?:[^\n]*\n)*?")
        else:
            parts.append("[^\n]*?".join(re.escape(part) for part in line.rstrip().split("[..]")) + r"[ \t]*\n")
    return re.fullmatch("".join(parts), "".join(line + "\n" for line in printed)) is not None


def trimmed(lines):
    while lines and not lines[-1].strip():
        lines = lines[:-1]
    while lines and not lines[0].strip():
        lines = lines[1:]
    return lines


def run_block(commands, folder, environment):
    mark = "==mustmay-readme=="
    # The status is kept for an `echo $?` that follows.
    ends = f"\n__ended=$?; printf '\\n{mark} %s\\n' \"$__ended\"; (exit \"$__ended\")\n"
    script = "exec 2>&1\n" + "".join(command + ends for command, _ in commands)
    with tempfile.NamedTemporaryFile("w", suffix=".sh") as file:
        file.write(script)
        file.flush()
        ran = subprocess.run(["bash", file.name], cwd=folder, env=environment, stdin=subprocess.DEVNULL,
                             stdout=subprocess.PIPE)
    pieces = re.split(rf"\n{mark} (\d+)\n", ran.stdout.decode("utf-8", "replace"))
    failed = False
    for index, (command, expected) in enumerate(commands):
        print(f"$ {command}")
        if 2 * index + 1 >= len(pieces):
            print("error: the shell ended before this command")
            return False
        printed, code = trimmed(pieces[2 * index].splitlines()), pieces[2 * index + 1]
        print("".join(f"  {line}\n" for line in printed), end="")
        asked = index + 1 < len(commands) and commands[index + 1][0].strip() == "echo $?"
        if code != "0" and not asked:
            print(f"error: it ended with {code}")
            failed = True
        expected = trimmed(expected)
        if expected and not matches(expected, printed):
            print("error: the file says that it prints\n" + "".join(f"  {line}\n" for line in expected), end="")
            failed = True
    return not failed


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--copy", type=Path, help="only make a fresh copy of the repository, in this folder")
    parser.add_argument("--list", action="store_true", help="only say by what each block is run")
    parser.add_argument("--only", help="print the first command that begins so, and run nothing")
    parser.add_argument("--run", action="store_true", help="run every block")
    parser.add_argument("--skip", help="leave out commands that begin so")
    arguments = parser.parse_args()
    if arguments.copy:
        copy_of_repository(arguments.copy)
        return
    if not arguments.file.is_file():
        sys.exit(f"error: {arguments.file} is missing")
    if arguments.list:
        list_blocks(arguments.file)
        return
    found = list(blocks(arguments.file.read_text(encoding="utf-8")))
    if not found:
        sys.exit(f"error: {arguments.file} has no console block")
    if arguments.only:
        print(next((c for block in found for c, _ in block if c.startswith(arguments.only)), ""))
    if not arguments.run:
        return
    good = True
    for number, block in enumerate(found, 1):
        commands = [entry for entry in block if not (arguments.skip and entry[0].startswith(arguments.skip))]
        if not commands:
            continue
        with tempfile.TemporaryDirectory() as folder:
            copy_of_repository(folder)
            tools = os.path.join(folder, ".git", "installed")
            environment = os.environ | {"COLUMNS": "100", "NO_COLOR": "1", "CARGO_INSTALL_ROOT": tools}
            environment.setdefault("CARGO_TARGET_DIR", os.path.abspath("target"))
            print(f"-- block {number}")
            good &= run_block(commands, folder, environment)
    if not good:
        sys.exit(1)


if __name__ == "__main__":
    main()
