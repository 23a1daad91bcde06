consents-list-title = Consent and chat
# $name (String): the witness's name
consents-list-witness = witness { $name }
consents-list-unasked = not asked yet
consents-list-chat = Chat on her or his phone
consents-list-linked = Linked
consents-list-unlinked = not linked
consents-list-withdraw = Record that she withdraws
consents-list-record = Record consent
consents-list-link = Link a chat

consents-purpose-service-messages = Tips and reminders
consents-purpose-attendance-link = Linking the chat to the group list
consents-purpose-surveys = Questions after sessions
consents-purpose-sensitive-data = Child’s age band, help needed

consents-status-given = Agreed
consents-status-refused = Said no
consents-status-withdrawn = Took it back
consents-status-expired = Too old

consents-method-tapped = On the phone
consents-method-read-aloud = Text read aloud
consents-method-oral = By word of mouth
consents-method-written = In writing

consents-new-title = Record consent
consents-new-lead = Read the text to the caregiver and wait for the answer. A no is a good answer too: nobody misses a session because of it.
consents-new-text = Please read this aloud
# $version (Number): which version of the text
consents-new-version = Version { $version } of the text

consents-form-purpose = What is it about?
consents-form-has-left = She is in no group any more. She can withdraw what she agreed to at any time.
consents-form-status = What was the answer?
consents-form-method = How was it given?
consents-form-witness = Witness
consents-form-witness-hint = Name of somebody else who heard it. Needed unless it was in writing.
consents-form-submit = Save

consents-error-status = Answer: please choose agreed, said no or took it back.
consents-error-witness-length = Witness: a name has at most 60 letters.
consents-error-version = The text has changed in the meantime. Please read the new one aloud and ask again.
