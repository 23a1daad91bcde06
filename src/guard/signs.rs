//! Texts from outside, checked before a handler or the database sees them.

use peiban_core::text::MessageKey;
use peiban_core::typed::{TEXT_LONGEST, check_text, is_hidden};
use rocket::fairing::{Fairing, Info, Kind};
use rocket::http::uri::Origin;
use rocket::serde::json::{Value, from_str};
use rocket::{Data, Request, async_trait, uri};

use crate::error::{AtField, Told};

/// Turns requests away whose path or query holds a sign that cannot be seen.
pub struct CleanAddresses;

#[async_trait]
impl Fairing for CleanAddresses {
    fn info(&self) -> Info {
        Info { name: "clean addresses", kind: Kind::Request }
    }

    async fn on_request(&self, request: &mut Request<'_>, _: &mut Data<'_>) {
        let Some(field) = hidden_in(request.uri()) else { return };
        note(request, field, MessageKey("shell-error-hidden"));
        let in_api = request.uri().path().starts_with("/api/");
        request.set_uri(if in_api { uri!("/api/-") } else { uri!("/-") }); // no route is there, but catchers are
    }
}

/// Notes for the catchers what is wrong with which field.
pub(super) fn note(request: &Request<'_>, field: String, rule: MessageKey) {
    request.local_cache(|| AtField(Some(field)));
    request.local_cache(|| Told(Some(rule)));
}

/// The part of an address that holds a sign which cannot be seen: a field of the query, or the path.
fn hidden_in(uri: &Origin<'_>) -> Option<String> {
    let has = |text: &str| text.chars().any(is_hidden);
    let encoded = |text: &str| text.contains('%') || has(text); // nothing to decode in nearly all of them
    if encoded(uri.path().as_str()) && has(&uri.path().percent_decode_lossy()) {
        return Some("path".to_owned());
    }
    let query = uri.query().filter(|query| encoded(query.as_str()))?;
    let mut wrong = query.segments().filter(|(name, value)| has(name) || has(value));
    let (name, _) = wrong.next()?;
    Some(peiban_core::typed::without_hidden(name))
}

/// The first text in a body of JSON that does not fit, and the rule it breaks; none in what is no JSON.
pub(super) fn unfit(body: &str) -> Option<(String, MessageKey)> {
    if !is_suspicious(body) {
        return None;
    }
    search(&from_str(body).ok()?, String::new())
}

/// Cheap, for each body: whether a text in it may be too long or hold a sign that cannot be seen.
fn is_suspicious(body: &str) -> bool {
    let longest = body.split('"').map(str::len).max().unwrap_or_default();
    longest > TEXT_LONGEST || body.contains("\\u00") || body.chars().any(is_hidden)
}

fn search(value: &Value, at: String) -> Option<(String, MessageKey)> {
    match value {
        Value::String(text) => check_text(text).err().map(|rule| (at, rule)),
        Value::Array(values) => {
            values.iter().enumerate().find_map(|(index, value)| search(value, format!("{at}[{index}]")))
        }
        Value::Object(fields) => fields.iter().find_map(|(name, value)| {
            check_text(name).err().map(|rule| (at.clone(), rule)).or_else(|| {
                let at = if at.is_empty() { name.clone() } else { format!("{at}.{name}") };
                search(value, at)
            })
        }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_does_not_fit_is_named_by_its_place() {
        let long = format!(r#"{{"a":{{"note":"{}"}}}}"#, "x".repeat(TEXT_LONGEST + 1));
        for (body, field) in [
            (r#"{"a":[{"b":"fine"},{"b":"not\u0000fine"}]}"#, "a[1].b"),
            ("{\"a\":\"\u{85}\"}", "a"),
            (&long, "a.note"),
            (r#"["\u001b"]"#, "[0]"),
        ] {
            assert_eq!(unfit(body).map(|(at, _)| at).as_deref(), Some(field), "{body}");
        }
        for body in [r#"{"a":"h\u00e9"}"#, "{", r#"{"a":"line\nline"}"#] {
            assert!(unfit(body).is_none(), "{body}");
        }
    }

    #[test]
    fn an_address_is_read_as_its_receiver_would() {
        let hidden = |uri: &str| hidden_in(&Origin::parse(uri).unwrap());

        assert_eq!(hidden("/passwords/ab%00c").as_deref(), Some("path"));
        assert_eq!(hidden("/people?q=a&name=%E9%99%AA%00").as_deref(), Some("name"));
        assert_eq!(hidden("/people?q=%C2%85").as_deref(), Some("q"));
        assert_eq!(hidden("/people?q=%E9%99%AA%0A"), None);
    }
}
