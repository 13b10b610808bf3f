"""Faults of what a user typed at the command line."""
