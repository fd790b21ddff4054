"""The verbs: functions with keyword-only by= and now=; one verb, one transaction, one line on the timeline."""
