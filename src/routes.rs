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
        pages::invitations::accept,
        pages::invitations::create,
        pages::invitations::enter,
        pages::invitations::find,
        pages::invitations::new,
        pages::invitations::show,
        pages::language::choose,
        pages::partners::create,
        pages::partners::edit,
        pages::partners::index,
        pages::partners::new,
        pages::partners::rename,
        pages::passwords::change,
        pages::passwords::create,
        pages::passwords::new,
        pages::setup::create,
        pages::setup::new,
        pages::sign_in::create,
        pages::sign_in::end,
        pages::sign_in::new,
        pages::users::come_back,
        pages::users::end,
        pages::users::end_role,
        pages::users::give_role,
        pages::users::index,
        pages::users::make_code,
        pages::users::show,
    ]
}

/// Groups, who leads them and who belongs to them, and their sessions.
fn groups() -> Vec<Route> {
    routes![
        pages::enrolments::create,
        pages::enrolments::departure,
        pages::enrolments::leave,
        pages::enrolments::new,
        pages::groups::create,
        pages::groups::fill_place,
        pages::groups::index,
        pages::groups::new,
        pages::groups::show,
        pages::sessions::cancel,
        pages::sessions::edit,
        pages::sessions::move_it,
        pages::teams::change,
        pages::teams::edit,
    ]
}

/// Registers, people, chats and figures.
fn work() -> Vec<Route> {
    routes![
        pages::alerts::acknowledge,
        pages::alerts::index,
        pages::alerts::read,
        pages::alerts::show,
        pages::consents::create,
        pages::consents::new,
        pages::decisions::create,
        pages::join::show,
        pages::link_codes::create,
        pages::overview::export,
        pages::overview::show,
        pages::people::show,
        pages::registers::save,
        pages::registers::saved,
        pages::registers::show,
        pages::registers::submit,
        pages::reports::confirm,
        pages::reports::create,
        pages::reports::index,
        pages::reports::new,
        pages::reports::show,
        pages::rosters::confirm,
        pages::rosters::create,
        pages::rosters::new,
        pages::rosters::show,
        pages::rosters::template,
        pages::simulator::index,
        pages::simulator::messages,
        pages::simulator::say,
        pages::today::index,
        pages::walk_ins::create,
        pages::walk_ins::enrol,
        pages::walk_ins::new,
    ]
}

/// What is mounted at `/api/v1`.
pub(crate) fn json() -> Vec<Route> {
    routes![api::me::me, api::registers::show, api::registers::sync,]
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
