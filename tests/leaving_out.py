"""Leave a test out where a machine cannot run it: aloud on somebody's machine, never in CI."""

from __future__ import annotations

import os
from typing import NoReturn

import pytest


def leave_out(reason: str) -> NoReturn:
    """Skip the running test, or fail it under CI=true."""
    if os.environ.get("CI"):
        pytest.fail(f"this must run in CI: {reason}", pytrace=False)
    pytest.skip(reason)
