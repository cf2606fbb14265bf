//! Files and git.

use super::page::{Example, Page};
use crate::diagnostic::Severity;

pub(super) const PAGES: &[Page] = &[
    Page {
        code: "file::folder",
        severity: Severity::Error,
        title: "a folder where a file was expected",
        finds: "A path that names a folder, where the text of one file is needed.",
        matters: "There is no text to read there, and what was to be read has not been.",
        example: Example::Shell(
            "\
mustmay check --config policies
",
        ),
        remedy: "Name a file in it.",
    },
    Page {
        code: "file::not-utf8",
        severity: Severity::Error,
        title: "a file is not UTF-8",
        finds: "A file with bytes that are not UTF-8: another encoding, or no text at all.",
        matters: "Guessing an encoding can turn one name into another. The file is not judged.",
        example: Example::Shell(
            r"printf 'metadata: { owner: caf\351 }\n' > service.yaml
mustmay check
",
        ),
        remedy: "\
        Save the file as UTF-8. The message says where the first such byte stands, and whether it looks like \
        UTF-16.",
    },
    Page {
        code: "file::special",
        severity: Severity::Error,
        title: "a path is no regular file",
        finds: "A pipe, a socket or a device where a file was expected.",
        matters: "\
        Reading from it could wait for ever or give other bytes each time. It is not opened for reading.",
        example: Example::Shell(
            "\
rm service.yaml && mkfifo service.yaml
mustmay check service.yaml
",
        ),
        remedy: "\
        To check what a program prints, pipe it in: `mustmay check - --stdin-filename service.yaml`.",
    },
    Page {
        code: "file::symlink",
        severity: Severity::Error,
        title: "a path leads through a symbolic link",
        finds: "\
        A file of the run that is a symbolic link, or that is reached through a folder that is one.",
        matters: "\
        A link can lead out of the repository, or to another file by the time it is deployed. What is judged \
        has to be what was committed.",
        example: Example::Shell(
            "\
ln -s /etc/hostname linked.yaml
mustmay check linked.yaml
",
        ),
        remedy: "\
        Name what the link leads to, or put a file in its place. Links that the walk of a folder meets are \
        counted as not checked and are no error.",
    },
    Page {
        code: "file::too-large",
        severity: Severity::Error,
        title: "a file is too large to be loaded",
        finds: "A file of more than 32 MiB.",
        matters: "Reading without a bound would exhaust the memory. The file is not judged.",
        example: Example::Shell(
            "\
head -c 33600000 /dev/zero > service.yaml
mustmay check
",
        ),
        remedy: "\
        Split it, or exclude it with `manifests.exclude` in `mustmay.yaml` if it is no manifest.",
    },
    Page {
        code: "file::unreadable",
        severity: Severity::Error,
        title: "a file or folder cannot be read",
        finds: "\
        A path that is not there, or that the operating system does not let be read: permissions, or a \
        failing disk.",
        matters: "What stands in it has not been judged, so nothing can be said of it.",
        example: Example::Shell(
            "\
mustmay check nowhere.yaml
",
        ),
        remedy: "\
        Mend the path, or let the user who runs the check read it. The reason of the system stands in the \
        message.",
    },
    Page {
        code: "git::conflict",
        severity: Severity::Error,
        title: "a staged file is in conflict",
        finds: "\
        A manifest or policy that has several versions in the index, since a merge or rebase stopped at it. \
        Only `mustmay check --staged` asks the index.",
        matters: "What will be committed is not decided yet, so there is nothing to judge.",
        example: Example::Shell(
            "\
git add . && git commit -qm base
git switch -qc other && echo '# theirs' >> service.yaml && git commit -qam theirs
git switch -q - && echo '# ours' >> service.yaml && git commit -qam ours
git merge other
mustmay check --staged
",
        ),
        remedy: "Resolve the conflict and stage the file with `git add`.",
    },
    Page {
        code: "git::failed",
        severity: Severity::Error,
        title: "git answered with an error",
        finds: "\
        A question to git, such as the list of the repository's files, that git answered with an error or a \
        complaint.",
        matters: "\
        Git knows which files belong to the repository. Without its answer some would be left out, and \
        nobody would see it.",
        example: Example::Shell(
            "\
echo damaged > .git/index
mustmay check
",
        ),
        remedy: "Run the git command of the message by hand, and mend what it complains about.",
    },
    Page {
        code: "git::none",
        severity: Severity::Error,
        title: "nothing is staged where there is no repository",
        finds: "`mustmay check --staged` outside of a git repository.",
        matters: "\
        What is staged stands in the index of a repository. Checking the folder instead would check \
        something else than was asked for.",
        example: Example::Shell(
            "\
rm -rf .git
mustmay check --staged
",
        ),
        remedy: "Check the folder without `--staged`, or run it in the repository.",
    },
    Page {
        code: "git::not-started",
        severity: Severity::Error,
        title: "git cannot be started",
        finds: "\
        A git work tree on a machine where the program `git` is missing or cannot be run.",
        matters: "\
        Git knows which files belong to the repository and which are ignored. Without it, the choice of \
        files would be a guess.",
        example: Example::Shell(
            r#"PATH=/nowhere "$(command -v mustmay)" check
"#,
        ),
        remedy: "Install git. In a container, add it to the image.",
    },
    Page {
        code: "git::not-top",
        severity: Severity::Error,
        title: "a `.git` without a work tree",
        finds: "\
        A folder with a `.git` that git does not take for the top of a work tree: an empty or damaged \
        `.git`, or one whose work tree is elsewhere.",
        matters: "\
        Which files belong to the repository cannot be told. Falling back to all files would check other \
        ones than git knows.",
        example: Example::Shell(
            "\
mkdir -p copy/.git && cd copy
mustmay check
",
        ),
        remedy: "Remove the `.git` there, or make it a repository again.",
    },
    Page {
        code: "git::owner",
        severity: Severity::Error,
        title: "the repository belongs to another user",
        finds: "\
        A repository that git refuses to read since another user owns its folder, as in a container that \
        runs as root on a mounted work tree.",
        matters: "\
        Git protects its user from the settings of somebody else's repository, and gives no list of files. \
        Without the list nothing can be checked.",
        example: Example::Unreached("it needs a folder of another user"),
        remedy: "\
        If you trust the repository, tell git so: `git config --global --add safe.directory PATH`. The \
        message says which path.",
    },
    Page {
        code: "git::unreadable",
        severity: Severity::Error,
        title: "no look into a folder on the way up",
        finds: "\
        A folder between the working directory and the root of the file system that cannot be looked into, \
        where a `.git` may stand.",
        matters: "\
        Whether this is a git repository cannot be told, and with it which files belong to it.",
        example: Example::Unreached(
            "it needs a folder that the user may not look into, and users with all rights may look into all",
        ),
        remedy: "Let the user who runs the check list that folder, or run it where one may.",
    },
];
