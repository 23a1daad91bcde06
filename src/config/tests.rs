use super::*;

const KEY: &str = "0123456789012345678901234567890123456789012345678901234567890123";

fn of(pairs: &[(&str, &str)]) -> Result<Settings, String> {
    let key = [("secret_key", KEY)];
    let given = pairs.iter().any(|(key, _)| key.starts_with("secret_key"));
    let pairs = [if given { &[] } else { &key[..] }, pairs].concat();
    Settings::of(Sources::of(&pairs)).map_err(|faults| faults.to_string())
}

#[test]
fn a_secret_of_digits_only_stays_as_it_was_written() {
    let settings = of(&[
        ("telegram_mode", "webhook"),
        ("telegram_token", "4321:0001"),
        ("telegram_webhook_secret", "0000000000000000000042"),
        ("public_url", "https://peiban.example"),
        ("port", "8080"),
    ]);

    let settings = settings.unwrap();
    assert_eq!(settings.secret_key.expose_secret(), KEY);
    let (_, secret) = settings.hook().unwrap();
    assert_eq!(secret.expose_secret(), "0000000000000000000042");
    assert_eq!(settings.port, 8080);
}

#[test]
fn a_wrong_key_or_value_is_named_and_no_secret_is_told() {
    for (key, text) in [
        ("prot", "1"),
        ("port", "many"),
        ("port", "99999"),
        ("readers", "0"),
        ("send_rate", "-1"),
        ("send_rate", "1000000"),
        ("database_wait", "long"),
        ("secret_key", "0123456789"),
        ("secret_key", "not hexadecimal 0123456789"),
        ("database_url", "mysql://localhost"),
        ("database_url", "sqlite:"),
        ("address", "localhost"),
        ("proxy", "our proxy"),
        ("public_url", "peiban.example"),
        ("public_url", "https://"),
        ("public_url", "http://peiban.example"),
        ("public_url", "https://peiban.example/under"),
        ("telegram_mode", "sometimes"),
        ("telegram_name", "a b"),
        ("telegram_token", "0123456789"),
        ("telegram_api_url", "https://"),
        ("telegram_webhook_secret", "0123456789"),
    ] {
        let told = of(&[(key, text)]).map(|_| ()).unwrap_err();
        assert!(told.starts_with(&format!("{key}: ")), "{key}={text}: {told}");
        assert!(!told.contains("0123456789") && told.lines().count() == 1, "{told}");
    }
}

#[test]
fn all_that_is_wrong_is_told_at_once() {
    let told = of(&[("port", "many"), ("prot", "1"), ("telegram_name", "a b"), ("public_url", "https://")]);
    let told = told.map(|_| ()).unwrap_err();
    let keys: Vec<_> = told.lines().filter_map(|line| line.split(':').next()).collect();

    assert_eq!(keys, ["port", "prot", "public_url", "telegram_name"]);
}

#[test]
fn pages_over_http_are_for_this_machine_only() {
    for url in
        ["http://localhost:8000", "http://127.0.0.1", "http://[::1]:8000/", "https://peiban.example:8443"]
    {
        assert!(of(&[("public_url", url)]).is_ok(), "{url}");
    }
}
