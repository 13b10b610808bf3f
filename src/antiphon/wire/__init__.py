"""Floor 2: bytes to events and back, without I/O."""
