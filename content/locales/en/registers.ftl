registers-show-title = Register
registers-show-marked = marked
registers-show-all = All present
registers-show-all-done = Everyone unmarked is now present
registers-show-undo = Undo
registers-show-save = Save
registers-show-walk-in = ＋ Walk-in
# $heads (Number): people counted without a name
registers-show-heads = { $heads ->
    [one] And one person without a name
   *[other] And { $heads } people without names
}
registers-show-off = This session is called off. Marks are kept, and wait until somebody says whether it was held.
registers-back-today = Today

# $band (String): ages in years, such as 3–5
registers-row-band = { $band }
registers-row-walk-in = walk-in
registers-row-enrol = Enrol in this group
registers-row-enrolled = now enrolled
registers-row-waits = waits for a place
registers-row-page = See her page
registers-row-more = Left early, excused
registers-row-clear = Take it back
registers-row-reason = Why excused

registers-rsvp-coming = coming
registers-rsvp-cannot = cannot
registers-rsvp-none = no answer

registers-status-unmarked = Not marked
registers-status-present = Present
registers-status-late = Late
registers-status-left-early = Left early
registers-status-absent-excused = Excused
registers-status-absent-unexcused = Absent

registers-excuse-none = Not said
registers-excuse-ill = Ill
registers-excuse-work = Work
registers-excuse-family = Family
registers-excuse-other = Something else

registers-doubt-row = This was marked in different ways. All are kept. Which is right?
registers-doubt-session = What was said about this session does not agree. Everything is kept. Which is right?
registers-doubt-heads = People without a name were counted differently. Which number is right?
# $source (String): facilitator, supervisor, caregiver or paper; $name (String): who recorded it
# $when (String): day and time
registers-doubt-who = { $source ->
    [supervisor] Coordinator { $name }
    [caregiver] The caregiver { $name }
    [paper] Paper list { $name }
   *[facilitator] Facilitator { $name }
}, { $when }
# $source (String): facilitator, supervisor, caregiver or paper; $when (String): day and time
registers-doubt-source = { $source ->
    [supervisor] Coordinator
    [caregiver] The caregiver
    [paper] Paper list
   *[facilitator] Facilitator
}, { $when }
registers-doubt-marked = People were marked
# $count (Number): heads counted without a name
registers-doubt-counted = { $count ->
    [one] One person without a name
   *[other] { $count } people without names
}
registers-doubt-said-held = It was held
registers-doubt-said-not = It did not happen
registers-doubt-off = The plan: called off
# $reason (String): why, in the coordinator’s words
registers-doubt-off-because = The plan: called off, “{ $reason }”
# $count (Number): people with a mark
registers-doubt-has = { $count ->
    [one] The register: one person is marked
   *[other] The register: { $count } people are marked
}
# $what (String): a status, such as Present
registers-doubt-keep = Keep: { $what }
# $count (Number): heads counted without a name
registers-doubt-keep-heads = Keep: { $count }
registers-doubt-held = It was held, the marks count
registers-doubt-did-not-happen = It did not happen, they do not count
registers-doubt-saves = The marks you have tapped on this page are saved as well.

registers-saved-title = Register saved
registers-saved-submitted = Register submitted
# $came (Number): caregivers who came, late ones included
# $total (Number): everybody on the register
# $late (Number): those who came late
registers-saved-counts = { $late ->
    [0] { $came } of { $total } came
   *[other] { $came } of { $total } came, { $late } of them late
}
# $unmarked (Number): people without a mark
registers-saved-unmarked = { $unmarked ->
    [one] One person is not marked yet.
   *[other] { $unmarked } people are not marked yet.
}
# $doubts (Number): people who were marked in different ways
registers-saved-doubts = { $doubts ->
    [one] One person was marked in different ways. She gets no message about this session until somebody decides.
   *[other] { $doubts } people were marked in different ways. They get no message about this session until somebody decides.
}
registers-saved-waits = What was said about this session does not agree. Everything is kept.
registers-saved-decide = Decide what is right
registers-saved-next-title = What happens next
registers-saved-next = This evening those who came get “what we did” and three short questions. Those who missed it get the module’s tip and the next date.
registers-saved-next-waits = No message about this session leaves until somebody has decided. Then they leave by themselves.
registers-saved-submit = Submit register
registers-saved-today = Back to today
registers-saved-back = Change something

registers-new-title = Walk-in
registers-new-lead = Somebody came who is not on the list. A name is enough.
registers-form-name = Name
registers-form-phone = Phone, if she likes
registers-form-phone-hint = The whole number, or only its last four digits
registers-form-relation = To the child
registers-form-relation-empty = Not said
registers-new-text = Ask her, if there is time
registers-form-consent = Does she agree to tips and reminders?
registers-form-consent-hint = Saying no bars nobody from the session.
registers-form-witness-hint = Only if she said yes aloud: who else heard it
registers-form-submit = Add and mark present
registers-consent-later = Not asked, or not now: only write her down
registers-consent-read-aloud = Yes, after the text was read to her
registers-consent-oral = Yes, said so
registers-consent-written = Yes, signed
registers-consent-heads = Do not write her down, count one head

registers-error-mark = A mark on this page cannot be read. Please open the register again.
registers-error-settled = Somebody has decided this already. Please open the register again.
registers-error-future = This session is on a later day. Its register opens that day.
registers-error-not-held = Nobody is marked yet. Please take the register before you submit it.
registers-error-name = Name: please write a name of at most 60 characters, or choose to count a head only.
registers-error-phone = Phone: please write the whole number (11 digits, or + and the country code), only the last four digits, or nothing.
registers-error-consent = Please choose whether she agrees, or that nobody asked today.
registers-error-group-closed = This group takes nobody new: it is closed or called off.
registers-error-too-many = More than 500 marks at once. Please send them in smaller parts.
registers-error-format = This program does not know the format of these operations: it takes 1 and 2. Please update the app.
registers-error-body = The data sent cannot be read: a field is missing, unknown or out of range.
