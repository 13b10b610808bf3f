"""Long transfers: downloads into files, and streams of events."""
