"""The tests: named after what they hold true."""
