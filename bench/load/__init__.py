"""A working day of the whole country on one machine: `make load`."""
