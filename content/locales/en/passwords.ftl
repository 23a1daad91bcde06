passwords-new-title = A new password
# $person (String): the person's name; $name (String): the name typed at sign-in
passwords-new-for = For { $person }. You sign in as: { $name }
passwords-new-password = New password
passwords-new-submit = Save
