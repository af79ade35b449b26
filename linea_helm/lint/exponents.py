"""Whole numbers that a template prints with an exponent: Helm keeps what a file says as a 64-bit float.

What a template does with a number is nothing that its text tells for sure. The rendered manifests do.
"""

from __future__ import annotations

import re

from linea_helm.finding import Problem
from linea_helm.rules import type_trap
from linea_helm.show import show

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from linea_helm.finding import Path
    from linea_helm.lint.inspection import Inspection
    from linea_helm.values.values import Origin, Values

_PRINTED = re.compile(r"(?<![\w.+-])-?\d(?:\.\d+)?e\+\d{2,3}(?![\w.])")
_FIX = "put quotes around it, or have the template print it with int64"
#: The only flag whose numbers are floats.
_JSON_FLAG = "--set-json"


def check(look: Inspection, values: Values, rendered: str) -> None:
    """Report the numbers of values files that stand with an exponent in what Helm rendered of them."""
    printed = set(_PRINTED.findall(rendered)) if "e+" in rendered else set()
    told = {finding.location for finding in look.findings if finding.id == type_trap.ID}
    for path, value in _whole_numbers(values.computed) if printed else ():
        shown, origin = type_trap.scientific(value), values.origin(path)
        if shown in printed and origin and _is_float(look, origin) and origin.location not in told:
            message = f"{show(value)} is printed as {shown}"
            look.add(type_trap, Problem(path, message), origin.location, help=_FIX)


def _is_float(look: Inspection, origin: Origin) -> bool:
    if origin.kind == "default":
        return not look.request.is_given
    return origin.kind != "flag" or origin.location.source.name == _JSON_FLAG


def _whole_numbers(values: Any) -> Iterator[tuple[Path, float]]:  # noqa: ANN401  merged values
    pending: list[tuple[Path, Any]] = [((), values)]
    while pending:
        path, value = pending.pop()
        if isinstance(value, dict):
            pending += [((*path, key), inner) for key, inner in value.items()]
        elif isinstance(value, list):
            pending += [((*path, number), item) for number, item in enumerate(value)]
        elif isinstance(value, (int, float)) and not isinstance(value, bool) and value % 1 == 0:
            yield path, value
