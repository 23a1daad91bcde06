//! An act on PostgreSQL: a transaction of its own, run again when another act was in the way.

use std::time::Duration;

use sqlx::PgPool;

use crate::act::{Act, ActError};
use crate::{Exec, Tools, Tx};
use peiban_core::actor::Actor;

/// What an act waits for, at least, before it is run again on PostgreSQL: five runs at most.
///
/// Again, because another act was in the way (see [`crate::StoreError::wants_another_try`]); what an act holds is taken in one
/// order, but rows that housekeeping writes (`rollup_dirty`, `plan_due`, planned messages) can still close a circle.
const PAUSES: [Duration; 4] = [
    Duration::from_millis(5),
    Duration::from_millis(20),
    Duration::from_millis(80),
    Duration::from_millis(320),
];

/// Does `act`, up to five times.
pub(crate) async fn act<A: Act>(
    pool: &PgPool,
    actor: &Actor,
    act: &A,
    tools: &Tools,
) -> Result<A::Out, ActError> {
    for pause in PAUSES {
        match once(pool, actor, act, tools).await {
            Err(ActError::Store(error)) if error.wants_another_try() => {
                tokio::time::sleep(pause + jitter(pause, tools)).await;
            }
            done => return done,
        }
    }
    once(pool, actor, act, tools).await
}

/// Up to as long as `most`: two acts that met once shall not meet again.
fn jitter(most: Duration, tools: &Tools) -> Duration {
    let random = tools.ids.next(tools.clock.now()).as_bytes()[15];
    most * u32::from(random) / u32::from(u8::MAX)
}

async fn once<A: Act>(pool: &PgPool, actor: &Actor, act: &A, tools: &Tools) -> Result<A::Out, ActError> {
    let mut transaction = pool.begin().await?;
    let mut tx = Tx::new(Exec::from(&mut *transaction), *actor, tools);
    let out = act.run(&mut tx).await?;
    tx.audit::<A>(act).await?;
    drop(tx);
    transaction.commit().await?;
    Ok(out)
}
