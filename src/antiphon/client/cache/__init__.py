"""A private cache (RFC 9111) around the exchange."""
