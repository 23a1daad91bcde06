//! Locks: a load for writing is the lock.
//!
//! PostgreSQL runs READ COMMITTED: what an act read may have changed before it saves. So an act that decides from a
//! row holds that row first, and reads it then: each statement sees what was committed before it began, the joined
//! rows too. A save takes the [`Locked`] value, which nothing else makes.
//!
//! On SQLite the one writer does one act after the other, so there is nothing to hold. This is the only place where
//! PostgreSQL is told of locks of its own; `FOR NO KEY UPDATE`, because rows that point to a held one may be added.
//!
//! Whoever holds several things takes hold of them in the order of [`Noun`], and of several of a kind in the order of
//! their ids: then two acts wait for each other in one direction only. Debug builds check it on both databases.

mod loads;

use std::ops::Deref;

use uuid::Uuid;

use crate::{Exec, StoreError, Tx};
use peiban_core::area::AreaCode;
use peiban_core::id::{CaregiverId, EnrolmentId, GroupId, SessionId, UserId};
use peiban_core::inbox::BotAccount;

/// What an act takes hold of, in the order in which it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Noun {
    /// The administrators of the whole country, of whom one always stays.
    Administrators,
    /// An account, with its roles, sign-ins and codes, and what hangs on its roles.
    User,
    /// An invitation, which makes one account.
    Invitation,
    /// A county: who is known there by name and phone.
    County,
    /// A group: its team, places, sessions and course.
    Group,
    /// A session and its register.
    Session,
    /// A chat, linked or not.
    Chat,
    /// A caregiver: consents, wishes, children's ages, links and tokens.
    Person,
    /// A bot: which process polls and which one sends for it.
    Bot,
}

/// Something that nobody else changes until the act is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Locked<T>(T);

impl<T> Deref for Locked<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

/// The last kind of thing that an act took hold of.
#[derive(Debug, Default)]
pub(crate) struct Hold(Option<Noun>);

impl Hold {
    fn take(&mut self, noun: Noun) {
        debug_assert!(self.0.is_none_or(|last| last < noun), "{noun:?} is taken after {:?}", self.0);
        self.0 = Some(noun);
    }
}

/// Holds the rows that a statement finds, on PostgreSQL.
macro_rules! hold {
    ($tx:expr, $noun:expr, $sql:literal $(, $value:expr)*) => {{
        $tx.hold.take($noun);
        match $tx.exec() {
            Exec::Sqlite(_) => {} // its one writer is the lock
            Exec::Postgres(link) => {
                sqlx::query($sql)$(.bind($value))*.execute(link.get()).await?;
            }
        }
    }};
}

impl Tx<'_> {
    /// Whether there is nobody else to hold anything against: on SQLite.
    pub(crate) fn is_alone(&mut self) -> bool {
        matches!(self.exec(), Exec::Sqlite(_))
    }

    /// Holds the administrators of the whole country: of two who end each other at once, the second finds the first
    /// one gone.
    pub(crate) async fn lock_administrators(&mut self) -> Result<(), StoreError> {
        let country = AreaCode::COUNTRY.range();
        hold!(
            self,
            Noun::Administrators,
            "SELECT 1 FROM user_roles
              WHERE role = 'admin' AND ended_at IS NULL AND partner_id IS NULL AND area_from <= $1 AND area_to >= $2
              ORDER BY id FOR NO KEY UPDATE",
            *country.start(),
            *country.end()
        );
        Ok(())
    }

    /// Holds accounts, and the actor's own: what she may do does not end while she does it.
    pub(crate) async fn lock_users(&mut self, users: &[UserId]) -> Result<(), StoreError> {
        let ids: Vec<Uuid> = users.iter().copied().chain(self.actor().user()).map(|user| user.0).collect();
        hold!(self, Noun::User, "SELECT 1 FROM users WHERE id = ANY($1) ORDER BY id FOR NO KEY UPDATE", ids);
        Ok(())
    }

    /// Holds counties, so that two acts at once cannot add the same person.
    pub(crate) async fn lock_counties(&mut self, codes: &[AreaCode]) -> Result<(), StoreError> {
        let codes: Vec<i64> = codes.iter().map(|code| code.get()).collect();
        hold!(
            self,
            Noun::County,
            "SELECT 1 FROM areas WHERE code = ANY($1) AND valid_to IS NULL ORDER BY code FOR NO KEY UPDATE",
            codes
        );
        Ok(())
    }

    /// Holds groups.
    pub(crate) async fn lock_groups(&mut self, groups: &[GroupId]) -> Result<(), StoreError> {
        let ids: Vec<Uuid> = groups.iter().map(|group| group.0).collect();
        hold!(
            self,
            Noun::Group,
            "SELECT 1 FROM groups WHERE id = ANY($1) ORDER BY id FOR NO KEY UPDATE",
            ids
        );
        Ok(())
    }

    /// Holds a group.
    pub(crate) async fn lock_group(&mut self, group: GroupId) -> Result<Locked<GroupId>, StoreError> {
        self.lock_groups(&[group]).await?;
        Ok(Locked(group))
    }

    /// Holds the group of an enrolment.
    async fn lock_group_of_enrolment(&mut self, id: EnrolmentId) -> Result<(), StoreError> {
        hold!(
            self,
            Noun::Group,
            "SELECT 1 FROM groups WHERE id = (SELECT group_id FROM enrolments WHERE id = $1) FOR NO KEY UPDATE",
            id
        );
        Ok(())
    }

    /// Holds a session and its group, whose course follows from its sessions.
    async fn lock_session(&mut self, id: SessionId) -> Result<(), StoreError> {
        hold!(
            self,
            Noun::Group,
            "SELECT 1 FROM groups WHERE id = (SELECT group_id FROM sessions WHERE id = $1) FOR NO KEY UPDATE",
            id
        );
        hold!(self, Noun::Session, "SELECT 1 FROM sessions WHERE id = $1 FOR NO KEY UPDATE", id);
        Ok(())
    }

    /// Holds the county of a session's group.
    async fn lock_county_of_session(&mut self, id: SessionId) -> Result<(), StoreError> {
        hold!(
            self,
            Noun::County,
            "SELECT 1 FROM areas
              WHERE valid_to IS NULL
                AND code = (SELECT g.area FROM sessions s JOIN groups g ON g.id = s.group_id WHERE s.id = $1)
                FOR NO KEY UPDATE",
            id
        );
        Ok(())
    }

    /// Holds an invitation: of two who take it up at once, the second finds it used.
    async fn lock_invitation(&mut self, code_hash: &[u8]) -> Result<(), StoreError> {
        hold!(
            self,
            Noun::Invitation,
            "SELECT 1 FROM invitations WHERE code_hash = $1 FOR NO KEY UPDATE",
            code_hash
        );
        Ok(())
    }

    /// Holds a chat, whether anybody is known behind it or not: its updates go one at a time on all nodes.
    pub(crate) async fn lock_chat(&mut self, bot: (&str, &str), chat: &str) -> Result<(), StoreError> {
        self.lock_chats(bot, &[chat]).await
    }

    /// Holds chats of one bot.
    pub(crate) async fn lock_chats(
        &mut self,
        (channel, account): (&str, &str),
        chats: &[&str],
    ) -> Result<(), StoreError> {
        // A chat that is new has no row to hold.
        let names: Vec<_> = chats.iter().map(|chat| format!("{channel} {account} {chat}")).collect();
        hold!(
            self,
            Noun::Chat,
            "SELECT pg_advisory_xact_lock(hashtextextended(name, 0))
               FROM (SELECT name FROM UNNEST($1) AS name ORDER BY name) chats",
            names
        );
        Ok(())
    }

    /// Holds a bot: nobody becomes its poller or sender, nor ends to be it, meanwhile.
    async fn lock_bot(&mut self, bot: &BotAccount) -> Result<(), StoreError> {
        hold!(
            self,
            Noun::Bot,
            "SELECT 1 FROM bot_accounts WHERE channel = $1 AND account = $2 FOR NO KEY UPDATE",
            &bot.channel,
            &bot.account
        );
        Ok(())
    }

    /// Holds whose turn it is to send for a bot; acts of that turn hold it side by side.
    pub(crate) async fn lock_turn(&mut self, (channel, account): (&str, &str)) -> Result<(), StoreError> {
        hold!(
            self,
            Noun::Bot,
            "SELECT 1 FROM bot_accounts WHERE channel = $1 AND account = $2 FOR SHARE",
            channel,
            account
        );
        Ok(())
    }

    /// Holds whoever is behind a chat, and whoever a link token belongs to.
    pub(crate) async fn lock_people_of_chat(
        &mut self,
        (channel, account): (&str, &str),
        chat: &str,
        token: Option<&[u8]>,
    ) -> Result<(), StoreError> {
        hold!(
            self,
            Noun::Person,
            "SELECT 1 FROM caregivers
              WHERE id IN (SELECT caregiver_id FROM chat_links
                            WHERE channel = $1 AND account = $2 AND chat = $3 AND state <> 'revoked'
                            UNION
                           SELECT caregiver_id FROM link_tokens WHERE token_hash = $4)
              ORDER BY id FOR NO KEY UPDATE",
            channel,
            account,
            chat,
            token
        );
        Ok(())
    }

    /// Holds caregivers.
    pub(crate) async fn lock_people(&mut self, people: &[CaregiverId]) -> Result<(), StoreError> {
        let ids: Vec<Uuid> = people.iter().map(|person| person.0).collect();
        hold!(
            self,
            Noun::Person,
            "SELECT 1 FROM caregivers WHERE id = ANY($1) ORDER BY id FOR NO KEY UPDATE",
            ids
        );
        Ok(())
    }

    /// Holds a caregiver.
    pub(crate) async fn lock_person(
        &mut self,
        person: CaregiverId,
    ) -> Result<Locked<CaregiverId>, StoreError> {
        self.lock_people(&[person]).await?;
        Ok(Locked(person))
    }

    /// Holds these people, and everybody who has a row on a register.
    pub(crate) async fn lock_people_of_register(
        &mut self,
        session: SessionId,
        people: &[CaregiverId],
    ) -> Result<(), StoreError> {
        let ids: Vec<Uuid> = people.iter().map(|person| person.0).collect();
        hold!(
            self,
            Noun::Person,
            "SELECT 1 FROM caregivers
              WHERE id IN (SELECT UNNEST($1) UNION SELECT caregiver_id FROM attendance WHERE session_id = $2)
              ORDER BY id FOR NO KEY UPDATE",
            ids,
            session
        );
        Ok(())
    }
}
