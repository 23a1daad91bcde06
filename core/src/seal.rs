//! Sealing what must not be read from a stolen file: phones, alert texts, uploaded rosters.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use rand::RngCore;
use sha2::Sha256;
use uuid::Uuid;

/// Keys made from the installation's secret, one for each purpose.
#[derive(Clone)]
pub struct Keys {
    secret: [u8; 32],
}

/// What a key is for; one cannot open another's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sealed {
    /// `caregivers.phone_sealed`.
    Phone,
    /// `alerts.text_sealed` and updates that came in.
    Alert,
    /// A roster that waits for its import.
    Roster,
    /// A browser's note that somebody signed in on it; kept by the browser.
    Device,
    /// `key_check.sealed`: tells whether this is the database's key.
    Check,
}

/// The sealed bytes were changed, moved to another row, or made with another secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("cannot be opened")]
pub struct CannotOpen;

/// Which secret sealed it: leaves room for another after a rotation.
const KEY_ID: u8 = 1;
const NONCE: usize = 24;

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keys")
    }
}

impl Sealed {
    fn label(self) -> &'static [u8] {
        match self {
            Self::Phone => b"caregivers.phone",
            Self::Alert => b"alerts.text",
            Self::Roster => b"rosters.file",
            Self::Device => b"devices.note",
            Self::Check => b"key.check",
        }
    }
}

impl Keys {
    /// Keys of a secret of 32 random bytes.
    pub fn of(secret: [u8; 32]) -> Self {
        Self { secret }
    }

    /// Keys of a secret in hexadecimal; `None` unless it has exactly 64 digits.
    pub fn of_hex(text: &str) -> Option<Self> {
        let digits = text.trim();
        if digits.len() != 64 || !digits.is_ascii() {
            return None;
        }
        let mut secret = [0; 32];
        for (index, byte) in secret.iter_mut().enumerate() {
            *byte = u8::from_str_radix(digits.get(index * 2..index * 2 + 2)?, 16).ok()?;
        }
        Some(Self::of(secret))
    }

    /// Keys that are gone when the program ends: for the demo and tests.
    pub fn random() -> Self {
        let mut secret = [0; 32];
        rand::rng().fill_bytes(&mut secret);
        Self::of(secret)
    }

    fn keyed(&self, label: &[u8], data: &[u8]) -> [u8; 32] {
        let mut block = [0; 64]; // HMAC fills a short key up with zeros anyway
        block[..32].copy_from_slice(&self.secret);
        let mut mac = <Hmac<Sha256> as Mac>::new(&block.into());
        mac.update(label);
        mac.update(&[0]);
        mac.update(data);
        mac.finalize().into_bytes().into()
    }

    fn cipher(&self, what: Sealed) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(Key::from_slice(&self.keyed(b"key", what.label())))
    }

    /// Seals `plain` for the row `id`; it opens only there.
    pub fn seal(&self, what: Sealed, id: Uuid, plain: &[u8]) -> Vec<u8> {
        let mut nonce = [0; NONCE];
        rand::rng().fill_bytes(&mut nonce);
        let payload = Payload { msg: plain, aad: id.as_bytes() };
        // Fails only for texts of many gigabytes; an empty box then opens to nothing.
        let text = self.cipher(what).encrypt(XNonce::from_slice(&nonce), payload).unwrap_or_default();
        [&[KEY_ID], nonce.as_slice(), &text].concat()
    }

    /// Opens what [`Keys::seal`] sealed for the row `id`.
    ///
    /// # Errors
    ///
    /// [`CannotOpen`] when anything differs.
    pub fn open(&self, what: Sealed, id: Uuid, sealed: &[u8]) -> Result<Vec<u8>, CannotOpen> {
        let (key_id, rest) = sealed.split_first().ok_or(CannotOpen)?;
        if *key_id != KEY_ID || rest.len() < NONCE {
            return Err(CannotOpen);
        }
        let (nonce, text) = rest.split_at(NONCE);
        let payload = Payload { msg: text, aad: id.as_bytes() };
        self.cipher(what).decrypt(XNonce::from_slice(nonce), payload).map_err(|_| CannotOpen)
    }

    /// A keyed hash for finding equal phones without keeping them readable.
    pub fn phone_hash(&self, phone: &str) -> Vec<u8> {
        self.keyed(b"phone", phone.as_bytes()).to_vec()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sealed_text_opens_in_its_own_row_and_for_its_own_purpose_only() {
        let (keys, id) = (Keys::random(), Uuid::from_u128(7));
        let sealed = keys.seal(Sealed::Alert, id, b"help");

        assert_eq!(keys.open(Sealed::Alert, id, &sealed).as_deref(), Ok(b"help".as_slice()));
        assert_eq!(keys.open(Sealed::Alert, Uuid::from_u128(8), &sealed), Err(CannotOpen));
        assert_eq!(keys.open(Sealed::Phone, id, &sealed), Err(CannotOpen));
        assert_eq!(Keys::random().open(Sealed::Alert, id, &sealed), Err(CannotOpen));
        assert!(!sealed.windows(4).any(|part| part == b"help"));
    }

    #[test]
    fn a_changed_byte_is_noticed() {
        let (keys, id) = (Keys::random(), Uuid::from_u128(7));
        let sealed = keys.seal(Sealed::Phone, id, b"13800001234");
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert_eq!(keys.open(Sealed::Phone, id, &changed), Err(CannotOpen), "byte {at}");
        }
    }

    #[test]
    fn a_secret_has_64_digits() {
        assert!(Keys::of_hex(&"ab".repeat(32)).is_some());
        assert!(Keys::of_hex("ab").is_none());
        assert!(Keys::of_hex(&"xy".repeat(32)).is_none());
    }
}
