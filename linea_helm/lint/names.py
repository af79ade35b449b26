"""Names that Helm and Kubernetes take, for a release, a namespace and an API. Imports nothing: Helm waits for it."""

from __future__ import annotations

_ALNUM = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")
_LABEL = _ALNUM | frozenset("-")
_LONGEST_RELEASE = 53
_LONGEST_LABEL = 63
_WORDS = "lower-case letters, digits and -, with a letter or digit at both ends"


def release_problem(name: str) -> str:
    """Say why a release cannot have a name; "" when it can (helm: pkg/chart/common/util/validate_name.go)."""
    if len(name) > _LONGEST_RELEASE:
        return f"the name of a release has at most {_LONGEST_RELEASE} characters, not {len(name)}"
    good = all(_is_word(part) for part in name.split("."))
    return "" if good else f'"{name}" is no name for a release: {_WORDS}; dots between'


def namespace_problem(name: str) -> str:
    """Say why a namespace cannot have a name; "" when it can (k8s.io/apimachinery: IsDNS1123Label)."""
    if len(name) > _LONGEST_LABEL:
        return f"the name of a namespace has at most {_LONGEST_LABEL} characters, not {len(name)}"
    return "" if _is_word(name) else f'"{name}" is no name for a namespace: {_WORDS}'


def api_problem(text: str) -> str:
    """Say why a text names no API; "" for v1, apps/v1 or apps/v1/Deployment."""
    parts = text.split("/")
    good = len(parts) <= 3 and all(part and part == "".join(part.split()) for part in parts)
    return "" if good else f'"{text}" names no API: write v1, apps/v1 or apps/v1/Deployment'


def _is_word(text: str) -> bool:
    return bool(text) and text[0] in _ALNUM and text[-1] in _ALNUM and _LABEL.issuperset(text)
