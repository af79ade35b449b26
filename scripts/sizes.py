"""Measure the functions and files of linea_helm and fail when they are too long to be read at a glance.

Code lines: without blank lines, comments and docstrings; a function's signature counts, a function inside it counts
for both. The limits are the longest of check-jsonschema and pre-commit, which read well (CONTRIBUTING.md).
"""

from __future__ import annotations

import ast
import io
import sys
import tokenize
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
LONGEST_FUNCTION, P90, MEDIAN, LONGEST_FILE = 45, 20, 8, 360
_NO_CODE = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}


class Function(NamedTuple):
    """A function's code lines and place."""

    size: int
    place: str


def main() -> int:
    """Print the sizes; 1 when a limit is passed."""
    files = {path: path.read_text("utf-8") for path in sorted((ROOT / "linea_helm").rglob("*.py"))}
    functions = sorted(function for path, text in files.items() for function in _functions(path, text))
    sizes = [function.size for function in functions]
    median, p90, longest = sizes[len(sizes) // 2], sizes[len(sizes) * 9 // 10], functions[-1]
    print(f"{len(sizes)} functions: median {median}, p90 {p90}, longest {longest.size} code lines ({longest.place})")
    faults = [
        f"{function.place}: {function.size} code lines" for function in functions if function.size > LONGEST_FUNCTION
    ]
    lengths = {path: text.count("\n") for path, text in files.items()}
    faults += [f"{path.relative_to(ROOT)}: {length} lines" for path, length in lengths.items() if length > LONGEST_FILE]
    faults += [f"median of all functions: {median} code lines"] * (median > MEDIAN)
    faults += [f"p90 of all functions: {p90} code lines"] * (p90 > P90)
    for fault in faults:
        print(f"too long: {fault}")
    return 1 if faults else 0


def _functions(path: Path, text: str) -> list[Function]:
    tree = ast.parse(text)
    code = _code_lines(text) - _docstring_lines(tree)
    return [
        Function(
            sum(line in code for line in range(node.lineno, (node.end_lineno or 0) + 1)),
            f"{path.relative_to(ROOT)}:{node.lineno} {node.name}",
        )
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def _code_lines(text: str) -> set[int]:
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    code = [token for token in tokens if token.type not in _NO_CODE]
    return {line for token in code for line in range(token.start[0], token.end[0] + 1)}


def _docstring_lines(tree: ast.Module) -> set[int]:
    owners = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    documented = [
        node.body[0] for node in ast.walk(tree) if isinstance(node, owners) and ast.get_docstring(node, clean=False)
    ]
    return {line for node in documented for line in range(node.lineno, (node.end_lineno or 0) + 1)}


if __name__ == "__main__":
    sys.exit(main())
