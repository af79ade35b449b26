"""Settings of all property tests."""

from __future__ import annotations

from hypothesis import settings

# No test asserts a time: a busy machine is no failure.
settings.register_profile("linea", settings.default, deadline=None)
settings.load_profile("linea")
