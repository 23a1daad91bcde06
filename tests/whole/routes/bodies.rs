//! Bodies for the routes of the API that write.

/// What a program sends to a route of the API, so that only scope can refuse it.
pub(super) const BODIES: &[(&str, &str)] = &[
    ("/api/v1/enrolments", r#"{ "person": "{person}", "group": "{group}" }"#),
    ("/api/v1/enrolments/<id>/departure", r#"{ "why": "other", "last": "2026-11-25" }"#),
    (
        "/api/v1/groups",
        r#"{ "site": "{none}", "name": "x", "code": "x", "curriculum": "{none}", "first": "2026-12-01T09:00",
             "lead": "{none}", "capacity": 5 }"#,
    ),
    (
        "/api/v1/people/<id>/consents",
        r#"{ "purpose": "surveys", "status": "given", "method": "written", "language": "en", "version": 0 }"#,
    ),
    ("/api/v1/sessions/<id>/cancellations", r#"{ "reason": "rain" }"#),
    ("/api/v1/sessions/<id>/moves", r#"{ "to": "2026-12-20T09:00" }"#),
    ("/api/v1/sessions/<id>/submission", "{}"),
    (
        "/api/v1/sites",
        r#"{ "area": 450123, "code": "x", "name": "x", "kind": "home", "settlement": "rural",
             "accessibility": "unknown" }"#,
    ),
    ("/api/v1/sync", r#"{ "device": "{none}", "sessions": [] }"#),
];
