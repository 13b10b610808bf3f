"""The backend as pages for a browser."""
