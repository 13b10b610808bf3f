"""How rows look on the wire."""
