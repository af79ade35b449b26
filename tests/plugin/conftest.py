"""One copy of the project per worker; a fresh Helm home per test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from homes import Home, checkout

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project that all tests of a worker may install from and none may change."""
    return checkout(tmp_path_factory.mktemp("project") / "helm-linea")


@pytest.fixture
def home(tmp_path: Path) -> Callable[[str], Home]:
    """A Helm home for one Helm version."""

    def make(version: str) -> Home:
        return Home(tmp_path / f"home {version}", version)

    return make
