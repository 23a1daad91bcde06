//! Today: what a facilitator does next.

use chrono::{DateTime, Days, Utc};
use peiban_core::session::RegisterList;
use peiban_core::text::{Language, day};
use peiban_core::user::Permission;
use peiban_core::zone::Zone;
use peiban_store::SessionCard;
use peiban_store::list::{ListPart, Wanted};
use rocket::get;
use rocket_dyn_templates::Template;
use serde::Serialize;

use crate::api::health::Worked;
use crate::db::Db;
use crate::error::Error;
use crate::guard::{Shell, SignedIn};
use crate::pages::sessions::SessionLine;

/// The beginning of each list.
struct Lists {
    ahead: ListPart<SessionCard>,
    overdue: ListPart<SessionCard>,
    doubtful: ListPart<SessionCard>,
}

/// What stands on the page.
#[derive(Serialize)]
struct Today {
    date: String,
    /// The next session of today or tomorrow.
    next: Option<SessionLine>,
    next_is_today: bool,
    later: Vec<SessionLine>,
    tomorrow: Vec<SessionLine>,
    overdue: Vec<SessionLine>,
    overdue_total: i64,
    /// Registers in which something does not agree.
    doubtful: Vec<SessionLine>,
    doubtful_total: i64,
    /// More lie ahead than were read.
    more_ahead: bool,
    /// The one after, when today and tomorrow are free.
    after: Option<SessionLine>,
}

impl Today {
    fn of(Lists { ahead, overdue, doubtful }: &Lists, language: Language, now: DateTime<Utc>) -> Self {
        let today = Zone::CHINA.day(now);
        let tomorrow = today + Days::new(1);
        let line = |card: &SessionCard| SessionLine::of(card, language, now);
        let mut by_start: Vec<_> = ahead.rows.iter().collect();
        by_start.sort_by_key(|card| (card.session.starts_at(), card.session.id()));
        let (near, far): (Vec<_>, Vec<_>) =
            by_start.into_iter().partition(|card| card.session.held_on() <= tomorrow);
        let next = near.first();
        let rest = near.iter().skip(1);
        let is_today = |card: &SessionCard| card.session.held_on() <= today;
        Self {
            date: day(language, today),
            next: next.map(|card| line(card)),
            next_is_today: next.is_some_and(|card| is_today(card)),
            later: rest.clone().filter(|card| is_today(card)).map(|card| line(card)).collect(),
            tomorrow: rest.filter(|card| !is_today(card)).map(|card| line(card)).collect(),
            overdue: overdue.rows.iter().map(line).collect(),
            overdue_total: overdue.total,
            doubtful: doubtful.rows.iter().map(line).collect(),
            doubtful_total: doubtful.total,
            more_ahead: ahead.more,
            after: far.first().filter(|_| near.is_empty()).map(|card| line(card)),
        }
    }
}

/// The next session, what is overdue, and what comes later.
#[get("/today")]
pub async fn index(person: &SignedIn, shell: Shell, db: &Db, bot: Worked) -> Result<Template, Error> {
    person.needs(Permission::TakeRegisters)?;
    let down = bot.down_since(db, shell.lang).await?;
    let shell = shell.telling(down);
    let (user, now) = (person.user(), db.clock().now());
    let mut read = db.read().await?;
    let lists = Lists {
        ahead: read.sessions_listed(user, (RegisterList::Ahead, now), Wanted::ALL).await?,
        overdue: read.sessions_listed(user, (RegisterList::Owed, now), Wanted::ALL).await?,
        doubtful: read.sessions_listed(user, (RegisterList::Doubtful, now), Wanted::ALL).await?,
    };
    drop(read);
    Ok(shell.page("today/index.html", Today::of(&lists, shell.lang, now)))
}
