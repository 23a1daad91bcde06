//! The overview: its numbers, who sees which, what is hidden, and the workbook that says the same.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use chrono::Days;
use peiban::cli::fold_all;
use peiban_core::actor::Actor;
use peiban_core::acts::{Act, ActError};
use peiban_core::id::SessionId;
use peiban_core::store::Tx;
use rocket::http::{Cookie, Header, Status};

use crate::seed::{Facts, november, recount};
use crate::support::TestApp;

/// Marks a session as its own act would.
struct Touch(SessionId);

impl Act for Touch {
    type Out = ();
    const NAME: &'static str = "test.touch";

    async fn run(&self, tx: &mut Tx<'_>) -> Result<(), ActError> {
        Ok(tx.rollup_of_session(self.0).await?)
    }
}

/// Two groups in Long'an county and one in Yunnan, with sessions in two weeks.
async fn world(app: &TestApp) {
    let mut facts = Facts::default();
    let one = facts.group(450_123, 20, november(2), None);
    let two = facts.group(450_123, 10, november(2), None);
    let far = facts.group(530_102, 12, november(2), None);
    facts.session(&one, (november(10), 1), 16);
    facts.session(&one, (november(17), 2), 12);
    facts.session(&two, (november(11), 1), 8);
    facts.session(&far, (november(12), 1), 12);
    facts.chat(one.people[0], november(3));
    for person in &one.people[..7] {
        facts.chat(*person, november(4));
    }
    facts.run("DELETE FROM chat_links WHERE chat = 'none';");
    facts.scores("useful", (november(10), 450_123), &[5, 5, 4, 4, 4]);
    facts.scores("followed", (november(10), 450_123), &[5, 5, 4]);
    facts.put(&app.url).await;
    recount(&app.store).await;
}
