problem-title-input = Something in this request does not fit
problem-title-forbidden = This page has been open for too long, or it came from somewhere else
problem-title-missing = This page is not here
problem-title-busy = Very busy just now. Please try again in a moment
problem-title-full = The server's disk is full. Nothing was saved; please tell your administrator
problem-title-ours = Something went wrong on our side
problem-advice-again = What you sent just now was not saved. Please go back, load the page again and send it once more.
problem-advice-ours = What was saved before is safe; what you sent just now may be missing. Please look, and send it again if it is.
problem-missing-code = This code has been used, or is too old. Please ask your colleague for a new one.
problem-missing-poster = The time of this poster is over, or its address is not whole. Please ask your facilitator.
problem-missing-page = The address may not be whole, or what was here has moved, or is not yours to see.
problem-back = Back to the start
# $code (String): the HTTP status
problem-code = Still stuck? Tell your coordinator this number: { $code }
