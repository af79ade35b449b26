"""Semantic versions.

Source: semver.org 2.0.0; k8s.io/apiserver/pkg/cel/library/semverlib.go, which Kubernetes has since 1.33.
"""

from __future__ import annotations

from linea_helm.cel.errors import EvalError
from linea_helm.cel.values import UINT_MAX, Opaque

TYPE_CHECKING = False
if TYPE_CHECKING:
    from linea_helm.cel.library import Overloads

_LETTERS = frozenset("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-")
_NUMBERS = 3


class Semver(Opaque):
    """A version: its three numbers, and its pre-release as a key that orders it. Build metadata counts for nothing."""

    __slots__ = ("numbers", "prerelease")
    cel_type = "kubernetes.Semver"

    def __init__(self, numbers: tuple[int, ...], prerelease: tuple[tuple[int, int, str], ...]) -> None:
        self.numbers = numbers
        self.prerelease = prerelease

    def key(self) -> tuple[object, ...]:
        """Give what orders versions: one without a pre-release comes after all that have one."""
        return self.numbers, not self.prerelease, self.prerelease

    def __lt__(self, other: Semver) -> bool:
        return self.key() < other.key()


def _semver(text: str, normalize: bool = False) -> Semver:
    body, plus, build = (_normalized(text) if normalize else text).partition("+")
    core, dash, prerelease = body.partition("-")
    numbers = core.split(".")
    parts = prerelease.split(".") if dash else []
    valid = len(numbers) == _NUMBERS and all(map(_is_number, numbers)) and all(map(_is_identifier, parts))
    if not valid or (plus and not all(part and _LETTERS.issuperset(part) for part in build.split("."))):
        raise EvalError(f"semver({text[:50]!r}): not a version such as 1.2.3")
    return Semver(tuple(map(int, numbers)), tuple(map(_ordered, parts)))


def _normalized(text: str) -> str:
    """Take a v away, give missing numbers as 0, and take leading zeros away."""
    parts = [_without_zeros(part) for part in text.removeprefix("v").split(".", _NUMBERS - 1)]
    if len(parts) < _NUMBERS and ("-" in parts[-1] or "+" in parts[-1]):
        return text
    return ".".join([*parts, *["0"] * (_NUMBERS - len(parts))])


def _without_zeros(part: str) -> str:
    stripped = part.lstrip("0") if len(part) > 1 else part
    return stripped if stripped[:1].isdigit() or len(part) < 2 else f"0{stripped}"


def _is_number(text: str) -> bool:
    plain = text.isascii() and text.isdigit() and (text == "0" or text[0] != "0")
    return plain and len(text) <= 20 and int(text) <= UINT_MAX


def _is_identifier(text: str) -> bool:
    return bool(text) and _LETTERS.issuperset(text) and (_is_number(text) or not text.isdigit())


def _ordered(part: str) -> tuple[int, int, str]:
    return (0, int(part), "") if part.isdigit() else (1, 0, part)


def _is_semver(text: str, normalize: bool = False) -> bool:
    try:
        _semver(text, normalize)
    except EvalError:
        return False
    return True


def _major(version: Semver) -> int:
    return version.numbers[0]


def _minor(version: Semver) -> int:
    return version.numbers[1]


def _patch(version: Semver) -> int:
    return version.numbers[2]


def _compare(left: Semver, right: Semver) -> int:
    return (right < left) - (left < right)


def _is_greater(left: Semver, right: Semver) -> bool:
    return right < left


def _is_less(left: Semver, right: Semver) -> bool:
    return left < right


_NAME = "kubernetes.Semver"

FUNCTIONS: Overloads = {
    "semver": ((("string",), _NAME, _semver), (("string", "bool"), _NAME, _semver)),
    "isSemver": ((("string",), "bool", _is_semver), (("string", "bool"), "bool", _is_semver)),
}

METHODS: Overloads = {
    "major": (((_NAME,), "int", _major),),
    "minor": (((_NAME,), "int", _minor),),
    "patch": (((_NAME,), "int", _patch),),
    "compareTo": (((_NAME, _NAME), "int", _compare),),
    "isGreaterThan": (((_NAME, _NAME), "bool", _is_greater),),
    "isLessThan": (((_NAME, _NAME), "bool", _is_less),),
}
