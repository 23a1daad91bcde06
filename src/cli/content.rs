//! `peiban content`: what staff edit, checked before it is used.

use std::path::PathBuf;

use clap::Subcommand;
use peiban_core::actor::Actor;
use peiban_core::area::AreaCode;
use peiban_core::content::{Content, Folder};
use peiban_core::text::locale_faults;
use peiban_store::acts::content::ConfirmNumber;
use peiban_store::{ActError, Store};

use super::line;

/// Work on content folders.
#[derive(Debug, Subcommand)]
pub(super) enum ContentCommand {
    /// Tell every fault of a content folder, each with file, row and column.
    Check {
        /// The folder, such as `content`.
        folder: PathBuf,
    },
    /// Note that you called an emergency number today, and that it is right.
    Confirm {
        /// What you dialled.
        number: String,
        /// Where it serves; 0 for the whole country.
        #[arg(long, default_value_t = 0)]
        area: i64,
    },
}

impl ContentCommand {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        match self {
            Self::Check { folder } => Self::check(folder),
            Self::Confirm { number, area } => {
                super::with_store(|store| async move { Self::confirm(&store, area, number).await }).await
            }
        }
    }

    async fn confirm(store: &Store, area: i64, number: String) -> anyhow::Result<()> {
        let act = ConfirmNumber { area: AreaCode::new(area)?, number: number.clone() };
        match store.act(&Actor::operator(), act).await {
            Err(ActError::NotFound) => anyhow::bail!("there is no emergency number {number} for area {area}"),
            done => done?,
        }
        line(&format!("Noted: {number} was called today and is right."));
        Ok(())
    }

    fn check(folder: PathBuf) -> anyhow::Result<()> {
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
