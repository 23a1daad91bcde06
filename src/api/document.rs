//! The description of `/api/v1` in OpenAPI 3.1: written where each answer is made, put together here.

use rocket::get;
use rocket::http::ContentType;
use utoipa::openapi::path::Operation;
use utoipa::openapi::response::ResponseBuilder;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{ContentBuilder, HttpMethod, Ref, RefOr};
use utoipa::{Modify, OpenApi};

use super::problem::{Problem, STATUSES};
use crate::api;

macro_rules! described {
    ($($handler:tt)*) => {
        /// Every route of `/api/v1`.
        #[derive(OpenApi)]
        #[openapi(
            info(title = "Peiban", description = "Sessions, registers and figures of a positive-parenting campaign."),
            components(schemas(Problem)),
            paths($($handler)*),
            modifiers(&Common)
        )]
        pub struct Description;
    };
}
api::each!(described);

/// What all routes have in common: a token, and problems.
struct Common;

impl Modify for Common {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        if let Some(components) = document.components.as_mut() {
            let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
            components.add_security_scheme("token", SecurityScheme::Http(bearer));
        }
        document.security = Some(vec![SecurityRequirement::new("token", Vec::<String>::new())]);
        for item in document.paths.paths.values_mut() {
            for (method, operation) in [(HttpMethod::Get, &mut item.get), (HttpMethod::Post, &mut item.post)]
            {
                if let Some(operation) = operation {
                    add_problems(operation, &method);
                }
            }
        }
    }
}

fn add_problems(operation: &mut Operation, method: &HttpMethod) {
    for (status, what, reads) in STATUSES {
        if !reads && *method == HttpMethod::Get {
            continue;
        }
        let problem = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
        let answer = ResponseBuilder::new().description(what).content("application/problem+json", problem);
        operation.responses.responses.insert(status.to_string(), RefOr::T(answer.build()));
    }
}

/// The description, as JSON.
#[get("/openapi.json")]
pub fn openapi() -> Result<(ContentType, String), rocket::http::Status> {
    let text = Description::openapi().to_json().map_err(|_| rocket::http::Status::InternalServerError)?;
    Ok((ContentType::JSON, text))
}
