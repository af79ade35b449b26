"""What a user types to run us: as a plugin of Helm something else than as a Python package."""

from __future__ import annotations


def program() -> str:
    """Give the command; Helm names the plugin that it runs."""
    import os  # 1 ms, which the fast path does without

    return "helm linea" if "HELM_PLUGIN_NAME" in os.environ else "linea"


def explain(identifier: str) -> str:
    """Give the command that explains a check."""
    return f"{program()} policy explain {identifier}"
