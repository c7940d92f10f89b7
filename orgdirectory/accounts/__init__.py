"""Who may sign in to the admin, and how: passwords, the second factor, lockout, accounts."""
