//! Every route, in two lists.

use rocket::{Route, routes};

use crate::{api, assets, pages};

/// What is mounted at `/`: pages, forms, static files, health and hooks.
pub(crate) fn pages() -> Vec<Route> {
    let mut all = groups();
    all.extend(work());
    all.extend(doors());
    all
}

/// Signing in, setting up, and what is no page.
fn doors() -> Vec<Route> {
    routes![
        api::health::live,
        api::health::ready,
        api::telegram_hook::receive,
        assets::file,
        pages::home::front,
        pages::home::me,
        pages::accounts::invitations::accept,
        pages::accounts::invitations::create,
        pages::accounts::invitations::enter,
        pages::accounts::invitations::find,
        pages::accounts::invitations::new,
        pages::accounts::invitations::show,
        pages::language::choose,
        pages::accounts::partners::create,
        pages::accounts::partners::edit,
        pages::accounts::partners::index,
        pages::accounts::partners::new,
        pages::accounts::partners::rename,
        pages::accounts::passwords::change,
        pages::accounts::passwords::create,
        pages::accounts::passwords::new,
        pages::accounts::setup::create,
        pages::accounts::setup::new,
        pages::accounts::sign_in::create,
        pages::accounts::sign_in::end,
        pages::accounts::sign_in::new,
        pages::accounts::tokens::create,
        pages::accounts::tokens::end,
        pages::accounts::tokens::index,
        pages::accounts::users::come_back,
        pages::accounts::users::end,
        pages::accounts::users::end_role,
        pages::accounts::users::give_role,
        pages::accounts::users::index,
        pages::accounts::users::make_code,
        pages::accounts::users::show,
    ]
}

/// Groups, who leads them and who belongs to them, and their sessions.
fn groups() -> Vec<Route> {
    routes![
        pages::people::enrolments::create,
        pages::people::enrolments::departure,
        pages::people::enrolments::leave,
        pages::people::enrolments::new,
        pages::groups::create,
        pages::groups::fill_place,
        pages::groups::index,
        pages::groups::new,
        pages::groups::show,
        pages::sessions::cancel,
        pages::sessions::edit,
        pages::sessions::lists::index,
        pages::sessions::move_it,
        pages::groups::teams::change,
        pages::groups::teams::edit,
    ]
}

/// Registers, people, chats and figures.
fn work() -> Vec<Route> {
    routes![
        pages::chat::alerts::acknowledge,
        pages::chat::alerts::index,
        pages::chat::alerts::read,
        pages::chat::alerts::show,
        pages::people::consents::create,
        pages::people::consents::new,
        pages::registers::decisions::create,
        pages::chat::join::show,
        pages::people::link_codes::create,
        pages::reach::overview::export,
        pages::reach::overview::show,
        pages::people::show,
        pages::registers::save,
        pages::registers::saved,
        pages::registers::show,
        pages::registers::submit,
        pages::reach::reports::confirm,
        pages::reach::reports::create,
        pages::reach::reports::index,
        pages::reach::reports::new,
        pages::reach::reports::show,
        pages::people::rosters::confirm,
        pages::people::rosters::create,
        pages::people::rosters::new,
        pages::people::rosters::show,
        pages::people::rosters::template,
        pages::chat::simulator::index,
        pages::chat::simulator::messages,
        pages::chat::simulator::say,
        pages::today::index,
        pages::registers::walk_ins::create,
        pages::registers::walk_ins::enrol,
        pages::registers::walk_ins::new,
    ]
}

macro_rules! mounted {
    ($($handler:tt)*) => { routes![$($handler)*] };
}

/// What is mounted at `/api/v1`.
pub(crate) fn json() -> Vec<Route> {
    api::each!(mounted)
}

/// Every route as a line: method and path.
pub(crate) fn all() -> Vec<String> {
    let line = |base: &str, route: Route| {
        let path = if base.is_empty() { route.uri.to_string() } else { format!("{base}{}", route.uri) };
        format!("{} {path}", route.method)
    };
    let mut all: Vec<_> = pages().into_iter().map(|route| line("", route)).collect();
    all.extend(json().into_iter().map(|route| line("/api/v1", route)));
    all.sort();
    all
}
