//! Browsers on which somebody signed in before: her right password gets through there, whoever guesses elsewhere.

use chrono::{DateTime, TimeDelta, Utc};
use peiban_core::id::UserId;
use peiban_core::seal::{Keys, Sealed};
use rocket::http::{Cookie, CookieJar, SameSite};
use rocket::time::Duration;
use uuid::Uuid;

/// The cookie: one sealed note for each person who signed in on the browser, newest first.
const COOKIE: &str = "__Host-peiban-known";
/// Between two notes; a note is hexadecimal.
const BETWEEN: char = '.';
/// People who share a browser; the ones who were there longest ago are forgotten.
const MOST: usize = 5;
/// How long a browser stays known after a sign-in, in days.
const DAYS: i64 = 180;

/// The browser as `user` is known on it; `None` where she never signed in, or too long ago.
pub(crate) fn known(cookies: &CookieJar<'_>, keys: &Keys, user: UserId, now: DateTime<Utc>) -> Option<Uuid> {
    notes(cookies).find_map(|note| read(note, keys, user, now))
}

/// Notes that `user` signed in on this browser.
pub(crate) fn remember(cookies: &CookieJar<'_>, keys: &Keys, user: UserId, now: DateTime<Utc>) {
    let device = known(cookies, keys, user, now).unwrap_or_else(Uuid::new_v4);
    let others = notes(cookies).filter(|note| read(note, keys, user, now).is_none());
    let kept: Vec<_> =
        std::iter::once(write(device, keys, user, now)).chain(others.map(str::to_owned)).take(MOST).collect();
    let cookie = Cookie::build((COOKIE, kept.join(&BETWEEN.to_string())))
        .path("/")
        .secure(true)
        .http_only(true)
        .same_site(SameSite::Lax)
        .max_age(Duration::days(DAYS));
    cookies.add(cookie);
}

fn notes<'c>(cookies: &'c CookieJar<'_>) -> impl Iterator<Item = &'c str> {
    let value = cookies.get(COOKIE).map(Cookie::value).unwrap_or_default();
    value.split(BETWEEN).filter(|note| !note.is_empty()).take(MOST)
}

/// The device and the second of the sign-in, sealed for the user alone.
fn write(device: Uuid, keys: &Keys, user: UserId, now: DateTime<Utc>) -> String {
    let plain = [device.as_bytes().as_slice(), &now.timestamp().to_be_bytes()].concat();
    let sealed = keys.seal(Sealed::Device, user.0, &plain);
    sealed.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn read(note: &str, keys: &Keys, user: UserId, now: DateTime<Utc>) -> Option<Uuid> {
    let byte = |at: usize| u8::from_str_radix(note.get(at..at + 2)?, 16).ok();
    let sealed: Option<Vec<u8>> = (0..note.len()).step_by(2).map(byte).collect();
    let plain = keys.open(Sealed::Device, user.0, &sealed?).ok()?;
    let (device, second) = plain.split_at_checked(16)?;
    let since = DateTime::from_timestamp(i64::from_be_bytes(second.try_into().ok()?), 0)?;
    (now - since < TimeDelta::days(DAYS)).then(|| Uuid::from_slice(device).ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_is_for_one_person_one_key_and_half_a_year() {
        let (keys, user, device) = (Keys::random(), UserId(Uuid::from_u128(1)), Uuid::from_u128(2));
        let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let note = write(device, &keys, user, now);

        assert_eq!(read(&note, &keys, user, now), Some(device));
        assert_eq!(read(&note, &keys, user, now + TimeDelta::days(DAYS)), None);
        assert_eq!(read(&note, &keys, UserId(Uuid::from_u128(3)), now), None);
        assert_eq!(read(&note, &Keys::random(), user, now), None);
        for wrong in ["", "0", "zz", "陪伴", &note[1..]] {
            assert_eq!(read(wrong, &keys, user, now), None, "{wrong}");
        }
    }
}
