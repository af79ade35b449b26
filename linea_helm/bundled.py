"""Where the policies and the chart that come with helm-linea are.

In a checkout and in the plugin folder they stand beside the package; a wheel has them inside it (pyproject.toml).
"""

from __future__ import annotations

import os

_PACKAGE = os.path.dirname(os.path.abspath(__file__))
_WHEEL = os.path.join(_PACKAGE, "_bundled")
_ROOT = _WHEEL if os.path.isdir(_WHEEL) else os.path.dirname(_PACKAGE)

POLICIES = os.path.join(_ROOT, "policies")
#: The ids of the policies, which says when a file of one is gone. Made by scripts/gen_docs.py.
IDS = os.path.join(_PACKAGE, "data", "policies.txt")
#: What `catalogue.ship` made of the policies, if anything did.
COMPILED = os.path.join(_ROOT, ".linea", "policies.bin")
CHART = os.path.join(_ROOT, "chart", "linea-stack")
