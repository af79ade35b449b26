"""The formats of strings that Kubernetes has names for, such as `format.dns1123Label()`.

Source: k8s.io/apiserver/pkg/cel/library/format.go; the patterns of k8s.io/apimachinery/pkg/util/validation and of
k8s.io/kube-openapi/pkg/validation/strfmt. The messages are ours.
"""

from __future__ import annotations

from linea_helm.cel.library.url import FUNCTIONS as URL_FUNCTIONS
from linea_helm.cel.re2 import compile_pattern
from linea_helm.cel.values import NONE, Opaque, Optional

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from linea_helm.cel.library import Overloads

_LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?"
_LABEL_1035 = "[a-z]([-a-z0-9]*[a-z0-9])?"
_SUBDOMAIN = rf"{_LABEL}(\.{_LABEL})*"
_QUALIFIED = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]"
_DATE = "[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
_TIME = "([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](.[0-9]+)?([zZ]|[+-][0-9]{2}:[0-9]{2})"
_BASE64 = "([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})"
_UUID = "(?i:[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12})"

#: Pattern and greatest length.
_PATTERNS = {
    "dns1123Label": (_LABEL, 63),
    "dns1123Subdomain": (_SUBDOMAIN, 253),
    "dns1035Label": (_LABEL_1035, 63),
    "labelValue": (f"({_QUALIFIED})?", 63),
    "uuid": (_UUID, 36),
    "byte": (_BASE64, 0),
}


class Format(Opaque):
    """A named format: it gives the problems of a string."""

    __slots__ = ("name", "problems")
    cel_type = "kubernetes.NamedFormat"

    def __init__(self, name: str, problems: Callable[[str], list[str]]) -> None:
        self.name = name
        self.problems = problems

    def key(self) -> str:
        """Give its name."""
        return self.name


def _by_pattern(name: str, pattern: str, longest: int) -> Callable[[str], list[str]]:
    def problems(text: str) -> list[str]:
        found = []
        if longest and len(text) > longest:
            found.append(f"must be no more than {longest} characters")
        if not compile_pattern(f"^(?:{pattern})$").search(text):
            found.append(f"is no {name}: must match {pattern}")
        return found

    return problems


def _of_prefix(whole: Callable[[str], list[str]]) -> Callable[[str], list[str]]:
    """Accept what a generated name may begin with: a dash at the end stands for what follows."""

    def problems(text: str) -> list[str]:
        return whole(f"{text[:-2]}a" if len(text) > 1 and text.endswith("-") else text)

    return problems


def _qualified_name(text: str) -> list[str]:
    prefix, slash, name = text.rpartition("/")
    if "/" in prefix:
        return ["is no qualifiedName: has more than one /"]
    found = _by_pattern("qualifiedName", _QUALIFIED, 63)(name)
    return [*_by_pattern("dns1123Subdomain", _SUBDOMAIN, 253)(prefix), *found] if slash else found


def _uri(text: str) -> list[str]:
    ((_, _, is_url),) = URL_FUNCTIONS["isURL"]
    return [] if is_url(text) else ["is no absolute URI or absolute path"]


def _date(text: str) -> list[str]:
    from datetime import date  # 3 ms

    problem = ["is no date such as 2024-02-29"]
    if not compile_pattern(f"^{_DATE}$").search(text):
        return problem
    try:
        date(*map(int, text.split("-")))
    except ValueError:
        return problem if text[:4] != "0000" else []  # Go has a year 0
    return []


def _datetime(text: str) -> list[str]:
    day, _, time = text.replace("t", "T").partition("T")
    valid = not _date(day) and compile_pattern(f"^{_TIME}$").search(time)
    return [] if valid else ["is no time such as 2024-02-29T23:59:59Z"]


_FORMATS = {name: Format(name, _by_pattern(name, *given)) for name, given in _PATTERNS.items()}
_FORMATS |= {
    f"{name}Prefix": Format(f"{name}Prefix", _of_prefix(_FORMATS[name].problems))
    for name in ("dns1123Label", "dns1123Subdomain", "dns1035Label")
}
_FORMATS |= {
    "qualifiedName": Format("qualifiedName", _qualified_name),
    "uri": Format("uri", _uri),
    "date": Format("date", _date),
    "datetime": Format("datetime", _datetime),
}


def _named(name: str) -> Optional:
    return Optional(_FORMATS[name]) if name in _FORMATS else NONE


def _constant(found: Format) -> Callable[[], Format]:
    return lambda: found


def _validate(wanted: Format, text: str) -> Optional:
    problems = wanted.problems(text)
    return Optional(problems) if problems else NONE


_NAME = "kubernetes.NamedFormat"

FUNCTIONS: Overloads = {
    "format.named": ((("string",), "optional_type(kubernetes.NamedFormat)", _named),),
    **{f"format.{name}": (((), _NAME, _constant(found)),) for name, found in _FORMATS.items()},
}

METHODS: Overloads = {"validate": (((_NAME, "string"), "optional_type(list(string))", _validate),)}
