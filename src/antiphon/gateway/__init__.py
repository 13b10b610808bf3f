"""A gateway: a server in front of a server that is not ours (RFC 9110 §3.7)."""
