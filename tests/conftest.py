"""Settings of all property tests."""

from __future__ import annotations

import pytest
from hypothesis import settings

# No test asserts a time: a busy machine is no failure.
settings.register_profile("linea", settings.default, deadline=None)
settings.load_profile("linea")


@pytest.fixture(autouse=True)
def _no_terminal_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing that a test prints depends on where it was started: xdist tells its workers the terminal's width."""
    for name in ("COLUMNS", "NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
