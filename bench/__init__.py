"""Measures: what a page costs beside a bare Flask app, counted and timed in one run (`make bench`, `make profile`)."""
