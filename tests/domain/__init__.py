"""Rules, on paper: no app, no database, no clock."""
