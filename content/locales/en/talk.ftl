# What the chat says beside tips, consents and safety replies. Short and warm; at most 280 letters.
talk-welcome = Hello, this is Peiban. We keep you company with small ideas for life with your child, and remind you of sessions.
talk-not_now = That is fine. You are welcome at every session. Come back here whenever you like.
talk-age = How old is your child?
# $step (String): what to do today, a full sentence
talk-today = Today: { $step }
talk-no_tip = There is no tip for this just now. Please look in again in a few days.
talk-home = Good to see you. Would you like a tip?
talk-friendly = Thank you, that is good to hear. A tip is one tap away whenever you like.
talk-help = Write “tip” for a tip, “Chinese” to change the language, “pause” for a rest, “privacy” to see what we keep. Write STOP to end all messages. Or tap below to talk to a person.
talk-privacy = We keep your chat account, language, what you agreed to, which tips we sent and, if you told us, your child’s age band. Only programme staff see it; what you write, only those who look after it. Send STOP to end messages. To see, correct or delete your data, talk to a person.
talk-stopped = Done. We will not send you any more tips or reminders. You are still welcome at every session.
# $days (Number): days of rest
talk-paused = All right, we will be quiet for { $days } days. Your place in the group stays.
talk-language = Which language suits you?
talk-linked = Thank you. This chat is now linked to your place in the group.
talk-link_gone = This link has been used or is too old. Please ask your facilitator for a new one.
talk-button-not_now = Not now
talk-button-skip = Skip
# $band (String): ages in years, such as 3–5
talk-button-band = { $band } years
talk-button-tip = Send me a tip
talk-button-next = Another tip
talk-button-person = Talk to a person
talk-button-under_18 = I am under 18
talk-button-adult = I am an adult
talk-button-again = Start again
talk-button-go_on = Go on now
talk-button-zh = 中文
talk-button-en = English
talk-error-method = How: please choose written, oral or read aloud.
talk-error-witness = Witness: a spoken consent needs the name of somebody who heard it.
talk-error-code = Code: 1 to 40 letters, digits, dashes or underscores.
talk-error-code-taken = Code: this one is used already.
# What Telegram shows beside a command in its list; at most 256 letters
talk-command-tip = A tip for life with your child
talk-command-menu = Where to go from here
talk-command-language = Choose the language
talk-command-pause = A rest from messages
talk-command-privacy = What we keep about you
talk-command-stop = End all messages
talk-command-help = What you can send here
