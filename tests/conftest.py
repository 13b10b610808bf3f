"""What all tests share."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

# `make fuzz` asks for the thorough profile; a machine under load must not fail a property for being slow.
# The examples are the same each time, so that a change is not blamed for what was wrong before: `make fuzz` finds that.
settings.register_profile("default", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("thorough", parent=settings.get_profile("default"), derandomize=False, max_examples=5000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))
