//! Signing: through `ssh-keygen`, so that agents and hardware keys work. Verifying needs no program.

use std::ffi::OsStr;
use std::io::{self, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};

/// Why nothing was signed.
#[derive(Debug, thiserror::Error)]
pub enum SignError {
    /// The program could not be started or spoken to.
    #[error("ssh-keygen cannot be started: {0}")]
    Io(#[from] io::Error),
    /// The program refused; it said why on standard error.
    #[error("ssh-keygen did not sign ({0})")]
    Refused(String),
}

/// Signs a text with the key in the file `key` for the purpose `namespace`, and gives the armoured signature. Asks
/// for a passphrase or a touch as `ssh-keygen` does, which is looked for in the folders of `programs`.
///
/// # Errors
/// See [`SignError`].
pub fn sign(
    key: &Path,
    namespace: &str,
    text: &str,
    programs: Option<&OsStr>,
) -> Result<String, SignError> {
    let mut child = Command::new("ssh-keygen")
        .envs(programs.map(|folders| ("PATH", folders)))
        .args(["-q", "-Y", "sign", "-n", namespace, "-f"])
        .arg(key)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit())
        .spawn()?;
    let written = child
        .stdin
        .take()
        .map(|mut stdin| stdin.write_all(text.as_bytes()));
    let output = child.wait_with_output()?;
    if !output.status.success() {
        return Err(SignError::Refused(output.status.to_string()));
    }
    written.transpose()?;
    // What is no text is no armoured signature either.
    String::from_utf8(output.stdout)
        .ok()
        .filter(|armour| armour.starts_with("-----BEGIN SSH SIGNATURE-----"))
        .ok_or_else(|| SignError::Refused("it wrote no signature".to_owned()))
}
