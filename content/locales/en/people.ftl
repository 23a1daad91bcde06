people-column-name = Name
people-column-phone = Phone
people-column-relation = Relation to the child
people-column-bands = Child's age band
people-column-group = Group code
people-column-county = County code
people-column-enrolled_on = Enrolled on

# Other names that these columns have in rosters, joined by commas; never shown
people-also-name = caregiver, caregiver name, full name
people-also-phone = mobile, phone number, telephone
people-also-relation = relation, relationship
people-also-bands = child bands, age bands, age band, child age band, children's ages
people-also-group = group
people-also-county = county, area code
people-also-enrolled_on = enrolment date, start date, joined on

people-relation-mother = Mother
people-relation-father = Father
people-relation-grandmother = Grandmother
people-relation-grandfather = Grandfather
people-relation-other_relative = Other relative
people-relation-foster = Foster parent or guardian
people-relation-teacher = Teacher
people-relation-other = Other

# Other words for them in rosters, joined by commas; never shown
people-words-mother = mum, mom, mama
people-words-father = dad, papa
people-words-grandmother = grandma, granny
people-words-grandfather = grandpa
people-words-other_relative = aunt, uncle, sister, brother, relative
people-words-foster = foster, foster parent, guardian
people-words-teacher = teachers
people-words-other = others

people-import-title = Import a roster
people-import-lead = We read the file first and show you what we found. Nothing is stored until you say so.
people-import-file = Excel file
people-import-file-hint = The first row holds the column names; 10 MB at most
people-import-submit = Check the file
people-import-template = Download an empty roster

people-report-title = What we found
people-report-back = Choose another file
# $rows (Number): rows with an error
people-report-wrong = { $rows ->
    [one] One row needs a fix before this can be imported
   *[other] { $rows } rows need a fix before this can be imported
}
people-report-good = This roster can be imported
people-report-nothing = Everybody in this roster is here already
people-report-add = to add
people-report-update = to update
people-report-same = the same
people-report-error = with errors
# $people (Number): how many wait for a place
people-report-waiting = { $people ->
    [one] One person will wait for a place, since the group is full.
   *[other] { $people } people will wait for a place, since the group is full.
}
people-report-table = Please correct these cells in Excel
people-report-cell = Cell
people-report-row = Row
people-report-column = Column
people-report-found = It says
people-report-what = What is wrong
people-report-empty = empty
# $more (Number): errors that are not listed
people-report-more = { $more } more errors are not listed. Please correct these first.
people-report-again = Corrected: choose the file again
people-report-confirm = Import this roster
people-report-expires = The file is kept sealed for an hour, then wiped.

people-done-title = The roster is imported
people-done-added = added
people-done-updated = updated
people-done-same = the same
people-done-waiting = waiting for a place
people-done-groups = See the groups
people-done-another = Import another roster

people-error-no-file = Excel file: please choose a file. The one that came is empty.
people-error-columns = The file needs a column “Name” and a column “Group code” in its first row.
people-error-nobody = There is nobody in this file below the column names.
people-error-too-many = The file has more than 20,000 people. Please split it.
people-error-faults = Some rows have errors. Nothing was imported.
people-error-expired = The file is no longer kept. Please choose it again.
people-error-name = is no name, or has more than 60 letters
people-error-phone = is no phone number: 11 digits, or + and the country code
people-error-relation = is no relation we know, such as mother, father, grandmother
people-error-bands = is no age band; write 0-2, 3-5, 6-9, 10-13 or 14-17
people-error-bands-date = Excel has turned this into a date; make the cell text and write it like 3-5
people-error-group = no group that you look after has this code
people-error-group-several = several groups have this code; ask for another code first
people-error-county = no county that you look after has this code; it has six digits, such as 450123
people-error-day = lies more than a year ahead or twenty years back
people-error-which = several people in this group have this name; add the phone
# $other (String): number of the other row
people-error-twice = stands in row { $other } as well; please keep one of them

people-template-sheet = Roster
people-template-title = How to fill in the roster
people-template-choice = Choose from the list. Several ages: join them with a comma.
people-template-name = The caregiver's name, never the child's. Must be filled in.
people-template-phone = 11 digits, or + and the country code. Leave it empty if there is none.
people-template-relation = Choose from the list.
people-template-bands = 0-2, 3-5, 6-9, 10-13 or 14-17; several joined by a comma. Nothing else about the child.
people-template-group = The group's code, such as LA-01. Must be filled in.
people-template-county = Six digits, such as 450123. Left empty, the group's county counts.
people-template-enrolled_on = Such as 2026-11-25. Left empty, today counts.

people-list-title = Who is in this group
people-list-name = Name
people-list-relation = Relation
people-list-bands = Child's age
people-list-state = Standing
people-list-empty = Nobody is in this group yet. A coordinator can import a roster under “Caregivers”; whoever comes to a session is added with its register.
people-list-unknown = not told

people-state-applied = Applied
people-state-waitlisted = Waiting
people-state-invited = Invited
people-state-enrolled = Enrolled
people-state-active = Takes part
people-state-completed = Completed
people-state-withdrawn = Left
people-state-transferred = Changed group
people-state-lost = Not reached

people-show-phone = Phone
people-show-no-phone = none
people-show-area = County
people-show-children = Child's age
# $band (String): an age band; $day (String): a date
people-show-band = { $band } years, as of { $day }
people-show-groups = Groups
# $day (String): a date
people-show-no-group = In no group yet: she came to a session as a walk-in.
people-show-since = since { $day }
# $day (String): a date
people-show-until = until { $day }

people-link-title = Link a chat
# $name (String): the caregiver's name
people-link-for = For { $name }. Only her or his own phone should scan it.
people-link-card = Link your chat
people-link-qr = QR code that links the chat
people-link-step-scan = Scan the picture with your phone
people-link-step-start = Tap Start in the chat
people-link-step-agree = Agree to link it
people-link-open = Open the chat on this phone
# $hours (Number): hours until it ends
people-link-once = Works once, for { $hours } hours. It is shown only now; an older code no longer works.
