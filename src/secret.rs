//! Random tokens and codes, of which only hashes are kept.

use rand::Rng;
use rand::rngs::OsRng;
use rand::{TryRngCore, rand_core::UnwrapErr};
use sha2::{Digest, Sha256};

/// Letters and digits that cannot be mistaken for each other.
const CLEAR: &[u8] = b"23456789abcdefghjkmnpqrstuvwxyz";

/// Clear letters and digits in a one-time code that people type: 50 bits, good for days where tries are counted.
pub const CODE_LENGTH: usize = 10;

/// 256 random bits in hexadecimal.
pub fn token() -> String {
    let mut bytes = [0_u8; 32];
    generator().fill(&mut bytes);
    hex(&bytes)
}

/// A code that people type: `length` clear letters and digits, five bits each.
pub fn code(length: usize) -> String {
    let mut generator = generator();
    (0..length).map(|_| char::from(CLEAR[generator.random_range(0..CLEAR.len())])).collect()
}

/// A password to print once: four groups of five, about 99 bits.
pub fn password() -> String {
    let code = code(20);
    [&code[..5], &code[5..10], &code[10..15], &code[15..]].join("-")
}

/// What is kept of a token.
pub fn hash(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}

/// SHA-256 of a file.
pub fn hash_of(file: &[u8]) -> Vec<u8> {
    Sha256::digest(file).to_vec()
}

/// A typed code as it was made: case, spaces and dashes do not matter.
pub fn typed_code(typed: &str) -> String {
    typed.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn generator() -> UnwrapErr<OsRng> {
    OsRng.unwrap_err()
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}"); // writing to a String cannot fail
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_may_be_typed_carelessly() {
        let code = code(10);
        let careless = format!(" {}-{} ", &code[..5].to_uppercase(), &code[5..]);

        assert_eq!(typed_code(&careless), code);
        assert_ne!(token(), token());
    }
}
