//! Writing a file: the old content or the new one, never a part.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;

/// Writes a file as a whole. What is no regular file (a pipe, `/dev/stdout`) is written to as it is; a link is
/// followed, since its place was named.
///
/// # Errors
/// Where the bytes could not be written to the end; the old content then still stands.
pub fn save(path: &Path, bytes: &[u8]) -> io::Result<()> {
    save_with(path, &mut |file| file.write_all(bytes))
}

/// What writes the content of a file.
pub(super) type Write<'w> = dyn FnMut(&mut dyn io::Write) -> io::Result<()> + 'w;

/// The same with what `write` writes, so that it need not stand in memory as a whole.
///
/// # Errors
/// As above, and what `write` gives.
pub fn save_with(path: &Path, write: &mut Write<'_>) -> io::Result<()> {
    let target = match fs::canonicalize(path) {
        Ok(target) if !fs::metadata(&target)?.is_file() => {
            let mut file = OpenOptions::new().write(true).open(&target)?;
            write(&mut file)?;
            return file.flush();
        }
        Ok(target) => target,
        Err(error) if error.kind() == io::ErrorKind::NotFound => path.to_path_buf(),
        Err(error) => return Err(error),
    };
    let folder = match target.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let mut builder = tempfile::Builder::new();
    builder.prefix(".mustmay-").suffix(".part");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        // Like any new file: the process's mask decides.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let mut file = builder.tempfile_in(folder)?;
    // To the file itself: an error would name the temporary file, which nobody asked for.
    write(file.as_file_mut())?;
    if let Ok(old) = fs::metadata(&target) {
        file.as_file().set_permissions(old.permissions())?;
    }
    file.as_file().sync_all()?;
    file.persist(&target).map_err(|error| error.error)?;
    Ok(())
}

/// Writes a file that is not there yet at `relative` below `base`, with the folders it needs. `false`: something
/// stands there already, and stays as it is.
///
/// # Errors
/// Where a folder on the way is a link or no folder, or the bytes could not be written; nothing stands there then.
pub fn save_new(base: &Path, relative: &Path, bytes: &[u8], program: bool) -> io::Result<bool> {
    let target = base.join(relative);
    let mut folder = base.to_path_buf();
    for part in relative.parent().into_iter().flat_map(Path::components) {
        folder.push(part);
        match fs::symlink_metadata(&folder) {
            Ok(there) if there.is_dir() => {}
            Ok(_) => return Err(io::Error::other("a folder on the way is a link or a file")),
            Err(error) if error.kind() == io::ErrorKind::NotFound => fs::create_dir(&folder)?,
            Err(error) => return Err(error),
        }
    }
    match fs::symlink_metadata(&target) {
        Ok(_) => return Ok(false),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(error),
    }
    let mut builder = tempfile::Builder::new();
    builder.prefix(".mustmay-").suffix(".part");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = if program { 0o777 } else { 0o666 };
        builder.permissions(fs::Permissions::from_mode(mode));
    }
    #[cfg(not(unix))]
    let _ = program;
    let mut file = builder.tempfile_in(&folder)?;
    file.as_file_mut().write_all(bytes)?;
    file.as_file().sync_all()?;
    match file.persist_noclobber(&target) {
        Ok(_) => Ok(true),
        Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(error.error),
    }
}

/// Why a file was not replaced.
#[derive(Debug, thiserror::Error)]
pub enum ReplaceError {
    /// It is not what it was when it was read.
    #[error("it was changed since it was read")]
    Changed,
    /// The operating system refused.
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// Writes a file as a whole if it still is what it was: `before` is the SHA-256 of the bytes that were read, `None`
/// that there was no file. Asked as late as can be; those who take the [`Lock`] of its folder never meet here.
///
/// # Errors
/// See [`ReplaceError`]. The old content then still stands.
pub fn replace(path: &Path, before: Option<&str>, bytes: &[u8]) -> Result<(), ReplaceError> {
    unchanged(path, before)?;
    save(path, bytes)?;
    sync_folder(path)?;
    Ok(())
}

/// The same, with its folder made where it is not there, and while nobody else of ours writes there.
///
/// # Errors
/// See [`ReplaceError`]. The old content then still stands.
pub fn replace_alone(path: &Path, before: Option<&str>, bytes: &[u8]) -> Result<(), ReplaceError> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let _lock = lock(folder)?;
    replace(path, before, bytes)
}

/// Takes a file away if it still is what it was: `before` is the SHA-256 of the bytes that were read.
///
/// # Errors
/// See [`ReplaceError`]. The file then still stands.
pub fn remove(path: &Path, before: &str) -> Result<(), ReplaceError> {
    unchanged(path, Some(before))?;
    fs::remove_file(path)?;
    sync_folder(path)?;
    Ok(())
}

fn unchanged(path: &Path, before: Option<&str>) -> Result<(), ReplaceError> {
    let now = match super::load_path(path, "") {
        Ok(loaded) => Some(loaded.sha256),
        Err(super::LoadError::Io(error)) if error.kind() == io::ErrorKind::NotFound => None,
        Err(super::LoadError::Io(error)) => return Err(error.into()),
        Err(_) => return Err(ReplaceError::Changed),
    };
    if now.as_deref() != before {
        return Err(ReplaceError::Changed);
    }
    Ok(())
}

/// Makes a new name in a folder last.
fn sync_folder(path: &Path) -> io::Result<()> {
    #[cfg(unix)]
    if let Some(folder) = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
    {
        fs::File::open(folder)?.sync_all()?;
    }
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}

/// That nobody else of ours writes in a folder. The system lets go of it when the process ends, however it ends.
#[derive(Debug)]
pub struct Lock(#[expect(dead_code, reason = "held, never read")] fs::File);

/// Waits until nobody else of ours writes in `folder`, which must be there.
///
/// # Errors
/// Where the folder cannot be opened or locked.
pub fn lock(folder: &Path) -> io::Result<Lock> {
    #[cfg(unix)]
    let file = fs::File::open(folder)?;
    #[cfg(not(unix))]
    let file = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(folder.join(".mustmay.lock"))?;
    file.lock()?;
    Ok(Lock(file))
}

/// Adds bytes at the end of a file that others write to as well, and makes it where there is none.
///
/// # Errors
/// Where the bytes could not be written to the end; a part of them may stand there then.
pub fn append(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = OpenOptions::new().append(true).create(true).open(path)?;
    file.write_all(bytes)?;
    file.flush()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::load_path;

    fn text(path: &Path) -> String {
        load_path(path, "x").unwrap().source.text().to_owned()
    }

    #[test]
    fn a_new_file_takes_no_place_that_is_taken() {
        let folder = tempfile::tempdir().unwrap();
        let at = |path: &str| save_new(folder.path(), Path::new(path), b"new", false);
        assert!(at("a/b/c.yaml").unwrap());
        assert_eq!(text(&folder.path().join("a/b/c.yaml")), "new");
        save(&folder.path().join("a/b/c.yaml"), b"mine").unwrap();
        assert!(!at("a/b/c.yaml").unwrap());
        assert_eq!(text(&folder.path().join("a/b/c.yaml")), "mine");
        assert!(at("a/b/c.yaml/d").is_err());
    }

    #[cfg(unix)]
    #[test]
    fn a_new_file_goes_through_no_link_and_over_none() {
        let (folder, outside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let link = |to: &Path, at: &str| {
            std::os::unix::fs::symlink(to, folder.path().join(at)).unwrap();
        };
        link(outside.path(), "hooks");
        link(&outside.path().join("missing"), "dangling");
        assert!(save_new(folder.path(), Path::new("hooks/x"), b"", true).is_err());
        assert!(!save_new(folder.path(), Path::new("dangling"), b"", false).unwrap());
        assert_eq!(fs::read_dir(outside.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_file_is_written_anew_and_over() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.json");
        save(&path, b"one").unwrap();
        save(&path, b"2").unwrap();
        assert_eq!(text(&path), "2");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_file_that_was_changed_meanwhile_is_not_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.yaml");
        replace(&path, None, b"one").unwrap();
        assert!(matches!(
            replace(&path, None, b"two"),
            Err(ReplaceError::Changed)
        ));
        let one = crate::source::sha256(b"one");
        replace(&path, Some(&one), b"two").unwrap();
        assert!(matches!(
            replace(&path, Some(&one), b"three"),
            Err(ReplaceError::Changed)
        ));
        assert_eq!(text(&path), "two");
    }

    #[test]
    fn what_others_wrote_stays() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("summary.md");
        append(&path, b"one\n").unwrap();
        append(&path, b"two\n").unwrap();
        assert_eq!(text(&path), "one\ntwo\n");
        assert!(append(&folder.path().join("missing/a"), b"x").is_err());
    }

    /// Case 12.
    #[test]
    fn what_cannot_be_written_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        assert!(save(&folder.path().join("missing/a.json"), b"x").is_err());
        assert!(save(folder.path(), b"x").is_err());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[cfg(unix)]
    #[test]
    fn the_old_mode_and_the_target_of_a_link_are_kept() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let (path, link) = (folder.path().join("a"), folder.path().join("b"));
        save(&path, b"one").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        std::os::unix::fs::symlink("a", &link).unwrap();
        save(&link, b"two").unwrap();
        assert_eq!(text(&path), "two");
        let mode = fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o640);
    }
}
