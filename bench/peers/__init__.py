"""The same form in what somebody else would take: each in a venv of its own, asked over a pipe."""
