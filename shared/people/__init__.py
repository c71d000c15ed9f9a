"""Who is signed in: a person by their e-mail address, what they may do, and the cookie that says so."""
