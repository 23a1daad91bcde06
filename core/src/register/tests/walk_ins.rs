//! Somebody on no list is added once, as herself.

use super::*;

#[test]
fn a_walk_in_may_not_take_the_id_of_somebody_known_elsewhere() {
    let walk_in = |id, who| {
        let detail = Detail { name: Some("Lan".into()), ..Detail::default() };
        hashed(Op { kind: Kind::WalkIn, detail, ..mark(id, who, Status::Present) })
    };

    let (register, answers) = run(vec![vec![walk_in(1, 77), walk_in(2, 60)]]);

    assert_eq!((answers[0].outcome, answers[0].reason), (Outcome::Rejected, Some(Reason::ReusedId)));
    assert_eq!(register.rev(), 1);
}

#[test]
fn a_walk_in_who_is_known_or_cannot_be_read_is_refused_with_its_reason() {
    let walk_in =
        |id, who, detail| hashed(Op { kind: Kind::WalkIn, detail, ..mark(id, who, Status::Present) });
    let named = || Detail { name: Some("Lan".into()), ..Detail::default() };
    let method = crate::consent::ConsentMethod::Oral;
    let consent = |version, witness: Option<&str>| {
        let witness = witness.map(str::to_owned);
        Some(ToldConsent { method, witness, version, language: crate::text::Language::En })
    };

    let (_, answers) = run(vec![vec![
        walk_in(1, 61, named()),
        walk_in(2, 63, Detail { phone: Some("138".into()), ..named() }),
        walk_in(3, 64, Detail { consent: consent(2, None), ..named() }),
        walk_in(4, 65, Detail { consent: consent(1, Some("Mei")), ..named() }),
        walk_in(5, 66, Detail { consent: consent(2, Some("Mei")), ..named() }),
    ]]);

    let reasons: Vec<_> = answers.iter().map(|answer| answer.reason).collect();
    let wanted = [Reason::Known, Reason::Phone, Reason::Consent, Reason::Consent].map(Some);
    assert_eq!(reasons, [&wanted[..], &[None]].concat());
    assert_eq!(answers[0].known, Some(person(62)));
}
