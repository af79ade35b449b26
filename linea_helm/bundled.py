"""Where the policies and the chart that come with helm-linea are.

In a checkout and in the plugin folder they stand beside the package; a wheel has them inside it (pyproject.toml).
"""

from __future__ import annotations

from posix import stat  # `os` costs 1 ms, which the fast path does without


def _is_there(path: str) -> bool:
    try:
        stat(path)
    except OSError:
        return False
    return True


_PACKAGE = __file__.rpartition("/")[0]
_WHEEL = f"{_PACKAGE}/_bundled"
_ROOT = _WHEEL if _is_there(_WHEEL) else _PACKAGE.rpartition("/")[0]

POLICIES = f"{_ROOT}/policies"
#: The ids of the policies, which says when a file of one is gone. Made by scripts/gen_docs.py.
IDS = f"{_PACKAGE}/data/policies.txt"
#: What `catalogue.ship` made of the policies, if anything did.
COMPILED = f"{_ROOT}/.linea/policies.bin"
CHART = f"{_ROOT}/chart/linea-stack"
