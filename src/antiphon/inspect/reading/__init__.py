"""Messages read as far as they can be: what is wrong becomes a flaw, nothing an error. See README.md."""
