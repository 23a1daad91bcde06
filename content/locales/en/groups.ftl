groups-index-title = Groups
groups-index-open = Open a group
# $when (String): day and time, already written out
groups-index-search = Name, code or place
groups-index-next = Next session: { $when }
groups-index-no-next = No session is planned
# $people (Number): people on the list
groups-row-people = { $people ->
    [one] 1 person
   *[other] { $people } people
}
groups-empty-title = No groups yet
groups-empty-open = Open one, and the dates of all its sessions are set for you.
groups-empty-ask = Ask your coordinator to give you a group. It will appear here.

groups-new-title = Open a group
groups-new-where = Where it meets
groups-new-group = The group
groups-new-when = When it meets
groups-new-weekly = Once a week, on the weekday of the first session; one session for each module.
groups-new-who = Who leads it
groups-new-site = A new site

groups-form-choose = Choose one
groups-form-nobody = Nobody yet
groups-form-site = Site
groups-form-site-new = A new site, written below
groups-form-site-name = Name of the site
groups-form-site-name-hint = As people call it, such as “village room”
groups-form-site-area = County or district
groups-form-site-area-hint = Its name or six-digit code, such as 450123
groups-form-site-code = Code of the site
groups-form-site-code-hint = Letters, digits or dashes; once in a county
groups-form-kind = Kind of place
groups-form-settlement = What is around it
groups-form-accessibility = Can one get in without steps?
groups-form-zone = Local time
groups-form-zone-hint = Session times are told in it
groups-form-zone-usual = As usual in the county
groups-form-name = Name of the group
groups-form-name-hint = As you and colleagues know it, such as “Longan first group”
groups-form-code = Code of the group
groups-form-code-hint = Letters, digits or dashes; once at a site
groups-form-curriculum = Curriculum
groups-form-capacity = Places
groups-form-first = Day of the first session
groups-form-time = Time
groups-form-time-hint = Local time, such as 10:00
groups-form-left-out = Days without a session
groups-form-left-out-hint = Holidays, such as 2027-01-01, with commas between them. What would fall on them comes a week later.
groups-form-lead = Lead facilitator
groups-form-second = Second facilitator
groups-form-third = Third facilitator
groups-form-submit = Open the group and plan its sessions

groups-kind-community = Village or community room
groups-kind-school = School or kindergarten
groups-kind-clinic = Clinic or hospital
groups-kind-service_centre = Service centre
groups-kind-home = A home
groups-kind-online = Online
groups-kind-other = Another place
groups-settlement-rural = Villages
groups-settlement-township = A township or county seat
groups-settlement-urban = A city
groups-accessibility-step_free = Yes, without a step
groups-accessibility-steps = No, there are steps
groups-accessibility-unknown = Nobody has looked yet
groups-zone-shanghai = Beijing time
groups-zone-urumqi = Xinjiang time (Urumqi), two hours behind Beijing
groups-zone-hong_kong = Hong Kong time
groups-zone-macau = Macao time
groups-zone-taipei = Taipei time

groups-state-forming = Forming
groups-state-open = Not started
groups-state-running = Running
groups-state-closed = Closed
groups-state-cancelled = Cancelled
groups-part-lead = lead
groups-part-co = second
groups-part-cover = cover

groups-show-place = Where
groups-show-next = Next session
groups-show-team = Facilitators
groups-show-people = People
# $people (Number): people in the group now; $capacity (Number): its places
groups-show-places = { $people } of { $capacity } places
groups-show-curriculum = Curriculum
groups-show-code = Code
# $count (Number): how many sessions
groups-show-sessions = { $count ->
    [one] 1 session
   *[other] { $count } sessions
}
groups-show-caregivers = Caregivers

groups-error-site-two = Site: one is chosen, and a new one is written below. Choose the new one here, or clear it below.
groups-error-site-unknown = Site: choose one from the list, or write a new one below.
groups-error-zone-offered = Local time: please choose one from the list.
groups-error-site_area-county = County or district: it must be a county or district, such as 450123.
groups-error-site_code-form = Code of the site: 1 to 20 letters, digits or dashes.
groups-error-site_code-taken = Code of the site: this county has it already. Choose another.
groups-error-site_name-length = Name of the site: 1 to 60 characters.
groups-error-name-length = Name of the group: 1 to 60 characters.
groups-error-code-form = Code of the group: 1 to 20 letters, digits or dashes.
groups-error-code-taken = Code of the group: this site has it already. Choose another.
groups-error-curriculum-published = Curriculum: choose a published one.
groups-error-curriculum-empty = Curriculum: it has no modules yet, so no sessions can be planned.
groups-error-capacity-range = Places: a whole number from 1 to 200.
groups-error-first-date = Day of the first session: write a date, such as 2026-12-03.
groups-error-first-far = Day of the first session: not more than a year from today.
groups-error-time-clock = Time: hours and minutes, such as 10:00.
groups-error-left_out-date = Days without a session: write them as 2027-01-01 with commas between them, 60 at most.
groups-error-lead-missing = Lead facilitator: choose one. A group cannot run without a lead.
groups-error-lead-area = Lead facilitator: not a facilitator of this county. Choose another.
groups-error-second-same = Second facilitator: cannot be the lead as well.
groups-error-second-area = Second facilitator: not a facilitator of this county. Choose another.
groups-error-third-same = Third facilitator: is the lead or the second already.
groups-error-third-area = Third facilitator: not a facilitator of this county. Choose another.
groups-error-lead-over = Lead facilitator: this group is over or was cancelled, so nobody leads it any more.
groups-error-minutes = Length of a session: 1 to 1440 minutes.
groups-error-rule = Schedule: the rule cannot be read.

# $name (String): who has waited longest
groups-line-first = First in line for a place: { $name }
groups-line-enrol = Enrol
groups-line-full = No place is free yet. When somebody leaves, you can give the place here.
groups-error-line-full = No place is free in this group.
groups-error-line-empty = Nobody is waiting for a place in this group any more.
groups-error-line-over = This group is over or called off: nobody can join it.
groups-team-title = Change facilitators
groups-team-what = The change holds from today. Whoever is left out no longer sees this group, its people and its registers.
groups-team-submit = Save
groups-show-gone = account or role ended
