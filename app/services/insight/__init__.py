"""Insight: counting what happened, what may be shown of the counts, and the figures of a unit."""
