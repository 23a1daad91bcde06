//! Loads for writing: the lock first, then the row and what is joined to it.

use super::Locked;
use crate::{
    BotState, Invitation, ManagedEnrolment, RegisterSession, RosterGroup, StoreError, Tx, UserAccount,
};
use peiban_core::id::{EnrolmentId, GroupId, SessionId, UserId};
use peiban_core::inbox::BotAccount;
use peiban_core::session::Session;

impl Tx<'_> {
    /// An account, held.
    pub(crate) async fn account_for_update(
        &mut self,
        id: UserId,
    ) -> Result<Option<Locked<UserAccount>>, StoreError> {
        self.lock_users(&[id]).await?;
        Ok(self.account(id).await?.map(Locked))
    }

    /// An invitation that is neither used nor expired, held, by its code's SHA-256.
    pub(crate) async fn invitation_for_update(
        &mut self,
        code_hash: &[u8],
    ) -> Result<Option<Locked<Invitation>>, StoreError> {
        self.lock_invitation(code_hash).await?;
        let now = self.now;
        Ok(self.invitation(code_hash, now).await?.map(Locked))
    }

    /// What all nodes must know of a bot, held.
    pub(crate) async fn bot_for_update(&mut self, bot: &BotAccount) -> Result<Locked<BotState>, StoreError> {
        self.lock_bot(bot).await?;
        Ok(Locked(self.bot_state(&bot.channel, &bot.account).await?))
    }

    /// A session, held with its group.
    pub(crate) async fn session_for_update(
        &mut self,
        id: SessionId,
    ) -> Result<Option<Locked<Session>>, StoreError> {
        self.lock_session(id).await?;
        Ok(self.session(id).await?.map(Locked))
    }

    /// The session of a register, held with its group, if `user` may take it; for the bot and the operator, any.
    /// Whoever may add people to it holds their county too.
    pub(crate) async fn register_session_for_update(
        &mut self,
        id: SessionId,
        (user, adds): (Option<UserId>, bool),
    ) -> Result<Option<Locked<RegisterSession>>, StoreError> {
        if adds {
            self.lock_county_of_session(id).await?;
        }
        self.lock_session(id).await?;
        Ok(self.register_session(id, user).await?.map(Locked))
    }

    /// A group that people can be enrolled into, held.
    pub(crate) async fn roster_group_for_update(
        &mut self,
        id: GroupId,
    ) -> Result<Option<Locked<RosterGroup>>, StoreError> {
        self.lock_group(id).await?;
        Ok(self.roster_group(id).await?.map(Locked))
    }

    /// The group of a session that is held with it, if people can be enrolled into it.
    pub(crate) async fn roster_group_of(
        &mut self,
        session: &Locked<RegisterSession>,
    ) -> Result<Option<Locked<RosterGroup>>, StoreError> {
        Ok(self.roster_group(session.group_id).await?.map(Locked))
    }

    /// An enrolment in a group that `user` manages, held with the group; any for nobody in particular.
    pub(crate) async fn enrolment_for_update(
        &mut self,
        user: Option<UserId>,
        id: EnrolmentId,
    ) -> Result<Option<Locked<ManagedEnrolment>>, StoreError> {
        self.lock_group_of_enrolment(id).await?;
        Ok(self.enrolment_managed_by(user, id).await?.map(Locked))
    }
}

impl Locked<Session> {
    /// Its group, held with it.
    pub(crate) fn held_group(&self) -> Locked<GroupId> {
        Locked(self.group())
    }
}

impl Locked<RegisterSession> {
    /// Its group, held with it.
    pub(crate) fn held_group(&self) -> Locked<GroupId> {
        Locked(self.group_id)
    }
}
