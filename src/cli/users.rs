//! `peiban user`: accounts from the shell. Passwords are never typed here: people choose them with a one-time code.

use anyhow::Context;
use clap::{Args, Subcommand};
use peiban_core::actor::Actor;
use peiban_core::area::AreaCode;
use peiban_core::id::UserId;
use peiban_core::text::{Language, tell};
use peiban_core::user::{Grant, Role};
use peiban_store::Store;
use peiban_store::acts::accounts::{AddUser, EndUser, MakePasswordCode, PASSWORD_CODE_DAYS, name_key};
use peiban_store::{Act, ActError};

use super::line;
use crate::secret;

/// No password has this hash: the account waits for its code.
const NO_PASSWORD: &str = "none";

/// People who sign in.
#[derive(Debug, Subcommand)]
pub(super) enum User {
    /// Add somebody, and print the one-time code with which she chooses her password.
    Add(Add),
    /// Tell who has an account, with which roles.
    List {
        /// Tell it as JSON.
        #[arg(long)]
        json: bool,
    },
    /// End an account: signed out everywhere at once.
    Disable(Named),
    /// Print a one-time code for a new password.
    Reset(Named),
}

#[derive(Debug, Args)]
pub(super) struct Add {
    /// The name typed at sign-in.
    name: String,
    /// What colleagues and caregivers read; the name unless given.
    #[arg(long)]
    display_name: Option<String>,
    /// What she is for.
    #[arg(long, value_parser = role)]
    role: Role,
    /// Where: a GB/T 2260 code, 0 for the whole country.
    #[arg(long, default_value = "0")]
    area: AreaCode,
    /// Only for this partner: its code.
    #[arg(long)]
    partner: Option<String>,
    /// Tell it as JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
pub(super) struct Named {
    /// The name typed at sign-in.
    name: String,
    /// Tell it as JSON.
    #[arg(long)]
    json: bool,
}

fn role(word: &str) -> Result<Role, String> {
    let words: Vec<&str> = Role::GIVEN.iter().map(|role| role.word()).collect();
    Role::given(word).ok_or_else(|| format!("one of {}", words.join(", ")))
}

impl User {
    pub(super) async fn run(self, store: &Store) -> anyhow::Result<()> {
        match self {
            Self::Add(add) => add.run(store).await,
            Self::List { json } => list(store, json).await,
            Self::Disable(named) => named.disable(store).await,
            Self::Reset(named) => named.reset(store).await,
        }
    }
}

impl Add {
    async fn run(self, store: &Store) -> anyhow::Result<()> {
        let partner = match &self.partner {
            Some(code) => {
                let found = store.read().await?.partner_called(code).await?;
                Some(found.with_context(|| format!("there is no partner {code}"))?)
            }
            None => None,
        };
        let act = AddUser {
            display_name: self.display_name.unwrap_or_else(|| self.name.clone()),
            name: self.name.clone(),
            password_hash: NO_PASSWORD.to_owned(),
            grant: Grant { role: self.role, area: self.area, partner },
        };
        let user = done(store, act).await?;
        tell_code(store, user, &self.name, self.json).await
    }
}

impl Named {
    async fn user(&self, store: &Store) -> anyhow::Result<UserId> {
        let found = store.read().await?.account_called(&name_key(&self.name)).await?;
        Ok(found.with_context(|| format!("nobody signs in as {}", self.name))?.id)
    }

    async fn disable(self, store: &Store) -> anyhow::Result<()> {
        let user = self.user(store).await?;
        let led = store.read().await?.groups_led_by(user, None, None).await?;
        let led: Vec<_> = led.iter().map(|group| group.code.as_str()).collect();
        done(store, EndUser { user, sure: true }).await?;
        if self.json {
            let told = serde_json::json!({ "name": self.name, "ended": true, "leaves_without_lead": led });
            line(&told.to_string());
            return Ok(());
        }
        line(&format!("{} is ended and signed out everywhere.", self.name));
        if !led.is_empty() {
            line(&format!("These groups go on and have no lead now: {}.", led.join(", ")));
        }
        Ok(())
    }

    async fn reset(self, store: &Store) -> anyhow::Result<()> {
        let user = self.user(store).await?;
        tell_code(store, user, &self.name, self.json).await
    }
}

/// Makes a code and prints it: the one time that it is seen.
async fn tell_code(store: &Store, user: UserId, name: &str, json: bool) -> anyhow::Result<()> {
    let code = secret::code(secret::CODE_LENGTH);
    done(store, MakePasswordCode { user, code_hash: secret::hash(&code) }).await?;
    if json {
        let told = serde_json::json!({ "name": name, "code": code, "days": PASSWORD_CODE_DAYS });
        line(&told.to_string());
    } else {
        line(&format!("{name} chooses a password at /passwords/{code}"));
        line(&format!("The code works once, for {PASSWORD_CODE_DAYS} days, and is shown only now: {code}"));
    }
    Ok(())
}

async fn list(store: &Store, json: bool) -> anyhow::Result<()> {
    let accounts = store.read().await?.accounts().await?;
    if json {
        line(&serde_json::to_string(&accounts)?);
        return Ok(());
    }
    for one in accounts {
        let state = if one.ended_at.is_some() { "ended" } else { "live" };
        line(&format!("{}\t{}\t{state}\t{}", one.name, one.display_name, one.roles));
    }
    Ok(())
}

/// Does an act for the operator; what a rule refuses is told in words.
async fn done<A: Act>(store: &Store, act: A) -> anyhow::Result<A::Out> {
    store.act(&Actor::operator(), act).await.map_err(|error| match error {
        ActError::Refused(refused) => anyhow::anyhow!(tell(Language::En, refused.rule)),
        other => other.into(),
    })
}
