areas-country = The whole country
areas-error-unknown = Area: no area has this name or code. A code has six digits, such as 450123.
areas-error-several = Area: several areas have this name. Please type the six-digit code.
