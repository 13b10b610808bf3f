"""The description of a backend as an OpenAPI document."""
