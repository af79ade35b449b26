"""The real Helm binaries that tests run, fetched by scripts/fetch_helm.py.

A missing one fails the test that asks for it, here and in CI: a test that was left out proves nothing.
"""

from __future__ import annotations

from pathlib import Path

import pytest

#: Both lines that we support, the newest version first.
ALL = ("4.3.1", "4.1.4", "3.19.0", "3.17.3")
#: The newest version of each major.
MAJORS = ("4.3.1", "3.19.0")

_CACHE = Path(__file__).parent.parent / ".cache" / "helm"


def helm(version: str) -> Path:
    """Give the path of a Helm binary."""
    return _binary(version, "helm")


def kubectl(version: str) -> Path:
    """Give the path of the kubectl that came with a Helm."""
    return _binary(version, "kubectl")


def _binary(version: str, name: str) -> Path:
    path = _CACHE / version / name
    if not path.is_file():
        pytest.fail(f"there is no {path.relative_to(_CACHE.parent.parent)}; run: make setup", pytrace=False)
    return path
