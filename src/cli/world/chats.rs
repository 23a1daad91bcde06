//! The world's poster, and texts in review that may be sent in it.

use peiban_core::actor::Actor;
use peiban_core::acts::consents::AddJoinCode;
use peiban_core::acts::content::AllowReview;
use peiban_core::area::AreaCode;
use peiban_core::store::Store;

use super::LONGAN;

/// The code on the poster in Long'an.
pub const POSTER: &str = "LONGAN-7";

/// Hangs the poster.
///
/// # Errors
///
/// When the database fails, or was not empty.
pub async fn seed(store: &Store) -> anyhow::Result<()> {
    let operator = Actor::operator();
    store.act(&operator, AllowReview).await?;
    let act = AddJoinCode {
        code: POSTER.to_owned(),
        place: "龙安村活动室".to_owned(),
        campaign: ("2026-autumn".to_owned(), "2026 秋季陪伴行动".to_owned()),
        area: AreaCode::new(LONGAN)?,
        language: None,
    };
    store.act(&operator, act).await?;
    Ok(())
}
