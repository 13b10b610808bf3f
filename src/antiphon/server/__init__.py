"""Floor 4: the server."""
