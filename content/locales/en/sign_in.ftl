sign_in-title = Welcome back
sign_in-form-name = Your sign-in name
sign_in-form-password = Password
sign_in-form-submit = Sign in
sign_in-invited = I have a code
sign_in-forgotten = Forgotten your password? Your administrator can give you a code for a new one.
sign_in-error-wrong = The name and the password do not go together. Please try again.
sign_in-ready = It is done. Please sign in with your name and the password you have just chosen.
