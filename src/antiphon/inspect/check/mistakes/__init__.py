"""Requests that no client should send, drawn at random, family by family."""
