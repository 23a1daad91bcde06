home-me-title = Me
home-me-sign-out = Sign out
home-me-everywhere = You are signed out on all your devices.
