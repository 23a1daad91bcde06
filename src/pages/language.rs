//! The language switch on every page.

use peiban_core::text::Language;
use peiban_store::acts::accounts::ChooseLanguage;
use rocket::http::{Cookie, CookieJar, SameSite};
use rocket::response::Redirect;
use rocket::time::Duration;
use rocket::{FromForm, post};

use crate::db::Db;
use crate::error::Error;
use crate::guard::{LANGUAGE_COOKIE, SignedIn, Visited};

/// A tap on a language.
#[derive(FromForm)]
pub struct Choice<'v> {
    lang: &'v str,
    to: &'v str,
    csrf: Option<&'v str>,
}

/// Keeps the language on this device, and with the user if somebody is signed in; then goes back.
#[post("/language", data = "<form>")]
pub async fn choose(
    mut form: Visited<Choice<'_>>,
    person: Option<&SignedIn>,
    cookies: &CookieJar<'_>,
    db: &Db,
) -> Result<Redirect, Error> {
    let Choice { lang, to, csrf } = form.0.taken()?;
    let language = Language::of_tag(lang).ok_or(Error::NotFound)?;
    let kept = Cookie::build((LANGUAGE_COOKIE, language.tag())).same_site(SameSite::Lax).http_only(true);
    cookies.add(kept.max_age(Duration::days(365)));
    if let Some(actor) = person.zip(csrf).and_then(|(person, csrf)| person.actor(csrf)) {
        db.act(&actor, ChooseLanguage(language)).await?;
    }
    Ok(Redirect::to(local(to)))
}

/// A path of this site, whatever was sent.
pub fn local(to: &str) -> String {
    let ours =
        to.starts_with('/') && !to.starts_with("//") && !to.contains(|c: char| c == '\\' || c.is_control());
    if ours { to.to_owned() } else { "/".to_owned() }
}

#[cfg(test)]
mod tests {
    use super::local;

    #[test]
    fn nobody_is_sent_to_another_site() {
        assert_eq!(local("/users?a=1"), "/users?a=1");
        for foreign in [
            "//evil.example",
            "https://evil.example",
            "/\\evil.example",
            "/\t/evil.example",
            "",
            "/a\r\nB: c",
        ] {
            assert_eq!(local(foreign), "/");
        }
    }
}
