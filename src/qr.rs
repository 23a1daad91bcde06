//! QR codes, made here: nothing of a code leaves for another site.

use fast_qr::QRBuilder;
use fast_qr::convert::svg::SvgBuilder;
use percent_encoding::{NON_ALPHANUMERIC, percent_encode};

use crate::error::Error;

/// A QR code of `text` as the address of a picture.
///
/// # Errors
///
/// [`Error::Internal`] when the text is too long for a code.
pub fn picture(text: &str) -> Result<String, Error> {
    let code = QRBuilder::new(text).build().map_err(|_| Error::Internal("making a QR code"))?;
    let svg = SvgBuilder::default().to_str(&code);
    Ok(format!("data:image/svg+xml,{}", percent_encode(svg.as_bytes(), NON_ALPHANUMERIC)))
}
