# $seq (Number): the module's place in the curriculum; $title (String): its title
sessions-row-module = Module { $seq } · { $title }
sessions-row-move = Move
sessions-state-draft = Draft
sessions-state-scheduled = Planned
sessions-state-past = Past
sessions-state-owed = No register yet
sessions-state-held = Being marked
sessions-state-did_not_happen = Did not happen
sessions-state-cancelled = Cancelled
sessions-state-submitted = Register in
sessions-state-verified = Checked
sessions-move-title = Move or cancel
sessions-move-submit = Move to this time
# $people (Number): people on the list
sessions-move-told = { $people ->
    [one] One person is
   *[other] { $people } people are
} on the list. Caregivers who agreed to reminders are told the new time; please call the others.
sessions-move-over = This session was marked or cancelled and can no longer change.
sessions-form-date = New day
sessions-form-time = New time
sessions-form-reason = Reason
sessions-form-reason-hint = A few words, for your colleagues
sessions-cancel-title = Cancel this session
sessions-cancel-what = Its module is left for you to plan again. Later sessions stay where they are.
sessions-cancel-submit = Cancel the session
sessions-error-move-over = This session was marked or cancelled and can no longer be moved.
sessions-error-cancel-over = This session was marked or cancelled and can no longer be cancelled.
sessions-error-meanwhile = Somebody changed this session just now. Please look at it again.
sessions-error-date-form = New day: write a date, such as 2026-12-03.
sessions-error-date-same = New day: it is at this time already. Choose another.
sessions-error-date-taken = New day: the same module meets at that time already. Choose another.
sessions-error-time-clock = New time: hours and minutes, such as 10:00.
sessions-error-reason-length = Reason: 1 to 200 characters.
sessions-list-ahead = Sessions ahead
sessions-list-owed = Registers not in yet
sessions-list-doubtful = Registers whose marks do not agree
sessions-list-search = Group, code or place
sessions-list-none = There is nothing in this list.
