//! Who writes. Only a checked sign-in, the bot or the operator can.

use chrono::{DateTime, NaiveDate, Utc};

use crate::id::{ApiTokenId, UserId};
use crate::text::Language;
use crate::user::Permission;

/// Someone who may write. What about, each act asks the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Actor(Who);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Who {
    User(UserId),
    Visitor,
    Bot,
    Operator,
}

/// A live sign-in, read from the store.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct SignIn {
    user_id: UserId,
    display_name: String,
    language: Option<Language>,
    csrf: String,
    expires_at: DateTime<Utc>,
    /// What the user's roles allow somewhere, words joined by commas.
    permissions: String,
    /// By which token of the API; none for somebody at a page.
    #[sqlx(default)]
    token: Option<ApiTokenId>,
    /// The last day that token was used.
    #[sqlx(default)]
    token_used_on: Option<NaiveDate>,
}

impl SignIn {
    /// Who signed in.
    pub fn user(&self) -> UserId {
        self.user_id
    }

    /// The name shown on pages.
    pub fn display_name(&self) -> &str {
        &self.display_name
    }

    /// The language the user chose, if any.
    pub fn language(&self) -> Option<Language> {
        self.language
    }

    /// The token that every form of this sign-in carries.
    pub fn csrf(&self) -> &str {
        &self.csrf
    }

    /// By which token of the API she speaks; none for somebody at a page.
    pub fn token(&self) -> Option<ApiTokenId> {
        self.token
    }

    /// The last day her token was used.
    pub fn token_used_on(&self) -> Option<NaiveDate> {
        self.token_used_on
    }

    /// Whether the sign-in still counts at `now`.
    pub fn is_live(&self, now: DateTime<Utc>) -> bool {
        self.expires_at > now
    }

    /// Whether a role of the user allows `permission` in some area.
    ///
    /// For menus and doors; each row is asked for again with its area, in SQL.
    pub fn may(&self, permission: Permission) -> bool {
        self.permissions.split(',').any(|word| word == permission.word())
    }

    /// The right to write, for a request that carries this sign-in's own token.
    pub fn actor(&self, csrf: &str) -> Option<Actor> {
        let differs = self.csrf.bytes().zip(csrf.bytes()).fold(0, |differs, (a, b)| differs | (a ^ b));
        let same = self.csrf.len() == csrf.len() && differs == 0 && self.token.is_none();
        same.then_some(Actor(Who::User(self.user_id)))
    }

    /// The right to write, for a request that carries a token of the API: no page can make a browser send one.
    pub fn actor_by_token(&self) -> Option<Actor> {
        self.token.map(|_| Actor(Who::User(self.user_id)))
    }
}

impl Actor {
    /// Somebody not signed in, who shows a right password or a one-time code.
    pub fn visitor() -> Self {
        Self(Who::Visitor)
    }

    /// The conversation acting on what a caregiver tapped or wrote, and the planner after it.
    pub fn bot() -> Self {
        Self(Who::Bot)
    }

    /// A person with a shell on the server, or the program itself at its start.
    pub fn operator() -> Self {
        Self(Who::Operator)
    }

    /// The user, when it is one.
    pub fn user(&self) -> Option<UserId> {
        match self.0 {
            Who::User(user) => Some(user),
            Who::Visitor | Who::Bot | Who::Operator => None,
        }
    }

    /// What the audit writes for actors that are no users.
    pub fn word(&self) -> &'static str {
        match self.0 {
            Who::User(_) => "user",
            Who::Visitor => "visitor",
            Who::Bot => "bot",
            Who::Operator => "operator",
        }
    }
}
