//! Reading a file: opened once, read once, regular files only.
//!
//! What was judged is what was read here: the hash belongs to exactly the bytes of the [`Source`]. Nothing in
//! this file can hang on a pipe or a device, follow a link out of the tree, or read without bound.

use super::walk::Found;
use super::{NotUtf8, Source};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fmt::Write as _;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

/// Bytes of the largest file that is read.
pub const LIMIT: u64 = 32 << 20;

/// A file that was read.
#[derive(Debug)]
pub struct Loaded {
    /// Its text.
    pub source: Arc<Source>,
    /// The SHA-256 of its bytes, 64 lower-case hexadecimal digits.
    pub sha256: String,
}

/// Why a file was not read. Each is an error of the run, never a file without content.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The file, or a folder on the way to it, is a symbolic link.
    #[error("is reached through a symbolic link, and links are not followed")]
    Symlink,
    /// A folder stands where a file was expected.
    #[error("is a folder, not a file")]
    Folder,
    /// A pipe, a socket or a device.
    #[error("is no regular file")]
    Special,
    /// Larger than [`LIMIT`].
    #[error("is larger than {} MiB", LIMIT >> 20)]
    TooLarge,
    /// Not text.
    #[error("is not UTF-8 text")]
    NotUtf8(NotUtf8),
    /// The operating system refused.
    #[error("cannot be read: {0}")]
    Io(#[from] io::Error),
}

impl LoadError {
    /// The stable code of its diagnostic.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Symlink => "file::symlink",
            Self::Folder => "file::folder",
            Self::Special => "file::special",
            Self::TooLarge => "file::too-large",
            Self::NotUtf8(_) => "file::not-utf8",
            Self::Io(_) => "file::unreadable",
        }
    }
}

/// Folders that were seen to be none but folders: a run asks about each once.
#[derive(Debug, Default)]
pub struct Folders(Mutex<BTreeSet<OsString>>);

impl Folders {
    /// Git lists a tracked `a/b` also where `a` has become a link to somewhere else.
    fn refuse_links(&self, base: &Path, relative: &Path) -> Result<(), LoadError> {
        let Some(inner) = relative.parent() else {
            return Ok(());
        };
        // What a thread that panicked left behind was seen all the same.
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut folder = base.join(inner);
        if seen.contains(folder.as_os_str()) {
            return Ok(());
        }
        folder = base.to_path_buf();
        for component in inner.components() {
            folder.push(component);
            if seen.contains(folder.as_os_str()) {
                continue;
            }
            if fs::symlink_metadata(&folder)?.file_type().is_symlink() {
                return Err(LoadError::Symlink);
            }
            seen.insert(folder.as_os_str().to_owned());
        }
        Ok(())
    }
}

/// Reads a file that [`walk`](super::walk()) found or the command line named.
///
/// # Errors
/// See [`LoadError`].
pub fn load(found: &Found, folders: &Folders) -> Result<Loaded, LoadError> {
    folders.refuse_links(&found.base, &found.relative)?;
    let bytes = read(&found.path())?;
    text(Arc::clone(&found.shown), bytes)
}

/// Reads the file at `path`, printed as `shown`; folders on the way to it may be links.
///
/// # Errors
/// See [`LoadError`].
pub fn load_path(path: &Path, shown: impl Into<Arc<str>>) -> Result<Loaded, LoadError> {
    text(shown.into(), read(path)?)
}

/// Reads all of a stream (standard input), printed as `shown`.
///
/// # Errors
/// See [`LoadError`].
pub fn load_stream(stream: &mut dyn Read, shown: impl Into<Arc<str>>) -> Result<Loaded, LoadError> {
    text(shown.into(), bounded(stream, 0)?)
}

/// Takes bytes that were read already, printed as `shown`.
///
/// # Errors
/// Where they are no text.
pub fn load_bytes(bytes: Vec<u8>, shown: impl Into<Arc<str>>) -> Result<Loaded, LoadError> {
    text(shown.into(), bytes)
}

/// The SHA-256 of `bytes`, 64 lower-case hexadecimal digits.
pub fn sha256(bytes: &[u8]) -> String {
    let mut hex = String::with_capacity(64);
    for byte in Sha256::digest(bytes) {
        // Writing to a string does not fail.
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}

fn text(shown: Arc<str>, bytes: Vec<u8>) -> Result<Loaded, LoadError> {
    let sha256 = sha256(&bytes);
    let source = Source::from_bytes(shown, bytes).map_err(LoadError::NotUtf8)?;
    Ok(Loaded { source, sha256 })
}

fn read(path: &Path) -> Result<Vec<u8>, LoadError> {
    // Asked before opening, since opening a device can already do something.
    regular(&fs::symlink_metadata(path)?)?;
    let mut file = open(path)?;
    // Asked again of what was opened, which may be another file by now.
    let metadata = file.metadata()?;
    regular(&metadata)?;
    bounded(&mut file, metadata.len())
}

fn regular(metadata: &fs::Metadata) -> Result<(), LoadError> {
    let kind = metadata.file_type();
    if kind.is_symlink() {
        Err(LoadError::Symlink)
    } else if kind.is_dir() {
        Err(LoadError::Folder)
    } else if !kind.is_file() {
        Err(LoadError::Special)
    } else if metadata.len() > LIMIT {
        Err(LoadError::TooLarge)
    } else {
        Ok(())
    }
}

#[cfg(unix)]
fn open(path: &Path) -> Result<File, LoadError> {
    use std::os::unix::fs::OpenOptionsExt as _;
    OpenOptions::new()
        .read(true)
        .custom_flags(libc::O_NOFOLLOW | libc::O_NONBLOCK | libc::O_NOCTTY)
        .open(path)
        .map_err(|error| match error.raw_os_error() {
            Some(libc::ELOOP) => LoadError::Symlink,
            _ => LoadError::Io(error),
        })
}

#[cfg(not(unix))]
fn open(path: &Path) -> Result<File, LoadError> {
    Ok(OpenOptions::new().read(true).open(path)?)
}

/// All bytes of a stream, unless it has more than [`LIMIT`], whatever it said its length was.
fn bounded(stream: &mut dyn Read, expected: u64) -> Result<Vec<u8>, LoadError> {
    let mut bytes = Vec::with_capacity(usize::try_from(expected.min(LIMIT)).unwrap_or(0));
    stream.take(LIMIT + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LIMIT {
        return Err(LoadError::TooLarge);
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error_of(path: &Path) -> LoadError {
        load_path(path, "x").unwrap_err()
    }

    #[test]
    fn a_file_is_read_with_its_hash() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.yaml");
        fs::write(&path, "abc").unwrap();
        let loaded = load_path(&path, "a.yaml").unwrap();
        assert_eq!(loaded.source.text(), "abc");
        assert_eq!(
            loaded.sha256,
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }

    #[test]
    fn folders_missing_files_and_other_encodings_are_errors() {
        let folder = tempfile::tempdir().unwrap();
        assert!(matches!(error_of(folder.path()), LoadError::Folder));
        let missing = folder.path().join("missing");
        assert!(matches!(error_of(&missing), LoadError::Io(_)));
        let path = folder.path().join("utf16.yaml");
        fs::write(&path, [0xff, 0xfe, b'a', 0]).unwrap();
        assert!(matches!(error_of(&path), LoadError::NotUtf8(bad) if bad.looks_like_utf16));
    }

    /// Case 28.
    #[test]
    fn a_file_beyond_the_limit_is_refused_before_it_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("huge.yaml");
        File::create(&path).unwrap().set_len(1 << 40).unwrap();
        assert!(matches!(error_of(&path), LoadError::TooLarge));
        File::create(&path).unwrap().set_len(LIMIT).unwrap();
        assert_eq!(
            load_path(&path, "x").unwrap().source.text().len() as u64,
            LIMIT
        );
    }

    #[test]
    fn a_stream_is_read_with_a_bound() {
        let loaded = load_stream(&mut &b"a: 1"[..], "stdin.yaml").unwrap();
        assert_eq!(&**loaded.source.path(), "stdin.yaml");
        assert!(matches!(
            load_stream(&mut io::repeat(b' '), "x"),
            Err(LoadError::TooLarge)
        ));
    }

    /// Cases 49 and 59.
    #[cfg(unix)]
    #[test]
    fn links_pipes_and_devices_are_refused_without_hanging() {
        let folder = tempfile::tempdir().unwrap();
        let link = folder.path().join("link.yaml");
        std::os::unix::fs::symlink("/etc/passwd", &link).unwrap();
        assert!(matches!(error_of(&link), LoadError::Symlink));
        assert!(matches!(open(&link), Err(LoadError::Symlink)));
        std::os::unix::fs::symlink("loop", folder.path().join("loop")).unwrap();
        assert!(matches!(
            error_of(&folder.path().join("loop")),
            LoadError::Symlink
        ));

        let pipe = folder.path().join("pipe.yaml");
        let status = std::process::Command::new("mkfifo")
            .arg(&pipe)
            .status()
            .unwrap();
        assert!(status.success());
        assert!(matches!(error_of(&pipe), LoadError::Special));
        // Also where it took a regular file's place behind our back: opening does not wait for a writer.
        assert!(open(&pipe).is_ok());
        assert!(matches!(
            error_of(Path::new("/dev/zero")),
            LoadError::Special
        ));
    }

    #[cfg(unix)]
    #[test]
    fn a_folder_that_became_a_link_is_not_followed() {
        let outside = tempfile::tempdir().unwrap();
        fs::write(outside.path().join("a.yaml"), "secret: 1").unwrap();
        let root = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink(outside.path(), root.path().join("sub")).unwrap();
        let found = Found::new(root.path(), Path::new("sub/a.yaml"));
        assert!(matches!(
            load(&found, &Folders::default()),
            Err(LoadError::Symlink)
        ));
    }
}
