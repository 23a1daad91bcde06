//! Pages inside the binary.

use std::collections::HashMap;
use std::sync::LazyLock;

use peiban_core::text::{Args, Language, say_json};
use rocket::fairing::Fairing;
use rocket_dyn_templates::Template;
use rocket_dyn_templates::tera::{Error, Tera, Value, escape_html};
use rust_embed::RustEmbed;

use crate::assets;

#[derive(RustEmbed)]
#[folder = "templates"]
#[include = "*.html.tera"]
struct Files;

/// Every page, read once a process: reading them takes far longer than anything else at a start.
static PAGES: LazyLock<Result<Tera, String>> = LazyLock::new(|| read().map_err(|error| error.to_string()));

/// `sessions/index.html.tera` is registered as `en/sessions/index.html` and once more for each other language: the end
/// of the name turns escaping on and gives the content type.
fn read() -> Result<Tera, Box<dyn std::error::Error>> {
    let mut texts = Vec::new();
    for path in Files::iter() {
        let file = Files::get(&path).ok_or("an embedded page is missing")?;
        let text = String::from_utf8(file.data.into_owned())?;
        texts.extend(Language::ALL.map(|language| (name(&path, language), settled(&text, language))));
    }
    let mut tera = Tera::default();
    tera.add_raw_templates(texts)?;
    tera.register_function("say", say);
    tera.register_function("asset", asset);
    Ok(tera)
}

/// What the page at `path` under `templates/` is called in a language.
pub fn name(path: &str, language: Language) -> String {
    format!("{}/{}", language.tag(), path.trim_end_matches(".tera"))
}

/// A page's text in a language: what never changes stands in it, so that no page looks up its words again.
fn settled(text: &str, language: Language) -> String {
    let mut text = text.to_owned();
    for tag in ["extends", "include", "import"] {
        text = text.replace(&format!(" {tag} \""), &format!(" {tag} \"{}/", language.tag()));
    }
    let say = |key: &str| peiban_core::text::say(language, key, &Args::new());
    let text = known(&text, ("{{ say(lang=lang, key=\"", ") }}"), |key| plain(&say(key)));
    let text = known(&text, ("say(lang=lang, key=\"", ")"), |key| quoted(&say(key)));
    known(&text, ("asset(path=\"", ")"), |path| quoted(&assets::url(path)?))
}

/// The text with a value in place of each call whose only variable is a word between quotes.
fn known(text: &str, (call, end): (&str, &str), value: impl Fn(&str) -> Option<String>) -> String {
    let mut parts = text.split(call);
    let mut settled = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let constant =
            part.split_once('"').and_then(|(word, rest)| Some((value(word)?, rest.strip_prefix(end)?)));
        match constant {
            Some((value, rest)) => settled.extend([&value, rest]),
            None => settled.extend([call, part]),
        }
    }
    settled
}

/// As it stands in a page; none when Tera would read it as its own.
fn plain(text: &str) -> Option<String> {
    (!text.contains('{')).then(|| escape_html(text))
}

/// As Tera writes a text, which knows no escapes; none when it has all three kinds of quotes.
fn quoted(text: &str) -> Option<String> {
    let quote = ['"', '\'', '`'].into_iter().find(|quote| !text.contains(*quote))?;
    Some(format!("{quote}{text}{quote}"))
}

/// Hands the pages to Rocket.
pub fn embedded() -> impl Fairing {
    Template::try_custom(|engines| {
        engines.tera = PAGES.clone()?;
        Ok(())
    })
}

type Given = HashMap<String, Value>;

fn text<'a>(args: &'a Given, function: &str, name: &str) -> Result<&'a str, Error> {
    args.get(name).and_then(Value::as_str).ok_or_else(|| Error::msg(format!("{function}() needs {name}")))
}

fn say(args: &Given) -> Result<Value, Error> {
    let (lang, key) = (text(args, "say", "lang")?, text(args, "say", "key")?);
    let language = Language::of_tag(lang).unwrap_or_default();
    let rest = args
        .iter()
        .filter(|(name, _)| !matches!(name.as_str(), "lang" | "key"))
        .map(|(name, value)| (name.as_str(), value));
    Ok(say_json(language, key, rest).into())
}

fn asset(args: &Given) -> Result<Value, Error> {
    let path = text(args, "asset", "path")?;
    assets::url(path).map(Value::from).ok_or_else(|| Error::msg(format!("there is no static/{path}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_never_changes_stands_in_a_page_before_anybody_asks_for_it() {
        let page = r#"{%- include "a.html" %}{{ say(lang=lang, key="shell-language-en") }}"#;

        let settled = settled(page, Language::En);

        assert_eq!(settled, r#"{%- include "en/a.html" %}English"#);
    }

    #[test]
    fn what_depends_on_something_is_left_to_the_page() {
        for page in [
            r#"{{ say(lang=lang, key="shell-clock-now", now=demo.now) }}"#,
            r#"{{ say(lang=lang, key="reports-index-" ~ column) }} and "(this)" "#,
            r#"{{ say(lang="en", key="shell-language-en") }}"#,
            r#"{{ asset(path="css/" ~ name) }}"#,
        ] {
            assert_eq!(settled(page, Language::En), page);
        }
    }

    #[test]
    fn within_an_expression_it_is_a_text_of_tera() {
        let page = r#"{% set word = say(lang=lang, key="shell-language-en") %}"#;

        assert_eq!(settled(page, Language::En), r#"{% set word = "English" %}"#);
    }

    #[test]
    fn a_text_is_escaped_as_the_page_would_have() {
        assert_eq!(plain("a < b").as_deref(), Some("a &lt; b"));
        assert_eq!(plain("{{ now }}"), None);
    }

    #[test]
    fn quotes_in_a_text_do_not_end_it() {
        assert_eq!(quoted(r#"say "yes""#).as_deref(), Some(r#"'say "yes"'"#));
        assert_eq!(quoted(r#""it's""#).as_deref(), Some(r#"`"it's"`"#));
        assert_eq!(quoted(r#"`"it's"`"#), None);
    }
}
