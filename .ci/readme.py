"""Runs the console blocks of a Markdown file as they are written, and compares what they print.

A block is fenced as ```console. A line `$ COMMAND` is a command, a line that ends in a backslash goes on in the
next, and the lines below are what it prints: `...` alone stands for any lines, `[..]` within a line for any text.
Where nothing stands below, any output is fine. A command must end with 0, unless the next one is `echo $?`. The
commands of one block share a shell, and each block begins at the top of a fresh copy of the repository.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path


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
    parser.add_argument("--only", help="print the first command that begins so, and run nothing")
    parser.add_argument("--run", action="store_true", help="run every block")
    parser.add_argument("--skip", help="leave out commands that begin so")
    arguments = parser.parse_args()
    if arguments.copy:
        copy_of_repository(arguments.copy)
        return
    if not arguments.file.is_file():
        sys.exit(f"error: {arguments.file} is missing")
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
