# Messages that leave at their time: at most 280 characters.
messages-reminder = Hello! Our next session is on { $day } at { $time }, at { $place }. We will talk about “{ $title }”. Can you come? One tap is enough.
messages-reminder-plain = Hello! Our next session is on { $day } at { $time }, at { $place }. Can you come? One tap is enough.
messages-moved = Our session has a new time: { $day } at { $time }, at { $place }. Sorry for the change. Can you come then?
messages-called-off = The session on { $day } at { $time } will not take place, so please do not make the trip. We will tell you the new date.
messages-coming = Coming
messages-cannot = Cannot come
messages-feedback = How was the session for you? Just three short questions. One tap each, and you may skip any.
messages-feedback-start = Answer
messages-absence = We missed you, and that is all right. One thing from the session to try at home:
# $practice (String): one small thing to try at home, a full sentence
messages-recap-home = At home: { $practice }
messages-next = Next session: { $day } at { $time }.
messages-rsvp-coming = Good, see you there!
messages-rsvp-cannot = Thank you for telling us. See you next time.
messages-rsvp-moved = Thank you. That session has another time now: { $day } at { $time }, at { $place }. Can you come then?
messages-rsvp-late = Thank you. The session has begun. You are still welcome to come.
messages-rsvp-over = Thank you for answering. See you next time.
messages-rsvp-called-off = Thank you. This session will not take place. We will tell you the new date.
# $since (String): day and time
messages-channel-down = No message has got through in the chat since { $since }. Nothing is lost: what is still useful then will be sent once it works again. If something is urgent, call.
