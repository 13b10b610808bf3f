"""What a client remembers of servers from one request to the next."""
