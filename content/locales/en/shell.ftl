shell-brand-zh = 陪伴
shell-brand-latin = Peiban
shell-brand-full = Peiban 陪伴
shell-title-problem = Error:
shell-skip = Skip to the main part

shell-language-label = Language
shell-language-zh = 中文
shell-language-en = English

shell-nav-label = Main menu

shell-clock-label = Demo clock
# $now (String): the demo's date and time, already written out
shell-clock-now = Demo: { $now }
shell-clock-hour = +1 h
shell-clock-day = +1 day
shell-clock-next = Next
shell-clock-simulator = Phones

shell-errors-title = There is a problem
shell-error-prefix = Error:

shell-nav-today = Today
shell-nav-groups = Groups
shell-nav-people = Caregivers
shell-nav-overview = Overview
shell-nav-reports = Reports
shell-nav-users = People here
shell-nav-alerts = Alerts
shell-nav-me = Me

shell-error-field = This does not fit. Please look at it again.
shell-error-hidden = There is a sign here that cannot be seen. Please type it anew.
shell-error-long = This is too long: at most 2,000 characters.
shell-error-missing = This field did not arrive. Please fill it in.
# $minutes (Number): whole minutes to wait, at least 1
shell-error-wait = Too many tries. Please wait { $minutes ->
    [one] one minute
   *[other] { $minutes } minutes
}, then try again.
