//! The text of a planned step, written when it leaves, from facts as they are then.

mod tips;

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use chrono::{DateTime, Utc};
use peiban_core::id::SessionId;
use peiban_core::plan::{Content, Leaving, Say, hours};
use peiban_core::rsvp::RsvpTap;
use peiban_core::text::{Args, Language, month_day, say};
use peiban_core::tip::Tip;
use peiban_store::{Exec, SessionNews, StoreError};

use crate::channel::{Button, Outgoing};

/// The longest message in characters: what fits on a small screen.
fn longest(language: Language) -> usize {
    match language {
        Language::ZhHans => 110,
        Language::En => 280,
    }
}

/// What texts are written from: read once for many rows.
#[derive(Default)]
pub struct Desk {
    news: HashMap<SessionId, Option<SessionNews>>,
    tips: Option<Vec<Tip>>,
}

impl Desk {
    /// The message of a row that leaves; none when there is nothing to say any more.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn message(
        &mut self,
        db: &mut Exec<'_>,
        row: &Leaving,
    ) -> Result<Option<Outgoing>, StoreError> {
        if row.anchor_seq.is_none() {
            return Ok(serde_json::from_str(&row.body).ok());
        }
        let Some(about) = row.say() else { return Ok(None) };
        let news = match self.news.entry(about.session) {
            Entry::Occupied(read) => read.into_mut(),
            Entry::Vacant(unread) => unread.insert(db.session_news(about.session).await?),
        };
        let Some(news) = news else { return Ok(None) };
        if self.tips.is_none() && matches!(about.content, Content::Absence | Content::NextTip) {
            self.tips = Some(db.tips_sent().await?);
        }
        let tips = self.tips.as_deref().unwrap_or_default();
        Ok(text(row.known.language.unwrap_or_default(), about, (&*news, tips)))
    }

    /// Whether a row is about its session as it was read here: it may have been moved in between.
    pub fn agrees(&self, row: &Leaving) -> bool {
        let news = row.say().and_then(|about| self.news.get(&about.session)?.as_ref());
        news.is_none_or(|news| row.anchor_seq == Some(news.sequence))
    }
}

/// The message about a session.
fn text(language: Language, about: Say, (news, tips): (&SessionNews, &[Tip])) -> Option<Outgoing> {
    let key = match about.content {
        Content::Reminder if news.module.is_empty() => "messages-reminder-plain",
        Content::Reminder => "messages-reminder",
        Content::Moved => "messages-moved",
        Content::CalledOff => "messages-called-off",
        Content::Feedback => "messages-feedback",
        Content::Recap => return recap(language, news),
        Content::Absence => return absence(language, news, tips),
        Content::NextTip => return next_tip(language, news, tips),
    };
    let buttons = match about.content {
        Content::Reminder | Content::Moved => answers(language, about.session, news.sequence),
        Content::Feedback => {
            vec![button(language, "messages-feedback-start", &format!("f:{}", about.session.0.simple()))]
        }
        _ => Vec::new(),
    };
    Some(Outgoing { text: say(language, key, &args(language, news)), buttons })
}

/// When, where and what: the variables of every message about a session.
fn args<'a>(language: Language, news: &'a SessionNews) -> Args<'a> {
    let (day, time) = when(language, news.starts_at, &news.zone);
    let mut args = Args::new();
    args.set("day", day);
    args.set("time", time);
    args.set("place", news.site.as_str());
    args.set("title", language.pick(&news.title_zh, &news.title_en));
    args
}

/// Day and time of the place, as its people say it.
pub(crate) fn when(language: Language, at: DateTime<Utc>, zone: &str) -> (String, String) {
    let local = at.with_timezone(&hours::zone(zone));
    (month_day(language, local.date_naive()), local.format("%H:%M").to_string())
}

/// Buttons for a session at the time that it has after `sequence` moves.
pub(crate) fn answers(language: Language, session: SessionId, sequence: i64) -> Vec<Button> {
    let data = |coming| RsvpTap { session, sequence, coming }.data();
    vec![button(language, "messages-coming", &data(true)), button(language, "messages-cannot", &data(false))]
}

fn button(language: Language, key: &str, data: &str) -> Button {
    Button { label: say(language, key, &Args::new()), data: data.to_owned() }
}

/// What we did, the small thing to try at home, and when the next session is.
fn recap(language: Language, news: &SessionNews) -> Option<Outgoing> {
    let did = language.pick(&news.recap_zh, &news.recap_en);
    let practice = language.pick(&news.home_practice_zh, &news.home_practice_en);
    let mut args = Args::new();
    args.set("practice", practice);
    let home = if practice.is_empty() { String::new() } else { say(language, "messages-recap-home", &args) };
    let next = next_date(language, news).unwrap_or_default();
    (!did.is_empty()).then(|| plain(fitting(language, &[did, &home, &next])))
}

/// When the next session of the group is; none after the last one.
fn next_date(language: Language, news: &SessionNews) -> Option<String> {
    let (day, time) = when(language, news.next_at?, &news.zone);
    let mut args = Args::new();
    args.set("day", day);
    args.set("time", time);
    Some(say(language, "messages-next", &args))
}

/// We missed you: the module's tip, and when the next session is.
fn absence(language: Language, news: &SessionNews, tips: &[Tip]) -> Option<Outgoing> {
    let missed = say(language, "messages-absence", &Args::new());
    let tip = tips::text(tips, language, &news.tip);
    let next = next_date(language, news);
    // The next date matters more than the tip, should both not fit.
    let mut parts = vec![missed.as_str()];
    parts.extend(next.as_deref());
    if let Some(tip) = tip.as_deref() {
        parts.push(tip);
    }
    let mut text = fitting(language, &parts);
    if let (Some(next), Some(tip)) = (next, tip)
        && text.ends_with(&tip)
    {
        text = [missed, tip, next].join(APART);
    }
    Some(plain(text))
}

/// A tip between two sessions, on the theme of the last one.
fn next_tip(language: Language, news: &SessionNews, tips: &[Tip]) -> Option<Outgoing> {
    tips::another(tips, language, (&news.module, &news.tip)).map(plain)
}

/// Between two thoughts of a message: tired eyes need the gap.
const APART: &str = "\n\n";

/// The parts under each other, as many from the first as fit.
fn fitting(language: Language, parts: &[&str]) -> String {
    let mut text = String::new();
    for part in parts.iter().filter(|part| !part.is_empty()) {
        let long = text.chars().count() + APART.len() + part.chars().count();
        if !text.is_empty() && long > longest(language) {
            break;
        }
        if !text.is_empty() {
            text.push_str(APART);
        }
        text.push_str(part);
    }
    text
}

fn plain(text: String) -> Outgoing {
    Outgoing { text, buttons: Vec::new() }
}

#[cfg(test)]
mod tests;
