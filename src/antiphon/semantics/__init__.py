"""Floor 1: what messages mean (RFC 9110 and its neighbours), as pure values and decisions."""
