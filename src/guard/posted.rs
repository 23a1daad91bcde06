//! Forms from our own pages: checked, and given back as they were typed.

use std::collections::BTreeMap;

use peiban_core::actor::Actor;
use peiban_core::refused::Refused;
use peiban_core::text::MessageKey;
use peiban_core::throttle::Wait;
use peiban_core::typed::{check_text, without_hidden};
use peiban_store::Act;
use rocket::data::{Data, FromData, Outcome};
use rocket::form::error::ErrorKind;
use rocket::form::{self, Contextual, Form, FromForm};
use rocket::outcome::try_outcome;
use rocket::{Request, async_trait};
use serde::Serialize;

use super::{Refusal, Shell, from_our_pages, person};
use crate::db::Db;
use crate::error::Error;

/// What was typed, and what is wrong with it, by field.
#[derive(Debug, Default, Serialize)]
pub struct Typed {
    values: BTreeMap<String, String>,
    errors: BTreeMap<String, &'static str>,
    #[serde(skip)]
    order: Vec<String>,
}

/// A line of the summary on top of a refused form.
#[derive(Serialize)]
struct Wrong<'a> {
    name: &'a str,
    key: &'static str,
}

/// Fields that are never given back.
const SECRET: [&str; 3] = ["csrf", "password", "present"];

impl Typed {
    fn of<'v, T: FromForm<'v>>(context: &form::Context<'v>) -> Self {
        let values = context
            .fields()
            .filter(|name| !SECRET.contains(&name.as_str()))
            .filter_map(|name| Some((name.to_string(), without_hidden(context.field_value(name)?))))
            .collect();
        let unfit = context.fields().filter_map(|name| {
            let rule = context.field_values(name).find_map(|text| check_text(text).err())?;
            Some((name.to_string(), rule.0))
        });
        let errors = context
            .errors()
            .filter_map(|error| Some((error.name.as_ref()?.to_string(), error_key(error))))
            .chain(unfit)
            .collect();
        Self { values, errors, order: order::<T>(context) }
    }

    /// Notes that a field breaks a rule that only an act or core could tell.
    pub fn fault(&mut self, field: &str, rule: MessageKey) {
        self.errors.insert(field.to_owned(), rule.0);
        if !self.order.iter().any(|name| name == field) {
            self.order.push(field.to_owned()); // an optional one that did not arrive: as the page looks at them
        }
    }

    /// Notes a refusal at the field that it names; one that names none stands above the form.
    pub fn refused(&mut self, refused: Refused) -> Error {
        let Some(field) = refused.field else { return refused.into() };
        self.fault(field, refused.rule);
        Error::Fields
    }

    /// What is wrong, in the order of the form's fields.
    fn wrong(&self) -> Vec<Wrong<'_>> {
        let place = |name: &str| self.order.iter().position(|other| other == name).unwrap_or(usize::MAX);
        let mut wrong: Vec<_> = self.errors.iter().map(|(name, key)| Wrong { name, key }).collect();
        wrong.sort_by_key(|one| place(one.name));
        wrong
    }

    /// Whether nothing is wrong so far.
    pub fn is_clean(&self) -> bool {
        self.errors.is_empty()
    }
}

/// The fields in the order in which the page sent them, which is the order on the page. One that did not arrive,
/// such as buttons of which none was chosen, follows the one that the form declares before it.
fn order<'v, T: FromForm<'v>>(context: &form::Context<'v>) -> Vec<String> {
    let mut order: Vec<String> = context.fields().map(ToString::to_string).collect();
    let missing = T::finalize(T::init(form::Options::Lenient)).err();
    let mut place = 0;
    for name in missing.iter().flat_map(|all| all.iter()).filter_map(|error| error.name.as_ref()) {
        match order.iter().position(|other| name == other.as_str()) {
            Some(there) => place = there + 1,
            None => {
                order.insert(place, name.to_string());
                place += 1;
            }
        }
    }
    order
}

fn error_key(error: &form::Error<'_>) -> &'static str {
    match &error.kind {
        ErrorKind::Missing => "shell-error-missing",
        _ => "shell-error-field",
    }
}

/// A form from one of our pages, sent by someone who may write.
pub struct Posted<T> {
    /// The right to write.
    pub actor: Actor,
    /// What was sent, if every field fits.
    pub value: Option<T>,
    /// What was typed.
    pub typed: Typed,
    shell: Shell,
}

/// A form from one of our pages, sent by somebody not signed in, such as the sign-in itself.
pub struct Visited<T>(pub Posted<T>);

impl<T> Posted<T> {
    /// Does the act that `make` makes of the form.
    ///
    /// # Errors
    ///
    /// [`Error::Fields`] when a field does not fit, else what the act says.
    pub async fn act<A: Act>(&mut self, db: &Db, make: impl FnOnce(T) -> A) -> Result<A::Out, Error> {
        let value = self.taken()?;
        Ok(db.act(&self.actor, make(value)).await?)
    }

    /// The form's value, once.
    ///
    /// # Errors
    ///
    /// [`Error::Fields`] when a field does not fit.
    pub fn taken(&mut self) -> Result<T, Error> {
        if !self.typed.is_clean() {
            return Err(Error::Fields);
        }
        self.value.take().ok_or(Error::Fields)
    }

    /// The form again, as it was typed, if people can mend it, with a refusal at the field that it names; else the
    /// error itself.
    pub fn again(mut self, why: Error, name: &'static str, page: impl Serialize) -> Error {
        #[derive(Serialize)]
        struct Again<'a, P> {
            #[serde(flatten)]
            page: P,
            typed: &'a Typed,
            wrong: Vec<Wrong<'a>>,
            #[serde(skip_serializing_if = "Option::is_none")]
            refused: Option<&'static str>,
            minutes: i64,
        }
        let why = match why {
            Error::Refused(refused) => self.typed.refused(refused),
            other => other,
        };
        let (refused, wait) = match why {
            Error::Refused(refused) => (Some(refused.rule.0), None),
            Error::Wait(wait) => (Some("shell-error-wait"), Some(wait)),
            Error::Fields => (None, None),
            other => return other,
        };
        let minutes = wait.map_or(0, Wait::minutes);
        let again = Again { page, typed: &self.typed, wrong: self.typed.wrong(), refused, minutes };
        Error::Form(Box::new(self.shell.page(name, again)), wait)
    }

    /// The language of the page that the form stood on.
    pub fn shell(&self) -> &Shell {
        &self.shell
    }
}

async fn read<'r, T: FromForm<'r> + Send + 'r>(
    request: &'r Request<'_>,
    data: Data<'r>,
) -> Outcome<'r, Form<Contextual<'r, T>>, Refusal> {
    Form::<Contextual<'r, T>>::from_data(request, data).await.map_error(|(status, _)| (status, Refusal::Body))
}

fn refused<'r, S>(why: Refusal) -> Outcome<'r, S, Refusal> {
    Outcome::Error((why.status(), why))
}

#[async_trait]
impl<'r, T: FromForm<'r> + Send + 'r> FromData<'r> for Posted<T> {
    type Error = Refusal;

    async fn from_data(request: &'r Request<'_>, data: Data<'r>) -> Outcome<'r, Self, Refusal> {
        let person = match person(request).await {
            Ok(person) => person,
            Err(why) => return refused(why),
        };
        if !from_our_pages(request) {
            return refused(Refusal::Foreign);
        }
        let Contextual { value, context } = try_outcome!(read::<T>(request, data).await).into_inner();
        let Some(actor) = context.field_value("csrf").and_then(|csrf| person.actor(csrf)) else {
            return refused(Refusal::Foreign);
        };
        Outcome::Success(Self {
            actor,
            value,
            typed: Typed::of::<T>(&context),
            shell: Shell::of(request).await,
        })
    }
}

#[async_trait]
impl<'r, T: FromForm<'r> + Send + 'r> FromData<'r> for Visited<T> {
    type Error = Refusal;

    async fn from_data(request: &'r Request<'_>, data: Data<'r>) -> Outcome<'r, Self, Refusal> {
        if !from_our_pages(request) {
            return refused(Refusal::Foreign);
        }
        let Contextual { value, context } = try_outcome!(read::<T>(request, data).await).into_inner();
        let (actor, shell) = (Actor::visitor(), Shell::of(request).await);
        Outcome::Success(Self(Posted { actor, value, typed: Typed::of::<T>(&context), shell }))
    }
}
