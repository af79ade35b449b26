# ruff: noqa: INP001 - a script, not a module of the package
"""Start linea with nothing but a Python: what the launcher runs as `python -I -S -X utf8 boot.py ARGS`.

Imports only what is built in: for the post-renderer every module counts (docs/architecture.md, the fast path).
"""

from __future__ import annotations

import gc
import sys

ROOT = __file__.rsplit("/", 3)[0]


def main(argv: list[str]) -> None:
    """Run one command line and end with its exit code."""
    gc.disable()  # a run makes much data and hardly a cycle of it; to look for some costs a tenth
    sys.path.insert(0, ROOT)
    # The private environment, made for exactly this Python; our modules and the standard library come first.
    sys.path.append(f"{ROOT}/.linea/{sys.implementation.cache_tag}")
    if argv != ["setup"]:  # which writes that file
        from linea_helm.packed import install

        install(ROOT, f"{ROOT}/.linea/modules.bin")
    if argv[:1] == ["post-render"]:
        from linea_helm.postrender.post import run

        run(argv[1:])
    from linea_helm.cli import run as cli

    cli()


main(sys.argv[1:])
