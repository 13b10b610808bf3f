"""Credentials: what is sent without being asked, what answers a challenge, and what is fetched first."""
