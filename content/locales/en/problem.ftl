problem-title-input = Something in this request does not fit
problem-title-forbidden = This page has been open for too long, or it came from somewhere else
problem-title-missing = This page is not here
problem-title-busy = Very busy just now. Please try again in a moment
problem-title-full = The server's disk is full. Nothing was saved; please tell your administrator
problem-title-ours = Something went wrong on our side. Nothing was lost
problem-back = Back to the start
# $code (String): the HTTP status
problem-code = Still stuck? Tell your coordinator this number: { $code }
