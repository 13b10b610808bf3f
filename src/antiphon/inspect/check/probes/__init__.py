"""The table of probes: a file for each concern, all of them in `table`."""
