users-index-title = People here
users-index-invite = Invite a colleague
users-error-name = Sign-in name: 2 to 40 letters, digits, dots or dashes, without spaces.
users-error-name-taken = Sign-in name: somebody has it already. Please choose another.
users-error-display_name = Your name: 1 to 60 letters.
users-error-password-length = Password: at least 15 characters, at most 128.
users-error-password-easy = Password: it must not hold your sign-in name or one letter only.
users-index-ended = Ended accounts
users-role-ended = ended
# $name (String): the name typed at sign-in
users-show-name = Signs in as: { $name }
users-show-ended = Ended
users-show-beyond = This person also has roles outside your area. Only a colleague who looks after all of them can make a new password or end the account.
users-show-roles = Roles
users-show-end-role = End
users-show-signs-out = The person is signed out everywhere and signs in again with the new role.
users-show-password = Forgotten password
users-show-password-why = Make a one-time code and hand it over. With it the person chooses a new password; the old one works until then.
users-show-password-make = Make a code
users-show-end = End this account
users-show-end-why = The person is signed out everywhere at once and can sign in no more. Everything recorded so far stays. You can open the account again.
users-show-end-submit = End the account
users-show-return = Open the account again
users-give-title = Give another role
users-give-role = What else will she or he do?
users-give-partner = Only for one partner organisation?
users-give-any-partner = No, for all
users-give-submit = Give the role
users-code-title = The code is ready
# $name (String): whose password it is
users-code-for = For { $name }. Hand it over in person.
users-code-card = New password for Peiban
users-code-qr = QR code for a new password
users-code-step-password = Choose a new password
users-error-area = Area: please choose one that exists.
users-error-area-scope = Area: you can give roles only inside your own area and partner.
users-error-partner = Partner: please choose one from the list.
users-error-role-held = Role: she or he has it there already.
users-error-role-own = Role: nobody makes herself safeguarding lead. Please ask a colleague.
users-error-beyond = This person also has roles outside your area. Please ask a colleague who looks after all of them.
users-error-ended = This account is ended. Please open it again first.
users-error-last-admin = This is the last administrator of the whole country. Give somebody else that role first.
users-leads-title = Leads these groups
users-leads-why = They go on. Before the role or the account ends, please agree with their coordinator who leads them then.
# $groups (Number): groups left without a lead
users-leads-ask = { $groups ->
    [one] This group goes on and would have no lead any more:
   *[other] These { $groups } groups go on and would have no lead any more:
}
users-leads-sure = End it all the same
users-error-leads = Groups that go on have this person as their lead. Please look at them first.
users-index-search = Name
users-index-find = Search
# $count (Number): how many were found; $q (String): what was searched for
users-index-found = { $count ->
    [0] Nobody here is called “{ $q }”.
    [one] One person is called “{ $q }”.
   *[other] { $count } people are called “{ $q }”.
}
users-index-all = Show everybody
