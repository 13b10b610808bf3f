"""Lessons about HTTP on real exchanges, in English and Spanish."""
