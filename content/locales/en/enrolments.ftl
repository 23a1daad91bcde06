enrolments-new-title = Enrol in a group
enrolments-new-lead = From today on the name is on the group's list, and its reminders are sent to whoever agreed to messages.
enrolments-new-none = There is no other group to join: in all of yours that are not over, this name stands already.
enrolments-new-search = Group, code or place
enrolments-new-submit = Enrol
# $code (String): the group's code; $name (String): its name; $free (Number): free places, at least 1
enrolments-new-free = { $name } ({ $code }): { $free ->
    [one] one free place
   *[other] { $free } free places
}
# $code (String): the group's code; $name (String): its name; $waiting (Number): people who wait already
enrolments-new-full = { $name } ({ $code }): full, { $waiting ->
    [0] first in line
    [one] in line after one person
   *[other] in line after { $waiting } people
}
enrolments-form-group = Which group?

enrolments-leave-title = Leaves the group
enrolments-leave-lead = What was attended stays counted. Messages about later sessions of this group are no longer sent.
enrolments-leave-waits = There is no place yet. The name is taken off the waiting list.
enrolments-leave-over = This place has ended.
enrolments-leave-submit = Note the departure
enrolments-leave-link = leaves the group
enrolments-form-why = Why?
enrolments-form-last = Last day in the group
enrolments-form-last-hint = For sessions up to this day the name stays on the list.

enrolments-why-moved = Moved away
enrolments-why-no_time = Work or home leaves no time
enrolments-why-not_for_her = It was not the right thing
enrolments-why-transferred = Goes on in another group
enrolments-why-lost = Cannot be reached
enrolments-why-other = Something else

enrolments-error-group = Which group: please choose one.
enrolments-error-why = Why: please choose what fits best.
enrolments-error-last-form = Last day: write a date, such as 2026-12-03.
enrolments-error-last-ahead = Last day: it may be today or earlier, not ahead.
enrolments-error-last-early = Last day: that is before this place began. The day before it began means: never was in the group.
enrolments-error-last-came = Last day: there is a session attended after this day. Choose its day or a later one.
enrolments-error-completed = The course is completed, so there is no place to leave.
enrolments-error-meanwhile = Somebody changed this place just now. Please look at it again.
