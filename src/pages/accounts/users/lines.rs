//! Users as their pages show them: each with all of her roles.

use peiban_core::text::Language;
use peiban_core::user::Role;
use peiban_store::UserLine;
use serde::Serialize;
use uuid::Uuid;

use super::area_name;

/// A user with the roles that the reader may manage.
#[derive(Serialize)]
pub(super) struct UserView {
    id: Uuid,
    name: String,
    display_name: String,
    pub(super) ended: bool,
    roles: Vec<RoleView>,
}

/// One of her roles.
#[derive(Serialize)]
struct RoleView {
    id: Uuid,
    role: Role,
    area: String,
    partner: Option<String>,
    ended: bool,
}

impl RoleView {
    fn of(line: &UserLine, language: Language) -> Self {
        let partner = language.pick(&line.partner_zh, &line.partner_en);
        Self {
            id: line.role_id.0,
            role: line.role,
            area: area_name(language, &line.area_zh, &line.area_en),
            partner: (!partner.is_empty()).then(|| partner.to_owned()),
            ended: line.role_ended_at.is_some(),
        }
    }
}

/// Lines of one user stand together; they become one view.
pub(super) fn views(lines: Vec<UserLine>, language: Language) -> Vec<UserView> {
    let mut views: Vec<UserView> = Vec::new();
    for line in lines {
        let role = RoleView::of(&line, language);
        match views.last_mut().filter(|last| last.id == line.id.0) {
            Some(last) => last.roles.push(role),
            None => views.push(UserView {
                id: line.id.0,
                name: line.name,
                display_name: line.display_name,
                ended: line.ended_at.is_some(),
                roles: vec![role],
            }),
        }
    }
    views
}
