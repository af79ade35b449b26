"""Data for tests that is too large to be part of the project; it stands beside the checkout as ../shared/data."""

from __future__ import annotations

from pathlib import Path

from leaving_out import leave_out

_DATA = Path(__file__).resolve().parent.parent.parent / "shared" / "data"


def shared(name: str) -> Path:
    """Give the path of a file or folder of the shared data; without it the test is left out aloud, never in CI."""
    path = _DATA / name
    if not path.exists():
        leave_out(f"the shared data {name} is not beside this checkout")
    return path
