"""find and findAll. Source: k8s.io/apiserver/pkg/cel/library/regex.go."""

from __future__ import annotations

from itertools import islice

from linea_helm.cel.re2 import compile_pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from linea_helm.cel.library import Overloads


def _find(text: str, pattern: str) -> str:
    start, end = next(compile_pattern(pattern).spans(text), (0, 0))
    return text[start:end]


def _find_all(text: str, pattern: str, limit: int = -1) -> list[str]:
    spans = compile_pattern(pattern).spans(text)
    return [text[start:end] for start, end in islice(spans, limit if limit >= 0 else None)]


FUNCTIONS: Overloads = {}

METHODS: Overloads = {
    "find": ((("string", "string"), "string", _find),),
    "findAll": (
        (("string", "string"), "list(string)", _find_all),
        (("string", "string", "int"), "list(string)", _find_all),
    ),
}
