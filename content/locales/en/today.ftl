today-title = Today
today-next-today = Next
today-next-tomorrow = Tomorrow
today-next-people = people on the list
today-next-register = Take attendance
today-next-group = See the group
today-later = Later today
today-tomorrow = Tomorrow
# $count (Number): registers owed
today-overdue-title = { $count ->
    [one] One register is not in yet
   *[other] { $count } registers are not in yet
}
# $count (Number): registers in which something does not agree
today-doubt-title = { $count ->
    [one] In one register, marks do not agree
   *[other] In { $count } registers, marks do not agree
}
# $day (String), $group (String), $title (String): the session's day, group and module
today-overdue-row = { $day }, { $group }: { $title }
today-empty-title = No sessions today or tomorrow
# $day (String): the day in full; $time (String): HH:MM; $place (String): the site
today-empty-after = The next one is on { $day } at { $time }, { $place }.
today-empty-none = Nothing is planned yet. Your coordinator can open a group.
today-empty-groups = See the groups
# $total (Number): how many there are
today-list-all = See all { $total }
today-list-ahead = See all sessions ahead
