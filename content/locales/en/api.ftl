api-error-field = A part of the address or of what was sent does not fit: wrong form, unknown word or out of range.
api-error-key-form = Idempotency-Key: 1 to 128 letters, digits or signs without spaces.
api-error-key-reused = This Idempotency-Key was sent before with something else. Please use a new key for a new request.
