"""The scenarios of HTTP: a file a family, each with a tuple of rows."""
