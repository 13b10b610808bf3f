"""What a request asks of a collection, and the SQL that answers it."""
