"""What the package imports: nothing of the project, and on the fast path nothing at all."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import linea_helm.cel

PACKAGE = Path(linea_helm.cel.__file__).parent

RUN = """
import sys
sys.path.insert(0, {root!r})
import linea_helm
before = set(sys.modules)
from linea_helm import cel
program = cel.program_from_ast({tree!r}, "", {code!r})
assert program.evaluate({{"object": {{"spec": {{"image": "besu:latest", "n": 3}}}}}}) is True
print("\\n".join(sorted(set(sys.modules) - before)))
"""


def loaded(text, code=lambda program: program.code):
    """Give the modules that a fresh interpreter loads to evaluate an expression."""
    program = linea_helm.cel.compile(text, ("object",))
    run = RUN.format(root=str(PACKAGE.parent.parent), tree=program.ast, code=code(program))
    done = subprocess.run([sys.executable, "-I", "-S", "-c", run], check=True, capture_output=True, text=True)
    return set(done.stdout.split())


def test_evaluating_imports_nothing_but_the_package():
    """A program is built from its tree and evaluated without parser, checker, blame, or any module from outside."""
    modules = loaded("has(object.spec) && object.spec.n + 1 == 4 && string(object.spec.n) == '3'")
    names = ["access", "dispatch", "errors", "join", "library", "library.standard", "narrow", "operators", "program"]
    names += ["runtime", "search", "values"]
    assert modules == {"__future__", "linea_helm.cel", *(f"linea_helm.cel.{name}" for name in names)}


def test_closures_import_nothing_but_the_package():
    """Where generated code is unsure, a tree is evaluated without any module from outside, too."""
    modules = loaded("has(object.spec) && object.spec.n + 1 == 4", code=lambda _: b"")
    assert {name for name in modules if not name.startswith("linea_helm.cel")} == {"__future__"}
    assert "linea_helm.cel.evaluate" in modules


def test_a_pattern_imports_no_re():
    """Matching a pattern loads our own automaton and nothing of Python's library."""
    modules = loaded("object.spec.image.matches('^[a-z]+:latest$')")
    assert {name for name in modules if not name.startswith("linea_helm.cel")} == {"__future__"}
    assert "linea_helm.cel.re2.automaton" in modules


def test_the_package_imports_nothing_else_of_the_project():
    """No module in the package names one of ours outside it, wherever the import stands."""
    outside = []
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            outside += [n for n in names if n.startswith("linea_helm") and not n.startswith("linea_helm.cel")]
    assert outside == []
