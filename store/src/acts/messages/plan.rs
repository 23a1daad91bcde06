//! Bringing the planned messages of people up to date.

use std::sync::Arc;

use crate::Tx;
use crate::act::{Act, ActError};
use peiban_core::plan::{Rule, plan};

/// Plans anew for people whose facts changed, the longest waiting first.
pub struct DrainPlanDue {
    /// The steps.
    pub rules: Arc<[Rule]>,
    /// People at most.
    pub most: i64,
}

impl Act for DrainPlanDue {
    /// How many people were planned for.
    type Out = usize;
    const NAME: &'static str = "plan.drain";
    const AUDITED: bool = false;

    async fn run(&self, tx: &mut Tx<'_>) -> Result<usize, ActError> {
        let people = tx.take_plan_due(self.most).await?;
        let now = tx.now;
        for facts in tx.plan_facts(&people, now).await? {
            tx.save_plan(&plan(&facts, &self.rules, now)).await?;
        }
        Ok(people.len())
    }
}
