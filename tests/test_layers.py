"""Imports go down the layers of docs/architecture.md, never up and never in a circle."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

PROJECT = Path(__file__).parent.parent
PACKAGE = PROJECT / "linea_helm"
ARCHITECTURE = (PROJECT / "docs" / "architecture.md").read_text("utf-8")
#: Neither is a module of the package: what Helm runs, and the version.
OUTSIDE = {"linea_helm", "linea_helm._helm.boot"}
_ONLY = re.compile(r"^\| \d \| `([\w/.]+)` \|.* [Tt]he only importer of ([\w.]+)", re.MULTILINE)


class Import(NamedTuple):
    """One import; `typing` means that it is not made at run time, `late` that a function makes it."""

    importer: str
    imported: str
    line: int
    typing: bool
    late: bool

    def __str__(self) -> str:
        return f"{self.importer}:{self.line} imports {self.imported}"


def test_the_table_names_every_module_and_no_other():
    """A new module gets its layer in docs/architecture.md, and a removed one leaves it."""
    missing = {module for module in MODULES if _entry(module) is None}
    assert missing == set()
    unused = set(LAYERS) - {_entry(module) for module in MODULES}
    assert unused == set()


def test_imports_go_down():
    """No module imports from a layer above its own, not even for its types."""
    known = [found for found in IMPORTS if _entry(found.imported) and _entry(found.importer)]
    upward = [found for found in known if LAYERS[_entry(found.imported)] > LAYERS[_entry(found.importer)]]
    assert list(map(str, upward)) == []


def test_imports_go_in_no_circle():
    """What is imported at the top of modules can be put in an order."""
    below = {
        module: {found.imported for found in IMPORTS if found.importer == module and not _is_free(found)}
        for module in MODULES
    }
    while leaves := {module for module, imported in below.items() if not imported & below.keys()}:
        below = {module: imported for module, imported in below.items() if module not in leaves}
    assert below == {}


def test_cel_stands_alone():
    """The CEL package imports nothing of ours, so that it can be used without us."""
    foreign = [
        f for f in IMPORTS if f.importer.startswith("linea_helm.cel") and not f.imported.startswith("linea_helm.cel")
    ]
    assert list(map(str, foreign)) == []


def test_a_heavy_package_has_one_importer():
    """Who else needs ruamel.yaml or typer asks the module that the table names."""
    only = {package.split(".")[0]: _qualified(name) for name, package in _ONLY.findall(ARCHITECTURE)}
    assert set(only) == {"ruamel", "typer"}
    others = [
        found for found in THIRD_PARTY if only.get(found.imported.split(".")[0], found.importer) != found.importer
    ]
    assert list(map(str, others)) == []


def _is_free(found: Import) -> bool:
    return found.typing or found.late


def _layers() -> dict[str, int]:
    """Read the table: the name of a module, or of a package with all that is in it, and its layer."""
    rows = re.findall(r"^\| (\d) \| ((?:`[\w/.]+`(?:, )?)+) \|", ARCHITECTURE, re.MULTILINE)
    assert rows, "docs/architecture.md has no table of layers"
    names = [(name, int(layer)) for layer, cell in rows for name in re.findall(r"`([\w/.]+)`", cell)]
    layers = {_qualified(name): layer for name, layer in names}
    assert len(layers) == len(names), "docs/architecture.md has a row twice"
    return layers


def _qualified(name: str) -> str:
    """`report/text.py` and `cel/` as Python names."""
    return "linea_helm." + name.removesuffix(".py").strip("/").replace("/", ".")


def _modules() -> dict[str, Path]:
    names = {path: ".".join(path.relative_to(PROJECT).with_suffix("").parts) for path in PACKAGE.rglob("*.py")}
    return {
        name.removesuffix(".__init__"): path
        for path, name in names.items()
        if name.removesuffix(".__init__") not in OUTSIDE
    }


def _entry(module: str) -> str | None:
    """Give the entry of the table for a module: its own, else that of a package it is in."""
    parents = [module.rsplit(".", depth)[0] for depth in range(module.count("."))]
    return next((name for name in parents if name in LAYERS), None)


def _imports(module: str, path: Path) -> Iterator[Import]:
    tree = ast.parse(path.read_text("utf-8"))
    typing = {id(node) for block in ast.walk(tree) if _is_typing(block) for node in ast.walk(block)}
    top = {id(node) for node in tree.body}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [_module_of(f"{node.module}.{alias.name}", str(node.module)) for alias in node.names]
        else:
            continue
        yield from (Import(module, name, node.lineno, id(node) in typing, id(node) not in top) for name in names)


def _is_typing(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def _module_of(name: str, otherwise: str) -> str:
    """`from a import b` imports the module a.b where there is one, else the module a."""
    return name if name in MODULES else otherwise


LAYERS = _layers()
MODULES = _modules()
_ALL = [found for module, path in MODULES.items() for found in _imports(module, path)]
IMPORTS = sorted({found for found in _ALL if found.imported in MODULES and found.imported != found.importer})
THIRD_PARTY = [found for found in _ALL if found.imported not in MODULES]
