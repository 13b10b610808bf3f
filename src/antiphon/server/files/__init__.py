"""A folder of files as an application: read, and where the operator wants it, written."""
