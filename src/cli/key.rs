//! `peiban key`: the key that opens what is sealed.

use std::io::ErrorKind;
use std::path::PathBuf;

use anyhow::{Context, bail};
use clap::Subcommand;

use super::line;
use crate::config::write_new_key;

/// The key that opens what is sealed.
#[derive(Debug, Subcommand)]
pub(super) enum Key {
    /// Make a key and write it to a file that only its owner can read.
    New {
        /// The file; one that is there is never overwritten.
        #[arg(default_value = "peiban.key")]
        file: PathBuf,
    },
}

impl Key {
    pub(super) fn run(self) -> anyhow::Result<()> {
        let Self::New { file } = self;
        let shown = file.display();
        match write_new_key(&file) {
            Err(why) if why.kind() == ErrorKind::AlreadyExists => {
                bail!("{shown} is there already, and a key is never overwritten")
            }
            done => done.with_context(|| format!("{shown} cannot be written"))?,
        }
        line(&format!(
            "A new key is in {shown}. Keep a copy elsewhere: without it nothing sealed opens again."
        ));
        line(&format!("Use it: export PEIBAN_SECRET_KEY_FILE={shown}"));
        Ok(())
    }
}
