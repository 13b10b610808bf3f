"""Requests as curl's command line, both ways."""
