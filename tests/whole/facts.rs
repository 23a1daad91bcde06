//! Facts put straight into the tables, for figures that need many of them.

use std::fmt::Write;

use chrono::NaiveDate;
use peiban_store::Store;
use peiban_store::acts::reach::rollups::rebuild;
use uuid::Uuid;

use crate::raw::Raw;

/// Collects statements and runs them on either database.
#[derive(Default)]
pub struct Facts {
    sql: String,
    next: u128,
    people: u32,
}

/// A group with its people, ready to hold sessions.
pub struct Group {
    pub id: Uuid,
    site: Uuid,
    pub people: Vec<Uuid>,
}

impl Facts {
    fn id(&mut self) -> Uuid {
        self.next += 1;
        Uuid::from_u128((0xfac7 << 64) + self.next)
    }

    /// An id as both databases read it.
    fn lit(id: Uuid) -> String {
        if crate::database::on_postgres() { format!("'{id}'") } else { format!("x'{}'", id.simple()) }
    }

    fn at(day: NaiveDate, time: &str) -> String {
        format!("'{day} {time}+00:00'")
    }

    /// A group in `area` whose people enrolled on `enrolled`; `partner` is a partner's id.
    pub fn group(&mut self, area: i64, people: usize, enrolled: NaiveDate, partner: Option<Uuid>) -> Group {
        let (site, id) = (self.id(), self.id());
        let made = Self::at(enrolled, "00:00:00");
        let partner = partner.map_or("NULL".into(), Self::lit);
        writeln!(
            self.sql,
            "INSERT INTO sites (id, area, code, name, kind, settlement, zone, accessibility, opened_at)
             VALUES ({s}, {area}, 's{n}', 'Site', 'community', 'rural', 'Asia/Shanghai', 'unknown', {made});
             INSERT INTO groups (id, site_id, code, name, curriculum_id, area, partner_id, capacity, state, opened_at)
             SELECT {g}, {s}, 'g', 'Group', id, {area}, {partner}, 60, 'running', {made} FROM curricula LIMIT 1;",
            s = Self::lit(site),
            g = Self::lit(id),
            n = self.next,
        )
        .unwrap();
        let people = (0..people).map(|_| self.person(id, area, enrolled)).collect();
        Group { id, site, people }
    }

    fn person(&mut self, group: Uuid, area: i64, enrolled: NaiveDate) -> Uuid {
        let (house, person, enrolment) = (self.id(), self.id(), self.id());
        self.people += 1;
        let made = Self::at(enrolled, "00:00:00");
        writeln!(
            self.sql,
            "INSERT INTO households (id, made_at) VALUES ({h}, {made});
             INSERT INTO caregivers (id, number, state, household_id, area, name, language, zone, made_at)
             VALUES ({p}, {n}, 'registered', {h}, {area}, 'Made up', 'zh-Hans', 'Asia/Shanghai', {made});
             INSERT INTO enrolments (id, caregiver_id, group_id, state, enrolled_on, made_at)
             VALUES ({e}, {p}, {g}, 'active', '{enrolled}', {made});",
            h = Self::lit(house),
            p = Self::lit(person),
            e = Self::lit(enrolment),
            g = Self::lit(group),
            n = 900_000 + self.people,
        )
        .unwrap();
        person
    }

    /// A session held on `day` to which the first `came` of the group came; `seq` is its module.
    pub fn session(&mut self, group: &Group, (day, seq): (NaiveDate, i64), came: usize) -> Uuid {
        let id = self.id();
        writeln!(
            self.sql,
            "INSERT INTO sessions (id, group_id, module_id, site_id, starts_at, ends_at, zone, held_on, mode, state, sequence)
             SELECT {s}, {g}, m.id, {site}, {from}, {to}, 'Asia/Shanghai', '{day}', 'group', 'submitted', 0
               FROM groups g JOIN modules m ON m.curriculum_id = g.curriculum_id AND m.seq = {seq} WHERE g.id = {g};",
            s = Self::lit(id),
            g = Self::lit(group.id),
            site = Self::lit(group.site),
            from = Self::at(day, "02:00:00"),
            to = Self::at(day, "03:30:00"),
        )
        .unwrap();
        for (index, person) in group.people.iter().enumerate() {
            let status = if index < came { "present" } else { "absent_unexcused" };
            writeln!(
                self.sql,
                "INSERT INTO attendance (session_id, caregiver_id, status, basis, rev, op_id, marked_at)
                 VALUES ({}, {}, '{status}', 'enrolled', 1, {}, {});",
                Self::lit(id),
                Self::lit(*person),
                Self::lit(id),
                Self::at(day, "03:00:00"),
            )
            .unwrap();
        }
        id
    }

    /// A partner with this code.
    pub fn partner(&mut self, code: &str) -> Uuid {
        let id = self.id();
        writeln!(
            self.sql,
            "INSERT INTO partners (id, code, kind, name_zh, name_en, started_at)
             VALUES ({}, '{code}', 'ngo', '伙伴{code}', 'Partner {code}', '2026-01-01 00:00:00+00:00');",
            Self::lit(id)
        )
        .unwrap();
        id
    }

    /// A caregiver opens the chat.
    pub fn chat(&mut self, person: Uuid, day: NaiveDate) {
        let id = self.id();
        writeln!(
            self.sql,
            "INSERT INTO chat_links (id, channel, account, chat, caregiver_id, state, talk, made_at)
             VALUES ({}, 'simulator', 'demo', 'c{}', {}, 'linked', '{{}}', {});",
            Self::lit(id),
            self.next,
            Self::lit(person),
            Self::at(day, "01:00:00"),
        )
        .unwrap();
    }

    /// Answers of a group's first people to one question after a session; `-` skips it.
    pub fn answers(&mut self, (group, session): (&Group, Uuid), question: &str, values: &[&str]) {
        for (person, value) in group.people.iter().zip(values) {
            let id = self.id();
            writeln!(
                self.sql,
                "INSERT INTO responses (id, survey_id, caregiver_id, occasion, state, language, started_at)
                 SELECT {r}, id, {p}, {s}, 'started', 'zh-Hans', '2026-11-20 12:00:00+00:00' FROM surveys
                  WHERE wave = 'after_session'
                 ON CONFLICT DO NOTHING;
                 INSERT INTO answers (response_id, question, value, at)
                 SELECT id, '{question}', '{value}', started_at FROM responses
                  WHERE caregiver_id = {p} AND occasion = {s};",
                r = Self::lit(id),
                p = Self::lit(*person),
                s = Self::lit(session),
            )
            .unwrap();
        }
    }

    /// Puts everything in.
    pub async fn put(&mut self, url: &str) {
        Raw::open(url).await.run(&std::mem::take(&mut self.sql)).await;
    }
}

/// Counts everything from the facts.
pub async fn recount(store: &Store) {
    rebuild(store).await.unwrap();
    peiban::cli::fold_all(store).await.unwrap();
}

/// A day of November 2026; the tests' today is the 25th.
pub fn november(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, day).unwrap()
}
