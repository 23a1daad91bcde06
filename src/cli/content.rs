//! `peiban content`: what staff edit, checked before it is used.

use std::path::PathBuf;

use clap::Subcommand;
use peiban_core::content::{Content, Folder};
use peiban_core::text::locale_faults;

use super::line;

/// Work on content folders.
#[derive(Debug, Subcommand)]
pub(super) enum ContentCommand {
    /// Tell every fault of a content folder, each with file, row and column.
    Check {
        /// The folder, such as `content`.
        folder: PathBuf,
    },
}

impl ContentCommand {
    pub(super) fn run(self) -> anyhow::Result<()> {
        let Self::Check { folder } = self;
        anyhow::ensure!(folder.is_dir(), "{} is no folder", folder.display());
        let content = Content::read(&Folder(folder));
        let mut faults: Vec<String> =
            content.as_ref().err().into_iter().flatten().map(ToString::to_string).collect();
        faults.extend(locale_faults().iter().map(|fault| format!("locales/{fault}")));
        for fault in &faults {
            line(fault);
        }
        anyhow::ensure!(faults.is_empty(), "{} faults", faults.len());
        if let Ok(content) = content {
            line(&format!(
                "no faults: {} areas, {} curricula, {} modules, {} surveys",
                content.areas.len(),
                content.curricula.len(),
                content.modules.len(),
                content.surveys.len()
            ));
        }
        Ok(())
    }
}
