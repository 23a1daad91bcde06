use proptest::prelude::*;

use super::*;
use crate::inbox::Unreadable;

proptest! {
    #[test]
    fn no_payload_stops_the_reader(payload in ".{0,200}", inside in r#"["{}:,a-z0-9]{0,40}"#) {
        let _ = (read(&payload), read(&message(&inside)), received("1", &payload));
    }
}

fn heard(payload: &str) -> Heard {
    read(payload).unwrap().unwrap()
}

fn message(inside: &str) -> String {
    format!(
        r#"{{"update_id":7,"message":{{"message_id":1,"date":1,"chat":{{"id":42,"type":"private"}},
            "from":{{"id":42,"is_bot":false,"first_name":"x","language_code":"zh-hans"}},{inside}}}}}"#
    )
}

fn what(inside: &str) -> What {
    heard(&message(inside)).what
}

#[test]
fn a_message_tells_chat_language_and_text() {
    let heard = heard(&message(r#""text":"你好 & <b>""#));

    assert_eq!(heard.chat, "42");
    assert_eq!(heard.language, Some(Language::ZhHans));
    assert_eq!(heard.what, What::Text("你好 & <b>".into()));
}

#[test]
fn a_start_tells_its_payload() {
    assert_eq!(what(r#""text":"/start""#), What::Start(None));
    assert_eq!(what(r#""text":"/start j_longan2026""#), What::Start(Some("j_longan2026".into())));
    assert_eq!(what(r#""text":"/start@peiban_bot  l_x""#), What::Start(Some("l_x".into())));
    assert_eq!(what(r#""text":"/started""#), What::Text("/started".into()));
    assert_eq!(what(r#""text":"/help""#), What::Text("/help".into()));
}

#[test]
fn what_is_sent_is_told_apart_and_the_words_under_it_are_read() {
    for part in [r#""voice":{"file_id":"a"}"#, r#""audio":{}"#] {
        assert_eq!(what(part), What::Voice(None), "{part}");
        assert_eq!(what(&format!(r#"{part},"caption":"listen""#)), What::Voice(Some("listen".into())));
    }
    for part in [
        r#""photo":[{"file_id":"a"}]"#,
        r#""video":{}"#,
        r#""video_note":{}"#,
        r#""document":{}"#,
        r#""animation":{},"document":{}"#,
        r#""contact":{"phone_number":"1"}"#,
        r#""location":{}"#,
        r#""venue":{},"location":{}"#,
        r#""poll":{}"#,
        r#""story":{}"#,
    ] {
        assert_eq!(what(part), What::Photo(None), "{part}");
        assert_eq!(what(&format!(r#"{part},"caption":"look""#)), What::Photo(Some("look".into())), "{part}");
    }
    assert_eq!(what(r#""a_kind_of_later":{},"caption":"look""#), What::Photo(Some("look".into())));
    for part in [r#""pinned_message":{}"#, r#""new_chat_members":[]"#] {
        assert_eq!(what(part), What::Other, "{part}");
    }
}

#[test]
fn a_sticker_is_the_sign_it_stands_for() {
    assert_eq!(what(r#""sticker":{"emoji":"😭"}"#), What::Text("😭".into()));
    assert_eq!(what(r#""sticker":{}"#), What::Text(String::new()));
    assert_eq!(what(r#""dice":{"emoji":"🎲","value":1}"#), What::Text(String::new()));
}

#[test]
fn words_of_somebody_else_are_told_apart() {
    for passed in [r#""forward_origin":{"type":"user"}"#, r#""forward_date":1"#] {
        assert_eq!(what(&format!(r#""text":"/stop",{passed}"#)), What::Passed("/stop".into()));
        assert_eq!(
            what(&format!(r#""photo":[],"caption":"I am 12",{passed}"#)),
            What::Passed("I am 12".into())
        );
        assert_eq!(what(&format!(r#""photo":[],{passed}"#)), What::Photo(None));
    }
}

#[test]
fn a_tap_tells_its_data_also_under_an_old_message() {
    let tap = |message: &str| {
        format!(
            r#"{{"update_id":8,"callback_query":{{"id":"99","chat_instance":"1","data":"band:0-2",
                "from":{{"id":42,"is_bot":false,"first_name":"x","language_code":"en"}}{message}}}}}"#
        )
    };
    let old = r#","message":{"message_id":1,"date":0,"chat":{"id":42,"type":"private"}}"#;

    for payload in [tap(""), tap(old)] {
        let heard = heard(&payload);
        assert_eq!((heard.chat.as_str(), heard.language), ("42", Some(Language::En)));
        assert_eq!(heard.what, What::Tapped("band:0-2".into()));
        assert_eq!(received("1", &payload).unwrap().1, Some("99".into()));
    }
}

#[test]
fn blocking_and_unblocking_are_heard() {
    let member = |status: &str, kind: &str| {
        heard(&format!(
            r#"{{"update_id":9,"my_chat_member":{{"date":1,"chat":{{"id":42,"type":"{kind}"}},"from":{{"id":42}},
                "old_chat_member":{{"status":"member"}},"new_chat_member":{{"status":"{status}","user":{{}}}}}}}}"#
        ))
        .what
    };

    assert_eq!(member("kicked", "private"), What::Blocked);
    assert_eq!(member("member", "private"), What::Unblocked);
    assert_eq!(member("administrator", "private"), What::Other);
    assert_eq!(member("kicked", "supergroup"), What::Other);
}

#[test]
fn groups_and_channels_are_heard_as_nothing_that_matters() {
    let group = |inside: &str| message(inside).replace("private", "supergroup");

    for payload in
        [group(r#""text":"hi""#), group(r#""text":"/start j_x""#), group(r#""photo":[],"caption":"x""#)]
    {
        assert_eq!(heard(&payload).what, What::Other);
        assert_eq!(heard(&payload).chat, "42");
    }
    let post = message(r#""text":"hi""#).replace(r#""message":"#, r#""channel_post":"#);
    assert_eq!(read(&post), Ok(None));
}

#[test]
fn an_edited_message_is_heard_again_for_its_words_alone() {
    let touched =
        |inside: &str| heard(&message(inside).replace(r#""message":"#, r#""edited_message":"#)).what;
    let edited = |inside: &str| touched(&format!(r#""edit_date":2,{inside}"#));

    assert_eq!(touched(r#""text":"退订""#), What::Other, "a reaction: the words did not change");
    assert_eq!(touched(r#""text":"退订","edit_date":0"#), What::Other);
    assert_eq!(edited(r#""text":"退订""#), What::Text("退订".into()));
    assert_eq!(edited(r#""photo":[],"caption":"look""#), What::Photo(Some("look".into())));
    assert_eq!(edited(r#""location":{}"#), What::Other);
}

#[test]
fn what_cannot_be_read_is_kept_by_its_number_and_what_has_none_is_not() {
    let strange = r#"{"update_id":11,"message":{"chat":"a word"}}"#;
    let (kept, _) = received("1", strange).unwrap();

    assert_eq!((kept.key.update_id, kept.chat, kept.payload.as_str()), (11, None, strange));
    assert_eq!(read(strange), Err(Unreadable));
    let last = format!(r#"{{"update_id":{}}}"#, i64::MAX);
    assert_eq!(received("1", &last).unwrap().0.key.update_id, i64::MAX);
    assert_eq!(read(r#"{"update_id":12,"poll":{"id":"1"}}"#), Ok(None));
    for garbage in ["", "{}", "[]", "null", r#"{"update_id":"x"}"#, "<html>"] {
        assert!(received("1", garbage).is_none(), "{garbage}");
        assert_eq!(read(garbage), Err(Unreadable), "{garbage}");
    }
}
