"""What a database's tables are to HTTP."""
