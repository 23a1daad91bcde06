tokens-index-title = Keys for programs
tokens-index-lead = With a key, a program reads and writes what you may, and no more than you tick. Whoever has the key speaks as you: give it to nobody else.
tokens-index-empty = You have no key yet.
# $day (String): a date
tokens-index-until = until { $day }
# $day (String): a date
tokens-index-used = last used on { $day }
tokens-index-unused = not used yet
tokens-index-end = End it
tokens-link-title = Keys for programs

tokens-new-title = Make a key
tokens-new-none = Nothing that your roles allow can be done by a program yet.

tokens-form-name = What is it for?
tokens-form-name-hint = For example: district report, attendance app
tokens-form-allow = What may the program do?
tokens-form-days = How long does it work?
tokens-form-submit = Make the key

tokens-days-30 = 30 days
tokens-days-90 = 90 days
tokens-days-365 = One year

tokens-allow-take_registers = Take registers
tokens-allow-manage_groups = Manage groups, sessions and people
tokens-allow-see_figures = See figures
tokens-allow-import_reports = See impression reports

tokens-show-title = Your new key
# $name (String): what it is for
tokens-show-once = This is the key for “{ $name }”. Copy it now: it is shown only this once.
tokens-show-how = The program sends it as “Authorization: Bearer” and the key. Every key ends when your roles change or your account ends.

tokens-error-name-length = What it is for: 1 to 60 characters.
tokens-error-days-range = How long: 1 to 365 days.
tokens-error-allow-held = Please tick at least one thing that the program may do, of those your roles allow.
tokens-error-many = You have 20 keys. Please end one that you no longer need.
