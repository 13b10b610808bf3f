"""Where a client may connect, and how it knows whom it reached."""
