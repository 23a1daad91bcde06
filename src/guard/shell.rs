//! What every page needs around its own content: language, menu, who is signed in.

use std::sync::{Arc, OnceLock};

use peiban_bot::sender::{Options, Sender};
use peiban_bot::simulator::Simulator;
use peiban_core::text::{Language, month_day};
use peiban_core::user::Permission;
use peiban_store::Store;
use rocket::http::Method;
use rocket::request::{FromRequest, Outcome};
use rocket::{Request, async_trait};
use rocket_dyn_templates::Template;
use serde::Serialize;

use super::{SignedIn, person};
use crate::db::Db;
use crate::templates;

/// The cookie that keeps the language of somebody not signed in.
pub const LANGUAGE_COOKIE: &str = "peiban-language";

/// The clock bar is shown, and the clock may be moved: managed by the demo only.
#[derive(Default)]
pub struct Demo(OnceLock<Sender>);

impl Demo {
    /// The sender of the demo's phones.
    pub fn sender(&self, store: &Store) -> Sender {
        let options = Options { rate: None, ..Options::default() };
        let new = || Sender::new(store.clone(), Arc::new(Simulator(store.clone())), options.clone());
        self.0.get_or_init(new).clone()
    }
}

/// What stands around every page.
#[derive(Debug, Clone, Serialize)]
pub struct Shell {
    /// The page's language.
    pub lang: Language,
    here: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    csrf: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    person: Option<Reader>,
    #[serde(skip_serializing_if = "Option::is_none")]
    nav: Option<Vec<Door>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    demo: Option<ClockBar>,
    #[serde(skip_serializing_if = "Option::is_none")]
    channel_down: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
struct Reader {
    name: String,
    home: &'static str,
}

#[derive(Debug, Clone, Serialize)]
struct Door {
    key: &'static str,
    href: &'static str,
    current: bool,
}

#[derive(Debug, Clone, Serialize)]
struct ClockBar {
    now: String,
    can_shift: bool,
}

/// Which doors stand in the menu, in order, for whom.
const DOORS: &[(Permission, &str, &str)] = &[
    (Permission::TakeRegisters, "shell-nav-today", "/today"),
    (Permission::TakeRegisters, "shell-nav-groups", "/groups"),
    (Permission::ManageGroups, "shell-nav-people", "/people/import"),
    (Permission::SeeAlerts, "shell-nav-alerts", "/alerts"),
    (Permission::SeeFigures, "shell-nav-overview", "/overview"),
    (Permission::ImportReports, "shell-nav-reports", "/reports"),
    (Permission::ManageUsers, "shell-nav-users", "/users"),
];

/// Where somebody starts: behind the first door that is open to her.
pub fn home(person: &SignedIn) -> &'static str {
    doors(person).first().map_or("/me", |(_, href)| *href)
}

fn doors(person: &SignedIn) -> Vec<(&'static str, &'static str)> {
    let mut doors: Vec<_> =
        DOORS.iter().filter(|(needed, ..)| person.may(*needed)).map(|(_, key, href)| (*key, *href)).collect();
    doors.push(("shell-nav-me", "/me"));
    doors
}

impl Shell {
    /// The same, telling since when the chat's channel takes no messages.
    #[must_use]
    pub fn telling(self, channel_down: Option<String>) -> Self {
        Self { channel_down, ..self }
    }

    /// A page inside the shell.
    pub fn page(&self, name: &'static str, content: impl Serialize) -> Template {
        #[derive(Serialize)]
        struct Page<'a, C> {
            #[serde(flatten)]
            shell: &'a Shell,
            #[serde(flatten)]
            content: C,
        }
        Template::render(templates::name(name, self.lang), Page { shell: self, content })
    }

    /// The shell of a request.
    pub async fn of(request: &Request<'_>) -> Self {
        let person = person(request).await.ok();
        let lang = language(request, person);
        let path = request.uri().path();
        let nav = person.map(|person| {
            let path = path.as_str();
            let current = |href: &str| {
                path == href || path.strip_prefix(href).is_some_and(|rest| rest.starts_with('/'))
            };
            doors(person).into_iter().map(|(key, href)| Door { key, href, current: current(href) }).collect()
        });
        Self {
            lang,
            here: here(request),
            csrf: person.map(|person| person.csrf().to_owned()),
            person: person
                .map(|person| Reader { name: person.display_name().to_owned(), home: home(person) }),
            nav,
            demo: clock_bar(request, lang, person.is_some()),
            channel_down: None,
        }
    }
}

/// Where a change of language leads back to: the page itself; the form's page when the form was answered in its
/// place; the start when that only answers forms.
fn here(request: &Request<'_>) -> String {
    if request.method() == Method::Get {
        return request.uri().to_string();
    }
    let from = request.headers().get_one("Referer").and_then(|from| from.split_once("://"));
    let path = from.and_then(|(_, rest)| Some(&rest[rest.find('/')?..])); // forms of other sites got no further
    let asked = request.uri().path().as_str();
    let mut routes = request.rocket().routes();
    let is_page = routes.any(|route| route.method == Method::Get && route.uri.path() == asked);
    path.filter(|path| is_page || *path != asked).unwrap_or("/").to_owned()
}

fn clock_bar(request: &Request<'_>, lang: Language, can_shift: bool) -> Option<ClockBar> {
    request.rocket().state::<Demo>()?;
    let now = Db::fetch(request.rocket())?.clock().now().with_timezone(&chrono_tz::Asia::Shanghai);
    let now = format!("{} {}", month_day(lang, now.date_naive()), now.format("%H:%M"));
    Some(ClockBar { now, can_shift })
}

/// The user's own choice, then what was tapped on this device, then what the browser asks for.
fn language(request: &Request<'_>, person: Option<&SignedIn>) -> Language {
    person
        .and_then(|person| person.language())
        .or_else(|| Language::of_tag(request.cookies().get(LANGUAGE_COOKIE)?.value()))
        .or_else(|| Language::accepted(request.headers().get_one("Accept-Language")?))
        .unwrap_or_default()
}

/// The language that a request is answered in.
pub async fn language_of(request: &Request<'_>) -> Language {
    language(request, person(request).await.ok())
}

#[async_trait]
impl<'r> FromRequest<'r> for Shell {
    type Error = std::convert::Infallible;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Self::Error> {
        Outcome::Success(Self::of(request).await)
    }
}
