# Plain commands under short names; each works without `just` too.

# Serve the demo world on http://127.0.0.1:8000
dev:
    cargo run -- demo

# Format and lint, no tests
check:
    cargo fmt --all --check
    cargo clippy --workspace --all-targets -- -D warnings

# The fast tests: format, unit tests, whole-app tests on SQLite
quick:
    ./test quick

# Everything, on both databases and in the browser
test:
    ./test

# What runs before a change lands
ci:
    .ci/run

# Measured work, beside what peers cost on it
bench:
    cargo bench --bench work
