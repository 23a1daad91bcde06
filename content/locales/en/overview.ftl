overview-title = Overview
overview-filter-area = Area
overview-filter-period = Period
overview-filter-partner = Partner
overview-filter-all = All
overview-filter-show = Show
# $when (String): date and time, already written out
overview-as-of = As of { $when }
# $year, $number (String)
overview-period-quarter = Q{ $number } { $year }
# $day (String): the Monday
overview-period-week = Week of { $day }

overview-ladder-label = From screens to people
overview-ladder-impressions = impressions
overview-ladder-impressions-note = as reported; times shown, not people
overview-ladder-reach = platform reach
# $channel (String)
overview-ladder-reach-note = people on { $channel } in one day: the largest figure reported. People on several platforms cannot be added.
overview-ladder-reach-none = no platform reported people
overview-ladder-bot = started the chat
overview-ladder-bot-note = people
overview-ladder-enrolled = enrolled
overview-ladder-enrolled-note = people, in this period
overview-ladder-came = came at least once
# $part, $of, $percent (Number): people
overview-ladder-came-note = { $part } of { $of } on a roster: { $percent } %
overview-ladder-completed = completed
# $part, $of, $percent (Number): people
overview-ladder-completed-note = { $part } of { $of } whose group had its last module: { $percent } %
overview-ladder-small = too few to show a share
overview-ladder-nobody = nobody yet
overview-never-added = Each step counts something else, so they are never added together. The double lines mark what platforms reported.

overview-needs-title = Needs you
# $count (Number): registers owed
overview-needs-registers = { $count ->
    [one] register is not in yet
   *[other] registers are not in yet
}
# $count (Number): registers in which something does not agree
overview-needs-conflicts = { $count ->
    [one] register in which marks do not agree
   *[other] registers in which marks do not agree
}
overview-needs-alerts = alerts are open
overview-needs-none = Nothing waits for you here.

overview-channels-title = What the channels reported
overview-channels-note = Impressions and engagements are sums. Of people, the largest figure of one day stands here: people of different days or channels may be the same.
overview-channels-column = Channel
overview-channels-empty = No report for this area and period yet.

overview-attendance-title = Attendance by area and week
# $from, $to (Number): percent
overview-attendance-rose = Attendance rose from { $from } % to { $to } % in the last two weeks with figures
overview-attendance-fell = Attendance fell from { $from } % to { $to } % in the last two weeks with figures
overview-attendance-same = Attendance stayed at { $to } %
overview-attendance-first = Attendance was { $to } %
overview-attendance-none = No session was held in this period
overview-attendance-table = The same figures as a table
overview-attendance-note = Came of expected, in person-sessions, and the share. Whole weeks, Monday to Sunday. “–”: no session was held. “<5”: fewer than 5 expected; hidden so that nobody can be recognised, and a total with it.
overview-attendance-area = Area
overview-attendance-all = All
overview-attendance-tiles = By area and week: the darker, the more of those expected came
# $part, $of, $percent (Number)
overview-share = { $part } of { $of } · { $percent } %
overview-missing = none

overview-survey-title = What caregivers say
overview-survey-question = Question
overview-survey-n = Answers
overview-survey-mean = Mean score
overview-survey-note = Scores from 1 (lowest) to 5; for “at home”, 0 to 2. Fewer than 5 answers are not shown, so that nobody can be recognised.
overview-survey-empty = No answers in this period.
overview-question-useful = How useful was this session?
overview-question-followed = How easy was it to follow?
overview-question-try-home = Will you try any of it at home?

overview-export = Download Excel
overview-export-readme = Read me
overview-export-ladder = Ladder
overview-export-channels = Channels
overview-export-attendance = Attendance
overview-export-survey = Survey
overview-export-step = Step
overview-export-number = Number
overview-export-note = How it is counted
overview-export-week = Week from
overview-export-code = Area code
overview-export-came = Came
overview-export-expected = Expected
overview-export-share = Share

overview-error-filter = Area, period or partner: there is no such choice here.
