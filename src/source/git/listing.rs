//! What git prints, read.

use crate::source::LIMIT;
use std::io::{self, BufRead, Read as _};
use std::path::PathBuf;

/// One entry of the index.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    /// Its path, relative to the top.
    pub path: PathBuf,
    /// What it is.
    pub kind: EntryKind,
    /// The object's name, hexadecimal.
    pub object: String,
    /// 0, or the side of a conflict (1 to 3).
    pub stage: u8,
    /// Whether git was told to leave it out of the work tree (sparse checkout).
    pub skip_worktree: bool,
}

/// One entry of a commit.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Committed {
    /// What it is.
    pub kind: EntryKind,
    /// The object's name, hexadecimal.
    pub object: String,
}

/// Something in the work tree that is not in the index.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Untracked {
    /// Its path, relative to the top.
    pub path: PathBuf,
    /// Whether it is a folder into which git did not look.
    pub is_folder: bool,
}

/// What an entry of the index is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum EntryKind {
    /// A file.
    File,
    /// A symbolic link.
    Symlink,
    /// The commit of a submodule.
    Submodule,
}

impl Entry {
    /// Whether a commit that holds `there` at the entry's path says the same of it. A conflict is like nothing.
    pub fn is_as(&self, there: Option<&Committed>) -> bool {
        self.stage == 0
            && there.is_some_and(|there| there.kind == self.kind && there.object == self.object)
    }
}

impl EntryKind {
    fn of_mode(mode: &str) -> Option<Self> {
        match mode {
            "100644" | "100755" | "100664" => Some(Self::File),
            "120000" => Some(Self::Symlink),
            "160000" => Some(Self::Submodule),
            _ => None,
        }
    }
}

/// One object as `cat-file --batch` gives it: `NAME blob SIZE`, a line break, the bytes, a line break.
pub(super) fn blob(answer: &mut dyn BufRead) -> io::Result<Option<Vec<u8>>> {
    let mut header = String::new();
    answer.read_line(&mut header)?;
    let size = match header.split_whitespace().collect::<Vec<_>>().as_slice() {
        [_, "blob", size] => size.parse::<u64>().ok(),
        _ => None,
    };
    let Some(size) = size else {
        return Err(io::Error::other(
            "an object is missing or is no file's content",
        ));
    };
    let content = if size > LIMIT {
        io::copy(&mut answer.take(size), &mut io::sink())?;
        None
    } else {
        let mut bytes = Vec::new();
        answer.take(size).read_to_end(&mut bytes)?;
        if bytes.len() as u64 != size {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Some(bytes)
    };
    answer.read_exact(&mut [0])?;
    Ok(content)
}

pub(super) fn fields(listing: &[u8]) -> impl Iterator<Item = &[u8]> {
    listing
        .split(|byte| *byte == 0)
        .filter(|field| !field.is_empty())
}

/// `TAG MODE OBJECT STAGE`, a tab and the path.
pub(super) fn entry(field: &[u8]) -> Option<Entry> {
    let (about, path) = split_once(field, b'\t')?;
    let mut about = std::str::from_utf8(about).ok()?.split(' ');
    let (tag, mode, object, stage) = (about.next()?, about.next()?, about.next()?, about.next()?);
    Some(Entry {
        path: path_of(path)?,
        kind: EntryKind::of_mode(mode)?,
        object: object.to_owned(),
        stage: stage.parse().ok()?,
        skip_worktree: tag.eq_ignore_ascii_case("S"),
    })
}

/// `MODE TYPE OBJECT`, the path behind it cut off.
pub(super) fn committed(about: &[u8]) -> Option<Committed> {
    let mut about = std::str::from_utf8(about).ok()?.split(' ');
    let (mode, _, object) = (about.next()?, about.next()?, about.next()?);
    Some(Committed {
        kind: EntryKind::of_mode(mode)?,
        object: object.to_owned(),
    })
}

pub(super) fn split_once(bytes: &[u8], at: u8) -> Option<(&[u8], &[u8])> {
    let index = memchr::memchr(at, bytes)?;
    Some((bytes.get(..index)?, bytes.get(index + 1..)?))
}

#[cfg(unix)]
#[expect(
    clippy::unnecessary_wraps,
    reason = "elsewhere not every name is a path"
)]
pub(super) fn path_of(bytes: &[u8]) -> Option<PathBuf> {
    use std::os::unix::ffi::OsStrExt as _;
    Some(PathBuf::from(std::ffi::OsStr::from_bytes(bytes)))
}

#[cfg(not(unix))]
pub(super) fn path_of(bytes: &[u8]) -> Option<PathBuf> {
    std::str::from_utf8(bytes).ok().map(PathBuf::from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    #[test]
    fn an_index_entry_is_read_as_listed() {
        let read = entry(b"S 120000 0123abcd 2\ta b\tc\n.yaml").unwrap();
        assert_eq!(read.path, Path::new("a b\tc\n.yaml"));
        assert_eq!((read.kind, read.stage), (EntryKind::Symlink, 2));
        assert!(read.skip_worktree);
        assert_eq!(entry(b"H 040000 0123 0\ta"), None);
        assert_eq!(entry(b"H 100644 0123"), None);
    }

    #[test]
    fn objects_are_read_whole_or_not_at_all() {
        let read = |text: &str| blob(&mut text.as_bytes());
        assert_eq!(read("12ab blob 3\nabc\n").unwrap(), Some(b"abc".to_vec()));
        assert!(read("12ab missing\n").is_err());
        assert!(read("12ab tree 3\nabc\n").is_err());
        assert!(read("12ab blob 4\nabc").is_err());
        assert!(read("").is_err());
    }
}
