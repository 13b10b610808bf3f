"""Fifteen blocks of facts about an exchange, from the verdict to how to repeat it."""
