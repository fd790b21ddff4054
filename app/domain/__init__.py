"""What is true on paper: checklist, risk, gate, events, permissions. No Flask, no database, no clock."""
