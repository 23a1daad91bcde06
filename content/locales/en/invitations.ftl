invitations-new-title = Invite a colleague
invitations-new-lead = You get a code and a QR picture to show or print. No e-mail is needed.
invitations-form-role = What will she or he do?
invitations-form-area = Where?
invitations-form-area-hint = A province, prefecture or county: its name or six-digit code. Empty means everywhere.
invitations-form-submit = Make the invitation
invitations-error-role = Role: please choose one from the list.
invitations-error-code = Code: it has ten letters and digits, as on the invitation.
invitations-code-title = The invitation is ready
# $role (String): the role's name; $area (String): the area's name
invitations-code-for = { $role }, { $area }
invitations-code-card = Peiban invitation
invitations-code-qr = QR code of the invitation
invitations-code-step-scan = Scan the picture, or open the sign-in page
invitations-code-step-type = Type this code
invitations-code-step-password = Choose your own name and password
# $days (Number): days until it ends
invitations-code-once = Works once, for { $days } days. It is shown only now.
invitations-code-another = Invite somebody else
invitations-enter-title = Your code
invitations-enter-code = The ten letters and digits on the invitation, or for a new password
invitations-enter-submit = Continue
invitations-show-title = Welcome
# $role (String): the role's name
invitations-show-role = You are invited as: { $role }.
invitations-show-display-name = Your name
invitations-show-display-name-hint = As colleagues and families know you
invitations-show-name = A short name to sign in with
invitations-show-name-hint = 2 to 40 letters, digits, dots or dashes
invitations-show-password = Password
invitations-show-password-hint = At least 15 characters. A short sentence is easy to remember.
invitations-show-submit = Done
invitations-error-unknown = Code: nobody knows it, or it was used or is too old. Please look at it again, or ask for a new one.
