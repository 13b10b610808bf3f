"""Proxies of the client: which one, the way through it, and what it is told of who asks."""
