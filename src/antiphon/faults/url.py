"""Faults of URLs and request targets (RFC 3986, RFC 9110 §4)."""
