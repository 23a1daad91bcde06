//! The secret key in a file of its own: neither in a shell's history nor in the list of processes.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::Path;

use peiban_core::seal::Keys;
use secrecy::SecretString;

use crate::secret;

/// What a key is, for whoever has none.
pub(super) const NO_KEY: &str =
    "is needed: `peiban key new` makes one, and PEIBAN_SECRET_KEY_FILE says where it is";
/// What a key looks like.
pub(super) const DIGITS: &str = "needs 64 hexadecimal digits";

/// Writes a new key to `path`, for its owner's eyes only.
///
/// # Errors
///
/// When there is a file already, or none can be made.
pub fn write_new(path: &Path) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    writeln!(file, "{}", secret::token())?;
    file.sync_all()
}

/// The key in `path`, or the rule that the file breaks.
pub(super) fn read(path: &Path) -> Result<SecretString, String> {
    let shown = path.display();
    let found = fs::metadata(path).map_err(|why| format!("{shown} cannot be read: {why}"))?;
    if found.permissions().mode() & 0o077 != 0 {
        return Err(format!("others can read {shown}: chmod 600 {shown}"));
    }
    let text = fs::read_to_string(path).map_err(|why| format!("{shown} cannot be read: {why}"))?;
    let key = text.trim();
    if Keys::of_hex(key).is_none() {
        return Err(format!("{shown} {DIGITS}"));
    }
    Ok(key.to_owned().into())
}
