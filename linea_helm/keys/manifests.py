"""Write made keys down: as Secrets, as commands that create them from files, and what is public of them as values."""

from __future__ import annotations

import json
import os
import re
import shlex

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

    from linea_helm.keys.making import Made

#: What needs no quotes.
_PLAIN = re.compile(r"v1|Secret|Opaque|linea-stack-[a-z0-9-]+")
_SECRETS_HEADER = """\
# Private keys of a linea-stack: keep this file out of Git and delete it once the Secrets and a safe copy exist.
# kubectl create -f, not apply: apply would write the keys into an annotation, too.
"""
_VALUES_HEADER = """\
# What belongs to the Secrets and is public:
# helm install my-linea CHART -f CHART/profiles/production.yaml -f this-file.yaml
"""
_CHAIN_HEADER = "# Nothing under `chain` may change once a node has started.\n"


def secrets(made: Sequence[Made], namespace: str | None) -> str:
    """Give the Secrets as one YAML stream."""
    return _SECRETS_HEADER + "".join(f"---\n{_secret(one, namespace)}" for one in made)


def values(made: Sequence[Made]) -> str:
    """Give the piece of values of the Secrets; every text in quotes: YAML reads some hex as numbers."""
    tree: dict[str, Any] = {}
    for one in made:
        for path, value in one.values.items():
            _put(tree, path, value)
    return _VALUES_HEADER + _CHAIN_HEADER * ("chain" in tree) + "".join(_lines(tree, ""))


def commands(made: Sequence[Made], folder: str, namespace: str | None) -> Iterator[str]:
    """Give the commands that create the Secrets out of their files in a folder; no private key is in them."""
    for one in made:
        words = ["kubectl", "create", "secret", "generic", one.secret]
        words += ["--namespace", namespace] if namespace else []
        words.append(f"--from-file={one.key}={os.path.join(folder, one.file)}")
        words += [f"--from-literal={key}={text}" for key, text in one.literals.items()]
        yield shlex.join(words)


def _secret(one: Made, namespace: str | None) -> str:
    tree: dict[str, Any] = {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": one.secret}}
    if namespace:
        tree["metadata"]["namespace"] = namespace
    return "".join(_lines({**tree, "type": "Opaque", "stringData": {one.key: one.private, **one.literals}}, ""))


def _put(tree: dict[str, Any], path: tuple[str, ...], value: object) -> None:
    for name in path[:-1]:
        tree = tree.setdefault(name, {})
    tree[path[-1]] = value


def _lines(tree: dict[str, Any], indent: str) -> Iterator[str]:
    """Write maps as block YAML; leaves as JSON, which is YAML, but for our own names."""
    for name, value in tree.items():
        if isinstance(value, dict):
            yield f"{indent}{name}:\n"
            yield from _lines(value, f"{indent}  ")
        else:
            plain = isinstance(value, str) and _PLAIN.fullmatch(value)
            yield f"{indent}{name}: {value if plain else json.dumps(value)}\n"
