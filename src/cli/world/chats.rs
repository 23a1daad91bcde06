//! The world's poster, and texts in review that may be sent in it.

use peiban_core::actor::Actor;
use peiban_core::area::AreaCode;
use peiban_store::acts::content::AllowReview;
use peiban_store::acts::reach::reports::MakeJoinCode;
use peiban_store::{JoinCode, Store};

use super::{LONGAN, reach};

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
    let poster = JoinCode {
        code: POSTER.to_owned(),
        campaign: reach::campaign(store).await?,
        place: "龙安村活动室".to_owned(),
        area: Some(AreaCode::new(LONGAN)?),
        language: None,
    };
    store.act(&operator, MakeJoinCode(poster)).await?;
    Ok(())
}
